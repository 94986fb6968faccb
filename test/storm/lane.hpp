// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_LANE_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_LANE_HPP

#include "storm/pattern.hpp"

#include <atomic>
#include <cstdint>

namespace boost_serial_ext_test::storm {

/// One way through the cable.
struct lane
{
    lane(std::uint64_t key, bool closes) noexcept : bytes(key, closes) {}

    pattern bytes;
    std::atomic<std::uint64_t> sent{0};     ///< Accepted by the system, as the writes reported.
    std::atomic<std::uint64_t> received{0}; ///< Read and compared, or known to be discarded.
    std::uint64_t discarded = 0;            ///< By closes. The reader's.
    std::atomic<bool> complete{false};      ///< Nothing will be written any more.
};

} // namespace boost_serial_ext_test::storm

#endif
