// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// How a manual clock is moved: by advance, by run, by blocking functions; and what it outlives.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/manual_clock.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include <boost_serial_ext/detail/port_timer.hpp>
#include <boost_serial_ext/detail/time_source.hpp>

#include "doubles/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace boost_serial_ext_test;

BOOST_AUTO_TEST_SUITE(doubles_clock)

BOOST_FIXTURE_TEST_CASE(advancing_runs_no_handlers, manual_time)
{
    open({9'600});
    port.when("a").reply("b");
    transferred sent, received;
    char c = 0;
    stream.async_read_some(asio::buffer(&c, 1), received.handler());
    stream.async_write_some(asio::buffer("a", 1), sent.handler());
    clock.advance(1s);
    BOOST_TEST((clock.now() == 1s));
    BOOST_TEST(sent.calls + received.calls == 0);
    BOOST_TEST(port.captured() == "a");
    context.poll();
    BOOST_TEST(sent.calls == 1);
    BOOST_TEST(received.calls == 1);
    BOOST_TEST(c == 'b');
}

BOOST_FIXTURE_TEST_CASE(running_moves_the_time_no_further_than_needed, manual_time)
{
    open({9'600});
    char c = 0;
    transferred received;
    stream.async_read_some(asio::buffer(&c, 1), received.handler());
    port.inject("x");
    BOOST_TEST(run());
    BOOST_TEST(received.calls == 1);
    BOOST_TEST((clock.now() == char_time({9'600})));
    BOOST_TEST(run()); // nothing to do
    BOOST_TEST((clock.now() == char_time({9'600})));
}

BOOST_FIXTURE_TEST_CASE(a_run_ends_at_its_limit, manual_time)
{
    open({9'600});
    port.when("?").reply("!").after(10s);
    char c = 0;
    transferred received;
    stream.async_read_some(asio::buffer(&c, 1), received.handler());
    write(stream, "?");
    BOOST_TEST(!clock.run(context, 5s));
    BOOST_TEST(received.calls == 0);
    BOOST_TEST((clock.now() <= 5s));
    BOOST_TEST(!clock.run(context, nanoseconds(0)));
    BOOST_TEST(!clock.run(context, nanoseconds(-5)));
    BOOST_TEST(clock.run(context, 11s));
    BOOST_TEST(received.calls == 1);
    BOOST_TEST((clock.now() == 10s + char_time({9'600}) * 2));
}

BOOST_FIXTURE_TEST_CASE(a_run_tells_of_what_nothing_will_bring, manual_time)
{
    open();
    char c = 0;
    transferred received;
    stream.async_read_some(asio::buffer(&c, 1), received.handler());
    BOOST_TEST(!clock.run(context));
    BOOST_TEST(received.calls == 0);
    BOOST_TEST(clock.now().count() == 0);
    stream.cancel();
    BOOST_TEST(clock.run(context));
    BOOST_TEST((received.ec == condition::aborted), received.ec);
}

// It looks at the counters a hundred times a second: without a limit there would be no end.
BOOST_FIXTURE_TEST_CASE(a_run_ends_also_beside_what_looks_again_and_again, manual_time)
{
    open();
    outcome<line_event> told;
    stream.async_wait_line_event(line_events::all, told.handler());
    BOOST_TEST(!clock.run(context, 1min));
    BOOST_TEST(told.calls == 0);
    BOOST_TEST((clock.now() == 1min));
    BOOST_TEST((test::manual_clock::default_limit <= 1h));
}

BOOST_FIXTURE_TEST_CASE(a_run_for_a_time_ends_when_that_is_over, manual_time)
{
    BOOST_TEST(clock.run_for(context, 3s)); // nothing to do
    BOOST_TEST((clock.now() == 3s));
    open();
    done early, late;
    stream.async_wait(serial_stream::wait_read, with_timeout(1s, early.handler()));
    stream.async_wait(serial_stream::wait_read, with_timeout(5s, late.handler()));
    BOOST_TEST(!clock.run_for(context, 2s));
    BOOST_TEST((clock.now() == 5s));
    BOOST_TEST(early.calls == 1);
    BOOST_TEST(late.calls == 0);
    BOOST_TEST(clock.run_for(context, 3s));
    BOOST_TEST((clock.now() == 8s));
    BOOST_TEST(late.calls == 1);
}

// An answer that is due after the end of all time does not come.
BOOST_FIXTURE_TEST_CASE(the_longest_delay_is_no_short_one, manual_time)
{
    clock.advance(1s);
    open();
    port.when("?").reply("!").after((nanoseconds::max)());
    stream.write_some(asio::buffer("?", 1));
    done answered;
    stream.async_wait(serial_stream::wait_read, answered.handler());
    BOOST_TEST(!clock.run(context, 10000h));
    BOOST_TEST(answered.calls == 0);
    stream.close();
    BOOST_TEST(clock.run(context));
}

// An alarm that was taken out to ring belongs to the wait it was set for.
BOOST_FIXTURE_TEST_CASE(a_timer_set_again_is_not_rung_by_what_was_before, manual_time)
{
    using mutex = std::recursive_mutex;
    struct late_ringer final : detail::time_source
    {
        nanoseconds now() noexcept override { return time; }
        void set(std::shared_ptr<detail::alarm> const& who, nanoseconds) override { last = who; }
        void drop(detail::alarm const&) noexcept override {}
        void sleep(nanoseconds) override {}
        bool wait(nanoseconds, std::function<bool()> const& done) override { return done(); }
        nanoseconds time{0};
        std::shared_ptr<detail::alarm> last;
    } source;
    mutex m;
    detail::port_timer<asio::io_context::executor_type, mutex> timer(
        context.get_executor(), &source, m);
    timer.expires_after(1s);
    auto const rung_late = source.last;
    source.time = 1s;
    timer.expires_after(1s); // before the alarm of the first has rung
    done waited;
    timer.async_wait(waited.handler());
    rung_late->ring();
    context.poll();
    BOOST_TEST(waited.calls == 0);
    source.time = 2s;
    source.last->ring();
    context.restart();
    context.poll();
    BOOST_TEST(waited.calls == 1);
    BOOST_TEST(timer.expired(waited.ec));
}

BOOST_FIXTURE_TEST_CASE(running_until_a_condition_holds, manual_time)
{
    open({9'600});
    port.inject("abc");
    std::string got;
    std::string chunk(8, '\0');
    std::function<void()> read_on = [&]
    {
        stream.async_read_some(asio::buffer(chunk),
            [&](error_code ec, std::size_t n)
            {
                got.append(chunk, 0, n);
                if (!ec)
                    read_on();
            });
    };
    read_on();
    BOOST_TEST(clock.run_until(context, [&] { return got == "ab"; }));
    BOOST_TEST((clock.now() == char_time({9'600}, 2)));
    BOOST_TEST(clock.run_until(context, [] { return true; }));
    BOOST_TEST((clock.now() == char_time({9'600}, 2)));
    BOOST_TEST(!clock.run_until(context, [&] { return got == "abcd"; }));
    BOOST_TEST(got == "abc");
    stream.close();
    BOOST_TEST(run());
}

BOOST_FIXTURE_TEST_CASE(what_a_condition_does_is_noticed_before_the_time_moves, manual_time)
{
    open();
    char byte = 0;
    transferred read;
    int calls = 0;
    stream.async_read_some(asio::buffer(&byte, 1), with_timeout(200ms, read.handler()));
    BOOST_TEST(clock.run_until(context,
        [&]
        {
            if (calls++ == 0)
                port.hang_up();
            return read.calls != 0;
        }));
    BOOST_TEST((read.ec == condition::disconnected), read.ec);
    BOOST_TEST((clock.now() == 0s));
}

BOOST_FIXTURE_TEST_CASE(what_a_handler_throws_comes_out_of_run, manual_time)
{
    open();
    int handled = 0;
    asio::post(context, [] { throw std::runtime_error("of a handler"); });
    asio::post(context, [&] { ++handled; });
    BOOST_CHECK_THROW(run(), std::runtime_error);
    BOOST_TEST(handled == 0);
    BOOST_TEST(run());
    BOOST_TEST(handled == 1);
}

BOOST_FIXTURE_TEST_CASE(a_clock_serves_two_contexts, manual_time)
{
    asio::io_context another;
    auto& second_port = test::install(another, clock).add("ttyV0");
    serial_stream second(another, "ttyV0", {9'600});
    open({9'600});
    port.when("x").reply("1").after(1s);
    second_port.when("x").reply("2").after(2s);
    write(stream, "x");
    write(second, "x");
    char a = 0, b = 0;
    transferred first, then;
    stream.async_read_some(asio::buffer(&a, 1), first.handler());
    second.async_read_some(asio::buffer(&b, 1), with_timeout(1500ms, then.handler()));
    BOOST_TEST(!clock.run(context, 500ms));
    BOOST_TEST(run());
    BOOST_TEST(first.calls == 1);
    BOOST_TEST(clock.run(another));
    BOOST_TEST((then.ec == condition::timed_out), then.ec);
    BOOST_TEST((clock.now() == 1500ms));
    second.async_read_some(asio::buffer(&b, 1), then.handler());
    clock.advance(1s); // moves both
    another.restart();
    another.run();
    BOOST_TEST(!then.ec);
    BOOST_TEST(b == '2');
}

BOOST_AUTO_TEST_CASE(a_context_may_go_with_operations_in_progress)
{
    bounded const watch;
    auto const before = open_handles();
    test::manual_clock clock;
    for (int i = 0; i != 20; ++i)
    {
        asio::io_context context;
        auto& port = test::install(context, clock).add("ttyV0");
        serial_stream stream(context, "ttyV0", {300});
        serial_stream opening(context);
        std::string const out = pattern(50'000);
        std::string in(10, '\0');
        int called = 0;
        auto const never = [&](auto&&...) { ++called; };
        stream.async_read_some(asio::buffer(in), with_timeout(1s, never));
        asio::async_write(stream, asio::buffer(out), never);
        stream.async_drain(never);
        stream.async_send_break(1s, never);
        stream.async_wait_line_event(line_events::all, never);
        opening.async_open("ttyV0", {}, never);
        port.inject("abc");
        clock.advance(i * 1ms);
        BOOST_TEST(called == 0);
    }
    clock.advance(1h); // nobody is left
    BOOST_TEST(open_handles() == before);
}

BOOST_AUTO_TEST_CASE(a_clock_may_go_before_its_context)
{
    bounded const watch;
    asio::io_context context;
    auto clock = std::make_optional<test::manual_clock>();
    auto& port = test::install(context, *clock).add("ttyV0");
    serial_stream stream(context, "ttyV0", {9'600});
    char c = 0;
    transferred received;
    stream.async_read_some(asio::buffer(&c, 1), with_timeout(1s, received.handler()));
    clock.reset();
    port.inject("x"); // it will never arrive
    stream.drain();   // blocking functions still move the time
    stream.send_break(500ms);
    BOOST_TEST((port.breaks() == std::vector<nanoseconds>{500ms}));
    context.run();
    BOOST_TEST(received.calls == 1);
    BOOST_TEST(c == 'x');
}

BOOST_FIXTURE_TEST_CASE(a_blocking_read_waits_for_a_scripted_answer, manual_time)
{
    open({9'600});
    port.when("?").reply("42").after(1s);
    write(stream, "?");
    BOOST_TEST(read(stream, 1) == "4");
    BOOST_TEST((clock.now() == 1s + 2 * char_time({9'600})));
    BOOST_TEST(read(stream, 1) == "2");
    BOOST_TEST((clock.now() == 1s + char_time({9'600}) + char_time({9'600}, 2)));
}

BOOST_FIXTURE_TEST_CASE(blocking_functions_let_the_time_pass, manual_time)
{
    open({9'600});
    write(stream, pattern(100));
    stream.drain();
    BOOST_TEST((clock.now() >= char_time({9'600}, 99)));
    BOOST_TEST(port.captured().size() >= 99u);
    BOOST_TEST(stream.drain_exact() == drain_result::wire_exact);
    BOOST_TEST(port.captured().size() == 100u);
    BOOST_TEST((clock.now() <= char_time({9'600}, 100) + 50ms));
    stream.send_break(250ms);
    BOOST_TEST((port.breaks() == std::vector<nanoseconds>{250ms}));
}

BOOST_FIXTURE_TEST_CASE(a_blocking_write_waits_for_room, manual_time)
{
    open({9'600});
    std::size_t const size = under_wine() ? 20'000 : 30'000;
    std::string const out = pattern(size);
    write(stream, out);
    BOOST_TEST((clock.now() >= char_time({9'600}, size - 4'096 - 8'192)));
    BOOST_TEST((clock.now() <= char_time({9'600}, size)));
    stream.drain_exact();
    BOOST_TEST((port.captured() == out));
}

BOOST_FIXTURE_TEST_CASE(a_blocking_read_ends_with_the_device, manual_time)
{
    open({9'600});
    port.set_faults(test::fault_plan().hang_up_after_output(3));
    write(stream, "abcdef");
    error_code ec;
    BOOST_TEST(read_some(stream, ec).empty());
    BOOST_TEST((ec == condition::disconnected), ec);
    BOOST_TEST(port.captured() == "abc");
    BOOST_TEST((clock.now() == char_time({9'600}, 3)));
}

BOOST_FIXTURE_TEST_CASE(a_blocking_function_in_a_handler_moves_the_time_too, manual_time)
{
    open({9'600});
    port.when("?").reply("!").after(3s);
    std::string answer;
    asio::post(context,
        [&]
        {
            write(stream, "?");
            answer = read(stream, 1);
        });
    BOOST_TEST(run());
    BOOST_TEST(answer == "!");
    BOOST_TEST((clock.now() >= 3s));
}

BOOST_AUTO_TEST_SUITE_END()
