// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_WINDOWS_SETTINGS_HPP
#define BOOST_SERIAL_EXT_NATIVE_WINDOWS_SETTINGS_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/codec/baud_error.hpp>
#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/detail/codec/windows_dcb.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/leave_out.hpp>
#include <boost_serial_ext/native/windows_errors.hpp>
#include <boost_serial_ext/native/windows_knobs.hpp>
#include <boost_serial_ext/native/windows_limits.hpp>

#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What an open communications device was told, and how to take it back.
template<class Sys>
class windows_settings
{
public:
    windows_settings(Sys& sys, native_handle handle) noexcept : knobs_(sys, handle) {}

    serial_config const& config() const noexcept { return config_; }

    /// What the latest transaction that failed has put back.
    restoration const& restored() const noexcept { return restored_; }

    /// Whether the settings in force are the library's own.
    bool applied() const noexcept { return applied_; }

    /// Nothing is put back on close: the settings stay as they are.
    void forget_restoration() noexcept { restored_ = {}; }

    /** Reads the settings of a device that somebody else opened.

        The levels of its lines are taken as the DCB has them: what EscapeCommFunction did is not told.
    */
    void adopt(error_code& ec) noexcept
    {
        windows_snapshot now;
        if (!knobs_.read(now, windows_acquaintance::adopted, ec))
            return;
        chosen_ = chosen_in(now.dcb);
        decode(now.dcb, config_);
        config_.dtr = config_.rts = initial_line::preserve;
        config_.hangup_on_close = config_.exclusive = true;
    }

    /// Right after the open. @param possible What is left of the configuration, and the report.
    config_report start(config_report possible, error_code& ec)
    {
        windows_snapshot before;
        if (!knobs_.read(before, windows_acquaintance::opened, ec))
            return {};
        chosen_ = chosen_in(before.dcb);
        serial_config const& c = possible.applied;
        if (c.dtr != initial_line::preserve)
            chosen_.dtr = c.dtr == initial_line::on;
        if (c.rts != initial_line::preserve)
            chosen_.rts = c.rts == initial_line::on;
        return transact(before, std::move(possible), true, ec);
    }

    /// A transaction; on failure everything is as before. The first levels were the open's.
    config_report apply(serial_config const& wanted, error_code& ec)
    {
        config_report possible;
        windows_snapshot before;
        restored_ = {};
        if (ec = validate(wanted); !ec)
            leave_out_impossible_on_windows(wanted, possible, ec);
        if (ec || !knobs_.read(before, windows_acquaintance::known, ec))
            return {};
        possible.applied.dtr = config_.dtr;
        possible.applied.rts = config_.rts;
        return transact(before, std::move(possible), false, ec);
    }

    /// Makes a read wait for a byte again.
    void apply_again(error_code& ec) noexcept { knobs_.apply_timeouts(first_byte_timeouts, ec); }

    /// Both or none.
    void set_lines(control_lines const& wanted, error_code& ec) noexcept
    {
        windows_line_levels const before = knobs_.lines();
        // Also what is known to be so: a device that is gone does not take it.
        knobs_.write_lines({wanted.dtr, wanted.rts}, true, ec);
        error_code ignored; // the failure that led here is the one to report
        if (ec)
            return knobs_.write_lines(before, false, ignored);
        chosen_.dtr = wanted.dtr ? wanted.dtr : chosen_.dtr;
        chosen_.rts = wanted.rts ? wanted.rts : chosen_.rts;
    }

private:
    config_report transact(
        windows_snapshot const& before, config_report report, bool starting, error_code& ec)
    {
        windows_dcb now = before.dcb;
        restored_ = {};
        apply_state(report, now, ec);
        if (!ec)
            knobs_.apply_timeouts(first_byte_timeouts, ec);
        if (!ec)
            apply_lines(report, starting, ec);
        if (!ec)
        {
            report.baud_error = baud_error(report.applied.baud_rate, now.baud_rate);
            decode(now, report.applied);
            config_ = report.applied;
            applied_ = true;
            return report;
        }
        restored_.done = true;
        knobs_.put_back(before, restored_.ec);
        windows_snapshot found; // what could not be put back is at least told as it is
        if (error_code ignored;
            restored_.ec && !starting && knobs_.read(found, windows_acquaintance::known, ignored))
            decode(found.dcb, config_);
        return {};
    }

    void apply_state(config_report& report, windows_dcb& now, error_code& ec)
    {
        serial_config& c = report.applied;
        knobs_.apply(c, levels_for(c), now, ec);
        if (!c.flow_control.dtr_dsr || ec != make_unsupported_error(feature::dtr_dsr))
            return;
        leave_out(feature::dtr_dsr, error_code(ec), c.unsupported, report, ec);
        if (ec)
            return;
        c.flow_control.dtr_dsr = false;
        knobs_.apply(c, levels_for(c), now, ec);
    }

    // SetCommState sets the lines too, but need not have been called. What a line is right after an
    // open nobody knows.
    void apply_lines(config_report& report, bool starting, error_code& ec)
    {
        serial_config& c = report.applied;
        auto lines = levels_for(c);
        if (c.flow_control.dtr_dsr || (starting && c.dtr == initial_line::preserve))
            lines.dtr.reset();
        if (c.flow_control.rts_cts || (starting && c.rts == initial_line::preserve && !c.rs485))
            lines.rts.reset();
        // A half-duplex line is found out to be none by being told its level, also if that is known.
        bool const also_known = starting || (c.rs485 && !config_.rs485);
        error_code why;
        knobs_.write_lines(lines, also_known, why);
        if (why != make_unsupported_error(feature::modem_lines))
            return void(ec = why);
        if (c.rs485)
        {
            error_code no_rs485;
            BOOST_SERIAL_EXT_ASSIGN(no_rs485, make_unsupported_error(feature::rs485));
            leave_out(feature::rs485, no_rs485, c.unsupported, report, ec);
            c.rs485.reset();
        }
        // Without lines there is nothing to raise; only an explicit `off` misses something.
        if (ec || (c.dtr != initial_line::off && c.rts != initial_line::off))
            return;
        leave_out(feature::modem_lines, why, c.unsupported, report, ec);
        for (initial_line* line : {&c.dtr, &c.rts})
            if (*line == initial_line::off)
                *line = initial_line::preserve;
    }

    windows_line_levels levels_for(serial_config const& c) const noexcept
    {
        windows_line_levels result = chosen_;
        if (c.rs485)
            result.rts = c.rs485->rts_after_send;
        return result;
    }

    windows_knobs<Sys> knobs_;
    serial_config config_;
    bool applied_ = false;
    windows_line_levels
        chosen_; ///< By the open and by the program; where neither flow control nor RS-485 is.
    restoration restored_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
