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

/// A rate, and its name in this system's header.
struct plain_rate
{
    std::uint32_t rate;
    ::speed_t name;
};
inline constexpr plain_rate plain_rates[] = {
    {50, B50},
    {75, B75},
    {110, B110},
    {134, B134},
    {150, B150},
    {200, B200},
    {300, B300},
    {600, B600},
    {1'200, B1200},
    {1'800, B1800},
    {2'400, B2400},
    {4'800, B4800},
    {9'600, B9600},
    {19'200, B19200},
    {38'400, B38400},
// POSIX has no faster ones until 2024, and systems do.
#if defined(B57600)
    {57'600, B57600},
#endif
#if defined(B115200)
    {115'200, B115200},
#endif
#if defined(B230400)
    {230'400, B230400},
#endif
#if defined(B460800)
    {460'800, B460800},
#endif
#if defined(B921600)
    {921'600, B921600},
#endif
#if defined(B1000000)
    {1'000'000, B1000000},
#endif
};

/// 0 for one that has no number here.
inline std::uint32_t plain_speed(::speed_t name) noexcept
{
    for (plain_rate const& r : plain_rates)
        if (r.name == name)
            return r.rate;
    return 0;
}

/// False for one that has no name here.
inline bool speed_of_plain(std::uint32_t rate, ::speed_t& name) noexcept
{
    for (plain_rate const& r : plain_rates)
        if (r.rate == rate)
            return name = r.name, true;
    return false;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
