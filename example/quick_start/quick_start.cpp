// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The README's example: ask a modem for its signal quality, with a coroutine and a time limit.
// Usage: boost_serial_ext_quick_start DEVICE

//[quick_start
#include <boost_serial_ext.hpp>

#include <boost/asio.hpp>

#include <iostream>
#include <string>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;

asio::awaitable<void> ask(serial::serial_stream& port)
{
    co_await asio::async_write(port, asio::buffer("AT+CSQ\r", 7), asio::use_awaitable);

    std::string answer; // everything up to the line that says OK, within half a second
    auto const limit = std::chrono::milliseconds(500);
    std::size_t const n = co_await asio::async_read_until(port, asio::dynamic_buffer(answer),
        "OK\r\n", serial::with_timeout(limit, asio::use_awaitable));
    std::cout << answer.substr(0, n);
}

int main(int argc, char** argv)
{
    std::string const device = argc > 1 ? argv[1] : "/dev/ttyUSB0";
    asio::io_context context;
    serial::serial_stream port(context);

    serial::serial_config config; // 115200 8N1, exclusive: see serial_config.hpp
    config.baud_rate = 250'000;   // any integer: the driver has the last word, and is checked

    serial::error_code ec;
    port.open(device, config, ec);
    if (ec)
    {
        std::cerr << serial::explain_open_failure(device, ec) << '\n';
        return 1;
    }

    int result = 0;
    asio::co_spawn(context, ask(port),
        [&](std::exception_ptr failure)
        {
            try
            {
                if (failure)
                    std::rethrow_exception(failure);
            }
            catch (boost::system::system_error const& e)
            {
                bool const silent = e.code() == serial::condition::timed_out;
                std::cerr << (silent ? "no answer" : e.code().message()) << '\n';
                result = 1;
            }
        });
    context.run();
    return result;
}
//]
