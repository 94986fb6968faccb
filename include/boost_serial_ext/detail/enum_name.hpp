// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_ENUM_NAME_HPP
#define BOOST_SERIAL_EXT_DETAIL_ENUM_NAME_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The name at the enumerator's place in the list; "?" beyond its end.
template<class Enum>
constexpr std::string_view name_of(
    Enum value, std::initializer_list<std::string_view> names) noexcept
{
    auto const index = static_cast<std::size_t>(value);
    return index < names.size() ? names.begin()[index] : std::string_view("?");
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
