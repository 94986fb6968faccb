// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// RS-485 on a UART: by the driver with its corrections, and by the library, which turns RTS round
// for each write and back again only when the last bit is out, however the write ends.
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_support.hpp"
#include "support/uart_shim.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <linux/serial.h>
#include <sys/ioctl.h>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;
using namespace std::chrono_literals;

namespace {

rs485_config by(rs485_mode mode)
{
    rs485_config rs485;
    rs485.mode = mode;
    return rs485;
}

serial_config with(rs485_config const& rs485, std::uint32_t baud_rate = 115'200)
{
    serial_config config{baud_rate};
    config.rs485 = rs485;
    return config;
}

::serial_rs485 driver_state(uart const& device)
{
    return device.status().rs485;
}

// As another program would, before.
void set_driver_state(uart const& device, ::serial_rs485 wanted)
{
    raw_descriptor const fd(device.name());
    BOOST_TEST_REQUIRE(::ioctl(fd.get(), TIOCSRS485, &wanted) == 0);
}

// What a write does to the line, in order.
std::vector<std::string_view> const sending{
    "TIOCMSET", "write", "TIOCOUTQ", "TIOCSERGETLSR", "TCFLSH"};

// A half-duplex port, at rest.
struct half_duplex_port : uart_port
{
    explicit half_duplex_port(rs485_config const& rs485 = by(rs485_mode::software),
        std::uint32_t baud_rate = 115'200, uart_shim_driver const& driver = ideal_driver())
        : uart_port(driver, with(rs485, baud_rate)), wanted(rs485)
    {
    }

    std::string direction(bool send) const
    {
        return (send ? wanted.rts_on_send : wanted.rts_after_send) ? "TIOCMSET dtr rts"
                                                                   : "TIOCMSET dtr";
    }
    bool at_rest() const { return device.rts() == wanted.rts_after_send; }

    void start(std::string_view bytes)
    {
        stream.async_write_some(
            asio::buffer(bytes), asio::bind_cancellation_slot(signal.slot(), recorder(told)));
    }

    std::chrono::nanoseconds when(std::string_view text, bool last = false) const
    {
        std::optional<std::chrono::nanoseconds> found;
        for (auto const& call : device.calls())
            if (call.text == text && (!found || last))
                found = call.when;
        BOOST_TEST_REQUIRE(found.has_value(), std::string(text) + " is missing");
        return *found;
    }

    rs485_config wanted;
    asio::cancellation_signal signal;
    outcome told;
};

// Both polarities.
std::vector<rs485_config> polarities()
{
    rs485_config normal = by(rs485_mode::software);
    rs485_config inverted = normal;
    inverted.rts_on_send = false;
    inverted.rts_after_send = true;
    return {normal, inverted};
}

std::string const text(200, 'x'); // at 9600 baud longer than any pause of this machine

} // namespace

// ---- by the driver ------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(uart_rs485_kernel)

BOOST_DATA_TEST_CASE(
    the_driver_does_it_if_it_can, data::make({rs485_mode::automatic, rs485_mode::kernel}), mode)
{
    uart device(driver_pl011());
    asio::io_context ctx;
    serial_stream stream(ctx, device.name(), with(by(mode)));
    BOOST_TEST(driver_state(device).flags == 0x3u);
    BOOST_TEST(device.log({"TIOCSRS485"}) == "TIOCSRS485 0x3 0 0");
    BOOST_TEST_REQUIRE(stream.config().rs485.has_value());
    BOOST_TEST((stream.config().rs485 == by(rs485_mode::kernel)));
    device.forget();
    stream.write_some(asio::buffer("abc", 3));
    BOOST_TEST(device.log(sending) == "write 3");
    stream.close();
    BOOST_TEST((driver_state(device).flags & SER_RS485_ENABLED) == 0u);
}

BOOST_AUTO_TEST_CASE(every_member_reaches_the_driver)
{
    uart device(driver_pl011());
    rs485_config rs485 = by(rs485_mode::kernel);
    rs485.rts_on_send = false;
    rs485.rts_after_send = true;
    rs485.rx_during_tx = true;
    rs485.delay_before_send = 5ms;
    rs485.delay_after_send = 7ms;
    asio::io_context ctx;
    serial_stream const stream(ctx, device.name(), with(rs485));
    BOOST_TEST(device.log({"TIOCSRS485"}) == "TIOCSRS485 0x15 5 7");
    BOOST_TEST((stream.config().rs485 == rs485));
}

BOOST_AUTO_TEST_CASE(what_the_driver_corrects_is_reported)
{
    uart device(driver_pl011());
    rs485_config rs485 = by(rs485_mode::kernel);
    rs485.rts_after_send = true; // beside rts_on_send: dropped
    rs485.terminate_bus = true;  // dropped
    rs485.delay_before_send = 101ms;
    rs485.delay_after_send = 500ms;
    asio::io_context ctx;
    serial_stream const stream(ctx, device.name(), with(rs485));
    rs485.rts_after_send = rs485.terminate_bus = false;
    rs485.delay_before_send = rs485.delay_after_send = 100ms;
    BOOST_TEST((stream.report().applied.rs485 == rs485));
    BOOST_TEST((stream.config().rs485 == rs485));
}

BOOST_AUTO_TEST_CASE(bits_that_the_library_does_not_know_stay)
{
    uart device(driver_pl011());
    ::serial_rs485 before{};
    before.flags = SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND;
    before.padding[3] = 4711;
    set_driver_state(device, before);
    rs485_config rs485 = by(rs485_mode::kernel);
    rs485.rx_during_tx = true;
    asio::io_context ctx;
    serial_stream stream(ctx, device.name(), with(rs485));
    BOOST_TEST(driver_state(device).flags == 0x13u);
    BOOST_TEST(driver_state(device).padding[3] == 4711u);
    stream.close();
    BOOST_TEST(driver_state(device).flags == 0x3u); // as it was found
    BOOST_TEST(driver_state(device).padding[3] == 4711u);
}

BOOST_AUTO_TEST_CASE(a_driver_that_does_it_already_is_left_alone_unless_asked)
{
    uart device(driver_pl011());
    ::serial_rs485 before{};
    before.flags = SER_RS485_ENABLED | SER_RS485_RTS_AFTER_SEND;
    set_driver_state(device, before);
    device.forget();
    asio::io_context ctx;
    {
        serial_stream const stream(ctx, device.name(), serial_config{});
        BOOST_TEST(stream.config().rs485.has_value());
    }
    BOOST_TEST(driver_state(device).flags == 0x5u);
    BOOST_TEST(device.log({"TIOCSRS485"}) == "");
}

BOOST_AUTO_TEST_CASE(configure_switches_it_on_and_off)
{
    uart_port port(driver_pl011());
    for (int i = 0; i < 2; ++i)
    {
        port.stream.configure(with(by(rs485_mode::kernel)));
        BOOST_TEST((driver_state(port.device).flags & SER_RS485_ENABLED) != 0u);
        port.stream.configure(serial_config{});
        BOOST_TEST((driver_state(port.device).flags & SER_RS485_ENABLED) == 0u);
        BOOST_TEST(!port.stream.config().rs485.has_value());
    }
}

BOOST_AUTO_TEST_CASE(it_goes_back_with_the_destructor_too)
{
    uart device(driver_pl011());
    asio::io_context ctx;
    {
        serial_stream const stream(ctx, device.name(), with(by(rs485_mode::kernel)));
    }
    BOOST_TEST((driver_state(device).flags & SER_RS485_ENABLED) == 0u);
}

BOOST_AUTO_TEST_CASE(a_query_that_answers_zeros_proves_nothing)
{
    uart device(driver_8250());
    auto const before = device.settings();
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.open(device.name(), with(by(rs485_mode::kernel), 57'600), ec);
    BOOST_TEST(ec == make_unsupported_error(feature::rs485));
    BOOST_TEST(device.settings() == before);
    BOOST_TEST(is_free(device.name()));

    stream.open(device.name(), with(by(rs485_mode::automatic)));
    BOOST_TEST_REQUIRE(stream.config().rs485.has_value());
    BOOST_TEST(stream.config().rs485->mode == rs485_mode::software);
}

BOOST_AUTO_TEST_CASE(without_lines_and_driver_nobody_can)
{
    for (auto const mode : {rs485_mode::automatic, rs485_mode::kernel, rs485_mode::software})
        for (auto const policy : {unsupported_policy::fail, unsupported_policy::warn})
        {
            uart device(bare_driver());
            asio::io_context ctx;
            serial_stream stream(ctx);
            error_code ec;
            serial_config config = with(by(mode));
            config.unsupported = policy;
            stream.open(device.name(), config, ec);
            if (policy == unsupported_policy::fail)
            {
                BOOST_TEST(ec == make_unsupported_error(feature::rs485));
                continue;
            }
            BOOST_TEST(ec == error_code());
            BOOST_TEST_REQUIRE(stream.report().skipped.size() == 1u);
            BOOST_TEST(stream.report().skipped[0].feature == feature::rs485);
            BOOST_TEST(!stream.config().rs485.has_value());
        }
}

BOOST_AUTO_TEST_SUITE_END()

// ---- by the library -----------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(uart_rs485_software)

BOOST_DATA_TEST_CASE(rts_rests_after_the_open, data::make(polarities()), rs485)
{
    uart device;
    asio::io_context ctx;
    serial_stream const stream(ctx, device.name(), with(rs485));
    BOOST_TEST(device.rts() == rs485.rts_after_send);
    BOOST_TEST(
        device.log({"TIOCMSET", "TIOCSRS485"}) == (rs485.rts_after_send ? "" : "TIOCMSET dtr"));
    BOOST_TEST((stream.config().rs485 == rs485));
}

BOOST_DATA_TEST_CASE(
    a_blocking_write_turns_rts_round_until_the_last_bit_is_out, data::make(polarities()), rs485)
{
    half_duplex_port port(rs485, 9600);
    port.device.hold_output(2, 100);
    port.device.hold_transmitter(2);
    BOOST_TEST(port.stream.write_some(asio::buffer(text)) == text.size());
    BOOST_TEST(port.device.log(sending)
        == port.direction(true)
            + "; write 200; TIOCOUTQ 100; TIOCOUTQ 100; TIOCOUTQ 0; TIOCSERGETLSR busy; "
              "TIOCSERGETLSR busy; TIOCSERGETLSR empty; "
            + port.direction(false));
    BOOST_TEST(port.device.far.read_exact(text.size()) == text);
}

BOOST_DATA_TEST_CASE(an_asynchronous_write_turns_rts_round_until_the_last_bit_is_out,
    data::make(polarities()), rs485)
{
    half_duplex_port port(rs485, 9600);
    port.device.hold_output(2, 100);
    port.device.hold_transmitter(2);
    port.start(text);
    BOOST_TEST(port.told.calls == 0);
    BOOST_TEST(run_until_called(port.ctx, port.told));
    BOOST_TEST(port.told.ec == error_code());
    BOOST_TEST(port.told.bytes == text.size());
    BOOST_TEST(port.device.log(sending)
        == port.direction(true)
            + "; write 200; TIOCOUTQ 100; TIOCOUTQ 100; TIOCOUTQ 0; TIOCSERGETLSR busy; "
              "TIOCSERGETLSR busy; TIOCSERGETLSR empty; "
            + port.direction(false));
    for (auto const& call : port.device.calls())
        if (call.name == "write")
            BOOST_TEST(call.rts == rs485.rts_on_send);
    BOOST_TEST(port.device.far.read_exact(text.size()) == text);
}

BOOST_AUTO_TEST_CASE(a_configuration_does_not_cut_a_frame)
{
    half_duplex_port port(by(rs485_mode::software), 9600);
    port.device.hold_output(-1, 100);
    port.start(text);
    BOOST_TEST(run_until(port.ctx, [&] { return port.device.log({"TIOCOUTQ"}) != ""; }));
    error_code ec;
    port.stream.configure(serial_config{}, ec);
    BOOST_TEST(ec == error_code(error::operation_in_progress));
    bool refused = false;
    port.stream.async_configure(serial_config{},
        [&](error_code result, config_report const&)
        { refused = result == error_code(error::operation_in_progress); });
    BOOST_TEST(run_until(port.ctx, [&] { return refused; }));
    BOOST_TEST(port.told.calls == 0);
    port.device.hold_output(0, 0);
    BOOST_TEST(run_until_called(port.ctx, port.told));
    BOOST_TEST(port.told.ec == error_code());
    port.stream.configure(serial_config{}, ec);
    BOOST_TEST(!ec.failed());
}

BOOST_AUTO_TEST_CASE(rts_turns_round_again_for_every_write)
{
    half_duplex_port port;
    for (int i = 0; i < 3; ++i)
        port.stream.write_some(asio::buffer("abc", 3));
    std::string const once = "TIOCMSET dtr rts; write 3; TIOCMSET dtr";
    BOOST_TEST(port.device.log({"TIOCMSET", "write"}) == once + "; " + once + "; " + once);
}

BOOST_AUTO_TEST_CASE(the_pauses_are_kept)
{
    for (bool const async : {false, true})
    {
        rs485_config rs485 = by(rs485_mode::software);
        rs485.delay_before_send = 15ms;
        rs485.delay_after_send = 25ms;
        half_duplex_port port(rs485);
        if (async)
        {
            port.start("abc");
            BOOST_TEST(run_until_called(port.ctx, port.told));
            BOOST_TEST(port.told.ec == error_code());
        }
        else
            port.stream.write_some(asio::buffer("abc", 3));
        BOOST_TEST((port.when("write 3") - port.when("TIOCMSET dtr rts") >= 15ms));
        BOOST_TEST((port.when("TIOCMSET dtr") - port.when("TIOCSERGETLSR empty", true) >= 25ms));
    }
}

BOOST_AUTO_TEST_CASE(without_a_look_at_the_transmitter_the_wire_time_passes_first)
{
    for (bool const async : {false, true})
    {
        half_duplex_port port(by(rs485_mode::software), 9600, driver_cdc_acm());
        std::string_view const twenty(text.data(), 20);
        if (async)
        {
            port.start(twenty);
            BOOST_TEST(run_until_called(port.ctx, port.told));
            BOOST_TEST(port.told.ec == error_code());
        }
        else
            port.stream.write_some(asio::buffer(twenty));
        BOOST_TEST(port.at_rest());
        auto const on_the_wire = char_time(serial_config{9600}) * 20;
        BOOST_TEST((port.when("TIOCMSET dtr") - port.when("write 20") >= on_the_wire));
    }
}

BOOST_AUTO_TEST_CASE(a_write_cancelled_in_the_first_pause_sends_nothing)
{
    for (bool const by_slot : {false, true})
    {
        rs485_config rs485 = by(rs485_mode::software);
        rs485.delay_before_send = 60s;
        half_duplex_port port(rs485);
        port.start("abc");
        BOOST_TEST(run_until(port.ctx, [&] { return port.device.rts(); }));
        by_slot ? port.signal.emit(asio::cancellation_type::total) : port.stream.cancel();
        BOOST_TEST(run_until_called(port.ctx, port.told));
        BOOST_TEST(port.told.ec == asio::error::operation_aborted);
        BOOST_TEST(port.told.bytes == 0u);
        BOOST_TEST(port.device.log(sending) == "TIOCMSET dtr rts; TIOCMSET dtr");
    }
}

BOOST_AUTO_TEST_CASE(a_write_cancelled_while_bytes_are_on_their_way_lets_them_out_first)
{
    for (bool const by_slot : {false, true})
    {
        half_duplex_port port(by(rs485_mode::software), 9600);
        port.device.hold_output(3, 10);
        port.start(text);
        BOOST_TEST(run_until(port.ctx, [&] { return port.device.log({"TIOCOUTQ"}) != ""; }));
        by_slot ? port.signal.emit(asio::cancellation_type::terminal) : port.stream.cancel();
        BOOST_TEST(run_until_called(port.ctx, port.told));
        BOOST_TEST(port.told.bytes == text.size()); // whatever was sent is told
        BOOST_TEST(port.device.log(sending)
            == "TIOCMSET dtr rts; write 200; TIOCOUTQ 10; TIOCOUTQ 10; TIOCOUTQ 10; TIOCOUTQ 0; "
               "TIOCSERGETLSR empty; TIOCMSET dtr");
    }
}

BOOST_AUTO_TEST_CASE(a_cancelled_write_does_not_wait_for_a_held_line_for_ever)
{
    half_duplex_port port;
    port.device.hold_output(-1, 10);
    port.start("0123456789");
    BOOST_TEST(run_until(port.ctx, [&] { return port.device.log({"TIOCOUTQ"}) != ""; }));
    port.stream.cancel();
    BOOST_TEST(run_until_called(port.ctx, port.told));
    BOOST_TEST(port.told.ec == asio::error::operation_aborted);
    BOOST_TEST(port.at_rest());
    // What nobody would hear as RS-485 any more is thrown away before the line is let go.
    BOOST_TEST(
        port.device.log({"TCFLSH", "TIOCMSET"}) == "TIOCMSET dtr rts; TCFLSH 1; TIOCMSET dtr");
}

BOOST_AUTO_TEST_CASE(a_write_cancelled_in_the_last_pause_has_been_made)
{
    rs485_config rs485 = by(rs485_mode::software);
    rs485.delay_after_send = 60s;
    half_duplex_port port(rs485);
    port.start("abc");
    BOOST_TEST(run_until(port.ctx, [&] { return port.device.log({"TIOCSERGETLSR"}) != ""; }));
    port.stream.cancel();
    BOOST_TEST(run_until_called(port.ctx, port.told));
    BOOST_TEST(port.told.bytes == 3u);
    BOOST_TEST(port.at_rest());
}

namespace {

struct failure
{
    char const* what;
    std::uint32_t call;
    int number;
    unsigned nth;
    bool written; ///< Whether the bytes have been accepted before.
};

std::ostream& operator<<(std::ostream& out, failure const& f)
{
    return out << f.what;
}

constexpr failure failures[] = {
    {"RTS is refused", TIOCMSET, EPIPE, 1, false},
    {"RTS cannot be read", TIOCMGET, EIO, 1, false},
    {"the write fails", uart_shim_write, EIO, 1, false},
    {"the write fails for an odd reason", uart_shim_write, EPROTO, 1, false},
    {"the queue cannot be read", TIOCOUTQ, EIO, 1, true},
    {"the transmitter cannot be read", TIOCSERGETLSR, EIO, 1, true},
};

} // namespace

BOOST_DATA_TEST_CASE(rts_rests_after_an_error_too, data::make(failures), failure)
{
    for (bool const async : {false, true})
    {
        half_duplex_port port;
        port.device.fail(failure.call, failure.number, failure.nth);
        std::size_t bytes = 0;
        if (async)
        {
            port.start("abc");
            BOOST_TEST(run_until_called(port.ctx, port.told));
            port.ec = port.told.ec;
            bytes = port.told.bytes;
        }
        else
            bytes = port.stream.write_some(asio::buffer("abc", 3), port.ec);
        BOOST_TEST(port.ec.value() == failure.number);
        BOOST_TEST(bytes == (failure.written ? 3u : 0u));
        BOOST_TEST(port.at_rest());
        port.stream.write_some(asio::buffer("abc", 3)); // and goes on
        BOOST_TEST(port.at_rest());
    }
}

BOOST_AUTO_TEST_CASE(rts_that_could_not_be_released_is_told_and_tried_again)
{
    for (bool const async : {false, true})
    {
        serial_config config = with(by(rs485_mode::software));
        config.hangup_on_close = false; // else the system would do it
        uart_port port(ideal_driver(), config);
        port.device.fail(TIOCMSET, EPIPE, 2);
        outcome told;
        if (async)
        {
            port.stream.async_write_some(asio::buffer("abc", 3), recorder(told));
            BOOST_TEST(run_until_called(port.ctx, told));
            port.ec = told.ec;
        }
        else
            port.stream.write_some(asio::buffer("abc", 3), port.ec);
        BOOST_TEST(port.ec.value() == EPIPE);
        BOOST_TEST(!port.device.rts());
        port.stream.close();
        BOOST_TEST(!port.device.rts());
    }
}

BOOST_AUTO_TEST_CASE(rts_rests_before_the_port_is_closed_under_a_write)
{
    for (bool const destroy : {false, true})
    {
        serial_config config = with(by(rs485_mode::software));
        config.hangup_on_close = false; // else the system would do it
        asio::io_context ctx;
        uart device;
        auto stream = std::make_unique<serial_stream>(ctx, device.name(), config);
        device.forget();
        device.hold_output(-1, 3);
        outcome told;
        stream->async_write_some(asio::buffer("abc", 3), recorder(told));
        BOOST_TEST(run_until(ctx, [&] { return device.log({"TIOCOUTQ"}) != ""; }));
        destroy ? stream.reset() : stream->close();
        BOOST_TEST(device.log({"TIOCMSET"}) == "TIOCMSET dtr rts; TIOCMSET dtr");
        // A driver that discards nothing would wait in close(2): another thread has to.
        BOOST_TEST(eventually(
            [&] {
                return device.log({"TIOCMSET", "close"}) == "TIOCMSET dtr rts; TIOCMSET dtr; close";
            }));
        BOOST_TEST(device.lines() == "dtr");
        BOOST_TEST(run_until_called(ctx, told));
        BOOST_TEST(told.ec == asio::error::operation_aborted);
    }
}

BOOST_AUTO_TEST_CASE(a_drained_close_leaves_the_line_to_the_write_until_the_last_bit_is_out)
{
    half_duplex_port port(by(rs485_mode::software), 300); // slower than any pause of this machine
    port.device.hold_transmitter(2);
    outcome closed;
    port.start("ab");
    port.stream.async_close(close_policy::drain(30s), recorder(closed));
    BOOST_TEST(run_until_called(port.ctx, closed));
    BOOST_TEST(closed.ec == error_code());
    BOOST_TEST(port.told.calls == 1);
    BOOST_TEST(port.told.ec == error_code());
    BOOST_TEST(port.told.bytes == 2u);
    BOOST_TEST(port.device.log({"TIOCSERGETLSR", "TIOCMSET", "close"})
        == "TIOCMSET dtr rts; TIOCSERGETLSR busy; TIOCSERGETLSR busy; TIOCSERGETLSR empty; "
           "TIOCMSET dtr; TIOCSERGETLSR empty; close");
}

BOOST_AUTO_TEST_CASE(a_drained_close_does_not_wait_for_a_write_beyond_the_wire_time)
{
    half_duplex_port port;
    port.device.hold_transmitter(-1);
    outcome closed;
    port.start("ab");
    port.stream.async_close(close_policy::drain(1h), recorder(closed));
    BOOST_TEST(run_until_called(port.ctx, closed));
    BOOST_TEST(closed.ec == error_code());
    BOOST_TEST(run_until_called(port.ctx, port.told));
    BOOST_TEST(port.at_rest());
}

BOOST_AUTO_TEST_CASE(the_direction_is_not_changed_by_hand_under_a_write)
{
    half_duplex_port port;
    port.device.hold_output(-1, 3);
    port.start("abc");
    BOOST_TEST(run_until(port.ctx, [&] { return port.device.log({"TIOCOUTQ"}) != ""; }));
    for (control_lines const lines : {control_lines{false, {}}, control_lines{true, false}})
    {
        port.stream.set_control_lines(lines, port.ec);
        BOOST_TEST(port.ec == error_code(error::operation_in_progress));
    }
    port.stream.set_control_lines({{}, false});
    BOOST_TEST(port.device.lines() == "rts");
    port.device.hold_output(0, 0);
    BOOST_TEST(run_until_called(port.ctx, port.told));
    port.stream.set_control_lines({true, {}}); // at rest RTS is free
    BOOST_TEST(port.device.lines() == "rts");
}

BOOST_AUTO_TEST_CASE(rts_rests_when_the_context_goes_away_under_a_write)
{
    serial_config config = with(by(rs485_mode::software));
    config.hangup_on_close = false;
    uart device;
    outcome told;
    {
        asio::io_context ctx;
        serial_stream stream(ctx, device.name(), config);
        device.hold_output(-1, 3);
        stream.async_write_some(asio::buffer("abc", 3), recorder(told));
        BOOST_TEST(run_until(ctx, [&] { return device.log({"TIOCOUTQ"}) != ""; }));
        BOOST_TEST(device.rts());
    }
    BOOST_TEST(device.lines() == "dtr");
    BOOST_TEST(told.calls == 0);
}

BOOST_AUTO_TEST_CASE(a_composed_write_arrives_whole_and_the_line_is_turned_for_each_part)
{
    half_duplex_port port(by(rs485_mode::software), 3'000'000);
    std::string const long_text(20'000, 'z');
    asio::async_write(port.stream, asio::buffer(long_text), recorder(port.told));
    std::string received;
    BOOST_TEST(run_until(port.ctx,
        [&]
        {
            received += port.device.far.read_available();
            return port.told.calls != 0;
        }));
    received += port.device.far.read_available();
    BOOST_TEST(port.told.ec == error_code());
    BOOST_TEST(port.told.bytes == long_text.size());
    BOOST_TEST((received == long_text));
    for (auto const& call : port.device.calls())
        if (call.name == "write")
            BOOST_TEST_REQUIRE(call.rts);
    BOOST_TEST(port.at_rest());
}

BOOST_AUTO_TEST_CASE(configure_gives_rts_back)
{
    half_duplex_port port;
    BOOST_TEST(!port.device.rts());
    port.stream.configure(serial_config{});
    BOOST_TEST(port.device.rts()); // as `rts` says
    port.device.forget();
    port.stream.write_some(asio::buffer("abc", 3));
    BOOST_TEST(port.device.log(sending) == "write 3");
}

BOOST_AUTO_TEST_CASE(configure_brings_rts_to_rest)
{
    uart_port port;
    BOOST_TEST(port.device.rts());
    port.stream.configure(with(by(rs485_mode::software)));
    BOOST_TEST(!port.device.rts());
    BOOST_TEST(port.device.log({"TIOCMSET"}) == "TIOCMSET dtr");
}

BOOST_AUTO_TEST_CASE(a_line_that_does_not_follow_is_rejected)
{
    auto driver = ideal_driver();
    driver.stuck_lines = TIOCM_RTS; // low
    rs485_config inverted = by(rs485_mode::software);
    inverted.rts_on_send = false;
    inverted.rts_after_send = true;
    uart device(driver);
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.open(device.name(), with(inverted), ec);
    BOOST_TEST(ec == error_code(error::rejected_rts));
}

BOOST_AUTO_TEST_CASE(the_drivers_own_switching_goes_off_while_the_library_does_it)
{
    uart device(driver_pl011());
    ::serial_rs485 before{};
    before.flags = SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND;
    before.delay_rts_after_send = 3;
    set_driver_state(device, before);
    asio::io_context ctx;
    serial_stream stream(ctx, device.name(), with(by(rs485_mode::software)));
    BOOST_TEST((driver_state(device).flags & SER_RS485_ENABLED) == 0u);
    BOOST_TEST(!device.rts());
    stream.close();
    BOOST_TEST(driver_state(device).flags == 0x3u);
    BOOST_TEST(driver_state(device).delay_rts_after_send == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
