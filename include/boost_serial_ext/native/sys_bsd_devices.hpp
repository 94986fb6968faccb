// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_BSD_DEVICES_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_BSD_DEVICES_HPP

#include <boost_serial_ext/detail/codec/bsd_node.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** What each BSD is asked of its nodes, one system call per function, without decisions.

    Each call returns 0 or the error number, so that a recording fake can stand in for it.
*/
struct sys_bsd_nodes
{
    /// opendir, readdir: what is in /dev itself.
    BOOST_SERIAL_EXT_DECL int nodes(std::vector<std::string>& names);
    /// stat.
    BOOST_SERIAL_EXT_DECL int status(char const* path, bsd_node& node) noexcept;
    /// realpath: where a path leads, without links.
    BOOST_SERIAL_EXT_DECL int resolve(char const* path, std::string& real);
    /// faccessat(R_OK | W_OK, AT_EACCESS): whether open would be permitted, without opening.
    BOOST_SERIAL_EXT_DECL int may_open(char const* path) noexcept;
};

/// What FreeBSD and DragonFly are asked of their devices, beside their nodes.
struct sys_bsd_tree : sys_bsd_nodes
{
    /// The numbers that name a sysctl.
    using oid = std::vector<int>;

    /// sysctlnametomib.
    BOOST_SERIAL_EXT_DECL int find(char const* name, oid& found);
    /// sysctl of {0, 2}: the next one with a value. ENOENT: there is none.
    BOOST_SERIAL_EXT_DECL int next(oid const& after, oid& found);
    /// sysctl of {0, 1}: its name, as in "dev.umodem.0.%desc".
    BOOST_SERIAL_EXT_DECL int name(oid const& of, std::string& name);
    /// sysctl: its value, if that is a text of less than 4 KiB.
    BOOST_SERIAL_EXT_DECL int text(oid const& of, std::string& text);
};

struct sys_freebsd_devices : sys_bsd_tree
{
    static constexpr bsd_system system = bsd_system::freebsd;
};

struct sys_dragonfly_devices : sys_bsd_tree
{
    static constexpr bsd_system system = bsd_system::dragonfly;
};

/// What OpenBSD is asked of its devices.
struct sys_openbsd_devices : sys_bsd_nodes
{
    static constexpr bsd_system system = bsd_system::openbsd;

    /// sysctl: hw.ucomnames. EOPNOTSUPP: older systems have none.
    BOOST_SERIAL_EXT_DECL int ucom_names(std::string& text);
};

/// What NetBSD is asked of its devices, by drvctl(4).
struct sys_netbsd_devices : sys_bsd_nodes
{
    static constexpr bsd_system system = bsd_system::netbsd;

    /// open: /dev/drvctl, for reading, which everybody may (etc/MAKEDEV.tmpl).
    BOOST_SERIAL_EXT_DECL int open(int& fd) noexcept;
    BOOST_SERIAL_EXT_DECL int close(int fd) noexcept;
    /// ioctl: DRVLISTDEV. @param parent Empty: the roots. At most 1024 names are told.
    BOOST_SERIAL_EXT_DECL int children(
        int fd, std::string const& parent, std::vector<std::string>& names);
    /// ioctl: DRVCTLCOMMAND. @param answer Its first 16 KiB.
    BOOST_SERIAL_EXT_DECL int command(int fd, std::string const& request, std::string& answer);
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
