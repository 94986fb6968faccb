// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What the values look like as JSON, and every way to convert them. What is refused is in
// json_refusals.cpp, the round trips of random values are in json_round_trip.cpp.

#include <boost_serial_ext/json.hpp>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <vector>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(json)

namespace {

namespace bj = boost::json;
using std::chrono::milliseconds;

template<class T>
std::string text_of(T const& value)
{
    return bj::serialize(to_json(value));
}

// The value and the text say the same, in both directions.
template<class T>
void is(T const& value, std::string const& text)
{
    BOOST_TEST(text_of(value) == text);
    error_code ec = error::operation_in_progress; // what was there before must not matter
    std::string where = "nowhere";
    BOOST_TEST((parse_json<T>(text, ec, where) == value), text);
    BOOST_TEST(!ec.failed(), where << ": " << ec.message());
    BOOST_TEST(where == "");
    BOOST_TEST((parse_json<T>(text) == value));
    BOOST_TEST((from_json<T>(bj::parse(text)) == value));
}

// All enumerators, in order, by their names.
template<class Enum>
void has_names(std::vector<std::string> const& names)
{
    for (std::size_t i = 0; i < names.size(); ++i)
        is(static_cast<Enum>(i), '"' + names[i] + '"');
    BOOST_TEST(text_of(static_cast<Enum>(names.size())) == "\"?\"");
}

} // namespace

// --- how they look ----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(enumerations_are_names)
{
    has_names<parity>({"none", "odd", "even", "mark", "space"});
    has_names<stop_bits>({"one", "one_and_half", "two"});
    has_names<initial_line>({"on", "off", "preserve"});
    has_names<rs485_mode>({"automatic", "kernel", "software"});
    has_names<unsupported_policy>({"fail", "warn", "ignore"});
    has_names<support>({"unknown", "unsupported", "supported"});
    has_names<drain_result>({"wire_exact", "queue_empty", "estimated"});
    has_names<diagnostic_event>(
        {"backend_chosen", "opened", "applied", "skipped", "restored", "disconnected", "closed"});
    has_names<line_fault>(
        {"break_signal", "framing_error", "parity_error", "framing_or_parity_error"});
    has_names<feature>({"custom_baud_rate", "mark_space_parity", "one_and_half_stop_bits",
        "xon_xoff", "rts_cts", "dtr_dsr", "modem_lines", "line_events", "line_counters",
        "break_signal", "exclusive_access", "low_latency", "rs485", "input_waiting",
        "output_waiting", "exact_drain", "port_discovery", "port_monitor"});
}

BOOST_AUTO_TEST_CASE(flow_control_is_an_object_of_flags)
{
    is(flow_control{false, true, false}, R"({"xon_xoff":false,"rts_cts":true,"dtr_dsr":false})");
}

BOOST_AUTO_TEST_CASE(rs485_delays_have_their_unit_in_their_names)
{
    is(rs485_config{false, true, true, true, milliseconds(5), milliseconds(60'000),
           rs485_mode::kernel},
        R"({"rts_on_send":false,"rts_after_send":true,"rx_during_tx":true,"terminate_bus":true,)"
        R"("delay_before_send_ms":5,"delay_after_send_ms":60000,"mode":"kernel"})");
}

BOOST_AUTO_TEST_CASE(a_configuration_has_all_of_its_members)
{
    is(serial_config(),
        R"({"baud_rate":115200,"character_size":8,"parity":"none","stop_bits":"one",)"
        R"("flow_control":{"xon_xoff":false,"rts_cts":false,"dtr_dsr":false},"exclusive":true,)"
        R"("hangup_on_close":true,"low_latency":false,"rs485":null,"dtr":"on","rts":"on",)"
        R"("baud_tolerance":3E-2,"unsupported":"fail","line_marks":false})");
}

BOOST_AUTO_TEST_CASE(an_endpoint_is_a_device_and_a_configuration)
{
    serial_endpoint const e{"/dev/ttyUSB0", serial_config{9'600}};
    is(e, R"({"device":"/dev/ttyUSB0","config":)" + text_of(e.config) + "}");
}

BOOST_AUTO_TEST_CASE(capabilities_have_a_table_of_features)
{
    serial_capabilities caps("linux", "termios2");
    caps.set(feature::custom_baud_rate, support::supported);
    caps.set(feature::port_monitor, support::unsupported);
    is(caps,
        R"({"platform":"linux","backend":"termios2","features":{"custom_baud_rate":"supported",)"
        R"("mark_space_parity":"unknown","one_and_half_stop_bits":"unknown","xon_xoff":"unknown",)"
        R"("rts_cts":"unknown","dtr_dsr":"unknown","modem_lines":"unknown",)"
        R"("line_events":"unknown","line_counters":"unknown","break_signal":"unknown",)"
        R"("exclusive_access":"unknown","low_latency":"unknown","rs485":"unknown",)"
        R"("input_waiting":"unknown","output_waiting":"unknown","exact_drain":"unknown",)"
        R"("port_discovery":"unknown","port_monitor":"unsupported"}})");
}

BOOST_AUTO_TEST_CASE(a_report_lists_what_was_skipped_and_why)
{
    config_report const report{
        serial_config{9'600}, -0.0016, {{feature::rs485, make_unsupported_error(feature::rs485)}}};
    is(report,
        R"({"applied":)" + text_of(report.applied)
            + R"(,"baud_error":-1.6E-3,"skipped":[{"feature":"rs485","error":)"
              R"({"category":"boost_serial_ext.feature","value":13,)"
              R"("message":"not supported here: rs485"}}]})");
}

BOOST_AUTO_TEST_CASE(lines_are_flags_and_an_unchanged_one_is_null)
{
    is(modem_status{true, false, true, false}, R"({"cts":true,"dsr":false,"ri":true,"dcd":false})");
    is(control_lines{}, R"({"rts":null,"dtr":null})");
    is(control_lines{true, false}, R"({"rts":true,"dtr":false})");
}

BOOST_AUTO_TEST_CASE(a_set_of_events_is_an_array_of_names)
{
    is(line_events::none, "[]");
    is(line_events::ri | line_events::parity_error, R"(["ri","parity_error"])");
    is(line_events::all,
        R"(["cts","dsr","ri","dcd","break_signal","framing_error","parity_error","overrun"])");
    is(line_event{line_events::cts, {true, false, false, false}},
        R"({"events":["cts"],"lines":{"cts":true,"dsr":false,"ri":false,"dcd":false}})");
}

BOOST_AUTO_TEST_CASE(events_are_read_in_any_order)
{
    BOOST_TEST((parse_json<line_events>(R"(["overrun","cts"])")
        == (line_events::cts | line_events::overrun)));
}

BOOST_AUTO_TEST_CASE(counters_are_numbers_up_to_their_largest)
{
    is(line_counters{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0xFFFFFFFFu},
        R"({"cts":1,"dsr":2,"ri":3,"dcd":4,"received":5,"sent":6,"breaks":7,"framing_errors":8,)"
        R"("parity_errors":9,"overruns":10,"buffer_overruns":4294967295})");
}

BOOST_AUTO_TEST_CASE(a_line_mark_has_any_offset)
{
    is(line_mark{12, line_fault::parity_error}, R"({"offset":12,"fault":"parity_error"})");
    constexpr auto largest = (std::numeric_limits<std::size_t>::max)();
    is(line_mark{largest, line_fault::break_signal},
        R"({"offset":)" + std::to_string(largest) + R"(,"fault":"break_signal"})");
}

BOOST_AUTO_TEST_CASE(a_diagnostic_has_what_comes_with_its_event)
{
    is(diagnostic{diagnostic_event::opened, "/dev/ttyUSB0"},
        R"({"event":"opened","subject":"/dev/ttyUSB0","config":null,"skipped":null,"error":)"
        R"({"category":"system","value":0,"message":"Success"}})");
}

BOOST_AUTO_TEST_CASE(a_closing_policy_is_its_deadline)
{
    is(close_policy::drain(milliseconds(250)), R"({"drain_deadline_ms":250})");
}

BOOST_AUTO_TEST_CASE(what_is_not_known_of_a_port_is_empty_or_null)
{
    port_info info;
    info.device = "/dev/ttyUSB0";
    info.vid = std::uint16_t(0xFFFF);
    info.by_id = "/dev/serial/by-id/x";
    info.by_path = "/dev/serial/by-path/y";
    is(info,
        R"({"device":"/dev/ttyUSB0","name":"","description":"","hwid":"","vid":65535,"pid":null,)"
        R"("serial_number":"","manufacturer":"","product":"","location":"","interface":"",)"
        R"("driver":"","by_id":"/dev/serial/by-id/x",)"
        R"("by_path":"/dev/serial/by-path/y"})");
}

BOOST_AUTO_TEST_CASE(texts_are_unicode_in_both_directions)
{
    BOOST_TEST(parse_json<serial_endpoint>(R"({"device":"\u00fc\ud83d\ude00\/\n"})").device
        == "\xC3\xBC\xF0\x9F\x98\x80/\n");
    is(serial_endpoint{"\xC3\xBC\"\\\x01"},
        "{\"device\":\"\xC3\xBC\\\"\\\\\\u0001\",\"config\":" + text_of(serial_config()) + "}");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_valid_is_written_and_not_read_back)
{
    serial_config c;
    c.parity = static_cast<parity>(77);
    BOOST_TEST(to_json(c).at("parity").as_string() == "?");
    for (double const value : {std::numeric_limits<double>::quiet_NaN(),
             std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()})
    {
        c.baud_tolerance = value;
        BOOST_TEST(to_json(c).at("baud_tolerance").is_null());
    }
    BOOST_CHECK_THROW((void)from_json<serial_config>(to_json(c)), json_exception);
}

// --- what may be missing, and what may be written differently ---------------------------------

BOOST_AUTO_TEST_CASE(what_is_missing_has_its_default)
{
    BOOST_TEST(parse_json<serial_config>("{}") == serial_config());
    BOOST_TEST((parse_json<rs485_config>("{}") == rs485_config()));
    BOOST_TEST((parse_json<flow_control>("{}") == flow_control()));
    BOOST_TEST((parse_json<config_report>("{}") == config_report()));
    BOOST_TEST((parse_json<serial_capabilities>("{}") == serial_capabilities()));
    BOOST_TEST((parse_json<modem_status>("{}") == modem_status()));
    BOOST_TEST((parse_json<control_lines>("{}") == control_lines()));
    BOOST_TEST((parse_json<line_event>("{}") == line_event()));
    BOOST_TEST((parse_json<line_counters>("{}") == line_counters()));
    BOOST_TEST((parse_json<line_mark>("{}") == line_mark()));
    BOOST_TEST((parse_json<close_policy>("{}") == close_policy()));
    BOOST_TEST((parse_json<port_info>("{}") == port_info()));
    BOOST_TEST(
        (parse_json<serial_endpoint>(R"({"device":"COM3"})") == serial_endpoint{"COM3", {}}));
    BOOST_TEST((parse_json<skipped_feature>(R"({"feature":"rs485"})")
        == skipped_feature{feature::rs485, error_code()}));
}

BOOST_AUTO_TEST_CASE(an_empty_rs485_is_one_of_defaults)
{
    BOOST_TEST((parse_json<serial_config>(R"({"rs485":{}})").rs485 == rs485_config()));
    BOOST_TEST(!parse_json<serial_config>(R"({"rs485":null})").rs485.has_value());
}

BOOST_AUTO_TEST_CASE(white_space_and_the_order_of_members_do_not_matter)
{
    BOOST_TEST(parse_json<serial_config>(" {\r\n\t\"parity\" : \"odd\" , \"baud_rate\" : 300 } \n")
        == parse_json<serial_config>(R"({"baud_rate":300,"parity":"odd"})"));
}

BOOST_AUTO_TEST_CASE(an_integer_serves_as_a_number_with_a_fraction)
{
    BOOST_TEST(parse_json<serial_config>(R"({"baud_tolerance":0})").baud_tolerance == 0.0);
    BOOST_TEST(parse_json<config_report>(R"({"baud_error":-1})").baud_error == -1.0);
    BOOST_TEST(from_json<config_report>(bj::value{{"baud_error", 1u}}).baud_error == 1.0);
}

BOOST_AUTO_TEST_CASE(unsigned_integers_of_values_made_by_hand_are_read)
{
    BOOST_TEST(from_json<serial_config>(bj::value{{"baud_rate", 9'600u}}).baud_rate == 9'600u);
    BOOST_TEST(from_json<serial_config>(bj::value{{"baud_rate", 9'600}}).baud_rate == 9'600u);
}

BOOST_AUTO_TEST_CASE(numbers_are_read_to_the_last_bit)
{
    for (std::string_view const text : {"0.1", "0.30000000000000004", "2.2250738585072014e-308",
             "9007199254740993.0", "1.7976931348623157e308", "1e23", "8.5e-1",
             "0.1000000000000000055511151231257827021181583404541015625"})
    {
        std::string const document = R"({"baud_error":)" + std::string(text) + "}";
        BOOST_TEST(parse_json<config_report>(document).baud_error == std::stod(std::string(text)));
    }
}

BOOST_AUTO_TEST_CASE(a_text_ends_where_its_view_ends)
{
    std::string_view const text = "{}, and more";
    BOOST_TEST(parse_json<serial_config>(text.substr(0, 2)) == serial_config());
}

// --- codes of errors --------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(codes_of_known_categories_are_read_back)
{
    using boost::system::generic_category;
    using boost::system::system_category;
    std::vector<error_code> codes{error_code(), {95, system_category()}, {22, generic_category()},
        {std::numeric_limits<int>::min(), system_category()}, error::invalid_baud_rate,
        error::rejected_baud_rate, make_unsupported_error(feature::port_monitor),
        json_error::syntax};
    for (auto const context : {detail::error_context::transfer, detail::error_context::open,
             detail::error_context::configure, detail::error_context::refused})
        for (int number = 1; number < 134; ++number)
            codes.push_back(detail::make_system_error(context, number));
    for (error_code const& ec : codes)
    {
        skipped_feature const skipped{feature::low_latency, ec};
        BOOST_TEST((parse_json<skipped_feature>(text_of(skipped)) == skipped), ec.to_string());
    }
}

BOOST_AUTO_TEST_CASE(the_message_of_a_code_is_for_people)
{
    auto const read = [](std::string const& error)
    { return parse_json<skipped_feature>(R"({"feature":"rs485","error":)" + error + "}").ec; };
    error_code const expected(95, boost::system::system_category());
    BOOST_TEST(read(R"({"category":"system","value":95,"message":"Whatever"})") == expected);
    BOOST_TEST(read(R"({"value":95})") == expected);
}

// --- Boost.JSON's own functions ---------------------------------------------------------------

BOOST_AUTO_TEST_CASE(boost_json_converts_the_values_and_containers_of_them)
{
    serial_endpoint const e{"COM3", serial_config{300}};
    BOOST_TEST((bj::value_from(e) == to_json(e)));
    BOOST_TEST((bj::value_to<serial_endpoint>(to_json(e)) == e));
    BOOST_TEST((bj::try_value_to<serial_endpoint>(to_json(e)).value() == e));

    std::vector<serial_endpoint> const all{e, {"COM4", {}}};
    BOOST_TEST((bj::value_to<std::vector<serial_endpoint>>(bj::value_from(all)) == all));
    BOOST_TEST(
        (bj::try_value_to<std::vector<serial_endpoint>>(bj::value_from(all)).value() == all));
    BOOST_TEST((bj::value_to<parity>(bj::value_from(parity::odd)) == parity::odd));
    BOOST_TEST((bj::value_to<serial_capabilities>(bj::value_from(platform_capabilities()))
        == platform_capabilities()));
    BOOST_TEST((bj::value_to<line_events>(bj::value_from(line_events::dcd)) == line_events::dcd));
}

BOOST_AUTO_TEST_CASE(boost_json_hands_the_errors_on)
{
    bj::value const wrong{{"baud_rate", "fast"}};
    error_code const expected = json_error::not_an_integer;
    BOOST_CHECK_EXCEPTION((void)bj::value_to<serial_config>(wrong), json_exception,
        [&](json_exception const& e) { return e.code() == expected && e.where() == "/baud_rate"; });
    BOOST_TEST((bj::try_value_to<serial_config>(wrong).error() == expected));
}

BOOST_AUTO_TEST_CASE(everything_lives_in_the_storage_that_was_given)
{
    bj::monotonic_resource memory;
    serial_endpoint const e{"/a/device/of/a/rather/long/name", serial_config{9'600}};
    bj::storage_ptr const storage(&memory); // newer ones take a mere pointer for a context
    for (bj::value const& value : {to_json(e, storage), bj::value_from(e, storage)})
    {
        BOOST_TEST(value.storage().get() == &memory);
        BOOST_TEST(value.at("device").storage().get() == &memory);
        BOOST_TEST(value.at("config").at("flow_control").storage().get() == &memory);
        BOOST_TEST(value.at("config").at("rs485").storage().get() == &memory);
    }
}

// --- errors -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(an_exception_says_where_and_what)
{
    auto const check = [](json_exception const& e)
    {
        BOOST_TEST(e.where() == "/config/baud_rate");
        BOOST_TEST((e.code() == json_error::not_an_integer));
        BOOST_TEST((e.code() == condition::invalid_configuration));
        std::string const what = e.what();
        BOOST_TEST(what.find("/config/baud_rate") != std::string::npos, what);
        BOOST_TEST(what.find("an integer is expected") != std::string::npos, what);
        return true;
    };
    std::string const text = R"({"device":"COM3","config":{"baud_rate":9600.5}})";
    BOOST_CHECK_EXCEPTION((void)parse_json<serial_endpoint>(text), json_exception, check);
    BOOST_CHECK_EXCEPTION((void)from_json<serial_endpoint>(bj::parse(text)), json_exception, check);
    static_assert(std::is_base_of_v<boost::system::system_error, json_exception>);
}

BOOST_AUTO_TEST_CASE(an_exception_about_the_whole_says_so)
{
    BOOST_CHECK_EXCEPTION((void)parse_json<serial_config>("nonsense"), json_exception,
        [](json_exception const& e)
        {
            return e.where().empty() && std::string(e.what()).find("JSON document") == 0
                && e.code() == json_error::syntax;
        });
}

BOOST_AUTO_TEST_CASE(every_error_has_a_message_and_the_condition)
{
    std::vector<std::string> messages;
    for (int i = 1; i <= static_cast<int>(json_error::unknown_error_code); ++i)
    {
        error_code const ec = static_cast<json_error>(i);
        BOOST_TEST(ec.failed());
        BOOST_TEST((ec == condition::invalid_configuration));
        BOOST_TEST((condition_of(ec) == condition::invalid_configuration));
        BOOST_TEST((ec != condition::unsupported_configuration));
        BOOST_TEST((std::error_code(ec)
            == std::error_condition(make_error_condition(condition::invalid_configuration))));
        for (std::string const& other : messages)
            BOOST_TEST(ec.message() != other);
        messages.push_back(ec.message());
    }
    BOOST_TEST(error_code(static_cast<json_error>(999)).message() == "unknown error");
    BOOST_TEST(std::string(json_category().name()) == "boost_serial_ext.json");
    BOOST_TEST((json_category() == json_category()));
    BOOST_TEST((json_category() != error_category()));
}

BOOST_AUTO_TEST_CASE(a_message_fits_the_buffer_it_is_given)
{
    error_code const ec = json_error::not_an_array;
    char buffer[9] = "XXXXXXXX";
    BOOST_TEST(ec.message(buffer, sizeof buffer) == std::string("an array"));
    BOOST_TEST(ec.message(buffer, 1) == std::string());
    BOOST_TEST(ec.message(nullptr, 0) == std::string());
}

BOOST_AUTO_TEST_SUITE_END()
