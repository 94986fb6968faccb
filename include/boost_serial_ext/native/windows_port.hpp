// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_WINDOWS_PORT_HPP
#define BOOST_SERIAL_EXT_NATIVE_WINDOWS_PORT_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/port_info.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/platform_table.hpp>
#include <boost_serial_ext/native/sys_windows_devices.hpp>
#include <boost_serial_ext/native/windows_counts.hpp>
#include <boost_serial_ext/native/windows_discovery.hpp>
#include <boost_serial_ext/native/windows_errors.hpp>
#include <boost_serial_ext/native/windows_flush.hpp>
#include <boost_serial_ext/native/windows_settings.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// An open communications device on Windows.
template<class Sys, class Devices = sys_windows_devices>
class windows_port final : public port_control
{
public:
    /// @param name As it was opened; empty: nobody knows.
    windows_port(Sys sys, native_handle handle, Devices devices = {}, std::string name = {})
        : sys_(std::move(sys))
        , handle_(handle)
        , devices_(std::move(devices))
        , name_(std::move(name))
    {
    }

    /// See windows_settings.
    void adopt(error_code& ec) noexcept { settings_.adopt(ec); }

    /// See windows_settings.
    config_report start(config_report possible, error_code& ec)
    {
        return settings_.start(std::move(possible), ec);
    }

    serial_config const& config() const noexcept override { return settings_.config(); }

    config_report apply(serial_config const& wanted, error_code& ec) override
    {
        return settings_.apply(wanted, ec);
    }

    restoration restored() const noexcept override { return settings_.restored(); }

    std::size_t waiting(queue which, error_code& ec) noexcept override
    {
        queues const now = look(ec);
        return which == queue::input ? now.input : now.output;
    }

    bool transmitter_empty(error_code& ec) noexcept override
    {
        // There is an event for it, but no call that asks; FlushFileBuffers waits for it.
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::exact_drain));
        return false;
    }

    std::function<error_code()> flusher() override { return flush_.begin(sys_, handle_); }

    void discard(queue which, error_code& ec) noexcept override
    {
        // Reads that wait go on waiting. Output lies in the writes that are in progress, which end:
        // PURGE_TXCLEAR alone takes nothing from those (serial.sys, purge.c).
        windows_fail(ec, error_context::transfer,
            sys_.purge(handle_,
                which == queue::input ? windows_rx_clear : windows_tx_clear | windows_tx_abort));
        if (!ec)
            look(ec); // there are drivers that purge the queues of a device that is gone
    }

    modem_status lines(error_code& ec) noexcept override
    {
        std::uint32_t bits = 0;
        bool const failed = windows_fail(
            ec, error_context::transfer, feature::modem_lines, sys_.get_lines(handle_, bits));
        return failed ? modem_status() : decode_windows_lines(bits);
    }

    void set_lines(control_lines const& wanted, error_code& ec) noexcept override
    {
        settings_.set_lines(wanted, ec);
    }

    void set_break(bool on, error_code& ec) noexcept override
    {
        windows_fail(ec, error_context::configure, feature::break_signal,
            sys_.escape(handle_, on ? windows_set_break : windows_clear_break));
    }

    line_counters counters(error_code& ec) noexcept override
    {
        look(ec);
        if (ec)
            return {};
        counts_.look(sys_, handle_);
        return counts_.counters();
    }

    void note_events(std::uint32_t events) noexcept override { counts_.note(events); }

    serial_capabilities capabilities(error_code& ec) override
    {
        serial_capabilities caps = platform_table(os::windows);
        look(ec);
        if (ec) // nobody is left to answer
            return caps;
        std::uint32_t bits = 0;
        int const number = sys_.get_lines(handle_, bits);
        caps.set(feature::input_waiting, support::supported);
        caps.set(feature::output_waiting, support::supported);
        caps.set(feature::modem_lines,
            number == 0                         ? support::supported
                : is_missing_on_windows(number) ? support::unsupported
                                                : support::unknown);
        for (feature f : {feature::rs485, feature::line_events, feature::line_counters})
            caps.set(f, caps[feature::modem_lines]);
        windows_properties properties;
        if (sys_.get_properties(handle_, properties) == 0)
            describe(properties, caps);
        return caps;
    }

    std::function<port_info(error_code&)> describer(error_code& ec) override
    {
        look(ec);
        if (ec)
            return {};
        return [devices = devices_, name = name_](error_code& why) mutable
        {
            auto port = windows_discovery<Devices>(devices).find(name, why);
            if (!port && !why)
                BOOST_SERIAL_EXT_ASSIGN(why, make_unsupported_error(feature::port_discovery));
            return port.value_or(port_info());
        };
    }

    error_code probe_empty_read() noexcept override
    {
        error_code ec;
        windows_timeouts now;
        look(ec);
        if (ec || windows_fail(ec, error_context::transfer, sys_.get_timeouts(handle_, now)))
            return ec;
        bool const adopted = !settings_.applied(); // as somebody else has set it
        if (waits_for_a_byte(now) || (adopted && !never_waits(now)))
            return {}; // nothing has come yet
        if (adopted)
            return error::end_of_input;
        settings_.apply_again(ec); // another user of the handle has changed it
        return ec;
    }

    error_code probe_readiness(bool) noexcept override
    {
        error_code ec;
        look(ec);
        return ec;
    }

    bool prepare_close(bool, bool drained) noexcept override
    {
        error_code ignored;
        flush_.end();
        settings_.forget_restoration();
        sys_.set_events(
            handle_, 0);      // a wait that stays behind keeps some drivers from opening again
        sys_.cancel(handle_); // first: or a write goes on after what was before it is discarded
        if (!drained)
            sys_.purge(handle_, windows_tx_abort | windows_tx_clear);
        // CloseHandle waits for what is left in the queue, and for ten characters besides
        // (serial.sys, openclos.c). Until it is done nobody can open the port: so it is done here,
        // unless that takes long.
        return look(ignored).output != 0
            || 10 * char_time(settings_.config()) > std::chrono::milliseconds(100);
    }

private:
    struct queues
    {
        std::uint32_t input = 0;
        std::uint32_t output = 0;
    };

    // ClearCommError: it forgets the errors that it tells, so they are counted here.
    queues look(error_code& ec) noexcept
    {
        queues now;
        std::uint32_t errors = 0;
        if (windows_fail(ec, error_context::transfer,
                sys_.get_queues(handle_, errors, now.input, now.output)))
            return {};
        counts_.add_errors(errors);
        return now;
    }

    Sys sys_;
    native_handle handle_;
    Devices devices_;
    std::string name_;
    windows_settings<Sys> settings_{sys_, handle_};
    windows_counts counts_;
    windows_flush<Sys> flush_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
