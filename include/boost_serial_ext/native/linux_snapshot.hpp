// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_LINUX_SNAPSHOT_HPP
#define BOOST_SERIAL_EXT_NATIVE_LINUX_SNAPSHOT_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/linux_serial.hpp>
#include <boost_serial_ext/detail/codec/linux_tty.hpp>
#include <boost_serial_ext/detail/codec/termios2.hpp>
#include <boost_serial_ext/detail/leave_out.hpp>
#include <boost_serial_ext/native/linux_errors.hpp>
#include <boost_serial_ext/native/linux_low_latency.hpp>
#include <boost_serial_ext/native/linux_rs485.hpp>

#include <optional>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// All that the library may change about an open tty; what the driver lacks is empty.
struct linux_snapshot
{
    termios2 termios;
    std::optional<int> lines;
    linux_latency latency;
    std::optional<linux_rs485> rs485;

    bool rs485_is_on() const noexcept { return rs485 && is_enabled(*rs485); }
};

/// Whether the library itself switches RTS.
inline bool is_software(std::optional<rs485_config> const& rs485) noexcept
{
    return rs485 && rs485->mode == rs485_mode::software;
}

/// Overwrites what a snapshot tells of a configuration, and leaves its other members alone.
inline void decode(linux_snapshot const& now, serial_config& config) noexcept
{
    decode(now.termios, config);
    config.low_latency = now.latency.is_low();
    if (now.rs485_is_on())
        config.rs485 = decode(*now.rs485);
    else if (!is_software(config.rs485)) // of which the kernel knows nothing
        config.rs485.reset();
}

/// What a snapshot tells of optional features without trying them.
inline void describe(linux_snapshot const& now, serial_capabilities& caps) noexcept
{
    // Drivers of real UARTs tell a type and keep the flag (serial_core.c); others may ignore it.
    bool const keeps_flag
        = now.latency.is_low() || now.latency.timer >= 0 || now.latency.type() != 0;
    caps.set(feature::low_latency,
        !now.latency.serial ? support::unsupported
            : keeps_flag    ? support::supported
                            : support::unknown);
    // The library can do it wherever it can switch RTS.
    caps.set(feature::rs485,
        now.lines || now.rs485_is_on() ? support::supported
            : now.rs485                ? support::unknown
                                       : support::unsupported);
}

/// Takes out of a configuration what Linux cannot do, whatever the driver.
inline void leave_out_impossible(serial_config& c, config_report& report, error_code& ec)
{
    report.applied = c;
    ec.clear();
    if (c.stop_bits == stop_bits::one_and_half) // no optional feature: the framing itself
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::one_and_half_stop_bits));
    else if (std::exchange(c.flow_control.dtr_dsr, false))
        leave_out(
            feature::dtr_dsr, make_unsupported_error(feature::dtr_dsr), c.unsupported, report, ec);
}

/// DTR and RTS as a configuration has them: at the open, and RTS wherever it is the library's for
/// RS-485, or was until now; the kernel's RS-485 keeps RTS to itself.
inline control_lines lines_to_set(serial_config const& wanted,
    std::optional<rs485_config> const& rs485, linux_snapshot const& now, bool starting,
    bool was_ours) noexcept
{
    control_lines lines;
    if (starting && wanted.dtr != initial_line::preserve)
        lines.dtr = wanted.dtr == initial_line::on;
    if (is_software(rs485))
        lines.rts = rs485->rts_after_send;
    else if ((starting || was_ours) && wanted.rts != initial_line::preserve && !now.rs485_is_on())
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

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
