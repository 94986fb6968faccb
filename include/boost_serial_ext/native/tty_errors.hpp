// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_TTY_ERRORS_HPP
#define BOOST_SERIAL_EXT_NATIVE_TTY_ERRORS_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/codec/tty_lines.hpp>
#include <boost_serial_ext/detail/error_numbers.hpp>

#include <cerrno>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// `Sys` is one system call per function: each returns 0 or the error number (sys_tty.hpp).

/// Whether a driver that answers so to an optional ioctl simply does not have it.
/// A pty answers ENOTTY or EINVAL; some drivers EOPNOTSUPP.
constexpr bool is_missing(int number, os family = this_os) noexcept
{
    int const invalid = 22, not_a_terminal = 25; // the same everywhere; the rest is rare
    return number == not_a_terminal || number == invalid
        || (number != 0 && meaning_of(family, number) == condition::unsupported_feature);
}

/// Whether a query of an optional setting failed because the port is lost: whatever else a driver
/// answers, the setting is not to be had, and that must not keep the port from being used.
inline bool is_lost(int number) noexcept
{
    return make_system_error(error_context::transfer, number) == condition::disconnected;
}

/// A driver's answer to a query that changes nothing.
constexpr support support_of(int number) noexcept
{
    return number == 0       ? support::supported
        : is_missing(number) ? support::unsupported
                             : support::unknown;
}

/// Makes a system call, again for as long as a signal interrupts it; its error number.
template<class Call>
int uninterrupted(Call call) noexcept
{
    int const interrupted = 4; // EINTR
    int number = call();
    while (number == interrupted)
        number = call();
    return number;
}

/// Turns an error number into an error code; true if it is one.
inline bool fail(error_code& ec, error_context where, int number) noexcept
{
    ec.clear();
    if (number != 0)
        BOOST_SERIAL_EXT_ASSIGN(ec, make_system_error(where, number));
    return number != 0;
}

/// Makes a system call; true if it failed.
template<class Call>
auto fail(error_code& ec, error_context where, Call call) noexcept -> decltype(call() != 0)
{
    return fail(ec, where, uninterrupted(call));
}

/// Makes an ioctl that a driver need not have, and that asks for something; true if it failed.
template<class Call>
bool optional(error_code& ec, feature f, Call call) noexcept
{
    int const number = uninterrupted(call);
    if (!is_missing(number))
        return fail(ec, error_context::transfer, number);
    BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(f));
    return true;
}

/** Makes a call that changes a setting; true if it failed.

    Drivers of USB devices pass on how a control request went. What would mean that the device is
    lost (EIO) or nothing in particular (EPIPE: a stall, EPROTO) means that it refused, as long as
    the tty is not hung up.
*/
template<class Sys, class Call>
bool change(Sys& sys, int fd, error_code& ec, Call call) noexcept
{
    int const number = uninterrupted(call);
    bool gone = false;
    bool const refused = (number == EIO || number == EPIPE || number == EPROTO)
        && uninterrupted([&] { return sys.poll_hangup(fd, gone); }) == 0 && !gone;
    return fail(ec, refused ? error_context::refused : error_context::configure, number);
}

/// As above, for an ioctl that a driver need not have.
template<class Sys, class Call>
bool change(Sys& sys, int fd, feature f, error_code& ec, Call call) noexcept
{
    int number = 0;
    bool const failed = change(sys, fd, ec, [&] { return number = call(); });
    if (is_missing(number))
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(f));
    return failed;
}

/// Changes DTR and RTS in one system call, and in none if they are as wanted.
template<class Sys>
void change_lines(Sys& sys, int fd, control_lines const& wanted, error_code& ec) noexcept
{
    int bits = 0;
    if (optional(ec, feature::modem_lines, [&] { return sys.get_lines(fd, bits); }))
        return;
    if (int const next = encode_lines(wanted, bits); next != bits)
        change(sys, fd, feature::modem_lines, ec, [&] { return sys.set_lines(fd, next); });
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
