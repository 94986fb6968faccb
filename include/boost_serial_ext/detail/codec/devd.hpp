// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_DEVD_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_DEVD_HPP

#include <boost_serial_ext/detail/codec/bsd_device.hpp>
#include <boost_serial_ext/detail/codec/bsd_node.hpp>
#include <boost_serial_ext/detail/codec/port_text.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Where devd hands on what the kernel says of devices, to everybody.
struct devd_socket
{
    char const* path;
    bool keeps_messages_apart; ///< SOCK_SEQPACKET; a SOCK_STREAM has one line for each.
};

/// FreeBSD: devd(8). DragonFly (sbin/devd/devd.cc, create_socket) has the older one only.
constexpr devd_socket devd_socket_of(bsd_system system) noexcept
{
    return system == bsd_system::dragonfly ? devd_socket{"/var/run/devd.pipe", false}
                                           : devd_socket{"/var/run/devd.seqpacket.pipe", true};
}

/// Why all ports are to be looked at.
struct devd_news
{
    /// The node or the device that has gone, of which the next one of that name is another; empty
    /// if none has.
    std::string_view gone;
};

/** Reads one message.

    `!system=DEVFS subsystem=CDEV type=CREATE cdev=cuaU0` of a node that is made, or DESTROY
    (FreeBSD: sys/kern/kern_conf.c, notify); `+umodem0 … at bus=0 … on uhub1` of a device whose
    driver is through with it, `-` of one that it has given up, `?` of one without a driver
    (sys/kern/subr_bus.c, devaddq). A driver makes the node before it has told what it belongs to,
    and a node that somebody holds open stays: so devices count as well as nodes, whatever they are.

    @return Nothing if it is no reason to look. The view lies in the message.
*/
inline std::optional<devd_news> parse_devd_message(bsd_system system, std::string_view message)
{
    std::string_view const kind = message.substr(0, 1);
    if (kind == "+" || kind == "-")
    {
        std::string_view const device = message.substr(1, message.find_first_of(" \n") - 1);
        if (!is_terminal_name(device))
            return std::nullopt;
        return devd_news{kind == "-" ? device : std::string_view()};
    }
    if (kind != "!")
        return std::nullopt;
    std::string_view from, part, type, node;
    for_each_bsd_word(message.substr(1),
        [&](std::string_view name, std::string_view value)
        {
            if (name == "system" && from.empty())
                from = value;
            else if (name == "subsystem" && part.empty())
                part = value;
            else if (name == "type" && type.empty())
                type = value;
            else if (name == "cdev" && node.empty())
                node = value;
        });
    if (from != "DEVFS" || part != "CDEV" || !is_bsd_port_name(system, node))
        return std::nullopt;
    if (type != "CREATE" && type != "DESTROY")
        return std::nullopt;
    return devd_news{type == "DESTROY" ? node : std::string_view()};
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
