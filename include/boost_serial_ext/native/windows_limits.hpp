// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_WINDOWS_LIMITS_HPP
#define BOOST_SERIAL_EXT_NATIVE_WINDOWS_LIMITS_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/leave_out.hpp>

#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Takes out of a configuration what Windows cannot do, whatever the driver; before the open.

    RS-485 is the library's: RTS_CONTROL_TOGGLE, which a driver need not have, knows no delays. DTR
    and RTS go low when the handle is closed, as serial.sys has it, and no call asks for anything
    else. Marks in the input (IOCTL_SERIAL_LSRMST_INSERT) are not used.

    @param report Gets what is left of the configuration, and what was left out.
*/
inline void leave_out_impossible_on_windows(
    serial_config wanted, config_report& report, error_code& ec)
{
    report.skipped.reserve(4); // so that nothing throws once something has changed
    ec.clear();
    if (!wanted.hangup_on_close)
        BOOST_SERIAL_EXT_ASSIGN(ec, error::rejected_hangup_on_close);
    else if (wanted.line_marks)
        BOOST_SERIAL_EXT_ASSIGN(ec, error::rejected_line_marks);
    auto const unless_possible = [&](feature f)
    {
        error_code why;
        BOOST_SERIAL_EXT_ASSIGN(why, make_unsupported_error(f));
        leave_out(f, why, wanted.unsupported, report, ec);
    };
    if (!ec && std::exchange(wanted.low_latency, false))
        unless_possible(feature::low_latency);
    if (!ec && wanted.rs485)
    {
        if (wanted.rs485->mode == rs485_mode::kernel || wanted.rs485->terminate_bus)
        {
            unless_possible(feature::rs485);
            wanted.rs485.reset();
        }
        else
            wanted.rs485->mode = rs485_mode::software;
    }
    wanted.exclusive = true; // communications devices have share mode 0 only
    report.applied = wanted;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
