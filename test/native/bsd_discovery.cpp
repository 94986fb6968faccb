// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The BSDs' ports, of machines that are made up: so on every system.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/bsd_device.hpp>
#include <boost_serial_ext/native/bsd_discovery.hpp>

#include "support/fake_bsd_devices.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <vector>

using namespace boost_serial_ext;
using namespace boost_serial_ext::detail;
using boost_serial_ext_test::bsd_machine;
using boost_serial_ext_test::fake_bsd_devices_sys;

BOOST_AUTO_TEST_SUITE(bsd_discovery_of_ports)

namespace {

template<bsd_system System>
struct fixture
{
    using sys_type = fake_bsd_devices_sys<System>;

    std::shared_ptr<bsd_machine> m = std::make_shared<bsd_machine>();
    sys_type sys{m};
    bsd_discovery<sys_type> discovery{sys};
    error_code ec;

    std::string listed()
    {
        std::string text;
        for (port_info const& p : discovery.list(ec))
            text += (text.empty() ? "" : " ") + p.name;
        return text;
    }

    port_info first()
    {
        auto const all = discovery.list(ec);
        BOOST_TEST_REQUIRE(!all.empty());
        return all[0];
    }

    std::string location_of(std::string const& name)
    {
        for (port_info const& p : discovery.list(ec))
            if (p.name == name)
                return p.location;
        return "none";
    }

    std::uint64_t identity_of(std::string const& node)
    {
        for (bsd_found_port const& p : discovery.ports(ec))
            if (p.node == node)
                return p.identity;
        return 0;
    }
};

using freebsd = fixture<bsd_system::freebsd>;
using dragonfly = fixture<bsd_system::dragonfly>;
using openbsd = fixture<bsd_system::openbsd>;
using netbsd = fixture<bsd_system::netbsd>;

void add_hubs(bsd_machine& m)
{
    m.device("uhub", "0", "root hub", "", "", "usbus0");
    m.device("uhub", "1", "a hub", "vendor=0x05e3 product=0x0608",
        "bus=0 hubaddr=1 port=4 devaddr=9 interface=0 ugen=ugen0.9", "uhub0");
}

} // namespace

BOOST_FIXTURE_TEST_CASE(freebsds_nodes_and_devices_are_joined, freebsd)
{
    add_hubs(*m);
    m->usb_device("umodem", "0", "U0", "75");
    m->device(
        "uart", "10", "16550 or compatible", "_HID=PNP0501 _UID=1", "handle=\\_SB_.U", "acpi0");
    for (char const* name :
        {"null", "ttyU0", "cuaU0", "cuaU0.init", "cuaU0.lock", "cuaua", "ttyua"})
        m->node(name);
    BOOST_TEST(listed() == "cuaU0 cuaua");
    BOOST_TEST(!ec, ec);
    auto const all = discovery.list(ec);
    port_info expected;
    expected.device = "/dev/cuaU0";
    expected.name = "cuaU0";
    expected.description = "Board";
    expected.hwid = "USB VID:PID=2341:0043 SER=75 LOCATION=0-2";
    expected.vid = std::uint16_t{0x2341};
    expected.pid = std::uint16_t{0x0043};
    expected.serial_number = "75";
    expected.location = "0-2";
    expected.driver = "umodem";
    BOOST_TEST((all[0] == expected));
    BOOST_TEST(all[1].hwid == "PNP0501");
    BOOST_TEST(all[1].driver == "uart");
    BOOST_TEST(all[1].description == "16550 or compatible");
}

BOOST_FIXTURE_TEST_CASE(no_port_is_opened, freebsd)
{
    m->usb_device("umodem", "0", "U0", "75");
    m->node("cuaU0");
    BOOST_TEST(listed() == "cuaU0");
    for (std::string const& call : m->calls)
        BOOST_TEST((call.find("open") == std::string::npos), call);
}

BOOST_FIXTURE_TEST_CASE(ports_are_in_their_natural_order, freebsd)
{
    for (char const* n : {"10", "2", "0"})
        m->usb_device("uftdi", n, std::string("U") + n, "1");
    for (char const* n : {"cuaU10", "cuaU2", "cuaU0", "cuau1"})
        m->node(n);
    BOOST_TEST(listed() == "cuaU0 cuaU2 cuaU10 cuau1");
}

BOOST_FIXTURE_TEST_CASE(a_device_with_several_ports_has_as_many_nodes, freebsd)
{
    m->usb_device("umcs", "0", "U0", "4711", 2, 2);
    m->node("cuaU0.0");
    m->node("cuaU0.1");
    m->node("cuaU0"); // it has none of that name
    BOOST_TEST(listed() == "cuaU0.0 cuaU0.1");
    for (port_info const& p : discovery.list(ec))
        BOOST_TEST(p.serial_number == "4711");
}

BOOST_FIXTURE_TEST_CASE(a_composite_devices_ports_differ_in_their_interface, freebsd)
{
    add_hubs(*m);
    m->usb_device("umodem", "0", "U0", "75", 2, 1, 0);
    m->usb_device("umodem", "1", "U1", "75", 2, 1, 2);
    m->usb_device("umodem", "2", "U2", "76", 3);
    m->device("umass", "0", "of that address on another bus", "",
        "bus=1 hubaddr=1 port=3 devaddr=4 interface=0", "uhub2");
    for (char const* n : {"cuaU0", "cuaU1", "cuaU2"})
        m->node(n);
    BOOST_TEST(location_of("cuaU0") == "0-2:x.0");
    BOOST_TEST(location_of("cuaU1") == "0-2:x.2");
    BOOST_TEST(location_of("cuaU2") == "0-3");
    m->forget("dev.umodem.0"); // nothing else is attached there
    BOOST_TEST(location_of("cuaU1") == "0-2:x.2");
}

BOOST_FIXTURE_TEST_CASE(a_location_leads_through_the_hubs, freebsd)
{
    add_hubs(*m);
    m->device("uftdi", "0", "cable",
        "vendor=0x0403 product=0x6001 sernum=\"\" ttyname=U0 ttyports=1",
        "bus=0 hubaddr=9 port=3 devaddr=10 interface=0 ugen=ugen0.10", "uhub1");
    m->node("cuaU0");
    BOOST_TEST(location_of("cuaU0") == "0-4.3");
    m->forget("dev.uhub.0"); // half of the way leads nowhere
    BOOST_TEST(location_of("cuaU0") == "");
    m->device("uhub", "0", "root hub", "", "", "ehci0");
    BOOST_TEST(location_of("cuaU0") == "");
    m->forget("dev.uhub.0");
    m->device("uhub", "0", "root hub", "", "", "usbus3"); // not the bus that the others are on
    BOOST_TEST(location_of("cuaU0") == "");
}

// The numbers as DragonFly's kernel gives them: the hub's address, the port, the bus.
BOOST_FIXTURE_TEST_CASE(a_location_leads_through_dragonflys_hubs, dragonfly)
{
    m->device("uhub", "0", "root hub", "", "", "usbus0");
    m->device("uhub", "1", "a hub", "", "bus=1 hubaddr=4 port=0 devaddr=9 interface=0", "uhub0");
    m->device("uftdi", "0", "cable",
        "vendor=0x0403 product=0x6001 sernum=\"\"  ttyname=U0 ttyports=1",
        "bus=9 hubaddr=3 port=0 devaddr=10 interface=0", "uhub1");
    m->node("cuaU0");
    BOOST_TEST(location_of("cuaU0") == "0-4.3");
}

BOOST_FIXTURE_TEST_CASE(hubs_that_are_attached_to_each_other_lead_nowhere, freebsd)
{
    m->device("uhub", "1", "", "", "bus=0 hubaddr=2 port=1 devaddr=2 interface=0", "uhub1");
    m->device("uftdi", "0", "", "vendor=0x0403 product=0x6001 ttyname=U0 ttyports=1",
        "bus=0 hubaddr=2 port=3 devaddr=10 interface=0", "uhub1");
    m->node("cuaU0");
    BOOST_TEST(location_of("cuaU0") == "");
}

BOOST_FIXTURE_TEST_CASE(a_node_without_its_device_is_on_its_way_and_not_listed, freebsd)
{
    m->usb_device("umodem", "0", "U0", "75");
    m->node("cuaU0");
    m->node("cuaU1"); // it was pulled out while somebody had it open
    m->node("cuau0"); // what is on the board stays
    BOOST_TEST(listed() == "cuaU0 cuau0");
    auto const all = discovery.ports(ec);
    auto const gone = std::find_if(
        all.begin(), all.end(), [](bsd_found_port const& p) { return p.node == "cuaU1"; });
    BOOST_TEST_REQUIRE((gone != all.end()));
    BOOST_TEST(!gone->attached);
}

BOOST_FIXTURE_TEST_CASE(a_device_without_its_node_is_on_its_way_and_not_listed, dragonfly)
{
    m->usb_device("uftdi", "0", "U0", "75");
    m->device("sio", "0", "16550A", "", "", "isa0");
    m->node("cuaa0");
    m->node("cuaia0");
    BOOST_TEST(listed() == "cuaa0");
    auto const all = discovery.ports(ec);
    BOOST_TEST_REQUIRE(all.size() == 2u);
    BOOST_TEST(all[0].node == "cuaU0");
    BOOST_TEST(!all[0].attached);
    BOOST_TEST(all[0].identity != 0u);
    m->node("cuaU0");
    BOOST_TEST(listed() == "cuaU0 cuaa0");
    BOOST_TEST(discovery.list(ec)[1].driver == "sio");
}

BOOST_FIXTURE_TEST_CASE(what_is_no_character_device_is_no_port, freebsd)
{
    m->node("cuau0", 0, 0100644);
    m->node("cuau1", 0, 0040755);
    m->node("cuau2");
    BOOST_TEST(listed() == "cuau2");
}

BOOST_FIXTURE_TEST_CASE(where_devices_are_not_told_nodes_are_all, freebsd)
{
    m->usb_device("umodem", "0", "U0", "75");
    m->node("cuaU0");
    m->node("cuau0");
    m->failures["find"] = ENOENT;
    BOOST_TEST(listed() == "cuaU0 cuau0");
    BOOST_TEST(!ec, ec);
    BOOST_TEST(first().hwid == "n/a");
}

BOOST_FIXTURE_TEST_CASE(why_nothing_is_known_is_told, freebsd)
{
    m->usb_device("umodem", "0", "U0", "75");
    m->node("cuaU0");
    m->failures["nodes"] = EMFILE;
    BOOST_TEST(listed() == "");
    BOOST_TEST(ec.value() == EMFILE);
    m->failures = {{"next", ENOMEM}}; // half of the devices is worse than none
    BOOST_TEST(listed() == "");
    BOOST_TEST(ec.value() == ENOMEM);
    m->failures.clear();
    BOOST_TEST(listed() == "cuaU0");
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(what_vanishes_meanwhile_is_as_if_it_were_not_there, freebsd)
{
    m->usb_device("umodem", "0", "U0", "75");
    m->node("cuaU0");
    for (char const* call : {"name dev.umodem.0.%desc", "text dev.umodem.0.%desc",
             "text dev.umodem.0.%location", "text dev.umodem.0.%parent"})
    {
        m->failures = {{call, ENOENT}};
        BOOST_TEST(listed() == "cuaU0", call);
        BOOST_TEST(!ec, ec);
    }
    m->failures = {{"text dev.umodem.0.%desc", ENOENT}};
    BOOST_TEST(first().description == "cuaU0");
    m->failures = {{"text dev.umodem.0.%location", ENOENT}};
    BOOST_TEST(first().location == "");
    for (char const* call : {"name", "text", "text dev.umodem.0.%pnpinfo", "status /dev/cuaU0"})
    {
        m->failures = {{call, ENOENT}};
        BOOST_TEST(listed() == "", call);
        BOOST_TEST(!ec, ec);
    }
    m->node("cuau0");
    m->failures = {{"status /dev/cuau0", ENOENT}};
    BOOST_TEST(discovery.ports(ec).size() == 1u);
    m->nodes.erase("cuau0");
    m->failures = {{"next", ENOENT}}; // the end, at once
    BOOST_TEST(listed() == "");
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(a_sysctl_that_is_its_own_successor_is_the_end, freebsd)
{
    struct endless : fake_bsd_devices_sys<bsd_system::freebsd>
    {
        int next(oid const&, oid& found)
        {
            found = {9, 0};
            ++asked;
            return 0;
        }
        int asked = 0;
    } same;
    same.m = m;
    m->sysctls = {{"dev.x.0.y", ""}};
    m->node("cuau0");
    BOOST_TEST(bsd_discovery<endless>(same).list(ec).size() == 1u);
    BOOST_TEST(same.asked == 2);
}

BOOST_FIXTURE_TEST_CASE(hostile_texts_are_made_fit_for_people, freebsd)
{
    m->device("umodem", "0", "a\x1b[31m\nb\xFF",
        "vendor=0x2341 product=0x0043 sernum=\"\x07x\xE2\x80\xAE\" ttyname=U0",
        "bus=0 port=1 devaddr=1", "uhub0");
    m->device("umass", "0", "stick",
        "vendor=0x0001 product=0x0002 sernum=\"\" ttyname=/../x ttyports=9",
        "bus=0 port=2 devaddr=2", "uhub0");
    m->device("evil", "0", "evil", std::string(100'000, 'x'), std::string(100'000, '='), "uhub0");
    m->node("cuaU0");
    BOOST_TEST(listed() == "cuaU0");
    BOOST_TEST(first().serial_number == "x");
    BOOST_TEST(first().description == "a[31m");
}

BOOST_FIXTURE_TEST_CASE(a_device_that_was_replaced_on_the_same_node_is_another_one, freebsd)
{
    m->usb_device("umodem", "0", "U0", "75");
    m->node("cuaU0", 100);
    auto const first_one = identity_of("cuaU0");
    BOOST_TEST(first_one != 0u);
    BOOST_TEST(identity_of("cuaU0") == first_one);
    m->forget("dev.umodem.0");
    auto const nobody = identity_of("cuaU0");
    BOOST_TEST(nobody != first_one);
    m->usb_device("umodem", "0", "U0", "76"); // its serial number
    auto const second_one = identity_of("cuaU0");
    BOOST_TEST(second_one != first_one);
    BOOST_TEST(second_one != nobody);
    m->forget("dev.umodem.0");
    m->usb_device("umodem", "0", "U0", "75", 3); // its place
    BOOST_TEST(identity_of("cuaU0") != first_one);
    m->forget("dev.umodem.0");
    m->usb_device("uftdi", "0", "U0", "75"); // its driver
    BOOST_TEST(identity_of("cuaU0") != first_one);
    m->forget("dev.uftdi.0");
    m->usb_device("umodem", "0", "U0", "75");
    BOOST_TEST(identity_of("cuaU0") == first_one);
    m->node("cuaU0", 101); // its node
    BOOST_TEST(identity_of("cuaU0") != first_one);
}

BOOST_FIXTURE_TEST_CASE(a_port_is_found_by_either_of_its_nodes_and_by_a_link, freebsd)
{
    m->usb_device("umodem", "0", "U0", "75");
    m->node("cuaU0");
    m->node("cuaU1");
    m->links["/dev/board"] = "/dev/cuaU0";
    for (char const* device : {"/dev/cuaU0", "/dev/ttyU0", "/dev/board"})
    {
        auto const port = discovery.find(device, ec);
        BOOST_TEST_REQUIRE(port.has_value(), device);
        BOOST_TEST(port->device == "/dev/cuaU0");
        BOOST_TEST(port->serial_number == "75");
    }
    for (char const* device : {"/dev/cuaU1", "/dev/cuaU2", "/dev/cuaU0.init", "cuaU0", "/cuaU0",
             "/dev/null", "/dev/", ""})
        BOOST_TEST(!discovery.find(device, ec).has_value(), device);
    m->failures["resolve"] = ENOENT;
    BOOST_TEST(!discovery.find("/dev/cuaU0", ec).has_value());
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(openbsd_lists_what_is_attached_and_has_a_node, openbsd)
{
    m->ucom_names = "ucom0:usb0.1.00000.1,ucom11:usb0.2.00003.0,ucom2:usb0.2.00003.2";
    m->node("cuaU0");
    m->node("cuaU1"); // there is nothing behind it
    m->node("cua00"); // and here nobody knows
    m->node("cuaU2", 0, 0100644);
    BOOST_TEST(listed() == "cuaU0");
    m->node("cuaU11");
    m->node("cuaU2");
    BOOST_TEST(listed() == "cuaU0 cuaU2 cuaU11");
    BOOST_TEST(location_of("cuaU11") == "0-2.3:x.0");
    BOOST_TEST(!ec, ec);
    BOOST_TEST(discovery.find("/dev/ttyU2", ec).has_value());
    BOOST_TEST(!discovery.find("/dev/cuaU1", ec).has_value());
}

BOOST_FIXTURE_TEST_CASE(an_openbsd_that_does_not_tell_says_so, openbsd)
{
    m->ucom_names = "ucom0:usb0.1.00000.1";
    m->node("cuaU0");
    m->failures["ucom_names"] = EOPNOTSUPP;
    BOOST_TEST(listed() == "");
    BOOST_TEST((ec == make_unsupported_error(feature::port_discovery)), ec);
    m->failures["ucom_names"] = ENOMEM;
    BOOST_TEST(listed() == "");
    BOOST_TEST(ec.value() == ENOMEM);
}

BOOST_FIXTURE_TEST_CASE(netbsds_tree_of_devices_is_searched, netbsd)
{
    m->children = {{"", {"mainbus0"}}, {"mainbus0", {"acpi0", "uhub0", "cpu0"}},
        {"acpi0", {"com0", "com1"}}, {"uhub0", {"uftdi0", "uhub1"}}, {"uftdi0", {"ucom10"}},
        {"uhub1", {"umodem0"}}, {"umodem0", {"ucom1"}}};
    m->properties["uftdi0"] = "<key>vendor-id</key><integer>0x403</integer>"
                              "<key>product-id</key><integer>0x6001</integer>"
                              "<key>serialnumber</key><string>A1</string>";
    for (char const* n : {"dty00", "dty01", "dty02", "dtyU0", "dtyU1", "dtyU10", "tty00"})
        m->node(n);
    BOOST_TEST(listed() == "dty00 dty01 dtyU1 dtyU10");
    BOOST_TEST(!ec, ec);
    auto const cable = discovery.find("/dev/ttyU10", ec);
    BOOST_TEST_REQUIRE(cable.has_value());
    BOOST_TEST(cable->hwid == "USB VID:PID=0403:6001 SER=A1");
    BOOST_TEST(cable->driver == "uftdi");
    BOOST_TEST(m->opened == m->closed);
    m->nodes.erase("dtyU1"); // nobody has made it
    BOOST_TEST(listed() == "dty00 dty01 dtyU10");
}

BOOST_FIXTURE_TEST_CASE(a_netbsd_that_does_not_tell_says_so, netbsd)
{
    m->children = {{"", {"com0"}}};
    m->node("dty00");
    for (int const number : {ENOENT, ENXIO, ENODEV})
    {
        m->failures["open"] = number;
        BOOST_TEST(listed() == "");
        BOOST_TEST((ec == make_unsupported_error(feature::port_discovery)), ec);
    }
    m->failures["open"] = EACCES;
    BOOST_TEST(listed() == "");
    BOOST_TEST(ec.value() == EACCES);
    m->failures = {{"children root", ENOMEM}};
    BOOST_TEST(listed() == "");
    BOOST_TEST(ec.value() == ENOMEM);
    BOOST_TEST(m->opened == 1);
    BOOST_TEST(m->closed == 1);
}

BOOST_FIXTURE_TEST_CASE(what_vanishes_in_netbsds_tree_has_nothing_behind_it, netbsd)
{
    m->children = {{"", {"uhub0", "com0"}}, {"uhub0", {"uftdi0"}}, {"uftdi0", {"ucom0"}}};
    m->properties["uftdi0"]
        = "<key>vendor-id</key><integer>1</integer><key>product-id</key><integer>2</integer>";
    m->node("dty00");
    m->node("dtyU0");
    m->failures = {{"children uhub0", ENXIO}};
    BOOST_TEST(listed() == "dty00");
    BOOST_TEST(!ec, ec);
    m->failures = {{"children ucom0", ENXIO}}; // the last one
    BOOST_TEST(listed() == "dty00 dtyU0");
    BOOST_TEST(!ec, ec);
    m->failures = {{"command", ESRCH}};
    BOOST_TEST(listed() == "dty00 dtyU0");
    BOOST_TEST(!discovery.list(ec)[1].vid.has_value());
    m->failures = {{"status /dev/dtyU0", EIO}};
    BOOST_TEST(listed() == "dty00");
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(a_tree_without_an_end_is_searched_for_a_while, netbsd)
{
    m->children = {{"", {"a0", ""}}, {"a0", {"b0"}}, {"b0", {"a0", "a0", ""}}};
    BOOST_TEST(listed() == "");
    BOOST_TEST(!ec, ec);
    BOOST_TEST(m->calls.size() < 10'000u);
    BOOST_TEST(m->opened == m->closed);
}

BOOST_AUTO_TEST_SUITE_END()
