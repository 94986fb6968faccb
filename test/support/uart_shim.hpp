// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_UART_SHIM_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_UART_SHIM_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_posix.hpp"
#include "support/conformance_tty.hpp"
#include "support/uart_shim_api.hpp"
#include "support/uart_shim_calls.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <linux/serial.h>
#include <linux/tty_flags.h>
#include <sys/ioctl.h>
#include <termios.h>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

// ---- drivers, as they were seen to behave -------------------------------------------------------

/// A UART that takes everything.
inline uart_shim_driver ideal_driver()
{
    uart_shim_driver d{};
    d.sizes = 1u << 5 | 1u << 6 | 1u << 7 | 1u << 8;
    d.lines = 1;
    d.serial = uart_shim_serial_kept;
    d.serial_type = 4; // PORT_16550A, linux/serial_core.h
    d.baud_base = 115'200;
    d.rs485 = uart_shim_rs485_absent;
    d.counters = 1;
    d.transmitter = 1;
    return d;
}

/// 8250: a ceiling, and TIOCGRS485 that promises what TIOCSRS485 does not keep.
inline uart_shim_driver driver_8250()
{
    uart_shim_driver d = ideal_driver();
    d.max_rate = d.fallback_rate = 115'200;
    d.standard_codes = 1;
    d.rs485 = uart_shim_rs485_zeros_only;
    return d;
}

/// ftdi_sio: 9600 instead of what is too fast, and no six bits, all with success.
inline uart_shim_driver driver_ftdi()
{
    uart_shim_driver d = ideal_driver();
    d.sizes = 1u << 5 | 1u << 7 | 1u << 8;
    d.max_rate = 3'000'000;
    d.fallback_rate = 9600;
    d.standard_codes = 1;
    d.serial_type = 0;
    d.baud_base = 24'000'000;
    return d;
}

/// cdc_acm: takes ASYNC_LOW_LATENCY and forgets it; cannot tell when the last bit is out.
inline uart_shim_driver driver_cdc_acm()
{
    uart_shim_driver d = ideal_driver();
    d.serial = uart_shim_serial_ignoring;
    d.serial_type = 0;
    d.transmitter = 0;
    return d;
}

/// pl011: RS-485 in the driver, with corrections.
inline uart_shim_driver driver_pl011()
{
    uart_shim_driver d = ideal_driver();
    d.max_rate = d.fallback_rate = d.baud_base = 1'500'000;
    d.serial_type = 32;
    d.rs485 = uart_shim_rs485_corrected;
    return d;
}

/// Nothing but bytes, settings and BREAK.
inline uart_shim_driver bare_driver()
{
    uart_shim_driver d{};
    d.sizes = 1u << 5 | 1u << 6 | 1u << 7 | 1u << 8;
    return d;
}

// ---- ports --------------------------------------------------------------------------------------

/** A pty that the shim makes a UART of, for as long as this object lives.

    What a stream does to it can be read as text; what its driver does and what comes in by the
    lines is up to the test.
*/
class uart
{
public:
    explicit uart(uart_shim_driver const& driver = ideal_driver())
        : number_(std::stoi(far.name().substr(far.name().rfind('/') + 1)))
    {
        check(::uart_shim_attach(number_, &driver));
        auto fresh = settings(); // as a UART begins (serial_core.c, uart_register_driver)
        fresh.control_flags |= HUPCL | CLOCAL;
        write_settings(far.far_end(), fresh);
        forget();
    }
    uart(uart const&) = delete;
    uart& operator=(uart const&) = delete;
    ~uart() { ::uart_shim_detach(number_); }

    std::string const& name() const noexcept { return far.name(); }
    int number() const noexcept { return number_; }

    void set_driver(uart_shim_driver const& driver)
    {
        check(::uart_shim_set_driver(number_, &driver));
    }

    /// TIOCM_…: lines that come in beside the cable's.
    void set_inputs(std::uint32_t bits) { check(::uart_shim_set_inputs(number_, bits)); }

    /// Line errors, as if they had been received.
    void receive_errors(std::uint32_t framing, std::uint32_t parity, std::uint32_t overruns = 0,
        std::uint32_t buffer_overruns = 0)
    {
        check(::uart_shim_count(number_, 0, framing, parity, overruns, buffer_overruns));
    }

    /// The n-th call of a kind from now on fails, and `times` in all; -1: for ever.
    void fail(std::uint32_t call, int error, unsigned nth = 1, int times = 1)
    {
        check(::uart_shim_fail(number_, call, nth, times, error));
    }

    /// So many queries answer that the transmitter is busy, or that bytes are queued; -1: all.
    void hold_transmitter(int queries) { check(::uart_shim_hold_transmitter(number_, queries)); }
    void hold_output(int queries, int bytes)
    {
        check(::uart_shim_hold_output(number_, queries, bytes));
    }

    uart_shim_status status() const
    {
        uart_shim_status s{};
        check(::uart_shim_get_status(number_, &s));
        return s;
    }
    /// "dtr rts cts"
    std::string lines() const { return names_of_lines(status().lines); }
    bool rts() const { return (status().lines & TIOCM_RTS) != 0; }
    bool break_on() const { return status().break_on != 0; }
    bool low_latency() const { return (status().serial.flags & int{ASYNC_LOW_LATENCY}) != 0; }

    /// What the driver has of termios, whoever has the port open.
    tty_settings settings() const { return read_settings(far.far_end()); }
    std::string framing() const { return framing_of(settings()); }

    /// Calls from here on are the ones to look at.
    void forget() { mark_ = ::uart_shim_log_end(); }

    /// What has been called since `forget`.
    std::vector<uart_call> calls() const
    {
        std::vector<uart_call> found;
        std::array<uart_shim_entry, 64> some;
        std::uint64_t from = mark_;
        for (std::size_t count = some.size(); count != 0;)
        {
            check(::uart_shim_read_log(number_, &from, some.data(), some.size(), &count));
            std::transform(some.begin(), some.begin() + static_cast<std::ptrdiff_t>(count),
                std::back_inserter(found), describe);
        }
        return found;
    }

    /// The texts of calls with one of these names, joined by "; ".
    std::string log(std::vector<std::string_view> const& names) const
    {
        std::string text;
        for (auto const& call : calls())
            if (std::find(names.begin(), names.end(), call.name) != names.end())
                text.append(text.empty() ? "" : "; ").append(call.text);
        return text;
    }

    test::pty_pair far{test::keep_slave::no}; // so that the shim sees the last close

private:
    static void check(int number)
    {
        if (number != 0)
            throw std::system_error(number, std::generic_category(), "uart_shim");
    }

    int number_;
    std::uint64_t mark_ = 0;
};

/// A stream on a UART, and the context that it runs on.
struct uart_port
{
    explicit uart_port(
        uart_shim_driver const& driver = ideal_driver(), serial_config const& config = {})
        : device(driver), stream(ctx, device.name(), config)
    {
        device.forget();
    }

    boost::asio::io_context ctx;
    uart device;
    serial_stream stream;
    error_code ec;
};

/// Two UARTs and a null-modem cable: lines and BREAK cross at once, bytes when `carry` is called.
class uart_pair
{
public:
    explicit uart_pair(uart_shim_driver const& driver = ideal_driver())
        : left(driver), right(driver)
    {
        if (int const number = ::uart_shim_join(left.number(), right.number()); number != 0)
            throw std::system_error(number, std::generic_category(), "uart_shim_join");
    }

    /// Moves so many bytes from what left has written to right; waits for them.
    void carry_to_right(std::size_t size) const { right.far.write(left.far.read_exact(size)); }

    uart left;
    uart right;
};

} // namespace boost_serial_ext_test

#endif
