// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The same question, asked in four styles: a callback, a coroutine, a future, a call that waits.
// Usage: boost_serial_ext_completion_styles DEVICE

#include <boost_serial_ext.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include <boost/asio.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

//[callback
// A callback: what is in use must outlive the operation, so it belongs to a class.
class question
{
public:
    explicit question(serial::serial_stream& port) : port_(port) {}

    template<class Handler>
    void ask(Handler done) // void(serial::error_code, std::string const&)
    {
        answer_.clear();
        asio::async_write(port_, asio::buffer("AT+CSQ\r", 7),
            [this, done](serial::error_code ec, std::size_t)
            {
                if (ec)
                    return done(ec, answer_);
                asio::async_read_until(port_, asio::dynamic_buffer(answer_), "OK\r\n",
                    serial::with_timeout(500ms,
                        [this, done](serial::error_code e, std::size_t n)
                        { done(e, answer_.substr(0, n)); }));
            });
    }

private:
    serial::serial_stream& port_;
    std::string answer_;
};
//]

//[coroutine
// A coroutine: the answer is returned, a failure is thrown.
asio::awaitable<std::string> ask(serial::serial_stream& port)
{
    co_await asio::async_write(port, asio::buffer("AT+CSQ\r", 7), asio::use_awaitable);

    std::string answer;
    auto const n = co_await asio::async_read_until(port, asio::dynamic_buffer(answer), "OK\r\n",
        serial::with_timeout(500ms, asio::use_awaitable));
    co_return answer.substr(0, n);
}
//]

//[future
// A future: for a thread that may wait, while another one runs the context.
std::string ask_and_wait(serial::serial_stream& port)
{
    asio::async_write(port, asio::buffer("AT+CSQ\r", 7), asio::use_future).get();

    std::string answer;
    auto n = asio::async_read_until(port, asio::dynamic_buffer(answer), "OK\r\n",
        serial::with_timeout(500ms, asio::use_future));
    return answer.substr(0, n.get());
}
//]

//[blocking
// Without an event loop: every call waits, and not for ever.
std::string ask(serial::sync::serial_port& port)
{
    port.write(asio::buffer("AT+CSQ\r", 7), 500ms);

    std::string answer;
    auto const n = port.read_until(asio::dynamic_buffer(answer), "OK\r\n", 500ms);
    return answer.substr(0, n);
}
//]

void open(serial::serial_stream& port, std::string const& device)
{
    //[open
    serial::serial_config config; // 115200 8N1, for this program alone
    config.baud_rate = 250'000;   // any integer: the driver has the last word, and is checked

    serial::error_code ec;
    port.open(device, config, ec);
    if (ec)
        throw std::runtime_error(serial::explain_open_failure(device, ec));
    //]
}

void print(char const* style, std::string const& answer)
{
    auto const begin = (std::min)(answer.find('+'), answer.size());
    std::cout << style << ": " << answer.substr(begin, answer.find('\r', begin) - begin) << '\n';
}

void with_callback(std::string const& device)
{
    asio::io_context context;
    serial::serial_stream port(context);
    open(port, device);
    question q(port);
    serial::error_code failure;
    for (int i = 0; i != 2; ++i) // again, with the same object
    {
        q.ask(
            [&](serial::error_code ec, std::string const& answer)
            {
                failure = ec;
                if (!ec)
                    print("callback", answer);
            });
        context.restart();
        context.run();
        if (failure)
            throw boost::system::system_error(failure);
    }
}

void with_coroutine(std::string const& device)
{
    asio::io_context context;
    serial::serial_stream port(context);
    open(port, device);
    std::exception_ptr failure;
    asio::co_spawn(context, ask(port),
        [&](std::exception_ptr e, std::string const& answer)
        {
            failure = e;
            if (!e)
                print("coroutine", answer);
        });
    context.run();
    if (failure)
        std::rethrow_exception(failure);
}

void with_future(std::string const& device)
{
    asio::thread_pool context(1); // its thread runs the operations
    serial::serial_stream port(context);
    open(port, device);
    print("future", ask_and_wait(port));
}

void without_event_loop(std::string const& device)
{
    serial::sync::serial_port port;
    port.open(device, {250'000});
    print("blocking", ask(port));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2)
    {
        std::cerr << "usage: " << argv[0] << " DEVICE\n";
        return 2;
    }
    try
    {
        with_callback(argv[1]);
        with_coroutine(argv[1]);
        with_future(argv[1]);
        without_event_loop(argv[1]);
    }
    catch (std::exception const& e)
    {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
