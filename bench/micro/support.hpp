// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_MICRO_SUPPORT_HPP
#define BOOST_SERIAL_EXT_BENCH_MICRO_SUPPORT_HPP

#include <cstddef>
#include <exception>
#include <stdexcept>
#include <string>

#include <benchmark/benchmark.h>

namespace micro {

/// How many benchmarks have failed: then the program fails.
extern int failures;

/// Ends a benchmark without a time.
inline void fail(benchmark::State& state, std::string const& why)
{
    ++failures;
    state.SkipWithError(why.c_str());
}

/// What went wrong in a benchmark; `guarded` reports it.
struct failure : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

inline void require(bool holds, char const* what)
{
    if (!holds)
        throw failure(what);
}

template<class ErrorCode>
void require_success(ErrorCode const& ec, char const* what)
{
    if (ec.failed())
        throw failure(what + (": " + ec.message()));
}

/// Runs a benchmark; whatever it throws is its error, and no time is reported.
template<class Function>
void guarded(benchmark::State& state, Function function)
{
    try
    {
        function();
    }
    catch (std::exception const& e)
    {
        fail(state, e.what());
    }
}

/// Repeats a step that throws if it does not do what it should.
template<class Step>
void repeat(benchmark::State& state, Step step)
{
    guarded(state,
        [&]
        {
            while (state.KeepRunning())
                step();
        });
}

} // namespace micro

#endif
