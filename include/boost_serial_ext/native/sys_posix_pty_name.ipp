// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_PTY_NAME_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_PTY_NAME_IPP

#include <boost_serial_ext/native/sys_posix_pty.hpp>

#include <cstddef>

#include <stdlib.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_TEST_DECL int sys_posix_pty::slave_name(
    int master, char* name, std::size_t size) noexcept
{
    return ::ptsname_r(master, name, size); // the number itself
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
