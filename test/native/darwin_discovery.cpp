// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What macOS' registry tells of ports: with made-up registries, so on every system. The trees are as `ioreg -l` shows
// them: of kernel drivers (macOS 10.11 and newer, and older), and of DriverKit's.
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/darwin_device.hpp>
#include <boost_serial_ext/native/darwin_discovery.hpp>

#include "support/fake_darwin.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace boost_serial_ext;
using boost_serial_ext_test::darwin_world;
using boost_serial_ext_test::fake_darwin_registry;

BOOST_AUTO_TEST_SUITE(darwin_discovery_of_ports)

namespace {

struct registry
{
    // Whatever a test does, nothing is kept, and nothing used that was given back.
    ~registry()
    {
        BOOST_TEST(w.held() == 0u);
        BOOST_TEST(w.misuses == 0u);
    }

    std::size_t usb_device(std::int64_t vid, std::int64_t pid, std::int64_t location,
        std::size_t parent = darwin_world::none)
    {
        auto const at = w.add({"IOUSBHostDevice", "IOService"}, parent);
        w.entries[at].numbers = {{"idVendor", vid}, {"idProduct", pid}, {"locationID", location}};
        return at;
    }

    std::size_t usb_interface(std::size_t device, std::string const& name = "")
    {
        auto const at = w.add({"IOUSBHostInterface", "IOService"}, device);
        if (!name.empty())
            w.entries[at].texts["kUSBString"] = name;
        return at;
    }

    /// A driver of the kernel's, with the stream that it makes.
    std::size_t driver(std::string const& name, std::size_t parent)
    {
        auto const at = w.add({name, "IOSerialDriverSync", "IOService"}, parent);
        return w.add({"IOModemSerialStreamSync", "IOSerialStreamSync", "IOService"}, at);
    }

    std::size_t ftdi(std::string const& suffix = "usbserial-110")
    {
        auto const device = usb_device(0x0403, 0x6001, 0x1411'0000);
        w.entries[device].texts = {{"USB Serial Number", "A10X2Y3Z"}, {"USB Vendor Name", "FTDI"},
            {"USB Product Name", "FT232R USB UART"}, {"kUSBSerialNumberString", "other"}};
        return w.port(suffix, driver("AppleUSBFTDI", usb_interface(device)));
    }

    std::vector<port_info> list()
    {
        auto ports = discovery.list(ec);
        BOOST_TEST(w.held() == 0u);
        return ports;
    }

    std::string names()
    {
        std::string text;
        for (port_info const& p : list())
            text += (text.empty() ? "" : " ") + p.name;
        return text;
    }

    port_info only()
    {
        auto const ports = list();
        BOOST_TEST(!ec, ec);
        BOOST_TEST_REQUIRE(ports.size() == 1u);
        return ports[0];
    }

    darwin_world w;
    fake_darwin_registry sys{&w};
    detail::darwin_discovery<fake_darwin_registry> discovery{sys};
    error_code ec;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_usb_adapter_is_described, registry)
{
    ftdi();
    port_info expected;
    expected.device = "/dev/cu.usbserial-110";
    expected.name = "cu.usbserial-110";
    expected.description = "FT232R USB UART";
    expected.hwid = "USB VID:PID=0403:6001 SER=A10X2Y3Z LOCATION=20-1.1";
    expected.vid = std::uint16_t{0x0403};
    expected.pid = std::uint16_t{0x6001};
    expected.serial_number = "A10X2Y3Z";
    expected.manufacturer = "FTDI";
    expected.product = "FT232R USB UART";
    expected.location = "20-1.1";
    expected.driver = "AppleUSBFTDI";
    BOOST_TEST((only() == expected));
}

BOOST_FIXTURE_TEST_CASE(a_board_has_its_interfaces_name, registry)
{
    auto const device = usb_device(0x2341, 0x0043, 0x0110'0000);
    w.entries[device].texts = {{"kUSBVendorString", "Arduino"}, {"kUSBProductString", "Uno"},
        {"kUSBSerialNumberString", "7543"}};
    w.port("usbmodem1101", driver("AppleUSBACMData", usb_interface(device, "CDC Data")));
    port_info const port = only();
    BOOST_TEST(port.interface == "CDC Data");
    BOOST_TEST(port.description == "Uno - CDC Data");
    BOOST_TEST(port.driver == "AppleUSBACMData");
    BOOST_TEST(port.hwid == "USB VID:PID=2341:0043 SER=7543 LOCATION=1-1");
    BOOST_TEST(port.manufacturer == "Arduino");
}

BOOST_FIXTURE_TEST_CASE(a_device_with_two_ports_is_listed_twice_in_the_natural_order, registry)
{
    auto const hub = usb_device(0x05E3, 0x0608, 0x1410'0000);
    w.entries[hub].texts = {{"USB Product Name", "Hub"}, {"USB Serial Number", "of the hub"}};
    auto const device = usb_device(0x1209, 1, 0x1414'0000, usb_interface(hub, "of the hub"));
    w.entries[device].texts["USB Product Name"] = "Board";
    w.port("usbmodem10", driver("AppleUSBACMData", usb_interface(device, "Log")));
    w.port("usbmodem2", driver("AppleUSBACMData", usb_interface(device, "Shell")));
    auto const ports = list();
    BOOST_TEST_REQUIRE(ports.size() == 2u);
    BOOST_TEST(ports[0].name == "cu.usbmodem2");
    BOOST_TEST(ports[0].description == "Board - Shell");
    BOOST_TEST(ports[1].name == "cu.usbmodem10");
    BOOST_TEST(ports[1].description == "Board - Log");
    for (port_info const& port : ports)
    {
        BOOST_TEST(port.location == "20-1.4");
        BOOST_TEST(port.serial_number == ""); // what it is plugged into has one
    }
}

BOOST_FIXTURE_TEST_CASE(a_driver_outside_the_kernel_has_its_class_in_a_property, registry)
{
    auto const device = usb_device(0x1A86, 0x7523, 0x0110'0000);
    w.entries[device].texts["USB Product Name"] = "USB Serial";
    auto const driver
        = w.add({"IOUserSerial", "IOSerialStreamSync", "IOService"}, usb_interface(device));
    w.entries[driver].texts["IOUserClass"] = "AppleUSBCHCOM";
    w.port("usbserial-110", driver);
    port_info const port = only();
    BOOST_TEST(port.driver == "AppleUSBCHCOM");
    BOOST_TEST(port.description == "USB Serial");
    BOOST_TEST(port.hwid == "USB VID:PID=1A86:7523 LOCATION=1-1");
}

BOOST_FIXTURE_TEST_CASE(old_classes_and_keys_are_known, registry)
{
    auto const device = w.add({"IOUSBDevice", "IOService"});
    w.entries[device].numbers = {{"idVendor", 0x067B}, {"idProduct", 0x2303},
        {"locationID", -0x6BF0'0000}}; // 0x94100000 with a sign
    w.entries[device].texts["USB Serial Number"] = "S";
    auto const interface = w.add({"IOUSBInterface", "IOService"}, device);
    w.entries[interface].texts = {{"USB Interface Name", "Data"}, {"kUSBString", "other"}};
    w.port("PL2303-0014", driver("com_prolific_driver", interface));
    port_info const port = only();
    BOOST_TEST(port.interface == "Data");
    BOOST_TEST(port.hwid == "USB VID:PID=067B:2303 SER=S LOCATION=148-1");
    BOOST_TEST(port.driver == "com_prolific_driver");
}

BOOST_FIXTURE_TEST_CASE(what_is_not_on_usb_is_listed_with_what_is_known, registry)
{
    auto const root = w.add({"IOResources", "IOService"});
    auto const manager = w.add({"IOBluetoothSerialManager", "IOService"}, root);
    w.port("Bluetooth-Incoming-Port",
        w.add({"IORS232SerialStreamSync", "IOSerialStreamSync", "IOService"}, manager));
    port_info expected;
    expected.device = "/dev/cu.Bluetooth-Incoming-Port";
    expected.name = expected.description = "cu.Bluetooth-Incoming-Port";
    expected.hwid = "n/a";
    expected.driver = "IOBluetoothSerialManager";
    BOOST_TEST((only() == expected));
}

BOOST_FIXTURE_TEST_CASE(past_the_interface_there_is_no_driver_of_the_ports, registry)
{
    auto const device = usb_device(1, 2, 0x0110'0000);
    auto const composite = w.add({"AppleUSBHostCompositeDevice", "IOService"}, device);
    auto const outer = usb_interface(composite, "outer"); // the nearest one is the port's
    w.port("x", usb_interface(outer, "inner"));
    port_info const port = only();
    BOOST_TEST(port.driver == "");
    BOOST_TEST(port.interface == "inner");
    BOOST_TEST(port.location == "1-1");
}

BOOST_FIXTURE_TEST_CASE(a_circle_and_a_thousand_parents_end, registry)
{
    auto const a = w.add({"A", "IOService"});
    auto const b = w.add({"B", "IOService"}, a);
    w.entries[a].parent = b;
    w.port("circle", b);
    auto deep = usb_device(1, 2, 0x0110'0000);
    for (int i = 0; i != 1'000; ++i)
        deep = w.add({"X", "IOService"}, deep);
    w.port("deep", deep);
    auto const ports = list();
    BOOST_TEST_REQUIRE(ports.size() == 2u);
    BOOST_TEST(ports[0].driver == "B");
    BOOST_TEST(ports[1].driver == "X");
    BOOST_TEST(!ports[1].vid.has_value()); // no tree is so deep
}

BOOST_FIXTURE_TEST_CASE(a_list_without_an_end_ends, registry)
{
    ftdi();
    w.endless = true;
    BOOST_TEST(names() == "cu.usbserial-110");
    BOOST_TEST(w.last_object < 1'000'000u);
}

BOOST_FIXTURE_TEST_CASE(a_port_without_that_property_has_the_node_that_it_must_have, registry)
{
    auto& texts = w.entries[ftdi()].texts;
    texts.erase("IOCalloutDevice");
    BOOST_TEST(only().device == "/dev/cu.usbserial-110");
    texts.clear();
    texts = {{"IOTTYBaseName", "usbserial-"}, {"IOTTYSuffix", "7"}};
    BOOST_TEST(only().device == "/dev/cu.usbserial-7");
    texts.clear();
    BOOST_TEST(names() == "");
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(what_is_no_node_is_no_port, registry)
{
    auto& texts = w.entries[ftdi()].texts;
    for (char const* bad :
        {"/etc/passwd", "cu.x", "/dev/", "/dev/../etc/passwd", "/dev/..", "/dev/a/b", "/dev/cu.\n",
            "/dev/cu.\x1B[2J", "/dev/cu.\xFF", "/dev/cu.\xE2\x80\xAE", "/dev/cu.x "})
    {
        texts["IOCalloutDevice"] = bad;
        BOOST_TEST(names() == "", bad);
    }
    texts["IOCalloutDevice"] = "/dev/cu." + std::string(300, 'x');
    BOOST_TEST(names() == "");
    texts["IOCalloutDevice"] = "/dev/cu.M\xC3\xBCller's phone";
    BOOST_TEST(names() == "cu.M\xC3\xBCller's phone");
}

BOOST_FIXTURE_TEST_CASE(hostile_properties_are_made_harmless, registry)
{
    ftdi();
    auto& device = w.entries[0];
    BOOST_TEST_REQUIRE(device.own_class == "IOUSBHostDevice");
    device.texts["USB Product Name"] = "\x1B[31mred\nsecond";
    device.texts["USB Vendor Name"] = std::string(100'000, 'v');
    device.texts["USB Serial Number"] = "\xFF";
    device.numbers = {{"idVendor", 0x1'0403}, {"idProduct", -1}, {"locationID", 1ll << 40}};
    port_info const port = only();
    BOOST_TEST(port.product == "[31mred");
    BOOST_TEST(port.manufacturer.size() == detail::longest_device_text);
    BOOST_TEST(port.serial_number == "\xEF\xBF\xBD");
    BOOST_TEST(!port.vid.has_value());
    BOOST_TEST(!port.pid.has_value());
    BOOST_TEST(port.location == "");
    BOOST_TEST(port.hwid == "n/a");
}

BOOST_FIXTURE_TEST_CASE(numbers_that_are_texts_are_none, registry)
{
    ftdi();
    auto& device = w.entries[0];
    device.numbers.erase("idVendor");
    device.texts["idVendor"] = "0403";
    port_info const port = only();
    BOOST_TEST(!port.vid.has_value());
    BOOST_TEST(!port.pid.has_value()); // half an identification is none
    BOOST_TEST(port.hwid == "n/a");
    BOOST_TEST(port.serial_number == "A10X2Y3Z");
    BOOST_TEST(port.location == "20-1.1");
}

BOOST_FIXTURE_TEST_CASE(why_nothing_is_known_is_told, registry)
{
    ftdi();
    w.failures["services"] = static_cast<int>(detail::darwin_return::io_unsupported);
    BOOST_TEST(names() == "");
    BOOST_TEST(ec.value() == 45); // macOS' ENOTSUP
    w.failures["services"] = static_cast<int>(detail::darwin_return::io_not_permitted);
    BOOST_TEST(names() == "");
    BOOST_TEST((ec == condition::permission_denied), ec);
    w.failures.clear();
    BOOST_TEST(names() == "cu.usbserial-110");
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(a_machine_without_ports_is_no_error, registry)
{
    ec = error::operation_in_progress;
    BOOST_TEST(names() == "");
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(what_fails_in_the_middle_leaves_what_is_known, registry)
{
    ftdi();
    for (char const* call : {"identity", "parent", "class_of", "number"})
    {
        w.failures = {{call, 5}};
        BOOST_TEST(only().device == "/dev/cu.usbserial-110", call);
    }
    w.failures = {{"parent", 5}};
    BOOST_TEST(only().hwid == "n/a");
    for (char const* call : {"next", "text"})
    {
        w.failures = {{call, 5}};
        BOOST_TEST(names() == "", call);
        BOOST_TEST(!ec, ec);
    }
}

BOOST_FIXTURE_TEST_CASE(a_port_is_found_by_either_node_by_name_and_by_a_link, registry)
{
    ftdi();
    w.port("usbserial-11", driver("Other", darwin_world::none));
    w.links = {{"/home/me/board", "/dev/tty.usbserial-110"}, {"/home/me/file", "/home/me/x"}};
    for (char const* device : {"/dev/cu.usbserial-110", "/dev/tty.usbserial-110",
             "cu.usbserial-110", "tty.usbserial-110", "/home/me/board"})
    {
        auto const port = discovery.find(device, ec);
        BOOST_TEST(!ec, ec);
        BOOST_TEST_REQUIRE(port.has_value(), device);
        BOOST_TEST(port->device == "/dev/cu.usbserial-110", device);
        BOOST_TEST(port->driver == "AppleUSBFTDI", device);
    }
    for (char const* device : {"", "/dev/", "/dev/cu.usbserial-1", "usbserial-110",
             "/dev/cu.usbserial-1100", "/home/me/file", "/home/me/nothing"})
        BOOST_TEST(!discovery.find(device, ec).has_value(), device);
}

BOOST_FIXTURE_TEST_CASE(a_port_without_a_second_node_is_not_found_by_nothing, registry)
{
    w.entries[ftdi()].texts.erase("IODialinDevice");
    BOOST_TEST(!discovery.find("", ec).has_value());
    BOOST_TEST(discovery.find("cu.usbserial-110", ec).has_value());
}

BOOST_FIXTURE_TEST_CASE(of_two_with_one_node_the_newer_one_is_listed, registry)
{
    auto const old = w.port("x", driver("Old", darwin_world::none));
    auto const next = w.port("x", driver("New", darwin_world::none));
    BOOST_TEST(only().driver == "New");
    std::swap(w.entries[old].identity, w.entries[next].identity);
    BOOST_TEST(only().driver == "Old");
}

BOOST_AUTO_TEST_SUITE_END()
