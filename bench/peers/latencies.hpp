// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_LATENCIES_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_LATENCIES_HPP

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace peers {

using steady = std::chrono::steady_clock;

/// How long each operation took; the clock is read once for each, as one ends when the next begins.
class latencies
{
public:
    /// @param most How many there will be: none of them allocates.
    explicit latencies(std::uint64_t most) { nanoseconds_.reserve(most); }

    /// The next operation begins now, and the earlier ones count no longer.
    void restart()
    {
        nanoseconds_.clear();
        last_ = steady::now();
    }

    /// An operation has ended, and the next one begins.
    void lap()
    {
        auto const now = steady::now();
        nanoseconds_.push_back(
            static_cast<std::uint64_t>(std::chrono::nanoseconds(now - last_).count()));
        last_ = now;
    }

    std::size_t size() const noexcept { return nanoseconds_.size(); }

    /// The smallest one that at least this share of all does not exceed. (Sorted they would cost
    /// more instructions than what is measured, where somebody counts those.)
    std::uint64_t quantile(double share)
    {
        auto const rank = std::ceil(share * static_cast<double>(nanoseconds_.size()));
        auto const before = static_cast<std::ptrdiff_t>((std::max)(rank, 1.0)) - 1;
        auto const nth = nanoseconds_.begin() + before;
        std::nth_element(nanoseconds_.begin(), nth, nanoseconds_.end());
        return *nth;
    }

private:
    std::vector<std::uint64_t> nanoseconds_;
    steady::time_point last_ = steady::now();
};

} // namespace peers

#endif
