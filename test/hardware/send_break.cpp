// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// async_send_break: whatever ends it, the device is told to end the BREAK, as its record says. And
// it waits for what the device has not sent yet, which the system would do in TIOCSBRK.
#include "hardware/port_checks.hpp"
#include "hardware/ports.hpp"
#include "hardware/raw_tty.hpp"
#include "hardware/ticker.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

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

// What does not block takes far less, also on an emulated processor.
constexpr milliseconds at_once{2'000};

/// Lets the device go on when the test is stuck in the kernel: then it fails, and ends.
class rescuer
{
public:
    explicit rescuer(std::function<void()> rescue)
        : thread_(std::async(std::launch::async,
            [this, rescue = std::move(rescue)]
            {
                std::unique_lock<std::mutex> held(mutex_);
                if (!changed_.wait_for(held, std::chrono::seconds(5), [this] { return over_; }))
                    rescue();
                return !over_;
            }))
    {
    }
    ~rescuer()
    {
        if (thread_.valid())
            was_needed();
    }

    /// Ends the watch.
    bool was_needed()
    {
        {
            std::lock_guard<std::mutex> const held(mutex_);
            over_ = true;
        }
        changed_.notify_one();
        return thread_.get();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool over_ = false;
    std::future<bool> thread_;
};

/// A UART's line control register, which has the BREAK; read past the driver.
class line_control
{
public:
    explicit line_control(std::string const& tty)
        : fd_(::open("/dev/port", O_RDONLY | O_CLOEXEC))
        , at_(3 + std::stol(read_file("/sys/class/tty/" + tty.substr(5) + "/port"), nullptr, 16))
    {
        check(fd_ >= 0);
    }
    line_control(line_control const&) = delete;
    ~line_control() { ::close(fd_); }

    bool break_on() const
    {
        char value = 0;
        check(::pread(fd_, &value, 1, at_) == 1);
        return (value & 0x40) != 0;
    }

private:
    static void check(bool success)
    {
        if (!success)
            throw std::system_error(errno, std::generic_category(), "/dev/port");
    }

    int fd_;
    long at_;
};

/// A UART that has bytes in its FIFO and cannot send them, while the system's queue is empty.
class busy_uart
{
public:
    busy_uart(uart const& u, char const* config)
        : far_(u.peer)
        , control_(u.tty())
        , port_(std::make_unique<open_port>(u.tty(), config_of(config)))
    {
        far_.stall();
        outcome written;
        std::string const much = sample(20'000);
        asio::async_write(port_->stream, asio::buffer(much), recorder(written));
        run_a_while(port_->ctx);
        port_->stream.cancel();
        BOOST_TEST(run_until(port_->ctx, [&] { return written.calls != 0; }));
        BOOST_TEST(name_of(written.ec) == "aborted");
        port_->stream.discard_output();
        raw_tty const kernel(u.tty());
        BOOST_TEST(kernel.output_waiting() == 0);
        BOOST_TEST(!kernel.transmitter_empty());
    }

    open_port& port() { return *port_; }
    bool break_on() const { return control_.break_on(); }
    bool break_was_on() const { return break_on(); }
    void go_on() { far_.resume(); }

private:
    host_peer far_;
    line_control control_;
    std::unique_ptr<open_port> port_;
};

/// A chip that has said before when its transmitter was empty, and does not say so now.
class busy_chip
{
public:
    busy_chip() : port_(chip_.tty())
    {
        raw_tty const kernel(chip_.tty());
        chip_.set_transmitter_empty(true);
        port_.write("first");
        BOOST_TEST(chip_.take(5) == "first");
        BOOST_TEST(eventually([&] { return kernel.transmitter_empty(); }));
        BOOST_TEST(port_.stream.drain_exact() == drain_result::wire_exact);
        chip_.set_transmitter_empty(false);
        port_.write("held");
        BOOST_TEST(chip_.take(4) == "held");
        BOOST_TEST(eventually([&] { return !kernel.transmitter_empty(); }));
        chip_.forget();
    }
    ~busy_chip() { go_on(); } // the system's close waits for it

    open_port& port() { return port_; }
    bool break_on() const { return chip_.state().break_on; }
    bool break_was_on() const { return !breaks_of(chip_).empty(); }
    void go_on() { chip_.set_transmitter_empty(true); }

private:
    ft232r& chip_ = fresh_ft232r();
    open_port port_;
};

/// A chip whose latest status is from before its transmitter got bytes, and was stopped.
class chip_with_old_status
{
public:
    chip_with_old_status() : port_(chip_.tty())
    {
        chip_.set_transmitter_empty({}); // as it is in truth
        port_.write("first");
        BOOST_TEST(chip_.take(5) == "first");
        BOOST_TEST(port_.stream.drain_exact() == drain_result::wire_exact);
        port_.write("held");
        BOOST_TEST(chip_.take(4) == "held");
        chip_.hold();
        BOOST_TEST(raw_tty(chip_.tty()).transmitter_empty()); // as the driver knows it
        chip_.forget();
    }
    ~chip_with_old_status() { go_on(); }

    open_port& port() { return port_; }
    bool break_on() const { return chip_.state().break_on; }
    bool break_was_on() const { return !breaks_of(chip_).empty(); }
    void send_status() { chip_.set_transmitter_empty({}); }
    void go_on()
    {
        chip_.release();
        send_status();
    }

private:
    ft232r& chip_ = fresh_ft232r();
    open_port port_;
};

/// BREAK is sent when what was written has left the wire, and nothing stands still until then.
template<class Device>
void check_waits(
    Device&& device, std::function<void()> const& right_after = [] {})
{
    open_port& port = device.port();
    rescuer rescue([&] { device.go_on(); });
    ticker ticks(port.ctx);
    outcome sent;
    port.stream.async_send_break(milliseconds(200), recorder(sent));
    right_after();
    port.ctx.restart();
    port.ctx.run_for(milliseconds(300)); // many times the wire time
    BOOST_TEST(!rescue.was_needed(), "the executor was stuck in the kernel");
    auto const gap = ticks.largest_gap();
    BOOST_TEST((gap < milliseconds(500)), "the executor stood still for " << gap.count() << " ms");
    BOOST_TEST(ticks.ticks() > 3);
    BOOST_TEST(sent.calls == 0);
    BOOST_TEST(!device.break_was_on());

    device.go_on();
    BOOST_TEST(run_until(port.ctx, [&] { return device.break_on(); }));
    BOOST_TEST(sent.calls == 0);
    BOOST_TEST(run_until(port.ctx, [&] { return sent.calls != 0; }));
    BOOST_TEST(name_of(sent.ec) == "success");
    BOOST_TEST(!device.break_on());
    auto const whole_gap = ticks.largest_gap();
    BOOST_TEST((whole_gap < milliseconds(500)), "in all " << whole_gap.count() << " ms");
}

/// A BREAK that waits is given up at once, and never sent.
template<class Device, class End>
void check_given_up(Device&& device, End const& end)
{
    open_port& port = device.port();
    rescuer rescue([&] { device.go_on(); });
    outcome sent;
    asio::cancellation_signal signal;
    port.stream.async_send_break(
        milliseconds(200), asio::bind_cancellation_slot(signal.slot(), recorder(sent)));
    run_a_while(port.ctx);
    BOOST_TEST(sent.calls == 0);
    auto const start = steady_clock::now();
    end(port.stream, signal);
    BOOST_TEST(run_until(port.ctx, [&] { return sent.calls != 0; }));
    auto const took = steady_clock::now() - start;
    BOOST_TEST((took < at_once));
    BOOST_TEST(!rescue.was_needed(), "the executor was stuck in the kernel");
    BOOST_TEST(name_of(sent.ec) == "aborted");
    BOOST_TEST(!device.break_was_on());
    device.go_on();
    run_a_while(port.ctx);
    BOOST_TEST(sent.calls == 1);
    BOOST_TEST(!device.break_was_on());
}

void by_cancel(serial_stream& stream, asio::cancellation_signal&)
{
    stream.cancel();
}

void by_slot(serial_stream&, asio::cancellation_signal& signal)
{
    signal.emit(asio::cancellation_type::terminal);
}

void by_close(serial_stream& stream, asio::cancellation_signal&)
{
    stream.close();
}

void by_destruction(serial_stream& stream, asio::cancellation_signal&)
{
    serial_stream const destroyed(std::move(stream));
}

constexpr char const* held_in_fifo[] = {"115200 8N1 rts_cts", "50 8N1"};
auto const uarts_that_hold = data::make(uarts) * data::make(held_in_fifo);

} // namespace

// With hardware flow control TIOCSBRK waits for the transmitter for ever, else for twice as long as a
// full FIFO takes, which is 6 s at 50 baud.
BOOST_AUTO_TEST_SUITE(uart_8250)

BOOST_AUTO_TEST_SUITE(a_break_behind_what_the_other_side_does_not_take)

BOOST_DATA_TEST_CASE(waits_for_it, uarts_that_hold, uart, config)
{
    check_waits(busy_uart(uart, config));
}

BOOST_DATA_TEST_CASE(can_be_cancelled, uarts_that_hold, uart, config)
{
    check_given_up(busy_uart(uart, config), by_cancel);
    check_given_up(busy_uart(uart, config), by_slot);
}

BOOST_DATA_TEST_CASE(is_given_up_by_a_close, uarts_that_hold, uart, config)
{
    check_given_up(busy_uart(uart, config), by_close);
    check_given_up(busy_uart(uart, config), by_destruction);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ftdi_sio)

BOOST_AUTO_TEST_SUITE(a_break_behind_what_the_chip_has_not_sent)

BOOST_AUTO_TEST_CASE(waits_for_it)
{
    check_waits(busy_chip());
}

BOOST_AUTO_TEST_CASE(believes_no_status_from_before)
{
    chip_with_old_status chip;
    check_waits(chip, [&] { chip.send_status(); });
}

BOOST_AUTO_TEST_CASE(can_be_cancelled)
{
    check_given_up(busy_chip(), by_cancel);
    check_given_up(busy_chip(), by_slot);
}

BOOST_AUTO_TEST_CASE(is_given_up_by_a_close)
{
    check_given_up(busy_chip(), by_close);
    check_given_up(busy_chip(), by_destruction);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

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
