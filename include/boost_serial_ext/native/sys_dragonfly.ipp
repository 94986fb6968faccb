// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_DRAGONFLY_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_DRAGONFLY_IPP

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/native/sys_bsd.ipp>

#include <string_view>

#include <termios.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The system calls that the library makes on ttys of DragonFly.
struct sys_dragonfly : sys_bsd<freebsd_flavour>
{
    static constexpr os family = os::dragonfly;
    static constexpr std::string_view backend_name = "dragonfly/termios";
    static_assert((CDTR_IFLOW | CDSR_OFLOW | CCAR_OFLOW) == flavour::other_flow);
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
