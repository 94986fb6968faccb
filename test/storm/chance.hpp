// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_CHANCE_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_CHANCE_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>

namespace boost_serial_ext_test::storm {

/// Decisions of one actor: the same ones for the same seed on every system, so no distributions.
class chance
{
public:
    explicit chance(std::uint64_t seed) : engine_(seed) {}

    std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }

    /// From 1 to 2 to the power of `most`; small ones as often as large ones.
    std::size_t size(unsigned most)
    {
        return 1 + static_cast<std::size_t>(below(std::uint64_t{1} << below(most + 1)));
    }

    std::chrono::microseconds up_to(std::chrono::microseconds longest)
    {
        auto const bound = static_cast<std::uint64_t>(longest.count()) + 1;
        return std::chrono::microseconds(below(bound));
    }

private:
    std::mt19937_64 engine_;
};

} // namespace boost_serial_ext_test::storm

#endif
