// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// One half of a program that mixes the build modes; the other is mixed_header_only.cpp. They must
// not link: a program with two layouts of one type would misbehave only when it runs.

#include <boost_serial_ext/serial_config.hpp>

bool is_default(boost_serial_ext::serial_config const& config);

int main()
{
    boost_serial_ext::serial_config const config;
    return validate(config).failed() || !is_default(config) ? 1 : 0;
}
