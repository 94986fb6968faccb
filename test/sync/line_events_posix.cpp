// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A blocking wait where the system tells of some of them only, as macOS and the BSDs do.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include <boost_serial_ext/detail/codec/tty_lines.hpp>

#include "support/fake_bsd_backend.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <utility>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(sync_line_events_posix)

namespace {

using namespace boost_serial_ext_test;
using namespace std::chrono_literals;
using fixture = fake_bsd_context;

} // namespace

BOOST_AUTO_TEST_CASE(a_wait_for_what_is_never_told_does_not_begin)
{
    fixture f;
    sync::serial_port port(f.context, "/dev/cua0", {});
    f.tty.forget();
    for (auto const& [mask, expected] :
        {std::pair(never_told, make_unsupported_error(feature::line_events)),
            std::pair(line_events::overrun, make_unsupported_error(feature::line_events)),
            std::pair(line_events::none, error_code(error::no_line_events))})
    {
        error_code ec;
        BOOST_TEST(port.wait_line_event(mask, 10s, ec).events == line_events::none);
        BOOST_TEST(ec == expected);
    }
    BOOST_TEST(f.tty.calls.empty()); // nobody has looked
}

BOOST_AUTO_TEST_CASE(a_wait_for_what_is_told_and_more_ends_with_what_is_told)
{
    fixture f;
    sync::serial_port port(f.context, "/dev/cua0", {});
    error_code ec;
    port.wait_line_event(never_told | line_events::cts, 0s, ec); // the first look
    BOOST_TEST((ec == condition::timed_out));
    f.tty.lines |= detail::tty_cts;
    line_event const event = port.wait_line_event(never_told | line_events::cts, 10s, ec);
    BOOST_TEST(!ec.failed());
    BOOST_TEST(event.events == line_events::cts);
    BOOST_TEST(event.lines.cts);
}

BOOST_AUTO_TEST_CASE(a_device_without_lines_has_no_line_events)
{
    fixture f;
    f.tty.always["get_lines"] = 25; // ENOTTY
    sync::serial_port port(f.context, "/dev/cua0", {});
    error_code ec;
    port.wait_line_event(line_events::all, 10s, ec);
    BOOST_TEST(ec == make_unsupported_error(feature::line_events));
}

BOOST_AUTO_TEST_SUITE_END()
