// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// On Linux: two ptys, and a backend whose system calls ask the storm's devices.
#include <boost_serial_ext/detail/serial_service.hpp>
#include <boost_serial_ext/native/linux_backend.hpp>
#include <boost_serial_ext/native/sys_linux.hpp>

#include "storm/cable.hpp"
#include "storm/device.hpp"
#include "support/pty_null_modem.hpp"

#include <boost/asio/execution_context.hpp>

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace boost_serial_ext_test::storm {

namespace {

/// Which device a file descriptor belongs to. Any thread.
class devices
{
public:
    void add(std::string const& name, device& d)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        by_name_[name] = &d;
    }

    void opened(char const* name, int fd)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        auto const found = by_name_.find(name);
        if (found == by_name_.end())
            return;
        by_fd_[fd] = found->second;
        found->second->opened();
    }

    /// Null for what is no device of the storm's.
    device* find(int fd)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        auto const found = by_fd_.find(fd);
        return found == by_fd_.end() ? nullptr : found->second;
    }

    /// Whether this change of the settings is one that takes a while.
    bool next_is_slow() noexcept { return ++changes_ % 8 == 0; }

private:
    std::atomic<unsigned> changes_{0};
    std::mutex mutex_;
    std::map<std::string, device*> by_name_;
    std::map<int, device*> by_fd_;
};

/// The system's calls, but for what the devices know better; for `linux_backend`.
class device_sys : public serial::detail::sys_linux
{
public:
    explicit device_sys(std::shared_ptr<devices> all) noexcept : all_(std::move(all)) {}

    int open(char const* path, int& fd)
    {
        int const number = sys_linux::open(path, fd);
        if (number == 0)
            all_->opened(path, fd);
        return number;
    }

    int output_waiting(int fd, int& count)
    {
        int const number = sys_linux::output_waiting(fd, count);
        if (device const* d = all_->find(fd); d && number == 0)
            count += static_cast<int>(d->depth());
        return number;
    }

    /// Some drivers ask a device on USB and wait for its answer. What is behind such a call in the
    /// private thread's queue can be cancelled on any machine, however quick its own calls are.
    int set_termios(int fd, serial::detail::termios2 const& t)
    {
        if (all_->next_is_slow())
        {
            auto const answered = std::chrono::steady_clock::now() + answer;
            while (std::chrono::steady_clock::now() < answered)
                std::this_thread::yield();
        }
        return sys_linux::set_termios(fd, t);
    }

    int get_counters(int fd, serial::detail::linux_icounter& counters)
    {
        device* const d = all_->find(fd);
        if (!d || !d->counts())
            return sys_linux::get_counters(fd, counters);
        d->look(counters);
        return 0;
    }

private:
    static constexpr std::chrono::milliseconds answer{2};

    std::shared_ptr<devices> all_;
};

} // namespace

class cable::wires : public pty_null_modem
{
public:
    using pty_null_modem::pty_null_modem;
};

cable::cable(storm& s, asio::io_context& ports, asio::io_context& around)
    : wires_(std::make_unique<wires>(around))
{
    auto const all = std::make_shared<devices>();
    all->add(left(), s.lines[0]);
    all->add(right(), s.lines[1]);
    asio::make_service<serial::detail::serial_service>(
        ports, std::make_unique<serial::detail::linux_backend<device_sys>>(device_sys(all)));
}

cable::~cable() = default;

std::string const& cable::left() const noexcept
{
    return wires_->left();
}

std::string const& cable::right() const noexcept
{
    return wires_->right();
}

void cable::start()
{
    wires_->start();
}

void cable::stop()
{
    wires_->stop();
}

} // namespace boost_serial_ext_test::storm
