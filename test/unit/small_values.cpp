// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The headers that are too small for a file of their own.
#include <boost_serial_ext/close_policy.hpp>
#include <boost_serial_ext/port_info.hpp>
#include <boost_serial_ext/serial_endpoint.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <type_traits>
#include <unordered_set>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(small_values)

namespace {

using std::chrono::milliseconds;

} // namespace

// --- close_policy -----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(closing_discards_by_default)
{
    BOOST_TEST(close_policy().drain_deadline.count() == 0);
    BOOST_TEST((close_policy() == close_policy::abort()));
}

BOOST_AUTO_TEST_CASE(a_draining_close_has_the_deadline_it_was_given)
{
    BOOST_TEST(close_policy::drain(milliseconds(250)).drain_deadline.count() == 250);
    BOOST_TEST(close_policy::drain(std::chrono::seconds(2)).drain_deadline.count() == 2'000);
}

BOOST_AUTO_TEST_CASE(closing_policies_are_equal_if_their_deadlines_are)
{
    BOOST_TEST((close_policy::drain(milliseconds(5)) == close_policy::drain(milliseconds(5))));
    BOOST_TEST((close_policy::drain(milliseconds(5)) != close_policy::drain(milliseconds(6))));
    BOOST_TEST((close_policy::drain(milliseconds(0)) == close_policy::abort()));
}

BOOST_AUTO_TEST_CASE(closing_policies_are_constant_expressions)
{
    static_assert(close_policy::drain(milliseconds(1)) != close_policy::abort());
    BOOST_TEST(std::is_trivially_copyable_v<close_policy>);
}

// --- serial_endpoint --------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(an_endpoint_is_a_device_and_the_default_configuration)
{
    serial_endpoint const e{"/dev/ttyUSB0"};
    BOOST_TEST(e.device == "/dev/ttyUSB0");
    BOOST_TEST((e.config == serial_config()));
}

BOOST_AUTO_TEST_CASE(an_endpoint_has_the_configuration_it_was_given)
{
    serial_endpoint const e{"COM12", serial_config{9'600}};
    BOOST_TEST(e.config.baud_rate == 9'600u);
}

BOOST_AUTO_TEST_CASE(both_members_of_an_endpoint_take_part_in_equality)
{
    serial_endpoint const e{"/dev/ttyUSB0", serial_config{9'600}};
    BOOST_TEST((e == serial_endpoint{"/dev/ttyUSB0", serial_config{9'600}}));
    BOOST_TEST((e != serial_endpoint{"/dev/ttyUSB1", serial_config{9'600}}));
    BOOST_TEST((e != serial_endpoint{"/dev/ttyUSB0", serial_config{19'200}}));
    BOOST_TEST(!(e != serial_endpoint{"/dev/ttyUSB0", serial_config{9'600}}));
}

#if __cplusplus >= 202002L

BOOST_AUTO_TEST_CASE(designated_initialisers_make_an_endpoint)
{
    serial_endpoint const e{.device = "COM3", .config = {.baud_rate = 300}};
    BOOST_TEST((e == serial_endpoint{"COM3", serial_config{300}}));
}

#endif

// --- port_info --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(nothing_is_known_of_a_default_port)
{
    port_info const info;
    for (std::string const& text :
        {info.device, info.name, info.description, info.hwid, info.serial_number, info.manufacturer,
            info.product, info.location, info.interface, info.driver, info.by_id, info.by_path})
        BOOST_TEST(text.empty());
    BOOST_TEST(!info.vid.has_value());
    BOOST_TEST(!info.pid.has_value());
}

BOOST_AUTO_TEST_CASE(endpoints_are_keys)
{
    std::unordered_set<serial_endpoint> const set{
        {"/dev/a", {}}, {"/dev/b", {}}, {"/dev/a", {9600}}};
    BOOST_TEST(set.size() == 3u);
    BOOST_TEST(set.count({"/dev/a", {9600}}) == 1u);
    BOOST_TEST(set.count({"/dev/b", {9600}}) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
