// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_VERSION_HPP
#define BOOST_SERIAL_EXT_VERSION_HPP

/// The library's version, counted as Boost counts its own: major * 100000 + minor * 100 + patch.
#define BOOST_SERIAL_EXT_VERSION 100

/// The version's major and minor number, as in the names of libraries.
#define BOOST_SERIAL_EXT_LIB_VERSION "0_1"

#endif
