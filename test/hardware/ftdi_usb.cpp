// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The FTDI driver on QEMU's own USB device, behind an emulated USB host controller: what the chip
// of our own (ftdi_sio.cpp) cannot show, which is hot-plugging as hardware does it, and speed.
#include "hardware/port_checks.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;

namespace {

char const* const serial_number = "FTDI0"; // and the identifier "plug0": see rig/devices.py

void device_del()
{
    tell_host(R"(qmp {"execute": "device_del", "arguments": {"id": "plug0"}})");
}

// QEMU lets go of the old device's chardev a little after it has reported success.
void device_add()
{
    std::string const command = R"(qmp {"execute": "device_add", "arguments": {)"
                                R"("driver": "usb-serial", "id": "plug0", "bus": "xhci.0", )"
                                R"("port": "1", "chardev": "usb0", "serial": "FTDI0"}})";
    std::string problem;
    auto const added = [&]
    {
        try
        {
            tell_host(command);
            return true;
        }
        catch (std::runtime_error const& e)
        {
            problem = e.what();
            return false;
        }
    };
    if (!eventually(added))
        throw std::runtime_error(problem);
}

// The far end closes: QEMU's chardev does, and the device leaves its bus.
void close_chardev()
{
    tell_host("unplug usb0");
}

void open_chardev()
{
    tell_host("plug usb0");
}

bool is_gone()
{
    return eventually([] { return tty_of_usb(serial_number).empty(); });
}

struct with_port
{
    std::string tty = wait_for_tty_of_usb(serial_number);
    host_peer far{"usb0"};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(ftdi_usb, with_port)

BOOST_AUTO_TEST_CASE(the_driver_is_the_one_we_mean)
{
    BOOST_TEST(driver_of(tty) == "ftdi_sio");
}

BOOST_AUTO_TEST_CASE(many_bytes_arrive_unchanged_in_both_directions)
{
    check_transfer(tty, far, 500'000);
}

BOOST_AUTO_TEST_CASE(what_is_sent_is_echoed)
{
    open_port port(tty);
    far.echo();
    for (std::size_t const size : {1u, 61u, 62u, 63u, 64u, 512u, 4096u}) // packets hold 62 bytes
    {
        std::string const bytes = sample(size);
        port.write(bytes);
        BOOST_TEST((port.read(size) == bytes), size << " bytes");
    }
}

BOOST_AUTO_TEST_CASE(rates_and_framings_are_accepted)
{
    check_accepted(
        tty, {"12345 8N1", "250000 7E2", "3000000 8M1 rts_cts", "115200 8S1 xon_xoff no_hangup"});
}

BOOST_AUTO_TEST_CASE(rates_and_sizes_that_the_driver_changes_are_rejected)
{
    check_rejected(tty, "4000000 8N1", error::rejected_baud_rate);
    check_rejected(tty, "9600 6N1", error::rejected_character_size);
}

BOOST_AUTO_TEST_CASE(an_unplugged_device_is_lost_and_works_when_it_is_back)
{
    check_lost_device(tty,
        []
        {
            device_del();
            is_gone();
        });
    BOOST_TEST_REQUIRE(is_gone());
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.open(tty, {}, ec);
    BOOST_TEST(name_of(ec) == "port_not_found");
    device_add();
    check_transfer(wait_for_tty_of_usb(serial_number), far, 1'000);
}

BOOST_AUTO_TEST_CASE(a_device_that_leaves_its_bus_by_itself_is_lost_and_works_when_it_is_back)
{
    check_lost_device(tty,
        []
        {
            close_chardev();
            is_gone();
        });
    BOOST_TEST_REQUIRE(is_gone());
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.open(tty, {}, ec);
    BOOST_TEST(name_of(ec) == "port_not_found");
    open_chardev();
    check_transfer(wait_for_tty_of_usb(serial_number), far, 1'000);
}

// Without what needs held output: this device takes it all, or stops the whole machine.
BOOST_AUTO_TEST_CASE(a_device_is_unplugged_in_the_middle_of_something)
{
    check_lost_in_the_middle({[] { return wait_for_tty_of_usb(serial_number); }, &far,
        []
        {
            device_del();
            is_gone();
        },
        []
        {
            device_add();
            host_peer const forgets_what_it_got_before("usb0");
        },
        {}, [] {}});
}

BOOST_AUTO_TEST_CASE(a_device_leaves_its_bus_in_the_middle_of_something)
{
    check_lost_in_the_middle({[] { return wait_for_tty_of_usb(serial_number); }, &far,
        []
        {
            close_chardev();
            is_gone();
        },
        []
        {
            open_chardev();
            host_peer const forgets_what_it_got_before("usb0");
        },
        {}, [] {}});
}

BOOST_AUTO_TEST_SUITE_END()
