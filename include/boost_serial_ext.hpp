// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_HPP
#define BOOST_SERIAL_EXT_HPP

// The core; the rest has headers of its own.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/close_policy.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/diagnostic.hpp>
#include <boost_serial_ext/diagnostic_sink.hpp>
#include <boost_serial_ext/drain_result.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/port_controls.hpp>
#include <boost_serial_ext/port_info.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_endpoint.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/version.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#endif
