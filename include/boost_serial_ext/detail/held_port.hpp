// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_HELD_PORT_HPP
#define BOOST_SERIAL_EXT_DETAIL_HELD_PORT_HPP

#include <boost_serial_ext/diagnostic.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/sansio/line_event_fsm.hpp>
#include <boost_serial_ext/detail/serial_service.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** What the backend has opened, and what is to be undone before it is closed.

    Closed by the last who holds it: the stream, or the private thread if it was at work on the port
    when the stream let go of it. Whoever uses `control` has the port's mutex, or `busy`.
*/
class held_port
{
public:
    explicit held_port(serial_service& service) noexcept : service_(service) {}
    held_port(held_port const&) = delete;
    held_port& operator=(held_port const&) = delete;
    ~held_port() { close(); }

    /// Takes what the backend has opened; nothing if it has not.
    void hold(opened_port& port) noexcept
    {
        control = std::move(port.control);
        if (control)
            handle = port.handle;
    }

    /// Closes what is open, once. Does not wait for the line: a thread of its own does, if need be.
    void close() noexcept
    {
        if (!control)
            return;
        if (handle)
        {
            end_send();
            end_break();
            bool const waits = control->prepare_close(may_hold_output, drained);
            restoration const restored = control->restored();
            control.reset(); // it borrows the handle
            if (waits)
                service_.ports().close_apart(*handle);
            else
                service_.ports().close(*handle);
            if (restored.done && !name.empty()) // else no stream has had it
                service_.diagnostics().tell_of(diagnostic_event::restored, name, restored.ec);
        }
        control.reset();
    }

    /// A write that turned the line round has ended without turning it back.
    void end_send() noexcept
    {
        error_code ec; // the device may be gone; nobody is left to be told
        if (!turned_round)
            return;
        auto const rs485 = control->config().rs485.value_or(rs485_config());
        control->discard(queue::output, ec);
        control->set_lines({rs485.rts_after_send, {}}, ec);
        turned_round = ec.failed(); // then the close tries once more
    }

    /// Nobody sends BREAK any more.
    void end_break() noexcept
    {
        error_code ignored; // the device may be gone; nobody is left to be told
        if (break_is_on)
            switch_break(false, ignored);
    }

    /// Switches BREAK, and remembers that it is on until it is known to be off.
    void switch_break(bool on, error_code& ec) noexcept
    {
        control->set_break(on, ec);
        if (on || !ec)
            break_is_on = on && !ec;
    }

    std::unique_ptr<port_control> control;
    std::optional<native_handle> handle; ///< Unless a descriptor has it.
    std::string name;                    ///< As it was given to `open`, or as the system has it.
    bool busy = false;                   ///< A transaction has the control, and not the mutex.
    bool break_is_on = false;            ///< By an operation or `set_break`.
    bool break_must_end = false;         ///< Found out while busy.
    bool turned_round = false;           ///< By a write in progress; RTS must go back to rest.
    bool transmitter_told = false;       ///< It has been seen empty: it can tell.
    line_event_log line_events_told;
    bool drained = false;        ///< Its queue, right before it is closed.
    bool may_hold_output = true; ///< The device; what the system holds is its to tell.

private:
    serial_service& service_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
