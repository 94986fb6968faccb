// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_TRANSFER_BASE_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_TRANSFER_BASE_HPP

#include <boost_serial_ext/detail/ops/read_here.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
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

/** What a read, a write and a wait have in common.

    Between an attempt that came to nothing and the next one Asio knows of no operation to cancel:
    this remembers.
*/
template<class Executor, class Handler>
class transfer_op
{
public:
    using cancellation_slot_type = asio::cancellation_slot;
    cancellation_slot_type get_cancellation_slot() const noexcept { return cancellation_.slot(); }

    transfer_op(std::shared_ptr<port_state<Executor>> port, Handler&& handler)
        : port_(std::move(port))
        , cancels_(port_->cancels)
        , cancellation_(
              asio::get_associated_cancellation_slot(handler), asio::enable_total_cancellation())
        , handler_(std::move(handler))
    {
    }

    Handler const& handler() const noexcept { return handler_; }

    friend bool asio_handler_is_continuation(transfer_op* op)
    {
        return is_continuation(op->handler_);
    }

protected:
    // Cancelled, closed or moved away meanwhile.
    bool is_over() const noexcept
    {
        return port_->cancels != cancels_
            || cancellation_.cancelled() != asio::cancellation_type::none;
    }

    /** Whether an attempt was interrupted, and another shall be made.

        Asio repeats a call that a signal interrupts. With io_uring the kernel makes the call, and
        a tty's fails there with EINTR when other completions arrive meanwhile: Asio hands that on.
    */
    bool interrupted(error_code& ec) const noexcept
    {
        if (ec != asio::error::interrupted)
            return false;
        if (!is_over())
            return true;
        ec = asio::error::operation_aborted;
        return false;
    }

    /// Stands in line for an attempt. Under the mutex.
    void queue_up(transfer_turns<Executor>& line) { turn_.take(line, port_->mutex); }

    bool queued_up() const noexcept { return turn_.is_taken(); }
    bool is_first() const noexcept { return turn_.is_first(); }

    /// Lets go of the port: memory is free before the upcall, and the slot forgets what refers to
    /// it.
    template<class... Results>
    void finish(error_code ec, Results... results)
    {
        turn_.give_up();
        port_->translate(ec);
        port_->note(ec);
        asio::get_associated_cancellation_slot(handler_).clear();
        port_.reset();
        std::move(handler_)(ec, results...);
    }

    std::shared_ptr<port_state<Executor>> port_;

private:
    std::uint64_t cancels_;
    held_turn<Executor> turn_; // after the port: it goes first
    asio::cancellation_state cancellation_;
    Handler handler_;
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
    if (hook == nullptr || !decided_write(*hook, caller::operation, buffers, ec, n))
        return port.descriptor.async_write_some(buffers, std::move(op));
    complete_immediately_with(port.descriptor.get_executor(), std::move(op), ec, n);
}

/// Whether attempts may come to nothing and be made again, so that only one may be under way.
template<class Executor>
bool in_turn(port_state<Executor> const& port) noexcept
{
    return interrupts_are_told || port.hook.load(std::memory_order_acquire) != nullptr;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
