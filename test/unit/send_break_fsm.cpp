// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/sansio/send_break_fsm.hpp>

#include <boost/system/system_category.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(send_break_fsm)

using boost_serial_ext::detail::send_break_action;
using boost_serial_ext::detail::send_break_fsm;

namespace {

constexpr std::chrono::milliseconds duration{70};

error_code const gone(5, boost::system::system_category());
error_code const cancelled(125, boost::system::system_category());

// A driver whose queue holds these depths, one a look, and whose step number `fails_at` ends with
// `failure`; it keeps what it was told, and whether BREAK is on.
struct driver
{
    std::deque<std::size_t> depths = {};
    int busy = 0; // so many answers about the transmitter; -1: all
    bool truthful = true;
    std::chrono::milliseconds lag{};
    int fails_at = -1;
    error_code failure = {};
    std::string told = {};
    bool on = false;
    error_code result = {};
    std::chrono::nanoseconds waited{}; // before the BREAK

    void obey()
    {
        send_break_fsm fsm(serial_config{}, duration, truthful, lag);
        error_code ec;
        std::size_t depth = 0;
        for (int step = 0; step < 1'000; ++step)
        {
            if (step == fails_at)
                ec = failure;
            send_break_action const action = fsm.resume(ec, depth);
            ec.clear();
            switch (action.type)
            {
            case send_break_action::query_depth:
                told += "depth ";
                depth = depths.empty() ? 0 : depths.front();
                if (!depths.empty())
                    depths.pop_front();
                break;
            case send_break_action::query_transmitter:
                told += "empty? ";
                depth = busy == 0 ? 1 : 0;
                busy -= busy > 0 ? 1 : 0;
                break;
            case send_break_action::wait:
                waited += action.delay == duration ? action.delay * 0 : action.delay;
                told += action.delay == duration ? "hold " : "wait ";
                break;
            case send_break_action::switch_on:
                told += "on ";
                on = step + 1 != fails_at;
                break;
            case send_break_action::switch_off:
                told += "off ";
                on = false;
                break;
            case send_break_action::done: result = action.ec; return;
            }
        }
        BOOST_FAIL("the machine does not end: " + told);
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(an_empty_queue_needs_no_wait)
{
    driver d;
    d.obey();
    BOOST_TEST(d.told == "depth empty? on hold off ");
    BOOST_TEST(!d.result.failed());
}

BOOST_AUTO_TEST_CASE(what_is_queued_is_sent_before_the_break)
{
    driver d{{2000, 30}};
    d.obey();
    BOOST_TEST(d.told == "depth wait depth wait depth empty? on hold off ");
    BOOST_TEST(!d.result.failed());
}

BOOST_AUTO_TEST_CASE(a_driver_that_does_not_tell_its_depth_sends_the_break_at_once)
{
    driver d;
    d.fails_at = 1;
    d.failure = make_unsupported_error(feature::output_waiting);
    d.obey();
    BOOST_TEST(d.told == "depth empty? on hold off ");
    BOOST_TEST(!d.result.failed());
}

BOOST_AUTO_TEST_CASE(a_driver_that_does_not_tell_its_transmitter_is_not_waited_for)
{
    driver d;
    d.fails_at = 2;
    d.failure = make_unsupported_error(feature::exact_drain);
    d.busy = -1;
    d.obey();
    BOOST_TEST(d.told == "depth empty? on hold off ");
    BOOST_TEST(!d.result.failed());
}

BOOST_AUTO_TEST_CASE(the_transmitter_is_waited_for)
{
    driver d;
    d.busy = 2;
    d.obey();
    BOOST_TEST(d.told == "depth empty? wait empty? wait empty? on hold off ");
    BOOST_TEST(!d.result.failed());
}

BOOST_AUTO_TEST_CASE(an_answer_about_the_transmitter_that_may_be_too_old_is_not_asked_for)
{
    driver d;
    d.lag = std::chrono::milliseconds(16);
    d.obey();
    BOOST_TEST(d.told == "depth wait empty? on hold off ");
    BOOST_TEST((d.waited == d.lag));
}

// With flow control that may take any time: the machine goes on, with longer and longer waits.
BOOST_AUTO_TEST_CASE(a_transmitter_that_tells_the_truth_is_waited_for_as_long_as_it_takes)
{
    driver d;
    d.busy = 400;
    d.obey();
    BOOST_TEST(!d.result.failed());
    BOOST_TEST((d.waited > std::chrono::seconds(10)));
}

BOOST_AUTO_TEST_CASE(a_transmitter_that_may_never_tell_is_waited_for_as_long_as_a_fifo_takes)
{
    driver d;
    d.busy = -1;
    d.truthful = false;
    d.obey();
    BOOST_TEST(!d.result.failed());
    auto const fifo = char_time(serial_config{}, 256);
    BOOST_TEST((d.waited >= fifo));
    BOOST_TEST((d.waited < fifo + std::chrono::milliseconds(50)));
}

BOOST_AUTO_TEST_CASE(whatever_fails_at_whatever_step_break_is_off_at_the_end)
{
    for (error_code const& why : {gone, cancelled})
        for (int step = 0; step < 9; ++step)
        {
            driver d{{100, 10}};
            d.fails_at = step;
            d.failure = why;
            d.obey();
            BOOST_TEST((d.result == why), "step " << step << ": " << d.told);
            BOOST_TEST(!d.on, "step " << step << ": " << d.told);
        }
}

BOOST_AUTO_TEST_CASE(a_failure_before_the_break_never_switches_it_on)
{
    for (int step = 0; step < 7; ++step)
    {
        driver d{{100, 10}};
        d.fails_at = step;
        d.failure = cancelled;
        d.obey();
        BOOST_TEST(d.told.find("on ") == std::string::npos, "step " << step << ": " << d.told);
    }
}

BOOST_AUTO_TEST_SUITE_END()
