// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_TIMEOUT_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_TIMEOUT_OP_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/port_timer.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

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

/** What an operation and its timer share; it is gone when the handler is called.

    Three parties: the initiating function, which may run on any thread, and the handlers of the
    operation and of the timer, which run on the handler's executor, one at a time. The mutex is for
    the first beside the others. The last one delivers; never the first itself.
*/
template<class Handler, class Executor, class IoExecutor, class Allocator, class... Args>
struct timeout_state
{
    timeout_state(
        Handler&& h, Executor const& ex, IoExecutor const& io_executor, Allocator const& a)
        : executor(ex)
        , allocator(a)
        , timer(io_executor, time_of(io_executor), mutex)
        , handler(std::move(h))
    {
    }

    Executor executor; // the handler's: everything happens there
    Allocator allocator;
    std::mutex mutex; // for the timer, the results, and what they lead to
    port_timer<IoExecutor, std::mutex> timer;
    asio::cancellation_signal signal;                                  // the operation's
    asio::cancellation_type requested = asio::cancellation_type::none; // by the user
    Handler handler;
    bool starting = true;
    std::optional<std::tuple<error_code, Args...>> results; // once the operation has ended
    bool timed_out = false;
    bool timer_ended = false;
    bool delivered = false;
};

/// A handler on a state.
template<class State>
class timeout_handler
{
public:
    using executor_type = decltype(State::executor);
    using allocator_type = decltype(State::allocator);

    explicit timeout_handler(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}

    executor_type get_executor() const noexcept { return state_->executor; }
    allocator_type get_allocator() const noexcept { return state_->allocator; }

    /// Does what there is to be done now. So the initiating function goes on there, if the timer
    /// was quicker than it.
    void operator()()
    {
        auto state = std::move(state_);
        bool last = false, over = false;
        {
            std::lock_guard<std::mutex> const guard(state->mutex);
            if (state->starting || state->delivered)
                return;
            last = state->delivered = state->timer_ended && state->results;
            over = state->timed_out && !state->results;
        }
        if (last)
            deliver(std::move(state));
        else if (over)
            state->signal.emit(asio::cancellation_type::all);
    }

protected:
    std::shared_ptr<State> state_;

private:
    static void deliver(std::shared_ptr<State> state)
    {
        asio::get_associated_cancellation_slot(state->handler).clear();
        auto handler = std::move(state->handler);
        auto results = std::move(*state->results);
        auto& ec = std::get<0>(results);
        // Operations may ignore the other types: then it was the limit that ended it.
        bool const by_user = (state->requested & asio::cancellation_type::terminal)
            != asio::cancellation_type::none;
        if (state->timed_out && !by_user && ec == asio::error::operation_aborted)
            ec = asio::error::timed_out;
        state.reset(); // memory is free before the upcall
        std::apply(std::move(handler), std::move(results));
    }
};

/// What the operation completes.
template<class State>
struct timeout_operation_handler : timeout_handler<State>
{
    using timeout_handler<State>::timeout_handler;
    using cancellation_slot_type = asio::cancellation_slot;

    cancellation_slot_type get_cancellation_slot() const noexcept
    {
        return this->state_->signal.slot();
    }

    template<class... Results>
    void operator()(error_code ec, Results&&... results)
    {
        {
            std::lock_guard<std::mutex> const guard(this->state_->mutex);
            this->state_->results.emplace(ec, std::forward<Results>(results)...);
            this->state_->timer.cancel();
        }
        timeout_handler<State>::operator()();
    }
};

/// What the timer completes.
template<class State>
struct timeout_timer_handler : timeout_handler<State>
{
    using timeout_handler<State>::timeout_handler;

    void operator()(error_code const& ec)
    {
        {
            std::lock_guard<std::mutex> const guard(this->state_->mutex);
            this->state_->timer_ended = true;
            this->state_->timed_out = this->state_->timer.expired(ec) && !this->state_->results;
        }
        timeout_handler<State>::operator()();
    }
};

/// Hands a cancellation of the user's on to the operation.
template<class State>
class timeout_cancellation
{
public:
    explicit timeout_cancellation(std::shared_ptr<State> const& state) noexcept : state_(state) {}

    void operator()(asio::cancellation_type type) const
    {
        auto const state = state_.lock();
        if (!state)
            return;
        state->requested |= type;
        if (!state->results) // else its slot refers to what may be gone
            state->signal.emit(type);
    }

private:
    std::weak_ptr<State> state_;
};

/// Starts an operation beside a timer; what asio::async_initiate calls.
template<class Initiation, class... Args>
class initiate_with_timeout
{
public:
    using executor_type = asio::associated_executor_t<Initiation>;

    initiate_with_timeout(Initiation initiation, std::chrono::nanoseconds duration)
        : initiation_(std::move(initiation)), duration_(duration)
    {
    }

    executor_type get_executor() const noexcept
    {
        return asio::get_associated_executor(initiation_);
    }

    /// Both begin at once: what is done to the operation's object after this meets the operation.
    template<class Handler, class... InitArgs>
    void operator()(Handler&& h, InitArgs&&... init_args)
    {
        std::decay_t<Handler> handler(std::forward<Handler>(h));
        // With asio::use_future the handler's executor has no context of its own: it runs things
        // where it is called. So the timer belongs to the operation's.
        auto const io_executor = get_executor();
        auto const executor = asio::get_associated_executor(handler, io_executor);
        auto const allocator = quick_allocator(handler);
        auto slot = asio::get_associated_cancellation_slot(handler);
        using state_type = timeout_state<std::decay_t<Handler>, std::decay_t<decltype(executor)>,
            executor_type, std::decay_t<decltype(allocator)>, std::decay_t<Args>...>;
        auto const state = std::allocate_shared<state_type>(
            allocator, std::move(handler), executor, io_executor, allocator);
        if (slot.is_connected())
            slot.template emplace<timeout_cancellation<state_type>>(state);
        {
            std::lock_guard<std::mutex> const guard(state->mutex);
            state->timer.expires_after(duration_);
            state->timer.async_wait(timeout_timer_handler<state_type>(state));
        }
        try
        {
            std::move(initiation_)(
                timeout_operation_handler<state_type>(state), std::forward<InitArgs>(init_args)...);
        }
        catch (...) // there is no operation: nobody calls the handler
        {
            std::lock_guard<std::mutex> const guard(state->mutex);
            state->timer.cancel();
            throw;
        }
        bool late = false;
        {
            std::lock_guard<std::mutex> const guard(state->mutex);
            state->starting = false;
            late = state->timer_ended;
        }
        if (late)
            asio::post(io_executor, timeout_handler<state_type>(state));
    }

private:
    Initiation initiation_;
    std::chrono::nanoseconds duration_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
