// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_TTY_PORT_HPP
#define BOOST_SERIAL_EXT_NATIVE_TTY_PORT_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/codec/tty_lines.hpp>
#include <boost_serial_ext/native/tty_errors.hpp>
#include <boost_serial_ext/native/tty_settings.hpp>

#include <cstddef>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What open ttys have in common, whatever the system. `System`: see `tty_knobs`.
template<class System>
class tty_port : public port_control
{
public:
    using calls = typename System::calls;

    tty_port(calls sys, int fd) noexcept : sys_(std::move(sys)), fd_(fd) {}

    /// What no port of this system can do, and the configuration insists on: opening one would move its
    /// lines for nothing.
    static error_code refusal_of(serial_config const& config)
    {
        constexpr tty_features has = tty_knobs<System>::has;
        error_code ec;
        if (!asks_for_impossible(config, has))
            return ec;
        serial_config rest = config;
        config_report unused;
        leave_out_impossible(rest, has, unused, ec);
        return ec;
    }

    /// See tty_settings.
    void adopt(error_code& ec) noexcept { settings_.adopt(ec); }

    /// See tty_settings.
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
        if (!hung_up(ec))
            change(sys_, fd_, feature::break_signal, ec,
                [&] { return on ? sys_.set_break(fd_) : sys_.clear_break(fd_); });
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

    bool prepare_close(bool, bool drained) noexcept override
    {
        if (!drained)
            sys_.discard_output(fd_);
        settings_.give_back();
        // close(2) waits for what a driver does not discard.
        error_code untold;
        return waiting(queue::output, untold) != 0;
    }

protected:
    bool hung_up(error_code& ec) noexcept
    {
        bool gone = false;
        int const number = uninterrupted([&] { return sys_.poll_hangup(fd_, gone); });
        // What every other call on a hung-up tty answers (Linux: tty_io.c, hung_up_tty_ioctl).
        int const io_error = 5;
        return fail(ec, error_context::transfer, number == 0 && gone ? io_error : number);
    }

    /// Asks for everything that can be asked for without changing anything.
    void ask_lines_and_queues(serial_capabilities& caps) noexcept
    {
        int count = 0;
        auto const ask
            = [&](feature f, auto call) { caps.set(f, support_of(uninterrupted(call))); };
        ask(feature::modem_lines, [&] { return sys_.get_lines(fd_, count); });
        ask(feature::input_waiting, [&] { return sys_.input_waiting(fd_, count); });
        ask(feature::output_waiting, [&] { return sys_.output_waiting(fd_, count); });
    }

    calls sys_;
    int fd_;
    tty_settings<System> settings_{sys_, fd_};
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
