// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What the BSDs' texts tell of a port: in the forms in which their kernels write them, and in others.
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/bsd_attached.hpp>
#include <boost_serial_ext/detail/codec/bsd_device.hpp>
#include <boost_serial_ext/detail/codec/bsd_node.hpp>
#include <boost_serial_ext/detail/codec/devd.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace boost_serial_ext;
using namespace boost_serial_ext::detail;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(bsd_devices_text)

namespace {

constexpr bsd_system every_bsd[]
    = {bsd_system::freebsd, bsd_system::dragonfly, bsd_system::openbsd, bsd_system::netbsd};

struct name
{
    char const* text;
    std::string on; ///< F, D, O, N: where it is a port's.

    friend std::ostream& operator<<(std::ostream& out, name const& n) { return out << n.text; }
};

name const names[] = {
    {"cuau0", "FDO"},
    {"cuaU0", "FDO"},
    {"cuaU10", "FDO"},
    {"cuaU0.1", "FDO"},
    {"cuaua", "FDO"}, // unit 10 of FreeBSD's
    {"cuad0", "FDO"},
    {"cuaa0", "FDO"},
    {"cua00", "FDO"},
    {"cuau0.init", "DO"},
    {"cuau0.lock", "DO"},
    {"cuaU0.1.lock", "DO"},
    {"cuaiU0", "FO"},
    {"cualU0", "FO"},
    {"cuaia0", "FO"},
    {"dty00", "N"},
    {"dtyU0", "N"},
    {"ttyu0", ""},
    {"ttyU0", ""},
    {"tty00", ""},
    {"cua", ""},
    {"cuaU", ""},
    {"dty", ""},
    {"cuaU0/..", ""},
    {"cuaU0 ", ""},
    {"cua/x0", ""},
    {"xcuaU0", ""},
    {"", ""},
};

} // namespace

BOOST_DATA_TEST_CASE(nodes_to_call_out_with_are_told_from_others, data::make(names), n)
{
    std::string on;
    for (bsd_system const system : every_bsd)
        if (is_bsd_port_name(system, n.text))
            on += "FDON"[static_cast<int>(system)];
    BOOST_TEST(on == n.on);
}

BOOST_AUTO_TEST_CASE(a_name_that_is_too_long_is_no_ports)
{
    BOOST_TEST(is_bsd_port_name(bsd_system::freebsd, "cuaU" + std::string(60, '1')));
    BOOST_TEST(!is_bsd_port_name(bsd_system::freebsd, "cuaU" + std::string(61, '1')));
}

BOOST_AUTO_TEST_CASE(both_nodes_of_a_port_lead_to_the_one_to_call_out_with)
{
    auto const freebsd = [](char const* n) { return bsd_callout_of(bsd_system::freebsd, n); };
    BOOST_TEST(freebsd("cuaU0") == "cuaU0");
    BOOST_TEST(freebsd("ttyU0") == "cuaU0");
    BOOST_TEST(freebsd("ttyu0") == "cuau0");
    BOOST_TEST(freebsd("ttyu0.init") == "");
    BOOST_TEST(freebsd("tty") == "");
    BOOST_TEST(freebsd("null") == "");
    auto const dragonfly = [](char const* n) { return bsd_callout_of(bsd_system::dragonfly, n); };
    BOOST_TEST(dragonfly("ttyd0") == "cuaa0");
    BOOST_TEST(dragonfly("ttyU0") == "cuaU0");
    BOOST_TEST(dragonfly("cuaa0") == "cuaa0");
    BOOST_TEST(dragonfly("ttyiU0") == "");
    BOOST_TEST(bsd_callout_of(bsd_system::openbsd, "tty00") == "cua00");
    BOOST_TEST(bsd_callout_of(bsd_system::netbsd, "ttyU1") == "dtyU1");
    BOOST_TEST(bsd_callout_of(bsd_system::netbsd, "cuaU1") == "");
}

BOOST_AUTO_TEST_CASE(a_uarts_device_is_known_by_its_node)
{
    auto const freebsd = [](char const* n) { return bsd_uart_of(bsd_system::freebsd, n); };
    BOOST_TEST(freebsd("cuau0") == "uart0");
    BOOST_TEST(freebsd("cuau9") == "uart9");
    BOOST_TEST(freebsd("cuaua") == "uart10"); // numbers to the base of 32
    BOOST_TEST(freebsd("cuauv") == "uart31");
    BOOST_TEST(freebsd("cuau10") == "uart32");
    for (char const* none :
        {"cuauw", "cuau0.1", "cuau", "cuaU0", "cuaa0", "cuauvvvvvvvvvvvvvvvv", ""})
        BOOST_TEST(freebsd(none) == "", none);
    BOOST_TEST(bsd_uart_of(bsd_system::dragonfly, "cuaa1") == "sio1");
    BOOST_TEST(bsd_uart_of(bsd_system::dragonfly, "cuau1") == "");
    BOOST_TEST(bsd_uart_of(bsd_system::openbsd, "cuau1") == "");
}

BOOST_AUTO_TEST_CASE(a_devices_node_is_known_by_its_name)
{
    auto const openbsd = [](char const* n) { return bsd_node_of(bsd_system::openbsd, n); };
    BOOST_TEST(openbsd("ucom0") == "cuaU0");
    BOOST_TEST(openbsd("ucom12") == "cuaU12");
    BOOST_TEST(openbsd("com0") == ""); // it is not told of those
    auto const netbsd = [](char const* n) { return bsd_node_of(bsd_system::netbsd, n); };
    BOOST_TEST(netbsd("ucom0") == "dtyU0");
    BOOST_TEST(netbsd("com0") == "dty00");
    BOOST_TEST(netbsd("com12") == "dty12");
    for (char const* none :
        {"com100", "com", "ucom", "ucom1000", "ucomx", "ucom0x", "ucom-1", "ucom0/", "uftdi0", ""})
        BOOST_TEST(netbsd(none) == "", none);
}

BOOST_AUTO_TEST_CASE(names_are_in_the_order_of_their_numbers)
{
    std::vector<std::string> const sorted{"cua00", "cuaU0", "cuaU0.0", "cuaU0.1", "cuaU0.10",
        "cuaU01", "cuaU1", "cuaU2", "cuaU10", "cuau0", "cuau9", "cuaua"};
    for (std::size_t i = 0; i != sorted.size(); ++i)
        for (std::size_t j = 0; j != sorted.size(); ++j)
            BOOST_TEST(in_bsd_order(sorted[i], sorted[j]) == (i < j), sorted[i] + " " + sorted[j]);
    std::string const long_number(200, '9');
    BOOST_TEST(in_bsd_order("a9", "a" + long_number));
}

BOOST_AUTO_TEST_CASE(identifications_are_read)
{
    auto const usb = parse_bsd_identification(
        "vendor=0x2341 product=0x0043 devclass=0x02 devsubclass=0x00 devproto=0x00 "
        "sernum=\"7523230383535150F0F1\" release=0x0001 mode=host intclass=0x02 intsubclass=0x02 "
        "intprotocol=0x01 ttyname=U0 ttyports=1");
    BOOST_TEST((usb.vid == 0x2341));
    BOOST_TEST((usb.pid == 0x0043));
    BOOST_TEST(usb.serial_number == "7523230383535150F0F1");
    BOOST_TEST(usb.terminal == "U0");
    BOOST_TEST(usb.ports == 1u);
    auto const acpi = parse_bsd_identification("_HID=PNP0501 _UID=1 _CID=none");
    BOOST_TEST(acpi.board == "PNP0501");
    BOOST_TEST(!acpi.vid.has_value());
    BOOST_TEST(acpi.terminal == "");
    BOOST_TEST(parse_bsd_identification("_HID=none _UID=0").board == "");
    BOOST_TEST(parse_bsd_identification("pnpid=PNP0501").board == "PNP0501");
}

BOOST_AUTO_TEST_CASE(a_vendor_of_another_bus_is_no_usb_vendor)
{
    auto const pci = parse_bsd_identification(
        "vendor=0x8086 device=0x9c3a subvendor=0x8086 subdevice=0x7270 class=0x078000");
    BOOST_TEST(!pci.vid.has_value());
    BOOST_TEST(!pci.pid.has_value());
    BOOST_TEST(!parse_bsd_identification("product=0x0043").pid.has_value());
}

BOOST_AUTO_TEST_CASE(a_serial_number_may_have_blanks_and_cannot_change_what_the_kernel_says)
{
    BOOST_TEST(parse_bsd_identification("sernum=\"A 1 B\" ttyname=U1").serial_number == "A 1 B");
    BOOST_TEST(parse_bsd_identification("sernum=\"\" ttyname=U1").terminal == "U1");
    auto const hostile = parse_bsd_identification(
        "vendor=0x0403 product=0x6001 sernum=\"x\" vendor=0x1111 product=0x2222 ttyname=U7 "
        "ttyports=9 y=\"\" ttyname=U1 ttyports=1");
    BOOST_TEST((hostile.vid == 0x0403));
    BOOST_TEST((hostile.pid == 0x6001));
    BOOST_TEST(hostile.terminal == "U1");
    BOOST_TEST(hostile.ports == 1u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_not_taken_from_an_identification)
{
    auto const at = [](char const* text) { return parse_bsd_identification(text); };
    for (char const* none : {"", " ", "=", "==", "vendor", "vendor=", "vendor=2341 product=0043",
             "vendor=0x23410 product=0x0043", "vendor=0xG product=0x1", "\"", "sernum=\"",
             "vendor=\"0x2341 product=0x0043"})
        BOOST_TEST(!at(none).vid.has_value(), none);
    BOOST_TEST(at("sernum=\"cut").serial_number == "cut");
    BOOST_TEST(at("ttyname=../../x").terminal == "");
    BOOST_TEST(at("ttyports=0").ports == 1u);
    BOOST_TEST(at("ttyports=-1").ports == 1u);
    BOOST_TEST(at("ttyports=999999").ports == 64u);
    BOOST_TEST(at("ttyports=99999999999").ports == 1u);
    std::string const beyond = std::string(4096, ' ') + "ttyname=U1";
    BOOST_TEST(parse_bsd_identification(beyond).terminal == "");
}

BOOST_AUTO_TEST_CASE(locations_are_read)
{
    auto const usb
        = parse_bsd_location("bus=1 hubaddr=2 port=3 devaddr=4 interface=2 ugen=ugen1.4");
    BOOST_TEST((usb.bus == 1u));
    BOOST_TEST((usb.hub == 2u));
    BOOST_TEST((usb.port == 3u));
    BOOST_TEST((usb.address == 4u));
    BOOST_TEST(usb.interface == 2u);
    auto const pci = parse_bsd_location("slot=22 function=3 dbsf=pci0:0:22:3");
    BOOST_TEST(!pci.bus.has_value());
    BOOST_TEST(!parse_bsd_location("bus=x port=-1 devaddr=").port.has_value());
}

BOOST_AUTO_TEST_CASE(a_hubs_port_is_known_in_either_order)
{
    auto const port = [](char const* text, unsigned bus, unsigned hub)
    { return bsd_hub_port(parse_bsd_location(text), bus, hub).value_or(99); };
    BOOST_TEST(port("bus=1 hubaddr=2 port=3", 1, 2) == 3u);
    BOOST_TEST(port("bus=2 hubaddr=3 port=1", 1, 2) == 3u); // DragonFly's
    BOOST_TEST(port("bus=1 hubaddr=1 port=1", 1, 1) == 1u);
    BOOST_TEST(port("bus=1 hubaddr=3 port=1", 1, 1) == 3u);
    BOOST_TEST(port("bus=1 hubaddr=1 port=3", 1, 1) == 3u);
    for (char const* none :
        {"", "bus=1 hubaddr=3 port=2", "bus=1 hubaddr=2", "port=3", "bus=2 hubaddr=1 port=3"})
        BOOST_TEST(port(none, 1, 2) == 99u, none);
}

BOOST_AUTO_TEST_CASE(a_port_is_described)
{
    bsd_device device;
    device.name = "umodem0";
    device.driver = "umodem";
    device.description = "Arduino Uno, class 2/0, rev 1.10/0.01, addr 3";
    device.identification = "vendor=0x2341 product=0x0043 sernum=\"75\" ttyname=U0 ttyports=1";
    device.location = "bus=0 hubaddr=1 port=2 devaddr=3 interface=0 ugen=ugen0.3";
    device.parent = "uhub0";
    port_info expected;
    expected.device = "/dev/cuaU0";
    expected.name = "cuaU0";
    expected.description = "Arduino Uno";
    expected.hwid = "USB VID:PID=2341:0043 SER=75 LOCATION=0-2";
    expected.vid = std::uint16_t{0x2341};
    expected.pid = std::uint16_t{0x0043};
    expected.serial_number = "75";
    expected.location = "0-2";
    expected.driver = "umodem";
    BOOST_TEST((describe_bsd_port("cuaU0", device, "0-2") == expected));
}

BOOST_AUTO_TEST_CASE(a_port_on_the_board_is_described)
{
    bsd_device device;
    device.name = "uart0";
    device.driver = "uart";
    device.description = "16550 or compatible";
    device.identification = "_HID=PNP0501 _UID=1 _CID=none";
    device.location = "handle=\\_SB_.PCI0.SBRG.UAR1";
    port_info const port = describe_bsd_port("cuau0", device, "");
    BOOST_TEST(port.hwid == "PNP0501");
    BOOST_TEST(port.description == "16550 or compatible");
    BOOST_TEST(port.location == "handle=\\_SB_.PCI0.SBRG.UAR1");
    port_info const unknown = describe_bsd_port("cuaX0", {}, "");
    BOOST_TEST(unknown.hwid == "n/a");
    BOOST_TEST(unknown.description == "cuaX0");
    BOOST_TEST(unknown.device == "/dev/cuaX0");
}

BOOST_AUTO_TEST_CASE(a_description_is_without_the_numbers_behind_it)
{
    BOOST_TEST(bsd_description("FTDI, class 0/0, rev 2.00/6.00, addr 3") == "FTDI");
    BOOST_TEST(bsd_description("FTDI FT232R, rev 2.00/6.00, addr 3") == "FTDI FT232R");
    BOOST_TEST(bsd_description("A, class B, class 0/0, rev 2.00/6.00, addr 3") == "A, class B");
    BOOST_TEST(bsd_description("16550 or compatible") == "16550 or compatible");
    BOOST_TEST(bsd_description("a\x1b[31mb") == "a[31mb");
    BOOST_TEST(bsd_description("") == "");
}

BOOST_AUTO_TEST_CASE(devices_that_differ_in_anything_have_other_identities)
{
    auto const of = [](std::vector<std::string> const& texts, std::uint64_t number)
    {
        bsd_identity identity;
        for (std::string const& text : texts)
            identity.add(text);
        identity.add(number);
        return identity.value();
    };
    BOOST_TEST(of({"a", "bc"}, 1) == of({"a", "bc"}, 1));
    BOOST_TEST(of({"a", "bc"}, 1) != of({"ab", "c"}, 1));
    BOOST_TEST(of({"a", "bc"}, 1) != of({"a", "bc"}, 2));
    BOOST_TEST(of({"a", "bc"}, 1) != of({"a", "bc"}, (std::uint64_t{1} << 63) + 1));
    BOOST_TEST(of({}, 0) != 0u);
}

namespace {

struct devd_row
{
    bsd_system system;
    char const* message;
    std::optional<std::string> gone; ///< Nothing: nobody's business.

    friend std::ostream& operator<<(std::ostream& out, devd_row const& r)
    {
        return out << r.message;
    }
};

auto const f = bsd_system::freebsd;
auto const d = bsd_system::dragonfly;

devd_row const messages[] = {
    {f, "!system=DEVFS subsystem=CDEV type=CREATE cdev=cuaU0\n", ""},
    {f, "!system=DEVFS subsystem=CDEV type=CREATE cdev=cuaU0", ""},
    {f, "!system=DEVFS subsystem=CDEV type=DESTROY cdev=cuaU0\n", "cuaU0"},
    {f, "!system=DEVFS subsystem=CDEV type=DESTROY cdev=cuaU0.1\n", "cuaU0.1"},
    {f, "!system=DEVFS subsystem=CDEV type=DESTROY cdev=\"cuaU0\"\n", "cuaU0"},
    {f, "!system=DEVFS subsystem=CDEV type=CREATE cdev=ttyU0\n", {}},
    {f, "!system=DEVFS subsystem=CDEV type=CREATE cdev=cuaU0.init\n", {}},
    {f, "!system=DEVFS subsystem=CDEV type=CREATE cdev=pts/4\n", {}},
    {f, "!system=DEVFS subsystem=CDEV type=CREATE cdev=../cuaU0\n", {}},
    {f, "!system=DEVFS subsystem=CDEV type=MEDIACHANGE cdev=cuaU0\n", {}},
    {f, "!system=DEVFS subsystem=CDEV type=CREATE cdev=\n", {}},
    {f, "!system=DEVFS subsystem=CDEV type=CREATE\n", {}},
    {f, "!system=GEOM subsystem=DEV type=CREATE cdev=cuaU0\n", {}},
    {f, "!system=IFNET subsystem=em0 type=LINK_UP\n", {}},
    {f, "!system=USB subsystem=DEVICE type=ATTACH ugen=ugen0.3 cdev=ugen0.3 vendor=0x2341\n", {}},
    {f, "+umodem0 vendor=0x2341 at bus=0 hubaddr=1 port=2 vendor=0x2341 on uhub0\n", ""},
    {f, "-umodem0 vendor=0x2341 at bus=0 hubaddr=1 port=2 vendor=0x2341 on uhub0\n", "umodem0"},
    {d, "+umodem0 vendor=0x2341 at bus=0 hubaddr=1 port=2 vendor=0x2341 on uhub0\n", ""},
    {d, "-umodem0\n", "umodem0"},
    {d, "-umodem0", "umodem0"},
    {d, "-umo/dem0 at\n", {}},
    {d, "- at\n", {}},
    {d, "+\n", {}},
    {f, "? at bus=0 hubaddr=1 port=2 vendor=0x2341 on uhub0\n", {}},
    {f, "", {}},
    {f, "\n", {}},
    {f, "!", {}},
    {f, "cdev=cuaU0", {}},
};

} // namespace

BOOST_DATA_TEST_CASE(messages_that_concern_ports_are_told_from_others, data::make(messages), row)
{
    auto const news = parse_devd_message(row.system, row.message);
    BOOST_TEST_REQUIRE(news.has_value() == row.gone.has_value());
    if (news)
        BOOST_TEST(news->gone == *row.gone);
}

BOOST_AUTO_TEST_CASE(openbsds_list_is_read)
{
    auto const text_of = [](char const* list)
    {
        std::string text;
        for (bsd_found_port const& port : parse_ucom_names(list))
            text += port.info.device + '@' + port.info.location + ' ';
        return text;
    };
    BOOST_TEST(text_of("ucom0:usb0.1.00000.1,ucom1:usb2.3.00042.0")
        == "/dev/cuaU0@0-1:x.1 /dev/cuaU1@2-3.2.4:x.0 ");
    BOOST_TEST(text_of("ucom0:usb0.1.00000.1,") == "/dev/cuaU0@0-1:x.1 ");
    BOOST_TEST(text_of("ucom0") == "/dev/cuaU0@ ");
    BOOST_TEST(text_of("ucom0:,ucom1") == "/dev/cuaU0@ /dev/cuaU1@ ");
    for (char const* none :
        {"", ",", ",,,", ":", "com0:usb0.1.00000.1", "ucomx:usb0.1.00000.1", "ucom:"})
        BOOST_TEST(text_of(none) == "", none);
    for (char const* nowhere : {"usb0.1.00000", "usb0.1.0000.1", "usb0.1.0000g.1", "usb.1.00000.1",
             "0.1.00000.1", "usb0..00000.1", "usb0.1.00000.1.2", "usb0.1.00000.", "usb0.1.-0001.1"})
        BOOST_TEST(parse_openbsd_route(nowhere) == "", nowhere);
    BOOST_TEST(parse_ucom_names(std::string(100'000, ',') + "ucom0").empty());
}

BOOST_AUTO_TEST_CASE(a_port_of_openbsds_list_is_described)
{
    auto const all = parse_ucom_names("ucom3:usb1.2.00000.0");
    BOOST_TEST_REQUIRE(all.size() == 1u);
    port_info expected;
    expected.device = "/dev/cuaU3";
    expected.name = expected.description = "cuaU3";
    expected.hwid = "n/a";
    expected.location = "1-2:x.0";
    expected.driver = "ucom";
    BOOST_TEST((all[0].info == expected));
    BOOST_TEST(all[0].attached);
    BOOST_TEST(all[0].device == "ucom3");
}

namespace {

std::string const answer = R"(<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0">
<dict>
	<key>drvctl-error</key>
	<integer>0</integer>
	<key>drvctl-result-data</key>
	<dict>
		<key>class</key>
		<integer>0x0</integer>
		<key>product-id</key>
		<integer>0x6001</integer>
		<key>product-string</key>
		<string>FT232R &lt;USB&gt; &amp; UART</string>
		<key>serialnumber</key>
		<string>A10X2Y3Z</string>
		<key>vendor-id</key>
		<integer>1027</integer>
		<key>vendor-string</key>
		<string>FTDI</string>
	</dict>
</dict>
</plist>
)";

} // namespace

BOOST_AUTO_TEST_CASE(netbsds_properties_are_read)
{
    BOOST_TEST(netbsd_property(answer, "product-id") == "0x6001");
    BOOST_TEST((netbsd_id(answer, "product-id") == 0x6001));
    BOOST_TEST((netbsd_id(answer, "vendor-id") == 0x0403));
    BOOST_TEST(netbsd_text(answer, "product-string") == "FT232R <USB> & UART");
    BOOST_TEST(netbsd_text(answer, "nothing") == "");
    BOOST_TEST(netbsd_text(answer, "drvctl-result-data") == ""); // no text and no number
    BOOST_TEST(netbsd_text("<key>a</key><data>12345</data>", "a") == "");
    BOOST_TEST(!netbsd_id(answer, "vendor-string").has_value());
    for (char const* none : {"", "<key>", "<key>a", "<key>a</key>", "<key>a</key><dict>",
             "<key>a</key> <integer>0x12345</integer>", "<key>a</key><integer>70000</integer>",
             "<key>a</key><integer>-1</integer>", "<integer>1</integer>"})
        BOOST_TEST(!netbsd_id(none, "a").has_value(), none);
    BOOST_TEST(netbsd_text("<key>a</key><string>cut", "a") == "cut");
    BOOST_TEST(netbsd_text("<key>a</key><string>&lt", "a") == "&lt");
    // What a device calls itself is no property: its `<` is written otherwise.
    BOOST_TEST(netbsd_text("<key>b</key><string>&lt;key&gt;a&lt;/key&gt;</string>", "a") == "");
}

BOOST_AUTO_TEST_CASE(netbsd_is_asked_for_the_properties_of_what_can_be_a_device)
{
    std::string const request = netbsd_properties_request("uftdi0");
    BOOST_TEST(request.find("<string>get-properties</string>") != std::string::npos);
    BOOST_TEST(
        request.find("<key>device-name</key>\n<string>uftdi0</string>") != std::string::npos);
    BOOST_TEST(request.find("<?xml ") == 0u);
    BOOST_TEST(netbsd_properties_request("") == "");
    BOOST_TEST(netbsd_properties_request("a<b") == "");
}

BOOST_AUTO_TEST_CASE(a_port_of_netbsds_is_described)
{
    port_info expected;
    expected.device = "/dev/dtyU0";
    expected.name = "dtyU0";
    expected.description = expected.product = "FT232R <USB> & UART";
    expected.hwid = "USB VID:PID=0403:6001 SER=A10X2Y3Z";
    expected.vid = std::uint16_t{0x0403};
    expected.pid = std::uint16_t{0x6001};
    expected.serial_number = "A10X2Y3Z";
    expected.manufacturer = "FTDI";
    expected.driver = "uftdi";
    BOOST_TEST((describe_netbsd_port("ucom0", "uftdi0", answer).info == expected));

    port_info const uart = describe_netbsd_port("com1", "acpi0", answer).info;
    BOOST_TEST(uart.device == "/dev/dty01");
    BOOST_TEST(uart.driver == "com");
    BOOST_TEST(uart.location == "acpi0");
    BOOST_TEST(uart.hwid == "n/a");
    BOOST_TEST(!uart.vid.has_value()); // whatever it is attached to

    port_info const unknown = describe_netbsd_port("ucom1", "umodem0", "").info;
    BOOST_TEST(unknown.description == "dtyU1");
    BOOST_TEST(unknown.hwid == "n/a");
    BOOST_TEST(unknown.driver == "umodem");
}

BOOST_AUTO_TEST_SUITE_END()
