// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_LINUX_HPP

#include <boost_serial_ext/detail/codec/linux_tty.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/native/sys_linux_settings.hpp>
#include <boost_serial_ext/native/sys_tty.hpp>

#include <cstdint>
#include <string>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** The system calls that the library makes on Linux, one per function, without decisions.

    Each returns 0 or the error number, so that a recording fake can stand in for it.
*/
struct sys_linux : sys_tty, sys_linux_settings
{
    static constexpr os family = os::linux_kernel;
    /// Every file can be locked.
    static constexpr bool may_lack_locks = false;

    /// TIOCGICOUNT.
    BOOST_SERIAL_EXT_DECL int get_counters(int fd, linux_icounter& counters) noexcept;
    /// TIOCSERGETLSR: TIOCSER_TEMT is set while the transmitter is empty.
    BOOST_SERIAL_EXT_DECL int get_transmitter(int fd, unsigned& status) noexcept;
    /// fstat: st_rdev.
    BOOST_SERIAL_EXT_DECL int device_number(int fd, std::uint64_t& device) noexcept;
    /// readlink(/proc/self/fd/N); empty on failure.
    BOOST_SERIAL_EXT_DECL std::string name_of(int fd);
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
