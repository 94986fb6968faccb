// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_WINDOWS_KNOBS_HPP
#define BOOST_SERIAL_EXT_NATIVE_WINDOWS_KNOBS_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/detail/codec/windows_dcb.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/native/windows_errors.hpp>

#include <cstdint>
#include <optional>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What is known of a device whose settings are read: it was asked before, is another's, or was just opened.
enum class windows_acquaintance : unsigned char
{
    known,
    adopted,
    opened
};

/// All that the library may change about an open communications device.
struct windows_snapshot
{
    windows_dcb dcb;
    windows_timeouts timeouts;
    windows_line_levels lines; ///< Empty: flow control has the line.
};

/** Takes snapshots, and makes a device look like one again.

    The levels of DTR and RTS are remembered here: EscapeCommFunction moves them, and GetCommState
    does not tell.
*/
template<class Sys>
class windows_knobs
{
public:
    windows_knobs(Sys& sys, native_handle handle) noexcept : sys_(sys), handle_(handle) {}

    /// The lines as they are known to be.
    windows_line_levels const& lines() const noexcept { return lines_; }

    /// False with an error if something cannot be read.
    bool read(windows_snapshot& now, windows_acquaintance with, error_code& ec) noexcept
    {
        bool const first = with != windows_acquaintance::known;
        int number = sys_.get_state(handle_, now.dcb);
        // What opens like a device, and is none for communications, has no such call; of NUL and files
        // Wine says that the handle is bad (6), which an adopted one may be.
        bool const other_kind
            = (first && number == 1) || (with == windows_acquaintance::opened && number == 6);
        auto const where = other_kind ? error_context::open : error_context::transfer;
        if (number == 0)
            number = sys_.get_timeouts(handle_, now.timeouts);
        if (first && number == 0)
            lines_ = levels_in(now.dcb);
        now.lines = lines_;
        return !windows_fail(ec, where, number);
    }

    /// Sets nothing if everything is as wanted; reads back and compares.
    void apply(serial_config const& wanted, windows_line_levels const& levels, windows_dcb& now,
        error_code& ec) noexcept
    {
        windows_dcb next = now;
        ec.clear();
        encode(wanted, levels, next);
        if (next != now && write(next, now, ec))
            BOOST_SERIAL_EXT_ASSIGN(ec, compare(wanted, now));
    }

    void apply_timeouts(windows_timeouts const& wanted, error_code& ec) noexcept
    {
        windows_timeouts now;
        ec.clear();
        if (windows_fail(ec, error_context::transfer, sys_.get_timeouts(handle_, now))
            || now == wanted || change(sys_.set_timeouts(handle_, wanted), ec)
            || windows_fail(ec, error_context::transfer, sys_.get_timeouts(handle_, now)))
            return;
        if (now != wanted)
            BOOST_SERIAL_EXT_ASSIGN(ec, error::rejected_raw_mode);
    }

    /** A line at a time: the call that sets both, SetCommState, sets everything else too.

        @param always Also one that is known to be so.
    */
    void write_lines(windows_line_levels const& wanted, bool always, error_code& ec) noexcept
    {
        ec.clear();
        if (wanted.rts && (always || wanted.rts != lines_.rts)
            && !escape(*wanted.rts ? windows_set_rts : windows_clear_rts, ec))
            return;
        if (wanted.rts)
            lines_.rts = wanted.rts;
        if (wanted.dtr && (always || wanted.dtr != lines_.dtr)
            && !escape(*wanted.dtr ? windows_set_dtr : windows_clear_dtr, ec))
            return;
        if (wanted.dtr)
            lines_.dtr = wanted.dtr;
    }

    /// Goes on after a failure; the first one is reported. No line has an edge that it need not have.
    void put_back(windows_snapshot const& before, error_code& first) noexcept
    {
        first.clear();
        auto const then = [&](error_code const& own) { first = first ? first : own; };
        error_code own;
        windows_dcb const wanted = with_levels(before.dcb, before.lines);
        windows_dcb now;
        if (!windows_fail(own, error_context::transfer, sys_.get_state(handle_, now))
            && now != wanted && write(wanted, now, own) && now != wanted)
            BOOST_SERIAL_EXT_ASSIGN(own, error::not_restored);
        then(own);
        apply_timeouts(before.timeouts, own);
        if (own == error::rejected_raw_mode)
            BOOST_SERIAL_EXT_ASSIGN(own, error::not_restored);
        then(own);
        write_lines(before.lines, false, own);
        if (own != make_unsupported_error(feature::modem_lines))
            then(own);
    }

private:
    bool write(windows_dcb const& next, windows_dcb& now, error_code& ec) noexcept
    {
        if (change(sys_.set_state(handle_, next), ec))
            return false;
        lines_ = levels_in(next);
        return !windows_fail(ec, error_context::transfer, sys_.get_state(handle_, now));
    }

    bool escape(std::uint32_t function, error_code& ec) noexcept
    {
        int const number = sys_.escape(handle_, function);
        if (is_missing_on_windows(number))
            return !windows_fail(ec, error_context::configure, feature::modem_lines, number);
        return !change(number, ec);
    }

    // True if the call failed.
    bool change(int number, error_code& ec) noexcept
    {
        return windows_fail(ec, context_of_change(sys_, handle_, number), number);
    }

    Sys& sys_;
    native_handle handle_;
    windows_line_levels lines_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
