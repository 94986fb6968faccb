// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_HARDWARE_RAW_TTY_HPP
#define BOOST_SERIAL_EXT_TEST_HARDWARE_RAW_TTY_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

namespace boost_serial_ext_test {

/// What the kernel holds of a tty's settings: all of `struct termios2`.
struct raw_settings
{
    std::uint32_t input_flags = 0;
    std::uint32_t output_flags = 0;
    std::uint32_t control_flags = 0;
    std::uint32_t local_flags = 0;
    std::uint8_t line = 0;
    std::array<std::uint8_t, 19> characters{};
    std::uint32_t input_speed = 0;
    std::uint32_t output_speed = 0;

    friend bool operator==(raw_settings const& a, raw_settings const& b)
    {
        return a.input_flags == b.input_flags && a.output_flags == b.output_flags
            && a.control_flags == b.control_flags && a.local_flags == b.local_flags
            && a.line == b.line && a.characters == b.characters && a.input_speed == b.input_speed
            && a.output_speed == b.output_speed;
    }
};
std::ostream& operator<<(std::ostream& out, raw_settings const& s);

/// Baud rate, framing and what else is not the default, as in "9600 8E2 rts_cts no_hangup".
std::string framing_of(raw_settings const& s);

/// What the kernel holds of RS-485: `struct serial_rs485`.
struct raw_rs485
{
    std::uint32_t flags = 0;
    std::uint32_t delay_before_send = 0;
    std::uint32_t delay_after_send = 0;

    friend bool operator==(raw_rs485 const& a, raw_rs485 const& b)
    {
        return a.flags == b.flags && a.delay_before_send == b.delay_before_send
            && a.delay_after_send == b.delay_after_send;
    }
};
std::ostream& operator<<(std::ostream& out, raw_rs485 const& r);

// TIOCM_…, which the kernel's header and libc's both define.
inline constexpr int line_dtr = 0x002, line_rts = 0x004, line_cts = 0x020, line_dcd = 0x040,
                     line_ri = 0x080, line_dsr = 0x100, line_out1 = 0x2000, line_loop = 0x8000;

/** A second look at a port, by plain system calls.

    Opened before the library opens the same port exclusively, it sees what happens to the settings
    also after a close: the driver keeps them for as long as anybody has the port open.
*/
class raw_tty
{
public:
    /// @throws std::system_error
    explicit raw_tty(std::string const& device);
    raw_tty(raw_tty const&) = delete;
    raw_tty& operator=(raw_tty const&) = delete;
    ~raw_tty();

    int fd() const noexcept { return fd_; }

    raw_settings settings() const;            ///< TCGETS2
    void change(raw_settings const& s) const; ///< TCSETS2
    std::string framing() const { return framing_of(settings()); }
    int lines() const;                                ///< TIOCMGET
    void change_lines(int bits) const;                ///< TIOCMSET
    bool low_latency() const;                         ///< TIOCGSERIAL, ASYNC_LOW_LATENCY
    void change_low_latency(bool on) const;           ///< TIOCSSERIAL
    void change_closing_wait(int centiseconds) const; ///< TIOCSSERIAL
    std::optional<raw_rs485> rs485() const;      ///< TIOCGRS485; nothing if the driver has it not
    bool change_rs485(raw_rs485 const& r) const; ///< TIOCSRS485; false if the driver has it not
    int output_waiting() const;                  ///< TIOCOUTQ
    bool transmitter_empty() const;              ///< TIOCSERGETLSR
    void discard() const;                        ///< TCFLSH, both queues

    /// Everything that a library could leave changed, as text: to compare before and after.
    std::string everything() const;

private:
    int fd_;
};

/// Opens, as another program would; the error number, 0 for success.
int open_error(std::string const& device);

/// The same by a child process that is nobody.
int open_error_of_nobody(std::string const& device);

} // namespace boost_serial_ext_test

#endif
