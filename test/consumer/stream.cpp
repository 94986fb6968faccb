// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A program that opens a port; there is none, which it must be told in portable terms.

#include <boost_serial_ext.hpp>

#include <boost/asio/io_context.hpp>

#include <iostream>

int main()
{
    boost::asio::io_context context;
    boost_serial_ext::serial_stream stream(context);
    boost_serial_ext::error_code ec;
    stream.open("/nonexistent", {}, ec);
    std::cout << ec.message() << '\n';
    return ec == boost_serial_ext::condition::port_not_found ? 0 : 1;
}
