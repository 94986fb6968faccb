// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The test program for Windows. Boost.Test and Boost.JSON are compiled here: no libraries of Boost
// are needed for that system.

#define BOOST_TEST_MODULE boost_serial_ext
#include <boost/json/src.hpp>
#include <boost/test/included/unit_test.hpp>
