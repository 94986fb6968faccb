// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_TTY_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_TTY_HPP

#include <boost_serial_ext/detail/config.hpp>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** The system calls on ttys that Linux, macOS and the BSDs share, one per function.

    Each returns 0 or the error number, so that a recording fake can stand in for it.
*/
struct sys_tty
{
    /// O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC: never a controlling terminal, never waits for
    /// a carrier, not inherited by programs started meanwhile.
    BOOST_SERIAL_EXT_DECL int open(char const* path, int& fd) noexcept;
    BOOST_SERIAL_EXT_DECL int close(int fd) noexcept;
    /// close on a thread of its own, which nobody waits for and which takes no signals; if there is
    /// none to be had, here, and waits. The end of the process ends the wait (Linux: tty_ioctl.c,
    /// tty_wait_until_sent).
    BOOST_SERIAL_EXT_DECL void close_apart(int fd) noexcept;
    /// flock, each with LOCK_NB: LOCK_EX, LOCK_SH, LOCK_UN.
    BOOST_SERIAL_EXT_DECL int lock(int fd) noexcept;
    BOOST_SERIAL_EXT_DECL int lock_shared(int fd) noexcept;
    BOOST_SERIAL_EXT_DECL int unlock(int fd) noexcept;
    /// TIOCEXCL, TIOCNXCL.
    BOOST_SERIAL_EXT_DECL int set_exclusive(int fd) noexcept;
    BOOST_SERIAL_EXT_DECL int clear_exclusive(int fd) noexcept;
    /// TIOCMGET, TIOCMSET.
    BOOST_SERIAL_EXT_DECL int get_lines(int fd, int& bits) noexcept;
    BOOST_SERIAL_EXT_DECL int set_lines(int fd, int bits) noexcept;
    /// TIOCSBRK, TIOCCBRK.
    BOOST_SERIAL_EXT_DECL int set_break(int fd) noexcept;
    BOOST_SERIAL_EXT_DECL int clear_break(int fd) noexcept;
    /// FIONREAD, TIOCOUTQ.
    BOOST_SERIAL_EXT_DECL int input_waiting(int fd, int& count) noexcept;
    BOOST_SERIAL_EXT_DECL int output_waiting(int fd, int& count) noexcept;
    /// tcflush: TCIFLUSH, TCOFLUSH.
    BOOST_SERIAL_EXT_DECL int discard_input(int fd) noexcept;
    BOOST_SERIAL_EXT_DECL int discard_output(int fd) noexcept;
    /// poll without waiting: whether POLLHUP, POLLERR or POLLNVAL is set.
    BOOST_SERIAL_EXT_DECL int poll_hangup(int fd, bool& gone) noexcept;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
