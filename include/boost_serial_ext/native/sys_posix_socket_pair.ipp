// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_SOCKET_PAIR_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_SOCKET_PAIR_IPP

#include <boost_serial_ext/native/sys_wire.hpp>

#include <cerrno>

#include <sys/socket.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_TEST_DECL int sys_wire::make(wire& w) noexcept
{
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
        return errno;
    int const least = 2304; // Linux doubles it, and has no less: socket(7); others take it as it is
    ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &least, sizeof least);
    w = {ends[0], ends[1], no_handle};
    return 0;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
