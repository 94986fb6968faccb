// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_WINDOWS_EXPLAIN_HPP
#define BOOST_SERIAL_EXT_NATIVE_WINDOWS_EXPLAIN_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/codec/printable.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstring>
#include <string>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Puts into words why a communications device could not be opened; see `explain_open_failure`.
inline std::string explain_on_windows(std::string_view name, error_code const& ec)
{
    std::string const device = printable(name);
    std::string const reason = ec.message() + " (" + std::to_string(ec.value()) + ')';
    if (name.empty())
        return "No device name was given.";
    if (std::strcmp(ec.category().name(), "asio.misc") == 0 && ec.value() == 1)
        return "This stream has a port open already: close it first."; // Asio's already_open
    if (!ec)
        return device + " was opened: there is nothing to explain.";
    int const invalid_function = 1, invalid_handle = 6;
    if (ec == condition::port_not_found
        && (ec.value() == invalid_function || ec.value() == invalid_handle))
        return device + " is no serial port.";
    if (ec == condition::port_not_found && name.front() == '/')
        return device + " does not exist: on Windows ports have names like COM3.";
    if (ec == condition::timed_out)
        return device + " was not open within the time that was given: its driver takes longer.";
    if (ec == condition::port_not_found)
        return device + " does not exist: is the device plugged in, and its driver installed?";
    if (ec == condition::port_busy)
        return device + " is in use: " + reason
            + ". Windows gives a port to one user at a time, and does not tell to whom.";
    if (ec == condition::invalid_configuration)
        return device + " was not touched: " + ec.message() + '.';
    if (ec == condition::unsupported_configuration || ec == condition::unsupported_feature)
        return device + " was not opened, or given back unchanged: " + ec.message() + '.';
    return device + " could not be opened: " + reason + '.';
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
