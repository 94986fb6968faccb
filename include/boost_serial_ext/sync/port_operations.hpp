// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SYNC_PORT_OPERATIONS_HPP
#define BOOST_SERIAL_EXT_SYNC_PORT_OPERATIONS_HPP

#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/drain_result.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/sync/impl/blocking_call.hpp>
#include <boost_serial_ext/sync/impl/blocking_operations.hpp>
#include <boost_serial_ext/sync/impl/blocking_request.hpp>
#include <boost_serial_ext/sync/timeout.hpp>

#include <chrono>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace sync {

/** The calls that take time and are no transfers: a part of `serial_port`.

    What `serial_port` says of every call holds. Each does what its twin of `basic_serial_stream`
    does, whose name begins with `async_`.

    @tparam Derived The port.
*/
template<class Derived>
class port_operations
{
public:
    /** Wait until everything written has left the system's output queue.

        The last characters may still be inside the device: `drain_exact` waits for those.

        @param limit After it: `condition::timed_out`; nothing is taken back from the queue.
        @param ec `condition::closed`, `disconnected`, `aborted`, `timed_out`; `unsupported_feature`:
        the driver does not tell the depth.
    */
    void drain(timeout limit, error_code& ec)
    {
        impl::blocking_call call(derived().blocking(), limit);
        impl::drain_within(call, ec);
        call.conclude(ec);
    }
    /// As above, without a limit.
    void drain(error_code& ec) { drain(no_timeout, ec); }
    /// As above. @throws boost::system::system_error
    void drain(timeout limit = no_timeout)
    {
        Derived::invoke("drain", [&](error_code& ec) { drain(limit, ec); });
    }

    /** Wait until the last bit has left the wire, as far as that can be known.

        @param limit,ec As `drain`.
        @return How it is known; see `basic_serial_stream::async_drain_exact`.
    */
    drain_result drain_exact(timeout limit, error_code& ec)
    {
        impl::blocking_call call(derived().blocking(), limit);
        auto const how = impl::exact_drain_within(call, ec);
        call.conclude(ec);
        return how;
    }
    /// As above, without a limit.
    drain_result drain_exact(error_code& ec) { return drain_exact(no_timeout, ec); }
    /// As above. @throws boost::system::system_error
    drain_result drain_exact(timeout limit = no_timeout)
    {
        return Derived::invoke(
            "drain_exact", [&](error_code& ec) { return drain_exact(limit, ec); });
    }

    /** Send BREAK: drain, then hold the line in the space state for a while.

        However it ends, BREAK is off again.

        @param duration How long BREAK lasts; zero is a pulse as short as the driver can make it.
        @param limit For all of it: a BREAK that it cuts short has been on all the same.
        @param ec As `drain`; `error::invalid_duration`: negative; `error::operation_in_progress`:
        another thread sends BREAK; `condition::unsupported_feature` (ptys).
    */
    void send_break(std::chrono::nanoseconds duration, timeout limit, error_code& ec)
    {
        impl::blocking_call call(derived().blocking(), limit);
        impl::break_alone(call, derived().blocking().state(), duration, ec);
        call.conclude(ec);
    }
    /// As above, without a limit.
    void send_break(std::chrono::nanoseconds duration, error_code& ec)
    {
        send_break(duration, no_timeout, ec);
    }
    /// As above. @throws boost::system::system_error
    void send_break(std::chrono::nanoseconds duration, timeout limit = no_timeout)
    {
        Derived::invoke("send_break", [&](error_code& ec) { send_break(duration, limit, ec); });
    }

    /** Change the configuration of the open port, as one transaction; see `port_controls`.

        @param config Checked by `validate` first.
        @param limit With one, the system calls are made on a private thread, as those of
        `async_configure`: a USB device may take its time to answer. After it a transaction that has
        not begun does not take place; one that has goes on to its end.
        @param ec As `port_controls::configure`; also `condition::aborted`, `timed_out`.
        @return What was applied, and what was left out; of a failure nothing.
    */
    config_report configure(serial_config const& config, timeout limit, error_code& ec)
    {
        if (limit == no_timeout)
            return configure(config, ec);
        impl::blocking_call call(derived().blocking(), limit);
        auto report = impl::configure_within(call, derived().blocking().state(), config, ec);
        call.conclude(ec);
        return report;
    }
    /// As above, without a limit, on the calling thread: `cancel` and `close` do not end it.
    config_report configure(serial_config const& config, error_code& ec)
    {
        return derived().controlled().configure(config, ec);
    }
    /// As above. @throws boost::system::system_error
    config_report configure(serial_config const& config, timeout limit = no_timeout)
    {
        return Derived::invoke(
            "configure", [&](error_code& ec) { return configure(config, limit, ec); });
    }

    /** Wait for an edge of a modem line, a BREAK or a line error.

        Told up to 10 ms late, and none is lost between two waits; see
        `basic_serial_stream::async_wait_line_event`.

        @param mask What to wait for, at least one kind.
        @param limit After it: `condition::timed_out`; the next wait tells what comes meanwhile.
        @param ec As `drain`; `error::no_line_events`; `error::operation_in_progress`: another
        thread waits for line events; `condition::unsupported_feature`: the driver does not count.
    */
    line_event wait_line_event(line_events mask, timeout limit, error_code& ec)
    {
        impl::blocking_call call(derived().blocking(), limit);
        auto const event = impl::line_event_here(call, derived().blocking().state(), mask, ec);
        call.conclude(ec);
        return event;
    }
    /// As above, without a limit.
    line_event wait_line_event(line_events mask, error_code& ec)
    {
        return wait_line_event(mask, no_timeout, ec);
    }
    /// As above. @throws boost::system::system_error
    line_event wait_line_event(line_events mask, timeout limit = no_timeout)
    {
        return Derived::invoke(
            "wait_line_event", [&](error_code& ec) { return wait_line_event(mask, limit, ec); });
    }

protected:
    ~port_operations() = default;

private:
    Derived& derived() noexcept { return static_cast<Derived&>(*this); }
};

} // namespace sync
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
