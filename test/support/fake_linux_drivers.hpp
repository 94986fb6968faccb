// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_LINUX_DRIVERS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_LINUX_DRIVERS_HPP

#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/linux_serial.hpp>
#include <boost_serial_ext/detail/codec/termios2.hpp>
#include <boost_serial_ext/native/linux_snapshot.hpp>

#include "support/fake_linux_sys.hpp"
#include "support/linux_fixture.hpp"
#include "support/tty_fixture.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace boost_serial_ext_test {

// What drivers were seen to make of what they are told, on kernel 6.1. Each of these functions
// makes the fake behave like one; they are called before the port is opened.

// A device that has everything and believes all it is told.
inline void be_willing(fake_tty&) {}

// TIOCGRS485 answers zeros, and there is no TIOCSRS485.
inline void be_8250(fake_tty& tty)
{
    tty.serial.type = 4;
    tty.always["set_rs485"] = e_notty;
}

constexpr char latency_file[] = "/sys/dev/char/188:0/device/latency_timer";

inline void lack_rs485(fake_tty& tty)
{
    tty.always["get_rs485"] = tty.always["set_rs485"] = e_notty;
}

// The latency timer is 1 while the flag is set, whatever was written to it.
inline void be_ftdi(fake_tty& tty)
{
    lack_rs485(tty);
    tty.device_number = 188 << 8;
    tty.files[latency_file] = "16\n";
    auto const own = std::make_shared<std::string>("16\n");
    tty.serial_driver = [&tty, own](linux_serial s)
    {
        tty.files[latency_file] = boost_serial_ext::detail::is_low_latency(s) ? "1\n" : *own;
        return s;
    };
    tty.file_driver = [&tty, own](std::string const& text)
    {
        *own = text;
        return boost_serial_ext::detail::is_low_latency(tty.serial) ? "1\n" : text;
    };
}

// The latency timer does not follow the flag, and root may write it.
inline void be_stubborn_ftdi(fake_tty& tty)
{
    be_ftdi(tty);
    tty.serial_driver = nullptr;
    tty.file_driver = nullptr;
}

// The same for users who are not root.
inline void be_locked_ftdi(fake_tty& tty)
{
    be_stubborn_ftdi(tty);
    tty.always["open_to_write"] = e_acces;
}

// The flag is taken and forgotten.
inline void be_cdc_acm(fake_tty& tty)
{
    lack_rs485(tty);
    tty.device_number = 166 << 8;
    tty.serial_driver
        = [](linux_serial s) { return boost_serial_ext::detail::with_low_latency(s, false); };
}

// RS-485 with corrections; while it is on there is no RTS/CTS.
inline void be_pl011(fake_tty& tty)
{
    namespace bits = boost_serial_ext::detail::linux_rs485_flags;
    tty.serial.type = 32;
    tty.device_number = 204 << 8 | 64;
    tty.rs485.flags = bits::rts_on_send;
    tty.rs485_driver = [](linux_rs485 r)
    {
        if ((r.flags & bits::enabled) == 0)
            return linux_rs485();
        r.flags &= ~bits::terminate_bus;
        bool const on_send = (r.flags & bits::rts_on_send) != 0;
        bool const after_send = (r.flags & bits::rts_after_send) != 0;
        if (on_send == after_send)
            r.flags = (r.flags & ~bits::rts_after_send) | bits::rts_on_send;
        r.delay_rts_before_send = (std::min)(r.delay_rts_before_send, std::uint32_t{100});
        r.delay_rts_after_send = (std::min)(r.delay_rts_after_send, std::uint32_t{100});
        return r;
    };
    tty.driver = [&tty](termios2 t)
    {
        if (boost_serial_ext::detail::is_enabled(tty.rs485))
            t.c_cflag &= ~boost_serial_ext::detail::termios2_flags::crtscts;
        return t;
    };
}

inline void be_pty(fake_tty& tty)
{
    lack_rs485(tty);
    tty.device_number = 136 << 8;
    for (char const* const call :
        {"get_lines", "set_lines", "get_counters", "get_serial", "set_serial", "get_transmitter"})
        tty.always[call] = e_notty;
}

struct fake_driver
{
    char const* name;
    void (*be)(fake_tty&);
};
constexpr fake_driver all_drivers[] = {{"willing", be_willing}, {"8250", be_8250},
    {"ftdi_sio", be_ftdi}, {"ftdi_sio whose timer stays", be_stubborn_ftdi},
    {"ftdi_sio whose timer is root's", be_locked_ftdi}, {"cdc_acm", be_cdc_acm},
    {"pl011", be_pl011}, {"pty", be_pty}};

// All that the library may change about a tty.
struct tty_state
{
    explicit tty_state(fake_tty const& tty)
        : termios(tty.termios)
        , lines(tty.lines)
        , serial_flags(tty.serial.flags)
        , rs485(tty.rs485)
        , files(tty.files)
        , locked(tty.locked)
        , shared_lock(tty.shared_lock)
        , exclusive(tty.exclusive)
    {
        if (!boost_serial_ext::detail::is_enabled(rs485)) // the rest is zeroed by switching it off
            rs485 = {};
    }

    termios2 termios;
    int lines;
    int serial_flags;
    linux_rs485 rs485;
    std::map<std::string, std::string, std::less<>> files;
    bool locked, shared_lock, exclusive;
};

// The names of what is not the same; empty if everything is.
inline std::string difference(tty_state const& a, tty_state const& b)
{
    std::string text;
    auto const compare = [&](bool same, char const* what)
    {
        if (!same)
            text += (text.empty() ? "" : ", ") + std::string(what);
    };
    compare(a.termios == b.termios, "termios");
    compare(a.lines == b.lines, "lines");
    compare(a.serial_flags == b.serial_flags, "serial flags");
    compare(a.rs485 == b.rs485, "RS-485");
    compare(a.files == b.files, "latency timer");
    compare(a.locked == b.locked, "LOCK_EX");
    compare(a.shared_lock == b.shared_lock, "LOCK_SH");
    compare(a.exclusive == b.exclusive, "TIOCEXCL");
    return text;
}

// A configuration as it would be read from the tty now; what a tty does not tell stays.
inline boost_serial_ext::serial_config read_from(
    fake_tty const& tty, boost_serial_ext::serial_config config)
{
    boost_serial_ext::detail::linux_snapshot now;
    now.termios = tty.termios;
    if (tty.always.count("get_serial") == 0)
        now.latency.serial = tty.serial;
    if (tty.always.count("get_rs485") == 0)
        now.rs485 = tty.rs485;
    boost_serial_ext::detail::decode(now, config);
    config.exclusive = tty.locked;
    return config;
}

} // namespace boost_serial_ext_test

#endif
