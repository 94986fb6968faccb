// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_STORM_STORM_HPP
#define BOOST_SERIAL_EXT_TEST_STORM_STORM_HPP

#include "storm/device.hpp"
#include "storm/lane.hpp"
#include "storm/ledger.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace boost_serial_ext_test::storm {

/// What is mixed in besides reads, writes and their cancellation.
struct mode
{
    char const* name;
    bool control = false; ///< Configuration, drain, BREAK, line events.
    bool move = false;    ///< Move assignment to another object.
    bool convert = false; ///< To another executor type and back, and the handle to another stream.
    bool close = false;   ///< And open again, in every way there is.
    bool threads = false; ///< Two threads, and a strand for each stream.
};

inline constexpr mode all_modes[] = {
    {"data"},
    {"control", true},
    {"move", false, true},
    {"convert", false, false, true},
    {"close", true, false, false, true},
    {"threads", true, false, false, true, true},
};

/// What has to happen in a mode; else it proves nothing. Any thread.
class evidence
{
public:
    explicit evidence(mode const& kind);

    bool complete(ledger const& log);

    /// What has not happened, as the ledger calls it; empty if all has.
    std::string missing(ledger const& log);

private:
    std::mutex mutex_;
    std::vector<std::string> wanted_; // and not found yet
};

/// What all that takes part in one run shares.
struct storm
{
    /// At least so much goes each way, however long it takes.
    static constexpr std::uint64_t least = 256 * 1024;
    /// How much longer than it was told to it runs at most.
    static constexpr std::chrono::seconds patience{30};

    storm(mode const& m, std::uint64_t s, std::chrono::steady_clock::duration length)
        : kind(m)
        , seed(s)
        , chained((s + std::string_view(m.name).size()) % 2 != 0)
        , log(m.name, s)
        , proof(m)
        , end(std::chrono::steady_clock::now() + length)
        , lanes{lane(engine_seed(0), m.close), lane(engine_seed(1), m.close)}
        , lines{device(lanes[0], true), device(lanes[1], false)}
    {
    }

    /// A seed for each actor.
    std::uint64_t engine_seed(std::uint64_t actor) const
    {
        std::mt19937_64 engine(seed);
        engine.discard(actor);
        return engine();
    }

    /// Not before everything has happened that a run has to prove; after a while it gives up, and
    /// `check_that_it_was_a_storm` fails.
    bool long_enough(lane const& l)
    {
        auto const now = std::chrono::steady_clock::now();
        return l.sent >= least && now >= end && (proof.complete(log) || now >= end + patience);
    }

    bool all_arrived() const noexcept { return readers_at_work == 0; }

    mode kind;
    std::uint64_t seed;
    bool chained; ///< `chain_completions`: in some modes, with the next seed in the others.
    ledger log;
    evidence proof;
    std::chrono::steady_clock::time_point end;
    std::array<lane, 2> lanes;
    std::array<device, 2> lines; ///< Where they begin.
    std::atomic<int> readers_at_work{2};
    std::atomic<int> open_ports{2};
};

/// Runs one mode to its end; a failure ends the program.
void run(mode const& kind, std::uint64_t seed, std::chrono::steady_clock::duration length);

} // namespace boost_serial_ext_test::storm

#endif
