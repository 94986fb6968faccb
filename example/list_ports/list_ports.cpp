// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The serial ports of this machine: a table for people, or JSON for programs. None is opened.
// Usage: boost_serial_ext_list_ports [--json] [--vid HEX] [--pid HEX] [--text TEXT]

//[list_ports
#include <boost_serial_ext/discovery.hpp>

#if defined(EXAMPLE_WITH_JSON) // Boost.JSON is a library of its own: see CMakeLists.txt
#include <boost_serial_ext/json.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#endif

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace serial = boost_serial_ext;

namespace {

constexpr std::size_t columns = 6;
using row = std::array<std::string, columns>;

std::string id_of(serial::port_info const& port)
{
    if (!port.vid || !port.pid)
        return "-";
    std::array<char, 10> text{};
    std::snprintf(text.data(), text.size(), "%04x:%04x", *port.vid, *port.pid);
    return text.data();
}

// In characters, not in bytes: those that go on with a character begin with the bits 10.
std::size_t width(std::string const& text)
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0u) != 0x80; }));
}

void print_table(std::vector<serial::port_info> const& ports)
{
    std::vector<row> rows{{"DEVICE", "ID", "SERIAL NUMBER", "LOCATION", "DRIVER", "DESCRIPTION"}};
    for (serial::port_info const& p : ports)
        rows.push_back({p.device, id_of(p), p.serial_number, p.location, p.driver, p.description});
    std::array<std::size_t, columns> widths{};
    for (row& r : rows)
        for (std::size_t i = 0; i != columns; ++i)
        {
            if (r[i].empty())
                r[i] = std::string(1, '-'); // g++ 12 warns of "-" without cause
            widths[i] = (std::max)(widths[i], width(r[i]));
        }
    for (row const& r : rows)
        for (std::size_t i = 0; i != columns; ++i)
            if (i + 1 != columns)
                std::cout << r[i] << std::string(widths[i] - width(r[i]) + 2, ' ');
            else
                std::cout << r[i] << '\n';
}

bool print_json([[maybe_unused]] std::vector<serial::port_info> const& ports)
{
#if defined(EXAMPLE_WITH_JSON)
    boost::json::array all;
    for (serial::port_info const& p : ports)
        all.push_back(serial::to_json(p));
    std::cout << boost::json::serialize(all) << '\n';
    return true;
#else
    std::cerr << "this program was built without Boost.JSON\n";
    return false;
#endif
}

struct options
{
    bool json = false;
    serial::port_filter filter;
};

std::optional<options> parse(std::vector<std::string_view> const& words)
{
    options parsed;
    for (std::size_t i = 0; i != words.size(); ++i)
    {
        if (words[i] == "--json")
        {
            parsed.json = true;
            continue;
        }
        bool const vid = words[i] == "--vid", pid = words[i] == "--pid";
        if ((!vid && !pid && words[i] != "--text") || i + 1 == words.size())
            return std::nullopt;
        std::string_view const value = words[++i];
        if (!vid && !pid)
        {
            parsed.filter.text = value;
            continue;
        }
        std::uint16_t id = 0;
        auto const [end, failure]
            = std::from_chars(value.data(), value.data() + value.size(), id, 16);
        if (failure != std::errc() || end != value.data() + value.size())
            return std::nullopt;
        (vid ? parsed.filter.vid : parsed.filter.pid) = id;
    }
    return parsed;
}

} // namespace

int main(int argc, char** argv)
{
    auto const wanted = parse({argv + 1, argv + argc});
    if (!wanted)
    {
        std::cerr << "usage: " << argv[0] << " [--json] [--vid HEX] [--pid HEX] [--text TEXT]\n";
        return 2;
    }

    serial::error_code ec;
    std::vector<serial::port_info> ports;
    for (serial::port_info const& port : serial::list_ports(ec))
        if (wanted->filter.matches(port))
            ports.push_back(port);
    if (ec)
    {
        std::cerr << "the ports cannot be listed: " << ec.message() << '\n';
        return 1;
    }

    if (wanted->json)
        return print_json(ports) ? 0 : 2;
    if (ports.empty())
        std::cout << "no serial port is there that was asked for\n";
    else
        print_table(ports);
    return 0;
}
//]
