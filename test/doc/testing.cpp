// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Every snippet of doc/testing.md: what stands between `//[name` and `//]`.

//[head
#include <boost_serial_ext.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include <boost/asio.hpp>

namespace serial = boost_serial_ext;
namespace test = boost_serial_ext::test;
namespace asio = boost::asio;
using namespace std::chrono_literals;
//]

#include <boost_serial_ext/test/fuse.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "../../example/instrument.hpp"

#define BOOST_TEST_MODULE doc_testing
#include <boost/test/included/unit_test.hpp>

#include <cstdint>
#include <exception>
#include <optional>
#include <regex>
#include <string>
#include <thread>
#include <vector>

//[first
BOOST_AUTO_TEST_CASE(a_voltmeter_measures)
{
    asio::io_context context;
    auto& device = test::install(context).add("ttyV0");
    device.when("READ?\n").reply("4.998\n");
    serial::serial_stream port(context, "ttyV0", {9600});

    voltmeter meter(port);
    double result = 0;
    meter.async_measure([&](serial::error_code, double volts) { result = volts; });
    context.run();
    BOOST_TEST(result == 4.998);
}
//]

//[ask
std::string ask(serial::serial_stream& port, std::string question)
{
    std::string answer;
    asio::write(port, asio::buffer(question += '\n'));
    asio::read_until(port, asio::dynamic_buffer(answer), '\n');
    return answer;
}
//]

BOOST_AUTO_TEST_CASE(scripts)
{
    asio::io_context context;
    auto& device = test::install(context).add("ttyV0");
    serial::serial_stream port(context, "ttyV0", {9600});
    //[script
    device.when("*IDN?\n").reply("ACME,42,1.0\n").after(2ms);
    device.when(std::regex("RANGE ([0-9]+)\n")).reply("range is $1\n");
    device.when("READ?\n").reply("busy\n").times(2); // after that, the next one that fits:
    device.when("READ?\n").reply(
        [n = 0](std::string const&) mutable { return std::to_string(++n) + '\n'; });

    BOOST_TEST(ask(port, "*IDN?") == "ACME,42,1.0\n");
    BOOST_TEST(ask(port, "RANGE 20") == "range is 20\n");
    for (auto answer : {"busy\n", "busy\n", "1\n", "2\n"})
        BOOST_TEST(ask(port, "READ?") == answer);
    BOOST_TEST(device.captured().substr(0, 15) == "*IDN?\nRANGE 20\n");
    //]
    asio::write(port, asio::buffer("WHAT?\n", 6));
    port.drain();
    BOOST_TEST(device.unanswered() == "WHAT?\n");
    //[inject
    device.inject("OVERLOAD\n"); // the device speaks unasked
    //]
    std::string line;
    asio::read_until(port, asio::dynamic_buffer(line), '\n');
    BOOST_TEST(line == "OVERLOAD\n");
}

//[clock
BOOST_AUTO_TEST_CASE(a_measurement_takes_a_second)
{
    asio::io_context context;
    test::manual_clock clock;
    auto& device = test::install(context, clock).add("ttyV0");
    device.when("READ?\n").reply("4.998\n").after(1s);
    serial::serial_stream port(context, "ttyV0", {9600});

    voltmeter meter(port);
    meter.async_measure([](serial::error_code, double volts) { BOOST_TEST(volts == 4.998); });
    BOOST_TEST(clock.run(context));
    BOOST_TEST((clock.now() == 1s + serial::char_time(port.config(), 12)));
}
//]

BOOST_AUTO_TEST_CASE(moving_the_clock)
{
    asio::io_context context;
    test::manual_clock clock;
    auto& device = test::install(context, clock).add("ttyV0");
    serial::serial_stream port(context, "ttyV0", {9600});
    voltmeter meter(port);
    serial::error_code result;
    meter.async_measure([&](serial::error_code ec, double) { result = ec; });
    //[run_until
    auto const asked = [&] { return device.captured() == "READ?\n"; };
    BOOST_TEST(clock.run_until(context, asked)); // right after the last bit of the question
    BOOST_TEST(!clock.run(context, 500ms));      // false: within half a second no answer comes
    clock.advance(500ms);
    device.hang_up(); // in the middle of the wait
    BOOST_TEST(clock.run(context));
    //]
    BOOST_TEST((result == serial::condition::disconnected));
}

BOOST_AUTO_TEST_CASE(own_timers)
{
    asio::io_context context;
    test::manual_clock clock;
    test::install(context, clock);
    bool over = false;
    {
        asio::steady_timer own(context, 1h);
        own.async_wait([](serial::error_code) {});
        BOOST_TEST(!clock.run(context));
        own.cancel();
        BOOST_TEST(clock.run(context));
    }
    //[pause
    asio::steady_timer pause(context, asio::steady_timer::time_point::max());
    pause.async_wait(serial::with_timeout(
        10s, [&](serial::error_code ec) { over = ec == serial::condition::timed_out; }));
    //]
    BOOST_TEST(clock.run(context));
    BOOST_TEST(over);
    BOOST_TEST((clock.now() == 10s));
}

BOOST_AUTO_TEST_CASE(two_ports)
{
    //[pair
    asio::io_context context;
    auto& ports = test::install(context);
    ports.add("ttyV0");
    ports.add("ttyV1");
    ports.connect("ttyV0", "ttyV1");

    serial::serial_stream host(context, "ttyV0", {9600});
    serial::serial_stream peer(context, "ttyV1", {9600}); // another rate would receive garbage
    asio::write(host, asio::buffer("hello\n", 6));
    std::string heard;
    asio::read_until(peer, asio::dynamic_buffer(heard), '\n');
    BOOST_TEST(heard == "hello\n");
    //]
}

BOOST_AUTO_TEST_CASE(lines_and_breaks)
{
    asio::io_context context;
    test::manual_clock clock;
    auto& device = test::install(context, clock).add("ttyV0");
    serial::serial_stream port(context, "ttyV0", {9600});
    bool rang = false;
    //[lines
    port.async_wait_line_event(
        serial::line_events::ri, [&](serial::error_code ec, serial::line_event) { rang = !ec; });

    serial::modem_status lines = port.modem_lines(); // CTS, DSR and DCD are on, RI is off
    lines.ri = true;
    device.set_lines(lines); // the telephone rings
    clock.advance(100ms);
    lines.ri = false;
    device.set_lines(lines);
    BOOST_TEST(clock.run(context));
    BOOST_TEST(rang);

    serial::control_lines off;
    off.rts = false;
    port.set_control_lines(off);
    BOOST_TEST(!device.rts());
    BOOST_TEST(device.dtr());

    port.send_break(250ms); // takes no time: a blocking function moves the clock itself
    BOOST_TEST((device.breaks() == std::vector<std::chrono::nanoseconds>{250ms}));
    //]
}

BOOST_AUTO_TEST_CASE(faults)
{
    asio::io_context context;
    auto& device = test::install(context).add("ttyV0");
    serial::error_code ec;
    {
        serial::serial_stream port(context);
        //[settings
        device.set_faults(test::fault_plan().change_settings(
            [](serial::serial_config& wanted) { wanted.parity = serial::parity::none; }));
        port.open("ttyV0", {9600, 7, serial::parity::even}, ec);
        BOOST_TEST((ec == serial::condition::unsupported_configuration));
        //]
    }
    {
        device.set_faults({});
        serial::serial_stream port(context, "ttyV0", {9600});
        //[faults
        device.set_faults(
            test::fault_plan()
                .fail(test::port_call::write, 3, make_error_code(boost::system::errc::io_error))
                .spoil_input(7, serial::line_fault::parity_error)
                .hang_up_after_output(100));
        //]
        std::string const byte(1, 'x');
        for (int i = 0; i != 2; ++i)
            asio::write(port, asio::buffer(byte));
        asio::write(port, asio::buffer(byte), ec);
        BOOST_TEST((ec == serial::condition::disconnected));
    }
}

BOOST_AUTO_TEST_CASE(seeds)
{
    //[seeds
    for (std::uint32_t seed = 1; seed <= 50; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            asio::io_context context;
            test::manual_clock clock;
            auto& device = test::install(context, clock).add("ttyV0");
            device.when("READ?\n").reply("4.998\n");
            device.set_faults(test::fault_plan().disturb(seed));
            serial::serial_stream port(context, "ttyV0", {9600});

            double result = 0;
            voltmeter meter(port);
            meter.async_measure([&](serial::error_code, double volts) { result = volts; });
            BOOST_TEST(clock.run(context));
            BOOST_TEST(result == 4.998);
        }
    //]
}

BOOST_AUTO_TEST_CASE(unplugged)
{
    asio::io_context context;
    auto& device = test::install(context).add("ttyV0");
    serial::serial_stream port(context, "ttyV0", {9600});
    serial::error_code ec;
    //[unplug
    device.hang_up();
    asio::write(port, asio::buffer("READ?\n", 6), ec);
    BOOST_TEST((ec == serial::condition::disconnected));
    port.close();
    port.open("ttyV0", {9600}, ec);
    BOOST_TEST((ec == serial::condition::port_not_found));

    device.plug_in();
    port.open("ttyV0", {9600});
    BOOST_TEST(device.opens() == 2u);
    //]
}

#if defined(BOOST_ASIO_HAS_CO_AWAIT)
BOOST_AUTO_TEST_CASE(coroutines)
{
    asio::io_context context;
    test::manual_clock clock;
    auto& device = test::install(context, clock).add("ttyV0");
    device.when("READ?\n").reply("4.998\n").after(1s);
    serial::serial_stream port(context, "ttyV0", {9600});
    double volts = 0;
    //[coroutine
    auto measure_twice = [&]() -> asio::awaitable<void>
    {
        voltmeter meter(port);
        co_await meter.async_measure(asio::use_awaitable);
        volts = co_await meter.async_measure(asio::use_awaitable);
    };
    asio::co_spawn(context, measure_twice,
        [](std::exception_ptr failure)
        {
            if (failure)
                std::rethrow_exception(failure); // out of clock.run: the test fails
        });
    BOOST_TEST(clock.run(context));
    BOOST_TEST(volts == 4.998);
    //]
}
#endif

BOOST_AUTO_TEST_CASE(futures)
{
    asio::io_context context;
    test::manual_clock clock;
    auto& device = test::install(context, clock).add("ttyV0");
    device.when("READ?\n").reply("4.998\n").after(1s);
    serial::serial_stream port(context, "ttyV0", {9600});
    voltmeter meter(port);
    //[future
    auto volts = meter.async_measure(asio::use_future);
    BOOST_TEST_REQUIRE(clock.run(context)); // first; else get() would wait forever
    BOOST_TEST(volts.get() == 4.998);
    //]
}

BOOST_AUTO_TEST_CASE(memory)
{
    //[fuse
    test::fuse fuse;
    BOOST_TEST(fuse.armed(
        [](test::fuse& f)
        {
            asio::io_context context;
            test::manual_clock clock;
            auto& device = test::install(context, clock).add("ttyV0");
            device.when("READ?\n").reply("4.998\n");
            serial::serial_stream port(context, "ttyV0", {9600});

            voltmeter meter(port);
            meter.async_measure(asio::bind_allocator(test::fuse_allocator<>(f),
                [](serial::error_code, double volts) { BOOST_TEST(volts == 4.998); }));
            clock.run(context);
        }));
    //]
}

BOOST_AUTO_TEST_CASE(terminals)
{
    //[pty
    test::pty_pair line; // the kernel's, with a name like /dev/pts/7
    asio::io_context context;
    serial::serial_stream port(context, line.name(), {9600});

    voltmeter meter(port);
    auto volts = meter.async_measure(asio::use_future);
    std::thread runner([&] { context.run(); });
    BOOST_TEST(line.read_until("\n") == "READ?\n");
    line.write("4.998\n");
    BOOST_TEST(volts.get() == 4.998);
    runner.join();
    //]
}
