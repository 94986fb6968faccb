// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_OPENBSD_DEVICES_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_OPENBSD_DEVICES_IPP

#include <boost_serial_ext/native/sys_bsd_devices.hpp>
#include <boost_serial_ext/native/sys_bsd_devices.ipp>
#include <boost_serial_ext/native/sys_posix.ipp>

#include <algorithm>
#include <cstddef>
#include <string>

#include <sys/sysctl.h>
#include <sys/types.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_DECL int sys_openbsd_devices::ucom_names(std::string& text)
{
    constexpr int names = 28; // HW_UCOMNAMES, sys/sysctl.h; older headers have none
#if defined(HW_UCOMNAMES)
    static_assert(HW_UCOMNAMES == names);
#endif
    int number[] = {CTL_HW, names};
    text.assign(16'384, '\0'); // 128 units of at most 64 bytes (sys/dev/usb/ucom.c)
    std::size_t size = text.size();
    int const failed = number_of(::sysctl(number, 2, text.data(), &size, nullptr, 0));
    text.resize(failed == 0 ? (std::min)(text.find('\0'), size) : 0);
    return failed;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
