// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What Windows' identifiers tell of a port: as the "Standard USB Identifiers" page has them, and FTDI's bus.
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/windows_device.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

using namespace boost_serial_ext;
using namespace boost_serial_ext::detail;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(windows_devices_text)

namespace {

struct instance
{
    char const* text;
    std::optional<std::uint16_t> vid = {};
    std::optional<std::uint16_t> pid = {};
    char const* serial = "";
    std::optional<std::uint16_t> interface = {};
};

std::ostream& operator<<(std::ostream& out, instance const& i)
{
    return out << i.text;
}

instance const instances[] = {
    {R"(USB\VID_0403&PID_6001\A10X2Y3Z)", 0x0403, 0x6001, "A10X2Y3Z"},
    {R"(USB\Vid_10c4&Pid_ea60\0001)", 0x10C4, 0xEA60, "0001"},
    {R"(usb\vid_10c4&pid_ea60\MixedCase)", 0x10C4, 0xEA60, "MixedCase"},
    {R"(USB\VID_067B&PID_2303&REV_0400\5&2D84C0&0&4)", 0x067B, 0x2303, ""},
    {R"(USB\VID_1209&PID_0001&MI_02\6&1A2B3C4D&0&0002)", 0x1209, 0x0001, "", 2},
    {R"(USB\VID_1209&PID_0001&MI_02\SERIAL)", 0x1209, 0x0001, "", 2}, // an interface has none
    {R"(USB\VID_1209&PID_0001&MI_1F\X&0)", 0x1209, 0x0001, "", 0x1F},
    {R"(FTDIBUS\VID_0403+PID_6001+A10X2Y3ZA\0000)", 0x0403, 0x6001, "A10X2Y3Z"},
    {R"(FTDIBUS\VID_0403+PID_6011+FT1234B\0000)", 0x0403, 0x6011, "FT1234"},
    {R"(FTDIBUS\VID_0403+PID_6001+5&2A7F8B3&0&2\0000)", 0x0403, 0x6001, ""},
    {R"(FTDIBUS\VID_0403+PID_6001\0000)", 0x0403, 0x6001, ""},
    {R"(USB\VID_0403&PID_6001)", 0x0403, 0x6001, ""},
    {R"(USB\VID_0403&PID_6001\)", 0x0403, 0x6001, ""},
    {R"(ACPI\PNP0501\1)"},
    {R"(BTHENUM\{00001101-0000-1000-8000-00805F9B34FB}_LOCALMFG&0002\7&2B5C&0&AABBCCDDEEFF_C0)"},
    {R"(USB\VID_403&PID_6001\X)"},  // three digits
    {R"(USB\VID_0403\X)"},          // no product
    {R"(USB\VID_04G3&PID_6001\X)"}, // no number
    {R"(USB\VID_&PID_\X)"},
    {R"(VID_0403&PID_6001)"}, // no enumerator
    {R"(\)"},
    {R"(\\\)"},
    {""},
};

} // namespace

BOOST_DATA_TEST_CASE(an_instance_id_is_read, data::make(instances), i)
{
    windows_usb_id const id = parse_windows_instance(i.text);
    BOOST_TEST((id.vid == i.vid));
    BOOST_TEST((id.pid == i.pid));
    BOOST_TEST(id.serial_number == i.serial);
    BOOST_TEST((id.interface == i.interface));
}

BOOST_AUTO_TEST_CASE(a_location_path_is_read)
{
    auto const at = [](char const* path) { return parse_windows_location(path); };
    BOOST_TEST(at("PCIROOT(0)#PCI(1400)#USBROOT(0)#USB(4)#USB(1)") == "1-4.1");
    BOOST_TEST(at("PCIROOT(0)#PCI(1400)#USBROOT(1)#USB(12)#USBMI(0)") == "2-12");
    BOOST_TEST(at("USBROOT(0)#USB(1)#USBROOT(2)#USB(3)") == "3-3"); // the last bus counts
    for (char const* none : {"", "PCIROOT(0)#PCI(1400)", "USBROOT(0)", "USB(4)#USBROOT(0)",
             "USBROOT(x)#USB(1)", "USBROOT(0)#USB()", "USBROOT(0)#USB(1", "USBROOT(0)#USB(-1)",
             "USBROOT(0)#USB(1000)", "#", "####", "ACPI(_SB_)#ACPI(PCI0)"})
        BOOST_TEST(at(none) == "", none);
    std::string deep = "USBROOT(0)";
    for (int i = 0; i != 100; ++i)
        deep += "#USB(1)";
    BOOST_TEST(parse_windows_location(deep).size() < 64u); // no hubs are so deep
}

BOOST_AUTO_TEST_CASE(text_of_the_system_becomes_utf8)
{
    BOOST_TEST(to_utf8(u"COM5") == "COM5");
    BOOST_TEST(
        to_utf8(u"Ger\u00e4t \u4e32 \U0001F50C") == "Ger\xC3\xA4t \xE4\xB8\xB2 \xF0\x9F\x94\x8C");
    char16_t const broken[] = {u'a', 0xD800, u'b', 0xDC00, 0xD800};
    BOOST_TEST(to_utf8(std::u16string_view(broken, 5))
        == "a\xEF\xBF\xBD"
           "b\xEF\xBF\xBD\xEF\xBF\xBD");
    BOOST_TEST(to_utf8(std::u16string(10'000, u'x')).size() == 4096u);
    BOOST_TEST(to_utf8({}) == "");
}

BOOST_AUTO_TEST_CASE(a_usb_device_is_described)
{
    windows_device d;
    d.port = "COM5";
    d.instance = R"(USB\VID_0403&PID_6001\A10X2Y3Z)";
    d.hardware = R"(USB\VID_0403&PID_6001&REV_0600)";
    d.friendly = "USB Serial Port (COM5)";
    d.product = "FT232R USB UART";
    d.manufacturer = "FTDI";
    d.service = "FTSER2K";
    d.location = "PCIROOT(0)#PCI(1400)#USBROOT(0)#USB(4)";
    port_info expected;
    expected.device = expected.name = "COM5";
    expected.description = "USB Serial Port (COM5)";
    expected.hwid = "USB VID:PID=0403:6001 SER=A10X2Y3Z LOCATION=1-4";
    expected.vid = std::uint16_t{0x0403};
    expected.pid = std::uint16_t{0x6001};
    expected.serial_number = "A10X2Y3Z";
    expected.manufacturer = "FTDI";
    expected.product = "FT232R USB UART";
    expected.location = "1-4";
    expected.driver = "FTSER2K";
    BOOST_TEST((describe_windows_port(d) == expected));
}

BOOST_AUTO_TEST_CASE(one_of_several_interfaces_has_the_devices_serial_number)
{
    windows_device d;
    d.port = "COM7";
    d.instance = R"(USB\VID_1209&PID_0001&MI_02\6&1A2B3C4D&0&0002)";
    d.parent = R"(USB\VID_1209&PID_0001\BOARD-7)";
    d.location = "PCIROOT(0)#USBROOT(0)#USB(2)#USBMI(2)";
    port_info const port = describe_windows_port(d);
    BOOST_TEST(port.serial_number == "BOARD-7");
    BOOST_TEST(port.interface == "MI_02");
    BOOST_TEST(port.location == "1-2:x.2");
    BOOST_TEST(port.description == "COM7");
    BOOST_TEST(port.hwid == "USB VID:PID=1209:0001 SER=BOARD-7 LOCATION=1-2:x.2");
}

BOOST_AUTO_TEST_CASE(a_device_has_no_serial_number_of_what_it_is_plugged_into)
{
    windows_device d;
    d.port = "COM8";
    d.instance = R"(USB\VID_067B&PID_2303\5&2D84C0&0&4)";
    d.parent = R"(USB\VID_05E3&PID_0608\HUB-1)";
    BOOST_TEST(describe_windows_port(d).serial_number == "");
}

BOOST_AUTO_TEST_CASE(a_port_on_the_board_has_its_hardware_id)
{
    windows_device d;
    d.port = "COM1";
    d.instance = R"(ACPI\PNP0501\1)";
    d.hardware = R"(ACPI\VEN_PNP&DEV_0501)";
    d.friendly = "Communications Port (COM1)";
    d.location = "PCIROOT(0)#PCI(1F00)#ACPI(UAR1)";
    port_info const port = describe_windows_port(d);
    BOOST_TEST(!port.vid.has_value());
    BOOST_TEST(port.hwid == R"(ACPI\VEN_PNP&DEV_0501)");
    BOOST_TEST(port.location == "");
}

BOOST_AUTO_TEST_CASE(what_is_known_by_name_alone_is_described)
{
    windows_device d;
    d.port = "CNCA0";
    port_info const port = describe_windows_port(d);
    BOOST_TEST(port.device == "CNCA0");
    BOOST_TEST(port.description == "CNCA0");
    BOOST_TEST(port.hwid == "n/a");
}

BOOST_AUTO_TEST_CASE(names_mean_a_port_with_and_without_the_prefix)
{
    BOOST_TEST(names_windows_port("COM5", "COM5"));
    BOOST_TEST(names_windows_port("com5", "COM5"));
    BOOST_TEST(names_windows_port(R"(\\.\COM5)", "COM5"));
    BOOST_TEST(names_windows_port(R"(\\?\com5)", "COM5"));
    BOOST_TEST(!names_windows_port("COM50", "COM5"));
    BOOST_TEST(!names_windows_port("", "COM5"));
    BOOST_TEST(is_windows_port_name("COM5"));
    BOOST_TEST(!is_windows_port_name("LPT1"));
    BOOST_TEST(!is_windows_port_name("lpt2"));
    BOOST_TEST(!is_windows_port_name(""));
    BOOST_TEST(!is_windows_port_name(std::string(65, 'C')));
}

BOOST_AUTO_TEST_SUITE_END()
