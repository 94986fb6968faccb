// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_WINDOWS_DEVICE_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_WINDOWS_DEVICE_HPP

#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/port_text.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What Windows keeps of a device that is a port, in UTF-8; empty where it keeps nothing.
struct windows_device
{
    std::string port;          ///< PortName, as in "COM5".
    std::string instance;      ///< Its instance ID, as in `USB\VID_0403&PID_6001\A10X2Y3Z`.
    std::string parent;        ///< That of the device that it is a part of.
    std::string hardware;      ///< The first of its hardware IDs.
    std::string friendly;      ///< The name for people.
    std::string product;       ///< What the device says of itself over the bus.
    std::string manufacturer;  ///< Of the driver, as its INF file has it.
    std::string service;       ///< The driver.
    std::string location;      ///< The first of its location paths.
    std::uint64_t arrived = 0; ///< When it was plugged in; 0: nobody knows.
};

/// Text of Windows, in UTF-8; what is no UTF-16 becomes U+FFFD. At most 4096 units are read.
inline std::string to_utf8(std::u16string_view text)
{
    std::string out;
    text = text.substr(0, 4096);
    for (std::size_t i = 0; i != text.size(); ++i)
    {
        std::uint32_t c = text[i];
        bool const first = c >= 0xD800 && c < 0xDC00, second = c >= 0xDC00 && c < 0xE000;
        std::uint32_t const next = i + 1 != text.size() ? text[i + 1] : 0;
        if (first && next >= 0xDC00 && next < 0xE000)
            c = 0x10000 + ((c - 0xD800) << 10) + (text[++i] - 0xDC00u);
        else if (first || second)
            c = 0xFFFD;
        auto const tail
            = [&](unsigned shift) { out += static_cast<char>(0x80u | ((c >> shift) & 0x3Fu)); };
        if (c < 0x80)
            out += static_cast<char>(c);
        else if (c < 0x800)
            out += static_cast<char>(0xC0u | c >> 6), tail(0);
        else if (c < 0x10000)
            out += static_cast<char>(0xE0u | c >> 12), tail(6), tail(0);
        else
            out += static_cast<char>(0xF0u | c >> 18), tail(12), tail(6), tail(0);
    }
    return out;
}

/// The same in upper case: IDs have either ("Device Identification Strings", Microsoft).
inline std::string in_upper_case(std::string_view id)
{
    std::string out(id);
    for (char& c : out)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return out;
}

/// What an instance ID tells of a USB device.
struct windows_usb_id
{
    std::optional<std::uint16_t> vid;
    std::optional<std::uint16_t> pid;
    std::optional<std::uint16_t> interface; ///< Of a device with several: MI_xx.
    std::string serial_number;
};

/** Reads an instance ID: enumerator, device and instance, separated by `\`.

    Of a USB device the last part is its serial number, or, with `&` in it, something that Windows
    has made up; of one of several interfaces it is always the latter ("Standard USB Identifiers").
    FTDI's bus has it all in the second part, and the number of the port as a letter behind the
    serial number ("FTDIBUS\VID_0403+PID_6001+A10X2Y3ZA\0000").
*/
inline windows_usb_id parse_windows_instance(std::string_view instance)
{
    windows_usb_id found;
    std::size_t const longest = 1024;
    std::string const id = in_upper_case(instance.substr(0, longest));
    auto const first = id.find('\\');
    auto const second = first == id.npos ? id.npos : id.find('\\', first + 1);
    if (first == id.npos)
        return found;
    std::string const bus = id.substr(0, first);
    std::string_view rest(id);
    rest = rest.substr(first + 1, second == id.npos ? rest.npos : second - first - 1);
    bool const ftdi = bus == "FTDIBUS";
    char const separator = ftdi ? '+' : '&';
    unsigned number = 0;
    std::string_view third;
    for (bool more = true; more; ++number)
    {
        auto const end = (std::min)(rest.find(separator), rest.size());
        std::string_view const token = rest.substr(0, end);
        std::string_view const key = token.substr(0, token.find('_')),
                               value = token.substr((std::min)(key.size() + 1, token.size()));
        if (key == "VID" && value.size() == 4 && !found.vid)
            found.vid = usb_id(value);
        else if (key == "PID" && value.size() == 4 && !found.pid)
            found.pid = usb_id(value);
        else if (key == "MI" && value.size() == 2)
            found.interface = usb_id(value);
        else if (number == 2)
            third = token;
        more = end != rest.size();
        rest.remove_prefix(more ? end + 1 : end);
    }
    if (!found.vid || !found.pid)
        return {};
    // As it is written: a serial number's case matters to whoever compares it.
    std::string_view serial;
    if (ftdi && third.size() > 1 && third.back() >= 'A' && third.back() <= 'D')
        serial
            = instance.substr(static_cast<std::size_t>(third.data() - id.data()), third.size() - 1);
    else if (bus == "USB" && !found.interface && second != id.npos)
        serial = instance.substr(second + 1, longest);
    if (serial.find('&') == serial.npos)
        found.serial_number = device_text(serial);
    return found;
}

/** Where a USB device is plugged in, as in "1-4.1": the bus, and a port of each hub.

    @param path A location path, as in `PCIROOT(0)#PCI(1400)#USBROOT(0)#USB(4)#USB(1)`.
    @return Empty if it is no USB device's.
*/
inline std::string parse_windows_location(std::string_view path)
{
    std::string location;
    unsigned hubs = 0;
    unsigned const most = 16;
    auto const number_in
        = [](std::string_view step, std::string_view name) -> std::optional<unsigned>
    {
        unsigned n = 0;
        if (step.size() < name.size() + 3 || step.substr(0, name.size()) != name
            || step[name.size()] != '(' || step.back() != ')')
            return std::nullopt;
        char const* const begin = step.data() + name.size() + 1;
        char const* const end = step.data() + step.size() - 1;
        auto const [last, error] = std::from_chars(begin, end, n);
        return error == std::errc() && last == end && n < 1000 ? std::optional(n) : std::nullopt;
    };
    for (path = path.substr(0, 1024); !path.empty();)
    {
        auto const end = (std::min)(path.find('#'), path.size());
        std::string_view const step = path.substr(0, end);
        path.remove_prefix((std::min)(end + 1, path.size()));
        if (auto const root = number_in(step, "USBROOT"))
        {
            location = std::to_string(*root + 1);
            hubs = 0;
        }
        else if (auto const port = number_in(step, "USB");
                 port && !location.empty() && hubs != most)
            location += (hubs++ == 0 ? '-' : '.') + std::to_string(*port);
    }
    return hubs == 0 ? std::string() : location;
}

/// Whether the name is that of a serial port: the same list has printer ports.
inline bool is_windows_port_name(std::string_view name) noexcept
{
    return !name.empty() && name.size() <= 64 && in_upper_case(name.substr(0, 3)) != "LPT";
}

/// A port for the list.
inline port_info describe_windows_port(windows_device const& d)
{
    port_info port;
    port.device = port.name = device_text(d.port);
    port.product = device_text(d.product);
    port.manufacturer = device_text(d.manufacturer);
    port.driver = device_text(d.service);
    windows_usb_id const own = parse_windows_instance(d.instance);
    windows_usb_id const whole = parse_windows_instance(d.parent);
    port.vid = own.vid;
    port.pid = own.pid;
    bool const is_part = whole.vid == own.vid && whole.pid == own.pid && own.vid;
    port.serial_number
        = is_part && !whole.serial_number.empty() ? whole.serial_number : own.serial_number;
    if (port.vid)
        port.location = parse_windows_location(d.location);
    if (own.interface)
    {
        std::string const number = std::to_string(*own.interface);
        char const* const digits = "0123456789ABCDEF";
        port.interface = std::string("MI_") + digits[*own.interface >> 4u & 0xFu]
            + digits[*own.interface & 0xFu];
        if (!port.location.empty())
            port.location += ":x." + number; // Windows does not tell the configuration
    }
    port.description = device_text(d.friendly);
    if (port.description.empty())
        port.description = port.name;
    port.hwid = port.vid && port.pid ? usb_hwid(port) : device_text(d.hardware);
    if (port.hwid.empty())
        port.hwid = "n/a";
    return port;
}

/// Whether somebody who opens a device means this port: with or without the prefix, in either case.
inline bool names_windows_port(std::string_view device, std::string_view port)
{
    std::string_view const start = device.substr(0, 4);
    if (start == R"(\\.\)" || start == R"(\\?\)")
        device.remove_prefix(4);
    return in_upper_case(device) == in_upper_case(port);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
