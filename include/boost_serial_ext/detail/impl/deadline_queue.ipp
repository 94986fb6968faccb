// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_IMPL_DEADLINE_QUEUE_IPP
#define BOOST_SERIAL_EXT_DETAIL_IMPL_DEADLINE_QUEUE_IPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/deadline_queue.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_DECL bool deadline_entry::leave() noexcept
{
    return linked_.load(std::memory_order_acquire) && queue_->remove(*this);
}

BOOST_SERIAL_EXT_DECL deadline_entry::~deadline_entry()
{
    leave();
}

/// What the timer completes.
struct deadline_queue::expiry
{
    deadline_queue* queue;
    std::uint64_t wait;

    void operator()(error_code const&) const { queue->expired(wait); }
};

// The timer's service is made before this one is, so it is shut down and destroyed after it.
BOOST_SERIAL_EXT_DECL deadline_queue::deadline_queue(asio::io_context& context)
    : asio::execution_context::service(context)
    , executor_(context.get_executor())
    , timer_(std::in_place, executor_)
{
}

BOOST_SERIAL_EXT_DECL deadline_queue::~deadline_queue() = default;

BOOST_SERIAL_EXT_DECL void deadline_queue::add(deadline_entry& entry, clock::time_point deadline)
{
    lock const guard(mutex_);
    if (!timer_)
        return; // the context is going, and this operation with it
    entry.deadline_ = deadline;
    link(entry);
    if (armed_ && armed_for_ <= deadline)
        return count_wait();
    try
    {
        arm(armed_ ? deadline : earliest()); // unarmed, it is mostly alone
    }
    catch (...)
    {
        unlink(entry);
        throw;
    }
}

BOOST_SERIAL_EXT_DECL bool deadline_queue::remove(deadline_entry& entry) noexcept
{
    std::shared_ptr<deadline_entry> held; // let go of after the lock
    lock const guard(mutex_);
    if (!entry.linked_.load(std::memory_order_relaxed))
        return false;
    unlink(entry);
    held = std::move(entry.held_);
    if (first_ == nullptr && armed_ && counted_)
        release_wait();
    return true;
}

// What follows is done under the mutex, unless it says otherwise.

inline void deadline_queue::link(deadline_entry& entry) noexcept
{
    entry.queue_ = this;
    entry.previous_ = nullptr;
    entry.next_ = first_;
    if (first_ != nullptr)
        first_->previous_ = &entry;
    first_ = &entry;
    entry.linked_.store(true, std::memory_order_release);
}

inline void deadline_queue::unlink(deadline_entry& entry) noexcept
{
    (entry.previous_ != nullptr ? entry.previous_->next_ : first_) = entry.next_;
    if (entry.next_ != nullptr)
        entry.next_->previous_ = entry.previous_;
    entry.linked_.store(false, std::memory_order_release);
}

inline void deadline_queue::arm(clock::time_point moment)
{
    if (armed_)
        count_wait(); // its handler, when it comes to tell of its end, is work as any other
    armed_ = false;
    ++wait_;
    timer_->expires_at(moment);
    timer_->async_wait(expiry{this, wait_});
    armed_for_ = moment;
    armed_ = counted_ = true;
}

inline void deadline_queue::count_wait() noexcept
{
#if !defined(BOOST_ASIO_NO_TS_EXECUTORS)
    if (!counted_)
        executor_.on_work_started();
#endif
    counted_ = true;
}

inline void deadline_queue::release_wait() noexcept
{
#if !defined(BOOST_ASIO_NO_TS_EXECUTORS)
    // Inside a handler of the context's, that handler is work too. Elsewhere the count may become
    // 0, which would stop a context that is yet to run what is about to be started.
    if (executor_.running_in_this_thread())
    {
        executor_.on_work_finished();
        counted_ = false;
        return;
    }
#endif
    armed_ = false;
    timer_->cancel();
}

/// Without the mutex. What a due entry's telling has thrown comes out of here when all are told.
inline void deadline_queue::expired(std::uint64_t wait)
{
    deadline_entry* due = nullptr;
    std::exception_ptr failure;
    {
        lock const guard(mutex_);
        if (armed_)
        {
            if (wait != wait_)
                return; // another wait has taken this one's place
            count_wait();
            armed_ = false;
        }
        due = take_due(clock::now());
        failure = try_to_arm(); // before others take the memory that this wait has given back
    }
    while (due != nullptr)
    {
        deadline_entry* const next = due->next_;
        tell(*due, failure);
        due = next;
    }
    if (failure)
        std::rethrow_exception(failure);
}

/// Takes what is due out: a list by deadline, held.
inline deadline_entry* deadline_queue::take_due(clock::time_point now) noexcept
{
    deadline_entry* due = nullptr;
    deadline_entry* next = nullptr;
    for (deadline_entry* entry = first_; entry != nullptr; entry = next)
    {
        next = entry->next_;
        if (entry->deadline_ > now)
            continue;
        if (!entry->held_)
            entry->held_ = entry->weak_from_this().lock();
        if (!entry->held_)
            continue; // it is being destroyed, and waits for the mutex
        unlink(*entry);
        // Mostly at once: what was added before has mostly the earlier deadline.
        deadline_entry** place = &due;
        while (*place != nullptr && (*place)->deadline_ < entry->deadline_)
            place = &(*place)->next_;
        entry->next_ = std::exchange(*place, entry);
    }
    return due;
}

inline std::exception_ptr deadline_queue::try_to_arm() noexcept
{
    try
    {
        if (first_ != nullptr && timer_)
            if (auto const moment = earliest(); !armed_ || moment < armed_for_)
                arm(moment);
        return nullptr;
    }
    catch (...) // the next that is added tries again
    {
        return std::current_exception();
    }
}

inline deadline_queue::clock::time_point deadline_queue::earliest() const noexcept
{
    auto moment = first_->deadline_;
    for (deadline_entry const* entry = first_->next_; entry != nullptr; entry = entry->next_)
        moment = (std::min)(moment, entry->deadline_);
    return moment;
}

/// Without the mutex.
inline void deadline_queue::tell(deadline_entry& entry, std::exception_ptr& failure) noexcept
{
    auto held = std::move(entry.held_);
    try
    {
        return entry.tell(held);
    }
    catch (std::bad_alloc const&) // there may be memory when it is tried again
    {
    }
    catch (...)
    {
        failure = std::current_exception();
    }
    lock const guard(mutex_);
    if (!timer_)
        return;
    entry.deadline_ = clock::now() + std::chrono::milliseconds(1);
    entry.held_ = std::move(held);
    link(entry);
    if (auto const f = try_to_arm())
        failure = f;
}

BOOST_SERIAL_EXT_DECL void deadline_queue::shutdown()
{
    deadline_entry* dropped = nullptr; // after the lock: handlers may go with them
    {
        lock const guard(mutex_);
        timer_.reset();
        while (first_ != nullptr)
        {
            deadline_entry* const entry = first_;
            unlink(*entry);
            if (entry->held_)
                entry->next_ = std::exchange(dropped, entry);
        }
    }
    while (dropped != nullptr)
    {
        auto const held = std::move(dropped->held_);
        dropped = dropped->next_;
    }
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
