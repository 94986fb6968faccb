// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_SETTINGS_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_SETTINGS_HPP

#include <boost_serial_ext/detail/codec/linux_serial.hpp>
#include <boost_serial_ext/detail/codec/termios2.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The part of sys_linux that is about a port's settings.
struct sys_linux_settings
{
    /// TIOCGEXCL.
    BOOST_SERIAL_EXT_DECL int get_exclusive(int fd, int& on) noexcept;
    /// TCGETS2, TCSETS2: at once, without waiting for output.
    BOOST_SERIAL_EXT_DECL int get_termios(int fd, termios2& t) noexcept;
    BOOST_SERIAL_EXT_DECL int set_termios(int fd, termios2 const& t) noexcept;
    /// TIOCGSERIAL, TIOCSSERIAL.
    BOOST_SERIAL_EXT_DECL int get_serial(int fd, linux_serial& s) noexcept;
    BOOST_SERIAL_EXT_DECL int set_serial(int fd, linux_serial const& s) noexcept;
    /// TIOCGRS485, TIOCSRS485; the latter writes the kernel's corrections back.
    BOOST_SERIAL_EXT_DECL int get_rs485(int fd, linux_rs485& r) noexcept;
    BOOST_SERIAL_EXT_DECL int set_rs485(int fd, linux_rs485& r) noexcept;
    /// Files of sysfs: open(O_RDONLY), open(O_WRONLY), read, write; `close` is the tty's.
    BOOST_SERIAL_EXT_DECL int open_to_read(char const* path, int& file) noexcept;
    BOOST_SERIAL_EXT_DECL int open_to_write(char const* path, int& file) noexcept;
    BOOST_SERIAL_EXT_DECL int read(
        int file, char* buffer, std::size_t size, std::size_t& count) noexcept;
    BOOST_SERIAL_EXT_DECL int write(int file, char const* data, std::size_t size) noexcept;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
