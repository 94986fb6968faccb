// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_FUZZ_PARMRK_PROPERTY_HPP
#define BOOST_SERIAL_EXT_TEST_FUZZ_PARMRK_PROPERTY_HPP

#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/line_state.hpp>

#include "support/parmrk_reader.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// What has to hold for whatever a line discipline could deliver, and for what it could not.
namespace boost_serial_ext_test {

// The reads that an input stands for: a byte, of which bits 0 to 3 are the length of the read, bits
// 4 to 6 say whether one more BREAK, framing and parity error was counted meanwhile, and bit 7 that
// there are no counters; then the bytes read. The counters wrap around soon.
class parmrk_script
{
public:
    explicit parmrk_script(std::string_view text) : rest_(text)
    {
        now_.breaks = now_.framing_errors = now_.parity_errors = 0xFFFFFFFEu;
    }

    bool next()
    {
        if (rest_.empty())
            return false;
        unsigned const head = static_cast<unsigned char>(rest_[0]);
        piece = rest_.substr(1, head & 0x0Fu);
        rest_.remove_prefix(1 + piece.size());
        now_.breaks += head >> 4 & 1u;
        now_.framing_errors += head >> 5 & 1u;
        now_.parity_errors += head >> 6 & 1u;
        counters = (head & 0x80u) != 0 ? std::nullopt : std::optional(now_);
        return true;
    }

    std::string_view piece;
    std::optional<boost_serial_ext::line_counters> counters;

private:
    std::string_view rest_;
    boost_serial_ext::line_counters now_;
};

// Whether `got` is what `raw` says, whichever faults the counters made of its marks: nothing is
// lost, nothing is invented, and what was not counted is not claimed.
inline std::string fault_of_marked_data(
    std::string_view raw, marked_data const& got, boost_serial_ext::line_events counted)
{
    using boost_serial_ext::line_events;
    using boost_serial_ext::line_fault;
    std::size_t at = 0;
    auto mark = got.marks.begin();
    auto const byte_is = [&](char c) { return at < got.bytes.size() && got.bytes[at++] == c; };
    auto const marked = [&] { return mark != got.marks.end() && mark->offset == at; };
    while (!raw.empty())
    {
        bool const escape = raw[0] == '\xFF';
        if (escape && (raw.size() == 1 || raw == std::string_view("\xFF\0", 2)))
            break; // the rest has not come yet
        if (escape && raw[1] == '\0')
        {
            if (!marked())
                return "a mark is missing, or not in its place";
            line_fault const fault = mark++->fault;
            if (fault == line_fault::framing_error
                && (counted & line_events::framing_error) == line_events::none)
                return "a framing error that nobody counted";
            if (fault == line_fault::parity_error
                && (counted & line_events::parity_error) == line_events::none)
                return "a parity error that nobody counted";
            if (fault == line_fault::break_signal ? raw[2] != '\0' : !byte_is(raw[2]))
                return "the byte of an error is not what it was";
            if (counted == line_events::none && raw[2] == '\0' && fault != line_fault::break_signal)
                return "an error of a NUL that nobody counted";
            raw.remove_prefix(3);
            continue;
        }
        if (marked())
            return "a mark at a byte that has none";
        if (!byte_is(raw[0]))
            return "a byte is not what it was";
        if (escape && raw[1] != '\xFF' && (marked() || !byte_is(raw[1])))
            return "a byte after what is no escape is not what it was";
        raw.remove_prefix(escape ? 2 : 1);
    }
    if (at != got.bytes.size())
        return "bytes that nobody sent";
    return mark == got.marks.end() ? "" : "a mark that nobody sent";
}

inline std::string fault_of_parmrk(std::string_view text)
{
    using boost_serial_ext::line_events;
    parmrk_reader reader;
    std::string raw;
    line_events counted = line_events::none;
    auto before = parmrk_reader::counters();
    for (parmrk_script script(text); script.next();)
    {
        std::string const fault = reader.feed(script.piece, script.counters);
        if (!fault.empty())
            return fault;
        raw += script.piece;
        if (script.piece.empty())
            continue; // nobody asks for the counters then
        if (before && script.counters)
        {
            if (before->framing_errors != script.counters->framing_errors)
                counted |= line_events::framing_error;
            if (before->parity_errors != script.counters->parity_errors)
                counted |= line_events::parity_error;
        }
        before = script.counters;
    }
    // A byte may wait for room in a later read; an escape makes some.
    std::string const fault = reader.feed("\xFF\xFF", std::nullopt);
    raw += "\xFF\xFF";
    return fault.empty() ? fault_of_marked_data(raw, reader.result, counted) : fault;
}

} // namespace boost_serial_ext_test

#endif
