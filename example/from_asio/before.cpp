// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Asks a device questions, a line each, and prints the answers: with boost::asio::serial_port.
// after.cpp does the same with boost_serial_ext; README.md tells what has changed.
// Usage: boost_serial_ext_before DEVICE BAUD_RATE QUESTION...

//[from_asio_before
#include <boost/asio.hpp>

#include <chrono>
#include <cstddef>
#include <iostream>
#include <string>

namespace asio = boost::asio;
using boost::system::error_code;

std::string ask(asio::io_context& context, asio::serial_port& port, std::string question)
{
    question += '\n';
    asio::write(port, asio::buffer(question));

    std::string answer;
    std::size_t size = 0;
    error_code result;
    bool late = false;
    asio::steady_timer timer(context, std::chrono::seconds(2));
    asio::async_read_until(port, asio::dynamic_buffer(answer), '\n',
        [&](error_code ec, std::size_t n)
        {
            result = ec;
            size = n;
            timer.cancel();
        });
    timer.async_wait(
        [&](error_code ec)
        {
            if (ec)
                return;
            late = true;
            port.cancel();
        });
    context.restart();
    context.run();
    if (late && result == asio::error::operation_aborted)
        result = asio::error::timed_out;
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
        asio::serial_port port(context);
        port.open(argv[1]);
        using options = asio::serial_port_base;
        port.set_option(options::baud_rate(static_cast<unsigned>(std::stoul(argv[2]))));
        port.set_option(options::character_size(8));
        port.set_option(options::parity(options::parity::none));
        port.set_option(options::stop_bits(options::stop_bits::one));
        port.set_option(options::flow_control(options::flow_control::none));

        for (int i = 3; i < argc; ++i)
            std::cout << ask(context, port, argv[i]);
    }
    catch (std::exception const& e)
    {
        std::cerr << argv[1] << ": " << e.what() << '\n';
        return 1;
    }
}
//]
