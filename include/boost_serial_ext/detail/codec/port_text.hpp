// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_PORT_TEXT_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_PORT_TEXT_HPP

#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// What a device says of itself is foreign: a USB device chooses its strings freely, and whoever
// prints a list of ports must not be at its mercy.

/// The longest text that is taken from a device, in bytes. A USB string descriptor has at most 126
/// UTF-16 units (USB 2.0, 9.6.7), which are no more than 378 bytes of UTF-8.
inline constexpr std::size_t longest_device_text = 378;

/// How many bytes the UTF-8 sequence at the beginning has; 0: there is no valid one (RFC 3629).
inline std::size_t utf8_length(std::string_view s) noexcept
{
    auto const byte = [&](std::size_t i)
    { return i < s.size() ? static_cast<unsigned char>(s[i]) : std::uint8_t{0}; };
    auto const follows = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
    unsigned const first = byte(0), second = byte(1);
    if (first < 0x80)
        return s.empty() ? 0 : 1;
    if (first >= 0xC2 && first <= 0xDF)
        return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF)
    {
        bool const overlong = first == 0xE0 && second < 0xA0;
        bool const surrogate = first == 0xED && second > 0x9F;
        return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4)
    {
        bool const overlong = first == 0xF0 && second < 0x90;
        bool const beyond = first == 0xF4 && second > 0x8F;
        return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

/// Whether a sequence is a control character: C0, DEL, C1, and those that turn the direction of the
/// text round or hide (U+200B to U+200F, U+2028 to U+202E, U+2066 to U+2069, U+FEFF).
inline bool is_control(std::string_view sequence) noexcept
{
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
    if (sequence.size() == 1)
        return byte(0) < 0x20 || byte(0) == 0x7F;
    if (sequence.size() == 2)
        return byte(0) == 0xC2 && byte(1) < 0xA0;
    if (sequence.size() != 3)
        return false;
    unsigned const code = (byte(0) & 0x0Fu) << 12u | (byte(1) & 0x3Fu) << 6u | (byte(2) & 0x3Fu);
    return (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E)
        || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

/// A device's text for people: the first line, valid UTF-8, no control characters, no blanks around
/// it, of bounded length. What is no UTF-8 becomes U+FFFD.
inline std::string device_text(std::string_view raw)
{
    raw = raw.substr(0, raw.find_first_of(std::string_view("\n\0", 2)));
    std::string text;
    while (!raw.empty())
    {
        std::size_t const n = utf8_length(raw);
        std::string_view const next = n != 0 ? raw.substr(0, n) : std::string_view("\xEF\xBF\xBD");
        raw.remove_prefix(n != 0 ? n : 1);
        if (is_control(next))
            continue;
        if (text.size() + next.size() > longest_device_text)
            break;
        text += next;
    }
    std::size_t const begin = text.find_first_not_of(' ');
    if (begin == std::string::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// A number of up to four hexadecimal digits, as idVendor has it.
inline std::optional<std::uint16_t> usb_id(std::string_view digits) noexcept
{
    std::uint16_t id = 0;
    char const* const end = digits.data() + digits.size();
    auto const [last, error] = std::from_chars(digits.data(), end, id, 16);
    if (digits.empty() || digits.size() > 4 || error != std::errc() || last != end)
        return std::nullopt;
    return id;
}

/// What pySerial calls the hardware identification of a USB device (serial.tools.list_ports).
inline std::string usb_hwid(port_info const& port)
{
    auto const hex = [](std::uint16_t id)
    {
        char const* const digits = "0123456789ABCDEF";
        std::string s(4, '0');
        for (unsigned i = 0; i != 4; ++i)
            s[i] = digits[id >> (12u - 4u * i) & 0xFu];
        return s;
    };
    std::string text = "USB VID:PID=" + hex(port.vid.value_or(0)) + ':' + hex(port.pid.value_or(0));
    if (!port.serial_number.empty())
        text += " SER=" + port.serial_number;
    if (!port.location.empty())
        text += " LOCATION=" + port.location;
    return text;
}

/// A text for people, as pySerial has it.
inline std::string usb_description(port_info const& port)
{
    if (!port.interface.empty())
        return (port.product.empty() ? port.name : port.product) + " - " + port.interface;
    return port.product.empty() ? port.name : port.product;
}

/// "ttyS2" before "ttyS10".
inline bool in_natural_order(std::string const& a, std::string const& b) noexcept
{
    auto const stem = [](std::string const& s) { return s.find_last_not_of("0123456789") + 1; };
    std::size_t const i = stem(a), j = stem(b);
    int const stems = a.compare(0, i, b, 0, j);
    if (stems != 0)
        return stems < 0;
    if (a.size() != b.size())
        return a.size() < b.size();
    return a < b;
}

/// Whether it can be the name of a terminal: what a path is made of must not lead elsewhere.
inline bool is_terminal_name(std::string_view name) noexcept
{
    bool const dots = name == "." || name == "..";
    return !name.empty() && name.size() <= 64 && !dots
        && name.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "_-.!:")
        == std::string_view::npos;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
