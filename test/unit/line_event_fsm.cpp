// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/sansio/line_event_fsm.hpp>

#include <boost/system/system_category.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(line_event_fsm)

using boost_serial_ext::detail::line_event_fsm;

namespace {

using detail::line_event_action;
using detail::line_event_log;
using namespace std::chrono_literals;

error_code const io_error{5, boost::system::system_category()};

struct row
{
    line_events kind;
    std::uint32_t line_counters::*counter;
};
constexpr row rows[] = {
    {line_events::cts, &line_counters::cts},
    {line_events::dsr, &line_counters::dsr},
    {line_events::ri, &line_counters::ri},
    {line_events::dcd, &line_counters::dcd},
    {line_events::break_signal, &line_counters::breaks},
    {line_events::framing_error, &line_counters::framing_errors},
    {line_events::parity_error, &line_counters::parity_errors},
    {line_events::overrun, &line_counters::overruns},
    {line_events::overrun, &line_counters::buffer_overruns},
};

} // namespace

BOOST_AUTO_TEST_CASE(each_counter_is_an_event_of_its_kind)
{
    for (row const& r : rows)
        for (std::uint32_t const before : {0u, 7u, 0xFFFF'FFFFu}) // they wrap around
        {
            line_event_log log;
            line_counters now;
            now.*r.counter = before;
            BOOST_TEST((log.take(now, line_events::all) == line_events::none));
            ++(now.*r.counter);
            BOOST_TEST((log.take(now, ~r.kind) == line_events::none));
            BOOST_TEST((log.take(now, line_events::all) == r.kind));
            BOOST_TEST((log.take(now, line_events::all) == line_events::none));
        }
}

BOOST_AUTO_TEST_CASE(characters_are_no_events)
{
    line_event_log log;
    line_counters now;
    log.take(now, line_events::all);
    now.received = now.sent = 1;
    BOOST_TEST((log.take(now, line_events::all) == line_events::none));
}

BOOST_AUTO_TEST_CASE(what_nobody_asked_for_is_kept_for_who_does)
{
    line_event_log log;
    line_counters now;
    log.take(now, line_events::cts);
    now.dsr = 2;
    now.cts = 1;
    BOOST_TEST((log.take(now, line_events::cts) == line_events::cts));
    BOOST_TEST((log.take(now, line_events::cts) == line_events::none));
    BOOST_TEST((log.take(now, line_events::dsr | line_events::ri) == line_events::dsr));
}

BOOST_AUTO_TEST_CASE(what_was_there_before_the_first_wait_is_no_news)
{
    line_event_log log;
    line_counters now;
    now.dcd = 5;
    BOOST_TEST((log.take(now, line_events::all) == line_events::none));
}

BOOST_AUTO_TEST_CASE(a_wait_looks_at_its_period_and_reports_the_levels)
{
    line_event_log log;
    line_counters counters;
    line_event_fsm fsm(line_events::cts | line_events::ri);
    for (int i = 0; i < 3; ++i)
    {
        BOOST_TEST((fsm.resume({}, counters, {}, log).type == line_event_action::query_counters));
        line_event_action const action = fsm.resume({}, counters, {}, log);
        BOOST_TEST((action.type == line_event_action::wait));
        BOOST_TEST((action.delay == 10ms));
        ++counters.dsr;
    }
    ++counters.cts;
    fsm.resume({}, counters, {}, log);
    BOOST_TEST((fsm.resume({}, counters, {}, log).type == line_event_action::query_lines));
    line_event_action const end = fsm.resume({}, counters, {true, false, true, false}, log);
    BOOST_TEST((end.type == line_event_action::done));
    BOOST_TEST(!end.ec.failed());
    BOOST_TEST(end.event == (line_event{line_events::cts, {true, false, true, false}}));
}

BOOST_AUTO_TEST_CASE(an_event_is_reported_also_if_the_levels_are_not_to_be_had)
{
    for (error_code const ec : {make_unsupported_error(feature::modem_lines), io_error})
    {
        line_event_log log;
        log.take({}, line_events::all);
        line_counters counters;
        counters.breaks = 1;
        line_event_fsm fsm(line_events::all);
        fsm.resume({}, counters, {}, log);
        fsm.resume({}, counters, {}, log);
        line_event_action const end = fsm.resume(ec, counters, {true, true, true, true}, log);
        BOOST_TEST((end.type == line_event_action::done));
        BOOST_TEST(!end.ec.failed());
        BOOST_TEST(end.event == (line_event{line_events::break_signal, {}}));
    }
}

BOOST_AUTO_TEST_CASE(an_error_at_any_step_ends_it)
{
    for (int stop_at = 1; stop_at < 3; ++stop_at)
    {
        line_event_log log;
        log.take({}, line_events::all);
        line_counters counters;
        line_event_fsm fsm(line_events::all);
        line_event_action action;
        for (int step = 0; step <= stop_at; ++step)
        {
            action = fsm.resume(step == stop_at ? io_error : error_code(), counters, {}, log);
        }
        BOOST_TEST((action.type == line_event_action::done));
        BOOST_TEST(action.ec == io_error);
        BOOST_TEST(action.event == line_event());
    }
}

BOOST_AUTO_TEST_SUITE_END()
