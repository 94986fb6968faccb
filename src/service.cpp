// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What the streams of an execution context share.
#include <boost_serial_ext/detail/impl/deadline_queue.ipp>
#include <boost_serial_ext/detail/impl/private_thread.ipp>
#include <boost_serial_ext/detail/impl/serial_service.ipp>
