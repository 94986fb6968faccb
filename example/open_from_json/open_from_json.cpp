// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A port that a JSON file describes: opened, asked for its identity, and described again as it is.
// Usage: boost_serial_ext_open_from_json FILE      (see modem.json)

//[open_from_json
#include <boost_serial_ext.hpp>
#include <boost_serial_ext/json.hpp>

#include <boost/asio.hpp>
#include <boost/json/serialize.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;

int main(int argc, char** argv)
{
    std::string const name = argc > 1 ? argv[1] : "modem.json";
    std::ifstream file(name);
    if (!file)
    {
        std::cerr << name << ": cannot be read\n";
        return 1;
    }
    std::string const text((std::istreambuf_iterator<char>(file)), {});

    serial::error_code ec;
    std::string where; // a JSON pointer: "/config/baud_rate"
    auto const endpoint = serial::parse_json<serial::serial_endpoint>(text, ec, where);
    if (ec)
    {
        std::cerr << name << where << ": " << ec.message() << '\n';
        return 1;
    }

    asio::io_context context;
    serial::serial_stream port(context);
    port.open(endpoint.device, endpoint.config, ec);
    if (ec)
    {
        std::cerr << serial::explain_open_failure(endpoint.device, ec) << '\n';
        return 1;
    }

    std::string answer;
    asio::write(port, asio::buffer("ATI\r", 4), ec);
    if (!ec)
        asio::async_read_until(port, asio::dynamic_buffer(answer), "OK\r\n",
            serial::with_timeout(std::chrono::seconds(2),
                [&](serial::error_code result, std::size_t) { ec = result; }));
    context.run();
    if (ec)
    {
        std::cerr << endpoint.device << ": " << ec.message() << '\n';
        return 1;
    }
    std::cout << answer << boost::json::serialize(serial::to_json(port.config())) << '\n';
    return 0;
}
//]
