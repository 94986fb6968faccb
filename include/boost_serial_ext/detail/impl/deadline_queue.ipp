// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_IMPL_DEADLINE_QUEUE_IPP
#define BOOST_SERIAL_EXT_DETAIL_IMPL_DEADLINE_QUEUE_IPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/deadline_queue.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** A queue's, and the next one's when that is gone.

    It is never destroyed: an operation may end on the thread of another context while its own
    context, and with it the queue that the operation is in, is. Not shared by two queues at a time:
    a fork takes care of one context alone.
*/
struct deadline_queue::lasting_mutex
{
    std::mutex mutex;
    lasting_mutex* next = nullptr;

    struct spare_ones
    {
        std::mutex mutex;
        lasting_mutex* first = nullptr;
    };
    static spare_ones& spare() noexcept
    {
        static spare_ones all;
        return all;
    }

    static lasting_mutex& take()
    {
        {
            auto& s = spare();
            lock const guard(s.mutex);
            if (auto* const one = s.first)
            {
                s.first = one->next;
                return *one;
            }
        }
        return *new lasting_mutex;
    }

    void give_back() noexcept
    {
        auto& s = spare();
        lock const guard(s.mutex);
        next = std::exchange(s.first, this);
    }
};

BOOST_SERIAL_EXT_DECL bool deadline_entry::leave() noexcept
{
    auto where = where_.load(std::memory_order_acquire);
    if (where != place::in_queue)
        return where == place::abandoned;
    std::shared_ptr<deadline_entry> held; // let go of after the lock
    std::lock_guard<std::mutex> const guard(*mutex_);
    where = where_.load(std::memory_order_relaxed);
    if (where != place::in_queue)
        return where == place::abandoned;
    held = std::move(held_);
    queue_->remove(*this);
    return true;
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
    , own_mutex_(lasting_mutex::take())
    , mutex_(own_mutex_.mutex)
{
}

BOOST_SERIAL_EXT_DECL deadline_queue::~deadline_queue()
{
    own_mutex_.give_back();
}

BOOST_SERIAL_EXT_DECL void deadline_queue::add(deadline_entry& entry, clock::time_point deadline)
{
    lock const guard(mutex_);
    if (!timer_) // the context is going, and this operation with it
        return entry.where_.store(deadline_entry::place::abandoned, std::memory_order_release);
    entry.deadline_ = deadline;
    entry.number_ = added_++;
    entry.queue_ = this;
    entry.mutex_ = &mutex_;
    take_in(entry);
    if (armed_ && armed_for_ <= deadline)
        return count_wait();
    try
    {
        arm(entries_.front()->deadline_); // unarmed, it is mostly alone
    }
    catch (...)
    {
        take_out(entry);
        throw;
    }
}

// What follows is done under the mutex, unless it says otherwise.

BOOST_SERIAL_EXT_DECL void deadline_queue::remove(deadline_entry& entry) noexcept
{
    take_out(entry);
    if (entries_.empty() && armed_ && counted_)
        release_wait();
    else if (!armed_)
        try_to_arm(); // there was no memory for it
}

/// @throws std::bad_alloc
inline void deadline_queue::take_in(deadline_entry& entry)
{
    std::size_t const room = entries_.size() + out_;
    if (entries_.capacity() <= room)
        entries_.reserve(2 * room + 8);
    entries_.push_back(&entry);
    rise(entry, entries_.size() - 1);
    entry.where_.store(deadline_entry::place::in_queue, std::memory_order_release);
}

inline void deadline_queue::take_out(deadline_entry& entry) noexcept
{
    deadline_entry& last = *entries_.back();
    entries_.pop_back();
    if (&last != &entry)
    {
        rise(last, entry.place_);
        sink(last, last.place_);
    }
    entry.where_.store(deadline_entry::place::none, std::memory_order_release);
}

inline bool deadline_queue::earlier(deadline_entry const& a, deadline_entry const& b) noexcept
{
    return a.deadline_ < b.deadline_ || (a.deadline_ == b.deadline_ && a.number_ < b.number_);
}

inline void deadline_queue::put(deadline_entry& entry, std::size_t place) noexcept
{
    entries_[place] = &entry;
    entry.place_ = place;
}

inline void deadline_queue::rise(deadline_entry& entry, std::size_t place) noexcept
{
    for (; place != 0; place = (place - 1) / 2)
    {
        deadline_entry& above = *entries_[(place - 1) / 2];
        if (!earlier(entry, above))
            break;
        put(above, place);
    }
    put(entry, place);
}

inline void deadline_queue::sink(deadline_entry& entry, std::size_t place) noexcept
{
    for (std::size_t below = 2 * place + 1; below < entries_.size(); below = 2 * place + 1)
    {
        if (below + 1 != entries_.size() && earlier(*entries_[below + 1], *entries_[below]))
            ++below;
        if (!earlier(*entries_[below], entry))
            break;
        put(*entries_[below], place);
        place = below;
    }
    put(entry, place);
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
    deadline_entry** end = &due;
    while (!entries_.empty() && entries_.front()->deadline_ <= now)
    {
        deadline_entry& entry = *entries_.front();
        if (!entry.held_)
            entry.held_ = entry.weak_from_this().lock();
        bool const held = entry.held_ != nullptr;
        take_out(entry);
        if (!held)
            continue; // it is being destroyed, and may be gone by now
        ++out_;
        entry.next_ = nullptr;
        *end = &entry;
        end = &entry.next_;
    }
    return due;
}

inline std::exception_ptr deadline_queue::try_to_arm() noexcept
{
    try
    {
        if (entries_.empty() || !timer_)
            return nullptr;
        if (auto const moment = entries_.front()->deadline_; !armed_ || moment < armed_for_)
            arm(moment);
        else
            count_wait();
        return nullptr;
    }
    catch (...) // whoever comes or goes next tries again
    {
        return std::current_exception();
    }
}

/// Without the mutex.
inline void deadline_queue::tell(deadline_entry& entry, std::exception_ptr& failure) noexcept
{
    auto held = std::move(entry.held_);
    bool told = false;
    try
    {
        told = entry.tell(held, executor_);
    }
    catch (std::bad_alloc const&) // there may be memory when it is tried again
    {
    }
    catch (...)
    {
        failure = std::current_exception();
    }
    lock const guard(mutex_);
    --out_;
    if (!told && !timer_)
        entry.where_.store(deadline_entry::place::abandoned, std::memory_order_release);
    else if (!told)
    {
        entry.deadline_ = clock::now() + std::chrono::milliseconds(1);
        entry.held_ = std::move(held);
        take_in(entry); // there is room for it
        if (auto const f = try_to_arm())
            failure = f;
    }
}

BOOST_SERIAL_EXT_DECL void deadline_queue::shutdown()
{
    deadline_entry* dropped = nullptr; // after the lock: handlers may go with them
    {
        lock const guard(mutex_);
        timer_.reset();
        for (deadline_entry* const entry : entries_)
        {
            if (entry->held_)
                entry->next_ = std::exchange(dropped, entry);
            // Its owner may do away with it from now on, unless it is held.
            entry->where_.store(deadline_entry::place::abandoned, std::memory_order_release);
        }
        entries_.clear();
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
