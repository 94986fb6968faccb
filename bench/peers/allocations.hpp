// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_ALLOCATIONS_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_ALLOCATIONS_HPP

#include <cstdint>

namespace peers {

/// Calls of malloc and its relatives by all threads so far; `operator new` is one of the callers.
std::uint64_t allocations() noexcept;

/// Whether they are counted at all: it takes glibc, where a program may bring its own malloc.
bool counts_allocations() noexcept;

} // namespace peers

#endif
