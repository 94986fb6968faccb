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

#include "support/uevents.hpp"

#include <boost/asio/execution_context.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/** Ports that a test plugs in and pulls out, for the monitors of a context.

    The messages are the kernel's, and go through a socket. Safe to be used from any thread.
*/
class fake_ports
{
public:
    /// Before the context's first monitor; must outlive the monitors.
    explicit fake_ports(asio::execution_context& context)
    {
        if (::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends_) != 0)
            throw std::runtime_error("socketpair");
        asio::make_service<detail::port_source_service>(
            context, [this] { return std::make_unique<source>(*this); });
    }
    fake_ports(fake_ports const&) = delete;
    fake_ports& operator=(fake_ports const&) = delete;
    ~fake_ports()
    {
        ::close(ends_[0]);
        ::close(ends_[1]);
    }

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
        std::string const message = uevent_of(action, name);
        if (::send(ends_[1], message.data(), message.size(), 0) < 0)
            throw std::runtime_error("the socket is full");
    }

    /// What the calls of the monitor's source fail with, from now on; 0: nothing.
    struct failures
    {
        int open = 0, receive = 0, scan = 0, look = 0;
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

    static error_code code_of(int number) { return {number, boost::system::system_category()}; }

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

        detail::native_handle open(error_code& ec) override
        {
            lock const guard(ports_.mutex_);
            ec = code_of(ports_.failures_.open);
            return ec ? -1 : ::dup(ports_.ends_[0]);
        }

        void close(detail::native_handle handle) noexcept override { ::close(handle); }

        std::size_t receive(detail::native_handle handle, char* data, std::size_t size,
            error_code& ec) noexcept override
        {
            lock const guard(ports_.mutex_);
            if (ec = code_of(std::exchange(ports_.failures_.receive, 0)); ec)
                return 0;
            auto const n = ::recv(handle, data, size, MSG_DONTWAIT);
            ec = code_of(n < 0 ? errno : 0);
            return n < 0 ? 0 : static_cast<std::size_t>(n);
        }

        std::vector<detail::seen_port> scan(error_code& ec) override
        {
            lock const guard(ports_.mutex_);
            ++ports_.looks_;
            ec = code_of(ports_.failures_.scan);
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
            ec = code_of(ports_.failures_.look);
            return ports_.look(name);
        }

    private:
        fake_ports& ports_;
    };

    mutable std::mutex mutex_;
    int ends_[2] = {-1, -1};
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
