// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Line marks, and the decoder that finds them. This file replaces the global operator new.

#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/codec/parmrk.hpp>

#include "support/parmrk_reader.hpp"

#include <boost/config.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace {

thread_local bool out_of_memory = false;

} // namespace

// Not inline: g++ would see one of a pair without the other, and warn.
BOOST_NOINLINE void* operator new(std::size_t size)
{
    void* const p = out_of_memory ? nullptr : std::malloc(size != 0 ? size : 1);
    if (p == nullptr)
        throw std::bad_alloc();
    return p;
}
BOOST_NOINLINE void operator delete(void* p) noexcept
{
    std::free(p);
}
BOOST_NOINLINE void operator delete(void* p, std::size_t) noexcept
{
    std::free(p);
}

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(parmrk)

namespace {

using boost_serial_ext_test::marked_data;
using boost_serial_ext_test::parmrk_reader;
using detail::parmrk_decoder;
using namespace std::string_literals;

constexpr auto break_signal = line_fault::break_signal;
constexpr auto framing_error = line_fault::framing_error;
constexpr auto parity_error = line_fault::parity_error;
constexpr auto either_error = line_fault::framing_or_parity_error;

// How often each fault was counted.
struct counts
{
    std::uint32_t breaks = 0, framing_errors = 0, parity_errors = 0;
};

line_counters counters(counts const& c, std::uint32_t start = 0)
{
    line_counters result;
    result.breaks = start + c.breaks;
    result.framing_errors = start + c.framing_errors;
    result.parity_errors = start + c.parity_errors;
    return result;
}

// A reader of a port where nothing was counted yet.
parmrk_reader counting_reader()
{
    parmrk_reader reader;
    reader.decoder.reset(counters({}));
    return reader;
}

void feed(parmrk_reader& reader, std::string_view raw, parmrk_reader::counters const& now)
{
    BOOST_TEST_REQUIRE(reader.feed(raw, now) == "");
}

// Decoded at once; everything was counted before.
marked_data decoded(std::string_view raw, counts const& c)
{
    parmrk_reader reader = counting_reader();
    feed(reader, raw, counters(c));
    return reader.result;
}

marked_data decoded_without_counters(std::string_view raw)
{
    parmrk_reader reader;
    feed(reader, raw, std::nullopt);
    return reader.result;
}

} // namespace

// --- the values -------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(faults_have_names)
{
    static_assert(to_string(break_signal) == "break_signal");
    static_assert(to_string(framing_error) == "framing_error");
    static_assert(to_string(parity_error) == "parity_error");
    static_assert(to_string(either_error) == "framing_or_parity_error");
    static_assert(to_string(static_cast<line_fault>(4)) == "?");
    std::ostringstream out;
    out << parity_error;
    BOOST_TEST(out.str() == "parity_error");
}

BOOST_AUTO_TEST_CASE(marks_are_equal_if_offset_and_fault_are)
{
    static_assert(line_mark{3, parity_error} == line_mark{3, parity_error});
    static_assert(line_mark{3, parity_error} != line_mark{4, parity_error});
    static_assert(line_mark{3, parity_error} != line_mark{3, framing_error});
    static_assert(line_mark() == line_mark{0, break_signal});
    BOOST_TEST(std::is_trivially_copyable_v<line_mark>);
}

BOOST_AUTO_TEST_CASE(a_mark_is_printed_with_its_place)
{
    std::ostringstream out;
    out << line_mark{12, break_signal};
    BOOST_TEST(out.str() == "break_signal at 12");
}

// --- what the escapes mean --------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(escapes_are_decoded_without_counters)
{
    struct
    {
        std::string raw;
        marked_data expected;
    } const rows[] = {
        {"", {"", {}}},
        {"abc", {"abc", {}}},
        {"\0\1\xFE"s, {"\0\1\xFE"s, {}}},
        {"\xFF\xFF", {"\xFF", {}}},
        {"a\xFF\xFF\xFF\xFF\0"s, {"a\xFF\xFF\0"s, {}}},
        {"\xFF\0\0"s, {"", {{0, break_signal}}}},
        {"a\xFF\0\0b"s, {"ab", {{1, break_signal}}}},
        {"a\xFF\0\0\xFF\0\0"s, {"a", {{1, break_signal}, {1, break_signal}}}},
        {"a\xFF\0Xb"s, {"aXb", {{1, either_error}}}},
        {"\xFF\0\xFF\xFF"s, {"\xFF", {{0, either_error}}}}, // one FF in the escape, and half of one
        {"\xFF\0\0\xFF\0X"s, {"X", {{0, break_signal}, {0, either_error}}}},
        {"\xFF\0X\xFF\0\0"s, {"X", {{0, either_error}, {1, break_signal}}}},
        {"\xFF\xFF\0\0"s, {"\xFF\0\0"s, {}}}, // an FF and two NULs
        {"a\xFFzb", {"a\xFFzb", {}}},         // no escape
        {"\xFF\1\xFF\0\0"s, {"\xFF\1", {{2, break_signal}}}},
        {"ab\xFF", {"ab", {}}}, // cut
        {"ab\xFF\0"s, {"ab", {}}},
    };
    for (auto const& row : rows)
        BOOST_TEST(decoded_without_counters(row.raw) == row.expected);
}

BOOST_AUTO_TEST_CASE(counters_tell_the_faults_apart)
{
    struct
    {
        std::string raw;
        counts counted;
        marked_data expected;
    } const rows[] = {
        {"a\xFF\0\0b"s, {1, 0, 0}, {"ab", {{1, break_signal}}}},
        {"a\xFF\0Xb"s, {0, 1, 0}, {"aXb", {{1, framing_error}}}},
        {"a\xFF\0Xb"s, {0, 0, 1}, {"aXb", {{1, parity_error}}}},
        {"a\xFF\0\0b"s, {0, 1, 0}, {"a\0b"s, {{1, framing_error}}}},
        {"a\xFF\0\0b"s, {0, 0, 1}, {"a\0b"s, {{1, parity_error}}}},
        // Both kinds were counted.
        {"\xFF\0X"s, {0, 1, 1}, {"X", {{0, either_error}}}},
        {"\xFF\0\0"s, {0, 1, 1}, {"\0"s, {{0, either_error}}}},
        {"\xFF\0\0"s, {1, 1, 1}, {"", {{0, break_signal}}}},
        // BREAKs before anything else, and of bytes that are not NUL never.
        {"\xFF\0\0"s, {1, 1, 0}, {"", {{0, break_signal}}}},
        {"\xFF\0\0\xFF\0\0"s, {1, 1, 0}, {"\0"s, {{0, break_signal}, {0, framing_error}}}},
        {"\xFF\0X\xFF\0\0"s, {1, 0, 1}, {"X", {{0, parity_error}, {1, break_signal}}}},
        {"\xFF\0X"s, {1, 0, 0}, {"X", {{0, either_error}}}},
        // Nothing was counted.
        {"\xFF\0\0"s, {0, 0, 0}, {"", {{0, break_signal}}}},
        {"\xFF\0X"s, {0, 0, 0}, {"X", {{0, either_error}}}},
        {"\xFF\0X\xFF\0\0"s, {0, 0, 0}, {"X", {{0, either_error}, {1, break_signal}}}},
        // More is on its way.
        {"\xFF\0X"s, {0, 7, 0}, {"X", {{0, framing_error}}}},
        {"\xFF\0\0"s, {0, 0, 7}, {"\0"s, {{0, parity_error}}}},
        {"\xFF\0\0"s, {7, 0, 0}, {"", {{0, break_signal}}}},
    };
    for (auto const& row : rows)
        BOOST_TEST(decoded(row.raw, row.counted) == row.expected);
}

// As ftdi_sio does it with the bytes of a packet.
BOOST_AUTO_TEST_CASE(one_count_may_stand_for_several_bytes_in_a_row)
{
    marked_data const expected{
        "aX\0Y"s, {{1, framing_error}, {2, framing_error}, {3, framing_error}}};
    BOOST_TEST(decoded("a\xFF\0X\xFF\0\0\xFF\0Y"s, {0, 1, 0}) == expected);
}

BOOST_AUTO_TEST_CASE(a_byte_without_a_fault_ends_the_row)
{
    for (std::string const& between : {"z"s, "\xFF\xFF"s, "\xFF\1"s})
    {
        marked_data const result = decoded("\xFF\0X"s + between + "\xFF\0\0\xFF\0Y"s, {0, 1, 0});
        BOOST_TEST_REQUIRE(result.marks.size() == 3u);
        BOOST_TEST(result.marks[0].fault == framing_error);
        BOOST_TEST(result.marks[1].fault == break_signal);
        BOOST_TEST(result.marks[2].fault == either_error);
    }
}

BOOST_AUTO_TEST_CASE(a_byte_without_a_fault_ends_the_row_in_another_read_too)
{
    parmrk_reader reader = counting_reader();
    feed(reader, "\xFF\0X"s, counters({0, 0, 1}));
    feed(reader, "\xFF\0\0"s, counters({0, 0, 1}));
    feed(reader, "z", counters({0, 0, 1}));
    feed(reader, "\xFF\0\0"s, counters({0, 0, 1}));
    marked_data const expected{"X\0z"s, {{0, parity_error}, {1, parity_error}, {3, break_signal}}};
    BOOST_TEST(reader.result == expected);
}

BOOST_AUTO_TEST_CASE(a_break_ends_the_row)
{
    marked_data const expected{"X", {{0, framing_error}, {1, break_signal}, {1, break_signal}}};
    BOOST_TEST(decoded("\xFF\0X\xFF\0\0\xFF\0\0"s, {1, 1, 0}) == expected);
}

// As ftdi_sio does it, too: then a NUL must not appear in the data.
BOOST_AUTO_TEST_CASE(breaks_that_are_counted_as_framing_errors_too_are_breaks)
{
    parmrk_reader reader = counting_reader();
    for (std::uint32_t i = 1; i <= 100; ++i)
        feed(reader, "a\xFF\0\0"s, counters({i, i, 0}));
    BOOST_TEST(reader.result.bytes == std::string(100, 'a'));
    BOOST_TEST_REQUIRE(reader.result.marks.size() == 100u);
    for (std::size_t i = 0; i < 100; ++i)
        BOOST_TEST((reader.result.marks[i] == line_mark{i + 1, break_signal}));
}

// --- counters over time -----------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(errors_of_both_kinds_are_told_apart_again_when_all_have_come)
{
    parmrk_reader reader = counting_reader();
    feed(reader, "\xFF\0A"s, counters({0, 2, 1}));
    feed(reader, "\xFF\0B\xFF\0C"s, counters({0, 2, 1}));
    feed(reader, "\xFF\0D"s, counters({0, 2, 2}));
    feed(reader, "\xFF\0E"s, counters({0, 3, 2}));
    marked_data const expected{"ABCDE",
        {{0, either_error}, {1, either_error}, {2, either_error}, {3, parity_error},
            {4, framing_error}}};
    BOOST_TEST(reader.result == expected);
}

BOOST_AUTO_TEST_CASE(what_is_counted_later_does_not_end_the_doubt)
{
    parmrk_reader reader = counting_reader();
    feed(reader, "\xFF\0A"s, counters({0, 1, 1}));
    feed(reader, "\xFF\0B"s, counters({0, 2, 1}));
    feed(reader, "\xFF\0C"s, counters({0, 2, 1}));
    marked_data const expected{"ABC", {{0, either_error}, {1, either_error}, {2, either_error}}};
    BOOST_TEST(reader.result == expected);
}

BOOST_AUTO_TEST_CASE(counters_run_ahead_by_a_read)
{
    parmrk_reader reader = counting_reader();
    feed(reader, "data", counters({1, 0, 0}));
    feed(reader, "more", counters({1, 0, 0}));
    feed(reader, "\xFF\0\0"s, counters({1, 0, 0}));
    BOOST_TEST((reader.result == marked_data{"datamore", {{8, break_signal}}}));
}

BOOST_AUTO_TEST_CASE(what_was_counted_before_the_beginning_is_not_matched)
{
    parmrk_reader reader;
    reader.decoder.reset(counters({1, 2, 3}));
    feed(reader, "\xFF\0X"s, counters({1, 2, 4}));
    BOOST_TEST((reader.result == marked_data{"X", {{0, parity_error}}}));
}

BOOST_AUTO_TEST_CASE(counters_begin_with_the_first_ones)
{
    parmrk_reader reader; // nobody called reset
    feed(reader, "\xFF\0X"s, counters({0, 1, 0}));
    feed(reader, "\xFF\0Y"s, counters({0, 1, 1}));
    marked_data const expected{"XY", {{0, either_error}, {1, parity_error}}};
    BOOST_TEST(reader.result == expected);
}

BOOST_AUTO_TEST_CASE(counters_that_go_away_are_forgotten)
{
    parmrk_reader reader = counting_reader();
    feed(reader, "\xFF\0A"s, counters({5, 2, 0}));
    feed(reader, "\xFF\0B\xFF\0\0"s, std::nullopt);
    feed(reader, "\xFF\0C"s, counters({5, 9, 0})); // what was counted in between is not known
    feed(reader, "\xFF\0D"s, counters({5, 9, 1}));
    marked_data const expected{"ABCD",
        {{0, framing_error}, {1, either_error}, {2, break_signal}, {2, either_error},
            {3, parity_error}}};
    BOOST_TEST(reader.result == expected);
}

BOOST_AUTO_TEST_CASE(a_read_of_nothing_changes_nothing)
{
    parmrk_reader reader = counting_reader();
    feed(reader, "\xFF\0"s, counters({0, 1, 0}));
    std::vector<line_mark> marks;
    BOOST_TEST(reader.decoder.decode(nullptr, 0, std::nullopt, marks) == 0u);
    BOOST_TEST(marks.empty());
    feed(reader, "X", counters({0, 1, 0}));
    BOOST_TEST((reader.result == marked_data{"X", {{0, framing_error}}}));
}

BOOST_AUTO_TEST_CASE(counters_wrap_around)
{
    struct
    {
        char x;
        counts counted;
        line_fault expected;
    } const rows[] = {
        {'\0', {1, 0, 0}, break_signal},
        {'X', {0, 1, 0}, framing_error},
        {'X', {0, 0, 1}, parity_error},
        {'\0', {0, 1, 0}, framing_error},
        {'\0', {0, 0, 1}, parity_error},
    };
    for (auto const& row : rows)
        for (std::uint32_t const start : {0xFFFFFFFFu, 0xFFFFFFFEu, 0x7FFFFFFFu})
        {
            parmrk_reader reader;
            reader.decoder.reset(counters({}, start));
            for (std::uint32_t i = 1; i <= 4; ++i)
            {
                counts const c{row.counted.breaks * i, row.counted.framing_errors * i,
                    row.counted.parity_errors * i};
                feed(reader, "a\xFF\0"s + row.x, counters(c, start));
                BOOST_TEST_REQUIRE(reader.result.marks.size() == i);
                BOOST_TEST(reader.result.marks.back().fault == row.expected);
            }
        }
}

BOOST_AUTO_TEST_CASE(reset_forgets_everything)
{
    for (std::string const& begun : {"\xFF"s, "\xFF\0"s, "a"s})
        for (bool const byte_waits : {false, true})
        {
            parmrk_reader reader = counting_reader();
            feed(reader, byte_waits ? "\xFF" : "b", counters({1, 1, 0}));
            feed(reader, "\1", counters({1, 1, 0}));
            feed(reader, begun, counters({1, 1, 0}));
            reader.decoder.reset(counters({1, 1, 0}));
            reader.result = {};
            feed(reader, "X\xFF\0\0"s, counters({1, 1, 1}));
            BOOST_TEST((reader.result == marked_data{"X\0"s, {{1, parity_error}}}));
        }
}

BOOST_AUTO_TEST_CASE(reset_ends_a_row)
{
    parmrk_reader reader = counting_reader();
    feed(reader, "\xFF\0X"s, counters({0, 1, 0}));
    reader.decoder.reset(counters({0, 1, 0}));
    feed(reader, "\xFF\0\0"s, counters({0, 1, 0}));
    BOOST_TEST(reader.result.marks.back().fault == break_signal);
}

// --- cut anywhere -----------------------------------------------------------------------------

namespace {

// With every escape, next to every other one.
std::string sample()
{
    std::string result;
    for (std::string const& a : {"a"s, "\xFF\xFF"s, "\xFF\0\0"s, "\xFF\0\xFF"s, "\0"s})
        for (std::string const& b : {"b"s, "\xFF\xFF"s, "\xFF\0\0"s, "\xFF\0X"s, "\0"s})
            result += a + b;
    return result;
}

} // namespace

BOOST_AUTO_TEST_CASE(an_escape_may_be_cut_anywhere)
{
    std::string const raw = sample();
    for (counts const& c : {counts{20, 0, 0}, counts{4, 20, 0}, counts{2, 0, 3}, counts{1, 2, 2}})
    {
        marked_data const whole = decoded(raw, c);
        BOOST_TEST_REQUIRE(whole.marks.size() == 20u);
        for (std::size_t first = 0; first <= raw.size(); ++first)
            for (std::size_t second = first; second <= raw.size(); ++second)
            {
                parmrk_reader reader = counting_reader();
                feed(reader, std::string_view(raw).substr(0, first), counters(c));
                feed(reader, std::string_view(raw).substr(first, second - first), counters(c));
                feed(reader, std::string_view(raw).substr(second), counters(c));
                BOOST_TEST_REQUIRE((reader.result == whole), first << ", " << second);
            }
    }
}

BOOST_AUTO_TEST_CASE(bytes_may_come_one_by_one)
{
    std::string const raw = sample();
    parmrk_reader reader;
    for (char const c : raw)
        feed(reader, std::string_view(&c, 1), std::nullopt);
    BOOST_TEST(reader.result == decoded_without_counters(raw));
}

// Two bytes have no room where one was read; the kernel sends no such thing.
BOOST_AUTO_TEST_CASE(a_byte_without_room_waits_for_the_next_read)
{
    parmrk_reader reader;
    feed(reader, "\xFF", std::nullopt);
    BOOST_TEST(reader.result.bytes == "");
    feed(reader, "a", std::nullopt);
    BOOST_TEST(reader.result.bytes == "\xFF");
    feed(reader, "bc", std::nullopt);
    BOOST_TEST(reader.result.bytes == "\xFF\x61\x62");
    feed(reader, "\xFF\0X"s, std::nullopt); // makes room
    marked_data const expected{"\xFF\x61\x62\x63X", {{4, either_error}}};
    BOOST_TEST(reader.result == expected);
}

BOOST_AUTO_TEST_CASE(marks_are_appended_and_count_from_the_beginning_of_the_read)
{
    parmrk_decoder decoder;
    std::vector<line_mark> marks{{77, parity_error}};
    std::string first = "ab\xFF\0\0\xFF"s, second = "\0Xc\xFF\0Y"s;
    BOOST_TEST(decoder.decode(first.data(), first.size(), std::nullopt, marks) == 2u);
    BOOST_TEST(decoder.decode(second.data(), second.size(), std::nullopt, marks) == 3u);
    BOOST_TEST(first.substr(0, 2) == "ab");
    BOOST_TEST(second.substr(0, 3) == "XcY");
    std::vector<line_mark> const expected{
        {77, parity_error}, {2, break_signal}, {0, either_error}, {2, either_error}};
    BOOST_TEST(marks == expected, boost::test_tools::per_element());
}

// --- memory -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_failed_allocation_changes_nothing)
{
    std::string const before = "\xFF", raw = "\0Xa\xFF\xFF\xFF\0\0"s;
    parmrk_decoder decoder;
    decoder.reset(counters({}));
    std::vector<line_mark> marks;
    std::string data = before;
    BOOST_TEST(decoder.decode(data.data(), data.size(), counters({0, 1, 0}), marks) == 0u);

    data = raw;
    bool failed = false;
    out_of_memory = true;
    try
    {
        (void)decoder.decode(data.data(), data.size(), std::nullopt, marks); // forgets counters
    }
    catch (std::bad_alloc const&)
    {
        failed = true;
    }
    out_of_memory = false;
    BOOST_TEST(failed);
    BOOST_TEST(data == raw);
    BOOST_TEST(marks.empty());

    BOOST_TEST(decoder.decode(data.data(), data.size(), counters({1, 1, 0}), marks) == 3u);
    BOOST_TEST(data.substr(0, 3) == "Xa\xFF");
    std::vector<line_mark> const expected{{0, framing_error}, {3, break_signal}};
    BOOST_TEST(marks == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_a_fault_nothing_is_allocated)
{
    parmrk_decoder decoder;
    std::vector<line_mark> marks;
    std::string data = "a\xFF\xFF\0\0\xFF\xFF\0z"s;
    out_of_memory = true; // whoever asks for some now, fails
    std::size_t const n = decoder.decode(data.data(), data.size(), std::nullopt, marks);
    out_of_memory = false;
    BOOST_TEST(data.substr(0, n) == "a\xFF\0\0\xFF\0z"s);
}

BOOST_AUTO_TEST_CASE(marks_of_many_calls_are_collected_without_moving_them_each_time)
{
    parmrk_decoder decoder;
    std::vector<line_mark> marks;
    std::size_t moved = 0;
    for (int i = 0; i < 10'000; ++i)
    {
        std::string data = "\xFF\0X"s;
        std::size_t const before = marks.capacity();
        (void)decoder.decode(data.data(), data.size(), std::nullopt, marks);
        moved += marks.capacity() != before ? 1u : 0u;
    }
    BOOST_TEST(marks.size() == 10'000u);
    BOOST_TEST(moved < 20u);
}

// --- random lines -----------------------------------------------------------------------------

namespace {

// What came over the line: a byte, with or without a fault, or a BREAK.
struct event
{
    char byte;
    std::optional<line_fault> fault;
};

// As drivers and the line discipline deliver it.
std::string encode(event const& e)
{
    if (e.fault == break_signal)
        return "\xFF\0\0"s;
    if (e.fault)
        return "\xFF\0"s + e.byte;
    return e.byte == '\xFF' ? "\xFF\xFF"s : std::string(1, e.byte);
}

class random_line
{
public:
    explicit random_line(std::uint32_t seed) : engine_(seed) {}

    std::uint32_t below(std::uint32_t bound)
    {
        return static_cast<std::uint32_t>(engine_() % bound);
    }

    // Faults of the kinds given; a NUL with an error only if asked for.
    std::vector<event> events(std::vector<line_fault> const& faults, bool nuls)
    {
        std::vector<event> result(below(200));
        for (event& e : result)
        {
            constexpr char edges[] = {'\0', '\xFF', '\1', 'A'};
            e.byte = below(2) == 0 ? edges[below(4)] : static_cast<char>(below(256));
            if (below(3) == 0)
                e.fault = faults[below(static_cast<std::uint32_t>(faults.size()))];
            if (e.fault && !nuls && e.byte == '\0')
                e.byte = '\xFF';
        }
        return result;
    }

private:
    std::mt19937 engine_;
};

// The line's data, and its stream in pieces, each with what was counted by the time it is read.
class delivery
{
public:
    explicit delivery(std::vector<event> const& events)
    {
        for (event const& e : events)
        {
            begins.push_back(raw.size());
            if (e.fault)
                expected.marks.push_back({expected.bytes.size(), *e.fault});
            if (e.fault != break_signal)
                expected.bytes += e.byte;
            raw += encode(e);
            faults_.push_back(e.fault);
        }
    }

    // Everything whose first byte stands before that place in the stream.
    line_counters counted_before(std::size_t place, std::uint32_t start) const
    {
        counts c;
        for (std::size_t i = 0; i < begins.size() && begins[i] < place; ++i)
        {
            c.breaks += faults_[i] == break_signal ? 1u : 0u;
            c.framing_errors += faults_[i] == framing_error ? 1u : 0u;
            c.parity_errors += faults_[i] == parity_error ? 1u : 0u;
        }
        return counters(c, start);
    }

    // Read in random pieces, with counters that run ahead by up to that many bytes.
    marked_data read(random_line& random, std::uint32_t ahead) const
    {
        std::uint32_t const start = 0u - random.below(4); // wraps around soon
        parmrk_reader reader;
        reader.decoder.reset(counters({}, start));
        std::size_t counted = 0;
        for (std::size_t at = 0; at < raw.size();)
        {
            std::size_t const end = (std::min)(at + 1 + random.below(20), raw.size());
            counted = (std::max)(counted, end + random.below(ahead + 1));
            feed(
                reader, std::string_view(raw).substr(at, end - at), counted_before(counted, start));
            at = end;
        }
        return reader.result;
    }

    std::string raw;
    marked_data expected;
    std::vector<std::size_t> begins;

private:
    std::vector<std::optional<line_fault>> faults_;
};

// The seed is printed with whatever fails.
template<class Check>
void for_random_lines(Check check)
{
    for (std::uint32_t seed = 1; seed <= 500; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            random_line random(seed);
            check(random);
        }
}

} // namespace

BOOST_AUTO_TEST_CASE(one_kind_of_fault_is_always_recognised)
{
    for_random_lines(
        [](random_line& random)
        {
            for (line_fault const fault : {break_signal, framing_error, parity_error})
            {
                delivery const line(random.events({fault}, true));
                BOOST_TEST_REQUIRE(line.read(random, 1'000) == line.expected);
            }
        });
}

BOOST_AUTO_TEST_CASE(breaks_and_errors_of_one_kind_are_always_told_apart)
{
    for_random_lines(
        [](random_line& random)
        {
            for (line_fault const fault : {framing_error, parity_error})
            {
                delivery const line(random.events({break_signal, fault}, false));
                BOOST_TEST_REQUIRE(line.read(random, 1'000) == line.expected);
            }
        });
}

BOOST_AUTO_TEST_CASE(faults_of_all_kinds_are_recognised_or_said_to_be_either)
{
    std::size_t exact = 0, either = 0;
    for_random_lines(
        [&](random_line& random)
        {
            // A NUL with an error may be mistaken for a BREAK, if there are any.
            bool const breaks = random.below(2) == 0;
            delivery const line(
                random.events(breaks ? std::vector{break_signal, framing_error, parity_error}
                                     : std::vector{framing_error, parity_error},
                    !breaks));
            marked_data result = line.read(random, random.below(20));
            BOOST_TEST_REQUIRE(result.marks.size() == line.expected.marks.size());
            for (std::size_t i = 0; i < result.marks.size(); ++i)
            {
                line_fault& fault = result.marks[i].fault;
                line_fault const expected = line.expected.marks[i].fault;
                if (fault == either_error && expected != break_signal)
                {
                    fault = expected;
                    ++either;
                }
                else if (expected != break_signal)
                    ++exact;
            }
            BOOST_TEST_REQUIRE(result == line.expected);
        });
    BOOST_TEST(exact > 1'000u); // or else this test would prove little
    BOOST_TEST(either > 1'000u);
}

BOOST_AUTO_TEST_CASE(faults_of_all_kinds_are_recognised_if_counters_keep_step)
{
    for_random_lines(
        [](random_line& random)
        {
            delivery const line(random.events({break_signal, framing_error, parity_error}, true));
            std::uint32_t const start = 0u - random.below(20);
            parmrk_reader reader;
            reader.decoder.reset(counters({}, start));
            for (std::size_t i = 0; i < line.begins.size(); ++i)
            {
                std::size_t const end
                    = i + 1 < line.begins.size() ? line.begins[i + 1] : line.raw.size();
                for (std::size_t at = line.begins[i], n = 0; at < end; at += n)
                {
                    n = (std::min<std::size_t>)(1 + random.below(3), end - at);
                    feed(reader, std::string_view(line.raw).substr(at, n),
                        line.counted_before(end, start));
                }
            }
            BOOST_TEST_REQUIRE(reader.result == line.expected);
        });
}

BOOST_AUTO_TEST_SUITE_END()
