// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// async_drain_exact: what each driver can say about the last bit.
#include "hardware/port_checks.hpp"
#include "hardware/ports.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// One exact drain, which may be destroyed only after it has ended.
struct exact_drain
{
    explicit exact_drain(open_port& p) : port(p)
    {
        port.stream.async_drain_exact(
            [this](error_code e, drain_result r)
            {
                ++calls;
                ec = e;
                how = r;
                took = steady_clock::now() - start;
            });
    }
    exact_drain(exact_drain const&) = delete;

    bool ended()
    {
        return run_until(port.ctx, [&] { return calls != 0; });
    }

    open_port& port;
    int calls = 0;
    error_code ec;
    drain_result how = drain_result::queue_empty;
    steady_clock::time_point start = steady_clock::now();
    steady_clock::duration took{};
};

/// Ends well, once, and known in this way.
void check_ends(exact_drain& drain, drain_result how)
{
    BOOST_TEST(drain.ended());
    BOOST_TEST(name_of(drain.ec) == "success");
    BOOST_TEST(drain.how == how);
    run_a_while(drain.port.ctx);
    BOOST_TEST(drain.calls == 1);
}

/// The kernel itself, by a call of the test's own: nothing queued, the transmitter empty.
void check_kernel_agrees(raw_tty const& kernel)
{
    BOOST_TEST(kernel.output_waiting() == 0);
    BOOST_TEST(kernel.transmitter_empty());
}

/// It takes at least the time of what was written, and not much more.
void check_estimate(
    open_port& port, std::size_t written, std::size_t in_device, milliseconds tolerance)
{
    exact_drain drain(port);
    check_ends(drain, drain_result::estimated);
    auto const least = char_time(port.stream.config(), in_device);
    auto const ms = [](auto d) { return std::chrono::duration_cast<milliseconds>(d).count(); };
    BOOST_TEST((drain.took >= least), ms(drain.took) << " ms for " << written << " characters");
    BOOST_TEST((drain.took < least + tolerance),
        ms(drain.took) << " ms for " << written << " characters, " << in_device
                       << " of them in the device: " << ms(least) << " ms");
}

/// XOFF holds the output: pending; XON: it goes, and the transmitter says when.
void check_held_by_xoff(std::string const& tty, far_end& far)
{
    raw_tty const kernel(tty);
    open_port port(tty, config_of("115200 8N1 xon_xoff"));
    far.send("\x13m"); // bytes are treated in order: with the `m`, XOFF is in force
    BOOST_TEST(port.read(1) == "m");
    port.write("held");
    exact_drain drain(port);
    run_a_while(port.ctx);
    BOOST_TEST(drain.calls == 0);
    far.send("\x11");
    check_ends(drain, drain_result::wire_exact);
    check_kernel_agrees(kernel);
    BOOST_TEST(far.take(4) == "held");
}

} // namespace

BOOST_AUTO_TEST_SUITE(uart_8250)

BOOST_DATA_TEST_CASE(an_exact_drain_knows_the_transmitter, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    raw_tty const kernel(uart.tty());
    open_port port(uart.tty());
    std::string const bytes = sample(2'000);
    port.write(bytes);
    exact_drain drain(port);
    check_ends(drain, drain_result::wire_exact);
    check_kernel_agrees(kernel);
    BOOST_TEST((far.take(bytes.size()) == bytes));
    BOOST_TEST(port.stream.drain_exact() == drain_result::wire_exact); // nothing to wait for
}

// The far end takes nothing: bytes are left in the FIFO, and at last in the queue too.
BOOST_DATA_TEST_CASE(an_exact_drain_is_held_by_the_other_side, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    raw_tty const kernel(uart.tty());
    open_port port(uart.tty());
    far.stall();
    outcome written;
    std::string const much = sample(20'000);
    asio::async_write(port.stream, asio::buffer(much), recorder(written));
    run_a_while(port.ctx);
    BOOST_TEST(written.calls == 0);
    exact_drain drain(port);
    run_a_while(port.ctx);
    BOOST_TEST(drain.calls == 0);
    far.resume();
    check_ends(drain, drain_result::wire_exact);
    BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0; }));
    BOOST_TEST(port.stream.drain_exact() == drain_result::wire_exact);
    check_kernel_agrees(kernel);
    BOOST_TEST((far.take(much.size()) == much));
}

// The queue is empty, and the UART itself is not: what is in its FIFO cannot be discarded.
BOOST_DATA_TEST_CASE(an_exact_drain_waits_for_the_fifo, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    raw_tty const kernel(uart.tty());
    open_port port(uart.tty());
    far.stall();
    outcome written;
    std::string const much = sample(20'000);
    asio::async_write(port.stream, asio::buffer(much), recorder(written));
    run_a_while(port.ctx);
    port.stream.cancel();
    BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0; }));
    port.stream.discard_output();
    BOOST_TEST(kernel.output_waiting() == 0);
    BOOST_TEST(!kernel.transmitter_empty());
    exact_drain drain(port);
    port.ctx.restart();
    port.ctx.run_for(milliseconds(300)); // many times its wire time
    BOOST_TEST(drain.calls == 0);
    far.resume();
    check_ends(drain, drain_result::wire_exact);
    check_kernel_agrees(kernel);
}

BOOST_DATA_TEST_CASE(an_exact_drain_is_held_by_xoff, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    check_held_by_xoff(uart.tty(), far);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pl011)

BOOST_AUTO_TEST_CASE(an_exact_drain_knows_the_transmitter)
{
    host_peer far("pl011");
    raw_tty const kernel("/dev/ttyAMA0");
    open_port port("/dev/ttyAMA0");
    std::string const bytes = sample(2'000);
    port.write(bytes);
    exact_drain drain(port);
    check_ends(drain, drain_result::wire_exact);
    check_kernel_agrees(kernel);
    BOOST_TEST((far.take(bytes.size()) == bytes));
}

BOOST_AUTO_TEST_CASE(an_exact_drain_is_held_by_xoff)
{
    host_peer far("pl011");
    check_held_by_xoff("/dev/ttyAMA0", far);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ftdi_sio)

struct with_chip
{
    ft232r& chip = fresh_ft232r();
    std::string tty = chip.tty();

    /// The library learns that this chip can tell.
    void learn(open_port& port)
    {
        port.write("first");
        exact_drain drain(port);
        chip.set_transmitter_empty(true);
        check_ends(drain, drain_result::wire_exact);
        BOOST_TEST(chip.take(5) == "first");
    }
};

BOOST_FIXTURE_TEST_SUITE(exact_drains, with_chip)

BOOST_AUTO_TEST_CASE(the_transmitter_is_believed_and_never_anticipated)
{
    open_port port(tty);
    learn(port);
    chip.set_transmitter_empty(false);
    port.write("0123456789");
    BOOST_TEST(chip.take(10) == "0123456789"); // it is in the chip
    exact_drain drain(port);
    port.ctx.restart();
    port.ctx.run_for(milliseconds(300)); // many times its wire time
    BOOST_TEST(drain.calls == 0);
    chip.set_transmitter_empty(true);
    check_ends(drain, drain_result::wire_exact);
}

BOOST_AUTO_TEST_CASE(the_queue_and_then_the_transmitter_hold_it_up)
{
    open_port port(tty);
    learn(port);
    chip.set_transmitter_empty(false);
    chip.hold();
    port.write("held");
    exact_drain drain(port);
    run_a_while(port.ctx);
    BOOST_TEST(drain.calls == 0);
    BOOST_TEST(port.stream.output_waiting() == 4u);
    chip.release();
    BOOST_TEST(chip.take(4) == "held");
    run_a_while(port.ctx);
    BOOST_TEST(drain.calls == 0);
    chip.set_transmitter_empty(true);
    check_ends(drain, drain_result::wire_exact);
}

BOOST_AUTO_TEST_CASE(cts_holds_it_up)
{
    open_port port(tty, config_of("115200 8N1 rts_cts"));
    chip.change_lines({true, false, false, false});
    learn(port);
    chip.set_transmitter_empty(false); // the chip's own, which CTS stops
    chip.change_lines({});
    port.write("held");
    exact_drain drain(port);
    port.ctx.restart();
    port.ctx.run_for(milliseconds(300));
    BOOST_TEST(drain.calls == 0);
    chip.change_lines({true, false, false, false});
    BOOST_TEST(chip.take(4) == "held");
    run_a_while(port.ctx);
    BOOST_TEST(drain.calls == 0); // in the chip, not on the wire
    chip.set_transmitter_empty(true);
    check_ends(drain, drain_result::wire_exact);
}

// What QEMU's chip does: then the wire time is all there is to go by.
BOOST_AUTO_TEST_CASE(a_chip_that_never_says_empty_is_given_the_wire_time)
{
    chip.set_transmitter_empty(false);
    open_port port(tty, config_of("9600 8N1"));
    BOOST_TEST(port.stream.capabilities()[feature::exact_drain] == support::unknown);
    port.write(sample(100));
    BOOST_TEST(chip.take(100) == sample(100));
    check_estimate(port, 100, 100, milliseconds(1'000));
    chip.set_transmitter_empty(true); // the system's close would wait for it
}

// The latest status is from before the bytes came: it says "empty", and is too old to count.
BOOST_AUTO_TEST_CASE(a_status_from_before_the_bytes_is_not_believed)
{
    serial_config config = config_of("115200 8N1");
    open_port port(tty, config);
    learn(port);
    port.write("0123456789");
    BOOST_TEST(chip.take(10) == "0123456789"); // and no status has come since
    exact_drain drain(port);
    check_ends(drain, drain_result::wire_exact);
    // Ten characters take less than a millisecond, and a chip sends its status every 16 ms.
    auto const least = char_time(config, 10);
    BOOST_TEST((drain.took >= least));
}

BOOST_AUTO_TEST_CASE(a_cancelled_one_can_be_repeated)
{
    open_port port(tty);
    learn(port);
    chip.set_transmitter_empty(false);
    port.write("held");
    BOOST_TEST(chip.take(4) == "held");
    exact_drain first(port);
    run_a_while(port.ctx);
    port.stream.cancel();
    BOOST_TEST(first.ended());
    BOOST_TEST(name_of(first.ec) == "aborted");
    exact_drain second(port);
    run_a_while(port.ctx);
    BOOST_TEST(second.calls == 0);
    chip.set_transmitter_empty(true);
    check_ends(second, drain_result::wire_exact);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cdc_acm)

BOOST_AUTO_TEST_CASE(an_exact_drain_is_an_estimate)
{
    acm_modem& modem = fresh_acm_modem();
    open_port port(modem.tty(), config_of("9600 8N1"));
    std::string const bytes = sample(100);
    modem.hold();
    port.write(bytes);
    exact_drain drain(port);
    port.ctx.restart();
    port.ctx.run_for(milliseconds(300)); // nearly three times its wire time
    BOOST_TEST(drain.calls == 0);
    auto const taken = steady_clock::now();
    modem.release();
    check_ends(drain, drain_result::estimated);
    // The modem has taken it all only now, and its wire is as slow as before.
    BOOST_TEST((drain.start + drain.took >= taken + char_time(port.stream.config(), 100)));
    BOOST_TEST((modem.take(100) == bytes));
    check_estimate(port, 100, 0, milliseconds(1'000)); // it has left the wire already
}

// Even if more was written: chips hold 256 characters at most.
BOOST_AUTO_TEST_CASE(an_estimate_is_no_longer_than_a_full_device_takes)
{
    acm_modem& modem = fresh_acm_modem();
    open_port port(modem.tty(), config_of("9600 8N1"));
    port.write(sample(5'000));
    port.stream.drain();
    check_estimate(port, 5'000, 256, milliseconds(1'000));
    BOOST_TEST((modem.take(5'000) == sample(5'000)));
}

BOOST_AUTO_TEST_SUITE_END()

// This chip never says that its transmitter is empty.
BOOST_AUTO_TEST_SUITE(ftdi_usb)

BOOST_AUTO_TEST_CASE(an_exact_drain_is_an_estimate)
{
    host_peer far("usb0");
    open_port port(wait_for_tty_of_usb("FTDI0"), config_of("9600 8N1"));
    port.write(sample(100));
    check_estimate(port, 100, 100, milliseconds(1'000));
    port.write(sample(5'000));
    port.stream.drain();
    check_estimate(port, 5'000, 256, milliseconds(1'000));
    BOOST_TEST((far.take(5'100).size() == 5'100u));
}

// It may say so one day: only who asks it will know.
BOOST_AUTO_TEST_CASE(whether_a_drain_can_be_exact_is_unknown)
{
    open_port port(wait_for_tty_of_usb("FTDI0"));
    BOOST_TEST(port.stream.capabilities()[feature::exact_drain] == support::unknown);
}

BOOST_AUTO_TEST_SUITE_END()
