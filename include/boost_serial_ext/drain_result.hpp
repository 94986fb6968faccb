// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DRAIN_RESULT_HPP
#define BOOST_SERIAL_EXT_DRAIN_RESULT_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <cstdint>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {

/// How an exact drain knows that the last bit has left the wire.
enum class drain_result : std::uint8_t
{
    wire_exact,  ///< The transmitter itself said that it is empty (TEMT).
    queue_empty, ///< The system's queue is empty; the device may still hold a few characters.
    estimated    ///< The queue is empty, and the wire time of what the device can hold has passed.
};

} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
