// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_FUZZ_PROPERTIES_HPP
#define BOOST_SERIAL_EXT_TEST_FUZZ_PROPERTIES_HPP

#include <boost_serial_ext/json.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstddef>
#include <string>
#include <string_view>

// What has to hold for every text that the readers of foreign input are given: the fuzzers' targets
// and the unit test that replays their corpus ask the same questions. An answer is what went wrong;
// it is empty if nothing did.
namespace boost_serial_ext_test {

namespace serial = boost_serial_ext;

// A refusal must say what it is.
inline std::string fault_of_refusal(serial::error_code const& ec)
{
    if (ec != serial::condition::invalid_configuration)
        return "an unexpected condition: " + ec.message();
    std::string const message = ec.message();
    return message.empty() || message.find("unknown error") == 0 ? "an error without a name" : "";
}

// What parses is valid, is printed, and is read back equal.
inline std::string fault_of_config_text(std::string_view text)
{
    serial::error_code ec;
    serial::serial_config const config = serial::parse_serial_config(text, ec);
    if (ec.failed())
        return config == serial::serial_config() ? fault_of_refusal(ec)
                                                 : "refused, but it left a trace";
    if (serial::validate(config).failed())
        return "accepted, but it is invalid";
    std::string const printed = to_string(config);
    serial::serial_config const back = serial::parse_serial_config(printed, ec);
    return ec.failed() || back != config ? "printed as " + printed + ", which is not the same" : "";
}

// Whether the pointer leads somewhere, or is one of those that need not.
inline std::string fault_of_pointer(
    std::string_view text, serial::error_code const& ec, std::string where)
{
    using serial::json_error;
    for (json_error const e : {json_error::syntax, json_error::text_too_long, json_error::too_deep,
             json_error::duplicate_member})
        if (ec == e)
            return where.empty() || where[0] == '/' ? "" : "no JSON pointer: " + where;
    if (ec == json_error::missing_member)
        where.resize(where.rfind('/'));
    serial::error_code ignored;
    boost::json::parse_options options;
    options.max_depth = serial::json_depth_limit;
    boost::json::value const document
        = boost::json::parse({text.data(), text.size()}, ignored, {}, options);
    if (ignored.failed()) // an exponent that Boost.JSON does not read at all
        return ec == json_error::not_finite ? "" : "accepted, but it is no JSON";
    return document.find_pointer(where, ignored) ? "" : "a pointer that leads nowhere: " + where;
}

template<class T>
std::string fault_of_json_as(std::string_view text)
{
    serial::error_code ec;
    std::string where;
    T const value = serial::parse_json<T>(text, ec, where);
    if (ec.failed())
    {
        if (value != T())
            return "refused, but it left a trace";
        std::string const fault = fault_of_refusal(ec);
        return fault.empty() ? fault_of_pointer(text, ec, where) : fault;
    }
    if (!where.empty())
        return "accepted, but with a complaint about " + where;
    std::string const printed = boost::json::serialize(serial::to_json(value));
    T const back = serial::parse_json<T>(printed, ec, where);
    if (ec.failed() || back != value)
        return "printed as " + printed + ", which is not the same";
    if constexpr (std::is_same_v<T, serial::serial_config>)
        return fault_of_config_text(to_string(value));
    return "";
}

template<class... Types>
std::string first_fault_of_json_as(std::string_view text)
{
    std::string fault;
    ((fault.empty() ? void(fault = fault_of_json_as<Types>(text)) : void()), ...);
    return fault;
}

// The same for the JSON reader, whatever type the text is taken for.
inline std::string fault_of_json(std::string_view text)
{
    using namespace boost_serial_ext;
    return first_fault_of_json_as<parity, stop_bits, struct flow_control, initial_line, rs485_mode,
        rs485_config, unsupported_policy, serial_config, serial_endpoint, support, feature,
        serial_capabilities, skipped_feature, config_report, modem_status, control_lines,
        line_events, line_event, line_counters, line_fault, line_mark, drain_result, close_policy,
        port_info, diagnostic_event, diagnostic>(text);
}

} // namespace boost_serial_ext_test

#endif
