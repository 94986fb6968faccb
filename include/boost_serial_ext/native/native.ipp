// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_NATIVE_IPP
#define BOOST_SERIAL_EXT_NATIVE_NATIVE_IPP

#include <boost_serial_ext/native/select.hpp>

#include BOOST_SERIAL_EXT_NATIVE

#endif
