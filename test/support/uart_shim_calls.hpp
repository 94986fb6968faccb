// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_UART_SHIM_CALLS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_UART_SHIM_CALLS_HPP

#include "support/conformance_tty.hpp"
#include "support/uart_shim_api.hpp"

#include <chrono>
#include <cstdint>
#include <sstream>
#include <string>

#include <linux/serial.h>
#include <string.h>
#include <sys/ioctl.h>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/// Ioctls whose numbers contain the size of the kernel's structure, which libc's headers lack.
inline constexpr std::uint32_t tcgets2 = _IOR('T', 0x2A, char[44]);
inline constexpr std::uint32_t tcsets2 = _IOW('T', 0x2B, char[44]);

/// A call that the shim has seen, for people and for comparisons.
struct uart_call
{
    std::string name; ///< "TIOCMSET", "write"
    std::string text; ///< "TIOCMSET dtr rts", "write 5", "TCSETS2 9600 8N1 = EIO"
    bool rts = false; ///< The level when the call began.
    bool dtr = false;
    std::chrono::nanoseconds when{};
    std::uint32_t number = 0;
    int thread = 0;
};

inline std::string name_of_call(std::uint32_t number)
{
    struct known
    {
        std::uint32_t number;
        char const* name;
    };
    static constexpr known all[] = {{uart_shim_open, "open"}, {uart_shim_close, "close"},
        {uart_shim_write, "write"}, {uart_shim_flock, "flock"}, {uart_shim_tcgetattr, "tcgetattr"},
        {uart_shim_tcsetattr, "tcsetattr"}, {tcgets2, "TCGETS2"}, {tcsets2, "TCSETS2"},
        {TIOCMGET, "TIOCMGET"}, {TIOCMSET, "TIOCMSET"}, {TIOCMBIS, "TIOCMBIS"},
        {TIOCMBIC, "TIOCMBIC"}, {TIOCMIWAIT, "TIOCMIWAIT"}, {TIOCSBRK, "TIOCSBRK"},
        {TIOCCBRK, "TIOCCBRK"}, {TIOCGICOUNT, "TIOCGICOUNT"}, {TIOCGSERIAL, "TIOCGSERIAL"},
        {TIOCSSERIAL, "TIOCSSERIAL"}, {TIOCGRS485, "TIOCGRS485"}, {TIOCSRS485, "TIOCSRS485"},
        {TIOCSERGETLSR, "TIOCSERGETLSR"}, {TIOCOUTQ, "TIOCOUTQ"}, {FIONREAD, "FIONREAD"},
        {TCFLSH, "TCFLSH"}, {TCSBRK, "TCSBRK"}, {TIOCEXCL, "TIOCEXCL"}, {TIOCNXCL, "TIOCNXCL"},
        {TIOCGEXCL, "TIOCGEXCL"}, {FIONBIO, "FIONBIO"}};
    for (auto const& k : all)
        if (k.number == number)
            return k.name;
    std::ostringstream out;
    out << "ioctl 0x" << std::hex << number;
    return out.str();
}

/// The asserted lines, outputs first: "dtr rts cts".
inline std::string names_of_lines(std::uint32_t bits)
{
    struct named_bit
    {
        std::uint32_t bit;
        char const* name;
    };
    static constexpr named_bit all[] = {{TIOCM_DTR, "dtr"}, {TIOCM_RTS, "rts"}, {TIOCM_CTS, "cts"},
        {TIOCM_DSR, "dsr"}, {TIOCM_RNG, "ri"}, {TIOCM_CAR, "dcd"}};
    std::string text;
    for (auto const& l : all)
        if ((bits & l.bit) != 0)
            text.append(text.empty() ? "" : " ").append(l.name);
    return text.empty() ? "none" : text;
}

inline std::string details_of(uart_shim_entry const& e)
{
    std::ostringstream out;
    out << ' ';
    switch (e.call)
    {
    case tcgets2:
    case tcsets2:
    {
        tty_settings s;
        s.input_flags = e.words[0];
        s.output_flags = e.words[1];
        s.control_flags = e.words[2];
        s.local_flags = e.words[3];
        s.input_speed = e.words[4];
        s.output_speed = e.words[5];
        out << framing_of(s);
        break;
    }
    case TIOCMGET:
    case TIOCMSET:
    case TIOCMBIS:
    case TIOCMBIC:
    case TIOCMIWAIT: out << names_of_lines(e.words[0]); break;
    case TIOCGSERIAL:
    case TIOCSSERIAL: out << "0x" << std::hex << e.words[0]; break;
    case TIOCGRS485:
    case TIOCSRS485:
        out << "0x" << std::hex << e.words[0] << std::dec << ' ' << e.words[1] << ' ' << e.words[2];
        break;
    case TIOCSERGETLSR: out << (e.words[0] != 0 ? "empty" : "busy"); break;
    case uart_shim_write:
    case uart_shim_flock:
    case TIOCOUTQ:
    case FIONREAD:
    case TIOCGEXCL:
    case TCFLSH: out << e.words[0]; break;
    default: return {};
    }
    return out.str();
}

inline uart_call describe(uart_shim_entry const& e)
{
    uart_call call;
    call.number = e.call;
    call.name = name_of_call(e.call);
    bool const got = e.call == tcgets2 || e.call == TIOCMGET || e.call == TIOCGSERIAL
        || e.call == TIOCGRS485 || e.call == TIOCSERGETLSR || e.call == TIOCOUTQ
        || e.call == FIONREAD || e.call == TIOCGEXCL;
    call.text = call.name + (got && e.error != 0 ? "" : details_of(e));
    if (e.error != 0)
    {
        char const* const number = e.error < 0 ? "not finished" : ::strerrorname_np(e.error);
        call.text.append(" = ").append(number != nullptr ? number : std::to_string(e.error));
    }
    call.rts = (e.lines & TIOCM_RTS) != 0;
    call.dtr = (e.lines & TIOCM_DTR) != 0;
    call.when = std::chrono::nanoseconds(e.nanoseconds);
    call.thread = e.thread;
    return call;
}

} // namespace boost_serial_ext_test

#endif
