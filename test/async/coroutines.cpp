// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The coroutines of C++20, and the completion tokens that belong to them. Those with stacks:
// coroutines_stackful.cpp.

#include "support/async_coroutine_checks.hpp"
#include "support/async_operations.hpp"

#include <boost/test/unit_test.hpp>

using namespace boost_serial_ext_test;

BOOST_AUTO_TEST_SUITE(async_coroutines)

#if !defined(BOOST_ASIO_HAS_CO_AWAIT)

BOOST_AUTO_TEST_CASE(
    use_awaitable_is_left_out, *left_out("this compiler, in this language mode, has no coroutines"))
{
    BOOST_ERROR("this test has a precondition that never holds");
}

#else

BOOST_AUTO_TEST_CASE_TEMPLATE(use_awaitable_gets_the_result_or_throws, operation, all_operations)
{
    check_use_awaitable<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(as_tuple_of_use_awaitable_never_throws, operation, all_operations)
{
    check_as_tuple_of_use_awaitable<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    redirect_error_of_use_awaitable_sets_the_variable, operation, kinds_of_operations)
{
    check_redirect_error_of_use_awaitable<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(use_awaitable_can_be_the_default_token, operation, all_operations)
{
    check_use_awaitable_as_default<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    as_tuple_of_use_awaitable_can_be_the_default_token, operation, kinds_of_operations)
{
    check_as_tuple_of_use_awaitable_as_default<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_cancelled_coroutine_cancels_its_operation, operation, pending_operations)
{
    check_cancelled_coroutine<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_coroutine_that_is_cancelled_already_starts_nothing, operation, kinds_of_operations)
{
    check_coroutine_cancelled_before_the_start<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_coroutine_may_ignore_an_earlier_cancellation, operation, kinds_of_operations)
{
    check_coroutine_that_ignores_a_cancellation_before_the_start<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_abandoned_coroutine_is_destroyed, operation, pending_operations)
{
    check_abandoned_coroutine<operation>();
}

#endif

BOOST_AUTO_TEST_SUITE_END()
