// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_CLOCK_STATE_HPP
#define BOOST_SERIAL_EXT_TEST_IMPL_CLOCK_STATE_HPP

#include <boost_serial_ext/detail/time_source.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/// Something that changes with the time by itself: the virtual ports of a context.
class clock_follower
{
public:
    clock_follower() = default;
    clock_follower(clock_follower const&) = delete;
    clock_follower& operator=(clock_follower const&) = delete;
    virtual ~clock_follower() = default;

    /// Does what is due.
    virtual void move() noexcept = 0;
    /// When the next thing is due.
    virtual std::optional<std::chrono::nanoseconds> next() noexcept = 0;
    /// Waits until no thread has anything to do before the time moves.
    virtual void settle() noexcept = 0;
};

/** What a manual clock is; shared with the contexts that it drives.

    `moving_` orders those who move the time, `mutex_` guards the rest. Followers move under the
    first, nothing else is called under the second. Alarms ring, and threads are waited for, under
    neither: who rings an alarm may wait for a lock that another mover has. So an alarm may ring
    when the time is past its moment.
*/
class clock_state
{
public:
    using nanoseconds = std::chrono::nanoseconds;

    nanoseconds now() const noexcept
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        return now_;
    }

    void follow(std::weak_ptr<clock_follower> who)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        auto const gone = [](auto const& f) { return f.expired(); };
        followers_.erase(
            std::remove_if(followers_.begin(), followers_.end(), gone), followers_.end());
        followers_.push_back(std::move(who));
    }

    void set(std::shared_ptr<detail::alarm> const& who, nanoseconds delay)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        erase(*who);
        alarms_.emplace(later(delay), who);
    }

    void drop(detail::alarm const& who) noexcept
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        erase(who);
    }

    /// Waits until no thread of the library has anything to do, and does what came of it.
    void settle()
    {
        for (auto const& f : followers())
        {
            f->settle();
            f->move();
        }
    }

    /** To the next moment at which something is due; false if there is none until `end`.

        What arrives comes before alarms of the same moment: a step of its own, so that what arrives
        in the last moment of a time limit can be in time.
    */
    bool step(nanoseconds end)
    {
        auto const all = followers();
        bool ringing = false;
        {
            std::lock_guard<std::mutex> const mover(moving_);
            if (!move_on(all, end, ringing))
                return false;
        }
        while (auto const due = ringing ? take_due() : nullptr)
        {
            due->ring();
            std::lock_guard<std::mutex> const guard(mutex_);
            --about_to_ring_;
            ++events_;
            has_rung_.notify_all();
        }
        return true;
    }

    /// How often something has moved or an alarm has rung. Waits for what other threads have taken
    /// out to ring: not for who has a lock that they may need.
    std::uint64_t events()
    {
        std::unique_lock<std::mutex> guard(mutex_);
        has_rung_.wait(guard, [this] { return about_to_ring_ == 0; });
        return events_;
    }

    /// Two who do so at once move the time together, not one after the other.
    /// @param settling Whether threads of the library may be waited for between two moments.
    void advance(nanoseconds duration, bool settling)
    {
        nanoseconds end{};
        {
            std::lock_guard<std::mutex> const guard(mutex_);
            end = later(duration);
        }
        do
            if (settling)
                settle();
        while (step(end));
        std::lock_guard<std::mutex> const guard(mutex_);
        if (end > now_)
            now_ = end;
    }

    /// Moves the time until a condition holds, or so much has passed; negative: until nothing is due.
    bool wait(nanoseconds duration, std::function<bool()> const& done)
    {
        auto constexpr never = (nanoseconds::max)() - nanoseconds(1);
        bool const limited = duration.count() >= 0;
        nanoseconds end = never;
        if (limited)
        {
            std::lock_guard<std::mutex> const guard(mutex_);
            end = (std::min)(later(duration), never);
        }
        do
        {
            settle();
            if (done())
                return true;
        } while (step(end));
        if (limited)
        {
            std::lock_guard<std::mutex> const guard(mutex_);
            if (end > now_)
                now_ = end;
        }
        return false;
    }

private:
    using follower_list = std::vector<std::shared_ptr<clock_follower>>;

    bool move_on(follower_list const& all, nanoseconds end, bool& ringing)
    {
        std::optional<nanoseconds> next;
        for (auto const& f : all)
            if (auto const due = f->next(); due && (!next || *due < *next))
                next = due;
        {
            std::lock_guard<std::mutex> const guard(mutex_);
            ringing = !alarms_.empty() && (!next || alarms_.begin()->first < *next);
            if (ringing)
                next = alarms_.begin()->first;
            if (!next || *next > end)
                return false;
            if (*next > now_)
                now_ = *next;
        }
        for (auto const& f : all)
            f->move();
        std::lock_guard<std::mutex> const guard(mutex_);
        ++events_;
        return true;
    }

    nanoseconds later(nanoseconds delay) const noexcept
    {
        auto constexpr last = (nanoseconds::max)();
        if (delay.count() <= 0)
            return now_;
        return delay > last - now_ ? last : now_ + delay;
    }

    void erase(detail::alarm const& who) noexcept
    {
        for (auto i = alarms_.begin(); i != alarms_.end(); ++i)
            if (i->second.get() == &who)
            {
                alarms_.erase(i);
                return;
            }
    }

    std::shared_ptr<detail::alarm> take_due() noexcept
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        if (alarms_.empty() || alarms_.begin()->first > now_)
            return nullptr;
        auto who = std::move(alarms_.begin()->second);
        alarms_.erase(alarms_.begin());
        ++about_to_ring_;
        return who;
    }

    follower_list followers()
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        follower_list alive;
        for (auto const& f : followers_)
            if (auto one = f.lock())
                alive.push_back(std::move(one));
        return alive;
    }

    std::mutex moving_;
    mutable std::mutex mutex_;
    std::condition_variable has_rung_;
    unsigned about_to_ring_ = 0; ///< Alarms that are in nobody's list.
    std::uint64_t events_ = 0;
    nanoseconds now_{0};
    std::multimap<nanoseconds, std::shared_ptr<detail::alarm>> alarms_;
    std::vector<std::weak_ptr<clock_follower>> followers_;
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
