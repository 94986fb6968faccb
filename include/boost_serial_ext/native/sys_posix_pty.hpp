// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_PTY_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_PTY_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What poll says of a descriptor.
struct pty_readiness
{
    bool ready = false; ///< POLLIN or POLLOUT: the one that was asked for.
    bool gone = false;  ///< POLLHUP, POLLERR or POLLNVAL.
};

/** What a POSIX system is asked for pseudo-terminals: one system call per function, no decisions.

    Each returns 0 or the error number; a descriptor that was not opened is -1.
*/
struct sys_posix_pty
{
    /// posix_openpt, with O_NOCTTY: never a controlling terminal; and O_CLOEXEC.
    BOOST_SERIAL_EXT_TEST_DECL int open_master(int& fd) noexcept;
    BOOST_SERIAL_EXT_TEST_DECL int grant(int master) noexcept;
    BOOST_SERIAL_EXT_TEST_DECL int unlock(int master) noexcept;
    /// ptsname_r; the name ends with a zero.
    BOOST_SERIAL_EXT_TEST_DECL int slave_name(int master, char* name, std::size_t size) noexcept;
    /// cfmakeraw and tcsetattr, on either end: the settings belong to the pair.
    BOOST_SERIAL_EXT_TEST_DECL int make_raw(int fd) noexcept;
    /// F_SETFL. Not O_NONBLOCK when opened, which some systems' posix_openpt refuses.
    BOOST_SERIAL_EXT_TEST_DECL int make_non_blocking(int fd) noexcept;
    /// O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC.
    BOOST_SERIAL_EXT_TEST_DECL int open_slave(char const* path, int& fd) noexcept;
    /// F_DUPFD_CLOEXEC.
    BOOST_SERIAL_EXT_TEST_DECL int duplicate(int fd, int& copy) noexcept;
    BOOST_SERIAL_EXT_TEST_DECL int close(int fd) noexcept;
    /// `done`: how many bytes; 0 if the call failed.
    BOOST_SERIAL_EXT_TEST_DECL int read(
        int fd, char* data, std::size_t size, std::size_t& done) noexcept;
    BOOST_SERIAL_EXT_TEST_DECL int write(
        int fd, char const* data, std::size_t size, std::size_t& done) noexcept;
    /// poll, for so long at the most; neither of the two if the time is over.
    BOOST_SERIAL_EXT_TEST_DECL int wait_readable(
        int fd, int milliseconds, pty_readiness& seen) noexcept;
    BOOST_SERIAL_EXT_TEST_DECL int wait_writable(
        int fd, int milliseconds, pty_readiness& seen) noexcept;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
