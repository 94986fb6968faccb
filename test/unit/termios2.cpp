// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/termios2.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(termios2)

// The suite is called like the structure; this line decides who is meant.
using boost_serial_ext::detail::termios2;

namespace {

namespace f = detail::termios2_flags;

termios2 encoded(serial_config const& config, termios2 before = {})
{
    detail::encode(config, before);
    return before;
}

// A structure whose every bit was set by somebody else.
termios2 all_ones()
{
    termios2 t;
    t.c_iflag = t.c_oflag = t.c_cflag = t.c_lflag = 0xFFFFFFFFu;
    t.c_line = 0xFF;
    for (auto& c : t.c_cc)
        c = 0xFF;
    t.c_ispeed = t.c_ospeed = 0xFFFFFFFFu;
    return t;
}

// Calls `check` with every combination of what termios can express.
template<class Check>
void for_each_configuration(Check check)
{
    for (std::uint8_t size = 5; size <= 8; ++size)
        for (int p = 0; p < 5; ++p)
            for (bool const two : {false, true})
                for (int flow = 0; flow < 4; ++flow)
                    for (unsigned flags = 0; flags < 4; ++flags)
                    {
                        serial_config c;
                        c.character_size = size;
                        c.parity = static_cast<parity>(p);
                        c.stop_bits = two ? stop_bits::two : stop_bits::one;
                        c.flow_control = {(flow & 1) != 0, (flow & 2) != 0, false};
                        c.hangup_on_close = (flags & 1u) != 0;
                        c.line_marks = (flags & 2u) != 0;
                        check(c);
                    }
}

} // namespace

// --- encode -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(every_configuration_is_decoded_as_it_was_encoded)
{
    for_each_configuration(
        [](serial_config const& c)
        {
            serial_config back;
            detail::decode(encoded(c), back);
            BOOST_TEST(back == c);
        });
}

BOOST_AUTO_TEST_CASE(every_configuration_is_encoded_over_whatever_was_there)
{
    for_each_configuration(
        [](serial_config const& c)
        {
            serial_config back;
            termios2 const t = encoded(c, all_ones());
            detail::decode(t, back);
            BOOST_TEST(back == c);
            BOOST_TEST(!detail::compare(c, t).failed());
        });
}

BOOST_AUTO_TEST_CASE(every_baud_rate_is_decoded_as_it_was_encoded)
{
    for (std::uint32_t const baud :
        {1u, 50u, 134u, 9'600u, 115'200u, 250'000u, 12'345'678u, 0xFFFFFFFFu})
    {
        serial_config c, back;
        c.baud_rate = baud;
        detail::decode(encoded(c), back);
        BOOST_TEST(back.baud_rate == baud);
    }
}

BOOST_AUTO_TEST_CASE(the_rate_stands_in_both_speeds_and_in_no_rate_bits)
{
    for (termios2 const& before : {termios2(), all_ones()})
    {
        termios2 const t = encoded(serial_config{250'000}, before);
        BOOST_TEST((t.c_cflag & f::cbaud) == f::bother);
        BOOST_TEST((t.c_cflag & f::cibaud) == 0u);
        BOOST_TEST(t.c_ispeed == 250'000u);
        BOOST_TEST(t.c_ospeed == 250'000u);
    }
}

BOOST_AUTO_TEST_CASE(a_character_size_sets_its_bits_only)
{
    constexpr std::uint32_t expected[] = {f::cs5, f::cs6, f::cs7, f::cs8};
    for (std::uint8_t size = 5; size <= 8; ++size)
    {
        serial_config c;
        c.character_size = size;
        BOOST_TEST((encoded(c, all_ones()).c_cflag & f::csize) == expected[size - 5]);
    }
}

BOOST_AUTO_TEST_CASE(a_parity_sets_its_three_bits)
{
    struct
    {
        parity value;
        std::uint32_t expected;
    } const rows[] = {
        {parity::none, 0},
        {parity::odd, f::parenb | f::parodd},
        {parity::even, f::parenb},
        {parity::mark, f::parenb | f::parodd | f::cmspar},
        {parity::space, f::parenb | f::cmspar},
    };
    for (auto const& row : rows)
        for (termios2 const& before : {termios2(), all_ones()})
        {
            serial_config c;
            c.parity = row.value;
            BOOST_TEST(
                (encoded(c, before).c_cflag & (f::parenb | f::parodd | f::cmspar)) == row.expected,
                row.value);
        }
}

BOOST_AUTO_TEST_CASE(the_receiver_is_on_and_carrier_is_ignored)
{
    BOOST_TEST((encoded({}).c_cflag & (f::cread | f::clocal)) == (f::cread | f::clocal));
}

BOOST_AUTO_TEST_CASE(input_is_not_interpreted)
{
    std::uint32_t const interpreting = f::ignbrk | f::ignpar | f::parmrk | f::inpck | f::istrip
        | f::inlcr | f::igncr | f::icrnl | f::iuclc | f::ixon | f::ixany | f::ixoff;
    for (termios2 const& before : {termios2(), all_ones()})
        BOOST_TEST((encoded({}, before).c_iflag & interpreting) == 0u);
}

BOOST_AUTO_TEST_CASE(a_received_break_adds_nothing_to_the_data)
{
    BOOST_TEST((encoded({}).c_iflag & (f::ignbrk | f::brkint)) == f::brkint);
    BOOST_TEST((encoded({}).c_lflag & f::noflsh) != 0u); // or a BREAK would discard both queues
}

// n_tty_set_termios: with IGNBRK, without INPCK, and with a driver such as a pty's, it is real_raw.
BOOST_AUTO_TEST_CASE(a_pty_has_no_break_and_copies_blocks)
{
    termios2 t = all_ones();
    encode({}, t, true);
    BOOST_TEST((t.c_iflag & (f::ignbrk | f::brkint | f::parmrk | f::inpck)) == f::ignbrk);
    BOOST_TEST(is_raw(t));
    BOOST_TEST(!compare({}, t, true));
    BOOST_TEST((compare({}, t) == error::rejected_raw_mode)); // of another driver
    serial_config marked;
    marked.line_marks = true;
    encode(marked, t, true);
    BOOST_TEST(
        (t.c_iflag & (f::ignbrk | f::brkint | f::parmrk | f::inpck)) == (f::parmrk | f::inpck));
    BOOST_TEST(!compare(marked, t, true));
}

BOOST_AUTO_TEST_CASE(output_is_not_processed)
{
    BOOST_TEST((encoded({}, all_ones()).c_oflag & f::opost) == 0u);
}

BOOST_AUTO_TEST_CASE(there_are_no_lines_signals_and_echoes)
{
    std::uint32_t const cooked = f::isig | f::icanon | f::xcase | f::echo | f::echoe | f::echok
        | f::echonl | f::echoctl | f::echoprt | f::echoke | f::iexten | f::tostop | f::extproc;
    BOOST_TEST((encoded({}, all_ones()).c_lflag & cooked) == 0u);
}

BOOST_AUTO_TEST_CASE(a_read_waits_for_one_byte_and_for_no_timer)
{
    for (termios2 const& before : {termios2(), all_ones()})
    {
        termios2 const t = encoded({}, before);
        BOOST_TEST(t.c_cc[f::vmin] == 1);
        BOOST_TEST(t.c_cc[f::vtime] == 0);
    }
}

BOOST_AUTO_TEST_CASE(software_flow_control_uses_dc1_and_dc3_in_both_directions)
{
    serial_config c;
    c.flow_control.xon_xoff = true;
    termios2 const t = encoded(c, all_ones());
    BOOST_TEST((t.c_iflag & (f::ixon | f::ixoff | f::ixany)) == (f::ixon | f::ixoff));
    BOOST_TEST(t.c_cc[f::vstart] == 0x11);
    BOOST_TEST(t.c_cc[f::vstop] == 0x13);
}

BOOST_AUTO_TEST_CASE(what_is_none_of_the_librarys_business_stays)
{
    std::uint32_t const ours_c = f::csize | f::cstopb | f::parenb | f::parodd | f::cmspar | f::hupcl
        | f::crtscts | f::cbaud | f::cibaud | f::cread | f::clocal;
    for (termios2 const& before : {termios2(), all_ones()})
    {
        termios2 const t = encoded({}, before);
        std::uint32_t const address_bit = 0x20000000; // ADDRB: an extra bit in every character
        std::uint32_t const others = ~(ours_c | address_bit);
        BOOST_TEST((t.c_cflag & others) == (before.c_cflag & others));
        BOOST_TEST((t.c_oflag | f::opost) == (before.c_oflag | f::opost));
        BOOST_TEST((t.c_iflag & ~0x7FFFu) == (before.c_iflag & ~0x7FFFu));
        BOOST_TEST((t.c_lflag & ~0x1FFFFu) == (before.c_lflag & ~0x1FFFFu));
        BOOST_TEST(t.c_line == before.c_line);
    }
}

BOOST_AUTO_TEST_CASE(control_characters_of_others_stay)
{
    for (termios2 const& before : {termios2(), all_ones()})
    {
        termios2 const t = encoded({}, before);
        for (std::size_t i = 0; i < sizeof(t.c_cc); ++i)
            if (i != f::vmin && i != f::vtime && i != f::vstart && i != f::vstop)
                BOOST_TEST(t.c_cc[i] == before.c_cc[i]);
    }
}

BOOST_AUTO_TEST_CASE(encoding_twice_changes_nothing_more)
{
    for_each_configuration(
        [](serial_config const& c)
        {
            termios2 const once = encoded(c, all_ones());
            BOOST_TEST((encoded(c, once) == once));
        });
}

// --- equality ---------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(every_member_takes_part_in_equality)
{
    termios2 const same;
    auto const differs = [&](auto change)
    {
        termios2 t;
        change(t);
        return t != same && !(t == same);
    };
    BOOST_TEST(!differs([](termios2&) {}));
    BOOST_TEST(differs([](termios2& t) { t.c_iflag = 1; }));
    BOOST_TEST(differs([](termios2& t) { t.c_oflag = 1; }));
    BOOST_TEST(differs([](termios2& t) { t.c_cflag = 1; }));
    BOOST_TEST(differs([](termios2& t) { t.c_lflag = 1; }));
    BOOST_TEST(differs([](termios2& t) { t.c_line = 1; }));
    BOOST_TEST(differs([](termios2& t) { t.c_ispeed = 1; }));
    BOOST_TEST(differs([](termios2& t) { t.c_ospeed = 1; }));
    for (std::size_t i = 0; i < sizeof(same.c_cc); ++i)
        BOOST_TEST(differs([i](termios2& t) { t.c_cc[i] = 1; }));
}

// --- decode -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(decoding_leaves_what_termios_does_not_hold)
{
    serial_config c;
    c.exclusive = false;
    c.low_latency = true;
    c.rs485 = rs485_config();
    c.dtr = initial_line::off;
    c.rts = initial_line::preserve;
    c.baud_tolerance = 0.5;
    c.unsupported = unsupported_policy::warn;
    serial_config decoded = c;
    detail::decode(encoded(serial_config()), decoded);
    BOOST_TEST(decoded == c);
}

BOOST_AUTO_TEST_CASE(parity_bits_without_parity_mean_none)
{
    termios2 t = encoded({});
    t.c_cflag |= f::parodd | f::cmspar;
    serial_config c;
    detail::decode(t, c);
    BOOST_TEST(c.parity == parity::none);
}

BOOST_AUTO_TEST_CASE(half_of_software_flow_control_is_none)
{
    for (std::uint32_t const half : {f::ixon, f::ixoff})
    {
        termios2 t = encoded({});
        t.c_iflag |= half;
        serial_config c;
        detail::decode(t, c);
        BOOST_TEST(!c.flow_control.xon_xoff);
    }
}

BOOST_AUTO_TEST_CASE(the_flow_control_that_termios_cannot_express_is_off)
{
    serial_config c;
    c.flow_control.dtr_dsr = true;
    detail::decode(encoded({}), c);
    BOOST_TEST(!c.flow_control.dtr_dsr);
}

// --- compare ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(what_was_asked_for_is_accepted)
{
    for_each_configuration(
        [](serial_config const& c) { BOOST_TEST(!detail::compare(c, encoded(c)).failed()); });
}

BOOST_AUTO_TEST_CASE(the_setting_that_differs_is_named)
{
    struct
    {
        error expected;
        void (*change)(termios2&);
    } const rows[] = {
        {error::rejected_baud_rate, [](termios2& t) { t.c_ospeed = 9'600; }},
        {error::rejected_baud_rate, [](termios2& t) { t.c_ospeed = 0; }},
        {error::rejected_character_size, [](termios2& t) { t.c_cflag &= ~f::csize; }},
        {error::rejected_parity, [](termios2& t) { t.c_cflag &= ~f::parenb; }},
        {error::rejected_parity, [](termios2& t) { t.c_cflag ^= f::parodd; }},
        {error::rejected_parity, [](termios2& t) { t.c_cflag &= ~f::cmspar; }},
        {error::rejected_stop_bits, [](termios2& t) { t.c_cflag &= ~f::cstopb; }},
        {error::rejected_xon_xoff, [](termios2& t) { t.c_iflag &= ~(f::ixon | f::ixoff); }},
        {error::rejected_xon_xoff, [](termios2& t) { t.c_iflag &= ~f::ixon; }},
        {error::rejected_xon_xoff, [](termios2& t) { t.c_iflag &= ~f::ixoff; }},
        {error::rejected_rts_cts, [](termios2& t) { t.c_cflag &= ~f::crtscts; }},
        {error::rejected_hangup_on_close, [](termios2& t) { t.c_cflag &= ~f::hupcl; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_lflag |= f::icanon; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_lflag |= f::isig; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_lflag |= f::iexten; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_lflag |= f::echo; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_oflag |= f::opost; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_iflag |= f::icrnl; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_iflag |= f::inlcr; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_iflag |= f::igncr; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_iflag |= f::istrip; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_iflag |= f::iuclc; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_iflag |= f::parmrk; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_iflag |= f::inpck; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_iflag |= f::ignbrk; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_iflag |= f::ignpar; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_iflag &= ~f::brkint; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_iflag |= f::parmrk | f::inpck; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_lflag &= ~f::noflsh; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_cc[f::vmin] = 0; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_cc[f::vmin] = 2; }},
        {error::rejected_raw_mode, [](termios2& t) { t.c_cc[f::vtime] = 1; }},
    };
    serial_config wanted;
    wanted.parity = parity::mark;
    wanted.stop_bits = stop_bits::two;
    wanted.flow_control = {true, true, false};
    for (auto const& row : rows)
    {
        termios2 got = encoded(wanted);
        row.change(got);
        BOOST_TEST(detail::compare(wanted, got) == error_code(row.expected), &row - rows);
    }
}

BOOST_AUTO_TEST_CASE(a_setting_that_was_not_asked_for_is_named)
{
    struct
    {
        error expected;
        void (*change)(termios2&);
    } const rows[] = {
        {error::rejected_parity, [](termios2& t) { t.c_cflag |= f::parenb; }},
        {error::rejected_stop_bits, [](termios2& t) { t.c_cflag |= f::cstopb; }},
        {error::rejected_xon_xoff, [](termios2& t) { t.c_iflag |= f::ixon | f::ixoff; }},
        {error::rejected_xon_xoff, [](termios2& t) { t.c_iflag |= f::ixon; }},
        {error::rejected_xon_xoff, [](termios2& t) { t.c_iflag |= f::ixoff; }},
        {error::rejected_rts_cts, [](termios2& t) { t.c_cflag |= f::crtscts; }},
        {error::rejected_hangup_on_close, [](termios2& t) { t.c_cflag |= f::hupcl; }},
        {error::rejected_line_marks,
            [](termios2& t) { t.c_iflag ^= f::brkint | f::parmrk | f::inpck; }},
    };
    serial_config wanted;
    wanted.hangup_on_close = false;
    for (auto const& row : rows)
    {
        termios2 got = encoded(wanted);
        row.change(got);
        BOOST_TEST(detail::compare(wanted, got) == error_code(row.expected), &row - rows);
    }
}

BOOST_AUTO_TEST_CASE(marks_that_are_not_as_asked_for_are_named)
{
    serial_config wanted;
    wanted.line_marks = true;
    BOOST_TEST((detail::fault_flags(encoded(wanted)) == (f::parmrk | f::inpck)));
    for (std::uint32_t const changed : {f::parmrk, f::inpck, f::ignbrk, f::brkint, f::ignpar})
    {
        termios2 got = encoded(wanted);
        got.c_iflag ^= changed;
        BOOST_TEST(detail::compare(wanted, got) == error_code(error::rejected_line_marks), changed);
    }
    termios2 stripped = encoded(wanted);
    stripped.c_iflag |= f::istrip;
    BOOST_TEST(detail::compare(wanted, stripped) == error_code(error::rejected_raw_mode));
}

BOOST_AUTO_TEST_CASE(every_other_character_size_is_rejected)
{
    for (std::uint8_t wanted = 5; wanted <= 8; ++wanted)
        for (std::uint8_t given = 5; given <= 8; ++given)
        {
            serial_config a, b;
            a.character_size = wanted;
            b.character_size = given;
            error_code const ec = detail::compare(a, encoded(b));
            BOOST_TEST((ec == error::rejected_character_size) == (wanted != given));
        }
}

BOOST_AUTO_TEST_CASE(settings_that_say_nothing_without_parity_are_no_difference)
{
    termios2 got = encoded({});
    got.c_cflag |= f::parodd | f::cmspar;
    BOOST_TEST(!detail::compare({}, got).failed());
}

BOOST_AUTO_TEST_CASE(rate_bits_that_the_driver_chose_are_no_difference)
{
    termios2 got = encoded(serial_config{115'200});
    got.c_cflag = (got.c_cflag & ~f::cbaud) | 0x1002; // B115200, as the kernel may put it back
    BOOST_TEST(!detail::compare(serial_config{115'200}, got).failed());
}

BOOST_AUTO_TEST_CASE(a_rejection_equals_the_portable_condition)
{
    termios2 got = encoded({});
    got.c_ospeed = 9'600;
    BOOST_TEST((detail::compare({}, got) == condition::unsupported_configuration));
}

// --- baud rates -------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_baud_error_is_relative_and_signed)
{
    BOOST_TEST(detail::baud_error(100'000, 100'000) == 0.0);
    BOOST_TEST(detail::baud_error(100'000, 103'000) == 0.03);
    BOOST_TEST(detail::baud_error(100'000, 97'000) == -0.03);
    BOOST_TEST(detail::baud_error(1, 0xFFFFFFFFu) == 4'294'967'294.0);
}

BOOST_AUTO_TEST_CASE(no_rate_at_all_is_a_baud_error_of_minus_one)
{
    BOOST_TEST(detail::baud_error(115'200, 0) == -1.0);
}

BOOST_AUTO_TEST_CASE(the_tolerance_belongs_to_what_is_accepted)
{
    struct
    {
        double tolerance;
        std::uint32_t achieved;
        bool accepted;
    } const rows[] = {
        {0.03, 103'000, true},
        {0.03, 97'000, true},
        {0.03, 103'001, false},
        {0.03, 96'999, false},
        {0.0, 100'000, true},
        {0.0, 100'001, false},
        {0.0, 99'999, false},
        {0.999, 101, true},
        {0.999, 99, false},
        {0.999, 0, false},
        {0.5, 150'000, true},
        {0.5, 150'001, false},
    };
    for (auto const& row : rows)
    {
        serial_config wanted;
        wanted.baud_rate = 100'000;
        wanted.baud_tolerance = row.tolerance;
        termios2 got = encoded(wanted);
        got.c_ospeed = row.achieved;
        error_code const expected = row.accepted ? error_code() : error::rejected_baud_rate;
        BOOST_TEST(detail::compare(wanted, got) == expected, row.achieved);
    }
}

BOOST_AUTO_TEST_CASE(a_tolerance_that_is_no_number_accepts_nothing)
{
    serial_config wanted;
    wanted.baud_tolerance = std::nan("");
    BOOST_TEST((detail::compare(wanted, encoded(wanted)) == error::rejected_baud_rate));
}

BOOST_AUTO_TEST_SUITE_END()
