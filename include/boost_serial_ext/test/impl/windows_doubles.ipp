// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_WINDOWS_DOUBLES_IPP
#define BOOST_SERIAL_EXT_TEST_IMPL_WINDOWS_DOUBLES_IPP

// What of the doubles is of this system: there are no pseudo terminals.
#include <boost_serial_ext/native/sys_windows_wire.ipp>

#endif
