// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_LINUX_PORT_HPP
#define BOOST_SERIAL_EXT_NATIVE_LINUX_PORT_HPP

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/codec/linux_node.hpp>
#include <boost_serial_ext/detail/codec/linux_tty.hpp>
#include <boost_serial_ext/detail/platform_table.hpp>
#include <boost_serial_ext/native/file_tree.hpp>
#include <boost_serial_ext/native/linux_discovery.hpp>
#include <boost_serial_ext/native/linux_snapshot.hpp>
#include <boost_serial_ext/native/tty_errors.hpp>
#include <boost_serial_ext/native/tty_port.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// One open tty on Linux.
template<class Sys>
class linux_port final : public tty_port<linux_tty<Sys>>
{
    using base = tty_port<linux_tty<Sys>>;

public:
    using devices = file_tree;

    /// @param tree Where the system keeps what it knows of the device.
    linux_port(Sys sys, int fd, file_tree tree) noexcept
        : base(std::move(sys), fd), tree_(std::move(tree))
    {
    }

    static std::string_view backend_name() noexcept { return "linux/termios2"; }

    static std::vector<port_info> list(file_tree const& tree, error_code& ec)
    {
        return linux_discovery<file_tree>(tree).list(ec);
    }

    bool transmitter_empty(error_code& ec) noexcept override
    {
        unsigned status = 0;
        optional(ec, feature::exact_drain, [&] { return sys_.get_transmitter(fd_, status); });
        return !ec && (status & linux_transmitter_empty) != 0;
    }

    std::chrono::nanoseconds transmitter_lag() const noexcept override
    {
        return settings_.transmitter_lag();
    }

    void set_break(bool on, error_code& ec) noexcept override
    {
        if (!settings_.termios().pty())
            return base::set_break(on, ec);
        // The pty driver accepts TIOCSBRK and does nothing (tty_io.c, send_break): say so instead.
        if (!hung_up(ec))
            BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::break_signal));
    }

    line_counters counters(error_code& ec) noexcept override
    {
        linux_icounter raw{};
        optional(ec, feature::line_counters, [&] { return sys_.get_counters(fd_, raw); });
        return ec ? line_counters{} : decode_counters(raw);
    }

    serial_capabilities capabilities(error_code& ec) override
    {
        serial_capabilities caps = platform_table(os::linux_kernel);
        // The table's is of the whole system.
        caps.set(feature::port_discovery, support::unknown);
        if (hung_up(ec)) // nobody is left to answer
            return caps;
        linux_icounter raw{};
        auto const ask
            = [&](feature f, auto call) { caps.set(f, support_of(uninterrupted(call))); };
        base::ask_lines_and_queues(caps);
        ask(feature::line_counters, [&] { return sys_.get_counters(fd_, raw); });
        caps.set(feature::line_events, caps[feature::line_counters]);
        std::uint64_t number = 0;
        if (sys_.device_number(fd_, number) == 0)
            caps.set(feature::port_discovery,
                linux_discovery<file_tree>(tree_).knows(number) ? support::supported
                                                                : support::unsupported);
        unsigned status = 0;
        ask(feature::exact_drain, [&] { return sys_.get_transmitter(fd_, status); });
        // An adapter that does not say "empty" may be one that never does.
        if (transmitter_lag() != std::chrono::nanoseconds()
            && (status & linux_transmitter_empty) == 0)
            caps.set(feature::exact_drain, support::unknown);
        linux_snapshot now;
        if (settings_.read(now, ec))
            describe(now, caps);
        ec.clear();
        if (settings_.termios().pty())
            for (feature f : {feature::break_signal, feature::mark_space_parity})
                caps.set(f, support::unsupported);
        return caps;
    }

    std::function<port_info(error_code&)> describer(error_code& ec) override
    {
        std::uint64_t number = 0;
        if (hung_up(ec)
            || fail(ec, error_context::transfer,
                uninterrupted([&] { return sys_.device_number(fd_, number); })))
            return {};
        return [tree = tree_, number, node = sys_.name_of(fd_)](error_code& failed)
        {
            auto info = linux_discovery<file_tree>(tree).find(number, node);
            failed = info ? error_code() : make_unsupported_error(feature::port_discovery);
            return info ? *std::move(info) : port_info();
        };
    }

    bool prepare_close(bool may_hold, bool drained) noexcept override
    {
        // close(2) waits up to closing_wait, 30 s, for what usb-serial and cdc_acm do not discard,
        // and for what a chip holds, if flow control keeps it from sending (tty_port.c,
        // tty_port_close_start; serial_core.c, uart_wait_until_sent; ftdi_sio.c, tx_empty).
        if (base::prepare_close(may_hold, drained))
            return true;
        if (may_hold && transmitter_lag() != std::chrono::nanoseconds())
            return true; // an answer may be too old
        error_code untold;
        bool const empty = transmitter_empty(untold);
        return !untold && !empty;
    }

private:
    using base::fd_;
    using base::hung_up;
    using base::settings_;
    using base::sys_;

    file_tree tree_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
