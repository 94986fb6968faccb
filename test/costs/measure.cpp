// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "costs/measure.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>

// glibc's own, which the functions below stand before. So memory that anything asks for is counted,
// also by Asio, which calls aligned_alloc.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
}

namespace {

std::atomic<bool> counting{false}; // of all threads: nothing else runs meanwhile
std::atomic<long> counted{0};

void count() noexcept
{
    if (counting.load(std::memory_order_relaxed))
        counted.fetch_add(1, std::memory_order_relaxed);
}

// Puts it back also if the function throws.
class counting_is
{
public:
    explicit counting_is(bool on) noexcept : before_(counting.exchange(on)) {}
    counting_is(counting_is const&) = delete;
    counting_is& operator=(counting_is const&) = delete;
    ~counting_is() { counting = before_; }

private:
    bool before_;
};

} // namespace

extern "C" {

void* malloc(std::size_t size)
{
    count();
    return __libc_malloc(size);
}
void* calloc(std::size_t n, std::size_t size)
{
    count();
    return __libc_calloc(n, size);
}
void* realloc(void* p, std::size_t size)
{
    count();
    return __libc_realloc(p, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size)
{
    count();
    return __libc_memalign(alignment, size);
}
void* memalign(std::size_t alignment, std::size_t size)
{
    count();
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** result, std::size_t alignment, std::size_t size)
{
    count();
    void* const p = __libc_memalign(alignment, size);
    if (p == nullptr)
        return ENOMEM;
    *result = p;
    return 0;
}

// In a file of their own, so that no compiler makes them part of their callers.
void costs_inside(void (*f)(void*), void* argument)
{
    counting_is const on(true);
    f(argument);
}
void costs_outside(void (*f)(void*), void* argument)
{
    counting_is const off(false);
    f(argument);
}
}

namespace costs {

long outside_calls = 0;

long allocations() noexcept
{
    return counted;
}

} // namespace costs
