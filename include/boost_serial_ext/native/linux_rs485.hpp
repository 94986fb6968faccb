// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_LINUX_RS485_HPP
#define BOOST_SERIAL_EXT_NATIVE_LINUX_RS485_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/linux_serial.hpp>
#include <boost_serial_ext/native/tty_errors.hpp>

#include <optional>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// RS-485 as the kernel has it on; nothing if it is off, or if the driver has none.
inline std::optional<rs485_config> kernel_rs485(std::optional<linux_rs485> const& r) noexcept
{
    return r && is_enabled(*r) ? std::optional<rs485_config>(decode(*r)) : std::nullopt;
}

/** RS-485 by the kernel's driver, and the choice between it and the library.

    That TIOCGRS485 answers proves nothing: 8250 answers zeros and has no TIOCSRS485. What the
    driver corrects (delays above 100 ms, bits it lacks) is taken as it is and reported.
*/
template<class Sys>
class linux_rs485_control
{
public:
    /// Empty: the driver has no RS-485.
    using state = std::optional<linux_rs485>;

    linux_rs485_control(Sys& sys, int fd) noexcept : sys_(sys), fd_(fd) {}

    /// False with an error if the port is lost, or if what is in `now` was told once and is no
    /// longer.
    bool read(state& now, error_context where, error_code& ec) noexcept
    {
        linux_rs485 r;
        bool const was_told = std::exchange(now, std::nullopt).has_value();
        ec.clear();
        int const number = uninterrupted([&] { return sys_.get_rs485(fd_, r); });
        if (number != 0)
            return !(was_told || is_lost(number)) || !fail(ec, where, number);
        now = r;
        return true;
    }

    /** Turns RS-485 on by whoever can; if that fails everything is as before.

        @param rts_works Whether the library could switch RTS.
        @return What is in force.
    */
    rs485_config turn_on(
        rs485_config wanted, state const& before, bool rts_works, error_code& ec) noexcept
    {
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::rs485));
        if (wanted.mode != rs485_mode::software && before)
        {
            rs485_config const got = turn_on_kernel(wanted, *before, ec);
            if (!ec || ec == condition::disconnected)
                return got;
        }
        if (wanted.mode == rs485_mode::kernel || !rts_works || wanted.terminate_bus)
            return wanted;
        ec.clear();
        wanted.mode = rs485_mode::software;
        if (before && is_enabled(*before)) // since before the port was opened
            set(linux_rs485(), ec);
        return wanted;
    }

    /// Puts back what `read` has read.
    void write(state const& wanted, error_code& ec) noexcept
    {
        state now;
        if (wanted && read(now, error_context::configure, ec) && (!now || differ(*now, *wanted)))
            set(*wanted, ec);
    }

private:
    // The kernel zeroes what is switched off, whatever was there before (serial_core.c).
    static bool differ(linux_rs485 const& a, linux_rs485 const& b) noexcept
    {
        return (is_enabled(a) || is_enabled(b)) && a != b;
    }

    rs485_config turn_on_kernel(
        rs485_config const& wanted, linux_rs485 const& before, error_code& ec) noexcept
    {
        linux_rs485 next = before;
        encode(wanted, next);
        ec.clear();
        if (next != before && set(next, ec))
            return wanted;
        state found = before;
        bool const told = read(found, error_context::configure, ec);
        linux_rs485 const got = told ? found.value_or(linux_rs485()) : linux_rs485();
        if (told && !is_enabled(got))
            BOOST_SERIAL_EXT_ASSIGN(ec, error::rejected_rs485);
        error_code ignored; // the failure that led here is the one to report
        if (ec)
            write(before, ignored);
        return ec ? wanted : decode(got);
    }

    bool set(linux_rs485 r, error_code& ec) noexcept
    {
        return change(sys_, fd_, feature::rs485, ec, [&] { return sys_.set_rs485(fd_, r); });
    }

    Sys& sys_;
    int fd_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
