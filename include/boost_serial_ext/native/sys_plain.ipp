// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_PLAIN_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_PLAIN_IPP

#include <boost_serial_ext/detail/codec/bsd_termios.hpp>
#include <boost_serial_ext/native/sys_plain_flags.ipp>
#include <boost_serial_ext/native/sys_plain_lines.ipp>
#include <boost_serial_ext/native/sys_plain_rates.ipp>
#include <boost_serial_ext/native/sys_posix.ipp>

#include <array>
#include <cerrno>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The system calls on ttys where POSIX is all that is known; what POSIX lacks is in sys_plain_lines.
struct sys_plain : sys_plain_lines
{
    using flavour = plain_flavour;
    using termios_type = bsd_termios<plain_flavour>;
    static constexpr os family = os::other;
    static constexpr std::string_view backend_name = "posix/termios";

    /// O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC.
    int open(char const* path, int& fd) noexcept
    {
        fd = ::open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        return number_of(fd);
    }
    int close(int fd) noexcept { return number_of(::close(fd)); }
    /// close on a thread of its own; if there is none to be had, here.
    void close_apart(int fd) noexcept
    {
        try
        {
            signals_blocked const none;
            std::thread([fd] { ::close(fd); }).detach();
        }
        catch (std::exception const&)
        {
            ::close(fd);
        }
    }
    /// tcflush: TCIFLUSH, TCOFLUSH.
    int discard_input(int fd) noexcept { return number_of(::tcflush(fd, TCIFLUSH)); }
    int discard_output(int fd) noexcept { return number_of(::tcflush(fd, TCOFLUSH)); }
    /// poll without waiting: whether POLLHUP, POLLERR or POLLNVAL is set.
    int poll_hangup(int fd, bool& gone) noexcept
    {
        ::pollfd p{fd, POLLHUP, 0};
        int const number = number_of(::poll(&p, 1, 0));
        gone = (p.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
        return number;
    }
    /// ttyname_r; empty on failure.
    std::string name_of(int fd)
    {
        std::array<char, 1024> name{};
        return ::ttyname_r(fd, name.data(), name.size()) == 0 ? name.data() : std::string();
    }

    /// tcgetattr.
    int get_termios(int fd, termios_type& t) noexcept
    {
        using namespace bsd_termios_flags;
        ::termios raw = {};
        int const number = number_of(::tcgetattr(fd, &raw));
        t = {};
        to_plain(plain_input_flags, raw.c_iflag, t.c_iflag);
        to_plain(plain_output_flags, raw.c_oflag, t.c_oflag);
        to_plain(plain_control_flags, raw.c_cflag, t.c_cflag);
        to_plain(plain_local_flags, raw.c_lflag, t.c_lflag);
        t.c_cflag |= plain_size(raw.c_cflag & CSIZE);
        t.c_cc[vmin] = raw.c_cc[VMIN];
        t.c_cc[vtime] = raw.c_cc[VTIME];
        t.c_cc[vstart] = raw.c_cc[VSTART];
        t.c_cc[vstop] = raw.c_cc[VSTOP];
        t.c_ispeed = plain_speed(::cfgetispeed(&raw));
        t.c_ospeed = plain_speed(::cfgetospeed(&raw));
        return number;
    }

    /// Whether a rate has a name, or was found.
    bool names_speed(std::uint32_t rate) const noexcept
    {
        ::speed_t name = {};
        return speed_of_plain(rate, name);
    }

    /// tcgetattr, so that what nobody here knows stays, and tcsetattr: at once, without waiting for
    /// output. EINVAL for a rate that has no name.
    int set_termios(int fd, termios_type const& t) noexcept
    {
        using namespace bsd_termios_flags;
        ::termios raw = {};
        if (::tcgetattr(fd, &raw) != 0)
            return errno;
        from_plain(plain_input_flags, t.c_iflag, raw.c_iflag);
        from_plain(plain_output_flags, t.c_oflag, raw.c_oflag);
        from_plain(plain_control_flags, t.c_cflag, raw.c_cflag);
        from_plain(plain_local_flags, t.c_lflag, raw.c_lflag);
        raw.c_cflag &= ~static_cast<::tcflag_t>(CSIZE);
        raw.c_cflag |= size_of_plain(t.c_cflag & csize);
        raw.c_cc[VMIN] = t.c_cc[vmin];
        raw.c_cc[VTIME] = t.c_cc[vtime];
        raw.c_cc[VSTART] = t.c_cc[vstart];
        raw.c_cc[VSTOP] = t.c_cc[vstop];
        ::speed_t speed = {};
        if (!speed_of_plain(t.c_ospeed, speed))
            return EINVAL;
        ::cfsetispeed(&raw, speed);
        ::cfsetospeed(&raw, speed);
        return number_of(::tcsetattr(fd, TCSANOW, &raw));
    }
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
