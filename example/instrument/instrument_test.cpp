// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/test/virtual_ports.hpp>

#include "instrument.hpp"

#define BOOST_TEST_MODULE a_voltmeter
#include <boost/test/included/unit_test.hpp>

namespace test = serial::test;
using namespace std::chrono_literals;

struct bench
{
    asio::io_context context;
    test::manual_clock clock;
    test::virtual_port& device = test::install(context, clock).add("ttyV0"); // before the stream
    serial::serial_stream port{context, "ttyV0", {9600}};
    voltmeter meter{port};
    double volts = 0;

    error_code measure()
    {
        error_code result = asio::error::in_progress;
        meter.async_measure([&](error_code ec, double v) { result = ec, volts = v; });
        BOOST_TEST(clock.run(context)); // until nothing is left to do
        return result;
    }
};

BOOST_FIXTURE_TEST_CASE(measures_for_ten_seconds_in_no_time_and_always_the_same, bench)
{
    device.when("READ?\n").reply("4.998\n").after(500ms);
    device.set_faults(test::fault_plan().disturb(42)); // the answers come in pieces, for one
    for (int i = 0; i != 20; ++i)
        BOOST_TEST(!measure());
    BOOST_TEST(volts == 4.998);
    BOOST_TEST((clock.now() == 20 * (500ms + serial::char_time(port.config(), 12))));
}

BOOST_FIXTURE_TEST_CASE(asks_again_if_an_answer_has_lost_its_end, bench)
{
    device.when("READ?\n").reply("4.998\n");
    device.set_faults(test::fault_plan().overrun_input(6));
    BOOST_TEST(!measure());
    BOOST_TEST(device.captured() == "READ?\nREAD?\n");
}

BOOST_FIXTURE_TEST_CASE(does_not_take_a_late_answer_for_the_next_one, bench)
{
    device.when("READ?\n").reply("1\n").after(1600ms).times(1);
    device.when("READ?\n").reply("2\n");
    BOOST_TEST(!measure());
    BOOST_TEST(volts == 2);
}

BOOST_FIXTURE_TEST_CASE(gives_up_on_a_device_that_stays_silent, bench)
{
    BOOST_TEST((measure() == serial::condition::timed_out));
    BOOST_TEST(device.captured() == "READ?\nREAD?\n");
}

BOOST_FIXTURE_TEST_CASE(says_that_the_device_was_unplugged, bench)
{
    device.set_faults(test::fault_plan().hang_up_after_output(3));
    BOOST_TEST((measure() == serial::condition::disconnected));
}
