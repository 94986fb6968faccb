// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_DATA_PATH_HPP
#define BOOST_SERIAL_EXT_DETAIL_DATA_PATH_HPP

#include <boost_serial_ext/detail/config.hpp>

// Which of Asio's objects moves a port's bytes: `data_path<Executor>`, the waits that it knows, and
// how a handle leaves it.
#include BOOST_SERIAL_EXT_DATA_PATH

#endif
