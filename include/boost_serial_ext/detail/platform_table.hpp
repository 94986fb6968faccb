// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_PLATFORM_TABLE_HPP
#define BOOST_SERIAL_EXT_DETAIL_PLATFORM_TABLE_HPP

#include <boost_serial_ext/capabilities.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <initializer_list>
#include <string>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// `platform_table` of macOS, the BSDs, and of what POSIX alone promises.
inline serial_capabilities posix_table(
    std::string platform, support finds_ports, support watches_ports)
{
    serial_capabilities table(std::move(platform), "termios");
    table.set(feature::port_discovery, finds_ports);
    table.set(feature::port_monitor, watches_ports);
    // Framing that termios has no flags for, and what no driver there can be asked for.
    for (feature f : {feature::one_and_half_stop_bits, feature::mark_space_parity, feature::dtr_dsr,
             feature::low_latency, feature::exact_drain, feature::line_counters})
        table.set(f, support::unsupported);
    return table;
}

/** What the library can do on each system.

    `supported` and `unsupported` are promises for every port; what a driver decides is `unknown`.
    `port_discovery` is what is promised of the system: not every port is in its list. A feature
    that the library does not serve yet is `unsupported`, whatever the system could do.
*/
inline serial_capabilities platform_table(os system)
{
    serial_capabilities table;
    switch (system)
    {
    case os::linux_kernel:
        table = serial_capabilities("linux", "termios2");
        for (feature f :
            {feature::exclusive_access, feature::port_discovery, feature::port_monitor})
            table.set(f, support::supported);
        for (feature f : {feature::one_and_half_stop_bits, feature::dtr_dsr})
            table.set(f, support::unsupported);
        return table;
    case os::windows:
        table = serial_capabilities("windows", "dcb");
        for (feature f :
            {feature::exclusive_access, feature::port_discovery, feature::port_monitor})
            table.set(f, support::supported);
        // FTDI's latency timer is set with its driver; an output FIFO nobody can ask for.
        for (feature f : {feature::low_latency, feature::exact_drain})
            table.set(f, support::unsupported);
        return table;
    case os::darwin: table = posix_table("macos", support::supported, support::supported); break;
    case os::freebsd: table = posix_table("freebsd", support::supported, support::supported); break;
    // Kernels without drvctl, and without hw.ucomnames, do not tell.
    case os::netbsd: table = posix_table("netbsd", support::unknown, support::unsupported); break;
    case os::openbsd: table = posix_table("openbsd", support::unknown, support::unsupported); break;
    case os::dragonfly:
        table = posix_table("dragonfly", support::supported, support::supported);
        break;
    case os::other:
        table = posix_table("posix", support::unsupported, support::unsupported);
        table.set(feature::custom_baud_rate, support::unsupported); // rates with names alone
        return table;
    }
    table.set(feature::exclusive_access, support::supported); // TIOCEXCL
    return table;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
