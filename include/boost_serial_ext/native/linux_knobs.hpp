// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_LINUX_KNOBS_HPP
#define BOOST_SERIAL_EXT_NATIVE_LINUX_KNOBS_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/linux_node.hpp>
#include <boost_serial_ext/detail/codec/linux_tty.hpp>
#include <boost_serial_ext/detail/codec/termios2.hpp>
#include <boost_serial_ext/native/linux_errors.hpp>
#include <boost_serial_ext/native/linux_low_latency.hpp>
#include <boost_serial_ext/native/linux_rs485.hpp>
#include <boost_serial_ext/native/linux_snapshot.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Takes snapshots, and makes a tty look like one again.
template<class Sys>
class linux_knobs
{
public:
    linux_knobs(Sys& sys, int fd) noexcept
        : low_latency(sys, fd), rs485(sys, fd), sys_(sys), fd_(fd)
    {
    }

    /// False with an error if something that the driver has cannot be read.
    bool read(linux_snapshot& now, error_context where, error_code& ec)
    {
        return read(now.termios, where, ec) && read_lines(now.lines, where, ec)
            && low_latency.read(now.latency, where, ec) && rs485.read(now.rs485, where, ec);
    }

    bool read(termios2& t, error_context where, error_code& ec) noexcept
    {
        return !fail(ec, where, [&] { return sys_.get_termios(fd_, t); });
    }

    bool write(termios2 const& t, error_code& ec) noexcept
    {
        return !change(sys_, fd_, ec, [&] { return sys_.set_termios(fd_, t); });
    }

    /// Sets nothing if everything is as wanted; reads back and compares.
    void apply(serial_config const& wanted, termios2& now, error_code& ec) noexcept
    {
        termios2 next = now;
        encode(wanted, next, pty());
        if (next == now)
            return;
        if (write(next, ec) && read(now, error_context::configure, ec))
            BOOST_SERIAL_EXT_ASSIGN(ec, compare(wanted, now, pty()));
    }

    void apply_again(serial_config const& config, error_code& ec) noexcept
    {
        termios2 t;
        if (!read(t, error_context::transfer, ec))
            return;
        encode(config, t, pty());
        write(t, ec);
    }

    /// Whether it is a pseudo terminal; asked once.
    bool pty() noexcept
    {
        std::uint64_t device = 0;
        if (!pty_)
            pty_ = sys_.device_number(fd_, device) == 0 && is_pty(linux_major(device));
        return *pty_;
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
        int const wrong = now.value_or(~next) ^ next;
        if (wanted.dtr && (wrong & linux_dtr) != 0)
            BOOST_SERIAL_EXT_ASSIGN(ec, error::rejected_dtr);
        else if (wanted.rts && (wrong & linux_rts) != 0)
            BOOST_SERIAL_EXT_ASSIGN(ec, error::rejected_rts);
    }

    /** Goes back, in an order in which nothing is in the way: RS-485 keeps termios from RTS.

        Goes on after a failure; the first one is reported.
    */
    void put_back(linux_snapshot const& before, bool lines_too, error_code& ec)
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
                termios2 now;
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
                    write_lines({(bits & linux_rts) != 0, (bits & linux_dtr) != 0}, own);
                });
        ec = first;
    }

    linux_low_latency_control<Sys> low_latency;
    linux_rs485_control<Sys> rs485;

private:
    bool write_lines(int bits, error_code& ec) noexcept
    {
        return change(
            sys_, fd_, feature::modem_lines, ec, [&] { return sys_.set_lines(fd_, bits); });
    }

    Sys& sys_;
    int fd_;
    std::optional<bool> pty_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
