// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_FUZZ_DARWIN_DEVICE_PROPERTY_HPP
#define BOOST_SERIAL_EXT_TEST_FUZZ_DARWIN_DEVICE_PROPERTY_HPP

#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/darwin_device.hpp>

#include "fuzz/device_text_property.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace boost_serial_ext_test {

// Another way to a location: from the text back to the number.
inline std::string fault_of_darwin_location(std::int64_t id, std::string const& text)
{
    if (text.empty())
        return "";
    char const* at = text.c_str();
    char* end = nullptr;
    std::uint64_t bits = std::strtoul(at, &end, 10) << 24u;
    unsigned shift = 24;
    for (char separator = '-'; *end != '\0'; separator = '.')
    {
        at = end + 1;
        unsigned long const port = *end == separator ? std::strtoul(at, &end, 10) : 0;
        if (port == 0 || port > 15 || shift == 0)
            return "no port";
        shift -= 4;
        bits |= std::uint64_t{port} << shift;
    }
    std::uint64_t const whole = static_cast<std::uint64_t>(id) & 0xFFFF'FFFFu;
    if (shift == 24 || bits != (whole >> shift << shift) || bits > 0xFFFF'FFFFu)
        return "another location";
    return shift != 0 && (whole >> (shift - 4) & 0xFu) != 0 ? "half a location" : "";
}

// What macOS' registry has of a port, one value a line: whatever stands there, the port can be shown
// to people, its node leads nowhere else, and no number is there that was not given.
inline std::string fault_of_darwin_device(std::string_view raw)
{
    using namespace boost_serial_ext::detail;
    darwin_device d;
    std::array<std::string, 3> numbers;
    std::array<std::string*, 10> const fields{&d.callout, &d.dialin, &numbers[0], &numbers[1],
        &numbers[2], &d.driver, &d.serial_number, &d.manufacturer, &d.product, &d.interface};
    std::string_view rest = raw;
    for (std::string* const field : fields)
    {
        std::string_view const line = rest.substr(0, rest.find('\n'));
        *field = line;
        rest.remove_prefix(line.size() == rest.size() ? line.size() : line.size() + 1);
    }
    d.usb = rest.empty();
    auto const number = [](std::string const& text) -> std::optional<std::int64_t>
    {
        if (text.empty())
            return std::nullopt;
        return static_cast<std::int64_t>(std::strtoll(text.c_str(), nullptr, 0));
    };
    d.vid = number(numbers[0]);
    d.pid = number(numbers[1]);
    d.location = number(numbers[2]);
    if (d.location)
        if (auto fault = fault_of_darwin_location(*d.location, darwin_location(*d.location));
            !fault.empty())
            return fault;
    std::string const name(darwin_node_name(d.callout));
    if (names_darwin_port("", d) || names_darwin_port(d.callout, d) == d.callout.empty())
        return "another port";
    if (name.empty())
        return "";
    if (name.find('/') != name.npos || name == "." || name == ".." || "/dev/" + name != d.callout)
        return "a node that leads elsewhere";
    auto const port = describe_darwin_port(d);
    for (std::string const* const shown : {&port.device, &port.name, &port.serial_number,
             &port.manufacturer, &port.product, &port.location, &port.interface, &port.driver})
        if (std::string fault = fault_of_shown_text(*shown); !fault.empty())
            return fault;
    if (port.device != d.callout || port.name != name || port.description.empty())
        return "another device";
    if (port.vid.has_value() != port.pid.has_value())
        return "half an identification";
    if (port.vid && (!d.usb || *port.vid != d.vid || *port.pid != d.pid))
        return "a number from nowhere";
    if ((port.hwid.find("USB VID:PID=") == 0) != port.vid.has_value())
        return "a hardware identification of something else";
    return "";
}

} // namespace boost_serial_ext_test

#endif
