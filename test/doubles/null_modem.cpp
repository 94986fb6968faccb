// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Ports that are connected with one another, or with themselves.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "doubles/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <future>
#include <string>
#include <vector>

using namespace boost_serial_ext_test;

namespace {

/// Two ports with a cable between them.
template<class Time>
struct cable : Time
{
    test::virtual_port& far_port = this->ports.add("ttyV1");
    serial_stream remote{this->context};

    cable() { this->ports.connect("ttyV0", "ttyV1"); }

    void open_both(serial_config const& config = {})
    {
        this->open(config);
        remote.open("ttyV1", config);
    }

    bool cts(serial_stream& s) { return s.modem_lines().cts; }
    bool dsr(serial_stream& s) { return s.modem_lines().dsr; }
    bool dcd(serial_stream& s) { return s.modem_lines().dcd; }
};
using real_cable = cable<real_time>;
using paced_cable = cable<manual_time>;

/// Reads what is there without the library; how much.
std::size_t read_behind_its_back(serial_stream& stream)
{
    char scrap[1'000];
    return raw_read(stream.native_handle(), scrap, sizeof scrap);
}

} // namespace

BOOST_AUTO_TEST_SUITE(doubles_null_modem)

BOOST_FIXTURE_TEST_CASE(bytes_go_both_ways, real_cable)
{
    open_both();
    write(stream, all_bytes());
    BOOST_TEST((read(remote, 256) == all_bytes()));
    write(remote, all_bytes());
    BOOST_TEST((read(stream, 256) == all_bytes()));
    BOOST_TEST((port.captured() == all_bytes()));
    BOOST_TEST((far_port.captured() == all_bytes()));
}

BOOST_FIXTURE_TEST_CASE(much_goes_both_ways_at_the_same_time, real_cable)
{
    open_both();
    std::string const there = pattern(300'000), back = pattern(299'999);
    std::string got_there(there.size(), '\0'), got_back(back.size(), '\0');
    transferred a, b, c, d;
    asio::async_write(stream, asio::buffer(there), a.handler());
    asio::async_write(remote, asio::buffer(back), b.handler());
    asio::async_read(remote, asio::buffer(got_there), c.handler());
    asio::async_read(stream, asio::buffer(got_back), d.handler());
    BOOST_TEST(run_until([&] { return a.calls + b.calls + c.calls + d.calls == 4; }));
    BOOST_TEST((got_there == there));
    BOOST_TEST((got_back == back));
}

BOOST_FIXTURE_TEST_CASE(characters_take_their_time_once, paced_cable)
{
    open_both({9'600});
    write(stream, "abc");
    std::string got(3, '\0');
    transferred received;
    asio::async_read(remote, asio::buffer(got), received.handler());
    BOOST_TEST(run());
    BOOST_TEST(got == "abc");
    BOOST_TEST((clock.now() == char_time({9'600}, 3)));
}

BOOST_FIXTURE_TEST_CASE(outputs_are_the_other_ones_inputs, real_cable)
{
    open();
    BOOST_TEST(!cts(stream)); // the other end is closed
    BOOST_TEST(!dsr(stream));
    BOOST_TEST(!dcd(stream));
    remote.open("ttyV1", {});
    BOOST_TEST(cts(stream));
    BOOST_TEST(dsr(stream));
    BOOST_TEST(dcd(stream));
    remote.set_control_lines({false, {}});
    BOOST_TEST(!cts(stream));
    BOOST_TEST(dsr(stream));
    remote.set_control_lines({true, false});
    BOOST_TEST(cts(stream));
    BOOST_TEST(!dsr(stream));
    BOOST_TEST(!dcd(stream));
    stream.set_control_lines({false, false});
    BOOST_TEST(remote.modem_lines() == modem_status{});
    remote.close();
    BOOST_TEST(!cts(stream));
    auto const counted = stream.counters();
    BOOST_TEST(counted.cts == 4u);
    BOOST_TEST(counted.dsr == 2u);
    BOOST_TEST(counted.dcd == 2u);
    BOOST_TEST(counted.ri == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_ring_is_the_tests_alone, real_cable)
{
    open_both();
    port.set_lines({false, false, true, false});
    BOOST_TEST(stream.modem_lines() == (modem_status{true, true, true, true}));
    BOOST_TEST(!remote.modem_lines().ri);
}

BOOST_FIXTURE_TEST_CASE(edges_are_events_at_the_other_end, paced_cable)
{
    open_both();
    outcome<line_event> here, there;
    stream.async_wait_line_event(line_events::all, here.handler());
    remote.async_wait_line_event(line_events::all, there.handler());
    context.poll();
    remote.set_control_lines({false, {}});
    stream.set_control_lines({{}, false});
    BOOST_TEST(run());
    BOOST_TEST((here.value().events == line_events::cts));
    BOOST_TEST(!here.value().lines.cts);
    BOOST_TEST((there.value().events == (line_events::dsr | line_events::dcd)));
}

BOOST_FIXTURE_TEST_CASE(a_break_is_heard, paced_cable)
{
    serial_config marked;
    marked.line_marks = true;
    open_both(marked);
    write(stream, "ab");
    stream.send_break(100ms);
    write(stream, "cd");
    stream.drain_exact();
    BOOST_TEST((port.breaks() == std::vector<nanoseconds>{100ms}));
    BOOST_TEST(far_port.breaks().empty());
    BOOST_TEST(remote.counters().breaks == 1u);
    BOOST_TEST(stream.counters().breaks == 0u);
    std::string got(100, '\0');
    std::vector<line_mark> marks;
    got.resize(remote.read_marked(asio::buffer(got), marks));
    BOOST_TEST(got == "abcd");
    BOOST_TEST((marks == std::vector<line_mark>{{2, line_fault::break_signal}}));
}

BOOST_FIXTURE_TEST_CASE(a_break_adds_nothing_without_marks, paced_cable)
{
    open_both();
    outcome<line_event> told;
    remote.async_wait_line_event(line_events::break_signal, told.handler());
    context.poll();
    stream.send_break(1ms);
    BOOST_TEST(run());
    BOOST_TEST((told.value().events == line_events::break_signal));
    BOOST_TEST(remote.input_waiting() == 0u);
}

// Neither end loses a byte; the one that does not read holds the other one up.
BOOST_DATA_TEST_CASE_F(paced_cable, flow_control_holds_the_writer_up,
    boost::unit_test::data::make({false, true}), by_lines)
{
    serial_config config;
    config.flow_control.rts_cts = by_lines;
    config.flow_control.xon_xoff = !by_lines;
    far_port.set_input_room(1'000);
    open_both(config);
    std::string out = pattern(15'000);
    for (char& c : out) // which is data under XON/XOFF too
        c = static_cast<char>(c | 0x20);
    transferred sent;
    asio::async_write(stream, asio::buffer(out), sent.handler());
    BOOST_TEST(!clock.run(context, 10s)); // 15'000 characters take 1.3 s
    BOOST_TEST(sent.calls == 0);
    BOOST_TEST(remote.input_waiting() >= 872u);
    BOOST_TEST(remote.input_waiting() <= 880u);
    BOOST_TEST(stream.output_waiting() >= 4'096u);
    BOOST_TEST(far_port.rts() == !by_lines);
    BOOST_TEST(cts(stream) == !by_lines);

    std::string got(out.size(), '\0');
    transferred received;
    asio::async_read(remote, asio::buffer(got), received.handler());
    BOOST_TEST(run());
    BOOST_TEST(!sent.ec);
    BOOST_TEST(!received.ec);
    BOOST_TEST((got == out));
    BOOST_TEST((port.captured() == out));
    BOOST_TEST(far_port.rts());
    if (by_lines)
        BOOST_TEST(far_port.captured().empty());
    else // which are no data
        BOOST_TEST(far_port.captured() == "\x13\x11");
    BOOST_TEST(stream.input_waiting() == 0u);
}

BOOST_DATA_TEST_CASE_F(real_cable, flow_control_works_in_real_time,
    boost::unit_test::data::make({false, true})
        * boost::unit_test::data::make<std::size_t>({0, 100, 200, 4'096}),
    by_lines, room)
{
    serial_config config;
    config.flow_control.rts_cts = by_lines;
    config.flow_control.xon_xoff = !by_lines;
    far_port.set_input_room(room);
    open_both(config);
    std::string const out(under_wine() ? 5'000 : 10'000, 'x');
    std::string got(out.size(), '\0');
    transferred sent, received;
    asio::async_write(stream, asio::buffer(out), sent.handler());
    context.poll();
    BOOST_TEST(remote.input_waiting() <= room + 4); // an XOFF is on its way for a while
    asio::async_read(remote, asio::buffer(got), received.handler());
    BOOST_TEST(run_until([&] { return sent.calls + received.calls == 2; }));
    BOOST_TEST((got == out));
}

// Nobody calls anything of the library's meanwhile: the thread that moves the bytes finds out that
// the other end has read, and wakes the one that waits for room.
BOOST_DATA_TEST_CASE_F(real_cable, a_writer_that_was_held_up_is_woken_by_the_other_ends_reads,
    boost::unit_test::data::make({false, true}), by_lines)
{
    serial_config config;
    config.flow_control.rts_cts = by_lines;
    config.flow_control.xon_xoff = !by_lines;
    far_port.set_input_room(1'000);
    open_both(config);
    std::string const out(1'000, 'x');
    transferred sent;
    std::size_t written = 0;
    int writes = 0;
    do // until a write waits for room; the question moves all that can be moved
    {
        BOOST_TEST_REQUIRE(++writes < 100);
        sent = {};
        stream.async_write_some(asio::buffer(out), sent.handler());
        stream.output_waiting();
        context.restart();
        context.poll();
        written += sent.calls != 0 ? sent.value() : 0;
    } while (sent.calls != 0);
    BOOST_TEST(written > 4'096u);
    BOOST_TEST(far_port.rts() == !by_lines);

    std::size_t got = 0;
    BOOST_TEST(run_until(
        [&]
        {
            got += sent.calls == 0 ? read_behind_its_back(remote) : 0;
            return sent.calls == 1;
        }));
    BOOST_TEST(!sent.ec);
    BOOST_TEST(got >= 872u);
    written += sent.value();
    BOOST_TEST(run_until(
        [&]
        {
            got += read_behind_its_back(remote);
            return got == written;
        }));
    BOOST_TEST((port.captured() == std::string(written, 'x')));
}

BOOST_DATA_TEST_CASE_F(real_cable, a_blocking_writer_that_was_held_up_is_woken_too,
    boost::unit_test::data::make({false, true}), by_lines)
{
    serial_config config;
    config.flow_control.rts_cts = by_lines;
    config.flow_control.xon_xoff = !by_lines;
    far_port.set_input_room(1'000);
    open_both(config);
    std::string const out(30'000, 'x');
    auto writing = std::async(std::launch::async,
        [&]
        {
            write(stream, out);
            return true;
        });
    while (remote.input_waiting() < 872) // it is held up
        BOOST_TEST_REQUIRE((writing.wait_for(0s) != std::future_status::ready));
    BOOST_TEST((writing.wait_for(0s) != std::future_status::ready));
    for (std::size_t got = 0; got != out.size();) // or the fixture ends the program
        got += read_behind_its_back(remote);
    BOOST_TEST(result_of(writing));
    BOOST_TEST((port.captured() == out));
}

BOOST_FIXTURE_TEST_CASE(a_full_queue_throttles_once, real_cable)
{
    serial_config config;
    config.flow_control.rts_cts = true;
    far_port.set_input_room(200); // with the system's marks they would overlap
    open_both(config);
    write(stream, std::string(100, 'x'));
    auto const edges = stream.counters().cts;
    for (int i = 0; i != 10; ++i)
        BOOST_TEST(!far_port.rts());
    BOOST_TEST(stream.counters().cts == edges);
}

BOOST_FIXTURE_TEST_CASE(dtr_holds_the_other_one_up, real_cable)
{
    serial_config config;
    config.flow_control.dtr_dsr = true;
    open_both(config);
    remote.set_control_lines({{}, false});
    write(stream, "abc");
    BOOST_TEST(port.captured().empty());
    remote.set_control_lines({{}, true});
    BOOST_TEST(read(remote, 3) == "abc");
}

BOOST_FIXTURE_TEST_CASE(without_flow_control_the_characters_of_xon_and_xoff_are_data, real_cable)
{
    open_both();
    write(stream, "\x13\x11");
    BOOST_TEST(read(remote, 2) == "\x13\x11");
    write(remote, "ok");
    BOOST_TEST(read(stream, 2) == "ok");
}

BOOST_FIXTURE_TEST_CASE(xoff_stops_until_xon, real_time)
{
    serial_config config;
    config.flow_control.xon_xoff = true;
    open(config);
    port.inject("\x13");
    write(stream, "abc");
    BOOST_TEST(port.captured().empty());
    BOOST_TEST(stream.input_waiting() == 0u);
    port.inject("\x11");
    BOOST_TEST(port.captured() == "abc");
    BOOST_TEST(stream.input_waiting() == 0u);
    port.inject("\x13");
    stream.close();
    open(config); // a stop does not outlive the close
    write(stream, "d");
    BOOST_TEST(port.captured() == "abcd");
}

BOOST_FIXTURE_TEST_CASE(other_settings_make_garbage, paced_cable)
{
    struct pair
    {
        serial_config one, other;
        bool framing, parity;
    };
    serial_config even;
    even.parity = parity::even;
    even.character_size = 7;
    serial_config odd = even;
    odd.parity = parity::odd;
    serial_config seven;
    seven.character_size = 7;
    serial_config near_enough;
    near_enough.baud_rate = 117'000;
    for (pair const& p : {pair{{9'600}, {19'200}, true, false}, pair{{}, seven, true, false},
             pair{even, odd, false, true}, pair{{}, near_enough, false, false},
             pair{{}, even, false, true}})
    {
        stream.open("ttyV0", p.one);
        remote.open("ttyV1", p.other);
        auto const before = remote.counters();
        write(stream, "hello");
        stream.drain_exact();
        auto const after = remote.counters();
        bool const spoilt = p.framing || p.parity;
        BOOST_TEST((after.framing_errors - before.framing_errors == (p.framing ? 5u : 0u)));
        BOOST_TEST((after.parity_errors - before.parity_errors == (p.parity ? 5u : 0u)));
        std::string const got = read(remote, 5);
        BOOST_TEST((got == "hello") == !p.framing);
        BOOST_TEST(spoilt == (p.framing || p.parity));
        stream.close();
        remote.close();
    }
}

BOOST_FIXTURE_TEST_CASE(a_loopback_plug, real_time)
{
    ports.connect("ttyV0", "ttyV0");
    open();
    write(stream, all_bytes());
    BOOST_TEST((read(stream, 256) == all_bytes()));
    BOOST_TEST(stream.modem_lines() == (modem_status{true, true, false, true}));
    stream.set_control_lines({false, {}});
    BOOST_TEST(stream.modem_lines() == (modem_status{false, true, false, true}));
    stream.set_break(true);
    stream.set_break(false);
    BOOST_TEST(stream.counters().breaks == 1u);
    ports.disconnect("ttyV0");
    write(stream, "x");
    BOOST_TEST(stream.input_waiting() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_loopback_plug_with_flow_control, paced_cable)
{
    ports.disconnect("ttyV0");
    ports.connect("ttyV0", "ttyV0");
    serial_config config;
    config.flow_control.rts_cts = true;
    open(config);
    port.set_input_room(500);
    std::string const out = pattern(under_wine() ? 15'000 : 20'000);
    std::string got(out.size(), '\0');
    transferred sent, received;
    asio::async_write(stream, asio::buffer(out), sent.handler());
    BOOST_TEST(!clock.run(context, 10s));
    BOOST_TEST(stream.input_waiting() < 500u);
    asio::async_read(stream, asio::buffer(got), received.handler());
    BOOST_TEST(run());
    BOOST_TEST((got == out));
}

BOOST_FIXTURE_TEST_CASE(the_cable_can_be_pulled, real_cable)
{
    open_both();
    ports.disconnect("ttyV1");
    BOOST_TEST(stream.modem_lines() == (modem_status{true, true, false, true})); // the device's
    write(stream, "x");
    BOOST_TEST(remote.input_waiting() == 0u);
    BOOST_TEST(port.captured() == "x");
    ports.connect("ttyV1", "ttyV0");
    write(stream, "y");
    BOOST_TEST(read(remote, 1) == "y");
}

BOOST_FIXTURE_TEST_CASE(scripts_and_injections_work_beside_the_cable, real_cable)
{
    open_both();
    port.when("?").reply("!");
    write(stream, "?");
    BOOST_TEST(read(remote, 1) == "?");
    BOOST_TEST(read(stream, 1) == "!");
    far_port.inject("injected");
    BOOST_TEST(read(remote, 8) == "injected");
}

BOOST_FIXTURE_TEST_CASE(a_lost_port_takes_its_lines_away, real_cable)
{
    open_both();
    far_port.hang_up();
    BOOST_TEST(stream.modem_lines() == modem_status{});
    write(stream, "x");
    BOOST_TEST(port.captured() == "x");
    BOOST_TEST(far_port.lost_input() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
