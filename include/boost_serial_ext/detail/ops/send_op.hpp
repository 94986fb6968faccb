// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_SEND_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_SEND_OP_HPP

#include <boost_serial_ext/detail/ops/transfer_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>
#include <boost_serial_ext/detail/sansio/rs485_send_fsm.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Does what needs no waiting, until the machine wants to wait or write, or is done. Under the
/// mutex.
template<class Executor>
rs485_send_action obey(
    rs485_send_fsm& fsm, port_state<Executor>& port, error_code ec, std::size_t value)
{
    port_control& control = port.control();
    for (;;)
    {
        rs485_send_action const action = fsm.resume(ec, value, port.service.now());
        ec.clear();
        switch (action.type)
        {
        case rs485_send_action::turn:
            port.held->turned_round = true; // until it is known to be back
            control.set_lines({action.level, {}}, ec);
            break;
        case rs485_send_action::turn_back:
            control.set_lines({action.level, {}}, ec);
            port.held->turned_round = ec.failed();
            break;
        case rs485_send_action::query_depth: value = control.waiting(queue::output, ec); break;
        case rs485_send_action::query_transmitter: value = control.transmitter_empty(ec); break;
        case rs485_send_action::discard: control.discard(queue::output, ec); break;
        default: return action;
        }
    }
}

/// The machine for a write on the open port. Under the mutex.
inline rs485_send_fsm make_send_fsm(port_control const& control) noexcept
{
    serial_config const& config = control.config();
    return {config, config.rs485.value_or(rs485_config()), control.transmitter_lag(),
        sys_io::transfers_wait};
}

/// Obeys an rs485_send_fsm, under async_compose; one at a time on a port.
template<class Executor, class Buffers>
class send_op
{
public:
    send_op(std::shared_ptr<port_state<Executor>> port, Buffers const& buffers)
        : claim_(std::move(port), &port_state<Executor>::sending), buffers_(buffers)
    {
    }

    template<class Self>
    void operator()(Self& self, error_code ec = {}, std::size_t n = 0)
    {
        if (phase_ == ended)
        {
            auto result = result_;
            auto const bytes = bytes_;
            claim_.port()->translate(result);
            claim_.port()->note(result);
            claim_.give_up();
            return complete_composed(self, result, bytes);
        }
        bool const initiating = phase_ == fresh;
        auto const port = claim_.port(); // *this is moved from below, and may be gone before this
        auto const io_executor = port->descriptor.get_executor();
        {
            typename port_state<Executor>::lock const guard(port->mutex);
            if (initiating ? begin(self) : held(self, ec, n))
            {
                if (ec == asio::error::interrupted) // see transfer_op
                    return write(*port, self);
                rs485_send_action const action = obey(*fsm_, *port, ec, n);
                if (action.type == rs485_send_action::write)
                    return write(*port, self);
                if (action.type == rs485_send_action::wait)
                {
                    writing_ = false;
                    port->send_timer.expires_after(action.delay);
                    return port->send_timer.async_wait(std::move(self));
                }
                result_ = action.ec;
                bytes_ = action.bytes;
                port->count_written(bytes_);
            }
        }
        phase_ = ended;
        if (initiating) // never complete inside the initiating function
            return complete_immediately(io_executor, std::move(self));
        (*this)(self);
    }

private:
    template<class Self>
    void write(port_state<Executor>& port, Self& self)
    {
        writing_ = true;
        start_write(port, Buffers(buffers_), later(std::move(self)));
    }

    template<class Self>
    bool begin(Self& self)
    {
        auto& port = *claim_.port();
        self.reset_cancellation_state(asio::enable_total_cancellation());
        phase_ = working;
        cancels_ = port.cancels;
        result_ = port.check_open();
        if (!result_ && (port.busy() || !claim_.take()))
            result_ = error::operation_in_progress;
        if (!result_)
            fsm_.emplace(make_send_fsm(port.control()));
        return !result_;
    }

    // Whether the port is still this operation's; if so, `ec` is what the machine shall know.
    template<class Self>
    bool held(Self& self, error_code& ec, std::size_t n)
    {
        // Only the timer's, or of who empties the queue: the next lines say whether the operation was
        // meant.
        if (ec == asio::error::operation_aborted)
            ec = writing_ ? asio::error::make_error_code(asio::error::interrupted) : error_code();
        if (n == 0 && (!ec || ec == asio::error::interrupted)
            && (claim_.port()->cancels != cancels_
                || self.get_cancellation_state().cancelled() != asio::cancellation_type::none))
            ec = asio::error::operation_aborted;
        if (claim_.held())
            return true;
        result_ = asio::error::operation_aborted; // who closed the port has seen to RTS
        bytes_ = n;
        return false;
    }

    port_claim<Executor> claim_;
    Buffers buffers_;
    std::optional<rs485_send_fsm> fsm_;
    std::uint64_t cancels_ = 0;
    error_code result_;
    std::size_t bytes_ = 0;
    bool writing_ = false; ///< The latest step was a write.
    enum : unsigned char
    {
        fresh,
        working,
        ended
    } phase_ = fresh;
};

/** Obeys an rs485_send_fsm on the calling thread.

    @param pause Lets time pass. A failure ends the write, once what was accepted is out.
    @param write Writes some of the buffers, as `write_some` does.
*/
template<class Executor, class Pause, class Write>
std::size_t send_here(
    std::shared_ptr<port_state<Executor>> const& port, error_code& ec, Pause pause, Write write)
{
    port_claim<Executor> claim(port, &port_state<Executor>::sending);
    std::optional<rs485_send_fsm> fsm;
    error_code outcome; // of what the machine asked for
    std::size_t n = 0;
    for (;;)
    {
        auto const action = port->with_control(ec,
            [&](port_control& control)
            {
                error_code const busy = error::operation_in_progress;
                if (fsm ? !claim.held() : !claim.take())
                    return rs485_send_action{rs485_send_action::done, false, {}, busy, n};
                if (!fsm)
                    fsm.emplace(make_send_fsm(control));
                return obey(*fsm, *port, outcome, n);
            });
        if (ec) // closed meanwhile
            return n;
        outcome.clear();
        if (action.type == rs485_send_action::wait)
            outcome = pause(action.delay);
        else if (action.type == rs485_send_action::write)
            n = write(outcome);
        else
        {
            port->count_written(action.bytes);
            port->note(ec = action.ec);
            return action.bytes;
        }
    }
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
