// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_BSD_NOTICES_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_BSD_NOTICES_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** The system calls that listening to devd takes, one per function, without decisions.

    Each returns 0 or the error number, so that a recording fake can stand in for it.
*/
struct sys_bsd_notices
{
    /// socket: AF_UNIX, non-blocking, not inherited. @param apart SOCK_SEQPACKET, or SOCK_STREAM.
    BOOST_SERIAL_EXT_DECL int open(bool apart, int& fd) noexcept;
    /// connect. @param path Shorter than 100 bytes.
    BOOST_SERIAL_EXT_DECL int connect(int fd, char const* path) noexcept;
    BOOST_SERIAL_EXT_DECL int close(int fd) noexcept;
    /// recvmsg. @param length 0: the other end is gone. @param whole Whether the message had room.
    BOOST_SERIAL_EXT_DECL int receive(
        int fd, char* data, std::size_t size, std::size_t& length, bool& whole) noexcept;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
