// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_LINE_MARK_HPP
#define BOOST_SERIAL_EXT_LINE_MARK_HPP

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/enum_name.hpp>

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// What was wrong on the line at one place in the data.
enum class line_fault : std::uint8_t
{
    break_signal,           ///< A BREAK; it adds no byte to the data.
    framing_error,          ///< The byte came without its stop bit.
    parity_error,           ///< The byte came with the wrong parity.
    framing_or_parity_error ///< One of these two: the driver's counters could not tell which.
};

/// The enumerator's name, as in "parity_error"; "?" for a value that is none of them.
[[nodiscard]] constexpr std::string_view to_string(line_fault value) noexcept
{
    return detail::name_of(
        value, {"break_signal", "framing_error", "parity_error", "framing_or_parity_error"});
}

/// Writes `to_string(value)`.
inline std::ostream& operator<<(std::ostream& out, line_fault value)
{
    return out << to_string(value);
}

/// A fault of the line, and where in the data it happened.
struct line_mark
{
    /// A position in the data, counted from 0: of a framing or parity error, that of the byte
    /// itself; of a BREAK, that of the byte that follows. The end of the data, if that byte has
    /// not come yet.
    std::size_t offset = 0;
    /// What happened there.
    line_fault fault = line_fault::break_signal;

    /// Memberwise equality.
    [[nodiscard]] friend constexpr bool operator==(line_mark const& a, line_mark const& b) noexcept
    {
        return a.offset == b.offset && a.fault == b.fault;
    }
    /// Memberwise inequality.
    [[nodiscard]] friend constexpr bool operator!=(line_mark const& a, line_mark const& b) noexcept
    {
        return !(a == b);
    }
    /// Writes the fault and the offset, as in "break_signal at 12".
    friend std::ostream& operator<<(std::ostream& out, line_mark const& value)
    {
        return out << value.fault << " at " << value.offset;
    }
};

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
