// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Prints the serial ports of this machine, and then those that arrive and leave.
// Usage: boost_serial_ext_watch_ports [--count N]     N: how many events, then it ends

//[watch_ports
#include <boost_serial_ext/port_monitor.hpp>

#include <boost/asio/io_context.hpp>

#include <iomanip>
#include <iostream>
#include <string>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;

namespace {

void print(char const* what, serial::port_info const& port)
{
    std::cout << std::left << std::setw(8) << what << std::setw(14) << port.device << ' '
              << port.description << " [" << port.hwid << ']' << std::endl;
}

// Waits for an event, prints it, and waits for the next one.
void watch(serial::port_monitor& monitor, long count, int& result)
{
    if (count == 0)
        return;
    monitor.async_wait(
        [&monitor, count, &result](serial::error_code ec, serial::port_event const& event)
        {
            if (ec)
            {
                std::cerr << ec.message() << '\n';
                result = 1;
                return;
            }
            print(event.change == serial::port_change::arrived ? "arrived" : "left", event.port);
            watch(monitor, count - 1, result);
        });
}

} // namespace

int main(int argc, char** argv)
{
    long count = -1; // for ever
    if (argc == 3 && std::string(argv[1]) == "--count")
        count = std::stol(argv[2]);

    asio::io_context context;
    serial::error_code ec;
    serial::port_monitor monitor(context, ec);
    if (ec)
    {
        std::cerr << "this system does not tell of its ports: " << ec.message() << '\n';
        return 1;
    }
    for (serial::port_info const& port : monitor.ports())
        print("there", port);
    std::cout << "watching" << std::endl;

    int result = 0;
    watch(monitor, count, result);
    context.run();
    return result;
}
//]
