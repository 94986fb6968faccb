// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_WINDOWS_WATCH_HPP
#define BOOST_SERIAL_EXT_DETAIL_WINDOWS_WATCH_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/native/sys_windows_wait.hpp>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/wait_traits.hpp>
#include <boost/asio/windows/basic_object_handle.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Tells who waits of a communications device's events.

    Windows knows one WaitCommEvent at a time and device: this is who makes it, for everybody, and
    only while somebody waits. It ends by an event object of its own. A driver may end it without an
    event, or not have it at all: then those who wait look again every 10 ms. Thread-safe.

    Sources: "WaitCommEvent function" and "SetCommMask function", remarks.
*/
template<class Executor>
class windows_watch : public std::enable_shared_from_this<windows_watch<Executor>>
{
public:
    using clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds period{10};

    explicit windows_watch(Executor const& ex) : event_(ex), gate_(ex, (clock::time_point::max)())
    {
    }
    windows_watch(windows_watch const&) = delete;
    windows_watch& operator=(windows_watch const&) = delete;
    ~windows_watch()
    {
        // The handler was destroyed without being called. Whoever closed the device has ended the
        // wait; should its driver not think so, the memory that it writes to is left to it.
        std::uint32_t const patience = 1000;
        if (under_way_ && !sys_windows_wait::ended(*wait_, patience))
            static_cast<void>(wait_.release());
    }

    /// A device is open.
    void open(native_handle port, error_code& ec)
    {
        lock const guard(mutex_);
        ++openings_;
        port_ = port;
        open_ = true;
        chosen_ = 0;
        heard_ = 0;
        ec.clear();
        if (!wait_)
        {
            auto wait = std::make_unique<windows_wait>();
            int const number = sys_windows_wait::make_event(wait->done);
            ec = error_code(number, boost::system::system_category());
            if (!ec)
                event_.assign(wait->done, ec);
            if (ec)
                return;
            wait_ = std::move(wait);
        }
    }

    /// It is about to be closed, or to be somebody else's.
    void close()
    {
        {
            lock const guard(mutex_);
            if (open_)
                choose(0);
            open_ = false;
        }
        wake();
    }

    /// Somebody who waits for some of the device's events, as long as this lives.
    class waiter
    {
    public:
        waiter() = default;
        /// @param mask Of `windows_events`.
        waiter(std::shared_ptr<windows_watch> watch, std::uint32_t mask)
            : watch_(std::move(watch)), mask_(mask)
        {
            watch_->come(mask_);
        }
        waiter(waiter&& other) noexcept
            : watch_(std::move(other.watch_)), mask_(std::exchange(other.mask_, 0))
        {
        }
        waiter& operator=(waiter&& other) noexcept
        {
            waiter old(std::move(*this));
            watch_ = std::move(other.watch_);
            mask_ = std::exchange(other.mask_, 0);
            return *this;
        }
        ~waiter()
        {
            if (watch_)
                watch_->leave(mask_);
        }

        explicit operator bool() const noexcept { return watch_ != nullptr; }

    private:
        std::shared_ptr<windows_watch> watch_;
        std::uint32_t mask_ = 0;
    };

    /// What `arm` has found.
    struct armed
    {
        bool told = false;        ///< False: events are not told, look again after the period.
        std::uint64_t number = 0; ///< Of what had been told by then.
    };

    /// Sees to it that events are told. What came before has to be looked for after this.
    armed arm()
    {
        lock const guard(mutex_);
        bool const told = arm_wait();
        return {told, told_number_};
    }

    /// The same by a test double, which tells of everything.
    armed arm(transfer_hook& hook)
    {
        std::unique_lock<std::recursive_mutex> guard(mutex_);
        if (!double_waker_)
        {
            auto const wake = [waiting = this->weak_from_this()]
            {
                if (auto const woken = waiting.lock())
                    woken->told_by_double();
            };
            double_waker_ = std::make_shared<std::function<void()>>(wake);
        }
        auto const waker = double_waker_;
        armed const result{true, told_number_};
        guard.unlock(); // it may call that, and others'
        hook.set_waker(waker);
        return result;
    }

    /// Calls a handler with `operation_aborted` when there may be something to look at; look, and
    /// wait again. @param before What `arm` has found: if something was told since, it is now.
    template<class Handler>
    void wait(armed const& before, Handler&& handler)
    {
        lock const guard(mutex_);
        auto end = before.told ? (clock::time_point::max)() : clock::now() + period;
        if (before.number != told_number_)
            end = clock::now();
        // Moving it wakes all who wait: once for each period is enough.
        if (end < gate_.expiry() || gate_.expiry() <= clock::now())
            gate_.expires_at(end);
        gate_.async_wait(std::forward<Handler>(handler));
    }

    /// Wakes whoever waits. Not under the mutex.
    void wake()
    {
        line_waker waker;
        {
            lock const guard(mutex_);
            gate_.cancel();
            if (others_ != 0)
                waker = line_waker_;
        }
        if (waker)
            (*waker)();
    }

    /// The transfers whose handlers have not been called.
    std::atomic<unsigned> transfers{0};

    /// What is called when there may be line events, while somebody waits for more than bytes.
    using line_waker = std::shared_ptr<std::function<void()>>;

    /// Has `make` make it, the first time.
    template<class Make>
    void set_line_waker(Make make)
    {
        lock const guard(mutex_);
        if (!line_waker_)
            line_waker_ = std::make_shared<std::function<void()>>(make());
    }

    /// The events that have been told, once.
    std::uint32_t take_events() noexcept
    {
        lock const guard(mutex_);
        return std::exchange(heard_, 0u);
    }

private:
    // Always asked for: a driver remembers what it is asked for, and forgets the rest.
    static constexpr std::uint32_t lines = windows_events::all & ~windows_events::rxchar;

    // Recursive: `waiter`s may be destroyed by timers that are made to forget their handlers.
    using lock = std::lock_guard<std::recursive_mutex>;

    void come(std::uint32_t mask) noexcept
    {
        lock const guard(mutex_);
        ++(mask == windows_events::rxchar ? readers_ : others_);
    }

    void leave(std::uint32_t mask) noexcept
    {
        lock const guard(mutex_);
        --(mask == windows_events::rxchar ? readers_ : others_);
        if (readers_ == 0 && others_ == 0 && under_way_ && open_)
        {
            choose(lines); // the driver keeps these for the next one who waits
        }
    }

    /// Ends the wait that is under way.
    bool choose(std::uint32_t events) noexcept
    {
        bool const done = sys_windows_wait::choose(port_, events) == 0;
        chosen_ = done ? events : 0;
        ended_here_ = under_way_;
        return done;
    }

    bool arm_wait()
    {
        if (!open_)
            return true; // whoever closed it has woken, or will wake, all
        if (!wait_)
            return false;
        if (clock::now() < distrusted_until_)
            return false;
        std::uint32_t const wanted = lines | (readers_ != 0 ? windows_events::rxchar : 0u);
        bool const covered = under_way_ ? (chosen_ & wanted) == wanted : chosen_ == wanted;
        if (under_way_ && covered)
            return true;
        if (!covered && !choose(wanted))
            return false;
        if (under_way_) // its handler wakes all, who come here again
            return true;
        if (sys_windows_wait::begin(port_, *wait_) != 0)
            return false;
        try
        {
            event_.async_wait([self = this->shared_from_this(), opening = openings_](
                                  error_code const&) { self->told(opening); });
        }
        catch (std::exception const&) // no memory: those who wait look again and again
        {
            end_for_certain();
            return false;
        }
        under_way_ = true;
        return true;
    }

    void told_by_double()
    {
        lock const guard(mutex_);
        ++told_number_;
        gate_.cancel();
    }

    void told(std::uint64_t opening)
    {
        line_waker waker;
        {
            lock const guard(mutex_);
            std::uint32_t events = 0;
            if (!sys_windows_wait::ended(
                    *wait_, 0)) // nobody has waited for it: no threads are left
                end_for_certain();
            under_way_ = false;
            ++told_number_;
            bool const failed = sys_windows_wait::outcome(port_, *wait_, events) != 0;
            std::uint32_t const of_lines = events & ~windows_events::rxchar;
            if (opening == openings_) // else it is news of a device that was closed
                heard_ |= of_lines;
            // Told of nothing, and nobody has ended it: not at once again.
            if (!std::exchange(ended_here_, false) && (failed || events == 0))
                distrusted_until_ = clock::now() + period;
            gate_.cancel();
            // Also for a byte: there are drivers that forget an edge between two waits, so that who
            // waits for one must look after each.
            if (others_ != 0)
                waker = line_waker_;
        }
        if (waker)
            (*waker)();
    }

    // The system must not write to it any more.
    void end_for_certain() noexcept
    {
        sys_windows_wait::end(port_, *wait_, 0);
        chosen_ = 0;
    }

    std::recursive_mutex mutex_;
    std::unique_ptr<windows_wait> wait_; ///< Null until the first device was open.
    asio::windows::basic_object_handle<Executor> event_;
    asio::basic_waitable_timer<clock, asio::wait_traits<clock>, Executor> gate_;
    line_waker line_waker_;
    line_waker double_waker_;
    native_handle port_{};
    clock::time_point distrusted_until_{};
    std::uint64_t openings_ = 0;
    unsigned readers_ = 0;
    unsigned others_ = 0;
    std::uint32_t chosen_ = 0; ///< What the driver has been asked for.
    std::uint32_t heard_ = 0;
    std::uint64_t told_number_ = 0; ///< How often a wait has ended.
    bool open_ = false;
    bool under_way_ = false;
    bool ended_here_ = false; ///< The wait that is under way, by another choice of events.
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
