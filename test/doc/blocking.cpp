// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Every snippet of doc/modules/ROOT/pages/blocking.adoc: what stands between `//[name` and `//]`.

//[head
#include <boost_serial_ext/sync/serial_port.hpp>

#include <boost/asio.hpp>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
using namespace std::chrono_literals;
//]

#include <boost_serial_ext/diagnostic_sink.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#define BOOST_TEST_MODULE doc_blocking
#include <boost/test/included/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <future>
#include <iostream>
#include <sstream>
#include <streambuf>
#include <string>
#include <thread>

namespace test = boost_serial_ext::test;

//[ask
std::string ask(serial::sync::serial_port& port, std::string question)
{
    question += '\n';
    port.discard_input(); // what nobody has asked for
    port.write(asio::buffer(question), 200ms);
    std::string answer;
    std::size_t const n = port.read_until(asio::dynamic_buffer(answer), '\n', 2s);
    return answer.substr(0, n - 1);
}
//]

//[test
BOOST_AUTO_TEST_CASE(a_slow_instrument_answers)
{
    asio::io_context context; // never run: it is where the doubles are
    test::manual_clock clock;
    auto& device = test::install(context, clock).add("ttyV0");
    device.when("READ?\n").reply("4.998\n").after(1500ms);
    serial::sync::serial_port port(context, "ttyV0", {9600});

    BOOST_TEST(ask(port, "READ?") == "4.998"); // in no time
    BOOST_TEST((clock.now() > 1500ms));
}
//]

BOOST_AUTO_TEST_CASE(a_silent_instrument)
{
    asio::io_context context;
    test::manual_clock clock;
    auto& device = test::install(context, clock).add("ttyV0");
    serial::sync::serial_port port(context, "ttyV0", {9600});
    BOOST_TEST(device.name() == "ttyV0");

    //[limit
    serial::error_code ec;
    std::string answer;
    port.read_until(asio::dynamic_buffer(answer), '\n', 2s, ec);
    if (ec == serial::condition::timed_out)
        port.discard_input(); // the port is as it was: ask again
    //]
    BOOST_TEST((ec == serial::condition::timed_out));
    BOOST_TEST((clock.now() == 2s));
}

BOOST_AUTO_TEST_CASE(two_threads)
{
    test::pty_pair pair;
    serial::sync::serial_port port(pair.name(), {});
    //[threads
    std::thread reader(
        [&]
        {
            char data[64];
            serial::error_code ec;
            while (!ec)
                port.read_some(asio::buffer(data), ec);
        });

    port.write(asio::buffer("while another thread reads", 26));
    port.close(); // wakes it, and returns when it no longer uses the device
    reader.join();
    //]
    BOOST_TEST(!port.is_open());
}

BOOST_AUTO_TEST_CASE(a_frame)
{
    asio::io_context context;
    test::manual_clock clock;
    auto& device = test::install(context, clock).add("ttyV0");
    serial::sync::serial_port port(context, "ttyV0", {9600});
    device.inject("\x01\x03\x02\x12\x34\xb5\x33");
    //[frame
    std::string frame;
    auto const gap = serial::char_time(port.config(), 9) / 2; // 3.5 characters, and one that comes
    port.read_until_idle(asio::dynamic_buffer(frame), gap, 1s);
    //]
    BOOST_TEST(frame.size() == 7);
}

namespace {

// What std::clog is given while this lives.
class logged
{
public:
    logged() : before_(std::clog.rdbuf(text_.rdbuf())) {}
    logged(logged const&) = delete;
    ~logged() { std::clog.rdbuf(before_); }

    std::string str() const { return text_.str(); }

private:
    std::ostringstream text_;
    std::streambuf* before_;
};

} // namespace

BOOST_AUTO_TEST_CASE(a_log)
{
    test::pty_pair pair;
    std::string const device = pair.name();
    logged log;
    {
        //[diagnostics
        asio::io_context context; // never run: it is where the sink is
        serial::set_diagnostic_sink(
            context, [](serial::diagnostic const& d) { std::clog << d << '\n'; });

        serial::sync::serial_port port(context, device, {9600});
        //]
    }
    BOOST_TEST(log.str().find("opened " + device) != std::string::npos);
    BOOST_TEST(log.str().find("closed " + device) != std::string::npos);
}
