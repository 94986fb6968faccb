// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_PLAIN_LINES_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_PLAIN_LINES_IPP

#include <boost_serial_ext/detail/codec/tty_lines.hpp>
#include <boost_serial_ext/native/sys_posix.ipp>

#include <cerrno>
#include <initializer_list>

#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// Requests that POSIX has not, under the names that they have wherever they are. Where a header lacks
// one, the answer is a driver's that has no such request.
struct plain_line
{
    int plain;
    int own;
};
#if defined(TIOCMGET) && defined(TIOCMSET)
inline constexpr unsigned long plain_get_lines = TIOCMGET, plain_set_lines = TIOCMSET;
inline constexpr plain_line plain_lines[] = {{tty_dtr, TIOCM_DTR}, {tty_rts, TIOCM_RTS},
    {tty_cts, TIOCM_CTS}, {tty_dcd, TIOCM_CAR}, {tty_ri, TIOCM_RNG}, {tty_dsr, TIOCM_DSR}};
#else
inline constexpr unsigned long plain_get_lines = 0, plain_set_lines = 0;
inline constexpr plain_line plain_lines[] = {{0, 0}};
#endif
#if defined(TIOCSBRK) && defined(TIOCCBRK)
inline constexpr unsigned long plain_set_break = TIOCSBRK, plain_clear_break = TIOCCBRK;
#else
inline constexpr unsigned long plain_set_break = 0, plain_clear_break = 0;
#endif
#if defined(FIONREAD)
inline constexpr unsigned long plain_input_waiting = FIONREAD;
#else
inline constexpr unsigned long plain_input_waiting = 0;
#endif
#if defined(TIOCOUTQ)
inline constexpr unsigned long plain_output_waiting = TIOCOUTQ;
#else
inline constexpr unsigned long plain_output_waiting = 0;
#endif
#if defined(TIOCEXCL) && defined(TIOCNXCL)
inline constexpr unsigned long plain_set_exclusive = TIOCEXCL, plain_clear_exclusive = TIOCNXCL;
#else
inline constexpr unsigned long plain_set_exclusive = 0, plain_clear_exclusive = 0;
#endif

/// One request; 0: there is no such one.
template<class... Argument>
int plain_request(int fd, unsigned long request, Argument... argument) noexcept
{
    return request == 0 ? ENOTTY : number_of(::ioctl(fd, request, argument...));
}

/// What a tty may be asked beyond POSIX.
struct sys_plain_lines
{
    static constexpr bool may_lack_locks = true;

#if defined(LOCK_EX) && defined(LOCK_NB)
    int lock(int fd) noexcept
    {
        return number_of(::flock(fd, LOCK_EX | LOCK_NB));
    }
    int lock_shared(int fd) noexcept
    {
        return number_of(::flock(fd, LOCK_SH | LOCK_NB));
    }
    int unlock(int fd) noexcept
    {
        return number_of(::flock(fd, LOCK_UN));
    }
#else
    int lock(int) noexcept
    {
        return ENOTTY;
    }
    int lock_shared(int) noexcept
    {
        return ENOTTY;
    }
    int unlock(int) noexcept
    {
        return ENOTTY;
    }
#endif
    int get_exclusive(int, int&) noexcept
    {
        return ENOTTY;
    }
    int set_exclusive(int fd) noexcept
    {
        return plain_request(fd, plain_set_exclusive);
    }
    int clear_exclusive(int fd) noexcept
    {
        return plain_request(fd, plain_clear_exclusive);
    }
    int get_lines(int fd, int& bits) noexcept
    {
        int own = 0;
        int const number = plain_request(fd, plain_get_lines, &own);
        bits = 0;
        for (plain_line const& line : plain_lines)
            bits |= (own & line.own) != 0 ? line.plain : 0;
        return number;
    }
    /// TIOCMGET, so that other lines stay as they are, and TIOCMSET.
    int set_lines(int fd, int bits) noexcept
    {
        int own = 0;
        if (int const number = plain_request(fd, plain_get_lines, &own); number != 0)
            return number;
        for (plain_line const& line : plain_lines)
            own = (bits & line.plain) != 0 ? own | line.own : own & ~line.own;
        return plain_request(fd, plain_set_lines, &own);
    }
    int set_break(int fd) noexcept
    {
        return plain_request(fd, plain_set_break);
    }
    int clear_break(int fd) noexcept
    {
        return plain_request(fd, plain_clear_break);
    }
    int input_waiting(int fd, int& count) noexcept
    {
        return plain_request(fd, plain_input_waiting, &count);
    }
    int output_waiting(int fd, int& count) noexcept
    {
        return plain_request(fd, plain_output_waiting, &count);
    }
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
