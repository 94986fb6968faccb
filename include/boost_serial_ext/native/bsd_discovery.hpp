// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_BSD_DISCOVERY_HPP
#define BOOST_SERIAL_EXT_NATIVE_BSD_DISCOVERY_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/bsd_device.hpp>
#include <boost_serial_ext/detail/codec/bsd_node.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/native/bsd_attached_ports.hpp>
#include <boost_serial_ext/native/bsd_tree.hpp>

#include <boost/system/errc.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** What a BSD knows of its serial ports. None is opened.

    On FreeBSD and DragonFly all of them, by `bsd_tree`. OpenBSD tells of those on USB, and of no
    others: whether there is a UART behind cua00 only an open would tell. NetBSD tells of those on
    USB (ucom) and of UARTs of the driver `com`. There nodes are made by hand: a port without one is
    not listed.

    `Sys` is one of `sys_freebsd_devices` and its like, or a fake.
*/
template<class Sys>
class bsd_discovery
{
public:
    explicit bsd_discovery(Sys& sys) noexcept : sys_(sys) {}

    /// All of them in their natural order, also those that are on their way.
    /// @param ec Why nothing is known.
    std::vector<bsd_found_port> ports(error_code& ec)
    {
        std::vector<bsd_found_port> all;
        int number = 0;
        if constexpr (Sys::system == bsd_system::openbsd)
            number = openbsd_ports(sys_, all);
        else if constexpr (Sys::system == bsd_system::netbsd)
            number = netbsd_ports(sys_, all);
        else
            number = bsd_tree<Sys>(sys_).ports(all);
        ec = error_of(number);
        if (ec)
            return {};
        std::sort(all.begin(), all.end(),
            [](bsd_found_port const& a, bsd_found_port const& b)
            { return in_bsd_order(a.node, b.node); });
        return all;
    }

    std::vector<port_info> list(error_code& ec)
    {
        std::vector<port_info> listed;
        for (bsd_found_port& port : ports(ec))
            if (port.attached)
                listed.push_back(std::move(port.info));
        return listed;
    }

    /// The port behind a node, or a link to one; nothing if it is none that would be listed. Of a
    /// node to be called on, as in "/dev/ttyU0", it is the one to call out with.
    std::optional<port_info> find(std::string const& device, error_code& ec)
    {
        std::string const devices = "/dev/";
        std::string real;
        ec.clear();
        if (sys_.resolve(device.c_str(), real) != 0 || real.compare(0, 5, devices) != 0)
            return std::nullopt;
        std::string const node = bsd_callout_of(Sys::system, real.substr(devices.size()));
        for (bsd_found_port& port : ports(ec))
            if (port.attached && port.node == node)
                return std::move(port.info);
        return std::nullopt;
    }

private:
    // A system without hw.ucomnames, or without drvctl in its kernel, does not tell of its ports.
    static error_code error_of(int number)
    {
        namespace errc = boost::system::errc;
        error_code ec(number, boost::system::system_category());
        if constexpr (Sys::system == bsd_system::openbsd || Sys::system == bsd_system::netbsd)
            if (ec == errc::operation_not_supported || ec == errc::no_such_file_or_directory
                || ec == errc::no_such_device_or_address || ec == errc::no_such_device)
                BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::port_discovery));
        return ec;
    }

    Sys& sys_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
