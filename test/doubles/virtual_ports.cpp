// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "doubles/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdio>
#include <list>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace boost_serial_ext_test;

BOOST_AUTO_TEST_SUITE(doubles_virtual_ports)

BOOST_AUTO_TEST_CASE(installing_again_gives_the_same_ports)
{
    asio::io_context context;
    auto& ports = test::install(context);
    BOOST_TEST(&test::install(context) == &ports);

    asio::io_context by_clock;
    test::manual_clock clock;
    auto& others = test::install(by_clock, clock);
    BOOST_TEST(&others != &ports);
    BOOST_TEST(&test::install(by_clock, clock) == &others);
    BOOST_TEST(&test::install(by_clock) == &others); // whatever its time is
}

BOOST_AUTO_TEST_CASE(installing_with_another_time_is_refused)
{
    asio::io_context context, by_clock;
    test::manual_clock clock, another;
    test::install(context);
    test::install(by_clock, clock);
    BOOST_CHECK_THROW(test::install(context, clock), std::logic_error);
    BOOST_CHECK_THROW(test::install(by_clock, another), std::logic_error);
}

BOOST_AUTO_TEST_CASE(installing_after_a_stream_was_made_is_refused)
{
    asio::io_context context;
    test::manual_clock clock;
    serial_stream const stream(context);
    BOOST_CHECK_THROW(test::install(context), std::logic_error);
    BOOST_CHECK_THROW(test::install(context, clock), std::logic_error);
}

BOOST_FIXTURE_TEST_CASE(a_port_is_added_once_and_found_by_its_name, real_time)
{
    BOOST_TEST(port.name() == "ttyV0");
    BOOST_TEST(&ports.port("ttyV0") == &port);
    BOOST_TEST(ports.add("COM3").name() == "COM3");
    BOOST_CHECK_THROW(ports.add("ttyV0"), std::invalid_argument);
    BOOST_CHECK_THROW(ports.add(""), std::invalid_argument);
    BOOST_CHECK_THROW(ports.port("ttyV1"), std::invalid_argument);
}

BOOST_FIXTURE_TEST_CASE(a_port_has_one_cable, real_time)
{
    ports.add("ttyV1");
    ports.add("ttyV2");
    ports.disconnect("ttyV0"); // there is none
    BOOST_CHECK_THROW(ports.disconnect("ttyV9"), std::invalid_argument);
    BOOST_CHECK_THROW(ports.connect("ttyV0", "ttyV9"), std::invalid_argument);
    BOOST_CHECK_THROW(ports.connect("ttyV9", "ttyV0"), std::invalid_argument);
    ports.connect("ttyV0", "ttyV1");
    BOOST_CHECK_THROW(ports.connect("ttyV0", "ttyV2"), std::invalid_argument);
    BOOST_CHECK_THROW(ports.connect("ttyV2", "ttyV1"), std::invalid_argument);
    BOOST_CHECK_THROW(ports.connect("ttyV0", "ttyV0"), std::invalid_argument);
    ports.disconnect("ttyV1");
    ports.connect("ttyV0", "ttyV2");
}

BOOST_FIXTURE_TEST_CASE(there_are_no_other_ports, real_time)
{
    for (char const* name : {"ttyV1", "/dev/ttyS0", "/dev/null", ""})
    {
        error_code ec;
        stream.open(name, {}, ec);
        BOOST_TEST((ec == condition::port_not_found), name << ": " << ec);
        BOOST_TEST(ec.value() == 2); // ENOENT
        BOOST_TEST(!stream.is_open());
    }
}

BOOST_FIXTURE_TEST_CASE(one_stream_has_a_port_at_a_time, real_time)
{
    serial_config shared;
    shared.exclusive = false;
    open(shared);
    serial_stream second(context);
    error_code ec;
    second.open("ttyV0", shared, ec);
    BOOST_TEST((ec == condition::port_busy), ec);
    done opened;
    second.async_open("ttyV0", {}, opened.handler());
    BOOST_TEST(run_until([&] { return opened.calls != 0; }));
    BOOST_TEST((opened.ec == condition::port_busy), opened.ec);
    BOOST_TEST(port.opens() == 1u);
    BOOST_TEST(port.is_open());
    stream.close();
    BOOST_TEST(!port.is_open());
    second.open("ttyV0", {});
    BOOST_TEST(port.opens() == 2u);
    BOOST_TEST(port.is_open());
}

BOOST_FIXTURE_TEST_CASE(an_impossible_configuration_is_refused_before_anything_else, real_time)
{
    error_code ec;
    stream.open("ttyV9", {0}, ec);
    BOOST_TEST((ec == condition::invalid_configuration), ec);
    stream.open("ttyV0", {0}, ec);
    BOOST_TEST((ec == condition::invalid_configuration), ec);
    BOOST_TEST(!port.is_open());
    BOOST_TEST(port.opens() == 0u);
    BOOST_TEST(port.configurations().empty());
}

BOOST_FIXTURE_TEST_CASE(configurations_are_told_in_order, real_time)
{
    BOOST_TEST(port.applied() == serial_config{});
    open({9'600});
    BOOST_TEST(stream.device() == "ttyV0");
    BOOST_TEST(stream.config() == serial_config{9'600});
    BOOST_TEST(stream.report().applied == serial_config{9'600});
    serial_config odd{19'200};
    odd.parity = parity::odd;
    auto const report = stream.configure(odd);
    BOOST_TEST(report.applied == odd);
    BOOST_TEST(report.baud_error == 0.0);
    BOOST_TEST(report.skipped.empty());
    BOOST_TEST(stream.config() == odd);
    BOOST_TEST(port.applied() == odd);
    stream.close();
    BOOST_TEST(port.applied() == odd);
    open({300});
    auto const all = port.configurations();
    BOOST_TEST_REQUIRE(all.size() == 3u);
    BOOST_TEST(all[0] == serial_config{9'600});
    BOOST_TEST(all[1] == odd);
    BOOST_TEST(all[2] == serial_config{300});
}

BOOST_FIXTURE_TEST_CASE(every_byte_goes_both_ways, real_time)
{
    open();
    write(stream, all_bytes());
    BOOST_TEST((port.captured() == all_bytes()));
    BOOST_TEST((port.take_captured() == all_bytes()));
    BOOST_TEST(port.captured().empty());
    port.inject(all_bytes());
    BOOST_TEST(stream.input_waiting() == 256u);
    BOOST_TEST((read(stream, 256) == all_bytes()));
    BOOST_TEST(stream.input_waiting() == 0u);
}

BOOST_FIXTURE_TEST_CASE(small_characters_have_no_high_bits, real_time)
{
    serial_config seven;
    seven.character_size = 7;
    open(seven);
    write(stream, "\xC1\x42");
    BOOST_TEST(port.captured() == "AB");
}

BOOST_FIXTURE_TEST_CASE(a_megabyte_goes_each_way_at_the_same_time, real_time)
{
    open();
    std::string const out = pattern(1 << 20);
    std::string const in = pattern(1 << 20);
    std::string got(in.size(), '\0');
    transferred sent, received;
    asio::async_write(stream, asio::buffer(out), sent.handler());
    asio::async_read(stream, asio::buffer(got), received.handler());
    port.inject(in);
    BOOST_TEST(run_until([&] { return sent.calls + received.calls == 2; }));
    BOOST_TEST(!sent.ec);
    BOOST_TEST(!received.ec);
    BOOST_TEST((got == in));
    BOOST_TEST((port.captured() == out));
    BOOST_TEST(port.lost_input() == 0u);
    BOOST_TEST(stream.counters().sent == out.size());
    BOOST_TEST(stream.counters().received == in.size());
}

BOOST_FIXTURE_TEST_CASE(output_that_is_held_up_makes_the_writer_wait, real_time)
{
    serial_config config;
    config.flow_control.rts_cts = true;
    open(config);
    port.set_lines({false, true, false, true});
    std::string const out = pattern(100'000);
    transferred sent;
    asio::async_write(stream, asio::buffer(out), sent.handler());
    context.poll();
    BOOST_TEST(sent.calls == 0);
    BOOST_TEST(port.captured().empty());
    auto const waiting = stream.output_waiting();
    BOOST_TEST(waiting >= 4'096u);
    BOOST_TEST(waiting <= 4'096u + 8'192u); // the driver's, and what the pair of sockets takes
    port.set_lines({true, true, false, true});
    BOOST_TEST(run_until([&] { return sent.calls == 1; }));
    BOOST_TEST(!sent.ec);
    BOOST_TEST((port.captured() == out));
    BOOST_TEST(stream.output_waiting() == 0u);
}

BOOST_FIXTURE_TEST_CASE(the_room_for_output_can_be_chosen, real_time)
{
    serial_config config;
    config.flow_control.rts_cts = true;
    port.set_output_room(10);
    open(config);
    port.set_lines({false, true, false, true});
    std::string const out = pattern(100'000);
    transferred sent;
    asio::async_write(stream, asio::buffer(out), sent.handler());
    context.poll();
    auto const waiting = stream.output_waiting();
    BOOST_TEST(waiting >= 10u);
    BOOST_TEST(waiting <= 10u + 8'192u);
    stream.discard_output();
    BOOST_TEST(stream.output_waiting() == 0u);
    BOOST_TEST(port.captured().empty());
}

BOOST_FIXTURE_TEST_CASE(queues_can_be_discarded, real_time)
{
    open();
    port.inject("to be thrown away");
    BOOST_TEST(stream.input_waiting() == 17u);
    stream.discard_input();
    BOOST_TEST(stream.input_waiting() == 0u);
    port.inject("kept");
    BOOST_TEST(read(stream, 4) == "kept");
}

BOOST_FIXTURE_TEST_CASE(the_depth_of_the_output_queue_can_be_told, real_time)
{
    open();
    port.set_output_depths({64, 8});
    BOOST_TEST(stream.output_waiting() == 64u);
    BOOST_TEST(stream.output_waiting() == 8u);
    BOOST_TEST(stream.output_waiting() == 8u);
    port.set_output_depths({});
    BOOST_TEST(stream.output_waiting() == 0u);
}

BOOST_FIXTURE_TEST_CASE(input_is_lost_while_the_port_is_closed, real_time)
{
    port.inject("nobody");
    BOOST_TEST(port.lost_input() == 6u);
    open();
    BOOST_TEST(stream.input_waiting() == 0u);
    port.inject("unread");
    BOOST_TEST(stream.input_waiting() == 6u);
    stream.close();
    BOOST_TEST(port.lost_input() == 6u); // it had arrived
    port.inject("x");
    BOOST_TEST(port.lost_input() == 7u);
    open();
    BOOST_TEST(stream.input_waiting() == 0u);
    port.inject("heard");
    BOOST_TEST(read(stream, 5) == "heard");
}

BOOST_FIXTURE_TEST_CASE(lines_are_as_the_open_and_the_program_want_them, real_time)
{
    BOOST_TEST(!port.rts());
    BOOST_TEST(!port.dtr());
    open();
    BOOST_TEST(port.rts());
    BOOST_TEST(port.dtr());
    stream.set_control_lines({false, {}});
    BOOST_TEST(!port.rts());
    BOOST_TEST(port.dtr());
    stream.set_control_lines({true, false});
    BOOST_TEST(port.rts());
    BOOST_TEST(!port.dtr());
    stream.close(); // hangup_on_close
    BOOST_TEST(!port.rts());

    serial_config kept;
    kept.hangup_on_close = false;
    kept.rts = initial_line::off;
    open(kept);
    BOOST_TEST(!port.rts());
    BOOST_TEST(port.dtr());
    stream.close();
    BOOST_TEST(port.dtr());
    kept.rts = kept.dtr = initial_line::preserve;
    open(kept);
    BOOST_TEST(!port.rts());
    BOOST_TEST(port.dtr());
}

BOOST_FIXTURE_TEST_CASE(the_device_moves_the_other_lines, real_time)
{
    open();
    BOOST_TEST(stream.modem_lines() == (modem_status{true, true, false, true}));
    port.set_lines({false, false, true, false});
    BOOST_TEST(stream.modem_lines() == (modem_status{false, false, true, false}));
    port.set_lines({false, false, false, false});
    auto const counted = stream.counters();
    BOOST_TEST(counted.cts == 1u);
    BOOST_TEST(counted.dsr == 1u);
    BOOST_TEST(counted.dcd == 1u);
    BOOST_TEST(counted.ri == 1u); // the end of a ring alone
}

BOOST_FIXTURE_TEST_CASE(a_break_is_on_until_it_is_switched_off, real_time)
{
    open();
    BOOST_TEST(!port.break_is_on());
    stream.set_break(true);
    BOOST_TEST(port.break_is_on());
    stream.set_break(false);
    BOOST_TEST(!port.break_is_on());
    BOOST_TEST(port.breaks().size() == 1u);
    stream.set_break(true);
    stream.close();
    BOOST_TEST(!port.break_is_on());
    BOOST_TEST(port.breaks().size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_handle_can_be_released_and_adopted, real_time)
{
    open({9'600});
    port.inject("before");
    auto const handle = stream.release();
    BOOST_TEST(!stream.is_open());
    BOOST_TEST(port.is_open());
    error_code ec;
    stream.open("ttyV0", {}, ec);
    BOOST_TEST((ec == condition::port_busy), ec);
    serial_stream second(context);
    second.assign(handle, ec);
    if (ec && under_wine())
    {
        std::puts(
            "==> skipped: a_handle_can_be_released_and_adopted: Wine unbinds no handle from a "
            "completion port");
        BOOST_TEST(raw_close(handle));
        return;
    }
    BOOST_TEST_REQUIRE(!ec, ec);
    BOOST_TEST(second.device() == "ttyV0");
    BOOST_TEST(second.config().baud_rate == 9'600u);
    BOOST_TEST(read(second, 6) == "before");
    write(second, "after");
    BOOST_TEST(port.captured() == "after");
    second.configure({300});
    BOOST_TEST(port.applied().baud_rate == 300u);
    second.close();
    BOOST_TEST(!port.is_open());
}

BOOST_FIXTURE_TEST_CASE(who_closes_a_released_handle_closes_the_port, real_time)
{
    open();
    auto const handle = stream.release();
    BOOST_TEST_REQUIRE(raw_write(handle, "bye"));
    BOOST_TEST_REQUIRE(raw_close(handle));
    BOOST_TEST(!port.is_open());
    BOOST_TEST(port.captured() == "bye");
    BOOST_TEST(!port.dtr());
    // The next one is likely to have the same number.
    auto& other = ports.add("ttyV1");
    serial_stream second(context, "ttyV1", {});
    write(second, "hello");
    other.inject("there");
    BOOST_TEST(other.captured() == "hello");
    BOOST_TEST(read(second, 5) == "there");
    open();
    port.inject("again");
    BOOST_TEST(read(stream, 5) == "again");
    BOOST_TEST(port.captured() == "bye");
}

BOOST_FIXTURE_TEST_CASE(a_released_handle_closes_the_port_also_while_output_is_held_up, real_time)
{
    serial_config config;
    config.flow_control.rts_cts = true;
    open(config);
    port.set_lines({false, true, false, true});
    transferred sent;
    std::string const out = pattern(100'000);
    asio::async_write(stream, asio::buffer(out), sent.handler());
    context.poll();
    auto const handle = stream.release();
    BOOST_TEST(run_until([&] { return sent.calls == 1; }));
    BOOST_TEST((sent.ec == condition::aborted), sent.ec);
    BOOST_TEST(raw_close(handle));
    BOOST_TEST(!port.is_open());
    open();
}

BOOST_FIXTURE_TEST_CASE(a_handle_that_is_no_virtual_port_is_not_adopted, real_time)
{
    auto const handle = open_null_device();
    error_code ec;
    stream.assign(handle, ec);
    BOOST_TEST((ec == condition::port_not_found), ec);
    BOOST_TEST(!stream.is_open());
    BOOST_TEST(raw_close(handle)); // it is still the caller's
}

BOOST_FIXTURE_TEST_CASE(the_native_handle_is_the_ports, real_time)
{
    open();
    BOOST_TEST(raw_write(stream.native_handle(), "raw"));
    BOOST_TEST(port.captured() == "raw");
}

// Nobody calls anything of the library's after it: the thread that moves the bytes finds out.
BOOST_FIXTURE_TEST_CASE(what_is_written_by_the_handle_is_answered, real_time)
{
    open();
    port.when("?").reply("!");
    char c = 0;
    transferred received;
    stream.async_read_some(asio::buffer(&c, 1), received.handler());
    context.poll();
    BOOST_TEST(raw_write(stream.native_handle(), "?"));
    BOOST_TEST(run_until([&] { return received.calls == 1; }));
    BOOST_TEST(!received.ec, received.ec);
    BOOST_TEST(c == '!');
}

BOOST_FIXTURE_TEST_CASE(many_ports_are_served_at_once, real_time)
{
    std::size_t const count = 80; // Windows waits for no more than 64 objects
    std::list<serial_stream> streams;
    std::string answers(count, '\0');
    std::size_t calls = 0;
    for (std::size_t i = 0; i != count; ++i)
    {
        std::string const name = "ttyV" + std::to_string(i + 1);
        ports.add(name).when("?").reply(std::string(1, static_cast<char>('!' + i))).after(1ms);
        auto& one = streams.emplace_back(context, name, serial_config{});
        one.async_read_some(
            asio::buffer(&answers[i], 1), [&](error_code ec, std::size_t) { calls += !ec; });
        BOOST_TEST(raw_write(one.native_handle(), "?"));
    }
    BOOST_TEST(run_until([&] { return calls == count; }));
    for (std::size_t i = 0; i != count; ++i)
        BOOST_TEST(answers[i] == static_cast<char>('!' + i));
}

BOOST_FIXTURE_TEST_CASE(a_stream_can_be_moved, real_time)
{
    basic_serial_stream<asio::io_context::executor_type> narrow(context, "ttyV0", {});
    port.inject("123");
    BOOST_TEST(read(narrow, 1) == "1");
    serial_stream wide(std::move(narrow));
    BOOST_TEST(read(wide, 1) == "2");
    stream = std::move(wide);
    BOOST_TEST(read(stream, 1) == "3");
    write(stream, "ok");
    BOOST_TEST(port.captured() == "ok");
    BOOST_TEST(port.opens() == 1u);
}

BOOST_FIXTURE_TEST_CASE(contexts_have_ports_of_their_own, real_time)
{
    asio::io_context another;
    auto& twin = test::install(another).add("ttyV0");
    open();
    serial_stream second(another, "ttyV0", {});
    write(stream, "one");
    write(second, "two");
    BOOST_TEST(port.captured() == "one");
    BOOST_TEST(twin.captured() == "two");
}

BOOST_AUTO_TEST_SUITE_END()
