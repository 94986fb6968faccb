// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_TRANSFER_TURNS_HPP
#define BOOST_SERIAL_EXT_DETAIL_TRANSFER_TURNS_HPP

#include <boost_serial_ext/detail/asio.hpp>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/wait_traits.hpp>
#include <boost/config.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Who of several reads, or of several writes, is the next to reach the system.

    One at a time goes to Asio, and the others wait here. For Asio's queue of operations keeps their
    order, but not that of one whose attempt comes to nothing and is made again (io_uring, and test
    doubles that interrupt): it stands behind the others then. Nor does the reactor's queue of
    handlers: one that is done at once is posted, and another, whose readiness was noticed before,
    may be told before it.

    One that finds nobody before it goes alone, without a place in the line. But for that, every
    call is made under the port's mutex.
*/
template<class Executor>
class transfer_turns
{
public:
    using turn = std::uint64_t; ///< 0: none.

    /// False: somebody is under way or in line.
    bool begin_alone() noexcept { return !queued_ && !alone_.exchange(true); }

    /// Whether somebody is under way or in line.
    bool busy() const noexcept { return alone_ || queued_; }

    /// What went alone is about to call its handler, or has not begun at all.
    template<class Mutex>
    void end_alone(Mutex& mutex) noexcept
    {
        alone_ = false;
        if (BOOST_UNLIKELY(queued_))
            wake_under(mutex);
    }

    /// Stands in line, behind all others. @throws std::bad_alloc
    turn take()
    {
        line_.push_back(last_ + 1);
        queued_ = true;
        return ++last_;
    }

    /// Leaves the line, wherever in it.
    void give_up(turn mine) noexcept
    {
        auto const place = std::find(line_.begin(), line_.end(), mine);
        if (place == line_.end())
            return;
        bool const was_first = place == line_.begin();
        line_.erase(place);
        queued_ = !line_.empty();
        if (was_first)
            wake();
    }

    bool is_first(turn mine) const noexcept
    {
        return !line_.empty() && line_.front() == mine && !alone_;
    }

    /// Calls a handler with `operation_aborted` when somebody else may be the first; ask, and wait
    /// again.
    template<class Handler>
    void wait(Executor const& ex, Handler&& handler)
    {
        if (!gate_)
            gate_.emplace(ex, (clock::time_point::max)());
        gate_->async_wait(std::forward<Handler>(handler));
    }

    /// Ends every wait.
    void wake() noexcept
    {
        if (gate_)
            gate_->cancel();
    }

private:
    using clock = std::chrono::steady_clock;

    template<class Mutex>
    BOOST_NOINLINE void wake_under(Mutex& mutex) noexcept
    {
        std::lock_guard<Mutex> const guard(mutex);
        wake();
    }

    std::atomic<bool> alone_{false};
    std::atomic<bool> queued_{false}; ///< The line is not empty.
    std::vector<turn> line_;
    turn last_ = 0;
    std::optional<asio::basic_waitable_timer<clock, asio::wait_traits<clock>, Executor>> gate_;
};

/// A place in the line, given up with the object: so also by an operation that ends without
/// completing, as when its handler is destroyed or memory ends.
template<class Executor>
class held_turn
{
public:
    held_turn() = default;
    held_turn(held_turn&& other) noexcept
        : line_(std::exchange(other.line_, nullptr)), mutex_(other.mutex_), mine_(other.mine_)
    {
    }
    held_turn& operator=(held_turn&&) = delete;
    ~held_turn() { give_up(); }

    /// Stands in line. Under the mutex, which is the line's.
    void take(transfer_turns<Executor>& line, std::recursive_mutex& mutex)
    {
        mine_ = line.take();
        mutex_ = &mutex;
        line_ = &line;
    }

    void give_up() noexcept
    {
        if (line_ == nullptr)
            return;
        std::lock_guard<std::recursive_mutex> const guard(*mutex_);
        std::exchange(line_, nullptr)->give_up(mine_);
    }

    bool is_taken() const noexcept { return line_ != nullptr; }
    /// Under the mutex; also of who stands in no line.
    bool is_first() const noexcept { return line_ == nullptr || line_->is_first(mine_); }

private:
    transfer_turns<Executor>* line_ = nullptr;
    std::recursive_mutex* mutex_ = nullptr;
    typename transfer_turns<Executor>::turn mine_ = 0;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
