// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_PATTERN_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_PATTERN_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace boost_serial_ext_test::storm {

/** The endless text that goes one way: what stands where depends on the position alone.

    All 256 values occur, unless one is kept for marks, and no stretch of eight bytes twice within
    reach: so a byte that was lost, repeated or overtaken shows at once, and what came instead tells
    where it belongs.
*/
class pattern
{
public:
    /// What does not occur in a text that is to have marks in it.
    static constexpr char mark = '\xFF';

    pattern(std::uint64_t key, bool with_marks) noexcept : key_(key), with_marks_(with_marks) {}

    std::string text(std::uint64_t offset, std::size_t size) const
    {
        std::string result(size, '\0');
        for (char& c : result)
            c = at(offset++);
        return result;
    }

    /// Empty if `bytes` is what stands at `offset`, else a sentence.
    std::string difference(std::uint64_t offset, std::string_view bytes) const
    {
        std::size_t i = 0;
        while (i != bytes.size() && bytes[i] == at(offset + i))
            ++i;
        if (i == bytes.size())
            return {};
        auto const came = bytes.substr(i, 16);
        return "at byte " + std::to_string(offset + i) + ", number " + std::to_string(i) + " of "
            + std::to_string(bytes.size()) + " in this read, came " + hex(came) + "instead of "
            + hex(text(offset + i, came.size())) + ": " + origin(offset + i, came);
    }

    /// Each byte as two digits and a space.
    static std::string hex(std::string_view bytes)
    {
        std::string result;
        for (char const c : bytes)
        {
            auto const value = static_cast<unsigned char>(c);
            result += {"0123456789abcdef"[value / 16], "0123456789abcdef"[value % 16], ' '};
        }
        return result;
    }

private:
    char at(std::uint64_t offset) const noexcept
    {
        // An odd multiplier and a shift, twice: neighbouring words share nothing to the eye.
        std::uint64_t word = (offset / 8 + key_) * 0xD1342543DE82EF95u;
        word = (word ^ word >> 32) * 0xDABA0B6EB09322E3u;
        word ^= word >> 29;
        char const c = static_cast<char>(word >> offset % 8 * 8 & 0xFF);
        return with_marks_ && c == mark ? '\0' : c;
    }

    std::string origin(std::uint64_t offset, std::string_view came) const
    {
        constexpr std::uint64_t reach = 400'000; // more than all queues on the way hold
        if (came.size() < 8)
            return "too few to tell where they belong";
        std::uint64_t const first = offset < reach ? 0 : offset - reach;
        auto const found = text(first, reach * 2).find(came);
        if (found == std::string::npos)
            return "they belong nowhere near";
        std::uint64_t const there = first + found;
        return there > offset ? std::to_string(there - offset) + " bytes are missing"
                              : std::to_string(offset - there) + " bytes came once more";
    }

    std::uint64_t key_;
    bool with_marks_;
};

} // namespace boost_serial_ext_test::storm

#endif
