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
#include <boost_serial_ext/native/windows_limits.hpp>

#include <optional>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What an open communications device was told, and how to take it back.
template<class Sys>
class windows_settings
{
public:
    windows_settings(Sys& sys, native_handle handle) noexcept : sys_(sys), handle_(handle) {}

    serial_config const& config() const noexcept { return config_; }

    /// What the latest transaction that failed has put back.
    restoration const& restored() const noexcept { return restored_; }

    /// Reads the settings of a device that somebody else opened.
    void adopt(error_code& ec) noexcept
    {
        windows_dcb dcb;
        if (windows_fail(ec, error_context::open, sys_.get_state(handle_, dcb)))
            return;
        decode(dcb, config_);
        config_.dtr = config_.rts = initial_line::preserve;
        config_.hangup_on_close = config_.exclusive = true;
    }

    /// Right after the open. @param possible What is left of the configuration, and the report.
    config_report start(config_report possible, error_code& ec)
    {
        serial_config const& c = possible.applied;
        auto const level = [](initial_line line) {
            return line == initial_line::preserve ? std::nullopt
                                                  : std::optional(line == initial_line::on);
        };
        lines_ = {level(c.rts), level(c.dtr)};
        return transact(std::move(possible), error_context::open, ec);
    }

    /// A transaction; on failure everything is as before. The first levels were the open's.
    config_report apply(serial_config const& wanted, error_code& ec)
    {
        config_report possible;
        if (ec = validate(wanted); !ec)
            leave_out_impossible_on_windows(wanted, possible, ec);
        if (ec)
            return {};
        possible.applied.dtr = config_.dtr;
        possible.applied.rts = config_.rts;
        return transact(std::move(possible), error_context::configure, ec);
    }

    /// A line at a time: no documented call changes both. If the second one fails, so does the first.
    void set_lines(control_lines const& wanted, error_code& ec) noexcept
    {
        control_lines const before = lines_;
        write_lines(wanted, error_context::configure, ec);
        error_code ignored; // the failure that led here is the one to report
        if (ec)
            write_lines(before, error_context::configure, ignored);
    }

private:
    config_report transact(config_report report, error_context where, error_code& ec)
    {
        windows_dcb before;
        windows_timeouts timeouts;
        restored_ = {};
        if (windows_fail(ec, where, sys_.get_state(handle_, before))
            || windows_fail(ec, where, sys_.get_timeouts(handle_, timeouts)))
            return {};
        control_lines const lines_before = where == error_context::open ? control_lines() : lines_;
        windows_dcb now = before;
        apply_state(report.applied, now, ec);
        if (!ec)
            apply_timeouts(timeouts, ec);
        if (!ec)
            apply_lines(report, where, ec);
        if (!ec)
        {
            report.baud_error = baud_error(report.applied.baud_rate, now.baud_rate);
            decode(now, report.applied);
            config_ = report.applied;
            return report;
        }
        put_back(before, timeouts, lines_before);
        return {};
    }

    // Sets nothing if everything is as wanted; reads back and compares.
    void apply_state(serial_config const& wanted, windows_dcb& now, error_code& ec) noexcept
    {
        windows_dcb next = now;
        encode(wanted, levels_for(wanted), next);
        if (next == now || windows_fail(ec, error_context::configure, sys_.set_state(handle_, next))
            || windows_fail(ec, error_context::configure, sys_.get_state(handle_, now)))
            return;
        BOOST_SERIAL_EXT_ASSIGN(ec, compare(wanted, now));
    }

    void apply_timeouts(windows_timeouts const& before, error_code& ec) noexcept
    {
        windows_timeouts now = before;
        if (before == first_byte_timeouts
            || windows_fail(
                ec, error_context::configure, sys_.set_timeouts(handle_, first_byte_timeouts))
            || windows_fail(ec, error_context::configure, sys_.get_timeouts(handle_, now)))
            return;
        if (now != first_byte_timeouts)
            BOOST_SERIAL_EXT_ASSIGN(ec, error::rejected_raw_mode);
    }

    // SetCommState sets both lines too, but need not be called at all.
    void apply_lines(config_report& report, error_context where, error_code& ec)
    {
        auto const& c = report.applied;
        auto const levels = levels_for(c);
        bool const starting = where == error_context::open;
        control_lines wanted;
        if (starting && !c.flow_control.dtr_dsr)
            wanted.dtr = levels.dtr;
        bool const ours = is_by_software(c);
        if ((starting || ours || is_by_software(config_)) && !c.flow_control.rts_cts)
            wanted.rts = levels.rts;
        error_code why;
        write_lines(wanted, error_context::configure, why);
        if (why != make_unsupported_error(feature::modem_lines) || ours)
            return void(ec = why);
        // Without lines there is nothing to raise; only an explicit `off` misses something.
        if (c.dtr != initial_line::off && c.rts != initial_line::off)
            return;
        leave_out(feature::modem_lines, why, c.unsupported, report, ec);
        for (initial_line* line : {&report.applied.dtr, &report.applied.rts})
            if (*line == initial_line::off)
                *line = initial_line::preserve;
    }

    static bool is_by_software(serial_config const& c) noexcept { return c.rs485.has_value(); }

    windows_line_levels levels_for(serial_config const& c) const noexcept
    {
        windows_line_levels result{lines_.dtr, lines_.rts};
        if (c.rs485)
            result.rts = c.rs485->rts_after_send;
        else if (config_.rs485) // it was the library's until now
            result.rts = c.rts == initial_line::preserve ? std::nullopt
                                                         : std::optional(c.rts == initial_line::on);
        return result;
    }

    void write_lines(control_lines const& wanted, error_context where, error_code& ec) noexcept
    {
        ec.clear();
        if (wanted.rts && !write_line(*wanted.rts ? windows_set_rts : windows_clear_rts, where, ec))
            return;
        if (wanted.rts)
            lines_.rts = wanted.rts;
        if (wanted.dtr && write_line(*wanted.dtr ? windows_set_dtr : windows_clear_dtr, where, ec))
            lines_.dtr = wanted.dtr;
    }

    bool write_line(std::uint32_t function, error_context where, error_code& ec) noexcept
    {
        return !windows_fail(ec, where, feature::modem_lines, sys_.escape(handle_, function));
    }

    // Goes on after a failure; the first one is reported.
    void put_back(windows_dcb const& before, windows_timeouts const& timeouts,
        control_lines const& lines) noexcept
    {
        restored_.done = true;
        error_code& first = restored_.ec;
        auto const then = [&](error_code const& own) { first = first ? first : own; };
        error_code own;
        windows_dcb now;
        if (!windows_fail(own, error_context::configure, sys_.get_state(handle_, now))
            && now != before
            && !windows_fail(own, error_context::configure, sys_.set_state(handle_, before))
            && !windows_fail(own, error_context::configure, sys_.get_state(handle_, now))
            && now != before)
            BOOST_SERIAL_EXT_ASSIGN(own, error::not_restored);
        then(own);
        windows_timeouts got;
        if (!windows_fail(own, error_context::configure, sys_.get_timeouts(handle_, got))
            && got != timeouts)
            windows_fail(own, error_context::configure, sys_.set_timeouts(handle_, timeouts));
        then(own);
        write_lines(lines, error_context::configure, own);
        if (own != make_unsupported_error(feature::modem_lines))
            then(own);
    }

    Sys& sys_;
    native_handle handle_;
    serial_config config_;
    control_lines lines_; ///< As they were set last; empty: as the system has them.
    restoration restored_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
