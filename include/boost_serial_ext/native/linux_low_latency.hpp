// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_LINUX_LOW_LATENCY_HPP
#define BOOST_SERIAL_EXT_NATIVE_LINUX_LOW_LATENCY_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/codec/linux_node.hpp>
#include <boost_serial_ext/detail/codec/linux_serial.hpp>
#include <boost_serial_ext/native/tty_errors.hpp>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What decides how soon received bytes are handed on.
struct linux_latency
{
    std::optional<linux_serial> serial; ///< Empty: the driver has no TIOCGSERIAL.
    int timer = -1;                     ///< FTDI's, in ms; negative: there is none.

    bool is_low() const noexcept { return serial && is_low_latency(*serial); }

    /// FTDI's chips send their status once per period of the timer, and the driver answers from
    /// the latest (ftdi_sio.c, get_lsr_info); what is added is the bus's.
    std::chrono::nanoseconds status_age() const noexcept
    {
        return std::chrono::milliseconds(timer < 0 ? 0 : timer + 2);
    }

    int type() const noexcept { return serial ? serial->type : 0; }

    friend bool operator==(linux_latency const& a, linux_latency const& b) noexcept
    {
        return a.is_low() == b.is_low() && a.timer == b.timer;
    }
    friend bool operator!=(linux_latency const& a, linux_latency const& b) noexcept
    {
        return !(a == b);
    }
};

/** ASYNC_LOW_LATENCY, and FTDI's latency timer, which ftdi_sio ties to it.

    The driver lets the timer follow the flag (ftdi_sio.c, set_serial_info); where it did not, the
    file in sysfs is written, which takes root. Drivers that take the flag and forget it (cdc_acm)
    are found out by reading it back.
*/
template<class Sys>
class linux_low_latency_control
{
public:
    using state = linux_latency;

    linux_low_latency_control(Sys& sys, int fd) noexcept : sys_(sys), fd_(fd) {}

    /// False with an error if the port is lost, or if what is in `now` was told once and is no
    /// longer.
    bool read(linux_latency& now, error_context where, error_code& ec)
    {
        linux_serial s{};
        bool const was_told = std::exchange(now, {}).serial.has_value();
        ec.clear();
        int const number = uninterrupted([&] { return sys_.get_serial(fd_, s); });
        if (number != 0)
            return !(was_told || is_lost(number)) || !fail(ec, where, number);
        now.serial = s;
        now.timer = read_timer();
        return true;
    }

    /// Turns low latency on; if that fails everything is as before.
    void turn_on(linux_latency const& before, error_code& ec)
    {
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::low_latency));
        if (!before.serial)
            return;
        ec.clear();
        if (is_quick(before, before.timer >= 0))
            return;
        linux_latency now = before;
        set_flag(with_low_latency(*before.serial, true), ec);
        // A timer that could not be read before could not be put back: it stays as it is.
        if (!ec && read(now, error_context::configure, ec) && now.timer > 1 && before.timer >= 0)
        {
            write_timer(1, ec);
            now.timer = read_timer();
        }
        if (!ec && !is_quick(now, before.timer >= 0))
            BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::low_latency));
        error_code ignored; // the failure that led here is the one to report
        if (ec)
            write(before, ignored);
    }

    /// Puts back what `read` has read.
    void write(linux_latency const& wanted, error_code& ec)
    {
        linux_latency now;
        if (!wanted.serial || !read(now, error_context::configure, ec))
            return;
        if (!now.serial || now.is_low() != wanted.is_low())
            set_flag(with_low_latency(now.serial.value_or(*wanted.serial), wanted.is_low()), ec);
        if (!ec && wanted.timer >= 0 && read_timer() != wanted.timer)
            write_timer(wanted.timer, ec);
    }

private:
    static bool is_quick(linux_latency const& now, bool has_timer) noexcept
    {
        return now.is_low() && now.timer <= 1 && (now.timer >= 0 || !has_timer);
    }

    void set_flag(linux_serial const& s, error_code& ec) noexcept
    {
        change(sys_, fd_, feature::low_latency, ec, [&] { return sys_.set_serial(fd_, s); });
    }

    latency_timer_path timer_path() noexcept
    {
        std::uint64_t device = 0;
        sys_.device_number(fd_, device);
        return {linux_major(device), linux_minor(device)};
    }

    int read_timer()
    {
        int file = -1;
        if (uninterrupted([&] { return sys_.open_to_read(timer_path().c_str(), file); }) != 0)
            return -1; // no FTDI
        char text[8];
        std::size_t size = 0;
        int const number = uninterrupted([&] { return sys_.read(file, text, sizeof text, size); });
        sys_.close(file);
        return number == 0 ? parse_latency_timer(std::string_view(text, size)) : -1;
    }

    void write_timer(int value, error_code& ec)
    {
        int file = -1;
        char text[12];
        char* const end = std::to_chars(text, text + sizeof text, value).ptr;
        if (fail(ec, error_context::configure,
                [&] { return sys_.open_to_write(timer_path().c_str(), file); }))
            return;
        fail(ec, error_context::configure,
            [&] { return sys_.write(file, text, static_cast<std::size_t>(end - text)); });
        sys_.close(file);
    }

    Sys& sys_;
    int fd_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
