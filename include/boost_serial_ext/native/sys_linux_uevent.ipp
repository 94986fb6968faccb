// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_UEVENT_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_UEVENT_IPP

#include <boost_serial_ext/native/sys_linux_uevent.hpp>
#include <boost_serial_ext/native/sys_posix.ipp>

#include <cstddef>
#include <cstdint>

#include <fcntl.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_DECL int sys_linux_uevent::open(int& fd) noexcept
{
    fd = ::socket(AF_NETLINK, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);
    return number_of(fd);
}
BOOST_SERIAL_EXT_DECL int sys_linux_uevent::listen(int fd) noexcept
{
    ::sockaddr_nl address = {};
    address.nl_family = AF_NETLINK;
    address.nl_groups = 1; // the kernel's; 2 is udev's
    return number_of(::bind(fd, reinterpret_cast<::sockaddr*>(&address), sizeof address));
}
BOOST_SERIAL_EXT_DECL int sys_linux_uevent::close(int fd) noexcept
{
    return number_of(::close(fd));
}
BOOST_SERIAL_EXT_DECL int sys_linux_uevent::receive(
    int fd, char* data, std::size_t size, std::size_t& length, bool& by_kernel) noexcept
{
    ::sockaddr_nl sender = {};
    ::iovec buffer = {data, size};
    ::msghdr message = {};
    message.msg_name = &sender;
    message.msg_namelen = sizeof sender;
    message.msg_iov = &buffer;
    message.msg_iovlen = 1;
    ::ssize_t const n = ::recvmsg(fd, &message, MSG_DONTWAIT | MSG_TRUNC);
    length = n < 0 ? 0 : static_cast<std::size_t>(n);
    by_kernel = sender.nl_pid == 0;
    return number_of(static_cast<int>(n));
}
BOOST_SERIAL_EXT_DECL int sys_linux_uevent::identity(
    char const* path, std::uint64_t& number) noexcept
{
    struct ::stat s = {};
    int const failed = number_of(::stat(path, &s));
    number = s.st_ino;
    return failed;
}
BOOST_SERIAL_EXT_DECL int sys_linux_uevent::may_open(char const* path) noexcept
{
    return number_of(::faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS));
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
