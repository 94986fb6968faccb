// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Asks a device questions, a line each, and prints the answers: what before.cpp does with
// boost::asio::serial_port. README.md tells what has changed.
// Usage: boost_serial_ext_after DEVICE BAUD_RATE QUESTION...

//[from_asio_after
#include <boost_serial_ext.hpp>

#include <boost/asio.hpp>

#include <chrono>
#include <cstddef>
#include <iostream>
#include <string>

namespace asio = boost::asio;
namespace serial = boost_serial_ext;
using serial::error_code;

std::string ask(asio::io_context& context, serial::serial_stream& port, std::string question)
{
    question += '\n';
    asio::write(port, asio::buffer(question));

    std::string answer;
    std::size_t size = 0;
    error_code result;
    asio::async_read_until(port, asio::dynamic_buffer(answer), '\n',
        serial::with_timeout(std::chrono::seconds(2),
            [&](error_code ec, std::size_t n)
            {
                result = ec;
                size = n;
            }));
    context.restart();
    context.run();
    if (result)
        throw boost::system::system_error(result, "no answer");
    return answer.substr(0, size);
}

int main(int argc, char** argv)
{
    if (argc < 3)
    {
        std::cerr << "usage: " << argv[0] << " DEVICE BAUD_RATE QUESTION...\n";
        return 2;
    }
    try
    {
        asio::io_context context;
        serial::serial_stream port(context);
        error_code failure;
        port.open(argv[1], serial::parse_serial_config(argv[2]), failure); // as in "9600 8N1"
        if (failure)
        {
            std::cerr << serial::explain_open_failure(argv[1], failure) << '\n';
            return 1;
        }
        for (int i = 3; i < argc; ++i)
            std::cout << ask(context, port, argv[i]);
        port.drain(); // what was written last is sent before the port is closed
    }
    catch (boost::system::system_error const& e)
    {
        if (e.code() == serial::condition::disconnected) // whatever the system's number is
        {
            std::cerr << argv[1] << ": the device is gone\n";
            return 3;
        }
        std::cerr << argv[1] << ": " << e.what() << '\n';
        return 1;
    }
}
//]
