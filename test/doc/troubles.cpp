// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Every snippet of doc/modules/ROOT/pages/troubleshooting.adoc and linux.adoc: what stands between
// `//[name` and `//]`. The library's own messages that those pages show are checked here too.

//[head
#include <boost_serial_ext.hpp>

#include <boost/asio.hpp>

#include <iostream>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
using namespace std::chrono_literals;
//]

#include <boost_serial_ext/sync/serial_port.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#define BOOST_TEST_MODULE doc_troubles
#include <boost/test/included/unit_test.hpp>

#include <cstddef>
#include <sstream>
#include <string>

namespace test = boost_serial_ext::test;
using serial::condition;

//[open
bool open_or_explain(
    serial::serial_stream& port, std::string const& device, serial::serial_config const& config)
{
    serial::error_code ec;
    port.open(device, config, ec);
    if (ec)
        std::cerr << serial::explain_open_failure(device, ec) << '\n';
    return !ec;
}
//]

namespace {

struct fixture
{
    asio::io_context context;
    test::manual_clock clock;
    test::virtual_port& device = test::install(context, clock).add("/dev/ttyUSB0");
    serial::serial_stream port{context};

    serial::error_code failure(serial::serial_config const& config)
    {
        serial::error_code ec;
        port.open("/dev/ttyUSB0", config, ec);
        return ec;
    }
};

/// The condition's name, as a page shows it.
std::string meaning(serial::error_code const& ec)
{
    auto const found = serial::condition_of(ec);
    return found ? make_error_condition(*found).message() : "none";
}

} // namespace

BOOST_AUTO_TEST_CASE(what_cannot_be_opened)
{
    asio::io_context context;
    serial::serial_stream port(context);
    BOOST_TEST(!open_or_explain(port, "/dev/no_such_port", {}));
    serial::error_code ec;
    port.open("/dev/no_such_port", {}, ec);
    BOOST_TEST(meaning(ec) == "no such serial port");
    BOOST_TEST(serial::explain_open_failure("/dev/no_such_port", ec)
        == "/dev/no_such_port does not exist: is the device plugged in, and its driver loaded?");
}

BOOST_AUTO_TEST_CASE(what_is_in_use)
{
    test::pty_pair line;
    asio::io_context context;
    serial::serial_stream first(context, line.name(), {}), second(context);
    serial::error_code ec;
    second.open(line.name(), {}, ec);
    BOOST_TEST(meaning(ec) == "the port is in use");
}

BOOST_FIXTURE_TEST_CASE(a_rate_that_the_driver_changes, fixture)
{
    device.set_faults(test::fault_plan().change_settings(
        [](serial::serial_config& config) { config.baud_rate = 9600; }));
    serial::error_code const ec = failure({4'000'000});
    BOOST_TEST(ec.message() == "the device did not accept the baud rate");
    BOOST_TEST(meaning(ec) == "configuration refused by the device");
}

BOOST_FIXTURE_TEST_CASE(what_no_port_can_do, fixture)
{
    serial::serial_config config;
    config.character_size = 9;
    serial::error_code const ec = failure(config);
    BOOST_TEST(ec.message() == "serial_config.character_size must be 5, 6, 7 or 8");
    BOOST_TEST(meaning(ec) == "invalid configuration");
}

BOOST_FIXTURE_TEST_CASE(what_is_wished_for, fixture)
{
    //[wish
    serial::serial_config config;
    config.low_latency = true;
    config.unsupported = serial::unsupported_policy::warn; // without it, rather than not at all
    port.open("/dev/ttyUSB0", config);
    std::cout << port.report() << '\n'; // what is in force, and what was left out
    //]
    BOOST_TEST(port.is_open());
}

BOOST_AUTO_TEST_CASE(what_a_pty_lacks)
{
    test::pty_pair line;
    asio::io_context context;
    serial::serial_stream port(context);
    serial::serial_config config;
    config.low_latency = true;
    serial::error_code ec;
    port.open(line.name(), config, ec);
    BOOST_TEST(ec.message() == "not supported here: low_latency");
    BOOST_TEST(meaning(ec) == "feature not supported");
    config.unsupported = serial::unsupported_policy::warn;
    port.open(line.name(), config);
    std::ostringstream report;
    report << port.report();
    BOOST_TEST(report.str().find("left out low_latency") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_board_that_resets, fixture)
{
    //[no_reset
    serial::serial_config config;
    config.hangup_on_close = false; // the next open finds DTR as this one leaves it
    config.dtr = serial::initial_line::preserve;
    config.rts = serial::initial_line::preserve;
    port.open("/dev/ttyUSB0", config);
    //]
    BOOST_TEST(!device.applied().hangup_on_close);
}

BOOST_FIXTURE_TEST_CASE(data_that_is_to_arrive, fixture)
{
    port.open("/dev/ttyUSB0", {9600});
    asio::write(port, asio::buffer("the last words\n", 15));
    bool closed = false;
    //[last_words
    port.async_close(serial::close_policy::drain(2s), // up to so long, then what is left is lost
        [&](serial::error_code ec) { closed = !ec; });
    //]
    BOOST_TEST(clock.run(context));
    clock.advance(1s); // the characters that were in the transmitter
    BOOST_TEST(closed);
    BOOST_TEST(device.captured() == "the last words\n");
}

BOOST_AUTO_TEST_CASE(data_that_is_to_arrive_from_a_blocking_port)
{
    fixture f; // whose port has the name that the page gives to this one
    serial::sync::serial_port port(f.context, "/dev/ttyUSB0", {9600});
    port.write(asio::buffer("the last words\n", 15));
    //[blocking_close
    port.close(serial::close_policy::drain(2s));
    //]
    f.clock.advance(1s); // the characters that were in the transmitter
    BOOST_TEST(!port.is_open());
    BOOST_TEST(f.device.captured() == "the last words\n");
}

BOOST_FIXTURE_TEST_CASE(nothing_arrives, fixture)
{
    port.open("/dev/ttyUSB0", {9600});
    device.inject_fault(serial::line_fault::framing_error, 'x');
    clock.advance(1s);
    //[look
    std::cout << port.config() << '\n'          // as the driver has it
              << port.modem_lines() << '\n'     // what the other side says
              << port.counters() << '\n'        // characters, framing errors, overruns ...
              << port.input_waiting() << '\n'   // received, not yet read
              << port.output_waiting() << '\n'; // written, not yet sent
    //]
    BOOST_TEST(port.counters().framing_errors == 1u);
}

BOOST_FIXTURE_TEST_CASE(answers_in_pieces, fixture)
{
    device.when("READ?\n").reply("4.998\n");
    device.set_faults(test::fault_plan().shorten_reads(2));
    port.open("/dev/ttyUSB0", {9600});
    asio::write(port, asio::buffer("READ?\n", 6));
    std::string answer;
    std::size_t size = 0;
    //[whole
    asio::async_read_until(port, asio::dynamic_buffer(answer), '\n',
        serial::with_timeout(2s,
            [&](serial::error_code ec, std::size_t n)
            {
                size = ec ? 0 : n; // a line; what follows it in `answer` belongs to the next one
            }));
    //]
    BOOST_TEST(clock.run(context));
    BOOST_TEST(size == 6u);
}

BOOST_FIXTURE_TEST_CASE(a_device_that_leaves, fixture)
{
    port.open("/dev/ttyUSB0", {9600});
    std::string buffer;
    bool lost = false;
    //[lost
    port.async_read_available(asio::dynamic_buffer(buffer),
        [&](serial::error_code ec, std::size_t)
        {
            if (ec == serial::condition::disconnected)
            {
                lost = true;
                port.close(); // and open it again when it is back
            }
        });
    //]
    device.hang_up();
    BOOST_TEST(clock.run(context));
    BOOST_TEST(lost);
    BOOST_TEST(
        make_error_condition(condition::disconnected).message() == "the device is disconnected");
}

BOOST_FIXTURE_TEST_CASE(two_drains, fixture)
{
    port.open("/dev/ttyUSB0", {9600});
    asio::write(port, asio::buffer("0123456789", 10));
    serial::error_code second;
    port.async_drain([](serial::error_code) {});
    port.async_drain([&](serial::error_code ec) { second = ec; });
    BOOST_TEST(clock.run(context));
    BOOST_TEST((second == serial::error::operation_in_progress));
    BOOST_TEST(
        second.message() == "an operation that excludes this one is in progress on the stream");
}

BOOST_FIXTURE_TEST_CASE(reads_of_a_port_with_marks, fixture)
{
    serial::serial_config config;
    config.line_marks = true;
    port.open("/dev/ttyUSB0", config);
    char data[8];
    serial::error_code ec;
    port.read_some(asio::buffer(data), ec);
    BOOST_TEST(ec.message()
        == "with serial_config.line_marks only async_read_marked and read_marked may read");
}

BOOST_FIXTURE_TEST_CASE(what_happens_is_told, fixture)
{
    //[tell
    serial::set_diagnostic_sink(
        context, [](serial::diagnostic const& d) { std::clog << d << '\n'; });
    //]
    std::ostringstream log;
    serial::set_diagnostic_sink(
        context, [&](serial::diagnostic const& d) { log << d.event << '\n'; });
    port.open("/dev/ttyUSB0", {9600});
    port.close();
    BOOST_TEST(log.str() == "backend_chosen\nopened\napplied\nclosed\n");
}
