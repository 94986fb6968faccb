// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_IMPL_JSON_HPP
#define BOOST_SERIAL_EXT_IMPL_JSON_HPP

#include <boost_serial_ext/json.hpp>

#include <boost_serial_ext/detail/json_reader.hpp>
#include <boost_serial_ext/detail/json_text.hpp>
#include <boost_serial_ext/detail/json_writer.hpp>

#include <boost/assert/source_location.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/throw_exception.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What Boost.JSON's parser says, in this library's words.
inline json_error meaning_of_parse_error(error_code const& ec) noexcept
{
    if (ec.category() == json_category())
        return static_cast<json_error>(ec.value());
    return ec == boost::json::error::too_deep         ? json_error::too_deep
        : ec == boost::json::error::exponent_overflow ? json_error::not_finite
                                                      : json_error::syntax;
}

/// The document, or null.
inline boost::json::value parse_json_text(std::string_view text, error_code& ec, std::string& where)
{
    ec = text.size() > json_text_limit ? error_code(json_error::text_too_long) : error_code();
    where.clear();
    if (ec.failed())
        return nullptr;
    boost::json::parse_options options;
    options.max_depth = json_depth_limit;
    boost::json::basic_parser<json_text_handler> parser(
        options, make_error_code(json_error::duplicate_member));
    error_code raw;
    std::size_t const n = parser.write_some(false, text.data(), text.size(), raw);
    if (!raw.failed() && n == text.size())
        return parser.handler().release();
    ec = raw.failed() ? meaning_of_parse_error(raw) : json_error::syntax;
    where = parser.handler().where();
    return nullptr;
}

inline void throw_json_exception(error_code const& ec, std::string where)
{
    if (ec.failed())
        boost::throw_exception(json_exception(ec, std::move(where)), BOOST_CURRENT_LOCATION);
}

} // namespace detail

template<class T>
boost::json::value to_json(T const& value, boost::json::storage_ptr storage)
{
    static_assert(detail::is_json_value_v<T>, "to_json is for the library's own values");
    return detail::json_writer(std::move(storage)).write(value);
}

template<class T>
T from_json(boost::json::value const& value, error_code& ec, std::string& where)
{
    static_assert(detail::is_json_value_v<T>, "from_json is for the library's own values");
    detail::json_reader reader;
    T result{};
    if (!reader.read(value, result))
        result = T{};
    ec = reader.ec;
    where = std::move(reader.where);
    return result;
}

template<class T>
T from_json(boost::json::value const& value)
{
    error_code ec;
    std::string where;
    T result = from_json<T>(value, ec, where);
    detail::throw_json_exception(ec, std::move(where));
    return result;
}

template<class T>
T parse_json(std::string_view text, error_code& ec, std::string& where)
{
    boost::json::value const value = detail::parse_json_text(text, ec, where);
    return ec.failed() ? T{} : from_json<T>(value, ec, where);
}

template<class T>
T parse_json(std::string_view text)
{
    error_code ec;
    std::string where;
    T result = parse_json<T>(text, ec, where);
    detail::throw_json_exception(ec, std::move(where));
    return result;
}

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
