// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_ALIGNED_MEMORY_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_ALIGNED_MEMORY_HPP

#include <cstddef>
#include <cstdlib>
#include <memory>

// For tests that replace `operator new`: std::aligned_alloc is not everywhere.
namespace boost_serial_ext_test {

/// Memory with an alignment of more than `malloc` gives; null if there is none.
inline void* allocate_aligned(std::size_t size, std::size_t alignment) noexcept
{
    void* const all = std::malloc(sizeof(void*) + alignment + size);
    if (all == nullptr)
        return nullptr;
    void* part = static_cast<void**>(all) + 1;
    std::size_t room = alignment + size;
    std::align(alignment, size, part, room);
    static_cast<void**>(part)[-1] = all;
    return part;
}

inline void free_aligned(void* p) noexcept
{
    if (p != nullptr)
        std::free(static_cast<void**>(p)[-1]);
}

} // namespace boost_serial_ext_test

#endif
