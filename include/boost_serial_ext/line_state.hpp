// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_LINE_STATE_HPP
#define BOOST_SERIAL_EXT_LINE_STATE_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// The levels of the four lines that the other side drives; true: asserted.
struct modem_status
{
    bool cts = false; ///< Clear to send.
    bool dsr = false; ///< Data set ready.
    bool ri = false;  ///< Ring indicator.
    bool dcd = false; ///< Data carrier detect.
};

/// The two lines that this side drives; a line without a value is left as it is.
struct control_lines
{
    std::optional<bool> rts = std::nullopt; ///< Request to send.
    std::optional<bool> dtr = std::nullopt; ///< Data terminal ready.
};

/// A set of things that can happen to the lines; combine with `|`.
enum class line_events : std::uint16_t
{
    none = 0,                ///< Nothing.
    cts = 1u << 0,           ///< An edge of CTS.
    dsr = 1u << 1,           ///< An edge of DSR.
    ri = 1u << 2,            ///< An edge of RI: the trailing one of an 8250, both of ftdi_sio.
    dcd = 1u << 3,           ///< An edge of DCD.
    break_signal = 1u << 4,  ///< A BREAK was received.
    framing_error = 1u << 5, ///< A character without its stop bit.
    parity_error = 1u << 6,  ///< A character with the wrong parity.
    overrun = 1u << 7,       ///< Characters were lost.
    all = 0xFFu              ///< All of the above.
};

/// Both sets together.
[[nodiscard]] constexpr line_events operator|(line_events a, line_events b) noexcept
{
    return static_cast<line_events>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
/// What both sets have.
[[nodiscard]] constexpr line_events operator&(line_events a, line_events b) noexcept
{
    return static_cast<line_events>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}
/// What the set lacks.
[[nodiscard]] constexpr line_events operator~(line_events a) noexcept
{
    return static_cast<line_events>(~static_cast<unsigned>(a) & 0xFFu);
}

/// Adds what the other set has.
constexpr line_events& operator|=(line_events& a, line_events b) noexcept
{
    return a = a | b;
}
/// Keeps what the other set has too.
constexpr line_events& operator&=(line_events& a, line_events b) noexcept
{
    return a = a & b;
}

/// What a wait for line events found, and the levels right after.
struct line_event
{
    line_events events = line_events::none; ///< Those of the mask that have happened.
    modem_status lines;                     ///< The levels right after.
};

/** How often each thing happened since the driver found the port (TIOCGICOUNT on Linux).

    The driver's own, of a USB device since it was plugged in: they wrap around, and differences are
    what matters. cdc_acm counts no characters. Windows has none: what WaitCommEvent and ClearCommError
    tell is counted, from the open on, each time that somebody asks; several events of a kind are one,
    and `received` and `sent` stay 0. macOS and the BSDs have none: `counters()` is refused.
*/
struct line_counters
{
    std::uint32_t cts = 0;             ///< Edges of CTS.
    std::uint32_t dsr = 0;             ///< Edges of DSR.
    std::uint32_t ri = 0;              ///< Edges of RI: as with `line_events::ri`.
    std::uint32_t dcd = 0;             ///< Edges of DCD.
    std::uint32_t received = 0;        ///< Characters received.
    std::uint32_t sent = 0;            ///< Characters sent.
    std::uint32_t breaks = 0;          ///< BREAKs received.
    std::uint32_t framing_errors = 0;  ///< Characters without their stop bit.
    std::uint32_t parity_errors = 0;   ///< Characters with the wrong parity.
    std::uint32_t overruns = 0;        ///< Times the hardware lost characters.
    std::uint32_t buffer_overruns = 0; ///< Times the driver's buffer was full.
};

/// Memberwise equality.
[[nodiscard]] constexpr bool operator==(modem_status const& a, modem_status const& b) noexcept
{
    return a.cts == b.cts && a.dsr == b.dsr && a.ri == b.ri && a.dcd == b.dcd;
}
/// Memberwise inequality.
[[nodiscard]] constexpr bool operator!=(modem_status const& a, modem_status const& b) noexcept
{
    return !(a == b);
}
/// Memberwise equality.
[[nodiscard]] constexpr bool operator==(control_lines const& a, control_lines const& b) noexcept
{
    return a.rts == b.rts && a.dtr == b.dtr;
}
/// Memberwise inequality.
[[nodiscard]] constexpr bool operator!=(control_lines const& a, control_lines const& b) noexcept
{
    return !(a == b);
}
/// Memberwise equality.
[[nodiscard]] constexpr bool operator==(line_event const& a, line_event const& b) noexcept
{
    return a.events == b.events && a.lines == b.lines;
}
/// Memberwise inequality.
[[nodiscard]] constexpr bool operator!=(line_event const& a, line_event const& b) noexcept
{
    return !(a == b);
}
/// Memberwise equality.
[[nodiscard]] constexpr bool operator==(line_counters const& a, line_counters const& b) noexcept
{
    return a.cts == b.cts && a.dsr == b.dsr && a.ri == b.ri && a.dcd == b.dcd
        && a.received == b.received && a.sent == b.sent && a.breaks == b.breaks
        && a.framing_errors == b.framing_errors && a.parity_errors == b.parity_errors
        && a.overruns == b.overruns && a.buffer_overruns == b.buffer_overruns;
}
/// Memberwise inequality.
[[nodiscard]] constexpr bool operator!=(line_counters const& a, line_counters const& b) noexcept
{
    return !(a == b);
}

/// The asserted lines, joined by blanks, as in "cts dsr"; "none" if none is.
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::string to_string(modem_status const& value);
/// As in "rts=on dtr=off"; "unchanged" if neither has a value.
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::string to_string(control_lines const& value);
/// The names of the events, joined by blanks; "none" for the empty set.
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::string to_string(line_events value);
/// Writes `to_string(value)`.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, modem_status const& value);
/// Writes `to_string(value)`.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, control_lines const& value);
/// Writes `to_string(value)`.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, line_events value);
/// Writes the events, and the levels after a colon.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, line_event const& value);
/// Writes `name=count` for each counter, joined by blanks.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, line_counters const& value);

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/impl/line_state.ipp>
#endif

#endif
