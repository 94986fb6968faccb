// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Devices that go away, by themselves or as planned, and come back.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/fault_plan.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "doubles/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <functional>
#include <future>
#include <string>
#include <vector>

using namespace boost_serial_ext_test;
using test::fault_plan;

namespace {

/// What every function of a stream says.
void check_lost(serial_stream& stream)
{
    auto const check = [](char const* name, std::function<void(error_code&)> const& call)
    {
        error_code ec;
        call(ec);
        BOOST_TEST((ec == condition::disconnected), name << ": " << ec);
    };
    char c = 'x';
    check("read_some", [&](error_code& ec) { stream.read_some(asio::buffer(&c, 1), ec); });
    check("write_some", [&](error_code& ec) { stream.write_some(asio::buffer(&c, 1), ec); });
    check("configure", [&](error_code& ec) { stream.configure({300}, ec); });
    check("modem_lines", [&](error_code& ec) { stream.modem_lines(ec); });
    check("set_control_lines", [&](error_code& ec) { stream.set_control_lines({true, {}}, ec); });
    check("counters", [&](error_code& ec) { stream.counters(ec); });
    check("input_waiting", [&](error_code& ec) { stream.input_waiting(ec); });
    check("output_waiting", [&](error_code& ec) { stream.output_waiting(ec); });
    check("discard_input", [&](error_code& ec) { stream.discard_input(ec); });
    check("discard_output", [&](error_code& ec) { stream.discard_output(ec); });
    check("capabilities", [&](error_code& ec) { stream.capabilities(ec); });
    check("set_break", [&](error_code& ec) { stream.set_break(true, ec); });
    check("send_break", [&](error_code& ec) { stream.send_break(1ms, ec); });
    check("drain", [&](error_code& ec) { stream.drain(ec); });
    check("drain_exact", [&](error_code& ec) { stream.drain_exact(ec); });
}

/// Starts one operation of each kind; how many.
template<class Handler>
int start_all(serial_stream& stream, std::string& buffer, std::string const& out, Handler handler)
{
    stream.async_read_some(asio::buffer(buffer), handler);
    asio::async_write(stream, asio::buffer(out), handler);
    stream.async_drain(handler);
    stream.async_send_break(1h, handler);
    stream.async_wait_line_event(line_events::ri, handler);
    stream.async_wait(serial_stream::wait_error, handler);
    return 6;
}

} // namespace

BOOST_AUTO_TEST_SUITE(doubles_hang_up)

BOOST_FIXTURE_TEST_CASE(every_function_of_a_lost_port_says_so, real_time)
{
    open();
    port.hang_up();
    BOOST_TEST(port.is_open()); // until it is closed
    check_lost(stream);
    serial_stream second(context);
    error_code ec;
    second.open("ttyV0", {}, ec);
    BOOST_TEST((ec == condition::port_not_found), ec);
    stream.close();
    stream.open("ttyV0", {}, ec);
    BOOST_TEST((ec == condition::port_not_found), ec);
    BOOST_TEST(!port.is_open());
}

BOOST_FIXTURE_TEST_CASE(a_port_that_was_lost_stays_so_until_it_is_opened_again, real_time)
{
    open();
    port.hang_up();
    port.plug_in();
    check_lost(stream);
    serial_stream second(context);
    error_code ec;
    second.open("ttyV0", {}, ec);
    BOOST_TEST((ec == condition::port_busy), ec);
    stream.close();
    open();
    port.inject("back");
    BOOST_TEST(read(stream, 4) == "back");
    write(stream, "again");
    BOOST_TEST(port.captured() == "again");
}

BOOST_FIXTURE_TEST_CASE(all_operations_end_once, real_time)
{
    serial_config config;
    config.flow_control.rts_cts = true;
    open(config);
    port.set_lines({false, true, false, true}); // the write and the drain wait
    std::string buffer(10, '\0');
    std::string const out = pattern(100'000);
    std::vector<error_code> results;
    int const started = start_all(
        stream, buffer, out, [&](error_code ec, auto const&...) { results.push_back(ec); });
    context.poll();
    BOOST_TEST(results.empty());
    port.hang_up();
    auto const all = static_cast<std::size_t>(started);
    BOOST_TEST(run_until([&] { return results.size() >= all; }));
    context.restart();
    context.poll();
    BOOST_TEST(results.size() == all);
    for (error_code const& ec : results)
        BOOST_TEST((ec == condition::disconnected), ec);
    check_lost(stream);
}

BOOST_FIXTURE_TEST_CASE(all_operations_end_once_by_a_clock, manual_time)
{
    serial_config config;
    config.flow_control.rts_cts = true;
    open(config);
    port.set_lines({false, true, false, true});
    std::string buffer(10, '\0');
    std::string const out = pattern(100'000);
    std::vector<error_code> results;
    int const started = start_all(
        stream, buffer, out, [&](error_code ec, auto const&...) { results.push_back(ec); });
    BOOST_TEST(!clock.run(context, 1min));
    BOOST_TEST(results.empty());
    port.hang_up();
    BOOST_TEST(run());
    BOOST_TEST(results.size() == static_cast<std::size_t>(started));
    for (error_code const& ec : results)
        BOOST_TEST((ec == condition::disconnected), ec);
}

BOOST_FIXTURE_TEST_CASE(operations_of_a_lost_port_fail_at_once, manual_time)
{
    open();
    port.hang_up();
    std::string buffer(10, '\0');
    std::string const out = pattern(10);
    std::vector<error_code> results;
    int started = start_all(
        stream, buffer, out, [&](error_code ec, auto const&...) { results.push_back(ec); });
    stream.async_configure({300}, [&](error_code ec, auto const&...) { results.push_back(ec); });
    stream.async_drain_exact([&](error_code ec, auto) { results.push_back(ec); });
    BOOST_TEST(run());
    BOOST_TEST(results.size() == static_cast<std::size_t>(started + 2));
    int disconnected = 0, busy = 0;
    for (error_code const& ec : results)
    {
        disconnected += ec == condition::disconnected;
        busy += ec == error::operation_in_progress; // the second drain, beside the first
    }
    BOOST_TEST(disconnected + busy == started + 2);
    BOOST_TEST(busy <= 1);
    BOOST_TEST(clock.now().count() == 0);
    done closed;
    stream.async_close({std::chrono::seconds(5)}, closed.handler());
    BOOST_TEST(run());
    BOOST_TEST(!closed.ec);
    BOOST_TEST(clock.now().count() == 0);
    BOOST_TEST(!port.is_open());
}

BOOST_FIXTURE_TEST_CASE(what_had_arrived_can_still_be_read, real_time)
{
    open();
    port.inject("last words");
    port.hang_up();
    done ready;
    stream.async_wait(serial_stream::wait_read, ready.handler());
    BOOST_TEST(run_until([&] { return ready.calls == 1; }));
    BOOST_TEST(!ready.ec);
    error_code ec;
    BOOST_TEST(read_some(stream, ec) == "last words");
    BOOST_TEST(!ec);
    check_lost(stream);
    stream.async_wait(serial_stream::wait_read, ready.handler());
    BOOST_TEST(run_until([&] { return ready.calls == 2; }));
    BOOST_TEST((ready.ec == condition::disconnected), ready.ec);
}

// Also what did not fit into the pair of sockets.
BOOST_FIXTURE_TEST_CASE(much_that_had_arrived_can_still_be_read, real_time)
{
    open();
    std::string const in = pattern(1 << 20);
    port.inject(in);
    port.hang_up();
    port.plug_in(); // it does not matter: this is another device
    std::string got;
    error_code ec;
    while (!ec)
        got += read_some(stream, ec);
    BOOST_TEST((ec == condition::disconnected), ec);
    BOOST_TEST((got == in));
    check_lost(stream);
}

BOOST_FIXTURE_TEST_CASE(a_device_can_go_after_its_nth_character, manual_time)
{
    open({9'600});
    port.set_faults(fault_plan().hang_up_after_input(5));
    port.inject("12345678");
    std::string got(100, '\0');
    transferred received;
    asio::async_read(stream, asio::buffer(got), received.handler());
    BOOST_TEST(run());
    BOOST_TEST((received.ec == condition::disconnected), received.ec);
    BOOST_TEST(got.substr(0, received.value()) == "12345");
    BOOST_TEST((clock.now() == char_time({9'600}, 5)));
    BOOST_TEST(port.lost_input() == 3u);
    check_lost(stream);
}

// Of a scripted answer that has not begun there is nothing to be lost.
BOOST_FIXTURE_TEST_CASE(what_is_under_way_when_the_device_goes_is_lost, manual_time)
{
    open({9'600});
    port.when("?").reply("late").after(1h);
    write(stream, "?");
    port.inject("12345678");
    port.inject_fault(line_fault::break_signal); // no character
    port.inject("9");
    clock.advance(char_time({9'600}, 3));
    BOOST_TEST(port.captured() == "?");
    BOOST_TEST(port.lost_input() == 0u);
    port.hang_up();
    BOOST_TEST(port.lost_input() == 6u);
    BOOST_TEST(read(stream, 3) == "123");
    port.inject("ab");
    clock.advance(2h);
    BOOST_TEST(port.lost_input() == 8u);
    port.plug_in();
    stream.close();
    open({9'600});
    BOOST_TEST(stream.input_waiting() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_device_can_go_after_its_nth_character_in_portions, real_time)
{
    open();
    port.set_faults(fault_plan().hang_up_after_input(5).shorten_reads(2));
    port.inject("12345678");
    error_code ec;
    BOOST_TEST(read_some(stream, ec) == "12");
    BOOST_TEST(read_some(stream, ec) == "34");
    BOOST_TEST(read_some(stream, ec) == "5");
    BOOST_TEST(!ec);
    BOOST_TEST(port.lost_input() == 3u);
    check_lost(stream);
}

BOOST_FIXTURE_TEST_CASE(portions_after_a_hang_up_come_to_asynchronous_reads_too, manual_time)
{
    open();
    port.set_faults(fault_plan().hang_up_after_input(5).shorten_reads(2));
    std::string got(100, '\0');
    transferred received;
    asio::async_read(stream, asio::buffer(got), received.handler());
    port.inject("12345678");
    BOOST_TEST(run());
    BOOST_TEST((received.ec == condition::disconnected), received.ec);
    BOOST_TEST(got.substr(0, received.value()) == "12345");
}

BOOST_FIXTURE_TEST_CASE(a_device_can_go_after_so_much_output, manual_time)
{
    open({9'600});
    port.set_faults(fault_plan().hang_up_after_output(10));
    std::string const out = pattern(100'000);
    transferred sent;
    asio::async_write(stream, asio::buffer(out), sent.handler());
    BOOST_TEST(run());
    BOOST_TEST((sent.ec == condition::disconnected), sent.ec);
    BOOST_TEST(sent.value() < out.size());
    BOOST_TEST((port.captured() == out.substr(0, 10)));
    BOOST_TEST((clock.now() == char_time({9'600}, 10)));
    check_lost(stream);
}

BOOST_FIXTURE_TEST_CASE(every_write_to_a_lost_port_fails, real_time)
{
    open();
    port.hang_up();
    for (int i = 0; i != 3; ++i)
    {
        transferred sent;
        stream.async_write_some(asio::buffer("x", 1), sent.handler());
        BOOST_TEST(run_until([&] { return sent.calls == 1; }));
        BOOST_TEST((sent.ec == condition::disconnected), sent.ec);
    }
}

BOOST_FIXTURE_TEST_CASE(a_break_ends_with_the_device, manual_time)
{
    open();
    done sent;
    stream.async_send_break(1h, sent.handler());
    clock.advance(1s);
    BOOST_TEST(port.break_is_on());
    port.hang_up();
    BOOST_TEST(!port.break_is_on());
    BOOST_TEST((port.breaks() == std::vector<nanoseconds>{1s}));
    stream.close();
    BOOST_TEST(port.breaks().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_device_goes_while_a_thread_blocks, real_time)
{
    serial_config config;
    config.flow_control.rts_cts = true;
    open(config);
    port.set_lines({false, true, false, true});
    std::string const out = pattern(100'000);
    auto reading = std::async(std::launch::async,
        [&]
        {
            error_code ec;
            read_some(stream, ec);
            return ec;
        });
    auto writing = std::async(std::launch::async,
        [&]
        {
            error_code ec;
            asio::write(stream, asio::buffer(out), ec);
            return ec;
        });
    while (stream.output_waiting() < 4'096)
        BOOST_TEST_REQUIRE((writing.wait_for(0s) != std::future_status::ready));
    port.hang_up();
    error_code const read = result_of(reading), written = result_of(writing);
    BOOST_TEST((read == condition::disconnected), read);
    BOOST_TEST((written == condition::disconnected), written);
}

BOOST_FIXTURE_TEST_CASE(a_device_that_comes_back_begins_anew, real_time)
{
    open();
    port.when("AB").reply("yes");
    write(stream, "A");
    BOOST_TEST(port.unanswered() == "A");
    port.inject("never read");
    port.hang_up();
    stream.close();
    port.plug_in();
    BOOST_TEST(port.unanswered().empty());
    open();
    BOOST_TEST(stream.input_waiting() == 0u);
    write(stream, "B");
    BOOST_TEST(port.unanswered() == "B");
    write(stream, "AB");
    BOOST_TEST(read(stream, 3) == "yes");
}

BOOST_AUTO_TEST_SUITE_END()
