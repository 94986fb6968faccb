// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/line_state.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(line_states)

namespace {

struct named_event
{
    line_events value;
    std::string_view name;
};

constexpr named_event all_events[] = {
    {line_events::cts, "cts"},
    {line_events::dsr, "dsr"},
    {line_events::ri, "ri"},
    {line_events::dcd, "dcd"},
    {line_events::break_signal, "break_signal"},
    {line_events::framing_error, "framing_error"},
    {line_events::parity_error, "parity_error"},
    {line_events::overrun, "overrun"},
};

struct counter
{
    std::string_view name;
    std::uint32_t line_counters::*member;
};

constexpr counter all_counters[] = {
    {"cts", &line_counters::cts},
    {"dsr", &line_counters::dsr},
    {"ri", &line_counters::ri},
    {"dcd", &line_counters::dcd},
    {"received", &line_counters::received},
    {"sent", &line_counters::sent},
    {"breaks", &line_counters::breaks},
    {"framing_errors", &line_counters::framing_errors},
    {"parity_errors", &line_counters::parity_errors},
    {"overruns", &line_counters::overruns},
    {"buffer_overruns", &line_counters::buffer_overruns},
};

constexpr bool modem_status::*all_lines[]
    = {&modem_status::cts, &modem_status::dsr, &modem_status::ri, &modem_status::dcd};

template<class Value>
std::string streamed(Value const& value)
{
    std::ostringstream out;
    out << value;
    return out.str();
}

} // namespace

BOOST_AUTO_TEST_CASE(no_line_is_asserted_by_default)
{
    BOOST_TEST(to_string(modem_status()) == "none");
    BOOST_TEST((modem_status() == modem_status{false, false, false, false}));
}

BOOST_AUTO_TEST_CASE(asserted_lines_are_joined_by_blanks)
{
    BOOST_TEST(to_string(modem_status{true, false, false, false}) == "cts");
    BOOST_TEST(to_string(modem_status{false, true, false, false}) == "dsr");
    BOOST_TEST(to_string(modem_status{false, false, true, false}) == "ri");
    BOOST_TEST(to_string(modem_status{false, false, false, true}) == "dcd");
    BOOST_TEST(to_string(modem_status{true, true, true, true}) == "cts dsr ri dcd");
}

BOOST_AUTO_TEST_CASE(every_line_takes_part_in_equality)
{
    for (auto const line : all_lines)
    {
        modem_status changed;
        changed.*line = true;
        BOOST_TEST((changed != modem_status()));
        BOOST_TEST(!(changed == modem_status()));
    }
}

BOOST_AUTO_TEST_CASE(no_control_line_changes_by_default)
{
    BOOST_TEST(!control_lines().rts.has_value());
    BOOST_TEST(!control_lines().dtr.has_value());
    BOOST_TEST(to_string(control_lines()) == "unchanged");
}

BOOST_AUTO_TEST_CASE(control_lines_that_change_are_named_with_their_level)
{
    BOOST_TEST(to_string(control_lines{true, std::nullopt}) == "rts=on");
    BOOST_TEST(to_string(control_lines{false, std::nullopt}) == "rts=off");
    BOOST_TEST(to_string(control_lines{std::nullopt, true}) == "dtr=on");
    BOOST_TEST(to_string(control_lines{std::nullopt, false}) == "dtr=off");
    BOOST_TEST(to_string(control_lines{true, false}) == "rts=on dtr=off");
}

BOOST_AUTO_TEST_CASE(both_control_lines_take_part_in_equality)
{
    BOOST_TEST((control_lines{true, std::nullopt} != control_lines()));
    BOOST_TEST((control_lines{false, std::nullopt} != control_lines()));
    BOOST_TEST((control_lines{std::nullopt, true} != control_lines{std::nullopt, false}));
    BOOST_TEST((control_lines{true, false} == control_lines{true, false}));
}

#if __cplusplus >= 202002L

BOOST_AUTO_TEST_CASE(designated_initialisers_name_one_control_line)
{
    BOOST_TEST((control_lines{.rts = true} == control_lines{true, std::nullopt}));
    BOOST_TEST((control_lines{.dtr = false} == control_lines{std::nullopt, false}));
}

#endif

BOOST_AUTO_TEST_CASE(every_event_has_its_enumerators_name)
{
    for (auto const& e : all_events)
        BOOST_TEST(to_string(e.value) == e.name);
}

BOOST_AUTO_TEST_CASE(a_set_of_events_is_joined_by_blanks)
{
    BOOST_TEST(to_string(line_events::none) == "none");
    BOOST_TEST(to_string(line_events::cts | line_events::overrun) == "cts overrun");
    BOOST_TEST(to_string(line_events::all)
        == "cts dsr ri dcd break_signal framing_error parity_error overrun");
}

BOOST_AUTO_TEST_CASE(all_is_the_union_of_every_event)
{
    line_events together = line_events::none;
    for (auto const& e : all_events)
    {
        BOOST_TEST(((together & e.value) == line_events::none)); // no two share a bit
        together = together | e.value;
    }
    BOOST_TEST(together == line_events::all);
}

BOOST_AUTO_TEST_CASE(operators_on_events_are_those_of_sets)
{
    for (auto const& e : all_events)
    {
        BOOST_TEST((e.value | line_events::none) == e.value);
        BOOST_TEST((e.value & line_events::none) == line_events::none);
        BOOST_TEST((e.value & line_events::all) == e.value);
        BOOST_TEST((~e.value | e.value) == line_events::all);
        BOOST_TEST((~e.value & e.value) == line_events::none);
        BOOST_TEST(~~e.value == e.value);
    }
    BOOST_TEST(~line_events::none == line_events::all);
    BOOST_TEST(~line_events::all == line_events::none);
}

BOOST_AUTO_TEST_CASE(operators_on_events_are_constant_expressions)
{
    static_assert((line_events::cts | line_events::dsr) != line_events::none);
    static_assert((~line_events::cts & line_events::cts) == line_events::none);
    BOOST_TEST((std::is_same_v<std::underlying_type_t<line_events>, std::uint16_t>));
}

BOOST_AUTO_TEST_CASE(both_parts_of_an_event_take_part_in_equality)
{
    line_event const e{line_events::cts, {true, false, false, false}};
    BOOST_TEST((e == line_event{line_events::cts, {true, false, false, false}}));
    BOOST_TEST((e != line_event{line_events::dsr, {true, false, false, false}}));
    BOOST_TEST((e != line_event{line_events::cts, {false, false, false, false}}));
}

BOOST_AUTO_TEST_CASE(an_event_is_written_with_the_levels_after_it)
{
    line_event const e{line_events::cts | line_events::dcd, {true, false, false, false}};
    BOOST_TEST(streamed(e) == "cts dcd: cts");
    BOOST_TEST(streamed(line_event()) == "none: none");
}

BOOST_AUTO_TEST_CASE(every_counter_takes_part_in_equality)
{
    for (auto const& c : all_counters)
    {
        line_counters changed;
        changed.*c.member = 1;
        BOOST_TEST((changed != line_counters()), c.name);
        BOOST_TEST((changed == changed), c.name);
    }
}

BOOST_AUTO_TEST_CASE(counters_are_written_with_their_names)
{
    line_counters counters;
    std::string expected;
    std::uint32_t value = 4'294'967'290u;
    for (auto const& c : all_counters)
    {
        counters.*c.member = value;
        expected
            += (expected.empty() ? "" : " ") + std::string(c.name) + '=' + std::to_string(value);
        ++value; // wraps around on the way, as the driver's own counters do
    }
    BOOST_TEST(streamed(counters) == expected);
}

BOOST_AUTO_TEST_CASE(values_stream_as_their_text)
{
    modem_status const status{true, false, true, false};
    control_lines const lines{true, false};
    BOOST_TEST(streamed(status) == to_string(status));
    BOOST_TEST(streamed(lines) == to_string(lines));
    BOOST_TEST(streamed(line_events::ri) == "ri");
}

BOOST_AUTO_TEST_CASE(sets_of_events_grow_and_shrink_in_place)
{
    line_events set = line_events::cts;
    set |= line_events::dcd;
    BOOST_TEST((set == (line_events::cts | line_events::dcd)));
    set &= line_events::dcd;
    BOOST_TEST((set == line_events::dcd));
}

BOOST_AUTO_TEST_SUITE_END()
