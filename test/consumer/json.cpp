// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A program that reads a configuration from JSON; the library itself is built without Boost.JSON.

#include <boost_serial_ext/json.hpp>

#include <iostream>
#include <string>

int main()
{
    namespace serial = boost_serial_ext;
    serial::error_code ec;
    std::string where;
    auto const good = serial::parse_json<serial::serial_config>(R"({"baud_rate":300})", ec, where);
    if (ec || good.baud_rate != 300)
        return 1;
    (void)serial::parse_json<serial::serial_config>(R"({"baud_rate":0})", ec, where);
    std::cout << where << ": " << ec.message() << '\n';
    return ec == serial::error::invalid_baud_rate && where == "/baud_rate" ? 0 : 1;
}
