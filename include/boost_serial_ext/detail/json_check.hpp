// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_JSON_CHECK_HPP
#define BOOST_SERIAL_EXT_DETAIL_JSON_CHECK_HPP

#include <boost_serial_ext/json_error.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/json_members.hpp>

#include <boost/system/error_category.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What is wrong with a value as a whole, and where in it.
struct json_fault
{
    error_code ec;
    std::string_view where = "";
};

template<class T>
json_fault check(json_type<T>, T const&) noexcept
{
    return {};
}

inline json_fault check(json_type<rs485_config>, rs485_config const& value) noexcept
{
    serial_config config;
    config.rs485 = value;
    error_code const ec = validate(config);
    return {ec,
        ec == error::invalid_rs485_delay_before_send      ? "/delay_before_send_ms"
            : ec == error::invalid_rs485_delay_after_send ? "/delay_after_send_ms"
                                                          : ""};
}

// What `rs485` says for itself was checked when it was read, and enumerators are read by name.
inline json_fault check(json_type<serial_config>, serial_config const& value) noexcept
{
    error_code const ec = validate(value);
    return {ec,
        ec == error::invalid_baud_rate            ? "/baud_rate"
            : ec == error::invalid_character_size ? "/character_size"
            : ec == error::rs485_excludes_rts_cts ? "/flow_control/rts_cts"
            : ec == error::invalid_baud_tolerance ? "/baud_tolerance"
                                                  : ""};
}

inline json_fault check(json_type<serial_endpoint>, serial_endpoint const& value) noexcept
{
    if (value.device.empty() || value.device.find('\0') != std::string::npos)
        return {json_error::invalid_device, "/device"};
    return {};
}

inline json_fault check(json_type<close_policy>, close_policy const& value) noexcept
{
    if (value.drain_deadline.count() < 0)
        return {json_error::integer_out_of_range, "/drain_deadline_ms"};
    return {};
}

/// The categories whose codes can be made again from their numbers. A code of a context's category
/// is made as it was in the first place, so that one which could not have been is not made up.
inline json_fault unwrap(json_error_code const& from, error_code& to) noexcept
{
    for (auto const* category :
        {&boost::system::system_category(), &boost::system::generic_category(),
            &boost_serial_ext::error_category(), &feature_category(), &json_category()})
        if (from.category == category->name())
        {
            to.assign(from.value, *category);
            return {};
        }
    for (auto const context : {error_context::transfer, error_context::open,
             error_context::configure, error_context::refused})
        if (to = make_system_error(context, from.value); from.category == to.category().name())
            return {};
    return {json_error::unknown_error_code};
}

inline json_fault unwrap(json_capabilities const& from, serial_capabilities& to)
{
    to = serial_capabilities(from.platform, from.backend);
    for (std::size_t i = 0; i < feature_count; ++i)
        to.set(static_cast<feature>(i), from.features.table[i]);
    return {};
}

/// A set of line events is read event by event, each by its bit.
enum class one_line_event : unsigned char
{
};

inline line_events set_of(one_line_event value) noexcept
{
    return static_cast<line_events>(1u << static_cast<unsigned>(value)) & line_events::all;
}

inline std::string to_string(one_line_event value)
{
    return set_of(value) == line_events::none ? "?" : to_string(set_of(value));
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
