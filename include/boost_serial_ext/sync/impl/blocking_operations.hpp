// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SYNC_IMPL_BLOCKING_OPERATIONS_HPP
#define BOOST_SERIAL_EXT_SYNC_IMPL_BLOCKING_OPERATIONS_HPP

#include <boost_serial_ext/drain_result.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/sync/impl/blocking_call.hpp>
#include <boost_serial_ext/sync/impl/blocking_port.hpp>

#include <boost_serial_ext/detail/ops/break_op.hpp>
#include <boost_serial_ext/detail/ops/drain_op.hpp>
#include <boost_serial_ext/detail/ops/exact_drain_op.hpp>
#include <boost_serial_ext/detail/ops/read_available_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>
#include <boost_serial_ext/detail/sansio/drain_fsm.hpp>
#include <boost_serial_ext/detail/sansio/line_event_fsm.hpp>
#include <boost_serial_ext/detail/sansio/send_break_fsm.hpp>
#include <boost_serial_ext/native/sys_io.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace sync {
namespace impl {

using state_pointer = std::shared_ptr<blocking_port::state_type>;
using claim = detail::port_claim<asio::any_io_executor>;

/// Takes what only one thread at a time may do.
inline error_code take(blocking_call& call, claim& mine)
{
    error_code ec;
    call.with_control(ec,
        [&](detail::port_control&)
        {
            if (!mine.take())
                ec = error::operation_in_progress;
        });
    return ec;
}

/// Obeys a drain_fsm.
inline void drain_within(blocking_call& call, error_code& ec)
{
    serial_config const config
        = call.with_control(ec, [](detail::port_control& control) { return control.config(); });
    if (ec)
        return;
    detail::drain_fsm fsm(config);
    for (std::size_t depth = 0;;)
    {
        detail::drain_action const action = fsm.resume(ec, depth);
        ec = action.ec;
        if (action.type == detail::drain_action::done)
            return;
        if (action.type == detail::drain_action::wait)
            ec = call.pause(action.delay);
        else
            depth = call.with_control(ec,
                [&](detail::port_control& control)
                { return control.waiting(detail::queue::output, ec); });
    }
}

/// Obeys an exact_drain_fsm.
inline drain_result exact_drain_within(blocking_call& call, error_code& ec)
{
    detail::exact_drain<asio::any_io_executor> drain;
    error_code paused;
    while (call.with_control(ec,
        [&](detail::port_control&)
        {
            bool const waits = drain.advance(call.state(), paused);
            ec = drain.result;
            return waits;
        }))
        paused = call.pause(drain.delay);
    return drain.how;
}

/// Obeys a send_break_fsm, one at a time.
inline void break_alone(blocking_call& call, state_pointer const& port,
    std::chrono::nanoseconds duration, error_code& ec)
{
    using action = detail::send_break_action;
    claim mine(port, &blocking_port::state_type::breaking);
    if (ec = port->check_open(); !ec && duration.count() < 0)
        ec = error::invalid_duration;
    if (!ec)
        ec = take(call, mine);
    std::optional<detail::send_break_fsm> fsm;
    std::size_t value = 0;
    auto const obey = [&](action const& next, detail::port_control& control)
    {
        if (!mine.held()) // who ended it has switched BREAK off; it may be another thread's by now
            ec = asio::error::operation_aborted;
        else if (!fsm)
            fsm.emplace(make_break_fsm(*port, duration));
        else if (next.type == action::query_depth)
            value = control.waiting(detail::queue::output, ec);
        else if (next.type == action::query_transmitter)
            value = ask_transmitter(*port, ec);
        else
            port->held->switch_break(next.type == action::switch_on, ec);
    };
    if (!ec)
        call.with_control(ec, [&](detail::port_control& control) { obey({}, control); });
    while (fsm)
    {
        action const next = fsm->resume(ec, value);
        ec = next.ec;
        if (next.type == action::done)
            return;
        if (next.type == action::wait)
            ec = call.pause(next.delay);
        else
            call.with_control(ec, [&](detail::port_control& control) { obey(next, control); });
    }
}

/// Obeys a line_event_fsm, one at a time.
inline line_event line_event_here(
    blocking_call& call, state_pointer const& port, line_events mask, error_code& ec)
{
    using action = detail::line_event_action;
    claim mine(port, &blocking_port::state_type::watching);
    {
        blocking_port::state_type::lock const guard(port->mutex);
        if (ec = port->check_open(); !ec)
            ec = port->check_line_events(mask);
    }
    if (!ec)
        ec = take(call, mine);
    if (ec)
        return {};
    detail::line_event_fsm fsm(mask);
    line_counters counters;
    modem_status lines;
    for (;;)
    {
        action next;
        error_code closed;
        call.with_control(closed,
            [&](detail::port_control& control)
            {
                for (;;)
                {
                    next = fsm.resume(ec, counters, lines, port->held->line_events_told);
                    ec.clear();
                    if (next.type == action::query_counters)
                        counters = control.event_counters(ec);
                    else if (next.type == action::query_lines)
                        lines = control.lines(ec);
                    else
                        break;
                    if (next.type == action::query_counters && ec == condition::unsupported_feature)
                        ec = make_unsupported_error(feature::line_events);
                }
            });
        ec = closed ? closed : next.ec;
        if (closed || next.type == action::done)
            return next.event;
        ec = call.pause(next.delay);
    }
}

/// All that is queued, once there is something.
template<class DynamicBuffer>
std::size_t read_available_here(
    blocking_call& call, detail::buffer_tail<DynamicBuffer>& tail, std::size_t most, error_code& ec)
{
    auto& port = call.state();
    if (ec = port.check_readable(false); !ec && most != 0 && tail.room() == 0)
        ec = asio::error::no_buffer_space;
    if (ec || most == 0)
        return 0;
    if (!call.wait({{}, true, false, false}, ec))
        return 0;
    std::size_t const guess = 512; // where the driver does not tell, or was overtaken
    std::size_t const there = port.queued_input();
    auto const buffers = tail.prepare((std::min)({there != 0 ? there : guess, most, tail.room()}));
    std::size_t const n = call.read_some(buffers, ec);
    tail.commit(n);
    return n;
}

/// All that comes until the line falls silent.
template<class DynamicBuffer>
std::size_t read_until_idle_here(blocking_call& call, detail::buffer_tail<DynamicBuffer>& tail,
    std::chrono::nanoseconds gap, error_code& ec)
{
    std::size_t total = 0;
    ec = gap.count() <= 0 ? error_code(error::invalid_duration) : error_code();
    bool goes_on = !ec;
    while (goes_on)
    {
        total += read_available_here(call, tail, (std::numeric_limits<std::size_t>::max)(), ec);
        goes_on = !ec && call.wait({{}, true, false, false}, call.after(gap), ec);
    }
    return total;
}

} // namespace impl
} // namespace sync
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
