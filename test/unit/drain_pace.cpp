// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/sansio/drain_pace.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(drain_pace)

using boost_serial_ext::detail::drain_pace;

namespace {

using time = std::chrono::nanoseconds;
using namespace std::chrono_literals;

serial_config const slow{9'600}; // a character takes 1.041666 ms

} // namespace

BOOST_AUTO_TEST_CASE(a_wait_is_the_wire_time_of_what_is_queued)
{
    for (std::size_t const n : {1u, 2u, 10u, 40u})
        BOOST_TEST((drain_pace(slow, 1ms).next(n) == char_time(slow, n)));
}

BOOST_AUTO_TEST_CASE(a_wait_is_within_its_limits_whatever_is_queued)
{
    BOOST_TEST((drain_pace(serial_config{3'000'000}, 1ms).next(1) == 1ms));
    BOOST_TEST((drain_pace(serial_config{3'000'000}, 100us).next(1) == 100us));
    for (std::size_t const n : {std::size_t{49}, std::size_t{10'000}, static_cast<std::size_t>(-1)})
        BOOST_TEST((drain_pace(slow, 1ms).next(n) == 50ms));
    for (std::uint32_t const baud : {0u, 1u, 4'294'967'295u}) // an adopted port may have none
        for (std::size_t const n : {std::size_t{1}, static_cast<std::size_t>(-1)})
        {
            time const wait = drain_pace(serial_config{baud}, 1ms).next(n);
            BOOST_TEST((wait >= 1ms && wait <= 50ms));
        }
}

BOOST_AUTO_TEST_CASE(a_queue_that_moves_keeps_the_pace)
{
    drain_pace pace(slow, 1ms);
    for (std::size_t n = 1'000; n > 0; --n)
        if (time const wait = pace.next(n); n <= 40)
            BOOST_TEST((wait == char_time(slow, n)));
}

BOOST_AUTO_TEST_CASE(a_queue_that_stands_still_is_asked_less_and_less)
{
    drain_pace pace(slow, 1ms);
    time passed{};
    time latest = pace.next(1);
    while (passed < 32 * char_time(slow)) // not yet a stall
    {
        BOOST_TEST((latest == char_time(slow)));
        passed += latest;
        latest = pace.next(1);
    }
    int doubled = 0;
    for (; latest < 50ms && doubled < 10; ++doubled)
    {
        time const before = latest;
        latest = pace.next(1);
        BOOST_TEST((latest == (std::min)(2 * before, time(50ms))));
    }
    BOOST_TEST(doubled > 3);
    BOOST_TEST((pace.next(1) == 50ms));
}

BOOST_AUTO_TEST_CASE(a_queue_that_moves_again_gets_its_pace_back)
{
    drain_pace pace(slow, 1ms);
    for (int i = 0; i < 200; ++i)
        pace.next(10);
    BOOST_TEST((pace.next(10) == 50ms));
    BOOST_TEST((pace.next(9) == char_time(slow, 9)));
}

BOOST_AUTO_TEST_SUITE_END()
