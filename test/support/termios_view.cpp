// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A tty seen through libc: where conformance/kernel_view_posix.cpp has no kernel to look into.
#include "support/conformance_tty.hpp"
#include "support/raw_descriptor.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <iterator>
#include <string>
#include <system_error>

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace boost_serial_ext_test {

namespace {

struct flag
{
    std::uint32_t bit;
    char const* name;
};

void append(std::string& text, std::string const& word)
{
    text += (text.empty() ? "" : " ") + word;
}

template<std::size_t N>
void append_flags(std::string& text, std::uint32_t set, flag const (&flags)[N])
{
    for (auto const& f : flags)
        if ((set & f.bit) != 0)
            append(text, f.name);
}

int ask(int fd, unsigned long request)
{
    int answer = 0;
    if (::ioctl(fd, request, &answer) != 0)
        throw std::system_error(errno, std::generic_category(), "ioctl");
    return answer;
}

} // namespace

tty_settings read_settings(int fd)
{
    ::termios t{};
    if (::tcgetattr(fd, &t) != 0)
        throw std::system_error(errno, std::generic_category(), "tcgetattr");
    tty_settings s;
    s.input_flags = static_cast<std::uint32_t>(t.c_iflag);
    s.output_flags = static_cast<std::uint32_t>(t.c_oflag);
    s.control_flags = static_cast<std::uint32_t>(t.c_cflag);
    s.local_flags = static_cast<std::uint32_t>(t.c_lflag);
    std::copy_n(std::begin(t.c_cc), s.characters.size(), s.characters.begin());
    s.input_speed = static_cast<std::uint32_t>(::cfgetispeed(&t));
    s.output_speed = static_cast<std::uint32_t>(::cfgetospeed(&t));
    return s;
}

void write_settings(int fd, tty_settings const& s)
{
    ::termios t{};
    t.c_iflag = s.input_flags;
    t.c_oflag = s.output_flags;
    t.c_cflag = s.control_flags;
    t.c_lflag = s.local_flags;
    std::copy(s.characters.begin(), s.characters.end(), std::begin(t.c_cc));
    ::cfsetispeed(&t, s.input_speed);
    ::cfsetospeed(&t, s.output_speed);
    if (::tcsetattr(fd, TCSANOW, &t) != 0)
        throw std::system_error(errno, std::generic_category(), "tcsetattr");
}

std::string framing_of(tty_settings const& s)
{
    std::uint32_t const c = s.control_flags;
    std::string text = std::to_string(s.output_speed) + ' ';
    switch (c & CSIZE)
    {
    case CS5: text += '5'; break;
    case CS6: text += '6'; break;
    case CS7: text += '7'; break;
    default: text += '8';
    }
    bool const odd = (c & PARODD) != 0;
    if ((c & PARENB) == 0)
        text += 'N';
    else
        text += odd ? 'O' : 'E';
    text += (c & CSTOPB) != 0 ? '2' : '1';
    if ((s.input_flags & IXON) != 0)
        append(text, "xon");
    if ((s.input_flags & IXOFF) != 0)
        append(text, "xoff");
    if ((c & CRTSCTS) != 0)
        append(text, "rts_cts");
    if ((c & HUPCL) == 0)
        append(text, "no_hangup");
    return text;
}

std::string interpreters_of(tty_settings const& s)
{
    static constexpr flag input[]
        = {{PARMRK, "PARMRK"}, {INPCK, "INPCK"}, {ISTRIP, "ISTRIP"}, {INLCR, "INLCR"},
            {IGNCR, "IGNCR"}, {ICRNL, "ICRNL"}, {IXANY, "IXANY"}, {IMAXBEL, "IMAXBEL"}};
    static constexpr flag output[] = {{OPOST, "OPOST"}};
    static constexpr flag local[] = {{ISIG, "ISIG"}, {ICANON, "ICANON"}, {ECHO, "ECHO"},
        {ECHONL, "ECHONL"}, {TOSTOP, "TOSTOP"}, {IEXTEN, "IEXTEN"}, {EXTPROC, "EXTPROC"}};
    std::string text;
    append_flags(text, s.input_flags, input);
    append_flags(text, s.output_flags, output);
    append_flags(text, s.local_flags, local);
    if ((s.input_flags & (IGNBRK | BRKINT)) != IGNBRK || (s.local_flags & NOFLSH) == 0)
        append(text, "BREAK");
    return text;
}

bool has_plain_rate(tty_settings const& s)
{
    return s.input_speed == s.output_speed;
}

bool receives_without_carrier(tty_settings const& s)
{
    return (s.control_flags & (CREAD | CLOCAL)) == (CREAD | CLOCAL);
}

tty_settings cooked(tty_settings s)
{
    s.input_flags = (s.input_flags & ~std::uint32_t(IGNBRK)) | BRKINT | PARMRK | ISTRIP | ICRNL
        | IXON | IXANY | IMAXBEL;
    s.output_flags |= OPOST | ONLCR;
    s.local_flags &= ~std::uint32_t(NOFLSH);
    s.local_flags |= ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN | TOSTOP;
    s.control_flags |= CSTOPB | CRTSCTS;
    s.characters[VINTR] = 0x03;
    s.characters[VEOF] = 0x04;
    return waiting_for(s, 4, 2);
}

tty_settings canonical(tty_settings s)
{
    s.local_flags |= ICANON;
    s.characters[VEOF] = 0x04;
    return s;
}

tty_settings waiting_for(tty_settings s, std::uint8_t bytes, std::uint8_t tenths)
{
    s.characters[VMIN] = bytes;
    s.characters[VTIME] = tenths;
    return s;
}

int wait_bytes(tty_settings const& s)
{
    return s.characters[VMIN];
}

int wait_tenths(tty_settings const& s)
{
    return s.characters[VTIME];
}

int kernel_input_waiting(int fd)
{
    return ask(fd, FIONREAD);
}

int kernel_output_waiting(int fd)
{
    return ask(fd, TIOCOUTQ);
}

// Nobody tells but by refusing.
bool is_exclusive(int fd)
{
    char const* const name = ::ttyname(fd);
    return name != nullptr && refusal_of(name) == EBUSY;
}

void make_exclusive(int fd)
{
    ask(fd, TIOCEXCL);
}

} // namespace boost_serial_ext_test
