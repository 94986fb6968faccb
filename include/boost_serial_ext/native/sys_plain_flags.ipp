// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_PLAIN_FLAGS_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_PLAIN_FLAGS_IPP

#include <boost_serial_ext/detail/codec/bsd_termios.hpp>

#include <cstddef>
#include <cstdint>

#include <termios.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// A flag as `bsd_termios` has it, and as this system's header does.
struct plain_flag
{
    std::uint32_t plain;
    ::tcflag_t own;
};

inline constexpr plain_flag plain_input_flags[]
    = {{bsd_termios_flags::ignbrk, IGNBRK}, {bsd_termios_flags::brkint, BRKINT},
        {bsd_termios_flags::ignpar, IGNPAR}, {bsd_termios_flags::parmrk, PARMRK},
        {bsd_termios_flags::inpck, INPCK}, {bsd_termios_flags::istrip, ISTRIP},
        {bsd_termios_flags::inlcr, INLCR}, {bsd_termios_flags::igncr, IGNCR},
        {bsd_termios_flags::icrnl, ICRNL}, {bsd_termios_flags::ixon, IXON},
        {bsd_termios_flags::ixoff, IXOFF}, {bsd_termios_flags::ixany, IXANY}};
inline constexpr plain_flag plain_output_flags[] = {{bsd_termios_flags::opost, OPOST}};
inline constexpr plain_flag plain_control_flags[]
    = {{bsd_termios_flags::cstopb, CSTOPB}, {bsd_termios_flags::cread, CREAD},
        {bsd_termios_flags::parenb, PARENB}, {bsd_termios_flags::parodd, PARODD},
        {bsd_termios_flags::hupcl, HUPCL}, {bsd_termios_flags::clocal, CLOCAL},
#if defined(CRTSCTS) // not POSIX's
        {plain_flavour::crtscts, CRTSCTS}
#endif
};
inline constexpr plain_flag plain_local_flags[] = {{bsd_termios_flags::echoe, ECHOE},
    {bsd_termios_flags::echok, ECHOK}, {bsd_termios_flags::echo, ECHO},
    {bsd_termios_flags::echonl, ECHONL}, {bsd_termios_flags::isig, ISIG},
    {bsd_termios_flags::icanon, ICANON}, {bsd_termios_flags::iexten, IEXTEN},
    {bsd_termios_flags::tostop, TOSTOP}, {bsd_termios_flags::noflsh, NOFLSH}};

template<std::size_t N>
void to_plain(plain_flag const (&flags)[N], ::tcflag_t own, std::uint32_t& plain) noexcept
{
    for (plain_flag const& f : flags)
        plain |= (own & f.own) == f.own ? f.plain : 0u;
}

template<std::size_t N>
void from_plain(plain_flag const (&flags)[N], std::uint32_t plain, ::tcflag_t& own) noexcept
{
    for (plain_flag const& f : flags)
        own = (plain & f.plain) == f.plain ? own | f.own : own & ~f.own;
}

inline std::uint32_t plain_size(::tcflag_t own) noexcept
{
    using namespace bsd_termios_flags;
    return own == CS5 ? cs5 : own == CS6 ? cs6 : own == CS7 ? cs7 : cs8;
}

inline ::tcflag_t size_of_plain(std::uint32_t plain) noexcept
{
    using namespace bsd_termios_flags;
    return plain == cs5 ? CS5 : plain == cs6 ? CS6 : plain == cs7 ? CS7 : CS8;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
