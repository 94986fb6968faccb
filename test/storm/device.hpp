// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_DEVICE_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_DEVICE_HPP

#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/codec/linux_tty.hpp>
#include <boost_serial_ext/native/select.hpp>
#include <boost_serial_ext/native/sys_linux.hpp>

#include "storm/lane.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace boost_serial_ext_test::storm {

namespace serial = boost_serial_ext;

/** What a pty lacks: an output queue that tells its depth and, at one end, counters of line events.

    A pty's own depth is always 0: its output lies in the far end's input queue. Here all that the
    far reader has not taken yet counts as queued, so that a drain has something to wait for, and
    one that completes too early is found out. Any thread.
*/
class device
{
public:
    device(lane const& sent, bool counts) noexcept : sent_(sent), counts_(counts) {}

    bool counts() const noexcept { return counts_; }

    std::uint64_t depth() const noexcept
    {
        std::uint64_t const received = sent_.received; // first: it only grows
        std::uint64_t const sent = sent_.sent;
        return sent > received ? sent - received : 0;
    }

    /// One event more of the kind with that number.
    void happen(std::size_t kind)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        ++now_[kind];
    }

    /// The port was opened: what happened until the first look is nobody's news.
    void opened()
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        told_.reset();
    }

    /// As a driver answers TIOCGICOUNT.
    void look(serial::detail::linux_icounter& answer)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        seen_ = now_;
        if (!told_)
            told_ = now_;
        answer = {};
        for (std::size_t kind = 0; kind != kinds; ++kind)
            answer.*counters[kind] = now_[kind];
    }

    /// What a wait has to tell that asked for `mask` and ends with the latest look; with that it
    /// counts as told.
    serial::line_events take(serial::line_events mask)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        auto result = serial::line_events::none;
        for (std::size_t kind = 0; told_ && kind != kinds; ++kind)
        {
            auto const event = static_cast<serial::line_events>(1u << kind);
            if ((mask & event) == serial::line_events::none || (*told_)[kind] == seen_[kind])
                continue;
            (*told_)[kind] = seen_[kind];
            result |= event;
        }
        return result;
    }

    static constexpr std::size_t kinds = 8;

private:
    using numbers = std::array<int, kinds>;
    using icounter = serial::detail::linux_icounter;

    // In the order of line_events.
    static constexpr std::array<int icounter::*, kinds> counters{&icounter::cts, &icounter::dsr,
        &icounter::rng, &icounter::dcd, &icounter::brk, &icounter::frame, &icounter::parity,
        &icounter::overrun};

    lane const& sent_;
    bool const counts_;
    std::mutex mutex_;
    numbers now_{};
    numbers seen_{};
    std::optional<numbers> told_; // none before the first look
};

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

} // namespace boost_serial_ext_test::storm

#endif
