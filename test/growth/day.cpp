// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A day of traffic, by a manual clock, and a year of silence; a long time of traffic on a pty:
// nothing grows, and times are right to the nanosecond.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include "doubles/fixture.hpp"
#include "growth/heap.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include <unistd.h>

using namespace boost_serial_ext_test;

namespace {

// ---- a day --------------------------------------------------------------------------------------

/** How often the instrument is asked within an hour.

    Ten times a second, as it may well be, take a minute of a fast machine, and much longer where
    nothing is optimised: that is for who asks for it.
*/
std::uint64_t polls_per_hour()
{
    char const* const text = std::getenv("BOOST_SERIAL_EXT_TEST_POLLS_PER_HOUR");
    std::uint64_t const number = text != nullptr ? std::strtoul(text, nullptr, 10)
        : is_sanitized()                         ? 360
                                                 : 3'600;
    if (number < 360 || number > 36'000 || number % 360 != 0)
        throw std::invalid_argument(
            "BOOST_SERIAL_EXT_TEST_POLLS_PER_HOUR is none of 360, 720 ... 36000");
    return number;
}

/// An instrument at 9600 baud, and who polls it.
struct poller : manual_time
{
    struct counts
    {
        std::uint64_t answers = 0, timeouts = 0, cancels = 0, drains = 0, exact_drains = 0,
                      line_events = 0, breaks = 0, configurations = 0, reopenings = 0, hang_ups = 0;
        std::uint64_t failures = 0; ///< Whatever was not as it should be.
        std::uint32_t sent = 0, received = 0;
    } n;
    char const* first_failure = "none";
    serial_config config{9'600};
    std::string answer;
    char c = 0;

    poller()
    {
        ::alarm(0); // ctest has a limit for the whole of it
        port.when("?\n").reply("+1.234\n").after(2ms);
        open(config);
        answer.reserve(64);
        // The port keeps a list of its configurations, and of its BREAKs: now there is room for 512
        // of each.
        for (int i = 0; i != 257; ++i)
            stream.configure(config);
        for (int i = 0; i != 257; ++i)
        {
            stream.set_break(true);
            stream.set_break(false);
        }
    }

    void expect(bool good, char const* what)
    {
        if (!good && n.failures++ == 0)
            first_failure = what;
    }

    template<class Outcome>
    bool finish(Outcome& o)
    {
        return clock.run_until(
            context, [&] { return o.calls != 0; }, 1h);
    }

    template<class Outcome>
    void expect_success(Outcome& o, char const* what)
    {
        expect(finish(o) && !o.ec && o.calls == 1, what);
    }

    // What a drain has left: the queue is empty before the last character has been sent.
    void let_wire_be_quiet() { clock.run_for(context, 5ms); }

    void send(std::string_view text)
    {
        transferred written;
        asio::async_write(stream, asio::buffer(text), written.handler());
        expect_success(written, "write");
        n.sent += static_cast<std::uint32_t>(text.size());
    }

    // The question, and the answer right when it is due.
    void ask()
    {
        auto const due = clock.now() + char_time(config, 2) + 2ms + char_time(config, 7);
        send("?\n");
        transferred got;
        answer.clear();
        asio::async_read_until(
            stream, asio::dynamic_buffer(answer), '\n', with_timeout(50ms, got.handler()));
        expect_success(got, "answer");
        expect(answer == "+1.234\n" && clock.now() == due, "the answer's time");
        n.received += 7;
        ++n.answers;
    }

    // A question without an answer, and the time it takes to learn that.
    void ask_in_vain()
    {
        answer.clear();
        send("!\n");
        auto const due = clock.now() + 50ms;
        transferred got;
        asio::async_read_until(
            stream, asio::dynamic_buffer(answer), '\n', with_timeout(50ms, got.handler()));
        expect(finish(got) && got.ec == condition::timed_out && clock.now() == due, "time limit");
        ++n.timeouts;
    }

    void give_up()
    {
        transferred got;
        stream.async_read_some(asio::buffer(&c, 1), with_timeout(1h, got.handler()));
        expect(!clock.run(context, 1ms), "a read in progress");
        stream.cancel();
        expect(finish(got) && got.ec == condition::aborted, "cancellation");
        ++n.cancels;
    }

    void drain()
    {
        send("#\n");
        done drained;
        stream.async_drain(drained.handler());
        expect_success(drained, "drain");
        ++n.drains;
    }

    void drain_exactly()
    {
        let_wire_be_quiet();
        auto const last_bit = clock.now() + char_time(config, 2);
        send("#\n");
        outcome<drain_result> drained;
        stream.async_drain_exact(drained.handler());
        expect_success(drained, "exact drain");
        expect(clock.now() >= last_bit && clock.now() <= last_bit + 2ms, "the drain's time");
        ++n.exact_drains;
    }

    void wait_for_line_event()
    {
        outcome<line_event> edge;
        stream.async_wait_line_event(line_events::cts, with_timeout(100ms, edge.handler()));
        expect(!clock.run(context, 20ms), "a wait in progress");
        modem_status lines = stream.modem_lines();
        lines.cts = !lines.cts;
        port.set_lines(lines);
        expect_success(edge, "line event");
        ++n.line_events;
    }

    void send_break()
    {
        done sent;
        stream.async_send_break(20ms, sent.handler());
        expect_success(sent, "BREAK");
        ++n.breaks;
    }

    void configure()
    {
        for (std::uint32_t const rate : {19'200u, 9'600u})
        {
            config.baud_rate = rate;
            outcome<config_report> changed;
            stream.async_configure(config, changed.handler());
            expect_success(changed, "configure");
            let_wire_be_quiet();
            ask();
        }
        ++n.configurations;
    }

    void reopen()
    {
        done closed, opened;
        stream.async_close({100ms}, closed.handler());
        expect_success(closed, "close");
        stream.async_open("ttyV0", config, opened.handler());
        expect_success(opened, "open");
        ++n.reopenings;
    }

    void lose_and_find()
    {
        let_wire_be_quiet(); // else what is on it is lost, and not counted as sent
        transferred got;
        stream.async_read_some(asio::buffer(&c, 1), got.handler());
        expect(!clock.run(context, 1ms), "a read in progress");
        port.hang_up();
        expect(finish(got) && got.ec == condition::disconnected, "hang-up");
        stream.close();
        port.plug_in();
        stream.open("ttyV0", config);
        ++n.hang_ups;
    }

    void poll(std::uint64_t k, std::uint64_t per_hour)
    {
        if (k % 7 == 3)
            ask_in_vain();
        else
            ask();
        if (k % 11 == 5)
            drain();
        if (k % 13 == 6)
            give_up();
        if (k % 17 == 7)
            drain_exactly();
        if (k % (per_hour / 60) == 2)
            wait_for_line_event();
        if (k % (per_hour / 6) == 20)
            send_break();
        if (k % per_hour == 30)
            configure();
        if (k % per_hour == 40)
            reopen();
        if (k % per_hour == 50)
            lose_and_find();
    }
};

std::ostream& operator<<(std::ostream& os, poller::counts const& n)
{
    return os << n.answers << " answers, " << n.timeouts << " timeouts, " << n.cancels
              << " cancellations, " << n.drains << " drains, " << n.exact_drains
              << " exact drains, " << n.line_events << " line events, " << n.breaks << " BREAKs, "
              << n.configurations << " configurations, " << n.reopenings << " reopenings, "
              << n.hang_ups << " hang-ups";
}

} // namespace

BOOST_AUTO_TEST_SUITE(growth_day)

BOOST_FIXTURE_TEST_CASE(a_day_of_traffic_leaves_the_heap_as_the_first_hour_did, poller)
{
    auto const per_hour = polls_per_hour();
    nanoseconds const period = nanoseconds(1h) / per_hour;
    auto const descriptors = open_handles();
    auto const begun = clock.now();
    heap_use first;
    for (std::uint64_t k = 0; k != 24 * per_hour; ++k)
    {
        poll(k, per_hour);
        clock.run_for(context, begun + (k + 1) * period - clock.now());
        if ((k + 1) % per_hour != 0)
            continue;
        port.take_captured();
        if (k + 1 == per_hour)
            first = live_heap();
        heap_use const more = live_heap() - first;
        BOOST_TEST(more == heap_use(), "hour " << (k + 1) / per_hour << " leaves " << more);
        BOOST_TEST(n.failures == 0u, n.failures << " failures, the first one: " << first_failure);
    }
    BOOST_TEST((clock.now() - begun == 24h));
    BOOST_TEST(open_handles() == descriptors);
    BOOST_TEST(stream.counters().sent == n.sent);
    BOOST_TEST(stream.counters().received == n.received);
    BOOST_TEST(n.hang_ups == 24u);
    std::cout << "day: " << per_hour << " polls an hour: " << n
              << "; from the first hour to the last: " << live_heap() - first << " more\n";
}

BOOST_FIXTURE_TEST_CASE(a_year_of_silence_is_timed_to_the_nanosecond, manual_time)
{
    constexpr auto year = 366 * 24h;
    open();
    heap_use before;
    for (int i = 1; i != 4; ++i)
    {
        transferred got;
        char c = 0;
        stream.async_read_some(asio::buffer(&c, 1), with_timeout(year, got.handler()));
        BOOST_TEST(clock.run(context, year));
        BOOST_TEST((got.ec == condition::timed_out), got.ec);
        BOOST_TEST((clock.now() == i * year));
        if (i == 1)
            before = live_heap();
    }
    BOOST_TEST((live_heap() == before), live_heap() - before);
}

// ---- ptys ---------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(traffic_on_a_pty_leaves_nothing)
{
    bounded const watch;
    test::pty_pair far;
    asio::io_context context;
    serial_stream stream(context, far.name(), serial_config{});
    std::string answer;
    answer.reserve(64);
    char c = 0;
    std::uint64_t failures = 0;
    auto const finish = [&](auto& o)
    {
        auto const end = std::chrono::steady_clock::now() + patience;
        while (o.calls == 0 && std::chrono::steady_clock::now() < end)
        {
            context.restart();
            context.run_one_for(patience);
        }
        failures += o.calls != 1;
        return o.ec;
    };
    auto const descriptors = open_handles();
    heap_use first;
    constexpr int rounds = 20'000;
    for (int k = 1; k <= rounds; ++k)
    {
        transferred sent, got;
        asio::async_write(stream, asio::buffer("?\n", 2), sent.handler());
        asio::async_read_until(
            stream, asio::dynamic_buffer(answer), '\n', with_timeout(patience, got.handler()));
        failures += finish(sent).failed();
        failures += far.read_exact(2) != "?\n";
        far.write("+1.234\n");
        failures += finish(got).failed() || answer != "+1.234\n";
        answer.clear();
        if (k % 10 == 0)
        {
            transferred cancelled;
            done drained;
            stream.async_read_some(asio::buffer(&c, 1), with_timeout(1h, cancelled.handler()));
            stream.async_drain(drained.handler());
            failures += finish(drained).failed();
            stream.cancel();
            failures += finish(cancelled) != condition::aborted;
        }
        if (k % 100 == 0)
        {
            transferred late;
            outcome<config_report> changed;
            stream.async_read_some(asio::buffer(&c, 1), with_timeout(10us, late.handler()));
            failures += finish(late) != condition::timed_out;
            stream.async_configure({k % 200 == 0 ? 9'600u : 19'200u}, changed.handler());
            failures += finish(changed).failed();
            stream.close();
            stream.open(far.name(), serial_config{});
        }
        if (k == rounds / 10)
            first = live_heap();
    }
    BOOST_TEST(failures == 0u);
    BOOST_TEST(is_as_much(live_heap(), first), live_heap() - first << " more");
    BOOST_TEST(open_handles() == descriptors);
}

BOOST_AUTO_TEST_CASE(blocking_traffic_on_a_pty_leaves_nothing)
{
    bounded const watch;
    test::pty_pair far;
    sync::serial_port port(far.name(), serial_config{});
    std::string answer;
    answer.reserve(64);
    char c = 0;
    std::uint64_t failures = 0;
    error_code ec;
    auto const descriptors = open_handles();
    heap_use first;
    constexpr int rounds = 20'000;
    for (int k = 1; k <= rounds; ++k)
    {
        port.write(asio::buffer("?\n", 2), patience);
        failures += far.read_exact(2) != "?\n";
        far.write("+1.234\n");
        port.read_until(asio::dynamic_buffer(answer), '\n', patience);
        failures += answer != "+1.234\n";
        answer.clear();
        if (k % 100 == 0)
        {
            port.read_some(asio::buffer(&c, 1), 10us, ec);
            failures += ec != condition::timed_out;
            port.drain(patience);
            port.configure({k % 200 == 0 ? 9'600u : 19'200u});
            port.close();
            port.open(far.name(), serial_config{});
            port.read_some(asio::buffer(&c, 1), 10us, ec); // there is what wakes it again
        }
        if (k == rounds / 10)
            first = live_heap();
    }
    BOOST_TEST(failures == 0u);
    BOOST_TEST(is_as_much(live_heap(), first), live_heap() - first << " more");
    BOOST_TEST(open_handles() == descriptors + 1); // the one that wakes it
}

BOOST_AUTO_TEST_SUITE_END()
