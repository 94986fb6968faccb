// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_BREAK_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_BREAK_OP_HPP

#include <boost_serial_ext/detail/ops/timed_op.hpp>
#include <boost_serial_ext/detail/sansio/send_break_fsm.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Whether the transmitter is empty, as 1 or 0. Under the mutex.
template<class Executor>
std::size_t ask_transmitter(port_state<Executor>& port, error_code& ec) noexcept
{
    bool const empty = port.control().transmitter_empty(ec);
    port.held->transmitter_told |= empty;
    return empty ? 1 : 0;
}

/// Under the mutex.
template<class Executor>
send_break_fsm make_break_fsm(
    port_state<Executor>& port, std::chrono::nanoseconds duration) noexcept
{
    port_control& control = port.control();
    auto const lag = control.transmitter_lag();
    bool const truthful = port.held->transmitter_told || lag.count() == 0;
    return {control.config(), duration, truthful, lag};
}

/// Obeys a send_break_fsm.
template<class Executor>
class break_op : public timed_op<break_op<Executor>, Executor>
{
    using base = timed_op<break_op, Executor>;
    friend base;

public:
    break_op(std::shared_ptr<port_state<Executor>> port, std::chrono::nanoseconds duration)
        : base(std::move(port), &port_state<Executor>::breaking, &port_state<Executor>::break_timer)
        , duration_(duration)
    {
    }

private:
    bool is_being_undone() noexcept { return this->port().held->break_must_end; }

    error_code check() const noexcept
    {
        return duration_.count() < 0 ? error_code(error::invalid_duration) : error_code();
    }

    bool advance(error_code ec, std::chrono::nanoseconds& delay)
    {
        std::size_t value = 0;
        if (this->stopped_early(fsm_.has_value(), ec))
            return false;
        if (!fsm_)
            fsm_.emplace(make_break_fsm(this->port(), duration_));
        for (;;)
        {
            send_break_action const action = fsm_->resume(ec, value);
            ec.clear();
            switch (action.type)
            {
            case send_break_action::query_depth:
                value = this->port().control().waiting(queue::output, ec);
                break;
            case send_break_action::query_transmitter:
                value = ask_transmitter(this->port(), ec);
                break;
            case send_break_action::switch_on: this->port().held->switch_break(true, ec); break;
            case send_break_action::switch_off:
                if (this->alive()) // else whoever ended it has switched it off
                    this->port().held->switch_break(false, ec);
                break;
            case send_break_action::wait: delay = action.delay; return true;
            case send_break_action::done: this->result_ = action.ec; return false;
            }
        }
    }

    std::optional<send_break_fsm> fsm_;
    std::chrono::nanoseconds duration_;
};

/// Obeys a send_break_fsm on the calling thread.
template<class Executor>
void break_here(port_state<Executor>& port, std::chrono::nanoseconds duration, error_code& ec)
{
    if (ec = port.check_open(); !ec && duration.count() < 0)
        ec = error::invalid_duration;
    if (ec)
        return;
    auto fsm = port.with_control(
        ec, [&](port_control&) { return std::optional(make_break_fsm(port, duration)); });
    if (!fsm)
        return;
    std::size_t value = 0;
    for (;;)
    {
        send_break_action const action = fsm->resume(ec, value);
        ec = action.ec;
        switch (action.type)
        {
        case send_break_action::query_depth:
            value = port.with_control(
                ec, [&](port_control& control) { return control.waiting(queue::output, ec); });
            break;
        case send_break_action::query_transmitter:
            value = port.with_control(ec, [&](port_control&) { return ask_transmitter(port, ec); });
            break;
        case send_break_action::wait: port.service.sleep(action.delay); break;
        case send_break_action::switch_on:
        case send_break_action::switch_off:
            port.with_control(ec,
                [&](port_control&)
                { port.held->switch_break(action.type == send_break_action::switch_on, ec); });
            break;
        case send_break_action::done: return;
        }
    }
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
