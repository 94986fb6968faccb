// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_IO_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_IO_IPP

#include <boost_serial_ext/native/sys_io.hpp>
#include <boost_serial_ext/native/sys_posix_transfer.ipp>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include <fcntl.h>
#include <poll.h>
#include <sys/types.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// With what every POSIX system has: macOS has no ppoll, and most have no eventfd.

BOOST_SERIAL_EXT_DECL int sys_io::wait(io_interest const& interest, native_handle alarm,
    std::chrono::nanoseconds limit, bool& ready, bool& woken) noexcept
{
    using std::chrono::milliseconds;
    // Not POLLPRI: on macOS a tty has that whenever it has input (XNU, bsd/kern/sys_generic.c).
    auto const events = (interest.readable ? POLLIN : 0) | (interest.writable ? POLLOUT : 0)
        | (interest.failed ? POLLHUP : 0);
    bool const any = interest.readable || interest.writable || interest.failed;
    ::pollfd fds[]
        = {{alarm, POLLIN, 0}, {any ? interest.handle : -1, static_cast<short>(events), 0}};
    // Whoever waits for longer than a day looks again after it.
    auto const ms = std::chrono::ceil<milliseconds>(
        (std::min)(limit, std::chrono::nanoseconds(std::chrono::hours(24))));
    int const n = ::poll(fds, 2, limit.count() < 0 ? -1 : static_cast<int>(ms.count()));
    ready = n > 0 && fds[1].revents != 0;
    woken = n > 0 && fds[0].revents != 0;
    return n < 0 ? errno : 0;
}

BOOST_SERIAL_EXT_DECL int sys_io::make_alarm(io_alarm& alarm) noexcept
{
    int ends[2] = {no_handle, no_handle};
    if (::pipe(ends) != 0)
        return errno;
    alarm = {ends[1], ends[0]};
    for (int const end : ends)
        ::fcntl(end, F_SETFD, FD_CLOEXEC); // of a descriptor that is open it cannot fail
    return 0;
}

BOOST_SERIAL_EXT_DECL void sys_io::ring(io_alarm const& alarm) noexcept
{
    char const any = 0;
    [[maybe_unused]] ::ssize_t const n = ::write(alarm.in, &any, 1); // of a few: there is room
}

BOOST_SERIAL_EXT_DECL void sys_io::close_alarm(io_alarm const& alarm) noexcept
{
    ::close(alarm.in);
    ::close(alarm.out);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
