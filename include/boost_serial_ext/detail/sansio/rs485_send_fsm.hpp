// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_SANSIO_RS485_SEND_FSM_HPP
#define BOOST_SERIAL_EXT_DETAIL_SANSIO_RS485_SEND_FSM_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/sansio/exact_drain_fsm.hpp>

#include <chrono>
#include <cstddef>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What the driver of a write with RTS as its direction shall do next.
struct rs485_send_action
{
    enum kind : unsigned char
    {
        turn,              ///< RTS to `level`, to send.
        turn_back,         ///< RTS to `level`, to rest.
        wait,              ///< Resume after `delay`.
        write,             ///< Write, and resume with how many bytes were accepted.
        query_depth,       ///< Ask for the depth of the output queue, and resume with it.
        query_transmitter, ///< Ask whether the transmitter is empty, and resume with 1 or 0.
        discard,           ///< Throw the output queue away.
        done               ///< Complete with `ec` and `bytes`.
    };
    kind type = done;
    bool level = false;
    std::chrono::nanoseconds delay{};
    error_code ec = {};
    std::size_t bytes = 0;
};

/** One write on a half-duplex line: RTS, a pause, the bytes, their end on the wire, a pause, RTS.

    However it ends, RTS goes back to rest, and only once nothing is being sent any more. An error
    while bytes are accepted and not sent, as when the operation is cancelled, lets them out: it
    waits for as long as they need, then throws away what a held line still keeps.
*/
class rs485_send_fsm
{
public:
    using time = std::chrono::nanoseconds;
    using action = rs485_send_action;

    /// @param lag How old an answer about the transmitter may be.
    /// @param waits Whether a write ends when its bytes are with the device; else when they are queued.
    rs485_send_fsm(
        serial_config const& config, rs485_config const& rs485, time lag, bool waits) noexcept
        : config_(config), rs485_(rs485), lag_(lag), waits_(waits), drain_(config, {0, lag}, time{})
    {
    }

    /** @param ec What became of the action before; after `wait` or `write` also `condition::aborted`:
        stop.
        @param value Bytes accepted, or the answer to a query.
    */
    action resume(error_code ec, std::size_t value, time now) noexcept
    {
        switch (phase_)
        {
        case fresh: phase_ = raised; return {action::turn, rs485_.rts_on_send};
        case raised:
            if (!ec && rs485_.delay_before_send.count() > 0)
                return wait(rs485_.delay_before_send, pausing_before);
            [[fallthrough]];
        case pausing_before: began_ = now; return ec ? fail(ec) : go_on(action::write, writing);
        case writing:
            bytes_ = value;
            result_ = ec;
            return ec == condition::disconnected ? release() : begin_drain(now);
        case discarding: return begin_drain(now);
        case draining: return drain(ec, value, now);
        case pausing_after: return release();
        case released: break;
        }
        return {action::done, false, {}, result_ ? result_ : ec, bytes_};
    }

private:
    enum phase : unsigned char
    {
        fresh,
        raised,
        pausing_before,
        writing,
        draining,
        discarding,
        pausing_after,
        released
    };

    action go_on(action::kind type, phase next) noexcept
    {
        phase_ = next;
        return {type};
    }

    action wait(time delay, phase next) noexcept
    {
        phase_ = next;
        return {action::wait, false, delay};
    }

    action fail(error_code const& ec) noexcept
    {
        result_ = ec;
        return release();
    }

    action release() noexcept
    {
        phase_ = released;
        return {action::turn_back, rs485_.rts_after_send};
    }

    action begin_drain(time now) noexcept
    {
        bool const discarded = phase_ == discarding;
        blind_ = false;
        phase_ = draining;
        drain_ = exact_drain_fsm(config_, {discarded ? 0 : under_way(now), lag_}, now);
        if (result_)
            lose_patience(now);
        return drain({}, 0, now);
    }

    // What can still be on its way. While flow control holds the line, its time is not that of bytes.
    std::size_t under_way(time now) const noexcept
    {
        auto const& flow = config_.flow_control;
        if (!waits_ || flow.rts_cts || flow.dtr_dsr || flow.xon_xoff)
            return bytes_;
        auto const sent = static_cast<std::uint64_t>((now - began_) / char_time(config_));
        return sent < bytes_ ? bytes_ - static_cast<std::size_t>(sent) : 0;
    }

    void lose_patience(time now) noexcept
    {
        std::size_t const more_than_any_chip_holds = 512;
        impatient_ = true;
        give_up_at_ = now + char_time(config_, bytes_ + more_than_any_chip_holds);
    }

    action drain(error_code ec, std::size_t value, time now) noexcept
    {
        if (ec == condition::aborted)
        {
            stopped_by_ = std::exchange(ec, error_code()); // the bytes are on their way
            if (!impatient_)
                lose_patience(now);
        }
        if (impatient_ && now >= give_up_at_)
        {
            result_ = result_ ? result_ : stopped_by_;
            return std::exchange(discarded_, true) ? release() : go_on(action::discard, discarding);
        }
        if (blind_)
            return wait(give_up_at_ - now, draining);
        exact_drain_action const next = drain_.resume(ec, value, now);
        switch (next.type)
        {
        case exact_drain_action::query_depth: return {action::query_depth};
        case exact_drain_action::query_transmitter: return {action::query_transmitter};
        case exact_drain_action::wait: return {action::wait, false, next.delay};
        case exact_drain_action::done: break;
        }
        if (next.ec)
        {
            result_ = result_ ? result_ : next.ec;
            if (next.ec == condition::disconnected || discarded_)
                return release();
            blind_ = true; // nobody says what is queued: it gets the time that it needs at most
            if (!impatient_)
                lose_patience(now);
            return wait(give_up_at_ - now, draining);
        }
        if (!impatient_ && rs485_.delay_after_send.count() > 0)
            return wait(rs485_.delay_after_send, pausing_after);
        return release();
    }

    serial_config config_;
    rs485_config rs485_;
    time lag_;
    bool waits_;
    time began_{0};
    exact_drain_fsm drain_;
    error_code result_;
    error_code stopped_by_;
    std::size_t bytes_ = 0;
    time give_up_at_{};
    bool impatient_ = false;
    bool blind_ = false;
    bool discarded_ = false;
    phase phase_ = fresh;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
