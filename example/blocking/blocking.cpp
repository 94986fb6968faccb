// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Asks a modem for its signal quality, without an event loop: every call waits, and not for ever.
// Usage: boost_serial_ext_blocking DEVICE

#include <boost_serial_ext/sync/serial_port.hpp>

#include <boost/asio/buffer.hpp>

#include <chrono>
#include <cstddef>
#include <iostream>
#include <string>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
using namespace std::chrono_literals;

int main(int argc, char** argv)
{
    if (argc != 2)
    {
        std::cerr << "usage: " << argv[0] << " DEVICE\n";
        return 2;
    }
    std::string const device = argv[1];

    serial::sync::serial_port port;
    serial::error_code ec;
    port.open(device, {9600}, ec);
    if (ec)
    {
        std::cerr << serial::explain_open_failure(device, ec) << '\n';
        return 1;
    }
    try
    {
        port.write(asio::buffer("AT+CSQ\r", 7), 500ms);

        std::string answer; // everything up to the line that says OK, within half a second
        std::size_t const n = port.read_until(asio::dynamic_buffer(answer), "OK\r\n", 500ms);
        std::cout << answer.substr(0, n);
    }
    catch (boost::system::system_error const& e)
    {
        bool const silent = e.code() == serial::condition::timed_out;
        std::cerr << (silent ? "no answer" : e.what()) << '\n';
        return 1;
    }
}
