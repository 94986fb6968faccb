// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What each driver answers to `capabilities()`. Asking changes nothing.
#include "hardware/port_checks.hpp"
#include "hardware/ports.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

using table = std::vector<std::pair<feature, support>>;

// `unknown` is what no query that changes nothing can find out. The last one is the system's.
table const serial_core{{feature::custom_baud_rate, support::unknown},
    {feature::mark_space_parity, support::unknown},
    {feature::one_and_half_stop_bits, support::unsupported}, {feature::xon_xoff, support::unknown},
    {feature::rts_cts, support::unknown}, {feature::dtr_dsr, support::unsupported},
    {feature::modem_lines, support::supported}, {feature::line_counters, support::supported},
    {feature::break_signal, support::unknown}, {feature::exclusive_access, support::supported},
    {feature::low_latency, support::supported}, {feature::rs485, support::supported},
    {feature::input_waiting, support::supported}, {feature::output_waiting, support::supported},
    {feature::line_events, support::supported}, {feature::exact_drain, support::supported},
    {feature::port_discovery, support::supported}, {feature::port_monitor, support::supported}};

table but(table other, feature f, support s)
{
    for (auto& [which, answer] : other)
        if (which == f)
            answer = s;
    return other;
}

} // namespace

BOOST_AUTO_TEST_SUITE(uart_8250)

// RS-485: TIOCGRS485 answers and proves nothing, but RTS can be switched by the library.
BOOST_DATA_TEST_CASE(capabilities_are_those_of_the_driver, data::make(uarts), uart)
{
    check_capabilities(uart.tty(), serial_core);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pl011)

BOOST_AUTO_TEST_CASE(capabilities_are_those_of_the_driver)
{
    check_capabilities("/dev/ttyAMA0", serial_core);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ftdi_sio)

BOOST_AUTO_TEST_CASE(capabilities_are_those_of_the_driver)
{
    ft232r& chip = fresh_ft232r();
    check_capabilities(chip.tty(), serial_core);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cdc_acm)

// TIOCGSERIAL answers, but whether the flag is kept shows only when it is set.
BOOST_AUTO_TEST_CASE(capabilities_are_those_of_the_driver)
{
    check_capabilities(fresh_acm_modem().tty(),
        but(but(serial_core, feature::low_latency, support::unknown), feature::exact_drain,
            support::unsupported));
}

BOOST_AUTO_TEST_SUITE_END()
