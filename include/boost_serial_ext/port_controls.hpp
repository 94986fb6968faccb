// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_PORT_CONTROLS_HPP
#define BOOST_SERIAL_EXT_PORT_CONTROLS_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/port_info.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/** The calls that ask and tell an open port something besides bytes: a part of every port class.

    None of them waits, but for a transaction in progress (and see `set_break`), and none goes through the executor: each is a system
    call or two. They fail with `condition::closed`, `condition::disconnected`, or
    `condition::unsupported_feature` where the driver lacks what is asked for; `capabilities` tells
    beforehand. Functions without an `error_code&` throw `boost::system::system_error` instead.

    @par Thread Safety
    As the class that they are a part of.

    @tparam Derived That class.
*/
template<class Derived>
class port_controls
{
public:
    /// The name that was given to `open`, for `assign` the system's; empty while closed.
    [[nodiscard]] std::string device() const
    {
        return look([](auto& port) { return port.held->name; });
    }

    /// The configuration in force, as the driver reported it; the default one while closed.
    [[nodiscard]] serial_config config() const
    {
        return look([](auto& port) { return port.control().config(); });
    }

    /// What the latest successful `open` or `configure` did and left out; the default while closed.
    [[nodiscard]] config_report report() const
    {
        return look([](auto& port) { return port.report; });
    }

    /** Change the configuration of the open port, as one transaction.

        Applied, read back and compared; on any failure everything is as before: termios, low
        latency, RS-485, modem lines and lock. Reads and writes in progress stay so; what is queued
        for output may go out with either configuration. `dtr` and `rts` matter to `open` alone: see
        `set_control_lines`; but while the library switches RTS for RS-485, it has it. Drivers of
        USB devices wait for the device's answer.

        @param config Checked by `validate` first.
        @param ec `condition::closed`, `disconnected`, `aborted` (closed meanwhile), `port_busy` (`exclusive`
        is new), `invalid_configuration`, `unsupported_feature`, `unsupported_configuration`, `permission_denied`;
        `error::fixed_line_marks`, `error::operation_in_progress` (an RS-485 write by the library).
        @return What was applied, and what was left out; of a failure nothing, and `report()` stays.
    */
    config_report configure(serial_config const& config, error_code& ec)
    {
        return derived().controlled().configure(config, ec);
    }
    /// As above. @throws boost::system::system_error
    config_report configure(serial_config const& config)
    {
        return invoke("configure", [&](error_code& ec) { return configure(config, ec); });
    }

    /// The levels of CTS, DSR, RI and DCD (TIOCMGET on Linux).
    modem_status modem_lines(error_code& ec)
    {
        return ask(ec, [&](auto& control) { return control.lines(ec); });
    }
    /// As above. @throws boost::system::system_error
    modem_status modem_lines()
    {
        return invoke("modem_lines", [&](error_code& ec) { return modem_lines(ec); });
    }

    /** Set DTR, RTS or both, in one system call, and in none if they are so already. (On Windows in
        one each, always: "EscapeCommFunction function".)

        @param lines What to change.
        @param ec `condition::closed`, `disconnected`, `unsupported_feature`;
        `error::operation_in_progress`: RTS is the direction of a write in progress (see
        `rs485_config`).
    */
    void set_control_lines(control_lines const& lines, error_code& ec)
    {
        ask(ec,
            [&](auto& control)
            {
                if (lines.rts && derived().controlled().sending != 0)
                    ec = error::operation_in_progress;
                else
                    control.set_lines(lines, ec);
            });
    }
    /// As above. @throws boost::system::system_error
    void set_control_lines(control_lines const& lines)
    {
        invoke("set_control_lines", [&](error_code& ec) { set_control_lines(lines, ec); });
    }

    /// The driver's counters of edges, breaks and line errors.
    line_counters counters(error_code& ec)
    {
        return ask(ec, [&](auto& control) { return control.counters(ec); });
    }
    /// As above. @throws boost::system::system_error
    line_counters counters()
    {
        return invoke("counters", [&](error_code& ec) { return counters(ec); });
    }

    /// How many bytes can be read at once; with `serial_config::line_marks` marks count too.
    std::size_t input_waiting(error_code& ec)
    {
        return ask(ec, [&](auto& control) { return control.waiting(detail::queue::input, ec); });
    }
    /// As above. @throws boost::system::system_error
    std::size_t input_waiting()
    {
        return invoke("input_waiting", [&](error_code& ec) { return input_waiting(ec); });
    }

    /// How many bytes the system has accepted and not sent yet; of a pty always 0: they are the far
    /// end's at once.
    std::size_t output_waiting(error_code& ec)
    {
        return ask(ec, [&](auto& control) { return control.waiting(detail::queue::output, ec); });
    }
    /// As above. @throws boost::system::system_error
    std::size_t output_waiting()
    {
        return invoke("output_waiting", [&](error_code& ec) { return output_waiting(ec); });
    }

    /// Throws away what was received and not read.
    void discard_input(error_code& ec)
    {
        ask(ec,
            [&](auto& control)
            {
                control.discard(detail::queue::input, ec);
                if (!ec)
                    derived().controlled().forget_marks();
            });
    }
    /// As above. @throws boost::system::system_error
    void discard_input()
    {
        invoke("discard_input", [&](error_code& ec) { discard_input(ec); });
    }

    /// Throws away what was written and not sent. (On Windows what waits to be sent lies in the writes
    /// in progress, which begin again, each with what the driver has not taken of it.)
    void discard_output(error_code& ec)
    {
        ask(ec, [&](auto& control) { control.discard(detail::queue::output, ec); });
    }
    /// As above. @throws boost::system::system_error
    void discard_output()
    {
        invoke("discard_output", [&](error_code& ec) { discard_output(ec); });
    }

    /// What this port can do, by queries that change nothing; all is unknown while closed.
    serial_capabilities capabilities(error_code& ec)
    {
        return ask(ec, [&](auto& control) { return control.capabilities(ec); });
    }
    /// As above. @throws boost::system::system_error
    serial_capabilities capabilities()
    {
        return invoke("capabilities", [&](error_code& ec) { return capabilities(ec); });
    }

    /** What is known of the device, as `list_ports` has it, by whatever name it was opened.

        On Linux it reads a dozen small files of sysfs, as the others do not; a USB device's driver
        may make it wait. The port is not held up meanwhile.

        @param ec `condition::closed`, `disconnected`, `unsupported_feature`
        (`feature::port_discovery`): nothing is, as of a pseudo terminal.
    */
    boost_serial_ext::port_info port_info(error_code& ec)
    {
        auto const describer = [&](error_code& why)
        { return ask(why, [&](auto& control) { return control.describer(why); }); };
        auto const describe = describer(ec);
        if (ec)
            return {};
        auto info = describe(ec);
        // What goes meanwhile is no longer known, or in part.
        if (error_code gone; static_cast<void>(describer(gone)), gone)
            ec = gone;
        return ec ? boost_serial_ext::port_info() : info;
    }
    /// As above. @throws boost::system::system_error
    boost_serial_ext::port_info port_info()
    {
        return invoke("port_info", [&](error_code& ec) { return port_info(ec); });
    }

    /// Switches BREAK on or off; the close of the port switches it off too (TIOCSBRK, TIOCCBRK).
    /// Switching on blocks until all output is sent: drain first, or use `async_send_break`.
    void set_break(bool on, error_code& ec)
    {
        auto& port = derived().controlled();
        port.with_control(ec, [&](auto&) { port.held->switch_break(on, ec); });
    }
    /// As above. @throws boost::system::system_error
    void set_break(bool on)
    {
        invoke("set_break", [&](error_code& ec) { set_break(on, ec); });
    }

protected:
    ~port_controls() = default;

    // The throwing twin of a function with an error code.
    template<class Function>
    static decltype(auto) invoke(std::string const& name, Function function)
    {
        error_code ec;
        if constexpr (std::is_void_v<decltype(function(ec))>)
        {
            function(ec);
            detail::throw_if(ec, name.c_str());
        }
        else
        {
            auto result = function(ec);
            detail::throw_if(ec, name.c_str());
            return result;
        }
    }

private:
    Derived& derived() noexcept { return static_cast<Derived&>(*this); }

    // Looks at an open port; a closed one has the default.
    template<class Function>
    auto look(Function function) const
    {
        using result = decltype(function(std::declval<Derived&>().controlled()));
        error_code ignored; // of a closed port
        auto* const port = static_cast<Derived const&>(*this).asked();
        return port == nullptr
            ? result()
            : port->with_control(ignored, [&](auto&) { return function(*port); });
    }

    // Asks the open port's control; a closed one answers with the default.
    template<class Function>
    decltype(auto) ask(error_code& ec, Function function)
    {
        return derived().controlled().with_control(ec, function);
    }
};

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
