// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_TRANSFER_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_TRANSFER_IPP

#include <boost_serial_ext/native/sys_io.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>

#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_DECL int sys_io::read(
    native_handle handle, io_slice const* slices, std::size_t count, std::size_t& got) noexcept
{
    ::iovec pieces[most_slices];
    std::transform(slices, slices + count, pieces,
        [](io_slice const& s) {
            return ::iovec{s.data, s.size};
        });
    ::ssize_t const n = count == 1 ? ::read(handle, slices->data, slices->size)
                                   : ::readv(handle, pieces, static_cast<int>(count));
    got = n < 0 ? 0 : static_cast<std::size_t>(n);
    return n < 0 ? errno : 0;
}

BOOST_SERIAL_EXT_DECL int sys_io::write(
    native_handle handle, io_slice const* slices, std::size_t count, std::size_t& put) noexcept
{
    ::iovec pieces[most_slices];
    std::transform(slices, slices + count, pieces,
        [](io_slice const& s) {
            return ::iovec{s.data, s.size};
        });
    ::ssize_t const n = count == 1 ? ::write(handle, slices->data, slices->size)
                                   : ::writev(handle, pieces, static_cast<int>(count));
    put = n < 0 ? 0 : static_cast<std::size_t>(n);
    return n < 0 ? errno : 0;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
