// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// async_read_until_idle: frames by silence, as drivers hand them over.
#include "hardware/port_checks.hpp"
#include "hardware/ports.hpp"
#include "support/idle_frames.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

namespace {

constexpr nanoseconds long_silence{0}; // as idle_frames has it

/// Sends the bursts while frames are read; how many frames there were.
std::size_t check_frames(
    open_port& port, far_end& far, nanoseconds gap, std::vector<idle_frames::burst> const& plan)
{
    idle_frames line(port.ctx, port.stream, gap,
        [&](std::string_view bytes)
        {
            std::size_t const all = port.stream.input_waiting() + bytes.size();
            far.send(bytes);
            BOOST_TEST(eventually([&] { return port.stream.input_waiting() == all; }));
        });
    BOOST_TEST(line.run(plan, 4 * patience));
    line.check_no_byte_is_lost();
    line.check_no_frame_ends_early();
    line.check_no_frame_is_split();
    line.check_frames_come_apart();
    line.check_frames_are_told_in_time(milliseconds(10)); // an emulated processor is slow
    return line.frame_count();
}

/** What an adapter makes of frames: it sends what has come once per latency timer.

    A frame is as many characters as the line carries without a pause. The double sends at once
    what it is given, so the timer is here.
*/
std::vector<idle_frames::burst> lumps(std::string const& frame, std::size_t times,
    serial_config const& config, nanoseconds latency, nanoseconds gap)
{
    std::vector<idle_frames::burst> one;
    nanoseconds pause{};
    std::size_t sent = 0;
    for (nanoseconds now = latency; sent < frame.size(); now += latency, pause += latency)
    {
        auto const n = (std::min)(static_cast<std::size_t>(now / char_time(config)), frame.size());
        if (n == sent)
            continue;
        if (!one.empty())
            one.back().pause = pause < gap ? pause : long_silence;
        one.push_back({frame.substr(sent, n - sent), long_silence});
        sent = n;
        pause = {};
    }
    std::vector<idle_frames::burst> all;
    for (std::size_t i = 0; i < times; ++i)
        all.insert(all.end(), one.begin(), one.end());
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(uart_8250)

BOOST_DATA_TEST_CASE(silences_make_frames, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    open_port port(uart.tty());
    std::vector<idle_frames::burst> plan;
    for (unsigned i = 0; i < 24; ++i)
        plan.push_back({sample(1 + i, i),
            i % 4 == 3 ? long_silence : nanoseconds(milliseconds(5 + 5 * (i % 4)))});
    check_frames(port, far, milliseconds(50), plan);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ftdi_sio)

BOOST_AUTO_TEST_SUITE(read_until_idle)

std::string const text = "twenty-four of the bytes"; // 27.5 ms at 9600 baud with parity
std::size_t const times = 12;

BOOST_AUTO_TEST_CASE(silences_make_frames_where_the_adapter_is_quick)
{
    ft232r& chip = fresh_ft232r();
    serial_config const config = config_of("9600 8E1 low_latency");
    open_port port(chip.tty(), config);
    milliseconds const latency(chip.state().latency);
    BOOST_TEST((latency == milliseconds(1)));
    nanoseconds const gap = char_time(config, 7) / 2;
    check_frames(port, chip, gap, lumps(text, times, config, latency, gap));
}

// Where the line is never silent within a frame, the adapter is.
BOOST_AUTO_TEST_CASE(a_gap_shorter_than_the_latency_timer_cuts_frames)
{
    ft232r& chip = fresh_ft232r();
    serial_config const config = config_of("9600 8E1");
    open_port port(chip.tty(), config);
    milliseconds const latency(chip.state().latency);
    BOOST_TEST((latency == milliseconds(16)));
    nanoseconds const gap = char_time(config, 7) / 2;
    auto const pieces = check_frames(port, chip, gap, lumps(text, times, config, latency, gap));
    BOOST_TEST(pieces == 2 * times);
}

BOOST_AUTO_TEST_CASE(a_gap_longer_than_the_latency_timer_cuts_none)
{
    ft232r& chip = fresh_ft232r();
    serial_config const config = config_of("9600 8E1");
    open_port port(chip.tty(), config);
    milliseconds const latency(chip.state().latency);
    BOOST_TEST((latency == milliseconds(16)));
    nanoseconds const gap = char_time(config, 7) / 2 + 2 * latency;
    check_frames(port, chip, gap, lumps(text, times, config, latency, gap));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
