// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_SCRIPT_HPP
#define BOOST_SERIAL_EXT_TEST_IMPL_SCRIPT_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <list>
#include <optional>
#include <regex>
#include <string>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/// What a device answers to, and with what.
struct script_entry
{
    std::string bytes; ///< What the end of the input must be, if there is no pattern.
    std::optional<std::regex> pattern; ///< What the end of the input must match.
    /// Gets the input since the last answer; null: the entry is not complete yet.
    std::function<std::string(std::string const& input)> answer;
    std::string text; ///< The answer, if there is no function.
    bool armed = false;
    std::chrono::nanoseconds after{0};
    std::uint64_t times = UINT64_MAX; ///< How often it still answers.
};

/** A device's part of a dialogue. No I/O, no clock.

    It goes by the input since the last answer, at most the latest `most_kept` bytes of it.
*/
class script
{
public:
    static constexpr std::size_t most_kept = 4096;

    struct answer
    {
        std::string bytes;
        std::chrono::nanoseconds after;
    };

    script_entry& add(script_entry entry)
    {
        entries_.push_back(std::move(entry));
        return entries_.back();
    }

    void clear() { entries_.clear(); }

    void forget_input() noexcept { input_.clear(); }

    /// The device has received a byte; what it answers.
    std::optional<answer> receive(char byte)
    {
        if (input_.size() == 2 * most_kept) // seldom: each time it is moved
            input_.erase(0, most_kept);
        input_ += byte;
        for (script_entry& e : entries_)
        {
            if (!e.armed || e.times == 0)
                continue;
            if (auto text = answer_of(e))
            {
                --e.times;
                input_.clear();
                return answer{std::move(*text), e.after};
            }
        }
        return std::nullopt;
    }

    std::string input() const { return {kept(), input_.end()}; }

private:
    using iterator = std::string::const_iterator;

    iterator kept() const noexcept
    {
        return input_.size() > most_kept ? input_.end() - static_cast<long>(most_kept)
                                         : input_.begin();
    }

    std::optional<std::string> answer_of(script_entry const& e) const
    {
        std::smatch found;
        if (!e.pattern)
        {
            std::size_t const size = e.bytes.size();
            if (input_.size() < size || input_.compare(input_.size() - size, size, e.bytes) != 0)
                return std::nullopt;
        }
        else if (!match_at_end(*e.pattern, found))
            return std::nullopt;
        if (e.answer)
            return e.answer(input());
        return e.pattern ? found.format(e.text) : e.text;
    }

    bool match_at_end(std::regex const& pattern, std::smatch& found) const
    {
        auto flags = std::regex_constants::match_default;
        for (iterator from = kept(); from != input_.end(); from = std::next(found[0].first))
        {
            if (!std::regex_search(from, input_.end(), found, pattern, flags))
                return false;
            if (found[0].second == input_.end() && found[0].length() != 0)
                return true;
            if (found[0].first == input_.end())
                return false;
            flags = std::regex_constants::match_prev_avail; // "^" is not here
        }
        return false;
    }

    std::list<script_entry> entries_; // whose addresses last
    std::string input_;               // at most twice of what is kept
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
