// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Every snippet of doc/modules/ROOT/pages/ports.adoc: what stands between `//[name` and `//]`.

//[head
#include <boost_serial_ext.hpp>
#include <boost_serial_ext/discovery.hpp>
#include <boost_serial_ext/port_monitor.hpp>

#include <boost/asio.hpp>

#include <iostream>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
//]

#define BOOST_TEST_MODULE doc_ports
#include <boost/test/included/unit_test.hpp>

#include <cstddef>
#include <string>
#include <vector>

BOOST_AUTO_TEST_CASE(listing)
{
    std::size_t count = 0;
    //[list
    for (serial::port_info const& port : serial::list_ports())
        std::cout << port.device << ": " << port.description << " [" << port.hwid << "]\n";
    //]
    for (serial::port_info const& port : serial::list_ports())
        count += !port.device.empty();
    BOOST_TEST(count == serial::list_ports().size());
}

BOOST_AUTO_TEST_CASE(finding)
{
    asio::io_context context;
    serial::serial_stream stream(context);
    //[find
    serial::port_filter wanted;
    wanted.vid = 0x0403; // FTDI
    wanted.serial_number = "A10K3XYZ";
    if (auto const port = serial::find_port(wanted))
        stream.open(port->device, {});
    else
        std::cerr << "not plugged in\n";
    //]
    BOOST_TEST(!stream.is_open());
}

//[watch
void watch(serial::port_monitor& monitor)
{
    monitor.async_wait(
        [&](serial::error_code ec, serial::port_event const& event)
        {
            if (ec)
                return;
            std::cout << event << '\n'; // "arrived /dev/ttyUSB0"
            watch(monitor);
        });
}
//]

BOOST_AUTO_TEST_CASE(watching)
{
    //[monitor
    asio::io_context context;
    serial::port_monitor monitor(context);
    for (serial::port_info const& port : monitor.ports())
        std::cout << "there is " << port.device << '\n';
    watch(monitor);
    //]
    std::vector<serial::port_info> const there = serial::list_ports();
    BOOST_TEST((monitor.ports() == there));
    context.poll(); // what the kernel has said
    BOOST_TEST(!context.stopped());
    monitor.cancel();
    context.run();
    BOOST_TEST(context.stopped());
}
