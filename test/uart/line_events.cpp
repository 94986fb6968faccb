// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What a wait for line events costs, and how soon it tells: a look at the counters every 10 ms. The
// measurements of doc/modules/ROOT/pages/measurements.adoc come from here: --log_level=message.
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_support.hpp"
#include "support/uart_shim.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include <sys/ioctl.h>
#include <sys/resource.h>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
namespace asio = boost::asio;
using namespace std::chrono_literals;
using std::chrono::microseconds;
using std::chrono::steady_clock;

namespace {

constexpr auto period = 10ms; // between two looks, as the documentation has it

/// What this thread has used of the processor.
microseconds cpu_time_of_thread()
{
    ::rusage used{};
    if (::getrusage(RUSAGE_THREAD, &used) != 0)
        throw std::system_error(errno, std::generic_category(), "getrusage");
    auto const sum = [](::timeval const& a, ::timeval const& b)
    { return std::chrono::seconds(a.tv_sec + b.tv_sec) + microseconds(a.tv_usec + b.tv_usec); };
    return sum(used.ru_utime, used.ru_stime);
}

/// What it takes of the processor to run a context for so long.
microseconds cost_of(asio::io_context& ctx, std::chrono::seconds how_long)
{
    auto const before = cpu_time_of_thread();
    ctx.restart();
    ctx.run_for(how_long);
    return cpu_time_of_thread() - before;
}

/// A timer that does nothing once per period: the least that looking so often can cost.
microseconds cost_of_timers(std::chrono::seconds how_long)
{
    asio::io_context ctx;
    asio::steady_timer timer(ctx);
    std::function<void(error_code)> const again = [&](error_code)
    {
        timer.expires_after(period);
        timer.async_wait(again);
    };
    again({});
    return cost_of(ctx, how_long);
}

std::size_t count_of(std::vector<uart_call> const& calls, std::string_view name)
{
    return static_cast<std::size_t>(std::count_if(
        calls.begin(), calls.end(), [=](uart_call const& c) { return c.name == name; }));
}

long long in_microseconds(steady_clock::duration d)
{
    return static_cast<long long>(std::chrono::duration_cast<microseconds>(d).count());
}

} // namespace

BOOST_AUTO_TEST_SUITE(uart_line_events)

// A timer is never early, so the number of looks has a bound on any machine.
BOOST_AUTO_TEST_CASE(a_wait_looks_once_per_period_and_asks_for_nothing_else)
{
    auto const how_long = 2s;
    uart_port port;
    outcome waited;
    auto const start = steady_clock::now();
    port.stream.async_wait_line_event(line_events::all, recorder(waited));
    auto const used = cost_of(port.ctx, how_long);
    auto const end = steady_clock::now();
    BOOST_TEST(waited.calls == 0);
    auto const calls = port.device.calls();
    BOOST_TEST(count_of(calls, "TIOCGICOUNT") == calls.size());
    BOOST_TEST(calls.size() > 1u);
    BOOST_TEST(calls.size() <= static_cast<std::size_t>((end - start) / period) + 1);
    BOOST_TEST_MESSAGE("waiting for "
        << how_long.count() << " s took " << calls.size() << " looks and " << used.count()
        << " us of the processor; a timer of the same period: " << cost_of_timers(how_long).count()
        << " us");
    port.stream.cancel();
    BOOST_TEST(run_until_called(port.ctx, waited));
    BOOST_TEST(conditions_of(waited.ec) == "aborted");
}

BOOST_AUTO_TEST_CASE(nobody_looks_while_nobody_waits)
{
    uart_port port;
    outcome waited;
    port.stream.async_wait_line_event(line_events::cts, recorder(waited));
    port.device.set_inputs(TIOCM_CTS);
    BOOST_TEST(run_until_called(port.ctx, waited));
    BOOST_TEST(conditions_of(waited.ec) == "success");
    port.device.forget();
    BOOST_TEST(run_out(port.ctx)); // nothing is left in progress
    BOOST_TEST(port.device.calls().empty());
}

// The next look is due within the period, and so before a timer that is set at the edge: timers of
// one context go off in order, however late the machine is.
BOOST_AUTO_TEST_CASE(an_edge_is_told_before_a_timer_of_one_period_that_is_set_with_it)
{
    int const times = 200;
    uart_port port;
    asio::steady_timer timer(port.ctx);
    std::vector<steady_clock::duration> all;
    for (int i = 0; i < times; ++i)
    {
        line_event event;
        std::optional<steady_clock::time_point> told, went_off;
        error_code failure;
        port.stream.async_wait_line_event(line_events::cts,
            [&](error_code ec, line_event const& e)
            {
                told = steady_clock::now();
                failure = ec;
                event = e;
                BOOST_TEST(!went_off);
            });
        port.ctx.restart();
        port.ctx.run_for(microseconds(47 * i)); // anywhere between two looks
        BOOST_TEST_REQUIRE(!told);
        bool const on = i % 2 == 0;
        auto const edge = steady_clock::now();
        port.device.set_inputs(on ? TIOCM_CTS : 0);
        timer.expires_after(period);
        timer.async_wait([&](error_code) { went_off = steady_clock::now(); });
        BOOST_TEST_REQUIRE(run_until(port.ctx, [&] { return told && went_off; }));
        BOOST_TEST(conditions_of(failure) == "success");
        BOOST_TEST((event.events == line_events::cts));
        BOOST_TEST(event.lines.cts == on);
        all.push_back(*told - edge);
    }
    std::sort(all.begin(), all.end());
    BOOST_TEST_MESSAGE("from the edge to the handler: "
        << in_microseconds(all.front()) << " us at least, " << in_microseconds(all[times / 2])
        << " us median, " << in_microseconds(all.back()) << " us at most, " << times << " edges");
}

BOOST_AUTO_TEST_SUITE_END()
