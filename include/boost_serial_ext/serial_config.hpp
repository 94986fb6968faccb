// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SERIAL_CONFIG_HPP
#define BOOST_SERIAL_EXT_SERIAL_CONFIG_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// The parity bit of each character. `mark` is always 1, `space` always 0: on Linux (CMSPAR) and
/// Windows; macOS and the BSDs have neither.
enum class parity : std::uint8_t
{
    none, ///< No parity bit.
    odd,  ///< An odd number of ones, the parity bit included.
    even, ///< An even number of ones, the parity bit included.
    mark, ///< Always 1.
    space ///< Always 0.
};

/// How long the line rests between characters, in bits. `one_and_half` exists on Windows only.
enum class stop_bits : std::uint8_t
{
    one,          ///< One bit.
    one_and_half, ///< One and a half.
    two           ///< Two bits.
};

/// Three independent ways to hold the other side back; none by default.
struct flow_control
{
    bool xon_xoff = false; ///< By the characters DC1 and DC3 within the data, both directions.
    bool rts_cts = false;  ///< By the lines RTS and CTS.
    bool dtr_dsr = false;  ///< By the lines DTR and DSR; Windows only.
};

/** What a control line shall be when `open` returns.

    Every POSIX system raises DTR and RTS in the moment a port is opened, whatever is asked for here:
    `off` lowers a line right after. A board that resets on that edge needs `preserve` and a port
    that was left with `hangup_on_close == false` by its last user.
*/
enum class initial_line : std::uint8_t
{
    on,      ///< Raised; no edge where the system has raised it already.
    off,     ///< Lowered.
    preserve ///< As the system leaves it.
};

/// Who switches the direction of a half-duplex RS-485 line.
enum class rs485_mode : std::uint8_t
{
    automatic, ///< The kernel where its driver can, else the library.
    kernel,    ///< The driver (TIOCSRS485).
    software   ///< The library: RTS around each write.
};

/** RS-485: RTS as the direction of a half-duplex line.

    The kernel's driver is exact and costs nothing, where there is one (TIOCSRS485). What it
    corrects is no failure: `config()` and `report().applied` tell what it made of the values (Linux
    6.1: delays above 100 ms become 100 ms, RTS that is to be at the same level always is high while
    sending, a termination that the device lacks is off).

    By software each write sets RTS to `rts_on_send`, waits, writes, waits until the last bit has left,
    waits again and sets RTS to `rts_after_send`; then it completes. It goes by the transmitter (TIOCSERGETLSR)
    where the driver tells: then RTS stays up to about a character too long, or longer on a loaded
    system, and the other side must leave that pause. Else it goes by the wire time of what may be
    in the device when the driver's queue is empty, at most 256 characters of the write, and two
    more: RTS may stay that much too long. A write larger than the driver's queue (about 4 KiB) is
    several. One write at a time: another is refused with `error::operation_in_progress`, and so is
    a `configure` during a write, or a write during one. A write that is cancelled lets out what the
    driver has taken, and then succeeds; if the line is held (XON/XOFF) beyond the wire time, the
    rest is discarded, and the write fails with `aborted` and the number of bytes that were taken.
    Closing discards and releases RTS at once. Whether one hears oneself is up to the hardware then.
*/
struct rs485_config
{
    bool rts_on_send = true;     ///< Level of RTS while sending.
    bool rts_after_send = false; ///< Level of RTS otherwise.
    bool rx_during_tx = false;   ///< Keep receiving while sending: one hears oneself.
    bool terminate_bus = false;  ///< Switch the termination resistor on: the kernel's RS-485 only.
    std::chrono::milliseconds delay_before_send{0}; ///< From RTS to the first bit; 0 to 60 s.
    std::chrono::milliseconds delay_after_send{0};  ///< From the last bit to RTS; 0 to 60 s.
    rs485_mode mode = rs485_mode::automatic;        ///< Who switches RTS.
};

/// What becomes of an optional feature that the device lacks, or that cannot be had for another
/// reason but a lost device. Never applies to impossible values.
enum class unsupported_policy : std::uint8_t
{
    fail,  ///< The call fails; the port stays as it was.
    warn,  ///< Left out, listed in the stream's `report().skipped`, told to the diagnostic sink.
    ignore ///< Left out, and listed.
};

/** Everything a port can be told; a plain aggregate with a default for every member.

    What a driver reports back is compared with what was asked for, and no more can be: ftdi_sio and
    cdc_acm (Linux 6.1) report a baud rate as set even where the device refused it, ftdi_sio also 5
    data bits, which no FTDI chip has, and cdc_acm hardware flow control, which it never sends.
    A driver of macOS need not show a rate that termios has no name for (IOSSIOSPEED): then that it
    was taken is all that is known.

    With C++20: `serial_config{.baud_rate = 250'000, .parity = parity::even}`.
*/
struct serial_config
{
    /// Bits per second: any positive integer. The driver has the last word; see `baud_tolerance`.
    std::uint32_t baud_rate = 115'200;
    /// Data bits of a character: 5 to 8.
    std::uint8_t character_size = 8;
    enum parity parity = parity::none;         ///< The parity bit of each character.
    enum stop_bits stop_bits = stop_bits::one; ///< The rest after each character.
    struct flow_control flow_control = {};     ///< How either side is held back.
    /// Nobody else may open the port meanwhile: advisory lock (flock) and TIOCEXCL; share mode 0 on
    /// Windows. If false, others may share it, and whoever wants it alone is refused meanwhile.
    /// Either way a port that somebody has for himself is busy, also for root. Who opened it
    /// earlier without a lock is not noticed, and root without a lock is not kept out. On macOS and
    /// the BSDs TIOCEXCL may be all there is: it does not keep root out, and does not ask back.
    /// Windows knows only exclusive ports, and so reports true.
    bool exclusive = true;
    /// The system lowers DTR and RTS when the last user closes the port (HUPCL). Windows always
    /// does: there false is a setting that the system does not support.
    bool hangup_on_close = true;
    /// Received bytes are handed on at once: ASYNC_LOW_LATENCY, and 1 ms `latency_timer` on FTDI; on
    /// Linux alone. False: as the system has it. Put back on close.
    bool low_latency = false;
    /// Empty: as the system has it, which for a board with RS-485 built in may be on. Put back on
    /// close.
    std::optional<rs485_config> rs485 = std::nullopt;
    initial_line dtr = initial_line::on; ///< DTR when `open` returns.
    initial_line rts = initial_line::on; ///< RTS when `open` returns.
    /// The largest acceptable |achieved / requested - 1| of the baud rate; from 0 up to below 1.
    double baud_tolerance = 0.03;
    /// For `flow_control.dtr_dsr`, `low_latency`, `rs485`, and `dtr` or `rts` being `off`.
    unsupported_policy unsupported = unsupported_policy::fail;
    /** The system marks received characters that came with an error, and BREAKs (PARMRK).

        Then `async_read_marked` and `read_marked` separate data from marks, and every other read is
        refused with `error::line_marks_on`, `asio::async_read_until` with them. Chosen when the
        port is opened, which discards what had been received before; `configure` cannot change it
        (`error::fixed_line_marks`). If false, a BREAK adds nothing to the data, and what came with
        an error is delivered as it is. Windows has no such marks, and opens no port with them.
    */
    bool line_marks = false;
};

/** Check a configuration for values that no port could have.

    @return Success, or an `error` that names the member at fault and compares equal to
    `condition::invalid_configuration`. No I/O, no allocation, never throws.
*/
[[nodiscard]] BOOST_SERIAL_EXT_DECL error_code validate(serial_config const& config) noexcept;

/** The time one or more characters take on the wire: start bit, data, parity and stop bits.

    Rounded down to the nanosecond once, after multiplying: half bits count, nothing accumulates.

    @param config Only its framing and baud rate matter. They must be valid; the answer is zero
    for a baud rate of zero.
    @param characters How many characters, back to back. The answer saturates at 292 years.
*/
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::chrono::nanoseconds char_time(
    serial_config const& config, std::uint64_t characters = 1) noexcept;

/** Write a configuration as a line of text: `"115200 8N1 rts_cts"`.

    Baud rate and framing always, then one word for each member that differs from its default:
    `xon_xoff`, `rts_cts`, `dtr_dsr`, `shared`, `no_hangup`, `low_latency`,
    `rs485=auto|kernel|software` with `,rts_off_on_send`, `,rts_after_send`, `,rx_during_tx`,
    `,terminate_bus`, `,before=5ms`, `,after=5ms` appended as needed, `dtr=off|preserve`,
    `rts=off|preserve`, `baud_tolerance=0.05`, `unsupported=warn|ignore`, `line_marks`.
    Independent of the locale. `parse_serial_config` reads every valid configuration back unchanged.
*/
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::string to_string(serial_config const& config);

/** Read what `to_string` writes.

    Words are separated by blanks, in any order after the baud rate and the framing; the framing and
    every later word may be missing and then have their defaults. Letters may be of either case.

    @param text At most 512 characters; used during the call only.
    @param ec Success, or an `error` that compares equal to `condition::invalid_configuration` and
    says what is wrong: which member, that a word is unknown, or that one is repeated.
    @return The configuration, already validated; the default one if `ec` is a failure.
*/
BOOST_SERIAL_EXT_DECL serial_config parse_serial_config(
    std::string_view text, error_code& ec) noexcept;

/// As above. @throws boost::system::system_error
[[nodiscard]] BOOST_SERIAL_EXT_DECL serial_config parse_serial_config(std::string_view text);

/// The enumerator's name, as in "odd"; "?" for a value that is none of them.
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::string_view to_string(parity value) noexcept;
/// The enumerator's name, as in "one_and_half"; "?" for a value that is none of them.
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::string_view to_string(stop_bits value) noexcept;
/// The enumerator's name, as in "preserve"; "?" for a value that is none of them.
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::string_view to_string(initial_line value) noexcept;
/// The enumerator's name, as in "automatic"; "?" for a value that is none of them.
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::string_view to_string(rs485_mode value) noexcept;
/// The enumerator's name, as in "warn"; "?" for a value that is none of them.
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::string_view to_string(unsupported_policy value) noexcept;
/// The flags that are set, joined by blanks, as in "xon_xoff rts_cts"; "none" if none is.
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::string to_string(flow_control const& value);
/// As in `to_string(serial_config)`, without the leading "rs485=".
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::string to_string(rs485_config const& value);

/// Writes `to_string(value)`.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, parity value);
/// Writes `to_string(value)`.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, stop_bits value);
/// Writes `to_string(value)`.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, initial_line value);
/// Writes `to_string(value)`.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, rs485_mode value);
/// Writes `to_string(value)`.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, unsupported_policy value);
/// Writes `to_string(value)`.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, flow_control const& value);
/// Writes `to_string(value)`.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, rs485_config const& value);
/// Writes `to_string(value)`.
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, serial_config const& value);

/// Memberwise equality.
[[nodiscard]] constexpr bool operator==(flow_control const& a, flow_control const& b) noexcept
{
    return a.xon_xoff == b.xon_xoff && a.rts_cts == b.rts_cts && a.dtr_dsr == b.dtr_dsr;
}
/// Memberwise inequality.
[[nodiscard]] constexpr bool operator!=(flow_control const& a, flow_control const& b) noexcept
{
    return !(a == b);
}

/// Memberwise equality.
[[nodiscard]] constexpr bool operator==(rs485_config const& a, rs485_config const& b) noexcept
{
    return a.rts_on_send == b.rts_on_send && a.rts_after_send == b.rts_after_send
        && a.rx_during_tx == b.rx_during_tx && a.terminate_bus == b.terminate_bus
        && a.delay_before_send == b.delay_before_send && a.delay_after_send == b.delay_after_send
        && a.mode == b.mode;
}
/// Memberwise inequality.
[[nodiscard]] constexpr bool operator!=(rs485_config const& a, rs485_config const& b) noexcept
{
    return !(a == b);
}

/// Memberwise equality; `baud_tolerance` is compared exactly.
[[nodiscard]] BOOST_SERIAL_EXT_DECL bool operator==(
    serial_config const& a, serial_config const& b) noexcept;
/// Memberwise inequality.
[[nodiscard]] inline bool operator!=(serial_config const& a, serial_config const& b) noexcept
{
    return !(a == b);
}

/// A hash that agrees with `==`.
[[nodiscard]] BOOST_SERIAL_EXT_DECL std::size_t hash_value(serial_config const& value) noexcept;

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

/// `hash_value(value)`, for the standard's unordered containers.
template<>
struct std::hash<boost_serial_ext::serial_config>
{
    std::size_t operator()(boost_serial_ext::serial_config const& value) const noexcept
    {
        return boost_serial_ext::hash_value(value);
    }
};

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/impl/serial_config.ipp>
#endif

#endif
