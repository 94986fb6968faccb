// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/bsd_termios.hpp>

#include "support/random_config.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <tuple>
#include <type_traits>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(bsd_termios)

namespace {

namespace f = detail::bsd_termios_flags;
using flavours = std::tuple<detail::darwin_flavour, detail::freebsd_flavour, detail::netbsd_flavour,
    detail::openbsd_flavour, detail::plain_flavour>;

template<class Flavour>
using termios_of = detail::bsd_termios<Flavour>;

template<class Flavour>
termios_of<Flavour> encoded(serial_config const& config, termios_of<Flavour> before = {})
{
    detail::encode(config, before);
    return before;
}

// A structure whose every bit was set by somebody else.
template<class Flavour>
termios_of<Flavour> all_ones()
{
    termios_of<Flavour> t;
    t.c_iflag = t.c_oflag = t.c_cflag = t.c_lflag = 0xFFFFFFFFu;
    for (auto& c : t.c_cc)
        c = 0xFF;
    t.c_ispeed = t.c_ospeed = 0xFFFFFFFFu;
    return t;
}

template<class Flavour>
termios_of<Flavour> at_random(boost_serial_ext_test::random_configs& random)
{
    termios_of<Flavour> t;
    for (auto* const member :
        {&t.c_iflag, &t.c_oflag, &t.c_cflag, &t.c_lflag, &t.c_ispeed, &t.c_ospeed})
        *member = static_cast<std::uint32_t>(random.bits64());
    for (auto& c : t.c_cc)
        c = static_cast<std::uint8_t>(random.below(256));
    return t;
}

// Takes out what no termios of these systems can express.
serial_config expressible(serial_config c)
{
    if (c.stop_bits == stop_bits::one_and_half)
        c.stop_bits = stop_bits::two;
    if (c.parity == parity::mark || c.parity == parity::space)
        c.parity = parity::odd;
    c.flow_control.dtr_dsr = false;
    return c;
}

// Calls `check` with every combination of what termios can express.
template<class Check>
void for_each_configuration(Check check)
{
    for (std::uint8_t size = 5; size <= 8; ++size)
        for (parity const p : {parity::none, parity::odd, parity::even})
            for (bool const two : {false, true})
                for (int flow = 0; flow < 4; ++flow)
                    for (unsigned flags = 0; flags < 4; ++flags)
                    {
                        serial_config c;
                        c.character_size = size;
                        c.parity = p;
                        c.stop_bits = two ? stop_bits::two : stop_bits::one;
                        c.flow_control = {(flow & 1) != 0, (flow & 2) != 0, false};
                        c.hangup_on_close = (flags & 1u) != 0;
                        c.line_marks = (flags & 2u) != 0;
                        check(c);
                    }
}

// What has none of the default configuration's settings.
serial_config unusual()
{
    serial_config c;
    c.character_size = 7;
    c.parity = parity::odd;
    c.stop_bits = stop_bits::two;
    c.flow_control = {true, true, false};
    return c;
}

} // namespace

// --- encode -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(
    every_configuration_is_decoded_as_it_was_encoded_whatever_was_there, F, flavours)
{
    for_each_configuration(
        [](serial_config const& c)
        {
            for (auto const& before : {termios_of<F>(), all_ones<F>()})
            {
                auto const t = encoded<F>(c, before);
                serial_config back = unusual();
                detail::decode(t, back);
                BOOST_TEST(back == c);
                BOOST_TEST(detail::is_raw(t));
                BOOST_TEST(!detail::compare(c, t).failed());
                BOOST_TEST((encoded<F>(c, t) == t)); // once more changes nothing
            }
        });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    random_configurations_come_back_from_random_starting_points, F, flavours)
{
    boost_serial_ext_test::random_configs random(2026);
    for (int i = 0; i < 2'000; ++i)
    {
        serial_config const c = expressible(random());
        auto const before = at_random<F>(random);
        auto const t = encoded<F>(c, before);
        // What termios does not hold comes from elsewhere; what it holds, from there alone.
        serial_config back = c;
        serial_config const other = expressible(random());
        std::tie(back.baud_rate, back.character_size, back.parity, back.stop_bits,
            back.flow_control, back.hangup_on_close, back.line_marks)
            = std::tie(other.baud_rate, other.character_size, other.parity, other.stop_bits,
                other.flow_control, other.hangup_on_close, other.line_marks);
        detail::decode(t, back);
        BOOST_TEST(back == c);
        BOOST_TEST(detail::is_raw(t));
        BOOST_TEST(!detail::compare(c, t).failed());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_rate_stands_in_both_speeds_whatever_it_is, F, flavours)
{
    for (std::uint32_t const baud :
        {1u, 50u, 134u, 9'600u, 115'200u, 250'000u, 12'345'678u, 0xFFFFFFFFu})
        for (auto const& before : {termios_of<F>(), all_ones<F>()})
        {
            auto const t = encoded<F>(serial_config{baud}, before);
            BOOST_TEST(t.c_ispeed == baud);
            BOOST_TEST(t.c_ospeed == baud);
        }
}

// The numbers of sys/termios.h, so that a flag of this library that is none of the system's shows.
BOOST_AUTO_TEST_CASE_TEMPLATE(each_setting_has_its_bits_in_the_control_flags, F, flavours)
{
    struct
    {
        std::uint32_t mask, bits;
        void (*set)(serial_config&);
    } const rows[] = {
        {0x300, 0x000, [](serial_config& c) { c.character_size = 5; }},
        {0x300, 0x100, [](serial_config& c) { c.character_size = 6; }},
        {0x300, 0x200, [](serial_config& c) { c.character_size = 7; }},
        {0x300, 0x300, [](serial_config&) {}}, {0x400, 0, [](serial_config&) {}},
        {0x400, 0x400, [](serial_config& c) { c.stop_bits = stop_bits::two; }},
        {0x3000, 0, [](serial_config&) {}},
        {0x3000, 0x3000, [](serial_config& c) { c.parity = parity::odd; }},
        {0x3000, 0x1000, [](serial_config& c) { c.parity = parity::even; }},
        {0x4000, 0x4000, [](serial_config& c) { c.hangup_on_close = true; }},
        {0x4000, 0, [](serial_config& c) { c.hangup_on_close = false; }},
        {F::crtscts, F::crtscts, [](serial_config& c) { c.flow_control.rts_cts = true; }},
        {F::crtscts, 0, [](serial_config&) {}}, {F::other_flow, 0, [](serial_config&) {}},
        {F::other_flow, 0, [](serial_config& c) { c.flow_control.rts_cts = true; }},
        {0x8801, 0x8800, [](serial_config&) {}}, // the receiver is on, carrier is ignored
    };
    for (auto const& row : rows)
        for (auto const& before : {termios_of<F>(), all_ones<F>()})
        {
            serial_config c;
            row.set(c);
            BOOST_TEST((encoded<F>(c, before).c_cflag & row.mask) == row.bits, &row - rows);
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(input_is_not_interpreted, F, flavours)
{
    for (auto const& before : {termios_of<F>(), all_ones<F>()})
    {
        BOOST_TEST((encoded<F>({}, before).c_iflag & 0x7FFFu) == 0x0001u); // IGNBRK
        serial_config marked;
        marked.line_marks = true;
        BOOST_TEST((encoded<F>(marked, before).c_iflag & 0x7FFFu) == 0x0018u); // PARMRK | INPCK
        BOOST_TEST((encoded<F>({}, before).c_oflag & 1u) == 0u);               // OPOST
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(there_are_no_lines_signals_and_echoes, F, flavours)
{
    std::uint32_t const cooked = f::isig | f::icanon | f::xcase | f::echo | f::echoe | f::echok
        | f::echonl | f::echoctl | f::echoprt | f::echoke | f::iexten | f::tostop | f::extproc
        | f::altwerase | f::flusho | f::pendin;
    BOOST_TEST((encoded<F>({}, all_ones<F>()).c_lflag & cooked) == 0u);
    BOOST_TEST((encoded<F>({}).c_lflag & f::noflsh) != 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_read_waits_for_one_byte_and_for_no_timer, F, flavours)
{
    for (auto const& before : {termios_of<F>(), all_ones<F>()})
    {
        auto const t = encoded<F>({}, before);
        BOOST_TEST(t.c_cc[16] == 1); // VMIN
        BOOST_TEST(t.c_cc[17] == 0); // VTIME
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    software_flow_control_uses_dc1_and_dc3_in_both_directions, F, flavours)
{
    serial_config c;
    c.flow_control.xon_xoff = true;
    auto const t = encoded<F>(c, all_ones<F>());
    BOOST_TEST((t.c_iflag & (f::ixon | f::ixoff | f::ixany)) == (f::ixon | f::ixoff));
    BOOST_TEST(t.c_cc[12] == 0x11); // VSTART
    BOOST_TEST(t.c_cc[13] == 0x13); // VSTOP
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_none_of_the_librarys_business_stays, F, flavours)
{
    std::uint32_t const ours_c = f::cignore | f::csize | f::cstopb | f::cread | f::parenb
        | f::parodd | f::hupcl | f::clocal | F::crtscts | F::other_flow;
    std::uint32_t const ours_l = f::echoke | f::echoe | f::echok | f::echo | f::echonl | f::echoprt
        | f::echoctl | f::isig | f::icanon | f::altwerase | f::iexten | f::extproc | f::tostop
        | f::flusho | f::xcase | f::pendin | f::noflsh;
    for (auto const& before : {termios_of<F>(), all_ones<F>()})
    {
        auto const t = encoded<F>({}, before);
        BOOST_TEST((t.c_cflag & ~ours_c) == (before.c_cflag & ~ours_c));
        BOOST_TEST((t.c_oflag | f::opost) == (before.c_oflag | f::opost));
        BOOST_TEST((t.c_iflag & ~0x7FFFu) == (before.c_iflag & ~0x7FFFu));
        BOOST_TEST((t.c_lflag & ~ours_l) == (before.c_lflag & ~ours_l));
        for (std::size_t i = 0; i < sizeof t.c_cc; ++i)
            if (i != f::vmin && i != f::vtime && i != f::vstart && i != f::vstop)
                BOOST_TEST(t.c_cc[i] == before.c_cc[i]);
    }
}

BOOST_AUTO_TEST_CASE(flow_control_by_lines_has_the_bits_of_each_system)
{
    using namespace detail;
    static_assert(darwin_flavour::crtscts == 0x30000 && darwin_flavour::other_flow == 0x1C0000);
    static_assert(freebsd_flavour::crtscts == 0x30000 && freebsd_flavour::other_flow == 0x1C0000);
    static_assert(netbsd_flavour::crtscts == 0x10000 && netbsd_flavour::other_flow == 0x120000);
    static_assert(openbsd_flavour::crtscts == 0x10000 && openbsd_flavour::other_flow == 0x100000);
    static_assert(plain_flavour::crtscts == 0x30000 && plain_flavour::other_flow == 0);
    // Where 0x20000 is no half of CRTSCTS, it is somebody else's or flow control of another kind.
    BOOST_TEST((encoded<netbsd_flavour>({}, all_ones<netbsd_flavour>()).c_cflag & 0x20000u) == 0u);
    BOOST_TEST(
        (encoded<openbsd_flavour>({}, all_ones<openbsd_flavour>()).c_cflag & 0x20000u) != 0u);
}

// --- rates that have a name -------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(termios_of_macos_takes_the_rates_that_have_a_name)
{
    // sys/termios.h, which begins with B0: to hang up.
    std::set<std::uint32_t> const named
        = {0, 50, 75, 110, 134, 150, 200, 300, 600, 1'200, 1'800, 2'400, 4'800, 7'200, 9'600,
            14'400, 19'200, 28'800, 38'400, 57'600, 76'800, 115'200, 230'400};
    for (std::uint32_t rate = 0; rate <= 300'000; ++rate)
        if (detail::darwin_flavour::names_speed(rate) != (named.count(rate) != 0))
            BOOST_ERROR(rate);
    for (std::uint32_t const rate : {460'800u, 921'600u, 1'000'000u, 0xFFFFFFFFu})
        BOOST_TEST(!detail::darwin_flavour::names_speed(rate));
    BOOST_TEST(detail::darwin_flavour::has_set_speed);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(termios_elsewhere_takes_any_rate, F, flavours)
{
    bool const macos = std::is_same_v<F, detail::darwin_flavour>;
    BOOST_TEST(F::has_set_speed == macos);
    for (std::uint32_t const rate : {1u, 12'345u, 250'000u, 0xFFFFFFFFu})
        BOOST_TEST(F::names_speed(rate) == !macos);
    BOOST_TEST(F::names_speed(0));
}

// --- equality ---------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(every_member_takes_part_in_equality, F, flavours)
{
    using termios = termios_of<F>;
    termios const same;
    auto const differs = [&](auto change)
    {
        termios t;
        change(t);
        return t != same && !(t == same);
    };
    BOOST_TEST(!differs([](termios&) {}));
    BOOST_TEST(differs([](termios& t) { t.c_iflag = 1; }));
    BOOST_TEST(differs([](termios& t) { t.c_oflag = 1; }));
    BOOST_TEST(differs([](termios& t) { t.c_cflag = 1; }));
    BOOST_TEST(differs([](termios& t) { t.c_lflag = 1; }));
    BOOST_TEST(differs([](termios& t) { t.c_ispeed = 1; }));
    BOOST_TEST(differs([](termios& t) { t.c_ospeed = 1; }));
    for (std::size_t i = 0; i < sizeof same.c_cc; ++i)
        BOOST_TEST(differs([i](termios& t) { t.c_cc[i] = 1; }));
}

// --- decode -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(decoding_leaves_what_termios_does_not_hold, F, flavours)
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
    detail::decode(encoded<F>(serial_config()), decoded);
    BOOST_TEST(decoded == c);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_rate_is_the_outputs, F, flavours)
{
    auto t = encoded<F>({});
    t.c_ispeed = 0; // as much as "the same" (tcsetattr)
    serial_config c;
    detail::decode(t, c);
    BOOST_TEST(c.baud_rate == 115'200u);
    BOOST_TEST(!detail::compare(serial_config(), t).failed());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_odd_parity_that_is_off_is_none, F, flavours)
{
    auto t = encoded<F>({});
    t.c_cflag |= f::parodd;
    serial_config c;
    detail::decode(t, c);
    BOOST_TEST(c.parity == parity::none);
    BOOST_TEST(!detail::compare(serial_config(), t).failed());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(half_of_flow_control_is_none, F, flavours)
{
    for (std::uint32_t const half : {f::ixon, f::ixoff})
    {
        auto t = encoded<F>({});
        t.c_iflag |= half;
        serial_config c;
        detail::decode(t, c);
        BOOST_TEST(!c.flow_control.xon_xoff);
    }
    for (std::uint32_t bit = 1; bit != 0; bit <<= 1)
        if ((F::crtscts & bit) != 0 && F::crtscts != bit)
        {
            auto t = encoded<F>({});
            t.c_cflag |= bit;
            serial_config c;
            detail::decode(t, c);
            BOOST_TEST(!c.flow_control.rts_cts);
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_flow_control_that_termios_cannot_express_is_off, F, flavours)
{
    serial_config c;
    c.flow_control.dtr_dsr = true;
    detail::decode(encoded<F>({}), c);
    BOOST_TEST(!c.flow_control.dtr_dsr);
}

// --- compare ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(the_setting_that_a_driver_drops_is_named, F, flavours)
{
    using termios = termios_of<F>;
    struct
    {
        error expected;
        void (*change)(termios&);
    } const rows[] = {
        {error::rejected_baud_rate, [](termios& t) { t.c_ospeed = 9'600; }},
        {error::rejected_baud_rate, [](termios& t) { t.c_ospeed = 0; }},
        {error::rejected_character_size, [](termios& t) { t.c_cflag &= ~f::csize; }},
        {error::rejected_character_size, [](termios& t) { t.c_cflag |= f::cs8; }},
        {error::rejected_parity, [](termios& t) { t.c_cflag &= ~f::parenb; }},
        {error::rejected_parity, [](termios& t) { t.c_cflag ^= f::parodd; }},
        {error::rejected_stop_bits, [](termios& t) { t.c_cflag &= ~f::cstopb; }},
        {error::rejected_xon_xoff, [](termios& t) { t.c_iflag &= ~(f::ixon | f::ixoff); }},
        {error::rejected_xon_xoff, [](termios& t) { t.c_iflag &= ~f::ixon; }},
        {error::rejected_xon_xoff, [](termios& t) { t.c_iflag &= ~f::ixoff; }},
        {error::rejected_rts_cts, [](termios& t) { t.c_cflag &= ~F::crtscts; }},
        {error::rejected_rts_cts, [](termios& t) { t.c_cflag &= ~0x10000u; }}, // of two, one
        {error::rejected_hangup_on_close, [](termios& t) { t.c_cflag &= ~f::hupcl; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_lflag |= f::icanon; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_lflag |= f::isig; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_lflag |= f::iexten; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_lflag |= f::echo; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_oflag |= f::opost; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_iflag |= f::icrnl; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_iflag |= f::inlcr; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_iflag |= f::igncr; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_iflag |= f::istrip; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_iflag |= f::iuclc; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_iflag |= f::parmrk; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_iflag |= f::inpck; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_iflag |= f::brkint; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_iflag |= f::ignpar; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_iflag &= ~f::ignbrk; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_iflag |= f::parmrk | f::inpck; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_cc[f::vmin] = 0; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_cc[f::vmin] = 2; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_cc[f::vtime] = 1; }},
    };
    for (auto const& row : rows)
    {
        termios got = encoded<F>(unusual());
        row.change(got);
        BOOST_TEST(detail::compare(unusual(), got) == error_code(row.expected), &row - rows);
        BOOST_TEST((detail::compare(unusual(), got) == condition::unsupported_configuration));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_setting_that_was_not_asked_for_is_named, F, flavours)
{
    using termios = termios_of<F>;
    struct
    {
        error expected;
        void (*change)(termios&);
    } const rows[] = {
        {error::rejected_parity, [](termios& t) { t.c_cflag |= f::parenb; }},
        {error::rejected_stop_bits, [](termios& t) { t.c_cflag |= f::cstopb; }},
        {error::rejected_xon_xoff, [](termios& t) { t.c_iflag |= f::ixon | f::ixoff; }},
        {error::rejected_xon_xoff, [](termios& t) { t.c_iflag |= f::ixon; }},
        {error::rejected_xon_xoff, [](termios& t) { t.c_iflag |= f::ixoff; }},
        {error::rejected_rts_cts, [](termios& t) { t.c_cflag |= F::crtscts; }},
        {error::rejected_rts_cts, [](termios& t) { t.c_cflag |= 0x10000u; }}, // of two, one
        {error::rejected_hangup_on_close, [](termios& t) { t.c_cflag |= f::hupcl; }},
        {error::rejected_line_marks,
            [](termios& t) { t.c_iflag ^= f::ignbrk | f::parmrk | f::inpck; }},
    };
    serial_config wanted;
    wanted.hangup_on_close = false;
    for (auto const& row : rows)
    {
        termios got = encoded<F>(wanted);
        row.change(got);
        BOOST_TEST(detail::compare(wanted, got) == error_code(row.expected), &row - rows);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(flow_control_in_one_direction_is_not_what_was_asked_for, F, flavours)
{
    for (std::uint32_t bit = 1; bit != 0; bit <<= 1)
        for (bool const asked : {true, false})
            if ((F::crtscts & bit) != 0)
            {
                serial_config wanted;
                wanted.flow_control.rts_cts = asked;
                auto got = encoded<F>(wanted);
                got.c_cflag ^= bit;
                BOOST_TEST((detail::compare(wanted, got) == error::rejected_rts_cts));
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(marks_that_are_not_as_asked_for_are_named, F, flavours)
{
    serial_config wanted;
    wanted.line_marks = true;
    BOOST_TEST(detail::fault_flags(encoded<F>(wanted)) == (f::parmrk | f::inpck));
    for (std::uint32_t const changed : {f::parmrk, f::inpck, f::ignbrk, f::brkint, f::ignpar})
    {
        auto got = encoded<F>(wanted);
        got.c_iflag ^= changed;
        BOOST_TEST(detail::compare(wanted, got) == error_code(error::rejected_line_marks), changed);
    }
    auto stripped = encoded<F>(wanted);
    stripped.c_iflag |= f::istrip;
    BOOST_TEST(detail::compare(wanted, stripped) == error_code(error::rejected_raw_mode));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_other_character_size_is_rejected, F, flavours)
{
    for (std::uint8_t wanted = 5; wanted <= 8; ++wanted)
        for (std::uint8_t given = 5; given <= 8; ++given)
        {
            serial_config a, b;
            a.character_size = wanted;
            b.character_size = given;
            error_code const ec = detail::compare(a, encoded<F>(b));
            BOOST_TEST((ec == error::rejected_character_size) == (wanted != given));
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_tolerance_belongs_to_what_is_accepted, F, flavours)
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
        {0.0, 99'999, false},
        {0.999, 0, false},
        {std::nan(""), 100'000, false},
    };
    for (auto const& row : rows)
    {
        serial_config wanted;
        wanted.baud_rate = 100'000;
        wanted.baud_tolerance = row.tolerance;
        auto got = encoded<F>(wanted);
        got.c_ospeed = row.achieved;
        error_code const expected = row.accepted ? error_code() : error::rejected_baud_rate;
        BOOST_TEST(detail::compare(wanted, got) == expected, row.achieved);
    }
}

BOOST_AUTO_TEST_SUITE_END()
