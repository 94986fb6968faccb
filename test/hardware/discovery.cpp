// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What is known of ports without opening them, compared with what pySerial makes of the same
// machine; and of open ones.
#include <boost_serial_ext/discovery.hpp>

#include "hardware/acm_modem.hpp"
#include "hardware/ft232r.hpp"
#include "hardware/port_checks.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/stat.h>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;

namespace {

/// A port as pySerial has it: what is None is not there.
using fields = std::map<std::string, std::string>;

std::vector<fields> list_of_pyserial()
{
    std::string const command = "PYTHONPATH=/usr/lib/python3/dist-packages /usr/bin/python3.11 -B "
                                "/pyserial_ports.py 2>&1";
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> const pipe(
        ::popen(command.c_str(), "r"), ::pclose);
    if (!pipe)
        throw std::system_error(errno, std::generic_category(), command);
    std::string output;
    std::array<char, 4096> part;
    while (auto const n = std::fread(part.data(), 1, part.size(), pipe.get()))
        output.append(part.data(), n);
    std::vector<fields> ports;
    std::string line;
    for (std::istringstream lines(output); std::getline(lines, line);)
    {
        auto const blank = line.find(' ');
        if (line == "end")
            return ports;
        if (line == "port")
            ports.emplace_back();
        else if (blank == std::string::npos || ports.empty())
            break;
        else
            ports.back()[line.substr(0, blank)] = from_hex(line.substr(blank + 1));
    }
    throw std::runtime_error(output); // a traceback
}

std::string decimal(std::optional<std::uint16_t> number)
{
    return number ? std::to_string(*number) : std::string();
}

/// The same of the library's.
fields fields_of(port_info const& p)
{
    return {{"device", p.device}, {"name", p.name}, {"description", p.description},
        {"hwid", p.hwid}, {"vid", decimal(p.vid)}, {"pid", decimal(p.pid)},
        {"serial_number", p.serial_number}, {"location", p.location},
        {"manufacturer", p.manufacturer}, {"product", p.product}, {"interface", p.interface}};
}

/// Where the library knows more than pySerial 3.5, which has `theirs` there.
struct difference
{
    char const* subsystem;
    char const* field;
    char const* theirs;
    char const* why;
};
constexpr difference known_differences[] = {
    {"pnp", "location", "", "pySerial has it of USB devices only"},
    {"pci", "location", "", "pySerial has it of USB devices only"},
    {"amba", "location", "", "pySerial has it of USB devices only"},
    {"pci", "description", "n/a", "the name says more to people"},
    // Linux 6.5 put a UART's controller and port between it and its hardware. pySerial looks no
    // further than there.
    {"serial-base", "location", "", "pySerial has it of USB devices only"},
    {"serial-base", "description", "n/a", "the name says more to people"},
    {"serial-base", "hwid", "n/a", "the identification is the hardware's"},
};

bool is_known_difference(std::string const& subsystem, std::string const& field,
    std::string const& theirs, std::string const& ours)
{
    return std::any_of(std::begin(known_differences), std::end(known_differences),
        [&](difference const& d) {
            return subsystem == d.subsystem && field == d.field && theirs == d.theirs
                && !ours.empty();
        });
}

/// Every field of every port that both list; the number of these ports.
std::size_t check_against_pyserial()
{
    auto const ours = list_ports();
    auto const theirs = list_of_pyserial();
    for (fields const& their_port : theirs)
        BOOST_TEST_CONTEXT("pySerial's " << their_port.at("device"))
        {
            auto const same = std::find_if(ours.begin(), ours.end(),
                [&](port_info const& p) { return p.device == their_port.at("device"); });
            BOOST_TEST_REQUIRE((same != ours.end()));
            for (auto const& [field, our_text] : fields_of(*same))
            {
                auto const found = their_port.find(field);
                std::string const text = found == their_port.end() ? "" : found->second;
                std::string const& subsystem = their_port.at("subsystem");
                if (!is_known_difference(subsystem, field, text, our_text))
                    BOOST_TEST(our_text == text,
                        field << ": \"" << our_text << "\", and not \"" << text << "\"");
            }
        }
    for (port_info const& p : ours)
        BOOST_TEST_CONTEXT(p.device)
        {
            bool const listed = std::any_of(theirs.begin(), theirs.end(),
                [&](fields const& f) { return f.at("device") == p.device; });
            // pySerial leaves out all of the bus "platform", for the places where no UART is.
            bool const on_platform
                = std::filesystem::canonical("/sys/class/tty/" + p.name + "/device/subsystem")
                      .filename()
                == "platform";
            BOOST_TEST((listed || on_platform));
        }
    return theirs.size();
}

/// A USB device that its driver can do without: all that is asked of it is that it is there.
class quiet_chip final : public usb_double
{
public:
    explicit quiet_chip(usb_descriptors descriptors) : usb_double(std::move(descriptors)) {}
    ~quiet_chip() override { unplug(); }

private:
    std::optional<std::string> obey(usb_request const& r, std::string_view) override
    {
        return std::string((r.type & 0x80) != 0 ? r.length : 0u, '\0');
    }
    std::string next_packet(unsigned) override { return {}; }
    void power_on() override {}
};

// USB 2.0, tables 9-8 to 9-13.

/// FTDI's FT2232: two ports.
usb_descriptors ft2232()
{
    return {{18, 1, 0x00, 0x02, 0, 0, 0, 8, 0x03, 0x04, 0x10, 0x60, 0x00, 0x05, 1, 2, 3, 1},
        {9, 2, 55, 0, 2, 1, 0, 0xA0, 45, // two interfaces
            9, 4, 0, 0, 2, 0xFF, 0xFF, 0xFF, 2, 7, 5, 0x81, 2, 64, 0, 0, 7, 5, 0x02, 2, 64, 0, 0, //
            9, 4, 1, 0, 2, 0xFF, 0xFF, 0xFF, 2, 7, 5, 0x83, 2, 64, 0, 0, 7, 5, 0x04, 2, 64, 0, 0},
        "FTDI", "Dual RS232", "DUAL1"};
}

/// Silicon Labs' CP2102, with a text beyond ASCII: the double sends Latin-1 as UTF-16.
usb_descriptors cp2102()
{
    return {{18, 1, 0x10, 0x01, 0, 0, 0, 64, 0xC4, 0x10, 0x60, 0xEA, 0x00, 0x01, 1, 2, 3, 1},
        {9, 2, 32, 0, 1, 1, 0, 0x80, 50, //
            9, 4, 0, 0, 2, 0xFF, 0, 0, 2, 7, 5, 0x82, 2, 64, 0, 0, 7, 5, 0x01, 2, 64, 0, 0},
        "Silicon Labs", "Caf\xE9 UART", "0001"};
}

/// QinHeng's CH340, which has no serial number; guest.hpp takes the bus's for it.
usb_descriptors ch340()
{
    return {{18, 1, 0x10, 0x01, 0xFF, 0, 0, 8, 0x86, 0x1A, 0x23, 0x75, 0x64, 0x02, 0, 2, 0, 1},
        {9, 2, 39, 0, 1, 1, 0, 0x80, 48,                                                    //
            9, 4, 0, 0, 3, 0xFF, 1, 2, 0, 7, 5, 0x82, 2, 32, 0, 0, 7, 5, 0x02, 2, 32, 0, 0, //
            7, 5, 0x81, 3, 8, 0, 1},
        "", "USB2.0-Serial", "vhci_hcd.0"};
}

port_info the_port_with(std::string const& device)
{
    port_filter wanted;
    wanted.device = device;
    auto const port = find_port(wanted);
    if (!port)
        throw std::runtime_error("no port " + device);
    return *port;
}

/// What is played on USB for a while.
struct plugged
{
    plugged()
    {
        wait_for_tty_of_usb("HUB0");
        // One after the other, so that each tty is found by what came last.
        for (usb_double* const device : devices())
            device->plug();
        // The second port of a device may come a little later than the first.
        port_filter both;
        both.serial_number = "DUAL1";
        auto const count = [&]
        {
            auto const ports = list_ports();
            return std::count_if(
                ports.begin(), ports.end(), [&](port_info const& p) { return both.matches(p); });
        };
        if (!eventually([&] { return count() == 2; }))
            throw std::runtime_error("the FT2232 has no second port");
    }
    std::array<usb_double*, 5> devices() { return {&single, &dual, &modem, &bridge, &nameless}; }

    ft232r single{"SINGLE1"};
    quiet_chip dual{ft2232()};
    acm_modem modem{"MODEM1"};
    quiet_chip bridge{cp2102()};
    quiet_chip nameless{ch340()};
};

/// A link, or another node, for a while; there is no udev here to make any.
class temporary_path
{
public:
    explicit temporary_path(std::string path) : path_(std::move(path))
    {
        std::filesystem::create_directories(std::filesystem::path(path_).parent_path());
    }
    temporary_path(std::string path, std::string const& target) : temporary_path(std::move(path))
    {
        std::filesystem::create_symlink(target, path_);
    }
    temporary_path(temporary_path const&) = delete;
    temporary_path& operator=(temporary_path const&) = delete;
    ~temporary_path()
    {
        std::error_code ignored; // it is in the way of nothing
        std::filesystem::remove(path_, ignored);
    }
    std::string const& name() const noexcept { return path_; }

private:
    std::string path_;
};

port_info info_of_opened(std::string const& device)
{
    asio::io_context context;
    serial_stream stream(context, device, serial_config{});
    BOOST_TEST(stream.capabilities()[feature::port_discovery] == support::supported);
    return stream.port_info();
}

} // namespace

BOOST_AUTO_TEST_SUITE(discovery)

BOOST_AUTO_TEST_CASE(uarts_are_listed_as_pyserial_lists_them)
{
    BOOST_TEST(check_against_pyserial() != 0u);
}

BOOST_AUTO_TEST_CASE(every_port_that_is_listed_can_be_opened_and_is_the_same_then)
{
    auto const ports = list_ports();
    BOOST_TEST(!ports.empty());
    for (port_info const& p : ports)
        if (read_file("/sys/class/tty/console/active") != p.name) // the kernel speaks there
            BOOST_TEST((info_of_opened(p.device) == p), p.device);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(discovery_usb, plugged)

BOOST_AUTO_TEST_CASE(all_kinds_of_ports_are_listed_as_pyserial_lists_them)
{
    // The console, two more UARTs, QEMU's USB device, and ours: one of them has two ports.
    BOOST_TEST(check_against_pyserial() == 3u + 1u + 6u);
}

BOOST_AUTO_TEST_CASE(a_device_with_several_interfaces_has_them_in_its_locations)
{
    std::vector<std::string> locations;
    for (port_info const& p : list_ports())
        if (p.serial_number == "DUAL1")
        {
            auto const colon = p.location.find(':');
            BOOST_TEST_REQUIRE(colon != std::string::npos, p.location);
            locations.push_back(p.location.substr(colon));
            BOOST_TEST(p.hwid == "USB VID:PID=0403:6010 SER=DUAL1 LOCATION=" + p.location);
            BOOST_TEST(p.description == "Dual RS232 - Dual RS232");
            BOOST_TEST(p.driver == "ftdi_sio");
        }
    BOOST_TEST(
        locations == (std::vector<std::string>{":1.0", ":1.1"}), boost::test_tools::per_element());
    BOOST_TEST(the_port_with(modem.tty()).location.find(":1.0") != std::string::npos);
    BOOST_TEST(the_port_with(single.tty()).location.find(':') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(devices_are_what_they_say)
{
    port_info const bridged = the_port_with(bridge.tty());
    BOOST_TEST(bridged.product == "Caf\xC3\xA9 UART");
    BOOST_TEST(bridged.driver == "cp210x");
    port_info const without = the_port_with(nameless.tty());
    BOOST_TEST(without.serial_number.empty());
    BOOST_TEST(without.manufacturer.empty());
    BOOST_TEST(without.driver == "ch341-uart");
    BOOST_TEST(without.hwid == "USB VID:PID=1A86:7523 LOCATION=" + without.location);
    port_info const behind_a_hub = the_port_with(wait_for_tty_of_usb("HUB0"));
    BOOST_TEST(behind_a_hub.location.find('.') != std::string::npos, behind_a_hub.location);
}

// An open would tell a chip something: the driver sets its lines.
BOOST_AUTO_TEST_CASE(no_port_is_opened)
{
    for (usb_double* const device : devices())
        device->forget();
    BOOST_TEST(!list_ports().empty());
    for (usb_double* const device : devices())
        BOOST_TEST(device->requests().empty(), device->tty());
    info_of_opened(single.tty());
    BOOST_TEST(!single.requests().empty());
}

BOOST_AUTO_TEST_CASE(links_are_told_and_followed)
{
    std::string const tty = single.tty();
    std::string const up = "../../" + std::filesystem::path(tty).filename().string();
    temporary_path const by_id("/dev/serial/by-id/usb-FTDI_FT232R_SINGLE1-if00-port0", up);
    temporary_path const by_path("/dev/serial/by-path/platform-vhci_hcd.0-usb-0:1:1.0-port0", up);
    temporary_path const of_a_link("/tmp/instruments/voltmeter", by_id.name());
    port_info const p = the_port_with(tty);
    BOOST_TEST(p.by_id == by_id.name());
    BOOST_TEST(p.by_path == by_path.name());
    BOOST_TEST((the_port_with(by_id.name()) == p));
    std::string const relative = std::filesystem::relative(of_a_link.name()).string();
    BOOST_TEST(relative.front() != '/');
    for (std::string const& name : {tty, by_id.name(), by_path.name(), of_a_link.name(), relative})
        BOOST_TEST((info_of_opened(name) == p), name);
}

BOOST_AUTO_TEST_CASE(another_node_of_the_device_is_the_same_port)
{
    struct ::stat node = {};
    BOOST_TEST_REQUIRE(::stat(single.tty().c_str(), &node) == 0);
    temporary_path const other("/tmp/instruments/a node of its own");
    BOOST_TEST_REQUIRE(::mknod(other.name().c_str(), S_IFCHR | 0600, node.st_rdev) == 0);
    BOOST_TEST((info_of_opened(other.name()) == the_port_with(single.tty())));
}

BOOST_AUTO_TEST_CASE(nothing_is_known_of_a_port_that_was_unplugged)
{
    asio::io_context context;
    serial_stream stream(context, modem.tty(), serial_config{});
    BOOST_TEST(stream.port_info().serial_number == "MODEM1");
    modem.unplug();
    error_code ec;
    BOOST_TEST(eventually([&] { return stream.port_info(ec) == port_info(); }));
    BOOST_TEST((ec == condition::disconnected), ec);
    port_filter gone;
    gone.serial_number = "MODEM1";
    BOOST_TEST(eventually([&] { return !find_port(gone); }));
}

// As other programs see it: the listing of a machine whose devices come and go.
BOOST_AUTO_TEST_CASE(a_list_that_is_made_while_a_device_goes_is_no_error)
{
    for (int round = 0; round != 5; ++round)
    {
        modem.unplug();
        int lists = 0;
        bool gone = false;
        while (!gone && ++lists < 100'000)
        {
            error_code ec;
            auto const ports = list_ports(ec);
            BOOST_TEST_REQUIRE(!ec, ec);
            gone = std::none_of(ports.begin(), ports.end(),
                [](port_info const& p) { return p.driver == "cdc_acm"; });
        }
        BOOST_TEST(gone);
        modem.plug();
    }
}

BOOST_AUTO_TEST_SUITE_END()
