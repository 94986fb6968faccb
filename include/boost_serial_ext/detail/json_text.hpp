// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_JSON_TEXT_HPP
#define BOOST_SERIAL_EXT_DETAIL_JSON_TEXT_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/json_pointer.hpp>

#include <boost/json/string_view.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

#include <cstddef>
#include <cstdint>
#include <locale>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Builds a value from the events of `boost::json::basic_parser`.

    As Boost.JSON's own parser does, but it knows where in the document it is, refuses a member that
    stands twice (RFC 8259, section 4, calls what becomes of those unpredictable; Boost.JSON keeps
    the last), and rounds numbers correctly (Boost.JSON may be off by the last bit, so that what was
    written would not be read back).
*/
class json_text_handler
{
public:
    // The text's length is limited before; these bounds are the parser's demand.
    static constexpr std::size_t max_object_size = 0x7FFFFFFF;
    static constexpr std::size_t max_array_size = 0x7FFFFFFF;
    static constexpr std::size_t max_key_size = 0x7FFFFFFF;
    static constexpr std::size_t max_string_size = 0x7FFFFFFF;

    /// @param repeated What to say of a member that stands twice.
    explicit json_text_handler(error_code repeated) noexcept : repeated_(repeated) {}

    /// The JSON pointer of what was being read.
    std::string where() const
    {
        std::string pointer;
        for (level const& l : levels_)
            if (!l.object)
                pointer += '/' + std::to_string(l.index);
            else if (l.name)
                pointer += json_pointer_step(*l.name);
        return pointer;
    }

    /// The document, after the parser has reached its end.
    boost::json::value release() { return values_.release(); }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return begin(true); }
    bool on_array_begin(error_code&) { return begin(false); }
    bool on_object_end(std::size_t n, error_code&)
    {
        levels_.pop_back();
        values_.push_object(n);
        return next();
    }
    bool on_array_end(std::size_t n, error_code&)
    {
        levels_.pop_back();
        values_.push_array(n);
        return next();
    }

    bool on_key_part(boost::json::string_view s, std::size_t, error_code&)
    {
        name_.append(s.data(), s.size());
        values_.push_chars(s);
        return true;
    }
    bool on_key(boost::json::string_view s, std::size_t, error_code& ec)
    {
        name_.append(s.data(), s.size());
        values_.push_key(s);
        level& top = levels_.back();
        top.name = std::exchange(name_, std::string());
        if (top.names.insert(*top.name).second)
            return true;
        ec = repeated_;
        return false;
    }
    bool on_string_part(boost::json::string_view s, std::size_t, error_code&)
    {
        values_.push_chars(s);
        return true;
    }
    bool on_string(boost::json::string_view s, std::size_t, error_code&)
    {
        values_.push_string(s);
        return next();
    }

    bool on_number_part(boost::json::string_view s, error_code&)
    {
        number_.append(s.data(), s.size());
        return true;
    }
    bool on_int64(std::int64_t value, boost::json::string_view, error_code&)
    {
        values_.push_int64(value);
        return next();
    }
    bool on_uint64(std::uint64_t value, boost::json::string_view, error_code&)
    {
        values_.push_uint64(value);
        return next();
    }
    bool on_double(double value, boost::json::string_view s, error_code&)
    {
        number_.append(s.data(), s.size());
        std::istringstream in(number_);
        in.imbue(std::locale::classic());
        double exact = 0;
        values_.push_double(in >> exact ? exact : value); // too large: infinity, refused later
        return next();
    }
    bool on_bool(bool value, error_code&)
    {
        values_.push_bool(value);
        return next();
    }
    bool on_null(error_code&)
    {
        values_.push_null();
        return next();
    }
    bool on_comment_part(boost::json::string_view, error_code&) { return true; }
    bool on_comment(boost::json::string_view, error_code&) { return true; }

private:
    struct level
    {
        bool object;
        std::size_t index;               // an array: of the element being read
        std::optional<std::string> name; // an object: of the member being read
        std::set<std::string> names;     // an object: of the members so far
    };

    bool begin(bool object)
    {
        levels_.push_back({object, 0, std::nullopt, {}});
        return true;
    }

    // A value is complete.
    bool next()
    {
        number_.clear();
        if (levels_.empty())
            return true;
        ++levels_.back().index;
        levels_.back().name.reset();
        return true;
    }

    error_code repeated_;
    boost::json::value_stack values_;
    std::vector<level> levels_;
    std::string name_;
    std::string number_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
