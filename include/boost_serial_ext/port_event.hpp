// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_PORT_EVENT_HPP
#define BOOST_SERIAL_EXT_PORT_EVENT_HPP

#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/enum_name.hpp>

#include <cstdint>
#include <ostream>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// What became of a port.
enum class port_change : std::uint8_t
{
    arrived, ///< It is there now.
    left     ///< It is gone.
};

/// The enumerator's name, as in "arrived"; "?" for a value that is none of them.
[[nodiscard]] constexpr std::string_view to_string(port_change value) noexcept
{
    return detail::name_of(value, {"arrived", "left"});
}

/// Writes `to_string(value)`.
inline std::ostream& operator<<(std::ostream& out, port_change value)
{
    return out << to_string(value);
}

/// A port that has come or gone: see `basic_port_monitor`.
struct port_event
{
    port_change change = port_change::arrived; ///< What became of it.
    port_info port = {}; ///< Of a port that has gone, what was known while it was there.

    /// Memberwise equality.
    [[nodiscard]] friend bool operator==(port_event const& a, port_event const& b)
    {
        return a.change == b.change && a.port == b.port;
    }
    /// Memberwise inequality.
    [[nodiscard]] friend bool operator!=(port_event const& a, port_event const& b)
    {
        return !(a == b);
    }
    /// Writes the change and the device, as in "arrived /dev/ttyUSB0".
    friend std::ostream& operator<<(std::ostream& out, port_event const& value)
    {
        return out << value.change << ' ' << value.port.device;
    }
};

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
