// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_JSON_ERROR_HPP
#define BOOST_SERIAL_EXT_JSON_ERROR_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <boost/config.hpp>
#include <boost/system/error_category.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/** What is wrong with a JSON text or value; where, a JSON pointer says.

    All of them compare equal to `condition::invalid_configuration`.
*/
enum class json_error
{
    syntax = 1,           ///< The text is not JSON (RFC 8259), or not UTF-8.
    text_too_long,        ///< The text is longer than `json_text_limit`.
    too_deep,             ///< Objects and arrays are nested deeper than `json_depth_limit`.
    duplicate_member,     ///< A member, or a name in a set, stands twice.
    unknown_member,       ///< An object has a member that is not known.
    missing_member,       ///< A member without a default is missing.
    not_an_object,        ///< An object is expected.
    not_an_array,         ///< An array is expected.
    not_a_string,         ///< A string is expected.
    not_a_boolean,        ///< `true` or `false` is expected.
    not_an_integer,       ///< A number without fraction and exponent is expected.
    not_a_number,         ///< A number is expected.
    not_finite,           ///< The number is infinite or none, or its exponent is too large.
    integer_out_of_range, ///< The integer does not fit the member.
    unknown_name,         ///< The string is not the name of an enumerator.
    invalid_device,       ///< A device's name is empty or contains a zero byte.
    unknown_error_code    ///< An error's category is not known, or has no such number here.
};

/// The longest text that `parse_json` reads, in bytes.
inline constexpr std::size_t json_text_limit = 65'536;

/// How deep objects and arrays may be nested in a text that `parse_json` reads.
inline constexpr std::size_t json_depth_limit = 16;

namespace detail {

constexpr char const* message_of(json_error e) noexcept
{
    switch (e)
    {
    case json_error::syntax: return "not JSON, or not UTF-8";
    case json_error::text_too_long: return "the text is longer than 65536 bytes";
    case json_error::too_deep: return "objects and arrays are nested deeper than 16 levels";
    case json_error::duplicate_member: return "the same name stands twice";
    case json_error::unknown_member: return "there is no such member";
    case json_error::missing_member: return "the member is required";
    case json_error::not_an_object: return "an object is expected";
    case json_error::not_an_array: return "an array is expected";
    case json_error::not_a_string: return "a string is expected";
    case json_error::not_a_boolean: return "true or false is expected";
    case json_error::not_an_integer: return "an integer is expected, without point and exponent";
    case json_error::not_a_number: return "a number is expected";
    case json_error::not_finite: return "the number is not finite";
    case json_error::integer_out_of_range: return "the integer does not fit its member";
    case json_error::unknown_name:
        return "not one of the names that to_string gives, as in \"even\" or \"one\"";
    case json_error::invalid_device:
        return "a device's name must not be empty, or have a zero byte in it";
    case json_error::unknown_error_code: return "no such error is known on this system";
    }
    return "unknown error";
}

struct BOOST_SYMBOL_VISIBLE json_category_impl final : boost::system::error_category
{
    constexpr json_category_impl() noexcept : error_category(0x2D86F1B7A04EC359u) {}
    char const* name() const noexcept override { return "boost_serial_ext.json"; }
    std::string message(int v) const override { return message_of(static_cast<json_error>(v)); }
    char const* message(int v, char* buffer, std::size_t len) const noexcept override
    {
        std::string_view const text = message_of(static_cast<json_error>(v));
        if (len == 0)
            return "";
        buffer[text.copy(buffer, len - 1)] = '\0';
        return buffer;
    }
    boost::system::error_condition default_error_condition(int) const noexcept override
    {
        return make_error_condition(condition::invalid_configuration);
    }
};

} // namespace detail

/// The category of `json_error`; its name is "boost_serial_ext.json".
inline boost::system::error_category const& json_category() noexcept
{
    static constexpr detail::json_category_impl instance;
    return instance;
}

/// Makes the code that an enumerator stands for; found by argument-dependent look-up.
inline error_code make_error_code(json_error e) noexcept
{
    return {static_cast<int>(e), json_category()};
}

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

template<>
struct boost::system::is_error_code_enum<boost_serial_ext::json_error> : std::true_type
{
};

#endif
