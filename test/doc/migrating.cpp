// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The C++ of doc/modules/ROOT/pages/from_*.adoc, but for Qt's: what stands between `//[name` and `//]`.

//[head
#include <boost_serial_ext.hpp>
#include <boost_serial_ext/sync/serial_port.hpp> // for programs that wait

#include <boost/asio.hpp>

#include <iostream>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
using namespace std::chrono_literals;
//]

#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#define BOOST_TEST_MODULE doc_migrating
#include <boost/test/included/unit_test.hpp>

#include <array>
#include <functional>
#include <future>
#include <sstream>
#include <string>
#include <thread>

#include <sys/ioctl.h>
#include <termios.h>

namespace test = boost_serial_ext::test;
using boost::system::error_code;
using on_answer = std::function<void(error_code, std::size_t)>;

namespace theirs {

//[asio_ask
void ask(asio::serial_port& port, asio::steady_timer& timer, std::string& answer, on_answer done)
{
    asio::write(port, asio::buffer("READ?\n", 6));
    timer.expires_after(2s);
    timer.async_wait(
        [&](error_code ec)
        {
            if (!ec)
                port.cancel();
        });
    asio::async_read_until(port, asio::dynamic_buffer(answer), '\n',
        [&timer, done](error_code ec, std::size_t n)
        {
            timer.cancel();
            done(ec, n); // after the limit: asio::error::operation_aborted
        });
}
//]

//[asio_read
void read(asio::serial_port& port, std::array<char, 512>& data)
{
    port.async_read_some(asio::buffer(data),
        [&](error_code ec, std::size_t n)
        {
            std::cout << std::string(data.data(), n);
            if (ec == asio::error::eof || ec == boost::system::errc::io_error)
                std::cout << "unplugged\n";
            if (!ec)
                read(port, data);
        });
}
//]

} // namespace theirs

namespace ours {

//[ask
void ask(serial::serial_stream& port, std::string& answer, on_answer done)
{
    asio::write(port, asio::buffer("READ?\n", 6));
    asio::async_read_until(port, asio::dynamic_buffer(answer), '\n',
        serial::with_timeout(2s, done)); // after the limit: condition::timed_out
}
//]

//[read
void read(serial::serial_stream& port, std::array<char, 512>& data)
{
    port.async_read_some(asio::buffer(data),
        [&](serial::error_code ec, std::size_t n)
        {
            std::cout << std::string(data.data(), n);
            if (ec == serial::condition::disconnected)
                std::cout << "unplugged\n";
            if (!ec)
                read(port, data);
        });
}
//]

//[next_line
void next_line(serial::serial_stream& port, std::string& text)
{
    asio::async_read_until(port, asio::dynamic_buffer(text), '\n',
        [&](serial::error_code ec, std::size_t n)
        {
            if (ec)
                return; // condition::disconnected, aborted
            std::cout << text.substr(0, n);
            text.erase(0, n); // what is left belongs to the next line
            next_line(port, text);
        });
}
//]

//[ask_and_wait
std::string ask(serial::sync::serial_port& port, std::string const& question)
{
    port.discard_input();
    port.write(asio::buffer(question + '\n'), 1s);
    std::string answer;
    std::size_t const n = port.read_until(asio::dynamic_buffer(answer), '\n', 2s);
    return answer.substr(0, n - 1);
}
//]

} // namespace ours

namespace {

struct output
{
    std::ostringstream text;
    std::streambuf* const before = std::cout.rdbuf(text.rdbuf());
    ~output() { std::cout.rdbuf(before); }
};

struct bench
{
    asio::io_context context;
    test::manual_clock clock;
    test::virtual_port& device = test::install(context, clock).add("/dev/ttyUSB0");
};

} // namespace

BOOST_AUTO_TEST_CASE(theirs_opens)
{
    test::pty_pair pair;
    asio::io_context context;
    std::string const device = pair.name();
    //[asio_open
    asio::serial_port port(context, device);
    port.set_option(asio::serial_port::baud_rate(19'200));
    port.set_option(asio::serial_port::character_size(8));
    port.set_option(asio::serial_port::parity(asio::serial_port::parity::even));
    port.set_option(asio::serial_port::stop_bits(asio::serial_port::stop_bits::one));
    port.set_option(asio::serial_port::flow_control(asio::serial_port::flow_control::hardware));
    //]
    asio::serial_port::parity parity; // a pty has none, and nobody was told
    port.get_option(parity);
    BOOST_TEST((parity.value() == asio::serial_port::parity::none));
    BOOST_CHECK_THROW(port.set_option(asio::serial_port::baud_rate(250'000)), std::exception);
    asio::serial_port second(context);
    second.open(device); // nothing keeps others out

    error_code ec;
    serial::serial_stream(context).open(device, {19'200, 8, serial::parity::even}, ec);
    BOOST_TEST((ec == serial::condition::unsupported_configuration));
}

BOOST_FIXTURE_TEST_CASE(ours_opens, bench)
{
    //[open
    serial::serial_config config;
    config.baud_rate = 19'200;
    config.parity = serial::parity::even;
    config.flow_control.rts_cts = true;
    serial::serial_stream port(context, "/dev/ttyUSB0", config);
    //]
    BOOST_TEST((device.applied() == config));
}

BOOST_FIXTURE_TEST_CASE(ours_opens_and_explains, bench)
{
    serial::sync::serial_port port(context);
    //[open_and_explain
    auto config = serial::parse_serial_config("19200 8E1 rts_cts");
    serial::error_code ec;
    port.open("/dev/ttyUSB0", config, ec);
    if (ec)
        std::cerr << serial::explain_open_failure("/dev/ttyUSB0", ec) << '\n';
    //]
    BOOST_TEST(!ec);
    BOOST_TEST((device.applied() == config));

    //[change
    config.baud_rate = 9'600;
    port.configure(config); // all of it or nothing
    //]
    BOOST_TEST(device.applied().baud_rate == 9'600u);
}

BOOST_AUTO_TEST_CASE(theirs_asks)
{
    test::pty_pair pair;
    asio::io_context context;
    asio::serial_port port(context, pair.name());
    asio::steady_timer timer(context);
    std::string answer;
    error_code result = asio::error::in_progress;
    theirs::ask(port, timer, answer, [&](error_code ec, std::size_t) { result = ec; });
    BOOST_TEST(pair.read_until("\n") == "READ?\n");
    pair.write("4.998\n");
    context.run();
    BOOST_TEST((!result && answer == "4.998\n"));

    answer.clear();
    theirs::ask(port, timer, answer, [&](error_code ec, std::size_t) { result = ec; });
    context.restart();
    context.run(); // until the limit
    BOOST_TEST((result == asio::error::operation_aborted));
}

BOOST_FIXTURE_TEST_CASE(ours_asks, bench)
{
    device.when("READ?\n").reply("4.998\n").times(1);
    serial::serial_stream port(context, "/dev/ttyUSB0", {});
    std::string answer;
    error_code result = asio::error::in_progress;
    ours::ask(port, answer, [&](error_code ec, std::size_t) { result = ec; });
    BOOST_TEST(clock.run(context));
    BOOST_TEST((!result && answer == "4.998\n"));
    answer.clear();
    ours::ask(port, answer, [&](error_code ec, std::size_t) { result = ec; });
    BOOST_TEST(clock.run(context));
    BOOST_TEST((result == serial::condition::timed_out));
}

BOOST_FIXTURE_TEST_CASE(ours_asks_and_waits, bench)
{
    device.when("READ?\n").reply("4.998\n").times(1);
    serial::sync::serial_port port(context, "/dev/ttyUSB0", {});
    BOOST_TEST(ours::ask(port, "READ?") == "4.998");
    BOOST_CHECK_THROW(ours::ask(port, "READ?"), boost::system::system_error);
}

template<class Port, class Read>
std::string watch(Port& port, asio::io_context& context, test::pty_pair& pair, Read read)
{
    std::array<char, 512> data;
    output shown;
    read(port, data);
    pair.write("one\n");
    context.run_one();
    pair.hang_up();
    context.run();
    return shown.text.str();
}

BOOST_AUTO_TEST_CASE(both_read_in_the_background)
{
    test::pty_pair first, second;
    asio::io_context context, another;
    asio::serial_port port(context, first.name());
    BOOST_TEST(watch(port, context, first, theirs::read) == "one\nunplugged\n");
    serial::serial_stream stream(another, second.name(), {});
    BOOST_TEST(watch(stream, another, second, ours::read) == "one\nunplugged\n");
}

BOOST_FIXTURE_TEST_CASE(ours_reads_line_by_line, bench)
{
    serial::serial_stream port(context, "/dev/ttyUSB0", {});
    std::string text;
    output shown;
    ours::next_line(port, text);
    device.inject("one\ntwo\nthr");
    BOOST_TEST(!clock.run(context, 1s));
    BOOST_TEST(shown.text.str() == "one\ntwo\n");
}

BOOST_AUTO_TEST_CASE(ours_reads_on_a_thread)
{
    test::pty_pair pair;
    serial::sync::serial_port port(pair.name(), {});
    std::promise<std::string> seen;
    auto const show = [&](std::string const& line) { seen.set_value(line); };
    //[thread
    std::thread reader(
        [&]
        {
            std::string text;
            serial::error_code ec;
            while (std::size_t const n = port.read_until(asio::dynamic_buffer(text), '\n', ec))
            {
                show(text.substr(0, n));
                text.erase(0, n);
            }
            if (ec == serial::condition::disconnected)
                std::cerr << "unplugged\n";
        });

    port.write(asio::buffer("START\n", 6)); // while the other thread reads
    //]
    BOOST_TEST(pair.read_until("\n") == "START\n");
    pair.write("one\n");
    BOOST_TEST(seen.get_future().get() == "one\n");
    //[stop
    port.close(); // ends the read, from any thread
    reader.join();
    //]
}

BOOST_AUTO_TEST_CASE(theirs_has_lines_of_the_system)
{
    test::pty_pair pair; // which has none
    asio::io_context context;
    asio::serial_port port(context, pair.name());
    //[asio_lines
    int const dtr = TIOCM_DTR;
    bool const lowered = ::ioctl(port.native_handle(), TIOCMBIC, &dtr) == 0; // POSIX alone
    int lines = 0;
    bool const cts = ::ioctl(port.native_handle(), TIOCMGET, &lines) == 0 && (lines & TIOCM_CTS);
    ::tcdrain(port.native_handle()); // blocks, for as long as the line is held
    port.send_break();               // blocks, for as long as the system likes
    //]
    BOOST_TEST(!(lowered || cts));
}

BOOST_FIXTURE_TEST_CASE(ours_has_lines, bench)
{
    serial::sync::serial_port port(context, "/dev/ttyUSB0", {});
    output shown;
    //[lines
    serial::control_lines lines;
    lines.dtr = false; // RTS stays as it is
    port.set_control_lines(lines);
    if (port.modem_lines().cts)
        std::cout << "CTS is on\n";
    port.drain();
    port.send_break(250ms);
    //]
    BOOST_TEST((!device.dtr() && device.rts()));
    BOOST_TEST((shown.text.str() == "CTS is on\n" && device.breaks().size() == 1));
}
