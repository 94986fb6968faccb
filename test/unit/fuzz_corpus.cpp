// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Every input of the fuzzers' corpora, seeds and old finds alike, in every build.

#include "fuzz/bsd_device_property.hpp"
#include "fuzz/darwin_device_property.hpp"
#include "fuzz/device_text_property.hpp"
#include "fuzz/parmrk_property.hpp"
#include "fuzz/properties.hpp"
#include "fuzz/uevent_property.hpp"
#include "fuzz/windows_device_property.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(fuzz_corpus)

namespace {

struct input
{
    std::string name;
    std::string text;
};

std::vector<input> corpus(std::string const& target)
{
    std::vector<input> result;
    std::filesystem::path const folder = BOOST_SERIAL_EXT_TEST_CORPUS;
    for (auto const& entry : std::filesystem::directory_iterator(folder / target))
    {
        std::ifstream file(entry.path(), std::ios::binary);
        BOOST_TEST_REQUIRE(file.is_open(), entry.path().string());
        std::string const text((std::istreambuf_iterator<char>(file)), {});
        result.push_back({entry.path().filename().string(), text});
    }
    BOOST_TEST_REQUIRE(!result.empty(), "the corpus of " << target << " is empty");
    std::sort(result.begin(), result.end(),
        [](input const& a, input const& b) { return a.name < b.name; });
    return result;
}

template<class Property>
void replay(std::string const& target, Property fault_of)
{
    for (input const& i : corpus(target))
    {
        std::string const fault = fault_of(i.text);
        BOOST_TEST(fault == "", target << "/" << i.name << ": " << fault);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(texts_of_configurations_are_refused_or_survive_the_round_trip)
{
    replay("config_text", boost_serial_ext_test::fault_of_config_text);
}

BOOST_AUTO_TEST_CASE(json_texts_are_refused_or_survive_the_round_trip)
{
    replay("json", boost_serial_ext_test::fault_of_json);
}

BOOST_AUTO_TEST_CASE(what_is_decoded_is_what_was_sent)
{
    replay("parmrk", boost_serial_ext_test::fault_of_parmrk);
}

BOOST_AUTO_TEST_CASE(what_a_device_says_of_itself_can_be_shown)
{
    replay("device_text", boost_serial_ext_test::fault_of_device_text);
}

BOOST_AUTO_TEST_CASE(what_the_kernel_says_of_devices_is_read_and_nothing_else_is)
{
    replay("uevent", boost_serial_ext_test::fault_of_uevent);
}

BOOST_AUTO_TEST_CASE(what_windows_keeps_of_devices_can_be_shown)
{
    replay("windows_device", boost_serial_ext_test::fault_of_windows_device);
}

BOOST_AUTO_TEST_CASE(what_macos_registry_has_of_ports_can_be_shown)
{
    replay("darwin_device", boost_serial_ext_test::fault_of_darwin_device);
}

BOOST_AUTO_TEST_CASE(what_the_bsds_keep_of_devices_can_be_shown)
{
    replay("bsd_device", boost_serial_ext_test::fault_of_bsd_device);
}

// A property that nothing can violate would prove nothing.
BOOST_AUTO_TEST_CASE(the_properties_notice_what_is_wrong)
{
    using boost_serial_ext::error_code;
    using boost_serial_ext::json_error;
    using namespace boost_serial_ext_test;
    BOOST_TEST(fault_of_refusal(boost_serial_ext::error::operation_in_progress) != "");
    BOOST_TEST(fault_of_refusal(static_cast<json_error>(9'999)) != "");
    BOOST_TEST(fault_of_pointer("{}", json_error::unknown_member, "/nowhere") != "");
    BOOST_TEST(fault_of_pointer("{", json_error::unknown_member, "") != "");
    BOOST_TEST(fault_of_pointer("{", json_error::syntax, "no pointer") != "");
    BOOST_TEST(fault_of_pointer(R"({"a":1})", json_error::unknown_member, "/a") == "");
}

BOOST_AUTO_TEST_CASE(the_property_of_shown_texts_notices_what_is_wrong)
{
    using boost_serial_ext_test::fault_of_shown_text;
    for (char const* bad : {"\xFF", "\xAF\x80", "\xC3", "\xC0\xAF", "\xED\xA0\x80",
             "\xF4\x90\x80\x80", "a\n", "\x7F", "\xC2\x85", "\xE2\x80\xAE", " a", "a "})
        BOOST_TEST(fault_of_shown_text(bad) != "", bad);
    for (char const* good : {"", "a b", "\xC3\xBC", "\xE2\x82\xAC", "\xF0\x9F\x94\x8C"})
        BOOST_TEST(fault_of_shown_text(good) == "", good);
    BOOST_TEST(fault_of_shown_text(std::string(379, 'a')) != "");
}

BOOST_AUTO_TEST_CASE(the_property_of_locations_notices_what_is_wrong)
{
    using boost_serial_ext_test::fault_of_darwin_location;
    BOOST_TEST(fault_of_darwin_location(0x1414'0000, "20-1.4") == "");
    BOOST_TEST(fault_of_darwin_location(0xFA12'3456, "250-1.2.3.4.5.6") == "");
    for (char const* bad :
        {"20", "20-1", "20-1.5", "21-1.4", "20-1.4.1", "20-1-4", "20.1.4", "20-1.4.0", "20-", "x"})
        BOOST_TEST(fault_of_darwin_location(0x1414'0000, bad) != "", bad);
}

BOOST_AUTO_TEST_CASE(the_property_of_decoded_data_notices_what_is_wrong)
{
    using namespace boost_serial_ext_test;
    using boost_serial_ext::line_events;
    using boost_serial_ext::line_fault;
    std::string const raw("a\xFF\0X\xFF\xFF\xFF", 7); // a, X with an error, FF, and a beginning
    auto const all = line_events::all;
    auto const fault_of = [&](std::string const& bytes, std::size_t offset, line_fault fault) {
        return fault_of_marked_data(raw, {bytes, {{offset, fault}}}, all);
    };
    BOOST_TEST(fault_of("aX\xFF", 1, line_fault::parity_error) == "");
    BOOST_TEST(fault_of("aX", 1, line_fault::parity_error) != "");
    BOOST_TEST(fault_of("aX\xFF\xFF", 1, line_fault::parity_error) != "");
    BOOST_TEST(fault_of("aY\xFF", 1, line_fault::parity_error) != "");
    BOOST_TEST(fault_of("aX\xFF", 0, line_fault::parity_error) != "");
    BOOST_TEST(fault_of("aX\xFF", 2, line_fault::parity_error) != "");
    BOOST_TEST(fault_of("a\xFF", 1, line_fault::break_signal) != "");
    BOOST_TEST(fault_of_marked_data(raw, {"aX\xFF", {}}, all) != "");
    marked_data twice{"aX\xFF", {{1, line_fault::parity_error}, {1, line_fault::parity_error}}};
    BOOST_TEST(fault_of_marked_data(raw, twice, all) != "");
    twice.marks.pop_back();
    BOOST_TEST(fault_of_marked_data(raw, twice, line_events::framing_error) != "");
}

BOOST_AUTO_TEST_CASE(the_other_reader_of_device_messages_tells_them_from_others)
{
    using boost_serial_ext_test::read_uevent;
    std::string const good("add@/a\0ACTION=add\0DEVPATH=/a\0SUBSYSTEM=tty\0SEQNUM=1\0", 52);
    BOOST_TEST(read_uevent(good).has_value());
    BOOST_TEST(read_uevent(good)->subsystem == "tty");
    for (std::size_t size = 0; size != good.size(); ++size)
        BOOST_TEST(!read_uevent(good.substr(0, size)).has_value(), size);
}

BOOST_AUTO_TEST_CASE(the_other_reader_of_devds_messages_tells_them_from_others)
{
    using boost_serial_ext::detail::bsd_system;
    auto const read = [](char const* message)
    { return boost_serial_ext_test::read_devd_message(bsd_system::freebsd, message); };
    BOOST_TEST((read("!system=DEVFS subsystem=CDEV type=DESTROY cdev=cuaU0") == "cuaU0"));
    BOOST_TEST((read("!system=DEVFS subsystem=CDEV type=CREATE cdev=cuaU0\n") == ""));
    BOOST_TEST((read("-umodem0 at") == "umodem0"));
    BOOST_TEST((read("+umodem0") == ""));
    for (char const* none : {"", "!", "?umodem0", "!system=DEVFS subsystem=CDEV type=CREATE cdev=x",
             "!system=A subsystem=CDEV type=CREATE cdev=cuaU0"})
        BOOST_TEST(!read(none).has_value(), none);
}

BOOST_AUTO_TEST_CASE(the_property_of_the_bsds_ports_notices_what_is_wrong)
{
    using boost_serial_ext::port_info;
    using boost_serial_ext::detail::bsd_system;
    port_info good;
    good.name = good.description = "cuaU0";
    good.device = "/dev/cuaU0";
    good.hwid = "n/a";
    auto const fault_of = [](port_info const& port)
    { return boost_serial_ext_test::fault_of_bsd_port(bsd_system::freebsd, port); };
    BOOST_TEST(fault_of(good) == "");
    port_info bad = good;
    bad.device = "/dev/cuaU1";
    BOOST_TEST(fault_of(bad) != "");
    bad = good;
    bad.description = "a\n";
    BOOST_TEST(fault_of(bad) != "");
    bad = good;
    bad.vid = std::uint16_t{1};
    BOOST_TEST(fault_of(bad) != "");
    bad = good;
    bad.serial_number = "1";
    BOOST_TEST(fault_of(bad) != "");
    bad = good;
    bad.hwid.clear();
    BOOST_TEST(fault_of(bad) != "");
}

BOOST_AUTO_TEST_SUITE_END()
