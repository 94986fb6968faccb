// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// serial_config::rs485: by the kernel where the driver can (PL011), else by the library, with RTS.
#include "hardware/port_checks.hpp"
#include "hardware/ports.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;
using std::chrono::milliseconds;

namespace {

// SER_RS485_… of linux/serial.h.
constexpr std::uint32_t enabled = 0x01, on_send = 0x02, after_send = 0x04, rx_during_tx = 0x10;

serial_config rs485(rs485_config const& how = {})
{
    serial_config config;
    config.rs485 = how;
    return config;
}

rs485_config by(rs485_mode mode)
{
    rs485_config how;
    how.mode = mode;
    return how;
}

// The order of what the chip was told, as in "RTS+ data RTS-".
std::string order_of(std::vector<usb_request> const& requests)
{
    std::string text, before;
    for (usb_request const& r : requests)
    {
        std::string word;
        if (r.request == usb_request::taken)
            word = "data";
        else if (r.request == ft232r::set_modem_lines && (r.value & 0x200) != 0)
            word = (r.value & 2) != 0 ? "RTS+" : "RTS-";
        if (!word.empty() && word != before)
            text += (text.empty() ? "" : " ") + word;
        before = word.empty() ? before : word;
    }
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(pl011)

struct with_kernel
{
    std::string const tty = "/dev/ttyAMA0";
    raw_tty kernel{tty};
    host_peer far{"pl011"};

    // Nobody else uses RS-485: a driver may have flags standing there all the same.
    with_kernel() { kernel.change_rs485({}); }
};

BOOST_FIXTURE_TEST_SUITE(rs485_by_the_kernel, with_kernel)

BOOST_AUTO_TEST_CASE(the_driver_does_it_and_stops_on_close)
{
    for (rs485_mode const mode : {rs485_mode::automatic, rs485_mode::kernel})
    {
        open_port port(tty, rs485(by(mode)));
        BOOST_TEST(*kernel.rs485() == (raw_rs485{enabled | on_send, 0, 0}));
        BOOST_TEST_REQUIRE(port.stream.config().rs485.has_value());
        BOOST_TEST((port.stream.config().rs485->mode == rs485_mode::kernel));
        BOOST_TEST(port.stream.report().skipped.empty());
        port.write("half duplex");
        BOOST_TEST(far.take(11) == "half duplex");
        far.send("answer");
        BOOST_TEST(port.read(6) == "answer");
        port.stream.close();
        BOOST_TEST((kernel.rs485()->flags & enabled) == 0u);
    }
}

BOOST_AUTO_TEST_CASE(every_member_reaches_the_driver)
{
    rs485_config how;
    how.rts_on_send = false;
    how.rts_after_send = true;
    how.rx_during_tx = true;
    how.delay_before_send = milliseconds(5);
    how.delay_after_send = milliseconds(7);
    open_port port(tty, rs485(how));
    BOOST_TEST(*kernel.rs485() == (raw_rs485{enabled | after_send | rx_during_tx, 5, 7}));
    BOOST_TEST_REQUIRE(port.stream.config().rs485.has_value());
    how.mode = rs485_mode::kernel;
    BOOST_TEST((*port.stream.config().rs485 == how));
}

BOOST_AUTO_TEST_CASE(what_the_kernel_corrects_is_reported)
{
    rs485_config how;
    how.rts_after_send = true;                 // as well as on_send: one of them must give way
    how.terminate_bus = true;                  // this driver has no resistor
    how.delay_before_send = milliseconds(101); // the kernel allows 100
    how.delay_after_send = milliseconds(500);
    open_port port(tty, rs485(how));
    BOOST_TEST(*kernel.rs485() == (raw_rs485{enabled | on_send, 100, 100}));
    auto const& got = port.stream.config().rs485;
    BOOST_TEST_REQUIRE(got.has_value());
    BOOST_TEST(got->rts_on_send);
    BOOST_TEST(!got->rts_after_send);
    BOOST_TEST(!got->terminate_bus);
    BOOST_TEST(got->delay_before_send.count() == 100);
    BOOST_TEST(got->delay_after_send.count() == 100);
    BOOST_TEST((port.stream.report().applied.rs485 == got));
}

BOOST_AUTO_TEST_CASE(what_was_there_before_comes_back)
{
    raw_rs485 const before{enabled | after_send, 3, 4};
    kernel.change_rs485(before);
    {
        open_port const port(tty, rs485());
        BOOST_TEST(*kernel.rs485() == (raw_rs485{enabled | on_send, 0, 0}));
    }
    BOOST_TEST(*kernel.rs485() == before);
    kernel.change_rs485({});
}

BOOST_AUTO_TEST_CASE(configure_turns_it_on_and_off)
{
    open_port port(tty);
    BOOST_TEST((kernel.rs485()->flags & enabled) == 0u);
    port.stream.configure(rs485());
    BOOST_TEST((kernel.rs485()->flags & enabled) == enabled);
    port.stream.configure({});
    BOOST_TEST((kernel.rs485()->flags & enabled) == 0u);
    BOOST_TEST(!port.stream.config().rs485.has_value());
}

BOOST_AUTO_TEST_CASE(a_rejected_configuration_leaves_it_alone)
{
    check_rejected(tty, "4000000 8N1 rs485=kernel", error::rejected_baud_rate);
    open_port port(tty, rs485());
    raw_rs485 const before = *kernel.rs485();
    port.stream.configure(config_of("4000000 8N1"), port.ec);
    BOOST_TEST(name_of(port.ec) == "unsupported_configuration");
    BOOST_TEST(*kernel.rs485() == before);
    BOOST_TEST(port.stream.config().rs485.has_value());
}

BOOST_AUTO_TEST_CASE(the_library_can_do_it_instead)
{
    open_port port(tty, rs485(by(rs485_mode::software)));
    BOOST_TEST((kernel.rs485()->flags & enabled) == 0u);
    BOOST_TEST((kernel.lines() & line_rts) == 0);
    port.write("half duplex");
    BOOST_TEST(far.take(11) == "half duplex");
    BOOST_TEST(eventually([&] { return (kernel.lines() & line_rts) == 0; }));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(uart_8250)
BOOST_AUTO_TEST_SUITE(rs485_by_the_library)

// TIOCGRS485 answers here, with zeros; TIOCSRS485 does not exist.
BOOST_DATA_TEST_CASE(the_kernel_cannot, data::make(uarts), uart)
{
    raw_tty const kernel(uart.tty());
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    std::string const before = kernel.everything();
    stream.open(uart.tty(), rs485(by(rs485_mode::kernel)), ec);
    BOOST_TEST(name_of(ec) == "unsupported_feature");
    BOOST_TEST(kernel.everything() == before);

    serial_config config = rs485(by(rs485_mode::kernel));
    config.unsupported = unsupported_policy::warn;
    stream.open(uart.tty(), config, ec);
    BOOST_TEST(name_of(ec) == "success");
    BOOST_TEST(!stream.config().rs485.has_value());
    auto const skipped = stream.report().skipped;
    BOOST_TEST_REQUIRE(skipped.size() == 1u);
    BOOST_TEST(skipped[0].feature == feature::rs485);
}

BOOST_DATA_TEST_CASE(the_library_switches_rts_around_each_write, data::make(uarts), uart)
{
    host_peer far(uart.peer);
    raw_tty const kernel(uart.tty());
    auto const rts = [&] { return (kernel.lines() & line_rts) != 0; };
    open_port port(uart.tty(), rs485());
    BOOST_TEST_REQUIRE(port.stream.config().rs485.has_value());
    BOOST_TEST((port.stream.config().rs485->mode == rs485_mode::software));
    BOOST_TEST(!rts());

    far.stall();
    std::string const much = sample(20'000);
    outcome written;
    asio::async_write(port.stream, asio::buffer(much), recorder(written));
    run_a_while(port.ctx);
    BOOST_TEST(written.calls == 0);
    BOOST_TEST(rts());
    far.resume();
    BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0; }));
    BOOST_TEST((far.take(much.size()) == much));
    BOOST_TEST(run_until(port.ctx, [&] { return !rts(); }));
    BOOST_TEST(!rts());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ftdi_sio)

struct with_chip
{
    ft232r& chip = fresh_ft232r();
    std::string tty = chip.tty();
};

BOOST_FIXTURE_TEST_SUITE(rs485_by_the_library, with_chip)

BOOST_AUTO_TEST_CASE(rts_is_on_around_each_write)
{
    open_port port(tty, rs485());
    BOOST_TEST((port.stream.config().rs485->mode == rs485_mode::software));
    BOOST_TEST(!chip.state().rts);
    for (int i = 0; i < 3; ++i)
    {
        chip.forget();
        outcome written;
        std::string const bytes(50, 'x');
        asio::async_write(port.stream, asio::buffer(bytes), recorder(written));
        BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0; }));
        BOOST_TEST(name_of(written.ec) == "success");
        BOOST_TEST(run_until(port.ctx, [&] { return !chip.state().rts; }));
        BOOST_TEST(order_of(chip.requests()) == "RTS+ data RTS-");
        BOOST_TEST(chip.take(50) == bytes);
    }
    chip.forget();
    port.write("blocking");
    BOOST_TEST(eventually([&] { return !chip.state().rts; }));
    BOOST_TEST(order_of(chip.requests()) == "RTS+ data RTS-");
}

BOOST_AUTO_TEST_CASE(levels_are_as_configured)
{
    rs485_config how;
    how.rts_on_send = false;
    how.rts_after_send = true;
    open_port port(tty, rs485(how));
    BOOST_TEST(chip.state().rts);
    chip.forget();
    port.write("x");
    BOOST_TEST(eventually([&] { return chip.state().rts; }));
    BOOST_TEST(order_of(chip.requests()) == "RTS- data RTS+");
}

BOOST_AUTO_TEST_CASE(delays_are_kept)
{
    rs485_config how;
    how.delay_before_send = milliseconds(60);
    how.delay_after_send = milliseconds(90);
    open_port port(tty, rs485(how));
    chip.forget();
    outcome written;
    asio::async_write(port.stream, asio::buffer("x", 1), recorder(written));
    BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0; }));
    BOOST_TEST(run_until(port.ctx, [&] { return !chip.state().rts; }));
    auto const all = chip.requests();
    BOOST_TEST_REQUIRE(order_of(all) == "RTS+ data RTS-");
    auto const time_of
        = [&](auto predicate) { return std::find_if(all.begin(), all.end(), predicate)->time; };
    auto const on = time_of([](auto& r) { return r.request == ft232r::set_modem_lines; });
    auto const sent = time_of([](auto& r) { return r.request == usb_request::taken; });
    BOOST_TEST((sent - on >= milliseconds(60)));
    BOOST_TEST((all.back().time - sent >= milliseconds(90)));
}

BOOST_AUTO_TEST_CASE(rts_stays_on_for_as_long_as_the_chip_has_bytes_to_send)
{
    serial_config config = rs485();
    config.baud_rate = 300; // on a wire the bytes take more than a second
    open_port port(tty, config);
    std::string const some(40, 's');
    chip.hold();
    outcome written;
    asio::async_write(port.stream, asio::buffer(some), recorder(written));
    run_a_while(port.ctx);
    BOOST_TEST(chip.state().rts);
    chip.set_transmitter_empty(false);
    chip.release(); // the driver's queue is empty now, the transmitter is not
    run_a_while(port.ctx);
    BOOST_TEST(chip.take(some.size()) == some);
    BOOST_TEST(chip.state().rts);
    BOOST_TEST(written.calls == 0);
    auto const start = std::chrono::steady_clock::now();
    chip.set_transmitter_empty(true);
    BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0 && !chip.state().rts; }));
    BOOST_TEST((std::chrono::steady_clock::now() - start < milliseconds(500)));
    BOOST_TEST(name_of(written.ec) == "success");
    BOOST_TEST(!chip.state().rts);
}

BOOST_AUTO_TEST_CASE(a_cancelled_write_releases_rts_when_the_chip_has_sent)
{
    open_port port(tty, rs485());
    chip.hold();
    std::string const much(20'000, 'x');
    outcome written;
    asio::async_write(port.stream, asio::buffer(much), recorder(written));
    run_a_while(port.ctx);
    BOOST_TEST(chip.state().rts);
    port.stream.cancel();
    BOOST_TEST(run_until(port.ctx, [&] { return written.calls != 0; }));
    BOOST_TEST(name_of(written.ec) == "aborted");
    chip.release();
    BOOST_TEST(eventually(
        [&]
        {
            run_a_while(port.ctx);
            return !chip.state().rts;
        }));
    port.write("on");
    BOOST_TEST(eventually([&] { return !chip.state().rts; }));
}

BOOST_AUTO_TEST_CASE(closing_releases_rts)
{
    serial_config config = rs485();
    config.hangup_on_close = false; // or the system would do it
    open_port port(tty, config);
    chip.hold();
    outcome written;
    asio::async_write(port.stream, asio::buffer("held", 4), recorder(written));
    run_a_while(port.ctx);
    BOOST_TEST(chip.state().rts);
    port.stream.close();
    chip.release();
    BOOST_TEST(eventually([&] { return !chip.state().rts; }));
}

BOOST_AUTO_TEST_CASE(the_kernel_cannot)
{
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.open(tty, rs485(by(rs485_mode::kernel)), ec);
    BOOST_TEST(name_of(ec) == "unsupported_feature");
    BOOST_TEST(!stream.is_open());
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
