// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/windows_dcb.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(windows_settings)

namespace {

namespace f = detail::windows_dcb_flags;
using dcb = detail::windows_dcb;
using levels = detail::windows_line_levels;

dcb encoded(serial_config const& config, dcb before = {}, levels const& lines = {})
{
    detail::encode(config, lines, before);
    return before;
}

// A structure whose every bit was set by somebody else.
dcb all_ones()
{
    dcb d;
    unsigned char ones[sizeof d];
    std::memset(ones, 0xFF, sizeof ones);
    std::memcpy(&d, ones, sizeof d);
    return d;
}

// Calls `check` with every combination of what a DCB can express.
template<class Check>
void for_each_configuration(Check check)
{
    for (std::uint8_t size = 5; size <= 8; ++size)
        for (int p = 0; p < 5; ++p)
            for (int s = 0; s < 3; ++s)
                for (int flow = 0; flow < 8; ++flow)
                {
                    serial_config c;
                    c.baud_rate = 1'000'000 + size;
                    c.character_size = size;
                    c.parity = static_cast<parity>(p);
                    c.stop_bits = static_cast<stop_bits>(s);
                    c.flow_control = {(flow & 1) != 0, (flow & 2) != 0, (flow & 4) != 0};
                    check(c);
                }
}

} // namespace

// --- the structure ----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(its_members_lie_where_microsoft_has_them)
{
    BOOST_TEST(offsetof(dcb, baud_rate) == 4u);
    BOOST_TEST(offsetof(dcb, flags) == 8u);
    BOOST_TEST(offsetof(dcb, xon_limit) == 14u);
    BOOST_TEST(offsetof(dcb, xoff_limit) == 16u);
    BOOST_TEST(offsetof(dcb, byte_size) == 18u);
    BOOST_TEST(offsetof(dcb, parity) == 19u);
    BOOST_TEST(offsetof(dcb, stop_bits) == 20u);
    BOOST_TEST(offsetof(dcb, xon_char) == 21u);
    BOOST_TEST(offsetof(dcb, event_char) == 25u);
    BOOST_TEST(offsetof(dcb, reserved_1) == 26u);
}

BOOST_AUTO_TEST_CASE(structures_are_equal_if_every_member_is)
{
    dcb const zero;
    BOOST_TEST((zero == dcb()));
    unsigned char bytes[sizeof(dcb)];
    for (std::size_t i = 0; i != sizeof bytes; ++i)
    {
        dcb other;
        std::memcpy(bytes, &other, sizeof other);
        bytes[i] ^= 1u;
        std::memcpy(&other, bytes, sizeof other);
        BOOST_TEST((zero != other), "byte " << i);
    }
}

// --- encode -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(every_configuration_is_decoded_as_it_was_encoded)
{
    for (dcb const& before : {dcb(), all_ones()})
        for_each_configuration(
            [&](serial_config const& c)
            {
                serial_config back;
                detail::decode(encoded(c, before), back);
                BOOST_TEST(back == c);
                BOOST_TEST(!detail::compare(c, encoded(c, before)));
            });
}

BOOST_AUTO_TEST_CASE(the_default_configuration)
{
    dcb const d = encoded({});
    BOOST_TEST(d.length == 28u);
    BOOST_TEST(d.baud_rate == 115'200u);
    BOOST_TEST(d.byte_size == 8);
    BOOST_TEST(d.parity == 0);    // NOPARITY
    BOOST_TEST(d.stop_bits == 0); // ONESTOPBIT
    BOOST_TEST(d.flags == (f::binary | f::send_after_xoff));
    BOOST_TEST(d.xon_char == 0x11);
    BOOST_TEST(d.xoff_char == 0x13);
}

BOOST_AUTO_TEST_CASE(parity_and_stop_bits_have_microsofts_numbers)
{
    serial_config c;
    c.parity = parity::odd;
    BOOST_TEST(encoded(c).parity == 1);
    BOOST_TEST((encoded(c).flags & f::parity_check) != 0u);
    c.parity = parity::even;
    BOOST_TEST(encoded(c).parity == 2);
    c.parity = parity::mark;
    BOOST_TEST(encoded(c).parity == 3);
    c.parity = parity::space;
    BOOST_TEST(encoded(c).parity == 4);
    c.stop_bits = stop_bits::one_and_half;
    BOOST_TEST(encoded(c).stop_bits == 1);
    c.stop_bits = stop_bits::two;
    BOOST_TEST(encoded(c).stop_bits == 2);
}

BOOST_AUTO_TEST_CASE(what_is_not_the_librarys_stays_as_it_was)
{
    dcb before = all_ones();
    before.xon_limit = 2048;
    before.xoff_limit = 512;
    before.event_char = 'E';
    before.eof_char = 'F';
    before.error_char = 'X';
    dcb const d = encoded({}, before);
    BOOST_TEST(d.reserved == before.reserved);
    BOOST_TEST(d.reserved_1 == before.reserved_1);
    BOOST_TEST(d.xon_limit == 2048);
    BOOST_TEST(d.xoff_limit == 512);
    BOOST_TEST(d.event_char == 'E');
    BOOST_TEST(d.eof_char == 'F');
    BOOST_TEST(d.error_char == 'X');
    std::uint32_t const dummy = ~((1u << 15) - 1);
    BOOST_TEST((d.flags & dummy) == dummy);
}

BOOST_AUTO_TEST_CASE(what_would_change_bytes_or_end_transfers_goes_off)
{
    dcb const d = encoded({}, all_ones());
    BOOST_TEST(
        (d.flags & (f::replace_errors | f::drop_nul | f::abort_on_error | f::dsr_sensitive)) == 0u);
}

// --- the lines --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_line_without_a_wanted_level_stays_at_the_one_it_has)
{
    for (std::uint32_t const rts : {f::rts_disable, f::rts_enable})
        for (std::uint32_t const dtr : {f::dtr_disable, f::dtr_enable})
        {
            dcb before;
            before.flags = rts | dtr;
            dcb const d = encoded({}, before);
            BOOST_TEST((d.flags & f::rts_mask) == rts);
            BOOST_TEST((d.flags & f::dtr_mask) == dtr);
        }
}

BOOST_AUTO_TEST_CASE(a_wanted_level_is_set_whatever_was_before)
{
    for (dcb const& before : {dcb(), all_ones()})
    {
        dcb const up = encoded({}, before, {true, true});
        BOOST_TEST((up.flags & f::dtr_mask) == f::dtr_enable);
        BOOST_TEST((up.flags & f::rts_mask) == f::rts_enable);
        dcb const down = encoded({}, before, {false, false});
        BOOST_TEST((down.flags & f::dtr_mask) == f::dtr_disable);
        BOOST_TEST((down.flags & f::rts_mask) == f::rts_disable);
    }
}

BOOST_AUTO_TEST_CASE(flow_control_has_its_line_and_no_other)
{
    serial_config c;
    c.flow_control.rts_cts = true;
    dcb const rts = encoded(c, {}, {false, false});
    BOOST_TEST((rts.flags & f::rts_mask) == f::rts_handshake);
    BOOST_TEST((rts.flags & f::dtr_mask) == f::dtr_disable);
    BOOST_TEST((rts.flags & (f::out_cts | f::out_dsr)) == f::out_cts);
    c.flow_control = {false, false, true};
    dcb const dtr = encoded(c, {}, {true, true});
    BOOST_TEST((dtr.flags & f::dtr_mask) == f::dtr_handshake);
    BOOST_TEST((dtr.flags & f::rts_mask) == f::rts_enable);
    BOOST_TEST((dtr.flags & (f::out_cts | f::out_dsr)) == f::out_dsr);
}

BOOST_AUTO_TEST_CASE(a_line_that_flow_control_had_is_raised)
{
    dcb before;
    before.flags = f::rts_handshake | f::dtr_handshake;
    dcb const d = encoded({}, before);
    BOOST_TEST((d.flags & f::rts_mask) == f::rts_enable);
    BOOST_TEST((d.flags & f::dtr_mask) == f::dtr_enable);
}

// --- decode -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(what_a_dcb_does_not_hold_is_left_alone)
{
    serial_config c;
    c.exclusive = false;
    c.hangup_on_close = false;
    c.dtr = initial_line::off;
    c.baud_tolerance = 0.5;
    serial_config const before = c;
    detail::decode(encoded({}), c);
    BOOST_TEST(c == before);
}

BOOST_AUTO_TEST_CASE(numbers_that_nobody_knows_are_no_enumerators)
{
    dcb d = encoded({});
    d.parity = 5;
    d.stop_bits = 3;
    serial_config c;
    detail::decode(d, c);
    BOOST_TEST(c.parity == parity::none);
    BOOST_TEST(c.stop_bits == stop_bits::one);
    BOOST_TEST((detail::compare({}, d) == error::rejected_parity));
    d.parity = 0;
    BOOST_TEST((detail::compare({}, d) == error::rejected_stop_bits));
}

// --- compare ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_first_setting_that_differs_is_named)
{
    serial_config c;
    c.flow_control = {true, true, true};
    auto const said = [&](auto change)
    {
        dcb d = encoded(c);
        change(d);
        return detail::compare(c, d);
    };
    BOOST_TEST((said([](dcb& d) { d.baud_rate = 38'400; }) == error::rejected_baud_rate));
    BOOST_TEST((said([](dcb& d) { d.baud_rate = 0; }) == error::rejected_baud_rate));
    BOOST_TEST((said([](dcb& d) { d.byte_size = 7; }) == error::rejected_character_size));
    BOOST_TEST((said([](dcb& d) { d.parity = 1; }) == error::rejected_parity));
    BOOST_TEST((said([](dcb& d) { d.stop_bits = 2; }) == error::rejected_stop_bits));
    BOOST_TEST((said([](dcb& d) { d.flags &= ~f::in_xon; }) == error::rejected_xon_xoff));
    BOOST_TEST((said([](dcb& d) { d.flags &= ~f::out_xon; }) == error::rejected_xon_xoff));
    BOOST_TEST((said([](dcb& d) { d.flags &= ~f::out_cts; }) == error::rejected_rts_cts));
    BOOST_TEST((said([](dcb& d) { d.flags |= f::rts_toggle; }) == error::rejected_rts_cts));
    BOOST_TEST(
        said([](dcb& d) { d.flags &= ~f::out_dsr; }) == make_unsupported_error(feature::dtr_dsr));
    BOOST_TEST(
        said([](dcb& d) { d.flags &= ~f::dtr_mask; }) == make_unsupported_error(feature::dtr_dsr));
    BOOST_TEST((said([](dcb& d) { d.flags |= f::drop_nul; }) == error::rejected_raw_mode));
    BOOST_TEST((said([](dcb& d) { d.flags |= f::abort_on_error; }) == error::rejected_raw_mode));
    BOOST_TEST((said([](dcb& d) { d.flags &= ~f::binary; }) == error::rejected_raw_mode));
    BOOST_TEST((said([](dcb& d) { d.xon_char = 'x'; }) == error::rejected_xon_xoff));
    BOOST_TEST(!said([](dcb& d) { d.xon_limit = 17; }));
}

BOOST_AUTO_TEST_CASE(flow_control_that_nobody_asked_for_is_a_difference)
{
    auto const said = [](std::uint32_t flags)
    {
        dcb d = encoded({});
        d.flags |= flags;
        return detail::compare({}, d);
    };
    BOOST_TEST((said(f::out_xon) == error::rejected_xon_xoff));
    BOOST_TEST((said(f::rts_handshake) == error::rejected_rts_cts));
    BOOST_TEST((said(f::rts_toggle) == error::rejected_rts_cts));
    BOOST_TEST((said(f::dtr_handshake) == error::rejected_dtr));
    BOOST_TEST(!said(f::rts_enable | f::dtr_enable));
}

BOOST_AUTO_TEST_CASE(a_baud_rate_within_the_tolerance_is_as_asked)
{
    serial_config c;
    c.baud_rate = 100'000;
    c.baud_tolerance = 0.03;
    dcb d = encoded(c);
    d.baud_rate = 103'000;
    BOOST_TEST(!detail::compare(c, d));
    d.baud_rate = 103'001;
    BOOST_TEST((detail::compare(c, d) == error::rejected_baud_rate));
    d.baud_rate = 97'000;
    BOOST_TEST(!detail::compare(c, d));
    d.baud_rate = 96'999;
    BOOST_TEST((detail::compare(c, d) == error::rejected_baud_rate));
}

BOOST_AUTO_TEST_SUITE_END()
