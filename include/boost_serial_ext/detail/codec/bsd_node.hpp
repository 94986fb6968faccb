// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_BSD_NODE_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_BSD_NODE_HPP

#include <boost_serial_ext/detail/codec/port_text.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The systems whose serial ports have a node to call out with beside the one to be called on.
enum class bsd_system : unsigned char
{
    freebsd,
    dragonfly,
    openbsd,
    netbsd
};

/// What stat says of a node: its mode, what it leads to (st_rdev), and its entry in /dev.
struct bsd_node
{
    std::uint32_t mode = 0;
    std::uint64_t number = 0;
    std::uint64_t inode = 0;
};

/// Whether it is a character device (S_IFCHR, POSIX sys/stat.h).
constexpr bool is_character_device(bsd_node const& n) noexcept
{
    return (n.mode & 0170000u) == 0020000u;
}

/// What the names of nodes to call out with begin with: an open of these waits for no carrier.
constexpr std::string_view bsd_prefix(bsd_system system) noexcept
{
    return system == bsd_system::netbsd ? "dty" : "cua";
}

inline bool begins_with(std::string_view text, std::string_view beginning) noexcept
{
    return text.substr(0, beginning.size()) == beginning;
}

inline bool ends_with(std::string_view text, std::string_view end) noexcept
{
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/** Whether the name is that of a port's node to call out with.

    Nodes that keep settings are none: "cuau0.init" and "cuau0.lock" on FreeBSD (sys/kern/tty.c,
    tty_makedevf), "cuaiU0" and "cualU0" on DragonFly (usb_serial.c, ucom_attach_tty; sio.c).
*/
inline bool is_bsd_port_name(bsd_system system, std::string_view name) noexcept
{
    auto const prefix = bsd_prefix(system);
    if (!begins_with(name, prefix) || name.size() < prefix.size() + 2 || !is_terminal_name(name))
        return false;
    char const line = name[prefix.size()];
    if (system == bsd_system::freebsd)
        return !ends_with(name, ".init") && !ends_with(name, ".lock");
    return system != bsd_system::dragonfly || (line != 'i' && line != 'l');
}

/// Whether the node is that of a port on USB: cuaU0, dtyU0. Those come and go.
inline bool is_bsd_usb_name(bsd_system system, std::string_view name) noexcept
{
    return is_bsd_port_name(system, name) && name[bsd_prefix(system).size()] == 'U';
}

/** The node to call out with of the same port; empty if the name is no terminal's.

    "ttyX" and "cuaX" are one port on FreeBSD and OpenBSD, "ttyX" and "dtyX" on NetBSD. DragonFly's
    UARTs are "ttyd0" and "cuaa0" (sys/dev/serial/sio/sio.c, sioattach).
*/
inline std::string bsd_callout_of(bsd_system system, std::string_view name)
{
    if (is_bsd_port_name(system, name))
        return std::string(name);
    if (!begins_with(name, "tty"))
        return {};
    std::string callout = std::string(bsd_prefix(system)).append(name.substr(3));
    if (system == bsd_system::dragonfly && begins_with(name, "ttyd"))
        callout[3] = 'a';
    return is_bsd_port_name(system, callout) ? callout : std::string();
}

/** The device behind the node of a UART, as in "uart0"; empty where the name does not say.

    Units are numbers to the base of 32: `%r` in kernel messages (sys/kern/subr_prf.c, kvprintf; the
    base is the second argument of vsnrprintf in sys/kern/tty.c and kern_conf.c).
*/
inline std::string bsd_uart_of(bsd_system system, std::string_view name)
{
    bool const freebsd = system == bsd_system::freebsd;
    bool const ours = freebsd ? begins_with(name, "cuau")
                              : system == bsd_system::dragonfly && begins_with(name, "cuaa");
    std::string_view const digits = name.substr(ours ? 4 : name.size());
    unsigned unit = 0;
    for (char const c : digits)
    {
        bool const digit = c >= '0' && c <= '9', letter = c >= 'a' && c <= 'v';
        if ((!digit && !letter) || unit > 0xFFFF)
            return {};
        unit = unit * 32 + static_cast<unsigned>(digit ? c - '0' : c - 'a' + 10);
    }
    return digits.empty() ? std::string() : (freebsd ? "uart" : "sio") + std::to_string(unit);
}

/** The node of an attached device where nodes are made by hand (MAKEDEV); empty if it is no port.

    OpenBSD: ucom3 is cuaU3. NetBSD (etc/MAKEDEV.tmpl): ucom3 is dtyU3, com3 is dty03.
*/
inline std::string bsd_node_of(bsd_system system, std::string_view device)
{
    bool const usb = begins_with(device, "ucom");
    bool const com = system == bsd_system::netbsd && begins_with(device, "com");
    if (!usb && !com)
        return {};
    std::string_view const digits = device.substr(usb ? 4 : 3);
    unsigned unit = 0;
    char const* const end = digits.data() + digits.size();
    auto const [last, error] = std::from_chars(digits.data(), end, unit);
    if (error != std::errc() || last != end || unit > (com ? 99u : 999u))
        return {};
    std::string const number = std::to_string(unit); // without the zeros that may have been there
    return std::string(bsd_prefix(system))
        + (usb                      ? "U" + number
                : number.size() < 2 ? "0" + number
                                    : number);
}

/// "cuaU2" before "cuaU2.1" before "cuaU10": numbers by their value, wherever they stand.
inline bool in_bsd_order(std::string_view a, std::string_view b) noexcept
{
    auto const run = [](std::string_view s)
    { return s.substr(0, (std::min)(s.find_first_not_of("0123456789"), s.size())); };
    std::string_view const whole_a = a, whole_b = b;
    while (!a.empty() && !b.empty())
    {
        std::string_view x = run(a), y = run(b);
        if (x.empty() || y.empty())
        {
            if (a.front() != b.front())
                return a.front() < b.front();
            a.remove_prefix(1);
            b.remove_prefix(1);
            continue;
        }
        a.remove_prefix(x.size());
        b.remove_prefix(y.size());
        x.remove_prefix((std::min)(x.find_first_not_of('0'), x.size()));
        y.remove_prefix((std::min)(y.find_first_not_of('0'), y.size()));
        if (x.size() != y.size())
            return x.size() < y.size();
        if (x != y)
            return x < y;
    }
    if (a.empty() != b.empty())
        return a.empty();
    return whole_a < whole_b; // "cuaU01", "cuaU1"
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
