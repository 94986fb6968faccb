// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What a virtual port's driver can do, and what it makes of a configuration.

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/fault_plan.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "doubles/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

using namespace boost_serial_ext_test;
using test::fault_plan;

namespace {

/// A configuration that differs from the default one in a single way.
serial_config with(std::function<void(serial_config&)> const& change)
{
    serial_config c;
    change(c);
    return c;
}

serial_config const with_dtr_dsr = with([](auto& c) { c.flow_control.dtr_dsr = true; });
serial_config const with_low_latency = with([](auto& c) { c.low_latency = true; });
serial_config const with_rs485 = with([](auto& c) { c.rs485 = rs485_config{}; });

rs485_mode mode_of(serial_config const& c)
{
    return c.rs485.value_or(rs485_config()).mode;
}

} // namespace

BOOST_AUTO_TEST_SUITE(doubles_settings)

BOOST_FIXTURE_TEST_CASE(a_stream_says_what_the_port_can_do, real_time)
{
    open();
    auto const initial = stream.capabilities();
    BOOST_TEST(initial.backend() == "test/virtual_ports");
    for (auto const& [f, s] : initial)
    {
        bool const none = f == feature::port_discovery || f == feature::port_monitor;
        BOOST_TEST(s == (none ? support::unsupported : support::supported), f);
    }
    for (auto const& [f, unused] : initial)
        for (support s : {support::unsupported, support::unknown, support::supported})
        {
            port.set_capability(f, s);
            BOOST_TEST(stream.capabilities()[f] == s, f);
        }
    port.set_capability(feature::line_events, support::unknown); // both are the counters
    BOOST_TEST(stream.capabilities()[feature::line_counters] == support::unknown);
    port.set_capability(feature::line_counters, support::unsupported);
    BOOST_TEST(stream.capabilities()[feature::line_events] == support::unsupported);
}

BOOST_FIXTURE_TEST_CASE(what_is_unsupported_is_refused, manual_time)
{
    open();
    auto const refused = [&](feature f, std::function<void(error_code&)> const& call)
    {
        error_code ec;
        call(ec);
        BOOST_TEST(!ec, f << ": " << ec);
        port.set_capability(f, support::unsupported);
        call(ec);
        BOOST_TEST((ec == make_unsupported_error(f)), f << ": " << ec);
        BOOST_TEST((ec == condition::unsupported_feature), f << ": " << ec);
        port.set_capability(f, support::unknown);
        call(ec);
        BOOST_TEST(!ec, f << ": " << ec);
        port.set_capability(f, support::supported);
    };
    refused(feature::modem_lines, [&](error_code& ec) { stream.modem_lines(ec); });
    refused(feature::modem_lines,
        [&](error_code& ec) {
            stream.set_control_lines({true, {}}, ec);
        });
    refused(feature::line_counters, [&](error_code& ec) { stream.counters(ec); });
    refused(feature::break_signal, [&](error_code& ec) { stream.set_break(false, ec); });
    refused(feature::break_signal, [&](error_code& ec) { stream.send_break(1ms, ec); });
    refused(feature::input_waiting, [&](error_code& ec) { stream.input_waiting(ec); });
    refused(feature::output_waiting, [&](error_code& ec) { stream.output_waiting(ec); });
    refused(feature::output_waiting, [&](error_code& ec) { stream.drain(ec); });
    port.set_capability(feature::port_discovery, support::supported);
    refused(feature::port_discovery, [&](error_code& ec) { stream.port_info(ec); });

    port.set_capability(feature::line_events, support::unsupported);
    outcome<line_event> told;
    stream.async_wait_line_event(line_events::all, told.handler());
    BOOST_TEST(run());
    BOOST_TEST((told.ec == make_unsupported_error(feature::line_events)), told.ec);
}

BOOST_FIXTURE_TEST_CASE(a_stream_tells_what_the_test_said_of_the_device, real_time)
{
    open();
    error_code ec;
    BOOST_TEST((stream.port_info(ec) == port_info()));
    BOOST_TEST((ec == make_unsupported_error(feature::port_discovery)), ec);
    port_info info;
    info.vid = 0x0403;
    info.serial_number = "A1";
    port.set_port_info(info);
    BOOST_TEST(stream.capabilities()[feature::port_discovery] == support::supported);
    port_info told = stream.port_info(ec);
    BOOST_TEST(!ec, ec);
    BOOST_TEST(told.device == port.name());
    BOOST_TEST(told.name == port.name());
    told.device = told.name = "";
    BOOST_TEST((told == info));
    info.device = "/dev/ttyUSB0"; // as behind a link, by which it is opened
    info.name = "ttyUSB0";
    port.set_port_info(info);
    BOOST_TEST((stream.port_info() == info));
    port.hang_up();
    BOOST_TEST((stream.port_info(ec) == port_info()));
    BOOST_TEST((ec == condition::disconnected), ec);
    stream.close();
    stream.port_info(ec);
    BOOST_TEST((ec == condition::closed), ec);
}

BOOST_FIXTURE_TEST_CASE(settings_that_the_driver_lacks_are_refused, real_time)
{
    struct refusal
    {
        feature f;
        error_code ec;
        serial_config config;
    };
    refusal const all[] = {{feature::custom_baud_rate, error::rejected_baud_rate, {12'345}},
        {feature::mark_space_parity, error::rejected_parity,
            with([](auto& c) { c.parity = parity::mark; })},
        {feature::mark_space_parity, error::rejected_parity,
            with([](auto& c) { c.parity = parity::space; })},
        {feature::one_and_half_stop_bits, make_unsupported_error(feature::one_and_half_stop_bits),
            with(
                [](auto& c)
                {
                    c.character_size = 5;
                    c.stop_bits = stop_bits::one_and_half;
                })},
        {feature::xon_xoff, error::rejected_xon_xoff,
            with([](auto& c) { c.flow_control.xon_xoff = true; })},
        {feature::rts_cts, error::rejected_rts_cts,
            with([](auto& c) { c.flow_control.rts_cts = true; })},
        {feature::dtr_dsr, make_unsupported_error(feature::dtr_dsr), with_dtr_dsr},
        {feature::low_latency, make_unsupported_error(feature::low_latency), with_low_latency}};
    for (refusal const& r : all)
    {
        error_code ec;
        port.set_capability(r.f, support::unsupported);
        stream.open("ttyV0", r.config, ec);
        BOOST_TEST((ec == r.ec), r.f << ": " << ec);
        BOOST_TEST(!stream.is_open());
        BOOST_TEST(!port.is_open());
        open(); // the usual ones are never refused
        stream.configure(r.config, ec);
        BOOST_TEST((ec == r.ec), r.f << ": " << ec);
        BOOST_TEST(stream.config() == serial_config{});
        port.set_capability(r.f, support::supported);
        stream.configure(r.config, ec);
        BOOST_TEST(!ec, r.f << ": " << ec);
        BOOST_TEST(port.applied() == r.config, r.f);
        stream.close();
    }
}

BOOST_DATA_TEST_CASE_F(real_time, policies_leave_optional_features_out,
    boost::unit_test::data::make({unsupported_policy::warn, unsupported_policy::ignore}), policy)
{
    for (feature f : {feature::dtr_dsr, feature::low_latency, feature::rs485, feature::modem_lines})
        port.set_capability(f, support::unsupported);
    serial_config c = with_dtr_dsr;
    c.low_latency = true;
    c.rs485 = rs485_config{};
    c.dtr = initial_line::off;
    c.unsupported = policy;
    open(c);
    auto const report = stream.report();
    BOOST_TEST_REQUIRE(report.skipped.size() == 4u);
    std::string features;
    for (auto const& s : report.skipped)
    {
        features += std::string(to_string(s.feature)) + ' ';
        BOOST_TEST((s.ec == condition::unsupported_feature), s.ec);
    }
    BOOST_TEST(features == "dtr_dsr low_latency rs485 modem_lines ");
    serial_config rest;
    rest.dtr = initial_line::preserve;
    rest.unsupported = policy;
    BOOST_TEST(report.applied == rest);
    BOOST_TEST(port.applied() == rest);

    error_code ec; // no optional feature
    c = with([](auto& s) { s.parity = parity::mark; });
    c.unsupported = policy;
    port.set_capability(feature::mark_space_parity, support::unsupported);
    stream.configure(c, ec);
    BOOST_TEST((ec == error::rejected_parity), ec);
    BOOST_TEST(port.applied() == rest);
}

BOOST_FIXTURE_TEST_CASE(rs485_is_the_drivers_or_the_librarys, real_time)
{
    open(with_rs485);
    BOOST_TEST((mode_of(stream.config()) == rs485_mode::kernel));
    port.set_capability(feature::rs485, support::unsupported);
    stream.configure(with_rs485);
    BOOST_TEST((mode_of(stream.config()) == rs485_mode::software));
    BOOST_TEST(!port.rts());
    stream.configure({});
    BOOST_TEST(port.rts()); // as the open had it

    error_code ec;
    serial_config c = with_rs485;
    c.rs485->mode = rs485_mode::kernel;
    stream.configure(c, ec);
    BOOST_TEST((ec == make_unsupported_error(feature::rs485)), ec);
    c = with_rs485;
    c.rs485->terminate_bus = true; // which no library can
    stream.configure(c, ec);
    BOOST_TEST((ec == make_unsupported_error(feature::rs485)), ec);
    port.set_capability(feature::modem_lines, support::unsupported);
    stream.configure(with_rs485, ec);
    BOOST_TEST((ec == make_unsupported_error(feature::rs485)), ec);
    BOOST_TEST(port.applied() == serial_config{});
}

BOOST_FIXTURE_TEST_CASE(lines_that_are_not_there_matter_if_they_are_to_be_off, real_time)
{
    port.set_capability(feature::modem_lines, support::unsupported);
    open();
    stream.close();
    serial_config c;
    c.rts = initial_line::off;
    error_code ec;
    stream.open("ttyV0", c, ec);
    BOOST_TEST((ec == make_unsupported_error(feature::modem_lines)), ec);
    c.unsupported = unsupported_policy::ignore;
    open(c);
    BOOST_TEST((stream.config().rts == initial_line::preserve));
    BOOST_TEST((stream.config().dtr == initial_line::on));
}

// The driver does something else, and every member that it has to obey is named.
BOOST_FIXTURE_TEST_CASE(what_the_driver_changes_silently_is_refused, real_time)
{
    struct change
    {
        error expected;
        std::function<void(serial_config&)> driver;
        bool at_open_only = false;
    };
    change const all[]
        = {{error::rejected_baud_rate, [](auto& c) { c.baud_rate = c.baud_rate * 104 / 100; }},
            {error::rejected_baud_rate, [](auto& c) { c.baud_rate = 0; }},
            {error::rejected_character_size, [](auto& c) { c.character_size = 7; }},
            {error::rejected_parity, [](auto& c) { c.parity = parity::none; }},
            {error::rejected_stop_bits, [](auto& c) { c.stop_bits = stop_bits::one; }},
            {error::rejected_xon_xoff, [](auto& c) { c.flow_control.xon_xoff = true; }},
            {error::rejected_rts_cts, [](auto& c) { c.flow_control.rts_cts = true; }},
            {error::rejected_hangup_on_close, [](auto& c) { c.hangup_on_close = false; }},
            {error::rejected_line_marks, [](auto& c) { c.line_marks = !c.line_marks; }},
            {error::rejected_rs485, [](auto& c) { c.rs485.reset(); }},
            {error::rejected_dtr, [](auto& c) { c.dtr = initial_line::off; }, true},
            {error::rejected_rts, [](auto& c) { c.rts = initial_line::off; }, true}};
    serial_config wanted;
    wanted.parity = parity::even;
    wanted.stop_bits = stop_bits::two;
    wanted.rs485 = rs485_config{};
    wanted.rs485->mode = rs485_mode::kernel;
    for (change const& c : all)
    {
        error_code ec;
        port.set_faults(fault_plan().change_settings(c.driver));
        stream.open("ttyV0", wanted, ec);
        BOOST_TEST((ec == c.expected), ec << " instead of " << make_error_code(c.expected));
        BOOST_TEST((ec == condition::unsupported_configuration), ec);
        BOOST_TEST(!port.is_open());
        port.set_faults({});
        auto const applied = port.configurations().size();
        open({9'600});
        port.set_faults(fault_plan().change_settings(c.driver));
        stream.configure(wanted, ec);
        BOOST_TEST((c.at_open_only ? !ec : ec == c.expected), ec);
        BOOST_TEST((stream.config() == serial_config{9'600}) == !c.at_open_only);
        BOOST_TEST((port.applied() == serial_config{9'600}) == !c.at_open_only);
        BOOST_TEST(port.configurations().size() == applied + (c.at_open_only ? 2 : 1));
        stream.close();
    }
    BOOST_TEST(port.opens() == 12u); // refused ones do not count
}

BOOST_FIXTURE_TEST_CASE(every_way_of_refusing_can_be_planned, real_time)
{
    open();
    for (error e :
        {error::rejected_baud_rate, error::rejected_character_size, error::rejected_parity,
            error::rejected_stop_bits, error::rejected_xon_xoff, error::rejected_rts_cts,
            error::rejected_hangup_on_close, error::rejected_raw_mode, error::rejected_line_marks,
            error::rejected_dtr, error::rejected_rts, error::rejected_rs485})
    {
        port.set_faults(fault_plan().fail(test::port_call::configure, 1, e));
        error_code ec;
        stream.configure({9'600}, ec);
        BOOST_TEST((ec == e), ec);
        BOOST_TEST((ec == condition::unsupported_configuration), ec);
        BOOST_TEST(stream.config() == serial_config{});
        BOOST_TEST(port.configurations().size() == 1u);
    }
}

BOOST_FIXTURE_TEST_CASE(what_a_driver_may_correct_is_told, real_time)
{
    port.set_faults(fault_plan().change_settings(
        [](serial_config& c)
        {
            c.baud_rate = 9'615; // within the tolerance
            if (c.rs485)
                c.rs485->delay_after_send = std::chrono::milliseconds(100);
        }));
    serial_config wanted{9'600};
    wanted.rs485 = rs485_config{};
    wanted.rs485->delay_after_send = std::chrono::milliseconds(200);
    open(wanted);
    auto const report = stream.report();
    BOOST_TEST(report.applied.baud_rate == 9'615u);
    BOOST_TEST(report.baud_error > 0.001);
    BOOST_TEST(report.baud_error < 0.002);
    BOOST_TEST((stream.config().rs485->delay_after_send == std::chrono::milliseconds(100)));
    BOOST_TEST(port.applied() == report.applied);
    wanted.baud_tolerance = 0.001;
    error_code ec;
    stream.configure(wanted, ec);
    BOOST_TEST((ec == error::rejected_baud_rate), ec);
}

BOOST_FIXTURE_TEST_CASE(a_transaction_can_be_asynchronous, manual_time)
{
    open();
    port.set_faults(fault_plan().change_settings([](serial_config& c) { c.character_size = 8; }));
    outcome<config_report> refused, done;
    stream.async_configure(with([](auto& c) { c.character_size = 7; }), refused.handler());
    stream.async_configure({300}, done.handler());
    BOOST_TEST(run());
    BOOST_TEST((refused.ec == error::rejected_character_size), refused.ec);
    BOOST_TEST(!done.ec);
    BOOST_TEST(done.value().applied == serial_config{300});
    BOOST_TEST(port.configurations().size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
