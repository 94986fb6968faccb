// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_TTY_LINES_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_TTY_LINES_HPP

#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/config.hpp>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// Modem lines as TIOCMGET and TIOCMSET spell them: asm-generic/termios.h on Linux, sys/ttycom.h on
// macOS and the BSDs, which have the same numbers.
inline constexpr int tty_dtr = 0x002, tty_rts = 0x004, tty_cts = 0x020, tty_dcd = 0x040,
                     tty_ri = 0x080, tty_dsr = 0x100;

inline modem_status decode_lines(int bits) noexcept
{
    return {
        (bits & tty_cts) != 0, (bits & tty_dsr) != 0, (bits & tty_ri) != 0, (bits & tty_dcd) != 0};
}

/// The lines as they shall be: lines that nobody asked about keep their level.
inline int encode_lines(control_lines const& wanted, int bits) noexcept
{
    if (wanted.rts)
        bits = *wanted.rts ? bits | tty_rts : bits & ~tty_rts;
    if (wanted.dtr)
        bits = *wanted.dtr ? bits | tty_dtr : bits & ~tty_dtr;
    return bits;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
