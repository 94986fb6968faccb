// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Counts what the heap holds. A sanitizer has a heap of its own, and tells of it by hooks; without
// one, glibc's functions are replaced (its manual: "Replacing malloc"). What was there before is
// not counted, but is when it is freed: only differences mean something.

#include "growth/heap.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include <malloc.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define BOOST_SERIAL_EXT_TEST_SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BOOST_SERIAL_EXT_TEST_SANITIZED
#endif

namespace {

std::atomic<std::ptrdiff_t> live_bytes{0};
std::atomic<std::ptrdiff_t> live_blocks{0};
thread_local boost_serial_ext_test::heap_use of_this_thread;

void count(std::size_t bytes) noexcept
{
    live_bytes.fetch_add(static_cast<std::ptrdiff_t>(bytes), std::memory_order_relaxed);
    live_blocks.fetch_add(1, std::memory_order_relaxed);
    of_this_thread.bytes += static_cast<std::ptrdiff_t>(bytes);
    ++of_this_thread.blocks;
}

void discount(std::size_t bytes) noexcept
{
    live_bytes.fetch_sub(static_cast<std::ptrdiff_t>(bytes), std::memory_order_relaxed);
    live_blocks.fetch_sub(1, std::memory_order_relaxed);
    of_this_thread.bytes -= static_cast<std::ptrdiff_t>(bytes);
    --of_this_thread.blocks;
}

} // namespace

boost_serial_ext_test::heap_use boost_serial_ext_test::live_heap() noexcept
{
    return {live_bytes, live_blocks};
}

boost_serial_ext_test::heap_use boost_serial_ext_test::heap_of_this_thread() noexcept
{
    return of_this_thread;
}

#if defined(BOOST_SERIAL_EXT_TEST_SANITIZED)

// Of sanitizer/allocator_interface.h, which g++ and clang have in different places.
extern "C" {
int __sanitizer_install_malloc_and_free_hooks(
    void (*malloc_hook)(void const volatile*, std::size_t),
    void (*free_hook)(void const volatile*));
std::size_t __sanitizer_get_allocated_size(void const volatile*);
}

bool boost_serial_ext_test::is_sanitized() noexcept
{
    return true;
}

namespace {

[[maybe_unused]] int const installed = __sanitizer_install_malloc_and_free_hooks(
    [](void const volatile*, std::size_t size) { count(size); },
    [](void const volatile* p)
    {
        if (p != nullptr)
            discount(__sanitizer_get_allocated_size(p));
    });

} // namespace

#else

// glibc's own, under other names.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);
}

bool boost_serial_ext_test::is_sanitized() noexcept
{
    return false;
}

namespace {

// Each block is longer by a number, at the very end of what the heap has given: how much was asked
// for. What is given may differ by chance, from one time to the next.
constexpr std::size_t extra = sizeof(std::size_t);

std::size_t& asked_for(void* p) noexcept
{
    char* const block = static_cast<char*>(p);
    return *reinterpret_cast<std::size_t*>(block + malloc_usable_size(p) - extra);
}

void* counted(void* p, std::size_t size) noexcept
{
    if (p != nullptr)
    {
        asked_for(p) = size;
        count(size);
    }
    return p;
}

bool too_large(std::size_t size) noexcept
{
    if (size <= PTRDIFF_MAX - extra)
        return false;
    errno = ENOMEM;
    return true;
}

} // namespace

extern "C" {

void* malloc(std::size_t size)
{
    return too_large(size) ? nullptr : counted(__libc_malloc(size + extra), size);
}

void free(void* p)
{
    if (p != nullptr)
        discount(asked_for(p));
    __libc_free(p);
}

void* calloc(std::size_t number, std::size_t each)
{
    std::size_t size = 0;
    if (__builtin_mul_overflow(number, each, &size))
        size = SIZE_MAX;
    if (too_large(size))
        return nullptr;
    void* const p = __libc_malloc(size + extra); // of malloc and memset g++ would make a calloc
    return p == nullptr ? p : std::memset(counted(p, size), 0, size);
}

void* realloc(void* p, std::size_t size)
{
    if (p == nullptr)
        return malloc(size);
    if (too_large(size))
        return nullptr;
    std::size_t const before = asked_for(p);
    void* const moved = __libc_realloc(p, size + extra);
    if (moved != nullptr)
        discount(before);
    return counted(moved, size);
}

void* memalign(std::size_t alignment, std::size_t size)
{
    return too_large(size) ? nullptr : counted(__libc_memalign(alignment, size + extra), size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void** result, std::size_t alignment, std::size_t size)
{
    int const before = errno;
    void* const p = memalign(alignment, size);
    errno = before;
    if (p == nullptr)
        return ENOMEM;
    *result = p;
    return 0;
}

} // extern "C"

#endif
