// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Per-operation cancellation, and `cancel` of the stream.

#include "support/async_cancellation_checks.hpp"
#include "support/async_operations.hpp"

#include <boost/test/unit_test.hpp>

#include <tuple>

using namespace boost_serial_ext_test;

namespace {

using reads = std::tuple<read_some_operation, read_available_operation>;

} // namespace

BOOST_AUTO_TEST_SUITE(async_cancellation)

BOOST_AUTO_TEST_CASE_TEMPLATE(
    each_cancellation_type_ends_it_and_the_port_serves_on, operation, pending_operations)
{
    for (auto const type : cancellation_types)
        check_cancellation<operation>(type);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    it_can_be_cancelled_right_after_the_start, operation, pending_operations)
{
    for (auto const type : cancellation_types)
        check_cancellation_right_after_the_start<operation>(type);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_second_cancellation_changes_nothing, operation, pending_operations)
{
    check_cancelled_twice<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    once_cancelled_it_leaves_no_work_behind, operation, pending_operations)
{
    check_cancelled_leaves_no_work_behind<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(it_can_be_cancelled_in_a_strand, operation, pending_operations)
{
    check_cancellation_in_a_strand<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_cancellation_of_no_type_changes_nothing, operation, all_operations)
{
    check_empty_cancellation<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_cancellation_before_the_start_changes_nothing, operation, all_operations)
{
    check_cancellation_before_the_start<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_cancellation_after_completion_changes_nothing, operation, all_operations)
{
    check_cancellation_after_completion<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    what_completes_at_once_keeps_its_result, operation, immediate_operations)
{
    check_cancellation_comes_too_late<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    cancelled_and_then_abandoned_it_is_destroyed_uncalled, operation, pending_operations)
{
    check_cancelled_and_abandoned<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    cancelling_the_stream_ends_it_and_keeps_the_port, operation, pending_operations)
{
    check_cancel_of_the_stream<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_cancelled_read_loses_no_byte, operation, reads)
{
    for (auto const type : cancellation_types)
        check_cancellation_loses_no_byte<operation>(type);
}

BOOST_AUTO_TEST_SUITE_END()
