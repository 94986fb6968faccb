// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SRC_HPP
#define BOOST_SERIAL_EXT_TEST_SRC_HPP

// The doubles' functions, for a program that compiles them itself: included in one of its files, as
// boost_serial_ext/src.hpp is.

#include <boost_serial_ext/detail/config.hpp>

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#error "test/src.hpp belongs to the compiled mode: undefine BOOST_SERIAL_EXT_HEADER_ONLY."
#endif

#include <boost_serial_ext/test/impl/manual_clock.ipp>
#include <boost_serial_ext/test/impl/virtual_port.ipp>
#include <boost_serial_ext/test/impl/virtual_ports.ipp>
#include <boost_serial_ext/test/impl/virtual_world.ipp>

#include BOOST_SERIAL_EXT_DOUBLES

#endif
