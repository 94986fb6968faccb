// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_BSD_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_BSD_IPP

#include <boost_serial_ext/detail/codec/bsd_termios.hpp>
#include <boost_serial_ext/native/sys_posix.ipp>
#include <boost_serial_ext/native/sys_tty.ipp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <string>

#include <termios.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

namespace sys_bsd_checks {
using namespace bsd_termios_flags;
static_assert(ignbrk == IGNBRK && brkint == BRKINT && ignpar == IGNPAR && parmrk == PARMRK
    && inpck == INPCK && istrip == ISTRIP && inlcr == INLCR && igncr == IGNCR && icrnl == ICRNL
    && ixon == IXON && ixoff == IXOFF && ixany == IXANY && imaxbel == IMAXBEL);
static_assert(opost == OPOST);
static_assert(cignore == CIGNORE && csize == CSIZE && cs5 == CS5 && cs6 == CS6 && cs7 == CS7
    && cs8 == CS8 && cstopb == CSTOPB && cread == CREAD && parenb == PARENB && parodd == PARODD
    && hupcl == HUPCL && clocal == CLOCAL);
static_assert(echoke == ECHOKE && echoe == ECHOE && echok == ECHOK && echo == ECHO
    && echonl == ECHONL && echoprt == ECHOPRT && echoctl == ECHOCTL && isig == ISIG
    && icanon == ICANON && altwerase == ALTWERASE && iexten == IEXTEN && extproc == EXTPROC
    && tostop == TOSTOP && flusho == FLUSHO && nokerninfo == NOKERNINFO && pendin == PENDIN
    && noflsh == NOFLSH);
static_assert(vstart == VSTART && vstop == VSTOP && vmin == VMIN && vtime == VTIME && nccs == NCCS);
} // namespace sys_bsd_checks

/// The system calls on ttys that macOS and the BSDs have beside `sys_tty`, one per function.
template<class Flavour>
struct sys_bsd : sys_tty
{
    using flavour = Flavour;
    static_assert(Flavour::crtscts == CRTSCTS);

    /// Their drivers need not know flock.
    static constexpr bool may_lack_locks = true;

    /// TIOCEXCL can be set, and not asked for.
    int get_exclusive(int, int&) noexcept { return ENOTTY; }

    /// tcgetattr.
    int get_termios(int fd, bsd_termios<Flavour>& t) noexcept
    {
        ::termios raw = {};
        int const number = number_of(::tcgetattr(fd, &raw));
        t.c_iflag = static_cast<std::uint32_t>(raw.c_iflag);
        t.c_oflag = static_cast<std::uint32_t>(raw.c_oflag);
        t.c_cflag = static_cast<std::uint32_t>(raw.c_cflag);
        t.c_lflag = static_cast<std::uint32_t>(raw.c_lflag);
        std::copy(raw.c_cc, raw.c_cc + NCCS, t.c_cc);
        t.c_ispeed = static_cast<std::uint32_t>(::cfgetispeed(&raw));
        t.c_ospeed = static_cast<std::uint32_t>(::cfgetospeed(&raw));
        return number;
    }

    /// tcsetattr: at once, without waiting for output.
    int set_termios(int fd, bsd_termios<Flavour> const& t) noexcept
    {
        ::termios raw = {};
        raw.c_iflag = t.c_iflag;
        raw.c_oflag = t.c_oflag;
        raw.c_cflag = t.c_cflag;
        raw.c_lflag = t.c_lflag;
        std::copy(t.c_cc, t.c_cc + NCCS, raw.c_cc);
        ::cfsetispeed(&raw, static_cast<::speed_t>(t.c_ispeed));
        ::cfsetospeed(&raw, static_cast<::speed_t>(t.c_ospeed));
        return number_of(::tcsetattr(fd, TCSANOW, &raw));
    }

    /// ttyname_r; empty on failure.
    std::string name_of(int fd)
    {
        std::array<char, 1024> name{};
        return ::ttyname_r(fd, name.data(), name.size()) == 0 ? name.data() : std::string();
    }
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
