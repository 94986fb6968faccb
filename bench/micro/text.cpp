// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Configurations as text.

#include <boost_serial_ext/serial_config.hpp>

#include "support.hpp"

#include <cstdint>
#include <string>

#include <benchmark/benchmark.h>

namespace {

using namespace boost_serial_ext;
using micro::require, micro::require_success;

constexpr char const* brief = "9600";
constexpr char const* usual = "115200 8N1 rts_cts";

// With everything that a text can have.
std::string long_text()
{
    serial_config config;
    config.baud_rate = 250'000;
    config.parity = parity::even;
    config.stop_bits = stop_bits::two;
    config.flow_control.xon_xoff = true;
    config.exclusive = false;
    config.hangup_on_close = false;
    config.low_latency = true;
    config.rs485.emplace();
    config.rs485->rx_during_tx = true;
    config.rts = initial_line::preserve;
    config.dtr = initial_line::off;
    config.baud_tolerance = 0.0175;
    config.unsupported = unsupported_policy::warn;
    return to_string(config);
}

void parse(benchmark::State& state, std::string const& text)
{
    micro::repeat(state,
        [&]
        {
            error_code ec;
            serial_config const config = parse_serial_config(text, ec);
            benchmark::DoNotOptimize(config);
            require_success(ec, text.c_str());
        });
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(parse, brief, brief)->Name("config/parse/brief");
BENCHMARK_CAPTURE(parse, usual, usual)->Name("config/parse/usual");
BENCHMARK_CAPTURE(parse, everything, long_text())->Name("config/parse/everything");

void print(benchmark::State& state, std::string const& text)
{
    serial_config const config = parse_serial_config(text);
    std::string const printed = to_string(config);
    micro::repeat(state, [&] { require(to_string(config) == printed, "another text"); });
}
BENCHMARK_CAPTURE(print, usual, usual)->Name("config/to_string/usual");
BENCHMARK_CAPTURE(print, everything, long_text())->Name("config/to_string/everything");

void check(benchmark::State& state, std::string const& text)
{
    serial_config config = parse_serial_config(text);
    micro::repeat(state,
        [&]
        {
            benchmark::DoNotOptimize(config);
            require_success(validate(config), "validate");
        });
}
BENCHMARK_CAPTURE(check, everything, long_text())->Name("config/validate");

} // namespace
