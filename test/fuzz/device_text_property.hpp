// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_FUZZ_DEVICE_TEXT_PROPERTY_HPP
#define BOOST_SERIAL_EXT_TEST_FUZZ_DEVICE_TEXT_PROPERTY_HPP

#include <boost_serial_ext/detail/codec/port_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boost_serial_ext_test {

// Another way to read UTF-8 than the library's: by the number, which is then written again. False
// if it is none.
inline bool decode(std::string_view text, std::vector<std::uint32_t>& codes)
{
    for (std::size_t i = 0; i < text.size();)
    {
        auto const at = [&](std::size_t k)
        { return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u; };
        std::size_t const n = at(i) < 0x80 ? 1 : at(i) >= 0xF0 ? 4 : at(i) >= 0xE0 ? 3 : 2;
        std::uint32_t code = n == 1 ? at(i) : at(i) & (0x7Fu >> n);
        for (std::size_t k = 1; k < n; ++k)
        {
            if (at(i + k) < 0x80 || at(i + k) > 0xBF)
                return false;
            code = code * 64 + (at(i + k) - 0x80);
        }
        std::size_t const needs = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        bool const surrogate = code >= 0xD800 && code <= 0xDFFF;
        bool const leads = at(i) < 0x80 || (at(i) >= 0xC0 && at(i) < 0xF8);
        if (!leads || needs != n || surrogate || code > 0x10FFFF)
            return false;
        codes.push_back(code);
        i += n;
    }
    return true;
}

// What is wrong with a text that is to be shown to people; empty: nothing.
inline std::string fault_of_shown_text(std::string const& text)
{
    std::vector<std::uint32_t> codes;
    if (!decode(text, codes))
        return "no UTF-8";
    for (std::uint32_t const c : codes)
        if (c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || c == 0xFEFF)
            return "a control character";
    if (text.size() > boost_serial_ext::detail::longest_device_text)
        return "too long";
    if (!text.empty() && (text.front() == ' ' || text.back() == ' '))
        return "a blank at an end";
    return "";
}

// Whatever a device says can be shown, is not changed by being read again, and is not changed at
// all if there is nothing wrong with it.
inline std::string fault_of_device_text(std::string_view raw)
{
    using namespace boost_serial_ext::detail;
    std::string const text = device_text(raw);
    if (device_text(text) != text)
        return "not the same when read again";
    if (fault_of_shown_text(std::string(raw)).empty()
        && raw.find_first_of("\xE2\xEF") == std::string_view::npos && text != raw)
        return "changed without a reason";
    if (auto const id = usb_id(raw); id && raw.size() > 4)
        return "an identifier of too many digits";
    if (is_terminal_name(raw) && raw.find('/') != std::string_view::npos)
        return "a name that leads elsewhere";
    return fault_of_shown_text(text);
}

} // namespace boost_serial_ext_test

#endif
