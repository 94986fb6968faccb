// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/discovery.hpp>

#include <boost_serial_ext/native/file_tree.hpp>
#include <boost_serial_ext/native/linux_discovery.hpp>

#include "support/device_tree.hpp"
#include "support/fake_linux_sys.hpp"
#include "support/linux_fixture.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

using namespace boost_serial_ext;
using boost_serial_ext_test::device_tree;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(linux_discovery)

namespace {

std::string const hub = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1";

struct machine : device_tree
{
    /// An interface of a USB device, and a port that usb-serial makes of it.
    void usb_serial(
        std::string const& interface, std::string const& port, std::string const& driver)
    {
        hardware(interface, "usb", driver);
        hardware(interface + '/' + port, "usb-serial", driver);
        terminal(port, interface + '/' + port);
    }

    std::vector<port_info> list()
    {
        error_code ec;
        detail::file_tree const tree(root());
        auto ports = detail::linux_discovery<detail::file_tree>(tree).list(ec);
        BOOST_TEST(!ec, ec);
        return ports;
    }

    std::string names()
    {
        std::string all;
        for (port_info const& p : list())
            all += (all.empty() ? "" : " ") + p.name;
        return all;
    }

    port_info only()
    {
        auto const ports = list();
        BOOST_TEST_REQUIRE(ports.size() == 1u);
        return ports.front();
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_cp2102_behind_two_hubs, machine)
{
    std::string const device = hub + "/1-1.4/1-1.4.2";
    hardware(device, "usb", "usb",
        {{"idVendor", "10c4"}, {"idProduct", "ea60"}, {"serial", "0001"}, {"bNumInterfaces", " 1"},
            {"manufacturer", "Silicon Labs"}, {"product", "CP2102 USB to UART Bridge Controller"}});
    usb_serial(device + "/1-1.4.2:1.0", "ttyUSB0", "cp210x");
    link("/dev/serial/by-id/usb-Silicon_Labs_CP2102_0001-if00-port0", "/dev/ttyUSB0");
    link("/dev/serial/by-path/pci-0000:00:14.0-usb-0:1.4.2:1.0-port0", "/dev/ttyUSB0");
    port_info const p = only();
    BOOST_TEST(p.device == "/dev/ttyUSB0");
    BOOST_TEST(p.name == "ttyUSB0");
    BOOST_TEST(p.description == "CP2102 USB to UART Bridge Controller");
    BOOST_TEST(p.hwid == "USB VID:PID=10C4:EA60 SER=0001 LOCATION=1-1.4.2");
    BOOST_TEST(p.vid.value() == 0x10C4);
    BOOST_TEST(p.pid.value() == 0xEA60);
    BOOST_TEST(p.serial_number == "0001");
    BOOST_TEST(p.manufacturer == "Silicon Labs");
    BOOST_TEST(p.product == "CP2102 USB to UART Bridge Controller");
    BOOST_TEST(p.location == "1-1.4.2");
    BOOST_TEST(p.interface == "");
    BOOST_TEST(p.driver == "cp210x");
    BOOST_TEST(p.by_id == "/dev/serial/by-id/usb-Silicon_Labs_CP2102_0001-if00-port0");
    BOOST_TEST(p.by_path == "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1.4.2:1.0-port0");
}

BOOST_FIXTURE_TEST_CASE(an_ft4232h_has_four_ports, machine)
{
    hardware(hub, "usb", "usb",
        {{"idVendor", "0403"}, {"idProduct", "6011"}, {"manufacturer", "FTDI"},
            {"product", "Quad RS232-HS"}, {"bNumInterfaces", " 4"}});
    for (char const* i : {"0", "1", "2", "3"})
    {
        std::string const interface = hub + "/1-1:1." + i;
        file(interface + "/interface", "Quad RS232-HS\n");
        usb_serial(interface, std::string("ttyUSB") + i, "ftdi_sio");
    }
    auto const ports = list();
    BOOST_TEST_REQUIRE(ports.size() == 4u);
    BOOST_TEST(ports[2].name == "ttyUSB2");
    BOOST_TEST(ports[2].location == "1-1:1.2");
    BOOST_TEST(
        ports[2].hwid == "USB VID:PID=0403:6011 LOCATION=1-1:1.2"); // it has no serial number
    BOOST_TEST(ports[2].description == "Quad RS232-HS - Quad RS232-HS");
}

BOOST_FIXTURE_TEST_CASE(a_ch340_says_little, machine)
{
    hardware(hub, "usb", "usb",
        {{"idVendor", "1a86"}, {"idProduct", "7523"}, {"product", "USB2.0-Serial"},
            {"bNumInterfaces", " 1"}});
    usb_serial(hub + "/1-1:1.0", "ttyUSB0", "ch341-uart");
    port_info const p = only();
    BOOST_TEST(p.hwid == "USB VID:PID=1A86:7523 LOCATION=1-1");
    BOOST_TEST(p.description == "USB2.0-Serial");
    BOOST_TEST(p.serial_number.empty());
    BOOST_TEST(p.by_id.empty());
}

BOOST_FIXTURE_TEST_CASE(a_composite_cdc_acm_device, machine)
{
    hardware(hub, "usb", "usb",
        {{"idVendor", "2341"}, {"idProduct", "0043"}, {"serial", "8543"}, {"product", "Board"},
            {"bNumInterfaces", " 3"}});
    hardware(hub + "/1-1:1.0", "usb", "cdc_acm", {{"interface", "Console"}});
    terminal("ttyACM0", hub + "/1-1:1.0");
    port_info const p = only();
    BOOST_TEST(p.description == "Board - Console");
    BOOST_TEST(p.interface == "Console");
    BOOST_TEST(p.driver == "cdc_acm");
    BOOST_TEST(p.hwid == "USB VID:PID=2341:0043 SER=8543 LOCATION=1-1:1.0");
}

// A debug probe: two ports of two interfaces each, and a third function that is none.
BOOST_FIXTURE_TEST_CASE(a_composite_device_with_two_cdc_acm_ports, machine)
{
    hardware(hub, "usb", "usb",
        {{"idVendor", "1366"}, {"idProduct", "0105"}, {"serial", "000760"}, {"product", "J-Link"},
            {"bNumInterfaces", " 5"}});
    hardware(hub + "/1-1:1.0", "usb", "cdc_acm", {{"interface", "Console"}});
    hardware(hub + "/1-1:1.1", "usb", "cdc_acm"); // the data of the first port
    hardware(hub + "/1-1:1.2", "usb", "cdc_acm", {{"interface", "Trace"}});
    hardware(hub + "/1-1:1.3", "usb", "cdc_acm");
    hardware(hub + "/1-1:1.4", "usb", "usb-storage", {{"interface", "Storage"}});
    terminal("ttyACM0", hub + "/1-1:1.0");
    terminal("ttyACM1", hub + "/1-1:1.2");
    auto const ports = list();
    BOOST_TEST_REQUIRE(ports.size() == 2u);
    BOOST_TEST(ports[0].description == "J-Link - Console");
    BOOST_TEST(ports[0].hwid == "USB VID:PID=1366:0105 SER=000760 LOCATION=1-1:1.0");
    BOOST_TEST(ports[1].description == "J-Link - Trace");
    BOOST_TEST(ports[1].hwid == "USB VID:PID=1366:0105 SER=000760 LOCATION=1-1:1.2");
}

BOOST_FIXTURE_TEST_CASE(a_pci_card_with_several_ports, machine)
{
    std::string const card = "/sys/devices/pci0000:00/0000:00:1c.4/0000:03:00.0";
    hardware(card, "pci", "serial", {{"vendor", "0x1415"}, {"device", "0xc208"}});
    for (char const* name : {"ttyS4", "ttyS5", "ttyS10", "ttyS11"})
        terminal(name, card, "11");
    BOOST_TEST(names() == "ttyS4 ttyS5 ttyS10 ttyS11");
    for (port_info const& p : list())
    {
        BOOST_TEST(p.location == "0000:03:00.0");
        BOOST_TEST(p.description == p.name);
        BOOST_TEST(p.hwid == "n/a"); // as pySerial has it: these are not the numbers of USB
        BOOST_TEST(!p.vid.has_value());
    }
}

BOOST_FIXTURE_TEST_CASE(uarts_and_the_places_for_those_nobody_has_found, machine)
{
    hardware("/sys/devices/pnp0/00:04", "pnp", "serial", {{"id", "PNP0501"}});
    terminal("ttyS0", "/sys/devices/pnp0/00:04", "4");
    hardware("/sys/devices/platform/serial8250", "platform", "serial8250");
    for (int i = 1; i != 32; ++i)
        terminal("ttyS" + std::to_string(i), "/sys/devices/platform/serial8250", "0");
    hardware("/sys/devices/pci0000:00/0000:00:05.0", "pci", "serial");
    terminal("ttyS32", "/sys/devices/pci0000:00/0000:00:05.0", "4");
    hardware("/sys/devices/platform/soc/fe215040.serial", "platform", "bcm2835-aux-uart");
    terminal("ttyS33", "/sys/devices/platform/soc/fe215040.serial", "3");
    hardware("/sys/devices/platform/fe201000.serial", "amba", "uart-pl011");
    terminal("ttyAMA0", "/sys/devices/platform/fe201000.serial", "32");
    for (char const* other : {"tty", "tty0", "tty1", "console", "ptmx", "ttyprintk"})
        terminal(other);
    auto const ports = list();
    BOOST_TEST(names() == "ttyAMA0 ttyS0 ttyS32 ttyS33");
    BOOST_TEST(ports[0].hwid == "fe201000.serial");
    BOOST_TEST(ports[0].driver == "uart-pl011");
    BOOST_TEST(ports[1].hwid == "PNP0501");
    BOOST_TEST(ports[1].description == "ttyS0");
    BOOST_TEST(ports[2].hwid == "n/a");
    BOOST_TEST(ports[2].location == "0000:00:05.0");
    BOOST_TEST(ports[3].location == "fe215040.serial");
    BOOST_TEST(!ports[3].vid.has_value());
}

// Linux 6.5 and later put two devices between a UART and its hardware.
BOOST_FIXTURE_TEST_CASE(a_uart_below_its_controller_and_port, machine)
{
    std::string const pnp = "/sys/devices/pnp0/00:00";
    hardware(pnp, "pnp", "serial", {{"id", "PNP0501"}});
    hardware(pnp + "/00:00:0", "serial-base", "ctrl");
    hardware(pnp + "/00:00:0/00:00:0.0", "serial-base", "port");
    terminal("ttyS0", pnp + "/00:00:0/00:00:0.0", "4");
    port_info const p = only();
    BOOST_TEST(p.hwid == "PNP0501");
    BOOST_TEST(p.driver == "serial");
    BOOST_TEST(p.location == "00:00");
}

BOOST_FIXTURE_TEST_CASE(ports_without_hardware, machine)
{
    terminal("rfcomm0");
    terminal("ttyGS0");
    terminal("ttyGS1");
    remove("/dev/ttyGS1"); // no node, so nothing to open
    BOOST_TEST(names() == "rfcomm0 ttyGS0");
    BOOST_TEST(list()[0].hwid == "n/a");
    BOOST_TEST(list()[0].description == "rfcomm0");
}

// While somebody is at the other end it has hardware: the connection, of an adapter on USB.
BOOST_FIXTURE_TEST_CASE(a_connected_rfcomm_port, machine)
{
    hardware(hub, "usb", "usb", {{"idVendor", "8087"}, {"idProduct", "0026"}});
    hardware(hub + "/1-1:1.0", "usb", "btusb");
    std::string const adapter = hub + "/1-1:1.0/bluetooth/hci0";
    hardware(adapter, "bluetooth", "");
    hardware(adapter + "/hci0:256", "bluetooth", "");
    terminal("rfcomm0", adapter + "/hci0:256");
    port_info const p = only();
    BOOST_TEST(p.description == "rfcomm0");
    BOOST_TEST(p.hwid == "n/a");
    BOOST_TEST(p.location == "hci0:256");
    BOOST_TEST(p.driver.empty());
    BOOST_TEST(!p.vid.has_value()); // those are the adapter's, not the device's
}

BOOST_FIXTURE_TEST_CASE(ports_come_in_their_natural_order, machine)
{
    for (char const* name : {"ttyUSB10", "ttyUSB2", "ttyACM1", "ttyUSB1", "ttyACM11", "ttyACM2"})
    {
        std::string const device = std::string("/sys/devices/usb/") + name;
        hardware(device, "usb", "usb", {{"idVendor", "0001"}, {"idProduct", "0002"}});
        usb_serial(device + "/1:1.0", name, "x");
    }
    BOOST_TEST(names() == "ttyACM1 ttyACM2 ttyACM11 ttyUSB1 ttyUSB2 ttyUSB10");
}

BOOST_FIXTURE_TEST_CASE(a_device_chooses_its_texts_freely, machine)
{
    hardware(hub, "usb", "usb",
        {{"idVendor", "10c40"}, {"idProduct", "xyz"},
            {"serial",
                "\x1B[2J\x01"
                "A1\x7F"},
            {"manufacturer", "\xFF\xFEQ\xC3"}, {"product", std::string(5'000, 'p')},
            {"bNumInterfaces", "one"}});
    file(hub + "/1-1:1.0/interface",
        " \xE2\x80\xAE"
        "evil\xC2\x85 \nsecond line");
    usb_serial(hub + "/1-1:1.0", "ttyUSB0", "x");
    port_info const p = only();
    BOOST_TEST(!p.vid.has_value());
    BOOST_TEST(!p.pid.has_value());
    BOOST_TEST(p.hwid == "n/a");
    BOOST_TEST(p.serial_number == "[2JA1");
    BOOST_TEST(p.manufacturer == "\xEF\xBF\xBD\xEF\xBF\xBDQ\xEF\xBF\xBD");
    BOOST_TEST(p.product == std::string(378, 'p'));
    BOOST_TEST(p.interface == "evil");
}

BOOST_FIXTURE_TEST_CASE(links_may_lead_nowhere_round_in_circles_and_out, machine)
{
    hardware(hub, "usb", "usb", {{"idVendor", "1a86"}, {"idProduct", "7523"}});
    usb_serial(hub + "/1-1:1.0", "ttyUSB0", "x");
    link("/sys/class/tty/ttyUSB1", "/sys/class/tty/ttyUSB2");
    link("/sys/class/tty/ttyUSB2", "/sys/class/tty/ttyUSB1");
    link("/sys/class/tty/ttyUSB3", "/sys/devices/gone");
    std::filesystem::create_symlink("/proc/self", root() + "/sys/class/tty/ttyUSB4");
    link("/dev/serial/by-id/circle", "/dev/serial/by-id/circle");
    link("/dev/serial/by-id/nowhere", "/dev/gone");
    std::filesystem::create_symlink("/", root() + "/dev/serial/by-id/top");
    file("/sys/class/tty/not a name", "");
    file("/sys/class/tty/plain", "");
    BOOST_TEST(names() == "ttyUSB0");
    BOOST_TEST(only().by_id.empty());
}

// A queue that nobody writes to must not hold the list up; the memory's beginning is EIO.
BOOST_FIXTURE_TEST_CASE(what_cannot_be_read_is_not_known, machine)
{
    hardware(hub, "usb", "usb", {{"idVendor", "1a86"}, {"idProduct", "7523"}});
    usb_serial(hub + "/1-1:1.0", "ttyUSB0", "ch341-uart");
    folder(hub + "/serial");
    BOOST_TEST_REQUIRE(::mkfifo((root() + hub + "/product").c_str(), 0600) == 0);
    std::filesystem::create_symlink("/proc/self/mem", root() + hub + "/manufacturer");
    link(hub + "/1-1:1.0/interface", "/gone");
    file(hub + "/bNumInterfaces", "");
    port_info const p = only();
    BOOST_TEST(p.hwid == "USB VID:PID=1A86:7523 LOCATION=1-1");
    for (std::string const& text : {p.serial_number, p.product, p.manufacturer, p.interface})
        BOOST_TEST(text == "");
    BOOST_TEST(p.description == "ttyUSB0");
    // Not for root, who reads everything.
    std::filesystem::permissions(root() + hub + "/idVendor", std::filesystem::perms::none);
    BOOST_TEST(only().vid.has_value() == (::geteuid() == 0));
}

// As with libudev's hardware database.
BOOST_FIXTURE_TEST_CASE(names_that_others_gave_fill_what_a_device_does_not_say, machine)
{
    struct named : detail::file_tree
    {
        using file_tree::file_tree;
        detail::usb_names names_of_usb(std::uint16_t vid, std::uint16_t pid) const
        {
            return vid == 0x1A86 && pid == 0x7523 ? detail::usb_names{"QinHeng\n", "CH340\x1B"}
                                                  : detail::usb_names();
        }
    };
    auto const listed = [&]
    {
        error_code ec;
        named const tree(root());
        return detail::linux_discovery<named>(tree).list(ec);
    };
    hardware(hub, "usb", "usb", {{"idVendor", "1a86"}, {"idProduct", "7523"}});
    usb_serial(hub + "/1-1:1.0", "ttyUSB0", "ch341-uart");
    BOOST_TEST_REQUIRE(listed().size() == 1u);
    BOOST_TEST(listed()[0].manufacturer == "QinHeng");
    BOOST_TEST(listed()[0].product == "CH340");
    BOOST_TEST(listed()[0].description == "CH340");
    BOOST_TEST(listed()[0].hwid == only().hwid);
    file(hub + "/product", "USB2.0-Serial\n");
    BOOST_TEST(listed()[0].manufacturer == "QinHeng");
    BOOST_TEST(listed()[0].product == "USB2.0-Serial"); // what it says itself comes first
    file(hub + "/idProduct", "7524\n");
    BOOST_TEST(listed()[0].manufacturer.empty());
    remove(hub + "/product");
    BOOST_TEST(only().product.empty()); // nobody's names are taken for a tree of a test's
}

BOOST_AUTO_TEST_CASE(the_systems_own_names_come_from_its_hardware_database)
{
    auto const names = detail::file_tree().names_of_usb(0x0403, 0x6001);
#if defined(BOOST_SERIAL_EXT_WITH_LIBUDEV)
    bool there = false;
    for (char const* file : {"/etc/udev/hwdb.bin", "/usr/lib/udev/hwdb.bin"}) // man 7 hwdb
        there = there || std::filesystem::exists(file);
    if (!there)
        std::cout << "==> skipped: names from the hardware database: there is none here (udev)\n";
    BOOST_TEST(names.vendor == (there ? "Future Technology Devices International, Ltd" : ""));
    BOOST_TEST(names.product == (there ? "FT232 Serial (UART) IC" : ""));
#else
    BOOST_TEST(names.vendor.empty());
    BOOST_TEST(names.product.empty());
#endif
    auto const unknown = detail::file_tree().names_of_usb(0xFFFF, 0xFFFF);
    BOOST_TEST(unknown.vendor + unknown.product == "");
}

// As when a cable is pulled while the list is made.
BOOST_FIXTURE_TEST_CASE(a_device_may_vanish_at_any_look, machine)
{
    struct vanishing
    {
        device_tree& tree;
        detail::file_tree real;
        mutable int looks_left;

        void look() const
        {
            if (looks_left-- == 0)
                tree.remove("/sys/devices/pci0000:00");
        }
        std::vector<std::string> names(std::string const& f, error_code& ec) const
        {
            look();
            return real.names(f, ec);
        }
        std::string read(std::string const& f) const { return look(), real.read(f); }
        std::string resolve(std::string const& f) const { return look(), real.resolve(f); }
        detail::usb_names names_of_usb(std::uint16_t, std::uint16_t) const { return {}; }
    };
    int left = 0;
    for (int looks = 0; left <= 0; ++looks)
    {
        machine m;
        m.hardware(hub, "usb", "usb",
            {{"idVendor", "10c4"}, {"idProduct", "ea60"}, {"serial", "1"}, {"product", "p"}});
        m.usb_serial(hub + "/1-1:1.0", "ttyUSB0", "cp210x");
        m.terminal("rfcomm0");
        vanishing const tree{m, detail::file_tree(m.root()), looks};
        error_code ec;
        auto const ports = detail::linux_discovery<vanishing>(tree).list(ec);
        BOOST_TEST(!ec, ec);
        BOOST_TEST_REQUIRE(!ports.empty());
        BOOST_TEST(ports.front().name == "rfcomm0"); // the others are there all the same
        for (port_info const& p : ports)
            BOOST_TEST(
                (p.hwid == "n/a" || p.hwid.compare(0, 21, "USB VID:PID=10C4:EA60") == 0), p.hwid);
        left = tree.looks_left;
        BOOST_TEST_REQUIRE(looks < 100);
    }
}

BOOST_FIXTURE_TEST_CASE(without_sysfs_the_reason_is_told, machine)
{
    remove("/sys");
    error_code ec;
    detail::file_tree const tree(root());
    BOOST_TEST(detail::linux_discovery<detail::file_tree>(tree).list(ec).empty());
    BOOST_TEST((ec == boost::system::errc::no_such_file_or_directory), ec);
}

BOOST_FIXTURE_TEST_CASE(a_port_is_found_by_its_node_and_its_links, machine)
{
    hardware(hub, "usb", "usb", {{"idVendor", "1a86"}, {"idProduct", "7523"}});
    usb_serial(hub + "/1-1:1.0", "ttyUSB0", "ch341-uart");
    terminal("tty1");
    link("/dev/serial/by-id/x", "/dev/ttyUSB0");
    link("/dev/gps", "/dev/serial/by-id/x");
    link("/elsewhere", "/dev/ttyUSB0");
    file("/file", "");
    detail::file_tree const tree(root());
    detail::linux_discovery<detail::file_tree> const all(tree);
    for (char const* name : {"/dev/ttyUSB0", "/dev/serial/by-id/x", "/dev/gps", "/elsewhere"})
    {
        auto const p = all.find(name);
        BOOST_TEST_REQUIRE(p.has_value(), name);
        BOOST_TEST((*p == only()));
    }
    for (char const* name : {"/dev/tty1", "/dev/ttyUSB1", "/file", "", "/", "/dev", "ttyUSB0"})
        BOOST_TEST(!all.find(name).has_value(), name);
}

// --- an open port -----------------------------------------------------------------------------

namespace {

constexpr std::uint64_t number_of(std::uint64_t major, std::uint64_t minor)
{
    return major << 8u | minor;
}

/// A machine with a port that a stream has open.
struct machine_with_an_open_port : machine
{
    machine_with_an_open_port()
    {
        hardware(hub, "usb", "usb",
            {{"idVendor", "1a86"}, {"idProduct", "7523"}, {"product", "USB2.0-Serial"}});
        usb_serial(hub + "/1-1:1.0", "ttyUSB3", "ch341-uart");
        number("ttyUSB3", 188, 3);
        link("/dev/serial/by-id/ch340", "/dev/ttyUSB3");
        open.tty.device_number = number_of(188, 3);
        open.tty.name = "/dev/ttyUSB3";
        port = open.opened();
    }

    port_info info()
    {
        auto const describe = port.control->describer(open.ec);
        return open.ec ? port_info() : describe(open.ec);
    }

    support told() { return port.control->capabilities(open.ec)[feature::port_discovery]; }

    boost_serial_ext_test::linux_fixture open{root()};
    detail::opened_port port;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(an_open_port_is_known_as_the_list_has_it, machine_with_an_open_port)
{
    port_info const p = info();
    BOOST_TEST(!open.ec, open.ec);
    BOOST_TEST((p == only()));
    BOOST_TEST(p.device == "/dev/ttyUSB3");
    BOOST_TEST(p.by_id == "/dev/serial/by-id/ch340");
    BOOST_TEST(told() == support::supported);
}

BOOST_FIXTURE_TEST_CASE(it_is_known_by_its_number_whatever_its_name, machine_with_an_open_port)
{
    open.tty.name = ""; // as without /proc
    BOOST_TEST((info() == only()));
    open.tty.name = "/tmp/a node of its own";
    BOOST_TEST((info() == only()));
}

// As where a container is given /dev/ttyUSB3 as its /dev/ttyUSB0, while the machine has another.
BOOST_FIXTURE_TEST_CASE(its_own_node_is_not_here, machine_with_an_open_port)
{
    hardware(hub + "/1-1.2", "usb", "usb", {{"idVendor", "0001"}, {"idProduct", "0002"}});
    usb_serial(hub + "/1-1.2/1-1.2:1.0", "ttyUSB0", "another");
    number("ttyUSB0", 188, 0);
    remove("/dev/ttyUSB3");
    open.tty.name = "/dev/ttyUSB0";
    port_info p = info();
    BOOST_TEST(!open.ec, open.ec);
    BOOST_TEST(p.device == "/dev/ttyUSB0");
    BOOST_TEST(p.name == "ttyUSB3");
    BOOST_TEST(p.driver == "ch341-uart");
    open.tty.name = "";
    info();
    BOOST_TEST((open.ec == make_unsupported_error(feature::port_discovery)), open.ec);
}

BOOST_FIXTURE_TEST_CASE(what_is_in_no_list_is_not_known, machine_with_an_open_port)
{
    terminal("tty1");
    number("tty1", 4, 1);
    hardware("/sys/devices/platform/serial8250", "platform", "serial8250");
    terminal("ttyS1", "/sys/devices/platform/serial8250", "0"); // nobody has found a UART there
    number("ttyS1", 4, 65);
    hardware("/sys/devices/misc", "misc", "");
    link("/sys/dev/char/10:1", "/sys/devices/misc"); // no terminal
    file("/sys/devices/elsewhere/ttyUSB3", "");
    link("/sys/dev/char/10:2", "/sys/devices/elsewhere/ttyUSB3"); // another with the same name
    link("/sys/dev/char/10:3", "/sys/dev/char/10:3");
    for (std::uint64_t const number : {number_of(136, 0), number_of(4, 1), number_of(4, 65),
             number_of(10, 1), number_of(10, 2), number_of(10, 3), number_of(188, 0)})
    {
        open.tty.device_number = number;
        BOOST_TEST((info() == port_info()));
        BOOST_TEST((open.ec == make_unsupported_error(feature::port_discovery)), open.ec);
        BOOST_TEST(told() == support::unsupported, number);
    }
}

BOOST_FIXTURE_TEST_CASE(nothing_is_known_of_a_port_that_has_gone, machine_with_an_open_port)
{
    open.tty.hung_up = true;
    info();
    BOOST_TEST((open.ec == condition::disconnected), open.ec);
    BOOST_TEST(told() == support::unknown);
}

BOOST_FIXTURE_TEST_CASE(a_failed_look_is_no_answer, machine_with_an_open_port)
{
    open.tty.always["device_number"] = boost_serial_ext_test::e_nomem;
    info();
    BOOST_TEST(open.ec.value() == boost_serial_ext_test::e_nomem);
    BOOST_TEST(told() == support::unknown);
}

// What tells of it is called without the port, which may be closed then.
BOOST_FIXTURE_TEST_CASE(its_description_outlives_it, machine_with_an_open_port)
{
    auto const describe = port.control->describer(open.ec);
    port.control.reset();
    BOOST_TEST((describe(open.ec) == only()));
    remove(hub);
    BOOST_TEST((describe(open.ec) == port_info()));
    BOOST_TEST((open.ec == make_unsupported_error(feature::port_discovery)), open.ec);
}

BOOST_FIXTURE_TEST_CASE(a_backend_lists_the_same, machine_with_an_open_port)
{
    auto const ports = open.ports.list(open.ec);
    BOOST_TEST(!open.ec, open.ec);
    BOOST_TEST((ports == list()));
    remove("/sys");
    BOOST_TEST(open.ports.list(open.ec).empty());
    BOOST_TEST((open.ec == boost::system::errc::no_such_file_or_directory), open.ec);
}

// --- the functions ----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(this_machine_is_listed_without_an_error)
{
    error_code ec;
    auto const ports = list_ports(ec);
    BOOST_TEST(!ec, ec);
    BOOST_TEST((ports == list_ports()));
    for (port_info const& p : ports)
    {
        BOOST_TEST(p.device == "/dev/" + p.name);
        BOOST_TEST(!p.hwid.empty());
        port_filter this_one;
        this_one.device = p.device;
        BOOST_TEST((find_port(this_one) == p));
    }
}

BOOST_AUTO_TEST_CASE(all_that_a_filter_has_must_fit)
{
    port_info p;
    p.device = "/dev/ttyUSB0";
    p.vid = 0x0403;
    p.pid = 0x6001;
    p.serial_number = "A1";
    p.location = "1-1.4";
    p.interface = "Console";
    p.product = "Meter 9000";
    p.by_id = "/dev/serial/by-id/x";
    p.by_path = "/dev/serial/by-path/y";
    BOOST_TEST(port_filter().matches(p));
    std::vector<std::function<void(port_filter&)>> const fitting = {[](port_filter& f)
        { f.vid = 0x0403; },
        [](port_filter& f) { f.pid = 0x6001; }, [](port_filter& f) { f.serial_number = "A1"; },
        [](port_filter& f) { f.device = "/dev/ttyUSB0"; },
        [](port_filter& f) { f.location = "1-1.4"; },
        [](port_filter& f) { f.interface = "Console"; }, [](port_filter& f) { f.text = "mETER"; }};
    std::vector<std::function<void(port_filter&)>> const others = {[](port_filter& f)
        { f.vid = 0; },
        [](port_filter& f) { f.pid = 0x6002; }, [](port_filter& f) { f.serial_number = "A"; },
        [](port_filter& f) { f.device = "/dev/ttyUSB"; },
        [](port_filter& f) { f.location = "1-1"; }, [](port_filter& f) { f.interface = "console"; },
        [](port_filter& f) { f.text = "Meter  9000"; }};
    port_filter all;
    for (auto const& set : fitting)
    {
        port_filter one;
        set(one);
        BOOST_TEST(one.matches(p));
        set(all);
    }
    BOOST_TEST(all.matches(p));
    for (auto const& set : others)
    {
        port_filter one, all_but_one = all;
        set(one);
        set(all_but_one);
        BOOST_TEST(!one.matches(p));
        BOOST_TEST(!all_but_one.matches(p));
    }
    port_info nothing;
    port_filter usb;
    usb.vid = 0;
    BOOST_TEST(!usb.matches(nothing)); // unknown is not 0
    for (char const* link : {"/dev/serial/by-id/x", "/dev/serial/by-path/y"})
    {
        port_filter by_link;
        by_link.device = link;
        BOOST_TEST(by_link.matches(p));
        BOOST_TEST(!by_link.matches(nothing));
    }
}

BOOST_AUTO_TEST_SUITE_END()
