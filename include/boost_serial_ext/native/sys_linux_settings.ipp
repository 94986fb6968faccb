// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_SETTINGS_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_SETTINGS_IPP

#include <boost_serial_ext/native/sys_linux_settings.hpp>
#include <boost_serial_ext/native/sys_posix.ipp>

#include <algorithm>
#include <cstddef>

#include <fcntl.h>
#include <linux/serial.h>
#include <linux/tty_flags.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <termios.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

namespace sys_linux_settings_checks {
using namespace linux_rs485_flags;
static_assert(sizeof(linux_serial) == sizeof(serial_struct));
static_assert(offsetof(linux_serial, flags) == offsetof(serial_struct, flags));
static_assert(offsetof(linux_serial, iomap_base) == offsetof(serial_struct, iomap_base));
static_assert(linux_low_latency == ASYNC_LOW_LATENCY);
static_assert(sizeof(linux_rs485) == sizeof(serial_rs485));
static_assert(
    offsetof(linux_rs485, delay_rts_after_send) == offsetof(serial_rs485, delay_rts_after_send));
static_assert(enabled == SER_RS485_ENABLED && rts_on_send == SER_RS485_RTS_ON_SEND
    && rts_after_send == SER_RS485_RTS_AFTER_SEND && rx_during_tx == SER_RS485_RX_DURING_TX
    && terminate_bus == SER_RS485_TERMINATE_BUS);
} // namespace sys_linux_settings_checks

BOOST_SERIAL_EXT_DECL int sys_linux_settings::get_exclusive(int fd, int& on) noexcept
{
    return number_of(::ioctl(fd, TIOCGEXCL, &on));
}
// The requests' numbers contain the structure's size, so ours, which is asserted, will do.
BOOST_SERIAL_EXT_DECL int sys_linux_settings::get_termios(int fd, termios2& t) noexcept
{
    return number_of(::ioctl(fd, _IOR('T', 0x2A, termios2), &t));
}
BOOST_SERIAL_EXT_DECL int sys_linux_settings::set_termios(int fd, termios2 const& t) noexcept
{
    return number_of(::ioctl(fd, _IOW('T', 0x2B, termios2), &t));
}
BOOST_SERIAL_EXT_DECL int sys_linux_settings::get_serial(int fd, linux_serial& s) noexcept
{
    return number_of(::ioctl(fd, TIOCGSERIAL, &s));
}
BOOST_SERIAL_EXT_DECL int sys_linux_settings::set_serial(int fd, linux_serial const& s) noexcept
{
    return number_of(::ioctl(fd, TIOCSSERIAL, &s));
}
BOOST_SERIAL_EXT_DECL int sys_linux_settings::get_rs485(int fd, linux_rs485& r) noexcept
{
    return number_of(::ioctl(fd, TIOCGRS485, &r));
}
BOOST_SERIAL_EXT_DECL int sys_linux_settings::set_rs485(int fd, linux_rs485& r) noexcept
{
    return number_of(::ioctl(fd, TIOCSRS485, &r));
}
BOOST_SERIAL_EXT_DECL int sys_linux_settings::open_to_read(char const* path, int& file) noexcept
{
    file = ::open(path, O_RDONLY | O_CLOEXEC);
    return number_of(file);
}
BOOST_SERIAL_EXT_DECL int sys_linux_settings::open_to_write(char const* path, int& file) noexcept
{
    file = ::open(path, O_WRONLY | O_CLOEXEC);
    return number_of(file);
}
BOOST_SERIAL_EXT_DECL int sys_linux_settings::read(
    int file, char* buffer, std::size_t size, std::size_t& count) noexcept
{
    ::ssize_t const n = ::read(file, buffer, size);
    count = static_cast<std::size_t>((std::max)(n, ::ssize_t{0}));
    return number_of(static_cast<int>(n));
}
BOOST_SERIAL_EXT_DECL int sys_linux_settings::write(
    int file, char const* data, std::size_t size) noexcept
{
    return number_of(static_cast<int>(::write(file, data, size)));
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
