// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The package can be compiled and linked with, and what comes of it runs.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include <boost/asio/io_context.hpp>

#include <iostream>

int main()
{
    boost::asio::io_context context;
    boost_serial_ext::test::install(context).add("ttyV0");
    boost_serial_ext::serial_stream stream(context, "ttyV0", {9'600});
    std::cout << to_string(stream.config()) << '\n';
    return stream.config().baud_rate == 9'600 ? 0 : 1;
}
