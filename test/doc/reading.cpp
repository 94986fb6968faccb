// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Every snippet of doc/modules/ROOT/pages/reading_and_writing.adoc: what stands between `//[name`
// and `//]`.

//[head
#include <boost_serial_ext.hpp>

#include <boost/asio.hpp>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
using namespace std::chrono_literals;
//]

#include <boost_serial_ext/test/virtual_ports.hpp>

#define BOOST_TEST_MODULE doc_reading
#include <boost/regex.hpp>
#include <boost/test/included/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace test = boost_serial_ext::test;
using namespace std::string_literals;

namespace {

struct virtual_line
{
    asio::io_context context;
    test::manual_clock clock;
    test::virtual_port& device = test::install(context, clock).add("ttyV0");
    serial::serial_stream port{context, "ttyV0", {9600}};
};

//[listener
// Hears what comes, as it comes.
class listener
{
public:
    explicit listener(serial::serial_stream& port) : port_(port) { read(); }

    std::string heard;
    serial::error_code end; // why it hears no more

private:
    void read()
    {
        port_.async_read_some(asio::buffer(data_),
            [this](serial::error_code ec, std::size_t n)
            {
                heard.append(data_.data(), n);
                if (ec)
                    end = ec;
                else
                    read();
            });
    }

    serial::serial_stream& port_;
    std::array<char, 1024> data_;
};
//]

//[lines
// Hands on each line, without its end.
class line_reader
{
public:
    std::function<void(std::string)> on_line;
    std::function<void(serial::error_code)> on_end;

    explicit line_reader(serial::serial_stream& port) : port_(port) {}

    void read()
    {
        asio::async_read_until(port_, asio::dynamic_buffer(buffer_, 4096), '\n',
            [this](serial::error_code ec, std::size_t n)
            {
                if (ec)
                    return on_end(ec);
                std::string line = buffer_.substr(0, n - 1);
                buffer_.erase(0, n); // what came after it begins the next one
                on_line(std::move(line));
                read();
            });
    }

private:
    serial::serial_stream& port_;
    std::string buffer_;
};
//]

//[gap
// The silence that ends a frame of Modbus RTU: three and a half characters, and one for the first
// character of the next frame, which arrives with its last bit.
std::chrono::nanoseconds frame_gap(serial::serial_config const& config)
{
    if (config.baud_rate > 19'200) // from there on the standard has a fixed time
        return 1750us + serial::char_time(config);
    return serial::char_time(config, 9) / 2;
}
//]

//[packets
// A byte says how many follow.
class packet_reader
{
public:
    std::function<void(std::string const&)> on_packet;
    std::function<void(serial::error_code)> on_end;

    explicit packet_reader(serial::serial_stream& port) : port_(port) {}

    void read()
    {
        asio::async_read(port_, asio::buffer(header_),
            [this](serial::error_code ec, std::size_t)
            {
                if (ec)
                    return on_end(ec);
                body_.resize(header_[0]);
                read_body();
            });
    }

private:
    void read_body()
    {
        asio::async_read(port_, asio::buffer(body_),
            serial::with_timeout(500ms,
                [this](serial::error_code ec, std::size_t)
                {
                    if (ec)
                        return on_end(ec);
                    on_packet(body_);
                    read();
                }));
    }

    serial::serial_stream& port_;
    std::array<unsigned char, 1> header_;
    std::string body_;
};
//]

} // namespace

BOOST_AUTO_TEST_CASE(what_comes)
{
    virtual_line line;
    listener ear(line.port);
    line.device.inject("one ");
    BOOST_TEST(!line.clock.run(line.context));
    line.device.inject("two");
    BOOST_TEST(!line.clock.run(line.context));
    BOOST_TEST(ear.heard == "one two");
    line.device.hang_up();
    BOOST_TEST(line.clock.run(line.context));
    BOOST_TEST((ear.end == serial::condition::disconnected));
}

BOOST_AUTO_TEST_CASE(what_goes)
{
    virtual_line line;
    auto& port = line.port;
    std::size_t sent = 0;
    //[write
    std::string request = "MEASURE 1,2,3\n"; // it has to live until the handler is called
    asio::async_write(port, asio::buffer(request),
        [&](serial::error_code ec, std::size_t n)
        {
            if (!ec)
                sent += n;
        });
    //]
    BOOST_TEST(line.clock.run(line.context));
    port.drain_exact();
    BOOST_TEST(sent == request.size());
    BOOST_TEST(line.device.captured() == request);
}

BOOST_AUTO_TEST_CASE(all_that_is_there)
{
    virtual_line line;
    auto& port = line.port;
    line.device.inject("what has come meanwhile");
    BOOST_TEST(line.clock.run_for(line.context, 1s));
    std::string text = "before: ";
    bool called = false;
    //[available
    port.async_read_available(asio::dynamic_buffer(text), 4096, // 4096 bytes at most
        [&](serial::error_code ec, std::size_t n)
        {
            called = !ec && n != 0; // `n` bytes were appended
        });
    //]
    BOOST_TEST(line.clock.run(line.context));
    BOOST_TEST(called);
    BOOST_TEST(text == "before: what has come meanwhile");
}

BOOST_AUTO_TEST_CASE(lines)
{
    virtual_line line;
    std::vector<std::string> heard;
    serial::error_code end;
    line_reader reader(line.port);
    reader.on_line = [&](std::string text) { heard.push_back(std::move(text)); };
    reader.on_end = [&](serial::error_code ec) { end = ec; };
    line.device.inject("one\ntwo\nthr");
    BOOST_TEST(line.clock.run_for(line.context, 1s));
    reader.read();
    BOOST_TEST(!line.clock.run(line.context));
    BOOST_TEST((heard == std::vector<std::string>{"one", "two"}));
    line.device.inject("ee\n");
    BOOST_TEST(!line.clock.run(line.context));
    BOOST_TEST(heard.back() == "three");
    line.device.inject(std::string(5000, 'x'));
    BOOST_TEST(line.clock.run(line.context));
    BOOST_TEST((end == asio::error::not_found)); // 4096 bytes, and no end of a line
}

BOOST_AUTO_TEST_CASE(one_of_several_ends)
{
    virtual_line line;
    auto& port = line.port;
    std::string answer;
    std::string first;
    //[regex
    asio::async_read_until(port, asio::dynamic_buffer(answer), boost::regex("(OK|ERROR)\r\n"),
        serial::with_timeout(2s,
            [&](serial::error_code ec, std::size_t n)
            {
                if (!ec)
                    first = answer.substr(0, n);
                answer.erase(0, n);
            }));
    //]
    line.device.inject("+CSQ: 21,0\r\nOK\r\nRING\r\n");
    BOOST_TEST(line.clock.run(line.context));
    BOOST_TEST(first == "+CSQ: 21,0\r\nOK\r\n");
}

BOOST_AUTO_TEST_CASE(frames_by_silence)
{
    virtual_line line;
    auto& port = line.port;
    BOOST_TEST((frame_gap(port.config()) == serial::char_time(port.config(), 9) / 2));
    BOOST_TEST((frame_gap({115'200}) > 1750us));
    std::string frame;
    bool complete = false;
    //[idle
    port.async_read_until_idle(asio::dynamic_buffer(frame), frame_gap(port.config()),
        [&](serial::error_code ec, std::size_t n)
        {
            complete = !ec && n >= 4; // then compare the checksum
        });
    //]
    line.device.inject("\x01\x03\x02\x12\x34\xb5\x33");
    BOOST_TEST(line.clock.run(line.context));
    BOOST_TEST(complete);
    BOOST_TEST(frame == "\x01\x03\x02\x12\x34\xb5\x33");
}

BOOST_AUTO_TEST_CASE(packets)
{
    virtual_line line;
    std::vector<std::string> heard;
    serial::error_code end;
    packet_reader reader(line.port);
    reader.on_packet = [&](std::string const& packet) { heard.push_back(packet); };
    reader.on_end = [&](serial::error_code ec) { end = ec; };
    reader.read();
    line.device.inject("\003one\005three\0\004cut"s);
    BOOST_TEST(line.clock.run(line.context));
    BOOST_TEST((heard == std::vector<std::string>{"one", "three", ""}));
    BOOST_TEST((end == serial::condition::timed_out));
}

BOOST_AUTO_TEST_CASE(marked)
{
    virtual_line line;
    auto& port = line.port;
    port.close();
    //[marks
    serial::serial_config config;
    config.baud_rate = 9600;
    config.line_marks = true; // chosen when the port is opened
    port.open("ttyV0", config);

    std::array<char, 1024> data;
    std::vector<serial::line_mark> marks;
    std::string text;
    auto const on_read = [&](serial::error_code ec, std::size_t n)
    {
        if (!ec)
            text.append(data.data(), n); // `marks` says what is wrong with which of them
    };
    port.async_read_marked(asio::buffer(data), marks, on_read);
    //]
    line.device.inject_fault(serial::line_fault::parity_error, 'x');
    BOOST_TEST(line.clock.run(line.context));
    BOOST_TEST(text == "x");
    BOOST_TEST_REQUIRE(marks.size() == 1u);
    BOOST_TEST((marks[0] == serial::line_mark{0, serial::line_fault::parity_error}));
}

BOOST_AUTO_TEST_CASE(both_ways)
{
    virtual_line line;
    auto& port = line.port;
    line.device.when("PING\n").reply("PONG\n");
    //[both
    listener ear(port); // a read is in progress all the time
    asio::async_write(
        port, asio::buffer("PING\n", 5), [](serial::error_code, std::size_t) { /* ... */ });
    //]
    BOOST_TEST(!line.clock.run(line.context));
    BOOST_TEST(ear.heard == "PONG\n");
}

BOOST_AUTO_TEST_CASE(chained)
{
    virtual_line line;
    auto& port = line.port;
    //[chain
    port.chain_completions(true);
    //]
    BOOST_TEST(port.chains_completions());
}
