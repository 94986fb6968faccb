// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_PORT_INFO_HPP
#define BOOST_SERIAL_EXT_PORT_INFO_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#if defined(interface)
#error                                                                                             \
    "A macro `interface` stands in the way: include <windows.h> with WIN32_LEAN_AND_MEAN, or after this."
#endif

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// What is known of a port without opening it; empty where the system does not say.
struct port_info
{
    std::string device;      ///< What `open` takes, as in "/dev/ttyUSB0".
    std::string name;        ///< The system's short name, as in "ttyUSB0".
    std::string description; ///< A text for people.
    std::string hwid;        ///< Hardware identification in pySerial's form.
    std::optional<std::uint16_t> vid = std::nullopt; ///< USB vendor.
    std::optional<std::uint16_t> pid = std::nullopt; ///< USB product.
    std::string serial_number;                       ///< The USB device's.
    std::string manufacturer;                        ///< As the device itself says.
    std::string product;                             ///< As the device itself says.
    std::string location;                            ///< Where it is plugged in, as in "1-1.4:1.0".
    std::string interface;                           ///< The USB interface's name.
    std::string driver;                              ///< The driver's name, as in "ftdi_sio".
    std::string by_id;   ///< The link that follows the device, whatever it is plugged into.
    std::string by_path; ///< The link that follows the socket, whatever is plugged in.

    /// Memberwise equality.
    [[nodiscard]] friend bool operator==(port_info const& a, port_info const& b)
    {
        auto const members = [](port_info const& p)
        {
            return std::tie(p.device, p.name, p.description, p.hwid, p.vid, p.pid, p.serial_number,
                p.manufacturer, p.product, p.location, p.interface, p.driver, p.by_id, p.by_path);
        };
        return members(a) == members(b);
    }
    /// Memberwise inequality.
    [[nodiscard]] friend bool operator!=(port_info const& a, port_info const& b)
    {
        return !(a == b);
    }
};

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
