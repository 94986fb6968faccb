// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_IPP

#include <boost_serial_ext/native/sys_linux.hpp>
#include <boost_serial_ext/native/sys_linux_settings.ipp>
#include <boost_serial_ext/native/sys_posix.ipp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <thread>

#include <fcntl.h>
#include <linux/serial.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// Constants that libc's header has too; a test compares all of them with the kernel's own header,
// which cannot be included beside libc's.
namespace sys_linux_checks {
using namespace termios2_flags;
static_assert(sizeof(linux_icounter) == sizeof(serial_icounter_struct));
static_assert(linux_transmitter_empty == TIOCSER_TEMT);
static_assert(linux_dtr == TIOCM_DTR && linux_rts == TIOCM_RTS && linux_cts == TIOCM_CTS
    && linux_dcd == TIOCM_CAR && linux_ri == TIOCM_RNG && linux_dsr == TIOCM_DSR);
static_assert(csize == CSIZE && cs5 == CS5 && cs6 == CS6 && cs7 == CS7 && cs8 == CS8
    && cstopb == CSTOPB && cread == CREAD && parenb == PARENB && parodd == PARODD && hupcl == HUPCL
    && clocal == CLOCAL);
static_assert(ignbrk == IGNBRK && brkint == BRKINT && parmrk == PARMRK && inpck == INPCK
    && ixon == IXON && ixany == IXANY && ixoff == IXOFF && opost == OPOST && icanon == ICANON
    && isig == ISIG && iexten == IEXTEN && echo == ECHO);
static_assert(vtime == VTIME && vmin == VMIN && vstart == VSTART && vstop == VSTOP);
} // namespace sys_linux_checks

BOOST_SERIAL_EXT_DECL int sys_linux::open(char const* path, int& fd) noexcept
{
    fd = ::open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    return number_of(fd);
}
BOOST_SERIAL_EXT_DECL int sys_linux::close(int fd) noexcept
{
    return number_of(::close(fd));
}

BOOST_SERIAL_EXT_DECL void sys_linux::close_apart(int fd) noexcept
{
    try
    {
        signals_blocked const none;
        std::thread([fd] { ::close(fd); }).detach();
    }
    catch (std::exception const&) // no thread, or no memory for one
    {
        ::close(fd);
    }
}
BOOST_SERIAL_EXT_DECL int sys_linux::get_lines(int fd, int& bits) noexcept
{
    return number_of(::ioctl(fd, TIOCMGET, &bits));
}
BOOST_SERIAL_EXT_DECL int sys_linux::set_lines(int fd, int bits) noexcept
{
    return number_of(::ioctl(fd, TIOCMSET, &bits));
}
BOOST_SERIAL_EXT_DECL int sys_linux::get_counters(int fd, linux_icounter& counters) noexcept
{
    return number_of(::ioctl(fd, TIOCGICOUNT, &counters));
}
BOOST_SERIAL_EXT_DECL int sys_linux::set_break(int fd) noexcept
{
    return number_of(::ioctl(fd, TIOCSBRK));
}
BOOST_SERIAL_EXT_DECL int sys_linux::clear_break(int fd) noexcept
{
    return number_of(::ioctl(fd, TIOCCBRK));
}
BOOST_SERIAL_EXT_DECL int sys_linux::input_waiting(int fd, int& count) noexcept
{
    return number_of(::ioctl(fd, FIONREAD, &count));
}
BOOST_SERIAL_EXT_DECL int sys_linux::output_waiting(int fd, int& count) noexcept
{
    return number_of(::ioctl(fd, TIOCOUTQ, &count));
}
BOOST_SERIAL_EXT_DECL int sys_linux::discard_input(int fd) noexcept
{
    return number_of(::tcflush(fd, TCIFLUSH));
}
BOOST_SERIAL_EXT_DECL int sys_linux::discard_output(int fd) noexcept
{
    return number_of(::tcflush(fd, TCOFLUSH));
}
BOOST_SERIAL_EXT_DECL int sys_linux::poll_hangup(int fd, bool& gone) noexcept
{
    ::pollfd p{fd, 0, 0};
    int const number = number_of(::poll(&p, 1, 0));
    gone = (p.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
    return number;
}
BOOST_SERIAL_EXT_DECL int sys_linux::get_transmitter(int fd, unsigned& status) noexcept
{
    return number_of(::ioctl(fd, TIOCSERGETLSR, &status));
}
BOOST_SERIAL_EXT_DECL int sys_linux::device_number(int fd, std::uint64_t& device) noexcept
{
    struct ::stat s = {};
    int const number = number_of(::fstat(fd, &s));
    device = s.st_rdev;
    return number;
}
BOOST_SERIAL_EXT_DECL std::string sys_linux::name_of(int fd)
{
    std::string const link = "/proc/self/fd/" + std::to_string(fd);
    std::array<char, 4096> path;
    auto const size = ::readlink(link.c_str(), path.data(), path.size());
    return {path.data(), size < 0 ? 0u : static_cast<std::size_t>(size)};
}
} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
