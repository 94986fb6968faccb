// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What the numbers and texts of macOS' registry mean.
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/darwin_device.hpp>
#include <boost_serial_ext/detail/error_numbers.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

using namespace boost_serial_ext;
using namespace boost_serial_ext::detail;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(darwin_devices_text)

namespace {

struct place
{
    std::int64_t id;
    char const* text;
};

std::ostream& operator<<(std::ostream& out, place const& p)
{
    return out << p.id;
}

place const places[] = {
    {0x1410'0000, "20-1"}, // the examples' values, as ioreg shows them
    {336'592'896, "20-1"},
    {0x1414'0000, "20-1.4"},
    {0x0014'2000, "0-1.4.2"},
    {0x0110'0000, "1-1"},
    {0xFA12'3456, "250-1.2.3.4.5.6"},
    {0x14FA'0000, "20-15.10"},
    {0x1410'4000, "20-1"}, // behind a 0 there is nothing
    {0x1400'0000, ""},     // a bus
    {0x1401'0000, ""},
    {0, ""},
    {-0x6BF0'0000, "148-1"}, // 0x94100000 with a sign
    {-1, "255-15.15.15.15.15.15"},
    {0xFFFF'FFFF, "255-15.15.15.15.15.15"},
    {0x1'0110'0000, ""}, // no number of 32 bits
    {-0x8000'0001ll, ""},
    {INT64_MIN, ""},
    {INT64_MAX, ""},
};

} // namespace

BOOST_DATA_TEST_CASE(a_location_is_read, data::make(places), p)
{
    BOOST_TEST(darwin_location(p.id) == p.text);
}

BOOST_AUTO_TEST_CASE(an_identification_has_sixteen_bits)
{
    BOOST_TEST((darwin_usb_id(0) == std::uint16_t{0}));
    BOOST_TEST((darwin_usb_id(0x8087) == std::uint16_t{0x8087}));
    BOOST_TEST((darwin_usb_id(0xFFFF) == std::uint16_t{0xFFFF}));
    for (std::int64_t const none : {std::int64_t{-1}, std::int64_t{0x1'0000}, INT64_MIN, INT64_MAX})
        BOOST_TEST(!darwin_usb_id(none).has_value(), none);
    BOOST_TEST(!darwin_usb_id(std::nullopt).has_value());
}

BOOST_AUTO_TEST_CASE(a_node_has_a_name_that_leads_nowhere_else)
{
    BOOST_TEST(darwin_node_name("/dev/cu.usbserial-110") == "cu.usbserial-110");
    BOOST_TEST(darwin_node_name("/dev/cu. .x") == "cu. .x");
    BOOST_TEST(darwin_node_name("/dev/" + std::string(255, 'x')).size() == 255u);
    for (char const* none : {"", "/dev", "/dev/", "/dev/.", "/dev/..", "/dev//", "/dev/a/b",
             "dev/a", "/Dev/a", "/dev/ a", "/dev/a ", "/dev/a\n", "/dev/\x7F"})
        BOOST_TEST(darwin_node_name(none) == "", none);
    BOOST_TEST(darwin_node_name(std::string("/dev/a\0b", 8)) == "");
    BOOST_TEST(darwin_node_name("/dev/" + std::string(256, 'x')) == "");
}

BOOST_AUTO_TEST_CASE(the_kernels_answers_become_error_numbers)
{
    auto const meaning = [](std::uint32_t number)
    { return meaning_of(os::darwin, number_of_darwin_return(number)); };
    BOOST_TEST(number_of_darwin_return(0) == 0);
    namespace is = darwin_return;
    for (std::uint32_t const n : {is::io_unsupported, is::not_supported})
        BOOST_TEST((meaning(n) == condition::unsupported_feature), n);
    for (std::uint32_t const n :
        {is::no_access, is::denied, is::io_not_permitted, is::io_not_privileged})
        BOOST_TEST((meaning(n) == condition::permission_denied), n);
    for (std::uint32_t const n : {is::receive_port_died, is::receive_invalid_name})
        BOOST_TEST((meaning(n) == condition::closed), n);
    for (std::uint32_t const n : {is::send_invalid_dest, is::io_no_device})
        BOOST_TEST((meaning(n) == condition::disconnected), n);
    for (std::uint32_t const n :
        {is::no_space, is::resource_shortage, is::io_no_memory, is::io_no_resources})
        BOOST_TEST(number_of_darwin_return(n) == 12, n);               // ENOMEM
    for (std::uint32_t const n : {1u, 5u, 0xE000'02BCu, 0xFFFF'FFFFu}) // KERN_FAILURE, for one
    {
        BOOST_TEST(number_of_darwin_return(n) == 100, n); // EPROTO
        BOOST_TEST(!meaning(n).has_value(), n);
    }
}

BOOST_AUTO_TEST_CASE(what_is_not_on_usb_has_nothing_of_usb)
{
    darwin_device d;
    d.callout = "/dev/cu.x";
    d.vid = d.pid = d.location = 0x0110'0000;
    d.serial_number = d.product = d.interface = d.manufacturer = "text";
    d.driver = " Driver\n";
    port_info expected;
    expected.device = "/dev/cu.x";
    expected.name = expected.description = "cu.x";
    expected.hwid = "n/a";
    expected.driver = "Driver";
    BOOST_TEST((describe_darwin_port(d) == expected));
}

BOOST_AUTO_TEST_CASE(names_mean_a_port_by_either_node)
{
    darwin_device d;
    d.callout = "/dev/cu.a";
    d.dialin = "/dev/tty.a";
    for (char const* name : {"/dev/cu.a", "/dev/tty.a", "cu.a", "tty.a"})
        BOOST_TEST(names_darwin_port(name, d), name);
    for (char const* name : {"", "a", "/dev/a", "/dev/cu.ab", "cu.", "/dev/", "cu.A"})
        BOOST_TEST(!names_darwin_port(name, d), name);
    d.dialin = "no node";
    BOOST_TEST(!names_darwin_port("", d));
}

BOOST_AUTO_TEST_SUITE_END()
