// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_TIMEOUT_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_TIMEOUT_OP_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/deadline_queue.hpp>
#include <boost_serial_ext/detail/ops/timeout_handler.hpp>
#include <boost_serial_ext/detail/ops/timeout_state.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <memory>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What the operation completes. Its executor is the handler's; see below.
template<class State>
class timeout_operation_handler
{
public:
    using allocator_type = typename State::allocator_type;
    using cancellation_slot_type = asio::cancellation_slot;

    explicit timeout_operation_handler(std::shared_ptr<State> state) noexcept
        : state_(std::move(state))
    {
    }
    timeout_operation_handler(timeout_operation_handler&&) = default;
    timeout_operation_handler& operator=(timeout_operation_handler&&) = delete;
    ~timeout_operation_handler()
    {
        if (state_) // the operation is destroyed
            state_->give_up();
    }

    allocator_type get_allocator() const noexcept { return state_->allocator; }
    cancellation_slot_type get_cancellation_slot() const noexcept { return state_->signal.slot(); }
    auto const& handler() const noexcept { return state_->handler; }

    template<class... Results>
    void operator()(error_code ec, Results&&... results)
    {
        auto state = std::move(state_);
        auto& s = *state;
        s.complete(std::move(state), {ec, std::forward<Results>(results)...});
    }

private:
    std::shared_ptr<State> state_;
};

/// Hands a cancellation of the user's on to the operation.
template<class State>
class timeout_cancellation
{
public:
    explicit timeout_cancellation(std::shared_ptr<State> const& state) noexcept : state_(state) {}

    void operator()(asio::cancellation_type type) const
    {
        if (auto const state = state_.lock())
            state->cancel(type);
    }

private:
    std::weak_ptr<State> state_;
};

/// Whether an initiation knows where its deadline goes, so that it need not be looked for.
template<class Initiation, class = void>
inline constexpr bool knows_its_deadlines = false;
template<class Initiation>
inline constexpr bool knows_its_deadlines<Initiation,
    std::enable_if_t<std::is_same_v<decltype(std::declval<Initiation const&>().deadlines()),
        deadline_queue*>>> = true;

/// Starts an operation beside a deadline; what asio::async_initiate calls.
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
        // With asio::use_future the handler's executor is of no use: what is posted there runs on a
        // thread of the system executor's. So the deadline belongs to the operation's.
        auto const io_executor = get_executor();
        auto const& executor = asio::get_associated_executor(handler, io_executor);
        auto const allocator = quick_allocator(handler);
        auto slot = asio::get_associated_cancellation_slot(handler);
        using state_type = timeout_state<std::decay_t<Handler>, std::decay_t<decltype(executor)>,
            executor_type, std::decay_t<decltype(allocator)>, std::decay_t<Args>...>;
        auto const state
            = std::allocate_shared<state_type>(allocator, std::move(handler), executor, allocator);
        if (slot.is_connected())
            slot.template emplace<timeout_cancellation<state_type>>(state);
        state->begin(state, deadlines(io_executor), io_executor, duration_);
        try
        {
            std::move(initiation_)(
                timeout_operation_handler<state_type>(state), std::forward<InitArgs>(init_args)...);
        }
        catch (...) // there is no operation: nobody calls the handler
        {
            static_cast<void>(state->has_begun_late()); // else it would be told again for ever
            state->give_up();
            throw;
        }
        if (state->has_begun_late())
            asio::post(io_executor, timeout_handler<state_type>(state));
    }

private:
    deadline_queue* deadlines([[maybe_unused]] executor_type const& ex) const
    {
        if constexpr (knows_its_deadlines<Initiation>)
            return initiation_.deadlines();
        else
            return deadlines_of(ex);
    }

    Initiation initiation_;
    std::chrono::nanoseconds duration_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

/// The handler's own: where it has none, Asio can leave it out, and knows that it does.
template<class State, class Executor>
struct boost::asio::associated_executor<boost_serial_ext::detail::timeout_operation_handler<State>,
    Executor> : associated_executor<typename State::handler_type, Executor>
{
    using own = associated_executor<typename State::handler_type, Executor>;
    using op = boost_serial_ext::detail::timeout_operation_handler<State>;

    static decltype(auto) get(op const& o) noexcept { return own::get(o.handler()); }
    static decltype(auto) get(op const& o, Executor const& fallback) noexcept
    {
        return own::get(o.handler(), fallback);
    }
};

#endif
