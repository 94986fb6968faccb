// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What users' tests are made with.
#include <boost_serial_ext/test/impl/manual_clock.ipp>
#include <boost_serial_ext/test/impl/virtual_port.ipp>
#include <boost_serial_ext/test/impl/virtual_ports.ipp>
#include <boost_serial_ext/test/impl/virtual_world.ipp>

#include BOOST_SERIAL_EXT_DOUBLES
