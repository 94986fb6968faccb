// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "allocations.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>

namespace {

// Constant initialisation: the loader allocates before the first constructor runs.
std::atomic<std::uint64_t> calls{0};

} // namespace

namespace peers {

std::uint64_t allocations() noexcept
{
    return calls.load(std::memory_order_relaxed);
}

} // namespace peers

#if defined(__GLIBC__)

// Counting `operator new` would not do: Asio takes its handlers' memory by std::aligned_alloc. The
// program's definitions go before the C library's, whose own are reached by their other names;
// free stays as it is.
extern "C" {

void* __libc_malloc(std::size_t) noexcept;
void* __libc_calloc(std::size_t, std::size_t) noexcept;
void* __libc_realloc(void*, std::size_t) noexcept;
void* __libc_memalign(std::size_t, std::size_t) noexcept;

void* malloc(std::size_t size) noexcept
{
    calls.fetch_add(1, std::memory_order_relaxed);
    return __libc_malloc(size);
}

void* calloc(std::size_t number, std::size_t size) noexcept
{
    calls.fetch_add(1, std::memory_order_relaxed);
    return __libc_calloc(number, size);
}

void* realloc(void* old, std::size_t size) noexcept
{
    calls.fetch_add(1, std::memory_order_relaxed);
    return __libc_realloc(old, size);
}

void* memalign(std::size_t alignment, std::size_t size) noexcept
{
    calls.fetch_add(1, std::memory_order_relaxed);
    return __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept
{
    calls.fetch_add(1, std::memory_order_relaxed);
    return __libc_memalign(alignment, size);
}

int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept
{
    calls.fetch_add(1, std::memory_order_relaxed);
    if (alignment % sizeof(void*) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0)
        return EINVAL;
    void* const memory = __libc_memalign(alignment, size);
    if (!memory)
        return ENOMEM;
    *result = memory;
    return 0;
}

} // extern "C"

bool peers::counts_allocations() noexcept
{
    return true;
}

#else

bool peers::counts_allocations() noexcept
{
    return false;
}

#endif
