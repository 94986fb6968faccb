// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_BSD_TERMIOS_CONTROL_HPP
#define BOOST_SERIAL_EXT_NATIVE_BSD_TERMIOS_CONTROL_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/bsd_termios.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/native/tty_errors.hpp>
#include <boost_serial_ext/native/tty_snapshot.hpp>

#include <cstdint>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** The settings of a tty on macOS and the BSDs, for `tty_settings`.

    On macOS termios takes the rates that have a name, and IOSSIOSPEED any other (IOKit's
    serial/ioss.h). It comes last: whatever tcsetattr is given sets the rate anew. Apple's drivers
    show it in termios (IOSerialFamily, IOSerialBSDClient.cpp), but no header says so: where they do
    not, what was set here is remembered, until termios shows another rate than `stand_in`.
*/
template<class Sys>
class bsd_termios_control
{
public:
    using flavour = typename Sys::flavour;
    using state = bsd_termios<flavour>;
    static constexpr bool has_mark_space = false;

    /// What termios has while another rate is in force.
    static constexpr std::uint32_t stand_in = 38'400;

    bsd_termios_control(Sys& sys, int fd) noexcept : sys_(sys), fd_(fd) {}

    int get(state& t) noexcept
    {
        using namespace bsd_termios_flags;
        int const number = sys_.get_termios(fd_, t);
        if (number != 0)
            return number;
        // No settings, but what the kernel notes of its queues: it sets PENDIN itself whenever
        // lines are wanted again, and lets nobody clear it (XNU, bsd/kern/tty.c, ttioctl).
        t.c_lflag &= ~(pendin | flusho);
        if (t.c_ospeed != stand_in)
            unnamed_ = 0; // the driver shows it, or somebody else has set another one
        else if (unnamed_ != 0)
            t.c_ispeed = t.c_ospeed = unnamed_;
        return 0;
    }

    bool set(state const& t, error_code& ec) noexcept
    {
        state told = t;
        unnamed_ = 0; // even if the call fails: then it is as unknown as the rest
        bool const named = names_speed(t.c_ospeed);
        if (!named && !flavour::has_set_speed)
        {
            BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::custom_baud_rate));
            return false;
        }
        if (!named)
            told.c_ispeed = told.c_ospeed = stand_in;
        if (change(sys_, fd_, ec, [&] { return sys_.set_termios(fd_, told); }))
            return false;
        return named || set_speed(t.c_ospeed, ec);
    }

    void encode(serial_config const& wanted, state& t) const noexcept { detail::encode(wanted, t); }

    error_code compare(serial_config const& wanted, state const& got) const noexcept
    {
        return detail::compare(wanted, got);
    }

private:
    bool names_speed(std::uint32_t rate) const noexcept
    {
        if constexpr (Sys::family == os::other)
            return sys_.names_speed(rate);
        else
            return flavour::names_speed(rate);
    }

    bool set_speed(std::uint32_t rate, error_code& ec) noexcept
    {
        int number = 0;
        int const invalid = 22;      // EINVAL: about the rate
        int const device_error = 83; // EDEVERR: whatever else a driver of IOKit has against it
        if constexpr (flavour::has_set_speed)
            change(sys_, fd_, ec, [&] { return number = sys_.set_speed(fd_, rate); });
        if (number == device_error)
            BOOST_SERIAL_EXT_ASSIGN(ec, make_system_error(error_context::refused, number));
        else if (number != invalid && is_missing(number, Sys::family)) // a pty
            BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::custom_baud_rate));
        if (!ec)
            unnamed_ = rate;
        return !ec;
    }

    Sys& sys_;
    int fd_;
    /// What IOSSIOSPEED has set, as long as termios does not show it; 0: nothing.
    std::uint32_t unnamed_ = 0;
};

/// What `tty_settings` takes on macOS and the BSDs.
template<class Sys>
struct bsd_tty
{
    using calls = Sys;
    using termios = bsd_termios_control<Sys>;
    using low_latency = no_low_latency_control<Sys>;
    using rs485 = no_rs485_control<Sys>;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
