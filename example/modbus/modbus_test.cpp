// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What libmodbus at a pseudo terminal cannot show: operations that begin later, and silences.

#include <boost_serial_ext/test/virtual_ports.hpp>

#include "modbus.hpp"

#define BOOST_TEST_MODULE modbus_on_virtual_ports
#include <boost/test/included/unit_test.hpp>

namespace test = serial::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

struct bench
{
    asio::io_context context;
    test::manual_clock clock;
    test::virtual_port& device = test::install(context, clock).add("ttyV0"); // before the stream
    serial::serial_stream port{context, "ttyV0", {9600}};
};

BOOST_FIXTURE_TEST_CASE(an_operation_has_a_request_of_its_own, bench)
{
    for (auto const& write : {"\x11\x06\0\1\0\x64\xDB\x71"s, "\x11\x06\0\2\0\xC8\x2B\x0C"s})
        device.when(write).reply(write); // that is how a slave confirms it
    modbus_master master(port);
    auto first = master.async_write_register(17, 1, 100, asio::deferred);
    auto second = master.async_write_register(17, 2, 200, asio::deferred);
    modbus_master::registers confirmed;
    auto const done = [&](error_code ec, modbus_master::registers const& values)
    {
        BOOST_TEST(!ec);
        confirmed.insert(confirmed.end(), values.begin(), values.end());
    };
    std::move(first)(done);
    BOOST_TEST(clock.run(context));
    std::move(second)(done);
    BOOST_TEST(clock.run(context));
    BOOST_TEST(confirmed == (modbus_master::registers{100, 200}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_silence_of_three_and_a_half_characters_ends_a_frame, bench)
{
    // And one character, which arrives with its last bit.
    BOOST_TEST((modbus_master(port).gap == serial::char_time(port.config(), 9) / 2));
    port.configure({19200});
    BOOST_TEST((modbus_master(port).gap == serial::char_time(port.config(), 9) / 2));
    port.configure({115200}); // from there on the standard has a fixed time
    BOOST_TEST((modbus_master(port).gap == 1750us + serial::char_time(port.config())));
}
