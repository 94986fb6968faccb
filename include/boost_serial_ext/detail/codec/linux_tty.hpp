// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_LINUX_TTY_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_LINUX_TTY_HPP

#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <cstdint>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The kernel's `struct serial_icounter_struct` (linux/serial.h).
struct linux_icounter
{
    int cts, dsr, rng, dcd;
    int rx, tx;
    int frame, overrun, parity, brk;
    int buf_overrun;
    int reserved[9];
};

// Modem lines as TIOCMGET and TIOCMSET spell them (asm-generic/termios.h).
inline constexpr int linux_dtr = 0x002, linux_rts = 0x004, linux_cts = 0x020, linux_dcd = 0x040,
                     linux_ri = 0x080, linux_dsr = 0x100;

inline modem_status decode_lines(int bits) noexcept
{
    return {(bits & linux_cts) != 0, (bits & linux_dsr) != 0, (bits & linux_ri) != 0,
        (bits & linux_dcd) != 0};
}

/// The lines as they shall be: lines that nobody asked about keep their level.
inline int encode_lines(control_lines const& wanted, int bits) noexcept
{
    if (wanted.rts)
        bits = *wanted.rts ? bits | linux_rts : bits & ~linux_rts;
    if (wanted.dtr)
        bits = *wanted.dtr ? bits | linux_dtr : bits & ~linux_dtr;
    return bits;
}

inline line_counters decode_counters(linux_icounter const& c) noexcept
{
    line_counters r;
    r.cts = static_cast<std::uint32_t>(c.cts);
    r.dsr = static_cast<std::uint32_t>(c.dsr);
    r.ri = static_cast<std::uint32_t>(c.rng);
    r.dcd = static_cast<std::uint32_t>(c.dcd);
    r.received = static_cast<std::uint32_t>(c.rx);
    r.sent = static_cast<std::uint32_t>(c.tx);
    r.breaks = static_cast<std::uint32_t>(c.brk);
    r.framing_errors = static_cast<std::uint32_t>(c.frame);
    r.parity_errors = static_cast<std::uint32_t>(c.parity);
    r.overruns = static_cast<std::uint32_t>(c.overrun);
    r.buffer_overruns = static_cast<std::uint32_t>(c.buf_overrun);
    return r;
}

/// TIOCSER_TEMT (asm-generic/ioctls.h): what TIOCSERGETLSR sets while nothing is being sent.
inline constexpr unsigned linux_transmitter_empty = 0x01;

/// Whether a device number belongs to the far side of a pty
/// (Documentation/admin-guide/devices.txt).
constexpr bool is_pty(unsigned major_number) noexcept
{
    return (major_number >= 136 && major_number <= 143) || major_number == 3;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
