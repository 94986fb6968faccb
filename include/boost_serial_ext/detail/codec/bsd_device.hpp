// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_BSD_DEVICE_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_BSD_DEVICE_HPP

#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/bsd_node.hpp>
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

/// What FreeBSD and DragonFly keep of a device in dev.DRIVER.UNIT (sys/kern/subr_bus.c,
/// device_sysctl_init); empty where they keep nothing.
struct bsd_device
{
    std::string name;           ///< Driver and unit, as in "umodem0".
    std::string driver;         ///< As in "umodem".
    std::string description;    ///< %desc
    std::string identification; ///< %pnpinfo
    std::string location;       ///< %location
    std::string parent;         ///< %parent: the device it is attached to, as in "uhub1".
};

/// A port as the system has it now.
struct bsd_found_port
{
    std::string node;           ///< Its name in /dev, as in "cuaU0".
    std::string device;         ///< What it is attached as, as in "umodem0"; empty: nobody says.
    std::uint64_t identity = 0; ///< Of what is behind the node.
    bool attached = true;       ///< Not if it is on its way: no device yet or no more, or no node.
    port_info info;
};

/// FNV-1a, of what differs between two devices that had the same node one after the other.
class bsd_identity
{
public:
    void add(std::string_view text) noexcept
    {
        for (char const c : text)
            add(static_cast<unsigned char>(c));
        add('\0'); // "a", "bc" is not "ab", "c"
    }
    void add(std::uint64_t number) noexcept
    {
        for (unsigned shift = 0; shift != 64; shift += 8)
            add(static_cast<unsigned char>(number >> shift & 0xFFu));
    }
    std::uint64_t value() const noexcept { return hash_ != 0 ? hash_ : 1; }

private:
    void add(unsigned char byte) noexcept { hash_ = (hash_ ^ byte) * 1'099'511'628'211u; }
    void add(char byte) noexcept { add(static_cast<unsigned char>(byte)); }

    std::uint64_t hash_ = 14'695'981'039'346'656'037u;
};

/// Calls `visit(name, value)` for each word `name=value` of a text; a value may stand in quotes. At
/// most 4 KiB are read.
template<class Visit>
void for_each_bsd_word(std::string_view text, Visit visit)
{
    std::size_t const longest = 4096;
    text = text.substr(0, longest);
    while (!text.empty())
    {
        text.remove_prefix((std::min)(text.find_first_not_of(" \n"), text.size()));
        std::string_view word = text.substr(0, text.find_first_of(" \n"));
        std::size_t const equals = word.find('=');
        std::string_view value;
        if (equals != word.npos && text.substr(equals + 1, 1) == "\"")
        {
            std::string_view const rest = text.substr(equals + 2);
            value = rest.substr(0, rest.find('"'));
            word = text.substr(0, (std::min)(equals + 3 + value.size(), text.size()));
        }
        else if (equals != word.npos)
            value = word.substr(equals + 1);
        if (equals != word.npos)
            visit(word.substr(0, equals), value);
        text.remove_prefix(word.size());
    }
}

/// A whole decimal number below a million; nothing if it is none.
inline std::optional<unsigned> bsd_number(std::string_view digits) noexcept
{
    unsigned n = 0;
    char const* const end = digits.data() + digits.size();
    auto const [last, error] = std::from_chars(digits.data(), end, n);
    return error == std::errc() && last == end && n < 1'000'000 ? std::optional(n) : std::nullopt;
}

/// What %pnpinfo tells; the views lie in it.
struct bsd_identification
{
    std::optional<std::uint16_t> vid, pid;
    std::string_view serial_number;
    std::string_view terminal; ///< The end of its nodes' names, as in "U0".
    unsigned ports = 1;        ///< How many: "U0" is U0.0 and U0.1 if there are two.
    std::string_view board;    ///< ACPI's or ISA's identification, as in "PNP0501".
};

/** Reads %pnpinfo.

    On USB `vendor=0x2341 product=0x0043 … sernum="…" … intprotocol=0x01 ttyname=U0 ttyports=1`
    (sys/dev/usb/usb_hub.c, uhub_child_pnpinfo_string; the end is of usb_serial.c,
    ucom_set_pnpinfo_usb). On PCI it is `vendor=0x8086 device=0x9c3a …`: half of it is none.
    Quotes in a serial number are not escaped, but FreeBSD takes no others than letters, digits and a
    few signs from a device (usb_request.c, usbd_req_get_string_any). All the same, of what is there
    twice the kernel's own counts: what stands before the serial number first, what behind it last.
*/
inline bsd_identification parse_bsd_identification(std::string_view text)
{
    unsigned const most_ports = 64; // several times what any adapter has
    bsd_identification found;
    auto const id = [](std::string_view value)
    { return begins_with(value, "0x") ? usb_id(value.substr(2)) : std::nullopt; };
    std::optional<std::uint16_t> vendor;
    for_each_bsd_word(text,
        [&](std::string_view name, std::string_view value)
        {
            if (name == "vendor" && !vendor)
                vendor = id(value);
            else if (name == "product" && !found.pid)
                found.pid = id(value);
            else if (name == "sernum" && found.serial_number.empty())
                found.serial_number = value;
            else if (name == "ttyname")
                found.terminal = is_terminal_name(value) ? value : std::string_view();
            else if (name == "ttyports")
                found.ports = (std::min)((std::max)(bsd_number(value).value_or(1), 1u), most_ports);
            else if ((name == "_HID" || name == "pnpid") && value != "none" && found.board.empty())
                found.board = value;
        });
    if (vendor && found.pid)
        found.vid = vendor;
    else
        found.pid.reset();
    return found;
}

/// What %location tells of a device on USB.
struct bsd_location
{
    std::optional<unsigned> bus, hub, port, address;
    unsigned interface = 0;
};

/// Reads %location: `bus=0 hubaddr=1 port=2 devaddr=3 interface=0 ugen=ugen0.3` (usb_hub.c,
/// uhub_child_location_string).
inline bsd_location parse_bsd_location(std::string_view text)
{
    bsd_location found;
    for_each_bsd_word(text,
        [&](std::string_view name, std::string_view value)
        {
            if (name == "bus")
                found.bus = bsd_number(value);
            else if (name == "hubaddr")
                found.hub = bsd_number(value);
            else if (name == "port")
                found.port = bsd_number(value);
            else if (name == "devaddr")
                found.address = bsd_number(value);
            else if (name == "interface")
                found.interface = bsd_number(value).value_or(0);
        });
    return found;
}

/** The port of its hub that a device is plugged into.

    DragonFly's kernel gives bus, hubaddr and port each other's numbers: those of hub, port and bus
    (sys/bus/u4b/usb_hub.c, uhub_child_location_string). Whoever knows bus and hub can tell; where
    either would do they are the same.

    @param bus, hub What they are for sure.
*/
inline std::optional<unsigned> bsd_hub_port(
    bsd_location const& l, unsigned bus, unsigned hub) noexcept
{
    return l.bus == bus && l.hub == hub ? l.port
        : l.port == bus && l.bus == hub ? l.hub
                                        : std::nullopt;
}

/// What a device is called: without the numbers behind it, "…, class 2/0, rev 1.10/0.01, addr 3"
/// (sys/dev/usb/usb_device.c, usb_devinfo).
inline std::string bsd_description(std::string_view text)
{
    for (std::string_view const end : {", class ", ", rev "})
        text = text.substr(0, text.rfind(end));
    return device_text(text);
}

/** A port for the list.

    @param place Where it is plugged in, if it is on USB: that takes all devices to tell.
*/
inline port_info describe_bsd_port(
    std::string const& node, bsd_device const& device, std::string const& place)
{
    port_info port;
    port.name = node;
    port.device = "/dev/" + node;
    port.driver = device_text(device.driver);
    bsd_identification const id = parse_bsd_identification(device.identification);
    port.vid = id.vid;
    port.pid = id.pid;
    port.description = bsd_description(device.description);
    if (port.description.empty())
        port.description = node;
    if (port.vid)
    {
        port.serial_number = device_text(id.serial_number);
        port.location = place;
        port.hwid = usb_hwid(port);
        return port;
    }
    port.location = device_text(device.location);
    port.hwid = device_text(id.board);
    if (port.hwid.empty())
        port.hwid = "n/a";
    return port;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
