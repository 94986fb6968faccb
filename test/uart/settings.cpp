// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Settings on a UART: each in force, and what the driver does not apply, or only pretends to,
// rejected with everything as before.
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_support.hpp"
#include "support/uart_shim.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/tools/floating_point_comparison.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include <termios.h>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

// 5 to 8 bits, five parities, one or two stop bits, no or all flow control: 80 combinations.
std::vector<serial_config> all_framings()
{
    std::vector<serial_config> all;
    for (std::uint8_t size = 5; size <= 8; ++size)
        for (auto const p : {parity::none, parity::odd, parity::even, parity::mark, parity::space})
            for (auto const stop : {stop_bits::one, stop_bits::two})
                for (bool const flow : {false, true})
                {
                    serial_config c{19'200};
                    c.character_size = size;
                    c.parity = p;
                    c.stop_bits = stop;
                    c.flow_control.rts_cts = c.flow_control.xon_xoff = flow;
                    all.push_back(c);
                }
    return all;
}

// A driver that says yes and does something else.
struct silent_change
{
    char const* what;
    void (*make)(uart_shim_driver&);
    void (*ask_for)(serial_config&);
    error expected;
};

std::ostream& operator<<(std::ostream& out, silent_change const& s)
{
    return out << s.what;
}

// clang-format off
constexpr silent_change silent_changes[] = {
    {"five bits", [](uart_shim_driver& d) { d.sizes = 1u << 8; },
        [](serial_config& c) { c.character_size = 5; }, error::rejected_character_size},
    {"six bits, ftdi_sio", [](uart_shim_driver& d) { d = driver_ftdi(); },
        [](serial_config& c) { c.character_size = 6; }, error::rejected_character_size},
    {"seven bits", [](uart_shim_driver& d) { d.sizes = 1u << 8; },
        [](serial_config& c) { c.character_size = 7; }, error::rejected_character_size},
    {"odd parity", [](uart_shim_driver& d) { d.dropped_cflag = PARENB; },
        [](serial_config& c) { c.parity = parity::odd; }, error::rejected_parity},
    {"odd parity that becomes even", [](uart_shim_driver& d) { d.dropped_cflag = PARODD; },
        [](serial_config& c) { c.parity = parity::odd; }, error::rejected_parity},
    {"even parity", [](uart_shim_driver& d) { d.dropped_cflag = PARENB; },
        [](serial_config& c) { c.parity = parity::even; }, error::rejected_parity},
    {"mark parity", [](uart_shim_driver& d) { d.dropped_cflag = CMSPAR; },
        [](serial_config& c) { c.parity = parity::mark; }, error::rejected_parity},
    {"space parity", [](uart_shim_driver& d) { d.dropped_cflag = CMSPAR; },
        [](serial_config& c) { c.parity = parity::space; }, error::rejected_parity},
    {"two stop bits", [](uart_shim_driver& d) { d.dropped_cflag = CSTOPB; },
        [](serial_config& c) { c.stop_bits = stop_bits::two; }, error::rejected_stop_bits},
    {"RTS/CTS", [](uart_shim_driver& d) { d.dropped_cflag = CRTSCTS; },
        [](serial_config& c) { c.flow_control.rts_cts = true; }, error::rejected_rts_cts},
    {"XON/XOFF", [](uart_shim_driver& d) { d.dropped_iflag = IXON | IXOFF; },
        [](serial_config& c) { c.flow_control.xon_xoff = true; }, error::rejected_xon_xoff},
    {"XOFF alone", [](uart_shim_driver& d) { d.dropped_iflag = IXOFF; },
        [](serial_config& c) { c.flow_control.xon_xoff = true; }, error::rejected_xon_xoff},
    {"hang-up", [](uart_shim_driver& d) { d.dropped_cflag = HUPCL; },
        [](serial_config& c) { c.hangup_on_close = true; }, error::rejected_hangup_on_close},
    {"raw mode", [](uart_shim_driver& d) { d.dropped_iflag = BRKINT; },
        [](serial_config&) {}, error::rejected_raw_mode},
    {"marks", [](uart_shim_driver& d) { d.dropped_iflag = PARMRK; },
        [](serial_config& c) { c.line_marks = true; }, error::rejected_line_marks},
    {"marks of errors", [](uart_shim_driver& d) { d.dropped_iflag = INPCK; },
        [](serial_config& c) { c.line_marks = true; }, error::rejected_line_marks},
    {"4 Mbaud, ftdi_sio", [](uart_shim_driver& d) { d = driver_ftdi(); },
        [](serial_config& c) { c.baud_rate = 4'000'000; }, error::rejected_baud_rate},
    {"250 kbaud, 8250", [](uart_shim_driver& d) { d = driver_8250(); },
        [](serial_config& c) { c.baud_rate = 250'000; }, error::rejected_baud_rate},
    {"a rate between two divisors", [](uart_shim_driver& d) { d.clock = 115'200; },
        [](serial_config& c) { c.baud_rate = 76'800; }, error::rejected_baud_rate},
};
// clang-format on

uart_shim_driver driver_of(silent_change const& s)
{
    auto driver = ideal_driver();
    s.make(driver);
    return driver;
}

// Everything else differs from what is in force too, so that half a change shows.
serial_config config_of(silent_change const& s)
{
    serial_config config{2400};
    config.unsupported = unsupported_policy::ignore; // not for this
    s.ask_for(config);
    return config;
}

// In force before: every driver of the table keeps it but the one without raw mode, which cannot be
// gone back to either.
serial_config const& config_before()
{
    static serial_config const config = []
    {
        serial_config c{38'400};
        c.hangup_on_close = false;
        return c;
    }();
    return config;
}

struct configured_port : uart_port
{
    explicit configured_port(silent_change const& s) : uart_port(driver_of(s), config_before()) {}

    void check_unchanged()
    {
        BOOST_TEST(conditions_of(ec) == "unsupported_configuration");
        BOOST_TEST(device.settings() == before);
        BOOST_TEST(stream.config() == config_before());
        BOOST_TEST(device.lines() == "dtr rts");
        device.far.write("x");
        BOOST_TEST(read_from(stream, 1) == "x");
    }

    tty_settings const before = device.settings();
};

std::vector<silent_change> silent_changes_of_an_open_port()
{
    std::vector<silent_change> some;
    for (auto const& s : silent_changes)
        if (s.expected != error::rejected_raw_mode && s.expected != error::rejected_line_marks)
            some.push_back(s);
    return some;
}

} // namespace

BOOST_AUTO_TEST_SUITE(uart_settings)

BOOST_DATA_TEST_CASE(open_applies_every_framing, data::make(all_framings()), config)
{
    uart device;
    boost::asio::io_context ctx;
    serial_stream const stream(ctx, device.name(), config);
    BOOST_TEST(device.framing() == framing_of(config));
    BOOST_TEST(stream.config() == config);
}

BOOST_AUTO_TEST_CASE(configure_goes_from_any_framing_to_any_other)
{
    uart_port port;
    for (auto const& from : all_framings())
        for (auto const& to : all_framings())
        {
            port.stream.configure(from);
            auto const report = port.stream.configure(to);
            BOOST_TEST_REQUIRE(port.device.framing() == framing_of(to));
            BOOST_TEST_REQUIRE(report.applied == to);
            BOOST_TEST_REQUIRE(port.stream.config() == to);
        }
}

BOOST_DATA_TEST_CASE(configure_rejects_a_silent_change_and_restores,
    data::make(silent_changes_of_an_open_port()), change)
{
    configured_port port(change);
    auto const report = port.stream.configure(config_of(change), port.ec);
    BOOST_TEST(port.ec == error_code(change.expected));
    BOOST_TEST(report == config_report{});
    port.check_unchanged();
}

BOOST_DATA_TEST_CASE(async_configure_rejects_a_silent_change_and_restores,
    data::make(silent_changes_of_an_open_port()), change)
{
    configured_port port(change);
    outcome configured;
    port.stream.async_configure(config_of(change), recorder(configured));
    BOOST_TEST(configured.calls == 0);
    BOOST_TEST(run_until_called(port.ctx, configured));
    port.ec = configured.ec;
    BOOST_TEST(port.ec == error_code(change.expected));
    port.check_unchanged();
}

BOOST_DATA_TEST_CASE(open_rejects_a_silent_change_and_gives_the_device_back_unchanged,
    data::make(silent_changes), change)
{
    uart device(driver_of(change));
    auto const before = device.settings();
    boost::asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.open(device.name(), config_of(change), ec);
    BOOST_TEST(ec == error_code(change.expected));
    BOOST_TEST(conditions_of(ec) == "unsupported_configuration");
    BOOST_TEST(!stream.is_open());
    BOOST_TEST(device.settings() == before);
    BOOST_TEST(device.lines() == ((before.control_flags & HUPCL) != 0 ? "none" : "dtr rts"));
    BOOST_TEST(is_free(device.name()));
    BOOST_TEST(contains(explain_open_failure(device.name(), ec), "given back unchanged"));
}

BOOST_AUTO_TEST_CASE(a_rate_within_the_tolerance_is_reported_as_achieved)
{
    auto driver = ideal_driver();
    driver.clock = 3'000'000;
    uart_port port(driver, serial_config{9600});
    auto const report = port.stream.configure(serial_config{115'200});
    BOOST_TEST(report.applied.baud_rate == 115'384u);
    BOOST_TEST(report.baud_error == 115'384.0 / 115'200.0 - 1, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(port.stream.config().baud_rate == 115'384u);
    BOOST_TEST(port.stream.report().applied.baud_rate == 115'384u);
    BOOST_TEST(port.device.settings().output_speed == 115'384u);
}

BOOST_AUTO_TEST_CASE(the_tolerance_decides_whether_a_rate_will_do)
{
    auto driver = ideal_driver();
    driver.clock = 3'000'000; // 115'384: 0.16 % too fast
    for (double const tolerance : {0.0, 0.001, 0.0017, 0.5})
    {
        uart_port port(driver, serial_config{12'000});
        serial_config config{115'200};
        config.baud_tolerance = tolerance;
        auto const achieved = port.stream.configure(config, port.ec).applied.baud_rate;
        bool const will_do = tolerance > 0.0016;
        BOOST_TEST(port.ec == (will_do ? error_code() : error_code(error::rejected_baud_rate)));
        BOOST_TEST((!will_do || achieved == 115'384u));
        BOOST_TEST(port.device.settings().output_speed == (will_do ? 115'384u : 12'000u));
    }
}

BOOST_DATA_TEST_CASE(a_standard_rate_may_be_reported_by_its_code,
    data::make({300u, 9600u, 57'600u, 115'200u, 12'345u}), rate)
{
    uart_port port(driver_8250(), serial_config{rate});
    BOOST_TEST(port.device.framing() == std::to_string(rate) + " 8N1");
    BOOST_TEST(has_plain_rate(port.device.settings()) == (rate == 12'345u));
    BOOST_TEST(port.stream.config().baud_rate == rate);
    // From there on to another, and back by the same code.
    port.stream.configure(serial_config{4800});
    port.stream.configure(serial_config{rate});
    BOOST_TEST(port.device.settings().output_speed == rate);
}

BOOST_AUTO_TEST_CASE(a_change_that_nothing_needs_sets_nothing)
{
    uart_port port;
    port.stream.configure(serial_config{});
    BOOST_TEST(port.device.log({"TCSETS2", "TIOCMSET", "TIOCSSERIAL", "TIOCSRS485"}) == "");
}

BOOST_AUTO_TEST_CASE(a_later_configuration_leaves_the_lines_alone)
{
    uart_port port;
    port.stream.set_control_lines({false, true});
    serial_config config{9600};
    config.dtr = config.rts = initial_line::on;
    port.stream.configure(config);
    BOOST_TEST(port.device.lines() == "dtr");
    config.baud_rate = 2400;
    config.dtr = config.rts = initial_line::off;
    port.stream.configure(config);
    BOOST_TEST(port.device.lines() == "dtr");
}

BOOST_DATA_TEST_CASE(
    a_device_that_refuses_settings_is_not_a_lost_one, data::make({EIO, EPIPE, EINVAL}), why)
{
    uart_port port;
    auto const before = port.device.settings();
    port.device.fail(tcsets2, why);
    port.stream.configure(serial_config{300}, port.ec);
    BOOST_TEST(port.ec.value() == why);
    BOOST_TEST(conditions_of(port.ec) == "unsupported_configuration");
    BOOST_TEST(port.device.settings() == before);
    BOOST_TEST(port.stream.config() == serial_config{});
    port.stream.configure(serial_config{300});
    BOOST_TEST(port.device.framing() == "300 8N1");
}

BOOST_AUTO_TEST_CASE(configure_on_a_hung_up_uart_is_disconnected)
{
    uart_port port;
    port.device.far.hang_up();
    port.stream.configure(serial_config{300}, port.ec);
    BOOST_TEST(conditions_of(port.ec) == "disconnected");
    port.stream.modem_lines(port.ec);
    BOOST_TEST(conditions_of(port.ec) == "disconnected");
    port.stream.set_control_lines({false, false}, port.ec);
    BOOST_TEST(conditions_of(port.ec) == "disconnected");
    port.stream.counters(port.ec);
    BOOST_TEST(conditions_of(port.ec) == "disconnected");
    port.stream.set_break(true, port.ec);
    BOOST_TEST(conditions_of(port.ec) == "disconnected");
}

BOOST_AUTO_TEST_SUITE_END()
