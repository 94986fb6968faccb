// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_FREEBSD_IPP
#define BOOST_SERIAL_EXT_NATIVE_FREEBSD_IPP

#include <boost_serial_ext/native/bsd_discovery.hpp>
#include <boost_serial_ext/native/bsd_port.hpp>
#include <boost_serial_ext/native/bsd_port_source.hpp>
#include <boost_serial_ext/native/known_devices.hpp>
#include <boost_serial_ext/native/posix_explain.hpp>
#include <boost_serial_ext/native/select.hpp>
#include <boost_serial_ext/native/sys_bsd_notices.ipp>
#include <boost_serial_ext/native/sys_bsd_sysctl.ipp>
#include <boost_serial_ext/native/sys_freebsd.ipp>
#include <boost_serial_ext/native/sys_posix.ipp>
#include <boost_serial_ext/native/sys_posix_io.ipp>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_DECL std::unique_ptr<backend> make_native_backend()
{
    return std::make_unique<
        bsd_backend<sys_freebsd, known_devices<bsd_discovery, sys_freebsd_devices>>>();
}

BOOST_SERIAL_EXT_DECL std::vector<port_info> list_native_ports(error_code& ec)
{
    return known_devices<bsd_discovery, sys_freebsd_devices>().list(ec);
}

BOOST_SERIAL_EXT_DECL std::unique_ptr<port_source> make_native_port_source()
{
    return std::make_unique<bsd_port_source<sys_freebsd_devices, sys_bsd_notices>>();
}

} // namespace detail

BOOST_SERIAL_EXT_DECL std::string explain_open_failure(std::string_view device, error_code ec)
{
    detail::sys_posix sys;
    return detail::posix_explainer<detail::sys_posix>(sys, device, ec).text();
}

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
