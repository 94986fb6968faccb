// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_LINE_SYMBOL_HPP
#define BOOST_SERIAL_EXT_TEST_IMPL_LINE_SYMBOL_HPP

#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {

/// A character on the line.
struct line_symbol
{
    unsigned char byte = 0;
    std::optional<line_fault> fault = std::nullopt; ///< A BREAK is no character.
};

/// What a UART makes of a byte that has more bits than its characters.
inline unsigned char masked(serial_config const& config, unsigned char byte) noexcept
{
    return static_cast<unsigned char>(byte & ((1u << config.character_size) - 1u));
}

/// What a receiver makes of a character that was sent with other settings than its own.
inline line_symbol heard(
    serial_config const& sender, serial_config const& receiver, unsigned char byte) noexcept
{
    auto const bits = [](serial_config const& c)
    { return c.character_size + (c.parity == parity::none ? 0u : 1u); };
    double const ratio = static_cast<double>(sender.baud_rate) / receiver.baud_rate;
    bool const same_time = ratio > 0.95 && ratio < 1.05; // half a bit in ten
    if (!same_time || bits(sender) != bits(receiver))
        return {masked(receiver, static_cast<unsigned char>(~byte)), line_fault::framing_error};
    if (sender.parity != receiver.parity)
        return {masked(receiver, byte), line_fault::parity_error};
    return {masked(receiver, byte)};
}

/** When characters that follow one another are through.

    Counted from the first one, so that many take as long as `char_time` says of so many: nothing is
    rounded twice.
*/
class line_pace
{
public:
    using nanoseconds = std::chrono::nanoseconds;

    /// What comes next begins then, or later.
    void not_before(nanoseconds t) noexcept
    {
        if (t > end_)
            restart(t);
    }

    /// The end of the next character, which begins at the end of the one before.
    nanoseconds next(serial_config const& config, bool paced) noexcept
    {
        nanoseconds const rate = paced ? char_time(config, 1'000'000) : nanoseconds(0);
        if (rate != rate_)
            restart(end_);
        rate_ = rate;
        if (paced)
            end_ = begin_ + char_time(config, ++count_);
        return end_;
    }

private:
    void restart(nanoseconds t) noexcept
    {
        begin_ = end_ = t;
        count_ = 0;
    }

    nanoseconds begin_{0};
    nanoseconds end_{0};
    nanoseconds rate_{0};
    std::uint64_t count_ = 0;
};

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
