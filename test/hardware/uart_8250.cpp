// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The 16550A driver, on two buses.
#include "hardware/port_checks.hpp"
#include "hardware/ports.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(uart_8250)

BOOST_DATA_TEST_CASE(bytes_arrive_unchanged_in_both_directions, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    check_transfer(uart.tty(), far, 20'000);
}

BOOST_DATA_TEST_CASE(any_rate_up_to_the_highest_is_accepted, data::make(uarts), uart)
{
    check_accepted(uart.tty(),
        {"50 8N1", "110 8N1", "12345 8N1", "31250 8N1", "74880 8N1", "9600 8N1", "115200 8N1"});
}

BOOST_DATA_TEST_CASE(every_framing_is_accepted, data::make(uarts), uart)
{
    std::vector<std::string> all;
    for (char const size : std::string("5678"))
        for (char const parity : std::string("NOEMS"))
            for (char const stop : std::string("12"))
                all.push_back(std::string("9600 ") + size + parity + stop);
    check_accepted(uart.tty(), all);
}

BOOST_DATA_TEST_CASE(flow_control_and_no_hangup_are_accepted, data::make(uarts), uart)
{
    check_accepted(uart.tty(),
        {"9600 8N1 rts_cts", "9600 8N1 xon_xoff", "9600 8N1 rts_cts xon_xoff no_hangup"});
}

BOOST_DATA_TEST_CASE(a_rate_that_falls_back_to_another_is_rejected, data::make(uarts), uart)
{
    check_rejected(uart.tty(), "250000 8N1", error::rejected_baud_rate);
    check_rejected(uart.tty(), "4000000 7E2 rts_cts", error::rejected_baud_rate);
}

BOOST_DATA_TEST_CASE(a_port_is_held_exclusively, data::make(uarts), uart)
{
    check_exclusive(uart.tty());
}

BOOST_DATA_TEST_CASE(control_lines_are_as_asked, data::make(uarts), uart)
{
    check_control_lines(uart.tty());
}

BOOST_DATA_TEST_CASE(the_input_queue_can_be_counted_and_discarded, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    check_input_queue(uart.tty(), far);
}

// The UART's own loop: its outputs drive its inputs, RTS to CTS, DTR to DSR. QEMU shows no edges.
BOOST_DATA_TEST_CASE(modem_lines_are_seen, data::make(uarts), uart)
{
    raw_tty const kernel(uart.tty());
    open_port port(uart.tty());
    kernel.change_lines(line_loop);
    BOOST_TEST(port.stream.modem_lines() == (modem_status{false, false, false, false}));

    control_lines lines;
    lines.rts = true;
    port.stream.set_control_lines(lines);
    BOOST_TEST(port.stream.modem_lines() == (modem_status{true, false, false, false}));
    lines = {};
    lines.dtr = true;
    port.stream.set_control_lines(lines);
    BOOST_TEST(port.stream.modem_lines() == (modem_status{true, true, false, false}));
    BOOST_TEST((kernel.lines() & line_loop) == line_loop); // what nobody asked about stays
    kernel.change_lines(line_loop | line_out1 | line_dtr);
    BOOST_TEST(port.stream.modem_lines() == (modem_status{false, true, true, false}));
    kernel.change_lines(line_dtr | line_rts);
}

BOOST_DATA_TEST_CASE(a_received_break_is_counted_and_adds_no_byte, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    open_port port(uart.tty());
    auto const before = port.stream.counters();
    far.send_break();
    BOOST_TEST(eventually([&] { return port.stream.counters().breaks == before.breaks + 1; }));
    far.send("x");
    BOOST_TEST(port.read(1) == "x");
}

BOOST_DATA_TEST_CASE(a_break_lasts_as_long_as_asked, data::make(uarts), uart)
{
    open_port port(uart.tty());
    auto const start = std::chrono::steady_clock::now();
    port.stream.send_break(std::chrono::milliseconds(30));
    BOOST_TEST((std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(30)));
    host_peer far(uart.peer);
    port.write("after it");
    BOOST_TEST(far.take(8) == "after it");
}

BOOST_DATA_TEST_CASE(a_drain_waits_until_the_other_side_has_taken_it_all, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    open_port port(uart.tty());
    far.stall();
    outcome written, drained;
    std::string const much = sample(20'000);
    asio::async_write(port.stream, asio::buffer(much), recorder(written));
    run_a_while(port.ctx);
    BOOST_TEST(written.calls == 0);
    BOOST_TEST(port.stream.output_waiting() > 0u);
    port.stream.async_drain(recorder(drained));
    run_a_while(port.ctx);
    BOOST_TEST(drained.calls == 0);

    far.resume();
    BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0 && drained.calls != 0; }));
    BOOST_TEST(name_of(drained.ec) == "success");
    port.stream.drain(); // what was written after the first drain had begun
    BOOST_TEST(port.stream.output_waiting() == 0u);
    BOOST_TEST((far.take(much.size()) == much));
}

BOOST_DATA_TEST_CASE(discarded_output_is_never_sent, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    open_port port(uart.tty());
    far.stall();
    outcome written, drained;
    std::string const much(20'000, '-');
    asio::async_write(port.stream, asio::buffer(much), recorder(written));
    port.stream.async_drain(recorder(drained));
    run_a_while(port.ctx);
    port.stream.cancel();
    BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0 && drained.calls != 0; }));
    BOOST_TEST(name_of(written.ec) == "aborted");
    BOOST_TEST(name_of(drained.ec) == "aborted");
    port.stream.discard_output();
    BOOST_TEST(port.stream.output_waiting() == 0u);
    far.resume();
    port.write("end");
    std::string arrived;
    BOOST_TEST(eventually(
        [&]
        {
            arrived += far.take(much.size(), std::chrono::milliseconds(50));
            return arrived.find("end") != arrived.npos;
        }));
    BOOST_TEST(arrived.size() < much.size());
}

BOOST_DATA_TEST_CASE(xoff_holds_the_output_and_is_no_data, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    open_port port(uart.tty(), config_of("115200 8N1 xon_xoff"));
    far.send("\x13m"); // bytes are treated in order: with the `m`, XOFF is in force
    BOOST_TEST(port.read(1) == "m");
    port.write("held");
    outcome drained;
    port.stream.async_drain(recorder(drained));
    run_a_while(port.ctx);
    BOOST_TEST(drained.calls == 0);
    BOOST_TEST(port.stream.output_waiting() == 4u);
    far.send("\x11");
    BOOST_TEST(far.take(4) == "held");
    BOOST_TEST(run_until(port.ctx, [&] { return drained.calls != 0; }));
}

BOOST_DATA_TEST_CASE(close_waits_for_nothing, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    check_abortive_close(
        uart.tty(), [&] { far.stall(); }, [&] { far.resume(); });
}

BOOST_DATA_TEST_CASE(a_device_without_its_driver_is_lost, data::make(uarts), uart)
{
    check_lost_device(uart.tty(), [&] { uart.unbind(); });
    uart.bind();
    host_peer far(uart.peer);
    check_transfer(uart.tty(), far, 1'000);
}

BOOST_DATA_TEST_CASE(a_device_is_lost_with_output_in_its_queue, data::make(uarts), uart)
{
    {
        host_peer far(uart.peer);
        check_lost_device_with_output(
            uart.tty(), [&] { far.stall(); }, [&] { uart.unbind(); });
    }
    uart.bind();
    host_peer far(uart.peer);
    check_transfer(uart.tty(), far, 1'000);
}

BOOST_DATA_TEST_CASE(a_device_is_lost_in_the_middle_of_something, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    check_lost_in_the_middle({[&] { return uart.tty(); }, &far, [&] { uart.unbind(); },
        [&]
        {
            uart.bind();
            host_peer const forgets_what_came_late(uart.peer);
        },
        [&] { far.stall(); }, {}});
}

BOOST_AUTO_TEST_SUITE_END()
