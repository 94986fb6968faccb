// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_PRINTABLE_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_PRINTABLE_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Names come from users and reach terminals and logs: without control characters, and bounded.
inline std::string printable(std::string_view text)
{
    std::size_t const longest = 256;
    std::string out;
    for (char c : text.substr(0, longest))
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
    if (text.size() > longest)
        out += "...";
    return out;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
