// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The values and their texts.
#include <boost_serial_ext/impl/capabilities.ipp>
#include <boost_serial_ext/impl/error.ipp>
#include <boost_serial_ext/impl/line_state.ipp>
#include <boost_serial_ext/impl/serial_config.ipp>
