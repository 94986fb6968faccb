// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The kernel's own termios and libc's exclude one another; so this file includes nothing that
// includes the latter.
#include "hardware/raw_tty.hpp"

#include <algorithm>
#include <cerrno>
#include <sstream>
#include <system_error>

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" int ioctl(int, unsigned long, ...) noexcept; // <sys/ioctl.h> would bring libc's termios

namespace boost_serial_ext_test {

namespace {

void check(bool success, char const* what)
{
    if (!success)
        throw std::system_error(errno, std::generic_category(), what);
}

// ASYNC_LOW_LATENCY stands in linux/tty_flags.h, which older systems lack.
constexpr int low_latency_flag = 1 << 13;

} // namespace

std::ostream& operator<<(std::ostream& out, raw_settings const& s)
{
    out << framing_of(s) << std::hex << " [i " << s.input_flags << " o " << s.output_flags << " c "
        << s.control_flags << " l " << s.local_flags << std::dec << " in " << s.input_speed
        << " cc";
    for (auto const c : s.characters)
        out << ' ' << unsigned{c};
    return out << ']';
}

std::string framing_of(raw_settings const& s)
{
    std::uint32_t const c = s.control_flags;
    std::string text = std::to_string(s.output_speed) + ' ';
    text += static_cast<char>('5' + (c & CSIZE) / CS6);
    bool const odd = (c & PARODD) != 0;
    text += (c & PARENB) == 0 ? 'N' : (c & CMSPAR) != 0 ? odd ? 'M' : 'S' : odd ? 'O' : 'E';
    text += (c & CSTOPB) != 0 ? '2' : '1';
    text += (s.input_flags & IXON) != 0 ? " xon" : "";
    text += (s.input_flags & IXOFF) != 0 ? " xoff" : "";
    text += (c & CRTSCTS) != 0 ? " rts_cts" : "";
    text += (c & HUPCL) != 0 ? "" : " no_hangup";
    return text;
}

std::ostream& operator<<(std::ostream& out, raw_rs485 const& r)
{
    return out << std::hex << "0x" << r.flags << std::dec << ' ' << r.delay_before_send << ' '
               << r.delay_after_send;
}

raw_tty::raw_tty(std::string const& device)
    : fd_(::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC))
{
    check(fd_ >= 0, device.c_str());
}

raw_tty::~raw_tty()
{
    ::close(fd_);
}

raw_settings raw_tty::settings() const
{
    termios2 t{};
    check(::ioctl(fd_, TCGETS2, &t) == 0, "TCGETS2");
    raw_settings s;
    s.input_flags = t.c_iflag;
    s.output_flags = t.c_oflag;
    s.control_flags = t.c_cflag;
    s.local_flags = t.c_lflag;
    s.line = t.c_line;
    std::copy(std::begin(t.c_cc), std::end(t.c_cc), s.characters.begin());
    s.input_speed = t.c_ispeed;
    s.output_speed = t.c_ospeed;
    return s;
}

void raw_tty::change(raw_settings const& s) const
{
    termios2 t{};
    t.c_iflag = s.input_flags;
    t.c_oflag = s.output_flags;
    t.c_cflag = s.control_flags;
    t.c_lflag = s.local_flags;
    t.c_line = s.line;
    std::copy(s.characters.begin(), s.characters.end(), std::begin(t.c_cc));
    t.c_ispeed = s.input_speed;
    t.c_ospeed = s.output_speed;
    check(::ioctl(fd_, TCSETS2, &t) == 0, "TCSETS2");
}

int raw_tty::lines() const
{
    int bits = 0;
    check(::ioctl(fd_, TIOCMGET, &bits) == 0, "TIOCMGET");
    return bits;
}

void raw_tty::change_lines(int bits) const
{
    check(::ioctl(fd_, TIOCMSET, &bits) == 0, "TIOCMSET");
}

bool raw_tty::low_latency() const
{
    serial_struct s{};
    check(::ioctl(fd_, TIOCGSERIAL, &s) == 0, "TIOCGSERIAL");
    return (s.flags & low_latency_flag) != 0;
}

void raw_tty::change_low_latency(bool on) const
{
    serial_struct s{};
    check(::ioctl(fd_, TIOCGSERIAL, &s) == 0, "TIOCGSERIAL");
    s.flags = on ? s.flags | low_latency_flag : s.flags & ~low_latency_flag;
    check(::ioctl(fd_, TIOCSSERIAL, &s) == 0, "TIOCSSERIAL");
}

void raw_tty::change_closing_wait(int centiseconds) const
{
    serial_struct s{};
    check(::ioctl(fd_, TIOCGSERIAL, &s) == 0, "TIOCGSERIAL");
    s.closing_wait = static_cast<unsigned short>(centiseconds);
    check(::ioctl(fd_, TIOCSSERIAL, &s) == 0, "TIOCSSERIAL");
}

std::optional<raw_rs485> raw_tty::rs485() const
{
    serial_rs485 r{};
    if (::ioctl(fd_, TIOCGRS485, &r) == 0)
        return raw_rs485{r.flags, r.delay_rts_before_send, r.delay_rts_after_send};
    check(errno == ENOTTY, "TIOCGRS485");
    return std::nullopt;
}

bool raw_tty::change_rs485(raw_rs485 const& wanted) const
{
    serial_rs485 r{};
    r.flags = wanted.flags;
    r.delay_rts_before_send = wanted.delay_before_send;
    r.delay_rts_after_send = wanted.delay_after_send;
    bool const done = ::ioctl(fd_, TIOCSRS485, &r) == 0;
    check(done || errno == ENOTTY, "TIOCSRS485");
    return done;
}

int raw_tty::output_waiting() const
{
    int count = 0;
    check(::ioctl(fd_, TIOCOUTQ, &count) == 0, "TIOCOUTQ");
    return count;
}

bool raw_tty::transmitter_empty() const
{
    unsigned status = 0;
    check(::ioctl(fd_, TIOCSERGETLSR, &status) == 0, "TIOCSERGETLSR");
    return (status & TIOCSER_TEMT) != 0;
}

void raw_tty::discard() const
{
    check(::ioctl(fd_, TCFLSH, TCIOFLUSH) == 0, "TCFLSH");
}

std::string raw_tty::everything() const
{
    std::ostringstream out;
    out << settings();
    serial_struct s{};
    if (::ioctl(fd_, TIOCGSERIAL, &s) == 0)
        out << " serial " << std::hex << s.flags << std::dec << ' ' << s.closing_wait;
    if (auto const r = rs485())
        out << " rs485 " << *r;
    out << " lines " << std::hex << lines();
    return out.str();
}

int open_error(std::string const& device)
{
    int const fd = ::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno;
    ::close(fd);
    return 0;
}

int open_error_of_nobody(std::string const& device)
{
    check(::chmod(device.c_str(), 0666) == 0, "chmod"); // it shall be the lock that refuses
    pid_t const child = ::fork();
    check(child >= 0, "fork");
    if (child == 0)
        ::_exit(::setuid(65534) == 0 ? open_error(device) : 255);
    int status = 0;
    check(::waitpid(child, &status, 0) == child, "waitpid");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

} // namespace boost_serial_ext_test
