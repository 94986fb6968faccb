// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Opens that take their time, and the threads that are at work meanwhile.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/manual_clock.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include "doubles/fixture.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace boost_serial_ext_test;

namespace {

/// Threads that run a context until it is over.
class runners
{
public:
    runners(asio::io_context& context, int count) : context_(context), work_(context.get_executor())
    {
        for (int i = 0; i != count; ++i)
            threads_.emplace_back([this] { context_.run(); });
    }
    runners(runners const&) = delete;
    runners& operator=(runners const&) = delete;
    ~runners()
    {
        work_.reset();
        context_.stop();
        for (auto& t : threads_)
            t.join();
    }

private:
    asio::io_context& context_;
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    std::vector<std::thread> threads_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(doubles_threads)

BOOST_FIXTURE_TEST_CASE(an_open_takes_as_long_as_was_planned, manual_time)
{
    port.set_faults(test::fault_plan().delay_opens(3s));
    done opened;
    stream.async_open("ttyV0", {}, opened.handler());
    BOOST_TEST(!clock.run(context, 3s - 1ns));
    BOOST_TEST(opened.calls == 0);
    BOOST_TEST(!port.is_open());
    BOOST_TEST(run());
    BOOST_TEST(opened.calls == 1);
    BOOST_TEST(!opened.ec);
    BOOST_TEST((clock.now() == 3s));
    BOOST_TEST(stream.is_open());
    stream.close();
    open(); // as a blocking function
    BOOST_TEST((clock.now() == 6s));
}

BOOST_FIXTURE_TEST_CASE(an_open_needs_no_time_by_itself, manual_time)
{
    done opened, missing;
    serial_stream second(context);
    stream.async_open("ttyV0", {}, opened.handler());
    second.async_open("ttyV9", {}, missing.handler());
    context.run(); // the clock is not moved
    BOOST_TEST(!opened.ec);
    BOOST_TEST((missing.ec == condition::port_not_found), missing.ec);
    BOOST_TEST(clock.now().count() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_slow_open_meets_a_time_limit, manual_time)
{
    port.set_faults(test::fault_plan().delay_opens(3s));
    done shorter, longer;
    stream.async_open("ttyV0", {}, with_timeout(2s, shorter.handler()));
    BOOST_TEST(run());
    BOOST_TEST((shorter.ec == condition::timed_out), shorter.ec);
    BOOST_TEST((clock.now() == 2s));
    BOOST_TEST(!stream.is_open());
    clock.advance(2s); // the thread has opened it, and closed it again
    BOOST_TEST(!port.is_open());
    stream.async_open("ttyV0", {}, with_timeout(4s, longer.handler()));
    BOOST_TEST(run());
    BOOST_TEST(!longer.ec);
    BOOST_TEST((clock.now() == 7s));
    BOOST_TEST(stream.is_open());
}

BOOST_FIXTURE_TEST_CASE(a_slow_open_can_be_cancelled, manual_time)
{
    port.set_faults(test::fault_plan().delay_opens(3s));
    done opened;
    stream.async_open("ttyV0", {}, opened.handler());
    clock.advance(1s);
    stream.cancel();
    BOOST_TEST(run());
    BOOST_TEST((opened.ec == condition::aborted), opened.ec);
    BOOST_TEST((clock.now() == 1s));
    clock.advance(1h);
    BOOST_TEST(!port.is_open());
}

// The thread that opens has caught up before the time goes on, however far it is moved at once.
BOOST_FIXTURE_TEST_CASE(what_arrives_after_a_slow_open_is_not_lost, manual_time)
{
    port.set_faults(test::fault_plan().delay_opens(char_time({}, 10) + 1ns));
    for (std::size_t i = 1; i != 101; ++i)
    {
        done opened;
        stream.async_open("ttyV0", {}, opened.handler());
        port.inject(pattern(20)); // at the rate of the open, which is the port's already
        clock.advance(1s);
        context.restart();
        context.poll();
        BOOST_TEST_REQUIRE(opened.calls == 1);
        BOOST_TEST_REQUIRE(port.lost_input() == 10 * i);
        BOOST_TEST(stream.input_waiting() == 10u);
        stream.close();
    }
}

BOOST_FIXTURE_TEST_CASE(a_call_can_be_held, manual_time)
{
    done opened;
    outcome<config_report> configured;
    port.hold(test::port_call::open);
    port.hold(test::port_call::configure);
    stream.async_open("ttyV0", {}, opened.handler());
    BOOST_TEST(port.await_calls(test::port_call::open, 1));
    BOOST_TEST(!run());
    BOOST_TEST(opened.calls == 0);
    BOOST_TEST(!port.await_calls(test::port_call::open, 2, nanoseconds(0)));
    port.release(test::port_call::open);
    BOOST_TEST(run());
    BOOST_TEST(opened.calls == 1);
    BOOST_TEST(!opened.ec);
    stream.async_configure({300}, configured.handler());
    BOOST_TEST(port.await_calls(test::port_call::configure, 1));
    BOOST_TEST(!run());
    port.release(test::port_call::configure);
    port.hold(test::port_call::configure); // too late for this one
    BOOST_TEST(run());
    BOOST_TEST(!configured.ec);
    BOOST_TEST(port.applied().baud_rate == 300u);
    BOOST_TEST(port.await_calls(test::port_call::configure, 1));
}

// What is released may not be what the thread waits for.
BOOST_FIXTURE_TEST_CASE(releasing_what_is_not_held_changes_nothing, manual_time)
{
    auto& other = ports.add("ttyV1");
    port.set_faults(test::fault_plan().delay_opens(1s));
    done opened;
    stream.async_open("ttyV0", {}, opened.handler());
    BOOST_TEST(!clock.run(context, 500ms));
    other.release(test::port_call::open);
    port.release(test::port_call::configure);
    port.release(test::port_call::open);
    BOOST_TEST(run());
    BOOST_TEST(opened.calls == 1);
    BOOST_TEST((clock.now() == 1s));
}

BOOST_AUTO_TEST_CASE(a_context_may_go_while_a_call_is_held)
{
    bounded const watch;
    auto const before = open_handles();
    for (int i = 0; i != 20; ++i)
    {
        test::manual_clock clock;
        asio::io_context context;
        auto& port = (i % 2 == 0 ? test::install(context) : test::install(context, clock)).add("a");
        serial_stream stream(context);
        port.hold(test::port_call::open);
        stream.async_open("a", {}, [](error_code) {});
        BOOST_TEST(port.await_calls(test::port_call::open, 1));
    }
    BOOST_TEST(open_handles() == before);
}

BOOST_AUTO_TEST_CASE(a_context_may_go_while_an_open_waits_for_the_time)
{
    bounded const watch;
    auto const before = open_handles();
    test::manual_clock clock;
    for (int i = 0; i != 50; ++i)
    {
        asio::io_context context;
        test::install(context, clock)
            .add("ttyV0")
            .set_faults(test::fault_plan().delay_opens(std::chrono::hours(1)));
        serial_stream stream(context);
        done opened;
        stream.async_open("ttyV0", {}, opened.handler());
        if (i % 2 == 0)
            clock.advance(1s); // then the thread is asleep; else it is anywhere
        BOOST_TEST(opened.calls == 0);
    }
    BOOST_TEST(open_handles() == before);
}

BOOST_AUTO_TEST_CASE(a_context_may_go_while_an_open_takes_real_time)
{
    bounded const watch;
    auto const before = open_handles();
    auto const begun = std::chrono::steady_clock::now();
    for (int i = 0; i != 50; ++i)
    {
        asio::io_context context;
        test::install(context).add("ttyV0").set_faults(
            test::fault_plan().delay_opens(std::chrono::hours(1)));
        serial_stream stream(context);
        stream.async_open("ttyV0", {}, [](error_code) {});
    }
    BOOST_TEST(open_handles() == before);
    BOOST_TEST((std::chrono::steady_clock::now() - begun < patience));
}

// The first open starts the thread that moves the bytes, wherever it is called.
BOOST_AUTO_TEST_CASE(a_context_may_go_while_its_first_port_is_being_opened)
{
    bounded const watch;
    auto const before = open_handles();
    for (int i = 0; i != 500; ++i)
    {
        asio::io_context context;
        test::install(context).add("ttyV0");
        serial_stream stream(context);
        stream.async_open("ttyV0", {}, [](error_code) {});
        auto const go = std::chrono::steady_clock::now() + i * 1us;
        while (std::chrono::steady_clock::now() < go)
            continue; // to yield would take as long as the other processes of the machine like
    }
    BOOST_TEST(open_handles() == before);
}

BOOST_AUTO_TEST_CASE(another_thread_may_move_the_clock_while_contexts_come_and_go)
{
    bounded const watch;
    test::manual_clock clock;
    std::atomic<bool> stop{false};
    auto mover = std::async(std::launch::async,
        [&]
        {
            while (!stop)
                clock.advance(100us);
            return true;
        });
    for (int i = 0; i != 100; ++i)
    {
        asio::io_context context;
        auto& port = test::install(context, clock).add("ttyV0");
        port.set_faults(test::fault_plan().delay_opens(1us));
        port.when("?").reply("!");
        serial_stream stream(context), dropped(context);
        stream.async_open("ttyV0", {}, [](error_code) {});
        context.run();
        error_code ec;
        stream.write_some(asio::buffer("?", 1), ec);
        dropped.async_open("ttyV0", {}, [](error_code) {});
        BOOST_TEST(!ec);
        BOOST_TEST(read(stream, 1) == "!");
    }
    stop = true;
    BOOST_TEST(result_of(mover));
}

// The first open of all, which would have started the thread that moves the bytes.
BOOST_FIXTURE_TEST_CASE(bytes_move_after_a_fork_that_met_the_first_open, real_time)
{
    port.hold(test::port_call::open);
    done opened;
    stream.async_open("ttyV0", {}, opened.handler());
    BOOST_TEST(port.await_calls(test::port_call::open, 1));
    context.notify_fork(asio::io_context::fork_prepare);
    context.notify_fork(asio::io_context::fork_parent);
    BOOST_TEST(run_until([&] { return opened.calls != 0; }));
    port.when("?").reply("!").after(1ms);
    write(stream, "?");
    BOOST_TEST(read(stream, 1) == "!");
}

BOOST_FIXTURE_TEST_CASE(what_a_fork_let_go_is_not_let_go_again, manual_time)
{
    auto& other = ports.add("ttyV1");
    other.set_faults(test::fault_plan().delay_opens(1s));
    port.hold(test::port_call::open);
    done opened, opened_other;
    stream.async_open("ttyV0", {}, opened.handler());
    BOOST_TEST(port.await_calls(test::port_call::open, 1));
    context.notify_fork(asio::io_context::fork_prepare);
    context.notify_fork(asio::io_context::fork_parent);
    BOOST_TEST(run());
    BOOST_TEST(opened.calls == 1);
    serial_stream second(context);
    second.async_open("ttyV1", {}, opened_other.handler());
    BOOST_TEST(other.await_calls(test::port_call::open, 1));
    port.release(test::port_call::open);
    BOOST_TEST(run());
    BOOST_TEST(opened_other.calls == 1);
    BOOST_TEST((clock.now() >= 1s));
}

BOOST_AUTO_TEST_CASE(a_fork_waits_for_no_open)
{
    bounded const watch;
    for (bool const manual : {false, true})
        for (bool const held : {false, true})
        {
            test::manual_clock clock;
            asio::io_context context;
            auto& port = (manual ? test::install(context, clock) : test::install(context)).add("a");
            if (held)
                port.hold(test::port_call::open);
            else
                port.set_faults(test::fault_plan().delay_opens(1h));
            serial_stream stream(context);
            done opened;
            stream.async_open("a", {}, opened.handler());
            BOOST_TEST(port.await_calls(test::port_call::open, 1));
            context.notify_fork(asio::io_context::fork_prepare);
            context.notify_fork(asio::io_context::fork_parent);
            context.run();
            BOOST_TEST(opened.calls == 1);
            BOOST_TEST(!opened.ec, opened.ec);
            port.inject("x");
            BOOST_TEST(read(stream, 1) == "x");
        }
}

// Two who wait for the time, each with a port's mutex, and each with something to ring.
BOOST_AUTO_TEST_CASE(blocking_functions_on_two_threads_share_a_clock)
{
    bounded const watch;
    test::manual_clock clock;
    asio::io_context contexts[2];
    std::vector<std::future<bool>> threads;
    for (auto& context : contexts)
    {
        test::install(context, clock).add("ttyV0").set_faults(test::fault_plan().delay_opens(7ms));
        threads.push_back(std::async(std::launch::async,
            [&]
            {
                serial_stream stream(context);
                for (int i = 0; i != 300; ++i)
                {
                    transferred read;
                    char byte = 0;
                    stream.open("ttyV0", {});
                    stream.async_read_some(
                        asio::buffer(&byte, 1), with_timeout(5ms, read.handler()));
                    stream.send_break(3ms);
                    clock.run(context);
                    if (read.ec != condition::timed_out)
                        return false;
                    stream.close();
                }
                return true;
            }));
    }
    for (auto& t : threads)
        BOOST_TEST(result_of(t));
}

// What another thread moves is no reason to say that nothing will come.
BOOST_FIXTURE_TEST_CASE(a_run_notices_what_another_thread_moves, manual_time)
{
    open();
    for (int i = 0; i != 2'000; ++i)
    {
        char byte = 0;
        transferred read;
        stream.async_read_some(asio::buffer(&byte, 1), read.handler());
        port.inject("x");
        auto mover = std::async(std::launch::async, [&] { clock.advance(10ms); });
        BOOST_TEST(run());
        mover.get();
        BOOST_TEST_REQUIRE(read.calls == 1);
    }
}

BOOST_FIXTURE_TEST_CASE(several_threads_run_the_context_while_the_test_moves_the_time, manual_time)
{
    open({115'200});
    std::string const out = pattern(3'000), in = pattern(3'000);
    std::string got(in.size(), '\0');
    auto const strand = asio::make_strand(context);
    auto use = asio::bind_executor(strand, asio::use_future);
    runners const threads(context, 3);
    port.inject(in);
    // Each initiated on the strand: the stream is not to be shared without one.
    auto sent = asio::post(strand,
        std::packaged_task<std::future<std::size_t>()>(
            [&] { return asio::async_write(stream, asio::buffer(out), use); }));
    auto received = asio::post(strand,
        std::packaged_task<std::future<std::size_t>()>(
            [&] { return asio::async_read(stream, asio::buffer(got), with_timeout(1h, use)); }));
    auto sending = result_of(sent);
    auto receiving = result_of(received);
    auto const ready = [](auto& f) { return f.wait_for(0s) == std::future_status::ready; };
    auto const end = std::chrono::steady_clock::now() + patience;
    while (!(ready(sending) && ready(receiving)) && std::chrono::steady_clock::now() < end)
        clock.advance(clock.now() < 10min ? 1ms : 0ms);
    BOOST_TEST(result_of(sending) == out.size());
    BOOST_TEST(result_of(receiving) == in.size());
    BOOST_TEST((got == in));
    clock.advance(1s);
    BOOST_TEST((port.captured() == out));
}

BOOST_FIXTURE_TEST_CASE(a_thread_blocks_in_a_read_until_another_moves_the_time, manual_time)
{
    open({9'600});
    auto reading = std::async(std::launch::async, [&] { return read(stream, 3); });
    port.inject("abc");
    while (reading.wait_for(0s) != std::future_status::ready)
        clock.advance(1ms);
    BOOST_TEST(result_of(reading) == "abc");
}

BOOST_FIXTURE_TEST_CASE(futures_work_in_real_time, real_time)
{
    port.when("ping\n").reply("pong\n").after(1ms);
    runners const threads(context, 1);
    auto opened = stream.async_open("ttyV0", {9'600}, asio::use_future);
    BOOST_TEST_REQUIRE((opened.wait_for(patience) == std::future_status::ready));
    opened.get();
    auto sent = stream.async_write_some(asio::buffer("ping\n", 5), asio::use_future);
    BOOST_TEST(result_of(sent) == 5u);
    std::string answer(5, '\0');
    auto received = asio::async_read(stream, asio::buffer(answer), asio::use_future);
    BOOST_TEST(result_of(received) == 5u);
    BOOST_TEST(answer == "pong\n");
}

BOOST_FIXTURE_TEST_CASE(blocking_functions_work_in_real_time, real_time)
{
    serial_config config{9'600};
    config.flow_control.rts_cts = true;
    open(config);
    port.when("ping\n").reply("pong\n").after(2ms);
    auto const begun = std::chrono::steady_clock::now();
    write(stream, "ping\n");
    BOOST_TEST(read(stream, 5) == "pong\n");
    BOOST_TEST((std::chrono::steady_clock::now() - begun >= 2ms));
    stream.drain();
    BOOST_TEST(stream.drain_exact() == drain_result::wire_exact);
    stream.send_break(1ms);
    BOOST_TEST_REQUIRE(port.breaks().size() == 1u);
    BOOST_TEST((port.breaks()[0] >= 1ms));
}

BOOST_FIXTURE_TEST_CASE(a_blocking_write_waits_for_the_device_in_real_time, real_time)
{
    serial_config config;
    config.flow_control.rts_cts = true;
    open(config);
    port.set_lines({false, true, false, true});
    std::string const out = pattern(50'000);
    auto writing = std::async(std::launch::async,
        [&]
        {
            write(stream, out);
            stream.drain();
            return true;
        });
    while (stream.output_waiting() < 4'096)
        BOOST_TEST_REQUIRE((writing.wait_for(0s) != std::future_status::ready));
    port.set_lines({true, true, false, true});
    BOOST_TEST(result_of(writing));
    BOOST_TEST((port.captured() == out));
}

BOOST_FIXTURE_TEST_CASE(paced_ports_take_real_time, real_time)
{
    ports.set_paced(true);
    open({9'600});
    auto const begun = std::chrono::steady_clock::now();
    write(stream, pattern(20));
    BOOST_TEST(port.captured().size() < 20u);
    port.inject("abcde");
    BOOST_TEST(read(stream, 5) == "abcde");
    stream.drain_exact();
    BOOST_TEST((std::chrono::steady_clock::now() - begun >= char_time({9'600}, 20)));
    BOOST_TEST((port.captured() == pattern(20)));
}

BOOST_FIXTURE_TEST_CASE(threads_may_ask_a_port_at_any_time, real_time)
{
    open();
    std::string const out = pattern(100'000), in = pattern(100'000);
    port.set_input_room(64);
    auto asking = std::async(std::launch::async,
        [&]
        {
            std::string got;
            while (got.size() != out.size())
            {
                got += port.take_captured();
                static_cast<void>(port.rts());
                static_cast<void>(port.applied());
                port.set_capability(feature::rs485, support::unknown);
            }
            return got;
        });
    auto feeding = std::async(std::launch::async,
        [&]
        {
            for (std::size_t i = 0; i != in.size(); i += 100)
                port.inject(std::string_view(in).substr(i, 100));
            return true;
        });
    auto writing = std::async(std::launch::async,
        [&]
        {
            write(stream, out);
            return true;
        });
    std::string const got = read(stream, in.size());
    BOOST_TEST((got == in));
    BOOST_TEST(result_of(writing));
    BOOST_TEST(result_of(feeding));
    BOOST_TEST((result_of(asking) == out));
}

BOOST_AUTO_TEST_SUITE_END()
