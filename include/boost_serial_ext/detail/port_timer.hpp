// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_PORT_TIMER_HPP
#define BOOST_SERIAL_EXT_DETAIL_PORT_TIMER_HPP

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/time_source.hpp>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/wait_traits.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Asio's timer, or one that goes by another time.

    All calls, but construction and destruction, are made under the mutex, unless the timer is the
    system's and the caller's alone: another time is moved on any thread. Then a wait ends with
    `operation_aborted` when its moment has come, and with success if that was before it began: ask
    `expired`.
*/
template<class Executor, class Mutex>
class port_timer
{
public:
    using clock_type = std::chrono::steady_clock;
    using timer_type
        = asio::basic_waitable_timer<clock_type, asio::wait_traits<clock_type>, Executor>;

    /// @param time Null for the system's.
    port_timer(Executor const& ex, time_source* time, Mutex& mutex) : timer_(ex), time_(time)
    {
        if (time_ != nullptr)
            bell_ = std::make_shared<bell>(*this, mutex);
    }
    port_timer(port_timer const&) = delete;
    port_timer& operator=(port_timer const&) = delete;
    ~port_timer()
    {
        if (time_ == nullptr)
            return;
        time_->drop(*bell_);
        bell_->forget();
    }

    bool is_the_systems() const noexcept { return time_ == nullptr; }

    /// A moment beyond the end of the clock is its end.
    void expires_after(std::chrono::nanoseconds delay)
    {
        auto constexpr last = (clock_type::time_point::max)();
        expired_ = false;
        if (time_ != nullptr)
        {
            timer_.expires_at(last); // the bell brings it forward
            auto const now = time_->now();
            due_ = delay > (std::chrono::nanoseconds::max)() - now
                ? (std::chrono::nanoseconds::max)()
                : now + delay;
            time_->set(bell_, delay);
            return;
        }
        auto const now = clock_type::now();
        timer_.expires_at(delay > last - now ? last : now + delay);
    }

    template<class Handler>
    void async_wait(Handler&& handler)
    {
        timer_.async_wait(std::forward<Handler>(handler));
    }

    void cancel()
    {
        if (time_ != nullptr)
            time_->drop(*bell_);
        timer_.cancel();
    }

    /// Whether a wait's end, with that code, was the moment itself.
    bool expired(error_code const& ec) const noexcept { return !ec || expired_; }

private:
    class bell final : public alarm
    {
    public:
        bell(port_timer& timer, Mutex& mutex) noexcept : timer_(&timer), mutex_(&mutex) {}

        void ring() noexcept override
        {
            std::lock_guard<std::mutex> const alive(living_);
            if (timer_ == nullptr)
                return;
            std::lock_guard<Mutex> const guard(*mutex_);
            if (timer_->time_->now() < timer_->due_)
                return; // meant for a wait before this one
            timer_->expired_ = true;
            timer_->timer_.expires_at((clock_type::time_point::min)());
        }

        void forget() noexcept
        {
            std::lock_guard<std::mutex> const alive(living_);
            timer_ = nullptr;
        }

    private:
        std::mutex living_;
        port_timer* timer_;
        Mutex* mutex_;
    };

    timer_type timer_;
    time_source* time_;
    std::shared_ptr<bell> bell_;
    std::chrono::nanoseconds due_{0}; ///< By `time_`.
    bool expired_ = false;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
