// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The queue of a context's deadlines: who is told when, again, or not at all.

#include <boost_serial_ext/with_timeout.hpp>

#include <boost_serial_ext/detail/deadline_queue.hpp>

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#if !defined(BOOST_ASIO_NO_TS_EXECUTORS) // else nobody uses it

namespace asio = boost::asio;
using namespace boost_serial_ext;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(queue_of_deadlines)

namespace {

struct fixture
{
    asio::io_context context;
    detail::deadline_queue& queue = asio::use_service<detail::deadline_queue>(context);

    /// It ends for lack of work.
    void run()
    {
        context.restart();
        context.run_for(20s);
        BOOST_TEST(context.stopped());
    }
};

/// Notes that it is told; throws before, if it shall.
class noted_entry final : public detail::deadline_entry
{
public:
    noted_entry(std::vector<int>& told, int number) : told_(told), number_(number) {}

    std::function<void()> before;
    int too_early = 0; ///< How often it says so.

private:
    bool tell(std::shared_ptr<deadline_entry>, asio::io_context::executor_type const&) override
    {
        if (before)
            std::exchange(before, nullptr)();
        if (too_early != 0)
            return --too_early, false;
        told_.push_back(number_);
        return true;
    }

    std::vector<int>& told_;
    int number_;
};

/// Cannot start an operation, and finds that out when its limit has passed and been told again.
struct failing_start
{
    asio::io_context& context;
    detail::deadline_queue const& queue;

    using executor_type = asio::io_context::executor_type;
    executor_type get_executor() const noexcept { return context.get_executor(); }

    template<class Handler>
    void operator()(Handler&&) const
    {
        auto const end = std::chrono::steady_clock::now() + 20s;
        while (queue.times_armed() < 3 && std::chrono::steady_clock::now() < end)
            std::this_thread::yield();
        throw std::runtime_error("cannot start");
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(deadlines_are_told_in_their_order, fixture)
{
    int const count = 1'000;
    std::vector<std::shared_ptr<noted_entry>> entries;
    std::vector<int> told, sorted;
    auto const begun = std::chrono::steady_clock::now();
    for (int i = 0; i != count; ++i)
    {
        int const place = i * 383 % count;
        entries.push_back(std::make_shared<noted_entry>(told, place));
        queue.add(*entries.back(), begun + place / 2 * 100us); // some at the same time
    }
    for (int i = 0; i != count; i += 10)
        BOOST_TEST(entries[static_cast<std::size_t>(i)]->leave());
    run();
    for (int i = 0; i != count; i += 10)
        BOOST_TEST(!entries[static_cast<std::size_t>(i)]->leave());
    std::vector<std::pair<int, int>> expected; // of two at the same time the first to be added
    for (int i = 0; i != count; ++i)
        if (i % 10 != 0)
            expected.emplace_back(i * 383 % count / 2, i);
    std::sort(expected.begin(), expected.end());
    for (auto const& e : expected)
        sorted.push_back(e.second * 383 % count);
    BOOST_TEST(told == sorted, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(
    what_is_thrown_leaves_run_when_all_are_told_and_then_it_is_told_again, fixture)
{
    std::vector<int> told;
    auto const now = std::chrono::steady_clock::now();
    auto first = std::make_shared<noted_entry>(told, 1);
    auto const second = std::make_shared<noted_entry>(told, 2);
    first->before = [&]
    {
        first.reset(); // nobody holds it but who tells
        throw std::runtime_error("an executor's");
    };
    queue.add(*first, now);
    queue.add(*second, now);
    BOOST_CHECK_THROW(context.run(), std::runtime_error);
    BOOST_TEST((told == std::vector<int>{2}));
    context.run_for(20s);
    BOOST_TEST(context.stopped());
    BOOST_TEST((told == std::vector<int>{2, 1}));
}

BOOST_FIXTURE_TEST_CASE(for_whom_it_is_too_early_is_told_again, fixture)
{
    std::vector<int> told;
    auto const entry = std::make_shared<noted_entry>(told, 1);
    entry->too_early = 3;
    queue.add(*entry, std::chrono::steady_clock::now());
    run();
    BOOST_TEST((told == std::vector<int>{1}));
    BOOST_TEST(entry->too_early == 0);
}

// The timer is armed, and no work any more, when it comes back.
BOOST_FIXTURE_TEST_CASE(who_is_told_again_is_work, fixture)
{
    std::vector<int> told;
    auto const entry = std::make_shared<noted_entry>(told, 1);
    auto const other = std::make_shared<noted_entry>(told, 2);
    entry->too_early = 1;
    entry->before = [&]
    {
        queue.add(*other, std::chrono::steady_clock::now() - 1h);
        BOOST_TEST(other->leave());
    };
    queue.add(*entry, std::chrono::steady_clock::now());
    run();
    BOOST_TEST((told == std::vector<int>{1}));
}

// The limit passes while the operation is being started, on another thread, and is not.
BOOST_FIXTURE_TEST_CASE(an_operation_that_cannot_begin_leaves_no_limit, fixture)
{
    auto work = asio::make_work_guard(context);
    std::thread runner([&] { context.run(); });
    int calls = 0;
    auto token = with_timeout(0s, [&](error_code) { ++calls; });
    BOOST_CHECK_THROW((asio::async_initiate<decltype(token), void(error_code)>(
                          failing_start{context, queue}, token)),
        std::runtime_error);
    BOOST_TEST(queue.times_armed() >= 3u);
    work.reset();
    runner.join(); // or it would never end
    BOOST_TEST(calls == 0);
}

namespace {

/// Memory that is at an end once, after so many more blocks.
template<class T>
struct failing_once
{
    using value_type = T;
    int* left;

    explicit failing_once(int& l) noexcept : left(&l) {}
    template<class U>
    failing_once(failing_once<U> const& other) noexcept : left(other.left)
    {
    }
    T* allocate(std::size_t n)
    {
        if (*left >= 0 && (*left)-- == 0)
            throw std::bad_alloc();
        return std::allocator<T>().allocate(n);
    }
    void deallocate(T* p, std::size_t n) noexcept { std::allocator<T>().deallocate(p, n); }
    template<class U>
    bool operator==(failing_once<U> const& other) const noexcept
    {
        return left == other.left;
    }
    template<class U>
    bool operator!=(failing_once<U> const& other) const noexcept
    {
        return left != other.left;
    }
};

} // namespace

// It has been posted to the context, and there is no memory to go on to the handler's strand.
BOOST_FIXTURE_TEST_CASE(a_limit_that_is_lost_on_its_way_does_not_keep_the_result, fixture)
{
    int memory = -1, calls = 0;
    error_code result;
    asio::steady_timer timer(context, 24h);
    timer.async_wait(with_timeout(0ms,
        asio::bind_executor(asio::make_strand(context),
            asio::bind_allocator(failing_once<void>(memory),
                [&](error_code ec)
                {
                    ++calls;
                    result = ec;
                }))));
    memory = 1;
    BOOST_CHECK_THROW(context.run_for(20s), std::bad_alloc);
    BOOST_TEST(calls == 0);
    timer.cancel();
    run();
    BOOST_TEST(calls == 1);
    BOOST_TEST((result == asio::error::operation_aborted), result);
}

BOOST_FIXTURE_TEST_CASE(who_is_destroyed_is_not_told, fixture)
{
    std::vector<int> told;
    auto entry = std::make_shared<noted_entry>(told, 1);
    auto const other = std::make_shared<noted_entry>(told, 2);
    auto const now = std::chrono::steady_clock::now();
    queue.add(*entry, now);
    queue.add(*other, now);
    entry.reset();
    run();
    BOOST_TEST((told == std::vector<int>{2}));
}

BOOST_AUTO_TEST_CASE(who_outlives_the_context_has_left_its_queue)
{
    std::vector<int> told;
    auto const entry = std::make_shared<noted_entry>(told, 1);
    {
        asio::io_context context;
        auto& queue = asio::use_service<detail::deadline_queue>(context);
        queue.add(*entry, std::chrono::steady_clock::now() + 1h);
    }
    BOOST_TEST(entry->leave()); // nobody will tell it
    BOOST_TEST(told.empty());
}

BOOST_AUTO_TEST_SUITE_END()

#else

BOOST_AUTO_TEST_SUITE(queue_of_deadlines)

BOOST_AUTO_TEST_CASE(one_timer_serves_all_limits)
{
    BOOST_TEST_MESSAGE("==> skipped: without the executors of the Networking TS each has its own");
}

BOOST_AUTO_TEST_SUITE_END()

#endif
