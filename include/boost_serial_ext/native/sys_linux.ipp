// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_IPP

#include <boost_serial_ext/native/sys_linux.hpp>
#include <boost_serial_ext/native/sys_linux_settings.ipp>
#include <boost_serial_ext/native/sys_posix.ipp>
#include <boost_serial_ext/native/sys_tty.ipp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include <linux/serial.h>
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
static_assert(csize == CSIZE && cs5 == CS5 && cs6 == CS6 && cs7 == CS7 && cs8 == CS8
    && cstopb == CSTOPB && cread == CREAD && parenb == PARENB && parodd == PARODD && hupcl == HUPCL
    && clocal == CLOCAL);
static_assert(ignbrk == IGNBRK && brkint == BRKINT && parmrk == PARMRK && inpck == INPCK
    && ixon == IXON && ixany == IXANY && ixoff == IXOFF && opost == OPOST && icanon == ICANON
    && isig == ISIG && iexten == IEXTEN && echo == ECHO);
static_assert(vtime == VTIME && vmin == VMIN && vstart == VSTART && vstop == VSTOP);
} // namespace sys_linux_checks

BOOST_SERIAL_EXT_DECL int sys_linux::get_counters(int fd, linux_icounter& counters) noexcept
{
    return number_of(::ioctl(fd, TIOCGICOUNT, &counters));
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
