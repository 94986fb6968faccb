// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_WINDOWS_WINE_HPP
#define BOOST_SERIAL_EXT_TEST_WINDOWS_WINE_HPP

namespace boost_serial_ext_test {

/// Whether this program runs under Wine.
bool under_wine();

} // namespace boost_serial_ext_test

#endif
