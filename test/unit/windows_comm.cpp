// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/codec/windows_comm.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(windows_communications)

namespace events = detail::windows_events;
namespace errors = detail::windows_errors;

BOOST_AUTO_TEST_CASE(each_line_has_its_bit)
{
    BOOST_TEST(detail::decode_windows_lines(0) == modem_status());
    BOOST_TEST(detail::decode_windows_lines(0x10) == (modem_status{true, false, false, false}));
    BOOST_TEST(detail::decode_windows_lines(0x20) == (modem_status{false, true, false, false}));
    BOOST_TEST(detail::decode_windows_lines(0x40) == (modem_status{false, false, true, false}));
    BOOST_TEST(detail::decode_windows_lines(0x80) == (modem_status{false, false, false, true}));
    BOOST_TEST(detail::decode_windows_lines(~0xF0u) == modem_status());
}

BOOST_AUTO_TEST_CASE(what_is_waited_for_is_asked_for_and_nothing_else)
{
    auto const mask = [](line_events e) { return detail::encode_windows_events(e); };
    BOOST_TEST(mask(line_events::none) == 0u);
    BOOST_TEST(mask(line_events::cts) == 0x008u);
    BOOST_TEST(mask(line_events::dsr) == 0x010u);
    BOOST_TEST(mask(line_events::dcd) == 0x020u);
    BOOST_TEST(mask(line_events::break_signal) == 0x040u);
    BOOST_TEST(mask(line_events::ri) == 0x100u);
    for (line_events const e :
        {line_events::framing_error, line_events::parity_error, line_events::overrun})
        BOOST_TEST(mask(e) == 0x080u);
    BOOST_TEST(mask(line_events::all) == 0x1F8u);
}

BOOST_AUTO_TEST_CASE(every_event_and_every_error_counts_one_thing_once)
{
    line_counters counters;
    detail::count_windows_events(events::rxchar | events::rxflag | events::txempty, 0, counters);
    BOOST_TEST(counters == line_counters());
    detail::count_windows_events(events::cts | events::dsr | events::rlsd | events::ring
            | events::break_signal | events::err,
        errors::frame | errors::rxparity | errors::overrun | errors::rxover | errors::break_signal,
        counters);
    line_counters once;
    once.cts = once.dsr = once.ri = once.dcd = once.breaks = once.framing_errors
        = once.parity_errors = once.overruns = once.buffer_overruns = 1;
    BOOST_TEST(counters == once);
    detail::count_windows_events(events::cts, 0, counters);
    detail::count_windows_events(events::break_signal, errors::break_signal, counters);
    once.cts = once.breaks = 2;
    BOOST_TEST(counters == once);
}

BOOST_AUTO_TEST_CASE(reads_end_at_the_first_byte)
{
    using timeouts = detail::windows_timeouts;
    BOOST_TEST((detail::first_byte_timeouts == timeouts{~0u, ~0u, ~0u - 1, 0, 0}));
    BOOST_TEST((detail::first_byte_timeouts != timeouts{~0u, ~0u, ~0u, 0, 0}));
    BOOST_TEST((timeouts{1, 2, 3, 4, 5} != timeouts{1, 2, 3, 4, 6}));
    BOOST_TEST((timeouts{1, 2, 3, 4, 5} != timeouts{0, 2, 3, 4, 5}));
}

BOOST_AUTO_TEST_SUITE_END()
