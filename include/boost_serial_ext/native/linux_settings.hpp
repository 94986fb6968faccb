// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_LINUX_SETTINGS_HPP
#define BOOST_SERIAL_EXT_NATIVE_LINUX_SETTINGS_HPP

#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/linux_tty.hpp>
#include <boost_serial_ext/detail/codec/termios2.hpp>
#include <boost_serial_ext/native/linux_errors.hpp>

#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What an open tty was told, and how to take it back.
template<class Sys>
class linux_settings
{
public:
    linux_settings(Sys& sys, int fd) noexcept : sys_(sys), fd_(fd) {}

    serial_config const& config() const noexcept { return config_; }

    /// Whether the settings in force are the library's own.
    bool applied() const noexcept { return applied_; }

    /// Reads the settings of a tty that somebody else opened.
    void adopt(error_code& ec) noexcept
    {
        termios2 t;
        if (fail(ec, error_context::open, get_termios(t)))
            return;
        decode(t, config_);
        config_.exclusive = false;
    }

    /// Right after the open: the lock before anything is touched, then settings, then lines.
    config_report start(serial_config const& wanted, error_code& ec)
    {
        config_report report;
        termios2 before;
        if (wanted.exclusive && !take(error_context::open, ec))
            return report;
        if (!fail(ec, error_context::open, get_termios(before)))
        {
            report = apply_termios(wanted, before, ec);
            if (!ec)
            {
                start_lines(wanted, report, ec);
                if (ec)
                    set_termios(before);
            }
        }
        if (!ec)
            return report;
        give_back();
        return {};
    }

    /// A transaction; on failure everything is as before.
    config_report apply(serial_config const& wanted, error_code& ec)
    {
        termios2 before;
        if (ec = validate(wanted); ec)
            return {};
        if (fail(ec, error_context::configure, get_termios(before)))
            return {};
        bool const was_exclusive = exclusive_;
        if (wanted.exclusive && !was_exclusive && !take(error_context::configure, ec))
            return {};
        config_report report = apply_termios(wanted, before, ec);
        if (ec ? !was_exclusive : !wanted.exclusive)
            give_back();
        return ec ? config_report{} : report;
    }

    /// Makes a read wait for a byte again, and deliver it unchanged.
    void apply_again(error_code& ec) noexcept
    {
        termios2 t;
        if (fail(ec, error_context::transfer, get_termios(t)))
            return;
        encode(config_, t);
        fail(ec, error_context::transfer, set_termios(t));
    }

    /// Lets others open the port again.
    void give_back() noexcept
    {
        config_.exclusive = false;
        if (!std::exchange(exclusive_, false))
            return;
        sys_.clear_exclusive(fd_);
        sys_.unlock(fd_);
    }

private:
    int get_termios(termios2& t) noexcept
    {
        return uninterrupted([&] { return sys_.get_termios(fd_, t); });
    }

    int set_termios(termios2 const& t) noexcept
    {
        return uninterrupted([&] { return sys_.set_termios(fd_, t); });
    }

    // The advisory lock tells other users of locks, also root's; TIOCEXCL everybody but root.
    bool take(error_context where, error_code& ec) noexcept
    {
        if (fail(ec, where, [&] { return sys_.lock(fd_); }))
            return false;
        if (fail(ec, where, [&] { return sys_.set_exclusive(fd_); }))
        {
            sys_.unlock(fd_);
            return false;
        }
        return exclusive_ = config_.exclusive = true;
    }

    // Applies what termios holds; on failure `before` is in force again.
    config_report apply_termios(serial_config const& wanted, termios2 const& before, error_code& ec)
    {
        config_report report;
        serial_config effective = leave_out_unsupported(wanted, report, ec);
        if (ec)
            return report;
        termios2 next = before;
        encode(effective, next);
        termios2 got = next;
        if (next != before)
        {
            if (!fail(ec, error_context::configure, set_termios(next))
                && !fail(ec, error_context::configure, get_termios(got)))
                BOOST_SERIAL_EXT_ASSIGN(ec, compare(effective, got));
            if (ec)
            {
                set_termios(before);
                return {};
            }
        }
        decode(got, effective);
        config_ = report.applied = effective;
        applied_ = true;
        report.baud_error = baud_error(wanted.baud_rate, effective.baud_rate);
        return report;
    }

    // What Linux, or this version of the library, cannot do.
    static serial_config leave_out_unsupported(
        serial_config c, config_report& report, error_code& ec)
    {
        ec.clear();
        auto const skip_if = [&](bool asked, feature f)
        {
            if (asked && !ec)
                skip(f, c.unsupported, report, ec);
        };
        if (c.stop_bits == stop_bits::one_and_half) // no optional feature: the framing itself
            BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::one_and_half_stop_bits));
        skip_if(std::exchange(c.flow_control.dtr_dsr, false), feature::dtr_dsr);
        skip_if(std::exchange(c.low_latency, false), feature::low_latency);
        skip_if(c.rs485.has_value(), feature::rs485);
        c.rs485.reset();
        return c;
    }

    static void skip(feature f, unsupported_policy policy, config_report& report, error_code& ec)
    {
        if (policy == unsupported_policy::fail)
            BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(f));
        else
            report.skipped.push_back({f, make_unsupported_error(f)});
    }

    // Brings DTR and RTS to their first state, both in one call.
    void start_lines(serial_config const& wanted, config_report& report, error_code& ec)
    {
        control_lines lines;
        if (wanted.dtr != initial_line::preserve)
            lines.dtr = wanted.dtr == initial_line::on;
        if (wanted.rts != initial_line::preserve)
            lines.rts = wanted.rts == initial_line::on;
        if (lines != control_lines{})
            change_lines(sys_, fd_, lines, ec);
        if (ec != condition::unsupported_feature)
            return;
        // Without lines there is nothing to raise; only an explicit `off` misses something.
        ec.clear();
        if (wanted.dtr != initial_line::off && wanted.rts != initial_line::off)
            return;
        skip(feature::modem_lines, wanted.unsupported, report, ec);
        for (initial_line* line : {&config_.dtr, &config_.rts})
            if (*line == initial_line::off)
                *line = initial_line::preserve;
        report.applied = config_;
    }

    Sys& sys_;
    int fd_;
    bool exclusive_ = false;
    bool applied_ = false;
    serial_config config_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
