// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_TTY_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_TTY_IPP

#include <boost_serial_ext/detail/codec/tty_lines.hpp>
#include <boost_serial_ext/native/select.hpp>
#include <boost_serial_ext/native/sys_posix.ipp>
#include <boost_serial_ext/native/sys_tty.hpp>

#include <exception>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

namespace sys_tty_checks {
static_assert(tty_dtr == TIOCM_DTR && tty_rts == TIOCM_RTS && tty_cts == TIOCM_CTS
    && tty_dcd == TIOCM_CAR && tty_ri == TIOCM_RNG && tty_dsr == TIOCM_DSR);
} // namespace sys_tty_checks

BOOST_SERIAL_EXT_DECL int sys_tty::open(char const* path, int& fd) noexcept
{
    fd = ::open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    return number_of(fd);
}
BOOST_SERIAL_EXT_DECL int sys_tty::close(int fd) noexcept
{
    return number_of(::close(fd));
}
BOOST_SERIAL_EXT_DECL void sys_tty::close_apart(int fd) noexcept
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
BOOST_SERIAL_EXT_DECL int sys_tty::lock(int fd) noexcept
{
    return number_of(::flock(fd, LOCK_EX | LOCK_NB));
}
BOOST_SERIAL_EXT_DECL int sys_tty::lock_shared(int fd) noexcept
{
    return number_of(::flock(fd, LOCK_SH | LOCK_NB));
}
BOOST_SERIAL_EXT_DECL int sys_tty::unlock(int fd) noexcept
{
    return number_of(::flock(fd, LOCK_UN));
}
BOOST_SERIAL_EXT_DECL int sys_tty::set_exclusive(int fd) noexcept
{
    return number_of(::ioctl(fd, TIOCEXCL));
}
BOOST_SERIAL_EXT_DECL int sys_tty::clear_exclusive(int fd) noexcept
{
    return number_of(::ioctl(fd, TIOCNXCL));
}
BOOST_SERIAL_EXT_DECL int sys_tty::get_lines(int fd, int& bits) noexcept
{
    return number_of(::ioctl(fd, TIOCMGET, &bits));
}
BOOST_SERIAL_EXT_DECL int sys_tty::set_lines(int fd, int bits) noexcept
{
    return number_of(::ioctl(fd, TIOCMSET, &bits));
}
BOOST_SERIAL_EXT_DECL int sys_tty::set_break(int fd) noexcept
{
    return number_of(::ioctl(fd, TIOCSBRK));
}
BOOST_SERIAL_EXT_DECL int sys_tty::clear_break(int fd) noexcept
{
    return number_of(::ioctl(fd, TIOCCBRK));
}
BOOST_SERIAL_EXT_DECL int sys_tty::input_waiting(int fd, int& count) noexcept
{
    return number_of(::ioctl(fd, FIONREAD, &count));
}
BOOST_SERIAL_EXT_DECL int sys_tty::output_waiting(int fd, int& count) noexcept
{
    return number_of(::ioctl(fd, TIOCOUTQ, &count));
}
BOOST_SERIAL_EXT_DECL int sys_tty::discard_input(int fd) noexcept
{
    return number_of(::tcflush(fd, TCIFLUSH));
}
BOOST_SERIAL_EXT_DECL int sys_tty::discard_output(int fd) noexcept
{
    return number_of(::tcflush(fd, TCOFLUSH));
}
BOOST_SERIAL_EXT_DECL int sys_tty::poll_hangup(int fd, bool& gone) noexcept
{
    // macOS looks for nothing that is not asked for (XNU, bsd/kern/sys_generic.c, poll_nocancel).
    ::pollfd p{fd, POLLHUP, 0};
    int const number = number_of(::poll(&p, 1, 0));
    gone = (p.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
    return number;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
