// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_PTY_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_PTY_IPP

#include BOOST_SERIAL_EXT_PTY_NAME
#include <boost_serial_ext/native/sys_posix_pty.hpp>

#include <cerrno>
#include <cstddef>

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The error number of a call that answered so; 0 if it succeeded.
inline int pty_number_of(long result) noexcept
{
    return result < 0 ? errno : 0;
}

inline int pty_poll(int fd, short events, int milliseconds, pty_readiness& seen) noexcept
{
    ::pollfd p{fd, events, 0};
    int const number = pty_number_of(::poll(&p, 1, milliseconds));
    seen = {(p.revents & events) != 0, (p.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0};
    return number;
}

BOOST_SERIAL_EXT_TEST_DECL int sys_posix_pty::open_master(int& fd) noexcept
{
    fd = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    return pty_number_of(fd);
}
BOOST_SERIAL_EXT_TEST_DECL int sys_posix_pty::grant(int master) noexcept
{
    return pty_number_of(::grantpt(master));
}
BOOST_SERIAL_EXT_TEST_DECL int sys_posix_pty::unlock(int master) noexcept
{
    return pty_number_of(::unlockpt(master));
}
BOOST_SERIAL_EXT_TEST_DECL int sys_posix_pty::make_raw(int fd) noexcept
{
    ::termios settings{};
    ::tcgetattr(fd, &settings); // fails for the reasons for which tcsetattr does, and that tells
    ::cfmakeraw(&settings);
    return pty_number_of(::tcsetattr(fd, TCSANOW, &settings));
}
BOOST_SERIAL_EXT_TEST_DECL int sys_posix_pty::make_non_blocking(int fd) noexcept
{
    return pty_number_of(::fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK));
}
BOOST_SERIAL_EXT_TEST_DECL int sys_posix_pty::open_slave(char const* path, int& fd) noexcept
{
    fd = ::open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    return pty_number_of(fd);
}
BOOST_SERIAL_EXT_TEST_DECL int sys_posix_pty::duplicate(int fd, int& copy) noexcept
{
    copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return pty_number_of(copy);
}
BOOST_SERIAL_EXT_TEST_DECL int sys_posix_pty::close(int fd) noexcept
{
    return pty_number_of(::close(fd));
}
BOOST_SERIAL_EXT_TEST_DECL int sys_posix_pty::read(
    int fd, char* data, std::size_t size, std::size_t& done) noexcept
{
    auto const n = ::read(fd, data, size);
    done = n < 0 ? 0u : static_cast<std::size_t>(n);
    return pty_number_of(n);
}
BOOST_SERIAL_EXT_TEST_DECL int sys_posix_pty::write(
    int fd, char const* data, std::size_t size, std::size_t& done) noexcept
{
    auto const n = ::write(fd, data, size);
    done = n < 0 ? 0u : static_cast<std::size_t>(n);
    return pty_number_of(n);
}
BOOST_SERIAL_EXT_TEST_DECL int sys_posix_pty::wait_readable(
    int fd, int milliseconds, pty_readiness& seen) noexcept
{
    return pty_poll(fd, POLLIN, milliseconds, seen);
}
BOOST_SERIAL_EXT_TEST_DECL int sys_posix_pty::wait_writable(
    int fd, int milliseconds, pty_readiness& seen) noexcept
{
    return pty_poll(fd, POLLOUT, milliseconds, seen);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
