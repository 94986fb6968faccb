// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_UEVENT_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_UEVENT_HPP

#include <boost_serial_ext/detail/codec/port_text.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** What the kernel says when it adds, removes or changes a device (lib/kobject_uevent.c).

    The views lie in the message.
*/
struct uevent
{
    std::string_view action;      ///< As in "add", "remove", "change", "move".
    std::string_view devpath;     ///< Below /sys.
    std::string_view devpath_old; ///< Of a device that was renamed.
    std::string_view subsystem;
};

/** Read one message: "add@/devices/…", then variables as "SUBSYSTEM=tty", each with a NUL behind it.

    @return Nothing if the kernel cannot have sent it, or not all of it is there: its last variable
    is SEQNUM. Variables that occur twice count once: the kernel's own come before a driver's.
*/
inline std::optional<uevent> parse_uevent(std::string_view message) noexcept
{
    uevent found;
    std::string_view action, devpath, number;
    struct variable
    {
        std::string_view name;
        std::string_view* value;
    };
    variable const wanted[]
        = {{"ACTION=", &action}, {"DEVPATH=", &devpath}, {"DEVPATH_OLD=", &found.devpath_old},
            {"SUBSYSTEM=", &found.subsystem}, {"SEQNUM=", &number}};
    bool head = true;
    while (!message.empty())
    {
        std::size_t const end = message.find('\0');
        if (end == std::string_view::npos)
            return std::nullopt;
        std::string_view const field = message.substr(0, end);
        message.remove_prefix(end + 1);
        if (head)
        {
            std::size_t const at = field.find('@');
            if (at == std::string_view::npos)
                return std::nullopt;
            found.action = field.substr(0, at);
            found.devpath = field.substr(at + 1);
            head = false;
            continue;
        }
        for (variable const& v : wanted)
            if (v.value->empty() && field.substr(0, v.name.size()) == v.name)
                *v.value = field.substr(v.name.size());
    }
    bool const whole
        = !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
    bool const consistent = !found.action.empty() && action == found.action
        && found.devpath.substr(0, 1) == "/" && devpath == found.devpath;
    if (!whole || !consistent || found.subsystem.empty())
        return std::nullopt;
    return found;
}

/// The name of the terminal at the end of a device's path; empty if it can be none.
inline std::string_view terminal_of(std::string_view devpath) noexcept
{
    std::string_view const name = devpath.substr(devpath.find_last_of('/') + 1);
    return is_terminal_name(name) ? name : std::string_view();
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
