// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Coroutines with stacks of their own, which need Boost.Context, and their completion token.

#include "support/async_fiber_checks.hpp"
#include "support/async_operations.hpp"

#include <boost/test/unit_test.hpp>

using namespace boost_serial_ext_test;

BOOST_AUTO_TEST_SUITE(async_coroutines_stackful)

#if defined(BOOST_SERIAL_EXT_TEST_NO_FIBER_CONTEXT)

BOOST_AUTO_TEST_CASE(
    yield_context_is_left_out, *left_out("this build's sanitizer does not follow changes of stack"))
{
    BOOST_ERROR("this test has a precondition that never holds");
}

#else

BOOST_AUTO_TEST_CASE_TEMPLATE(yield_context_gets_the_result, operation, all_operations)
{
    check_yield_context<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    yield_context_throws_when_nobody_asks_for_the_error, operation, kinds_of_operations)
{
    check_throwing_yield_context<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_cancelled_fiber_cancels_its_operation, operation, pending_operations)
{
    check_cancelled_yield_context<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_abandoned_fiber_is_unwound, operation, pending_operations)
{
    check_abandoned_yield_context<operation>();
}

#endif

BOOST_AUTO_TEST_SUITE_END()
