// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What the JSON reader refuses: with which error, and at which place.

#include <boost_serial_ext/json.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(json_refusals)

namespace {

namespace bj = boost::json;
using namespace std::string_literals;

struct refusal
{
    error_code ec;
    std::string where;

    friend bool operator==(refusal const& a, refusal const& b)
    {
        return a.ec == b.ec && a.where == b.where;
    }
    friend std::ostream& operator<<(std::ostream& out, refusal const& r)
    {
        return out << '"' << r.where << "\": " << r.ec.message();
    }
};

// What the text is refused with. Whatever that is, the value has to be a default one.
template<class T>
refusal of(std::string_view text)
{
    refusal r;
    T const value = parse_json<T>(text, r.ec, r.where);
    if (r.ec.failed())
        BOOST_TEST((value == T()), text << " was refused, but left a trace");
    return r;
}

template<class T>
refusal of(bj::value const& from)
{
    refusal r;
    T const value = from_json<T>(from, r.ec, r.where);
    if (r.ec.failed())
        BOOST_TEST((value == T()), from << " was refused, but left a trace");
    return r;
}

struct row
{
    std::string text;
    refusal expected;
};

template<class T>
void refuses(std::vector<row> const& rows)
{
    for (row const& r : rows)
    {
        BOOST_TEST(of<T>(r.text) == r.expected, r.text << " => " << of<T>(r.text));
        BOOST_TEST((r.expected.ec == condition::invalid_configuration), r.text);
    }
}

std::string repeated(std::string_view piece, std::size_t times)
{
    std::string text;
    for (std::size_t i = 0; i < times; ++i)
        text += piece;
    return text;
}

} // namespace

// --- the table of malformed inputs ------------------------------------------------------------

BOOST_AUTO_TEST_CASE(configurations)
{
    refuses<serial_config>({
        {"null", {json_error::not_an_object, ""}},
        {"[]", {json_error::not_an_object, ""}},
        {"\"115200 8N1\"", {json_error::not_an_object, ""}},
        {R"({"baudrate":1})", {json_error::unknown_member, "/baudrate"}},
        {R"({"Baud_rate":1})", {json_error::unknown_member, "/Baud_rate"}},
        {R"({"":1})", {json_error::unknown_member, "/"}},
        {R"({"a/b~c":1})", {json_error::unknown_member, "/a~1b~0c"}},
        {R"({"baud_rate":0})", {error::invalid_baud_rate, "/baud_rate"}},
        {R"({"baud_rate":-0})", {error::invalid_baud_rate, "/baud_rate"}},
        {R"({"baud_rate":-1})", {json_error::integer_out_of_range, "/baud_rate"}},
        {R"({"baud_rate":4294967296})", {json_error::integer_out_of_range, "/baud_rate"}},
        {R"({"baud_rate":9223372036854775807})", {json_error::integer_out_of_range, "/baud_rate"}},
        {R"({"baud_rate":-9223372036854775808})", {json_error::integer_out_of_range, "/baud_rate"}},
        {R"({"baud_rate":18446744073709551615})", {json_error::integer_out_of_range, "/baud_rate"}},
        {R"({"baud_rate":18446744073709551616})", {json_error::not_an_integer, "/baud_rate"}},
        {R"({"baud_rate":9600.0})", {json_error::not_an_integer, "/baud_rate"}},
        {R"({"baud_rate":96e2})", {json_error::not_an_integer, "/baud_rate"}},
        {R"({"baud_rate":-0.0})", {json_error::not_an_integer, "/baud_rate"}},
        {R"({"baud_rate":"9600"})", {json_error::not_an_integer, "/baud_rate"}},
        {R"({"baud_rate":true})", {json_error::not_an_integer, "/baud_rate"}},
        {R"({"baud_rate":null})", {json_error::not_an_integer, "/baud_rate"}},
        {R"({"baud_rate":[9600]})", {json_error::not_an_integer, "/baud_rate"}},
        {R"({"character_size":4})", {error::invalid_character_size, "/character_size"}},
        {R"({"character_size":9})", {error::invalid_character_size, "/character_size"}},
        {R"({"character_size":255})", {error::invalid_character_size, "/character_size"}},
        {R"({"character_size":256})", {json_error::integer_out_of_range, "/character_size"}},
        {R"({"character_size":264})", {json_error::integer_out_of_range, "/character_size"}},
        {R"({"parity":"Odd"})", {json_error::unknown_name, "/parity"}},
        {R"({"parity":"?"})", {json_error::unknown_name, "/parity"}},
        {R"({"parity":""})", {json_error::unknown_name, "/parity"}},
        {R"({"parity":"odd\u0000"})", {json_error::unknown_name, "/parity"}},
        {R"({"parity":1})", {json_error::not_a_string, "/parity"}},
        {R"({"stop_bits":1})", {json_error::not_a_string, "/stop_bits"}},
        {R"({"stop_bits":"1.5"})", {json_error::unknown_name, "/stop_bits"}},
        {R"({"flow_control":null})", {json_error::not_an_object, "/flow_control"}},
        {R"({"flow_control":"rts_cts"})", {json_error::not_an_object, "/flow_control"}},
        {R"({"flow_control":{"rts_cts":1}})", {json_error::not_a_boolean, "/flow_control/rts_cts"}},
        {R"({"flow_control":{"rts":true}})", {json_error::unknown_member, "/flow_control/rts"}},
        {R"({"exclusive":0})", {json_error::not_a_boolean, "/exclusive"}},
        {R"({"exclusive":null})", {json_error::not_a_boolean, "/exclusive"}},
        {R"({"line_marks":1})", {json_error::not_a_boolean, "/line_marks"}},
        {R"({"hangup_on_close":"true"})", {json_error::not_a_boolean, "/hangup_on_close"}},
        {R"({"low_latency":{}})", {json_error::not_a_boolean, "/low_latency"}},
        {R"({"dtr":true})", {json_error::not_a_string, "/dtr"}},
        {R"({"dtr":"high"})", {json_error::unknown_name, "/dtr"}},
        {R"({"rts":"high"})", {json_error::unknown_name, "/rts"}},
        {R"({"unsupported":"error"})", {json_error::unknown_name, "/unsupported"}},
        {R"({"baud_tolerance":"5%"})", {json_error::not_a_number, "/baud_tolerance"}},
        {R"({"baud_tolerance":null})", {json_error::not_a_number, "/baud_tolerance"}},
        {R"({"baud_tolerance":1})", {error::invalid_baud_tolerance, "/baud_tolerance"}},
        {R"({"baud_tolerance":1.0})", {error::invalid_baud_tolerance, "/baud_tolerance"}},
        {R"({"baud_tolerance":-1e-9})", {error::invalid_baud_tolerance, "/baud_tolerance"}},
        {R"({"baud_tolerance":18446744073709551615})",
            {error::invalid_baud_tolerance, "/baud_tolerance"}},
        {R"({"baud_tolerance":1e999})", {json_error::not_finite, "/baud_tolerance"}},
        {R"({"baud_tolerance":-1e999})", {json_error::not_finite, "/baud_tolerance"}},
        {R"({"baud_tolerance":1e99999999999})", {json_error::not_finite, "/baud_tolerance"}},
        {R"({"baud_tolerance":NaN})", {json_error::syntax, "/baud_tolerance"}},
        {R"({"baud_tolerance":Infinity})", {json_error::syntax, "/baud_tolerance"}},
        {R"({"rs485":false})", {json_error::not_an_object, "/rs485"}},
        {R"({"rs485":{"delay":5}})", {json_error::unknown_member, "/rs485/delay"}},
        {R"({"rs485":{"mode":"auto"}})", {json_error::unknown_name, "/rs485/mode"}},
        {R"({"rs485":{"mode":null}})", {json_error::not_a_string, "/rs485/mode"}},
        {R"({"rs485":{"rts_on_send":1}})", {json_error::not_a_boolean, "/rs485/rts_on_send"}},
        {R"({"rs485":{"delay_before_send_ms":60001}})",
            {error::invalid_rs485_delay_before_send, "/rs485/delay_before_send_ms"}},
        {R"({"rs485":{"delay_after_send_ms":-1}})",
            {error::invalid_rs485_delay_after_send, "/rs485/delay_after_send_ms"}},
        {R"({"rs485":{"delay_after_send_ms":9223372036854775808}})",
            {json_error::integer_out_of_range, "/rs485/delay_after_send_ms"}},
        {R"({"rs485":{"delay_after_send_ms":1.5}})",
            {json_error::not_an_integer, "/rs485/delay_after_send_ms"}},
        {R"({"rs485":{},"flow_control":{"rts_cts":true}})",
            {error::rs485_excludes_rts_cts, "/flow_control/rts_cts"}},
    });
}

BOOST_AUTO_TEST_CASE(an_rs485_configuration_alone_is_checked_too)
{
    refuses<rs485_config>({
        {R"({"delay_before_send_ms":-1})",
            {error::invalid_rs485_delay_before_send, "/delay_before_send_ms"}},
        {R"({"delay_after_send_ms":60001})",
            {error::invalid_rs485_delay_after_send, "/delay_after_send_ms"}},
        {R"({"delay_before_send":1})", {json_error::unknown_member, "/delay_before_send"}},
    });
}

BOOST_AUTO_TEST_CASE(endpoints)
{
    refuses<serial_endpoint>({
        {"{}", {json_error::missing_member, "/device"}},
        {R"({"config":{}})", {json_error::missing_member, "/device"}},
        {R"({"device":null})", {json_error::not_a_string, "/device"}},
        {R"({"device":3})", {json_error::not_a_string, "/device"}},
        {R"({"device":""})", {json_error::invalid_device, "/device"}},
        {R"({"device":"/dev/null\u0000.tty"})", {json_error::invalid_device, "/device"}},
        {R"({"device":"a","config":null})", {json_error::not_an_object, "/config"}},
        {R"({"device":"a","config":"9600"})", {json_error::not_an_object, "/config"}},
        {R"({"device":"a","config":{"baud_rate":0}})",
            {error::invalid_baud_rate, "/config/baud_rate"}},
        {R"({"device":"a","config":{"rs485":{"delay_before_send_ms":-1}}})",
            {error::invalid_rs485_delay_before_send, "/config/rs485/delay_before_send_ms"}},
        {R"({"device":"a","baud_rate":9600})", {json_error::unknown_member, "/baud_rate"}},
    });
}

BOOST_AUTO_TEST_CASE(reports_and_what_they_skip)
{
    refuses<config_report>({
        {R"({"skipped":{}})", {json_error::not_an_array, "/skipped"}},
        {R"({"skipped":[1]})", {json_error::not_an_object, "/skipped/0"}},
        {R"({"skipped":[{"feature":"rs485"},{}]})",
            {json_error::missing_member, "/skipped/1/feature"}},
        {R"({"skipped":[{"feature":"rs_485"}]})", {json_error::unknown_name, "/skipped/0/feature"}},
        {R"({"skipped":[{"feature":"rs485","error":5}]})",
            {json_error::not_an_object, "/skipped/0/error"}},
        {R"({"applied":{"baud_rate":0}})", {error::invalid_baud_rate, "/applied/baud_rate"}},
        {R"({"baud_error":1e400})", {json_error::not_finite, "/baud_error"}},
    });
    refuses<skipped_feature>({
        {"{}", {json_error::missing_member, "/feature"}},
        {R"({"feature":"rs485","error":{"value":"5"}})",
            {json_error::not_an_integer, "/error/value"}},
        {R"({"feature":"rs485","error":{"value":2147483648}})",
            {json_error::integer_out_of_range, "/error/value"}},
        {R"({"feature":"rs485","error":{"message":5}})",
            {json_error::not_a_string, "/error/message"}},
        {R"({"feature":"rs485","error":{"category":"asio.misc","value":2}})",
            {json_error::unknown_error_code, "/error"}},
        // EIO means the same in every call: this library never makes such a code.
        {R"({"feature":"rs485","error":{"category":"boost_serial_ext.configure","value":5}})",
            {json_error::unknown_error_code, "/error"}},
    });
}

BOOST_AUTO_TEST_CASE(capabilities_and_lines)
{
    refuses<serial_capabilities>({
        {R"({"features":[]})", {json_error::not_an_object, "/features"}},
        {R"({"features":{"teleport":"supported"}})",
            {json_error::unknown_member, "/features/teleport"}},
        {R"({"features":{"rs485":true}})", {json_error::not_a_string, "/features/rs485"}},
        {R"({"features":{"rs485":"yes"}})", {json_error::unknown_name, "/features/rs485"}},
        {R"({"platform":null})", {json_error::not_a_string, "/platform"}},
    });
    refuses<line_events>({
        {"{}", {json_error::not_an_array, ""}},
        {R"("cts")", {json_error::not_an_array, ""}},
        {"[1]", {json_error::not_a_string, "/0"}},
        {R"(["cts","none"])", {json_error::unknown_name, "/1"}},
        {R"(["all"])", {json_error::unknown_name, "/0"}},
        {R"(["?"])", {json_error::unknown_name, "/0"}},
        {R"(["cts","dsr","cts"])", {json_error::duplicate_member, "/2"}},
    });
    refuses<line_event>({
        {R"({"events":["cts","cts"]})", {json_error::duplicate_member, "/events/1"}},
        {R"({"lines":{"rts":true}})", {json_error::unknown_member, "/lines/rts"}},
    });
    refuses<line_counters>({
        {R"({"sent":4294967296})", {json_error::integer_out_of_range, "/sent"}},
        {R"({"sent":-1})", {json_error::integer_out_of_range, "/sent"}},
    });
    refuses<control_lines>({{R"({"rts":"on"})", {json_error::not_a_boolean, "/rts"}}});
    refuses<modem_status>({{R"({"cts":null})", {json_error::not_a_boolean, "/cts"}}});
}

BOOST_AUTO_TEST_CASE(the_other_values)
{
    refuses<close_policy>({
        {R"({"drain_deadline_ms":-1})", {json_error::integer_out_of_range, "/drain_deadline_ms"}},
        {R"({"drain_deadline":1})", {json_error::unknown_member, "/drain_deadline"}},
    });
    refuses<line_mark>({
        {R"({"offset":-1})", {json_error::integer_out_of_range, "/offset"}},
        {R"({"offset":"0"})", {json_error::not_an_integer, "/offset"}},
        {R"({"fault":"overrun"})", {json_error::unknown_name, "/fault"}},
    });
    refuses<diagnostic>({
        {"{}", {json_error::missing_member, "/event"}},
        {R"({"event":"open"})", {json_error::unknown_name, "/event"}},
        {R"({"event":"opened","config":{"parity":1}})",
            {json_error::not_a_string, "/config/parity"}},
    });
    refuses<port_info>({
        {R"({"vid":65536})", {json_error::integer_out_of_range, "/vid"}},
        {R"({"pid":"6001"})", {json_error::not_an_integer, "/pid"}},
        {R"({"name":null})", {json_error::not_a_string, "/name"}},
    });
    refuses<drain_result>({
        {R"("exact")", {json_error::unknown_name, ""}},
        {"0", {json_error::not_a_string, ""}},
    });
    refuses<support>({{"true", {json_error::not_a_string, ""}}});
}

// --- texts that are no JSON -------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(texts_that_are_no_json)
{
    refuses<serial_config>({
        {"", {json_error::syntax, ""}},
        {" \n", {json_error::syntax, ""}},
        {"115200 8N1", {json_error::syntax, ""}},
        {"{", {json_error::syntax, ""}},
        {"}", {json_error::syntax, ""}},
        {"{} {}", {json_error::syntax, ""}},
        {"{}x", {json_error::syntax, ""}},
        {"{}\0"s, {json_error::syntax, ""}},
        {"{/* why */}", {json_error::syntax, ""}},
        {"\xEF\xBB\xBF{}", {json_error::syntax, ""}},
        {R"({"baud_rate":9600,})", {json_error::syntax, ""}},
        {R"({'baud_rate':9600})", {json_error::syntax, ""}},
        {R"({"baud_rate":+9600})", {json_error::syntax, "/baud_rate"}},
        {R"({"baud_rate":09600})", {json_error::syntax, ""}}, // complete after the 0
        {R"({"baud_rate":0x2580})", {json_error::syntax, ""}},
        {R"({"baud_rate":)", {json_error::syntax, "/baud_rate"}},
        {R"({"rs485":{"mode":"kernel)", {json_error::syntax, "/rs485/mode"}},
        {R"([[1,2],[3,tru]])", {json_error::syntax, "/1/1"}},
        {R"({"parity":"\x"})", {json_error::syntax, "/parity"}},
        {R"({"parity":"\ud800"})", {json_error::syntax, "/parity"}},
        {R"({"parity":"\udc00\ud800"})", {json_error::syntax, "/parity"}},
        {"{\"parity\":\"a\nb\"}", {json_error::syntax, "/parity"}},
        {"{\"parity\":\"a\0b\"}"s, {json_error::syntax, "/parity"}},
    });
    BOOST_TEST(of<serial_config>(std::string_view()) == (refusal{json_error::syntax, ""}));
}

BOOST_AUTO_TEST_CASE(texts_that_are_not_utf8)
{
    for (char const* bytes : {"\xFF", "\xC0\xAF", "\xE2\x82", "\xED\xA0\x80", "\xF4\x90\x80\x80",
             "\xF8\x88\x80\x80\x80", "\x80"})
    {
        std::string const text = std::string(R"({"device":")") + bytes + R"("})";
        BOOST_TEST(of<serial_endpoint>(text) == (refusal{json_error::syntax, "/device"}), text);
    }
}

BOOST_AUTO_TEST_CASE(a_member_that_stands_twice)
{
    refuses<serial_endpoint>({
        {R"({"device":"a","device":"a"})", {json_error::duplicate_member, "/device"}},
        {R"({"device":"a","config":{},"config":{}})", {json_error::duplicate_member, "/config"}},
        {R"({"device":"a","config":{"rts":"on","rts":"off"}})",
            {json_error::duplicate_member, "/config/rts"}},
        {R"({"device":"a","\u0064evice":"b"})", {json_error::duplicate_member, "/device"}},
        {R"({"a/~":1,"a/~":1})", {json_error::duplicate_member, "/a~1~0"}},
        {R"([{},{"x":[{"y":1,"y":1}]}])", {json_error::duplicate_member, "/1/x/0/y"}},
    });
}

BOOST_AUTO_TEST_CASE(the_same_member_of_two_objects_stands_once)
{
    BOOST_TEST(of<config_report>(
                   std::string_view(R"({"skipped":[{"feature":"rs485"},{"feature":"rs485"}]})"))
        == refusal());
}

// --- hostile inputs ---------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(deep_nesting)
{
    std::string const path = repeated("/0", json_depth_limit);
    for (std::size_t const depth : {json_depth_limit + 1, std::size_t{1'000}, json_text_limit})
        BOOST_TEST(of<line_events>(std::string_view(repeated("[", depth)))
            == (refusal{json_error::too_deep, path}));
    BOOST_TEST(of<serial_config>(std::string_view(repeated(R"({"a":)", 10'000)))
        == (refusal{json_error::too_deep, repeated("/a", json_depth_limit)}));
    std::string const just_right
        = repeated("[", json_depth_limit) + repeated("]", json_depth_limit);
    BOOST_TEST(
        of<line_events>(std::string_view(just_right)) == (refusal{json_error::not_a_string, "/0"}));
}

BOOST_AUTO_TEST_CASE(a_value_that_was_nested_by_hand)
{
    bj::value deep(bj::array_kind);
    for (int i = 0; i < 1'000; ++i)
        deep = bj::value(bj::array({std::move(deep)}));
    BOOST_TEST(of<line_events>(deep) == (refusal{json_error::not_a_string, "/0"}));
    BOOST_TEST(of<serial_config>(deep) == (refusal{json_error::not_an_object, ""}));
}

BOOST_AUTO_TEST_CASE(long_texts)
{
    std::string text = "{}";
    text.resize(json_text_limit, ' ');
    BOOST_TEST(of<serial_config>(std::string_view(text)) == refusal());
    text += ' ';
    BOOST_TEST(
        of<serial_config>(std::string_view(text)) == (refusal{json_error::text_too_long, ""}));
    std::string const huge = R"({"device":")" + std::string(1'000'000, 'x') + R"("})";
    BOOST_TEST(
        of<serial_endpoint>(std::string_view(huge)) == (refusal{json_error::text_too_long, ""}));
}

BOOST_AUTO_TEST_CASE(long_strings_and_names_in_values)
{
    std::string const huge(1'000'000, '~');
    BOOST_TEST(of<parity>(bj::value(huge)) == (refusal{json_error::unknown_name, ""}));
    bj::object members;
    members[huge] = 1;
    BOOST_TEST((of<serial_config>(bj::value(members))
        == refusal{json_error::unknown_member, '/' + repeated("~0", huge.size())}));
    bj::object endpoint;
    endpoint["device"] = huge; // long, and possible as far as JSON is concerned
    BOOST_TEST(of<serial_endpoint>(bj::value(endpoint)) == refusal());
}

BOOST_AUTO_TEST_CASE(long_numbers)
{
    std::string const digits(60'000, '9');
    BOOST_TEST((of<serial_config>(std::string_view(R"({"baud_rate":)" + digits + "}"))
        == refusal{json_error::not_an_integer, "/baud_rate"}));
    BOOST_TEST((of<serial_config>(std::string_view(R"({"baud_tolerance":)" + digits + "}"))
        == refusal{json_error::not_finite, "/baud_tolerance"}));
    BOOST_TEST((of<serial_config>(std::string_view(R"({"baud_tolerance":0.)" + digits + "}"))
        == refusal{error::invalid_baud_tolerance, "/baud_tolerance"}));
    BOOST_TEST(of<serial_config>(
                   std::string_view(R"({"baud_tolerance":0.)" + std::string(60'000, '0') + "1}"))
        == refusal());
}

BOOST_AUTO_TEST_CASE(crowds)
{
    std::string elements = "[\"cts\"";
    elements += repeated(",\"dsr\"", 10'000) + "]";
    BOOST_TEST(of<line_events>(std::string_view(elements))
        == (refusal{json_error::duplicate_member, "/2"}));
    std::string members = "{";
    for (int i = 0; i < 6'000; ++i)
        members += '"' + std::to_string(i) + "\":0,";
    members += "\"0\":0}";
    BOOST_TEST(of<serial_config>(std::string_view(members))
        == (refusal{json_error::duplicate_member, "/0"}));
}

BOOST_AUTO_TEST_CASE(zero_bytes_are_no_ends_of_strings)
{
    BOOST_TEST((of<serial_config>(std::string_view(R"({"baud_rate\u0000":1})"))
        == refusal{json_error::unknown_member, "/baud_rate\0"s}));
    BOOST_TEST(of<drain_result>(std::string_view(R"("estimated\u0000")"))
        == (refusal{json_error::unknown_name, ""}));
}

BOOST_AUTO_TEST_CASE(numbers_that_are_not_finite_in_values)
{
    for (double const value : {std::numeric_limits<double>::quiet_NaN(),
             std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()})
    {
        BOOST_TEST((of<serial_config>(bj::value{{"baud_tolerance", value}})
            == refusal{json_error::not_finite, "/baud_tolerance"}));
        BOOST_TEST((of<serial_config>(bj::value{{"baud_rate", value}})
            == refusal{json_error::not_an_integer, "/baud_rate"}));
    }
}

BOOST_AUTO_TEST_SUITE_END()
