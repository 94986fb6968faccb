// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_RESUMPTION_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_RESUMPTION_HPP

#include "storm/pattern.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boost_serial_ext_test::storm {

/** What a writer sends first after its port was closed and opened again: where the text goes on.

    A close may discard the end of what was sent before it, and nothing else: so the far reader
    finds a beginning of the old text, and then this. It may itself be cut short by the next close.
*/
inline std::string resumption(std::uint64_t position)
{
    std::string result(1, pattern::mark);
    for (int digit = 0; digit != 9; ++digit, position /= 128)
        result += static_cast<char>(position % 128);
    return result;
}

/// Tells text from resumptions.
class resumption_reader
{
public:
    /// Takes text off the beginning of `bytes`; empty where a resumption stands, or goes on.
    std::string_view text(std::string_view& bytes) const noexcept
    {
        if (inside_)
            return {};
        std::string_view const result = bytes.substr(0, bytes.find(pattern::mark));
        bytes.remove_prefix(result.size());
        return result;
    }

    /// Takes a resumption off the beginning of `bytes`, as much of it as there is; has the position
    /// where it ends. False if it is none.
    bool take(std::string_view& bytes, std::optional<std::uint64_t>& position) noexcept
    {
        while (!bytes.empty())
        {
            char const c = bytes.front();
            if (c == pattern::mark)
            {
                inside_ = true;
                digits_ = 0;
                value_ = 0;
            }
            else if (!inside_)
                return true;
            else if (static_cast<unsigned char>(c) >= 128)
                return false;
            else
                value_ |= static_cast<std::uint64_t>(c) << 7 * digits_++;
            bytes.remove_prefix(1);
            if (inside_ && digits_ == 9)
            {
                inside_ = false;
                position = value_;
                return true;
            }
        }
        return true;
    }

private:
    bool inside_ = false;
    int digits_ = 0;
    std::uint64_t value_ = 0;
};

} // namespace boost_serial_ext_test::storm

#endif
