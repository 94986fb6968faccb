// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_FUZZ_BSD_DEVICE_PROPERTY_HPP
#define BOOST_SERIAL_EXT_TEST_FUZZ_BSD_DEVICE_PROPERTY_HPP

#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/bsd_attached.hpp>
#include <boost_serial_ext/detail/codec/bsd_device.hpp>
#include <boost_serial_ext/detail/codec/bsd_node.hpp>
#include <boost_serial_ext/detail/codec/devd.hpp>

#include "fuzz/device_text_property.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

namespace boost_serial_ext_test {

// What is wrong with a port that is to be listed.
inline std::string fault_of_bsd_port(
    boost_serial_ext::detail::bsd_system system, boost_serial_ext::port_info const& port)
{
    using namespace boost_serial_ext::detail;
    for (std::string const* const shown : {&port.description, &port.serial_number,
             &port.manufacturer, &port.product, &port.location, &port.driver})
        if (std::string fault = fault_of_shown_text(*shown); !fault.empty())
            return fault;
    if (!is_bsd_port_name(system, port.name) || port.device != "/dev/" + port.name)
        return "a device that is no port's";
    if (port.description.empty() || port.hwid.empty())
        return "nothing to show";
    if (port.vid.has_value() != port.pid.has_value())
        return "half an identification";
    if (!port.serial_number.empty() && !port.vid)
        return "a serial number of what is not on USB";
    return "";
}

// Another way to read a message than the library's, where no value is in quotes: word by word.
inline std::optional<std::string> read_devd_message(
    boost_serial_ext::detail::bsd_system system, std::string const& message)
{
    using namespace boost_serial_ext::detail;
    if (message.empty())
        return std::nullopt;
    std::string const rest = message.substr(1);
    if (message[0] == '+' || message[0] == '-')
    {
        std::string const name = rest.substr(0, rest.find_first_of(" \n"));
        return is_terminal_name(name) ? std::optional(message[0] == '-' ? name : "") : std::nullopt;
    }
    std::string from, part, type, node, word;
    for (std::istringstream words(rest); words >> word;)
        for (auto const& [name, value] : {std::pair<std::string, std::string*>{"system=", &from},
                 {"subsystem=", &part}, {"type=", &type}, {"cdev=", &node}})
            if (value->empty() && word.compare(0, name.size(), name) == 0)
                *value = word.substr(name.size());
    bool const ours = message[0] == '!' && from == "DEVFS" && part == "CDEV"
        && (type == "CREATE" || type == "DESTROY") && is_bsd_port_name(system, node);
    return ours ? std::optional(type == "DESTROY" ? node : "") : std::nullopt;
}

// What a BSD's kernel tells, one text a line: whatever stands there, ports can be shown to people,
// are opened below /dev, and no number is there that was not written.
inline std::string fault_of_bsd_device(std::string_view raw)
{
    using namespace boost_serial_ext::detail;
    bsd_device device;
    std::string node;
    std::array<std::string*, 5> const fields{
        &node, &device.description, &device.identification, &device.location, &device.driver};
    std::string_view rest = raw;
    for (std::string* const field : fields)
    {
        *field = rest.substr(0, rest.find('\n'));
        rest.remove_prefix((std::min)(field->size() + 1, rest.size()));
    }
    auto const id = parse_bsd_identification(device.identification);
    if (id.ports < 1 || id.ports > 64 || (!id.terminal.empty() && !is_terminal_name(id.terminal)))
        return "nodes that cannot be";
    for (bsd_system const system :
        {bsd_system::freebsd, bsd_system::dragonfly, bsd_system::openbsd, bsd_system::netbsd})
    {
        if (is_bsd_port_name(system, node))
        {
            auto const port = describe_bsd_port(node, device, "0-1");
            if (std::string fault = fault_of_bsd_port(system, port); !fault.empty())
                return fault;
            if (port.vid && device.identification.find("vendor=") == std::string::npos)
                return "a vendor from nowhere";
        }
        for (std::string const& derived : {bsd_callout_of(system, node), bsd_node_of(system, node)})
            if (!derived.empty() && !is_bsd_port_name(system, derived))
                return "a node that is no port's";
        if (std::string const uart = bsd_uart_of(system, node);
            !uart.empty() && !is_bsd_port_name(system, node))
            return "a device of what is no port";

        std::string const message(raw.substr(0, 4000)); // more is not read
        auto const news = parse_devd_message(system, message);
        bool const plain = message.find_first_of("\"\t\v\f\r") == std::string::npos;
        auto const expected = read_devd_message(system, message);
        if (plain && news.has_value() != expected.has_value())
            return news ? "accepted, but it concerns no port" : "refused, but it concerns a port";
        if (plain && news && news->gone != *expected)
            return "not what the message says";
        if (news && !news->gone.empty() && !is_terminal_name(news->gone))
            return "a name that leads elsewhere";
    }
    if (in_bsd_order(node, node)
        || (in_bsd_order(node, device.description) && in_bsd_order(device.description, node)))
        return "no order";
    if (!in_bsd_order(node, device.description) && !in_bsd_order(device.description, node)
        && node != device.description)
        return "two names in one place";

    auto const told = parse_ucom_names(raw);
    if (told.size() > 1 + static_cast<std::size_t>(std::count(raw.begin(), raw.end(), ',')))
        return "ports from nowhere";
    for (bsd_found_port const& port : told)
        if (std::string fault = fault_of_bsd_port(bsd_system::openbsd, port.info); !fault.empty())
            return fault;
    return fault_of_bsd_port(
        bsd_system::netbsd, describe_netbsd_port("ucom0", device.driver, raw).info);
}

} // namespace boost_serial_ext_test

#endif
