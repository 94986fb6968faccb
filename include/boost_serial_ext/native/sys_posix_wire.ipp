// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_WIRE_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_WIRE_IPP

#include <boost_serial_ext/native/sys_posix_wire.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <vector>

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_TEST_DECL int sys_posix_wire::make(int& one, int& other) noexcept
{
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
        return errno;
    int const least = 1; // the system makes it what it must be: socket(7), unix(7)
    ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &least, sizeof least);
    one = ends[0];
    other = ends[1];
    return 0;
}

BOOST_SERIAL_EXT_TEST_DECL int sys_posix_wire::read(
    int fd, void* data, std::size_t size, std::size_t& got) noexcept
{
    ::ssize_t const n = ::read(fd, data, size);
    got = n < 0 ? 0 : static_cast<std::size_t>(n);
    return n < 0 ? errno : 0;
}

BOOST_SERIAL_EXT_TEST_DECL int sys_posix_wire::write(
    int fd, void const* data, std::size_t size, std::size_t& put) noexcept
{
    ::ssize_t const n = ::send(fd, data, size, MSG_NOSIGNAL);
    put = n < 0 ? 0 : static_cast<std::size_t>(n);
    return n < 0 ? errno : 0;
}

BOOST_SERIAL_EXT_TEST_DECL std::size_t sys_posix_wire::waiting(int fd) noexcept
{
    int count = 0;
    return ::ioctl(fd, FIONREAD, &count) == 0 ? static_cast<std::size_t>(count) : 0;
}

BOOST_SERIAL_EXT_TEST_DECL bool sys_posix_wire::writable(int fd) noexcept
{
    ::pollfd p{fd, POLLOUT, 0};
    return ::poll(&p, 1, 0) > 0;
}

BOOST_SERIAL_EXT_TEST_DECL bool sys_posix_wire::hung_up(int fd) noexcept
{
    ::pollfd p{fd, 0, 0};
    return ::poll(&p, 1, 0) > 0 && (p.revents & POLLHUP) != 0;
}

BOOST_SERIAL_EXT_TEST_DECL void sys_posix_wire::refuse_more(int fd) noexcept
{
    ::shutdown(fd, SHUT_RD);
}

BOOST_SERIAL_EXT_TEST_DECL void sys_posix_wire::wait(
    std::vector<wire_interest> const& fds, std::chrono::nanoseconds limit)
{
    using std::chrono::milliseconds;
    std::vector<::pollfd> polled;
    polled.reserve(fds.size());
    for (wire_interest const& f : fds)
        polled.push_back(
            {f.fd, static_cast<short>((f.readable ? POLLIN : 0) | (f.writable ? POLLOUT : 0)), 0});
    auto const ms
        = std::chrono::ceil<milliseconds>((std::min)(limit, decltype(limit)(milliseconds(60'000))));
    ::poll(polled.data(), static_cast<::nfds_t>(polled.size()), static_cast<int>(ms.count()));
}

BOOST_SERIAL_EXT_TEST_DECL void sys_posix_wire::close(int fd) noexcept
{
    ::close(fd);
}

BOOST_SERIAL_EXT_TEST_DECL void sys_posix_wire::ignore_broken_pipes() noexcept
{
    struct ::sigaction now = {};
    if (::sigaction(SIGPIPE, nullptr, &now) == 0 && (now.sa_flags & SA_SIGINFO) == 0
        && now.sa_handler == SIG_DFL)
        ::signal(SIGPIPE, SIG_IGN);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
