// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_DEADLINE_QUEUE_HPP
#define BOOST_SERIAL_EXT_DETAIL_DEADLINE_QUEUE_HPP

#include <boost_serial_ext/detail/asio.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/wait_traits.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

class deadline_queue;

/// Something that is told when its time is over; shared, and in one queue at most, from which its
/// destructor takes it.
class deadline_entry : public std::enable_shared_from_this<deadline_entry>
{
public:
    deadline_entry() = default;
    deadline_entry(deadline_entry const&) = delete;
    deadline_entry& operator=(deadline_entry const&) = delete;

    /** Leaves the queue, if it is in it.

        @return Whether it will not be told, and was not: because it has left, or because the
        context is gone. False if it has been told, or is about to be, or has never been in a queue.
    */
    BOOST_SERIAL_EXT_DECL bool leave() noexcept;

protected:
    BOOST_SERIAL_EXT_DECL ~deadline_entry();

private:
    friend deadline_queue;

    /** The deadline has passed, and it is out of the queue. On a thread of the context.

        What is thrown puts it back, to be told again: memory may end where somebody posts. All but
        `std::bad_alloc` is thrown on, out of the context's `run`.

        @param context Of the queue's context.
        @return False: it is too early, and it shall be told again.
    */
    virtual bool tell(
        std::shared_ptr<deadline_entry> self, asio::io_context::executor_type const& context)
        = 0;

    std::chrono::steady_clock::time_point deadline_;
    deadline_queue* queue_ = nullptr; ///< Valid under its mutex, while this is in it.
    std::mutex* mutex_ = nullptr;     ///< The queue's, which outlives it.
    std::uint64_t number_ = 0;        ///< Of two with one deadline, the first to come is the first.
    std::size_t place_ = 0;           ///< In the queue.
    deadline_entry* next_ = nullptr;  ///< Of those that are about to be told.
    enum class place : unsigned char
    {
        none,
        in_queue,
        abandoned ///< The queue is gone, or going.
    };
    std::atomic<place> where_{place::none}; ///< Written under the mutex.
    // While it is being told; and until it is told again, for nobody else may be left to hold it.
    std::shared_ptr<deadline_entry> held_;
};

/** The deadlines of a context's operations, and one timer for all.

    An operation that ends in time leaves the timer as it is. That expires too early for all that
    came later, and is armed again for the earliest of those. So a deadline costs two locks, a look
    at the clock, and a place in a heap: as many steps as the logarithm of the number of deadlines,
    and few where the limits are alike. The timer expires about as often as the shortest limit in
    use passes, and takes out what is due.

    The timer's wait is work of the context's while there are deadlines, and only then: `run` is not
    held up by a timer that has nothing to limit. The executor's functions that count work, from the
    Networking TS, say so; Asio counts a pending wait as one, which the tests pin down.

    @par Thread Safety
    Shared objects: safe.
*/
class BOOST_SYMBOL_VISIBLE deadline_queue final : public asio::execution_context::service
{
public:
    using key_type = deadline_queue;
    inline static asio::execution_context::id id; // the key where there is no RTTI
    using clock = std::chrono::steady_clock;

    BOOST_SERIAL_EXT_DECL explicit deadline_queue(asio::io_context& context);
    BOOST_SERIAL_EXT_DECL ~deadline_queue() override;

    /// An entry that is in no queue. @throws std::bad_alloc: then it is in none still.
    BOOST_SERIAL_EXT_DECL void add(deadline_entry& entry, clock::time_point deadline);

    /// How often the timer has been set.
    std::uint64_t times_armed() const noexcept { return wait_; }

private:
    friend deadline_entry;
    using lock = std::lock_guard<std::mutex>;
    using timer_type = asio::basic_waitable_timer<clock, asio::wait_traits<clock>,
        asio::io_context::executor_type>;

    struct expiry;
    struct lasting_mutex;

    BOOST_SERIAL_EXT_DECL void shutdown() override;
    void remove(deadline_entry& entry) noexcept;
    void take_in(deadline_entry& entry);
    void take_out(deadline_entry& entry) noexcept;
    static bool earlier(deadline_entry const& a, deadline_entry const& b) noexcept;
    void rise(deadline_entry& entry, std::size_t place) noexcept;
    void sink(deadline_entry& entry, std::size_t place) noexcept;
    void put(deadline_entry& entry, std::size_t place) noexcept;
    void arm(clock::time_point moment);
    void count_wait() noexcept;
    void release_wait() noexcept;
    void expired(std::uint64_t wait);
    deadline_entry* take_due(clock::time_point now) noexcept;
    std::exception_ptr try_to_arm() noexcept;
    void tell(deadline_entry& entry, std::exception_ptr& failure) noexcept;

    asio::io_context::executor_type executor_;
    std::optional<timer_type> timer_; ///< None after the shutdown.
    lasting_mutex& own_mutex_;        ///< Taken when nothing can throw any more.
    std::mutex& mutex_;
    // A binary heap, the earliest in front. It has room for each that is out to be told, too: to
    // put one back takes no memory.
    std::vector<deadline_entry*> entries_;
    std::size_t out_ = 0; ///< How many are being told.
    std::uint64_t added_ = 0;
    clock::time_point armed_for_;
    std::atomic<std::uint64_t> wait_{0}; ///< The latest one's number.
    bool armed_ = false;
    bool counted_ = false; ///< As work, if it is armed.
};

/// The io_context behind an executor that makes nobody wait; null if it may be something else.
template<class Executor>
asio::io_context* bare_context(Executor const&) noexcept
{
    return nullptr;
}

#if !defined(BOOST_ASIO_NO_TS_EXECUTORS) // else a wait cannot be made not to count as work

template<class Allocator, std::uintptr_t Bits>
asio::io_context* bare_context(
    asio::io_context::basic_executor_type<Allocator, Bits> const& ex) noexcept
{
    return &asio::query(ex, asio::execution::context);
}

inline asio::io_context* bare_context(asio::any_io_executor const& ex) noexcept;

template<class Inner>
asio::io_context* bare_context(asio::strand<Inner> const& ex) noexcept
{
    return bare_context(ex.get_inner_executor());
}

inline asio::io_context* bare_context(asio::any_io_executor const& ex) noexcept
{
    using bare = asio::io_context::executor_type;
    if (auto const* const target = ex.target<bare>())
        return bare_context(*target);
    if (auto const* const target = ex.target<asio::strand<bare>>())
        return bare_context(*target);
    if (auto const* const target = ex.target<asio::strand<asio::any_io_executor>>())
        return bare_context(*target);
    return nullptr;
}

#endif

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/detail/impl/deadline_queue.ipp>
#endif

#endif
