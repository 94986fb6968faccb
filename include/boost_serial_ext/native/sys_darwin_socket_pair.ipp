// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_SOCKET_PAIR_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_SOCKET_PAIR_IPP

#include <boost_serial_ext/native/sys_wire.hpp>

#include <cerrno>

#include <fcntl.h>
#include <sys/socket.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// macOS has neither SOCK_NONBLOCK nor SOCK_CLOEXEC, and MSG_NOSIGNAL only of late.
BOOST_SERIAL_EXT_TEST_DECL int sys_wire::make(wire& w) noexcept
{
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return errno;
    int const on = 1;
    for (int const end : ends) // of sockets that are open none of these can fail
    {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_RDWR | O_NONBLOCK);
        ::setsockopt(end, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
    }
    int const least = 2304; // Linux doubles it, and has no less: socket(7); others take it as it is
    ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &least, sizeof least);
    w = {ends[0], ends[1], no_handle};
    return 0;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
