// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_JSON_POINTER_HPP
#define BOOST_SERIAL_EXT_DETAIL_JSON_POINTER_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <boost/json/string_view.hpp>

#include <string>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The same text as Boost.JSON calls it.
inline boost::json::string_view json_view(std::string_view text) noexcept
{
    return {text.data(), text.size()};
}

/// One step of a JSON pointer, escaped as RFC 6901 asks.
inline std::string json_pointer_step(std::string_view name)
{
    std::string step = "/";
    for (char const c : name)
        if (c == '~')
            step += "~0";
        else if (c == '/')
            step += "~1";
        else
            step += c;
    return step;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
