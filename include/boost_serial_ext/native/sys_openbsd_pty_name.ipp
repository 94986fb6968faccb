// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_OPENBSD_PTY_NAME_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_OPENBSD_PTY_NAME_IPP

#include <boost_serial_ext/native/sys_posix_pty.hpp>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <mutex>

#include <stdlib.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// OpenBSD has ptsname(3) alone, whose answer is a static buffer.
BOOST_SERIAL_EXT_TEST_DECL int sys_posix_pty::slave_name(
    int master, char* name, std::size_t size) noexcept
{
    static std::mutex one_at_a_time;
    std::lock_guard<std::mutex> const lock(one_at_a_time);
    char const* const found = ::ptsname(master);
    if (found == nullptr)
        return errno;
    if (std::strlen(found) >= size)
        return ERANGE;
    std::strcpy(name, found);
    return 0;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
