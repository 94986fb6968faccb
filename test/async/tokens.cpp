// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Every asynchronous operation with Asio's completion tokens; coroutines: coroutines.cpp.

#include "support/async_operations.hpp"
#include "support/async_token_checks.hpp"

#include <boost/test/unit_test.hpp>

using namespace boost_serial_ext_test;

BOOST_AUTO_TEST_SUITE(async_tokens)

BOOST_AUTO_TEST_CASE_TEMPLATE(use_future_gets_the_result_or_throws, operation, all_operations)
{
    check_use_future<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(as_tuple_gets_the_error_and_the_values, operation, all_operations)
{
    check_as_tuple<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(redirect_error_sets_the_variable, operation, all_operations)
{
    check_redirect_error<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(detached_runs_to_the_end, operation, all_operations)
{
    check_detached<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(deferred_starts_when_it_is_called, operation, all_operations)
{
    check_deferred<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(deferred_and_never_called_does_nothing, operation, all_operations)
{
    check_deferred_and_dropped<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(deferred_can_be_the_default_token, operation, all_operations)
{
    check_deferred_as_default<operation>();
}

BOOST_AUTO_TEST_SUITE_END()
