// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "support.hpp"

#include <iostream>

int micro::failures = 0;

int main(int argc, char** argv)
{
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    std::size_t const run = benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    if (run == 0)
        std::cerr << "no benchmark has that name\n";
    if (micro::failures != 0)
        std::cerr << micro::failures << " benchmarks failed\n";
    return run == 0 || micro::failures != 0 ? 1 : 0;
}
