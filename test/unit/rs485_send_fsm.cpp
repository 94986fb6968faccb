// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/sansio/rs485_send_fsm.hpp>

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(rs485_send_fsm)

// The suite is called like the machine; this line decides who is meant.
using boost_serial_ext::detail::rs485_send_fsm;

namespace {

using detail::rs485_send_action;
using time = std::chrono::nanoseconds;
using namespace std::chrono_literals;

serial_config const slow{9'600};
// Of no system in particular.
namespace errc = boost::system::errc;
error_code const aborted = errc::make_error_code(errc::operation_canceled);
error_code const io_error = errc::make_error_code(errc::io_error);
error_code const refused = error::rejected_rts;

// A half-duplex line: a story of what happened to it, in letters.
struct line
{
    rs485_config config = {};
    time now = 1h;
    std::size_t accepts = 10;
    error_code write_error = {};
    error_code rts_error = {};
    error_code query_error = {};
    error_code transmitter_error = {};
    bool held = false;            // by XOFF: nothing is sent
    bool keeps_discarded = false; // as drivers of USB adapters do
    bool writes_wait = false;     // until their bytes are with the device, as on Windows
    int stop_at_step = -1;        // of the waits and writes
    std::size_t queued = 0;
    time wire_idle_at = now;
    std::string story;
    std::optional<bool> rts;
    time released_at{};

    rs485_send_action run()
    {
        rs485_send_fsm fsm(slow, config, 0ns, writes_wait);
        error_code ec;
        std::size_t value = 0;
        int async_steps = 0;
        for (int steps = 0; steps < 10'000; ++steps)
        {
            rs485_send_action const action = fsm.resume(ec, value, now);
            ec.clear();
            switch (action.type)
            {
            case rs485_send_action::turn:
            case rs485_send_action::turn_back:
                story += action.level ? '+' : '-';
                ec = rts_error;
                rts = action.level;
                released_at = now;
                continue;
            case rs485_send_action::wait:
                if (story.back() != '.')
                    story += '.';
                now += action.delay;
                break;
            case rs485_send_action::write:
                story += 'w';
                ec = write_error;
                value = ec || async_steps == stop_at_step ? 0 : accepts;
                queued += value;
                wire_idle_at = now + char_time(slow, value);
                if (writes_wait)
                    now = wire_idle_at;
                break;
            case rs485_send_action::query_depth:
                ec = query_error;
                value = held ? queued : 0;
                continue;
            case rs485_send_action::query_transmitter:
                ec = query_error ? query_error : transmitter_error;
                value = now >= wire_idle_at ? 1 : 0;
                continue;
            case rs485_send_action::discard:
                story += 'x';
                queued = keeps_discarded ? queued : 0;
                continue;
            case rs485_send_action::done: return action;
            }
            if (async_steps++ >= stop_at_step && stop_at_step >= 0)
                ec = value != 0 && action.type == rs485_send_action::write ? error_code() : aborted;
        }
        BOOST_FAIL("the machine does not end: " << story.substr(0, 100));
        return {};
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(rts_is_raised_before_the_bytes_and_lowered_after_the_last_bit)
{
    line l;
    rs485_send_action const end = l.run();
    BOOST_TEST(l.story == "+w.-");
    BOOST_TEST(!end.ec.failed());
    BOOST_TEST(end.bytes == 10u);
    BOOST_TEST((l.released_at >= l.wire_idle_at));
    BOOST_TEST((l.released_at <= l.wire_idle_at + 2 * char_time(slow)));
}

BOOST_AUTO_TEST_CASE(delays_are_kept_on_both_sides)
{
    line l;
    l.config.delay_before_send = 7ms;
    l.config.delay_after_send = 5ms;
    time const start = l.now;
    rs485_send_action const end = l.run();
    BOOST_TEST(l.story == "+.w.-");
    BOOST_TEST((l.wire_idle_at == start + 7ms + char_time(slow, 10)));
    BOOST_TEST((l.released_at >= l.wire_idle_at + 5ms));
    BOOST_TEST(end.bytes == 10u);
}

BOOST_AUTO_TEST_CASE(levels_are_as_configured)
{
    line l;
    l.config.rts_on_send = false;
    l.config.rts_after_send = true;
    l.run();
    BOOST_TEST(l.story == "-w.+");
}

BOOST_AUTO_TEST_CASE(a_write_that_fails_releases_rts)
{
    line l;
    l.write_error = refused; // any that does not mean that the device is gone
    rs485_send_action const end = l.run();
    BOOST_TEST(l.story == "+w-");
    BOOST_TEST(end.ec == refused);
    BOOST_TEST(end.bytes == 0u);
}

BOOST_AUTO_TEST_CASE(a_lost_device_is_not_waited_for)
{
    line l;
    l.write_error = io_error;
    l.held = true;
    l.queued = 5;
    rs485_send_action const end = l.run();
    BOOST_TEST(l.story == "+w-");
    BOOST_TEST(end.ec == io_error);
}

BOOST_AUTO_TEST_CASE(where_nobody_says_what_is_queued_the_bytes_get_their_time)
{
    line l;
    l.query_error = errc::make_error_code(errc::not_enough_memory);
    rs485_send_action const end = l.run();
    BOOST_TEST(l.story == "+w.x-");
    BOOST_TEST(end.ec == l.query_error);
    BOOST_TEST(end.bytes == 10u);
    BOOST_TEST((l.released_at >= l.wire_idle_at));
    BOOST_TEST((l.released_at <= l.wire_idle_at + char_time(slow, 520)));
}

BOOST_AUTO_TEST_CASE(a_device_that_is_lost_while_it_sends_is_not_waited_for)
{
    line l;
    l.query_error = io_error;
    BOOST_TEST(l.run().ec == io_error);
    BOOST_TEST(l.story == "+w-");
}

BOOST_AUTO_TEST_CASE(rts_that_cannot_be_raised_means_that_nothing_is_written)
{
    line l;
    l.rts_error = refused;
    rs485_send_action const end = l.run();
    BOOST_TEST(l.story == "+-");
    BOOST_TEST(end.ec == refused);
    BOOST_TEST(end.bytes == 0u);
}

BOOST_AUTO_TEST_CASE(cancelled_before_the_write_nothing_is_written)
{
    line l;
    l.config.delay_before_send = 1s;
    l.stop_at_step = 0;
    rs485_send_action const end = l.run();
    BOOST_TEST(l.story == "+.-");
    BOOST_TEST((end.ec == condition::aborted));
    BOOST_TEST(end.bytes == 0u);
}

BOOST_AUTO_TEST_CASE(cancelled_while_the_write_waits_rts_is_released)
{
    line l;
    l.stop_at_step = 0;
    rs485_send_action const end = l.run();
    BOOST_TEST(l.story == "+w-");
    BOOST_TEST((end.ec == condition::aborted));
    BOOST_TEST(end.bytes == 0u);
}

BOOST_AUTO_TEST_CASE(cancelled_while_bytes_are_being_sent_they_all_go_out_first)
{
    for (int step = 1; step < 4; ++step)
    {
        line l;
        l.stop_at_step = step;
        rs485_send_action const end = l.run();
        BOOST_TEST(l.story == "+w.-");
        BOOST_TEST(!end.ec.failed()); // all was done that was asked for
        BOOST_TEST(end.bytes == 10u);
        BOOST_TEST((l.released_at >= l.wire_idle_at));
    }
}

BOOST_AUTO_TEST_CASE(cancelled_on_a_held_line_the_rest_is_thrown_away_and_rts_released)
{
    for (bool const keeps : {false, true})
    {
        line l;
        l.held = true;
        l.keeps_discarded = keeps;
        l.stop_at_step = 3;
        time const start = l.now;
        rs485_send_action const end = l.run();
        BOOST_TEST(l.story == (keeps ? "+w.x.-" : "+w.x-"));
        BOOST_TEST((end.ec == condition::aborted));
        BOOST_TEST(end.bytes == 10u);
        BOOST_TEST((l.now - start < 3s)); // bounded, at 9600 baud
        BOOST_TEST((l.rts == false));
    }
}

BOOST_AUTO_TEST_CASE(a_held_line_is_waited_for_as_long_as_nobody_cancels)
{
    line l;
    l.held = true;
    rs485_send_fsm fsm(slow, {}, 0ns, false);
    fsm.resume({}, 0, l.now);  // RTS
    fsm.resume({}, 0, l.now);  // write
    fsm.resume({}, 10, l.now); // depth
    for (int minute = 0; minute < 10; ++minute)
    {
        BOOST_TEST((fsm.resume({}, 10, l.now).type == rs485_send_action::wait));
        l.now += 1min;
        BOOST_TEST((fsm.resume({}, 0, l.now).type == rs485_send_action::query_depth));
    }
}

// Nobody can be asked whether the transmitter is empty, and the bytes have had their time.
BOOST_AUTO_TEST_CASE(a_write_that_waited_is_not_waited_for_again)
{
    line waited;
    waited.accepts = 1'000;
    waited.writes_wait = true;
    waited.transmitter_error = make_unsupported_error(feature::exact_drain);
    BOOST_TEST(!waited.run().ec);
    BOOST_TEST((waited.released_at >= waited.wire_idle_at));
    BOOST_TEST((waited.released_at <= waited.wire_idle_at + char_time(slow, 4)));

    line queued;
    queued.accepts = 1'000;
    queued.transmitter_error = waited.transmitter_error;
    BOOST_TEST(!queued.run().ec);
    BOOST_TEST((queued.released_at >= queued.wire_idle_at));
}

BOOST_AUTO_TEST_SUITE_END()
