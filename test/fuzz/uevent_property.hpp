// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_FUZZ_UEVENT_PROPERTY_HPP
#define BOOST_SERIAL_EXT_TEST_FUZZ_UEVENT_PROPERTY_HPP

#include <boost_serial_ext/detail/codec/uevent.hpp>
#include <boost_serial_ext/detail/sansio/port_monitor_fsm.hpp>

#include <boost/system/system_category.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boost_serial_ext_test {

// What a message says, without views into it.
struct plain_uevent
{
    std::string action, devpath, devpath_old, subsystem;

    friend bool operator==(plain_uevent const& a, plain_uevent const& b)
    {
        return a.action == b.action && a.devpath == b.devpath && a.devpath_old == b.devpath_old
            && a.subsystem == b.subsystem;
    }
};

// Another way to read a message than the library's: in pieces, and then by name.
inline std::optional<plain_uevent> read_uevent(std::string const& message)
{
    if (message.empty() || message.back() != '\0')
        return std::nullopt;
    std::vector<std::string> fields;
    for (std::size_t at = 0; at != message.size();)
    {
        fields.emplace_back(message.c_str() + at); // up to the next NUL
        at += fields.back().size() + 1;
    }
    auto const value_of = [&](std::string const& name)
    {
        for (std::size_t i = 1; i < fields.size(); ++i)
            if (fields[i].rfind(name + '=', 0) == 0 && fields[i].size() > name.size() + 1)
                return fields[i].substr(name.size() + 1);
        return std::string();
    };
    plain_uevent const found{
        value_of("ACTION"), value_of("DEVPATH"), value_of("DEVPATH_OLD"), value_of("SUBSYSTEM")};
    std::string const number = value_of("SEQNUM");
    bool digits = !number.empty();
    for (char const c : number)
        digits = digits && c >= '0' && c <= '9';
    // The action has no '@' in it: the first one in the head ends it.
    bool const head = fields[0] == found.action + '@' + found.devpath
        && found.action.find('@') == std::string::npos;
    if (!digits || !head || found.action.empty() || found.devpath.empty() || found.devpath[0] != '/'
        || found.subsystem.empty())
        return std::nullopt;
    return found;
}

// Whatever comes through the socket is read as another reader would, and has nothing looked at but
// terminals with sensible names.
inline std::string fault_of_uevent(std::string_view message)
{
    using namespace boost_serial_ext::detail;
    auto const expected = read_uevent(std::string(message));
    auto const event = parse_uevent(message);
    if (event.has_value() != expected.has_value())
        return event ? "accepted, but it is no message" : "refused, but it is a message";
    if (event)
        for (std::string_view const view :
            {event->action, event->devpath, event->devpath_old, event->subsystem})
            if (!view.empty()
                && (view.data() < message.data()
                    || view.data() + view.size() > message.data() + message.size()))
                return "a view that leads elsewhere";
    if (event
        && !(plain_uevent{std::string(event->action), std::string(event->devpath),
                 std::string(event->devpath_old), std::string(event->subsystem)}
            == *expected))
        return "not what the message says";

    port_monitor_fsm fsm;
    fsm.wake();
    fsm.received(message, {});
    fsm.received({}, {11, boost::system::system_category()}); // EAGAIN
    std::chrono::nanoseconds const now{1};
    for (auto action = fsm.next(now); action.type != port_monitor_action::wait;
         action = fsm.next(now))
    {
        if (action.type != port_monitor_action::look)
            return "more than a look";
        if (!expected || expected->subsystem != "tty")
            return "a look at what is no terminal";
        if (!is_terminal_name(action.name))
            return "a look at what cannot be a terminal's name";
        fsm.looked({action.name}, {}, now);
    }
    return "";
}

} // namespace boost_serial_ext_test

#endif
