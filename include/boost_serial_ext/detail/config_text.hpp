// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CONFIG_TEXT_HPP
#define BOOST_SERIAL_EXT_DETAIL_CONFIG_TEXT_HPP

#include <boost_serial_ext/serial_config.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <locale>
#include <sstream>
#include <string>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The value as few digits as read back to the same number, whatever the locale.
inline std::string shortest_text(double value)
{
    std::string text;
    for (int digits = 1; digits <= 17; ++digits)
    {
        std::ostringstream out;
        out.imbue(std::locale::classic());
        out.precision(digits);
        out << value;
        text = out.str();
        std::istringstream in(text);
        in.imbue(std::locale::classic());
        double back = 0;
        if (in >> back && back == value)
            break;
    }
    return text;
}

/** Reads a configuration's text, word by word, into a configuration that starts with the defaults.

    Foreign input: bounded in length, never throws, refuses what it does not know.
*/
class config_reader
{
public:
    static constexpr std::size_t longest_text = 512;

    explicit config_reader(serial_config& target) noexcept : config_(target) {}

    error_code read(std::string_view text) noexcept
    {
        if (text.size() > longest_text)
            return error::config_string_too_long;
        unsigned position = 0;
        for (std::string_view word = next(text); !word.empty(); word = next(text), ++position)
            if (error_code const ec = position == 0 ? baud(word) : any(word, position))
                return ec;
        return position == 0 ? error_code(error::invalid_baud_rate) : error_code();
    }

private:
    static constexpr char lower(char c) noexcept
    {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }

    static constexpr bool same(std::string_view a, std::string_view b) noexcept
    {
        if (a.size() != b.size())
            return false;
        for (std::size_t i = 0; i < a.size(); ++i)
            if (lower(a[i]) != b[i])
                return false;
        return true;
    }

    // Cuts the next word off: up to a separator.
    static std::string_view next(
        std::string_view& text, std::string_view separators = " \t") noexcept
    {
        text.remove_prefix((std::min)(text.find_first_not_of(separators), text.size()));
        std::string_view const word = text.substr(0, text.find_first_of(separators));
        text.remove_prefix(word.size());
        return word;
    }

    template<class Integer>
    static bool number(std::string_view text, Integer& value) noexcept
    {
        auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
        return ec == std::errc() && end == text.data() + text.size();
    }

    error_code baud(std::string_view word) noexcept
    {
        return number(word, config_.baud_rate) ? error_code() : error::invalid_baud_rate;
    }

    error_code any(std::string_view word, unsigned position) noexcept
    {
        if (position == 1 && word[0] >= '0' && word[0] <= '9')
            return framing(word);
        std::size_t const equals = word.find('=');
        if (equals == std::string_view::npos)
            return flag(word);
        return assignment(word.substr(0, equals), word.substr(equals + 1));
    }

    error_code framing(std::string_view word) noexcept
    {
        config_.character_size = static_cast<std::uint8_t>(word[0] - '0');
        std::string_view const letters = "noems";
        std::size_t const letter
            = word.size() > 1 ? letters.find(lower(word[1])) : std::string_view::npos;
        if (config_.character_size < 5 || config_.character_size > 8)
            return error::invalid_character_size;
        if (letter == std::string_view::npos)
            return error::invalid_parity;
        config_.parity = static_cast<enum parity>(letter);
        std::string_view const stop = word.substr(2);
        if (stop != "1" && stop != "1.5" && stop != "2")
            return error::invalid_stop_bits;
        config_.stop_bits = stop == "1" ? stop_bits::one
            : stop == "2"               ? stop_bits::two
                                        : stop_bits::one_and_half;
        return {};
    }

    // Each word may come once; `bit` remembers which came.
    bool repeated(unsigned bit) noexcept
    {
        bool const before = (seen_ >> bit & 1u) != 0;
        seen_ |= 1u << bit;
        return before;
    }

    error_code flag(std::string_view word) noexcept
    {
        struct
        {
            std::string_view name;
            bool& member;
            bool value;
        } const flags[] = {
            {"xon_xoff", config_.flow_control.xon_xoff, true},
            {"rts_cts", config_.flow_control.rts_cts, true},
            {"dtr_dsr", config_.flow_control.dtr_dsr, true},
            {"shared", config_.exclusive, false},
            {"no_hangup", config_.hangup_on_close, false},
            {"low_latency", config_.low_latency, true},
            {"line_marks", config_.line_marks, true},
        };
        unsigned bit = 0;
        for (auto const& f : flags)
        {
            if (same(word, f.name))
            {
                f.member = f.value;
                return repeated(bit) ? error_code(error::duplicate_config_word) : error_code();
            }
            ++bit;
        }
        return error::unknown_config_word;
    }

    template<class Enum>
    error_code choose(
        Enum& member, std::string_view value, error wrong, unsigned bit, Enum last) noexcept
    {
        for (int i = 0; i <= static_cast<int>(last); ++i)
            if (same(value, to_string(static_cast<Enum>(i))))
            {
                member = static_cast<Enum>(i);
                return repeated(bit) ? error_code(error::duplicate_config_word) : error_code();
            }
        return wrong;
    }

    error_code assignment(std::string_view name, std::string_view value) noexcept
    {
        if (same(name, "dtr"))
            return choose(config_.dtr, value, error::invalid_dtr, 8, initial_line::preserve);
        if (same(name, "rts"))
            return choose(config_.rts, value, error::invalid_rts, 9, initial_line::preserve);
        if (same(name, "unsupported"))
            return choose(config_.unsupported, value, error::invalid_unsupported_policy, 10,
                unsupported_policy::ignore);
        if (same(name, "baud_tolerance"))
            return tolerance(value);
        if (same(name, "rs485"))
            return rs485(value);
        return error::unknown_config_word;
    }

    error_code tolerance(std::string_view value) noexcept
    {
        if (repeated(11))
            return error::duplicate_config_word;
        // Digits, a point, an exponent: what a stream would also take ("inf", hexadecimal) is
        // refused.
        if (value.empty() || value.size() > 32
            || value.find_first_not_of("0123456789.eE+-") != std::string_view::npos)
            return error::invalid_baud_tolerance;
        try
        {
            std::istringstream in{std::string(value)};
            in.imbue(std::locale::classic());
            if (in >> config_.baud_tolerance && in.peek() == std::istringstream::traits_type::eof())
                return {};
        }
        catch (...)
        {
            // Out of memory for a few bytes: the number could not be read, and that is said.
        }
        return error::invalid_baud_tolerance;
    }

    error_code rs485(std::string_view value) noexcept
    {
        if (repeated(12))
            return error::duplicate_config_word;
        rs485_config& c = config_.rs485.emplace();
        std::string_view const mode = next(value, ",");
        if (!same(mode, "auto") && !same(mode, "kernel") && !same(mode, "software"))
            return error::invalid_rs485_mode;
        c.mode = same(mode, "kernel") ? rs485_mode::kernel
            : same(mode, "software")  ? rs485_mode::software
                                      : rs485_mode::automatic;
        for (std::string_view word = next(value, ","); !word.empty(); word = next(value, ","))
            if (error_code const ec = rs485_word(c, word))
                return ec;
        return {};
    }

    error_code rs485_word(rs485_config& c, std::string_view word) noexcept
    {
        struct
        {
            std::string_view name;
            bool& member;
            bool value;
        } const flags[] = {
            {"rts_off_on_send", c.rts_on_send, false},
            {"rts_after_send", c.rts_after_send, true},
            {"rx_during_tx", c.rx_during_tx, true},
            {"terminate_bus", c.terminate_bus, true},
        };
        unsigned bit = 16;
        for (auto const& f : flags)
        {
            if (same(word, f.name))
            {
                f.member = f.value;
                return repeated(bit) ? error_code(error::duplicate_config_word) : error_code();
            }
            ++bit;
        }
        if (same(word.substr(0, 7), "before="))
            return delay(
                c.delay_before_send, word.substr(7), error::invalid_rs485_delay_before_send, 20);
        if (same(word.substr(0, 6), "after="))
            return delay(
                c.delay_after_send, word.substr(6), error::invalid_rs485_delay_after_send, 21);
        return error::unknown_config_word;
    }

    error_code delay(std::chrono::milliseconds& member, std::string_view value, error wrong,
        unsigned bit) noexcept
    {
        std::int32_t count = 0;
        if (value.size() < 3 || !same(value.substr(value.size() - 2), "ms")
            || !number(value.substr(0, value.size() - 2), count))
            return wrong;
        member = std::chrono::milliseconds(count);
        return repeated(bit) ? error_code(error::duplicate_config_word) : error_code();
    }

    serial_config& config_;
    std::uint32_t seen_ = 0;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
