// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The handler's executor and allocator; its cancellation slot: cancellation.cpp.

#include "support/async_association_checks.hpp"
#include "support/async_operations.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <tuple>
#include <utility>

using namespace boost_serial_ext_test;

namespace {

// Waits for more than is read where the driver does not tell how much there is.
struct long_read_available_operation : read_available_operation
{
    static constexpr std::size_t size = 1000;

    template<class Fixture>
    static void let_complete(Fixture& f)
    {
        std::string bytes(size, ' ');
        for (char& c : bytes)
            c = std::exchange(f.sent, f.next(f.sent));
        f.far.write_all(bytes);
    }
    template<class Fixture>
    static void verify(Fixture& f, error_code ec, std::size_t n)
    {
        read_available_operation::verify(f, ec, n);
        BOOST_TEST(n == size);
    }
};

// Finds something in the queue at first, so that all is done after the initiation.
struct late_send_break_operation : send_break_operation
{
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        send_break_operation::prepare(f);
        f.device.set_output_depths({1});
    }
    template<class Fixture>
    static void let_complete(Fixture& f)
    {
        f.device.set_output_depths({0});
    }
    template<class Fixture>
    static void settled(Fixture& f)
    {
        send_break_operation::settled(f);
        BOOST_TEST(f.device.breaks().size() == 1u);
    }
};

// Those that ask the driver, or switch something, after they have been started.
using stepping_operations
    = std::tuple<long_read_available_operation, drain_operation, late_send_break_operation>;

// Those that end with an event.
using waiting_operations = std::tuple<open_operation, read_some_operation, read_available_operation,
    write_some_operation, half_duplex_write_operation, wait_read_operation, wait_write_operation,
    drain_operation, send_break_operation, read_until_idle_operation, read_marked_operation>;

} // namespace

BOOST_AUTO_TEST_SUITE(async_associations)

BOOST_AUTO_TEST_CASE_TEMPLATE(
    the_handler_runs_on_its_associated_executor, operation, all_operations)
{
    check_associated_executor<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    every_step_runs_on_the_associated_executor, operation, stepping_operations)
{
    check_steps_on_the_associated_executor<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_handler_runs_in_its_strand, operation, all_operations)
{
    check_strand<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    without_an_association_the_handler_runs_on_the_streams_executor, operation, all_operations)
{
    check_default_executor<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    the_handlers_executor_may_belong_to_another_context, operation, all_operations)
{
    check_executor_of_another_context<operation>();
}

#if defined(BOOST_SERIAL_EXT_TEST_HAS_IMMEDIATE_EXECUTOR)

BOOST_AUTO_TEST_CASE_TEMPLATE(
    what_completes_at_once_does_so_on_the_immediate_executor, operation, immediate_operations)
{
    check_immediate_executor<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    what_has_waited_does_not_use_the_immediate_executor, operation, waiting_operations)
{
    check_immediate_executor_of_a_pending_operation<operation>();
}

#else

BOOST_AUTO_TEST_CASE(
    immediate_executors_are_left_out, *left_out("this Asio has none: Boost 1.82 is the first"))
{
    BOOST_ERROR("this test has a precondition that never holds");
}

#endif

BOOST_AUTO_TEST_CASE_TEMPLATE(
    memory_comes_from_the_associated_allocator_and_is_free_before_the_upcall, operation,
    all_operations)
{
    check_associated_allocator<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    an_abandoned_operation_gives_its_memory_back, operation, all_operations)
{
    check_allocator_of_an_abandoned_operation<operation>();
}

BOOST_AUTO_TEST_SUITE_END()
