// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_TTY_SNAPSHOT_HPP
#define BOOST_SERIAL_EXT_NATIVE_TTY_SNAPSHOT_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/leave_out.hpp>

#include <chrono>
#include <optional>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// All that the library may change about an open tty; what the driver lacks is empty.
template<class Termios, class Latency, class Rs485>
struct tty_snapshot
{
    Termios termios;
    std::optional<int> lines;
    Latency latency;
    Rs485 rs485;

    bool rs485_is_on() const noexcept { return kernel_rs485(rs485).has_value(); }
};

/// Whether the library itself switches RTS.
inline bool is_software(std::optional<rs485_config> const& rs485) noexcept
{
    return rs485 && rs485->mode == rs485_mode::software;
}

/// Overwrites what a snapshot tells of a configuration, and leaves its other members alone.
template<class Termios, class Latency, class Rs485>
void decode(tty_snapshot<Termios, Latency, Rs485> const& now, serial_config& config) noexcept
{
    decode(now.termios, config);
    config.low_latency = now.latency.is_low();
    if (now.rs485_is_on())
        config.rs485 = kernel_rs485(now.rs485);
    else if (!is_software(config.rs485)) // of which the kernel knows nothing
        config.rs485.reset();
}

/// What a system has, whatever the driver.
struct tty_features
{
    bool mark_space; ///< Of termios: CMSPAR.
    bool low_latency;
    bool kernel_rs485;
};

/// Whether a configuration asks for something that cannot be had, whatever the driver.
inline bool asks_for_impossible(serial_config const& c, tty_features const& has) noexcept
{
    return c.stop_bits == stop_bits::one_and_half || c.flow_control.dtr_dsr
        || (!has.mark_space && (c.parity == parity::mark || c.parity == parity::space))
        || (!has.low_latency && c.low_latency) || (!has.kernel_rs485 && c.rs485);
}

/// Takes out of a configuration what cannot be had, whatever the driver.
inline void leave_out_impossible(
    serial_config& c, tty_features const& has, config_report& report, error_code& ec)
{
    auto const without = [&](feature f)
    {
        error_code why;
        BOOST_SERIAL_EXT_ASSIGN(why, make_unsupported_error(f));
        leave_out(f, why, c.unsupported, report, ec);
    };
    report.applied = c;
    ec.clear();
    // These are no optional features, but the framing itself.
    if (c.stop_bits == stop_bits::one_and_half)
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::one_and_half_stop_bits));
    else if (!has.mark_space && (c.parity == parity::mark || c.parity == parity::space))
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::mark_space_parity));
    else if (std::exchange(c.flow_control.dtr_dsr, false))
        without(feature::dtr_dsr);
    if (!ec && !has.low_latency && std::exchange(c.low_latency, false))
        without(feature::low_latency);
    if (!ec && !has.kernel_rs485 && c.rs485
        && (c.rs485->mode == rs485_mode::kernel || c.rs485->terminate_bus))
    {
        c.rs485.reset();
        without(feature::rs485);
    }
}

/// DTR and RTS as a configuration has them: at the open, and RTS wherever it is the library's for
/// RS-485, or was until now; the kernel's RS-485 keeps RTS to itself.
inline control_lines lines_to_set(serial_config const& wanted,
    std::optional<rs485_config> const& rs485, bool kernel_has_rts, bool starting,
    bool was_ours) noexcept
{
    control_lines lines;
    if (starting && wanted.dtr != initial_line::preserve)
        lines.dtr = wanted.dtr == initial_line::on;
    if (is_software(rs485))
        lines.rts = rs485->rts_after_send;
    else if ((starting || was_ours) && wanted.rts != initial_line::preserve && !kernel_has_rts)
        lines.rts = wanted.rts == initial_line::on;
    return lines;
}

/// Remembers what was found before the first change, until it is found again.
template<class State>
void keep_original(std::optional<State>& original, State const& before, State const& now)
{
    if (!original && before != now)
        original = before;
    else if (original && *original == now)
        original.reset();
}

/// The state of a setting that a system does not have.
struct no_setting
{
    static constexpr bool is_low() noexcept { return false; }
    static constexpr std::chrono::nanoseconds status_age() noexcept { return {}; }

    friend constexpr bool operator==(no_setting, no_setting) noexcept { return true; }
    friend constexpr bool operator!=(no_setting, no_setting) noexcept { return false; }
};

constexpr std::optional<rs485_config> kernel_rs485(no_setting) noexcept
{
    return std::nullopt;
}

/// Low latency on a system that has none.
template<class Sys>
class no_low_latency_control
{
public:
    using state = no_setting;

    no_low_latency_control(Sys&, int) noexcept {}

    bool read(state, error_context, error_code& ec) const noexcept
    {
        ec.clear();
        return true;
    }
    void turn_on(state, error_code& ec) const noexcept
    {
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::low_latency));
    }
    void write(state, error_code& ec) const noexcept { ec.clear(); }
};

/// RS-485 on a system whose drivers have none: the library switches RTS.
template<class Sys>
class no_rs485_control
{
public:
    using state = no_setting;

    no_rs485_control(Sys&, int) noexcept {}

    bool read(state, error_context, error_code& ec) const noexcept
    {
        ec.clear();
        return true;
    }
    /// @param wanted Something that needs no driver (`leave_out_impossible`).
    rs485_config turn_on(rs485_config wanted, state, bool rts_works, error_code& ec) const noexcept
    {
        ec.clear();
        if (!rts_works)
            BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::rs485));
        wanted.mode = rs485_mode::software;
        return wanted;
    }
    void write(state, error_code& ec) const noexcept { ec.clear(); }
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
