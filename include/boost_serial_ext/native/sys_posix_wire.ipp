// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_WIRE_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_WIRE_IPP

#include BOOST_SERIAL_EXT_SOCKET_PAIR
#include <boost_serial_ext/native/sys_wire.hpp>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <utility>

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// A pair of sockets.
namespace posix_wire {

inline int read(int fd, void* data, std::size_t size, std::size_t& got) noexcept
{
    ::ssize_t const n = ::read(fd, data, size);
    got = n < 0 ? 0 : static_cast<std::size_t>(n);
    return n < 0 ? errno : 0;
}

inline int write(int fd, void const* data, std::size_t size, std::size_t& put) noexcept
{
    ::ssize_t const n = ::send(fd, data, size, MSG_NOSIGNAL);
    put = n < 0 ? 0 : static_cast<std::size_t>(n);
    return n < 0 ? errno : 0;
}

inline std::size_t waiting(int fd) noexcept
{
    int count = 0;
    return ::ioctl(fd, FIONREAD, &count) == 0 ? static_cast<std::size_t>(count) : 0;
}

} // namespace posix_wire

BOOST_SERIAL_EXT_TEST_DECL int sys_wire::read_output(
    wire const& w, void* data, std::size_t size, std::size_t& got) noexcept
{
    return posix_wire::read(w.device_end, data, size, got);
}

BOOST_SERIAL_EXT_TEST_DECL int sys_wire::read_input(
    wire const& w, void* data, std::size_t size, std::size_t& got) noexcept
{
    return posix_wire::read(w.stream_end, data, size, got);
}

BOOST_SERIAL_EXT_TEST_DECL int sys_wire::write_output(
    wire const& w, void const* data, std::size_t size, std::size_t& put) noexcept
{
    return posix_wire::write(w.stream_end, data, size, put);
}

BOOST_SERIAL_EXT_TEST_DECL int sys_wire::write_input(
    wire const& w, void const* data, std::size_t size, std::size_t& put) noexcept
{
    return posix_wire::write(w.device_end, data, size, put);
}

BOOST_SERIAL_EXT_TEST_DECL std::size_t sys_wire::output_waiting(wire const& w) noexcept
{
    return posix_wire::waiting(w.device_end);
}

BOOST_SERIAL_EXT_TEST_DECL std::size_t sys_wire::input_waiting(wire const& w) noexcept
{
    return posix_wire::waiting(w.stream_end);
}

BOOST_SERIAL_EXT_TEST_DECL std::size_t sys_wire::output_room(wire const& w) noexcept
{
    ::pollfd p{w.stream_end, POLLOUT, 0};
    return ::poll(&p, 1, 0) > 0 ? 1 : 0;
}

BOOST_SERIAL_EXT_TEST_DECL bool sys_wire::is_hung_up(wire const& w) noexcept
{
    // macOS looks for nothing that is not asked for (XNU, bsd/kern/sys_generic.c, poll_nocancel).
    ::pollfd p{w.device_end, POLLHUP, 0};
    return ::poll(&p, 1, 0) > 0 && (p.revents & POLLHUP) != 0;
}

BOOST_SERIAL_EXT_TEST_DECL bool sys_wire::is_hang_up(int number) noexcept
{
    return number == EPIPE || number == ECONNRESET;
}

BOOST_SERIAL_EXT_TEST_DECL void sys_wire::refuse_output(wire const& w) noexcept
{
    ::shutdown(w.device_end, SHUT_RD);
}

BOOST_SERIAL_EXT_TEST_DECL void sys_wire::hang_up(wire& w) noexcept
{
    ::close(std::exchange(w.device_end, no_handle));
}

BOOST_SERIAL_EXT_TEST_DECL void sys_wire::close(native_handle stream_end) noexcept
{
    ::close(stream_end);
}

BOOST_SERIAL_EXT_TEST_DECL void sys_wire::ignore_broken_pipes() noexcept
{
    struct ::sigaction now = {};
    if (::sigaction(SIGPIPE, nullptr, &now) == 0 && (now.sa_flags & SA_SIGINFO) == 0
        && now.sa_handler == SIG_DFL)
        ::signal(SIGPIPE, SIG_IGN);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#include <boost_serial_ext/native/sys_posix_wire_wait.ipp>

#endif
