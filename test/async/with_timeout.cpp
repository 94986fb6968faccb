// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <utility>

namespace asio = boost::asio;
using namespace boost_serial_ext;
using namespace std::chrono_literals;

namespace {

struct outcome
{
    error_code ec;
    std::size_t n = 0;
    int calls = 0;

    auto handler()
    {
        return [this](error_code e, std::size_t count)
        {
            ec = e;
            n = count;
            ++calls;
        };
    }
};

struct fixture
{
    test::pty_pair device;
    asio::io_context context;
    serial_stream port{context, device.name(), serial_config{}};
    std::string text;
    outcome result;

    template<class Token>
    auto read_line(Token&& token)
    {
        return asio::async_read_until(
            port, asio::dynamic_buffer(text), '\n', std::forward<Token>(token));
    }

    void run()
    {
        context.restart();
        context.run_for(10s);
        BOOST_TEST(context.stopped());
    }
};

// Counts what it hands out; equal to every other one.
template<class T>
struct live_counting_allocator
{
    using value_type = T;

    explicit live_counting_allocator(std::shared_ptr<int> count) : live(std::move(count)) {}
    template<class U>
    live_counting_allocator(live_counting_allocator<U> const& other) : live(other.live)
    {
    }

    T* allocate(std::size_t n)
    {
        ++*live;
        return std::allocator<T>().allocate(n);
    }
    void deallocate(T* p, std::size_t n)
    {
        --*live;
        std::allocator<T>().deallocate(p, n);
    }
    template<class U>
    bool operator==(live_counting_allocator<U> const& other) const
    {
        return live == other.live;
    }
    template<class U>
    bool operator!=(live_counting_allocator<U> const& other) const
    {
        return live != other.live;
    }

    std::shared_ptr<int> live;
};

} // namespace

BOOST_AUTO_TEST_SUITE(with_timeout_)

BOOST_FIXTURE_TEST_CASE(an_operation_that_takes_too_long_is_timed_out, fixture)
{
    auto const began = std::chrono::steady_clock::now();
    read_line(with_timeout(20ms, result.handler()));
    run();
    BOOST_TEST(result.calls == 1);
    BOOST_TEST((result.ec == condition::timed_out));
    BOOST_TEST((result.ec != condition::aborted));
    BOOST_TEST((result.ec == asio::error::timed_out));
    bool const not_early = std::chrono::steady_clock::now() - began >= 20ms;
    BOOST_TEST(not_early);
}

BOOST_FIXTURE_TEST_CASE(an_operation_in_time_gets_its_result_and_the_timer_does_not_linger, fixture)
{
    device.write("OK\n");
    read_line(with_timeout(1h, result.handler()));
    run();
    BOOST_TEST(result.calls == 1);
    BOOST_TEST(!result.ec.failed());
    BOOST_TEST(result.n == 3u);
}

BOOST_FIXTURE_TEST_CASE(what_came_before_the_timeout_is_kept_for_the_next_read, fixture)
{
    device.write("half a l");
    read_line(with_timeout(20ms, result.handler()));
    run();
    BOOST_TEST((result.ec == condition::timed_out));
    device.write("ine\n");
    read_line(with_timeout(5s, result.handler()));
    run();
    BOOST_TEST(!result.ec.failed());
    BOOST_TEST(text == "half a line\n");
}

BOOST_FIXTURE_TEST_CASE(the_port_stays_usable_after_many_timeouts, fixture)
{
    for (int i = 0; i < 50; ++i)
    {
        read_line(with_timeout(1ms, result.handler()));
        run();
        BOOST_TEST((result.ec == condition::timed_out));
    }
    device.write("x\n");
    read_line(with_timeout(5s, result.handler()));
    run();
    BOOST_TEST(result.calls == 51);
    BOOST_TEST(!result.ec.failed());
}

BOOST_FIXTURE_TEST_CASE(a_cancellation_by_the_user_stays_an_abort, fixture)
{
    asio::cancellation_signal signal;
    read_line(with_timeout(1h, asio::bind_cancellation_slot(signal.slot(), result.handler())));
    asio::post(context, [&] { signal.emit(asio::cancellation_type::terminal); });
    run();
    BOOST_TEST(result.calls == 1);
    BOOST_TEST((result.ec == condition::aborted));
    BOOST_TEST((result.ec != condition::timed_out));
}

BOOST_FIXTURE_TEST_CASE(cancelling_the_stream_stays_an_abort, fixture)
{
    read_line(with_timeout(1h, result.handler()));
    asio::post(context, [&] { port.cancel(); });
    run();
    BOOST_TEST(result.calls == 1);
    BOOST_TEST((result.ec == condition::aborted));
}

BOOST_FIXTURE_TEST_CASE(a_cancellation_before_the_operation_began_is_not_lost, fixture)
{
    // Outside of the context the start is posted: the signal comes first.
    asio::cancellation_signal signal;
    read_line(with_timeout(1h, asio::bind_cancellation_slot(signal.slot(), result.handler())));
    signal.emit(asio::cancellation_type::terminal);
    run();
    BOOST_TEST(result.calls == 1);
    BOOST_TEST((result.ec == condition::aborted));
}

BOOST_FIXTURE_TEST_CASE(a_signal_after_completion_is_harmless, fixture)
{
    asio::cancellation_signal signal;
    device.write("\n");
    read_line(with_timeout(1h, asio::bind_cancellation_slot(signal.slot(), result.handler())));
    run();
    signal.emit(asio::cancellation_type::all);
    BOOST_TEST(result.calls == 1);
    BOOST_TEST(!result.ec.failed());
}

BOOST_FIXTURE_TEST_CASE(no_time_at_all_times_out, fixture)
{
    for (auto const limit : {0ms, -1ms, std::chrono::milliseconds(-1h)})
    {
        read_line(with_timeout(limit, result.handler()));
        run();
        BOOST_TEST((result.ec == condition::timed_out));
    }
    BOOST_TEST(result.calls == 3);
}

BOOST_FIXTURE_TEST_CASE(a_limit_beyond_the_end_of_the_clock_is_none, fixture)
{
    read_line(with_timeout((std::chrono::nanoseconds::max)(), result.handler()));
    asio::post(context, [&] { device.write("\n"); });
    run();
    BOOST_TEST(result.calls == 1);
    BOOST_TEST(!result.ec.failed());
}

BOOST_FIXTURE_TEST_CASE(the_handler_is_never_called_inside_the_initiating_function, fixture)
{
    device.write("\n");
    asio::post(context,
        [&]
        {
            read_line(with_timeout(0ms, result.handler()));
            BOOST_TEST(result.calls == 0);
        });
    run();
    BOOST_TEST(result.calls == 1);
}

BOOST_FIXTURE_TEST_CASE(
    blocking_code_gets_an_exception_while_another_thread_runs_the_context, fixture)
{
    auto work = asio::make_work_guard(context);
    std::thread runner([&] { context.run(); });
    for (int i = 0; i < 50; ++i) // limits this short race the initiation
    {
        auto future = read_line(with_timeout(std::chrono::microseconds(i * 20), asio::use_future));
        BOOST_CHECK_EXCEPTION(future.get(), boost::system::system_error,
            [](auto const& e) { return e.code() == condition::timed_out; });
    }
    device.write("late\n");
    BOOST_TEST(read_line(with_timeout(10s, asio::use_future)).get() == 5u);
    work.reset();
    runner.join();
}

BOOST_FIXTURE_TEST_CASE(a_deferred_operation_begins_its_time_when_it_is_launched, fixture)
{
    auto operation = read_line(with_timeout(20ms, asio::deferred));
    run();
    BOOST_TEST(result.calls == 0);
    std::move(operation)(result.handler());
    run();
    BOOST_TEST(result.calls == 1);
    BOOST_TEST((result.ec == condition::timed_out));
}

BOOST_FIXTURE_TEST_CASE(a_token_can_be_kept_and_used_again, fixture)
{
    auto const token = with_timeout(5ms, asio::use_future);
    auto first = port.async_wait(serial_stream::wait_read, token);
    auto second = port.async_wait(serial_stream::wait_read, token);
    run();
    for (auto* future : {&first, &second})
        BOOST_CHECK_EXCEPTION(future->get(), boost::system::system_error,
            [](auto const& e) { return e.code() == condition::timed_out; });
}

BOOST_FIXTURE_TEST_CASE(a_handler_that_can_only_be_moved_is_moved, fixture)
{
    auto owned = std::make_unique<int>(7);
    int seen = 0;
    read_line(with_timeout(
        1ms, [&seen, owned = std::move(owned)](error_code, std::size_t) { seen = *owned; }));
    run();
    BOOST_TEST(seen == 7);
}

BOOST_FIXTURE_TEST_CASE(everything_happens_on_the_strand_of_the_handler, fixture)
{
    auto strand = asio::make_strand(context);
    bool inside = false;
    read_line(with_timeout(1ms,
        asio::bind_executor(strand,
            [&](error_code ec, std::size_t)
            {
                inside = strand.running_in_this_thread();
                result.ec = ec;
            })));
    std::thread other([&] { context.run_for(10s); });
    context.run_for(10s);
    other.join();
    BOOST_TEST(inside);
    BOOST_TEST((result.ec == condition::timed_out));
}

BOOST_FIXTURE_TEST_CASE(memory_comes_from_the_handler_and_is_back_before_the_call, fixture)
{
    auto const live = std::make_shared<int>(0);
    int most = 0;
    int at_the_call = -1;
    read_line(with_timeout(5ms,
        asio::bind_allocator(live_counting_allocator<void>(live),
            [&](error_code, std::size_t) { at_the_call = *live; })));
    most = *live;
    run();
    BOOST_TEST(most > 0);
    BOOST_TEST(at_the_call == 0);
}

BOOST_FIXTURE_TEST_CASE(nothing_leaks_when_the_context_goes_first, fixture)
{
    auto const witness = std::make_shared<int>(0);
    std::weak_ptr<int> const watched = witness;
    {
        asio::io_context brief;
        auto other = std::make_shared<serial_stream>(brief);
        test::pty_pair second;
        other->open(second.name(), serial_config{});
        auto const buffer = std::make_shared<char>();
        auto& stream = *other;
        stream.async_read_some(asio::buffer(buffer.get(), 1),
            with_timeout(1h,
                [witness, buffer, other = std::move(other)](error_code, std::size_t)
                { *witness = 1; }));
        brief.poll();
    }
    BOOST_TEST(*witness == 0);
    BOOST_TEST(watched.use_count() == 1);
}

BOOST_FIXTURE_TEST_CASE(any_cancellable_operation_of_asio_can_be_limited, fixture)
{
    asio::steady_timer timer(context, 1h);
    error_code ec;
    timer.async_wait(with_timeout(1ms, [&](error_code e) { ec = e; }));
    run();
    BOOST_TEST((ec == condition::timed_out));
}

BOOST_FIXTURE_TEST_CASE(a_limit_inside_a_limit_works, fixture)
{
    read_line(with_timeout(1h, with_timeout(1ms, result.handler())));
    run();
    BOOST_TEST(result.calls == 1);
    BOOST_TEST((result.ec == condition::timed_out));
}

#if defined(BOOST_ASIO_HAS_CO_AWAIT)
BOOST_FIXTURE_TEST_CASE(a_coroutine_gets_an_exception_or_a_tuple, fixture)
{
    bool thrown = false;
    error_code ec;
    auto const body = [&]() -> asio::awaitable<void>
    {
        try
        {
            co_await read_line(with_timeout(1ms, asio::use_awaitable));
        }
        catch (boost::system::system_error const& e)
        {
            thrown = e.code() == condition::timed_out;
        }
        std::tie(ec, std::ignore)
            = co_await read_line(with_timeout(1ms, asio::as_tuple(asio::use_awaitable)));
    };
    asio::co_spawn(context, body(), asio::detached);
    run();
    BOOST_TEST(thrown);
    BOOST_TEST((ec == condition::timed_out));
}
#endif

// --- right after the start, outside of the executor --------------------------------------------

namespace {

/// A read and a limit that is far away, started before the context runs.
struct started_read
{
    started_read()
    {
        stream.emplace(context, far.name(), serial_config{});
        stream->async_read_some(asio::buffer(data), with_timeout(1h, result.handler()));
    }

    asio::io_context context;
    test::pty_pair far;
    std::optional<serial_stream> stream;
    std::array<char, 4> data{};
    outcome result;
};

} // namespace

BOOST_AUTO_TEST_CASE(what_is_done_right_after_the_start_meets_the_operation)
{
    void (*const ends[])(started_read&) = {
        [](started_read& r) { r.stream->cancel(); },
        [](started_read& r) { r.stream->close(); },
        [](started_read& r) { r.stream.reset(); },
        [](started_read& r)
        {
            r.stream->close();
            r.stream->open(r.far.name(), serial_config{});
            r.far.write("x"); // for somebody else
        },
    };
    for (auto const end : ends)
    {
        started_read r;
        end(r);
        r.context.run();
        BOOST_TEST(r.result.calls == 1);
        BOOST_TEST((r.result.ec == condition::aborted), r.result.ec);
    }
}

BOOST_AUTO_TEST_CASE(a_move_right_after_the_start_takes_the_operation_along)
{
    started_read r;
    serial_stream const moved(std::move(*r.stream));
    r.far.write("x");
    r.context.run();
    BOOST_TEST(!r.result.ec.failed());
    BOOST_TEST(r.result.n == 1u);
}

BOOST_AUTO_TEST_CASE(with_a_limit_and_without_operations_keep_their_order)
{
    asio::io_context context;
    test::pty_pair far;
    serial_stream stream(context, far.name(), serial_config{});
    outcome first, second;
    stream.async_write_some(asio::buffer("1", 1), with_timeout(1h, first.handler()));
    stream.async_write_some(asio::buffer("2", 1), second.handler());
    context.run();
    BOOST_TEST(far.read_exact(2) == "12");
    BOOST_TEST(first.calls + second.calls == 2);
}

// The caller's thread and the context's meet in the middle of the start.
BOOST_AUTO_TEST_CASE(a_limit_that_is_over_at_once_ends_what_another_thread_starts)
{
    asio::io_context context;
    auto const work = asio::make_work_guard(context);
    std::thread runner([&] { context.run(); });
    test::pty_pair far;
    serial_stream stream(context, far.name(), serial_config{});
    std::array<char, 4> data{};
    for (int i = 0; i < 500; ++i)
    {
        auto read = stream.async_read_some(asio::buffer(data), with_timeout(0s, asio::use_future));
        try
        {
            read.get();
            BOOST_ERROR("there was nothing to read");
        }
        catch (boost::system::system_error const& e)
        {
            BOOST_TEST((e.code() == condition::timed_out), e.code());
        }
    }
    context.stop();
    runner.join();
}

// asio::async_read goes on after such a cancellation, and then it is the limit that ends it.
BOOST_AUTO_TEST_CASE(a_cancellation_that_the_operation_ignores_does_not_change_the_outcome)
{
    asio::io_context context;
    test::pty_pair far;
    serial_stream stream(context, far.name(), serial_config{});
    std::array<char, 4> data{};
    outcome read;
    asio::cancellation_signal signal;
    asio::async_read(stream, asio::buffer(data),
        with_timeout(50ms, asio::bind_cancellation_slot(signal.slot(), read.handler())));
    signal.emit(asio::cancellation_type::total);
    context.run();
    BOOST_TEST((read.ec == condition::timed_out), read.ec);
}

BOOST_AUTO_TEST_SUITE_END()
