// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Every asynchronous operation with callbacks, and with a completion token of the test's own.

#include "support/async_operations.hpp"
#include "support/async_token_checks.hpp"

#include <boost/test/unit_test.hpp>

using namespace boost_serial_ext_test;

BOOST_AUTO_TEST_SUITE(async_callbacks)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_callback_is_called_once_with_the_result, operation, all_operations)
{
    check_callback<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_callback_is_not_called_inside_the_initiating_function, operation, all_operations)
{
    check_never_inside_the_initiation<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_callback_is_not_called_inside_a_handler_that_initiates, operation, all_operations)
{
    check_never_inside_the_initiation_in_a_handler<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    an_operation_stays_pending_until_what_it_waits_for, operation, pending_operations)
{
    check_stays_pending<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_const_handler_is_copied_and_called, operation, all_operations)
{
    check_const_handler<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_move_only_handler_is_enough, operation, all_operations)
{
    check_move_only_handler<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_move_only_token_of_the_users_own_is_enough, operation, all_operations)
{
    check_move_only_token<operation>();
}

BOOST_AUTO_TEST_SUITE_END()
