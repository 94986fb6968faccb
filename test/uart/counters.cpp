// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// TIOCGICOUNT on a UART: edges, bytes, breaks and line errors.
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_support.hpp"
#include "support/uart_shim.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/ioctl.h>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;

BOOST_AUTO_TEST_SUITE(uart_counters)

BOOST_AUTO_TEST_CASE(a_new_port_has_counted_nothing)
{
    uart_port port;
    BOOST_TEST(port.stream.counters() == line_counters{});
}

BOOST_AUTO_TEST_CASE(every_counter_comes_through_under_its_own_name)
{
    uart_pair pair;
    boost::asio::io_context ctx;
    serial_stream left(ctx, pair.left.name(), serial_config{});   // an edge of CTS, DSR, DCD
    serial_stream right(ctx, pair.right.name(), serial_config{}); // to either side
    left.set_control_lines({false, std::nullopt});                // CTS only
    left.set_control_lines({false, false});                       // DSR and DCD
    left.set_control_lines({true, false});                        // CTS
    for (int i = 0; i < 5; ++i)
    {
        pair.right.set_inputs(TIOCM_RNG); // counted when it ends
        pair.right.set_inputs(0);
    }
    for (int i = 0; i < 6; ++i)
    {
        left.set_break(true);
        left.set_break(false);
    }
    pair.right.receive_errors(7, 8, 9, 10);
    BOOST_TEST(left.write_some(boost::asio::buffer("0123456789a", 11)) == 11u);
    BOOST_TEST(right.write_some(boost::asio::buffer("0123456789ab", 12)) == 12u);

    line_counters expected;
    expected.cts = 3;
    expected.dsr = 2;
    expected.dcd = 2;
    expected.ri = 5;
    expected.breaks = 6;
    expected.framing_errors = 7;
    expected.parity_errors = 8;
    expected.overruns = 9;
    expected.buffer_overruns = 10;
    expected.received = 11;
    expected.sent = 12;
    BOOST_TEST(right.counters() == expected);
}

BOOST_AUTO_TEST_CASE(ringing_counts_when_it_ends)
{
    uart_port port;
    port.device.set_inputs(TIOCM_RNG);
    BOOST_TEST(port.stream.counters().ri == 0u);
    port.device.set_inputs(0);
    BOOST_TEST(port.stream.counters().ri == 1u);
}

BOOST_AUTO_TEST_CASE(counters_outlive_the_port)
{
    uart device;
    boost::asio::io_context ctx;
    serial_stream stream(ctx, device.name(), serial_config{});
    device.receive_errors(1, 2);
    stream.close();
    stream.open(device.name(), serial_config{});
    BOOST_TEST(stream.counters().framing_errors == 1u);
    BOOST_TEST(stream.counters().parity_errors == 2u);
}

BOOST_AUTO_TEST_CASE(a_driver_without_counters_is_unsupported)
{
    uart_port port(bare_driver());
    port.stream.counters(port.ec);
    BOOST_TEST(port.ec == make_unsupported_error(feature::line_counters));
}

BOOST_AUTO_TEST_SUITE_END()
