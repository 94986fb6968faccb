// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CODEC_BSD_TERMIOS_HPP
#define BOOST_SERIAL_EXT_DETAIL_CODEC_BSD_TERMIOS_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/baud_error.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <cstdint>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// The systems that descend from 4.4BSD have one `struct termios`, in integers of different widths,
// and one set of flags, but for flow control (sys/termios.h of each). The native sources assert all
// of these against the real header. Mark and space parity, 1.5 stop bits: none of them has any.
namespace bsd_termios_flags {
// Spelled in lower case, because the system's headers define the upper-case names as macros.
// clang-format off
inline constexpr std::uint32_t
    // c_iflag
    ignbrk = 0x0001, brkint = 0x0002, ignpar = 0x0004, parmrk = 0x0008, inpck = 0x0010,
    istrip = 0x0020, inlcr = 0x0040, igncr = 0x0080, icrnl = 0x0100, ixon = 0x0200, ixoff = 0x0400,
    ixany = 0x0800, iuclc = 0x1000 /* OpenBSD */, imaxbel = 0x2000, iutf8 = 0x4000 /* macOS */,
    // c_oflag
    opost = 0x0001,
    // c_cflag
    cignore = 0x0001, csize = 0x0300, cs5 = 0x0000, cs6 = 0x0100, cs7 = 0x0200, cs8 = 0x0300,
    cstopb = 0x0400, cread = 0x0800, parenb = 0x1000, parodd = 0x2000, hupcl = 0x4000,
    clocal = 0x8000,
    // c_lflag
    echoke = 0x0001, echoe = 0x0002, echok = 0x0004, echo = 0x0008, echonl = 0x0010,
    echoprt = 0x0020, echoctl = 0x0040, isig = 0x0080, icanon = 0x0100, altwerase = 0x0200,
    iexten = 0x0400, extproc = 0x0800, tostop = 0x0040'0000, flusho = 0x0080'0000,
    xcase = 0x0100'0000 /* OpenBSD */, nokerninfo = 0x0200'0000, pendin = 0x2000'0000,
    noflsh = 0x8000'0000;
inline constexpr std::size_t
    // c_cc
    vstart = 12, vstop = 13, vmin = 16, vtime = 17, nccs = 20;
// clang-format on
} // namespace bsd_termios_flags

/// macOS: one bit for each direction of a pair of lines.
struct darwin_flavour
{
    static constexpr std::uint32_t crtscts = 0x0003'0000;    // CCTS_OFLOW | CRTS_IFLOW
    static constexpr std::uint32_t other_flow = 0x001C'0000; // CDTR_IFLOW, CDSR_OFLOW, CCAR_OFLOW

    /// Rates that termios does not take are IOSSIOSPEED's (sys/termios.h; IOKit's serial/ioss.h).
    static constexpr bool has_set_speed = true;
    static constexpr bool names_speed(std::uint32_t rate) noexcept
    {
        for (std::uint32_t const known : {0u /* hang up */, 50u, 75u, 110u, 134u, 150u, 200u, 300u,
                 600u, 1'200u, 1'800u, 2'400u, 4'800u, 7'200u, 9'600u, 14'400u, 19'200u, 28'800u,
                 38'400u, 57'600u, 76'800u, 115'200u, 230'400u})
            if (rate == known)
                return true;
        return false;
    }
};

/// FreeBSD and DragonFly: the same bits, and any integer is a speed.
struct freebsd_flavour
{
    static constexpr std::uint32_t crtscts = 0x0003'0000;
    static constexpr std::uint32_t other_flow = 0x001C'0000;
    static constexpr bool has_set_speed = false;
    static constexpr bool names_speed(std::uint32_t) noexcept { return true; }
};

struct netbsd_flavour
{
    static constexpr std::uint32_t crtscts = 0x0001'0000;
    static constexpr std::uint32_t other_flow = 0x0012'0000; // CDTRCTS, MDMBUF
    static constexpr bool has_set_speed = false;
    static constexpr bool names_speed(std::uint32_t) noexcept { return true; }
};

struct openbsd_flavour
{
    static constexpr std::uint32_t crtscts = 0x0001'0000;
    static constexpr std::uint32_t other_flow = 0x0010'0000; // MDMBUF
    static constexpr bool has_set_speed = false;
    static constexpr bool names_speed(std::uint32_t) noexcept { return true; }
};

/// Any other system, whose own flags are translated, and which itself has to be asked for the names of
/// rates: see sys_plain.ipp.
struct plain_flavour
{
    static constexpr std::uint32_t crtscts = 0x0003'0000;
    static constexpr std::uint32_t other_flow = 0;
    static constexpr bool has_set_speed = false;
    static constexpr bool names_speed(std::uint32_t) noexcept { return true; }
};

/// `struct termios` of one of these systems.
template<class Flavour>
struct bsd_termios
{
    std::uint32_t c_iflag = 0;
    std::uint32_t c_oflag = 0;
    std::uint32_t c_cflag = 0;
    std::uint32_t c_lflag = 0;
    std::uint8_t c_cc[bsd_termios_flags::nccs] = {};
    std::uint32_t c_ispeed = 0;
    std::uint32_t c_ospeed = 0;

    friend bool operator==(bsd_termios const& a, bsd_termios const& b) noexcept
    {
        for (std::size_t i = 0; i < sizeof a.c_cc; ++i)
            if (a.c_cc[i] != b.c_cc[i])
                return false;
        return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_cflag == b.c_cflag
            && a.c_lflag == b.c_lflag && a.c_ispeed == b.c_ispeed && a.c_ospeed == b.c_ospeed;
    }
    friend bool operator!=(bsd_termios const& a, bsd_termios const& b) noexcept
    {
        return !(a == b);
    }
};

/** Make a port raw and give it the configuration's framing, baud rate and flow control.

    As for the kernel's termios2 (`encode` there), but for a received BREAK: IGNBRK leaves it out,
    whatever the driver (termios(4); FreeBSD, sys/kern/tty_ttydisc.c).

    @param config A valid configuration with none of what termios cannot express: 1.5 stop bits,
    mark and space parity, DTR/DSR.
*/
template<class Flavour>
void encode(serial_config const& config, bsd_termios<Flavour>& t) noexcept
{
    using namespace bsd_termios_flags;
    t.c_iflag &= ~(ignbrk | brkint | ignpar | parmrk | inpck | istrip | inlcr | igncr | icrnl | ixon
        | ixoff | ixany | iuclc | imaxbel | iutf8);
    t.c_iflag |= config.line_marks ? parmrk | inpck : ignbrk;
    t.c_oflag &= ~opost;
    t.c_lflag &= ~(echoke | echoe | echok | echo | echonl | echoprt | echoctl | isig | icanon
        | altwerase | iexten | extproc | tostop | flusho | xcase | pendin);
    t.c_lflag |= noflsh;
    t.c_cflag &= ~(cignore | csize | cstopb | parenb | parodd | hupcl | Flavour::crtscts
        | Flavour::other_flow);
    t.c_cflag |= cread | clocal;
    t.c_ispeed = t.c_ospeed = config.baud_rate;
    t.c_cflag |= (config.character_size - 5u) << 8;
    if (config.stop_bits == stop_bits::two)
        t.c_cflag |= cstopb;
    if (config.parity != parity::none)
        t.c_cflag |= parenb;
    if (config.parity == parity::odd)
        t.c_cflag |= parodd;
    if (config.hangup_on_close)
        t.c_cflag |= hupcl;
    if (config.flow_control.rts_cts)
        t.c_cflag |= Flavour::crtscts;
    if (config.flow_control.xon_xoff)
        t.c_iflag |= ixon | ixoff;
    t.c_cc[vmin] = 1;
    t.c_cc[vtime] = 0;
    t.c_cc[vstart] = 0x11; // DC1
    t.c_cc[vstop] = 0x13;  // DC3
}

/// The input's flags that decide what becomes of errors and of BREAKs.
template<class Flavour>
std::uint32_t fault_flags(bsd_termios<Flavour> const& t) noexcept
{
    using namespace bsd_termios_flags;
    return t.c_iflag & (ignbrk | brkint | ignpar | parmrk | inpck);
}

/// Whether a read waits for a byte and gets every byte unchanged, and nothing but marks besides.
template<class Flavour>
bool is_raw(bsd_termios<Flavour> const& t) noexcept
{
    using namespace bsd_termios_flags;
    std::uint32_t const faults = fault_flags(t);
    return (t.c_lflag & (icanon | isig | iexten | echo)) == 0 && (t.c_oflag & opost) == 0
        && (faults == ignbrk || faults == (parmrk | inpck))
        && (t.c_iflag & (istrip | inlcr | igncr | icrnl | iuclc)) == 0 && t.c_cc[vmin] == 1
        && t.c_cc[vtime] == 0;
}

/// Overwrites what termios holds of a configuration, and leaves its other members alone.
template<class Flavour>
void decode(bsd_termios<Flavour> const& t, serial_config& config) noexcept
{
    using namespace bsd_termios_flags;
    config.baud_rate = t.c_ospeed;
    config.character_size = static_cast<std::uint8_t>(((t.c_cflag & csize) >> 8) + 5u);
    config.stop_bits = (t.c_cflag & cstopb) != 0 ? stop_bits::two : stop_bits::one;
    bool const odd = (t.c_cflag & parodd) != 0;
    config.parity = (t.c_cflag & parenb) == 0 ? parity::none : odd ? parity::odd : parity::even;
    config.flow_control.rts_cts = (t.c_cflag & Flavour::crtscts) == Flavour::crtscts;
    config.flow_control.xon_xoff = (t.c_iflag & (ixon | ixoff)) == (ixon | ixoff);
    config.flow_control.dtr_dsr = false;
    config.hangup_on_close = (t.c_cflag & hupcl) != 0;
    config.line_marks = fault_flags(t) == (parmrk | inpck);
}

/// Compares what the driver reports with what was asked for: names the first setting that differs.
template<class Flavour>
error_code compare(serial_config const& wanted, bsd_termios<Flavour> const& got) noexcept
{
    using namespace bsd_termios_flags;
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
    // Both also if only one direction is as asked.
    if ((got.c_iflag & (ixon | ixoff)) != (wanted.flow_control.xon_xoff ? ixon | ixoff : 0u))
        return error::rejected_xon_xoff;
    if ((got.c_cflag & Flavour::crtscts) != (wanted.flow_control.rts_cts ? Flavour::crtscts : 0u))
        return error::rejected_rts_cts;
    if (achieved.hangup_on_close != wanted.hangup_on_close)
        return error::rejected_hangup_on_close;
    if (achieved.line_marks != wanted.line_marks)
        return error::rejected_line_marks;
    return is_raw(got) ? error_code() : error_code(error::rejected_raw_mode);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
