// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_TRANSFER_BASE_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_TRANSFER_BASE_HPP

#include <boost_serial_ext/detail/completion_chain.hpp>
#include <boost_serial_ext/detail/ops/read_here.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/handler_continuation_hook.hpp>
#include <boost/config.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// Intermediate handlers of the data path. They add nothing to Asio's operation but a look at the
// outcome: no allocation, no executor hop, no work guard of their own. Whatever is associated with
// the user's handler is associated with them.

/// Asks the handler, by Asio's customisation point, whether it continues what called it.
template<class Handler>
bool is_continuation(Handler& handler)
{
    using asio::asio_handler_is_continuation;
    return asio_handler_is_continuation(std::addressof(handler));
}

/// What a read, a write and a wait have in common.
template<class Executor, class Handler>
class transfer_op
{
public:
    transfer_op(std::shared_ptr<port_state<Executor>> port, Handler&& handler)
        : port_(std::move(port)), handler_(std::move(handler))
    {
    }

    Handler const& handler() const noexcept { return handler_; }

    friend bool asio_handler_is_continuation(transfer_op* op)
    {
        return is_continuation(op->handler_);
    }

protected:
    /// Lets go of the port: memory is free before the upcall, and the slot forgets what refers to
    /// it.
    template<class... Results>
    void finish(error_code ec, Results... results)
    {
        port_->note(ec);
        asio::get_associated_cancellation_slot(handler_).clear();
        if (BOOST_UNLIKELY(port_->is(chaining)))
            return finish_chaining(ec, results...);
        port_.reset();
        std::move(handler_)(ec, results...);
    }

    std::shared_ptr<port_state<Executor>> port_;

private:
    /// Transfers that the handler begins, and that are done at once, may complete here, after it.
    template<class... Results>
    BOOST_NOINLINE void finish_chaining(error_code ec, Results... results)
    {
        auto const ex = asio::get_associated_executor(handler_, port_->descriptor.get_executor());
        port_.reset();
        completion_chain* const outer = completion_chain::current();
        if (outer != nullptr && outer->runs_on(ex)) // which goes on when the handler has returned
            return std::move(handler_)(ec, results...);
        completion_chain chain(ex);
        std::move(handler_)(ec, results...);
        chain.run();
    }

    Handler handler_;
};

/** One whose attempt may come to nothing, and be made again.

    Between the two Asio knows of no operation to cancel: this remembers.
*/
template<class Executor, class Handler>
class repeated_op : public transfer_op<Executor, Handler>
{
public:
    using cancellation_slot_type = asio::cancellation_slot;
    cancellation_slot_type get_cancellation_slot() const noexcept { return cancellation_.slot(); }

    repeated_op(std::shared_ptr<port_state<Executor>> port, Handler&& handler)
        : transfer_op<Executor, Handler>(std::move(port), std::move(handler))
        , cancels_(this->port_->cancels)
        , cancellation_(asio::get_associated_cancellation_slot(this->handler()),
              asio::enable_total_cancellation())
    {
    }

protected:
    // Cancelled, closed or moved away meanwhile.
    bool is_over() const noexcept
    {
        return this->port_->cancels != cancels_
            || cancellation_.cancelled() != asio::cancellation_type::none;
    }

private:
    std::uint64_t cancels_;
    asio::cancellation_state cancellation_;
};

/** One of several that keep their order although each may be interrupted; see `in_turn`.

    Asio repeats a call that a signal interrupts. With io_uring the kernel makes the call, and a
    tty's fails there with EINTR when other completions arrive meanwhile: Asio hands that on.
*/
template<class Executor, class Handler>
class turned_op : public repeated_op<Executor, Handler>
{
public:
    using repeated_op<Executor, Handler>::repeated_op;

protected:
    /// Whether an attempt was interrupted, and another shall be made.
    bool interrupted(error_code& ec) const noexcept
    {
        if (!is_interruption(ec))
            return false;
        if (!this->is_over())
            return true;
        ec = asio::error::operation_aborted;
        return false;
    }

    /// Stands in line for an attempt. Under the mutex.
    void queue_up(transfer_turns<Executor>& line) { turn_.take(line, this->port_->mutex); }

    bool queued_up() const noexcept { return turn_.is_taken(); }
    bool is_first() const noexcept { return turn_.is_first(); }

    template<class... Results>
    void finish(error_code ec, Results... results)
    {
        turn_.give_up();
        this->port_->translate(ec);
        transfer_op<Executor, Handler>::finish(ec, results...);
    }

private:
    held_turn<Executor> turn_; // after the port: it goes first
};

// What a test double decides about a transfer comes as the system's answers do.

/// Makes an attempt to read.
template<class Executor, class Buffers, class Op>
void start_read(port_state<Executor>& port, Buffers const& buffers, Op&& op)
{
    error_code ec;
    transfer_hook* const hook = port.hook.load(std::memory_order_acquire);
    if (hook == nullptr || !decided_read(*hook, caller::operation, ec))
        return port.descriptor.async_read_some(buffers, std::move(op));
    complete_immediately_with(port.descriptor.get_executor(), std::move(op), ec, std::size_t{0});
}

/// Makes an attempt to write.
template<class Executor, class Buffers, class Op>
void start_write(port_state<Executor>& port, Buffers const& buffers, Op&& op)
{
    error_code ec;
    std::size_t n = 0;
    transfer_hook* const hook = port.hook.load(std::memory_order_acquire);
    if (hook == nullptr)
        return port.descriptor.async_write_some(buffers, std::move(op));
    if (!decided_write(*hook, caller::operation, buffers, ec, n))
        return port.descriptor.async_write_some(undecided(buffers), std::move(op));
    complete_immediately_with(port.descriptor.get_executor(), std::move(op), ec, n);
}

/// Whether a system's or a test double's interruptions are told, so that only one attempt may be
/// under way. Where they are not, operations of other types do without what that takes.
template<class Executor>
bool in_turn(port_state<Executor> const& port) noexcept
{
    return interrupts_are_told || port.is(hooked);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
