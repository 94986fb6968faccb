// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DRAIN_RESULT_HPP
#define BOOST_SERIAL_EXT_DRAIN_RESULT_HPP

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/enum_name.hpp>

#include <cstdint>
#include <ostream>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// How an exact drain knows that the last bit has left the wire. Of a drain that failed it means
/// nothing.
enum class drain_result : std::uint8_t
{
    wire_exact,  ///< The transmitter itself said that it is empty (TEMT).
    queue_empty, ///< The system's queue is empty; the device may still hold a few characters.
                 ///< No system gives this today: all can at least estimate.
    estimated    ///< The queue is empty, and the wire time of what the device can hold has passed.
};

/// The enumerator's name, as in "wire_exact"; "?" for a value that is none of them.
[[nodiscard]] constexpr std::string_view to_string(drain_result value) noexcept
{
    return detail::name_of(value, {"wire_exact", "queue_empty", "estimated"});
}

/// Writes `to_string(value)`.
inline std::ostream& operator<<(std::ostream& out, drain_result value)
{
    return out << to_string(value);
}

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
