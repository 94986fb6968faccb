// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Waits for a driver until it has sent everything, beside a port that may be closed meanwhile.

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/native/windows_flush.hpp>

#include "support/fake_windows_sys.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>
#include <thread>

namespace detail = boost_serial_ext::detail;
using namespace boost_serial_ext;
using namespace boost_serial_ext_test;

namespace {

/// A driver that waits until it is told to stop, and hears of it the third time only.
struct slow_driver
{
    std::atomic<bool> waits{false};
    std::atomic<int> cancels{0};
    std::atomic<int> open{0};
    std::atomic<bool> deaf{false};
};

struct slow_sys
{
    using handle = detail::native_handle;

    int duplicate(handle, handle&) const noexcept { return ++driver->open, 0; }
    int close(handle) const noexcept { return --driver->open, 0; }
    int cancel(handle) const noexcept { return ++driver->cancels, 0; }
    int flush(handle) const noexcept
    {
        driver->waits = true;
        while (driver->cancels < 3 || driver->deaf)
            std::this_thread::yield();
        return 0;
    }

    slow_driver* driver;
};

std::future<error_code> wait_on_another_thread(
    detail::windows_flush<slow_sys>& flush, slow_driver& driver)
{
    auto waiting = std::async(std::launch::async, flush.begin(slow_sys{&driver}, {}));
    while (!driver.waits)
        std::this_thread::yield();
    return waiting;
}

} // namespace

BOOST_AUTO_TEST_SUITE(native_windows_flush)

BOOST_AUTO_TEST_CASE(it_has_a_handle_of_its_own_as_long_as_somebody_may_wait)
{
    fake_com com;
    detail::windows_flush<fake_windows_sys> flush;
    {
        auto const wait = flush.begin(fake_windows_sys(com), {});
        BOOST_TEST_REQUIRE(static_cast<bool>(wait));
        BOOST_TEST(com.open_handles == 1);
        BOOST_TEST(!wait());
        com.always["flush"] = 995;
        BOOST_TEST(wait().value() == 995);
    }
    BOOST_TEST(com.open_handles == 0);
    com.always["duplicate"] = 1'450;
    BOOST_TEST(!flush.begin(fake_windows_sys(com), {}));
}

BOOST_AUTO_TEST_CASE(what_nobody_waits_for_yet_is_closed_with_the_port)
{
    fake_com com;
    detail::windows_flush<fake_windows_sys> flush;
    auto const wait = flush.begin(fake_windows_sys(com), {});
    flush.end();
    flush.end();
    BOOST_TEST(com.open_handles == 0);
    BOOST_TEST(wait().value() == 995);
    BOOST_TEST(com.count("flush") == 0u);
}

BOOST_AUTO_TEST_CASE(a_wait_is_ended_and_the_device_free_when_the_port_is_closed)
{
    slow_driver driver;
    detail::windows_flush<slow_sys> flush;
    auto waiting = wait_on_another_thread(flush, driver);
    flush.end();
    BOOST_TEST(driver.open == 0);
    BOOST_TEST(waiting.get().value() == 995);
    BOOST_TEST(driver.cancels >= 3);
}

BOOST_AUTO_TEST_CASE(a_driver_that_does_not_let_go_holds_up_nobody_else)
{
    slow_driver driver;
    driver.deaf = true;
    detail::windows_flush<slow_sys> flush;
    auto waiting = wait_on_another_thread(flush, driver);
    flush.end();
    BOOST_TEST(driver.open == 1);
    driver.deaf = false;
    BOOST_TEST(waiting.get().value() == 995);
    BOOST_TEST(driver.open == 0); // by who waited
}

BOOST_AUTO_TEST_SUITE_END()
