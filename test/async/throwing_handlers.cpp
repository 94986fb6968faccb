// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Handlers that throw: their exception comes out of `run`, and nothing else comes of it.

#include <boost_serial_ext/with_timeout.hpp>

#include "support/async_lifetime_checks.hpp"
#include "support/async_operations.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <utility>

using namespace boost_serial_ext_test;

BOOST_AUTO_TEST_SUITE(async_throwing_handlers)

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_handler_that_always_throws_is_destroyed_once, operation, all_operations)
{
    check_handler_that_throws<operation>([](auto handler) { return handler; });
}

// An optimizing compiler sees that, and may be wrong about what has been moved.
BOOST_AUTO_TEST_CASE_TEMPLATE(
    so_is_one_that_always_throws_within_a_limit, operation, all_operations)
{
    check_handler_that_throws<operation>(
        [](auto handler) { return with_timeout(std::chrono::hours(1), std::move(handler)); });
}

BOOST_AUTO_TEST_SUITE_END()
