// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_WINDOWS_PLAIN_NAMES_HPP
#define BOOST_SERIAL_EXT_TEST_WINDOWS_PLAIN_NAMES_HPP

// The ends of a line are called so in tests; <windows.h> has defined both as nothing since 16 bits.
#include <boost/asio/io_context.hpp> // with <windows.h>

#undef near
#undef far

#endif
