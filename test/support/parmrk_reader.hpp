// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_PARMRK_READER_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_PARMRK_READER_HPP

#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/codec/parmrk.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace boost_serial_ext_test {

// Data and what was wrong with it; the offsets count from the beginning of it all.
struct marked_data
{
    std::string bytes;
    std::vector<boost_serial_ext::line_mark> marks;

    friend bool operator==(marked_data const& a, marked_data const& b)
    {
        return a.bytes == b.bytes && a.marks == b.marks;
    }
    friend std::ostream& operator<<(std::ostream& out, marked_data const& value)
    {
        constexpr char const* digits = "0123456789ABCDEF";
        out << '"';
        for (char const c : value.bytes)
            out << digits[static_cast<unsigned char>(c) / 16]
                << digits[static_cast<unsigned char>(c) % 16] << ' ';
        out << '"';
        for (auto const& mark : value.marks)
            out << ", " << mark;
        return out;
    }
};

// Reads as an operation would, and puts together what the calls deliver. A buffer is just as large
// as it has to be, so that a sanitizer notices when the decoder leaves it.
class parmrk_reader
{
public:
    using counters = std::optional<boost_serial_ext::line_counters>;

    // Why what a call delivered cannot be; empty if it can.
    std::string feed(std::string_view raw, counters const& now)
    {
        auto const buffer = std::make_unique<char[]>(raw.size());
        raw.copy(buffer.get(), raw.size());
        std::vector<boost_serial_ext::line_mark> marks;
        std::size_t const n = decoder.decode(buffer.get(), raw.size(), now, marks);
        if (n > raw.size())
            return "more bytes than there is room for";
        for (auto mark : marks)
        {
            if (mark.offset + (mark.fault == boost_serial_ext::line_fault::break_signal ? 0 : 1)
                > n)
                return "a mark beyond the data";
            mark.offset += result.bytes.size();
            result.marks.push_back(mark);
        }
        result.bytes.append(buffer.get(), n);
        return "";
    }

    boost_serial_ext::detail::parmrk_decoder decoder;
    marked_data result;
};

} // namespace boost_serial_ext_test

#endif
