// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/detail/codec/uevent.hpp>

#include "support/uevents.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>

using namespace boost_serial_ext;
using boost_serial_ext_test::uevent_of;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(uevent)

using detail::parse_uevent;
using detail::terminal_of;

namespace {

// The least that is whole.
std::string const least = "add@/a\0ACTION=add\0DEVPATH=/a\0SUBSYSTEM=tty\0SEQNUM=1\0"s;

} // namespace

BOOST_AUTO_TEST_CASE(a_message_of_the_kernel_is_read)
{
    std::string const message = uevent_of("add", "ttyUSB0");
    auto const event = parse_uevent(message);
    BOOST_TEST_REQUIRE(event.has_value());
    BOOST_TEST(event->action == "add");
    BOOST_TEST(event->devpath == "/devices/pci0000:00/usb1/1-1/1-1:1.0/ttyUSB/tty/ttyUSB0");
    BOOST_TEST(event->devpath_old == "");
    BOOST_TEST(event->subsystem == "tty");
}

BOOST_AUTO_TEST_CASE(a_device_that_was_renamed_has_two_paths)
{
    std::string const message
        = uevent_of("move", "rfcomm0", "tty", "DEVPATH_OLD=/devices/virtual/tty/rfcomm1");
    auto const event = parse_uevent(message);
    BOOST_TEST_REQUIRE(event.has_value());
    BOOST_TEST(event->action == "move");
    BOOST_TEST(event->devpath_old == "/devices/virtual/tty/rfcomm1");
}

BOOST_AUTO_TEST_CASE(variables_may_be_in_any_order_and_unknown)
{
    BOOST_TEST(parse_uevent("add@/a\0SEQNUM=1\0SUBSYSTEM=tty\0=\0X\0\0DEVPATH=/a\0ACTION=add\0"s)
                   .has_value());
}

// A driver's variables come after the kernel's own, and cannot change them.
BOOST_AUTO_TEST_CASE(of_variables_that_occur_twice_the_first_counts)
{
    auto const message = least + "SUBSYSTEM=block\0DEVPATH=/b\0ACTION=remove\0"s;
    auto const event = parse_uevent(message);
    BOOST_TEST_REQUIRE(event.has_value());
    BOOST_TEST(event->subsystem == "tty");
    BOOST_TEST(event->devpath == "/a");
    BOOST_TEST(event->action == "add");
}

BOOST_AUTO_TEST_CASE(a_message_that_was_cut_is_none)
{
    BOOST_TEST(parse_uevent(least).has_value());
    for (std::size_t size = 0; size != least.size(); ++size)
        BOOST_TEST(!parse_uevent(std::string_view(least).substr(0, size)).has_value(), size);
}

BOOST_AUTO_TEST_CASE(what_the_kernel_cannot_have_sent_is_no_message)
{
    std::string const rows[] = {
        "libudev\0\xFE\xED\xCA\xFE" + least,                             // a daemon's
        "add\0ACTION=add\0DEVPATH=/a\0SUBSYSTEM=tty\0SEQNUM=1\0"s,       // no path at its head
        "@/a\0ACTION=\0DEVPATH=/a\0SUBSYSTEM=tty\0SEQNUM=1\0"s,          // no action
        "add@a\0ACTION=add\0DEVPATH=a\0SUBSYSTEM=tty\0SEQNUM=1\0"s,      // no path
        "add@\0ACTION=add\0DEVPATH=\0SUBSYSTEM=tty\0SEQNUM=1\0"s,        // an empty one
        "add@/a\0ACTION=remove\0DEVPATH=/a\0SUBSYSTEM=tty\0SEQNUM=1\0"s, // two actions
        "add@/a\0ACTION=add\0DEVPATH=/b\0SUBSYSTEM=tty\0SEQNUM=1\0"s,    // two paths
        "add@/a\0ACTION=add\0DEVPATH=/a\0SUBSYSTEM=\0SEQNUM=1\0"s,       // no subsystem
        "add@/a\0ACTION=add\0DEVPATH=/a\0SUBSYSTEM=tty\0SEQNUM=-1\0"s,   // no number
        "add@/a\0ACTION=add\0DEVPATH=/a\0SUBSYSTEM=tty\0SEQNUM=\0"s,     // an empty one
        std::string(4096, '\0'),
        std::string(4096, 'a'),
        std::string(4096, '@') + '\0',
    };
    for (std::string const& row : rows)
        BOOST_TEST(!parse_uevent(row).has_value(), row);
}

BOOST_AUTO_TEST_CASE(a_terminals_name_is_the_end_of_its_path)
{
    BOOST_TEST(terminal_of("/devices/virtual/tty/ttyUSB0") == "ttyUSB0");
    BOOST_TEST(terminal_of("ttyUSB0") == "ttyUSB0");
    BOOST_TEST(terminal_of("/a/b!c") == "b!c");
    for (std::string const& none : {""s, "/"s, "/a/.."s, "/a/."s, "/a/\xFF"s, "/a/b c"s,
             "/a/" + std::string(65, 'x'), "/a/b\0c"s})
        BOOST_TEST(terminal_of(none) == "", none);
}

BOOST_AUTO_TEST_SUITE_END()
