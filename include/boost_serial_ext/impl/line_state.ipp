// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_IMPL_LINE_STATE_IPP
#define BOOST_SERIAL_EXT_IMPL_LINE_STATE_IPP

#include <boost_serial_ext/line_state.hpp>

#include <initializer_list>
#include <ostream>
#include <string>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// The names whose flag is set, joined by blanks.
inline std::string joined(
    std::initializer_list<std::pair<bool, char const*>> words, char const* none)
{
    std::string text;
    for (auto const& [set, word] : words)
        if (set)
            text.append(text.empty() ? "" : " ").append(word);
    return text.empty() ? none : text;
}

} // namespace detail

BOOST_SERIAL_EXT_DECL std::string to_string(modem_status const& v)
{
    return detail::joined({{v.cts, "cts"}, {v.dsr, "dsr"}, {v.ri, "ri"}, {v.dcd, "dcd"}}, "none");
}

BOOST_SERIAL_EXT_DECL std::string to_string(control_lines const& v)
{
    return detail::joined({{v.rts.has_value(), v.rts.value_or(false) ? "rts=on" : "rts=off"},
                              {v.dtr.has_value(), v.dtr.value_or(false) ? "dtr=on" : "dtr=off"}},
        "unchanged");
}

BOOST_SERIAL_EXT_DECL std::string to_string(line_events v)
{
    auto const has = [v](line_events e) { return (v & e) != line_events::none; };
    return detail::joined({{has(line_events::cts), "cts"}, {has(line_events::dsr), "dsr"},
                              {has(line_events::ri), "ri"}, {has(line_events::dcd), "dcd"},
                              {has(line_events::break_signal), "break_signal"},
                              {has(line_events::framing_error), "framing_error"},
                              {has(line_events::parity_error), "parity_error"},
                              {has(line_events::overrun), "overrun"}},
        "none");
}

BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, modem_status const& v)
{
    return out << to_string(v);
}
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, control_lines const& v)
{
    return out << to_string(v);
}
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, line_events v)
{
    return out << to_string(v);
}
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, line_event const& v)
{
    return out << to_string(v.events) << ": " << to_string(v.lines);
}
BOOST_SERIAL_EXT_DECL std::ostream& operator<<(std::ostream& out, line_counters const& v)
{
    char const* separator = "";
    for (auto const& [name, count] :
        {std::pair{"cts", v.cts}, std::pair{"dsr", v.dsr}, std::pair{"ri", v.ri},
            std::pair{"dcd", v.dcd}, std::pair{"received", v.received}, std::pair{"sent", v.sent},
            std::pair{"breaks", v.breaks}, std::pair{"framing_errors", v.framing_errors},
            std::pair{"parity_errors", v.parity_errors}, std::pair{"overruns", v.overruns},
            std::pair{"buffer_overruns", v.buffer_overruns}})
        out << std::exchange(separator, " ") << name << '=' << count;
    return out;
}

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
