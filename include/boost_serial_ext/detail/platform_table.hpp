// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_PLATFORM_TABLE_HPP
#define BOOST_SERIAL_EXT_DETAIL_PLATFORM_TABLE_HPP

#include <boost_serial_ext/capabilities.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <initializer_list>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** What the library can do on each family of systems; on those without a backend, nothing.

    `supported` and `unsupported` are promises for every port; what a driver decides is `unknown`.
    `port_discovery` is what is promised of the system: not every port is in its list. A feature
    that the library does not serve yet is `unsupported`, whatever the system could do.
*/
inline serial_capabilities platform_table(os family)
{
    if (family == os::windows)
    {
        serial_capabilities table("windows", "dcb");
        for (feature f :
            {feature::exclusive_access, feature::port_discovery, feature::port_monitor})
            table.set(f, support::supported);
        // FTDI's latency timer is set with its driver; an output FIFO nobody can ask for.
        for (feature f : {feature::low_latency, feature::exact_drain})
            table.set(f, support::unsupported);
        return table;
    }
    if (family != os::linux_kernel)
    {
        serial_capabilities none(family == os::bsd ? "bsd" : "other", "none");
        for (auto const& [f, unused] : serial_capabilities{})
        {
            (void)unused;
            none.set(f, support::unsupported);
        }
        return none;
    }
    serial_capabilities table("linux", "termios2");
    table.set(feature::exclusive_access, support::supported);
    table.set(feature::port_discovery, support::supported); // list_ports
    table.set(feature::port_monitor, support::supported);
    for (feature f : {feature::one_and_half_stop_bits, feature::dtr_dsr})
        table.set(f, support::unsupported);
    return table;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
