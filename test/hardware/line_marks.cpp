// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// async_read_marked: breaks and line errors as the drivers deliver and count them.
#include "hardware/port_checks.hpp"
#include "hardware/ports.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;

namespace {

/// Reads data and marks; offsets count from the first byte that was read.
struct marked_port : open_port
{
    explicit marked_port(std::string const& tty) : open_port(tty, config_of("9600 8E1 line_marks"))
    {
    }

    // Until there are so many of both; fewer if patience runs out or the port fails.
    void read(std::size_t bytes, std::size_t faults)
    {
        outcome done;
        while (!done.ec && (received.size() < bytes || marks.size() < faults))
        {
            std::array<char, 64> buffer{};
            std::vector<line_mark> found;
            done = {};
            stream.async_read_marked(asio::buffer(buffer), found, recorder(done));
            if (!run_until(ctx, [&] { return done.calls != 0; }))
            {
                BOOST_ERROR("nothing came");
                stream.cancel();
                run_until(ctx, [&] { return done.calls != 0; });
            }
            for (line_mark const& mark : found)
                marks.push_back({mark.offset + received.size(), mark.fault});
            received.append(buffer.data(), done.bytes);
        }
        BOOST_TEST(done.ec == error_code());
    }

    void check(std::string const& bytes, std::vector<line_mark> const& expected)
    {
        read(bytes.size(), expected.size());
        BOOST_TEST(received == bytes);
        BOOST_TEST(marks == expected, boost::test_tools::per_element());
        received.clear();
        marks.clear();
    }

    std::string received;
    std::vector<line_mark> marks;
};

// A UART has a BREAK to offer, and no errors. What comes on the line and what comes beside it has
// no order there, so each is waited for.
void check_uart(std::string const& tty, host_peer& far)
{
    marked_port port(tty);
    std::string const bytes = sample(600);
    far.send(bytes);
    port.check(bytes, {});
    for (int i = 0; i < 3; ++i)
    {
        far.send_break();
        port.check("", {{0, line_fault::break_signal}});
        far.send(std::string("\0\xFF\0\0\xFF\xFF", 6));
        port.check(std::string("\0\xFF\0\0\xFF\xFF", 6), {});
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(ftdi_sio)

BOOST_AUTO_TEST_SUITE(line_marks)

BOOST_AUTO_TEST_CASE(bytes_come_as_they_were_sent)
{
    ft232r& chip = fresh_ft232r();
    marked_port port(chip.tty());
    std::string const bytes = sample(3000);
    chip.send(bytes);
    port.check(bytes, {});
}

BOOST_AUTO_TEST_CASE(every_kind_of_fault_is_told_and_stands_at_its_byte)
{
    ft232r& chip = fresh_ft232r();
    marked_port port(chip.tty());
    chip.send("ab");
    chip.send_damaged(ft232r::parity_error, 'x');
    chip.send("\xFF");
    port.check("abx\xFF", {{2, line_fault::parity_error}});
    chip.send_damaged(ft232r::framing_error, '\xFF');
    chip.send("cd");
    port.check("\xFF"
               "cd",
        {{0, line_fault::framing_error}});
    chip.send("e");
    chip.send_damaged(ft232r::break_received);
    chip.send("f");
    port.check("ef", {{1, line_fault::break_signal}});
    chip.send_damaged(ft232r::parity_error, '\0');
    chip.send("g");
    port.check(std::string("\0g", 2), {{0, line_fault::parity_error}});
}

BOOST_AUTO_TEST_CASE(an_overrun_marks_nothing_and_adds_nothing)
{
    ft232r& chip = fresh_ft232r();
    marked_port port(chip.tty());
    auto const before = port.stream.counters().overruns;
    chip.send_damaged(ft232r::overrun, 'x');
    chip.send("y");
    port.check("xy", {});
    BOOST_TEST(port.stream.counters().overruns > before);
}

BOOST_AUTO_TEST_CASE(a_break_alone_is_told)
{
    ft232r& chip = fresh_ft232r();
    marked_port port(chip.tty());
    for (int i = 0; i < 3; ++i)
    {
        chip.send_damaged(ft232r::break_received);
        port.check("", {{0, line_fault::break_signal}});
    }
}

BOOST_AUTO_TEST_CASE(without_the_option_nothing_is_added)
{
    ft232r& chip = fresh_ft232r();
    open_port port(chip.tty(), config_of("9600 8E1"));
    chip.send("a");
    chip.send_damaged(ft232r::parity_error, 'x');
    chip.send_damaged(ft232r::break_received);
    chip.send_damaged(ft232r::framing_error, '\xFF');
    chip.send("b");
    BOOST_TEST(port.read(4)
        == "ax\xFF"
           "b");
}

BOOST_AUTO_TEST_CASE(an_unplugged_chip_is_lost)
{
    ft232r& chip = fresh_ft232r();
    marked_port port(chip.tty());
    std::array<char, 64> buffer{};
    outcome done;
    port.stream.async_read_marked(asio::buffer(buffer), port.marks, recorder(done));
    run_a_while(port.ctx);
    chip.unplug_and_wait();
    BOOST_TEST(run_until(port.ctx, [&] { return done.calls != 0; }));
    BOOST_TEST(name_of(done.ec) == "disconnected");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cdc_acm)

BOOST_AUTO_TEST_SUITE(line_marks)

// The driver adds no byte for an error that the modem notifies: it only counts it.
BOOST_AUTO_TEST_CASE(a_break_is_told_and_errors_are_counted)
{
    acm_modem& modem = fresh_acm_modem();
    marked_port port(modem.tty());
    std::string const bytes = sample(600);
    modem.send(bytes);
    port.check(bytes, {});
    modem.notify(acm_modem::break_received);
    port.check("", {{0, line_fault::break_signal}});
    auto const before = port.stream.counters().parity_errors;
    modem.notify(acm_modem::parity_error);
    BOOST_TEST(eventually([&] { return port.stream.counters().parity_errors != before; }));
    modem.send("\xFF");
    port.check("\xFF", {});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(uart_8250)

BOOST_DATA_TEST_CASE(a_break_is_marked_and_bytes_are_as_they_were_sent, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    check_uart(uart.tty(), far);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pl011)

BOOST_AUTO_TEST_CASE(a_break_is_marked_and_bytes_are_as_they_were_sent)
{
    host_peer far("pl011");
    check_uart("/dev/ttyAMA0", far);
}

BOOST_AUTO_TEST_SUITE_END()
