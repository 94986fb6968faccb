// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SRC_HPP
#define BOOST_SERIAL_EXT_SRC_HPP

// The compiled mode in one file: include it in exactly one source instead of linking the library.
#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#error "src.hpp belongs to the compiled mode: undefine BOOST_SERIAL_EXT_HEADER_ONLY."
#endif

#include <boost_serial_ext/detail/impl/deadline_queue.ipp>
#include <boost_serial_ext/detail/impl/private_thread.ipp>
#include <boost_serial_ext/detail/impl/serial_service.ipp>
#include <boost_serial_ext/impl/capabilities.ipp>
#include <boost_serial_ext/impl/error.ipp>
#include <boost_serial_ext/impl/line_state.ipp>
#include <boost_serial_ext/impl/serial_config.ipp>
#include <boost_serial_ext/native/native.ipp>

#endif
