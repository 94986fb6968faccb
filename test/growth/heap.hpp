// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_GROWTH_HEAP_HPP
#define BOOST_SERIAL_EXT_TEST_GROWTH_HEAP_HPP

#include <cstddef>
#include <cstdlib>
#include <ostream>

namespace boost_serial_ext_test {

/// Memory of the heap, as it was asked for: without what the heap itself adds to each block.
struct heap_use
{
    std::ptrdiff_t bytes = 0;
    std::ptrdiff_t blocks = 0;
};

inline heap_use operator-(heap_use const& a, heap_use const& b) noexcept
{
    return {a.bytes - b.bytes, a.blocks - b.blocks};
}
inline bool operator==(heap_use const& a, heap_use const& b) noexcept
{
    return a.bytes == b.bytes && a.blocks == b.blocks;
}
inline bool operator!=(heap_use const& a, heap_use const& b) noexcept
{
    return !(a == b);
}
inline std::ostream& operator<<(std::ostream& os, heap_use const& use)
{
    return os << use.bytes << " bytes in " << use.blocks << " blocks";
}

/** Whether that is as much, but for what Asio keeps for the next operation: a few blocks, more or
    less of them as operations happen to meet.

    Less than what any one of a hundred steps would leave.
*/
inline bool is_as_much(heap_use const& now, heap_use const& before) noexcept
{
    auto const more = now - before;
    return std::abs(more.blocks) <= 8 && std::abs(more.bytes) <= 2'048;
}

/** What the whole program has of the heap now, on all threads.

    Counted in malloc and its relatives, not in `operator new` alone: the memory of handlers comes
    from `std::aligned_alloc` (asio/detail/memory.hpp, `aligned_new`).
*/
heap_use live_heap() noexcept;

/// What this thread has taken, less what it has given back: for where another thread is at work.
heap_use heap_of_this_thread() noexcept;

/// Whether a sanitizer looks on: then everything takes many times as long.
bool is_sanitized() noexcept;

} // namespace boost_serial_ext_test

#endif
