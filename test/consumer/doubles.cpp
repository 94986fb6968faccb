// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A user's test, without hardware.
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <string>

int main()
{
    namespace asio = boost::asio;
    asio::io_context context;
    auto& port = boost_serial_ext::test::install(context).add("ttyV0");
    port.when("ping\n").reply("pong\n");
    boost_serial_ext::serial_stream stream(context, "ttyV0", {9'600});
    asio::write(stream, asio::buffer("ping\n", 5));
    std::string answer;
    asio::read_until(stream, asio::dynamic_buffer(answer), '\n');
    return answer == "pong\n" && port.captured() == "ping\n" ? 0 : 1;
}
