// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_BSD_ATTACHED_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_BSD_ATTACHED_HPP

#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/bsd_device.hpp>
#include <boost_serial_ext/detail/codec/bsd_node.hpp>
#include <boost_serial_ext/detail/codec/port_text.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

// What OpenBSD and NetBSD tell of the devices that are attached. Their nodes say nothing: MAKEDEV
// makes them whether or not there is anything behind them.

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Where a USB device is plugged in, as in "0-1.2:x.1", from OpenBSD's "usb0.1.00002.1".

    That is bus, port of the root hub, the further ports as hexadecimal digits, the nearest one in
    the lowest digit (USB 3.2, 8.9, route string), and the interface (sys/dev/usb/ucom.c,
    sysctl_ucominit). The configuration is not told.
*/
inline std::string parse_openbsd_route(std::string_view text)
{
    std::string_view part[4];
    for (std::string_view& p : part)
    {
        p = text.substr(0, text.find('.'));
        text.remove_prefix((std::min)(p.size() + 1, text.size()));
    }
    auto const bus = bsd_number(part[0].substr((std::min)(part[0].size(), std::size_t{3})));
    auto const port = bsd_number(part[1]), interface = bsd_number(part[3]);
    unsigned route = 0;
    char const* const end = part[2].data() + part[2].size();
    auto const [last, error] = std::from_chars(part[2].data(), end, route, 16);
    bool const whole = text.empty() && begins_with(part[0], "usb") && part[2].size() == 5
        && error == std::errc() && last == end;
    if (!whole || !bus || !port || !interface)
        return {};
    std::string place = std::to_string(*bus) + '-' + std::to_string(*port);
    for (; route != 0; route >>= 4)
        place += '.' + std::to_string(route & 0xFu);
    return place + ":x." + std::to_string(*interface);
}

/** Reads hw.ucomnames: "ucom0:usb0.1.00000.1,ucom1:…", of all ports on USB, and of no others.

    What devices they are the list does not tell.
*/
inline std::vector<bsd_found_port> parse_ucom_names(std::string_view text)
{
    std::size_t const longest = 16'384; // UCOMUNIT_MASK in ucom.c allows 128 of them, of 64 bytes
    std::vector<bsd_found_port> all;
    for (text = text.substr(0, longest); !text.empty();)
    {
        std::string_view const entry = text.substr(0, text.find(','));
        text.remove_prefix((std::min)(entry.size() + 1, text.size()));
        std::string_view const name = entry.substr(0, entry.find(':'));
        std::string_view const route = entry.substr((std::min)(name.size() + 1, entry.size()));
        bsd_found_port port;
        port.node = bsd_node_of(bsd_system::openbsd, name);
        if (port.node.empty())
            continue;
        port.device = name;
        port.info.name = port.info.description = port.node;
        port.info.device = "/dev/" + port.node;
        port.info.driver = "ucom";
        port.info.location = parse_openbsd_route(route);
        port.info.hwid = "n/a";
        all.push_back(std::move(port));
    }
    return all;
}

/** What asks NetBSD's drvctl(4) for a device's properties: sys/sys/drvctlio.h, DRVCTLCOMMAND.

    @return Empty if that can be no device's name.
*/
inline std::string netbsd_properties_request(std::string_view device)
{
    if (!is_terminal_name(device))
        return {};
    return R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
<key>drvctl-command</key>
<string>get-properties</string>
<key>drvctl-arguments</key>
<dict>
<key>device-name</key>
<string>)"
        + std::string(device) + R"(</string>
</dict>
</dict>
</plist>
)";
}

/// The value of a property in the answer, of whatever type, as it stands there; empty if there is
/// none. Of several with that name the first one counts.
inline std::string_view netbsd_property(std::string_view answer, std::string_view name)
{
    std::string_view const opens = "<key>", closes = "</key>";
    for (std::size_t at = 0; (at = answer.find(opens, at)) != answer.npos;)
    {
        at += opens.size();
        std::string_view const key = answer.substr(at, answer.find(closes, at) - at);
        if (key != name)
            continue;
        std::string_view value
            = answer.substr((std::min)(at + key.size() + closes.size(), answer.size()));
        value.remove_prefix((std::min)(value.find_first_not_of(" \t\n"), value.size()));
        bool const text = begins_with(value, "<string>"), number = begins_with(value, "<integer>");
        if (!text && !number)
            return {};
        value.remove_prefix(text ? 8 : 9);
        return value.substr(0, value.find('<')); // in a text it would be "&lt;"
    }
    return {};
}

/// A text of the answer: `<`, `>` and `&` stand there as XML has them.
inline std::string netbsd_text(std::string_view answer, std::string_view name)
{
    std::string_view raw = netbsd_property(answer, name).substr(0, 4096);
    std::string text;
    while (!raw.empty())
    {
        struct
        {
            std::string_view written;
            char meant;
        } const escapes[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}};
        auto const at = std::find_if(std::begin(escapes), std::end(escapes),
            [&](auto const& e) { return begins_with(raw, e.written); });
        bool const escaped = at != std::end(escapes);
        text += escaped ? at->meant : raw.front();
        raw.remove_prefix(escaped ? at->written.size() : 1);
    }
    return device_text(text);
}

/// A number of 16 bits in the answer: "0x403", or decimal.
inline std::optional<std::uint16_t> netbsd_id(std::string_view answer, std::string_view name)
{
    std::string_view const value = netbsd_property(answer, name);
    if (begins_with(value, "0x"))
        return usb_id(value.substr(2));
    auto const n = bsd_number(value);
    return n && *n <= 0xFFFF ? std::optional(static_cast<std::uint16_t>(*n)) : std::nullopt;
}

/** A port for the list.

    @param device As in "ucom0", "com0".
    @param parent What it is attached to, as in "uftdi0": the driver of a port on USB.
    @param answer The parent's properties; empty where nobody tells. On USB they are the whole
    device's (sys/dev/usb/usb_subr.c, usbd_properties).
*/
inline bsd_found_port describe_netbsd_port(
    std::string_view device, std::string_view parent, std::string_view answer)
{
    bsd_found_port port;
    port.node = bsd_node_of(bsd_system::netbsd, device);
    port.device = device;
    port_info& info = port.info;
    info.name = info.description = port.node;
    info.device = "/dev/" + port.node;
    info.hwid = "n/a";
    bool const usb = begins_with(device, "ucom");
    std::string_view const driver = usb ? parent : device;
    info.driver = device_text(driver.substr(0, driver.find_last_not_of("0123456789") + 1));
    if (!usb)
        info.location = device_text(parent);
    auto const vid = netbsd_id(answer, "vendor-id"), pid = netbsd_id(answer, "product-id");
    if (usb && vid && pid)
    {
        info.vid = vid;
        info.pid = pid;
        info.manufacturer = netbsd_text(answer, "vendor-string");
        info.product = netbsd_text(answer, "product-string");
        info.serial_number = netbsd_text(answer, "serialnumber");
        info.description = usb_description(info);
        info.hwid = usb_hwid(info);
    }
    return port;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
