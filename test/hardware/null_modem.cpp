// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Two ports joined by a null-modem cable. Real ones: BOOST_SERIAL_EXT_TEST_PORTS names them, as in
// /dev/ttyUSB0:/dev/ttyUSB1; BOOST_SERIAL_EXT_TEST_CABLE=data says that the cable has three wires
// only. In the rig: two chips that the test plays and a cable with all wires, or two devices of
// QEMU's, whose cable carries data alone.
#include "hardware/port_checks.hpp"
#include "hardware/ports.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <iostream>
#include <memory>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace ut = boost::unit_test;

namespace {

struct cable
{
    std::string left, right;
    std::string missing; // why modem lines and BREAK are not tested; empty if they are
};

char const* variable(char const* name)
{
    char const* const value = std::getenv(name);
    return value ? value : "";
}

bool has_vhci()
{
    return exists("/sys/devices/platform/vhci_hcd.0/attach");
}

cable find_cable()
{
    static std::unique_ptr<ft232r> left_chip, right_chip;
    std::string const ports = variable("BOOST_SERIAL_EXT_TEST_PORTS");
    if (auto const colon = ports.find(':'); colon != ports.npos)
    {
        bool const data_only = variable("BOOST_SERIAL_EXT_TEST_CABLE") == std::string("data");
        return cable{ports.substr(0, colon), ports.substr(colon + 1),
            data_only ? "BOOST_SERIAL_EXT_TEST_CABLE=data" : ""};
    }
    if (has_host() && has_vhci())
    {
        left_chip = std::make_unique<ft232r>("LEFT");
        right_chip = std::make_unique<ft232r>("RIGHT");
        left_chip->plug();
        right_chip->plug();
        ft232r::join(*left_chip, *right_chip);
        return cable{left_chip->tty(), right_chip->tty(), ""};
    }
    if (has_host())
    {
        tell_host("join usb0 usb1");
        return cable{wait_for_tty_of_usb("FTDI0"), wait_for_tty_of_usb("FTDI1"),
            "QEMU's cable carries data only"};
    }
    return cable{};
}

// Those who call it more than once get the same cable.
cable const& the_cable()
{
    static cable const found = []
    {
        cable const c = find_cable();
        if (!c.missing.empty())
            std::cout << "skipped: modem lines and BREAK on " << c.left << " and " << c.right
                      << ": " << c.missing << '\n';
        return c;
    }();
    return found;
}

// Preconditions: Boost.Test prints the reason of what it leaves out.
boost::test_tools::assertion_result has_ports(ut::test_unit_id)
{
    boost::test_tools::assertion_result result(!the_cable().left.empty());
    result.message() << "BOOST_SERIAL_EXT_TEST_PORTS does not name two ports, A:B";
    return result;
}

boost::test_tools::assertion_result has_all_wires(ut::test_unit_id)
{
    boost::test_tools::assertion_result result(the_cable().missing.empty());
    result.message() << the_cable().missing;
    return result;
}

// Both ports on one context.
struct pair
{
    explicit pair(serial_config const& config = {})
        : left(ctx, the_cable().left, config), right(ctx, the_cable().right, config)
    {
        left.discard_input();
        right.discard_input();
    }

    // Sends a sample both ways at once.
    void exchange(std::size_t size)
    {
        std::string const rightwards = sample(size, 1), leftwards = sample(size, 2);
        std::string at_left(size, '\0'), at_right(size, '\0');
        outcome all[4];
        asio::async_read(left, asio::buffer(at_left), recorder(all[0]));
        asio::async_read(right, asio::buffer(at_right), recorder(all[1]));
        asio::async_write(left, asio::buffer(rightwards), recorder(all[2]));
        asio::async_write(right, asio::buffer(leftwards), recorder(all[3]));
        BOOST_TEST(run_until(
            ctx, [&] { return all[0].calls && all[1].calls && all[2].calls && all[3].calls; }));
        error_code ec;
        left.cancel(ec);
        right.cancel(ec);
        run_a_while(ctx);
        BOOST_TEST((at_right == rightwards), all[1].bytes << " bytes arrived on the right");
        BOOST_TEST((at_left == leftwards), all[0].bytes << " bytes arrived on the left");
    }

    bool right_sees(modem_status const& expected)
    {
        return eventually([&] { return right.modem_lines() == expected; });
    }

    asio::io_context ctx;
    serial_stream left, right;
};

} // namespace

BOOST_AUTO_TEST_SUITE(null_modem, *ut::precondition(has_ports))

BOOST_AUTO_TEST_CASE(bytes_arrive_unchanged_in_both_directions_at_once)
{
    pair().exchange(20'000);
}

BOOST_AUTO_TEST_CASE(data_goes_through_in_every_configuration_that_both_ports_take)
{
    pair ports;
    for (char const* text : {"9600 8N1", "19200 8E1", "38400 8O2", "57600 8N2", "115200 8M1",
             "115200 8S1", "123456 8N1", "230400 8N1 xon_xoff", "115200 8N1"})
        BOOST_TEST_CONTEXT(text)
        {
            error_code ec;
            for (serial_stream* port : {&ports.left, &ports.right})
                if (!ec)
                    port->configure(config_of(text), ec);
            if (ec == condition::unsupported_configuration)
            {
                std::cout << text << ": " << ec.message() << '\n';
                continue;
            }
            BOOST_TEST(name_of(ec) == "success");
            // Bytes without XON and XOFF.
            std::string const bytes(300, 'U');
            asio::write(ports.left, asio::buffer(bytes));
            std::string arrived(bytes.size(), '\0');
            outcome out;
            asio::async_read(ports.right, asio::buffer(arrived), recorder(out));
            BOOST_TEST(run_until(ports.ctx, [&] { return out.calls != 0; }));
            BOOST_TEST(arrived == bytes);
            ports.right.cancel();
            run_a_while(ports.ctx);
        }
}

BOOST_AUTO_TEST_CASE(after_a_drain_nothing_is_left_and_all_of_it_arrives)
{
    pair ports;
    std::string const bytes = sample(2'000);
    asio::write(ports.left, asio::buffer(bytes));
    outcome drained, read;
    std::string arrived(bytes.size(), '\0');
    ports.left.async_drain(recorder(drained));
    asio::async_read(ports.right, asio::buffer(arrived), recorder(read));
    BOOST_TEST(run_until(ports.ctx, [&] { return drained.calls != 0 && read.calls != 0; }));
    BOOST_TEST(name_of(drained.ec) == "success");
    BOOST_TEST(ports.left.output_waiting() == 0u);
    BOOST_TEST((arrived == bytes));
    ports.right.cancel();
    run_a_while(ports.ctx);
}

BOOST_AUTO_TEST_CASE(either_port_is_held_exclusively)
{
    check_exclusive(the_cable().left);
    check_exclusive(the_cable().right);
}

BOOST_AUTO_TEST_CASE(
    rts_and_dtr_of_one_are_cts_dsr_and_dcd_of_the_other, *ut::precondition(has_all_wires))
{
    pair ports;
    BOOST_TEST(ports.right_sees({true, true, false, true}));
    auto const before = ports.right.counters();
    control_lines lines;
    lines.rts = false;
    ports.left.set_control_lines(lines);
    BOOST_TEST(ports.right_sees({false, true, false, true}));
    lines.rts.reset();
    lines.dtr = false;
    ports.left.set_control_lines(lines);
    BOOST_TEST(ports.right_sees({false, false, false, false}));
    lines.rts = lines.dtr = true;
    ports.left.set_control_lines(lines);
    BOOST_TEST(ports.right_sees({true, true, false, true}));
    BOOST_TEST(eventually([&] { return ports.right.counters().dsr == before.dsr + 2; }));
    BOOST_TEST(ports.right.counters().cts == before.cts + 2);
}

BOOST_AUTO_TEST_CASE(a_port_that_is_closed_hangs_up, *ut::precondition(has_all_wires))
{
    pair ports;
    BOOST_TEST(ports.right_sees({true, true, false, true}));
    ports.left.close();
    BOOST_TEST(ports.right_sees({false, false, false, false}));
}

BOOST_AUTO_TEST_CASE(rts_of_one_holds_the_output_of_the_other, *ut::precondition(has_all_wires))
{
    serial_config config;
    config.flow_control.rts_cts = true;
    pair ports;
    ports.left.configure(config);
    control_lines lines;
    lines.rts = false;
    ports.right.set_control_lines(lines);
    BOOST_TEST(eventually([&] { return !ports.left.modem_lines().cts; }));
    asio::write(ports.left, asio::buffer("held", 4));
    outcome read;
    std::string arrived(4, '\0');
    asio::async_read(ports.right, asio::buffer(arrived), recorder(read));
    run_a_while(ports.ctx);
    BOOST_TEST(read.calls == 0);
    lines.rts = true;
    ports.right.set_control_lines(lines);
    BOOST_TEST(run_until(ports.ctx, [&] { return read.calls != 0; }));
    BOOST_TEST(arrived == "held");
}

BOOST_AUTO_TEST_CASE(
    a_break_is_counted_by_the_other_and_adds_no_byte, *ut::precondition(has_all_wires))
{
    pair ports;
    error_code ec;
    auto const before = ports.right.counters(ec);
    if (ec == condition::unsupported_feature)
    {
        std::cout << the_cable().right << ": the driver counts nothing\n";
        return;
    }
    outcome sent;
    ports.left.async_send_break(std::chrono::milliseconds(50), recorder(sent));
    BOOST_TEST(run_until(ports.ctx, [&] { return sent.calls != 0; }));
    BOOST_TEST(name_of(sent.ec) == "success");
    BOOST_TEST(eventually([&] { return ports.right.counters().breaks == before.breaks + 1; }));
    asio::write(ports.left, asio::buffer("x", 1));
    outcome read;
    char byte = '\0';
    asio::async_read(ports.right, asio::buffer(&byte, 1), recorder(read));
    BOOST_TEST(run_until(ports.ctx, [&] { return read.calls != 0; }));
    BOOST_TEST(byte == 'x');
}

BOOST_AUTO_TEST_SUITE_END()
