// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The test program's main function: Boost.Test from its headers, as there is no library of it for
// every architecture.
#define BOOST_TEST_MODULE boost_serial_ext_hardware
#include <boost/test/included/unit_test.hpp>
