// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// async_read_marked with faults on the line. What it has in common with other operations is checked
// with them.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "support/marked_port.hpp"

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace asio = boost::asio;
using namespace boost_serial_ext;
using namespace boost_serial_ext_test;

BOOST_AUTO_TEST_SUITE(async_read_marked)

namespace {

/// A context whose ports are virtual.
struct virtual_context
{
    asio::io_context own;
    test::virtual_ports& ports = test::install(own);
};

/// A line with faults.
struct faulty_line : virtual_context, marked_port
{
    faulty_line() : marked_port(own) { open(); }
    void open() { marked_port::open(device.name()); }

    test::virtual_port& device = ports.add("the port");
};

} // namespace

BOOST_AUTO_TEST_CASE(data_and_faults_come_apart)
{
    faulty_line line;
    line.device.inject("ab");
    line.device.inject_fault(line_fault::parity_error, 'x');
    line.device.inject("c\xFF");
    BOOST_TEST(line.read() == "abxc\xFF");
    line.check_marks({{2, line_fault::parity_error}});
    line.device.inject_fault(line_fault::framing_error, 'x');
    BOOST_TEST(line.read() == "x");
    line.check_marks({{0, line_fault::framing_error}});
}

BOOST_AUTO_TEST_CASE(a_break_alone_ends_a_read_without_a_byte)
{
    faulty_line line;
    line.device.inject_fault(line_fault::break_signal);
    BOOST_TEST(line.read() == "");
    line.check_marks({{0, line_fault::break_signal}});
    line.device.inject("x");
    BOOST_TEST(line.read() == "x");
    line.check_marks({});
}

BOOST_AUTO_TEST_CASE(marks_are_appended_to_those_that_are_there)
{
    faulty_line line;
    line.marks.push_back({7, line_fault::framing_error});
    line.device.inject_fault(line_fault::break_signal);
    BOOST_TEST(line.read() == "");
    line.check_marks({{7, line_fault::framing_error}, {0, line_fault::break_signal}});
}

BOOST_AUTO_TEST_CASE(a_read_that_is_cancelled_in_the_middle_of_an_escape_loses_nothing)
{
    check_cancelled_in_an_escape<faulty_line>(
        1, line_fault::parity_error,
        [](faulty_line& line, auto start)
        {
            line.device.inject_fault(line_fault::parity_error, 'x');
            line.device.inject("y");
            start(); // reads at once, and is about to do so again
        },
        [](faulty_line&) {});
}

BOOST_AUTO_TEST_CASE(what_was_read_before_a_cancellation_is_delivered)
{
    faulty_line line;
    line.device.inject("a");
    line.device.inject_fault(line_fault::break_signal);
    line.start(); // reads at once
    line.port.cancel();
    line.finish();
    BOOST_TEST(!line.ec.failed());
    BOOST_TEST(*line.bytes == 1u);
    line.check_marks({{1, line_fault::break_signal}});
}

BOOST_AUTO_TEST_CASE(what_was_read_before_the_close_is_delivered_and_leaves_no_trace)
{
    faulty_line line;
    line.device.inject("a\xFF");
    line.start(2); // reads at once, and half of the escape
    line.port.close();
    line.open();
    line.finish();
    BOOST_TEST(!line.ec.failed());
    BOOST_TEST(std::string(line.data.data(), *line.bytes) == "a");
    line.device.inject("\xFF");
    BOOST_TEST(line.read() == "\xFF");
    line.check_marks({});
}

BOOST_AUTO_TEST_CASE(discarding_the_input_forgets_half_an_escape_and_what_was_counted)
{
    faulty_line line;
    line.device.inject("a");
    line.device.inject_fault(line_fault::parity_error, 'x');
    BOOST_TEST(line.read(2) == "a");
    line.port.discard_input(); // the rest of the escape
    line.device.inject_fault(line_fault::framing_error, 'x');
    BOOST_TEST(line.read() == "x");
    line.check_marks({{0, line_fault::framing_error}});
}

BOOST_AUTO_TEST_CASE(another_configuration_with_marks_changes_nothing)
{
    faulty_line line;
    line.device.inject("a\xFF");
    BOOST_TEST(line.read(2) == "a");
    serial_config config{9'600};
    config.line_marks = true;
    line.port.configure(config);
    BOOST_TEST(line.read() == "\xFF");
}

BOOST_AUTO_TEST_CASE(a_move_to_another_executor_keeps_what_is_queued)
{
    faulty_line line;
    serial_config const config = line.port.config();
    line.port.close();
    basic_serial_stream<asio::io_context::executor_type> narrow(line.context);
    narrow.open(line.device.name(), config);
    line.device.inject("ab");
    line.device.inject_fault(line_fault::parity_error, 'x');
    line.port = std::move(narrow);
    BOOST_TEST(line.read() == "abx");
    line.check_marks({{2, line_fault::parity_error}});
}

BOOST_AUTO_TEST_CASE(a_transaction_in_progress_holds_nothing_up)
{
    faulty_line line;
    line.device.hold(test::port_call::configure);
    serial_config config{9'600};
    config.line_marks = true;
    bool configured = false;
    line.port.async_configure(config, [&](error_code, config_report const&) { configured = true; });
    BOOST_TEST_REQUIRE(line.device.await_calls(test::port_call::configure, 1));
    line.device.inject_fault(line_fault::parity_error, 'x');
    BOOST_TEST(line.read() == "x");
    line.check_marks({{0, line_fault::parity_error}});
    BOOST_TEST(!configured);
    line.device.release(test::port_call::configure);
    line.context.restart();
    line.context.run();
    BOOST_TEST(configured);
}

BOOST_AUTO_TEST_CASE(without_counters_faults_are_still_told_from_data)
{
    faulty_line line;
    line.device.set_capability(feature::line_counters, support::unsupported);
    line.device.inject("a");
    line.device.inject_fault(line_fault::break_signal);
    line.device.inject_fault(line_fault::parity_error, 'x');
    BOOST_TEST(line.read() == "ax");
    line.check_marks({{1, line_fault::break_signal}, {1, line_fault::framing_or_parity_error}});
}

BOOST_AUTO_TEST_SUITE_END()
