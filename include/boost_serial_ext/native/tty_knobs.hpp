// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_TTY_KNOBS_HPP
#define BOOST_SERIAL_EXT_NATIVE_TTY_KNOBS_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/tty_lines.hpp>
#include <boost_serial_ext/native/tty_errors.hpp>
#include <boost_serial_ext/native/tty_snapshot.hpp>

#include <optional>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Takes snapshots, and makes a tty look like one again.

    `System` names what is the system's own: `calls`, the system calls; `termios`, `low_latency` and `rs485`,
    which read and write their part of the settings.
*/
template<class System>
class tty_knobs
{
public:
    using calls = typename System::calls;
    using termios_control = typename System::termios;
    using low_latency_control = typename System::low_latency;
    using rs485_control = typename System::rs485;
    using termios_state = typename termios_control::state;
    using snapshot = tty_snapshot<termios_state, typename low_latency_control::state,
        typename rs485_control::state>;
    static constexpr tty_features has{termios_control::has_mark_space,
        !std::is_same_v<typename low_latency_control::state, no_setting>,
        !std::is_same_v<typename rs485_control::state, no_setting>};

    tty_knobs(calls& sys, int fd) noexcept
        : termios(sys, fd), low_latency(sys, fd), rs485(sys, fd), sys_(sys), fd_(fd)
    {
    }

    /// False with an error if something that the driver has cannot be read.
    bool read(snapshot& now, error_context where, error_code& ec)
    {
        return read(now.termios, where, ec) && read_lines(now.lines, where, ec)
            && low_latency.read(now.latency, where, ec) && rs485.read(now.rs485, where, ec);
    }

    bool read(termios_state& t, error_context where, error_code& ec) noexcept
    {
        return !fail(ec, where, [&] { return termios.get(t); });
    }

    bool write(termios_state const& t, error_code& ec) noexcept { return termios.set(t, ec); }

    /// Sets nothing if everything is as wanted; reads back and compares.
    void apply(serial_config const& wanted, termios_state& now, error_code& ec) noexcept
    {
        termios_state next = now;
        termios.encode(wanted, next);
        if (next == now)
            return;
        if (write(next, ec) && read(now, error_context::configure, ec))
            BOOST_SERIAL_EXT_ASSIGN(ec, termios.compare(wanted, now));
    }

    void apply_again(serial_config const& config, error_code& ec) noexcept
    {
        termios_state t;
        if (!read(t, error_context::transfer, ec))
            return;
        termios.encode(config, t);
        write(t, ec);
    }

    bool read_lines(std::optional<int>& bits, error_context where, error_code& ec) noexcept
    {
        int now = 0;
        ec.clear();
        int const number = uninterrupted([&] { return sys_.get_lines(fd_, now); });
        if (number == 0)
            bits = now;
        return number == 0 || is_missing(number) || !fail(ec, where, number);
    }

    /// Both lines in one call, and in none if they are so; read back and compared. What they are
    /// is asked here: setting the baud rate raises them where it was 0 (serial_core.c).
    void write_lines(control_lines const& wanted, error_code& ec) noexcept
    {
        std::optional<int> now;
        ec.clear();
        if ((!wanted.dtr && !wanted.rts) || !read_lines(now, error_context::configure, ec))
            return;
        if (!now)
        {
            BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::modem_lines));
            return;
        }
        int const before = *std::exchange(now, std::nullopt);
        int const next = encode_lines(wanted, before);
        if (next == before || write_lines(next, ec)
            || !read_lines(now, error_context::configure, ec))
            return;
        int const both = tty_dtr | tty_rts;
        int const wrong = now.value_or(~next) ^ next;
        // Ptys of FreeBSD take lines and show none (sys/kern/tty.c, ttydevsw_defmodem).
        if ((before & both) == 0 && (next & both) != 0 && now && (*now & both) == 0)
        {
            BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::modem_lines));
            return;
        }
        if (wanted.dtr && (wrong & tty_dtr) != 0)
            BOOST_SERIAL_EXT_ASSIGN(ec, error::rejected_dtr);
        else if (wanted.rts && (wrong & tty_rts) != 0)
            BOOST_SERIAL_EXT_ASSIGN(ec, error::rejected_rts);
    }

    /** Goes back, in an order in which nothing is in the way: RS-485 keeps termios from RTS.

        Goes on after a failure; the first one is reported.
    */
    void put_back(snapshot const& before, bool lines_too, error_code& ec)
    {
        error_code first;
        auto const then = [&](auto step)
        {
            error_code own;
            step(own);
            first = first ? first : own;
        };
        if (!before.rs485_is_on())
            then([&](error_code& own) { rs485.write(before.rs485, own); });
        then(
            [&](error_code& own)
            {
                termios_state now;
                if (read(now, error_context::configure, own) && now != before.termios
                    && write(before.termios, own) && read(now, error_context::configure, own)
                    && now != before.termios)
                    BOOST_SERIAL_EXT_ASSIGN(own, error::not_restored);
            });
        then([&](error_code& own) { low_latency.write(before.latency, own); });
        if (before.rs485_is_on())
            then([&](error_code& own) { rs485.write(before.rs485, own); });
        if (lines_too && before.lines)
            then(
                [&](error_code& own)
                {
                    int const bits = *before.lines; // the others are the far end's
                    write_lines({(bits & tty_rts) != 0, (bits & tty_dtr) != 0}, own);
                });
        ec = first;
    }

    termios_control termios;
    low_latency_control low_latency;
    rs485_control rs485;

private:
    bool write_lines(int bits, error_code& ec) noexcept
    {
        return change(
            sys_, fd_, feature::modem_lines, ec, [&] { return sys_.set_lines(fd_, bits); });
    }

    calls& sys_;
    int fd_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
