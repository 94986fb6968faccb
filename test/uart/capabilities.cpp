// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What an open port says of itself, driver by driver.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "support/uart_shim.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <set>
#include <string>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

constexpr auto yes = support::supported;
constexpr auto no = support::unsupported;
constexpr auto perhaps = support::unknown;

// A row of the table: what differs between drivers.
struct row
{
    char const* driver;
    uart_shim_driver (*make)();
    support modem_lines, line_counters, low_latency, rs485;
};

std::ostream& operator<<(std::ostream& out, row const& r)
{
    return out << r.driver;
}

uart_shim_driver zeros_without_lines()
{
    auto driver = bare_driver();
    driver.rs485 = uart_shim_rs485_zeros_only;
    return driver;
}

// RS-485 can be had wherever RTS can be switched; TIOCGRS485 alone proves nothing. A driver that
// tells no type may forget ASYNC_LOW_LATENCY.
constexpr row table[] = {
    {"everything", ideal_driver, yes, yes, yes, yes},
    {"8250", driver_8250, yes, yes, yes, yes},
    {"ftdi_sio", driver_ftdi, yes, yes, perhaps, yes},
    {"cdc_acm", driver_cdc_acm, yes, yes, perhaps, yes},
    {"pl011", driver_pl011, yes, yes, yes, yes},
    {"bare", bare_driver, no, no, no, no},
    {"TIOCGRS485 answers zeros, no lines", zeros_without_lines, no, no, no, perhaps},
};

} // namespace

BOOST_AUTO_TEST_SUITE(uart_capabilities)

BOOST_DATA_TEST_CASE(a_port_tells_what_its_driver_can_do, data::make(table), row)
{
    uart_port port(row.make());
    auto const caps = port.stream.capabilities();
    BOOST_TEST(caps[feature::modem_lines] == row.modem_lines);
    BOOST_TEST(caps[feature::line_counters] == row.line_counters);
    BOOST_TEST(caps[feature::low_latency] == row.low_latency);
    BOOST_TEST(caps[feature::rs485] == row.rs485);
    // What the line coding can be shows only when it is tried.
    for (auto const f : {feature::custom_baud_rate, feature::mark_space_parity, feature::xon_xoff,
             feature::rts_cts, feature::break_signal})
        BOOST_TEST(caps[f] == perhaps, f);
    for (auto const f :
        {feature::exclusive_access, feature::input_waiting, feature::output_waiting})
        BOOST_TEST(caps[f] == yes, f);
    for (auto const f : {feature::one_and_half_stop_bits, feature::dtr_dsr})
        BOOST_TEST(caps[f] == no, f);
}

BOOST_DATA_TEST_CASE(asking_changes_nothing, data::make(table), row)
{
    uart_port port(row.make());
    auto const before = port.device.settings();
    auto const lines = port.device.lines();
    port.device.forget();
    static_cast<void>(port.stream.capabilities());
    std::set<std::string> const queries{"TIOCMGET", "TIOCGICOUNT", "TIOCGSERIAL", "TIOCGRS485",
        "TIOCSERGETLSR", "FIONREAD", "TIOCOUTQ", "TCGETS2"};
    auto const calls = port.device.calls();
    BOOST_TEST(calls.size() >= 6u);
    for (auto const& call : calls)
        BOOST_TEST(queries.count(call.name) == 1u, call.text);
    BOOST_TEST(port.device.settings() == before);
    BOOST_TEST(port.device.lines() == lines);
}

BOOST_AUTO_TEST_SUITE_END()
