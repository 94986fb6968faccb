// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The port monitor as an Asio I/O object, on ports that the test plugs in and pulls out.
#include <boost_serial_ext/port_monitor.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include "support/async_compliance.hpp"
#include "support/async_probes.hpp"
#include "support/fake_port_source.hpp"
#include "support/forgetful_executor.hpp"
#include "support/system.hpp"

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

using namespace boost_serial_ext_test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(async_port_monitor)

namespace {

asio::cancellation_type const cancellation_types[] = {asio::cancellation_type::terminal,
    asio::cancellation_type::partial, asio::cancellation_type::total};

std::string text_of_end(error_code const& ec, port_event const& event)
{
    if (ec)
        BOOST_TEST((event == port_event()));
    return !ec                               ? text_of(event)
        : ec == condition::aborted           ? "aborted"
        : ec == condition::closed            ? "closed"
        : ec == condition::timed_out         ? "timed out"
        : ec == error::operation_in_progress ? "in progress"
                                             : "error " + std::to_string(ec.value());
}

// What became of a wait: empty while it is in progress.
struct outcome
{
    std::string text;
    int calls = 0;

    auto handler()
    {
        return [this](error_code ec, port_event const& event)
        {
            ++calls;
            text = text_of_end(ec, event);
        };
    }
};

struct fixture
{
    std::string wait(port_monitor& m)
    {
        outcome result;
        m.async_wait(result.handler());
        BOOST_TEST(result.calls == 0); // never inside the initiating function
        BOOST_TEST(run_until(context, [&] { return result.calls != 0; }));
        BOOST_TEST(result.calls == 1);
        return result.text;
    }

    std::string wait() { return wait(*monitor); }

    void start() { monitor.emplace(context); }

    /// Runs what there is to run now.
    void poll()
    {
        context.restart();
        context.poll();
    }

    std::string names() const
    {
        std::string all;
        for (port_info const& p : monitor->ports())
            all += (all.empty() ? "" : " ") + p.name;
        return all;
    }

    asio::io_context context;
    fake_ports ports{context};
    std::optional<port_monitor> monitor;
};

struct started : fixture
{
    started() { start(); }
    ~started()
    {
        monitor.reset();
        run_out(context);
    }
};

/// An event object's news comes by a thread of the system's, for which no manual clock waits.
auto told_at_once()
{
    return only_if(!system_transfers, "an event object tells by another thread");
}

struct on_a_clock
{
    on_a_clock() { test::install(f.context, clock); }

    test::manual_clock clock;
    fixture f;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(it_begins_with_the_ports_that_are_there, fixture)
{
    ports.plug("ttyUSB10");
    ports.plug("ttyUSB9", false);
    start();
    BOOST_TEST(names() == "ttyUSB9 ttyUSB10");
    outcome none;
    monitor->async_wait(none.handler());
    poll();
    BOOST_TEST(none.calls == 0);
}

BOOST_FIXTURE_TEST_CASE(it_tells_what_arrives_and_leaves_while_it_waits, started)
{
    outcome one, two;
    monitor->async_wait(one.handler());
    poll();
    BOOST_TEST(one.calls == 0);
    ports.plug("ttyUSB0");
    BOOST_TEST(run_until(context, [&] { return one.calls != 0; }));
    BOOST_TEST(one.text == "arrived ttyUSB0#1");
    BOOST_TEST(names() == "ttyUSB0");
    monitor->async_wait(two.handler());
    ports.pull("ttyUSB0");
    BOOST_TEST(run_until(context, [&] { return two.calls != 0; }));
    BOOST_TEST(two.text == "left ttyUSB0#1");
    BOOST_TEST(names() == "");
}

BOOST_FIXTURE_TEST_CASE(it_tells_what_happened_while_nobody_waited, started)
{
    ports.plug("ttyUSB0");
    ports.plug("ttyUSB1");
    BOOST_TEST(names() == "");
    BOOST_TEST(wait() == "arrived ttyUSB0#1");
    ports.pull("ttyUSB0");
    ports.plug("ttyUSB0");
    BOOST_TEST(wait() == "arrived ttyUSB1#2");
    BOOST_TEST(wait() == "left ttyUSB0#1");
    BOOST_TEST(wait() == "arrived ttyUSB0#3");
}

BOOST_FIXTURE_TEST_CASE(other_messages_do_not_end_a_wait, started)
{
    outcome result;
    monitor->async_wait(result.handler());
    for (int i = 0; i != 3; ++i)
    {
        ports.say("change", "ttyUSB7");
        poll();
    }
    BOOST_TEST(result.calls == 0);
    BOOST_TEST(ports.looks() > 1); // it did see them
    monitor->cancel();
    run_out(context);
    BOOST_TEST(result.text == "aborted");
}

BOOST_FIXTURE_TEST_CASE(there_is_one_wait_at_a_time, started)
{
    outcome first, second;
    monitor->async_wait(first.handler());
    monitor->async_wait(second.handler());
    BOOST_TEST(second.calls == 0);
    BOOST_TEST(run_until(context, [&] { return second.calls != 0; }));
    BOOST_TEST(second.text == "in progress");
    ports.plug("ttyUSB0");
    BOOST_TEST(run_until(context, [&] { return first.calls != 0; }));
    BOOST_TEST(first.text == "arrived ttyUSB0#1");
}

BOOST_FIXTURE_TEST_CASE(a_wait_can_begin_in_the_handler_of_the_one_before, started)
{
    std::vector<std::string> told;
    struct again
    {
        port_monitor& monitor;
        std::vector<std::string>& told;
        void operator()(error_code ec, port_event const& event) const
        {
            told.push_back(text_of_end(ec, event));
            if (told.size() < 3)
                monitor.async_wait(*this);
        }
    };
    for (char const* name : {"ttyUSB0", "ttyUSB1", "ttyUSB2"})
        ports.plug(name);
    monitor->async_wait(again{*monitor, told});
    run_out(context);
    std::vector<std::string> const expected{
        "arrived ttyUSB0#1", "arrived ttyUSB1#2", "arrived ttyUSB2#3"};
    BOOST_TEST(told == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_cancelled_wait_loses_no_event, started)
{
    int number = 0;
    for (auto const type : cancellation_types)
        for (bool const late : {false, true}) // right after the start, or when it is waiting
            for (bool const plugged_before : {false, true})
            {
                ++number;
                asio::cancellation_signal signal;
                outcome result;
                monitor->async_wait(asio::bind_cancellation_slot(signal.slot(), result.handler()));
                if (late)
                    poll();
                if (plugged_before)
                    ports.plug("ttyUSB0");
                signal.emit(type);
                if (!plugged_before)
                    ports.plug("ttyUSB0");
                run_out(context); // nothing is left behind
                BOOST_TEST(result.calls == 1);
                BOOST_TEST(result.text == "aborted");
                std::string const plugging = "ttyUSB0#" + std::to_string(number);
                BOOST_TEST(wait() == "arrived " + plugging);
                ports.pull("ttyUSB0");
                BOOST_TEST(wait() == "left " + plugging);
            }
}

BOOST_FIXTURE_TEST_CASE(what_completes_at_once_keeps_its_result, started)
{
    ports.plug("ttyUSB0");
    asio::cancellation_signal signal;
    outcome result;
    monitor->async_wait(asio::bind_cancellation_slot(signal.slot(), result.handler()));
    signal.emit(asio::cancellation_type::total);
    monitor->cancel();
    run_out(context);
    BOOST_TEST(result.text == "arrived ttyUSB0#1");
}

BOOST_FIXTURE_TEST_CASE(a_cancellation_of_no_type_or_too_late_changes_nothing, started)
{
    asio::cancellation_signal signal;
    outcome result;
    monitor->async_wait(asio::bind_cancellation_slot(signal.slot(), result.handler()));
    signal.emit(asio::cancellation_type::none);
    poll();
    BOOST_TEST(result.calls == 0);
    ports.plug("ttyUSB0");
    BOOST_TEST(run_until(context, [&] { return result.calls != 0; }));
    signal.emit(asio::cancellation_type::all);
    run_out(context);
    BOOST_TEST(result.text == "arrived ttyUSB0#1");
    BOOST_TEST(result.calls == 1);
}

BOOST_FIXTURE_TEST_CASE(cancel_ends_the_wait_and_another_may_begin_at_once, started)
{
    for (bool const late : {false, true})
    {
        outcome first, second;
        monitor->async_wait(first.handler());
        if (late)
            poll();
        monitor->cancel();
        monitor->async_wait(second.handler());
        BOOST_TEST(first.calls == 0);
        BOOST_TEST(run_until(context, [&] { return first.calls != 0; }));
        poll();
        BOOST_TEST(first.text == "aborted");
        BOOST_TEST(second.calls == 0);
        ports.plug("ttyUSB0");
        BOOST_TEST(run_until(context, [&] { return second.calls != 0; }));
        BOOST_TEST(second.text.substr(0, 15) == "arrived ttyUSB0");
        ports.pull("ttyUSB0");
        BOOST_TEST(wait().substr(0, 12) == "left ttyUSB0");
    }
    error_code ec = error::operation_in_progress;
    monitor->cancel(ec); // there is nothing to be cancelled
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(destroying_it_ends_the_wait, started)
{
    for (bool const late : {false, true})
    {
        outcome result;
        monitor->async_wait(result.handler());
        if (late)
            poll();
        monitor.reset();
        BOOST_TEST(result.calls == 0);
        run_out(context);
        BOOST_TEST(result.text == "aborted");
        start();
    }
}

BOOST_FIXTURE_TEST_CASE(moving_it_takes_the_wait_along, started)
{
    outcome result, other;
    monitor->async_wait(result.handler());
    port_monitor moved(std::move(*monitor));
    poll();
    BOOST_TEST(result.calls == 0);
    BOOST_TEST(wait() == "closed");
    BOOST_TEST(monitor->ports().empty());
    error_code ec;
    monitor->cancel(ec);
    BOOST_TEST((ec == condition::closed));
    BOOST_CHECK_THROW(monitor->cancel(), boost::system::system_error);
    ports.plug("ttyUSB0");
    BOOST_TEST(run_until(context, [&] { return result.calls != 0; }));
    BOOST_TEST(result.text == "arrived ttyUSB0#1");
    BOOST_TEST(moved.ports().size() == 1u);
    *monitor = std::move(moved);
    BOOST_TEST(names() == "ttyUSB0");
    monitor->async_wait(other.handler());
    *monitor = port_monitor(context); // which listed ttyUSB0
    run_out(context);
    BOOST_TEST(other.text == "aborted");
    BOOST_TEST(names() == "ttyUSB0");
}

BOOST_AUTO_TEST_CASE(a_context_that_ends_destroys_the_wait_uncalled)
{
    for (bool const awaiting : {false, true})
    {
        auto const held = std::make_shared<int>();
        {
            fixture f;
            f.start();
            if (awaiting)
                f.ports.plug("ttyUSB0", false);
            f.monitor->async_wait(
                [held](error_code, port_event const&) { BOOST_ERROR("it was called"); });
            BOOST_TEST(held.use_count() == 2);
        }
        BOOST_TEST(held.use_count() == 1);
    }
}

BOOST_FIXTURE_TEST_CASE(the_handler_runs_by_its_executor, started)
{
    tracking_executor const executor(context);
    for (bool const at_once : {false, true})
    {
        int calls = 0;
        if (at_once)
            ports.plug("ttyUSB0");
        monitor->async_wait(asio::bind_executor(executor,
            [&](error_code ec, port_event const&)
            {
                BOOST_TEST(!ec, ec);
                BOOST_TEST(executor.running_in_this_thread());
                ++calls;
            }));
        if (!at_once)
        {
            poll();
            ports.plug("ttyUSB1");
        }
        BOOST_TEST(run_until(context, [&] { return calls != 0; }));
    }
    BOOST_TEST(executor.executed() > 0);
}

BOOST_FIXTURE_TEST_CASE(a_wait_that_is_destroyed_uncalled_gives_its_place_up, started)
{
    auto const held = std::make_shared<int>();
    monitor->async_wait(asio::bind_executor(forgetful_executor{&context},
        [held](error_code, port_event const&) { BOOST_ERROR("it was called"); }));
    BOOST_TEST(held.use_count() == 2);
    ports.say("change", "ttyUSB0");
    BOOST_TEST(run_until(context, [&] { return held.use_count() == 1; }));
    ports.plug("ttyUSB1");
    BOOST_TEST(wait() == "arrived ttyUSB1#1");
}

BOOST_FIXTURE_TEST_CASE(
    memory_comes_by_the_handlers_allocator_and_is_free_when_it_is_called, started)
{
    for (bool const ready : {true, false})
    {
        allocation_counts counts;
        int calls = 0;
        monitor->async_wait(asio::bind_allocator(counting_allocator<>(counts),
            [&](error_code ec, port_event const&)
            {
                BOOST_TEST(!ec, ec);
                BOOST_TEST(counts.live_bytes == 0u);
                ++calls;
            }));
        poll();
        ports.plug("ttyUSB0", ready);
        poll();
        ports.make_ready("ttyUSB0");
        BOOST_TEST(run_until(context, [&] { return calls != 0; }));
        BOOST_TEST(counts.allocations != 0u);
        ports.pull("ttyUSB0");
        BOOST_TEST(wait().substr(0, 12) == "left ttyUSB0");
    }
}

BOOST_FIXTURE_TEST_CASE(
    a_device_that_cannot_be_opened_yet_is_told_when_it_can, on_a_clock, *told_at_once())
{
    f.start();
    outcome result;
    f.monitor->async_wait(result.handler());
    f.ports.plug("ttyUSB0", false);
    BOOST_TEST(!clock.run(f.context, 100ms)); // nothing is going to make it ready
    BOOST_TEST(result.calls == 0);
    f.ports.make_ready("ttyUSB0");
    BOOST_TEST(clock.run(f.context));
    BOOST_TEST(result.text == "arrived ttyUSB0#1");
    BOOST_TEST((clock.now() <= 200ms));
}

BOOST_FIXTURE_TEST_CASE(
    a_device_that_cannot_be_opened_is_told_after_two_seconds, on_a_clock, *told_at_once())
{
    f.start();
    outcome result;
    f.monitor->async_wait(result.handler());
    f.ports.plug("ttyUSB0", false);
    BOOST_TEST(clock.run(f.context));
    BOOST_TEST(result.text == "arrived ttyUSB0#1");
    BOOST_TEST((clock.now() == 2s));
}

BOOST_FIXTURE_TEST_CASE(a_device_that_waits_and_leaves_is_not_told, on_a_clock, *told_at_once())
{
    f.start();
    outcome result;
    f.monitor->async_wait(result.handler());
    f.ports.plug("ttyUSB0", false);
    BOOST_TEST(!clock.run(f.context, 1s));
    f.ports.pull("ttyUSB0");
    BOOST_TEST(!clock.run(f.context));
    BOOST_TEST(result.calls == 0);
    BOOST_TEST((clock.now() <= 1s)); // nothing was looked at any more
    f.ports.plug("ttyUSB1");
    BOOST_TEST(clock.run(f.context));
    BOOST_TEST(result.text == "arrived ttyUSB1#2");
}

BOOST_FIXTURE_TEST_CASE(other_events_are_told_while_one_device_waits, on_a_clock, *told_at_once())
{
    f.start();
    outcome one, two;
    f.monitor->async_wait(one.handler());
    f.ports.plug("ttyUSB0", false);
    BOOST_TEST(!clock.run(f.context, 50ms));
    f.ports.plug("ttyUSB1");
    BOOST_TEST(clock.run(f.context)); // no alarm is left behind
    BOOST_TEST(one.text == "arrived ttyUSB1#2");
    BOOST_TEST((clock.now() <= 50ms));
    f.monitor->async_wait(two.handler());
    BOOST_TEST(clock.run(f.context));
    BOOST_TEST(two.text == "arrived ttyUSB0#1");
    BOOST_TEST((clock.now() == 2s));
}

BOOST_FIXTURE_TEST_CASE(
    a_wait_that_is_cancelled_while_a_device_waits_loses_nothing, on_a_clock, *told_at_once())
{
    f.start();
    outcome one, two;
    f.ports.plug("ttyUSB0", false);
    f.monitor->async_wait(one.handler());
    BOOST_TEST(!clock.run(f.context, 50ms));
    f.monitor->cancel();
    BOOST_TEST(clock.run(f.context));
    BOOST_TEST(one.text == "aborted");
    clock.advance(5s); // its limit passes while nobody waits
    f.monitor->async_wait(two.handler());
    BOOST_TEST(clock.run(f.context));
    BOOST_TEST(two.text == "arrived ttyUSB0#1");
    BOOST_TEST((clock.now() <= 5s + 50ms));
}

BOOST_FIXTURE_TEST_CASE(a_wait_with_a_time_limit_loses_no_event, on_a_clock, *told_at_once())
{
    f.start();
    outcome one, two;
    f.monitor->async_wait(with_timeout(1s, one.handler()));
    BOOST_TEST(clock.run(f.context));
    BOOST_TEST(one.text == "timed out");
    f.ports.plug("ttyUSB0");
    f.monitor->async_wait(with_timeout(1s, two.handler()));
    BOOST_TEST(clock.run(f.context));
    BOOST_TEST(two.text == "arrived ttyUSB0#1");
}

BOOST_FIXTURE_TEST_CASE(without_the_systems_help_it_cannot_begin, fixture)
{
    for (bool const opened : {false, true})
    {
        error_code const reason(opened ? 24 : 1, boost::system::system_category());
        fake_ports::failures why;
        (opened ? why.scan : why.open) = reason;
        ports.fail(why);
        error_code ec;
        port_monitor none(context, ec);
        BOOST_TEST(ec == reason);
        BOOST_TEST(wait(none) == "closed");
        BOOST_TEST(none.ports().empty());
        none.cancel(ec);
        BOOST_TEST((ec == condition::closed));
        auto const same = [&](boost::system::system_error const& e) { return e.code() == reason; };
        BOOST_CHECK_EXCEPTION(port_monitor{context}, boost::system::system_error, same);
        BOOST_CHECK_EXCEPTION(
            port_monitor{context.get_executor()}, boost::system::system_error, same);
    }
    ports.fail({});
    error_code ec = error::operation_in_progress;
    port_monitor some(context.get_executor(), ec);
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(an_error_ends_one_wait_and_the_next_one_tells_the_event, started)
{
    error_code const any(5, boost::system::system_category());
    error_code const no_memory = asio::error::no_memory;
    fake_ports::failures rows[4];
    rows[0].receive = any;
    rows[1].look = any;
    rows[2].no_memory = true;
    rows[3].receive = asio::error::no_buffer_space;
    rows[3].scan = any;
    for (auto const& row : rows)
    {
        ports.plug("ttyUSB0");
        ports.fail(row);
        BOOST_TEST(wait() == "error " + std::to_string((row.no_memory ? no_memory : any).value()));
        ports.fail({});
        BOOST_TEST(wait().substr(0, 15) == "arrived ttyUSB0");
        ports.pull("ttyUSB0");
        BOOST_TEST(wait().substr(0, 12) == "left ttyUSB0");
    }
}

BOOST_FIXTURE_TEST_CASE(an_interruption_and_an_overflow_do_not_end_a_wait, started)
{
    for (error_code const& code :
        {make_error_code(asio::error::interrupted), make_error_code(asio::error::no_buffer_space)})
    {
        fake_ports::failures f;
        f.receive = code;
        ports.fail(f);
        outcome result;
        monitor->async_wait(result.handler());
        poll();
        BOOST_TEST(result.calls == 0);
        ports.plug("ttyUSB0");
        BOOST_TEST(run_until(context, [&] { return result.calls != 0; }));
        BOOST_TEST(result.text.substr(0, 15) == "arrived ttyUSB0");
        ports.pull("ttyUSB0");
        BOOST_TEST(wait().substr(0, 12) == "left ttyUSB0");
    }
}

BOOST_FIXTURE_TEST_CASE(it_takes_any_token_and_any_executor, started)
{
    ports.plug("ttyUSB0");
    outcome result;
    auto operation = monitor->async_wait(asio::deferred);
    std::move(operation)(result.handler());
    BOOST_TEST(run_until(context, [&] { return result.calls != 0; }));
    BOOST_TEST(result.text == "arrived ttyUSB0#1");

    using strand_type = asio::strand<asio::io_context::executor_type>;
    basic_port_monitor<strand_type> in_a_strand{strand_type(context.get_executor())};
    ports.plug("ttyUSB1");
    outcome other;
    in_a_strand.async_wait(other.handler());
    BOOST_TEST(run_until(context, [&] { return other.calls != 0; }));
    BOOST_TEST(other.text == "arrived ttyUSB1#2");
    static_assert(std::is_same_v<port_monitor::rebind_executor<strand_type>::other,
        basic_port_monitor<strand_type>>);
    static_assert(std::is_same_v<decltype(in_a_strand.get_executor()), strand_type>);
    static_assert(!std::is_copy_constructible_v<port_monitor>);
    static_assert(std::is_nothrow_move_constructible_v<port_monitor>);
}

// The handler runs on the context's thread while the monitor is used here.
BOOST_FIXTURE_TEST_CASE(waits_for_a_future_may_be_ended_from_another_thread, fixture)
{
    auto work = asio::make_work_guard(context);
    std::thread runner([&] { context.run(); });
    start();
    for (int i = 0; i != 50; ++i)
    {
        auto arrival = monitor->async_wait(asio::use_future);
        ports.plug("ttyUSB0", i % 2 == 0);
        if (i % 2 != 0)
            ports.make_ready("ttyUSB0");
        BOOST_TEST(arrival.get().port.name == "ttyUSB0");
        BOOST_TEST(monitor->ports().size() == 1u);
        ports.pull("ttyUSB0");
        BOOST_TEST((monitor->async_wait(asio::use_future).get().change == port_change::left));
        auto none = monitor->async_wait(asio::use_future);
        if (i % 3 == 0)
            start(); // and the old one is destroyed
        else
            monitor->cancel();
        BOOST_CHECK_THROW(none.get(), boost::system::system_error);
    }
    monitor.reset();
    work.reset();
    runner.join();
}

BOOST_AUTO_TEST_SUITE_END()
