// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/linux_serial.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(linux_serial)

namespace {

namespace bits = detail::linux_rs485_flags;
using namespace std::chrono_literals;
using rs485 = detail::linux_rs485; // not the name of this suite

constexpr std::uint32_t all_known = bits::enabled | bits::rts_on_send | bits::rts_after_send
    | bits::rx_during_tx | bits::terminate_bus;

// Every combination of the four switches.
rs485_config switches(unsigned n)
{
    rs485_config c;
    c.rts_on_send = (n & 1) != 0;
    c.rts_after_send = (n & 2) != 0;
    c.rx_during_tx = (n & 4) != 0;
    c.terminate_bus = (n & 8) != 0;
    c.mode = rs485_mode::kernel;
    return c;
}

} // namespace

// --- low latency ------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(low_latency_is_one_flag)
{
    detail::linux_serial s{};
    BOOST_TEST(!detail::is_low_latency(s));
    s.flags = ~detail::linux_low_latency;
    BOOST_TEST(!detail::is_low_latency(s));
    s.flags = detail::linux_low_latency;
    BOOST_TEST(detail::is_low_latency(s));
}

BOOST_AUTO_TEST_CASE(nothing_but_the_flag_changes)
{
    for (int const flags : {0, -1, 0x20, detail::linux_low_latency, ~detail::linux_low_latency})
    {
        detail::linux_serial s{};
        s.flags = flags;
        s.type = 4;
        s.custom_divisor = 7;
        s.closing_wait = 3'000;
        for (bool const on : {false, true})
        {
            detail::linux_serial const changed = detail::with_low_latency(s, on);
            BOOST_TEST(detail::is_low_latency(changed) == on);
            BOOST_TEST((changed.flags & ~detail::linux_low_latency)
                == (flags & ~detail::linux_low_latency));
            BOOST_TEST(changed.type == 4);
            BOOST_TEST(changed.custom_divisor == 7);
            BOOST_TEST(changed.closing_wait == 3'000);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_latency_timer_is_found_by_the_devices_number)
{
    BOOST_TEST(std::string_view(detail::latency_timer_path(188, 0).c_str())
        == "/sys/dev/char/188:0/device/latency_timer");
    BOOST_TEST(std::string_view(detail::latency_timer_path(4'095, 1'048'575).c_str())
        == "/sys/dev/char/4095:1048575/device/latency_timer");
}

BOOST_AUTO_TEST_CASE(a_latency_timer_is_a_number_of_one_byte_and_a_line_feed)
{
    struct
    {
        std::string_view text;
        int expected;
    } const rows[] = {
        {"0\n", 0},
        {"1\n", 1},
        {"16\n", 16},
        {"16", 16},
        {"255\n", 255},
        {"007\n", 7},
        {"256\n", -1},
        {"999\n", -1},
        {"1000\n", -1},
        {"0001\n", -1},
        {"", -1},
        {"\n", -1},
        {"\n\n", -1},
        {"1\n\n", -1},
        {"1 \n", -1},
        {" 1\n", -1},
        {"-1\n", -1},
        {"+1\n", -1},
        {"0x1\n", -1},
        {"1a\n", -1},
        {"a1\n", -1},
        {"ms\n", -1},
        {"1/\n", -1}, // the characters around the digits
        {"1:\n", -1},
        {std::string_view("1\0\n", 3), -1},
        {"\xFF\n", -1},
    };
    for (auto const& row : rows)
        BOOST_TEST(detail::parse_latency_timer(row.text) == row.expected, row.text);
}

BOOST_AUTO_TEST_CASE(every_latency_timer_is_read_back_as_it_is_written)
{
    for (int value = 0; value <= 255; ++value)
        BOOST_TEST(detail::parse_latency_timer(std::to_string(value) + '\n') == value);
}

// --- RS-485 -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(each_switch_of_rs485_is_one_bit)
{
    struct
    {
        unsigned which;
        std::uint32_t bit;
    } const rows[] = {
        {0, 0},
        {1, bits::rts_on_send},
        {2, bits::rts_after_send},
        {4, bits::rx_during_tx},
        {8, bits::terminate_bus},
    };
    for (auto const& row : rows)
    {
        rs485 r;
        detail::encode(switches(row.which), r);
        BOOST_TEST(r.flags == (bits::enabled | row.bit));
    }
}

BOOST_AUTO_TEST_CASE(rs485_is_decoded_as_it_was_encoded)
{
    for (unsigned n = 0; n < 16; ++n)
    {
        rs485_config config = switches(n);
        config.delay_before_send = std::chrono::milliseconds(n);
        config.delay_after_send = 60s;
        rs485 r;
        detail::encode(config, r);
        BOOST_TEST(detail::is_enabled(r));
        BOOST_TEST(r.delay_rts_before_send == n);
        BOOST_TEST(r.delay_rts_after_send == 60'000u);
        BOOST_TEST((detail::decode(r) == config));
    }
}

BOOST_AUTO_TEST_CASE(what_is_read_from_the_kernel_is_done_by_the_kernel)
{
    for (rs485_mode const mode : {rs485_mode::automatic, rs485_mode::kernel})
    {
        rs485_config config;
        config.mode = mode;
        rs485 r;
        detail::encode(config, r);
        BOOST_TEST(detail::decode(r).mode == rs485_mode::kernel);
    }
}

BOOST_AUTO_TEST_CASE(encoding_switches_off_what_was_on)
{
    rs485 r;
    r.flags = all_known;
    r.delay_rts_before_send = r.delay_rts_after_send = 9;
    detail::encode(switches(0), r);
    BOOST_TEST(r.flags == bits::enabled);
    BOOST_TEST(r.delay_rts_before_send == 0u);
    BOOST_TEST(r.delay_rts_after_send == 0u);
}

BOOST_AUTO_TEST_CASE(encoding_keeps_what_nobody_here_knows)
{
    rs485 r;
    r.flags = ~std::uint32_t{0};
    for (std::uint32_t& word : r.padding)
        word = 0x1234;
    detail::encode(switches(0), r);
    BOOST_TEST(r.flags == ((~std::uint32_t{0} & ~all_known) | bits::enabled));
    for (std::uint32_t const word : r.padding)
        BOOST_TEST(word == 0x1234u);
}

BOOST_AUTO_TEST_CASE(rs485_is_on_by_one_bit)
{
    rs485 r;
    r.flags = ~bits::enabled;
    BOOST_TEST(!detail::is_enabled(r));
    r.flags = bits::enabled;
    BOOST_TEST(detail::is_enabled(r));
}

BOOST_AUTO_TEST_CASE(every_word_takes_part_in_equality)
{
    rs485 const base;
    BOOST_TEST((base == rs485()));
    for (unsigned word = 0; word < 8; ++word)
    {
        rs485 changed;
        (word == 0          ? changed.flags
                : word == 1 ? changed.delay_rts_before_send
                : word == 2 ? changed.delay_rts_after_send
                            : changed.padding[word - 3])
            = 1;
        BOOST_TEST((changed != base), "word " << word);
        BOOST_TEST(!(changed == base), "word " << word);
    }
}

BOOST_AUTO_TEST_SUITE_END()
