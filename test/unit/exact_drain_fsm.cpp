// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/sansio/exact_drain_fsm.hpp>

#include <boost/system/system_category.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <functional>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(exact_drain_fsm)

// The suite is called like the machine; this line decides who is meant.
using boost_serial_ext::detail::exact_drain_fsm;

namespace {

using detail::exact_drain_action;
using time = std::chrono::nanoseconds;
using namespace std::chrono_literals;

serial_config const slow{9'600}; // a character takes 1.041666 ms

error_code const no_temt = make_unsupported_error(feature::exact_drain);
error_code const io_error{5, boost::system::system_category()};

// A device: a queue that drains by time into a FIFO that drains by time.
struct device
{
    time now = 1h; // any clock
    time queue_empty_at = now;
    time wire_idle_at = now;
    time fifo_filled_at = 0ns;
    error_code transmitter_error = {};
    error_code depth_error = {};
    time lost_at = (time::max)();
    bool never_empty = false;
    bool truthful = false;
    time status_every = 0ns; // the driver knows the transmitter as it was at the latest of these
    std::size_t looks = 0;

    time latest_status() const { return status_every == 0ns ? now : now - now % status_every; }
    // Before the characters reach the chip it is idle, and says so.
    bool is_busy_at(time t) const { return t >= fifo_filled_at && t < wire_idle_at; }

    exact_drain_action run(serial_config const& config, std::size_t characters)
    {
        exact_drain_fsm fsm(config, {characters, status_every, truthful}, now);
        error_code ec;
        std::size_t value = 0;
        for (int steps = 0; steps < 100'000; ++steps)
        {
            exact_drain_action const action = fsm.resume(ec, value, now);
            ec.clear();
            switch (action.type)
            {
            case exact_drain_action::query_depth:
                ++looks;
                ec = now >= lost_at ? io_error : depth_error;
                value = now < queue_empty_at
                    ? static_cast<std::size_t>((queue_empty_at - now) / char_time(config)) + 1
                    : 0;
                break;
            case exact_drain_action::query_transmitter:
                ++looks;
                ec = transmitter_error;
                value = !never_empty && !is_busy_at(latest_status()) ? 1 : 0;
                break;
            case exact_drain_action::wait:
                BOOST_TEST(action.delay.count() >= 100'000);
                BOOST_TEST(action.delay.count() <= 50'000'000);
                now += action.delay;
                break;
            case exact_drain_action::done: return action;
            }
        }
        BOOST_FAIL("the machine does not end");
        return {};
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(an_idle_line_is_known_to_be_idle_at_once)
{
    device d;
    time const start = d.now;
    exact_drain_action const end = d.run(slow, 0);
    BOOST_TEST(!end.ec.failed());
    BOOST_TEST((end.result == drain_result::wire_exact));
    BOOST_TEST((d.now == start));
    BOOST_TEST(d.looks == 2u);
}

BOOST_AUTO_TEST_CASE(it_never_ends_before_the_transmitter_is_empty_and_at_most_a_character_later)
{
    for (std::size_t const queued : {1u, 10u, 300u})
        for (std::size_t const in_fifo : {0u, 1u, 16u, 200u})
        {
            device d;
            d.queue_empty_at = d.now + char_time(slow, queued);
            d.wire_idle_at = d.queue_empty_at + char_time(slow, in_fifo) + 1us;
            exact_drain_action const end = d.run(slow, queued + in_fifo);
            BOOST_TEST_CONTEXT(queued << " queued, " << in_fifo << " in the FIFO")
            {
                BOOST_TEST((end.result == drain_result::wire_exact));
                BOOST_TEST((d.now >= d.wire_idle_at));
                BOOST_TEST((d.now <= d.wire_idle_at + 2 * char_time(slow)));
            }
        }
}

BOOST_AUTO_TEST_CASE(a_driver_that_does_not_tell_is_given_the_wire_time)
{
    device d;
    time const start = d.now;
    d.transmitter_error = no_temt;
    exact_drain_action const end = d.run(slow, 100);
    BOOST_TEST(!end.ec.failed());
    BOOST_TEST((end.result == drain_result::estimated));
    BOOST_TEST((d.now >= start + char_time(slow, 100)));
    BOOST_TEST((d.now <= start + char_time(slow, 100 + 4)));
}

BOOST_AUTO_TEST_CASE(a_device_that_is_lost_during_an_estimate_is_noticed)
{
    device d;
    d.transmitter_error = no_temt;
    d.lost_at = d.now + 20ms;
    exact_drain_action const end = d.run(slow, 200);
    BOOST_TEST(end.ec == io_error);
    BOOST_TEST((d.now <= d.lost_at + 50ms));
}

BOOST_AUTO_TEST_CASE(a_transmitter_that_is_never_empty_is_believed_for_the_wire_time_of_a_fifo)
{
    device d;
    d.never_empty = true;
    d.queue_empty_at = d.now + char_time(slow, 5'000);
    exact_drain_action const end = d.run(slow, 5'000);
    BOOST_TEST((end.result == drain_result::estimated));
    BOOST_TEST((d.now >= d.queue_empty_at + char_time(slow, 256)));
    BOOST_TEST((d.now <= d.queue_empty_at + char_time(slow, 256 + 60)));
}

BOOST_AUTO_TEST_CASE(a_truthful_transmitter_is_waited_for_as_long_as_it_takes)
{
    device d;
    d.truthful = true;
    d.wire_idle_at = d.now + 60s; // as under a dropped CTS
    time const start = d.now;
    exact_drain_action const end = d.run(slow, 16);
    BOOST_TEST((end.result == drain_result::wire_exact));
    BOOST_TEST((d.now >= start + 60s));
    BOOST_TEST((d.now <= start + 60s + 50ms));
    BOOST_TEST(d.looks < 60'000u / 50 + 60);
}

BOOST_AUTO_TEST_CASE(a_queue_that_stalls_is_looked_at_50_ms_apart_and_no_more_often)
{
    device d;
    d.queue_empty_at = d.now + 10s;
    d.wire_idle_at = d.queue_empty_at;
    d.run(slow, 10'000);
    BOOST_TEST(d.looks < 10'000u / 50 + 60);
}

BOOST_AUTO_TEST_CASE(an_answer_from_before_the_queue_was_empty_is_not_believed)
{
    serial_config held = slow;
    held.flow_control.rts_cts = true;
    serial_config const fast{3'000'000};
    struct
    {
        serial_config config;
        std::size_t characters;
        time stretched; // by whom the chip asks, if it does
    } const cases[] = {{slow, 1, 0ns}, {slow, 200, 0ns}, {fast, 4, 0ns}, {fast, 256, 0ns},
        {held, 1, 0ns}, {held, 200, 3s}};
    for (auto const& c : cases)
        for (time const status_every : {1ms, 16ms, 255ms})
            for (time const since_status : {0ns, 300'000ns, 990'000ns})
                BOOST_TEST_CONTEXT(c.config << ", " << c.characters << " characters, "
                                            << since_status.count() << " ns after a status")
                {
                    device d;
                    d.now = 255ms * 16'000 + since_status;
                    d.status_every = status_every;
                    d.queue_empty_at = d.fifo_filled_at = d.now; // all at once, over USB
                    d.wire_idle_at = d.now + char_time(c.config, c.characters) + c.stretched;
                    BOOST_TEST((d.run(c.config, c.characters).ec == error_code()));
                    if (c.stretched == 0ns)
                        BOOST_TEST((d.now >= d.wire_idle_at));
                    BOOST_TEST((d.now <= d.wire_idle_at + 2 * status_every + 50ms));
                }
}

BOOST_AUTO_TEST_CASE(without_flow_control_the_wire_time_makes_an_old_answer_good)
{
    device d;
    d.now = 16ms * 16'000 + 1ms;
    d.status_every = 16ms;
    d.queue_empty_at = d.fifo_filled_at = d.now;
    d.wire_idle_at = d.now + char_time(slow, 2);
    BOOST_TEST((d.run(slow, 2).result == drain_result::wire_exact));
    BOOST_TEST((d.now <= d.wire_idle_at + 4 * char_time(slow)));
}

BOOST_AUTO_TEST_CASE(an_error_of_either_query_ends_it)
{
    device a;
    a.depth_error = io_error;
    BOOST_TEST(a.run(slow, 1).ec == io_error);
    BOOST_TEST(a.looks == 1u);
    device b;
    b.transmitter_error = io_error;
    BOOST_TEST(b.run(slow, 1).ec == io_error);
    BOOST_TEST(b.looks == 2u);
}

BOOST_AUTO_TEST_CASE(a_missing_queue_depth_is_an_error)
{
    device d;
    d.depth_error = make_unsupported_error(feature::output_waiting);
    BOOST_TEST((d.run(slow, 1).ec == condition::unsupported_feature));
}

BOOST_AUTO_TEST_CASE(it_can_be_stopped_at_every_step)
{
    for (int stop_at = 0; stop_at < 6; ++stop_at)
    {
        exact_drain_fsm fsm(slow, {10}, 0ns);
        std::size_t const answers[] = {0, 10, 0, 0, 0, 0};
        time now{};
        exact_drain_action action;
        for (int step = 0; step <= stop_at; ++step)
            action = fsm.resume(step == stop_at ? io_error : error_code(), answers[step], now);
        BOOST_TEST((action.type == exact_drain_action::done));
        BOOST_TEST(action.ec == io_error);
    }
}

BOOST_AUTO_TEST_SUITE_END()
