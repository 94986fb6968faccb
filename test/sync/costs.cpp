// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What a call costs in its steady state: no allocation. This file replaces the global operator new.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include "support/aligned_memory.hpp"
#include "sync/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/config.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>

namespace {

thread_local bool counting = false; // of one thread
thread_local std::size_t counted = 0;
thread_local std::size_t fails_at = 0; // of one thread's next ones; 0: none

template<class Function>
void* allocate(Function function)
{
    if (counting)
        ++counted;
    if (fails_at != 0 && --fails_at == 0)
        throw std::bad_alloc();
    void* const p = function();
    if (p == nullptr)
        throw std::bad_alloc();
    return p;
}

} // namespace

BOOST_NOINLINE void* operator new(std::size_t size)
{
    return allocate([=] { return std::malloc(size != 0 ? size : 1); });
}
BOOST_NOINLINE void* operator new(std::size_t size, std::align_val_t alignment)
{
    auto const bytes = static_cast<std::size_t>(alignment);
    return allocate([=] { return boost_serial_ext_test::allocate_aligned(size, bytes); });
}
BOOST_NOINLINE void operator delete(void* p) noexcept
{
    std::free(p);
}
BOOST_NOINLINE void operator delete(void* p, std::size_t) noexcept
{
    std::free(p);
}
BOOST_NOINLINE void operator delete(void* p, std::align_val_t) noexcept
{
    boost_serial_ext_test::free_aligned(p);
}
BOOST_NOINLINE void operator delete(void* p, std::size_t, std::align_val_t) noexcept
{
    boost_serial_ext_test::free_aligned(p);
}

using namespace boost_serial_ext_test;

namespace {

/// How many allocations a function makes on this thread, the first times left out.
template<class Function>
std::size_t allocations_of(Function function)
{
    std::size_t sum = 0;
    for (int i = 0; i != 50; ++i)
    {
        counted = 0;
        function(
            [](bool on)
            {
                counting = on;
                return on;
            });
        counting = false;
        sum += i < 10 ? 0 : counted;
    }
    return sum;
}

} // namespace

BOOST_AUTO_TEST_SUITE(sync_costs)

BOOST_AUTO_TEST_CASE(the_counter_counts)
{
    counted = 0;
    counting = true;
    void* const p = ::operator new(1); // not an expression that the compiler may leave out
    counting = false;
    BOOST_TEST(counted == 1u);
    ::operator delete(p);
}

BOOST_FIXTURE_TEST_CASE(a_port_whose_memory_ends_in_an_open_can_be_opened_again, real_port)
{
    std::size_t failures = 0;
    for (bool failed = true; failed && failures < 100; failures += failed)
    {
        failed = false;
        fails_at = failures + 1;
        try
        {
            port.open("ttyV0", {}, 1h, ec);
        }
        catch (std::bad_alloc const&)
        {
            failed = true;
        }
        failed = failed || ec == asio::error::no_memory;
        fails_at = 0;
        BOOST_TEST(port.is_open() == !failed);
        if (failed) // the thread may be about to close it again
            BOOST_TEST(eventually(
                [&]
                {
                    port.open("ttyV0", {}, ec);
                    return !ec;
                }));
        port.close();
    }
    BOOST_TEST(failures > 2u);
    BOOST_TEST(failures < 100u);
}

BOOST_FIXTURE_TEST_CASE(reads_and_writes_allocate_nothing, pty_port)
{
    std::string text(200, '\0');
    std::array<asio::mutable_buffer, 3> const three{
        asio::buffer(&text[0], 20), asio::buffer(&text[20], 30), asio::buffer(&text[50], 50)};
    BOOST_TEST(allocations_of(
                   [&](auto count)
                   {
                       far.write(pattern(100));
                       count(true);
                       port.read_some(asio::buffer(text, 1));
                       port.read_some(asio::buffer(text, 1), patience);
                       port.read(asio::buffer(text, 8), patience, ec);
                       port.read(three, 10us, ec); // ten are missing
                       count(false);
                       port.discard_input();
                   })
        == 0u);
    BOOST_TEST(said(ec) == "timed_out");
}

BOOST_FIXTURE_TEST_CASE(a_read_that_waits_allocates_nothing, pty_port)
{
    char c[100];
    BOOST_TEST(allocations_of(
                   [&](auto count)
                   {
                       count(true);
                       port.read_some(asio::buffer(c), 10us, ec);
                       port.read(asio::buffer(c), 10us, ec);
                       port.wait(serial_port::wait_read, 10us, ec);
                       count(false);
                   })
        == 0u);
    BOOST_TEST(said(ec) == "timed_out");
    std::string line(1000, '\0');
    line.clear(); // and keeps its memory
    BOOST_TEST(allocations_of(
                   [&](auto count)
                   {
                       far.write("0123456789\n");
                       line.clear();
                       count(true);
                       port.read_until(asio::dynamic_buffer(line, 100), '\n', patience);
                       count(false);
                       far.write("0123456789\n");
                       line.clear();
                       count(true);
                       port.read_available(asio::dynamic_buffer(line), patience);
                       count(false);
                       port.discard_input();
                   })
        == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_write_allocates_nothing, pty_port)
{
    std::string const text = pattern(50);
    std::array<asio::const_buffer, 2> const two{asio::buffer(text, 20), asio::buffer(text)};
    BOOST_TEST(allocations_of(
                   [&](auto count)
                   {
                       count(true);
                       port.write_some(asio::buffer(text));
                       port.write(two, patience);
                       port.drain(patience);
                       count(false);
                       far.read_exact(120);
                   })
        == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
