// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A program that needs nothing but a value type.

#include <boost_serial_ext/serial_config.hpp>

#include <iostream>

int main()
{
    auto const text = to_string(boost_serial_ext::serial_config{});
    std::cout << text << '\n';
    return text == "115200 8N1" ? 0 : 1;
}
