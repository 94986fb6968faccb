// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SYNC_TIMEOUT_HPP
#define BOOST_SERIAL_EXT_SYNC_TIMEOUT_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <chrono>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace sync {

/// How long a call may take. Zero or less: it does what can be done without waiting.
using timeout = std::chrono::nanoseconds;

/// As long as it likes.
inline constexpr timeout no_timeout = (timeout::max)();

} // namespace sync
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
