// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// close, the destructor and async_close, with output that the device does not take.
#include "hardware/port_checks.hpp"
#include "hardware/ports.hpp"
#include "hardware/raw_tty.hpp"
#include "hardware/ticker.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

// What does not block takes far less, also on an emulated processor; what does, 30 s.
constexpr milliseconds at_once{2'000};

template<class Duration>
long long in_ms(Duration d)
{
    return std::chrono::duration_cast<milliseconds>(d).count();
}

/// How many threads this program has.
std::ptrdiff_t threads()
{
    return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
}

/// Whether a thread of this program waits in close(2) for a device's output, as the kernel says.
bool waits_in_close()
{
    for (auto const& thread : std::filesystem::directory_iterator("/proc/self/task"))
    {
        // All of the stack: 8250 sleeps in a function that others sleep in too.
        std::ifstream file(thread.path() / "stack");
        std::string const stack((std::istreambuf_iterator<char>(file)), {});
        if (stack.find("wait_until_sent") != stack.npos)
            return true;
    }
    return false;
}

/// Whether this arrives, whatever comes before it.
bool arrives(far_end& far, std::string const& what)
{
    std::string all;
    return eventually(
        [&]
        {
            all += far.take(1 << 20, milliseconds(20));
            return all.find(what) != all.npos;
        });
}

/// A device that can be made to take no output.
struct holdable
{
    std::string tty;
    far_end& far;
    std::function<void()> hold;
    std::function<void()> release;
    serial_config config = {};
};

/// Makes the device hold, and fills the output queue; the write stays in progress.
void fill(open_port& port, holdable const& device, std::string const& much, outcome& written)
{
    device.hold();
    asio::async_write(port.stream, asio::buffer(much), recorder(written));
    run_a_while(port.ctx);
    BOOST_TEST(written.calls == 0);
    BOOST_TEST(port.stream.output_waiting() > 0u);
}

/// The same, without a write in progress; returns what was accepted.
std::string fill(open_port& port, holdable const& device)
{
    std::string const much = sample(200'000);
    outcome written;
    fill(port, device, much, written);
    port.stream.cancel();
    BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0; }));
    BOOST_TEST(name_of(written.ec) == "aborted");
    return much.substr(0, written.bytes);
}

/// Does it at once, and not after what the device does not take.
template<class Close>
void check_at_once(Close const& close)
{
    auto const start = steady_clock::now();
    close();
    auto const took = steady_clock::now() - start;
    BOOST_TEST((took < at_once), "it took " << in_ms(took) << " ms");
}

/// The port was closed and the device holds output: a thread waits with it, until it takes it.
void check_left_behind(holdable const& device, std::ptrdiff_t threads_before)
{
    BOOST_TEST(threads() == threads_before + 1);
    BOOST_TEST(eventually(waits_in_close)); // until then the port could be opened
    asio::io_context ctx;
    serial_stream next(ctx);
    outcome opened;
    next.async_open(device.tty, {}, recorder(opened));
    run_a_while(ctx);
    BOOST_TEST(opened.calls == 0); // the system lets nobody in before
    device.release();
    BOOST_TEST(run_until(ctx, [&] { return opened.calls != 0; }));
    BOOST_TEST(name_of(opened.ec) == "success");
    // Only the private thread of this context's is left of them.
    BOOST_TEST(eventually([&] { return threads() == threads_before + 1; }));
    asio::write(next, asio::buffer("once more", 9));
    BOOST_TEST(arrives(device.far, "once more"));
}

void check_destructor(holdable const& device)
{
    std::string const much(200'000, 'x');
    outcome written;
    auto const before = threads();
    auto port = std::make_unique<open_port>(device.tty, device.config);
    fill(*port, device, much, written);
    check_at_once([&] { port.reset(); });
    BOOST_TEST(written.calls == 0); // destroyed with the context
    check_left_behind(device, before);
    BOOST_TEST(eventually([&] { return threads() == before; }));
}

void check_close(holdable const& device)
{
    auto const before = threads();
    {
        std::string const much(200'000, 'x');
        outcome written;
        open_port port(device.tty, device.config);
        fill(port, device, much, written);
        check_at_once([&] { port.stream.close(); });
        BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0; }));
        BOOST_TEST(name_of(written.ec) == "aborted");
        check_left_behind(device, before);
    }
    BOOST_TEST(eventually([&] { return threads() == before; }));
}

/// The device takes nothing any more: the system gives up after closing_wait, and lets in the next.
void check_given_up(holdable const& device)
{
    auto const before = threads();
    {
        std::string const much(200'000, 'x');
        outcome written;
        open_port port(device.tty, device.config);
        raw_tty(device.tty).change_closing_wait(300);
        fill(port, device, much, written);
        check_at_once([&] { port.stream.close(); });
    }
    BOOST_TEST(threads() == before + 1);
    asio::io_context ctx;
    serial_stream next(ctx);
    outcome opened;
    next.async_open(device.tty, {}, recorder(opened));
    BOOST_TEST(run_until(ctx, [&] { return opened.calls != 0; }));
    BOOST_TEST(name_of(opened.ec) == "success");
    raw_tty(device.tty).change_closing_wait(3'000); // as it was: 30 s
    device.release();
    asio::write(next, asio::buffer("once more", 9));
    BOOST_TEST(arrives(device.far, "once more"));
}

/// The thread that waits ends, if the device never takes anything again: with the device, or when the
/// driver gives up. That is after 30 s, too long for a test. (The kernel ends the wait of close(2) with
/// the device's last transfer, or not at all if there was more to send: usb/serial/generic.c.)
void check_unplugged_while_closing(usb_double& plug, holdable const& device)
{
    auto const before = threads();
    std::string const much(200'000, 'x');
    outcome written;
    {
        open_port port(device.tty);
        raw_tty(device.tty).change_closing_wait(300);
        fill(port, device, much, written);
    }
    BOOST_TEST(threads() == before + 1);
    plug.unplug_and_wait();
    BOOST_TEST(eventually([&] { return threads() == before - 1; })); // nor is there the device's
    plug.plug();
    check_transfer(plug.tty(), plug, 1'000);
}

/// While the device takes what there is, and it is time, the close waits for it.
void check_close_drains(holdable const& device)
{
    open_port port(device.tty, device.config);
    std::string const bytes = fill(port, device);
    ticker ticks(port.ctx);
    outcome closed, second;
    port.stream.async_close(close_policy::drain(patience), recorder(closed));
    port.stream.async_close(close_policy::abort(), recorder(second));
    run_a_while(port.ctx);
    BOOST_TEST(closed.calls == 0);
    BOOST_TEST(port.stream.is_open());
    BOOST_TEST((second.ec == error::operation_in_progress));
    device.release();
    BOOST_TEST(run_until(port.ctx, [&] { return closed.calls != 0; }));
    BOOST_TEST(name_of(closed.ec) == "success");
    BOOST_TEST(!port.stream.is_open());
    BOOST_TEST((device.far.take(bytes.size()) == bytes));
    auto const gap = ticks.largest_gap();
    BOOST_TEST((gap < milliseconds(500)), "the executor stood still for " << gap.count() << " ms");
    BOOST_TEST_MESSAGE("largest gap between ticks of 5 ms: " << gap.count() << " ms");
    run_a_while(port.ctx);
    BOOST_TEST(closed.calls == 1);
    open_port const again(device.tty); // with the handler's call the device is free again
}

/// A device that takes nothing is waited for until the deadline, and closed then.
void check_close_deadline(holdable const& device)
{
    milliseconds const deadline(300);
    std::string const much(200'000, 'x');
    open_port port(device.tty, device.config);
    outcome written, read, closed;
    fill(port, device, much, written);
    std::array<char, 4> bytes{};
    port.stream.async_read_some(asio::buffer(bytes), recorder(read));
    ticker ticks(port.ctx);
    auto const start = steady_clock::now();
    port.stream.async_close(close_policy::drain(deadline), recorder(closed));
    BOOST_TEST(run_until(port.ctx, [&] { return closed.calls != 0; }));
    auto const took = steady_clock::now() - start;
    auto const gap = ticks.largest_gap();
    BOOST_TEST(name_of(closed.ec) == "success");
    BOOST_TEST(!port.stream.is_open());
    BOOST_TEST((took >= deadline), "after " << in_ms(took) << " ms");
    BOOST_TEST((took < deadline + at_once), "after " << in_ms(took) << " ms");
    BOOST_TEST((gap < milliseconds(500)), "the executor stood still for " << gap.count() << " ms");
    BOOST_TEST(ticks.ticks() > 3);
    BOOST_TEST_MESSAGE(
        "closed " << in_ms(took) << " ms after the start, deadline " << deadline.count()
                  << " ms; largest gap between ticks of 5 ms: " << gap.count() << " ms");
    BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0 && read.calls != 0; }));
    BOOST_TEST(name_of(written.ec) == "aborted");
    BOOST_TEST(name_of(read.ec) == "aborted");
    run_a_while(port.ctx);
    BOOST_TEST(closed.calls == 1);
    device.release();
    open_port again(device.tty);
    again.write("once more");
    BOOST_TEST(arrives(device.far, "once more"));
}

/// A cancelled close leaves the port open, and as it was.
void check_cancelled_close(holdable const& device)
{
    open_port port(device.tty, device.config);
    std::string const bytes = fill(port, device);
    outcome closed;
    asio::cancellation_signal signal;
    port.stream.async_close(close_policy::drain(patience),
        asio::bind_cancellation_slot(signal.slot(), recorder(closed)));
    run_a_while(port.ctx);
    BOOST_TEST(closed.calls == 0);
    signal.emit(asio::cancellation_type::total);
    BOOST_TEST(run_until(port.ctx, [&] { return closed.calls != 0; }));
    BOOST_TEST(name_of(closed.ec) == "aborted");
    BOOST_TEST(port.stream.is_open());
    device.release();
    port.write("and more");
    BOOST_TEST((device.far.take(bytes.size() + 8) == bytes + "and more"));
}

struct with_uart
{
    explicit with_uart(uart const& u, char const* config = "115200 8N1")
        : far(u.peer), device{u.tty(), far, {}, {}, config_of(config)}
    {
        device.hold = [this] { far.stall(); };
        device.release = [this] { far.resume(); };
    }

    host_peer far;
    holdable device;
};

// What is in a UART's FIFO cannot be discarded, and close(2) waits for it: up to closing_wait with
// hardware flow control, else for twice as long as a full FIFO takes, which is 6 s at 50 baud.
constexpr char const* held_in_fifo[] = {"115200 8N1 rts_cts", "50 8N1"};
auto const uarts_that_hold = data::make(uarts) * data::make(held_in_fifo);

template<class Double>
holdable held_by(Double& d)
{
    return {d.tty(), d, [&d] { d.hold(); }, [&d] { d.release(); }};
}

struct with_chip
{
    holdable device = held_by(fresh_ft232r());
};

struct with_modem
{
    holdable device = held_by(fresh_acm_modem());
};

} // namespace

BOOST_AUTO_TEST_SUITE(uart_8250)

BOOST_DATA_TEST_CASE(async_close_drains_what_the_other_side_takes, data::make(uarts), uart)
{
    check_close_drains(with_uart(uart).device);
}

BOOST_DATA_TEST_CASE(async_close_waits_no_longer_than_its_deadline, data::make(uarts), uart)
{
    check_close_deadline(with_uart(uart).device);
}

BOOST_DATA_TEST_CASE(a_cancelled_async_close_leaves_the_port_open, data::make(uarts), uart)
{
    check_cancelled_close(with_uart(uart).device);
}

BOOST_DATA_TEST_CASE(close_does_not_wait_for_the_fifo, uarts_that_hold, uart, config)
{
    check_close(with_uart(uart, config).device);
}

BOOST_DATA_TEST_CASE(the_destructor_does_not_wait_for_the_fifo, uarts_that_hold, uart, config)
{
    check_destructor(with_uart(uart, config).device);
}

BOOST_DATA_TEST_CASE(
    async_close_does_not_wait_for_the_fifo_after_its_deadline, uarts_that_hold, uart, config)
{
    check_close_deadline(with_uart(uart, config).device);
}

BOOST_DATA_TEST_CASE(async_close_drains_under_flow_control, data::make(uarts), uart)
{
    check_close_drains(with_uart(uart, "115200 8N1 rts_cts").device);
}

BOOST_DATA_TEST_CASE(a_close_that_waits_for_the_fifo_is_given_up, data::make(uarts), uart)
{
    check_given_up(with_uart(uart, "115200 8N1 rts_cts").device);
}

BOOST_AUTO_TEST_SUITE_END()

// These two drivers cannot take back what they have given to the device, and close(2) waits for it.

BOOST_FIXTURE_TEST_SUITE(ftdi_sio, with_chip)

BOOST_AUTO_TEST_CASE(close_waits_for_nothing)
{
    check_close(device);
}

BOOST_AUTO_TEST_CASE(the_destructor_waits_for_nothing)
{
    check_destructor(device);
}

BOOST_AUTO_TEST_CASE(a_close_that_waits_for_a_chip_ends_with_it)
{
    check_unplugged_while_closing(fresh_ft232r(), device);
}

// The driver has nothing left, but the chip has: ftdi_sio asks it, and would wait for it.
BOOST_AUTO_TEST_CASE(close_does_not_wait_for_what_the_chip_holds)
{
    auto const before = threads();
    ft232r& chip = fresh_ft232r();
    auto port = std::make_unique<open_port>(device.tty);
    chip.set_transmitter_empty(false);
    port->write("held back");
    BOOST_TEST(chip.take(9) == "held back");
    BOOST_TEST(eventually([&] { return port->stream.output_waiting() == 0; }));
    check_at_once([&] { port->stream.close(); });
    chip.set_transmitter_empty(true);
    BOOST_TEST(eventually([&] { return threads() == before; }));
}

BOOST_AUTO_TEST_CASE(close_does_not_wait_for_a_chip_whose_drain_was_an_estimate)
{
    ft232r& chip = fresh_ft232r();
    chip.set_transmitter_empty(false);
    auto port = std::make_unique<open_port>(device.tty);
    port->write("held back");
    BOOST_TEST(port->stream.drain_exact() == drain_result::estimated);
    check_at_once([&] { port->stream.close(); });
    chip.set_transmitter_empty(true);
}

BOOST_AUTO_TEST_CASE(close_does_not_wait_for_what_another_program_has_sent)
{
    ft232r& chip = fresh_ft232r();
    chip.set_transmitter_empty(false);
    auto port = std::make_unique<open_port>(device.tty);
    check_at_once([&] { port->stream.close(); });
    chip.set_transmitter_empty(true);
}

BOOST_AUTO_TEST_CASE(close_does_not_wait_for_the_chip_after_a_converting_move)
{
    ft232r& chip = fresh_ft232r();
    chip.set_transmitter_empty(false);
    asio::io_context ctx;
    basic_serial_stream<asio::io_context::executor_type> first(ctx, device.tty, serial_config());
    asio::write(first, asio::buffer("held back", 9));
    BOOST_TEST(chip.take(9) == "held back");
    serial_stream other(std::move(first));
    check_at_once([&] { other.close(); });
    chip.set_transmitter_empty(true);
}

BOOST_AUTO_TEST_CASE(async_close_drains_what_the_chip_takes)
{
    check_close_drains(device);
}

BOOST_AUTO_TEST_CASE(async_close_waits_no_longer_than_its_deadline)
{
    check_close_deadline(device);
}

BOOST_AUTO_TEST_CASE(a_cancelled_async_close_leaves_the_port_open)
{
    check_cancelled_close(device);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(cdc_acm, with_modem)

BOOST_AUTO_TEST_CASE(close_waits_for_nothing)
{
    check_close(device);
}

BOOST_AUTO_TEST_CASE(the_destructor_waits_for_nothing)
{
    check_destructor(device);
}

BOOST_AUTO_TEST_CASE(a_close_that_waits_for_a_modem_ends_with_it)
{
    check_unplugged_while_closing(fresh_acm_modem(), device);
}

BOOST_AUTO_TEST_CASE(async_close_drains_what_the_modem_takes)
{
    check_close_drains(device);
}

BOOST_AUTO_TEST_CASE(async_close_waits_no_longer_than_its_deadline)
{
    check_close_deadline(device);
}

BOOST_AUTO_TEST_CASE(a_cancelled_async_close_leaves_the_port_open)
{
    check_cancelled_close(device);
}

BOOST_AUTO_TEST_SUITE_END()
