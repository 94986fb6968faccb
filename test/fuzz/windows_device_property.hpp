// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_FUZZ_WINDOWS_DEVICE_PROPERTY_HPP
#define BOOST_SERIAL_EXT_TEST_FUZZ_WINDOWS_DEVICE_PROPERTY_HPP

#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/windows_device.hpp>

#include "fuzz/device_text_property.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boost_serial_ext_test {

// What Windows keeps of a device, one text a line: whatever stands there, the port can be shown to
// people, and no number is there that was not written.
inline std::string fault_of_windows_device(std::string_view raw)
{
    using namespace boost_serial_ext::detail;
    windows_device d;
    std::array<std::string*, 9> const fields{&d.port, &d.instance, &d.parent, &d.hardware,
        &d.friendly, &d.product, &d.manufacturer, &d.service, &d.location};
    std::string_view rest = raw;
    for (std::string* const field : fields)
    {
        std::string_view const line = rest.substr(0, rest.find('\n'));
        *field = line;
        rest.remove_prefix(line.size() == rest.size() ? line.size() : line.size() + 1);
    }
    auto const port = describe_windows_port(d);
    for (std::string const* const shown : {&port.device, &port.description, &port.serial_number,
             &port.manufacturer, &port.product, &port.location, &port.interface, &port.driver})
        if (std::string fault = fault_of_shown_text(*shown); !fault.empty())
            return fault;
    if (port.vid.has_value() != port.pid.has_value())
        return "half an identification";
    if (port.vid && in_upper_case(d.instance).find("VID_") == std::string::npos)
        return "a vendor from nowhere";
    if (!port.serial_number.empty() && d.instance.find(port.serial_number) == std::string::npos
        && d.parent.find(port.serial_number) == std::string::npos
        && fault_of_shown_text(d.instance).empty() && fault_of_shown_text(d.parent).empty())
        return "a serial number from nowhere";
    if (port.serial_number.find('&') != std::string::npos)
        return "a serial number that Windows has made up";
    if (!port.location.empty() && !port.vid)
        return "a location of what is not on USB";
    // And as UTF-16: any two bytes are a unit.
    std::u16string units;
    for (std::size_t i = 0; i + 1 < raw.size(); i += 2)
        units += static_cast<char16_t>(
            static_cast<unsigned char>(raw[i]) | static_cast<unsigned char>(raw[i + 1]) << 8);
    std::vector<std::uint32_t> codes;
    if (!decode(to_utf8(units), codes))
        return "no UTF-8 of UTF-16";
    return "";
}

} // namespace boost_serial_ext_test

#endif
