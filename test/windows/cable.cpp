// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// On Windows: COM5 and COM6, which a null modem joins, and a backend whose system calls ask the storm's
// devices. The ports must have no events of their own: the library looks for them then.
#include "storm/cable.hpp"

#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>
#include <boost_serial_ext/native/sys_windows.hpp>
#include <boost_serial_ext/native/windows_backend.hpp>

#include "storm/device.hpp"

#include <boost/asio/execution_context.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace boost_serial_ext_test::storm {

namespace {

using handle = serial::detail::native_handle;

/// Which device a handle belongs to. Any thread.
class devices
{
public:
    void add(std::u16string const& name, device& d) { by_name_[name] = &d; }

    /// Opens one that nobody else has open: Wine lets devices be shared, and then what a close still
    /// discards would be the next one's.
    template<class Open>
    int open(std::u16string const& name, handle& port, Open open_it)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        auto const found = by_name_.find(name);
        if (found == by_name_.end())
            return open_it();
        for (auto const& [unused, open] : by_handle_)
            if (open == found->second)
                return access_denied;
        int const number = open_it();
        if (number != 0)
            return number;
        by_handle_[port] = found->second;
        found->second->opened();
        return 0;
    }

    void closes(handle port)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        by_handle_.erase(port);
    }

    /// Null for what is no device of the storm's.
    device* find(handle port)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        auto const found = by_handle_.find(port);
        return found == by_handle_.end() ? nullptr : found->second;
    }

    /// Whether this change of the settings is one that takes a while.
    bool next_is_slow() noexcept { return ++changes_ % 8 == 0; }

private:
    static constexpr int access_denied = 5; // winerror.h

    std::atomic<unsigned> changes_{0};
    std::mutex mutex_;
    std::map<std::u16string, device*> by_name_;
    std::map<handle, device*> by_handle_;
};

constexpr unsigned bit(serial::line_events event) noexcept
{
    return static_cast<unsigned>(event);
}

constexpr unsigned errors_of_a_line = bit(serial::line_events::framing_error)
    | bit(serial::line_events::parity_error) | bit(serial::line_events::overrun);

/// The system's calls, but for what the devices know better; for `windows_backend`.
class device_sys : public serial::detail::sys_windows
{
public:
    explicit device_sys(std::shared_ptr<devices> all) noexcept : all_(std::move(all)) {}

    int open(char16_t const* name, handle& port)
    {
        return all_->open(name, port, [&] { return sys_windows::open(name, port); });
    }

    int close(handle port)
    {
        all_->closes(port);
        return sys_windows::close(port);
    }

    void close_apart(handle port)
    {
        all_->closes(port);
        sys_windows::close_apart(port);
    }

    int get_queues(handle port, std::uint32_t& errors, std::uint32_t& input, std::uint32_t& output)
    {
        namespace e = serial::detail::windows_errors;
        int const number = sys_windows::get_queues(port, errors, input, output);
        device* const d = all_->find(port);
        if (!d || number != 0)
            return number;
        output += static_cast<std::uint32_t>(d->depth());
        if (!d->counts())
            return 0;
        errors = 0;
        unsigned const happened = d->look(errors_of_a_line, false);
        errors |= (happened & bit(serial::line_events::framing_error)) != 0 ? e::frame : 0u;
        errors |= (happened & bit(serial::line_events::parity_error)) != 0 ? e::rxparity : 0u;
        errors |= (happened & bit(serial::line_events::overrun)) != 0 ? e::overrun : 0u;
        return 0;
    }

    int take_events(handle port, std::uint32_t& events)
    {
        namespace e = serial::detail::windows_events;
        device* const d = all_->find(port);
        if (!d || !d->counts())
            return sys_windows::take_events(port, events);
        unsigned const happened = d->look(~errors_of_a_line, true);
        events = 0;
        events |= (happened & bit(serial::line_events::cts)) != 0 ? e::cts : 0u;
        events |= (happened & bit(serial::line_events::dsr)) != 0 ? e::dsr : 0u;
        events |= (happened & bit(serial::line_events::ri)) != 0 ? e::ring : 0u;
        events |= (happened & bit(serial::line_events::dcd)) != 0 ? e::rlsd : 0u;
        events |= (happened & bit(serial::line_events::break_signal)) != 0 ? e::break_signal : 0u;
        return 0;
    }

    /// Some drivers ask a device on USB and wait for its answer. What is behind such a call in the
    /// private thread's queue can be cancelled on any machine, however quick its own calls are.
    int set_state(handle port, serial::detail::windows_dcb const& dcb)
    {
        if (all_->next_is_slow())
        {
            auto const answered = std::chrono::steady_clock::now() + answer;
            while (std::chrono::steady_clock::now() < answered)
                std::this_thread::yield();
        }
        return sys_windows::set_state(port, dcb);
    }

private:
    static constexpr std::chrono::milliseconds answer{2};

    std::shared_ptr<devices> all_;
};

} // namespace

class cable::wires
{
public:
    explicit wires(asio::io_context& around) : context(around) {}

    std::string const left = "COM5", right = "COM6";
    asio::io_context& context;
    std::optional<asio::executor_work_guard<asio::io_context::executor_type>> busy;
};

cable::cable(storm& s, asio::io_context& ports, asio::io_context& around)
    : wires_(std::make_unique<wires>(around))
{
    auto const all = std::make_shared<devices>();
    all->add(u"\\\\.\\COM5", s.lines[0]);
    all->add(u"\\\\.\\COM6", s.lines[1]);
    asio::make_service<serial::detail::serial_service>(
        ports, std::make_unique<serial::detail::windows_backend<device_sys>>(device_sys(all)));
}

cable::~cable() = default;

std::string const& cable::left() const noexcept
{
    return wires_->left;
}

std::string const& cable::right() const noexcept
{
    return wires_->right;
}

void cable::start()
{
    wires_->busy.emplace(wires_->context.get_executor());
}

void cable::stop()
{
    wires_->busy.reset();
}

} // namespace boost_serial_ext_test::storm
