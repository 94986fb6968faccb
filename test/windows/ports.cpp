// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The list of ports and the monitor on a real registry: a value of HARDWARE\DEVICEMAP\SERIALCOMM is
// what a driver leaves there for each of its ports; devices are installed by SetupAPI, as their
// installers do it. And the words of what ends transfers.

#include <boost_serial_ext/discovery.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_monitor.hpp>

#include <boost_serial_ext/detail/codec/windows_device.hpp>
#include <boost_serial_ext/detail/windows_transfer.hpp>
#include <boost_serial_ext/native/sys_windows_devices.hpp>
#include <boost_serial_ext/native/sys_windows_headers.hpp>

#include "windows/wine.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <devguid.h>
#include <devpkey.h>
#include <initguid.h> // the headers below define what they declare
#include <setupapi.h>

using namespace boost_serial_ext;
using boost_serial_ext_test::under_wine;

BOOST_AUTO_TEST_SUITE(windows_ports)

namespace {

std::chrono::seconds const patience{20};

// Of devguid.h and ntddser.h: GUID_DEVCLASS_PORTS, GUID_DEVINTERFACE_COMPORT. They and the keys of
// devpkey.h are written out here, because those headers only declare them where others came first.
GUID const ports_class{
    0x4D36E978, 0xE325, 0x11CE, {0xBF, 0xC1, 0x08, 0x00, 0x2B, 0xE1, 0x03, 0x18}};
GUID const com_port_interface{
    0x86E0D1E0, 0x8089, 0x11D0, {0x9C, 0xE4, 0x08, 0x00, 0x3E, 0x30, 0x1F, 0x73}};
DEVPROPKEY const device_parent{
    {0x4340A6C5, 0x93FA, 0x4706, {0x97, 0x2C, 0x7B, 0x64, 0x80, 0x08, 0xA5, 0xA7}}, 8};
DEVPROPKEY const bus_reported_description{
    {0x540B947E, 0x8B40, 0x45BC, {0xA8, 0xA2, 0x6A, 0x0B, 0x89, 0x4C, 0xBD, 0xA2}}, 4};
DEVPROPKEY const last_arrival_date{
    {0x83DA6326, 0x97A6, 0x4088, {0x94, 0x53, 0xA1, 0x92, 0x3F, 0x57, 0x3B, 0x29}}, 102};

/// A port that a driver has told of; Windows lets administrators alone write there.
class registered_port
{
public:
    explicit registered_port(std::wstring device = L"COM77") : device_(std::move(device))
    {
        ::RegCreateKeyExW(HKEY_LOCAL_MACHINE, L"HARDWARE\\DEVICEMAP\\SERIALCOMM", 0, nullptr,
            REG_OPTION_VOLATILE, KEY_SET_VALUE, nullptr, &key_, nullptr);
    }
    registered_port(registered_port const&) = delete;
    registered_port& operator=(registered_port const&) = delete;
    ~registered_port()
    {
        remove();
        if (key_ != nullptr)
            ::RegCloseKey(key_);
    }

    bool add()
    {
        auto const size = static_cast<DWORD>((device_.size() + 1) * sizeof(wchar_t));
        auto const* const data = reinterpret_cast<BYTE const*>(device_.c_str());
        return key_ != nullptr
            && ::RegSetValueExW(key_, name, 0, REG_SZ, data, size) == ERROR_SUCCESS;
    }
    void remove() { ::RegDeleteValueW(key_, name); }

private:
    static constexpr wchar_t const* name = L"\\Device\\BoostSerialExtTest";
    std::wstring device_;
    HKEY key_ = nullptr;
};

bool is_listed()
{
    auto const all = list_ports();
    return std::any_of(
        all.begin(), all.end(), [](port_info const& p) { return p.device == "COM77"; });
}

/// A serial device as its installation leaves it in the registry; it goes with the object. Windows
/// lists only devices whose driver runs, so none like this one; Wine has no other ones.
class installed_device
{
public:
    explicit installed_device(std::wstring instance) : instance_(std::move(instance))
    {
        if (create())
            return;
        // A run that was killed has left it behind.
        if (::SetupDiOpenDeviceInfoW(set_, instance_.c_str(), nullptr, 0, &device_) != 0)
            ::SetupDiRemoveDevice(set_, &device_);
        ::SetupDiDestroyDeviceInfoList(set_);
        set_ = ::SetupDiCreateDeviceInfoList(&ports_class, nullptr);
        create();
    }
    installed_device(installed_device const&) = delete;
    installed_device& operator=(installed_device const&) = delete;
    ~installed_device()
    {
        if (is_there_)
            ::SetupDiRemoveDevice(set_, &device_);
        ::SetupDiDestroyDeviceInfoList(set_);
    }

    bool is_there() const { return is_there_; }

    /// A property, SPDRP_*; of several texts each ends with a zero.
    bool set(DWORD property, std::wstring const& text)
    {
        return ::SetupDiSetDeviceRegistryPropertyW(
                   set_, &device_, property, bytes_of(text), size_of(text))
            != 0;
    }

    /// A property of the newer kind, DEVPKEY_*.
    bool set(DEVPROPKEY const& key, DEVPROPTYPE type, void const* data, std::size_t size)
    {
        using function = BOOL WINAPI(
            HDEVINFO, SP_DEVINFO_DATA*, DEVPROPKEY const*, DEVPROPTYPE, BYTE const*, DWORD, DWORD);
        auto const address = ::GetProcAddress(::GetModuleHandleW(L"setupapi.dll"),
            "SetupDiSetDevicePropertyW"); // not in MinGW's header
        auto* const set = reinterpret_cast<function*>(reinterpret_cast<void*>(address));
        return set != nullptr
            && set(set_, &device_, &key, type, static_cast<BYTE const*>(data),
                   static_cast<DWORD>(size), 0)
            != 0;
    }
    bool set(DEVPROPKEY const& key, std::wstring const& text)
    {
        return set(key, DEVPROP_TYPE_STRING, text.c_str(), size_of(text));
    }

    /// The name by which programs open it, in the key of the device.
    bool name_port(std::wstring const& name)
    {
        HKEY const key = ::SetupDiCreateDevRegKeyW(
            set_, &device_, DICS_FLAG_GLOBAL, 0, DIREG_DEV, nullptr, nullptr);
        if (key == INVALID_HANDLE_VALUE)
            return false;
        LSTATUS const number
            = ::RegSetValueExW(key, L"PortName", 0, REG_SZ, bytes_of(name), size_of(name));
        ::RegCloseKey(key);
        return number == ERROR_SUCCESS;
    }

private:
    static BYTE const* bytes_of(std::wstring const& text)
    {
        return reinterpret_cast<BYTE const*>(text.c_str());
    }
    static DWORD size_of(std::wstring const& text)
    {
        return static_cast<DWORD>((text.size() + 1) * sizeof(wchar_t));
    }

    bool create()
    {
        SP_DEVICE_INTERFACE_DATA port{};
        port.cbSize = sizeof port;
        is_there_ = ::SetupDiCreateDeviceInfoW(
                        set_, instance_.c_str(), &ports_class, nullptr, nullptr, 0, &device_)
                != 0
            && ::SetupDiRegisterDeviceInfo(set_, &device_, 0, nullptr, nullptr, nullptr) != 0
            && ::SetupDiCreateDeviceInterfaceW(
                   set_, &device_, &com_port_interface, nullptr, 0, &port)
                != 0;
        return is_there_;
    }

    std::wstring instance_;
    HDEVINFO set_ = ::SetupDiCreateDeviceInfoList(&ports_class, nullptr);
    SP_DEVINFO_DATA device_{sizeof(SP_DEVINFO_DATA), {}, 0, 0};
    bool is_there_ = false;
};

/// Skips a case that installs devices.
bool nothing_can_be_installed(char const* name)
{
    if (!under_wine())
        std::printf("==> skipped: %s: Windows lists no device whose driver does not run\n", name);
    return !under_wine();
}

/// What `list_ports` tells of a port, all of it; nothing if there is none of that name, or several.
std::optional<port_info> listed(std::string const& device)
{
    std::optional<port_info> found;
    for (port_info& port : list_ports())
        if (port.device == device)
        {
            if (found)
                return std::nullopt;
            found = std::move(port);
        }
    return found;
}

} // namespace

BOOST_AUTO_TEST_CASE(what_the_registry_has_is_listed)
{
    BOOST_TEST(!is_listed());
    registered_port port;
    if (!port.add())
        return void(
            std::puts("==> skipped: what_the_registry_has_is_listed: no right to write there"));
    BOOST_TEST(is_listed());
    port.remove();
    BOOST_TEST(!is_listed());
}

BOOST_AUTO_TEST_CASE(a_usb_device_is_listed_with_what_its_installation_has_left)
{
    if (nothing_can_be_installed("a_usb_device_is_listed_with_what_its_installation_has_left"))
        return;
    {
        installed_device adapter(L"USB\\VID_0403&PID_6001\\A10K3XYZ");
        BOOST_TEST_REQUIRE(adapter.is_there());
        BOOST_TEST(adapter.name_port(L"COM81"));
        BOOST_TEST(adapter.set(SPDRP_FRIENDLYNAME, L"USB Serial Port (COM81)"));
        wchar_t const hardware[] = L"USB\\VID_0403&PID_6001&REV_0600\0USB\\VID_0403&PID_6001\0";
        BOOST_TEST(adapter.set(SPDRP_HARDWAREID, {hardware, std::size(hardware) - 1}));
        BOOST_TEST(adapter.set(SPDRP_MFG, L"FTDI"));
        BOOST_TEST(adapter.set(SPDRP_SERVICE, L"FTSER2K"));
        bool const has_place = adapter.set(
            SPDRP_LOCATION_PATHS, {L"PCIROOT(0)#PCI(1400)#USBROOT(0)#USB(4)#USB(1)\0", 46});

        auto const port = listed("COM81");
        BOOST_TEST_REQUIRE(port.has_value());
        BOOST_TEST(port->name == "COM81");
        BOOST_TEST(port->description == "USB Serial Port (COM81)");
        BOOST_TEST((port->vid == 0x0403));
        BOOST_TEST((port->pid == 0x6001));
        BOOST_TEST(port->serial_number == "A10K3XYZ");
        BOOST_TEST(port->manufacturer == "FTDI");
        BOOST_TEST(port->driver == "FTSER2K");
        BOOST_TEST(port->interface.empty());
        BOOST_TEST(port->location == (has_place ? "1-4.1" : ""));
        std::string const place = has_place ? " LOCATION=1-4.1" : "";
        BOOST_TEST(port->hwid == "USB VID:PID=0403:6001 SER=A10K3XYZ" + place);

        port_filter wanted;
        wanted.vid = 0x0403;
        wanted.serial_number = "A10K3XYZ";
        BOOST_TEST((find_port(wanted) == port));
        wanted.text = "usb serial port (com81)";
        BOOST_TEST((find_port(wanted) == port));
        wanted.pid = 0x6015;
        BOOST_TEST(!find_port(wanted).has_value());
    }
    BOOST_TEST(!listed("COM81").has_value());
}

BOOST_AUTO_TEST_CASE(a_part_of_a_usb_device_has_the_serial_number_of_the_whole)
{
    if (nothing_can_be_installed("a_part_of_a_usb_device_has_the_serial_number_of_the_whole"))
        return;
    installed_device part(L"USB\\VID_2341&PID_8036&MI_02\\6&2A3B4C5D&0&0002");
    BOOST_TEST_REQUIRE(part.is_there());
    BOOST_TEST(part.name_port(L"COM82"));
    auto port = listed("COM82");
    BOOST_TEST_REQUIRE(port.has_value());
    BOOST_TEST((port->vid == 0x2341));
    BOOST_TEST((port->pid == 0x8036));
    BOOST_TEST(port->interface == "MI_02");
    BOOST_TEST(port->serial_number.empty()); // what stands there was made up by Windows
    BOOST_TEST(port->hwid == "USB VID:PID=2341:8036");
    BOOST_TEST(port->description == "COM82"); // it has no name for people
    BOOST_TEST(port->product.empty());

    FILETIME const time{0x89ABCDEF, 0x01DB4567};
    if (!part.set(device_parent, L"USB\\VID_2341&PID_8036\\8573632383835170E1A2")
        || !part.set(bus_reported_description, L"Arduino Leonardo")
        || !part.set(last_arrival_date, DEVPROP_TYPE_FILETIME, &time, sizeof time))
        return void(std::puts("==> skipped: the rest of"
                              " a_part_of_a_usb_device_has_the_serial_number_of_the_whole: these"
                              " properties cannot be set"));
    port = listed("COM82");
    BOOST_TEST_REQUIRE(port.has_value());
    BOOST_TEST(port->serial_number == "8573632383835170E1A2");
    BOOST_TEST(port->product == "Arduino Leonardo");
    BOOST_TEST(port->hwid == "USB VID:PID=2341:8036 SER=8573632383835170E1A2");

    std::vector<detail::windows_device> devices;
    BOOST_TEST(detail::sys_windows_devices().devices(devices) == 0);
    auto const found = std::find_if(devices.begin(), devices.end(),
        [](detail::windows_device const& d) { return d.port == "COM82"; });
    BOOST_TEST_REQUIRE((found != devices.end()));
    BOOST_TEST(found->arrived == 0x01DB456789ABCDEFu);
}

BOOST_AUTO_TEST_CASE(a_device_on_another_bus_has_texts_in_any_script)
{
    if (nothing_can_be_installed("a_device_on_another_bus_has_texts_in_any_script"))
        return;
    installed_device adapter(L"FTDIBUS\\VID_0403+PID_6015+DN01ABCDA\\0000");
    BOOST_TEST_REQUIRE(adapter.is_there());
    BOOST_TEST(adapter.name_port(L"COM83"));
    BOOST_TEST(adapter.set(SPDRP_FRIENDLYNAME, L"Ger\u00E4t \u4E32\u53E3 \U0001D518 (COM83)"));
    // Half a character, and one that would turn round what follows on a terminal.
    wchar_t const maker[] = {L'\x00DC', L'b', L'e', L'r', 0xD835, L'!', 0x202E, 0};
    BOOST_TEST(adapter.set(SPDRP_MFG, maker));
    auto const port = listed("COM83");
    BOOST_TEST_REQUIRE(port.has_value());
    BOOST_TEST(
        port->description == "Ger\xC3\xA4t \xE4\xB8\xB2\xE5\x8F\xA3 \xF0\x9D\x94\x98 (COM83)");
    BOOST_TEST(port->manufacturer
        == "\xC3\x9C"
           "ber\xEF\xBF\xBD!");
    BOOST_TEST((port->vid == 0x0403));
    BOOST_TEST((port->pid == 0x6015));
    BOOST_TEST(port->serial_number == "DN01ABCD");
}

BOOST_AUTO_TEST_CASE(a_device_that_is_on_no_usb_has_its_first_hardware_id)
{
    if (nothing_can_be_installed("a_device_that_is_on_no_usb_has_its_first_hardware_id"))
        return;
    installed_device built_in(L"ACPI\\PNP0501\\7");
    BOOST_TEST_REQUIRE(built_in.is_there());
    BOOST_TEST(built_in.name_port(L"COM84"));
    wchar_t const hardware[] = L"ACPI\\VEN_PNP&DEV_0501\0ACPI\\PNP0501\0*PNP0501\0";
    BOOST_TEST(built_in.set(SPDRP_HARDWAREID, {hardware, std::size(hardware) - 1}));
    // One text that is cut off, and one for which there is no room at all.
    BOOST_TEST(built_in.set(SPDRP_MFG, std::wstring(1000, L'm')));
    BOOST_TEST(built_in.set(SPDRP_FRIENDLYNAME, std::wstring(5000, L'n')));
    auto const port = listed("COM84");
    BOOST_TEST_REQUIRE(port.has_value());
    BOOST_TEST(port->hwid == "ACPI\\VEN_PNP&DEV_0501");
    BOOST_TEST(!port->vid.has_value());
    BOOST_TEST(!port->pid.has_value());
    BOOST_TEST(port->serial_number.empty());
    BOOST_TEST(port->manufacturer == std::string(378, 'm'));
    BOOST_TEST(port->description == "COM84");
}

BOOST_AUTO_TEST_CASE(devices_come_before_names_and_what_is_no_serial_port_is_left_out)
{
    if (nothing_can_be_installed(
            "devices_come_before_names_and_what_is_no_serial_port_is_left_out"))
        return;
    installed_device nameless(L"USB\\VID_0403&PID_6001\\NONAME");
    installed_device printer(L"ACPI\\PNP0400\\7");
    installed_device late(L"ACPI\\PNP0501\\8");
    installed_device both(L"ACPI\\PNP0501\\9");
    for (installed_device const* device : {&nameless, &printer, &late, &both})
        BOOST_TEST_REQUIRE(device->is_there());
    std::size_t const before = list_ports().size(); // none of them has a name yet
    BOOST_TEST(printer.name_port(L"LPT7"));
    BOOST_TEST(late.name_port(L"COM100"));
    BOOST_TEST(both.name_port(L"COM85"));
    BOOST_TEST(both.set(SPDRP_FRIENDLYNAME, L"Communications Port (COM85)"));
    registered_port same(L"COM85"); // its driver has entered the name, too
    BOOST_TEST(same.add());
    auto const all = list_ports();
    BOOST_TEST(all.size() == before + 2);
    std::vector<std::string> order;
    for (port_info const& port : all)
        if (port.device == "COM85" || port.device == "COM100")
            order.push_back(port.device + ": " + port.description);
    std::vector<std::string> const expected{"COM85: Communications Port (COM85)", "COM100: COM100"};
    BOOST_TEST(order == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_monitor_is_told_of_the_registrys_changes)
{
    registered_port port;
    asio::io_context context;
    port_monitor monitor(context);
    std::vector<std::string> told;
    auto const tell = [&](error_code ec, port_event const& event)
    {
        BOOST_TEST(!ec, ec);
        told.push_back(std::string(to_string(event.change)) + ' ' + event.port.device);
    };
    monitor.async_wait(tell);
    BOOST_TEST(context.poll() == 0u);
    if (!port.add())
        return void(std::puts(
            "==> skipped: the_monitor_is_told_of_the_registrys_changes: no right to write there"));
    BOOST_TEST(context.run_one_for(patience) != 0u);
    for (auto const end = std::chrono::steady_clock::now() + patience;
         told.empty() && std::chrono::steady_clock::now() < end;)
        context.run_one_until(end);
    BOOST_TEST_REQUIRE(told.size() == 1u);
    BOOST_TEST(told[0] == "arrived COM77");
    monitor.async_wait(tell);
    port.remove();
    context.restart();
    for (auto const end = std::chrono::steady_clock::now() + patience;
         told.size() == 1 && std::chrono::steady_clock::now() < end;)
        context.run_one_until(end);
    BOOST_TEST_REQUIRE(told.size() == 2u);
    BOOST_TEST(told[1] == "left COM77");
}

// By its instance ID: between two looks one adapter may have taken another one's place and name.
BOOST_AUTO_TEST_CASE(the_monitor_tells_one_device_from_another_of_the_same_name)
{
    if (nothing_can_be_installed("the_monitor_tells_one_device_from_another_of_the_same_name"))
        return;
    wchar_t const* const first = L"USB\\VID_0403&PID_6001\\FIRST";
    wchar_t const* const second = L"USB\\VID_0403&PID_6001\\SECOND";
    // What a killed run has left would be no news: it is installed anew, and goes.
    for (wchar_t const* const instance : {first, second})
        BOOST_TEST(installed_device(instance).is_there());
    asio::io_context context;
    port_monitor monitor(context);
    std::vector<std::string> told;
    auto const tell_next = [&]
    {
        std::size_t const before = told.size();
        monitor.async_wait(
            [&](error_code ec, port_event const& event)
            {
                BOOST_TEST(!ec, ec);
                told.push_back(std::string(to_string(event.change)) + ' ' + event.port.description);
            });
        context.restart();
        for (auto const end = std::chrono::steady_clock::now() + patience;
             told.size() == before && std::chrono::steady_clock::now() < end;)
            context.run_one_until(end);
        return told.size() == before + 1;
    };
    registered_port name(L"COM86");
    auto const install = [&](wchar_t const* instance, wchar_t const* description)
    {
        auto device = std::make_unique<installed_device>(instance);
        BOOST_TEST_REQUIRE(device->is_there());
        BOOST_TEST(device->name_port(L"COM86"));
        BOOST_TEST(device->set(SPDRP_FRIENDLYNAME, description));
        name.remove(); // the same value again would be no change
        BOOST_TEST(name.add());
        return device;
    };
    auto device = install(first, L"First");
    BOOST_TEST_REQUIRE(tell_next());
    device.reset();
    device = install(second, L"Second");
    BOOST_TEST_REQUIRE(tell_next());
    BOOST_TEST_REQUIRE(tell_next());
    device.reset();
    name.remove();
    BOOST_TEST_REQUIRE(tell_next());
    std::vector<std::string> const expected{
        "arrived First", "left First", "arrived Second", "left Second"};
    BOOST_TEST(told == expected, boost::test_tools::per_element());
}

// Drivers of USB adapters say so of a device that was pulled ("ERROR_ACCESS_DENIED"); of an open it
// means something else.
BOOST_AUTO_TEST_CASE(an_access_denied_in_a_transfer_is_a_lost_device)
{
    std::atomic<unsigned> count{0};
    error_code told;
    std::size_t bytes = 7;
    auto const transfer = [&](error_code const& ec, std::size_t n)
    {
        auto handler = [&](error_code e, std::size_t got)
        {
            told = e;
            bytes = got;
        };
        detail::windows_transfer<decltype(handler), true>(std::move(handler), true, count)(ec, n);
    };
    transfer({ERROR_ACCESS_DENIED, boost::system::system_category()}, 0);
    BOOST_TEST((told == condition::disconnected), told);
    BOOST_TEST(told.value() == ERROR_ACCESS_DENIED);
    transfer(asio::error::operation_aborted, 0);
    BOOST_TEST(told == asio::error::operation_aborted);
    transfer(asio::error::operation_aborted, 3);
    BOOST_TEST(!told);
    BOOST_TEST(bytes == 3u);
    BOOST_TEST(count == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
