// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_IO_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_IO_IPP

#include <boost_serial_ext/native/sys_io.hpp>
#include <boost_serial_ext/native/sys_posix_transfer.ipp>

#include <cerrno>
#include <chrono>
#include <cstdint>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_DECL int sys_io::wait(io_interest const& interest, native_handle alarm,
    std::chrono::nanoseconds limit, bool& ready, bool& woken) noexcept
{
    auto const events = (interest.readable ? POLLIN : 0) | (interest.writable ? POLLOUT : 0)
        | (interest.failed ? POLLPRI : 0);
    bool const any = interest.readable || interest.writable || interest.failed;
    ::pollfd fds[]
        = {{alarm, POLLIN, 0}, {any ? interest.handle : -1, static_cast<short>(events), 0}};
    auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(limit);
    ::timespec const time{
        static_cast<::time_t>(seconds.count()), static_cast<long>((limit - seconds).count())};
    int const n = ::ppoll(fds, 2, limit.count() < 0 ? nullptr : &time, nullptr);
    ready = n > 0 && fds[1].revents != 0;
    woken = n > 0 && fds[0].revents != 0;
    return n < 0 ? errno : 0;
}

BOOST_SERIAL_EXT_DECL int sys_io::make_alarm(io_alarm& alarm) noexcept
{
    alarm.in = alarm.out = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return alarm.in < 0 ? errno : 0;
}

BOOST_SERIAL_EXT_DECL void sys_io::ring(io_alarm const& alarm) noexcept
{
    std::uint64_t const one = 1;
    // Fails for no reason but a counter at its end, and then it is readable.
    [[maybe_unused]] ::ssize_t const n = ::write(alarm.in, &one, sizeof one);
}

BOOST_SERIAL_EXT_DECL void sys_io::close_alarm(io_alarm const& alarm) noexcept
{
    ::close(alarm.in);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
