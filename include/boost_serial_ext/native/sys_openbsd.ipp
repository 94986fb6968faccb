// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_OPENBSD_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_OPENBSD_IPP

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/native/sys_bsd.ipp>

#include <string_view>

#include <termios.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The system calls that the library makes on ttys of OpenBSD.
struct sys_openbsd : sys_bsd<openbsd_flavour>
{
    static constexpr os family = os::openbsd;
    static constexpr std::string_view backend_name = "openbsd/termios";
    static_assert(MDMBUF == flavour::other_flow);
    static_assert(bsd_termios_flags::iuclc == IUCLC && bsd_termios_flags::xcase == XCASE);
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
