// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_SANSIO_SEND_BREAK_FSM_HPP
#define BOOST_SERIAL_EXT_DETAIL_SANSIO_SEND_BREAK_FSM_HPP

#include <boost_serial_ext/detail/sansio/break_fsm.hpp>
#include <boost_serial_ext/detail/sansio/drain_fsm.hpp>

#include <chrono>
#include <cstddef>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What the driver of a BREAK that waits its turn shall do next.
struct send_break_action
{
    enum kind : unsigned char
    {
        query_depth, ///< Ask for the depth of the output queue, and resume with it.
        wait,        ///< Resume after `delay`.
        switch_on,   ///< Switch BREAK on, and resume with the outcome.
        switch_off,  ///< Switch it off, and resume with the outcome.
        done         ///< Complete with `ec`.
    };
    kind type = done;
    std::chrono::nanoseconds delay{};
    error_code ec;
};

/** Drains, then sends BREAK.

    Linux waits until the output queue is empty before it switches BREAK on (tty_io.c, TIOCSBRK),
    for as long as that takes. Waiting here first keeps that wait out of the executor, and makes it
    one that can be cancelled. No clock, no I/O.
*/
class send_break_fsm
{
public:
    send_break_fsm(serial_config const& config, std::chrono::nanoseconds duration) noexcept
        : drain_(config), duration_(duration)
    {
    }

    /// @param ec What became of the action before, or, after a wait, why to stop.
    /// @param depth The depth, after `query_depth`.
    send_break_action resume(error_code ec, std::size_t depth) noexcept
    {
        if (!drained_)
        {
            // A driver that does not tell its depth has no queue that anybody could wait for.
            bool const untold = ec == condition::unsupported_feature;
            drain_action const action = drain_.resume(untold ? error_code() : ec, depth);
            if (action.type == drain_action::query_depth)
                return {send_break_action::query_depth, {}, {}};
            if (action.type == drain_action::wait)
                return {send_break_action::wait, action.delay, {}};
            if (action.ec)
                return {send_break_action::done, {}, action.ec};
            drained_ = true;
            ec.clear();
        }
        break_action const action = break_.resume(ec);
        switch (action.type)
        {
        case break_action::switch_on: return {send_break_action::switch_on, {}, {}};
        case break_action::wait: return {send_break_action::wait, duration_, {}};
        case break_action::switch_off: return {send_break_action::switch_off, {}, {}};
        case break_action::done: break;
        }
        return {send_break_action::done, {}, action.ec};
    }

private:
    drain_fsm drain_;
    break_fsm break_;
    std::chrono::nanoseconds duration_;
    bool drained_ = false;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
