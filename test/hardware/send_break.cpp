// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// async_send_break: whatever ends it, the device is told to end the BREAK. What it was told is in
// its record.
#include "hardware/port_checks.hpp"
#include "hardware/ports.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>

#include <unistd.h>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr std::chrono::seconds long_break{60};

/// What the device was told of BREAK, in its order, as in "on off".
std::string breaks_of(ft232r const& chip)
{
    std::string text;
    bool on = false;
    for (usb_request const& r : chip.requests())
        if (r.request == ft232r::set_data && on != ((r.value & 0x4000) != 0))
        {
            on = !on;
            text += text.empty() ? "" : " ";
            text += on ? "on" : "off";
        }
    return text;
}

std::string breaks_of(acm_modem const& modem)
{
    std::string text;
    for (usb_request const& r : modem.requests())
        if (r.request == acm_modem::send_break)
            text += (text.empty() ? "" : " ") + std::string(r.value != 0 ? "on" : "off");
    return text;
}

/// A BREAK in progress, on a stream that the test can do away with.
template<class Double>
struct with_break
{
    with_break()
    {
        device.forget();
        start(*port);
    }

    void start(open_port& p)
    {
        p.stream.async_send_break(
            long_break, asio::bind_cancellation_slot(signal.slot(), recorder(sent)));
        BOOST_TEST(run_until(p.ctx, [&] { return device.state().break_on; }));
        BOOST_TEST(sent.calls == 0);
    }

    void check_off(char const* record = "on off")
    {
        BOOST_TEST(!device.state().break_on);
        BOOST_TEST(breaks_of(device) == record);
    }

    void check_aborted(open_port& p)
    {
        BOOST_TEST(run_until(p.ctx, [&] { return sent.calls != 0; }));
        run_a_while(p.ctx);
        BOOST_TEST(sent.calls == 1);
        BOOST_TEST(name_of(sent.ec) == "aborted");
    }

    static Double& fresh();
    Double& device = fresh();
    outcome sent;
    asio::cancellation_signal signal;
    std::unique_ptr<open_port> port = std::make_unique<open_port>(device.tty());
};

template<>
ft232r& with_break<ft232r>::fresh()
{
    return fresh_ft232r();
}
template<>
acm_modem& with_break<acm_modem>::fresh()
{
    return fresh_acm_modem();
}

template<class Double>
void check_success()
{
    with_break<Double> b;
    b.port->stream.cancel();
    b.check_aborted(*b.port);
    b.device.forget();
    b.sent = {};
    b.port->stream.async_send_break(milliseconds(20), recorder(b.sent));
    BOOST_TEST(run_until(b.port->ctx, [&] { return b.sent.calls != 0; }));
    BOOST_TEST(name_of(b.sent.ec) == "success");
    b.check_off();
    b.port->write("after it");
    BOOST_TEST(b.device.take(8) == "after it");
    b.port->stream.close();
    b.check_off(); // nothing more is said of it
}

template<class Double>
void check_cancelled()
{
    for (bool const by_slot : {false, true})
    {
        with_break<Double> b;
        if (by_slot)
            b.signal.emit(asio::cancellation_type::terminal);
        else
            b.port->stream.cancel();
        b.check_aborted(*b.port);
        b.check_off();
        BOOST_TEST(b.port->stream.is_open());
        b.port->stream.close();
        b.check_off();
    }
}

template<class Double>
void check_closed()
{
    {
        with_break<Double> b;
        b.port->stream.close();
        b.check_off();
        b.check_aborted(*b.port);
        b.check_off();
    }
    {
        with_break<Double> b;
        outcome closed;
        b.port->stream.async_close(close_policy::drain(milliseconds(50)), recorder(closed));
        BOOST_TEST(run_until(b.port->ctx, [&] { return closed.calls != 0; }));
        BOOST_TEST(name_of(closed.ec) == "success");
        b.check_off();
        b.check_aborted(*b.port);
    }
    {
        with_break<Double> b;
        int const given = b.port->stream.release();
        b.check_off();
        BOOST_TEST(::close(given) == 0);
        b.check_aborted(*b.port);
    }
}

template<class Double>
void check_destroyed()
{
    with_break<Double> b;
    {
        serial_stream const destroyed(std::move(b.port->stream));
        BOOST_TEST(b.device.state().break_on); // the same stream, under another name
    }
    b.check_off();
    b.check_aborted(*b.port);
    b.check_off();
}

template<class Double>
void check_moved_to_another_executor()
{
    Double& device = with_break<Double>::fresh();
    asio::io_context ctx;
    outcome sent;
    basic_serial_stream<asio::io_context::executor_type> stream(ctx, device.tty(), serial_config());
    device.forget();
    stream.async_send_break(long_break, recorder(sent));
    BOOST_TEST(run_until(ctx, [&] { return device.state().break_on; }));
    serial_stream other(std::move(stream));
    BOOST_TEST(!device.state().break_on);
    BOOST_TEST(breaks_of(device) == "on off");
    BOOST_TEST(run_until(ctx, [&] { return sent.calls != 0; }));
    BOOST_TEST(name_of(sent.ec) == "aborted");
    BOOST_TEST(other.is_open());
    other.close();
    BOOST_TEST(breaks_of(device) == "on off");
}

// The stream belongs to its own handler, so that only the context's end can end both.
template<class Double>
void check_context_destroyed()
{
    Double& device = with_break<Double>::fresh();
    outcome sent;
    {
        asio::io_context ctx;
        auto stream = std::make_shared<serial_stream>(ctx, device.tty(), serial_config());
        device.forget();
        auto& s = *stream;
        s.async_send_break(
            long_break, [stream, record = recorder(sent)](error_code ec) { record(ec); });
        stream.reset();
        BOOST_TEST(run_until(ctx, [&] { return device.state().break_on; }));
    }
    BOOST_TEST(sent.calls == 0);
    BOOST_TEST(!device.state().break_on);
    BOOST_TEST(breaks_of(device) == "on off");
    open_port const again(device.tty());
}

} // namespace

BOOST_AUTO_TEST_SUITE(ftdi_sio)

BOOST_AUTO_TEST_SUITE(a_break_ends)

BOOST_AUTO_TEST_CASE(after_its_time)
{
    check_success<ft232r>();
}

BOOST_AUTO_TEST_CASE(when_cancelled)
{
    check_cancelled<ft232r>();
}

BOOST_AUTO_TEST_CASE(when_closed)
{
    check_closed<ft232r>();
}

BOOST_AUTO_TEST_CASE(when_destroyed)
{
    check_destroyed<ft232r>();
}

BOOST_AUTO_TEST_CASE(when_moved_to_another_executor)
{
    check_moved_to_another_executor<ft232r>();
}

BOOST_AUTO_TEST_CASE(when_the_context_is_destroyed)
{
    check_context_destroyed<ft232r>();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cdc_acm)

BOOST_AUTO_TEST_SUITE(a_break_ends)

BOOST_AUTO_TEST_CASE(after_its_time)
{
    check_success<acm_modem>();
}

BOOST_AUTO_TEST_CASE(when_cancelled)
{
    check_cancelled<acm_modem>();
}

BOOST_AUTO_TEST_CASE(when_closed)
{
    check_closed<acm_modem>();
}

BOOST_AUTO_TEST_CASE(when_destroyed)
{
    check_destroyed<acm_modem>();
}

BOOST_AUTO_TEST_CASE(when_moved_to_another_executor)
{
    check_moved_to_another_executor<acm_modem>();
}

BOOST_AUTO_TEST_CASE(when_the_context_is_destroyed)
{
    check_context_destroyed<acm_modem>();
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
