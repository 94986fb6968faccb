// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SERIAL_ENDPOINT_HPP
#define BOOST_SERIAL_EXT_SERIAL_ENDPOINT_HPP

#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <functional>
#include <ostream>
#include <string>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// A recipe for opening a port later: which one, and how.
struct serial_endpoint
{
    std::string device;        ///< What `open` takes, as in "/dev/ttyUSB0".
    serial_config config = {}; ///< How to configure it.

    /// Memberwise equality.
    [[nodiscard]] friend bool operator==(
        serial_endpoint const& a, serial_endpoint const& b) noexcept
    {
        return a.device == b.device && a.config == b.config;
    }
    /// Memberwise inequality.
    [[nodiscard]] friend bool operator!=(
        serial_endpoint const& a, serial_endpoint const& b) noexcept
    {
        return !(a == b);
    }
    /// Writes the device, and the configuration after a blank.
    friend std::ostream& operator<<(std::ostream& out, serial_endpoint const& value)
    {
        return out << value.device << ' ' << value.config;
    }
};

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

/// A hash that agrees with `==`, for the standard's unordered containers.
template<>
struct std::hash<boost_serial_ext::serial_endpoint>
{
    std::size_t operator()(boost_serial_ext::serial_endpoint const& value) const noexcept
    {
        return std::hash<std::string>()(value.device) * 31 + hash_value(value.config);
    }
};

#endif
