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
#include <boost_serial_ext/native/linux_errors.hpp>
#include <boost_serial_ext/native/linux_settings.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// One open tty on Linux.
template<class Sys>
class linux_port final : public port_control
{
public:
    /// @param tree Where the system keeps what it knows of the device.
    linux_port(Sys sys, int fd, file_tree tree) noexcept
        : sys_(std::move(sys)), tree_(std::move(tree)), fd_(fd)
    {
    }

    /// See linux_settings.
    void adopt(error_code& ec) noexcept { settings_.adopt(ec); }

    /// See linux_settings.
    config_report start(serial_config const& wanted, error_code& ec)
    {
        return settings_.start(wanted, ec);
    }

    serial_config const& config() const noexcept override { return settings_.config(); }

    config_report apply(serial_config const& wanted, error_code& ec) override
    {
        return settings_.apply(wanted, ec);
    }

    restoration restored() const noexcept override { return settings_.restored(); }

    std::size_t waiting(queue which, error_code& ec) noexcept override
    {
        int count = 0;
        bool const input = which == queue::input;
        bool const failed = optional(ec, input ? feature::input_waiting : feature::output_waiting,
            [&]
            { return input ? sys_.input_waiting(fd_, count) : sys_.output_waiting(fd_, count); });
        return failed || count < 0 ? 0 : static_cast<std::size_t>(count);
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

    void discard(queue which, error_code& ec) noexcept override
    {
        bool const input = which == queue::input;
        fail(ec, error_context::transfer,
            [&] { return input ? sys_.discard_input(fd_) : sys_.discard_output(fd_); });
    }

    modem_status lines(error_code& ec) noexcept override
    {
        int bits = 0;
        optional(ec, feature::modem_lines, [&] { return sys_.get_lines(fd_, bits); });
        return ec ? modem_status{} : decode_lines(bits);
    }

    void set_lines(control_lines const& wanted, error_code& ec) noexcept override
    {
        change_lines(sys_, fd_, wanted, ec);
    }

    void set_break(bool on, error_code& ec) noexcept override
    {
        if (hung_up(ec))
            return;
        // The pty driver accepts TIOCSBRK and does nothing (tty_io.c, send_break): say so instead.
        if (settings_.pty())
            return ec.assign(make_unsupported_error(feature::break_signal), nullptr);
        change(sys_, fd_, feature::break_signal, ec,
            [&] { return on ? sys_.set_break(fd_) : sys_.clear_break(fd_); });
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
        int bits = 0;
        linux_icounter raw{};
        auto const ask
            = [&](feature f, auto call) { caps.set(f, support_of(uninterrupted(call))); };
        ask(feature::modem_lines, [&] { return sys_.get_lines(fd_, bits); });
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
        ask(feature::input_waiting, [&] { return sys_.input_waiting(fd_, bits); });
        ask(feature::output_waiting, [&] { return sys_.output_waiting(fd_, bits); });
        linux_snapshot now;
        if (settings_.read(now, ec))
            describe(now, caps);
        ec.clear();
        if (settings_.pty())
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

    error_code probe_empty_read() noexcept override
    {
        error_code ec;
        if (hung_up(ec))
            return ec;
        if (!settings_.applied())
            return error::end_of_input; // an adopted terminal, as somebody else has set it
        // Still there: another program has changed what a read waits for. Change it back.
        settings_.apply_again(ec);
        return ec;
    }

    error_code probe_readiness(bool reading) noexcept override
    {
        error_code ec;
        int count = 0;
        if (hung_up(ec) && reading
            && uninterrupted([&] { return sys_.input_waiting(fd_, count); }) == 0 && count > 0)
            ec.clear(); // what came before the hang-up can still be read
        return ec;
    }

    bool prepare_close(bool may_hold, bool drained) noexcept override
    {
        if (!drained)
            sys_.discard_output(fd_);
        settings_.give_back();
        // close(2) waits up to closing_wait, 30 s, for what usb-serial and cdc_acm do not discard,
        // and for what a chip holds, if flow control keeps it from sending (tty_port.c,
        // tty_port_close_start; serial_core.c, uart_wait_until_sent; ftdi_sio.c, tx_empty).
        error_code untold;
        if (waiting(queue::output, untold) != 0)
            return true;
        if (may_hold && transmitter_lag() != std::chrono::nanoseconds())
            return true; // an answer may be too old
        bool const empty = transmitter_empty(untold);
        return !untold && !empty;
    }

private:
    bool hung_up(error_code& ec) noexcept
    {
        bool gone = false;
        int const number = uninterrupted([&] { return sys_.poll_hangup(fd_, gone); });
        // What every other call on a hung-up tty answers (tty_io.c, hung_up_tty_ioctl).
        int const io_error = 5;
        return fail(ec, error_context::transfer, number == 0 && gone ? io_error : number);
    }

    Sys sys_;
    file_tree tree_;
    int fd_;
    linux_settings<Sys> settings_{sys_, fd_};
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
