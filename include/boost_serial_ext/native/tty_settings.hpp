// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_TTY_SETTINGS_HPP
#define BOOST_SERIAL_EXT_NATIVE_TTY_SETTINGS_HPP

#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/codec/baud_error.hpp>
#include <boost_serial_ext/native/tty_knobs.hpp>
#include <boost_serial_ext/native/tty_lock.hpp>
#include <boost_serial_ext/native/tty_snapshot.hpp>

#include <chrono>
#include <optional>
#include <tuple>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What an open tty was told, and how to take it back. `System`: see `tty_knobs`.
template<class System>
class tty_settings
{
    using knobs = tty_knobs<System>;

public:
    using snapshot = typename knobs::snapshot;

    tty_settings(typename System::calls& sys, int fd) noexcept : lock_(sys, fd), knobs_(sys, fd) {}

    serial_config const& config() const noexcept { return config_; }

    /// What the latest transaction that failed, or `give_back`, has put back.
    restoration const& restored() const noexcept { return restored_; }

    /// Whether the settings in force are the library's own.
    bool applied() const noexcept { return applied_; }

    /// How old the driver's word about its transmitter may be.
    std::chrono::nanoseconds transmitter_lag() const noexcept { return lag_; }

    /// Reads all that the library may change.
    bool read(snapshot& s, error_code& ec) { return knobs_.read(s, error_context::transfer, ec); }

    /// Reads the settings of a tty that somebody else opened.
    void adopt(error_code& ec)
    {
        snapshot now;
        if (!knobs_.read(now, error_context::open, ec))
            return;
        lock_.adopt();
        config_ = as_read(config_, now);
    }

    /// Right after the open: the lock before anything is touched, then settings, then lines.
    config_report start(serial_config const& wanted, error_code& ec)
    {
        return transact(
            wanted, wanted.exclusive ? lock::exclusive : lock::shared, error_context::open, ec);
    }

    /// A transaction; on failure everything is as before. The first levels were the open's.
    config_report apply(serial_config wanted, error_code& ec)
    {
        if (ec = validate(wanted); ec)
            return {};
        std::tie(wanted.dtr, wanted.rts) = std::tie(config_.dtr, config_.rts);
        auto const others = lock_.held() == lock::none ? lock::none : lock::shared;
        return transact(
            wanted, wanted.exclusive ? lock::exclusive : others, error_context::configure, ec);
    }

    /// Makes a read wait for a byte again, and deliver it unchanged.
    void apply_again(error_code& ec) noexcept { knobs_.apply_again(config_, ec); }

    /// What the system alone knows of the settings.
    typename knobs::termios_control& termios() noexcept { return knobs_.termios; }

    /// Puts back what would outlive the handle, and lets others open the port again.
    void give_back()
    {
        restored_ = {latency_before_ || rs485_before_, {}};
        error_code ec;
        if (auto const before = std::exchange(latency_before_, std::nullopt))
            knobs_.low_latency.write(*before, restored_.ec);
        if (auto const before = std::exchange(rs485_before_, std::nullopt))
            knobs_.rs485.write(*before, ec);
        restored_.ec = restored_.ec ? restored_.ec : ec;
        lock_.leave();
        config_.exclusive = false;
    }

private:
    using lock = tty_lock<typename System::calls>;

    config_report transact(
        serial_config wanted, typename lock::level level, error_context where, error_code& ec)
    {
        auto const level_before = lock_.held();
        bool const starting = where == error_context::open;
        snapshot before;
        config_report report;
        report.skipped.reserve(4); // nothing throws once something has changed
        restored_ = {};
        leave_out_impossible(wanted, knobs::has, report, ec);
        if (ec || (level > level_before && !lock_.change(level, where, ec)))
            return {};
        if (latency_before_) // what is to be put back one day has to answer
            before.latency = *latency_before_;
        if (rs485_before_)
            before.rs485 = *rs485_before_;
        if (knobs_.read(before, where, ec))
        {
            snapshot now = before;
            auto const rs485 = attempt(wanted, now, starting, report, ec);
            if (!ec && lock_.change(level, where, ec)) // given up only now that nothing can fail
                return commit(before, now, rs485, std::move(report));
            restored_.done = true;
            knobs_.put_back(before, !starting, restored_.ec);
        }
        if (error_code own; !lock_.change(level_before, where, own) && !restored_.ec)
            restored_.ec = own;
        config_.exclusive = lock_.held() == lock::exclusive;
        if (restored_.done && restored_.ec)
            reread(before);
        return {};
    }

    // The order matters: RS-485 keeps termios from RTS, so it goes off first and comes on last.
    std::optional<rs485_config> attempt(serial_config const& wanted, snapshot& now, bool starting,
        config_report& report, error_code& ec)
    {
        std::optional<rs485_config> rs485;
        if (rs485_before_ && (!wanted.rs485 || is_software(wanted.rs485)))
            knobs_.rs485.write(*rs485_before_, ec);
        if (!ec)
            knobs_.apply(wanted, now.termios, ec);
        if (!ec)
            apply_latency(wanted, now.latency, report, ec);
        if (!ec)
            rs485 = apply_rs485(wanted, now, report, ec);
        if (!ec)
            apply_lines(wanted, rs485, now, starting, report, ec);
        report.baud_error = baud_error(wanted.baud_rate, now.termios.c_ospeed);
        return rs485;
    }

    config_report commit(snapshot const& before, snapshot const& now,
        std::optional<rs485_config> const& rs485, config_report report)
    {
        keep_original(latency_before_, before.latency, now.latency);
        keep_original(rs485_before_, before.rs485, now.rs485);
        report.applied.rs485 = rs485;
        report.applied = config_ = as_read(report.applied, now);
        applied_ = true;
        return report;
    }

    void apply_latency(serial_config const& wanted, decltype(snapshot::latency)& now,
        config_report& report, error_code& ec)
    {
        error_code why;
        if (wanted.low_latency)
            knobs_.low_latency.turn_on(now, why);
        else if (latency_before_)
            knobs_.low_latency.write(*latency_before_, ec);
        else
            return;
        if (!ec)
            leave_out(feature::low_latency, why, wanted.unsupported, report, ec);
        if (!ec)
            knobs_.low_latency.read(now, error_context::configure, ec);
    }

    std::optional<rs485_config> apply_rs485(
        serial_config const& wanted, snapshot& now, config_report& report, error_code& ec)
    {
        if (!wanted.rs485 && !rs485_before_)
            return {};
        error_code why;
        std::optional<rs485_config> got = wanted.rs485;
        if (got)
            got = knobs_.rs485.turn_on(*got, now.rs485, now.lines.has_value(), why);
        leave_out(feature::rs485, why, wanted.unsupported, report, ec);
        if (!ec)
            knobs_.rs485.read(now.rs485, error_context::configure, ec);
        return why ? std::nullopt : got;
    }

    // DTR and RTS in one call: at the open, and RTS wherever the library uses it for RS-485.
    void apply_lines(serial_config const& wanted, std::optional<rs485_config> const& rs485,
        snapshot const& now, bool starting, config_report& report, error_code& ec)
    {
        bool const was_ours = is_software(config_.rs485);
        control_lines const lines
            = lines_to_set(wanted, rs485, now.rs485_is_on(), starting, was_ours);
        error_code why;
        knobs_.write_lines(lines, why);
        if (why != condition::unsupported_feature || is_software(rs485))
            return void(ec = why);
        // Without lines there is nothing to raise; only an explicit `off` misses something.
        if (wanted.dtr != initial_line::off && wanted.rts != initial_line::off)
            return;
        leave_out(feature::modem_lines, why, wanted.unsupported, report, ec);
        for (initial_line* line : {&report.applied.dtr, &report.applied.rts})
            if (*line == initial_line::off)
                *line = initial_line::preserve;
    }

    serial_config as_read(serial_config c, snapshot const& now)
    {
        lag_ = now.latency.status_age();
        decode(now, c);
        c.exclusive = lock_.held() == lock::exclusive;
        return c;
    }

    // What could not be put back is at least told as it is, and tried again on close.
    void reread(snapshot const& before)
    {
        snapshot now;
        if (error_code ignored; !knobs_.read(now, error_context::configure, ignored))
            return;
        keep_original(latency_before_, before.latency, now.latency);
        keep_original(rs485_before_, before.rs485, now.rs485);
        config_ = as_read(config_, now);
    }

    lock lock_;
    knobs knobs_;
    bool applied_ = false;
    serial_config config_;
    std::chrono::nanoseconds lag_{};
    restoration restored_;
    std::optional<decltype(snapshot::latency)> latency_before_;
    std::optional<decltype(snapshot::rs485)> rs485_before_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
