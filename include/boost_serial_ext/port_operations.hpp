// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_PORT_OPERATIONS_HPP
#define BOOST_SERIAL_EXT_PORT_OPERATIONS_HPP

#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/drain_result.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/ops/break_op.hpp>
#include <boost_serial_ext/detail/ops/configure_op.hpp>
#include <boost_serial_ext/detail/ops/drain_op.hpp>
#include <boost_serial_ext/detail/ops/exact_drain_op.hpp>
#include <boost_serial_ext/detail/ops/line_event_op.hpp>

#include <boost/asio/compose.hpp>

#include <chrono>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/** The operations on an open port that take time and are no transfers: a part of the stream.

    What `basic_serial_stream` says of every operation holds. None of them needs a thread, but for
    `async_configure`.

    @tparam Derived The stream. @tparam Executor Its executor.
*/
template<class Derived, class Executor>
class port_operations
{
public:
    /** Wait until everything written has left the system's output queue.

        Looks at the queue's depth, spaced by the wire time of what is queued; a queue that has not
        become shorter for the time of 32 characters, as under a dropped CTS or XOFF, is looked at
        less and less, down to every 50 ms. The last characters may still be inside the device;
        `async_drain_exact` waits for those.

        @par Completion Signature
        @code void(boost::system::error_code) @endcode
        @param token The completion token.
        @par Errors
        `condition::closed`, `disconnected`, `aborted`; `error::operation_in_progress`: another
        drain; `condition::unsupported_feature`: the driver does not tell the depth.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: nothing is taken back from the queue; drain again at will.
        @par Executor
        Every look and the handler: the handler's.
        @par Thread Safety
        As the class. Reads and writes may go on.
        @par Bounds
        One allocation at a time by the handler's allocator; looks every 1 to 50 ms; no thread.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_drain(Token&& token = Token())
    {
        return asio::async_compose<Token, void(error_code)>(
            detail::drain_op<Executor>(derived().shared_state()), token, derived().executor_);
    }
    /// Blocks as `async_drain` waits. @param ec As there, but for cancellation.
    void drain(error_code& ec)
    {
        detail::drain_here(*derived().shared_state(), derived().config(), ec);
    }
    /// As above. @throws boost::system::system_error
    void drain()
    {
        Derived::invoke("drain", [&](error_code& ec) { drain(ec); });
    }

    /** Wait until the last bit has left the wire, as far as that can be known.

        First the queue, as `async_drain`, then the transmitter (TIOCSERGETLSR on Linux), until it
        says that it is empty: `drain_result::wire_exact`, late by a character or 0.1 ms. ftdi_sio
        may say so from a status that is as old as the latency timer's period; it is believed when
        it no longer can be. A driver that does not tell (ptys, cdc_acm), or a USB adapter that has
        never called its transmitter empty, is given the wire time of what was written, 256
        characters at most: `drain_result::estimated`; so is every driver on macOS and the BSDs, which
        have no such query. So is every driver on Windows, after
        FlushFileBuffers on the private thread: that ends when the driver has given its device
        everything, which may still have it (serial.sys: flush.c).

        @par Completion Signature
        @code void(boost::system::error_code, boost_serial_ext::drain_result) @endcode
        @param token The completion token.
        @par Errors
        As `async_drain`; also beside an `async_drain`.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: nothing is taken back; drain again at will.
        @par Executor
        Every look and the handler: the handler's.
        @par Thread Safety
        As the class. Reads and writes may go on; what is written meanwhile may be waited for.
        @par Bounds
        One allocation at a time by the handler's allocator; looks every 0.1 to 50 ms; no thread, but
        on Windows that of `async_open`, and two allocations more.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, drain_result)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_drain_exact(Token&& token = Token())
    {
        return asio::async_compose<Token, void(error_code, drain_result)>(
            detail::exact_drain_op<Executor>(derived().shared_state()), token, derived().executor_);
    }
    /// Blocks as `async_drain_exact` waits. @param ec As there, but for cancellation.
    drain_result drain_exact(error_code& ec)
    {
        return detail::exact_drain_here(*derived().shared_state(), ec);
    }
    /// As above. @throws boost::system::system_error
    drain_result drain_exact()
    {
        return Derived::invoke("drain_exact", [&](error_code& ec) { return drain_exact(ec); });
    }

    /** Send BREAK: drain, then hold the line in the space state for a while.

        Waits for the queue, and for the transmitter where the driver tells it: by hardware flow
        control that may take any time. (An FTDI adapter that no drain or BREAK has found empty
        before is waited for no longer than 256 characters take; if it is still held up then, the
        system's own wait blocks the executor.) While BREAK is on nothing is asked: a lost device is
        told at its end.

        @par Completion Signature
        @code void(boost::system::error_code) @endcode
        @param duration How long; zero is a pulse as short as the driver can make it.
        @param token The completion token.
        @par Errors
        `condition::closed`, `disconnected`, `aborted`, `unsupported_feature` (ptys);
        `error::invalid_duration`: negative; `error::operation_in_progress`: another BREAK.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: BREAK is off again.
        @par Executor
        Both switches and the handler: the handler's.
        @par Thread Safety
        As the class. What is written meanwhile is garbled or delayed, as the driver likes.
        @par Bounds
        One allocation by the handler's allocator; no thread. Off too when the stream is closed,
        moved from another executor or destroyed, and when the context is destroyed.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_send_break(std::chrono::nanoseconds duration, Token&& token = Token())
    {
        return asio::async_compose<Token, void(error_code)>(
            detail::break_op<Executor>(derived().shared_state(), duration), token,
            derived().executor_);
    }
    /// Blocks as `async_send_break` waits. @param duration,ec As there, but for cancellation.
    void send_break(std::chrono::nanoseconds duration, error_code& ec)
    {
        detail::break_here(*derived().shared_state(), duration, ec);
    }
    /// As above. @throws boost::system::system_error
    void send_break(std::chrono::nanoseconds duration)
    {
        Derived::invoke("send_break", [&](error_code& ec) { send_break(duration, ec); });
    }

    /** Change the configuration of the open port, as `configure`, without blocking the executor.

        @par Completion Signature
        @code void(boost::system::error_code, boost_serial_ext::config_report) @endcode
        @param config Copied.
        @param token The completion token.
        @par Errors
        As `configure`.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: a transaction that has not begun does not take place; one
        that has begun is finished and reported as it is.
        @par Executor
        The handler's; the system calls are made on the private thread.
        @par Thread Safety
        As the class. Transactions take place one after the other, asynchronous ones in the order of
        their starts (what `validate` refuses completes at once). While one is in progress a call of
        `port_controls` waits for it; reads, writes and `close` do not, and operations that wait for
        something else go on afterwards.
        @par Bounds
        Allocates; the thread of `async_open`.
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, config_report)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_configure(serial_config const& config, Token&& token = Token())
    {
        return asio::async_compose<Token, void(error_code, config_report)>(
            detail::configure_op<Executor>(derived().shared_state(), config), token,
            derived().executor_);
    }

    /** Wait for an edge of a modem line, a BREAK or a line error.

        Looks at the driver's counters (TIOCGICOUNT on Linux) every 10 ms, so an event is told up to
        10 ms late and none is lost: each is told to the first wait that asks for it, also if it
        came between two waits, or during one with another mask. What came before the first wait
        began is no event. (The kernel's TIOCMIWAIT would be quicker, but takes a thread that
        nothing can wake.)

        On Windows the driver tells (WaitCommEvent), and remembers between two waits that something
        has happened, though not how often. A driver that has no such events is looked at as above.

        On macOS and the BSDs nobody counts: the levels of CTS, DSR, RI and DCD are compared every 10
        ms while a wait is in progress. What comes and goes between two looks, or two waits, is
        missed, and BREAKs and errors are not told: a wait for these alone is refused.

        @par Completion Signature
        @code void(boost::system::error_code, boost_serial_ext::line_event) @endcode
        @param mask What to wait for, at least one kind.
        @param token The completion token.
        @par Errors
        `condition::closed`, `disconnected`, `aborted`; `condition::unsupported_feature`: the driver
        does not count (ptys), or none of these can be told; `error::no_line_events`; `error::operation_in_progress`: another wait
        for line events.
        @par Per-Operation Cancellation
        `terminal`, `partial`, `total`: no event is lost, the next wait tells it.
        @par Executor
        Every look and the handler: the handler's.
        @par Thread Safety
        As the class.
        @par Bounds
        One allocation at a time by the handler's allocator; a hundred looks a second, where the
        driver does not tell; no thread. (On Windows one of the system's threads waits for the event,
        and the port's first wait takes more memory, by Asio's allocator and the global one.)
    */
    template<BOOST_ASIO_COMPLETION_TOKEN_FOR(void(error_code, line_event)) Token
        = asio::default_completion_token_t<Executor>>
    decltype(auto) async_wait_line_event(line_events mask, Token&& token = Token())
    {
        return asio::async_compose<Token, void(error_code, line_event)>(
            detail::line_event_op<Executor>(derived().shared_state(), mask), token,
            derived().executor_);
    }

protected:
    ~port_operations() = default;

private:
    Derived& derived() noexcept { return static_cast<Derived&>(*this); }
};

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
