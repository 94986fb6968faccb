// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/platform_table.hpp>
#include <boost_serial_ext/native/linux_port.hpp>
#include <boost_serial_ext/native/tty_errors.hpp>

#include "support/fake_linux_drivers.hpp"
#include "support/fake_linux_sys.hpp"
#include "support/linux_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(linux_port)

namespace {

using namespace boost_serial_ext_test;
using fixture = linux_fixture;

} // namespace

// --- queues -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(what_waits_is_the_systems_answer_for_each_queue)
{
    fixture f;
    auto const port = f.opened();
    f.tty.input_waiting = 17;
    f.tty.output_waiting = 4'096;
    f.ec = error::operation_in_progress;
    BOOST_TEST(port.control->waiting(detail::queue::input, f.ec) == 17u);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(port.control->waiting(detail::queue::output, f.ec) == 4'096u);
    BOOST_TEST(joined(f.tty.calls) == "input_waiting output_waiting");
}

BOOST_AUTO_TEST_CASE(a_negative_depth_is_an_empty_queue)
{
    fixture f;
    auto const port = f.opened();
    f.tty.input_waiting = -1;
    BOOST_TEST(port.control->waiting(detail::queue::input, f.ec) == 0u);
    BOOST_TEST(!f.ec.failed());
}

BOOST_AUTO_TEST_CASE(a_depth_that_cannot_be_asked_for_is_a_missing_feature)
{
    for (int const number : {e_notty, e_inval, e_opnotsupp})
    {
        fixture f;
        auto const port = f.opened();
        f.tty.always["input_waiting"] = f.tty.always["output_waiting"] = number;
        BOOST_TEST(port.control->waiting(detail::queue::input, f.ec) == 0u);
        BOOST_TEST(f.ec == make_unsupported_error(feature::input_waiting));
        BOOST_TEST(port.control->waiting(detail::queue::output, f.ec) == 0u);
        BOOST_TEST(f.ec == make_unsupported_error(feature::output_waiting));
    }
}

BOOST_AUTO_TEST_CASE(discarding_empties_the_queue_that_was_named)
{
    fixture f;
    auto const port = f.opened();
    f.tty.input_waiting = f.tty.output_waiting = 9;
    port.control->discard(detail::queue::input, f.ec);
    BOOST_TEST(f.tty.input_waiting == 0);
    BOOST_TEST(f.tty.output_waiting == 9);
    port.control->discard(detail::queue::output, f.ec);
    BOOST_TEST(f.tty.output_waiting == 0);
    BOOST_TEST(!f.ec.failed());
}

// --- lines, break and counters ----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(modem_lines_are_decoded_one_by_one)
{
    struct
    {
        int bits;
        modem_status expected;
    } const rows[] = {
        {0, {}},
        {both_raised | out1, {}},
        {detail::tty_cts, {true, false, false, false}},
        {detail::tty_dsr, {false, true, false, false}},
        {detail::tty_ri, {false, false, true, false}},
        {detail::tty_dcd, {false, false, false, true}},
        {-1, {true, true, true, true}},
    };
    fixture f;
    auto const port = f.opened();
    for (auto const& row : rows)
    {
        f.tty.lines = row.bits;
        BOOST_TEST(port.control->lines(f.ec) == row.expected);
        BOOST_TEST(!f.ec.failed());
    }
}

BOOST_AUTO_TEST_CASE(both_lines_change_in_one_call)
{
    fixture f;
    auto const port = f.opened();
    port.control->set_lines({false, false}, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(joined(f.tty.calls) == "get_lines set_lines");
    BOOST_TEST(f.tty.lines == 0);
}

BOOST_AUTO_TEST_CASE(lines_change_as_asked_and_no_others)
{
    struct
    {
        control_lines wanted;
        int before, after;
    } const rows[] = {
        {{true, std::nullopt}, 0, detail::tty_rts},
        {{false, std::nullopt}, both_raised, detail::tty_dtr},
        {{std::nullopt, true}, out1, detail::tty_dtr | out1},
        {{std::nullopt, false}, both_raised | out1, detail::tty_rts | out1},
        {{true, false}, detail::tty_dtr, detail::tty_rts},
        {{true, true}, detail::tty_cts, both_raised | detail::tty_cts},
        {{}, out1, out1},
    };
    for (auto const& row : rows)
    {
        fixture f;
        auto const port = f.opened();
        f.tty.lines = row.before;
        port.control->set_lines(row.wanted, f.ec);
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(f.tty.lines == row.after, row.wanted);
    }
}

BOOST_AUTO_TEST_CASE(lines_that_are_as_asked_are_not_set_again)
{
    fixture f;
    auto const port = f.opened();
    port.control->set_lines({true, true}, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.count("set_lines") == 0u);
}

BOOST_AUTO_TEST_CASE(break_is_switched_on_and_off)
{
    fixture f;
    auto const port = f.opened();
    port.control->set_break(true, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.break_on);
    port.control->set_break(false, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(!f.tty.break_on);
}

BOOST_AUTO_TEST_CASE(a_pty_has_no_break_though_its_driver_says_so)
{
    for (unsigned const number : {3u, 136u, 143u})
    {
        fixture f;
        f.tty.device_number = number << 8;
        auto const port = f.opened();
        port.control->set_break(true, f.ec);
        BOOST_TEST(f.ec == make_unsupported_error(feature::break_signal));
        BOOST_TEST(f.tty.count("set_break") == 0u);
    }
}

BOOST_AUTO_TEST_CASE(counters_are_decoded_one_by_one)
{
    fixture f;
    auto const port = f.opened();
    f.tty.counters = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, {}};
    line_counters expected;
    expected.cts = 1;
    expected.dsr = 2;
    expected.ri = 3;
    expected.dcd = 4;
    expected.received = 5;
    expected.sent = 6;
    expected.framing_errors = 7;
    expected.overruns = 8;
    expected.parity_errors = 9;
    expected.breaks = 10;
    expected.buffer_overruns = 11;
    BOOST_TEST(port.control->counters(f.ec) == expected);
    BOOST_TEST(!f.ec.failed());
}

BOOST_AUTO_TEST_CASE(counters_that_wrapped_around_are_large_numbers)
{
    fixture f;
    auto const port = f.opened();
    f.tty.counters.rx = -1;
    BOOST_TEST(port.control->counters(f.ec).received == 0xFFFFFFFFu);
}

namespace {

// Everything a port can be asked or told by one optional system call.
struct optional_call
{
    char const* call;
    feature lacking;
    void (*make)(detail::port_control&, error_code&);
};

constexpr optional_call optional_calls[] = {
    {"input_waiting", feature::input_waiting,
        [](detail::port_control& c, error_code& ec) { c.waiting(detail::queue::input, ec); }},
    {"output_waiting", feature::output_waiting,
        [](detail::port_control& c, error_code& ec) { c.waiting(detail::queue::output, ec); }},
    {"get_lines", feature::modem_lines,
        [](detail::port_control& c, error_code& ec) { c.lines(ec); }},
    {"get_lines", feature::modem_lines,
        [](detail::port_control& c, error_code& ec) {
            c.set_lines({false, false}, ec);
        }},
    {"set_lines", feature::modem_lines,
        [](detail::port_control& c, error_code& ec) {
            c.set_lines({false, false}, ec);
        }},
    {"set_break", feature::break_signal,
        [](detail::port_control& c, error_code& ec) { c.set_break(true, ec); }},
    {"clear_break", feature::break_signal,
        [](detail::port_control& c, error_code& ec) { c.set_break(false, ec); }},
    {"get_counters", feature::line_counters,
        [](detail::port_control& c, error_code& ec) { c.counters(ec); }},
};

} // namespace

BOOST_AUTO_TEST_CASE(an_ioctl_that_the_driver_does_not_have_is_a_missing_feature)
{
    for (auto const& o : optional_calls)
        for (int const number : {e_notty, e_inval, e_opnotsupp})
        {
            fixture f;
            auto const port = f.opened();
            f.tty.always[o.call] = number;
            o.make(*port.control, f.ec);
            BOOST_TEST(f.ec == make_unsupported_error(o.lacking), o.call << ": " << number);
            BOOST_TEST((f.ec == condition::unsupported_feature));
        }
}

BOOST_AUTO_TEST_CASE(an_ioctl_that_finds_the_device_gone_is_a_disconnect)
{
    for (auto const& o : optional_calls)
        for (int const number : {e_io, e_nxio, e_nodev})
        {
            fixture f;
            auto const port = f.opened();
            f.tty.always[o.call] = number;
            f.tty.hung_up = number == e_io; // else a USB device may just have refused
            o.make(*port.control, f.ec);
            BOOST_TEST((f.ec == condition::disconnected), o.call << ": " << number);
            BOOST_TEST(f.ec.value() == number);
            BOOST_TEST(f.ec.has_location());
        }
}

BOOST_AUTO_TEST_CASE(a_change_that_a_device_refuses_is_no_lost_device)
{
    for (auto const& o : optional_calls)
        for (int const number : {e_io, e_pipe, e_proto})
        {
            if (std::string(o.call).find("_break") == std::string::npos
                && std::string(o.call) != "set_lines")
                continue;
            fixture f;
            auto const port = f.opened();
            f.tty.always[o.call] = number;
            o.make(*port.control, f.ec);
            BOOST_TEST((f.ec == condition::unsupported_configuration), o.call << ": " << number);
            BOOST_TEST(f.ec.value() == number);
            BOOST_TEST(f.ec.has_location());
        }
}

BOOST_AUTO_TEST_CASE(an_ioctl_that_a_signal_interrupts_is_made_again)
{
    for (auto const& o : optional_calls)
    {
        fixture f;
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

BOOST_AUTO_TEST_CASE(discarding_fails_with_the_systems_number)
{
    for (auto const which : {detail::queue::input, detail::queue::output})
    {
        fixture f;
        auto const port = f.opened();
        f.tty.always["discard_input"] = f.tty.always["discard_output"] = e_io;
        port.control->discard(which, f.ec);
        BOOST_TEST(f.ec.value() == e_io);
        BOOST_TEST((f.ec == condition::disconnected));
    }
}

// --- the transmitter --------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_transmitter_is_empty_when_the_driver_says_so)
{
    fixture f;
    auto const port = f.opened();
    for (bool const empty : {true, false})
    {
        f.tty.transmitter_empty = empty;
        BOOST_TEST(port.control->transmitter_empty(f.ec) == empty);
        BOOST_TEST(!f.ec.failed());
    }
    BOOST_TEST(joined(f.tty.calls) == "get_transmitter get_transmitter");
}

BOOST_AUTO_TEST_CASE(a_driver_that_says_nothing_of_its_transmitter_has_not_emptied_it)
{
    for (int const number : {e_notty, e_inval, e_opnotsupp, e_nodev})
    {
        fixture f;
        auto const port = f.opened();
        f.tty.always["get_transmitter"] = number;
        BOOST_TEST(!port.control->transmitter_empty(f.ec));
        BOOST_TEST(
            (f.ec == make_unsupported_error(feature::exact_drain)) == detail::is_missing(number));
        BOOST_TEST(f.ec.failed());
    }
}

// --- capabilities -----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(capabilities_are_asked_for_without_changing_a_setting)
{
    fixture f;
    auto const port = f.opened();
    port.control->capabilities(f.ec);
    std::set<std::string> const harmless = {"get_termios", "get_lines", "get_serial", "get_rs485",
        "get_counters", "input_waiting", "output_waiting", "get_transmitter", "device_number",
        "open_to_read", "read", "close", "poll_hangup"};
    for (std::string const& call : f.tty.calls)
        BOOST_TEST(harmless.count(call) == 1u, call);
}

BOOST_AUTO_TEST_CASE(nobody_answers_for_a_hung_up_tty)
{
    fixture f;
    auto const port = f.opened();
    f.tty.hung_up = true;
    port.control->capabilities(f.ec);
    BOOST_TEST((f.ec == condition::disconnected));
}

BOOST_AUTO_TEST_CASE(a_break_on_a_hung_up_tty_is_a_disconnect)
{
    fixture f;
    auto const port = f.opened();
    f.tty.hung_up = true;
    port.control->set_break(true, f.ec);
    BOOST_TEST((f.ec == condition::disconnected));
}

BOOST_AUTO_TEST_CASE(an_answer_makes_a_feature_supported)
{
    fixture f;
    auto const caps = f.opened().control->capabilities(f.ec);
    for (feature const x : {feature::modem_lines, feature::line_counters, feature::input_waiting,
             feature::output_waiting, feature::exclusive_access})
        BOOST_TEST(caps[x] == support::supported, x);
}

BOOST_AUTO_TEST_CASE(a_missing_ioctl_makes_a_feature_unsupported_and_a_failure_leaves_it_unknown)
{
    struct
    {
        char const* call;
        feature asked;
    } const rows[] = {
        {"get_lines", feature::modem_lines},
        {"get_counters", feature::line_counters},
        {"input_waiting", feature::input_waiting},
        {"output_waiting", feature::output_waiting},
    };
    for (auto const& row : rows)
        for (int const number : most_numbers)
        {
            fixture f;
            auto const port = f.opened();
            f.tty.always[row.call] = number;
            support const expected
                = detail::is_missing(number) ? support::unsupported : support::unknown;
            BOOST_TEST(port.control->capabilities(f.ec)[row.asked] == expected,
                row.call << ": " << number);
        }
}

BOOST_AUTO_TEST_CASE(whether_a_driver_heeds_the_handshake_flag_is_not_known_even_without_lines)
{
    fixture f;
    auto const port = f.opened();
    f.tty.always["get_lines"] = e_notty;
    BOOST_TEST(port.control->capabilities(f.ec)[feature::rts_cts] == support::unknown);
}

BOOST_AUTO_TEST_CASE(a_pty_has_neither_break_nor_parity)
{
    fixture f;
    f.tty.device_number = 136 << 8;
    auto const caps = f.opened().control->capabilities(f.ec);
    BOOST_TEST(caps[feature::break_signal] == support::unsupported);
    BOOST_TEST(caps[feature::mark_space_parity] == support::unsupported);
}

BOOST_AUTO_TEST_CASE(each_drivers_answers_tell_what_it_has)
{
    constexpr auto yes = support::supported, no = support::unsupported,
                   who_knows = support::unknown;
    struct
    {
        char const* name;
        void (*be)(fake_tty&);
        support low_latency, rs485, modem_lines;
    } const rows[] = {
        {"8250", be_8250, yes, yes, yes}, // RS-485 by the library
        {"ftdi_sio", be_ftdi, yes, yes, yes},
        {"cdc_acm", be_cdc_acm, who_knows, yes, yes}, // it takes the flag, and forgets it
        {"pl011", be_pl011, yes, yes, yes},
        {"pty", be_pty, no, no, no},
    };
    for (auto const& row : rows)
        BOOST_TEST_CONTEXT(row.name)
        {
            fixture f;
            row.be(f.tty);
            auto const caps = f.opened().control->capabilities(f.ec);
            BOOST_TEST(!f.ec.failed());
            BOOST_TEST(caps[feature::low_latency] == row.low_latency);
            BOOST_TEST(caps[feature::rs485] == row.rs485);
            BOOST_TEST(caps[feature::modem_lines] == row.modem_lines);
        }
}

BOOST_AUTO_TEST_CASE(a_kernel_that_answers_for_rs485_may_still_refuse_it_where_rts_is_out_of_reach)
{
    fixture f;
    f.tty.always["get_lines"] = e_notty;
    auto const port = f.opened();
    BOOST_TEST(port.control->capabilities(f.ec)[feature::rs485] == support::unknown);
    f.tty.rs485.flags = detail::linux_rs485_flags::enabled;
    BOOST_TEST(port.control->capabilities(f.ec)[feature::rs485] == support::supported);
    f.tty.always["get_rs485"] = e_notty;
    BOOST_TEST(port.control->capabilities(f.ec)[feature::rs485] == support::unsupported);
}

BOOST_AUTO_TEST_CASE(capabilities_of_a_port_keep_what_the_platform_promises)
{
    fixture f;
    auto const caps = f.opened().control->capabilities(f.ec);
    auto const table = detail::platform_table(detail::os::linux_kernel);
    BOOST_TEST(caps.platform() == table.platform());
    for (auto const& [x, s] : table)
        if (s != support::unknown && x != feature::port_discovery) // see linux_discovery.cpp
            BOOST_TEST(caps[x] == s, x);
}

// --- an empty read, and readiness -------------------------------------------------------------

BOOST_AUTO_TEST_CASE(an_empty_read_from_a_hung_up_tty_is_a_disconnect)
{
    fixture f;
    auto const port = f.opened();
    f.tty.hung_up = true;
    error_code const ec = port.control->probe_empty_read();
    BOOST_TEST((ec == condition::disconnected));
    BOOST_TEST(f.tty.applied.empty());
}

BOOST_AUTO_TEST_CASE(an_empty_read_from_a_tty_that_is_there_makes_reads_wait_again)
{
    fixture f;
    auto const port = f.opened();
    f.tty.termios = cooked(); // by another program
    BOOST_TEST(!port.control->probe_empty_read().failed());
    BOOST_TEST(detail::is_raw(f.tty.termios));
    BOOST_TEST(f.tty.termios.c_ospeed == 115'200u);
}

BOOST_AUTO_TEST_CASE(an_empty_read_whose_reason_cannot_be_found_out_is_that_failure)
{
    for (char const* const call : {"poll_hangup", "get_termios", "set_termios"})
    {
        fixture f;
        auto const port = f.opened();
        f.tty.always[call] = e_nodev;
        f.tty.termios = cooked();
        error_code const ec = port.control->probe_empty_read();
        BOOST_TEST(ec.value() == e_nodev, call);
        BOOST_TEST((ec == condition::disconnected), call);
    }
}

BOOST_AUTO_TEST_CASE(readiness_of_a_tty_that_is_there_is_no_failure)
{
    fixture f;
    auto const port = f.opened();
    BOOST_TEST(!port.control->probe_readiness(true).failed());
}

BOOST_AUTO_TEST_CASE(readiness_of_a_hung_up_tty_is_a_disconnect)
{
    fixture f;
    auto const port = f.opened();
    f.tty.hung_up = true;
    BOOST_TEST((port.control->probe_readiness(true) == condition::disconnected));
}

BOOST_AUTO_TEST_CASE(readiness_of_a_hung_up_tty_with_bytes_left_is_no_failure_yet)
{
    fixture f;
    auto const port = f.opened();
    f.tty.hung_up = true;
    f.tty.input_waiting = 3;
    BOOST_TEST(!port.control->probe_readiness(true).failed());
    f.tty.input_waiting = 0;
    BOOST_TEST((port.control->probe_readiness(true) == condition::disconnected));
}

BOOST_AUTO_TEST_CASE(bytes_left_do_not_make_a_hung_up_tty_ready_to_be_written)
{
    fixture f;
    auto const port = f.opened();
    f.tty.hung_up = true;
    f.tty.input_waiting = 3;
    BOOST_TEST((port.control->probe_readiness(false) == condition::disconnected));
}

BOOST_AUTO_TEST_CASE(a_hung_up_tty_that_does_not_tell_what_is_left_is_disconnected)
{
    fixture f;
    auto const port = f.opened();
    f.tty.hung_up = true;
    f.tty.input_waiting = 3;
    f.tty.always["input_waiting"] = e_io;
    BOOST_TEST((port.control->probe_readiness(true) == condition::disconnected));
}

BOOST_AUTO_TEST_CASE(a_probe_that_a_signal_interrupts_is_made_again)
{
    fixture f;
    auto const port = f.opened();
    f.tty.fail_at[0] = e_intr; // poll reports it even when told not to wait
    BOOST_TEST(!port.control->probe_readiness(true).failed());
    f.tty.forget();
    BOOST_TEST(!port.control->probe_empty_read().failed());
}

// --- close ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(closing_discards_output_before_it_gives_exclusivity_back)
{
    fixture f;
    auto const port = f.opened();
    port.control->prepare_close(false, false);
    f.ports.close(port.handle);
    BOOST_TEST(joined(f.tty.calls)
        == "discard_output clear_exclusive unlock output_waiting get_transmitter "
           "close");
    f.check_no_misuse();
}

BOOST_AUTO_TEST_CASE(closing_a_shared_port_gives_the_shared_lock_back)
{
    fixture f;
    auto const port = f.opened(shared());
    port.control->prepare_close(false, false);
    BOOST_TEST(joined(f.tty.calls) == "discard_output unlock output_waiting get_transmitter");
    BOOST_TEST(!f.tty.shared_lock);
}

BOOST_AUTO_TEST_CASE(a_close_may_wait_where_output_stays_or_the_device_may_hold_some)
{
    using be = void (*)(fake_tty&);
    struct
    {
        be driver;
        int queued;
        bool empty; // the transmitter
        bool may_hold;
        bool expected;
    } const rows[] = {
        {be_8250, 0, true, false, false},
        {be_8250, 0, true, true, false},
        {be_8250, 0, false, false, true}, // by RTS/CTS its FIFO may be held for ever
        {be_8250, 1, true, false, true},
        {be_ftdi, 0, true, false, false},
        {be_ftdi, 0, false, false, true},
        {be_ftdi, 0, true, true, true}, // the answer may be too old
        {be_ftdi, 1, true, false, true},
    };
    for (auto const& row : rows)
    {
        fixture f;
        row.driver(f.tty);
        auto const port = f.opened();
        f.tty.output_waiting = row.queued;
        f.tty.transmitter_empty = row.empty;
        f.tty.always["discard_output"] = e_inval; // a driver that cannot
        BOOST_TEST(port.control->prepare_close(row.may_hold, false) == row.expected, &row - rows);
    }
    fixture f;
    auto const port = f.opened();
    f.tty.always["output_waiting"] = e_io; // the device is lost
    BOOST_TEST(!port.control->prepare_close(true, false));
}

BOOST_AUTO_TEST_CASE(closing_a_drained_port_discards_nothing)
{
    fixture f;
    auto const port = f.opened();
    port.control->prepare_close(false, true);
    BOOST_TEST(joined(f.tty.calls) == "clear_exclusive unlock output_waiting get_transmitter");
}

BOOST_AUTO_TEST_CASE(closing_leaves_the_settings_as_configured)
{
    fixture f;
    auto const port = f.opened();
    termios2 const configured = f.tty.termios;
    port.control->prepare_close(false, false);
    f.ports.close(port.handle);
    BOOST_TEST((f.tty.termios == configured));
    BOOST_TEST(f.tty.lines == both_raised);
}

BOOST_AUTO_TEST_CASE(closing_goes_on_whatever_fails)
{
    fixture f;
    auto const port = f.opened();
    for (char const* const call : {"discard_output", "clear_exclusive", "unlock", "close"})
        f.tty.always[call] = e_io;
    port.control->prepare_close(false, false);
    f.ports.close(port.handle);
    BOOST_TEST(joined(f.tty.calls)
        == "discard_output clear_exclusive unlock output_waiting get_transmitter "
           "close");
}

BOOST_AUTO_TEST_CASE(exclusivity_is_given_back_once)
{
    fixture f;
    auto const port = f.opened();
    port.control->prepare_close(false, false);
    port.control->prepare_close(false, false);
    BOOST_TEST(f.tty.count("clear_exclusive") == 1u);
    BOOST_TEST(f.tty.count("unlock") == 1u);
}

BOOST_AUTO_TEST_CASE(an_interrupted_close_is_not_repeated)
{
    fixture f;
    auto const port = f.opened();
    f.tty.always["close"] = e_intr; // the handle is gone all the same (man 2 close)
    f.ports.close(port.handle);
    BOOST_TEST(f.tty.count("close") == 1u);
    f.check_no_misuse();
}

BOOST_AUTO_TEST_CASE(destroying_the_control_makes_no_system_call)
{
    fixture f;
    auto port = f.opened();
    port.control.reset();
    BOOST_TEST(f.tty.calls.empty());
}

BOOST_AUTO_TEST_SUITE_END()
