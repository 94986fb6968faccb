// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_LINUX_IPP
#define BOOST_SERIAL_EXT_NATIVE_LINUX_IPP

#include <boost_serial_ext/native/file_tree.ipp>
#include <boost_serial_ext/native/linux_backend.hpp>
#include <boost_serial_ext/native/linux_discovery.hpp>
#include <boost_serial_ext/native/linux_port_source.hpp>
#include <boost_serial_ext/native/posix_explain.hpp>
#include <boost_serial_ext/native/select.hpp>
#include <boost_serial_ext/native/sys_linux.ipp>
#include <boost_serial_ext/native/sys_linux_io.ipp>
#include <boost_serial_ext/native/sys_linux_uevent.ipp>
#include <boost_serial_ext/native/sys_posix.ipp>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_DECL std::unique_ptr<backend> make_native_backend()
{
    return std::make_unique<linux_backend<sys_linux>>();
}

BOOST_SERIAL_EXT_DECL std::vector<port_info> list_native_ports(error_code& ec)
{
    file_tree const system;
    return linux_discovery<file_tree>(system).list(ec);
}

BOOST_SERIAL_EXT_DECL std::unique_ptr<port_source> make_native_port_source()
{
    return std::make_unique<linux_port_source<file_tree, sys_linux_uevent>>();
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
