// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What the steady state takes by operator new: nothing. This file replaces the global one. What Asio
// keeps for handlers comes by std::aligned_alloc: the test program `costs` counts both.

#include <boost_serial_ext/serial_stream.hpp>

#include "support/aligned_memory.hpp"
#include "support/async_compliance.hpp"
#include "support/async_operations.hpp"
#include "support/async_probes.hpp"

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/config.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdlib>
#include <functional>
#include <new>
#include <tuple>
#include <utility>

namespace {

// Of one thread, so that what the library's private thread does is not mistaken for the data path.
thread_local bool counting = false;
thread_local std::size_t counted = 0;

template<class Function>
void* allocate(Function function)
{
    if (counting)
        ++counted;
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
namespace asio = boost::asio;
namespace bse = boost_serial_ext;

namespace {

// All but those that go through the private thread: open, close and configure are said to allocate.
using steady_operations = decltype(std::tuple_cat(
    std::declval<std::tuple<read_some_operation, read_available_operation, write_some_operation,
        half_duplex_write_operation, wait_read_operation, drain_operation, send_break_operation,
        drain_of_nothing_operation, unsupported_send_break_operation, drain_exact_operation,
        wait_line_event_operation, read_until_idle_operation, read_marked_operation,
        unsupported_wait_line_event_operation, close_of_a_closed_stream_operation,
        read_of_a_closed_stream_operation, open_of_an_open_stream_operation>>(),
    std::declval<waits_for_room>()));

template<class Operation>
constexpr int warm_up = 20;
// The port keeps a list of them: then it has 256 places, and no other ones for some time.
template<>
constexpr int warm_up<send_break_operation> = 129;
constexpr int rounds = 100;

// Counts from the start of an operation to its handler, but not what the test does in between.
template<class Operation, class Stream>
struct steady_state
{
    scene<Operation, Stream> s;
    int done = 0;

    // Small enough that std::function would not matter; passed as it is.
    struct handler
    {
        steady_state* self;

        template<class... Values>
        void operator()(bse::error_code ec, Values... values) const
        {
            counting = false;
            self->s.verify(
                signature_traits<typename Operation::signature>::make(ec, std::move(values)...));
            ++self->done;
            if (self->next)
                self->next();
        }
    };

    template<class Adapt>
    void start_one(Adapt adapt)
    {
        s.prepare();
        if (done == warm_up<Operation>)
            counted = 0;
        counting = true;
        s.start(adapt(handler{this}));
        counting = false;
        s.let_complete();
        counting = true;
    }

    std::function<void()> next;
};

} // namespace

BOOST_AUTO_TEST_SUITE(async_allocations)

BOOST_AUTO_TEST_CASE(the_counter_counts)
{
    counted = 0;
    counting = true;
    void* const p = ::operator new(1); // not an expression that the compiler may leave out
    counting = false;
    BOOST_TEST(counted == 1u);
    ::operator delete(p);
}

// Asio keeps the memory of the operation before for the one that its handler starts.
BOOST_AUTO_TEST_CASE_TEMPLATE(
    an_operation_started_by_the_handler_of_the_one_before_allocates_nothing, operation,
    steady_operations)
{
    steady_state<operation, bse::serial_stream> state;
    auto const as_it_is = [](auto handler) { return handler; };
    state.next = [&]
    {
        if (state.done != warm_up<operation> + rounds)
            state.start_one(as_it_is);
    };
    state.start_one(as_it_is);
    bool const finished
        = state.s.run_until([&] { return state.done == warm_up<operation> + rounds; });
    counting = false;
    BOOST_TEST(finished);
    BOOST_TEST(counted == 0u);
}

// Started from outside of the context, where Asio has nothing to reuse.
BOOST_AUTO_TEST_CASE_TEMPLATE(
    all_memory_comes_from_the_associated_allocator, operation, steady_operations)
{
    steady_state<operation, bse::basic_serial_stream<asio::io_context::executor_type>> state;
    allocation_counts counts;
    auto const with_allocator = [&](auto handler)
    { return asio::bind_allocator(counting_allocator<>(counts), std::move(handler)); };
    while (state.done != warm_up<operation> + rounds)
    {
        int const before = state.done;
        state.start_one(with_allocator);
        bool const finished = state.s.run_until([&] { return state.done != before; });
        counting = false;
        BOOST_TEST_REQUIRE(finished);
    }
    BOOST_TEST(counted == 0u);
    BOOST_TEST(counts.allocations >= static_cast<std::size_t>(warm_up<operation> + rounds));
    BOOST_TEST(counts.live_bytes == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
