// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The driver of USB modems, on a modem that the test itself plays.
#include "hardware/port_checks.hpp"
#include "hardware/ports.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;

namespace {

struct with_modem
{
    acm_modem& modem = fresh_acm_modem();
    std::string tty = modem.tty();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cdc_acm, with_modem)

BOOST_AUTO_TEST_CASE(bytes_arrive_unchanged_in_both_directions)
{
    check_transfer(tty, modem, 100'000);
}

BOOST_AUTO_TEST_CASE(any_rate_is_accepted_and_reaches_the_modem)
{
    check_accepted(tty, {"1 8N1", "12345 8N1", "250000 8N1", "4000000 8N1", "4294967295 8N1"});
    for (std::uint32_t const rate : {1u, 12345u, 4000000u, 4294967295u})
    {
        serial_config config;
        config.baud_rate = rate;
        open_port const port(tty, config);
        BOOST_TEST(modem.state().baud_rate == rate);
    }
}

BOOST_AUTO_TEST_CASE(every_framing_is_accepted_and_reaches_the_modem)
{
    std::vector<std::string> all;
    for (char const size : std::string("5678"))
        for (char const parity : std::string("NOEMS"))
            for (char const stop : std::string("12"))
                all.push_back(std::string("9600 ") + size + parity + stop);
    check_accepted(tty, all);
    open_port port(tty);
    for (std::string const& text : all)
    {
        port.stream.configure(config_of(text));
        BOOST_TEST(modem.state().framing == text.substr(5));
    }
}

// A modem of this class has no request for it: the driver keeps the flag and sends nothing.
BOOST_AUTO_TEST_CASE(flow_control_is_accepted_and_goes_nowhere)
{
    check_accepted(tty, {"9600 8N1 rts_cts", "9600 8N1 xon_xoff", "9600 8N1 no_hangup"});
}

BOOST_AUTO_TEST_CASE(a_port_is_held_exclusively)
{
    check_exclusive(tty);
}

BOOST_AUTO_TEST_CASE(control_lines_are_as_asked)
{
    check_control_lines(tty);
}

BOOST_AUTO_TEST_CASE(control_lines_reach_the_modem)
{
    open_port port(tty);
    BOOST_TEST(modem.state().dtr);
    BOOST_TEST(modem.state().rts);
    modem.forget();
    control_lines lines;
    lines.dtr = lines.rts = false;
    port.stream.set_control_lines(lines);
    BOOST_TEST(!modem.state().dtr);
    BOOST_TEST(!modem.state().rts);
    BOOST_TEST(modem.count(acm_modem::set_control_line_state) == 1u);
}

BOOST_AUTO_TEST_CASE(the_input_queue_can_be_counted_and_discarded)
{
    check_input_queue(tty, modem);
}

BOOST_AUTO_TEST_CASE(modem_lines_breaks_and_errors_are_seen)
{
    open_port port(tty);
    auto const sees = [&](modem_status const& expected)
    { return eventually([&] { return port.stream.modem_lines() == expected; }); };
    // CTS: such a modem does not tell, and the driver says that it is on.
    BOOST_TEST(sees({true, false, false, false}));
    auto const before = port.stream.counters();
    modem.notify(acm_modem::dcd | acm_modem::dsr);
    BOOST_TEST(sees({true, true, false, true}));
    modem.notify(acm_modem::ring);
    BOOST_TEST(sees({true, false, true, false}));
    modem.notify(acm_modem::break_received);
    BOOST_TEST(eventually([&] { return port.stream.counters().breaks == before.breaks + 1; }));
    modem.notify(acm_modem::framing_error);
    BOOST_TEST(
        eventually([&] { return port.stream.counters().framing_errors != before.framing_errors; }));
    modem.notify(acm_modem::parity_error);
    BOOST_TEST(
        eventually([&] { return port.stream.counters().parity_errors != before.parity_errors; }));
    modem.notify(acm_modem::overrun);
    BOOST_TEST(eventually([&] { return port.stream.counters().overruns != before.overruns; }));
    auto const after = port.stream.counters();
    BOOST_TEST(after.dsr - before.dsr == 2u);
    BOOST_TEST(after.dcd - before.dcd == 2u);
    BOOST_TEST(port.stream.input_waiting() == 0u); // none of it is data
}

BOOST_AUTO_TEST_CASE(a_break_lasts_as_long_as_asked)
{
    check_break(tty, [&] { return modem.state().break_on; });
}

BOOST_AUTO_TEST_CASE(a_refused_break_fails_the_call_and_the_modem_stays_usable)
{
    open_port port(tty);
    modem.refuse(acm_modem::send_break);
    port.stream.set_break(true, port.ec);
    BOOST_TEST(port.ec.value() == EPIPE);
    modem.accept_all();
    port.write("on");
    BOOST_TEST(modem.take(2) == "on");
}

BOOST_AUTO_TEST_CASE(refused_lines_fail_the_call_and_the_modem_stays_usable)
{
    open_port port(tty);
    modem.refuse(acm_modem::set_control_line_state);
    control_lines lines;
    lines.rts = false;
    port.stream.set_control_lines(lines, port.ec);
    BOOST_TEST(port.ec.value() == EPIPE);
    modem.accept_all();
    port.write("on");
    BOOST_TEST(modem.take(2) == "on");
}

// The driver ignores the refusal, and reports what it was asked for: nobody can tell.
BOOST_AUTO_TEST_CASE(a_rate_that_the_modem_itself_refuses_goes_unnoticed)
{
    open_port port(tty, config_of("9600 8N1"));
    modem.refuse(acm_modem::set_line_coding);
    config_report const report = port.stream.configure(config_of("57600 8N1"), port.ec);
    BOOST_TEST(name_of(port.ec) == "success");
    BOOST_TEST(report.applied.baud_rate == 57600u);
    BOOST_TEST(modem.state().baud_rate == 9600u);
}

BOOST_AUTO_TEST_CASE(a_drain_waits_until_the_modem_has_taken_it_all)
{
    open_port port(tty);
    modem.hold();
    port.write("0123456789");
    outcome drained;
    port.stream.async_drain(recorder(drained));
    run_a_while(port.ctx);
    BOOST_TEST(drained.calls == 0);
    BOOST_TEST(port.stream.output_waiting() > 0u);
    modem.release();
    BOOST_TEST(run_until(port.ctx, [&] { return drained.calls != 0; }));
    BOOST_TEST(name_of(drained.ec) == "success");
    BOOST_TEST(modem.take(10) == "0123456789");
}

BOOST_AUTO_TEST_CASE(an_unplugged_modem_is_lost)
{
    check_lost_device(tty, [&] { modem.unplug_and_wait(); });
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.open(tty, {}, ec);
    BOOST_TEST(name_of(ec) == "port_not_found");
    modem.plug();
    check_transfer(modem.tty(), modem, 1'000);
}

BOOST_AUTO_TEST_CASE(a_modem_is_unplugged_with_output_in_its_queue)
{
    check_lost_device_with_output(
        tty, [&] { modem.hold(); }, [&] { modem.unplug_and_wait(); });
}

BOOST_AUTO_TEST_CASE(a_modem_is_unplugged_in_the_middle_of_something)
{
    check_lost_in_the_middle({[&] { return modem.tty(); }, &modem, [&] { modem.unplug_and_wait(); },
        [&] { modem.plug(); }, [&] { modem.hold(); }, [] {}});
}

BOOST_AUTO_TEST_SUITE_END()
