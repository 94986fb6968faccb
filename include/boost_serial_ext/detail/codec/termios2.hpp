// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_TERMIOS2_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_TERMIOS2_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/baud_error.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <cstdint>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** The Linux kernel's `struct termios2` with the generic layout of asm-generic/termbits.h.

    Not libc's `struct termios`: glibc 2.42 gave its speeds new meanings. A test asserts the layout
    and every constant against the kernel's header.
*/
struct termios2
{
    std::uint32_t c_iflag = 0;
    std::uint32_t c_oflag = 0;
    std::uint32_t c_cflag = 0;
    std::uint32_t c_lflag = 0;
    std::uint8_t c_line = 0;
    std::uint8_t c_cc[19] = {};
    std::uint32_t c_ispeed = 0;
    std::uint32_t c_ospeed = 0;

    friend bool operator==(termios2 const& a, termios2 const& b) noexcept
    {
        for (std::size_t i = 0; i < sizeof a.c_cc; ++i)
            if (a.c_cc[i] != b.c_cc[i])
                return false;
        return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_cflag == b.c_cflag
            && a.c_lflag == b.c_lflag && a.c_line == b.c_line && a.c_ispeed == b.c_ispeed
            && a.c_ospeed == b.c_ospeed;
    }
    friend bool operator!=(termios2 const& a, termios2 const& b) noexcept { return !(a == b); }
};
static_assert(sizeof(termios2) == 44, "the kernel's size; it is part of the ioctl's number");

// asm-generic/termbits.h and termbits-common.h. Spelled in lower case, because the system's headers
// define the upper-case names as macros.
namespace termios2_flags {
// clang-format off
inline constexpr std::uint32_t
    // c_iflag
    ignbrk = 0x0001, brkint = 0x0002, ignpar = 0x0004, parmrk = 0x0008, inpck = 0x0010,
    istrip = 0x0020, inlcr = 0x0040, igncr = 0x0080, icrnl = 0x0100, iuclc = 0x0200,
    ixon = 0x0400, ixany = 0x0800, ixoff = 0x1000, imaxbel = 0x2000, iutf8 = 0x4000,
    // c_oflag
    opost = 0x0001,
    // c_cflag
    csize = 0x0030, cs5 = 0x0000, cs6 = 0x0010, cs7 = 0x0020, cs8 = 0x0030, cstopb = 0x0040,
    cread = 0x0080, parenb = 0x0100, parodd = 0x0200, hupcl = 0x0400, clocal = 0x0800,
    cbaud = 0x100F, bother = 0x1000, cibaud = 0x100F0000, addrb = 0x20000000, cmspar = 0x40000000,
    crtscts = 0x80000000,
    // c_lflag
    isig = 0x0001, icanon = 0x0002, xcase = 0x0004, echo = 0x0008, echoe = 0x0010, echok = 0x0020,
    echonl = 0x0040, noflsh = 0x0080, tostop = 0x0100, echoctl = 0x0200, echoprt = 0x0400,
    echoke = 0x0800, flusho = 0x1000, pendin = 0x4000, iexten = 0x8000, extproc = 0x10000;
inline constexpr std::size_t
    // c_cc
    vtime = 5, vmin = 6, vstart = 8, vstop = 9;
// clang-format on
} // namespace termios2_flags

/** Make a port raw and give it the configuration's framing, baud rate and flow control.

    Raw means: bytes as they are in both directions, a read waits for one byte (VMIN 1, VTIME 0), a
    received BREAK adds nothing to the data, a character with a parity error is delivered as
    received (no INPCK). Everything that is none of the library's business stays as it is.

    With `line_marks` the input has the escapes of `parmrk_decoder`. Otherwise, for a BREAK it is
    BRKINT with NOFLSH. Under IGNBRK, or with none of both, the line discipline expects the driver
    to leave BREAKs and overruns out (n_tty.c, real_raw), and those of USB do not: a NUL would be
    among the data. The signal that BRKINT stands for needs a controlling
    terminal, and the library makes none of its ports one (O_NOCTTY). A pty knows no BREAK: there
    it is IGNBRK, with which the line discipline copies blocks instead of looking at each byte.

    @param config A valid configuration with a character size of 5 to 8, and neither
    `stop_bits::one_and_half` nor `flow_control::dtr_dsr`, which termios cannot express.
    @param is_pty Whether it is a pseudo terminal's.
*/
inline void encode(serial_config const& config, termios2& t, bool is_pty = false) noexcept
{
    using namespace termios2_flags;
    t.c_iflag &= ~(ignbrk | brkint | ignpar | parmrk | inpck | istrip | inlcr | igncr | icrnl
        | iuclc | ixon | ixany | ixoff | imaxbel | iutf8);
    t.c_iflag |= config.line_marks ? parmrk | inpck : is_pty ? ignbrk : brkint;
    t.c_oflag &= ~opost;
    t.c_lflag &= ~(isig | icanon | xcase | echo | echoe | echok | echonl | tostop | echoctl
        | echoprt | echoke | flusho | pendin | iexten | extproc);
    t.c_lflag |= noflsh;
    t.c_cflag
        &= ~(csize | cstopb | parenb | parodd | cmspar | addrb | hupcl | crtscts | cbaud | cibaud);
    // CIBAUD of zero makes the receiver follow the transmitter, whatever c_ispeed says.
    t.c_cflag |= cread | clocal | bother;
    t.c_ispeed = t.c_ospeed = config.baud_rate;
    t.c_cflag |= (config.character_size - 5u) << 4;
    if (config.stop_bits == stop_bits::two)
        t.c_cflag |= cstopb;
    if (config.parity != parity::none)
        t.c_cflag |= parenb;
    if (config.parity == parity::odd || config.parity == parity::mark)
        t.c_cflag |= parodd;
    if (config.parity == parity::mark || config.parity == parity::space)
        t.c_cflag |= cmspar;
    if (config.hangup_on_close)
        t.c_cflag |= hupcl;
    if (config.flow_control.rts_cts)
        t.c_cflag |= crtscts;
    if (config.flow_control.xon_xoff)
        t.c_iflag |= ixon | ixoff;
    t.c_cc[vmin] = 1;
    t.c_cc[vtime] = 0;
    t.c_cc[vstart] = 0x11; // DC1
    t.c_cc[vstop] = 0x13;  // DC3
}

/// The input's flags that decide what becomes of errors and of BREAKs.
inline std::uint32_t fault_flags(termios2 const& t) noexcept
{
    using namespace termios2_flags;
    return t.c_iflag & (ignbrk | brkint | ignpar | parmrk | inpck);
}

/// Whether a read waits for a byte and gets every byte unchanged, and nothing but marks besides.
inline bool is_raw(termios2 const& t) noexcept
{
    using namespace termios2_flags;
    std::uint32_t const faults = fault_flags(t);
    return (t.c_lflag & (icanon | isig | iexten | echo)) == 0 && (t.c_oflag & opost) == 0
        && (faults == brkint || faults == ignbrk || faults == (parmrk | inpck))
        && (t.c_lflag & noflsh) != 0 && (t.c_iflag & (istrip | inlcr | igncr | icrnl | iuclc)) == 0
        && t.c_cc[vmin] == 1 && t.c_cc[vtime] == 0;
}

/// Overwrites what termios holds of a configuration, and leaves its other members alone.
inline void decode(termios2 const& t, serial_config& config) noexcept
{
    using namespace termios2_flags;
    config.baud_rate = t.c_ospeed;
    config.character_size = static_cast<std::uint8_t>(((t.c_cflag & csize) >> 4) + 5u);
    config.stop_bits = (t.c_cflag & cstopb) != 0 ? stop_bits::two : stop_bits::one;
    bool const odd = (t.c_cflag & parodd) != 0;
    if ((t.c_cflag & parenb) == 0)
        config.parity = parity::none;
    else if ((t.c_cflag & cmspar) != 0)
        config.parity = odd ? parity::mark : parity::space;
    else
        config.parity = odd ? parity::odd : parity::even;
    config.flow_control.rts_cts = (t.c_cflag & crtscts) != 0;
    config.flow_control.xon_xoff = (t.c_iflag & (ixon | ixoff)) == (ixon | ixoff);
    config.flow_control.dtr_dsr = false;
    config.hangup_on_close = (t.c_cflag & hupcl) != 0;
    config.line_marks = fault_flags(t) == (parmrk | inpck);
}

/// Compares what the driver reports with what was asked for: names the first setting that differs.
inline error_code compare(
    serial_config const& wanted, termios2 const& got, bool is_pty = false) noexcept
{
    serial_config achieved;
    decode(got, achieved);
    double const off = baud_error(wanted.baud_rate, achieved.baud_rate);
    if (!(off <= wanted.baud_tolerance && -off <= wanted.baud_tolerance))
        return error::rejected_baud_rate;
    if (achieved.character_size != wanted.character_size)
        return error::rejected_character_size;
    if (achieved.parity != wanted.parity)
        return error::rejected_parity;
    if (achieved.stop_bits != wanted.stop_bits)
        return error::rejected_stop_bits;
    using termios2_flags::ixoff, termios2_flags::ixon;
    if ((got.c_iflag & (ixon | ixoff)) != (wanted.flow_control.xon_xoff ? ixon | ixoff : 0u))
        return error::rejected_xon_xoff; // also if only one direction is as asked
    if (achieved.flow_control.rts_cts != wanted.flow_control.rts_cts)
        return error::rejected_rts_cts;
    if (achieved.hangup_on_close != wanted.hangup_on_close)
        return error::rejected_hangup_on_close;
    if (achieved.line_marks != wanted.line_marks)
        return error::rejected_line_marks;
    if (!is_raw(got) || (!is_pty && fault_flags(got) == termios2_flags::ignbrk))
        return error::rejected_raw_mode;
    return {};
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
