// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/native/windows_backend.hpp>

#include "support/fake_windows_sys.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;

// The logic of the Windows adapter on a recorded device. Which condition a number means depends on
// the system that this runs on; the numbers do not, and the table of conditions has its own test.

BOOST_AUTO_TEST_SUITE(native_windows)

namespace {

namespace f = detail::windows_dcb_flags;
using strings = std::vector<std::string>;
using backend = detail::windows_backend<fake_windows_sys, no_windows_devices>;

struct fixture
{
    fixture()
    {
        com.dcb.baud_rate = 1200;
        com.dcb.byte_size = 7;
        com.dcb.parity = 2;
        com.dcb.flags = f::binary | f::parity_check | f::drop_nul;
        com.dcb.xon_limit = 2048;
    }

    detail::opened_port open(serial_config const& config = {}, std::string const& name = "COM12")
    {
        return backend(fake_windows_sys(com)).open(name, config, ec);
    }

    fake_com com;
    error_code ec;
};

void check_equal(strings const& found, strings const& expected)
{
    BOOST_CHECK_EQUAL_COLLECTIONS(found.begin(), found.end(), expected.begin(), expected.end());
}

} // namespace

// --- open -------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(an_open_overlays_reads_back_and_sets_timeouts_and_lines)
{
    fixture x;
    auto const port = x.open();
    BOOST_TEST_REQUIRE(!x.ec, x.ec);
    check_equal(x.com.calls,
        {"open", "get_state", "get_timeouts", "set_state", "get_state", "get_timeouts",
            "set_timeouts", "get_timeouts", "set_rts", "set_dtr"});
    BOOST_TEST((x.com.opened_names.at(0) == u"\\\\.\\COM12"));
    BOOST_TEST(x.com.dcb.baud_rate == 115'200u);
    BOOST_TEST(x.com.dcb.byte_size == 8);
    BOOST_TEST(x.com.dcb.xon_limit == 2048);
    BOOST_TEST((x.com.dcb.flags & f::drop_nul) == 0u);
    BOOST_TEST((x.com.timeouts == detail::first_byte_timeouts));
    check_equal(x.com.edges, {"dtr+", "rts+"});
    BOOST_TEST(port.control->config() == serial_config());
    BOOST_TEST(port.report.applied == serial_config());
    BOOST_TEST(port.report.baud_error == 0.0);
    BOOST_TEST(!port.undone.done);
}

BOOST_AUTO_TEST_CASE(a_device_that_is_as_wanted_is_set_nothing_but_its_lines)
{
    fixture x;
    detail::encode({}, {true, true}, x.com.dcb);
    x.com.timeouts = detail::first_byte_timeouts;
    auto const port = x.open();
    BOOST_TEST_REQUIRE(!x.ec, x.ec);
    check_equal(
        x.com.calls, {"open", "get_state", "get_timeouts", "get_timeouts", "set_rts", "set_dtr"});
    check_equal(x.com.edges, {"rts+", "dtr+"});
}

BOOST_AUTO_TEST_CASE(lines_get_the_level_that_was_asked_for_without_another_edge)
{
    for (initial_line const line : {initial_line::on, initial_line::off, initial_line::preserve})
        for (bool const before : {false, true})
        {
            fixture x;
            x.com.dtr = x.com.rts = before;
            x.com.dcb.flags |= before ? f::dtr_enable | f::rts_enable : 0u;
            serial_config c;
            c.dtr = c.rts = line;
            auto const port = x.open(c);
            BOOST_TEST_REQUIRE(!x.ec, x.ec);
            bool const wanted = line == initial_line::preserve ? before : line == initial_line::on;
            BOOST_TEST(x.com.dtr == wanted);
            BOOST_TEST(x.com.rts == wanted);
            BOOST_TEST(x.com.edges.size() == (wanted == before ? 0u : 2u));
        }
}

BOOST_AUTO_TEST_CASE(flow_control_moves_no_line_but_its_own)
{
    fixture x;
    serial_config c;
    c.flow_control.rts_cts = true;
    c.dtr = initial_line::off;
    auto const port = x.open(c);
    BOOST_TEST_REQUIRE(!x.ec, x.ec);
    BOOST_TEST(!x.com.dtr);
    BOOST_TEST(x.com.count("set_rts") + x.com.count("clear_rts") == 0u);
    BOOST_TEST((x.com.dcb.flags & f::rts_mask) == f::rts_handshake);
}

BOOST_AUTO_TEST_CASE(names_are_utf_16_with_the_prefix_of_devices)
{
    struct
    {
        char const* given;
        char16_t const* opened;
    } const names[] = {
        {"COM1", u"\\\\.\\COM1"},
        {"\\\\.\\COM10", u"\\\\.\\COM10"},
        {"\\\\?\\usb#vid_0403", u"\\\\?\\usb#vid_0403"},
        {"ser\xC3\xBC", u"\\\\.\\ser\u00FC"},
        {"\xF0\x9F\x94\x8C", u"\\\\.\\\U0001F50C"},
    };
    for (auto const& name : names)
    {
        fixture x;
        x.open({}, name.given);
        BOOST_TEST(!x.ec, x.ec);
        BOOST_TEST((x.com.opened_names.at(0) == name.opened), name.given);
    }
}

BOOST_AUTO_TEST_CASE(names_that_no_device_has_reach_nobody)
{
    for (std::string const& name :
        {std::string(), std::string("COM1\0x", 6), std::string(257, 'C'), std::string("\xFF"),
            std::string("\xC3"), std::string("\xC0\xAF"), std::string("\xED\xA0\x80"),
            std::string("\xE0\x80\x80"), std::string("\xF4\x90\x80\x80"),
            std::string("\xF0\x80\x80\x80"), std::string("\xF5\x80\x80\x80"),
            std::string("\xE2\x82"), std::string("\xF0\x9F\x94"), std::string("\xC3(")})
    {
        fixture x;
        auto const port = x.open({}, name);
        BOOST_TEST(x.ec.value() == 123, x.ec); // ERROR_INVALID_NAME
        BOOST_TEST(x.com.calls.empty());
        BOOST_TEST(!port.control);
    }
}

// --- what Windows cannot do -------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(what_windows_cannot_do_is_refused_before_anything_is_opened)
{
    struct
    {
        serial_config config;
        error_code expected;
    } cases[4];
    cases[0].config.low_latency = true;
    cases[0].expected = make_unsupported_error(feature::low_latency);
    cases[1].config.rs485.emplace().mode = rs485_mode::kernel;
    cases[1].expected = make_unsupported_error(feature::rs485);
    cases[2].config.hangup_on_close = false;
    cases[2].expected = error::rejected_hangup_on_close;
    cases[3].config.line_marks = true;
    cases[3].expected = error::rejected_line_marks;
    for (auto const& c : cases)
    {
        fixture x;
        x.open(c.config);
        BOOST_TEST((x.ec == c.expected), x.ec);
        BOOST_TEST(x.ec.has_location());
        BOOST_TEST(x.com.calls.empty());
    }
}

BOOST_AUTO_TEST_CASE(the_policy_leaves_features_out_and_says_so)
{
    fixture x;
    serial_config c;
    c.low_latency = true;
    c.rs485.emplace().terminate_bus = true;
    c.unsupported = unsupported_policy::warn;
    auto const port = x.open(c);
    BOOST_TEST_REQUIRE(!x.ec, x.ec);
    BOOST_TEST_REQUIRE(port.report.skipped.size() == 2u);
    BOOST_TEST((port.report.skipped[0].feature == feature::low_latency));
    BOOST_TEST((port.report.skipped[1].feature == feature::rs485));
    BOOST_TEST(!port.control->config().low_latency);
    BOOST_TEST(!port.control->config().rs485.has_value());
}

BOOST_AUTO_TEST_CASE(rs485_is_the_librarys_and_rests_at_its_level)
{
    for (bool const rest : {false, true})
    {
        fixture x;
        serial_config c;
        c.rs485.emplace().rts_after_send = rest;
        auto const port = x.open(c);
        BOOST_TEST_REQUIRE(!x.ec, x.ec);
        BOOST_TEST((port.control->config().rs485->mode == rs485_mode::software));
        BOOST_TEST(x.com.rts == rest);
        BOOST_TEST(x.com.dtr);
    }
}

BOOST_AUTO_TEST_CASE(a_port_is_never_shared)
{
    fixture x;
    serial_config c;
    c.exclusive = false;
    auto const port = x.open(c);
    BOOST_TEST_REQUIRE(!x.ec, x.ec);
    BOOST_TEST(port.control->config().exclusive);
}

BOOST_AUTO_TEST_CASE(a_driver_without_lines_serves_whoever_does_not_need_them)
{
    for (int const number : {1, 50, 120})
    {
        fixture x;
        for (char const* call : {"set_rts", "clear_rts", "set_dtr", "clear_dtr"})
            x.com.always[call] = number;
        x.open();
        BOOST_TEST(!x.ec, x.ec);
        serial_config c;
        c.dtr = initial_line::off;
        x.open(c);
        BOOST_TEST((x.ec == make_unsupported_error(feature::modem_lines)), x.ec);
        c.unsupported = unsupported_policy::ignore;
        auto const port = x.open(c);
        BOOST_TEST(!x.ec, x.ec);
        BOOST_TEST(port.report.skipped.size() == 1u);
        BOOST_TEST((port.control->config().dtr == initial_line::preserve));
        c.rs485.emplace();
        auto const without = x.open(c);
        BOOST_TEST(!x.ec, x.ec);
        BOOST_TEST(without.report.skipped.size() == 2u);
        BOOST_TEST(!without.control->config().rs485.has_value());
        c.unsupported = unsupported_policy::fail;
        x.open(c);
        BOOST_TEST((x.ec == make_unsupported_error(feature::rs485)), x.ec);
    }
}

// --- transactions -----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(whichever_call_of_open_fails_nothing_is_left_changed_or_open)
{
    for (int const number : {1, 5, 21, 31, 87, 1167})
        for (std::size_t index = 0;; ++index)
        {
            fixture x;
            windows_dcb const dcb = x.com.dcb;
            windows_timeouts const timeouts = x.com.timeouts;
            serial_config c;
            c.dtr = initial_line::off; // so that missing lines are a failure
            x.com.fail_at[index] = number;
            auto const port = x.open(c);
            if (index >= x.com.calls.size())
            {
                BOOST_TEST(!x.ec, x.ec);
                BOOST_TEST(index == 10u);
                break;
            }
            BOOST_TEST(
                (x.ec.value() == number || x.ec == make_unsupported_error(feature::modem_lines)));
            BOOST_TEST(x.ec.has_location());
            BOOST_TEST(!port.control);
            BOOST_TEST(x.com.open_handles == 0);
            BOOST_TEST((x.com.dcb == dcb), "call " << index);
            BOOST_TEST((x.com.timeouts == timeouts), "call " << index);
            BOOST_TEST(!port.undone.ec, port.undone.ec);
        }
}

BOOST_AUTO_TEST_CASE(whichever_call_of_configure_fails_everything_is_as_before)
{
    serial_config second;
    second.baud_rate = 1'000'000;
    second.parity = parity::odd;
    second.flow_control.xon_xoff = true;
    second.rs485.emplace();
    std::vector<serial_config> firsts(5);
    firsts[1].flow_control.rts_cts = true;
    firsts[2].flow_control.dtr_dsr = true;
    firsts[3].dtr = firsts[3].rts = initial_line::preserve;
    firsts[4].rs485.emplace().rts_after_send = true;
    for (serial_config const& first : firsts)
        for (bool const lowered : {false, true})
            for (int const number : {5, 31, 87})
                for (std::size_t index = 0;; ++index)
                {
                    fixture x;
                    auto const port = x.open(first);
                    BOOST_TEST_REQUIRE(!x.ec, x.ec);
                    if (lowered && !first.flow_control.dtr_dsr)
                        port.control->set_lines({std::nullopt, false}, x.ec);
                    windows_dcb dcb = x.com.dcb;
                    bool const rts = x.com.rts;
                    bool const dtr = x.com.dtr;
                    serial_config const config = port.control->config();
                    x.com.calls.clear();
                    x.com.edges.clear();
                    x.com.fail_at[index] = number;
                    port.control->apply(second, x.ec);
                    if (index >= x.com.calls.size())
                    {
                        BOOST_TEST(!x.ec, x.ec);
                        BOOST_TEST(index == (first.rs485 ? 5u : 7u)); // are there lines at all?
                        BOOST_TEST(!x.com.rts);
                        break;
                    }
                    BOOST_TEST(x.ec.value() == number, x.ec);
                    // EscapeCommFunction leaves the DCB's fields behind; afterwards they are true.
                    std::uint32_t const lines = f::dtr_mask | f::rts_mask;
                    BOOST_TEST(((x.com.dcb.flags ^ dcb.flags) & ~lines) == 0u);
                    dcb.flags = x.com.dcb.flags;
                    BOOST_TEST((x.com.dcb == dcb), "call " << index);
                    BOOST_TEST(x.com.rts == rts);
                    BOOST_TEST(x.com.dtr == dtr);
                    for (std::string const& edge : x.com.edges)
                        BOOST_TEST(edge.substr(0, 3) == "rts", edge); // RS-485's
                    BOOST_TEST(port.control->config() == config);
                    BOOST_TEST(!port.control->restored().ec, port.control->restored().ec);
                    port.control->prepare_close(false, false);
                    BOOST_TEST(!port.control->restored().done);
                }
}

BOOST_AUTO_TEST_CASE(what_is_refused_before_it_begins_restores_nothing)
{
    fixture x;
    auto const port = x.open();
    x.com.always["set_state"] = 87;
    serial_config c;
    c.baud_rate = 9'600;
    port.control->apply(c, x.ec);
    BOOST_TEST(port.control->restored().done);
    c.low_latency = true;
    port.control->apply(c, x.ec);
    BOOST_TEST((x.ec == make_unsupported_error(feature::low_latency)), x.ec);
    BOOST_TEST(!port.control->restored().done);
}

BOOST_AUTO_TEST_CASE(what_a_driver_that_is_there_says_no_to_is_refused_and_else_the_device_is_lost)
{
    for (int const number : {5, 31})
    {
        fixture x;
        auto const port = x.open();
        x.com.always["set_state"] = number;
        serial_config c;
        c.baud_rate = 9'600;
        port.control->apply(c, x.ec);
        BOOST_TEST((x.ec == condition::unsupported_configuration), x.ec);
        BOOST_TEST(x.ec.value() == number);
        x.com.always["get_queues"] = number;
        port.control->apply(c, x.ec);
        BOOST_TEST((x.ec != condition::unsupported_configuration), x.ec);
        BOOST_TEST((x.ec != condition::permission_denied), x.ec);
        BOOST_TEST(x.ec.value() == number);
        if (detail::this_os == detail::os::windows)
            BOOST_TEST((x.ec == condition::disconnected), x.ec);
    }
}

BOOST_AUTO_TEST_CASE(dtr_dsr_that_a_driver_does_not_keep_is_left_out_if_that_is_wanted)
{
    fixture x;
    x.com.driver = [](windows_dcb d)
    {
        if ((d.flags & f::dtr_mask) == f::dtr_handshake)
            d.flags &= ~(f::dtr_mask | f::out_dsr);
        return d;
    };
    serial_config c;
    c.flow_control.dtr_dsr = true;
    x.open(c);
    BOOST_TEST((x.ec == make_unsupported_error(feature::dtr_dsr)), x.ec);
    c.unsupported = unsupported_policy::warn;
    auto const port = x.open(c);
    BOOST_TEST_REQUIRE(!x.ec, x.ec);
    BOOST_TEST(port.report.skipped.size() == 1u);
    BOOST_TEST(!port.control->config().flow_control.dtr_dsr);
    BOOST_TEST(x.com.dtr);
}

BOOST_AUTO_TEST_CASE(what_a_driver_makes_of_settings_is_found_out_and_taken_back)
{
    fixture x;
    windows_dcb const before = x.com.dcb;
    x.com.driver = [&](windows_dcb d)
    {
        if (d.baud_rate == 250'000)
            d.baud_rate = 38'400;
        return d;
    };
    serial_config c;
    c.baud_rate = 250'000;
    auto const port = x.open(c);
    BOOST_TEST((x.ec == error::rejected_baud_rate), x.ec);
    BOOST_TEST((x.com.dcb == before));
    BOOST_TEST(port.undone.done);
    BOOST_TEST(!port.undone.ec, port.undone.ec);
}

BOOST_AUTO_TEST_CASE(a_rate_within_the_tolerance_is_reported_as_it_is)
{
    fixture x;
    x.com.driver = [](windows_dcb d)
    {
        d.baud_rate = d.baud_rate / 100 * 101;
        return d;
    };
    serial_config c;
    c.baud_rate = 100'000;
    auto const port = x.open(c);
    BOOST_TEST_REQUIRE(!x.ec, x.ec);
    BOOST_TEST(port.report.applied.baud_rate == 101'000u);
    BOOST_TEST(port.report.baud_error == 0.01, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_put_back_is_told)
{
    fixture x;
    int sets = 0;
    x.com.driver = [&](windows_dcb d)
    {
        d.byte_size = 8;
        d.baud_rate = ++sets == 1 ? 9'600 : 300;
        return d;
    };
    auto const port = x.open();
    BOOST_TEST((x.ec == error::rejected_baud_rate), x.ec);
    BOOST_TEST(port.undone.done);
    BOOST_TEST((port.undone.ec == error::not_restored), port.undone.ec);
}

BOOST_AUTO_TEST_CASE(what_could_not_be_put_back_is_told_as_it_is)
{
    fixture x;
    auto const port = x.open();
    BOOST_TEST_REQUIRE(!x.ec, x.ec);
    x.com.driver = [](windows_dcb d)
    {
        d.baud_rate = 300;
        return d;
    };
    serial_config c;
    c.baud_rate = 9'600;
    port.control->apply(c, x.ec);
    BOOST_TEST((x.ec == error::rejected_baud_rate), x.ec);
    BOOST_TEST((port.control->restored().ec == error::not_restored));
    BOOST_TEST(port.control->config().baud_rate == 300u);
}

BOOST_AUTO_TEST_CASE(a_configure_keeps_the_lines_where_the_program_has_put_them)
{
    fixture x;
    auto const port = x.open();
    port.control->set_lines({false, std::nullopt}, x.ec);
    BOOST_TEST_REQUIRE(!x.ec, x.ec);
    x.com.edges.clear();
    serial_config c;
    c.baud_rate = 9'600;
    port.control->apply(c, x.ec);
    BOOST_TEST_REQUIRE(!x.ec, x.ec);
    BOOST_TEST(x.com.edges.empty());
    c.flow_control.rts_cts = true;
    port.control->apply(c, x.ec);
    c.flow_control.rts_cts = false;
    port.control->apply(c, x.ec);
    BOOST_TEST_REQUIRE(!x.ec, x.ec);
    BOOST_TEST(!x.com.rts);
    BOOST_TEST(x.com.dtr);
}

BOOST_AUTO_TEST_CASE(rts_comes_back_from_rs485_as_the_open_had_it)
{
    for (bool const by_way_of_flow_control : {false, true})
    {
        fixture x;
        serial_config c;
        c.rs485.emplace();
        auto const port = x.open(c);
        BOOST_TEST(!x.com.rts);
        c.rs485.reset();
        if (by_way_of_flow_control)
        {
            c.flow_control.rts_cts = true;
            port.control->apply(c, x.ec);
            c.flow_control.rts_cts = false;
        }
        port.control->apply(c, x.ec);
        BOOST_TEST_REQUIRE(!x.ec, x.ec);
        BOOST_TEST(x.com.rts);
    }
}

BOOST_AUTO_TEST_CASE(rts_that_the_driver_toggled_is_low)
{
    fixture x;
    x.com.dcb.flags |= f::rts_toggle;
    serial_config c;
    c.rts = initial_line::preserve;
    auto const port = x.open(c);
    BOOST_TEST_REQUIRE(!x.ec, x.ec);
    BOOST_TEST(!x.com.rts);
    BOOST_TEST((x.com.dcb.flags & f::rts_mask) == f::rts_disable);
}

// --- everything else --------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(an_adopted_device_keeps_its_settings_and_tells_them)
{
    fixture x;
    auto const port = backend(fake_windows_sys(x.com)).adopt({}, x.ec);
    BOOST_TEST_REQUIRE(!x.ec, x.ec);
    check_equal(x.com.calls, {"get_state", "get_timeouts"});
    BOOST_TEST(port->config().baud_rate == 1200u);
    BOOST_TEST((port->config().parity == parity::even));
    x.com.always["get_state"] = 6;
    BOOST_TEST(!backend(fake_windows_sys(x.com)).adopt({}, x.ec));
    BOOST_TEST(x.ec.value() == 6);
}

BOOST_AUTO_TEST_CASE(a_line_that_flow_control_has_is_not_the_programs)
{
    fixture x;
    serial_config c;
    c.flow_control.rts_cts = true;
    auto const port = x.open(c);
    port.control->set_lines({true, false}, x.ec);
    BOOST_TEST(x.ec.value() == 87, x.ec);
    BOOST_TEST(x.com.dtr);
}

BOOST_AUTO_TEST_CASE(both_lines_or_none_are_set)
{
    fixture x;
    auto const port = x.open();
    x.com.always["clear_dtr"] = 31;
    port.control->set_lines({false, false}, x.ec);
    BOOST_TEST(x.ec.value() == 31, x.ec);
    BOOST_TEST(x.com.rts);
    BOOST_TEST(x.com.dtr);
}

BOOST_AUTO_TEST_CASE(lines_that_are_so_already_have_no_edge_but_a_device_that_is_gone_is_found)
{
    fixture x;
    auto const port = x.open();
    x.com.edges.clear();
    port.control->set_lines({true, true}, x.ec);
    BOOST_TEST(!x.ec, x.ec);
    BOOST_TEST(x.com.edges.empty());
    x.com.always["set_rts"] = 22;
    port.control->set_lines({true, true}, x.ec);
    BOOST_TEST(x.ec.value() == 22, x.ec);
}

BOOST_AUTO_TEST_CASE(a_read_that_comes_back_empty_means_nothing_or_somebody_elses_settings)
{
    fixture x;
    auto port = x.open();
    BOOST_TEST(!port.control->probe_empty_read());
    x.com.timeouts = {0xFFFFFFFF, 0, 0, 0, 0};
    BOOST_TEST(!port.control->probe_empty_read());
    BOOST_TEST((x.com.timeouts == detail::first_byte_timeouts));
    x.com.timeouts = {0xFFFFFFFF, 0, 0, 0, 0};
    auto const adopted = backend(fake_windows_sys(x.com)).adopt({}, x.ec);
    BOOST_TEST((adopted->probe_empty_read() == error::end_of_input));
    for (std::uint32_t const constant : {0u, 100u}) // with a limit they go on, too
    {
        x.com.timeouts = {1, 0, constant, 0, 0};
        BOOST_TEST(!adopted->probe_empty_read());
    }
}

BOOST_AUTO_TEST_CASE(errors_that_a_look_at_readiness_takes_are_counted)
{
    fixture x;
    auto const port = x.open();
    x.com.errors = detail::windows_errors::frame;
    BOOST_TEST(!port.control->probe_readiness(true));
    BOOST_TEST(port.control->counters(x.ec).framing_errors == 1u);
}

BOOST_AUTO_TEST_CASE(errors_that_a_look_at_the_queues_takes_are_counted)
{
    fixture x;
    auto const port = x.open();
    x.com.errors = detail::windows_errors::frame | detail::windows_errors::overrun;
    x.com.input = 5;
    x.com.output = 3;
    BOOST_TEST(port.control->waiting(detail::queue::input, x.ec) == 5u);
    BOOST_TEST(port.control->waiting(detail::queue::output, x.ec) == 3u);
    x.com.errors = detail::windows_errors::rxparity | detail::windows_errors::frame;
    line_counters const counted = port.control->counters(x.ec);
    BOOST_TEST(!x.ec, x.ec);
    BOOST_TEST(counted.framing_errors == 2u);
    BOOST_TEST(counted.overruns == 1u);
    BOOST_TEST(counted.parity_errors == 1u);
    x.com.always["get_queues"] = 22;
    BOOST_TEST(port.control->waiting(detail::queue::input, x.ec) == 0u);
    BOOST_TEST(x.ec.value() == 22);
    BOOST_TEST((port.control->counters(x.ec) == line_counters()));
    BOOST_TEST(port.control->probe_empty_read().value() == 22);
    BOOST_TEST(port.control->probe_readiness(true).value() == 22);
}

BOOST_AUTO_TEST_CASE(edges_are_counted_by_levels_that_differ)
{
    fixture x;
    auto const port = x.open();
    x.com.lines = detail::windows_cts;
    line_counters const first = port.control->counters(x.ec); // what came before is no edge
    BOOST_TEST(first.cts == 0u);
    x.com.lines = detail::windows_dsr | detail::windows_ri | detail::windows_dcd;
    line_counters const then = port.control->counters(x.ec);
    BOOST_TEST(!x.ec, x.ec);
    BOOST_TEST((then.cts == 1u && then.dsr == 1u && then.ri == 0u && then.dcd == 1u));
    BOOST_TEST((port.control->counters(x.ec) == then));
    x.com.lines = 0;
    line_counters const last = port.control->counters(x.ec);
    BOOST_TEST((last.dsr == 2u && last.ri == 1u && last.dcd == 2u)); // RI when it ends
}

BOOST_AUTO_TEST_CASE(edges_that_leave_the_level_as_it_was_are_counted_by_what_is_told)
{
    namespace e = detail::windows_events;
    fixture x;
    auto const port = x.open();
    port.control->counters(x.ec);
    x.com.remembered = e::cts;         // by the driver, while nobody waited
    port.control->note_events(e::dsr); // to somebody who waited
    line_counters const counted = port.control->counters(x.ec);
    BOOST_TEST(counted.cts == 1u);
    BOOST_TEST(counted.dsr == 1u);
    x.com.lines = detail::windows_cts; // an event and its level are one edge
    x.com.remembered = e::cts;
    BOOST_TEST(port.control->counters(x.ec).cts == 2u);
}

BOOST_AUTO_TEST_CASE(a_break_is_counted_once_whoever_tells_of_it)
{
    namespace e = detail::windows_events;
    fixture x;
    auto const port = x.open();
    x.com.errors = detail::windows_errors::break_signal;
    x.com.remembered = e::break_signal;
    BOOST_TEST(port.control->counters(x.ec).breaks == 1u);
    x.com.errors = 0;
    x.com.remembered = e::break_signal; // a driver without error bits
    BOOST_TEST(port.control->counters(x.ec).breaks == 2u);
    x.com.errors = detail::windows_errors::break_signal;
    BOOST_TEST(port.control->counters(x.ec).breaks == 3u);
}

BOOST_AUTO_TEST_CASE(whoever_waits_for_the_driver_keeps_no_port_open)
{
    fixture x;
    auto port = x.open();
    auto const closed = port.control->flusher(), gone = x.open().control->flusher();
    BOOST_TEST_REQUIRE((closed && gone));
    BOOST_TEST(gone().value() == 995); // its port has been released
    x.com.calls.clear();
    port.control->prepare_close(false, true);
    BOOST_TEST(x.com.calls.front() == "close");
    BOOST_TEST(closed().value() == 995);
    BOOST_TEST(x.com.count("flush") == 0u);
}

BOOST_AUTO_TEST_CASE(what_a_driver_has_none_of_is_not_counted)
{
    fixture x;
    auto const port = x.open();
    x.com.always["take_events"] = 50;
    x.com.always["get_lines"] = 50;
    BOOST_TEST((port.control->counters(x.ec) == line_counters()));
    BOOST_TEST(!x.ec, x.ec);
    port.control->note_events(detail::windows_events::cts);
    BOOST_TEST(port.control->counters(x.ec).cts == 1u);
}

BOOST_AUTO_TEST_CASE(discarding_input_leaves_reads_alone_and_output_takes_writes_with_it)
{
    fixture x;
    auto const port = x.open();
    x.com.calls.clear();
    port.control->discard(detail::queue::input, x.ec);
    port.control->discard(detail::queue::output, x.ec);
    BOOST_TEST(!x.ec, x.ec);
    check_equal(x.com.calls, {"purge 8", "get_queues", "purge 5", "get_queues"});
}

BOOST_AUTO_TEST_CASE(break_and_lines)
{
    fixture x;
    auto const port = x.open();
    port.control->set_break(true, x.ec);
    BOOST_TEST(x.com.break_on);
    port.control->set_break(false, x.ec);
    BOOST_TEST(!x.com.break_on);
    x.com.lines = detail::windows_cts | detail::windows_dcd;
    BOOST_TEST(port.control->lines(x.ec) == (modem_status{true, false, false, true}));
    x.com.always["get_lines"] = 50;
    port.control->lines(x.ec);
    BOOST_TEST((x.ec == make_unsupported_error(feature::modem_lines)));
    x.com.always["set_break"] = 1;
    port.control->set_break(true, x.ec);
    BOOST_TEST((x.ec == make_unsupported_error(feature::break_signal)));
}

BOOST_AUTO_TEST_CASE(a_close_ends_waits_then_output_then_everything)
{
    for (bool const drained : {false, true})
    {
        fixture x;
        auto const port = x.open();
        x.com.calls.clear();
        x.com.events = 1;
        BOOST_TEST(!port.control->prepare_close(false, drained));
        if (drained)
            check_equal(x.com.calls, {"set_events", "cancel", "get_queues"});
        else
            check_equal(x.com.calls, {"set_events", "cancel", "purge 5", "get_queues"});
        BOOST_TEST(x.com.events == 0u);
    }
}

BOOST_AUTO_TEST_CASE(a_close_that_the_driver_holds_up_is_made_apart)
{
    {
        fixture x;
        auto const port = x.open();
        BOOST_TEST(!port.control->prepare_close(true, false)); // what was written is discarded
        x.com.output = 1;
        BOOST_TEST(port.control->prepare_close(false, true));
        backend(fake_windows_sys(x.com)).close_apart({});
        BOOST_TEST(x.com.calls.back() == "close_apart");
    }
    fixture x;
    serial_config slow;
    slow.baud_rate = 300;
    auto const port = x.open(slow);
    BOOST_TEST(port.control->prepare_close(false, true));
}

BOOST_AUTO_TEST_CASE(capabilities_are_what_the_driver_says_of_itself)
{
    fixture x;
    auto const port = x.open();
    x.com.calls.clear();
    x.com.properties = {0x13, 0x10000000, 0x1802};
    serial_capabilities const caps = port.control->capabilities(x.ec);
    BOOST_TEST(!x.ec, x.ec);
    check_equal(x.com.calls, {"get_queues", "get_lines", "get_properties"});
    for (feature const able :
        {feature::dtr_dsr, feature::rts_cts, feature::xon_xoff, feature::custom_baud_rate,
            feature::mark_space_parity, feature::one_and_half_stop_bits, feature::modem_lines})
        BOOST_TEST((caps[able] == support::supported), able);
    BOOST_TEST((caps[feature::rs485] == support::supported));
    BOOST_TEST((caps[feature::input_waiting] == support::supported));
    BOOST_TEST((caps[feature::break_signal] == support::unknown));
    BOOST_TEST((caps[feature::low_latency] == support::unsupported));
    x.com.properties = {};
    BOOST_TEST((port.control->capabilities(x.ec)[feature::dtr_dsr] == support::unknown));
    x.com.always["get_queues"] = 1167;
    port.control->capabilities(x.ec);
    BOOST_TEST(x.ec.value() == 1167);
}

BOOST_AUTO_TEST_SUITE_END()
