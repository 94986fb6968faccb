// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/sansio/drain_fsm.hpp>

#include <boost/system/system_category.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(drain_fsm)

// The suite is called like the machine; this line decides who is meant.
using boost_serial_ext::detail::drain_fsm;

namespace {

namespace data = boost::unit_test::data;
using detail::drain_action;

error_code system_error(int number)
{
    return {number, boost::system::system_category()};
}

// The answer to the first look at the queue.
drain_action first_look(std::uint32_t baud, std::size_t depth)
{
    drain_fsm fsm(serial_config{baud});
    BOOST_TEST_REQUIRE(fsm.resume({}, 0).type == drain_action::query_depth);
    return fsm.resume({}, depth);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_drain_asks_before_it_waits)
{
    drain_fsm fsm{serial_config()};
    BOOST_TEST(fsm.resume({}, 0).type == drain_action::query_depth);
}

BOOST_AUTO_TEST_CASE(what_the_depth_is_said_to_be_before_it_was_asked_for_does_not_matter)
{
    drain_fsm fsm{serial_config()};
    BOOST_TEST(fsm.resume({}, 1'000).type == drain_action::query_depth);
}

BOOST_AUTO_TEST_CASE(an_empty_queue_ends_a_drain_at_once)
{
    drain_action const action = first_look(9'600, 0);
    BOOST_TEST(action.type == drain_action::done);
    BOOST_TEST(!action.ec.failed());
}

BOOST_AUTO_TEST_CASE(a_drain_waits_for_the_wire_time_of_what_is_queued)
{
    drain_action const action = first_look(9'600, 24); // 24 characters of ten bits
    BOOST_TEST(action.type == drain_action::wait);
    BOOST_TEST(action.delay.count() == 25'000'000);
}

BOOST_AUTO_TEST_CASE(a_drain_waits_for_the_framing_it_was_given)
{
    serial_config config{9'600, 8, parity::even, stop_bits::two};
    drain_fsm fsm(config);
    fsm.resume({}, 0);
    BOOST_TEST(fsm.resume({}, 24).delay.count() == 30'000'000); // of twelve bits
}

BOOST_AUTO_TEST_CASE(looks_are_between_one_and_fifty_milliseconds_apart)
{
    struct
    {
        std::uint32_t baud;
        std::size_t depth;
        std::int64_t expected;
    } const rows[] = {
        {4'000'000, 1, 1'000'000},
        {10'000, 1, 1'000'000},
        {9'999, 1, 1'000'100},
        {1'000, 4, 40'000'000},
        {1'000, 5, 50'000'000},
        {1'000, 6, 50'000'000},
        {50, 1, 50'000'000},
        {1, 1'000'000, 50'000'000},
        {1, (std::numeric_limits<std::size_t>::max)(), 50'000'000},
    };
    for (auto const& row : rows)
    {
        drain_action const action = first_look(row.baud, row.depth);
        BOOST_TEST(action.type == drain_action::wait);
        BOOST_TEST(
            action.delay.count() == row.expected, row.depth << " characters at " << row.baud);
    }
}

BOOST_AUTO_TEST_CASE(after_each_wait_a_drain_asks_again)
{
    drain_fsm fsm{serial_config()};
    for (std::size_t const depth : {64u, 64u, 65u, 8u, 1u})
    {
        BOOST_TEST(fsm.resume({}, 0).type == drain_action::query_depth);
        BOOST_TEST(fsm.resume({}, depth).type == drain_action::wait);
    }
    BOOST_TEST(fsm.resume({}, 0).type == drain_action::query_depth);
    BOOST_TEST(fsm.resume({}, 0).type == drain_action::done);
}

BOOST_AUTO_TEST_CASE(a_depth_reported_after_a_wait_does_not_end_a_drain)
{
    drain_fsm fsm{serial_config()};
    fsm.resume({}, 0);
    fsm.resume({}, 3);
    BOOST_TEST(fsm.resume({}, 0).type == drain_action::query_depth); // nobody has looked yet
}

BOOST_DATA_TEST_CASE(any_error_at_any_step_ends_a_drain_with_that_error,
    data::make({1, 4, 5, 19, 25, 125}) * data::xrange(7), number, step)
{
    drain_fsm fsm{serial_config()};
    for (int i = 0; i < step; ++i)
        fsm.resume({}, 7);
    drain_action const action = fsm.resume(system_error(number), 7);
    BOOST_TEST(action.type == drain_action::done);
    BOOST_TEST(action.ec == system_error(number));
}

BOOST_AUTO_TEST_CASE(an_error_counts_even_when_the_queue_is_said_to_be_empty)
{
    drain_fsm fsm{serial_config()};
    fsm.resume({}, 0);
    drain_action const action = fsm.resume(system_error(5), 0);
    BOOST_TEST(action.type == drain_action::done);
    BOOST_TEST((action.ec == system_error(5)));
}

BOOST_AUTO_TEST_SUITE_END()
