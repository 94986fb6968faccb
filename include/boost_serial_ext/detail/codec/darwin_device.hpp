// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_DARWIN_DEVICE_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_DARWIN_DEVICE_HPP

#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/port_text.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What names an object of macOS' registry: an io_object_t, which is a Mach port's name
/// (device/device_types.h). 0: none.
using darwin_object = std::uint32_t;

/// What macOS' registry has of a serial port; empty where it has nothing.
struct darwin_device
{
    std::uint64_t identity = 0; ///< IORegistryEntryGetRegistryEntryID; 0: nobody knows.
    std::string callout;        ///< IOCalloutDevice, as in "/dev/cu.usbserial-110".
    std::string dialin;         ///< IODialinDevice, as in "/dev/tty.usbserial-110".
    std::string driver;         ///< The class of what drives it, as in "AppleUSBFTDI".
    bool usb = false;           ///< Whether what follows is known: it is a part of a USB device.
    std::optional<std::int64_t> vid;      ///< idVendor.
    std::optional<std::int64_t> pid;      ///< idProduct.
    std::optional<std::int64_t> location; ///< locationID.
    std::string serial_number;
    std::string manufacturer;
    std::string product;
    std::string interface; ///< The USB interface's name.
};

namespace darwin_return {
// mach/kern_return.h, mach/message.h, IOKit/IOReturn.h.
inline constexpr std::uint32_t no_space = 3;
inline constexpr std::uint32_t resource_shortage = 6;
inline constexpr std::uint32_t no_access = 8;
inline constexpr std::uint32_t not_supported = 46;
inline constexpr std::uint32_t denied = 53;
inline constexpr std::uint32_t send_invalid_dest = 0x1000'0003; // the object is gone
inline constexpr std::uint32_t receive_invalid_name = 0x1000'4002;
inline constexpr std::uint32_t receive_port_died = 0x1000'4009;
inline constexpr std::uint32_t io_no_memory = 0xE000'02BD;
inline constexpr std::uint32_t io_no_resources = 0xE000'02BE;
inline constexpr std::uint32_t io_no_device = 0xE000'02C0;
inline constexpr std::uint32_t io_not_privileged = 0xE000'02C1;
inline constexpr std::uint32_t io_unsupported = 0xE000'02C7;
inline constexpr std::uint32_t io_not_permitted = 0xE000'02E2;
} // namespace darwin_return

/// The error number (macOS' sys/errno.h) that says what a kern_return_t does; 0 if it is none.
/// What has no other is EPROTO: EIO would say that a device is gone.
constexpr int number_of_darwin_return(std::uint32_t kernel) noexcept
{
    namespace is = darwin_return;
    int const eperm = 1, ebadf = 9, enomem = 12, enodev = 19, enotsup = 45, eproto = 100;
    switch (kernel)
    {
    case 0: return 0;
    case is::no_access:
    case is::denied:
    case is::io_not_privileged:
    case is::io_not_permitted: return eperm;
    case is::receive_invalid_name:
    case is::receive_port_died: return ebadf;
    case is::no_space:
    case is::resource_shortage:
    case is::io_no_memory:
    case is::io_no_resources: return enomem;
    case is::send_invalid_dest:
    case is::io_no_device: return enodev;
    case is::not_supported:
    case is::io_unsupported: return enotsup;
    default: return eproto;
    }
}

/** The name of a node, which is what a path has behind "/dev/".

    @return Empty if it is no node, or if it could not be shown to people as it is. The names are
    made of what devices say of themselves (IOSerialBSDClient.cpp, createDevNodes): they may have
    any characters, but must not lead elsewhere.
*/
inline std::string_view darwin_node_name(std::string_view path)
{
    std::string_view const folder = "/dev/";
    std::size_t const longest = 255; // NAME_MAX, sys/syslimits.h
    if (path.substr(0, folder.size()) != folder)
        return {};
    std::string_view const name = path.substr(folder.size());
    bool const leads_elsewhere
        = name.find('/') != std::string_view::npos || name == "." || name == "..";
    if (leads_elsewhere || name.size() > longest || device_text(name) != name)
        return {};
    return name;
}

/** Where a USB device is plugged in, as in "20-1.4": the bus, and a port of each hub.

    @param id A locationID: the bus is its highest byte, and each hub's port one of the other six
    digits, up to the first 0 (IOUSBHostFamily, "locationID"; pySerial and libusb read it so).
    Numbers of 32 bits arrive with a sign (IOCFUnserialize.yacc, buildNumber).
    @return Empty if it is none, or of what is plugged into no port.
*/
inline std::string darwin_location(std::int64_t id)
{
    std::int64_t const least = -0x8000'0000ll, most = 0xFFFF'FFFFll;
    if (id < least || id > most)
        return {};
    auto const bits = static_cast<std::uint32_t>(id);
    std::string location = std::to_string(bits >> 24u);
    char separator = '-';
    for (unsigned shift = 20;; shift -= 4)
    {
        unsigned const port = bits >> shift & 0xFu;
        if (port == 0)
            break;
        location += separator + std::to_string(port);
        separator = '.';
        if (shift == 0)
            break;
    }
    return separator == '.' ? location : std::string();
}

/// A number of 16 bits, as idVendor is one; nothing if it is out of range.
inline std::optional<std::uint16_t> darwin_usb_id(std::optional<std::int64_t> number) noexcept
{
    if (!number || *number < 0 || *number > 0xFFFF)
        return std::nullopt;
    return static_cast<std::uint16_t>(*number);
}

/// A port for the list. @pre `d.callout` is a node.
inline port_info describe_darwin_port(darwin_device const& d)
{
    port_info port;
    port.device = d.callout;
    port.name = darwin_node_name(d.callout);
    port.description = port.name;
    port.hwid = "n/a";
    port.driver = device_text(d.driver);
    if (!d.usb)
        return port;
    auto const vid = darwin_usb_id(d.vid), pid = darwin_usb_id(d.pid);
    if (vid && pid) // half an identification is none
    {
        port.vid = vid;
        port.pid = pid;
    }
    port.serial_number = device_text(d.serial_number);
    port.manufacturer = device_text(d.manufacturer);
    port.product = device_text(d.product);
    port.interface = device_text(d.interface);
    if (d.location)
        port.location = darwin_location(*d.location);
    port.description = usb_description(port);
    if (port.vid)
        port.hwid = usb_hwid(port);
    return port;
}

/// Whether somebody who opens, or names, a device means this port: either node, with its path or
/// without.
inline bool names_darwin_port(std::string_view device, darwin_device const& d)
{
    if (device.empty())
        return false;
    return device == d.callout || device == d.dialin || device == darwin_node_name(d.callout)
        || device == darwin_node_name(d.dialin);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
