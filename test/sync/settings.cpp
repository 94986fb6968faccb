// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What can be asked and told besides bytes: the same as of a stream, with the same errors.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include "sync/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

/// A port of either class.
template<class Port>
struct any_port : bounded
{
    asio::io_context context;
    test::manual_clock clock;
    test::virtual_ports& ports = test::install(context, clock);
    test::virtual_port& device = ports.add("ttyV0");
    Port port{context};
    error_code ec;
};

using classes = std::tuple<serial_port, serial_stream>;

error_code failure(int number)
{
    return {number, boost::system::system_category()};
}

/// What every call says that both classes have, on a port in some state.
template<class Port>
std::string outcomes(any_port<Port>& f)
{
    Port& p = f.port;
    std::string all;
    auto const note = [&](char const* name, error_code const& ec)
    { all += std::string(name) + ": " + said(ec) + " " + std::to_string(ec.value()) + '\n'; };
    auto const call = [&](char const* name, auto function)
    {
        error_code ec;
        static_cast<void>(function(ec));
        note(name, ec);
    };
    char c[2];
    auto const out = asio::buffer("x", 1);
    call("modem_lines", [&](error_code& ec) { return p.modem_lines(ec), 0; });
    call("set_control_lines", [&](error_code& ec) { return p.set_control_lines({}, ec), 0; });
    call("counters", [&](error_code& ec) { return p.counters(ec), 0; });
    call("input_waiting", [&](error_code& ec) { return p.input_waiting(ec); });
    call("output_waiting", [&](error_code& ec) { return p.output_waiting(ec); });
    call("discard_input", [&](error_code& ec) { return p.discard_input(ec), 0; });
    call("discard_output", [&](error_code& ec) { return p.discard_output(ec), 0; });
    call("capabilities", [&](error_code& ec) { return p.capabilities(ec), 0; });
    call("port_info", [&](error_code& ec) { return p.port_info(ec), 0; });
    call("set_break", [&](error_code& ec) { return p.set_break(false, ec), 0; });
    call("configure", [&](error_code& ec) { return p.configure({9600}, ec), 0; });
    call("invalid configure", [&](error_code& ec) { return p.configure({0}, ec), 0; });
    call("write_some", [&](error_code& ec) { return p.write_some(out, ec); });
    call("drain", [&](error_code& ec) { return p.drain(ec), 0; });
    call("drain_exact", [&](error_code& ec) { return p.drain_exact(ec), 0; });
    call("send_break", [&](error_code& ec) { return p.send_break(1ms, ec), 0; });
    call("send_break of less", [&](error_code& ec) { return p.send_break(-1ms, ec), 0; });
    f.device.inject("<");
    if (f.port.is_open() && f.device.is_open())
        f.clock.advance(1s);
    call("read_some", [&](error_code& ec) { return p.read_some(asio::buffer(c), ec); });
    call("open", [&](error_code& ec) { return p.open("ttyV0", {}, ec), 0; });
    call("assign", [&](error_code& ec) { return p.assign(no_handle(), ec), 0; });
    call("cancel", [&](error_code& ec) { return p.cancel(ec), 0; });
    call("close", [&](error_code& ec) { return p.close(ec), 0; });
    return all;
}

struct state_of_a_port
{
    char const* name;
    void (*prepare)(test::virtual_port&);
    bool open;
    void (*disturb)(test::virtual_port&);
};
std::ostream& operator<<(std::ostream& os, state_of_a_port const& s)
{
    return os << s.name;
}

constexpr auto nothing = [](test::virtual_port&) {};

std::vector<state_of_a_port> states()
{
    return {
        {"closed", nothing, false, nothing},
        {"open", nothing, true, nothing},
        {"lost", nothing, true, [](test::virtual_port& d) { d.hang_up(); }},
        {"poor",
            [](test::virtual_port& d)
            {
                for (feature f : {feature::modem_lines, feature::line_counters,
                         feature::break_signal, feature::output_waiting, feature::input_waiting,
                         feature::exact_drain, feature::line_events})
                    d.set_capability(f, support::unsupported);
            },
            true, nothing},
        {"failing", nothing, true,
            [](test::virtual_port& d)
            {
                test::fault_plan plan;
                for (auto const call :
                    {test::port_call::configure, test::port_call::lines, test::port_call::counters,
                        test::port_call::queues, test::port_call::discard,
                        test::port_call::set_break, test::port_call::read, test::port_call::write})
                    plan.fail(call, 1, failure(12 /* ENOMEM */), 1000);
                d.set_faults(plan);
            }},
        {"slow to answer", nothing, true,
            [](test::virtual_port& d)
            {
                d.set_faults(test::fault_plan()
                                 .fail(test::port_call::queues, 2, failure(5), 2)
                                 .fail(test::port_call::discard, 1, failure(22)));
            }},
    };
}

template<class Port>
std::string outcomes_in(state_of_a_port const& s)
{
    any_port<Port> f;
    s.prepare(f.device);
    if (s.open)
        f.port.open("ttyV0", {});
    s.disturb(f.device);
    return outcomes(f);
}

} // namespace

BOOST_AUTO_TEST_SUITE(sync_settings)

BOOST_DATA_TEST_CASE(both_classes_say_the_same, data::make(states()), state)
{
    BOOST_TEST(outcomes_in<serial_port>(state) == outcomes_in<serial_stream>(state));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_port_tells_what_it_can_do, port_class, classes)
{
    any_port<port_class> f;
    f.device.set_capability(feature::rs485, support::unsupported);
    f.port.open("ttyV0", {});
    auto const caps = f.port.capabilities();
    BOOST_TEST((caps[feature::rs485] == support::unsupported));
    BOOST_TEST((caps[feature::modem_lines] == support::supported));
    BOOST_TEST(caps.backend() == "test/virtual_ports");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_report_tells_what_the_driver_made_of_it, port_class, classes)
{
    any_port<port_class> f;
    f.device.set_capability(feature::low_latency, support::unsupported);
    serial_config config{9600};
    config.low_latency = true;
    config.unsupported = unsupported_policy::warn;
    f.port.open("ttyV0", config);
    BOOST_TEST(!f.port.config().low_latency);
    BOOST_TEST_REQUIRE(f.port.report().skipped.size() == 1u);
    f.device.set_faults(
        test::fault_plan().change_settings([](serial_config& c) { c.baud_rate = 9700; }));
    auto const report = f.port.configure(config);
    BOOST_TEST(report.applied.baud_rate == 9700u);
    BOOST_TEST(report.baud_error > 0.01);
    BOOST_TEST((f.port.report() == report));
    f.device.set_faults(
        test::fault_plan().change_settings([](serial_config& c) { c.parity = parity::odd; }));
    f.port.configure(config, f.ec);
    BOOST_TEST((f.ec == error::rejected_parity));
    BOOST_TEST((f.port.report() == report));
}

BOOST_AUTO_TEST_CASE(a_limit_of_configure_changes_neither_report_nor_error)
{
    any_port<serial_port> f;
    f.port.open("ttyV0", {});
    f.device.set_faults(
        test::fault_plan().change_settings([](serial_config& c) { c.baud_rate += 100; }));
    auto const with = f.port.configure({9600}, 1s);
    BOOST_TEST(with.applied.baud_rate == 9700u);
    BOOST_TEST((f.port.report() == with));
    auto const without = f.port.configure({9600});
    BOOST_TEST((with == without));
    f.device.set_faults(
        test::fault_plan().change_settings([](serial_config& c) { c.parity = parity::odd; }));
    f.port.configure({300}, 1s, f.ec);
    BOOST_TEST((f.ec == error::rejected_parity));
    f.port.configure({0}, 1s, f.ec);
    BOOST_TEST(said(f.ec) == "invalid_configuration");
    serial_config marked;
    marked.line_marks = true;
    f.port.configure(marked, 1s, f.ec);
    BOOST_TEST((f.ec == error::fixed_line_marks));
    f.device.hang_up();
    f.port.configure({300}, 1s, f.ec);
    BOOST_TEST(said(f.ec) == "disconnected");
    f.port.close();
    f.port.configure({300}, 1s, f.ec);
    BOOST_TEST(said(f.ec) == "closed");
    BOOST_TEST((f.clock.now() == 0ns));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(lines_are_switched_and_read, port_class, classes)
{
    any_port<port_class> f;
    f.port.open("ttyV0", {});
    control_lines off;
    off.rts = off.dtr = false;
    f.port.set_control_lines(off);
    BOOST_TEST(!f.device.rts());
    BOOST_TEST(!f.device.dtr());
    modem_status lines = f.port.modem_lines();
    lines.ri = true;
    lines.cts = false;
    f.device.set_lines(lines);
    BOOST_TEST((f.port.modem_lines() == lines));
    BOOST_TEST(f.port.counters().cts == 1u);
    f.port.set_break(true);
    BOOST_TEST(f.device.break_is_on());
    f.port.close();
    BOOST_TEST(!f.device.break_is_on());
}

BOOST_FIXTURE_TEST_CASE(line_events_are_told_with_their_lines, manual_port)
{
    open();
    port.wait_line_event(line_events::all, 0ns, ec); // from here on
    BOOST_TEST(said(ec) == "timed_out");
    modem_status lines = port.modem_lines();
    lines.dcd = false;
    device.set_lines(lines);
    auto const event = port.wait_line_event(line_events::dcd | line_events::ri, 1s);
    BOOST_TEST((event.events == line_events::dcd));
    BOOST_TEST(!event.lines.dcd);
    device.set_capability(feature::line_counters, support::unsupported);
    device.set_capability(feature::line_events, support::unsupported);
    port.wait_line_event(line_events::all, 1s, ec);
    BOOST_TEST(said(ec) == "unsupported_feature");
}

BOOST_AUTO_TEST_SUITE_END()
