// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_TTY_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_TTY_HPP

#include <array>
#include <cstdint>
#include <ostream>
#include <string>

namespace boost_serial_ext_test {

/** What the kernel holds of a tty's settings, read without the library (TCGETS2).

    The master of a pty answers for the slave, so a test can look while nobody has the slave open.
*/
struct tty_settings
{
    std::uint32_t input_flags = 0;
    std::uint32_t output_flags = 0;
    std::uint32_t control_flags = 0;
    std::uint32_t local_flags = 0;
    std::uint8_t line = 0;
    std::array<std::uint8_t, 19> characters{};
    std::uint32_t input_speed = 0;
    std::uint32_t output_speed = 0;

    friend bool operator==(tty_settings const& a, tty_settings const& b)
    {
        return a.input_flags == b.input_flags && a.output_flags == b.output_flags
            && a.control_flags == b.control_flags && a.local_flags == b.local_flags
            && a.line == b.line && a.characters == b.characters && a.input_speed == b.input_speed
            && a.output_speed == b.output_speed;
    }
};

/// Reads the settings. @throws std::system_error
tty_settings read_settings(int fd);

/// Changes them at once, as another program would (TCSETS2). @throws std::system_error
void write_settings(int fd, tty_settings const& settings);

/// Baud rate, framing, flow control and hang-up on close, as in "9600 8E2 rts_cts no_hangup".
std::string framing_of(tty_settings const& settings);

/// The flags that make the kernel touch the bytes, or lack a byte; empty if the tty is raw.
std::string interpreters_of(tty_settings const& settings);

/// Whether the rate stands in the speed members alone (BOTHER), and reception follows it.
bool has_plain_rate(tty_settings const& settings);

/// Whether the receiver is on and the modem's lines are ignored (CREAD, CLOCAL).
bool receives_without_carrier(tty_settings const& settings);

/// Lines, echo, signals, newline translation: what a log-in shell wants, and a serial port not.
tty_settings cooked(tty_settings settings);

/// Canonical mode only.
tty_settings canonical(tty_settings settings);

/// How many bytes a read waits for (VMIN), and how long after the last one (VTIME).
tty_settings waiting_for(tty_settings settings, std::uint8_t bytes, std::uint8_t tenths);

/// VMIN.
int wait_bytes(tty_settings const& settings);

/// VTIME.
int wait_tenths(tty_settings const& settings);

/// The kernel's own numbers, not the library's (FIONREAD, TIOCOUTQ). @throws std::system_error
int kernel_input_waiting(int fd);
int kernel_output_waiting(int fd);

/// Whether the tty refuses to be opened again (TIOCGEXCL), and how to make it do so (TIOCEXCL).
bool is_exclusive(int fd);
void make_exclusive(int fd);

inline std::ostream& operator<<(std::ostream& out, tty_settings const& s)
{
    out << framing_of(s) << " line " << unsigned{s.line} << std::hex << " [i " << s.input_flags
        << " o " << s.output_flags << " c " << s.control_flags << " l " << s.local_flags << std::dec
        << " in " << s.input_speed << " cc";
    for (auto const c : s.characters)
        out << ' ' << unsigned{c};
    return out << ']';
}

} // namespace boost_serial_ext_test

#endif
