// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/serial_config.hpp>

#include "support/random_config.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(serial_config_values)

using boost_serial_ext::error; // and not glibc's function

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr auto longest = (std::numeric_limits<std::int64_t>::max)();

serial_config framing(std::uint32_t baud, std::uint8_t size, parity p, stop_bits s)
{
    serial_config c;
    c.baud_rate = baud;
    c.character_size = size;
    c.parity = p;
    c.stop_bits = s;
    return c;
}

serial_config with_rs485(rs485_config const& rs485)
{
    serial_config c;
    c.rs485 = rs485;
    return c;
}

template<class Value>
std::string streamed(Value const& value)
{
    std::ostringstream out;
    out << value;
    return out.str();
}

// Each change makes another configuration out of the default one: one for every member there is.
struct change
{
    char const* member;
    void (*apply)(serial_config&);
};

constexpr change changes[] = {
    {"baud_rate", [](serial_config& c) { c.baud_rate = 9'600; }},
    {"character_size", [](serial_config& c) { c.character_size = 7; }},
    {"parity", [](serial_config& c) { c.parity = parity::even; }},
    {"stop_bits", [](serial_config& c) { c.stop_bits = stop_bits::two; }},
    {"flow_control.xon_xoff", [](serial_config& c) { c.flow_control.xon_xoff = true; }},
    {"flow_control.rts_cts", [](serial_config& c) { c.flow_control.rts_cts = true; }},
    {"flow_control.dtr_dsr", [](serial_config& c) { c.flow_control.dtr_dsr = true; }},
    {"exclusive", [](serial_config& c) { c.exclusive = false; }},
    {"hangup_on_close", [](serial_config& c) { c.hangup_on_close = false; }},
    {"low_latency", [](serial_config& c) { c.low_latency = true; }},
    {"rs485", [](serial_config& c) { c.rs485.emplace(); }},
    {"rs485.rts_on_send", [](serial_config& c) { c.rs485.emplace().rts_on_send = false; }},
    {"rs485.rts_after_send", [](serial_config& c) { c.rs485.emplace().rts_after_send = true; }},
    {"rs485.rx_during_tx", [](serial_config& c) { c.rs485.emplace().rx_during_tx = true; }},
    {"rs485.terminate_bus", [](serial_config& c) { c.rs485.emplace().terminate_bus = true; }},
    {"rs485.delay_before_send",
        [](serial_config& c) { c.rs485.emplace().delay_before_send = milliseconds(7); }},
    {"rs485.delay_after_send",
        [](serial_config& c) { c.rs485.emplace().delay_after_send = milliseconds(7); }},
    {"rs485.mode", [](serial_config& c) { c.rs485.emplace().mode = rs485_mode::kernel; }},
    {"dtr", [](serial_config& c) { c.dtr = initial_line::off; }},
    {"rts", [](serial_config& c) { c.rts = initial_line::off; }},
    {"baud_tolerance", [](serial_config& c) { c.baud_tolerance = 0.05; }},
    {"unsupported", [](serial_config& c) { c.unsupported = unsupported_policy::warn; }},
    {"line_marks", [](serial_config& c) { c.line_marks = true; }},
};

serial_config changed(change const& what)
{
    serial_config c;
    what.apply(c);
    return c;
}

// What char_time has to be, computed with room for every product.
#if defined(BOOST_HAS_INT128)
std::int64_t reference_char_time(serial_config const& c, std::uint64_t characters)
{
    unsigned const stop = c.stop_bits == stop_bits::one ? 2u
        : c.stop_bits == stop_bits::two                 ? 4u
                                                        : 3u;
    unsigned const half_bits
        = 2u + 2u * c.character_size + (c.parity == parity::none ? 0u : 2u) + stop;
    boost::uint128_type const total = boost::uint128_type{characters} * half_bits;
    boost::uint128_type const exact = total * 500'000'000u / c.baud_rate;
    return exact > static_cast<std::uint64_t>(longest) ? longest : static_cast<std::int64_t>(exact);
}
#endif

} // namespace

// --- the aggregate ----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(every_default_is_the_documented_one)
{
    serial_config const c;
    BOOST_TEST(c.baud_rate == 115'200u);
    BOOST_TEST(c.character_size == 8u);
    BOOST_TEST(c.parity == parity::none);
    BOOST_TEST(c.stop_bits == stop_bits::one);
    BOOST_TEST(c.flow_control == flow_control{});
    BOOST_TEST(c.exclusive);
    BOOST_TEST(c.hangup_on_close);
    BOOST_TEST(!c.low_latency);
    BOOST_TEST(!c.rs485.has_value());
    BOOST_TEST(c.dtr == initial_line::on);
    BOOST_TEST(c.rts == initial_line::on);
    BOOST_TEST(c.baud_tolerance == 0.03);
    BOOST_TEST(c.unsupported == unsupported_policy::fail);
}

BOOST_AUTO_TEST_CASE(no_flow_control_is_the_default)
{
    flow_control const f;
    BOOST_TEST(!f.xon_xoff);
    BOOST_TEST(!f.rts_cts);
    BOOST_TEST(!f.dtr_dsr);
}

BOOST_AUTO_TEST_CASE(rs485_defaults_are_the_documented_ones)
{
    rs485_config const r;
    BOOST_TEST(r.rts_on_send);
    BOOST_TEST(!r.rts_after_send);
    BOOST_TEST(!r.rx_during_tx);
    BOOST_TEST(!r.terminate_bus);
    BOOST_TEST(r.delay_before_send.count() == 0);
    BOOST_TEST(r.delay_after_send.count() == 0);
    BOOST_TEST(r.mode == rs485_mode::automatic);
}

BOOST_AUTO_TEST_CASE(the_configuration_is_an_aggregate)
{
    static_assert(std::is_aggregate_v<serial_config>);
    static_assert(std::is_aggregate_v<rs485_config>);
    static_assert(std::is_aggregate_v<flow_control>);
    serial_config const c{9'600, 7, parity::even};
    BOOST_TEST(c == framing(9'600, 7, parity::even, stop_bits::one));
}

BOOST_AUTO_TEST_CASE(the_configuration_is_trivially_copied_and_never_throws)
{
    BOOST_TEST(std::is_nothrow_copy_constructible_v<serial_config>);
    BOOST_TEST(std::is_nothrow_move_assignable_v<serial_config>);
    BOOST_TEST(std::is_trivially_destructible_v<serial_config>);
}

#if __cplusplus >= 202002L

BOOST_AUTO_TEST_CASE(designated_initialisers_name_any_members)
{
    serial_config const c{.baud_rate = 250'000,
        .parity = parity::even,
        .flow_control = {.rts_cts = true},
        .exclusive = false,
        .dtr = initial_line::preserve,
        .unsupported = unsupported_policy::warn};
    serial_config expected;
    expected.baud_rate = 250'000;
    expected.parity = parity::even;
    expected.flow_control.rts_cts = true;
    expected.exclusive = false;
    expected.dtr = initial_line::preserve;
    expected.unsupported = unsupported_policy::warn;
    BOOST_TEST(c == expected);
}

BOOST_AUTO_TEST_CASE(designated_initialisers_reach_into_rs485)
{
    serial_config const c{
        .rs485 = rs485_config{.rx_during_tx = true, .mode = rs485_mode::software}};
    BOOST_REQUIRE(c.rs485.has_value());
    BOOST_TEST(c.rs485->rx_during_tx);
    BOOST_TEST(c.rs485->mode == rs485_mode::software);
    BOOST_TEST(c.rs485->rts_on_send);
}

#endif

// --- equality and hash ------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(default_configurations_are_equal)
{
    BOOST_TEST((serial_config() == serial_config()));
    BOOST_TEST(!(serial_config() != serial_config()));
}

BOOST_AUTO_TEST_CASE(every_member_takes_part_in_equality)
{
    for (change const& what : changes)
        BOOST_TEST_CONTEXT(what.member)
        {
            BOOST_TEST((changed(what) != serial_config()));
            BOOST_TEST((changed(what) == changed(what)));
        }
}

BOOST_AUTO_TEST_CASE(configurations_that_differ_in_different_members_differ)
{
    for (change const& a : changes)
        for (change const& b : changes)
            BOOST_TEST(
                (changed(a) == changed(b)) == (&a == &b), a.member << " against " << b.member);
}

BOOST_AUTO_TEST_CASE(every_member_of_the_parts_takes_part_in_their_equality)
{
    BOOST_TEST((flow_control{true, false, false} != flow_control{}));
    BOOST_TEST((flow_control{false, true, false} != flow_control{}));
    BOOST_TEST((flow_control{false, false, true} != flow_control{}));
    for (change const& what : changes)
        if (auto const& rs485 = changed(what).rs485)
            BOOST_TEST((*rs485 == rs485_config{}) == (std::string_view(what.member) == "rs485"));
}

BOOST_AUTO_TEST_CASE(every_member_takes_part_in_the_hash)
{
    std::unordered_set<std::size_t> hashes{hash_value(serial_config())};
    for (change const& what : changes)
        BOOST_TEST(hashes.insert(hash_value(changed(what))).second, what.member);
}

BOOST_AUTO_TEST_CASE(equal_configurations_have_equal_hashes)
{
    constexpr std::uint32_t seed = 2026;
    boost_serial_ext_test::random_configs next(seed);
    BOOST_TEST_CONTEXT("seed " << seed)
    for (int i = 0; i < 2'000; ++i)
    {
        serial_config const a = next();
        serial_config const b = a;
        BOOST_TEST_REQUIRE((a == b && hash_value(a) == hash_value(b)), "case " << i << ": " << a);
    }
}

BOOST_AUTO_TEST_CASE(the_two_zeros_of_a_tolerance_are_equal_and_hash_alike)
{
    serial_config a, b;
    a.baud_tolerance = 0.0;
    b.baud_tolerance = -0.0;
    BOOST_TEST((a == b));
    BOOST_TEST(hash_value(a) == hash_value(b));
}

BOOST_AUTO_TEST_CASE(hashes_of_random_configurations_hardly_ever_collide)
{
    boost_serial_ext_test::random_configs next(7);
    std::unordered_set<serial_config> configurations;
    std::unordered_set<std::size_t> hashes;
    for (int i = 0; i < 2'000; ++i)
    {
        serial_config const c = next();
        configurations.insert(c);
        hashes.insert(hash_value(c));
    }
    BOOST_TEST(hashes.size() >= configurations.size() - 1);
}

BOOST_AUTO_TEST_CASE(configurations_are_keys_of_unordered_containers)
{
    std::unordered_set<serial_config> set;
    BOOST_TEST(set.insert(serial_config()).second);
    BOOST_TEST(!set.insert(serial_config()).second);
    BOOST_TEST(set.insert(framing(9'600, 8, parity::none, stop_bits::one)).second);
    BOOST_TEST(std::hash<serial_config>()(serial_config()) == hash_value(serial_config()));
}

// --- validate ---------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_default_configuration_is_valid)
{
    BOOST_TEST(!validate(serial_config()).failed());
}

BOOST_AUTO_TEST_CASE(every_framing_is_valid)
{
    for (std::uint8_t size = 5; size <= 8; ++size)
        for (int p = 0; p < 5; ++p)
            for (int s = 0; s < 3; ++s)
                BOOST_TEST(
                    !validate(framing(300, size, static_cast<parity>(p), static_cast<stop_bits>(s)))
                         .failed());
}

BOOST_AUTO_TEST_CASE(random_valid_configurations_are_valid)
{
    constexpr std::uint32_t seed = 31;
    boost_serial_ext_test::random_configs next(seed);
    BOOST_TEST_CONTEXT("seed " << seed)
    for (int i = 0; i < 2'000; ++i)
    {
        serial_config const c = next();
        BOOST_TEST_REQUIRE(!validate(c).failed(), "case " << i << ": " << c);
    }
}

BOOST_AUTO_TEST_CASE(baud_rate_zero_is_refused)
{
    BOOST_TEST((validate(framing(0, 8, parity::none, stop_bits::one)) == error::invalid_baud_rate));
}

BOOST_AUTO_TEST_CASE(every_positive_baud_rate_is_valid)
{
    for (std::uint32_t const baud : {1u, 50u, 12'345u, 4'000'000u, 0x80000000u, 0xFFFFFFFFu})
        BOOST_TEST(!validate(framing(baud, 8, parity::none, stop_bits::one)).failed());
}

BOOST_AUTO_TEST_CASE(character_sizes_other_than_five_to_eight_are_refused)
{
    for (unsigned size = 0; size <= 255; ++size)
    {
        error_code const ec = validate(
            framing(9'600, static_cast<std::uint8_t>(size), parity::none, stop_bits::one));
        if (size >= 5 && size <= 8)
            BOOST_TEST(!ec.failed());
        else
            BOOST_TEST((ec == error::invalid_character_size));
    }
}

BOOST_AUTO_TEST_CASE(values_that_are_no_enumerators_are_refused_by_the_name_of_their_member)
{
    struct
    {
        error expected;
        void (*apply)(serial_config&, std::uint8_t);
        std::uint8_t count; // of enumerators
    } const rows[] = {
        {error::invalid_parity,
            [](serial_config& c, std::uint8_t v) { c.parity = static_cast<parity>(v); }, 5},
        {error::invalid_stop_bits,
            [](serial_config& c, std::uint8_t v) { c.stop_bits = static_cast<stop_bits>(v); }, 3},
        {error::invalid_dtr,
            [](serial_config& c, std::uint8_t v) { c.dtr = static_cast<initial_line>(v); }, 3},
        {error::invalid_rts,
            [](serial_config& c, std::uint8_t v) { c.rts = static_cast<initial_line>(v); }, 3},
        {error::invalid_unsupported_policy,
            [](serial_config& c, std::uint8_t v)
            { c.unsupported = static_cast<unsupported_policy>(v); },
            3},
        {error::invalid_rs485_mode,
            [](serial_config& c, std::uint8_t v)
            { c.rs485.emplace().mode = static_cast<rs485_mode>(v); },
            3},
    };
    for (auto const& row : rows)
        for (unsigned value = 0; value <= 255; ++value)
        {
            serial_config c;
            row.apply(c, static_cast<std::uint8_t>(value));
            error_code const expected = value < row.count ? error_code() : row.expected;
            BOOST_TEST(validate(c) == expected);
        }
}

BOOST_AUTO_TEST_CASE(an_rs485_delay_before_sending_is_at_most_a_minute)
{
    for (auto const good : {0, 1, 59'999, 60'000})
        BOOST_TEST(!validate(with_rs485({true, false, false, false, milliseconds(good)})).failed());
    for (auto const bad :
        {milliseconds(-1), milliseconds(60'001), (milliseconds::min)(), (milliseconds::max)()})
        BOOST_TEST((validate(with_rs485({true, false, false, false, bad}))
            == error::invalid_rs485_delay_before_send));
}

BOOST_AUTO_TEST_CASE(an_rs485_delay_after_sending_is_at_most_a_minute)
{
    milliseconds const none{0};
    for (auto const good : {0, 1, 59'999, 60'000})
        BOOST_TEST(
            !validate(with_rs485({true, false, false, false, none, milliseconds(good)})).failed());
    for (auto const bad :
        {milliseconds(-1), milliseconds(60'001), (milliseconds::min)(), (milliseconds::max)()})
        BOOST_TEST((validate(with_rs485({true, false, false, false, none, bad}))
            == error::invalid_rs485_delay_after_send));
}

BOOST_AUTO_TEST_CASE(rs485_beside_rts_cts_is_refused)
{
    serial_config c = with_rs485({});
    c.flow_control.rts_cts = true;
    BOOST_TEST((validate(c) == error::rs485_excludes_rts_cts));
}

BOOST_AUTO_TEST_CASE(rs485_goes_together_with_the_other_flow_controls)
{
    serial_config c = with_rs485({});
    c.flow_control = {true, false, true};
    BOOST_TEST(!validate(c).failed());
}

BOOST_AUTO_TEST_CASE(a_baud_tolerance_is_from_zero_up_to_below_one)
{
    for (double const good : {0.0, 5e-324, 0.03, 0.5, 0.9999999999999999})
    {
        serial_config c;
        c.baud_tolerance = good;
        BOOST_TEST(!validate(c).failed());
    }
    for (double const bad : {-5e-324, -0.03, 1.0, 3.0, 1e300})
    {
        serial_config c;
        c.baud_tolerance = bad;
        BOOST_TEST((validate(c) == error::invalid_baud_tolerance));
    }
}

BOOST_AUTO_TEST_CASE(a_baud_tolerance_that_is_no_number_is_refused)
{
    using limits = std::numeric_limits<double>;
    for (double const bad :
        {limits::quiet_NaN(), -limits::quiet_NaN(), limits::infinity(), -limits::infinity()})
    {
        serial_config c;
        c.baud_tolerance = bad;
        BOOST_TEST((validate(c) == error::invalid_baud_tolerance));
    }
}

BOOST_AUTO_TEST_CASE(an_invalid_configuration_equals_the_portable_condition)
{
    BOOST_TEST((
        validate(framing(0, 8, parity::none, stop_bits::one)) == condition::invalid_configuration));
}

BOOST_AUTO_TEST_CASE(validate_never_throws)
{
    serial_config const c;
    static_assert(noexcept(validate(c)));
    BOOST_TEST(!validate(c).failed());
}

// --- char_time --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_character_takes_its_bits_divided_by_the_baud_rate)
{
    struct
    {
        serial_config config;
        std::int64_t expected;
    } const rows[] = {
        {framing(115'200, 8, parity::none, stop_bits::one), 86'805}, // 10 bits
        {framing(9'600, 8, parity::none, stop_bits::one), 1'041'666},
        {framing(300, 7, parity::even, stop_bits::two), 36'666'666},          // 11 bits
        {framing(50, 5, parity::none, stop_bits::one_and_half), 150'000'000}, // 7.5 bits
        {framing(50, 5, parity::none, stop_bits::one), 140'000'000},          // 7 bits
        {framing(75, 5, parity::mark, stop_bits::one_and_half), 113'333'333}, // 8.5 bits
        {framing(1'000'000, 8, parity::odd, stop_bits::two), 12'000},         // 12 bits
        {framing(1, 8, parity::space, stop_bits::one), 11'000'000'000},       // 11 bits
        {framing(0xFFFFFFFFu, 8, parity::none, stop_bits::one), 2},           // 2.3 ns
    };
    for (auto const& row : rows)
        BOOST_TEST(char_time(row.config).count() == row.expected, row.config);
}

BOOST_AUTO_TEST_CASE(no_characters_take_no_time)
{
    BOOST_TEST(char_time(serial_config(), 0).count() == 0);
}

BOOST_AUTO_TEST_CASE(a_baud_rate_of_zero_takes_no_time)
{
    BOOST_TEST(char_time(framing(0, 8, parity::none, stop_bits::one), 5).count() == 0);
}

BOOST_AUTO_TEST_CASE(rounding_happens_once_not_per_character)
{
    serial_config const c = framing(115'200, 8, parity::none, stop_bits::one);
    BOOST_TEST(char_time(c, 11'520).count() == 1'000'000'000); // not 11'520 times 86'805
    BOOST_TEST(char_time(c, 3).count() == 260'416);
}

BOOST_AUTO_TEST_CASE(half_bits_add_up)
{
    serial_config const c = framing(50, 5, parity::none, stop_bits::one_and_half);
    BOOST_TEST(char_time(c, 2).count() == 300'000'000);
    BOOST_TEST(char_time(c, 1'000'001).count() == 150'000'150'000'000);
}

BOOST_AUTO_TEST_CASE(huge_counts_saturate)
{
    std::uint64_t const most = (std::numeric_limits<std::uint64_t>::max)();
    for (std::uint32_t const baud : {1u, 50u, 115'200u, 4'000'000u})
        for (std::uint64_t const count : {most, most / 2, most / 20})
            BOOST_TEST(char_time(framing(baud, 8, parity::none, stop_bits::one), count).count()
                == longest);
}

BOOST_AUTO_TEST_CASE(the_longest_time_that_fits_does_not_saturate)
{
    serial_config const c = framing(10, 8, parity::none, stop_bits::one); // a character a second
    BOOST_TEST(char_time(c, 9'223'372'035).count() == 9'223'372'035'000'000'000);
    BOOST_TEST(char_time(c, 9'223'372'036).count() == 9'223'372'036'000'000'000);
    BOOST_TEST(char_time(c, 9'223'372'037).count() == longest);
}

#if defined(BOOST_HAS_INT128)

BOOST_AUTO_TEST_CASE(times_of_random_configurations_are_exact_to_the_nanosecond)
{
    constexpr std::uint32_t seed = 86'805;
    boost_serial_ext_test::random_configs next(seed);
    BOOST_TEST_CONTEXT("seed " << seed)
    for (int i = 0; i < 20'000; ++i)
    {
        serial_config const c = next();
        std::uint64_t const characters = next.bits64() >> next.below(64);
        BOOST_TEST_REQUIRE(char_time(c, characters).count() == reference_char_time(c, characters),
            "case " << i << ": " << characters << " characters of " << c);
    }
}

#endif

// --- names and streaming ----------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(enumerators_have_names_and_stream_as_them)
{
    struct
    {
        std::string streamed;
        std::string_view name;
        std::string_view expected;
    } const rows[] = {
        {streamed(parity::none), to_string(parity::none), "none"},
        {streamed(parity::odd), to_string(parity::odd), "odd"},
        {streamed(parity::even), to_string(parity::even), "even"},
        {streamed(parity::mark), to_string(parity::mark), "mark"},
        {streamed(parity::space), to_string(parity::space), "space"},
        {streamed(stop_bits::one), to_string(stop_bits::one), "one"},
        {streamed(stop_bits::one_and_half), to_string(stop_bits::one_and_half), "one_and_half"},
        {streamed(stop_bits::two), to_string(stop_bits::two), "two"},
        {streamed(initial_line::on), to_string(initial_line::on), "on"},
        {streamed(initial_line::off), to_string(initial_line::off), "off"},
        {streamed(initial_line::preserve), to_string(initial_line::preserve), "preserve"},
        {streamed(rs485_mode::automatic), to_string(rs485_mode::automatic), "automatic"},
        {streamed(rs485_mode::kernel), to_string(rs485_mode::kernel), "kernel"},
        {streamed(rs485_mode::software), to_string(rs485_mode::software), "software"},
        {streamed(unsupported_policy::fail), to_string(unsupported_policy::fail), "fail"},
        {streamed(unsupported_policy::warn), to_string(unsupported_policy::warn), "warn"},
        {streamed(unsupported_policy::ignore), to_string(unsupported_policy::ignore), "ignore"},
    };
    for (auto const& row : rows)
    {
        BOOST_TEST(row.name == row.expected);
        BOOST_TEST(row.streamed == row.expected);
    }
}

BOOST_AUTO_TEST_CASE(values_that_are_no_enumerators_are_question_marks)
{
    for (int value = 5; value <= 255; ++value)
    {
        BOOST_TEST(to_string(static_cast<parity>(value)) == "?");
        BOOST_TEST(to_string(static_cast<stop_bits>(value)) == "?");
        BOOST_TEST(to_string(static_cast<initial_line>(value)) == "?");
        BOOST_TEST(to_string(static_cast<rs485_mode>(value)) == "?");
        BOOST_TEST(to_string(static_cast<unsupported_policy>(value)) == "?");
    }
}

BOOST_AUTO_TEST_CASE(flow_controls_are_joined_by_blanks)
{
    BOOST_TEST(to_string(flow_control{}) == "none");
    BOOST_TEST(to_string(flow_control{true, false, false}) == "xon_xoff");
    BOOST_TEST(to_string(flow_control{false, true, false}) == "rts_cts");
    BOOST_TEST(to_string(flow_control{false, false, true}) == "dtr_dsr");
    BOOST_TEST(to_string(flow_control{true, true, true}) == "xon_xoff rts_cts dtr_dsr");
}

BOOST_AUTO_TEST_CASE(rs485_is_a_list_of_what_differs_from_the_defaults)
{
    rs485_config r;
    BOOST_TEST(to_string(r) == "auto");
    r = {false, true, true, true, milliseconds(5), milliseconds(60'000), rs485_mode::software};
    BOOST_TEST(to_string(r)
        == "software,rts_off_on_send,rts_after_send,rx_during_tx,terminate_bus,"
           "before=5ms,after=60000ms");
}

BOOST_AUTO_TEST_CASE(parts_stream_as_their_text)
{
    flow_control const f{true, true, false};
    rs485_config const r{false};
    BOOST_TEST(streamed(f) == to_string(f));
    BOOST_TEST(streamed(r) == to_string(r));
}

BOOST_AUTO_TEST_CASE(streaming_honours_width_as_strings_do)
{
    std::ostringstream out;
    out.width(6);
    out << parity::odd;
    BOOST_TEST(out.str() == "   odd");
}

BOOST_AUTO_TEST_CASE(a_configuration_streams_as_its_text)
{
    serial_config const c = framing(9'600, 7, parity::even, stop_bits::two);
    BOOST_TEST(streamed(c) == "9600 7E2");
    BOOST_TEST(streamed(c) == to_string(c));
}

BOOST_AUTO_TEST_SUITE_END()
