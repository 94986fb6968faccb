// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_IMPL_SERIAL_CONFIG_IPP
#define BOOST_SERIAL_EXT_IMPL_SERIAL_CONFIG_IPP

#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config_text.hpp>
#include <boost_serial_ext/detail/enum_name.hpp>

#include <limits>
#include <ostream>
#include <string>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

BOOST_SERIAL_EXT_DECL error_code validate(serial_config const& c) noexcept
{
    using std::chrono::milliseconds;
    milliseconds const longest_delay{60'000};
    if (c.baud_rate == 0)
        return error::invalid_baud_rate;
    if (c.character_size < 5 || c.character_size > 8)
        return error::invalid_character_size;
    if (c.parity > parity::space)
        return error::invalid_parity;
    if (c.stop_bits > stop_bits::two)
        return error::invalid_stop_bits;
    if (c.rs485)
    {
        if (c.rs485->mode > rs485_mode::software)
            return error::invalid_rs485_mode;
        if (c.rs485->delay_before_send < milliseconds{0}
            || c.rs485->delay_before_send > longest_delay)
            return error::invalid_rs485_delay_before_send;
        if (c.rs485->delay_after_send < milliseconds{0}
            || c.rs485->delay_after_send > longest_delay)
            return error::invalid_rs485_delay_after_send;
        if (c.flow_control.rts_cts)
            return error::rs485_excludes_rts_cts;
    }
    if (c.dtr > initial_line::preserve)
        return error::invalid_dtr;
    if (c.rts > initial_line::preserve)
        return error::invalid_rts;
    if (!(c.baud_tolerance >= 0.0 && c.baud_tolerance < 1.0)) // written so that NaN fails
        return error::invalid_baud_tolerance;
    if (c.unsupported > unsupported_policy::ignore)
        return error::invalid_unsupported_policy;
    return {};
}

BOOST_SERIAL_EXT_DECL std::chrono::nanoseconds char_time(
    serial_config const& c, std::uint64_t characters) noexcept
{
    using std::chrono::nanoseconds;
    if (c.baud_rate == 0)
        return nanoseconds{0};
    std::uint64_t const stop = c.stop_bits == stop_bits::one ? 2u
        : c.stop_bits == stop_bits::two                      ? 4u
                                                             : 3u;
    std::uint64_t const half_bits
        = 2u + 2u * std::uint64_t{c.character_size} + (c.parity == parity::none ? 0u : 2u) + stop;
    // Whole seconds and the rest apart, so that no product overflows.
    auto constexpr most = static_cast<std::uint64_t>((std::numeric_limits<std::int64_t>::max)());
    std::uint64_t const per_second = std::uint64_t{c.baud_rate} * 2u;
    std::uint64_t const whole = characters / per_second;
    std::uint64_t const rest = characters % per_second * half_bits;
    if (whole > most / 1'000'000'000u / half_bits)
        return (nanoseconds::max)();
    std::uint64_t const seconds = whole * half_bits + rest / per_second;
    std::uint64_t const fraction = rest % per_second * 1'000'000'000u / per_second;
    if (seconds > (most - fraction) / 1'000'000'000u)
        return (nanoseconds::max)();
    return nanoseconds(static_cast<std::int64_t>(seconds * 1'000'000'000u + fraction));
}

BOOST_SERIAL_EXT_DECL std::string_view to_string(parity value) noexcept
{
    return detail::name_of(value, {"none", "odd", "even", "mark", "space"});
}
BOOST_SERIAL_EXT_DECL std::string_view to_string(stop_bits value) noexcept
{
    return detail::name_of(value, {"one", "one_and_half", "two"});
}
BOOST_SERIAL_EXT_DECL std::string_view to_string(initial_line value) noexcept
{
    return detail::name_of(value, {"on", "off", "preserve"});
}
BOOST_SERIAL_EXT_DECL std::string_view to_string(rs485_mode value) noexcept
{
    return detail::name_of(value, {"automatic", "kernel", "software"});
}
BOOST_SERIAL_EXT_DECL std::string_view to_string(unsupported_policy value) noexcept
{
    return detail::name_of(value, {"fail", "warn", "ignore"});
}

BOOST_SERIAL_EXT_DECL std::string to_string(flow_control const& value)
{
    std::string text;
    for (auto const& [set, name] : {std::pair{value.xon_xoff, "xon_xoff"},
             std::pair{value.rts_cts, "rts_cts"}, std::pair{value.dtr_dsr, "dtr_dsr"}})
        if (set)
            text.append(text.empty() ? "" : " ").append(name);
    return text.empty() ? "none" : text;
}

BOOST_SERIAL_EXT_DECL std::string to_string(rs485_config const& value)
{
    std::string text
        = value.mode == rs485_mode::automatic ? "auto" : std::string(to_string(value.mode));
    if (!value.rts_on_send)
        text += ",rts_off_on_send";
    if (value.rts_after_send)
        text += ",rts_after_send";
    if (value.rx_during_tx)
        text += ",rx_during_tx";
    if (value.terminate_bus)
        text += ",terminate_bus";
    if (value.delay_before_send.count() != 0)
        text += ",before=" + std::to_string(value.delay_before_send.count()) + "ms";
    if (value.delay_after_send.count() != 0)
        text += ",after=" + std::to_string(value.delay_after_send.count()) + "ms";
    return text;
}

BOOST_SERIAL_EXT_DECL std::string to_string(serial_config const& c)
{
    constexpr char parity_letters[] = "NOEMS";
    constexpr std::string_view stop_names[] = {"1", "1.5", "2"};
    bool const framed = c.parity <= parity::space && c.stop_bits <= stop_bits::two;
    std::string text = std::to_string(c.baud_rate) + ' ' + std::to_string(c.character_size);
    text += framed ? parity_letters[static_cast<std::size_t>(c.parity)] : '?';
    text += framed ? stop_names[static_cast<std::size_t>(c.stop_bits)] : "?";
    if (c.flow_control != flow_control{})
        text += ' ' + to_string(c.flow_control);
    if (!c.exclusive)
        text += " shared";
    if (!c.hangup_on_close)
        text += " no_hangup";
    if (c.low_latency)
        text += " low_latency";
    if (c.rs485)
        text += " rs485=" + to_string(*c.rs485);
    if (c.dtr != initial_line::on)
        text.append(" dtr=").append(to_string(c.dtr));
    if (c.rts != initial_line::on)
        text.append(" rts=").append(to_string(c.rts));
    if (c.baud_tolerance != serial_config{}.baud_tolerance)
        text += " baud_tolerance=" + detail::shortest_text(c.baud_tolerance);
    if (c.unsupported != unsupported_policy::fail)
        text.append(" unsupported=").append(to_string(c.unsupported));
    if (c.line_marks)
        text += " line_marks";
    return text;
}

BOOST_SERIAL_EXT_DECL serial_config parse_serial_config(
    std::string_view text, error_code& ec) noexcept
{
    serial_config config;
    ec = detail::config_reader{config}.read(text);
    if (!ec)
        ec = validate(config);
    return ec ? serial_config{} : config;
}

BOOST_SERIAL_EXT_DECL serial_config parse_serial_config(std::string_view text)
{
    error_code ec;
    serial_config const config = parse_serial_config(text, ec);
    detail::throw_if(ec, "parse_serial_config");
    return config;
}

BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, parity value)
{
    return out << to_string(value);
}
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, stop_bits value)
{
    return out << to_string(value);
}
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, initial_line value)
{
    return out << to_string(value);
}
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, rs485_mode value)
{
    return out << to_string(value);
}
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, unsupported_policy value)
{
    return out << to_string(value);
}
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, flow_control const& value)
{
    return out << to_string(value);
}
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, rs485_config const& value)
{
    return out << to_string(value);
}
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, serial_config const& value)
{
    return out << to_string(value);
}

BOOST_SERIAL_EXT_DECL bool operator==(serial_config const& a, serial_config const& b) noexcept
{
    return a.baud_rate == b.baud_rate && a.character_size == b.character_size
        && a.parity == b.parity && a.stop_bits == b.stop_bits && a.flow_control == b.flow_control
        && a.exclusive == b.exclusive && a.hangup_on_close == b.hangup_on_close
        && a.low_latency == b.low_latency && a.rs485 == b.rs485 && a.dtr == b.dtr && a.rts == b.rts
        && a.baud_tolerance == b.baud_tolerance && a.unsupported == b.unsupported
        && a.line_marks == b.line_marks;
}

BOOST_SERIAL_EXT_DECL std::size_t hash_value(serial_config const& c) noexcept
{
    std::uint64_t state = 0x9E3779B97F4A7C15u;
    auto const mix = [&state](std::uint64_t v) noexcept
    {
        state ^= v + 0x9E3779B97F4A7C15u + (state << 6) + (state >> 2);
        state *= 0xFF51AFD7ED558CCDu;
    };
    auto const bits = [](auto... flags) noexcept
    {
        std::uint64_t all = 0;
        ((all = all * 2 + (flags ? 1u : 0u)), ...);
        return all;
    };
    mix(c.baud_rate);
    mix(c.character_size | static_cast<std::uint64_t>(c.parity) << 8
        | static_cast<std::uint64_t>(c.stop_bits) << 16 | static_cast<std::uint64_t>(c.dtr) << 24
        | static_cast<std::uint64_t>(c.rts) << 32
        | static_cast<std::uint64_t>(c.unsupported) << 40);
    mix(bits(c.flow_control.xon_xoff, c.flow_control.rts_cts, c.flow_control.dtr_dsr, c.exclusive,
        c.hangup_on_close, c.low_latency, c.rs485.has_value(), c.line_marks));
    mix(std::hash<double>{}(c.baud_tolerance));
    if (c.rs485)
    {
        mix(bits(c.rs485->rts_on_send, c.rs485->rts_after_send, c.rs485->rx_during_tx,
            c.rs485->terminate_bus));
        mix(static_cast<std::uint64_t>(c.rs485->delay_before_send.count()));
        mix(static_cast<std::uint64_t>(c.rs485->delay_after_send.count()));
        mix(static_cast<std::uint64_t>(c.rs485->mode));
    }
    return static_cast<std::size_t>(state);
}

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
