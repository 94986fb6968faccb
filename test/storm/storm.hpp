// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_STORM_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_STORM_HPP

#include "storm/ledger.hpp"
#include "storm/pattern.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>

namespace boost_serial_ext_test::storm {

/// What is mixed in besides reads, writes and their cancellation.
struct mode
{
    char const* name;
    bool control = false; ///< Configuration, drain, BREAK.
    bool move = false;    ///< Move assignment to another object.
    bool convert = false; ///< To another executor type and back, and the handle to another stream.
    bool threads = false; ///< Two threads, and a strand for each stream.
};

inline constexpr mode all_modes[] = {
    {"data"},
    {"control", true},
    {"move", false, true},
    {"convert", false, false, true},
    {"threads", true, false, false, true},
};

/// One way through the cable.
struct lane
{
    explicit lane(std::uint64_t key) noexcept : bytes(key) {}

    pattern bytes;
    std::atomic<std::uint64_t> sent{0};     ///< Accepted by the system, as the writes reported.
    std::atomic<std::uint64_t> received{0}; ///< Read and compared.
    std::atomic<bool> complete{false};      ///< Nothing will be written any more.
};

/// What all that takes part in one run shares.
struct storm
{
    /// At least so much goes each way, however long it takes.
    static constexpr std::uint64_t least = 256 * 1024;

    storm(mode const& m, std::uint64_t s, std::chrono::steady_clock::duration length)
        : kind(m)
        , seed(s)
        , log(m.name, s)
        , end(std::chrono::steady_clock::now() + length)
        , lanes{lane(engine_seed(0)), lane(engine_seed(1))}
    {
    }

    /// A seed for each actor.
    std::uint64_t engine_seed(std::uint64_t actor) const
    {
        std::mt19937_64 engine(seed);
        engine.discard(actor);
        return engine();
    }

    bool long_enough(lane const& l) const
    {
        return l.sent >= least && std::chrono::steady_clock::now() >= end;
    }

    bool all_arrived() const noexcept { return readers_at_work == 0; }

    mode kind;
    std::uint64_t seed;
    ledger log;
    std::chrono::steady_clock::time_point end;
    std::array<lane, 2> lanes;
    std::atomic<int> readers_at_work{2};
    std::atomic<int> open_ports{2};
};

/// Runs one mode to its end; a failure ends the program.
void run(mode const& kind, std::uint64_t seed, std::chrono::steady_clock::duration length);

} // namespace boost_serial_ext_test::storm

#endif
