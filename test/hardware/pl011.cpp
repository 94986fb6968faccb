// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// ARM's PL011 on a board of QEMU's: without RS-485, for which see rs485.cpp.
#include "hardware/port_checks.hpp"

#include <boost/test/unit_test.hpp>

using namespace boost_serial_ext_test;

namespace {

struct with_port
{
    std::string const tty = "/dev/ttyAMA0";
    host_peer far{"pl011"};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(pl011, with_port)

BOOST_AUTO_TEST_CASE(the_driver_is_the_one_we_mean)
{
    BOOST_TEST(driver_of(tty) == "uart-pl011");
}

BOOST_AUTO_TEST_CASE(bytes_arrive_unchanged_in_both_directions)
{
    check_transfer(tty, far, 20'000);
}

BOOST_AUTO_TEST_CASE(rates_and_framings_are_accepted)
{
    std::vector<std::string> all{"12345 8N1", "250000 8N1", "1500000 8N1", "9600 8N1 rts_cts",
        "9600 8N1 xon_xoff no_hangup"};
    for (char const size : std::string("5678"))
        for (char const parity : std::string("NOEMS"))
            for (char const stop : std::string("12"))
                all.push_back(std::string("9600 ") + size + parity + stop);
    check_accepted(tty, all);
}

BOOST_AUTO_TEST_CASE(a_rate_that_falls_back_to_another_is_rejected)
{
    check_rejected(tty, "4000000 8N1", error::rejected_baud_rate);
}

BOOST_AUTO_TEST_CASE(a_port_is_held_exclusively)
{
    check_exclusive(tty);
}

BOOST_AUTO_TEST_CASE(control_lines_are_as_asked)
{
    check_control_lines(tty);
}

BOOST_AUTO_TEST_CASE(the_input_queue_can_be_counted_and_discarded)
{
    check_input_queue(tty, far);
}

BOOST_AUTO_TEST_CASE(a_received_break_is_counted_and_adds_no_byte)
{
    open_port port(tty);
    auto const before = port.stream.counters();
    far.send_break();
    BOOST_TEST(eventually([&] { return port.stream.counters().breaks == before.breaks + 1; }));
    far.send("x");
    BOOST_TEST(port.read(1) == "x");
}

BOOST_AUTO_TEST_CASE(xoff_holds_the_output_and_is_no_data)
{
    open_port port(tty, config_of("115200 8N1 xon_xoff"));
    far.send("\x13m"); // bytes are treated in order: with the `m`, XOFF is in force
    BOOST_TEST(port.read(1) == "m");
    port.write("held");
    run_a_while(port.ctx);
    BOOST_TEST(port.stream.output_waiting() == 4u);
    far.send("\x11");
    BOOST_TEST(far.take(4) == "held");
}

BOOST_AUTO_TEST_SUITE_END()
