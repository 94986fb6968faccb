// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Compiled with BOOST_SERIAL_EXT_HEADER_ONLY: the type it takes is another one than its caller's.

#include <boost_serial_ext/serial_config.hpp>

bool is_default(boost_serial_ext::serial_config const& config);

bool is_default(boost_serial_ext::serial_config const& config)
{
    return config == boost_serial_ext::serial_config{};
}
