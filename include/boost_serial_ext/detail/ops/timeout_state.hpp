// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_TIMEOUT_STATE_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_TIMEOUT_STATE_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/deadline_queue.hpp>
#include <boost_serial_ext/detail/ops/timeout_handler.hpp>
#include <boost_serial_ext/detail/port_timer.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/config.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** What an operation and its limit share; it is gone when the handler is called.

    Its deadline stands in the context's queue, where one timer serves all; or it has a timer of its
    own, by a time that is not the system's, or by an executor that nothing is known about.

    The handlers of the operation and of the limit run on the handler's executor, one at a time. The
    initiating function may run beside them. An operation that ends in time delivers at once; else
    the last of the two does, for the limit's handler holds memory which must be free before the
    upcall.
*/
template<class Handler, class Executor, class IoExecutor, class Allocator, class... Args>
class timeout_state final : public deadline_entry
{
public:
    using handler_type = Handler;
    using executor_type = Executor;
    using allocator_type = Allocator;
    using results_type = std::tuple<error_code, Args...>;
    using pointer = std::shared_ptr<timeout_state>;

    timeout_state(Handler&& h, Executor const& ex, Allocator const& a)
        : executor(ex), allocator(a), handler(std::move(h))
    {
    }

    Executor const executor; // the handler's: everything happens there
    Allocator const allocator;
    Handler handler;
    asio::cancellation_signal signal; // the operation's

    /// Before the operation. @param deadlines Null: it gets a timer of its own.
    /// @throws std::bad_alloc
    void begin(pointer const& self, deadline_queue* deadlines, IoExecutor const& io_executor,
        std::chrono::nanoseconds limit)
    {
        if (deadlines == nullptr)
            return begin_own(self, io_executor, limit);
        auto constexpr last = (deadline_queue::clock::time_point::max)();
        auto const now = deadline_queue::clock::now();
        deadlines->add(*this, limit > last - now ? last : now + limit);
    }

    /// The initiating function is done. @return Whether the limit was over before.
    bool has_begun_late() noexcept { return start_.exchange(begun) == over_before; }

    /// There is no operation, or it has been destroyed.
    void give_up() noexcept
    {
        ended_.store(true, std::memory_order_release);
        end_limit();
    }

    /// The user cancels.
    void cancel(asio::cancellation_type type)
    {
        requested_ |= type;
        if (!ended_.load(std::memory_order_acquire)) // else the slot refers to what may be gone
            signal.emit(type);
    }

    /// The operation has ended.
    void complete(pointer&& self, results_type&& results)
    {
        ended_.store(true, std::memory_order_release);
        if (end_limit())
            return deliver(std::move(self), std::move(results));
        results_.emplace(std::move(results));
        if ((ends_.fetch_or(of_operation) & of_limit) != 0)
            deliver_results(std::move(self));
    }

    /// Nobody will tell of the limit. Without memory nobody tells of the operation's end either.
    void forget_limit(pointer const& self) noexcept
    {
        if ((ends_.fetch_or(of_limit) & of_operation) == 0)
            return;
        try
        {
            asio::post(executor, [own = self]() mutable { deliver_results(std::move(own)); });
        }
        catch (...)
        {
        }
    }

    /// The limit has ended, with that code, by a timer of its own.
    bool expired(error_code const& ec)
    {
        std::lock_guard<std::mutex> const guard(mutex_);
        return timer_->expired(ec);
    }

    /// The limit is over, or does not count any more.
    void told(pointer&& self, bool over)
    {
        bool const counts = over && !ended_.load(std::memory_order_acquire);
        auto at = beginning; // a timer of its own; the operation's slot is not to be touched yet
        if (counts && (start_.compare_exchange_strong(at, over_before) || at == over_before))
            return; // the initiating function sees to it that there will be another handler
        if (counts)
            timed_out_ = true;
        if ((ends_.fetch_or(of_limit) & of_operation) != 0)
            deliver_results(std::move(self));
        else if (counts)
            signal.emit(asio::cancellation_type::all);
    }

private:
    enum start : unsigned char
    {
        beginning,
        begun,
        over_before
    };
    enum end : unsigned char
    {
        of_operation = 1,
        of_limit = 2
    };

    // Off the path of a deadline in the queue.
    BOOST_NOINLINE void begin_own(
        pointer const& self, IoExecutor const& io_executor, std::chrono::nanoseconds limit)
    {
        std::unique_lock<std::mutex> guard(mutex_, std::defer_lock);
        timer_.emplace(io_executor, time_of(io_executor), mutex_);
        if (!timer_->is_the_systems()) // else nobody knows of it yet
            guard.lock();
        timer_->expires_after(limit);
        timer_->async_wait(timeout_handler<timeout_state>(self));
    }

    // To the handler's executor; where that is of another type by the context, as Asio comes to a
    // handler: with asio::use_future a post would end on a thread of the system executor's.
    bool tell(std::shared_ptr<deadline_entry> self,
        [[maybe_unused]] asio::io_context::executor_type const& context) override
    {
        if (start_.load(std::memory_order_acquire) != begun) // its slot is not to be touched yet
            return false;
        timeout_handler<timeout_state> told(std::static_pointer_cast<timeout_state>(self));
        if constexpr (std::is_same_v<Executor, IoExecutor>)
            asio::post(executor, std::move(told));
        else
            asio::post(context, std::move(told));
        return true;
    }

    /// Whether no handler of the limit's will come or has come.
    bool end_limit() noexcept
    {
        if (!timer_)
            return leave();
        std::lock_guard<std::mutex> const guard(mutex_);
        timer_->cancel();
        return false;
    }

    // Once, however often the limit is told or forgotten.
    static void deliver_results(pointer&& self)
    {
        if (self->delivered_.exchange(true))
            return;
        results_type results(std::move(*self->results_));
        deliver(std::move(self), std::move(results));
    }

    // By reference: where g++ 12 sees that a handler always throws, it takes a parameter that was
    // emptied before the upcall for one that was not, and frees the state twice.
    static void deliver(pointer&& from, results_type&& results)
    {
        pointer self(std::move(from));
        asio::get_associated_cancellation_slot(self->handler).clear();
        auto own_handler = std::move(self->handler);
        auto& ec = std::get<0>(results);
        // Operations may ignore the other types: then it was the limit that ended it.
        bool const by_user = (self->requested_ & asio::cancellation_type::terminal)
            != asio::cancellation_type::none;
        if (self->timed_out_ && !by_user && ec == asio::error::operation_aborted)
            ec = asio::error::timed_out;
        self.reset(); // memory is free before the upcall
        std::apply(std::move(own_handler), std::move(results));
    }

    asio::cancellation_type requested_ = asio::cancellation_type::none; // by the user
    std::atomic<start> start_{beginning};
    std::atomic<bool> ended_{false};     ///< The operation.
    std::atomic<unsigned char> ends_{0}; ///< Of `end`: what has come.
    std::atomic<bool> delivered_{false}; ///< What `results_` has.
    bool timed_out_ = false;
    std::mutex mutex_; ///< For the timer.
    std::optional<port_timer<IoExecutor, std::mutex>> timer_;
    std::optional<results_type> results_; ///< Once the operation has ended.
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
