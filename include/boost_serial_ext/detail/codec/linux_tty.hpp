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
