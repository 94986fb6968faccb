// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Every snippet of doc/modules/ROOT/pages/testing.adoc: what stands between `//[name` and `//]`.

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

#include "../../example/instrument/instrument.hpp"

#define BOOST_TEST_MODULE doc_testing
#include <boost/test/included/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <regex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

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

BOOST_AUTO_TEST_CASE(patterns)
{
    for (char const* pattern : {"", "^", "$", "(?=\n)", "[0-9]+"})
    {
        asio::io_context context;
        test::manual_clock clock;
        auto& device = test::install(context, clock).add("ttyV0");
        serial::serial_stream port(context, "ttyV0", {9600});
        device.when(std::regex(pattern)).reply("!");
        asio::write(port, asio::buffer("n=42\n", 5));
        clock.run_for(context, 1s);
        bool const digits = *pattern == '[';
        BOOST_TEST(port.input_waiting() == (digits ? 2u : 0u)); // for each of the two digits
        BOOST_TEST(device.unanswered() == (digits ? "\n" : "n=42\n"));
    }
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
    auto const then = clock.now();
    BOOST_TEST(!clock.run(context, 500ms)); // false: within half a second no answer comes,
    BOOST_TEST((clock.now() == then));      // nor anything else that would move the time
    BOOST_TEST(!clock.run_for(context, 500ms));
    BOOST_TEST((clock.now() == then + 500ms));
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

// A character that was held goes on at any moment between two looks.
BOOST_AUTO_TEST_CASE(drains_look_now_and_then)
{
    auto latest = 0ns, earliest = std::chrono::nanoseconds::max();
    for (auto hold = 1ms; hold < 400ms; hold += 3ms)
        for (bool const exact : {false, true})
        {
            asio::io_context context;
            test::manual_clock clock;
            auto& device = test::install(context, clock).add("ttyV0");
            device.set_lines({});
            serial::serial_config config{9600};
            config.flow_control.rts_cts = true;
            serial::serial_stream port(context, "ttyV0", config);
            asio::write(port, asio::buffer("x", 1));
            if (exact)
                port.async_drain_exact([](serial::error_code ec, auto) { BOOST_TEST(!ec); });
            else
                port.async_drain([](serial::error_code ec) { BOOST_TEST(!ec); });
            BOOST_TEST(!clock.run_for(context, hold));
            device.set_lines({true, false, false, false});
            auto const end = clock.now() + serial::char_time(config, exact ? 1 : 0);
            BOOST_TEST(clock.run(context));
            latest = (std::max)(latest, clock.now() - end);
            earliest = (std::min)(earliest, clock.now() - end);
        }
    BOOST_TEST((earliest >= 0ns));
    BOOST_TEST((latest > 45ms));
    BOOST_TEST((latest <= 50ms));
}

BOOST_AUTO_TEST_CASE(silence)
{
    using namespace std::string_literals;
    asio::io_context context;
    test::manual_clock clock;
    auto& device = test::install(context, clock).add("ttyV0");
    serial::serial_stream port(context, "ttyV0", {9600, 8, serial::parity::even});
    //[silence
    auto const characters = [&](std::size_t n) { return serial::char_time(port.config(), n); };
    std::string frame;
    std::vector<std::string> frames;
    std::function<void()> read_frame = [&]
    {
        port.async_read_until_idle(asio::dynamic_buffer(frame), characters(9) / 2,
            [&](serial::error_code ec, std::size_t)
            {
                if (ec)
                    return;
                frames.push_back(std::exchange(frame, {}));
                read_frame();
            });
    };
    read_frame();

    device.inject("\x01\x03\x02\x00\x2A\x39\x9B"s);
    clock.run_for(context, characters(7) + characters(5)); // a pause of five characters
    BOOST_TEST(frames.size() == 1u);
    device.inject("\x01\x83");
    clock.run_for(context, characters(2) + characters(2)); // of two: no end of a frame
    device.inject("\x02\xC0\xF1");
    BOOST_TEST(!clock.run(context)); // false: it waits for the next one
    BOOST_TEST_REQUIRE(frames.size() == 2u);
    BOOST_TEST((frames[0] == "\x01\x03\x02\x00\x2A\x39\x9B"s));
    BOOST_TEST((frames[1] == "\x01\x83\x02\xC0\xF1"));
    //]
    device.inject("a");
    clock.run_for(context, characters(1) + characters(7) / 2); // of three and a half: neither
    device.inject("b");
    BOOST_TEST(!clock.run(context));
    device.inject("c");
    clock.run_for(context, characters(1) + characters(7) / 2 + 1us);
    device.inject("d");
    BOOST_TEST(!clock.run(context));
    BOOST_TEST_REQUIRE(frames.size() == 5u);
    BOOST_TEST(frames[2] == "ab");
    BOOST_TEST(frames[3] == "c");
    BOOST_TEST(frames[4] == "d");
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
    //[script_and_pair
    ports.port("ttyV0").when("ping\n").reply("pong\n");
    BOOST_TEST(ask(host, "ping") == "pong\n"); // from the script,
    heard.clear();
    asio::read_until(peer, asio::dynamic_buffer(heard), '\n');
    BOOST_TEST(heard == "ping\n"); // and across the cable
    //]
    BOOST_TEST(peer.input_waiting() == 0u);
    BOOST_TEST(ports.port("ttyV0").captured() == "hello\nping\n");
    BOOST_TEST(ports.port("ttyV1").captured().empty());
    ports.port("ttyV0").set_lines({false, false, true, false});
    BOOST_TEST(host.modem_lines().cts);
    BOOST_TEST(host.modem_lines().ri);
    BOOST_TEST(!peer.modem_lines().ri);
    peer.close();
    BOOST_TEST(!host.modem_lines().cts);
    BOOST_TEST(!host.modem_lines().dcd);
    BOOST_TEST(ask(host, "ping") == "pong\n");
    BOOST_TEST(ports.port("ttyV1").lost_input() == 5u);
}

// What the device at one end says, and what comes across the cable.
BOOST_AUTO_TEST_CASE(two_speak_to_one)
{
    asio::io_context context;
    test::manual_clock clock;
    auto& ports = test::install(context, clock);
    ports.add("ttyV0");
    ports.add("ttyV1");
    ports.connect("ttyV0", "ttyV1");
    serial::serial_stream host(context, "ttyV0", {9600});
    serial::serial_stream peer(context, "ttyV1", {9600});
    asio::write(host, asio::buffer("abc", 3));
    ports.port("ttyV1").inject("ABC");
    std::string heard(6, '\0');
    asio::read(peer, asio::buffer(heard));
    BOOST_TEST(heard.substr(0, 4).find("abc") == std::string::npos);
    BOOST_TEST(heard.substr(0, 4).find("ABC") == std::string::npos);
    BOOST_TEST((clock.now() == serial::char_time(host.config(), 3))); // at the same time
    peer.configure({19200});
    ports.port("ttyV0").when("ping\n").reply("pong\n");
    BOOST_TEST(ask(host, "ping") == "pong\n"); // whatever the other end makes of it
    BOOST_TEST(peer.counters().framing_errors == 5u);
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

BOOST_AUTO_TEST_CASE(flow_control)
{
    asio::io_context context;
    test::manual_clock clock;
    auto& device = test::install(context, clock).add("ttyV0");
    serial::serial_stream port(context, "ttyV0", {9600});
    serial::error_code result;
    //[flow
    serial::serial_config config = port.config();
    config.flow_control.rts_cts = true;
    port.configure(config);
    asio::write(port, asio::buffer("0123456789", 10));
    BOOST_TEST(clock.run_until(context, [&] { return device.captured() == "012"; }));

    serial::modem_status lines = port.modem_lines();
    lines.cts = false;
    device.set_lines(lines); // wait
    port.async_drain(serial::with_timeout(1s, [&](serial::error_code ec) { result = ec; }));
    BOOST_TEST(clock.run(context));
    BOOST_TEST((result == serial::condition::timed_out));
    BOOST_TEST(device.captured() == "0123"); // what was on the wire has left; the rest is held

    lines.cts = true;
    device.set_lines(lines); // go on
    port.drain_exact();
    BOOST_TEST(device.captured() == "0123456789");

    device.set_input_room(1000);
    device.inject(std::string(900, 'x')); // which the program does not read
    BOOST_TEST(clock.run_until(context, [&] { return !device.rts(); }));
    BOOST_TEST(port.input_waiting() == 873u);
    //]
    clock.run_for(context, 1s);
    BOOST_TEST(port.input_waiting() == 900u); // it went on
    std::string got(900 - 129, '\0');
    asio::read(port, asio::buffer(got));
    BOOST_TEST(!device.rts());
    asio::read(port, asio::buffer(got, 1));
    BOOST_TEST(device.rts());

    config.flow_control = {};
    config.flow_control.dtr_dsr = true;
    port.configure(config);
    device.take_captured();
    lines.dsr = false;
    device.set_lines(lines);
    asio::write(port, asio::buffer("abc", 3));
    clock.run_for(context, 1s);
    BOOST_TEST(device.captured().empty());
    lines.dsr = true;
    device.set_lines(lines);
    clock.run_for(context, 1s);
    BOOST_TEST(device.captured() == "abc");

    config.flow_control = {};
    config.flow_control.xon_xoff = true;
    port.configure(config);
    device.take_captured();
    device.inject("\x13");
    clock.run_for(context, 1s);
    asio::write(port, asio::buffer("abc", 3));
    clock.run_for(context, 1s);
    BOOST_TEST(device.captured().empty());
    device.inject("\x11");
    clock.run_for(context, 1s);
    BOOST_TEST(device.captured() == "abc");
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
        auto const full = make_error_code(boost::system::errc::no_buffer_space);
        device.set_faults(test::fault_plan()
                              .fail(test::port_call::write, 3, full)
                              .spoil_input(7, serial::line_fault::parity_error)
                              .hang_up_after_output(100));
        //]
        std::string const byte(1, 'x');
        for (int i = 0; i != 2; ++i)
            asio::write(port, asio::buffer(byte));
        asio::write(port, asio::buffer(byte), ec);
        BOOST_TEST((ec == boost::system::errc::no_buffer_space));
    }
}

BOOST_AUTO_TEST_CASE(wrong_bits)
{
    asio::io_context context;
    auto& device = test::install(context).add("ttyV0");
    serial::serial_stream port(context, "ttyV0", {9600});
    //[corrupt
    device.set_faults(
        test::fault_plan().corrupt_input(2, 0x01).spoil_input(4, serial::line_fault::parity_error));
    device.inject("4.998\n");
    std::string line;
    asio::read_until(port, asio::dynamic_buffer(line), '\n');
    BOOST_TEST(line == "4/998\n");
    BOOST_TEST(port.counters().parity_errors == 1u);
    //]
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

BOOST_AUTO_TEST_CASE(forks)
{
    asio::io_context context;
    test::manual_clock clock;
    auto& ports = test::install(context, clock);
    auto& device = ports.add("ttyV0");
    auto& other = ports.add("ttyV1");
    other.when("READ?\n").reply("4.998\n");
    serial::serial_stream port(context);
    bool opened = false;
    auto const child_works = [&]
    {
        try
        {
            serial::serial_stream its_own(context, "ttyV1", {9600});
            return ask(its_own, "READ?") == "4.998\n";
        }
        catch (std::exception const&)
        {
            return false; // told by the exit code
        }
    };
    //[fork
    device.hold(test::port_call::open);
    port.async_open("ttyV0", {9600}, [&](serial::error_code ec) { opened = !ec; });
    BOOST_TEST_REQUIRE(device.await_calls(test::port_call::open, 1));

    context.notify_fork(asio::io_context::fork_prepare); // returns: the open waits no longer
    ::pid_t const child = ::fork();
    if (child == 0)
    {
        context.notify_fork(asio::io_context::fork_child);
        ::_exit(child_works() ? 0 : 1); // and not back into the test framework
    }
    context.notify_fork(asio::io_context::fork_parent);
    BOOST_TEST(clock.run(context));
    BOOST_TEST(opened);
    //]
    BOOST_TEST_REQUIRE(child != -1);
    int status = 0;
    BOOST_TEST(::waitpid(child, &status, 0) == child);
    BOOST_TEST((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    BOOST_TEST(other.captured().empty()); // that was the child's copy

    opened = false;
    port.close();
    port.async_open("ttyV0", {9600}, [&](serial::error_code ec) { opened = !ec; });
    BOOST_TEST(!clock.run(context)); // later ones are held as before
    device.release(test::port_call::open);
    BOOST_TEST(clock.run(context));
    BOOST_TEST(opened);
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

BOOST_AUTO_TEST_CASE(errors)
{
    test::fuse fuse;
    bool asked_twice = false;
    auto const found = fuse.armed(
        [&](test::fuse& f)
        {
            asio::io_context context;
            test::manual_clock clock;
            auto& device = test::install(context, clock).add("ttyV0");
            serial::serial_stream port(context, "ttyV0", {9600});
            //[fuse_and_plan
            device.when("READ?\n").reply("").times(1); // silence: it has to ask again
            device.when("READ?\n").reply("4.998\n");
            serial::error_code ec;
            for (auto call : {test::port_call::write, test::port_call::read})
                if (f.maybe_report(ec)) // two points more: the first write, or the first read
                    device.set_faults(test::fault_plan().fail(call, 1, ec));
            //]
            ec = asio::error::in_progress;
            voltmeter meter(port);
            meter.async_measure(asio::bind_allocator(test::fuse_allocator<>(f),
                [&](serial::error_code result, double) { ec = result; }));
            clock.run(context);
            asked_twice = asked_twice || device.captured() == "READ?\nREAD?\n";
            return ec;
        });
    BOOST_TEST(found);
    BOOST_TEST(asked_twice);
    BOOST_TEST(found.points > 2u); // the allocations too
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
