// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_JSON_WRITER_HPP
#define BOOST_SERIAL_EXT_DETAIL_JSON_WRITER_HPP

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/json_members.hpp>
#include <boost_serial_ext/detail/json_pointer.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/storage_ptr.hpp>
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
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

inline json_error_code stand_in(error_code const& ec)
{
    return {ec.category().name(), ec.value(), ec.message()};
}

inline json_capabilities stand_in(serial_capabilities const& value)
{
    json_capabilities result{value.platform(), value.backend(), {}};
    for (auto const& [f, s] : value)
        result.features.table[static_cast<std::size_t>(f)] = s;
    return result;
}

/** Writes values; one function for each kind of member.

    With parentheses throughout: `boost::json::value` takes braces for an array.
*/
class json_writer
{
public:
    explicit json_writer(boost::json::storage_ptr storage) noexcept : storage_(std::move(storage))
    {
    }

    boost::json::value write(bool value) const { return boost::json::value(value, storage_); }

    boost::json::value write(double value) const
    {
        if (!std::isfinite(value)) // JSON has no way to say it
            return boost::json::value(nullptr, storage_);
        return boost::json::value(value, storage_);
    }

    boost::json::value write(std::string_view value) const
    {
        return boost::json::value(json_view(value), storage_);
    }
    boost::json::value write(std::string const& value) const
    {
        return write(std::string_view(value));
    }

    boost::json::value write(std::chrono::milliseconds value) const
    {
        return boost::json::value(static_cast<std::int64_t>(value.count()), storage_);
    }

    boost::json::value write(line_events value) const
    {
        boost::json::array names(storage_);
        for (unsigned bit = 1; bit < static_cast<unsigned>(line_events::all); bit <<= 1)
            if (auto const event = static_cast<line_events>(bit); (value & event) == event)
                names.push_back(write(to_string(event)));
        return names;
    }

    boost::json::value write(error_code const& value) const { return write(stand_in(value)); }
    boost::json::value write(serial_capabilities const& value) const
    {
        return write(stand_in(value));
    }

    template<class T>
    boost::json::value write(std::optional<T> const& value) const
    {
        return value ? write(*value) : boost::json::value(nullptr, storage_);
    }

    template<class T>
    boost::json::value write(std::vector<T> const& values) const
    {
        boost::json::array elements(storage_);
        elements.reserve(values.size());
        for (T const& value : values)
            elements.push_back(write(value));
        return elements;
    }

    template<class T>
    boost::json::value write(T const& value) const
    {
        if constexpr (std::is_enum_v<T>)
            return write(to_string(value));
        else if constexpr (std::is_integral_v<T>)
            return whole(value);
        else
        {
            boost::json::object members(storage_);
            describe(json_type<T>(), value,
                [&](std::string_view name, auto const& member,
                    json_presence = json_presence::optional)
                { members.emplace(json_view(name), write(member)); });
            return members;
        }
    }

private:
    // Of the kind that the parser chooses: unsigned only if it must be.
    template<class Integer>
    boost::json::value whole(Integer value) const
    {
        if constexpr (std::is_unsigned_v<Integer> && sizeof(Integer) >= sizeof(std::int64_t))
            if (value > static_cast<Integer>((std::numeric_limits<std::int64_t>::max)()))
                return boost::json::value(static_cast<std::uint64_t>(value), storage_);
        return boost::json::value(static_cast<std::int64_t>(value), storage_);
    }

    boost::json::storage_ptr storage_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
