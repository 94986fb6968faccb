// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Every snippet of the pages cancellation, drain_break_close, lines and asio_compliance in
// doc/modules/ROOT/pages: what stands between `//[name` and `//]`.

//[head
#include <boost_serial_ext.hpp>

#include <boost/asio.hpp>

#include <iostream>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
using namespace std::chrono_literals;
//]

#include <boost_serial_ext/test/virtual_ports.hpp>

#define BOOST_TEST_MODULE doc_operating
#if defined(BOOST_ASIO_HAS_CO_AWAIT)
#include <boost/asio/experimental/awaitable_operators.hpp>
#endif
#include <boost/test/included/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <future>
#include <string>
#include <tuple>
#include <variant>

namespace test = boost_serial_ext::test;

namespace {

struct virtual_line
{
    asio::io_context context;
    test::manual_clock clock;
    test::virtual_port& device = test::install(context, clock).add("ttyV0");
    serial::serial_stream port{context, "ttyV0", {9600}};
};

//[watch
// Tells of CTS and of BREAKs, until the port is closed.
void watch(serial::serial_stream& port)
{
    auto const events = serial::line_events::cts | serial::line_events::break_signal;
    port.async_wait_line_event(events,
        [&port](serial::error_code ec, serial::line_event event)
        {
            if (ec)
                return;
            std::cout << event << '\n'; // "cts: dsr dcd": CTS has moved, and is off now
            watch(port);
        });
}
//]

} // namespace

BOOST_AUTO_TEST_CASE(by_a_slot)
{
    virtual_line line;
    auto& port = line.port;
    std::array<char, 64> data;
    serial::error_code result;
    auto const on_read = [&](serial::error_code ec, std::size_t) { result = ec; };
    //[slot
    asio::cancellation_signal stop;
    port.async_read_some(asio::buffer(data), asio::bind_cancellation_slot(stop.slot(), on_read));

    stop.emit(asio::cancellation_type::terminal); // where the port is used: its thread, its strand
    //]
    BOOST_TEST((line.clock.run(line.context) && result == serial::condition::aborted));
    //[inside
    auto limited = serial::with_timeout(10s, asio::bind_cancellation_slot(stop.slot(), on_read));
    port.async_read_some(asio::buffer(data), limited);
    //]
    stop.emit(asio::cancellation_type::terminal);
    result = {};
    BOOST_TEST((line.clock.run(line.context) && result == serial::condition::aborted));
}

BOOST_AUTO_TEST_CASE(by_the_port)
{
    virtual_line line;
    auto& port = line.port;
    std::array<char, 64> data;
    int aborted = 0;
    auto const count
        = [&](serial::error_code ec, auto...) { aborted += ec == serial::condition::aborted; };
    port.async_read_some(asio::buffer(data), count);
    port.async_send_break(10s, count);
    //[cancel
    port.cancel(); // everything that is in progress; the port stays open
    //]
    BOOST_TEST((line.clock.run(line.context) && aborted == 2));
    BOOST_TEST((port.is_open() && !line.device.break_is_on()));
}

BOOST_AUTO_TEST_CASE(by_time)
{
    virtual_line line;
    auto& port = line.port;
    bool silent = false;
    //[timeout
    std::string answer;
    asio::async_read_until(port, asio::dynamic_buffer(answer), '\n',
        serial::with_timeout(500ms,
            [&](serial::error_code ec, std::size_t)
            {
                if (ec == serial::condition::timed_out)
                    silent = answer.empty(); // else `answer` has the beginning of a line
            }));
    //]
    BOOST_TEST((line.clock.run(line.context) && silent));
    std::size_t got = 0;
    //[count
    std::array<char, 16> block;
    asio::async_read(port, asio::buffer(block),
        serial::with_timeout(500ms,
            [&](serial::error_code, std::size_t n)
            {
                got = n; // with an error too: so many bytes of `block` have come
            }));
    //]
    line.device.inject("seven..");
    BOOST_TEST((line.clock.run(line.context) && got == 7u));
}

#if defined(BOOST_ASIO_HAS_CO_AWAIT)
namespace {
//[dialogue
// Both questions and their answers within three seconds.
asio::awaitable<std::string> ask(serial::serial_stream& port)
{
    using clock = std::chrono::steady_clock;
    auto const end = clock::now() + 3s;
    std::string answers, buffer;
    for (std::string const question : {"VOLT?\n", "AMP?\n"})
    {
        co_await asio::async_write(port, asio::buffer(question),
            serial::with_timeout(end - clock::now(), asio::use_awaitable));
        auto const n = co_await asio::async_read_until(port, asio::dynamic_buffer(buffer), '\n',
            serial::with_timeout(end - clock::now(), asio::use_awaitable));
        answers += buffer.substr(0, n);
        buffer.erase(0, n);
    }
    co_return answers;
}
//]

//[either
// Reads until `stop` expires or the port fails; what has come is in `text`, in any case.
asio::awaitable<void> read_until_stopped(
    serial::serial_stream& port, asio::steady_timer& stop, std::string& text)
{
    using namespace asio::experimental::awaitable_operators;
    auto const no_throw = asio::as_tuple(asio::use_awaitable);
    for (bool going_on = true; going_on;)
    {
        auto const first = co_await (port.async_read_available(asio::dynamic_buffer(text), no_throw)
            || stop.async_wait(no_throw));
        auto const* const read = std::get_if<0>(&first);
        going_on = read && !std::get<0>(*read);
    }
}
//]

void rethrow(std::exception_ptr failure)
{
    if (failure)
        std::rethrow_exception(failure);
}
} // namespace

BOOST_AUTO_TEST_CASE(dialogues)
{
    virtual_line line;
    line.device.when("VOLT?\n").reply("4.998\n");
    line.device.when("AMP?\n").reply("0.107\n");
    auto answers = asio::co_spawn(line.context, ask(line.port), asio::use_future);
    BOOST_TEST_REQUIRE(line.clock.run(line.context));
    BOOST_TEST(answers.get() == "4.998\n0.107\n");
}

BOOST_AUTO_TEST_CASE(this_or_that)
{
    virtual_line line;
    std::string text;
    asio::steady_timer stop(line.context, asio::steady_timer::time_point::max());
    asio::co_spawn(line.context, read_until_stopped(line.port, stop, text), rethrow);
    line.device.inject("something");
    BOOST_TEST(!line.clock.run(line.context));
    stop.expires_after(0s);
    BOOST_TEST((line.clock.run(line.context) && text == "something"));
}

BOOST_AUTO_TEST_CASE(without_exceptions)
{
    virtual_line line;
    auto& port = line.port;
    std::string text;
    auto const read = [&]() -> asio::awaitable<void>
    {
        //[tuple
        auto const [ec, n] = co_await asio::async_read(port, asio::dynamic_buffer(text),
            asio::transfer_exactly(16),
            serial::with_timeout(500ms, asio::as_tuple(asio::use_awaitable)));
        if (ec == serial::condition::timed_out)
            std::cout << "only " << n << " bytes\n";
        //]
    };
    asio::co_spawn(line.context, read, rethrow);
    line.device.inject("seven..");
    BOOST_TEST((line.clock.run(line.context) && text == "seven.."));
}

BOOST_AUTO_TEST_CASE(default_tokens)
{
    asio::io_context context;
    test::manual_clock clock;
    test::install(context, clock).add("ttyV0").when("?").reply("!");
    std::array<char, 8> data;
    std::size_t got = 0;
    //[default
    using port_type = asio::use_awaitable_t<>::as_default_on_t<serial::serial_stream>;
    port_type port(context, "ttyV0", {9600});

    auto const talk = [&]() -> asio::awaitable<void>
    {
        co_await port.async_write_some(asio::buffer("?", 1));
        got = co_await port.async_read_some(asio::buffer(data));
    };
    //]
    asio::co_spawn(context, talk, rethrow);
    BOOST_TEST((clock.run(context) && got == 1u));
}
#endif

BOOST_AUTO_TEST_CASE(draining)
{
    virtual_line line;
    auto& port = line.port;
    bool drained = false;
    asio::write(port, asio::buffer("0123456789", 10));
    //[drain
    port.async_drain(serial::with_timeout(2s,
        [&](serial::error_code ec)
        {
            drained = !ec; // else something holds it up: CTS, XOFF
        }));
    //]
    BOOST_TEST((line.clock.run(line.context) && drained));
    //[exact
    port.async_drain_exact(
        [](serial::error_code ec, serial::drain_result how)
        {
            if (!ec)
                std::cout << "sent, known by: " << how << '\n'; // wire_exact, estimated
        });
    //]
    BOOST_TEST((line.clock.run(line.context) && line.device.captured() == "0123456789"));
}

BOOST_AUTO_TEST_CASE(breaks)
{
    virtual_line line;
    auto& port = line.port;
    bool woken = false;
    //[break
    port.async_send_break(250ms, [&](serial::error_code ec) { woken = !ec; });
    //]
    BOOST_TEST((line.clock.run(line.context) && woken));
    //[set_break
    port.drain_exact(); // else the next call blocks until all output is sent
    port.set_break(true);
    port.set_break(false);
    //]
    BOOST_TEST(line.device.breaks().size() == 2u);
    BOOST_TEST((line.device.breaks()[0] == 250ms));
}

BOOST_AUTO_TEST_CASE(closing)
{
    virtual_line line;
    auto& port = line.port;
    bool closed = false, sent = false;
    asio::write(port, asio::buffer("0123456789", 10));
    //[close
    port.async_close(serial::close_policy::drain(2s),
        [&](serial::error_code ec)
        {
            closed = !ec; // whether or not everything was sent in time
        });
    //]
    BOOST_TEST((line.clock.run(line.context) && closed && !port.is_open()));
    port.open("ttyV0", {9600});
    asio::write(port, asio::buffer("abc", 3));
    //[sent
    port.async_drain_exact(serial::with_timeout(2s,
        [&](serial::error_code ec, serial::drain_result)
        {
            sent = !ec;
            port.close();
        }));
    //]
    BOOST_TEST((line.clock.run(line.context) && sent));
    BOOST_TEST(line.device.captured() == "0123456789abc");
}

BOOST_AUTO_TEST_CASE(lines)
{
    virtual_line line;
    auto& port = line.port;
    port.close();
    //[config
    serial::serial_config config;
    config.baud_rate = 9600;
    config.rts = serial::initial_line::off; // what an open leaves behind; DTR is on
    port.open("ttyV0", config);

    if (port.modem_lines().dsr)
        std::cout << "the device is switched on\n";
    serial::control_lines change;
    change.rts = true;
    change.dtr = false; // both in one system call; a line without a value stays as it is
    port.set_control_lines(change);
    //]
    BOOST_TEST((line.device.rts() && !line.device.dtr()));
    //[counters
    serial::line_counters const before = port.counters();
    //]
    watch(port);
    line.device.inject_fault(serial::line_fault::parity_error, 'x');
    line.device.inject_fault(serial::line_fault::break_signal);
    BOOST_TEST(!line.clock.run(line.context, 1s));
    //[difference
    auto const errors = port.counters().parity_errors - before.parity_errors;
    //]
    port.close();
    BOOST_TEST((line.clock.run(line.context) && errors == 1u));
}
