// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_WINDOWS_NAME_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_WINDOWS_NAME_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** One character of UTF-8, and how many bytes it takes; nothing if it is none.

    Strict, as RFC 3629 has it: no longer form than needed, no surrogates, nothing above U+10FFFF.
*/
inline std::optional<std::uint32_t> next_character(
    std::string_view text, std::size_t& length) noexcept
{
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    unsigned const first = byte(0);
    length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 1)
        return first;
    if (first < 0xC2 || first > 0xF4 || text.size() < length)
        return std::nullopt;
    std::uint32_t c = first & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i != length; ++i)
    {
        if ((byte(i) & 0xC0u) != 0x80)
            return std::nullopt;
        c = c << 6 | (byte(i) & 0x3Fu);
    }
    bool const too_long = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
    bool const surrogate = c >= 0xD800 && c < 0xE000;
    if (too_long || surrogate || c > 0x10FFFF)
        return std::nullopt;
    return c;
}

/// UTF-16 of UTF-8; nothing if that is malformed.
inline std::optional<std::u16string> to_utf16(std::string_view text)
{
    std::u16string result;
    while (!text.empty())
    {
        std::size_t length = 0;
        auto const c = next_character(text, length);
        if (!c)
            return std::nullopt;
        if (*c < 0x10000)
            result += static_cast<char16_t>(*c);
        else
        {
            result += static_cast<char16_t>(0xD800 + ((*c - 0x10000) >> 10));
            result += static_cast<char16_t>(0xDC00 + ((*c - 0x10000) & 0x3FF));
        }
        text.remove_prefix(length);
    }
    return result;
}

/** The name that CreateFileW gets for a device: with `\\.\` before it, unless it has that or `\\?\`.

    Without the prefix COM10 and above are names of files (Microsoft, "CreateFileW function",
    communications resources).

    @param device In UTF-8.
    @return Nothing for a name that is empty, longer than 256 bytes, has a zero in it, or is no UTF-8.
*/
inline std::optional<std::u16string> windows_device_name(std::string_view device)
{
    std::size_t const longest = 256;
    if (device.empty() || device.size() > longest || device.find('\0') != std::string_view::npos)
        return std::nullopt;
    std::string_view const start = device.substr(0, 4);
    bool const has_prefix = start == R"(\\.\)" || start == R"(\\?\)";
    auto name = to_utf16(device);
    if (name && !has_prefix)
        name->insert(0, u"\\\\.\\");
    return name;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
