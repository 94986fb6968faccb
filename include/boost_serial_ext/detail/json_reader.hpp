// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_JSON_READER_HPP
#define BOOST_SERIAL_EXT_DETAIL_JSON_READER_HPP

#include <boost_serial_ext/json_error.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/json_check.hpp>
#include <boost_serial_ext/detail/json_members.hpp>
#include <boost_serial_ext/detail/json_pointer.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Reads values, as strictly as `from_json` promises.

    `read` returns whether it succeeded. After the first fault, each object and array around it puts
    its step before `where`: what is right costs no path.
*/
class json_reader
{
public:
    error_code ec;
    std::string where;

    template<class T>
    bool read(boost::json::value const& from, T& to)
    {
        if constexpr (std::is_same_v<T, bool>)
            return take(from.if_bool(), to, json_error::not_a_boolean);
        else if constexpr (std::is_enum_v<T>)
            return named(from, to);
        else if constexpr (std::is_integral_v<T>)
            return integer(from, to);
        else
            return object(from, to);
    }

    bool read(boost::json::value const& from, double& to)
    {
        bool const read = from.is_int64() ? take(from.if_int64(), to, json_error::not_a_number)
            : from.is_uint64()            ? take(from.if_uint64(), to, json_error::not_a_number)
                                          : take(from.if_double(), to, json_error::not_a_number);
        return read && (std::isfinite(to) || fail(json_error::not_finite));
    }

    bool read(boost::json::value const& from, std::string& to)
    {
        return take(from.if_string(), to, json_error::not_a_string);
    }

    bool read(boost::json::value const& from, std::chrono::milliseconds& to)
    {
        std::int64_t count = 0;
        bool const read = integer(from, count);
        to = std::chrono::milliseconds(count);
        return read;
    }

    bool read(boost::json::value const& from, line_events& to)
    {
        std::vector<one_line_event> events;
        if (!read(from, events))
            return false;
        to = line_events::none;
        for (std::size_t i = 0; i < events.size(); ++i)
        {
            if ((to & set_of(events[i])) != line_events::none)
                return fail(json_error::duplicate_member, json_pointer_step(std::to_string(i)));
            to |= set_of(events[i]);
        }
        return true;
    }

    bool read(boost::json::value const& from, error_code& to)
    {
        return replaced<json_error_code>(from, to);
    }
    bool read(boost::json::value const& from, serial_capabilities& to)
    {
        return replaced<json_capabilities>(from, to);
    }

    template<class T>
    bool read(boost::json::value const& from, std::optional<T>& to)
    {
        to.reset();
        return from.is_null() || read(from, to.emplace());
    }

    template<class T>
    bool read(boost::json::value const& from, std::vector<T>& to)
    {
        auto const* elements = from.if_array();
        if (!elements)
            return fail(json_error::not_an_array);
        to.clear();
        for (boost::json::value const& element : *elements)
            if (!read(element, to.emplace_back()))
                return within(std::to_string(to.size() - 1));
        return true;
    }

private:
    bool fail(error_code code, std::string_view place = "")
    {
        ec = code;
        where = place;
        return false;
    }

    bool accept(json_fault const& fault)
    {
        return !fault.ec.failed() || fail(fault.ec, fault.where);
    }

    bool within(std::string_view step)
    {
        where.insert(0, json_pointer_step(step));
        return false;
    }

    template<class From, class To>
    bool take(From const* from, To& to, json_error otherwise)
    {
        if (!from)
            return fail(otherwise);
        if constexpr (std::is_same_v<To, std::string>)
            to.assign(from->data(), from->size());
        else
            to = static_cast<To>(*from);
        return true;
    }

    template<class Integer>
    bool integer(boost::json::value const& from, Integer& to)
    {
        using limits = std::numeric_limits<Integer>;
        if (auto const* value = from.if_uint64()) // made by hand, or too large for the other kind
            return *value <= static_cast<std::uint64_t>((limits::max)())
                ? take(value, to, json_error::not_an_integer)
                : fail(json_error::integer_out_of_range);
        auto const* value = from.if_int64();
        if (value
            && (*value < 0 ? *value < static_cast<std::int64_t>((limits::min)())
                           : static_cast<std::uint64_t>(*value)
                        > static_cast<std::uint64_t>((limits::max)())))
            return fail(json_error::integer_out_of_range);
        return take(value, to, json_error::not_an_integer);
    }

    template<class Enum>
    bool named(boost::json::value const& from, Enum& to)
    {
        auto const* text = from.if_string();
        if (!text)
            return fail(json_error::not_a_string);
        for (unsigned i = 0;; ++i)
        {
            auto const name = to_string(static_cast<Enum>(i));
            if (name == "?") // beyond the last enumerator
                return fail(json_error::unknown_name);
            to = static_cast<Enum>(i);
            if (json_view(name) == *text)
                return true;
        }
    }

    template<class Substitute, class T>
    bool replaced(boost::json::value const& from, T& to)
    {
        Substitute substitute;
        return object(from, substitute) && accept(unwrap(substitute, to));
    }

    template<class T>
    bool object(boost::json::value const& from, T& to)
    {
        auto const* members = from.if_object();
        if (!members)
            return fail(json_error::not_an_object);
        if (!known(*members, to))
            return false;
        bool good = true;
        describe(json_type<T>(), to,
            [&](std::string_view name, auto& member,
                json_presence presence = json_presence::optional)
            {
                auto const* value = good ? members->if_contains(json_view(name)) : nullptr;
                if (value)
                    good = read(*value, member) || within(name);
                else if (good && presence == json_presence::required)
                    good = fail(json_error::missing_member) || within(name);
            });
        return good && accept(check(json_type<T>(), to));
    }

    // Whether every member of the object is described.
    template<class T>
    bool known(boost::json::object const& members, T const& description)
    {
        for (auto const& [key, value] : members)
        {
            bool found = false;
            describe(json_type<T>(), description,
                [&, k = key](std::string_view name, auto const&, json_presence = {})
                { found = found || json_view(name) == k; });
            if (!found)
                return fail(json_error::unknown_member, json_pointer_step(key));
        }
        return true;
    }
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
