// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The program `boost_serial_ext_costs`. What it counts itself it prints as JSON; run.py has callgrind
// and strace count the rest.

#include "costs/measure.hpp"

#include <boost/version.hpp>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <vector>

#include <unistd.h>

namespace {

#if defined(__clang__)
constexpr char const* compiler = "clang";
#else
constexpr char const* compiler = "g++";
#endif

std::vector<costs::operation> all_operations()
{
    std::vector<costs::operation> all;
    for (auto part : {costs::transfer_operations, costs::coroutine_operations,
             costs::control_operations, costs::blocking_operations})
        for (costs::operation const& o : part())
            all.push_back(o);
    return all;
}

int list()
{
    std::cout << R"({"boost": ")" << BOOST_LIB_VERSION << R"(", "compiler": ")" << compiler
              << R"(", "operations": [)";
    char const* separator = "";
    for (costs::operation const& o : all_operations())
    {
        std::cout << separator << '"' << o.name << '"';
        separator = ", ";
    }
    std::cout << "]}\n";
    return 0;
}

int run(costs::operation const& o, long count)
{
    o.run(count);
    std::cout << R"({"allocations": )" << costs::allocations() << R"(, "outside_calls": )"
              << costs::outside_calls << "}\n";
    return 0;
}

} // namespace

int main(int argc, char** argv)
try
{
    if (argc == 2 && std::strcmp(argv[1], "--list") == 0)
        return list();
    char* end = nullptr;
    long const count = argc == 3 ? std::strtol(argv[2], &end, 10) : 0;
    if (count <= 0 || *end != '\0')
    {
        std::cerr << "usage: boost_serial_ext_costs --list | OPERATION COUNT\n";
        return 2;
    }
    ::alarm(300); // what hangs is not measured either
    for (costs::operation const& o : all_operations())
        if (std::strcmp(o.name, argv[1]) == 0)
            return run(o, count);
    std::cerr << "boost_serial_ext_costs: there is no operation " << argv[1] << '\n';
    return 2;
}
catch (std::exception const& e)
{
    std::cerr << argv[1] << ": " << e.what() << '\n';
    return 1;
}
