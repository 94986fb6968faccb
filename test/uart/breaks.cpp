// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// BREAK on a UART: on for as long as it was asked for, and off whatever ends it.
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_support.hpp"
#include "support/uart_shim.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <optional>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/ioctl.h>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;
using namespace std::chrono_literals;

namespace {

std::vector<std::string_view> const switches{"TIOCSBRK", "TIOCCBRK"};

// From the first switch to the last.
std::chrono::nanoseconds time_on(uart const& u)
{
    std::chrono::nanoseconds on{};
    std::chrono::nanoseconds off{};
    for (auto const& call : u.calls())
    {
        if (call.name == "TIOCSBRK")
            on = call.when;
        if (call.name == "TIOCCBRK")
            off = call.when;
    }
    return off - on;
}

// A stream with a BREAK in progress that does not end by itself.
struct breaking_port
{
    breaking_port()
    {
        stream.emplace(ctx, device.name(), serial_config{});
        stream->async_send_break(1h, asio::bind_cancellation_slot(signal.slot(), recorder(told)));
        BOOST_TEST_REQUIRE(run_until(ctx, [this] { return device.break_on() || told.calls != 0; }));
        BOOST_TEST_REQUIRE(told.calls == 0);
        device.forget();
    }

    asio::io_context ctx;
    uart device;
    std::optional<serial_stream> stream;
    asio::cancellation_signal signal;
    outcome told;
    error_code ec;
};

// A way for a BREAK to end before its time.
struct ending
{
    char const* what;
    void (*end)(breaking_port&);
};

std::ostream& operator<<(std::ostream& out, ending const& e)
{
    return out << e.what;
}

constexpr ending endings[] = {
    {"cancel", [](breaking_port& p) { p.stream->cancel(); }},
    {"terminal cancellation",
        [](breaking_port& p) { p.signal.emit(asio::cancellation_type::terminal); }},
    {"partial cancellation",
        [](breaking_port& p) { p.signal.emit(asio::cancellation_type::partial); }},
    {"total cancellation", [](breaking_port& p) { p.signal.emit(asio::cancellation_type::total); }},
    {"close", [](breaking_port& p) { p.stream->close(); }},
    {"destruction", [](breaking_port& p) { p.stream.reset(); }},
    {"a move over it", [](breaking_port& p) { *p.stream = serial_stream(p.ctx); }},
    {"another open",
        [](breaking_port& p)
        {
            error_code ec;
            p.stream->open("/nowhere", serial_config{}, ec);
            p.stream->close();
        }},
};

} // namespace

BOOST_AUTO_TEST_SUITE(uart_breaks)

BOOST_AUTO_TEST_CASE(set_break_switches_and_the_far_end_notices_once)
{
    uart_pair pair;
    asio::io_context ctx;
    serial_stream stream(ctx, pair.left.name(), serial_config{});
    pair.left.forget();
    stream.set_break(true);
    BOOST_TEST(pair.left.break_on());
    BOOST_TEST(pair.right.status().counters.brk == 1);
    stream.set_break(false);
    BOOST_TEST(!pair.left.break_on());
    BOOST_TEST(pair.right.status().counters.brk == 1);
    BOOST_TEST(pair.left.log(switches) == "TIOCSBRK; TIOCCBRK");
}

BOOST_AUTO_TEST_CASE(a_break_left_on_goes_off_with_the_port)
{
    for (bool const destroy : {true, false})
    {
        uart device;
        asio::io_context ctx;
        {
            serial_stream stream(ctx, device.name(), serial_config{});
            device.forget();
            stream.set_break(true);
            if (!destroy)
                stream.close();
        }
        BOOST_TEST(!device.break_on());
        BOOST_TEST(device.log({"TIOCSBRK", "TIOCCBRK", "close"}) == "TIOCSBRK; TIOCCBRK; close");
    }
}

BOOST_AUTO_TEST_CASE(a_close_without_a_break_switches_nothing)
{
    uart_port port;
    port.stream.close();
    BOOST_TEST(port.device.log(switches) == "");
}

BOOST_DATA_TEST_CASE(send_break_lasts_as_long_as_asked, data::make({0, 1, 20}), milliseconds)
{
    uart_port port;
    port.stream.send_break(std::chrono::milliseconds(milliseconds));
    BOOST_TEST(port.device.log(switches) == "TIOCSBRK; TIOCCBRK");
    BOOST_TEST((time_on(port.device) >= std::chrono::milliseconds(milliseconds)));
}

BOOST_DATA_TEST_CASE(async_send_break_lasts_as_long_as_asked, data::make({0, 1, 20}), milliseconds)
{
    uart_port port;
    outcome told;
    port.stream.async_send_break(std::chrono::milliseconds(milliseconds), recorder(told));
    BOOST_TEST(told.calls == 0);
    BOOST_TEST(run_until_called(port.ctx, told));
    BOOST_TEST(told.ec == error_code());
    BOOST_TEST(!port.device.break_on());
    BOOST_TEST(port.device.log(switches) == "TIOCSBRK; TIOCCBRK");
    BOOST_TEST((time_on(port.device) >= std::chrono::milliseconds(milliseconds)));
}

BOOST_AUTO_TEST_CASE(a_break_comes_after_the_output_that_is_queued)
{
    for (bool const async : {false, true})
    {
        uart_port port;
        port.device.hold_output(3, 7);
        if (async)
        {
            outcome told;
            port.stream.async_send_break(1ms, recorder(told));
            BOOST_TEST(run_until_called(port.ctx, told));
            BOOST_TEST(told.ec == error_code());
        }
        else
            port.stream.send_break(1ms);
        BOOST_TEST(port.device.log({"TIOCOUTQ", "TIOCSBRK", "TIOCCBRK"})
            == "TIOCOUTQ 7; TIOCOUTQ 7; TIOCOUTQ 7; TIOCOUTQ 0; TIOCSBRK; TIOCCBRK");
    }
}

BOOST_DATA_TEST_CASE(a_break_goes_off_whatever_ends_it, data::make(endings), ending)
{
    breaking_port port;
    ending.end(port);
    BOOST_TEST(run_until_called(port.ctx, port.told));
    BOOST_TEST(!port.device.break_on());
    BOOST_TEST(port.device.log(switches) == "TIOCCBRK");
    BOOST_TEST(port.told.calls == 1);
    BOOST_TEST(conditions_of(port.told.ec) == "aborted");
}

BOOST_AUTO_TEST_CASE(a_break_goes_off_with_its_context)
{
    uart device;
    outcome told;
    {
        asio::io_context ctx;
        serial_stream stream(ctx, device.name(), serial_config{});
        stream.async_send_break(1h, recorder(told));
        BOOST_TEST(run_until(ctx, [&] { return device.break_on(); }));
    }
    BOOST_TEST(!device.break_on());
    BOOST_TEST(told.calls == 0);
}

BOOST_AUTO_TEST_CASE(a_break_during_a_hang_up_ends_with_it)
{
    breaking_port port;
    port.device.far.hang_up();
    port.stream->cancel();
    BOOST_TEST(run_until_called(port.ctx, port.told));
    BOOST_TEST(port.told.calls == 1);
    BOOST_TEST(port.told.ec.failed());
}

BOOST_DATA_TEST_CASE(a_device_that_refuses_break_is_not_a_lost_one, data::make({EIO, EPIPE}), why)
{
    for (bool const async : {false, true})
    {
        uart_port port;
        outcome told;
        port.device.fail(TIOCSBRK, why);
        if (async)
        {
            port.stream.async_send_break(1ms, recorder(told));
            BOOST_TEST(run_until_called(port.ctx, told));
            port.ec = told.ec;
        }
        else
            port.stream.send_break(1ms, port.ec);
        BOOST_TEST(port.ec.value() == why);
        BOOST_TEST(conditions_of(port.ec) == "unsupported_configuration");
        BOOST_TEST(!port.device.break_on());
    }
}

BOOST_AUTO_TEST_CASE(a_break_that_could_not_be_switched_off_is_told_and_goes_off_with_the_port)
{
    for (int const way : {0, 1, 2})
    {
        uart_port port;
        outcome told;
        port.device.fail(TIOCCBRK, EPIPE);
        if (way == 0)
        {
            port.stream.set_break(true);
            port.stream.set_break(false, port.ec);
        }
        else if (way == 1)
            port.stream.send_break(1ms, port.ec);
        else
        {
            port.stream.async_send_break(1ms, recorder(told));
            BOOST_TEST(run_until_called(port.ctx, told));
            port.ec = told.ec;
        }
        BOOST_TEST(port.ec.value() == EPIPE);
        BOOST_TEST(port.device.break_on() == (way != 2)); // an operation tries again as it ends
        port.stream.close();
        BOOST_TEST(!port.device.break_on());
    }
}

BOOST_AUTO_TEST_SUITE_END()
