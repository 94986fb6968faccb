// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/port_info.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/codec/bsd_termios.hpp>
#include <boost_serial_ext/detail/platform_table.hpp>
#include <boost_serial_ext/native/bsd_port.hpp>
#include <boost_serial_ext/native/known_devices.hpp>
#include <boost_serial_ext/native/tty_errors.hpp>

#include "support/bsd_fixture.hpp"
#include "support/fake_bsd_sys.hpp"
#include "support/tty_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(bsd_port)

namespace {

using namespace boost_serial_ext_test;
template<class S>
using fixture = bsd_fixture<S>;

port_info known_port(std::string device)
{
    port_info info;
    info.device = std::move(device);
    info.description = "an adapter";
    return info;
}

} // namespace

// --- names and handles ------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(the_backend_has_its_systems_name, S, bsd_systems)
{
    fixture<S> f;
    BOOST_TEST(f.ports.name() == S::name);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_device_is_opened_by_the_name_it_was_given, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.ports.open("/dev/cu.usbserial-1", {}, f.ec);
    BOOST_TEST(f.tty.opened_names == std::vector<std::string>{"/dev/cu.usbserial-1"},
        boost::test_tools::per_element());
    BOOST_TEST(port.handle == fake_bsd_sys<S>::the_handle);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_name_with_a_zero_names_nothing, S, bsd_systems)
{
    fixture<S> f;
    f.ports.open(std::string("/dev/cua0\0x", 11), {}, f.ec);
    BOOST_TEST((f.ec == condition::port_not_found));
    BOOST_TEST(f.ec.value() == e_noent);
    BOOST_TEST(f.tty.calls.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_handle_is_closed_by_whoever_has_it, S, bsd_systems)
{
    fixture<S> f;
    {
        auto const port = f.opened();
    }
    BOOST_TEST(f.tty.calls.empty()); // the control's end makes no call
    BOOST_TEST(f.tty.open_handles.size() == 1u);
    f.ports.close(fake_bsd_sys<S>::the_handle);
    BOOST_TEST(joined(f.tty.calls) == "close");
    BOOST_TEST(f.tty.open_handles.empty());

    auto const again = f.opened();
    f.ports.close_apart(again.handle);
    BOOST_TEST(joined(f.tty.calls) == "close_apart");
    BOOST_TEST(f.tty.open_handles.empty());
    f.check_no_misuse();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_interrupted_close_is_not_repeated, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    f.tty.always["close"] = e_intr; // the handle is gone all the same
    f.ports.close(port.handle);
    BOOST_TEST(f.tty.count("close") == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_handles_name_is_the_systems, S, bsd_systems)
{
    fixture<S> f;
    f.tty.open_handles = {5};
    BOOST_TEST(f.ports.name_of(5) == "/dev/cua0");
    f.tty.always["name_of"] = e_notty;
    BOOST_TEST(f.ports.name_of(5) == "");
}

// --- adopting a handle ------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(an_adopted_handle_keeps_its_settings_and_locks, S, bsd_systems)
{
    fixture<S> f;
    f.tty.open_handles = {5};
    f.tty.exclusive = f.tty.locked = true; // by its owner; nobody tells of it
    auto const control = f.ports.adopt(5, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST_REQUIRE((control != nullptr));
    BOOST_TEST(joined(f.tty.calls) == "get_termios get_lines get_exclusive");
    BOOST_TEST((f.tty.termios == f.found_termios));
    serial_config const now = control->config();
    BOOST_TEST(now.baud_rate == 9'600u);
    BOOST_TEST(!now.exclusive);
    BOOST_TEST((control->probe_empty_read() == error::end_of_input)); // a terminal's

    control->prepare_close(false, false);
    BOOST_TEST(f.tty.exclusive);
    BOOST_TEST(f.tty.locked);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_handle_that_is_no_terminal_is_not_adopted, S, bsd_systems)
{
    for (int const number : {e_notty, e_inval})
    {
        fixture<S> f;
        f.tty.open_handles = {5};
        f.tty.always["get_termios"] = number;
        auto const control = f.ports.adopt(5, f.ec);
        BOOST_TEST((control == nullptr));
        BOOST_TEST((f.ec == condition::port_not_found));
        BOOST_TEST(f.ec.value() == number);
        BOOST_TEST(f.tty.open_handles.size() == 1u); // it stays its owner's
    }
}

// --- queues -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(what_waits_is_the_systems_answer_for_each_queue, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    f.tty.input_waiting = 17;
    f.tty.output_waiting = 4'096;
    f.ec = error::operation_in_progress;
    BOOST_TEST(port.control->waiting(detail::queue::input, f.ec) == 17u);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(port.control->waiting(detail::queue::output, f.ec) == 4'096u);
    BOOST_TEST(joined(f.tty.calls) == "input_waiting output_waiting");
    f.tty.input_waiting = -1;
    BOOST_TEST(port.control->waiting(detail::queue::input, f.ec) == 0u);
    BOOST_TEST(!f.ec.failed());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(discarding_empties_the_queue_that_was_named, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    f.tty.input_waiting = f.tty.output_waiting = 9;
    port.control->discard(detail::queue::input, f.ec);
    BOOST_TEST(f.tty.input_waiting == 0);
    BOOST_TEST(f.tty.output_waiting == 9);
    port.control->discard(detail::queue::output, f.ec);
    BOOST_TEST(f.tty.output_waiting == 0);
    BOOST_TEST(!f.ec.failed());
    f.tty.always["discard_input"] = f.tty.always["discard_output"] = e_io;
    for (auto const which : {detail::queue::input, detail::queue::output})
    {
        f.ec.clear();
        port.control->discard(which, f.ec);
        BOOST_TEST((f.ec == condition::disconnected));
    }
}

// --- lines, break and counters ----------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(modem_lines_are_decoded_one_by_one, S, bsd_systems)
{
    struct
    {
        int bits;
        modem_status expected;
    } const rows[] = {
        {0, {}},
        {both_raised | out1, {}},
        {0x020, {true, false, false, false}}, // sys/ttycom.h: CTS, DSR, RI, CAR
        {0x100, {false, true, false, false}},
        {0x080, {false, false, true, false}},
        {0x040, {false, false, false, true}},
        {-1, {true, true, true, true}},
    };
    fixture<S> f;
    auto const port = f.opened();
    for (auto const& row : rows)
    {
        f.tty.lines = row.bits;
        BOOST_TEST(port.control->lines(f.ec) == row.expected);
        BOOST_TEST(!f.ec.failed());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(lines_change_as_asked_and_no_others, S, bsd_systems)
{
    struct
    {
        control_lines wanted;
        int before, after;
    } const rows[] = {
        {{true, std::nullopt}, 0, detail::tty_rts},
        {{false, std::nullopt}, both_raised, detail::tty_dtr},
        {{std::nullopt, true}, out1, detail::tty_dtr | out1},
        {{true, false}, detail::tty_dtr, detail::tty_rts},
        {{false, false}, both_raised | detail::tty_cts, detail::tty_cts},
        {{}, out1, out1},
        {{true, true}, both_raised, both_raised},
    };
    for (auto const& row : rows)
    {
        fixture<S> f;
        auto const port = f.opened();
        f.tty.lines = row.before;
        port.control->set_lines(row.wanted, f.ec);
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(f.tty.lines == row.after, row.wanted);
        BOOST_TEST(f.tty.count("set_lines") == (row.before == row.after ? 0u : 1u));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(break_is_switched_on_and_off, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    for (bool const on : {true, false})
    {
        port.control->set_break(on, f.ec);
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(f.tty.break_on == on);
    }
    f.tty.hung_up = true;
    port.control->set_break(true, f.ec);
    BOOST_TEST((f.ec == condition::disconnected));
    BOOST_TEST(!f.tty.break_on);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nobody_counts_errors_or_bytes, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    f.tty.lines = detail::tty_cts;
    BOOST_TEST(port.control->counters(f.ec) == line_counters());
    BOOST_TEST(f.ec == make_unsupported_error(feature::line_counters));
    BOOST_TEST(f.ec.has_location());
    f.tty.hung_up = true;
    port.control->counters(f.ec);
    BOOST_TEST((f.ec == condition::disconnected));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nobody_tells_of_the_transmitter, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    BOOST_TEST(!port.control->transmitter_empty(f.ec));
    BOOST_TEST(f.ec == make_unsupported_error(feature::exact_drain));
    BOOST_TEST((port.control->transmitter_lag() == std::chrono::nanoseconds()));
    BOOST_TEST((port.control->flusher() == nullptr));
}

// --- line events ------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(edges_of_lines_are_told_of_and_nothing_else, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    BOOST_TEST((port.control->told_events()
        == (line_events::cts | line_events::dsr | line_events::ri | line_events::dcd)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_first_look_at_lines_shows_no_edge, S, bsd_systems)
{
    for (int const bits : {0, -1, detail::tty_ri})
    {
        fixture<S> f;
        auto const port = f.opened();
        f.tty.lines = bits;
        f.ec = error::operation_in_progress;
        for (int i = 0; i < 3; ++i) // nor does a line that stays as it is
            BOOST_TEST(port.control->event_counters(f.ec) == line_counters());
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(joined(f.tty.calls) == "get_lines get_lines get_lines");
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(edges_are_counted_by_levels, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    f.tty.lines = 0;
    struct
    {
        int lines;
        std::uint32_t cts, dsr, ri, dcd; // so far
    } const rows[] = {
        {0, 0, 0, 0, 0},
        {detail::tty_cts, 1, 0, 0, 0},
        {detail::tty_cts, 1, 0, 0, 0},
        {0, 2, 0, 0, 0},
        {detail::tty_dsr, 2, 1, 0, 0},
        {detail::tty_dcd, 2, 2, 0, 1},
        {detail::tty_ri, 2, 2, 0, 2}, // of RI the trailing edge alone
        {detail::tty_ri | both_raised, 2, 2, 0, 2},
        {0, 2, 2, 1, 2},
        {-1, 3, 3, 1, 3},
        {out1, 4, 4, 2, 4},
    };
    for (auto const& row : rows)
    {
        f.tty.lines = row.lines;
        line_counters const now = port.control->event_counters(f.ec);
        line_counters expected;
        expected.cts = row.cts;
        expected.dsr = row.dsr;
        expected.ri = row.ri;
        expected.dcd = row.dcd;
        BOOST_TEST(now == expected, &row - rows);
        BOOST_TEST(!f.ec.failed());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_look_that_fails_is_none, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    f.tty.lines = detail::tty_cts;
    port.control->event_counters(f.ec);
    for (int const number : {e_notty, e_nodev})
    {
        f.tty.always["get_lines"] = number;
        f.tty.lines = 0;
        BOOST_TEST(port.control->event_counters(f.ec) == line_counters());
        BOOST_TEST((f.ec == make_unsupported_error(feature::modem_lines)) == (number == e_notty));
        BOOST_TEST((f.ec == condition::disconnected) == (number == e_nodev));
    }
    f.tty.always.clear();
    f.tty.lines = detail::tty_cts; // as it was when it was last seen
    BOOST_TEST(port.control->event_counters(f.ec) == line_counters());
    f.tty.lines = 0;
    BOOST_TEST(port.control->event_counters(f.ec).cts == 1u);
}

// --- calls that fail --------------------------------------------------------------------------

namespace {

// Everything a port can be asked or told by one optional system call.
struct optional_call
{
    char const* call;
    feature lacking;
    void (*make)(detail::port_control&, error_code&);
    bool changes = false;
};

constexpr optional_call optional_calls[] = {
    {"input_waiting", feature::input_waiting,
        [](detail::port_control& c, error_code& ec) { c.waiting(detail::queue::input, ec); }},
    {"output_waiting", feature::output_waiting,
        [](detail::port_control& c, error_code& ec) { c.waiting(detail::queue::output, ec); }},
    {"get_lines", feature::modem_lines,
        [](detail::port_control& c, error_code& ec) { c.lines(ec); }},
    {"get_lines", feature::modem_lines,
        [](detail::port_control& c, error_code& ec) { c.event_counters(ec); }},
    {"get_lines", feature::modem_lines,
        [](detail::port_control& c, error_code& ec) {
            c.set_lines({false, false}, ec);
        }},
    {"set_lines", feature::modem_lines,
        [](detail::port_control& c, error_code& ec) {
            c.set_lines({false, false}, ec);
        },
        true},
    {"set_break", feature::break_signal,
        [](detail::port_control& c, error_code& ec) { c.set_break(true, ec); }, true},
    {"clear_break", feature::break_signal,
        [](detail::port_control& c, error_code& ec) { c.set_break(false, ec); }, true},
};

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(
    an_ioctl_that_the_driver_does_not_have_is_a_missing_feature, S, bsd_systems)
{
    for (auto const& o : optional_calls)
        for (int const number : {e_notty, e_inval, e_opnotsupp})
        {
            fixture<S> f;
            auto const port = f.opened();
            f.tty.always[o.call] = number;
            o.make(*port.control, f.ec);
            BOOST_TEST(f.ec == make_unsupported_error(o.lacking), o.call << ": " << number);
            BOOST_TEST(f.ec.has_location());
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_ioctl_that_finds_the_device_gone_is_a_disconnect, S, bsd_systems)
{
    for (auto const& o : optional_calls)
        for (int const number : {e_io, e_nxio, e_nodev})
        {
            fixture<S> f;
            auto const port = f.opened();
            f.tty.always[o.call] = number;
            f.tty.hung_up = number == e_io; // else a USB device may just have refused
            o.make(*port.control, f.ec);
            BOOST_TEST((f.ec == condition::disconnected), o.call << ": " << number);
            BOOST_TEST(f.ec.value() == number);
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_change_that_a_device_refuses_is_no_lost_device, S, bsd_systems)
{
    for (auto const& o : optional_calls)
        for (int const number : {e_io, e_pipe, e_proto})
        {
            if (!o.changes)
                continue;
            fixture<S> f;
            auto const port = f.opened();
            f.tty.always[o.call] = number;
            o.make(*port.control, f.ec);
            BOOST_TEST((f.ec == condition::unsupported_configuration), o.call << ": " << number);
            BOOST_TEST(f.ec.value() == number);
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_ioctl_that_a_signal_interrupts_is_made_again, S, bsd_systems)
{
    for (auto const& o : optional_calls)
    {
        fixture<S> f;
        auto const port = f.opened();
        // The fake counts its calls: let the first one of that name be interrupted.
        o.make(*port.control, f.ec);
        auto const first = std::find(f.tty.calls.begin(), f.tty.calls.end(), o.call);
        BOOST_TEST_REQUIRE((first != f.tty.calls.end()));
        f.tty.fail_at[static_cast<std::size_t>(first - f.tty.calls.begin())] = e_intr;
        f.tty.lines = both_raised;
        f.tty.forget();
        o.make(*port.control, f.ec);
        BOOST_TEST(!f.ec.failed(), o.call);
        BOOST_TEST(f.tty.count(o.call) == 2u, o.call);
    }
}

// --- an empty read, and readiness -------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(an_empty_read_from_a_hung_up_tty_is_a_disconnect, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    f.tty.hung_up = true;
    BOOST_TEST((port.control->probe_empty_read() == condition::disconnected));
    BOOST_TEST(joined(f.tty.calls) == "poll_hangup");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    an_empty_read_from_a_tty_that_is_there_makes_reads_wait_again, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    f.tty.termios = f.found_termios; // by another program
    BOOST_TEST(!port.control->probe_empty_read().failed());
    BOOST_TEST(detail::is_raw(f.tty.termios));
    BOOST_TEST(f.tty.rate == 115'200u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    an_empty_read_whose_reason_cannot_be_found_out_is_that_failure, S, bsd_systems)
{
    for (char const* const call : {"poll_hangup", "get_termios", "set_termios"})
    {
        fixture<S> f;
        auto const port = f.opened();
        f.tty.always[call] = e_nodev;
        f.tty.termios = f.found_termios;
        error_code const ec = port.control->probe_empty_read();
        BOOST_TEST(ec.value() == e_nodev, call);
        BOOST_TEST((ec == condition::disconnected), call);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    readiness_is_no_failure_while_the_tty_is_there_or_has_bytes_left, S, bsd_systems)
{
    struct
    {
        bool hung_up, reading;
        int left, number; // of input_waiting
        bool fails;
    } const rows[] = {
        {false, true, 0, 0, false},
        {false, false, 0, 0, false},
        {true, true, 0, 0, true},
        {true, false, 0, 0, true},
        {true, true, 3, 0, false},
        {true, false, 3, 0, true},
        {true, true, 3, e_io, true},
    };
    for (auto const& row : rows)
    {
        fixture<S> f;
        auto const port = f.opened();
        f.tty.hung_up = row.hung_up;
        f.tty.input_waiting = row.left;
        f.tty.always["input_waiting"] = row.number;
        f.tty.fail_at[0] = e_intr;
        error_code const ec = port.control->probe_readiness(row.reading);
        BOOST_TEST((ec == condition::disconnected) == row.fails, &row - rows);
        BOOST_TEST(ec.failed() == row.fails);
    }
}

// --- capabilities -----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(capabilities_are_the_systems_until_the_port_is_asked, S, bsd_systems)
{
    auto const table = detail::platform_table(S::family);
    for (feature const x : {feature::modem_lines, feature::rs485, feature::line_events,
             feature::input_waiting, feature::output_waiting})
        BOOST_TEST(table[x] == support::unknown, x);

    fixture<S> f;
    auto const port = f.opened();
    f.known->ports = {known_port("/dev/cua0")};
    auto const caps = port.control->capabilities(f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(caps.platform() == table.platform());
    BOOST_TEST(caps.backend() == table.backend());
    for (auto const& [x, s] : table)
    {
        bool const asked = x == feature::modem_lines || x == feature::rs485
            || x == feature::line_events || x == feature::input_waiting
            || x == feature::output_waiting
            || (x == feature::port_discovery && s == support::unknown);
        BOOST_TEST(caps[x] == (asked ? support::supported : s), x);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(capabilities_are_asked_for_without_changing_anything, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    port.control->capabilities(f.ec);
    std::set<std::string> const harmless
        = {"get_lines", "input_waiting", "output_waiting", "poll_hangup", "name_of"};
    for (std::string const& call : f.tty.calls)
        BOOST_TEST(harmless.count(call) == 1u, call);
    BOOST_TEST(f.tty.count("get_lines") == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_missing_ioctl_makes_a_feature_unsupported_and_a_failure_leaves_it_unknown, S, bsd_systems)
{
    struct
    {
        char const* call;
        std::vector<feature> asked;
    } const rows[] = {
        {"get_lines", {feature::modem_lines, feature::rs485, feature::line_events}},
        {"input_waiting", {feature::input_waiting}},
        {"output_waiting", {feature::output_waiting}},
    };
    for (auto const& row : rows)
        for (int const number : most_numbers)
        {
            fixture<S> f;
            auto const port = f.opened();
            f.tty.always[row.call] = number;
            auto const caps = port.control->capabilities(f.ec);
            support const expected
                = detail::is_missing(number) ? support::unsupported : support::unknown;
            BOOST_TEST(!f.ec.failed());
            for (feature const x : row.asked)
                BOOST_TEST(caps[x] == expected, row.call << ": " << number);
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nobody_answers_for_a_hung_up_tty, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    f.tty.hung_up = true;
    f.known->ports = {known_port("/dev/cua0")};
    auto const caps = port.control->capabilities(f.ec);
    BOOST_TEST((f.ec == condition::disconnected));
    BOOST_TEST(caps[feature::modem_lines] == support::unknown);
    BOOST_TEST(caps[feature::port_discovery] != support::supported); // it is not in the list now
    BOOST_TEST(joined(f.tty.calls) == "poll_hangup");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(whether_a_port_is_in_the_list_is_asked_for, S, bsd_systems)
{
    bool const lists
        = detail::platform_table(S::family)[feature::port_discovery] != support::unsupported;
    struct
    {
        std::vector<port_info> known;
        error_code failure;
        support expected;
    } const rows[] = {
        {{known_port("/dev/cua1"), known_port("/dev/cua0")}, {}, support::supported},
        {{known_port("/dev/cua1")}, {}, support::unsupported},
        {{}, make_unsupported_error(feature::port_discovery), support::unsupported},
        {{known_port("/dev/cua0")}, error_code(e_acces, boost::system::system_category()),
            support::unknown},
    };
    for (auto const& row : rows)
    {
        fixture<S> f;
        auto const port = f.opened();
        f.known->ports = row.known;
        f.known->failure = row.failure;
        auto const caps = port.control->capabilities(f.ec);
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(caps[feature::port_discovery] == (lists ? row.expected : support::unsupported),
            &row - rows);
        BOOST_TEST(f.known->asked_for == std::vector<std::string>(lists ? 1 : 0, "/dev/cua0"),
            boost::test_tools::per_element());
    }
}

// --- what the system knows of its ports -------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(the_list_is_what_the_system_knows, S, bsd_systems)
{
    fixture<S> f;
    f.known->ports = {known_port("/dev/cua0"), known_port("/dev/cua1")};
    f.ec = error::operation_in_progress;
    BOOST_TEST((f.ports.list(f.ec) == f.known->ports));
    BOOST_TEST(!f.ec.failed());
    f.known->failure = make_unsupported_error(feature::port_discovery);
    BOOST_TEST(f.ports.list(f.ec).empty());
    BOOST_TEST(f.ec == f.known->failure);
    BOOST_TEST(f.tty.calls.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_port_is_described_without_it, S, bsd_systems)
{
    fixture<S> f;
    f.known->ports = {known_port("/dev/cua1"), known_port("/dev/cua0")};
    std::function<port_info(error_code&)> describe;
    {
        auto const port = f.opened();
        describe = port.control->describer(f.ec);
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(f.known->asked_for.empty()); // that may take its time
    }
    f.tty.forget();
    BOOST_TEST_REQUIRE((describe != nullptr));
    error_code why;
    BOOST_TEST((describe(why) == known_port("/dev/cua0")));
    BOOST_TEST(!why.failed());
    BOOST_TEST(f.tty.calls.empty());

    f.known->ports.pop_back();
    BOOST_TEST((describe(why) == port_info()));
    BOOST_TEST(why == make_unsupported_error(feature::port_discovery));
    f.known->failure = error_code(e_acces, boost::system::system_category());
    BOOST_TEST((describe(why) == port_info()));
    BOOST_TEST(why == f.known->failure);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_hung_up_port_is_not_described, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    f.tty.hung_up = true;
    BOOST_TEST((port.control->describer(f.ec) == nullptr));
    BOOST_TEST((f.ec == condition::disconnected));
}

BOOST_AUTO_TEST_CASE(where_nothing_is_known_of_ports_that_is_said)
{
    error_code const expected = make_unsupported_error(feature::port_discovery);
    detail::no_devices const nothing;
    error_code ec;
    BOOST_TEST(nothing.list(ec).empty());
    BOOST_TEST(ec == expected);
    ec.clear();
    BOOST_TEST(!nothing.find("/dev/cua0", ec).has_value());
    BOOST_TEST(ec == expected);

    error_code const unwatched = make_unsupported_error(feature::port_monitor);
    detail::no_port_source source;
    BOOST_TEST((source.open(ec) == detail::no_handle));
    BOOST_TEST(ec == unwatched);
    ec.clear();
    BOOST_TEST(source.scan(ec).empty());
    BOOST_TEST(ec == unwatched);
    ec.clear();
    BOOST_TEST(source.look("cua0", ec).name == "cua0");
    BOOST_TEST(ec == unwatched);
}

// --- close ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(
    closing_discards_output_before_it_gives_exclusivity_back, S, bsd_systems)
{
    for (bool const drained : {false, true})
        for (bool const alone : {false, true})
        {
            fixture<S> f;
            auto const port = f.opened(alone ? serial_config() : shared());
            auto const configured = f.tty.termios;
            BOOST_TEST(!port.control->prepare_close(false, drained));
            BOOST_TEST(joined(f.tty.calls)
                == std::string(drained ? "" : "discard_output ")
                    + (alone ? "clear_exclusive unlock " : "unlock ") + "output_waiting");
            BOOST_TEST(!f.tty.exclusive);
            BOOST_TEST(!f.tty.locked);
            BOOST_TEST(!f.tty.shared_lock);
            BOOST_TEST((f.tty.termios == configured));
            BOOST_TEST(f.tty.lines == both_raised);
            BOOST_TEST(!port.control->restored().done);
            port.control->prepare_close(false, true); // what was given back is not again
            BOOST_TEST(f.tty.count("unlock") == 1u);
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_close_may_wait_where_output_stays, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    f.tty.output_waiting = 1;
    f.tty.always["discard_output"] = e_inval; // a driver that cannot
    BOOST_TEST(port.control->prepare_close(false, false));
    f.tty.always["output_waiting"] = e_io; // the device is lost
    BOOST_TEST(!port.control->prepare_close(true, false));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(closing_goes_on_whatever_fails, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    for (char const* const call : {"discard_output", "clear_exclusive", "unlock", "close"})
        f.tty.always[call] = e_io;
    port.control->prepare_close(false, false);
    f.ports.close(port.handle);
    BOOST_TEST(joined(f.tty.calls) == "discard_output clear_exclusive unlock output_waiting close");
}

BOOST_AUTO_TEST_SUITE_END()
