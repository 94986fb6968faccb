// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A wait for line events where the system tells of some of them only, as macOS and the BSDs do.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include <boost_serial_ext/detail/codec/tty_lines.hpp>

#include "support/fake_bsd_backend.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <utility>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(line_events_posix)

namespace {

using namespace boost_serial_ext_test;
using namespace std::chrono_literals;
using fixture = fake_bsd_context;

} // namespace

BOOST_AUTO_TEST_CASE(a_wait_for_what_is_never_told_does_not_begin)
{
    fixture f;
    serial_stream port(f.context, "/dev/cua0", {});
    f.tty.forget();
    for (auto const& [mask, expected] :
        {std::pair(never_told, make_unsupported_error(feature::line_events)),
            std::pair(line_events::overrun, make_unsupported_error(feature::line_events)),
            std::pair(line_events::none, error_code(error::no_line_events))})
    {
        int calls = 0;
        port.async_wait_line_event(mask,
            [&, wanted = expected](error_code ec, line_event const& event)
            {
                ++calls;
                BOOST_TEST(ec == wanted);
                BOOST_TEST(event.events == line_events::none);
            });
        f.context.restart();
        f.context.run_for(10s);
        BOOST_TEST(calls == 1);
    }
    BOOST_TEST(f.tty.calls.empty()); // nobody has looked
}

BOOST_AUTO_TEST_CASE(a_wait_for_what_is_told_and_more_ends_with_what_is_told)
{
    fixture f;
    serial_stream port(f.context, "/dev/cua0", {});
    int calls = 0;
    port.async_wait_line_event(never_told | line_events::cts,
        [&](error_code ec, line_event const& event)
        {
            ++calls;
            BOOST_TEST(!ec.failed());
            BOOST_TEST(event.events == line_events::cts);
            BOOST_TEST(event.lines.cts);
        });
    f.context.poll();
    BOOST_TEST(calls == 0);
    f.tty.lines |= detail::tty_cts;
    f.context.run_for(10s);
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(a_device_without_lines_has_no_line_events)
{
    fixture f;
    f.tty.always["get_lines"] = 25; // ENOTTY
    serial_stream port(f.context, "/dev/cua0", {});
    int calls = 0;
    port.async_wait_line_event(line_events::all,
        [&](error_code ec, line_event const&)
        {
            ++calls;
            BOOST_TEST(ec == make_unsupported_error(feature::line_events));
        });
    f.context.run_for(10s);
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_SUITE_END()
