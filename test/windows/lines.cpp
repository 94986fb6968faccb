// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Lines, BREAK and framing of COM5 and COM6, which a null modem with all lines joins: two UARTs, or under
// Wine two pseudo terminals that look like some (run.py).
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(windows_lines)

namespace {

std::chrono::seconds const patience{10};

struct fixture
{
    asio::io_context ctx;
    serial_stream near_end{ctx, "COM5", serial_config{}};
    serial_stream far_end{ctx, "COM6", serial_config{}};
    error_code ec;
    std::optional<std::pair<error_code, line_event>> told;

    void wait_for(line_events mask)
    {
        told.reset();
        near_end.async_wait_line_event(
            mask, [this](error_code e, line_event event) { told.emplace(e, event); });
    }

    template<class Done>
    bool run_until(Done done)
    {
        auto const end = std::chrono::steady_clock::now() + patience;
        ctx.restart();
        while (!done())
            if (ctx.run_one_until(end) == 0)
                return done();
        return true;
    }

    bool run_until_told()
    {
        return run_until([this] { return told.has_value(); });
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(the_far_ends_lines_are_seen, fixture)
{
    far_end.set_control_lines({true, true});
    modem_status now = near_end.modem_lines();
    BOOST_TEST(now.cts);
    BOOST_TEST(now.dsr);
    BOOST_TEST(now.dcd);
    far_end.set_control_lines({false, {}});
    now = near_end.modem_lines();
    BOOST_TEST(!now.cts);
    BOOST_TEST(now.dsr);
    far_end.set_control_lines({{}, false});
    BOOST_TEST(!near_end.modem_lines().dsr);
}

BOOST_AUTO_TEST_CASE(lines_are_after_an_open_as_they_were_asked_for)
{
    asio::io_context ctx;
    serial_stream near_end(ctx, "COM5", serial_config{});
    for (bool const on : {false, true})
    {
        serial_config c;
        c.rts = c.dtr = on ? initial_line::on : initial_line::off;
        serial_stream far_end(ctx, "COM6", c);
        modem_status const now = near_end.modem_lines();
        BOOST_TEST(now.cts == on);
        BOOST_TEST(now.dsr == on);
    }
}

BOOST_FIXTURE_TEST_CASE(a_change_of_settings_moves_no_line, fixture)
{
    far_end.set_control_lines({false, true});
    serial_config c;
    c.baud_rate = 9600;
    far_end.configure(c);
    modem_status const now = near_end.modem_lines();
    BOOST_TEST(!now.cts);
    BOOST_TEST(now.dsr);
}

BOOST_FIXTURE_TEST_CASE(an_edge_ends_the_wait_for_it, fixture)
{
    far_end.set_control_lines({false, true});
    wait_for(line_events::cts);
    asio::post(ctx, [&] { far_end.set_control_lines({true, {}}); });
    BOOST_TEST_REQUIRE(run_until_told());
    BOOST_TEST(told->first == error_code());
    BOOST_TEST((told->second.events == line_events::cts));
    BOOST_TEST(told->second.lines.cts);
}

BOOST_FIXTURE_TEST_CASE(an_edge_between_two_waits_is_told_to_the_second, fixture)
{
    far_end.set_control_lines({false, true});
    wait_for(line_events::dsr);
    ctx.poll();
    near_end.cancel();
    BOOST_TEST_REQUIRE(run_until_told());
    BOOST_TEST((told->first == condition::aborted), told->first);
    far_end.set_control_lines({{}, false});
    wait_for(line_events::dsr);
    BOOST_TEST_REQUIRE(run_until_told());
    BOOST_TEST(told->first == error_code());
    BOOST_TEST((told->second.events == line_events::dsr));
}

BOOST_FIXTURE_TEST_CASE(a_wait_is_woken_that_began_before_another_one_was_told_of_its_end, fixture)
{
    far_end.set_control_lines({false, true});
    std::optional<error_code> ended;
    near_end.async_wait_line_event(
        line_events::cts, [&](error_code e, line_event const&) { ended = e; });
    ctx.poll();
    near_end.cancel();
    wait_for(line_events::cts);
    BOOST_TEST(run_until([&] { return ended.has_value(); }));
    BOOST_TEST((*ended == condition::aborted), *ended);
    BOOST_TEST(!told.has_value());
    far_end.set_control_lines({true, {}});
    BOOST_TEST_REQUIRE(run_until_told());
    BOOST_TEST(told->first == error_code());
    BOOST_TEST((told->second.events == line_events::cts));
}

BOOST_FIXTURE_TEST_CASE(an_edge_of_another_kind_is_kept_for_whoever_asks_for_it, fixture)
{
    far_end.set_control_lines({false, true});
    wait_for(line_events::cts);
    asio::post(ctx,
        [&]
        {
            far_end.set_control_lines({{}, false});
            far_end.set_control_lines({true, {}});
        });
    BOOST_TEST_REQUIRE(run_until_told());
    BOOST_TEST((told->second.events == line_events::cts));
    wait_for(line_events::dsr | line_events::dcd);
    BOOST_TEST_REQUIRE(run_until_told());
    BOOST_TEST((told->second.events == (line_events::dsr | line_events::dcd)));
}

BOOST_FIXTURE_TEST_CASE(a_break_is_told_and_counted_while_bytes_are_read, fixture)
{
    std::array<char, 64> buffer{};
    std::size_t got = 0;
    near_end.async_read_some(asio::buffer(buffer), [&](error_code, std::size_t n) { got = n; });
    wait_for(line_events::break_signal);
    std::optional<error_code> sent;
    far_end.async_send_break(std::chrono::milliseconds(5), [&](error_code e) { sent = e; });
    BOOST_TEST_REQUIRE(run_until_told());
    BOOST_TEST(told->first == error_code());
    BOOST_TEST((told->second.events == line_events::break_signal));
    BOOST_TEST(run_until([&] { return sent.has_value(); }));
    BOOST_TEST(*sent == error_code());
    BOOST_TEST(near_end.counters().breaks == 1u);
    far_end.write_some(asio::buffer("x", 1));
    BOOST_TEST(run_until([&] { return got != 0; }));
}

BOOST_FIXTURE_TEST_CASE(a_wait_for_bytes_and_one_for_lines_do_not_end_each_other, fixture)
{
    far_end.set_control_lines({false, true});
    bool readable = false;
    near_end.async_wait(serial_stream::wait_read, [&](error_code e) { readable = !e; });
    wait_for(line_events::cts);
    asio::post(ctx, [&] { far_end.write_some(asio::buffer("x", 1)); });
    BOOST_TEST(run_until([&] { return readable; }));
    BOOST_TEST(!told.has_value());
    std::string byte(1, '?');
    BOOST_TEST(near_end.read_some(asio::buffer(byte)) == 1u);
    far_end.set_control_lines({true, {}});
    BOOST_TEST_REQUIRE(run_until_told());
    BOOST_TEST(told->first == error_code());
}

BOOST_FIXTURE_TEST_CASE(framing_is_what_was_asked_for, fixture)
{
    for (std::uint8_t const size :
        {std::uint8_t{5}, std::uint8_t{6}, std::uint8_t{7}, std::uint8_t{8}})
        for (parity const p :
            {parity::none, parity::odd, parity::even, parity::mark, parity::space})
        {
            serial_config c;
            c.character_size = size;
            c.parity = p;
            config_report const report = near_end.configure(c, ec);
            BOOST_TEST(!ec, size << ' ' << p << ": " << ec);
            BOOST_TEST(report.applied.character_size == size);
            BOOST_TEST((report.applied.parity == p));
        }
}

BOOST_FIXTURE_TEST_CASE(a_port_with_lines_says_so, fixture)
{
    serial_capabilities const caps = near_end.capabilities();
    BOOST_TEST((caps[feature::modem_lines] == support::supported));
    BOOST_TEST((caps[feature::rs485] == support::supported));
    BOOST_TEST((caps[feature::low_latency] == support::unsupported));
}

BOOST_FIXTURE_TEST_CASE(half_duplex_turns_the_line_round_for_each_write, fixture)
{
    far_end.close();
    serial_config c{9'600}; // a tenth of a second: Wine looks at the lines now and then
    c.rs485.emplace();
    c.rs485->mode = rs485_mode::software;
    std::string const sent(100, 'x');
    far_end.open("COM6", c);
    BOOST_TEST(near_end.modem_lines().cts == c.rs485->rts_after_send);
    wait_for(line_events::cts);
    std::optional<error_code> written;
    asio::async_write(far_end, asio::buffer(sent), [&](error_code e, std::size_t) { written = e; });
    BOOST_TEST(run_until([&] { return written.has_value(); }));
    BOOST_TEST(*written == error_code());
    BOOST_TEST_REQUIRE(run_until_told());
    BOOST_TEST(near_end.modem_lines().cts == c.rs485->rts_after_send);
    std::string bytes(sent.size(), '?');
    asio::read(near_end, asio::buffer(bytes));
    BOOST_TEST(bytes == sent);
}

BOOST_FIXTURE_TEST_CASE(a_blocked_thread_sees_edges_too, fixture)
{
    near_end.close();
    sync::serial_port port(ctx, "COM5", serial_config{});
    far_end.set_control_lines({false, true});
    port.wait_line_event(line_events::cts, std::chrono::milliseconds(1), ec);
    BOOST_TEST((ec == condition::timed_out), ec);
    far_end.set_control_lines({true, {}});
    line_event const event = port.wait_line_event(line_events::cts, patience, ec);
    BOOST_TEST(!ec, ec);
    BOOST_TEST((event.events == line_events::cts));
    port.close();
}

BOOST_AUTO_TEST_SUITE_END()
