// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_WINDOWS_DCB_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_WINDOWS_DCB_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/baud_error.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstdint>
#include <optional>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** The `DCB` of winbase.h, with its bit fields as one number.

    Source: Microsoft, "DCB structure (winbase.h)". The first bit field is the lowest bit, as every
    compiler for Windows has it.
*/
struct windows_dcb
{
    std::uint32_t length = 28;
    std::uint32_t baud_rate = 0;
    std::uint32_t flags = 0;
    std::uint16_t reserved = 0;
    std::uint16_t xon_limit = 0;
    std::uint16_t xoff_limit = 0;
    std::uint8_t byte_size = 0;
    std::uint8_t parity = 0;
    std::uint8_t stop_bits = 0;
    char xon_char = 0;
    char xoff_char = 0;
    char error_char = 0;
    char eof_char = 0;
    char event_char = 0;
    std::uint16_t reserved_1 = 0;

    friend bool operator==(windows_dcb const& a, windows_dcb const& b) noexcept
    {
        return a.length == b.length && a.baud_rate == b.baud_rate && a.flags == b.flags
            && a.reserved == b.reserved && a.xon_limit == b.xon_limit
            && a.xoff_limit == b.xoff_limit && a.byte_size == b.byte_size && a.parity == b.parity
            && a.stop_bits == b.stop_bits && a.xon_char == b.xon_char && a.xoff_char == b.xoff_char
            && a.error_char == b.error_char && a.eof_char == b.eof_char
            && a.event_char == b.event_char && a.reserved_1 == b.reserved_1;
    }
    friend bool operator!=(windows_dcb const& a, windows_dcb const& b) noexcept
    {
        return !(a == b);
    }
};
static_assert(sizeof(windows_dcb) == 28, "the size that DCBlength has to be");

/// The members of `windows_dcb::flags`. Spelled in lower case: winbase.h has macros for some.
namespace windows_dcb_flags {
// clang-format off
inline constexpr std::uint32_t
    binary = 1u << 0, parity_check = 1u << 1, out_cts = 1u << 2, out_dsr = 1u << 3,
    dtr_mask = 3u << 4, dtr_disable = 0u << 4, dtr_enable = 1u << 4, dtr_handshake = 2u << 4,
    dsr_sensitive = 1u << 6, send_after_xoff = 1u << 7, out_xon = 1u << 8, in_xon = 1u << 9,
    replace_errors = 1u << 10, drop_nul = 1u << 11,
    rts_mask = 3u << 12, rts_disable = 0u << 12, rts_enable = 1u << 12, rts_handshake = 2u << 12,
    rts_toggle = 3u << 12,
    abort_on_error = 1u << 14;
// clang-format on
} // namespace windows_dcb_flags

/// The levels that DTR and RTS shall have after SetCommState, which sets both lines; empty: as the
/// DCB has them.
struct windows_line_levels
{
    std::optional<bool> dtr;
    std::optional<bool> rts;
};

/// A line's field: by flow control, or at a level, or as it was.
constexpr std::uint32_t line_field(std::uint32_t flags, std::uint32_t mask, std::uint32_t enable,
    bool flow_control, std::optional<bool> level) noexcept
{
    if (flow_control)
        return enable << 1; // handshake
    bool const was_raised = (flags & mask) == enable || (flags & mask) == enable << 1;
    return level.value_or(was_raised) ? enable : 0;
}

/// The levels that a DCB gives the lines; empty: flow control has the line. RTS_CONTROL_TOGGLE has RTS
/// low as long as nothing is sent.
inline windows_line_levels levels_in(windows_dcb const& dcb) noexcept
{
    using namespace windows_dcb_flags;
    windows_line_levels result{
        (dcb.flags & dtr_mask) == dtr_enable, (dcb.flags & rts_mask) == rts_enable};
    if ((dcb.flags & dtr_mask) == dtr_handshake)
        result.dtr.reset();
    if ((dcb.flags & rts_mask) == rts_handshake)
        result.rts.reset();
    return result;
}

/// The same for lines that flow control shall no longer have: raised, as while there is room.
inline windows_line_levels chosen_in(windows_dcb const& dcb) noexcept
{
    windows_line_levels const found = levels_in(dcb);
    return {found.dtr.value_or(true), found.rts.value_or(true)};
}

/// A DCB with its lines at these levels, but for those that flow control has there.
inline windows_dcb with_levels(windows_dcb dcb, windows_line_levels const& levels) noexcept
{
    using namespace windows_dcb_flags;
    windows_line_levels const own = levels_in(dcb);
    if (own.dtr && levels.dtr && *own.dtr != *levels.dtr)
        dcb.flags = (dcb.flags & ~dtr_mask) | (*levels.dtr ? dtr_enable : dtr_disable);
    if (own.rts && levels.rts && *own.rts != *levels.rts)
        dcb.flags = (dcb.flags & ~rts_mask) | (*levels.rts ? rts_enable : rts_disable);
    return dcb;
}

/** Overlays a configuration: framing, baud rate and flow control, all bytes as they are.

    Whatever is none of the library's business stays: limits of XON/XOFF, characters of events, and
    the reserved fields, where drivers are known to keep something.

    @param config A valid configuration.
*/
inline void encode(
    serial_config const& config, windows_line_levels const& levels, windows_dcb& dcb) noexcept
{
    using namespace windows_dcb_flags;
    auto const& flow = config.flow_control;
    std::uint32_t const dtr = line_field(dcb.flags, dtr_mask, dtr_enable, flow.dtr_dsr, levels.dtr);
    std::uint32_t const rts = line_field(dcb.flags, rts_mask, rts_enable, flow.rts_cts, levels.rts);
    dcb.flags &= ~(parity_check | out_cts | out_dsr | dtr_mask | dsr_sensitive | out_xon | in_xon
        | replace_errors | drop_nul | rts_mask | abort_on_error);
    // Sending goes on while the other side is held back: the two directions are independent.
    dcb.flags |= binary | send_after_xoff | dtr | rts;
    if (config.parity != parity::none)
        dcb.flags |= parity_check;
    if (flow.rts_cts)
        dcb.flags |= out_cts;
    if (flow.dtr_dsr)
        dcb.flags |= out_dsr;
    if (flow.xon_xoff)
        dcb.flags |= out_xon | in_xon;
    dcb.length = sizeof dcb;
    dcb.baud_rate = config.baud_rate;
    dcb.byte_size = config.character_size;
    // Both enumerations have Microsoft's order: NOPARITY to SPACEPARITY, ONESTOPBIT to TWOSTOPBITS.
    dcb.parity = static_cast<std::uint8_t>(config.parity);
    dcb.stop_bits = static_cast<std::uint8_t>(config.stop_bits);
    dcb.xon_char = 0x11;  // DC1
    dcb.xoff_char = 0x13; // DC3
}

/// Overwrites what a DCB holds of a configuration, and leaves its other members alone.
inline void decode(windows_dcb const& dcb, serial_config& config) noexcept
{
    using namespace windows_dcb_flags;
    config.baud_rate = dcb.baud_rate;
    config.character_size = dcb.byte_size;
    config.parity = dcb.parity <= 4 ? static_cast<enum parity>(dcb.parity) : parity::none;
    config.stop_bits
        = dcb.stop_bits <= 2 ? static_cast<enum stop_bits>(dcb.stop_bits) : stop_bits::one;
    auto const set = [&](std::uint32_t bits) { return (dcb.flags & bits) == bits; };
    config.flow_control.rts_cts = set(out_cts) && (dcb.flags & rts_mask) == rts_handshake;
    config.flow_control.dtr_dsr = set(out_dsr) && (dcb.flags & dtr_mask) == dtr_handshake;
    config.flow_control.xon_xoff = set(out_xon | in_xon);
    config.line_marks = false;
}

/// Compares what the driver reports with what was asked for: names the first setting that differs.
inline error_code compare(serial_config const& wanted, windows_dcb const& got) noexcept
{
    using namespace windows_dcb_flags;
    double const off = baud_error(wanted.baud_rate, got.baud_rate);
    if (!(off <= wanted.baud_tolerance && -off <= wanted.baud_tolerance))
        return error::rejected_baud_rate;
    if (got.byte_size != wanted.character_size)
        return error::rejected_character_size;
    if (got.parity != static_cast<std::uint8_t>(wanted.parity))
        return error::rejected_parity;
    if (got.stop_bits != static_cast<std::uint8_t>(wanted.stop_bits))
        return error::rejected_stop_bits;
    auto const& flow = wanted.flow_control;
    // Also if only one direction is as asked.
    if ((got.flags & (out_xon | in_xon)) != (flow.xon_xoff ? out_xon | in_xon : 0u)
        || (flow.xon_xoff && (got.xon_char != 0x11 || got.xoff_char != 0x13)))
        return error::rejected_xon_xoff;
    if (((got.flags & out_cts) != 0) != flow.rts_cts
        || ((got.flags & rts_mask) == rts_handshake) != flow.rts_cts
        || (got.flags & rts_mask) == rts_toggle)
        return error::rejected_rts_cts;
    if (((got.flags & out_dsr) != 0) != flow.dtr_dsr
        || ((got.flags & dtr_mask) == dtr_handshake) != flow.dtr_dsr)
        return flow.dtr_dsr ? make_unsupported_error(feature::dtr_dsr)
                            : error_code(error::rejected_dtr);
    if ((got.flags & (dsr_sensitive | replace_errors | drop_nul | abort_on_error)) != 0
        || (got.flags & binary) == 0)
        return error::rejected_raw_mode;
    return {};
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
