// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The FTDI driver on a chip that the test itself plays, so that both sides can be looked at.
#include "hardware/port_checks.hpp"
#include "hardware/ports.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;

namespace {

struct with_chip
{
    ft232r& chip = fresh_ft232r();
    std::string tty = chip.tty();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(ftdi_sio, with_chip)

BOOST_AUTO_TEST_CASE(bytes_arrive_unchanged_in_both_directions)
{
    check_transfer(tty, chip, 100'000);
}

BOOST_AUTO_TEST_CASE(any_rate_is_accepted_and_reaches_the_chip)
{
    check_accepted(tty,
        {"300 8N1", "12345 8N1", "31250 8N1", "74880 8N1", "250000 8N1", "460800 8N1",
            "1000000 8N1", "3000000 8N1"});
    for (std::uint32_t const rate : {300u, 9600u, 31250u, 115200u, 250000u, 1000000u, 3000000u})
    {
        serial_config config;
        config.baud_rate = rate;
        open_port const port(tty, config);
        // The chip divides 3 MHz by eighths: within 2 % everywhere, and mostly better.
        BOOST_TEST(static_cast<double>(chip.state().baud_rate) == static_cast<double>(rate),
            boost::test_tools::tolerance(0.02));
    }
}

BOOST_AUTO_TEST_CASE(framings_of_seven_and_eight_bits_are_accepted_and_reach_the_chip)
{
    std::vector<std::string> all;
    for (char const size : std::string("78"))
        for (char const parity : std::string("NOEMS"))
            for (char const stop : std::string("12"))
                all.push_back(std::string("9600 ") + size + parity + stop);
    check_accepted(tty, all);
    open_port port(tty);
    for (std::string const& text : all)
    {
        port.stream.configure(config_of(text));
        BOOST_TEST(chip.state().framing == text.substr(5));
    }
}

BOOST_AUTO_TEST_CASE(flow_control_reaches_the_chip)
{
    check_accepted(tty, {"9600 8N1 rts_cts", "9600 8N1 xon_xoff", "9600 8N1 no_hangup"});
    open_port port(tty, config_of("9600 8N1 rts_cts"));
    BOOST_TEST(chip.state().flow_control == "rts_cts");
    port.stream.configure(config_of("9600 8N1 xon_xoff"));
    BOOST_TEST(chip.state().flow_control == "xon_xoff");
    port.stream.configure(config_of("9600 8N1"));
    BOOST_TEST(chip.state().flow_control == "none");
}

// The driver says that all went well, and sets 9600.
BOOST_AUTO_TEST_CASE(a_rate_that_falls_back_to_another_is_rejected)
{
    check_rejected(tty, "4000000 8N1", error::rejected_baud_rate);
    check_rejected(tty, "12000000 7E2 rts_cts", error::rejected_baud_rate);
    open_port port(tty, config_of("57600 7O2 rts_cts"));
    port.stream.configure(config_of("4000000 8N1"), port.ec);
    BOOST_TEST(chip.state().baud_rate == 57554u); // the nearest that the chip has
    BOOST_TEST(chip.state().framing == "7O2");
    BOOST_TEST(chip.state().flow_control == "rts_cts");
}

// The driver says that all went well, and does nothing.
BOOST_AUTO_TEST_CASE(a_character_size_that_is_not_applied_is_rejected)
{
    check_rejected(tty, "9600 6N1", error::rejected_character_size);
}

BOOST_AUTO_TEST_CASE(a_port_is_held_exclusively)
{
    check_exclusive(tty);
}

BOOST_AUTO_TEST_CASE(control_lines_are_as_asked)
{
    check_control_lines(tty);
}

BOOST_AUTO_TEST_CASE(the_input_queue_can_be_counted_and_discarded)
{
    check_input_queue(tty, chip);
}

BOOST_AUTO_TEST_CASE(lines_that_are_on_anyway_are_not_touched)
{
    open_port const port(tty);
    BOOST_TEST(chip.count(ft232r::set_modem_lines) == 1u); // the system's own, at its open
    BOOST_TEST(chip.state().dtr);
    BOOST_TEST(chip.state().rts);
}

BOOST_AUTO_TEST_CASE(preserved_lines_are_not_touched)
{
    serial_config config;
    config.dtr = config.rts = initial_line::preserve;
    open_port const port(tty, config);
    BOOST_TEST(chip.count(ft232r::set_modem_lines) == 1u);
}

BOOST_AUTO_TEST_CASE(both_lines_change_in_one_request)
{
    serial_config config;
    config.dtr = config.rts = initial_line::off;
    open_port port(tty, config);
    BOOST_TEST(chip.count(ft232r::set_modem_lines) == 2u); // on by the system, off by the library
    BOOST_TEST(!chip.state().dtr);
    BOOST_TEST(!chip.state().rts);

    chip.forget();
    control_lines lines;
    lines.dtr = lines.rts = true;
    port.stream.set_control_lines(lines);
    BOOST_TEST(chip.count(ft232r::set_modem_lines) == 1u);
    BOOST_TEST(chip.state().dtr);
    BOOST_TEST(chip.state().rts);
    port.stream.set_control_lines(lines); // they are so already
    BOOST_TEST(chip.count(ft232r::set_modem_lines) == 1u);
}

BOOST_AUTO_TEST_CASE(hangup_on_close_lowers_the_lines_and_its_absence_does_not)
{
    {
        open_port const port(tty);
    }
    BOOST_TEST(!chip.state().dtr);
    BOOST_TEST(!chip.state().rts);
    {
        open_port const port(tty, config_of("9600 8N1 no_hangup"));
    }
    BOOST_TEST(chip.state().dtr);
    BOOST_TEST(chip.state().rts);
}

BOOST_AUTO_TEST_CASE(modem_lines_and_their_edges_are_seen)
{
    open_port port(tty);
    auto const sees = [&](modem_status const& expected)
    { return eventually([&] { return port.stream.modem_lines() == expected; }); };
    BOOST_TEST(sees({false, false, false, false}));
    auto const before = port.stream.counters();
    chip.change_lines({true, false, false, false});
    BOOST_TEST(sees({true, false, false, false}));
    chip.change_lines({false, true, false, false});
    BOOST_TEST(sees({false, true, false, false}));
    chip.change_lines({false, false, true, false});
    BOOST_TEST(sees({false, false, true, false}));
    chip.change_lines({false, false, false, true});
    BOOST_TEST(sees({false, false, false, true}));
    chip.change_lines({});
    BOOST_TEST(sees({false, false, false, false}));
    BOOST_TEST(eventually([&] { return port.stream.counters().dcd == before.dcd + 2; }));
    auto const after = port.stream.counters();
    BOOST_TEST(after.cts - before.cts == 2u);
    BOOST_TEST(after.dsr - before.dsr == 2u);
}

BOOST_AUTO_TEST_CASE(breaks_and_line_errors_are_counted)
{
    open_port port(tty);
    auto const before = port.stream.counters();
    chip.send("a");
    chip.send_damaged(ft232r::break_received);
    chip.send_damaged(ft232r::parity_error, 'p');
    chip.send_damaged(ft232r::framing_error, 'f');
    chip.send_damaged(ft232r::overrun, 'o');
    chip.send("z");
    // A break adds no byte; damaged characters are delivered as they came.
    BOOST_TEST(port.read(5) == "apfoz");
    auto const after = port.stream.counters();
    BOOST_TEST(after.breaks - before.breaks == 1u);
    BOOST_TEST(after.parity_errors - before.parity_errors == 1u);
    BOOST_TEST(after.framing_errors - before.framing_errors == 1u);
    BOOST_TEST(after.overruns - before.overruns == 1u);
    BOOST_TEST(port.stream.input_waiting() == 0u);
}

BOOST_AUTO_TEST_CASE(a_break_lasts_as_long_as_asked)
{
    check_break(tty, [&] { return chip.state().break_on; });
}

BOOST_AUTO_TEST_CASE(a_drain_waits_until_the_chip_has_taken_it_all)
{
    open_port port(tty);
    chip.hold();
    port.write("0123456789");
    outcome drained;
    port.stream.async_drain(recorder(drained));
    run_a_while(port.ctx);
    BOOST_TEST(drained.calls == 0);
    BOOST_TEST(port.stream.output_waiting() == 10u);
    chip.release();
    BOOST_TEST(run_until(port.ctx, [&] { return drained.calls != 0; }));
    BOOST_TEST(name_of(drained.ec) == "success");
    BOOST_TEST(chip.take(10) == "0123456789");
}

BOOST_AUTO_TEST_CASE(cts_holds_the_output)
{
    open_port port(tty, config_of("115200 8N1 rts_cts"));
    port.write("held");
    outcome drained;
    port.stream.async_drain(recorder(drained));
    run_a_while(port.ctx);
    BOOST_TEST(drained.calls == 0);
    chip.change_lines({true, false, false, false});
    BOOST_TEST(run_until(port.ctx, [&] { return drained.calls != 0; }));
    BOOST_TEST(chip.take(4) == "held");
}

BOOST_AUTO_TEST_CASE(a_chip_that_refuses_its_lines_fails_the_call_and_stays_usable)
{
    open_port port(tty);
    chip.refuse(ft232r::set_modem_lines);
    control_lines lines;
    lines.rts = false;
    port.stream.set_control_lines(lines, port.ec);
    BOOST_TEST(port.ec.value() == EIO);
    chip.refuse(ft232r::get_modem_status);
    port.stream.modem_lines(port.ec);
    BOOST_TEST(port.ec.value() == EIO);
    chip.accept_all();
    port.stream.set_control_lines(lines);
    BOOST_TEST(!chip.state().rts);
    port.write("on");
    BOOST_TEST(chip.take(2) == "on");
}

BOOST_AUTO_TEST_CASE(an_open_that_cannot_set_the_lines_leaves_nothing_behind)
{
    raw_tty const kernel(tty);
    std::string const before = kernel.everything();
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    serial_config config = config_of("19200 7E1 rts=off");
    chip.refuse(ft232r::set_modem_lines);
    stream.open(tty, config, ec);
    BOOST_TEST(ec.value() == EIO);
    BOOST_TEST(!stream.is_open());
    chip.accept_all();
    BOOST_TEST(kernel.everything() == before);
    stream.open(tty, config, ec);
    BOOST_TEST(name_of(ec) == "success");
}

// The driver ignores the refusal, and reports what it was asked for: nobody can tell.
BOOST_AUTO_TEST_CASE(a_rate_that_the_chip_itself_refuses_goes_unnoticed)
{
    open_port port(tty, config_of("9600 8N1"));
    chip.refuse(ft232r::set_baud_rate);
    config_report const report = port.stream.configure(config_of("57600 8N1"), port.ec);
    BOOST_TEST(name_of(port.ec) == "success");
    BOOST_TEST(report.applied.baud_rate == 57600u);
    BOOST_TEST(chip.state().baud_rate == 9600u);
}

BOOST_AUTO_TEST_CASE(an_unplugged_chip_is_lost)
{
    check_lost_device(tty, [&] { chip.unplug_and_wait(); });
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.open(tty, {}, ec);
    BOOST_TEST(name_of(ec) == "port_not_found");
    chip.plug();
    check_transfer(chip.tty(), chip, 1'000);
}

BOOST_AUTO_TEST_CASE(a_chip_is_unplugged_with_output_in_its_queue)
{
    check_lost_device_with_output(
        tty, [&] { chip.hold(); }, [&] { chip.unplug_and_wait(); });
}

BOOST_AUTO_TEST_CASE(a_chip_is_unplugged_in_the_middle_of_something)
{
    check_lost_in_the_middle({[&] { return chip.tty(); }, &chip, [&] { chip.unplug_and_wait(); },
        [&] { chip.plug(); }, [&] { chip.hold(); }, [&] { chip.set_transmitter_empty(false); }});
}

BOOST_AUTO_TEST_CASE(bytes_that_came_before_the_unplugging_are_read_or_the_end_is_seen)
{
    open_port port(tty);
    chip.send("last words");
    BOOST_TEST(eventually([&] { return port.stream.input_waiting() == 10; }));
    outcome ready;
    port.stream.async_wait(serial_stream::wait_read, recorder(ready));
    BOOST_TEST(run_until(port.ctx, [&] { return ready.calls != 0; }));
    BOOST_TEST(name_of(ready.ec) == "success");
    chip.unplug_and_wait();
    std::array<char, 32> bytes{};
    std::size_t const n = port.stream.read_some(asio::buffer(bytes), port.ec);
    if (port.ec) // this kernel throws them away with the device
        BOOST_TEST(name_of(port.ec) == "disconnected");
    else
        BOOST_TEST(n == 10u);
    port.stream.read_some(asio::buffer(bytes), port.ec);
    BOOST_TEST(name_of(port.ec) == "disconnected");
}

BOOST_AUTO_TEST_SUITE_END()
