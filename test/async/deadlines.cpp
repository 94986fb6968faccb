// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// One timer for all limits of a context: what it costs, that it holds nothing up, and that none is
// forgotten.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include <boost_serial_ext/detail/deadline_queue.hpp>

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <new>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using namespace boost_serial_ext;
using namespace std::chrono_literals;

#if !defined(BOOST_ASIO_NO_TS_EXECUTORS)

namespace {

using any_timer = asio::steady_timer;

struct ended
{
    error_code ec;
    int calls = 0;

    auto handler()
    {
        return [this](error_code e, auto...)
        {
            ec = e;
            ++calls;
        };
    }
};

struct fixture
{
    asio::io_context context;
    test::pty_pair device;
    serial_stream port{context, device.name(), serial_config{}};
    char byte = 0;

    template<class Token>
    auto read_byte(Token&& token)
    {
        return port.async_read_some(asio::buffer(&byte, 1), std::forward<Token>(token));
    }

    auto times_armed() { return asio::use_service<detail::deadline_queue>(context).times_armed(); }

    /// It ends for lack of work, long before any limit of hours.
    void run()
    {
        context.restart();
        context.run_for(20s);
        BOOST_TEST(context.stopped());
    }
};

/// What ends an operation that nothing but its cancellation ends.
struct parked
{
    virtual ~parked() = default;
    virtual void complete(error_code const& ec) = 0;
};

template<class Handler>
struct parked_handler final : parked
{
    explicit parked_handler(Handler&& h) : handler(std::move(h)) {}

    void complete(error_code const& ec) override
    {
        Handler h(std::move(handler));
        h(ec);
    }

    Handler handler;
};

/// Starts an operation that is no work of the context's, as one that a user made may be.
struct park
{
    asio::io_context& context;
    std::unique_ptr<parked>& place;
    std::promise<std::thread::id>* cancelled_on; // may be null

    using executor_type = asio::io_context::executor_type;
    executor_type get_executor() const noexcept { return context.get_executor(); }

    template<class Handler>
    void operator()(Handler&& handler) const
    {
        auto slot = asio::get_associated_cancellation_slot(handler);
        place = std::make_unique<parked_handler<std::decay_t<Handler>>>(std::move(handler));
        auto* const where = &place;
        auto* const ctx = &context;
        slot.assign(
            [where, ctx, on = cancelled_on](asio::cancellation_type)
            {
                if (on != nullptr)
                    on->set_value(std::this_thread::get_id());
                asio::post(*ctx,
                    [where]
                    {
                        auto const operation = std::move(*where);
                        operation->complete(asio::error::operation_aborted);
                    });
            });
    }
};

template<class Token>
auto async_park(asio::io_context& context, std::unique_ptr<parked>& place, Token&& token,
    std::promise<std::thread::id>* cancelled_on = nullptr)
{
    return asio::async_initiate<Token, void(error_code)>(park{context, place, cancelled_on}, token);
}

} // namespace

BOOST_AUTO_TEST_SUITE(deadlines)

// --- work ----------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_limit_of_hours_does_not_hold_the_context_up, fixture)
{
    ended outside, inside;
    device.write("a");
    read_byte(with_timeout(24h, outside.handler()));
    run();
    BOOST_TEST(outside.calls == 1);
    BOOST_TEST(!outside.ec);

    device.write("b");
    asio::post(context, [&] { read_byte(with_timeout(24h, inside.handler())); });
    run();
    BOOST_TEST(inside.calls == 1);
    BOOST_TEST(!inside.ec);
    BOOST_TEST(times_armed() == 1u);
}

BOOST_FIXTURE_TEST_CASE(nor_does_it_on_a_strand_or_for_a_handler_of_another_context, fixture)
{
    asio::io_context other;
    auto const work = asio::make_work_guard(other);
    ended on_strand, elsewhere;
    basic_serial_stream<asio::strand<asio::any_io_executor>> stream(
        asio::strand<asio::any_io_executor>(context.get_executor()));
    port.close();
    stream.open(device.name(), serial_config{});
    device.write("a");
    stream.async_read_some(asio::buffer(&byte, 1), with_timeout(24h, on_strand.handler()));
    run();
    BOOST_TEST(!on_strand.ec);
    BOOST_TEST(on_strand.calls == 1);

    device.write("b");
    stream.async_read_some(
        asio::buffer(&byte, 1), with_timeout(24h, asio::bind_executor(other, elsewhere.handler())));
    std::thread runner([&] { other.run_one_for(20s); });
    run(); // the deadline is taken back on the other thread
    runner.join();
    BOOST_TEST(!elsewhere.ec);
    BOOST_TEST(elsewhere.calls == 1);
}

// A post to that handler's executor would be run by a thread of the system executor's, beside the
// operation's own handlers.
BOOST_FIXTURE_TEST_CASE(with_a_future_the_limit_ends_the_operation_on_its_own_thread, fixture)
{
    std::unique_ptr<parked> place;
    std::promise<std::thread::id> cancelled_on;
    auto const work = asio::make_work_guard(context);
    auto future = async_park(context, place, with_timeout(1ms, asio::use_future), &cancelled_on);
    auto on = cancelled_on.get_future();
    auto const end = std::chrono::steady_clock::now() + 20s;
    while (on.wait_for(0s) != std::future_status::ready && std::chrono::steady_clock::now() < end)
        context.run_one_for(10ms);
    BOOST_TEST_REQUIRE((on.wait_for(0s) == std::future_status::ready));
    BOOST_TEST_REQUIRE((on.get() == std::this_thread::get_id()));
    while (context.poll_one() != 0)
        ;
    BOOST_TEST_REQUIRE((future.wait_for(0s) == std::future_status::ready));
    BOOST_CHECK_EXCEPTION(future.get(), boost::system::system_error,
        [](auto const& e) { return e.code() == condition::timed_out; });
}

BOOST_FIXTURE_TEST_CASE(a_limit_is_kept_for_an_operation_that_is_no_work, fixture)
{
    std::unique_ptr<parked> place;
    ended first, second, in_time;
    async_park(context, place, with_timeout(1ms, first.handler()));
    run();
    BOOST_TEST((first.ec == condition::timed_out), first.ec);

    device.write("x"); // its timer is left behind, and is no work
    read_byte(with_timeout(1h, in_time.handler()));
    run();
    async_park(context, place, with_timeout(1ms, second.handler()));
    run();
    BOOST_TEST((second.ec == condition::timed_out), second.ec);
    BOOST_TEST(first.calls + second.calls + in_time.calls == 3);
}

BOOST_FIXTURE_TEST_CASE(an_operation_that_is_destroyed_does_not_hold_the_context_up, fixture)
{
    std::unique_ptr<parked> place;
    ended never;
    async_park(context, place, with_timeout(24h, never.handler()));
    asio::post(context, [&] { place.reset(); });
    run();
    async_park(context, place, with_timeout(24h, never.handler()));
    place.reset();
    run();
    BOOST_TEST(never.calls == 0);
}

// --- the timer -----------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_thousand_limited_reads_set_the_timer_once, fixture)
{
    int rounds = 0;
    ended last;
    std::function<void()> ask = [&]
    {
        port.async_write_some(asio::buffer("?", 1),
            [&](error_code ec, std::size_t)
            {
                BOOST_TEST_REQUIRE(!ec);
                device.write(device.read_exact(1));
                read_byte(with_timeout(1h,
                    [&](error_code e, std::size_t)
                    {
                        BOOST_TEST_REQUIRE(!e);
                        if (++rounds != 1000)
                            ask();
                    }));
            });
    };
    ask();
    run();
    BOOST_TEST(rounds == 1000);
    BOOST_TEST(times_armed() == 1u);

    // And it does not end too early, after so much counting.
    read_byte(with_timeout(1h, last.handler()));
    std::thread writer([&] { device.write("x"); });
    run();
    writer.join();
    BOOST_TEST(last.calls == 1);
    BOOST_TEST(times_armed() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_timer_that_expires_for_nothing_leaves_later_limits_as_they_are, fixture)
{
    ended readable, brief, unlimited, late;
    device.write("x");
    port.async_wait(serial_stream::wait_read, readable.handler());
    run(); // so that the next read is in time however slow this machine is
    any_timer pause(context, 20ms);
    read_byte(with_timeout(5ms,
        [&](error_code ec, std::size_t)
        {
            brief.ec = ec;
            // The timer is armed for what has just ended.
            read_byte(with_timeout(1h, late.handler()));
        }));
    pause.async_wait(
        [&](error_code ec)
        {
            unlimited.ec = ec;
            BOOST_TEST(late.calls == 0);
            device.write("y");
        });
    run();
    BOOST_TEST(!brief.ec);
    BOOST_TEST(!unlimited.ec);
    BOOST_TEST(late.calls == 1);
    BOOST_TEST(!late.ec, late.ec);
    BOOST_TEST(times_armed() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_timer_that_expires_for_nobody_does_not_end_the_run, fixture)
{
    ended readable, limited, unlimited;
    device.write("x");
    port.async_wait(serial_stream::wait_read, readable.handler());
    run();
    any_timer pause(context, 20ms);
    read_byte(with_timeout(5ms, limited.handler()));
    pause.async_wait(unlimited.handler());
    run();
    BOOST_TEST(!limited.ec);
    BOOST_TEST(unlimited.calls == 1);
}

BOOST_FIXTURE_TEST_CASE(a_shorter_limit_is_kept_while_a_longer_one_is_waited_for, fixture)
{
    any_timer endless(context, 24h);
    ended longer, shorter;
    endless.async_wait(with_timeout(1h, longer.handler()));
    read_byte(with_timeout(2ms,
        [&](error_code ec, std::size_t)
        {
            shorter.ec = ec;
            BOOST_TEST(longer.calls == 0);
            endless.cancel();
        }));
    run();
    BOOST_TEST((shorter.ec == condition::timed_out), shorter.ec);
    BOOST_TEST((longer.ec == condition::aborted), longer.ec);
}

BOOST_FIXTURE_TEST_CASE(many_limits_end_and_none_too_early, fixture)
{
    using clock = std::chrono::steady_clock;
    int const count = 200;
    std::vector<any_timer> endless;
    int timed_out = 0;
    bool early = false;
    for (int i = 0; i != count; ++i)
        endless.emplace_back(context, 24h);
    for (int i = 0; i != count; ++i)
    {
        auto const limit = i * 83 % count * 250us; // every number once, in no order
        endless[static_cast<std::size_t>(i)].async_wait(with_timeout(limit,
            [&, due = clock::now() + limit](error_code ec)
            {
                timed_out += ec == condition::timed_out;
                early = early || clock::now() < due;
            }));
    }
    run();
    BOOST_TEST(timed_out == count);
    BOOST_TEST(!early);
}

// --- executors and threads -----------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_limit_does_not_wait_behind_somebody_elses_strand, fixture)
{
    auto const busy = asio::make_strand(context);
    auto const mine = asio::make_strand(context);
    ended kept, blocked;
    std::promise<void> timed_out;
    any_timer first(busy, 24h), second(mine, 24h);
    // The timer is armed by an operation of the strand that is about to be busy.
    first.async_wait(with_timeout(1ms, blocked.handler()));
    asio::post(busy,
        [&]
        {
            auto const told = timed_out.get_future().wait_for(20s);
            BOOST_TEST((told == std::future_status::ready));
            BOOST_TEST(blocked.calls == 0);
        });
    asio::post(mine,
        [&]
        {
            second.async_wait(with_timeout(5ms,
                [&](error_code ec)
                {
                    kept.ec = ec;
                    timed_out.set_value();
                }));
        });
    std::thread helper([&] { context.run_for(40s); });
    context.run_for(40s);
    helper.join();
    BOOST_TEST((kept.ec == condition::timed_out), kept.ec);
    BOOST_TEST((blocked.ec == condition::timed_out), blocked.ec);
}

// Limits and operations that end at the same moment, on several threads.
BOOST_AUTO_TEST_CASE(a_limit_and_the_end_of_its_operation_may_meet)
{
    asio::io_context context;
    static constexpr int chains = 4, rounds = 400;
    std::atomic<int> in_time{0}, late{0}, wrong{0};
    using strand = asio::strand<asio::io_context::executor_type>;
    struct chain
    {
        explicit chain(strand const& s) : timer(s) {}

        asio::basic_waitable_timer<std::chrono::steady_clock,
            asio::wait_traits<std::chrono::steady_clock>, strand>
            timer;
        int left = rounds;
        std::function<void()> next;
    };
    std::vector<std::unique_ptr<chain>> all;
    for (int i = 0; i != chains; ++i)
    {
        all.push_back(std::make_unique<chain>(asio::make_strand(context)));
        auto& c = *all.back();
        c.next = [&c, &in_time, &late, &wrong]
        {
            if (c.left-- == 0)
                return;
            auto const moment = std::chrono::microseconds(c.left % 60);
            c.timer.expires_after(moment);
            c.timer.async_wait(with_timeout(moment,
                asio::bind_executor(c.timer.get_executor(),
                    [&](error_code ec)
                    {
                        ++(!ec ? in_time : ec == condition::timed_out ? late : wrong);
                        c.next();
                    })));
        };
        asio::post(c.timer.get_executor(), c.next);
    }
    std::thread helper([&] { context.run(); });
    context.run();
    helper.join();
    BOOST_TEST(wrong == 0);
    BOOST_TEST(in_time + late == chains * rounds);
}

BOOST_FIXTURE_TEST_CASE(contexts_have_a_timer_each, fixture)
{
    asio::io_context other;
    any_timer here(context, 24h), there(other, 24h);
    ended first, second;
    here.async_wait(with_timeout(1ms, first.handler()));
    there.async_wait(with_timeout(1ms, second.handler()));
    run();
    BOOST_TEST((first.ec == condition::timed_out), first.ec);
    BOOST_TEST(second.calls == 0);
    other.run();
    BOOST_TEST((second.ec == condition::timed_out), second.ec);
}

// --- failures ------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_handler_that_throws_leaves_the_others_their_limits, fixture)
{
    any_timer endless(context, 24h);
    ended other, in_time;
    endless.async_wait(with_timeout(20ms, other.handler()));
    device.write("x");
    read_byte(with_timeout(
        1h, [](error_code, std::size_t) { throw std::runtime_error("a user's handler"); }));
    BOOST_CHECK_THROW(context.run(), std::runtime_error);
    read_byte(with_timeout(1ms, [](error_code ec, std::size_t) { throw ec; }));
    BOOST_CHECK_THROW(context.run(), error_code);
    context.run_for(20s);
    BOOST_TEST(context.stopped());
    BOOST_TEST((other.ec == condition::timed_out), other.ec);

    device.write("x");
    read_byte(with_timeout(1h, in_time.handler()));
    run();
    BOOST_TEST(!in_time.ec);
}

/// Memory that may be at an end.
template<class T>
struct scarce_allocator
{
    using value_type = T;

    explicit scarce_allocator(int* f) noexcept : failures(f) {}
    template<class U>
    scarce_allocator(scarce_allocator<U> const& other) noexcept : failures(other.failures)
    {
    }

    T* allocate(std::size_t n)
    {
        if (*failures != 0)
        {
            --*failures;
            throw std::bad_alloc();
        }
        return std::allocator<T>().allocate(n);
    }
    void deallocate(T* p, std::size_t n) noexcept { std::allocator<T>().deallocate(p, n); }

    friend bool operator==(scarce_allocator const& a, scarce_allocator const& b) noexcept
    {
        return a.failures == b.failures;
    }
    friend bool operator!=(scarce_allocator const& a, scarce_allocator const& b) noexcept
    {
        return !(a == b);
    }

    int* failures;
};

/// A handler that uses such memory, also to be told of its limit: unlike a polymorphic executor,
/// this one asks it for some.
template<class Handler>
auto scarce(asio::io_context& context, int& failures, Handler&& handler)
{
    return asio::bind_executor(context.get_executor(),
        asio::bind_allocator(scarce_allocator<void>(&failures), std::forward<Handler>(handler)));
}

/// A port of the same executor as those handlers: else the limit comes by the port's, which asks
/// Asio's own memory.
struct scarce_fixture : fixture
{
    basic_serial_stream<asio::io_context::executor_type> stream{context};

    scarce_fixture()
    {
        port.close();
        stream.open(device.name(), serial_config{});
    }

    template<class Token>
    void read_byte(Token&& token)
    {
        stream.async_read_some(asio::buffer(&byte, 1), std::forward<Token>(token));
    }
};

BOOST_FIXTURE_TEST_CASE(without_memory_a_limit_is_told_again_until_there_is_some, scarce_fixture)
{
    int failures = 0;
    ended read;
    read_byte(with_timeout(1ms, scarce(context, failures, read.handler())));
    failures = 3;
    run();
    BOOST_TEST(failures == 0);
    BOOST_TEST(read.calls == 1);
    BOOST_TEST((read.ec == condition::timed_out), read.ec);
}

BOOST_FIXTURE_TEST_CASE(without_memory_an_operation_ends_without_its_limit, scarce_fixture)
{
    int failures = 0;
    int const many = 1'000'000;
    ended read;
    any_timer pause(context, 10ms);
    read_byte(with_timeout(0ms, scarce(context, failures, read.handler())));
    failures = many;
    pause.async_wait([&](error_code) { device.write("x"); });
    run();
    BOOST_TEST(failures < many); // the limit has been tried to be told
    BOOST_TEST(read.calls == 1);
    BOOST_TEST(!read.ec, read.ec);
}

BOOST_FIXTURE_TEST_CASE(without_memory_nothing_begins, scarce_fixture)
{
    int failures = 1;
    ended read, next;
    BOOST_CHECK_THROW(
        read_byte(with_timeout(1h, scarce(context, failures, read.handler()))), std::bad_alloc);
    failures = 0;
    device.write("x");
    read_byte(with_timeout(1h, scarce(context, failures, next.handler())));
    run();
    BOOST_TEST(read.calls == 0);
    BOOST_TEST(!next.ec);
}

// --- the end -------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_context_may_go_at_any_step_of_an_operation_and_its_limit)
{
    int calls = 0;
    for (int steps = 0; steps != 6; ++steps)
    {
        auto const witness = std::make_shared<int>(0);
        asio::io_context handlers; // outlives what it holds handlers for
        {
            asio::io_context context;
            any_timer timer(context, 24h), other(context, 24h), on_time(context, 0ms);
            timer.async_wait(with_timeout(0ms, [witness](error_code) {}));
            other.async_wait(with_timeout(
                0ms, asio::bind_executor(handlers, [witness](error_code) { ++*witness; })));
            on_time.async_wait(with_timeout(
                1h, asio::bind_executor(handlers, [witness](error_code) { ++*witness; })));
            for (int i = 0; i != steps; ++i)
                context.poll_one();
            if (steps % 2 != 0)
                handlers.poll_one();
            handlers.restart();
        }
        handlers.run(); // what is there meets a context that is gone
        BOOST_TEST(*witness <= 2);
        calls += *witness;
        BOOST_TEST(witness.use_count() == 1);
    }
    BOOST_TEST(calls > 0); // what had got as far as its handler
}

// What a thread of another context takes out of a queue may be in one that is being destroyed.
BOOST_AUTO_TEST_CASE(a_context_may_go_while_its_operations_end_on_a_thread_of_another)
{
    for (int round = 0; round != 300; ++round)
    {
        auto const witness = std::make_shared<std::atomic<int>>(0);
        asio::io_context handlers;
        auto work = std::make_unique<asio::executor_work_guard<asio::io_context::executor_type>>(
            handlers.get_executor());
        std::thread runner([&] { handlers.run(); });
        {
            asio::io_context context;
            using strand = asio::strand<asio::io_context::executor_type>;
            std::vector<asio::basic_waitable_timer<std::chrono::steady_clock,
                asio::wait_traits<std::chrono::steady_clock>, strand>>
                timers;
            for (int i = 0; i != 8; ++i)
            {
                timers.emplace_back(asio::make_strand(context), 0ms);
                timers.back().async_wait(with_timeout(
                    1h, asio::bind_executor(handlers, [witness](error_code) { ++*witness; })));
            }
            for (int i = 0; i != 8; ++i)
                context.run_one();
        }
        work.reset();
        runner.join();
        BOOST_TEST(*witness == 8);
        BOOST_TEST(witness.use_count() == 1);
    }
}

BOOST_AUTO_TEST_CASE(memory_that_never_comes_does_not_outlive_the_context)
{
    int failures = 0;
    auto const witness = std::make_shared<int>(0);
    {
        asio::io_context context;
        asio::basic_waitable_timer<std::chrono::steady_clock,
            asio::wait_traits<std::chrono::steady_clock>, asio::io_context::executor_type>
            timer(context, 24h);
        timer.async_wait(with_timeout(0ms, scarce(context, failures, [witness](error_code) {})));
        failures = 1'000'000;
        while (failures == 1'000'000)
            BOOST_TEST_REQUIRE(context.run_one() == 1u);
        timer.cancel();
    }
    BOOST_TEST(witness.use_count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

#else

BOOST_AUTO_TEST_SUITE(deadlines)

BOOST_AUTO_TEST_CASE(one_timer_serves_all_limits)
{
    BOOST_TEST_MESSAGE("==> skipped: without the executors of the Networking TS each has its own");
}

BOOST_AUTO_TEST_SUITE_END()

#endif
