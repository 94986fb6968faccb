// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Millions of bytes through a cable, in both directions, while everything is cancelled, configured,
// moved and converted at random: every byte arrives once, and in order.

#include "storm/storm.hpp"
#include "support/system.hpp"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iterator>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

namespace {

using namespace boost_serial_ext_test::storm;

struct options
{
    std::uint64_t seed = std::random_device()();
    std::uint64_t seconds = 8; ///< All modes together.
    std::vector<mode> modes{std::begin(all_modes), std::end(all_modes)};
};

bool read_number(std::string_view text, std::uint64_t& value)
{
    auto const [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
    return wrong == std::errc() && end == text.data() + text.size();
}

bool choose(std::string_view name, std::vector<mode>& modes)
{
    for (mode const& m : all_modes)
        if (m.name == name)
        {
            modes = {m};
            return true;
        }
    return false;
}

std::optional<options> parse(int argc, char** argv)
{
    options result;
    for (int i = 1; i < argc; i += 2)
    {
        std::string_view const name = argv[i];
        std::string_view const value = i + 1 < argc ? argv[i + 1] : "";
        bool const fine = name == "--seed" ? read_number(value, result.seed)
            : name == "--seconds"          ? read_number(value, result.seconds)
            : name == "--mode"             ? choose(value, result.modes)
                                           : false;
        if (!fine)
            return {};
    }
    return result;
}

} // namespace

int main(int argc, char** argv)
{
    auto const chosen = parse(argc, argv);
    if (!chosen)
    {
        std::fputs("usage: storm [--seed N] [--seconds N] [--mode NAME]; modes:", stderr);
        for (mode const& m : all_modes)
            std::fprintf(stderr, " %s", m.name);
        std::fputc('\n', stderr);
        return EXIT_FAILURE;
    }
    std::printf("storm: --seed %llu\n", static_cast<unsigned long long>(chosen->seed));
    std::fflush(stdout);
    try
    {
        std::chrono::nanoseconds const length = std::chrono::seconds(chosen->seconds);
        for (mode const& m : chosen->modes)
            if (m.convert && boost_serial_ext_test::under_wine())
                std::printf(
                    "==> skipped: storm %s: Wine unbinds no handle from a completion port\n",
                    m.name);
            else
                run(m, chosen->seed, length / chosen->modes.size());
    }
    catch (std::exception const& e)
    {
        std::fprintf(stderr, "storm: FAILED: %s (--seed %llu)\n", e.what(),
            static_cast<unsigned long long>(chosen->seed));
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
