// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Windows' two lists of ports as one, and the port monitor's source on them: with made-up lists, so on every system.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/windows_device.hpp>
#include <boost_serial_ext/detail/port_source.hpp>
#include <boost_serial_ext/native/windows_discovery.hpp>
#include <boost_serial_ext/native/windows_explain.hpp>
#include <boost_serial_ext/native/windows_port_source.hpp>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace boost_serial_ext;
using namespace boost_serial_ext::detail;

BOOST_AUTO_TEST_SUITE(windows_discovery_of_ports)

namespace {

struct lists
{
    std::vector<windows_device> devices;
    std::vector<std::string> names;
    int devices_fail = 0;
    int names_fail = 0;

    bool changed = false;
    int begin_fails = 0;
    int begun = 0;
    int ended = 0;
    int closed = 0;
};

struct fake_devices
{
    std::shared_ptr<lists> all;

    int devices(std::vector<windows_device>& found)
    {
        found = all->devices;
        return all->devices_fail;
    }
    int registered(std::vector<std::string>& names)
    {
        names = all->names;
        return all->names_fail;
    }
};

struct fake_notices
{
    std::shared_ptr<lists> all;

    int begin(native_handle&)
    {
        ++all->begun;
        return all->begin_fails;
    }
    bool take(native_handle) noexcept { return std::exchange(all->changed, false); }
    void end() noexcept { ++all->ended; }
    void close(native_handle) noexcept { ++all->closed; }
};

struct fixture
{
    std::shared_ptr<lists> all = std::make_shared<lists>();
    fake_devices sys{all};
    windows_discovery<fake_devices> discovery{sys};
    error_code ec;

    void add(std::string port, std::string instance = "")
    {
        windows_device d;
        d.port = std::move(port);
        d.instance = std::move(instance);
        all->devices.push_back(std::move(d));
    }

    std::string names()
    {
        std::string text;
        for (port_info const& p : discovery.list(ec))
            text += (text.empty() ? "" : " ") + p.device;
        return text;
    }
};

using source = windows_port_source<fake_devices, fake_notices>;

} // namespace

BOOST_FIXTURE_TEST_CASE(ports_are_listed_once_in_their_natural_order, fixture)
{
    add("COM10", "a");
    add("COM2", "b");
    add("LPT1", "c");
    add("", "d");
    all->names = {"COM2", "com10", "COM1", "LPT2"};
    BOOST_TEST(names() == "COM1 COM2 COM10");
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(where_one_list_cannot_be_had_the_other_one_is_all, fixture)
{
    add("COM2");
    all->names = {"COM3"};
    all->names_fail = 5;
    all->names.clear();
    BOOST_TEST(names() == "COM2");
    BOOST_TEST(!ec, ec);
    all->names = {"COM3"};
    all->names_fail = 0;
    all->devices.clear();
    all->devices_fail = 1'722;
    BOOST_TEST(names() == "COM3");
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(where_none_can_be_had_the_first_ones_reason_is_told, fixture)
{
    all->devices_fail = 1'722;
    all->names_fail = 5;
    BOOST_TEST(names() == "");
    BOOST_TEST(ec.value() == 1'722);
}

BOOST_FIXTURE_TEST_CASE(a_port_is_found_by_what_opens_it, fixture)
{
    add("COM5", R"(USB\VID_0403&PID_6001\A10X2Y3Z)");
    for (char const* name : {"COM5", "com5", R"(\\.\COM5)"})
    {
        auto const port = discovery.find(name, ec);
        BOOST_TEST_REQUIRE(port.has_value(), name);
        BOOST_TEST(port->serial_number == "A10X2Y3Z");
    }
    BOOST_TEST(!discovery.find("COM6", ec).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_change_is_a_reason_to_look_at_everything, fixture)
{
    source s(sys, {all});
    native_handle const event = s.open(ec);
    BOOST_TEST(!ec, ec);
    BOOST_TEST(all->begun == 1);
    std::array<char, 64> buffer{};
    s.receive(event, buffer.data(), buffer.size(), ec);
    BOOST_TEST((ec == boost::system::errc::resource_unavailable_try_again), ec);
    all->changed = true;
    s.receive(event, buffer.data(), buffer.size(), ec);
    BOOST_TEST((ec == boost::system::errc::no_buffer_space), ec);
    s.receive(event, buffer.data(), buffer.size(), ec);
    BOOST_TEST((ec == boost::system::errc::resource_unavailable_try_again), ec);
}

BOOST_FIXTURE_TEST_CASE(whoever_stops_to_listen_gives_back_what_it_had, fixture)
{
    {
        source s(sys, {all});
        s.open(ec);
        s.close({});
    }
    BOOST_TEST(all->ended >= 1);
    BOOST_TEST(all->closed == 1);
}

BOOST_FIXTURE_TEST_CASE(why_nobody_can_listen_is_told, fixture)
{
    all->begin_fails = 1'450;
    source s(sys, {all});
    s.open(ec);
    BOOST_TEST(ec.value() == 1'450);
}

BOOST_FIXTURE_TEST_CASE(a_device_that_came_back_is_another_one, fixture)
{
    add("COM5", R"(USB\VID_0403&PID_6001\A)");
    source s(sys, {all});
    all->devices[0].arrived = 1;
    auto const first = s.look("COM5", ec);
    BOOST_TEST(first.identity != 0u);
    BOOST_TEST(first.ready);
    BOOST_TEST_REQUIRE(first.port.has_value());
    BOOST_TEST(first.port->device == "COM5");
    BOOST_TEST(s.look("COM5", ec).identity == first.identity);
    all->devices[0].arrived = 2;
    BOOST_TEST(s.look("COM5", ec).identity != first.identity);
    all->devices.clear();
    BOOST_TEST(s.look("COM5", ec).identity == 0u);
    BOOST_TEST(!ec, ec);
}

BOOST_AUTO_TEST_CASE(why_a_port_was_not_opened_is_put_into_words)
{
    BOOST_TEST(explain_on_windows("", {}) == "No device name was given.");
    BOOST_TEST(explain_on_windows("COM5", {}) == "COM5 was opened: there is nothing to explain.");
    BOOST_TEST(
        explain_on_windows("COM\n5", error::invalid_character_size).find("COM?5 was not touched: ")
        == 0u);
    error_code const missing = make_system_error(error_context::open, 2); // on every system
    BOOST_TEST(explain_on_windows("COM5", missing).find("COM5 does not exist") == 0u);
    BOOST_TEST(explain_on_windows("/dev/ttyUSB0", missing)
        == "/dev/ttyUSB0 does not exist: on Windows ports have names like COM3.");
    BOOST_TEST(explain_on_windows("COM5", boost::asio::error::timed_out)
        == "COM5 was not open within the time that was given: its driver takes longer.");
    BOOST_TEST(
        explain_on_windows("COM5", error::operation_in_progress).find("COM5 could not be opened: ")
        == 0u);
    BOOST_TEST(explain_on_windows("COM5", make_unsupported_error(feature::rs485))
                   .find("COM5 was not opened, or given back unchanged: ")
        == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
