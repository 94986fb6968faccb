// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_BSD_PORT_HPP
#define BOOST_SERIAL_EXT_NATIVE_BSD_PORT_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/tty_lines.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/platform_table.hpp>
#include <boost_serial_ext/native/bsd_termios_control.hpp>
#include <boost_serial_ext/native/tty_backend.hpp>
#include <boost_serial_ext/native/tty_errors.hpp>
#include <boost_serial_ext/native/tty_port.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Edges of modem lines, counted by levels that differ from one look to the next.

    None of these systems has counters, and none tells of edges: a line that goes and comes back
    between two looks is not seen.
*/
class level_counts
{
public:
    line_counters const& look(modem_status const& now) noexcept
    {
        modem_status const before = std::exchange(levels_, now).value_or(now);
        counters_.cts += now.cts != before.cts ? 1u : 0u;
        counters_.dsr += now.dsr != before.dsr ? 1u : 0u;
        counters_.dcd += now.dcd != before.dcd ? 1u : 0u;
        counters_.ri += before.ri && !now.ri ? 1u : 0u; // when it ends
        return counters_;
    }

private:
    std::optional<modem_status> levels_;
    line_counters counters_;
};

/** One open tty on macOS or a BSD.

    @tparam Sys `sys_darwin`, `sys_freebsd` …: the system calls, with `flavour` and `family`.
    @tparam Devices What the system knows of its ports: `list(ec)`, and `find(node, ec)`.
*/
template<class Sys, class Devices>
class bsd_port final : public tty_port<bsd_tty<Sys>>
{
    using base = tty_port<bsd_tty<Sys>>;

public:
    using devices = Devices;

    bsd_port(Sys sys, int fd, Devices known) : base(std::move(sys), fd), known_(std::move(known)) {}

    static std::string_view backend_name() noexcept { return Sys::backend_name; }

    static std::vector<port_info> list(Devices const& known, error_code& ec)
    {
        return known.list(ec);
    }

    bool transmitter_empty(error_code& ec) noexcept override
    {
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::exact_drain));
        return false;
    }

    line_counters counters(error_code& ec) noexcept override
    {
        if (!hung_up(ec))
            BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::line_counters));
        return {};
    }

    line_events told_events() const noexcept override
    {
        return line_events::cts | line_events::dsr | line_events::ri | line_events::dcd;
    }

    line_counters event_counters(error_code& ec) noexcept override
    {
        modem_status const now = base::lines(ec);
        return ec ? line_counters() : counts_.look(now);
    }

    serial_capabilities capabilities(error_code& ec) override
    {
        serial_capabilities caps = platform_table(Sys::family);
        bool const lists_ports = caps[feature::port_discovery] != support::unsupported;
        if (lists_ports) // the table's is of the whole system
            caps.set(feature::port_discovery, support::unknown);
        if (hung_up(ec)) // nobody is left to answer
            return caps;
        base::ask_lines_and_queues(caps);
        // The library switches RTS, and looks at the others.
        for (feature f : {feature::rs485, feature::line_events})
            caps.set(f, caps[feature::modem_lines]);
        error_code why;
        if (lists_ports && known_.find(sys_.name_of(fd_), why))
            caps.set(feature::port_discovery, support::supported);
        else if (!why || why == condition::unsupported_feature)
            caps.set(feature::port_discovery, support::unsupported);
        return caps;
    }

    std::function<port_info(error_code&)> describer(error_code& ec) override
    {
        if (hung_up(ec))
            return {};
        return [known = known_, node = sys_.name_of(fd_)](error_code& why)
        {
            auto info = known.find(node, why);
            if (!info && !why)
                BOOST_SERIAL_EXT_ASSIGN(why, make_unsupported_error(feature::port_discovery));
            return info ? *std::move(info) : port_info();
        };
    }

private:
    using base::fd_;
    using base::hung_up;
    using base::sys_;

    Devices known_;
    level_counts counts_;
};

/// Opens ttys on macOS or a BSD.
template<class Sys, class Devices>
using bsd_backend = tty_backend<bsd_port<Sys, Devices>>;

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
