// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_PORT_SOURCE_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_PORT_SOURCE_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_event.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/port_monitor_state.hpp>
#include <boost_serial_ext/detail/port_source.hpp>

#include "support/system.hpp"
#include "support/uevents.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/execution_context.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/** Ports that a test plugs in and pulls out, for the monitors of a context.

    The messages are the kernel's. Safe to be used from any thread.
*/
class fake_ports
{
public:
    /// Before the context's first monitor; must outlive the monitors.
    explicit fake_ports(asio::execution_context& context)
    {
        asio::make_service<detail::port_source_service>(
            context, [this] { return std::make_unique<source>(*this); });
    }
    fake_ports(fake_ports const&) = delete;
    fake_ports& operator=(fake_ports const&) = delete;

    /// @param ready Whether it can be opened.
    void plug(std::string const& name, bool ready = true)
    {
        {
            lock const guard(mutex_);
            terminals_[name] = {++identities_, ready};
        }
        say("add", name);
    }

    void pull(std::string const& name)
    {
        {
            lock const guard(mutex_);
            terminals_.erase(name);
        }
        say("remove", name);
    }

    void make_ready(std::string const& name)
    {
        lock const guard(mutex_);
        terminals_[name].ready = true;
    }

    void say(std::string const& action, std::string const& name)
    {
        lock const guard(mutex_);
        messages_.push_back(uevent_of(action, name));
        bell_.ring();
    }

    /// What the calls of the monitor's source fail with, from now on.
    struct failures
    {
        error_code open, receive, scan, look;
        bool no_memory = false; ///< In `look`.
    };
    void fail(failures const& f)
    {
        lock const guard(mutex_);
        failures_ = f;
    }

    /// How often anything was looked at.
    int looks() const
    {
        lock const guard(mutex_);
        return looks_;
    }

private:
    using lock = std::lock_guard<std::mutex>;

    struct terminal
    {
        std::uint64_t identity = 0;
        bool ready = false;
    };

    detail::seen_port look(std::string const& name) const
    {
        auto const at = terminals_.find(name);
        if (at == terminals_.end())
            return {name};
        port_info port;
        port.device = "/dev/" + name;
        port.name = name;
        port.serial_number = std::to_string(at->second.identity);
        return {name, at->second.identity, port, at->second.ready};
    }

    class source final : public detail::port_source
    {
    public:
        explicit source(fake_ports& ports) : ports_(ports) {}

        native_handle open(error_code& ec) override
        {
            lock const guard(ports_.mutex_);
            ec = ports_.failures_.open;
            return ec ? no_handle() : ports_.bell_.duplicate();
        }

        void close(native_handle handle) noexcept override { raw_close(handle); }

        std::size_t receive(
            native_handle, char* data, std::size_t size, error_code& ec) noexcept override
        {
            lock const guard(ports_.mutex_);
            ec = std::exchange(ports_.failures_.receive, {});
            auto& messages = ports_.messages_;
            if (!ec && messages.empty())
                ec = asio::error::would_block;
            if (ec)
                return 0;
            std::size_t const n = messages.front().copy(data, size);
            messages.pop_front();
            if (messages.empty())
                ports_.bell_.stop();
            return n;
        }

        std::vector<detail::seen_port> scan(error_code& ec) override
        {
            lock const guard(ports_.mutex_);
            ++ports_.looks_;
            ec = ports_.failures_.scan;
            std::vector<detail::seen_port> all;
            for (auto const& named : ports_.terminals_)
                all.push_back(ports_.look(named.first));
            return all;
        }

        detail::seen_port look(std::string const& name, error_code& ec) override
        {
            lock const guard(ports_.mutex_);
            ++ports_.looks_;
            if (std::exchange(ports_.failures_.no_memory, false))
                throw std::bad_alloc();
            ec = ports_.failures_.look;
            return ports_.look(name);
        }

    private:
        fake_ports& ports_;
    };

    mutable std::mutex mutex_;
    std::deque<std::string> messages_;
    bell bell_; ///< Rings while there are any.
    std::map<std::string, terminal> terminals_;
    std::uint64_t identities_ = 0;
    failures failures_;
    int looks_ = 0;
};

/// As in "arrived ttyUSB0#1": the number is that of the plugging.
inline std::string text_of(port_event const& event)
{
    return std::string(to_string(event.change)) + ' ' + event.port.name + '#'
        + event.port.serial_number;
}

} // namespace boost_serial_ext_test

#endif
