// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_METER_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_METER_HPP

#include "allocations.hpp"
#include "latencies.hpp"

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

namespace peers {

/// What the process has used up so far; the difference of two is what lies between them.
struct usage
{
    double seconds = 0; ///< By the steady clock.
    double user = 0;
    double system = 0;
    std::uint64_t allocations = 0;

    static usage now()
    {
        rusage r{};
        if (::getrusage(RUSAGE_SELF, &r) != 0)
            throw std::system_error(errno, std::generic_category(), "getrusage");
        auto const seconds = [](timeval const& t)
        { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
        std::chrono::duration<double> const since_boot = steady::now().time_since_epoch();
        return {since_boot.count(), seconds(r.ru_utime), seconds(r.ru_stime), peers::allocations()};
    }

    usage operator-(usage const& earlier) const
    {
        return {seconds - earlier.seconds, user - earlier.user, system - earlier.system,
            allocations - earlier.allocations};
    }
};

/// The memory that the process holds.
struct memory
{
    std::int64_t heap = 0;     ///< Bytes that malloc has handed out.
    std::int64_t resident = 0; ///< Bytes of its pages that are in memory.

    static memory now()
    {
        auto const info = ::mallinfo2();
        std::ifstream statm("/proc/self/statm");
        std::int64_t total = 0, pages = 0;
        if (!(statm >> total >> pages))
            throw std::runtime_error("/proc/self/statm cannot be read");
        return {static_cast<std::int64_t>(info.uordblks + info.hblkhd),
            pages * std::int64_t{::sysconf(_SC_PAGESIZE)}};
    }

    memory operator-(memory const& earlier) const
    {
        return {heap - earlier.heap, resident - earlier.resident};
    }
};

} // namespace peers

#endif
