// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_BSD_NOTICES_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_BSD_NOTICES_IPP

#include <boost_serial_ext/native/sys_bsd_notices.hpp>
#include <boost_serial_ext/native/sys_posix.ipp>

#include <cstddef>
#include <cstring>

#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_DECL int sys_bsd_notices::open(bool apart, int& fd) noexcept
{
    int const type = apart ? SOCK_SEQPACKET : SOCK_STREAM;
    fd = ::socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return number_of(fd);
}
BOOST_SERIAL_EXT_DECL int sys_bsd_notices::connect(int fd, char const* path) noexcept
{
    ::sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    return number_of(::connect(fd, reinterpret_cast<::sockaddr*>(&address), sizeof address));
}
BOOST_SERIAL_EXT_DECL int sys_bsd_notices::close(int fd) noexcept
{
    return number_of(::close(fd));
}
BOOST_SERIAL_EXT_DECL int sys_bsd_notices::receive(
    int fd, char* data, std::size_t size, std::size_t& length, bool& whole) noexcept
{
    ::iovec buffer = {data, size};
    ::msghdr message = {};
    message.msg_iov = &buffer;
    message.msg_iovlen = 1;
    ::ssize_t const n = ::recvmsg(fd, &message, MSG_DONTWAIT);
    length = n < 0 ? 0 : static_cast<std::size_t>(n);
    whole = (message.msg_flags & MSG_TRUNC) == 0;
    return number_of(static_cast<int>(n));
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
