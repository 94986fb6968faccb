// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_WINDOWS_COMM_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_WINDOWS_COMM_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <cstdint>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// What the calls for communications devices take and return, besides the DCB. Source of all
// numbers: winbase.h; Microsoft's pages are named where something follows from them.

/// The `COMMTIMEOUTS` of winbase.h, in milliseconds.
struct windows_timeouts
{
    std::uint32_t read_interval = 0;
    std::uint32_t read_multiplier = 0;
    std::uint32_t read_constant = 0;
    std::uint32_t write_multiplier = 0;
    std::uint32_t write_constant = 0;

    friend bool operator==(windows_timeouts const& a, windows_timeouts const& b) noexcept
    {
        return a.read_interval == b.read_interval && a.read_multiplier == b.read_multiplier
            && a.read_constant == b.read_constant && a.write_multiplier == b.write_multiplier
            && a.write_constant == b.write_constant;
    }
    friend bool operator!=(windows_timeouts const& a, windows_timeouts const& b) noexcept
    {
        return !(a == b);
    }
};

/** A read completes with what is there, or with the first byte that comes; a write takes its time.

    "COMMTIMEOUTS structure", remarks: with interval and multiplier MAXDWORD and a constant between
    0 and MAXDWORD, ReadFile returns at once what the buffer holds, or waits for one byte; after the
    constant, 49 days here, it succeeds with none.
*/
inline constexpr windows_timeouts first_byte_timeouts{0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 0, 0};

/// Whether a read waits, however long, for the first byte, and ends soon after it: also where another
/// byte has to follow within a time that the program has chosen.
constexpr bool waits_for_a_byte(windows_timeouts const& t) noexcept
{
    bool const returns_at_once = t.read_interval == 0xFFFFFFFF;
    return (t.read_interval == first_byte_timeouts.read_interval
               && t.read_multiplier == first_byte_timeouts.read_multiplier
               && t.read_constant == first_byte_timeouts.read_constant)
        || (!returns_at_once && t.read_interval != 0 && t.read_multiplier == 0
            && t.read_constant == 0);
}

/// Whether a read does not wait at all ("COMMTIMEOUTS structure", remarks).
constexpr bool never_waits(windows_timeouts const& t) noexcept
{
    return t.read_interval == 0xFFFFFFFF && t.read_multiplier == 0 && t.read_constant == 0;
}

/// MS_CTS_ON, MS_DSR_ON, MS_RING_ON, MS_RLSD_ON of GetCommModemStatus.
inline constexpr std::uint32_t windows_cts = 0x10, windows_dsr = 0x20, windows_ri = 0x40,
                               windows_dcd = 0x80;

inline modem_status decode_windows_lines(std::uint32_t bits) noexcept
{
    return {(bits & windows_cts) != 0, (bits & windows_dsr) != 0, (bits & windows_ri) != 0,
        (bits & windows_dcd) != 0};
}

/// What EscapeCommFunction does: SETRTS, CLRRTS, SETDTR, CLRDTR, SETBREAK, CLRBREAK.
inline constexpr std::uint32_t windows_set_rts = 3, windows_clear_rts = 4, windows_set_dtr = 5,
                               windows_clear_dtr = 6, windows_set_break = 8,
                               windows_clear_break = 9;

/// What PurgeComm discards: PURGE_TXABORT, PURGE_RXABORT, PURGE_TXCLEAR, PURGE_RXCLEAR.
inline constexpr std::uint32_t windows_tx_abort = 1, windows_rx_abort = 2, windows_tx_clear = 4,
                               windows_rx_clear = 8;

/// What of a `COMMPROP` says what a driver can do.
struct windows_properties
{
    std::uint32_t capabilities = 0;         ///< dwProvCapabilities: PCF_
    std::uint32_t settable_baud = 0;        ///< dwSettableBaud: BAUD_
    std::uint32_t settable_stop_parity = 0; ///< wSettableStopParity: STOPBITS_, PARITY_

    // PCF_DTRDSR, PCF_RTSCTS, PCF_XONXOFF; BAUD_USER; STOPBITS_15, PARITY_MARK | PARITY_SPACE.
    static constexpr std::uint32_t dtr_dsr = 0x01, rts_cts = 0x02, xon_xoff = 0x10,
                                   any_baud = 0x10000000, one_and_half = 0x0002,
                                   mark_and_space = 0x1800;
};

/// Tells what a driver says of itself. What it leaves out stays as it was: there are drivers that
/// leave everything out.
inline void describe(windows_properties const& p, serial_capabilities& caps) noexcept
{
    auto const tell = [&](feature f, std::uint32_t bits, std::uint32_t wanted)
    {
        if ((bits & wanted) == wanted)
            caps.set(f, support::supported);
    };
    tell(feature::dtr_dsr, p.capabilities, p.dtr_dsr);
    tell(feature::rts_cts, p.capabilities, p.rts_cts);
    tell(feature::xon_xoff, p.capabilities, p.xon_xoff);
    tell(feature::custom_baud_rate, p.settable_baud, p.any_baud);
    tell(feature::one_and_half_stop_bits, p.settable_stop_parity, p.one_and_half);
    tell(feature::mark_space_parity, p.settable_stop_parity, p.mark_and_space);
}

/// The events of SetCommMask and WaitCommEvent.
namespace windows_events {
// clang-format off
inline constexpr std::uint32_t
    rxchar = 0x0001, rxflag = 0x0002, txempty = 0x0004, cts = 0x0008, dsr = 0x0010, rlsd = 0x0020,
    break_signal = 0x0040, err = 0x0080, ring = 0x0100,
    lines = cts | dsr | rlsd | ring, all = rxchar | lines | break_signal | err;
// clang-format on
} // namespace windows_events

/// The CE_ bits that ClearCommError reports, and clears.
namespace windows_errors {
// clang-format off
inline constexpr std::uint32_t
    rxover = 0x0001, overrun = 0x0002, rxparity = 0x0004, frame = 0x0008, break_signal = 0x0010;
// clang-format on
} // namespace windows_errors

/// What has to be asked for so that these are told.
inline std::uint32_t encode_windows_events(line_events mask) noexcept
{
    using namespace windows_events;
    auto const wants = [&](line_events e) { return (mask & e) != line_events::none; };
    std::uint32_t result = 0;
    if (wants(line_events::cts))
        result |= cts;
    if (wants(line_events::dsr))
        result |= dsr;
    if (wants(line_events::ri))
        result |= ring;
    if (wants(line_events::dcd))
        result |= rlsd;
    if (wants(line_events::break_signal))
        result |= break_signal;
    if (wants(line_events::framing_error | line_events::parity_error | line_events::overrun))
        result |= err;
    return result;
}

/** Adds what has happened to the counts of an open port: Windows keeps none that programs may read.

    An event tells that something happened, not how often: what happens several times between two
    looks counts once.

    @param events Of WaitCommEvent.
    @param errors Of ClearCommError.
*/
inline void count_windows_events(
    std::uint32_t events, std::uint32_t errors, line_counters& counters) noexcept
{
    auto const add = [](bool happened, std::uint32_t& n) { n += happened ? 1u : 0u; };
    add((events & windows_events::cts) != 0, counters.cts);
    add((events & windows_events::dsr) != 0, counters.dsr);
    add((events & windows_events::ring) != 0, counters.ri);
    add((events & windows_events::rlsd) != 0, counters.dcd);
    // The event of a BREAK comes besides, or not: it would count twice.
    add((errors & windows_errors::break_signal) != 0, counters.breaks);
    add((errors & windows_errors::frame) != 0, counters.framing_errors);
    add((errors & windows_errors::rxparity) != 0, counters.parity_errors);
    add((errors & windows_errors::overrun) != 0, counters.overruns);
    add((errors & windows_errors::rxover) != 0, counters.buffer_overruns);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
