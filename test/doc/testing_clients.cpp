// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// More snippets of doc/modules/ROOT/pages/testing.adoc: the clients of devices that answer late, and come and go.

#include <boost_serial_ext.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include <boost/asio.hpp>

#define BOOST_TEST_MODULE doc_testing_clients
#include <boost/test/included/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace serial = boost_serial_ext;
namespace test = boost_serial_ext::test;
namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace std::string_literals;

//[ask_slave
using on_reply = std::function<void(serial::error_code)>;

auto t35(serial::serial_stream& port)
{
    return serial::char_time(port.config(), 9) / 2;
}

// Sends what is in the frame, and puts the reply there: it has to begin in time, and may be long.
void ask_slave(serial::serial_stream& port, std::string& frame, on_reply done)
{
    auto const receive = [&port, &frame, done](serial::error_code ec)
    {
        if (ec)
            return done(ec);
        port.async_read_until_idle(asio::dynamic_buffer(frame), t35(port),
            [done](serial::error_code result, std::size_t) { done(result); });
    };
    asio::async_write(port, asio::buffer(frame),
        [&port, &frame, done, receive](serial::error_code ec, std::size_t)
        {
            if (ec)
                return done(ec);
            frame.clear();
            port.async_wait(serial::serial_stream::wait_read, serial::with_timeout(500ms, receive));
        });
}
//]

BOOST_AUTO_TEST_CASE(requests)
{
    asio::io_context context;
    test::manual_clock clock;
    auto& device = test::install(context, clock).add("ttyV0");
    serial::serial_stream port(context, "ttyV0", {9600});
    std::string const request = "\x01\x03\x00\x6B\x00\x40\x35\xE6"s, reply(133, 'x');
    //[request
    device.when(request).reply(reply).after(450ms).times(1); // and silence from then on
    for (bool const answered : {true, false})
    {
        std::string frame = request;
        serial::error_code result = asio::error::in_progress;
        ask_slave(port, frame, [&](serial::error_code ec) { result = ec; });
        BOOST_TEST(clock.run(context));
        BOOST_TEST((result == (answered ? serial::error_code() : asio::error::timed_out)));
        BOOST_TEST((frame == (answered ? reply : "")));
    }
    //]
    device.when(request).reply(reply).after(450ms);
    serial::error_code result;
    //[whole_request
    asio::write(port, asio::buffer(request));
    std::string frame;
    port.async_read_until_idle(asio::dynamic_buffer(frame), t35(port),
        serial::with_timeout(500ms, [&](serial::error_code ec, std::size_t) { result = ec; }));
    BOOST_TEST(clock.run(context));
    BOOST_TEST((result == serial::condition::timed_out));
    BOOST_TEST(!frame.empty()); // what had come until then
    BOOST_TEST(frame.size() < reply.size());
    //]
}

//[listener
// Hears a device, and looks for it every second while it is gone. It has to outlive what is in
// progress.
class listener
{
public:
    explicit listener(asio::io_context& context)
        : port_(context), pause_(context, asio::steady_timer::time_point::max())
    {
        open();
    }

    std::string heard;

private:
    void open()
    {
        auto const on_open = [this](serial::error_code ec)
        {
            if (!ec)
                return read();
            pause_.async_wait(serial::with_timeout(1s, [this](serial::error_code) { open(); }));
        };
        port_.async_open("ttyV0", {9600}, on_open);
    }

    void read()
    {
        auto const on_read = [this](serial::error_code ec, std::size_t n)
        {
            heard.append(data_.data(), n);
            if (!ec)
                return read();
            port_.close(); // else the port stays lost
            if (ec == serial::condition::disconnected)
                open();
        };
        port_.async_read_some(asio::buffer(data_), on_read);
    }

    serial::serial_stream port_;
    asio::steady_timer pause_;
    std::array<char, 256> data_;
};
//]

BOOST_AUTO_TEST_CASE(comes_back)
{
    asio::io_context context;
    test::manual_clock clock;
    auto& device = test::install(context, clock).add("ttyV0");
    //[comes_back
    listener program(context);
    BOOST_TEST(clock.run_until(context, [&] { return device.is_open(); }));
    device.inject("one ");
    BOOST_TEST(clock.run_until(context, [&] { return program.heard == "one "; }));

    device.hang_up();
    device.inject("nobody hears this ");
    clock.run_for(context, 10s); // it tries, and tries again
    device.plug_in();
    BOOST_TEST(clock.run_until(context, [&] { return device.opens() == 2; }));
    device.inject("two");
    BOOST_TEST(clock.run_until(context, [&] { return program.heard == "one two"; }));
    //]
    BOOST_TEST(device.lost_input() == 18u);
    BOOST_TEST((clock.now() > 10s && clock.now() < 12s));
}
