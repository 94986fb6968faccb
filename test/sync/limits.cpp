// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// How long a call may take: by a manual clock, to the nanosecond.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include "sync/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

constexpr timeout longest = (timeout::max)() - 1ns; // `max` is no limit

/// A limit, and the time it takes until a byte is late for it.
void inject_after(manual_port& f, std::string bytes, nanoseconds delay)
{
    f.device.when("?").reply(std::move(bytes)).after(delay);
    f.port.write(asio::buffer("?", 1));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(sync_limits, manual_port)

BOOST_DATA_TEST_CASE_F(manual_port, a_call_ends_when_its_limit_is_reached_and_not_before,
    data::make(all_calls()), call)
{
    auto const written = open_held(*this, call);
    for (timeout const limit : {timeout(1ns), timeout(1min + 1ns), timeout(7ms)})
    {
        auto const begun = clock.now();
        BOOST_TEST(call.make(port, limit, ec) == 0u);
        BOOST_TEST(said(ec) == "timed_out");
        BOOST_TEST((clock.now() - begun == limit));
    }
    check_usable(*this, written);
}

BOOST_DATA_TEST_CASE_F(manual_port, a_call_with_no_time_takes_none,
    data::make(all_calls())
        * data::make<std::int64_t>({0, -1, (std::numeric_limits<std::int64_t>::min)()}),
    call, limit)
{
    auto const written = open_held(*this, call);
    auto const begun = clock.now();
    call.make(port, timeout(limit), ec);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST((clock.now() == begun));
    check_usable(*this, written);
}

BOOST_DATA_TEST_CASE_F(manual_port, a_closed_port_is_told_at_once, data::make(all_calls()), call)
{
    for (timeout const limit : {timeout(1h), timeout(0), no_timeout})
    {
        call.make(port, limit, ec);
        BOOST_TEST(said(ec) == "closed");
    }
    BOOST_TEST((clock.now() == 0ns));
}

// What looks again and again would do so for 292 years.
BOOST_DATA_TEST_CASE_F(manual_port, a_limit_up_to_the_end_of_the_clock_is_reached_there,
    data::make(reading_calls()), call)
{
    serial_config config;
    config.line_marks = call.marks;
    open(config);
    call.make(port, longest, ec);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST((clock.now() == longest));
    call.make(port, 0ns, ec);
    BOOST_TEST(said(ec) == "timed_out");
}

BOOST_AUTO_TEST_CASE(a_limit_beyond_the_end_of_the_clock_is_none)
{
    open();
    clock.advance(10s);
    for (timeout const limit : {longest, longest - 10s, no_timeout})
    {
        inject_after(*this, "a", 100h);
        auto const begun = clock.now();
        char c = 0;
        BOOST_TEST(port.read_some(asio::buffer(&c, 1), limit, ec) == 1u);
        BOOST_TEST(said(ec) == "success");
        BOOST_TEST((clock.now() - begun == 100h + 2 * char_time(port.config(), 1)));
        device.clear_script();
    }
}

BOOST_AUTO_TEST_CASE(what_comes_in_the_last_moment_is_in_time)
{
    open();
    auto const comes_after = 1s + 2 * char_time(port.config(), 1);
    char c = 0;
    inject_after(*this, "a", 1s);
    BOOST_TEST(port.read_some(asio::buffer(&c, 1), comes_after - 1ns, ec) == 0u);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST(port.read_some(asio::buffer(&c, 1), 1ns, ec) == 1u);
    BOOST_TEST(said(ec) == "success");

    device.clear_script();
    inject_after(*this, "a", 1s);
    BOOST_TEST(port.read_some(asio::buffer(&c, 1), comes_after, ec) == 1u);
    BOOST_TEST(said(ec) == "success");
}

BOOST_AUTO_TEST_CASE(room_that_comes_in_the_last_moment_is_in_time)
{
    struct attempt
    {
        error_code ec;
        nanoseconds took;
    };
    auto const try_with = [](timeout limit)
    {
        manual_port f;
        open_held(f, all_calls().front());
        modem_status lines = f.port.modem_lines();
        lines.cts = true;
        f.device.set_lines(lines); // there will be room
        while (f.port.write_some(asio::buffer("y", 1), 0ns, f.ec) == 1u)
            ; // the first character on the line has made some
        auto const begun = f.clock.now();
        attempt a;
        f.port.write_some(asio::buffer("x", 1), limit, a.ec);
        a.took = f.clock.now() - begun;
        return a;
    };
    auto const free = try_with(1h);
    BOOST_TEST(said(free.ec) == "success");
    BOOST_TEST((free.took > 0ns));
    auto const late = try_with(free.took - 1ns);
    BOOST_TEST(said(late.ec) == "timed_out");
    auto const in_time = try_with(free.took);
    BOOST_TEST(said(in_time.ec) == "success");
    BOOST_TEST((in_time.took == free.took));
}

// An interruption is no wait: the next attempt is made at once.
BOOST_AUTO_TEST_CASE(interruptions_do_not_use_up_a_limit_of_zero)
{
    open();
    device.inject("abc");
    clock.advance(1s);
    auto const begun = clock.now();
    for (auto const& interruption : {asio::error::interrupted, asio::error::would_block})
    {
        device.set_faults(test::fault_plan()
                              .fail(test::port_call::read, 1, make_error_code(interruption), 3)
                              .fail(test::port_call::write, 1, make_error_code(interruption), 3));
        char c = 0;
        BOOST_TEST(port.read_some(asio::buffer(&c, 1), 0ns, ec) == 1u);
        BOOST_TEST(said(ec) == "success");
        BOOST_TEST(port.write_some(asio::buffer("x", 1), 0ns, ec) == 1u);
        BOOST_TEST(said(ec) == "success");
    }
    BOOST_TEST((clock.now() == begun));
}

BOOST_AUTO_TEST_CASE(what_is_there_is_had_without_any_time)
{
    open();
    device.inject("abcd\nefgh");
    clock.advance(1s);
    auto const begun = clock.now();
    char c[2];
    BOOST_TEST(port.read_some(asio::buffer(c, 1), 0ns, ec) == 1u);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(port.read(asio::buffer(c, 2), -1ns, ec) == 2u);
    BOOST_TEST(said(ec) == "success");
    std::string s;
    BOOST_TEST(port.read_until(asio::dynamic_buffer(s), '\n', 0ns, ec) == 2u);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(s == "d\nefgh");
    device.inject("i");
    clock.advance(1s);
    s.clear();
    port.wait(serial_port::wait_read, 0ns, ec);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(port.read_available(asio::dynamic_buffer(s), 0ns, ec) == 1u);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(port.write_some(asio::buffer("x", 1), 0ns, ec) == 1u);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(port.write(asio::buffer("y", 1), 0ns, ec) == 1u);
    BOOST_TEST(said(ec) == "success");
    port.wait(serial_port::wait_write, 0ns, ec);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST((clock.now() == begun + 1s));
}

// ---- what came before the limit -----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_read_that_times_out_tells_what_it_has_and_the_next_one_goes_on)
{
    open();
    inject_after(*this, "abc", 1s);
    device.when("!").reply("defg").after(1s);
    std::string s(7, '-');
    BOOST_TEST(port.read(asio::buffer(s), 5s, ec) == 3u);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST(s == "abc----");
    BOOST_TEST((clock.now() == 5s));
    port.write(asio::buffer("!", 1));
    BOOST_TEST(port.read(asio::buffer(&s[3], 4), 5s, ec) == 4u);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(s == "abcdefg");
}

// Three calls of `read_some` and one limit.
BOOST_AUTO_TEST_CASE(the_limit_is_for_all_steps_together)
{
    open({9600});
    device.set_faults(test::fault_plan().shorten_reads(1));
    device.inject("abc");
    std::string s(4, '-');
    BOOST_TEST(port.read(asio::buffer(s), 1s, ec) == 3u);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST((clock.now() == 1s));
    BOOST_TEST(s == "abc-");
}

BOOST_AUTO_TEST_CASE(read_until_keeps_what_came_before_its_limit)
{
    open();
    inject_after(*this, "one, ", 1s);
    std::string s;
    BOOST_TEST(port.read_until(asio::dynamic_buffer(s), '\n', 2s, ec) == 0u);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST(s == "one, ");
    device.inject("two\nthree");
    BOOST_TEST(port.read_until(asio::dynamic_buffer(s), '\n', 2s, ec) == 9u);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(s.substr(0, 9) == "one, two\n");
    BOOST_TEST((clock.now() < 4s));
}

BOOST_AUTO_TEST_CASE(a_line_that_is_never_silent_ends_by_the_limit)
{
    open({9600});
    std::string const bytes = pattern(100);
    device.inject(bytes);
    std::string s;
    auto const limit = char_time(port.config(), 10) + 1ns;
    BOOST_TEST(port.read_until_idle(asio::dynamic_buffer(s), 10ms, limit, ec) == 10u);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST((clock.now() == limit));
    BOOST_TEST(port.read_until_idle(asio::dynamic_buffer(s), 10ms, 1h, ec) == 90u);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST((s == bytes));
    BOOST_TEST((clock.now() == char_time(port.config(), 100) + 10ms));
}

BOOST_AUTO_TEST_CASE(a_frame_that_begins_in_time_and_ends_too_late_is_there_for_the_next_call)
{
    open();
    inject_after(*this, "frame", 1s);
    std::string s;
    BOOST_TEST(port.read_until_idle(asio::dynamic_buffer(s), 10ms, 500ms, ec) == 0u);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST(port.read_until_idle(asio::dynamic_buffer(s), 10ms, 1s, ec) == 5u);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(s == "frame");
}

BOOST_AUTO_TEST_CASE(a_cut_escape_waits_for_the_next_call)
{
    serial_config config{9600};
    config.line_marks = true;
    open(config);
    device.set_faults(test::fault_plan().shorten_reads(1));
    device.inject("\xFF");
    std::string s(8, '-');
    std::vector<line_mark> marks;
    auto const one = char_time(config, 1);
    BOOST_TEST(port.read_marked(asio::buffer(s), marks, one, ec) + 0 <= 1u);
    device.inject("b");
    std::size_t n = ec ? 0 : 1;
    for (int i = 0; i != 4 && n < 2; ++i)
        n += port.read_marked(asio::buffer(&s[n], 2 - n), marks, 1s, ec);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(s.substr(0, 2)
        == "\xFF"
           "b");
    BOOST_TEST(marks.empty());
}

BOOST_AUTO_TEST_CASE(a_write_that_times_out_counts_what_will_be_sent)
{
    device.set_output_room(10);
    open({9600});
    std::string const bytes = pattern(under_wine() ? 5'000 : 40'000);
    std::size_t const n = port.write(asio::buffer(bytes), 1s, ec);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST((clock.now() == 1s));
    BOOST_TEST(n > 900u); // that is what one second takes
    BOOST_TEST(n < bytes.size());
    BOOST_TEST(port.write(asio::buffer(bytes.substr(n)), 1h, ec) == bytes.size() - n);
    BOOST_TEST(said(ec) == "success");
    port.drain_exact();
    BOOST_TEST((device.captured() == bytes));
}

BOOST_AUTO_TEST_CASE(a_drain_that_times_out_takes_nothing_back)
{
    open({300});
    port.write(asio::buffer("0123456789", 10));
    port.drain(100ms, ec);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST((clock.now() == 100ms));
    BOOST_TEST(
        (port.drain_exact(200ms, ec) == drain_result::estimated || ec == condition::timed_out));
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST((clock.now() == 300ms));
    BOOST_TEST((port.drain_exact() == drain_result::wire_exact));
    BOOST_TEST(device.captured() == "0123456789");
}

BOOST_AUTO_TEST_CASE(a_break_that_is_cut_short_is_off)
{
    open();
    port.send_break(10s, 3s, ec);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST((clock.now() == 3s));
    BOOST_TEST(!device.break_is_on());
    BOOST_TEST((device.breaks() == std::vector<nanoseconds>{3s}));
    port.send_break(10s, 10s, ec);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST((device.breaks() == std::vector<nanoseconds>{3s, 10s}));
}

BOOST_AUTO_TEST_CASE(an_edge_between_two_waits_is_not_lost)
{
    open();
    port.wait_line_event(line_events::all, 1s, ec);
    BOOST_TEST(said(ec) == "timed_out");
    modem_status lines = port.modem_lines();
    lines.cts = false;
    device.set_lines(lines);
    auto const event = port.wait_line_event(line_events::all, 0ns, ec);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST((event.events == line_events::cts));
}

// ---- open, configure, close ---------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(an_open_ends_by_its_limit_and_what_it_opens_later_is_closed)
{
    device.set_faults(test::fault_plan().delay_opens(10s));
    port.open("ttyV0", {}, 3s, ec);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST((clock.now() == 3s));
    BOOST_TEST(!port.is_open());
    clock.advance(1h);
    BOOST_TEST(eventually(
        [&]
        {
            clock.advance(0ns);
            return !device.is_open();
        }));
    device.set_faults(test::fault_plan().delay_opens(10s));
    auto const begun = clock.now();
    port.open("ttyV0", {}, 10s, ec);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST((clock.now() - begun == 10s));
    BOOST_TEST(port.is_open());
    BOOST_TEST(device.is_open());
}

BOOST_AUTO_TEST_CASE(an_open_that_is_held_ends_by_its_limit)
{
    device.hold(test::port_call::open);
    for (timeout const limit : {timeout(2s), timeout(0), timeout(-1)})
    {
        auto const begun = clock.now();
        port.open("ttyV0", {}, limit, ec);
        BOOST_TEST(said(ec) == "timed_out");
        BOOST_TEST((clock.now() - begun == (std::max)(limit, timeout(0))));
    }
    device.release(test::port_call::open);
    port.open("ttyV0", {}, 2s, ec);
    BOOST_TEST(said(ec) == "success");
}

BOOST_AUTO_TEST_CASE(a_limit_of_an_open_changes_none_of_its_errors)
{
    port.open("nowhere", {}, 2s, ec);
    BOOST_TEST(said(ec) == "port_not_found");
    port.open("ttyV0", {0}, 2s, ec);
    BOOST_TEST(said(ec) == "invalid_configuration");
    open();
    port.open("ttyV0", {}, 2s, ec);
    BOOST_TEST((ec == asio::error::already_open));
    serial_port other(context);
    other.open("ttyV0", {}, 2s, ec);
    BOOST_TEST(said(ec) == "port_busy");
    BOOST_TEST(thrown_by([&] { other.open("ttyV0", {}, 2s); }) == "port_busy");
    BOOST_TEST(thrown_by([&] { other.open("ttyV0", {}); }) == "port_busy");
}

BOOST_AUTO_TEST_CASE(a_configure_that_is_held_ends_by_its_limit_and_goes_on_alone)
{
    open();
    device.hold(test::port_call::configure);
    for (timeout const limit : {timeout(2s), timeout(0), timeout(-1)})
    {
        auto const begun = clock.now();
        port.configure({9600}, limit, ec);
        BOOST_TEST(said(ec) == "timed_out");
        BOOST_TEST((clock.now() - begun == (std::max)(limit, timeout(0))));
    }
    BOOST_TEST(device.await_calls(test::port_call::configure, 1));
    device.release(test::port_call::configure);
    auto const report = port.configure({300}, 2s, ec);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(report.applied.baud_rate == 300u);
    // The one that had begun has come to its end, the others have not begun.
    auto const all = device.configurations();
    BOOST_TEST_REQUIRE(all.size() == 3u);
    BOOST_TEST(all[1].baud_rate == 9600u);
    BOOST_TEST(all[2].baud_rate == 300u);
}

BOOST_AUTO_TEST_CASE(a_close_drains_up_to_its_deadline)
{
    open({300});
    port.write(asio::buffer("0123456789", 10));
    port.close(close_policy{100ms}, ec);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST((clock.now() == 100ms));
    BOOST_TEST(!port.is_open());
    BOOST_TEST(device.take_captured() == "012");

    open({300});
    port.write(asio::buffer("0123456789", 10));
    port.close(close_policy{1h});
    BOOST_TEST(!port.is_open());
    clock.advance(1s);
    BOOST_TEST(device.take_captured().size() >= 9u); // the last is in the device's hands

    open({300});
    port.write(asio::buffer("0123456789", 10));
    port.close(close_policy{(std::chrono::milliseconds::max)()});
    BOOST_TEST(!port.is_open());
    clock.advance(1s);
    BOOST_TEST(device.take_captured().size() >= 9u);

    port.close(close_policy{1h}, ec);
    BOOST_TEST(said(ec) == "closed");
    open();
    port.close(close_policy{-1ms}, ec);
    BOOST_TEST((ec == error::invalid_duration));
    BOOST_TEST(port.is_open());
}

// ---- forms --------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(every_call_throws_what_its_twin_says)
{
    open_held(*this, all_calls().front());
    std::string s;
    asio::streambuf b;
    char c = 0;
    auto const in = asio::buffer(&c, 1);
    auto const out = asio::buffer("x", 1);
    std::vector<line_mark> marks;
    auto const limit = 5ms;
    std::vector<std::pair<char const*, std::function<void()>>> const calls{
        {"read_some", [&] { port.read_some(in, limit); }},
        {"write_some", [&] { port.write_some(out, limit); }},
        {"read", [&] { port.read(in, limit); }},
        {"write", [&] { port.write(out, limit); }},
        {"read_until", [&] { port.read_until(b, '\n', limit); }},
        {"read_available", [&] { port.read_available(asio::dynamic_buffer(s), limit); }},
        {"read_until_idle", [&] { port.read_until_idle(asio::dynamic_buffer(s), 1ms, limit); }},
        {"wait", [&] { port.wait(serial_port::wait_read, limit); }},
        {"drain", [&] { port.drain(limit); }},
        {"drain_exact", [&] { port.drain_exact(limit); }},
        {"send_break", [&] { port.send_break(1ms, limit); }},
        {"wait_line_event", [&] { port.wait_line_event(line_events::all, limit); }},
    };
    for (auto const& [name, call] : calls)
        try
        {
            call();
            BOOST_ERROR(name << " has thrown nothing");
        }
        catch (boost::system::system_error const& e)
        {
            BOOST_TEST_CONTEXT(e.what())
            {
                BOOST_TEST(said(e.code()) == "timed_out");
                BOOST_TEST(std::string(e.what()).find(name) != std::string::npos);
            }
        }
    port.close();
    BOOST_TEST(thrown_by([&] { port.read_some(in); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.write_some(out); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.read(in); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.write(out); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.read_until(b, '\n'); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.read_available(asio::dynamic_buffer(s)); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.read_until_idle(asio::dynamic_buffer(s), 1ms); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.read_marked(in, marks); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.read_marked(in, marks, limit); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.wait(serial_port::wait_read); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.drain(); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.drain_exact(); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.send_break(1ms); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.wait_line_event(line_events::all); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.configure({9600}); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.configure({9600}, limit); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.release(); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.cancel(); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.close(close_policy{1ms}); }) == "closed");
    BOOST_TEST(thrown_by([&] { port.close(); }) == "nothing");
}

BOOST_AUTO_TEST_CASE(calls_without_a_limit_take_as_long_as_it_takes)
{
    open({9600});
    device.when("?").reply("answer\n").after(100h);
    std::string s;
    port.write(asio::buffer("?", 1), ec);
    BOOST_TEST(port.read_until(asio::dynamic_buffer(s), '\n', ec) == 7u);
    auto const on_wire = char_time(port.config(), 1) + char_time(port.config(), 7);
    BOOST_TEST((clock.now() == 100h + on_wire));
    BOOST_TEST(s == "answer\n");
    port.write_some(asio::buffer("?", 1), ec);
    s.assign(7, '-');
    BOOST_TEST(port.read(asio::buffer(s), ec) == 7u);
    BOOST_TEST(s == "answer\n");
    port.write(asio::buffer("?", 1));
    s.clear();
    BOOST_TEST(port.read_until_idle(asio::dynamic_buffer(s), 10ms, ec) == 7u);
    port.write(asio::buffer("?", 1));
    port.wait(serial_port::wait_read, ec);
    BOOST_TEST(port.read_some(asio::buffer(s), ec) == 1u);
    s.clear();
    BOOST_TEST(port.read_available(asio::dynamic_buffer(s), ec) == 1u);
    s.clear();
    BOOST_TEST(port.read_available(asio::dynamic_buffer(s), 0, no_timeout, ec) == 0u);
    BOOST_TEST(said(ec) == "success");
    port.drain(ec);
    port.send_break(20ms, ec);
    BOOST_TEST((port.drain_exact(ec) == drain_result::wire_exact));
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST((device.breaks() == std::vector<nanoseconds>{20ms}));
    BOOST_TEST(port.configure({300}, ec).applied.baud_rate == 300u);
    serial_port other(context);
    other.open(serial_endpoint{"ttyV0", {}}, ec);
    BOOST_TEST(said(ec) == "port_busy");
    port.close(ec);
    other.open(serial_endpoint{"ttyV0", {}}, 1s, ec);
    BOOST_TEST(said(ec) == "success");
    other.close();
    other.open(serial_endpoint{"ttyV0", {300}});
    BOOST_TEST(other.config().baud_rate == 300u);
    BOOST_TEST(other.device() == "ttyV0");
}

BOOST_AUTO_TEST_SUITE_END()
