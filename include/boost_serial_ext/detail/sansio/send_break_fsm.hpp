// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_SANSIO_SEND_BREAK_FSM_HPP
#define BOOST_SERIAL_EXT_DETAIL_SANSIO_SEND_BREAK_FSM_HPP

#include <boost_serial_ext/detail/sansio/break_fsm.hpp>
#include <boost_serial_ext/detail/sansio/drain_fsm.hpp>
#include <boost_serial_ext/detail/sansio/drain_pace.hpp>
#include <boost_serial_ext/detail/sansio/exact_drain_fsm.hpp>

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
        query_depth,       ///< Ask for the depth of the output queue, and resume with it.
        query_transmitter, ///< Ask whether the transmitter is empty; resume with 1, else 0.
        wait,              ///< Resume after `delay`.
        switch_on,         ///< Switch BREAK on, and resume with the outcome.
        switch_off,        ///< Switch it off, and resume with the outcome.
        done               ///< Complete with `ec`.
    };
    kind type = done;
    std::chrono::nanoseconds delay{};
    error_code ec;
};

/** Drains, then sends BREAK.

    Linux waits until the output queue and the transmitter are empty before it switches BREAK on
    (tty_ioctl.c, tty_wait_until_sent), for as long as that takes: with hardware flow control for
    ever. Waiting here first keeps that wait out of the executor, and makes it one that can be
    cancelled. A transmitter that was never seen empty may be one that is never told to be: it is
    waited for no longer than a FIFO takes. No clock, no I/O.
*/
class send_break_fsm
{
public:
    /// @param truthful The transmitter has been seen empty, or its driver always tells.
    /// @param lag How old an answer about it may be.
    send_break_fsm(serial_config const& config, std::chrono::nanoseconds duration, bool truthful,
        std::chrono::nanoseconds lag = {}) noexcept
        : drain_(config)
        , pace_(config, std::chrono::milliseconds(1))
        , duration_(duration)
        , lag_(lag)
        , patience_(truthful ? (std::chrono::nanoseconds::max)()
                             : char_time(config, exact_drain_fsm::largest_fifo))
    {
    }

    /// @param ec What became of the action before, or, after a wait, why to stop.
    /// @param value The depth, after `query_depth`; the answer, after `query_transmitter`.
    send_break_action resume(error_code ec, std::size_t value) noexcept
    {
        if (phase_ == draining)
        {
            // A driver that does not tell its depth has no queue that anybody could wait for.
            bool const untold = ec == condition::unsupported_feature;
            drain_action const action = drain_.resume(untold ? error_code() : ec, value);
            if (action.type == drain_action::query_depth)
                return {send_break_action::query_depth, {}, {}};
            if (action.type == drain_action::wait)
                return {send_break_action::wait, action.delay, {}};
            if (action.ec)
                return {send_break_action::done, {}, action.ec};
            phase_ = waiting;
            if (lag_.count() > 0) // until then "empty" may be from before the last bytes
                return {send_break_action::wait, lag_, {}};
            ec.clear();
        }
        if (phase_ == asking)
        {
            bool const untold = ec == condition::unsupported_feature;
            if (ec && !untold)
                return {send_break_action::done, {}, ec};
            if (value == 0 && !untold && waited_ < patience_)
            {
                phase_ = waiting;
                auto const delay = pace_.next(1);
                waited_ += delay;
                return {send_break_action::wait, delay, {}};
            }
            phase_ = sending;
            ec.clear();
        }
        if (phase_ == waiting)
        {
            if (ec)
                return {send_break_action::done, {}, ec};
            phase_ = asking;
            return {send_break_action::query_transmitter, {}, {}};
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
    drain_pace pace_;
    std::chrono::nanoseconds duration_;
    std::chrono::nanoseconds lag_;
    std::chrono::nanoseconds patience_; // for the transmitter
    std::chrono::nanoseconds waited_{};
    enum : unsigned char
    {
        draining,
        asking, // about the transmitter
        waiting,
        sending
    } phase_ = draining;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
