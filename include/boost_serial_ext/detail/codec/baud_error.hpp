// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_BAUD_ERROR_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_BAUD_ERROR_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <cstdint>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// achieved / requested - 1, or -1 if the driver reports no rate at all.
inline double baud_error(std::uint32_t requested, std::uint32_t achieved) noexcept
{
    return (static_cast<double>(achieved) - static_cast<double>(requested))
        / static_cast<double>(requested);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
