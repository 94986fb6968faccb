// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_IPP

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/error_numbers.hpp>
#include <boost_serial_ext/native/sys_bsd.ipp>

#include <cerrno>
#include <cstdint>
#include <string_view>

#include <sys/ioctl.h>
#include <termios.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The system calls that the library makes on ttys of macOS.
struct sys_darwin : sys_bsd<darwin_flavour>
{
    static constexpr os family = os::darwin;
    static constexpr std::string_view backend_name = "macos/termios";
    static_assert((CDTR_IFLOW | CDSR_OFLOW | CCAR_OFLOW) == flavour::other_flow);
    static_assert(bsd_termios_flags::iutf8 == IUTF8);
    static_assert(meaning_of(os::darwin, ECANCELED) == condition::aborted
        && meaning_of(os::darwin, EOPNOTSUPP) == condition::unsupported_feature
        && meaning_of(os::darwin, ENOTSUP) == condition::unsupported_feature
        && meaning_of(os::darwin, ENOSYS) == condition::unsupported_feature
        && meaning_of(os::darwin, ETIMEDOUT) == condition::timed_out
        && meaning_of(os::darwin, ELOOP) == condition::port_not_found);

    /// IOSSIOSPEED (IOKit/serial/ioss.h, which comes with IOKit alone).
    int set_speed(int fd, std::uint32_t rate) noexcept
    {
        ::speed_t speed = rate;
        return number_of(::ioctl(fd, _IOW('T', 2, ::speed_t), &speed));
    }
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
