// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// JSON of configurations and capabilities: as values, and as text.

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/json.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include "support.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <string>

#include <benchmark/benchmark.h>

namespace {

using namespace boost_serial_ext;
using micro::failure, micro::require;

serial_config some(serial_config const*)
{
    serial_config config;
    config.baud_rate = 250'000;
    config.rs485.emplace();
    return config;
}
serial_capabilities some(serial_capabilities const*)
{
    return platform_capabilities();
}

template<class T>
void to_text(benchmark::State& state)
{
    T const value = some(static_cast<T*>(nullptr));
    std::size_t const size = boost::json::serialize(to_json(value)).size();
    micro::repeat(state,
        [&] { require(boost::json::serialize(to_json(value)).size() == size, "another text"); });
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(size));
}
BENCHMARK_TEMPLATE(to_text, serial_config)->Name("json/config/to_text");
BENCHMARK_TEMPLATE(to_text, serial_capabilities)->Name("json/capabilities/to_text");

template<class T>
void from_text(benchmark::State& state)
{
    T const value = some(static_cast<T*>(nullptr));
    std::string const text = boost::json::serialize(to_json(value));
    micro::repeat(state,
        [&]
        {
            error_code ec;
            std::string where;
            T const read = parse_json<T>(text, ec, where);
            benchmark::DoNotOptimize(read);
            if (ec)
                throw failure(where + ": " + ec.message());
        });
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK_TEMPLATE(from_text, serial_config)->Name("json/config/from_text");
BENCHMARK_TEMPLATE(from_text, serial_capabilities)->Name("json/capabilities/from_text");

template<class T>
void from_value(benchmark::State& state)
{
    boost::json::value const json = to_json(some(static_cast<T*>(nullptr)));
    micro::repeat(state,
        [&]
        {
            error_code ec;
            std::string where;
            T const read = from_json<T>(json, ec, where);
            benchmark::DoNotOptimize(read);
            if (ec)
                throw failure(where + ": " + ec.message());
        });
}
BENCHMARK_TEMPLATE(from_value, serial_config)->Name("json/config/from_value");
BENCHMARK_TEMPLATE(from_value, serial_capabilities)->Name("json/capabilities/from_value");

} // namespace
