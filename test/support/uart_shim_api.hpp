// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_UART_SHIM_API_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_UART_SHIM_API_HPP

#include <cstddef>
#include <cstdint>

#include <linux/serial.h>

/*  The shim's plain interface, with C linkage: for programs that have it linked in, and by dlsym or
    Python's ctypes for those that it is preloaded into.

    A pty is named by its number, N of /dev/pts/N. Every function returns 0 or an error number.
    Bits are the kernel's: TIOCM_DTR and so on for lines, c_cflag and c_iflag for settings.
*/
extern "C" {

/// What a driver has of TIOCGSERIAL and TIOCSSERIAL.
enum uart_shim_serial : std::uint32_t
{
    uart_shim_serial_absent,   ///< ENOTTY.
    uart_shim_serial_kept,     ///< Whatever is set sticks.
    uart_shim_serial_ignoring, ///< Success, but ASYNC_LOW_LATENCY does not stick (cdc_acm).
    uart_shim_serial_refusing  ///< TIOCSSERIAL: EPERM.
};

/// What it has of TIOCGRS485 and TIOCSRS485.
enum uart_shim_rs485 : std::uint32_t
{
    uart_shim_rs485_absent,     ///< ENOTTY.
    uart_shim_rs485_zeros_only, ///< TIOCGRS485 answers zeros, TIOCSRS485: ENOTTY (8250).
    uart_shim_rs485_corrected   ///< Both, with the kernel's corrections (pl011).
};

/// How a driver behaves. Zero in a `dropped` mask: keeps everything.
struct uart_shim_driver
{
    std::uint32_t sizes;          ///< Character sizes it applies: bit 5 to bit 8.
    std::uint32_t dropped_cflag;  ///< Bits of c_cflag that it clears without a word.
    std::uint32_t dropped_iflag;  ///< Bits of c_iflag that it clears without a word.
    std::uint32_t max_rate;       ///< 0: none.
    std::uint32_t fallback_rate;  ///< What it sets instead of a rate above that.
    std::uint32_t clock;          ///< Rates are this number divided by a whole one; 0: any rate.
    std::uint32_t standard_codes; ///< 1: Reports a standard rate as Bxxx instead of BOTHER.
    std::uint32_t lines;          ///< 1: Has TIOCMGET, TIOCMSET and so on.
    std::uint32_t stuck_lines;    ///< Control lines whose change it ignores.
    std::uint32_t passive_open;   ///< 1: An open leaves the lines as they are.
    std::uint32_t serial;         ///< An `uart_shim_serial`.
    std::uint32_t serial_type;    ///< The `type` member, as PORT_16550A.
    std::uint32_t baud_base;      ///< The `baud_base` member.
    std::uint32_t rs485;          ///< An `uart_shim_rs485`.
    std::uint32_t counters;       ///< 1: Has TIOCGICOUNT.
    std::uint32_t transmitter;    ///< 1: Has TIOCSERGETLSR.
};

/// Requests of the log and of `uart_shim_fail` that are no ioctl's number.
enum uart_shim_call : std::uint32_t
{
    uart_shim_open = 1,
    uart_shim_close,
    uart_shim_write, ///< write, writev.
    uart_shim_flock,
    uart_shim_tcsetattr, ///< libc's functions, which reach the kernel past our ioctl.
    uart_shim_tcgetattr
};

/// A call, as it was made. `words` hold what it gave or got:
/// termios: c_iflag, c_oflag, c_cflag, c_lflag, c_ispeed, c_ospeed. RS-485: flags, delay before,
/// delay after. serial_struct: flags, custom_divisor. Lines, LSR, lengths, plain arguments: one.
struct uart_shim_entry
{
    std::uint32_t call;
    std::int32_t error; ///< 0: success; -1: not finished.
    std::int64_t result;
    std::uint64_t nanoseconds; ///< CLOCK_MONOTONIC, when it began.
    std::uint32_t words[6];
    std::uint32_t lines; ///< This side's control lines when the call began.
    std::int32_t thread; ///< gettid.
};

/// What the far side of the driver can see.
struct uart_shim_status
{
    std::uint32_t lines;     ///< TIOCM_…, of both directions.
    std::uint32_t break_on;  ///< 1 while BREAK is.
    std::uint32_t opens;     ///< Files that are open, so far as the shim saw them opened.
    std::uint32_t low_flags; ///< CSIZE and PARENB, which the pty itself does not keep.
    struct serial_icounter_struct counters;
    struct serial_struct serial;
    struct serial_rs485 rs485;
};

/// Makes a pty a UART with such a driver (null: a 16550A without limits), from its reset state on.
int uart_shim_attach(int pts, uart_shim_driver const* driver);
/// Makes it a pty again.
int uart_shim_detach(int pts);
/// Replaces the driver and keeps the state.
int uart_shim_set_driver(int pts, uart_shim_driver const* driver);
/// A null-modem cable: RTS to CTS, DTR to DSR and DCD, BREAK and bytes to the counters. -1: none.
int uart_shim_join(int pts, int other);
/// Lines asserted from outside, beside what the cable brings: TIOCM_RNG, TIOCM_CTS …
int uart_shim_set_inputs(int pts, std::uint32_t bits);
/// Adds to the counters of errors.
int uart_shim_count(int pts, std::uint32_t breaks, std::uint32_t framing, std::uint32_t parity,
    std::uint32_t overruns, std::uint32_t buffer_overruns);
/// The n-th call (1: the next) of this kind fails, as do all until `times` have; -1: for ever.
int uart_shim_fail(int pts, std::uint32_t call, std::uint32_t nth, int times, int error);
/// So many queries of TIOCSERGETLSR answer that the transmitter is busy; -1: all.
int uart_shim_hold_transmitter(int pts, int queries);
/// So many queries of TIOCOUTQ answer `bytes`; -1: all.
int uart_shim_hold_output(int pts, int queries, int bytes);
int uart_shim_get_status(int pts, uart_shim_status* status);
/// How many calls of all ttys have been logged.
std::uint64_t uart_shim_log_end();
/// Entries from the `*next`-th on, at most `size` of them; moves `*next`. EOVERFLOW: some are gone.
int uart_shim_read_log(
    int pts, std::uint64_t* next, uart_shim_entry* entries, std::size_t size, std::size_t* count);

} // extern "C"

#endif
