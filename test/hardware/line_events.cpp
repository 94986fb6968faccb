// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// async_wait_line_event: edges, breaks and line errors as the device makes them.
#include "hardware/port_checks.hpp"
#include "hardware/ports.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <optional>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;
using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// One wait, which may be destroyed only after it has ended.
struct line_wait
{
    line_wait(open_port& p, line_events mask) : port(p)
    {
        port.stream.async_wait_line_event(mask,
            asio::bind_cancellation_slot(signal.slot(),
                [this](error_code e, line_event const& what)
                {
                    ++calls;
                    ec = e;
                    event = what;
                    told = steady_clock::now();
                }));
    }
    line_wait(line_wait const&) = delete;

    bool ended()
    {
        return run_until(port.ctx, [&] { return calls != 0; });
    }

    open_port& port;
    asio::cancellation_signal signal;
    int calls = 0;
    error_code ec;
    line_event event;
    steady_clock::time_point told;
};

/// Something happens, and is told: exactly this, once.
void check_told(open_port& port, line_events expected, modem_status const& lines,
    std::function<void()> const& happen)
{
    line_wait wait(port, line_events::all);
    run_a_while(port.ctx);
    BOOST_TEST(wait.calls == 0);
    happen();
    BOOST_TEST(wait.ended());
    BOOST_TEST(name_of(wait.ec) == "success");
    BOOST_TEST(wait.event.events == expected);
    BOOST_TEST(wait.event.lines == lines);
    run_a_while(port.ctx);
    BOOST_TEST(wait.calls == 1);
}

/// What happens between two waits, and during a cancelled one, is told by the next.
void check_nothing_is_lost(open_port& port, line_events kind, std::function<void()> const& happen,
    std::function<std::uint32_t()> const& counter)
{
    // The driver has seen it, and no look has been taken since.
    auto const happen_unseen = [&]
    {
        auto const before = counter();
        happen();
        BOOST_TEST(eventually([&] { return counter() != before; }));
    };
    auto const next_tells_it = [&]
    {
        line_wait next(port, kind);
        BOOST_TEST(next.ended());
        BOOST_TEST(name_of(next.ec) == "success");
        BOOST_TEST(next.event.events == kind);
        line_wait nothing(port, kind); // once
        run_a_while(port.ctx);
        BOOST_TEST(nothing.calls == 0);
        port.stream.cancel();
        BOOST_TEST(nothing.ended());
        BOOST_TEST(name_of(nothing.ec) == "aborted");
    };
    {
        line_wait first(port, kind);
        run_a_while(port.ctx);
        happen();
        BOOST_TEST(first.ended());
    }
    happen_unseen(); // nobody waits
    next_tells_it();
    {
        line_wait cancelled(port, kind);
        run_a_while(port.ctx);
        happen_unseen();
        port.stream.cancel();
        BOOST_TEST(cancelled.ended());
        BOOST_TEST(name_of(cancelled.ec) == "aborted");
    }
    next_tells_it();
    {
        line_wait cancelled(port, kind);
        run_a_while(port.ctx);
        happen_unseen();
        cancelled.signal.emit(asio::cancellation_type::partial);
        BOOST_TEST(cancelled.ended());
        BOOST_TEST(name_of(cancelled.ec) == "aborted");
    }
    next_tells_it();
    {
        line_wait another(port, line_events::overrun); // it asks for something else
        run_a_while(port.ctx);
        happen_unseen();
        run_a_while(port.ctx);
        BOOST_TEST(another.calls == 0);
        port.stream.cancel();
        BOOST_TEST(another.ended());
    }
    next_tells_it();
}

/// From the change at the device to the handler: looks are 10 ms apart. Prints what it measures.
void check_latency(open_port& port, line_events kind, std::function<void(bool)> const& change)
{
    int const times = 40;
    std::vector<microseconds> all;
    for (int i = 0; i < times; ++i)
    {
        line_wait wait(port, kind);
        port.ctx.restart();
        port.ctx.run_for(microseconds(30'000 + 250 * i)); // anywhere between two looks
        BOOST_TEST_REQUIRE(wait.calls == 0);
        auto const start = steady_clock::now();
        change(i % 2 == 0);
        BOOST_TEST_REQUIRE(wait.ended());
        BOOST_TEST(wait.event.events == kind);
        all.push_back(duration_cast<microseconds>(wait.told - start));
    }
    std::sort(all.begin(), all.end());
    BOOST_TEST_MESSAGE("from the edge to the handler: " << all.front().count() << " us at least, "
                                                        << all[times / 2].count() << " us median, "
                                                        << all.back().count() << " us at most");
    // 10 ms and what the machine takes; a slow one is slow now and then.
    BOOST_TEST((all[times / 2] < milliseconds(20)));
}

/// What waiting costs the processor. Prints what it measures.
void check_cost(open_port& port)
{
    std::chrono::seconds const how_long(5);
    line_wait wait(port, line_events::all);
    auto const before = cpu_time();
    port.ctx.restart();
    port.ctx.run_for(how_long);
    auto const used = cpu_time() - before;
    BOOST_TEST(wait.calls == 0);
    BOOST_TEST_MESSAGE("waiting for 5 s took " << duration_cast<microseconds>(used).count()
                                               << " us of the processor");
    BOOST_TEST((used < how_long / 5));
    port.stream.cancel();
    BOOST_TEST(wait.ended());
}

} // namespace

BOOST_AUTO_TEST_SUITE(ftdi_sio)

BOOST_AUTO_TEST_SUITE(line_event_waits)

BOOST_AUTO_TEST_CASE(every_kind_is_told)
{
    ft232r& chip = fresh_ft232r();
    open_port port(chip.tty());
    using levels = ft232r::line_levels;
    struct edge
    {
        line_events kind;
        levels to;
    };
    edge const edges[] = {{line_events::cts, {true, false, false, false}},
        {line_events::dsr, {true, true, false, false}},
        {line_events::dcd, {true, true, false, true}},
        {line_events::cts, {false, true, false, true}},
        {line_events::dsr, {false, false, false, true}}, {line_events::dcd, {}},
        {line_events::cts | line_events::dsr | line_events::dcd, {true, true, false, true}},
        {line_events::cts | line_events::dsr | line_events::dcd, {}}};
    for (edge const& e : edges)
        check_told(port, e.kind, {e.to.cts, e.to.dsr, e.to.ri, e.to.dcd},
            [&] { chip.change_lines(e.to); });

    std::pair<line_events, ft232r::line_error> const damages[] = {
        {line_events::break_signal, ft232r::break_received},
        {line_events::framing_error, ft232r::framing_error},
        {line_events::parity_error, ft232r::parity_error}, {line_events::overrun, ft232r::overrun}};
    for (auto const& [kind, damage] : damages)
    {
        ft232r::line_error const what = damage;
        char const made_of_it = what == ft232r::break_received ? '\0' : 'x';
        check_told(port, kind, {}, [&] { chip.send_damaged(what, made_of_it); });
    }
}

// The driver counts both of its edges, as it does with the other lines.
BOOST_AUTO_TEST_CASE(a_ring_is_told_when_it_begins_and_when_it_ends)
{
    ft232r& chip = fresh_ft232r();
    open_port port(chip.tty());
    check_told(port, line_events::ri, {false, false, true, false},
        [&] {
            chip.change_lines({false, false, true, false});
        });
    check_told(port, line_events::ri, {}, [&] { chip.change_lines({}); });
}

BOOST_AUTO_TEST_CASE(nothing_is_lost_between_two_waits)
{
    ft232r& chip = fresh_ft232r();
    open_port port(chip.tty());
    bool on = false;
    check_nothing_is_lost(
        port, line_events::dcd,
        [&] {
            chip.change_lines({false, false, false, on = !on});
        },
        [&] { return port.stream.counters().dcd; });
}

// Two edges between two looks leave the line as it was: only the counters know.
BOOST_AUTO_TEST_CASE(a_pulse_shorter_than_the_time_between_two_looks_is_told)
{
    ft232r& chip = fresh_ft232r();
    open_port port(chip.tty());
    line_wait wait(port, line_events::cts);
    run_a_while(port.ctx);
    auto const before = port.stream.counters().cts;
    chip.change_lines({true, false, false, false});
    chip.change_lines({});
    BOOST_TEST(eventually([&] { return port.stream.counters().cts == before + 2; }));
    BOOST_TEST(wait.ended());
    BOOST_TEST(wait.event.events == line_events::cts);
    BOOST_TEST(wait.event.lines == modem_status());
}

BOOST_AUTO_TEST_CASE(an_event_is_told_within_the_time_of_a_look)
{
    ft232r& chip = fresh_ft232r();
    open_port port(chip.tty());
    check_latency(port, line_events::cts,
        [&](bool on) {
            chip.change_lines({on, false, false, false});
        });
}

BOOST_AUTO_TEST_CASE(waiting_costs_little)
{
    open_port port(fresh_ft232r().tty());
    check_cost(port);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cdc_acm)

BOOST_AUTO_TEST_SUITE(line_event_waits)

// CTS: such a modem does not tell, and the driver says that it is on.
BOOST_AUTO_TEST_CASE(every_kind_is_told)
{
    acm_modem& modem = fresh_acm_modem();
    open_port port(modem.tty());
    struct change
    {
        line_events kind;
        unsigned to;
    };
    change const changes[]
        = {{line_events::dsr, acm_modem::dsr}, {line_events::dcd, acm_modem::dsr | acm_modem::dcd},
            {line_events::dsr, acm_modem::dcd}, {line_events::dcd, 0},
            {line_events::dsr | line_events::dcd, 3}, {line_events::dsr | line_events::dcd, 0},
            {line_events::break_signal, acm_modem::break_received},
            {line_events::framing_error, acm_modem::framing_error},
            {line_events::parity_error, acm_modem::parity_error},
            {line_events::overrun, acm_modem::overrun}};
    for (change const& c : changes)
        check_told(port, c.kind,
            {true, (c.to & acm_modem::dsr) != 0, false, (c.to & acm_modem::dcd) != 0},
            [&] { modem.notify(c.to); });
}

// The driver counts the notifications that say so, as it does with breaks and errors.
BOOST_AUTO_TEST_CASE(a_ring_is_told_when_it_begins)
{
    acm_modem& modem = fresh_acm_modem();
    open_port port(modem.tty());
    check_told(
        port, line_events::ri, {true, false, true, false}, [&] { modem.notify(acm_modem::ring); });
    line_wait wait(port, line_events::all);
    modem.notify(0);
    BOOST_TEST(eventually([&] { return !port.stream.modem_lines().ri; }));
    run_a_while(port.ctx);
    BOOST_TEST(wait.calls == 0);
    port.stream.cancel();
    BOOST_TEST(wait.ended());
}

BOOST_AUTO_TEST_CASE(nothing_is_lost_between_two_waits)
{
    acm_modem& modem = fresh_acm_modem();
    open_port port(modem.tty());
    bool on = false;
    check_nothing_is_lost(
        port, line_events::dcd, [&] { modem.notify((on = !on) ? unsigned{acm_modem::dcd} : 0u); },
        [&] { return port.stream.counters().dcd; });
}

BOOST_AUTO_TEST_CASE(an_event_is_told_within_the_time_of_a_look)
{
    acm_modem& modem = fresh_acm_modem();
    open_port port(modem.tty());
    check_latency(
        port, line_events::dsr, [&](bool on) { modem.notify(on ? unsigned{acm_modem::dsr} : 0u); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(uart_8250)

BOOST_DATA_TEST_CASE(a_received_break_is_a_line_event, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    open_port port(uart.tty());
    check_told(
        port, line_events::break_signal, port.stream.modem_lines(), [&] { far.send_break(); });
    check_nothing_is_lost(
        port, line_events::break_signal, [&] { far.send_break(); },
        [&] { return port.stream.counters().breaks; });
}

BOOST_DATA_TEST_CASE(waiting_for_line_events_costs_little, data::make(uarts), uart)
{
    open_port port(uart.tty());
    check_cost(port);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pl011)

BOOST_AUTO_TEST_CASE(a_received_break_is_a_line_event)
{
    host_peer far("pl011");
    open_port port("/dev/ttyAMA0");
    check_told(
        port, line_events::break_signal, port.stream.modem_lines(), [&] { far.send_break(); });
}

BOOST_AUTO_TEST_SUITE_END()
