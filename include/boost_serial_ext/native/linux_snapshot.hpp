// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_LINUX_SNAPSHOT_HPP
#define BOOST_SERIAL_EXT_NATIVE_LINUX_SNAPSHOT_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/linux_node.hpp>
#include <boost_serial_ext/detail/codec/linux_serial.hpp>
#include <boost_serial_ext/detail/codec/linux_tty.hpp>
#include <boost_serial_ext/detail/codec/termios2.hpp>
#include <boost_serial_ext/native/linux_low_latency.hpp>
#include <boost_serial_ext/native/linux_rs485.hpp>
#include <boost_serial_ext/native/tty_errors.hpp>
#include <boost_serial_ext/native/tty_snapshot.hpp>

#include <cstdint>
#include <optional>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

using linux_snapshot = tty_snapshot<termios2, linux_latency, std::optional<linux_rs485>>;

/// Linux's part in `tty_settings`: the settings of a tty, as the kernel has them.
template<class Sys>
class linux_termios_control
{
public:
    using state = termios2;
    static constexpr bool has_mark_space = true;

    linux_termios_control(Sys& sys, int fd) noexcept : sys_(sys), fd_(fd) {}

    int get(termios2& t) noexcept { return sys_.get_termios(fd_, t); }

    bool set(termios2 const& t, error_code& ec) noexcept
    {
        return !change(sys_, fd_, ec, [&] { return sys_.set_termios(fd_, t); });
    }

    void encode(serial_config const& wanted, termios2& t) noexcept
    {
        detail::encode(wanted, t, pty());
    }

    error_code compare(serial_config const& wanted, termios2 const& got) noexcept
    {
        return detail::compare(wanted, got, pty());
    }

    /// Whether it is a pseudo terminal; asked once.
    bool pty() noexcept
    {
        std::uint64_t device = 0;
        if (!pty_)
            pty_ = sys_.device_number(fd_, device) == 0 && is_pty(linux_major(device));
        return *pty_;
    }

private:
    Sys& sys_;
    int fd_;
    std::optional<bool> pty_;
};

/// What `tty_settings` takes on Linux.
template<class Sys>
struct linux_tty
{
    using calls = Sys;
    using termios = linux_termios_control<Sys>;
    using low_latency = linux_low_latency_control<Sys>;
    using rs485 = linux_rs485_control<Sys>;
};

/// What a snapshot tells of optional features without trying them.
inline void describe(linux_snapshot const& now, serial_capabilities& caps) noexcept
{
    // Drivers of real UARTs tell a type and keep the flag (serial_core.c); others may ignore it.
    bool const keeps_flag
        = now.latency.is_low() || now.latency.timer >= 0 || now.latency.type() != 0;
    caps.set(feature::low_latency,
        !now.latency.serial ? support::unsupported
            : keeps_flag    ? support::supported
                            : support::unknown);
    // The library can do it wherever it can switch RTS.
    caps.set(feature::rs485,
        now.lines || now.rs485_is_on() ? support::supported
            : now.rs485                ? support::unknown
                                       : support::unsupported);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
