// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_WINDOWS_IPP
#define BOOST_SERIAL_EXT_NATIVE_WINDOWS_IPP

#include <boost_serial_ext/native/select.hpp>
#include <boost_serial_ext/native/sys_windows.ipp>
#include <boost_serial_ext/native/sys_windows_devices.ipp>
#include <boost_serial_ext/native/sys_windows_io.ipp>
#include <boost_serial_ext/native/sys_windows_notices.ipp>
#include <boost_serial_ext/native/sys_windows_wait.ipp>
#include <boost_serial_ext/native/windows_backend.hpp>
#include <boost_serial_ext/native/windows_discovery.hpp>
#include <boost_serial_ext/native/windows_explain.hpp>
#include <boost_serial_ext/native/windows_port_source.hpp>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_DECL std::unique_ptr<backend> make_native_backend()
{
    return std::make_unique<windows_backend<sys_windows>>();
}

BOOST_SERIAL_EXT_DECL std::vector<port_info> list_native_ports(error_code& ec)
{
    sys_windows_devices system;
    return windows_discovery<sys_windows_devices>(system).list(ec);
}

BOOST_SERIAL_EXT_DECL std::unique_ptr<port_source> make_native_port_source()
{
    return std::make_unique<windows_port_source<sys_windows_devices, sys_windows_notices>>();
}

// There are no signals.
BOOST_SERIAL_EXT_DECL signals_blocked::signals_blocked() noexcept : before_() {}
BOOST_SERIAL_EXT_DECL signals_blocked::~signals_blocked() = default;

} // namespace detail

BOOST_SERIAL_EXT_DECL std::string explain_open_failure(std::string_view device, error_code ec)
{
    return detail::explain_on_windows(device, ec);
}

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
