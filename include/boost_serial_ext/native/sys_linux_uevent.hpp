// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_UEVENT_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_UEVENT_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <cstdint>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** The Linux system calls that watching ports takes, one per function, without decisions.

    Each returns 0 or the error number, so that a recording fake can stand in for it.
*/
struct sys_linux_uevent
{
    /// socket: of NETLINK_KOBJECT_UEVENT, non-blocking, not inherited.
    BOOST_SERIAL_EXT_DECL int open(int& fd) noexcept;
    /// bind: to the kernel's own group, before udev has seen the message. Takes no privileges.
    BOOST_SERIAL_EXT_DECL int listen(int fd) noexcept;
    BOOST_SERIAL_EXT_DECL int close(int fd) noexcept;
    /// recvmsg. @param length Of the whole message, also if it had no room.
    /// @param by_kernel Whether the sender's port is 0, the kernel's (man 7 netlink).
    BOOST_SERIAL_EXT_DECL int receive(
        int fd, char* data, std::size_t size, std::size_t& length, bool& by_kernel) noexcept;
    /// stat: st_ino. In sysfs no other entry has had that one, until 2^32 of them were made
    /// (fs/kernfs/dir.c, __kernfs_new_node).
    BOOST_SERIAL_EXT_DECL int identity(char const* path, std::uint64_t& number) noexcept;
    /// faccessat(R_OK | W_OK, AT_EACCESS): whether open would be permitted, without opening.
    BOOST_SERIAL_EXT_DECL int may_open(char const* path) noexcept;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
