// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// How other threads end calls: `cancel`, `close`, `release`, and a device that goes.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include "support/only_if.hpp"
#include "sync/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

/// Those that wait with a real pty: its output queue is always empty, and it has no lines.
std::vector<waiting_call> calls_on_a_pty()
{
    auto all = reading_calls();
    if (system_transfers)
    {
        say_skipped("marked reads on a pty", "the system's ports tell nobody which bytes were bad");
        all.erase(
            std::remove_if(all.begin(), all.end(), [](auto const& call) { return call.marks; }),
            all.end());
    }
    all.push_back({"write", false,
        [](serial_port& p, timeout limit, error_code& ec)
        {
            std::string const more_than_fits(1'000'000, 'x');
            return p.write(asio::buffer(more_than_fits), limit, ec) == more_than_fits.size();
        }});
    return all;
}

serial_config marked(waiting_call const& call)
{
    serial_config config;
    config.line_marks = call.marks;
    return config;
}

} // namespace

BOOST_AUTO_TEST_SUITE(sync_endings)

// The others ask it of threads that may end meanwhile.
BOOST_AUTO_TEST_CASE(a_thread_that_has_ended_does_not_wait)
{
    thread_number number = 0;
    std::thread([&] { number = number_of_this_thread(); }).join();
    BOOST_TEST(number != thread_number{});
    BOOST_TEST(!is_waiting(number));
    BOOST_TEST(!is_blocked(number));
}

// ---- all calls ----------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE_F(real_port, cancel_ends_every_call_and_the_port_goes_on,
    data::make(all_calls()) * data::make({true, false}), call, limited)
{
    auto const written = open_held(*this, call);
    auto const blocked = start(call, port, limited ? timeout(1h) : no_timeout);
    BOOST_TEST(blocked->blocks());
    port.cancel();
    expect(*blocked, "aborted");
    check_usable(*this, written);
}

BOOST_DATA_TEST_CASE_F(real_port, close_ends_every_call, data::make(all_calls()), call)
{
    open_held(*this, call);
    auto const blocked = start(call, port, no_timeout);
    BOOST_TEST(blocked->blocks());
    port.close();
    BOOST_TEST(!port.is_open());
    expect(*blocked, "aborted");
    call.make(port, no_timeout, ec);
    BOOST_TEST(said(ec) == "closed");
    open();
    device.inject("<");
    char c = 0;
    BOOST_TEST(port.read(asio::buffer(&c, 1), patience) == 1u);
}

BOOST_DATA_TEST_CASE_F(real_port, release_ends_every_call, data::make(all_calls()), call)
{
    open_held(*this, call);
    auto const blocked = start(call, port, no_timeout);
    BOOST_TEST(blocked->blocks());
    auto const handle = port.release();
    expect(*blocked, "aborted");
    BOOST_TEST(!port.is_open());
    BOOST_TEST(raw_close(handle)); // it was still open
}

BOOST_DATA_TEST_CASE_F(
    real_port, a_lost_device_ends_every_call_and_later_ones_at_once, data::make(all_calls()), call)
{
    open_held(*this, call);
    auto const blocked = start(call, port, no_timeout);
    BOOST_TEST(blocked->blocks());
    device.hang_up();
    expect(*blocked, "disconnected");
    for (int i = 0; i != 3; ++i)
    {
        BOOST_TEST(call.make(port, no_timeout, ec) == 0u);
        BOOST_TEST(said(ec) == "disconnected");
    }
    BOOST_TEST(port.is_open());
    port.close();
}

BOOST_DATA_TEST_CASE_F(real_port, cancel_ends_calls_to_come_as_little_as_those_that_are_over,
    data::make(all_calls()), call)
{
    auto const written = open_held(*this, call);
    port.cancel();
    port.cancel();
    BOOST_TEST(call.make(port, 1ms, ec) == 0u);
    BOOST_TEST(said(ec) == "timed_out");
    port.cancel();
    check_usable(*this, written);
}

BOOST_DATA_TEST_CASE_F(pty_port, cancel_and_close_end_every_call_on_a_pty,
    data::make(calls_on_a_pty()) * data::make({0, 1, 2}), call, how)
{
    port.close();
    port.open(far.name(), marked(call));
    auto const blocked = start(call, port, no_timeout);
    BOOST_TEST(blocked->blocks());
    if (how == 0)
        port.cancel();
    else if (how == 1)
        port.close();
    else
        raw_close(port.release());
    expect(*blocked, "aborted");
    BOOST_TEST(port.is_open() == (how == 0));
    if (how == 1)
        port.open(far.name(), marked(call)); // nobody has the lock
}

BOOST_DATA_TEST_CASE_F(
    pty_port, an_unplugged_pty_ends_every_call, data::make(calls_on_a_pty()), call)
{
    port.close();
    port.open(far.name(), marked(call));
    auto const blocked = start(call, port, no_timeout);
    BOOST_TEST(blocked->blocks());
    far.hang_up();
    expect(*blocked, "disconnected");
    for (int i = 0; i != 3; ++i)
    {
        BOOST_TEST(call.make(port, no_timeout, ec) == 0u);
        BOOST_TEST(said(ec) == "disconnected");
    }
}

BOOST_FIXTURE_TEST_CASE(what_came_before_a_hang_up_is_still_read, real_port)
{
    open();
    device.inject("last words");
    BOOST_TEST(eventually([&] { return port.input_waiting() == 10u; }));
    device.hang_up();
    port.wait(serial_port::wait_read, no_timeout, ec);
    BOOST_TEST(said(ec) == "success");
    std::string s;
    BOOST_TEST(port.read_until(asio::dynamic_buffer(s), '\n', no_timeout, ec) == 0u);
    BOOST_TEST(said(ec) == "disconnected");
    BOOST_TEST(s == "last words");
    port.close();
    port.open("ttyV0", {}, ec);
    BOOST_TEST(said(ec) == "port_not_found");
    device.plug_in();
    port.open("ttyV0", {}, ec);
    BOOST_TEST(said(ec) == "success");
}

// ---- several at once ----------------------------------------------------------------------------

BOOST_DATA_TEST_CASE_F(
    real_port, one_call_wakes_all_threads, data::make({"cancel", "close", "hang_up"}), how)
{
    auto const written = open_held(*this, all_calls().front());
    std::vector<std::unique_ptr<on_thread<outcome_of_call>>> blocked;
    auto const calls = all_calls();
    for (auto const& call : calls)
        if (!call.marks)
            blocked.push_back(start(call, port, no_timeout));
    for (auto const& b : blocked)
        BOOST_TEST(b->blocks());
    std::string const way = how;
    if (way == "cancel")
        port.cancel();
    else if (way == "close")
        port.close();
    else
        device.hang_up();
    for (auto const& b : blocked)
        expect(*b, way == "hang_up" ? "disconnected" : "aborted");
    if (way == "cancel")
        check_usable(*this, written);
}

BOOST_FIXTURE_TEST_CASE(one_reads_while_another_writes_and_a_third_asks, real_port)
{
    ports.connect("ttyV0", "ttyV0"); // a loopback plug
    open();
    std::string const bytes = pattern(300'000);
    on_thread reader([&] { return read(port, bytes.size()); });
    on_thread writer([&] { return port.write(asio::buffer(bytes), patience); });
    while (!writer.has_ended())
    {
        BOOST_TEST(port.output_waiting() <= bytes.size());
        BOOST_TEST(port.modem_lines().cts);
        port.drain(patience, ec);
        BOOST_TEST(said(ec) == "success");
    }
    BOOST_TEST(writer.result() == bytes.size());
    BOOST_TEST((reader.result() == bytes));
}

BOOST_FIXTURE_TEST_CASE(cancel_between_the_steps_of_a_read_ends_it_and_loses_nothing, real_port)
{
    open();
    struct read_so_far
    {
        std::string text;
        error_code ec;
    };
    on_thread reader(
        [&]
        {
            read_so_far r;
            r.text.resize(100);
            r.text.resize(port.read(asio::buffer(r.text), r.ec));
            return r;
        });
    BOOST_TEST(reader.blocks());
    device.inject("abc");
    BOOST_TEST(eventually([&] { return port.input_waiting() == 0u; }));
    port.cancel();
    device.inject("def");
    auto const first = reader.result();
    BOOST_TEST(said(first.ec) == "aborted");
    BOOST_TEST((first.text == "abc" || first.text == "abcdef"));
    if (first.text == "abc")
        BOOST_TEST(read(port, 3) == "def");

    on_thread again(
        [&]
        {
            read_so_far r;
            port.read_until(asio::dynamic_buffer(r.text), "\r\n", r.ec);
            return r;
        });
    BOOST_TEST(again.blocks());
    device.inject("one\r");
    BOOST_TEST(eventually([&] { return port.input_waiting() == 0u; }));
    port.cancel();
    auto const second = again.result();
    BOOST_TEST(said(second.ec) == "aborted");
    BOOST_TEST(second.text == "one\r");
}

// The thread is between two steps when that happens: it has not seen the first one's end.
BOOST_DATA_TEST_CASE_F(real_port, a_thread_that_is_slow_to_wake_never_gets_the_next_openings_bytes,
    data::make(reading_calls()) * data::make({true, false}), call, by_release)
{
    open(marked(call));
    auto const blocked = start(call, port, no_timeout);
    BOOST_TEST(blocked->blocks());
    stopped_thread slow(blocked->handle());
    on_thread reopening(
        [&]
        {
            if (by_release)
                raw_close(port.release());
            else
                port.close();
            port.open("ttyV0", marked(call));
            device.inject("new");
            return true;
        });
    BOOST_TEST(eventually([&] { return reopening.waits(); }));
    BOOST_TEST(!reopening.has_ended()); // the handle is in use
    slow.go_on();
    expect(*blocked, "aborted");
    BOOST_TEST(reopening.result());
    BOOST_TEST(eventually([&] { return port.input_waiting() == 3u; }));
}

// ---- calls that pause ---------------------------------------------------------------------------

// These do not use the handle while they pause: so the port can be open again before they know.

BOOST_DATA_TEST_CASE_F(real_port, a_call_that_pauses_ends_with_the_port_that_it_was_made_on,
    data::make({"drain", "drain_exact", "send_break", "wait_line_event"})
        * data::make({true, false}),
    name, reopened)
{
    auto const calls = all_calls();
    auto const call = *std::find_if(calls.begin(), calls.end(),
        [&](waiting_call const& c) { return c.name == std::string(name); });
    open_held(*this, call);
    auto const blocked = start(call, port, no_timeout);
    BOOST_TEST(blocked->blocks());
    stopped_thread slow(blocked->handle());
    port.close();
    if (reopened)
        open();
    slow.go_on();
    expect(*blocked, "aborted");
    BOOST_TEST(device.breaks().empty());
}

BOOST_DATA_TEST_CASE_F(
    real_port, a_break_that_was_ended_leaves_the_next_one_alone, data::make({true, false}), closed)
{
    open();
    on_thread first(
        [&]
        {
            error_code result;
            port.send_break(1h, result);
            return result;
        });
    BOOST_TEST(eventually([&] { return device.break_is_on(); }));
    BOOST_TEST(first.blocks());
    stopped_thread slow(first.handle());
    if (closed)
    {
        port.close();
        open();
    }
    else
        port.cancel();
    BOOST_TEST(!device.break_is_on());
    on_thread second(
        [&]
        {
            error_code result;
            port.send_break(1h, result);
            return result;
        });
    BOOST_TEST(eventually([&] { return device.break_is_on(); }));
    slow.go_on();
    BOOST_TEST(said(first.result()) == "aborted");
    BOOST_TEST(device.break_is_on());
    port.cancel();
    BOOST_TEST(said(second.result()) == "aborted");
    BOOST_TEST(!device.break_is_on());
    BOOST_TEST(device.breaks().size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(only_one_thread_at_a_time_sends_break_or_waits_for_edges, real_port)
{
    open();
    auto const calls = all_calls();
    on_thread breaking(
        [&]
        {
            error_code result;
            port.send_break(1h, result);
            return result;
        });
    on_thread watching(
        [&]
        {
            error_code result;
            port.wait_line_event(line_events::all, result);
            return result;
        });
    BOOST_TEST(eventually([&] { return device.break_is_on(); }));
    BOOST_TEST(watching.blocks());
    port.send_break(1ms, ec);
    BOOST_TEST((ec == error::operation_in_progress));
    port.wait_line_event(line_events::all, ec);
    BOOST_TEST((ec == error::operation_in_progress));
    BOOST_TEST(device.break_is_on());
    port.cancel();
    BOOST_TEST(said(breaking.result()) == "aborted");
    BOOST_TEST(said(watching.result()) == "aborted");
    port.send_break(1ms, ec);
    BOOST_TEST(said(ec) == "success");
    port.send_break(-1ms, ec);
    BOOST_TEST((ec == error::invalid_duration));
    port.wait_line_event(line_events::none, ec);
    BOOST_TEST((ec == error::no_line_events));
}

// ---- open and configure -------------------------------------------------------------------------

BOOST_DATA_TEST_CASE_F(
    real_port, an_open_with_a_limit_that_is_held_can_be_ended, data::make({true, false}), by_close)
{
    device.hold(test::port_call::open);
    on_thread opening(
        [&]
        {
            error_code result;
            port.open("ttyV0", {}, 1h, result);
            return result;
        });
    BOOST_TEST(device.await_calls(test::port_call::open, 1));
    BOOST_TEST(opening.blocks());
    port.open("ttyV0", {}, 1h, ec);
    BOOST_TEST((ec == error::operation_in_progress));
    port.open("ttyV0", {}, ec);
    BOOST_TEST((ec == error::operation_in_progress));
    if (by_close)
        port.close();
    else
        port.cancel();
    BOOST_TEST(said(opening.result()) == "aborted");
    BOOST_TEST(!port.is_open());
    device.release(test::port_call::open);
    port.open("ttyV0", {}, patience, ec);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(device.opens() == 2u); // the first one was closed again
    BOOST_TEST(device.is_open());
}

BOOST_DATA_TEST_CASE_F(real_port, a_configure_with_a_limit_that_is_held_can_be_ended,
    data::make({"cancel", "close"}), how)
{
    open();
    device.hold(test::port_call::configure);
    on_thread configuring(
        [&]
        {
            error_code result;
            port.configure({9600}, 1h, result);
            return result;
        });
    BOOST_TEST(device.await_calls(test::port_call::configure, 1));
    BOOST_TEST(configuring.blocks());
    if (how == std::string("cancel"))
        port.cancel();
    else
        port.close();
    BOOST_TEST(said(configuring.result()) == "aborted");
    device.release(test::port_call::configure);
}

namespace {

/// A transaction that another thread has begun, and the driver holds.
struct held_configure
{
    explicit held_configure(real_port& f)
        : device(f.device)
        , configuring(
              [&port = f.port, other = f.port.config()]() mutable
              {
                  error_code result;
                  other.baud_rate = 4800;
                  port.configure(other, 1h, result);
                  return result;
              })
    {
        BOOST_TEST(device.await_calls(test::port_call::configure, 1));
    }
    ~held_configure() { device.release(test::port_call::configure); }

    test::virtual_port& device;
    on_thread<error_code> configuring;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(limits_hold_beside_a_held_configure, real_port)
{
    serial_config config;
    config.rs485.emplace();
    config.rs485->mode = rs485_mode::software;
    open(config);
    device.hold(test::port_call::configure);
    held_configure const held(*this);
    port.write(asio::buffer("x", 1), 1ms, ec);
    BOOST_TEST(said(ec) == "timed_out");
    port.wait(serial_stream_base::wait_write, 10s, ec);
    BOOST_TEST(said(ec) == "success");
    on_thread writer(
        [&]
        {
            error_code result;
            port.write(asio::buffer("x", 1), result);
            return result;
        });
    BOOST_TEST(writer.blocks());
    port.cancel();
    BOOST_TEST(said(writer.result()) == "aborted");
    BOOST_TEST(device.captured().empty());
}

BOOST_FIXTURE_TEST_CASE(a_release_beside_a_held_configure_lets_others_close, real_port)
{
    open();
    device.hold(test::port_call::configure);
    held_configure held(*this);
    on_thread releasing(
        [&]
        {
            error_code result;
            auto const handle = port.release(result);
            if (!result)
                raw_close(handle);
            return result;
        });
    BOOST_TEST(eventually([&] { return releasing.waits(); }));
    port.close();
    BOOST_TEST(!port.is_open());
    BOOST_TEST(said(releasing.result()) == "closed");
}

// What needs the driver waits for a transaction that has it.
BOOST_DATA_TEST_CASE_F(real_port, a_call_can_be_ended_while_a_configure_is_held,
    data::make(all_calls()) * data::make({"limit", "cancel", "close"}), call, how)
{
    open_held(*this, call);
    device.hold(test::port_call::configure);
    held_configure held(*this);
    std::string const way = how;
    auto const blocked = start(call, port, way == "limit" ? timeout(1ms) : no_timeout);
    BOOST_TEST(eventually([&] { return blocked->has_ended() || blocked->waits(); }));
    if (way == "cancel")
        port.cancel();
    else if (way == "close")
        port.close();
    bool const ended = eventually_within(5s, [&] { return blocked->has_ended(); });
    BOOST_TEST(ended);
    device.release(test::port_call::configure);
    auto const o = blocked->result();
    if (ended)
        BOOST_TEST(said(o.ec) == (way == "limit" ? "timed_out" : "aborted"));
    held.configuring.result();
}

// ---- a manual clock -----------------------------------------------------------------------------

BOOST_DATA_TEST_CASE_F(manual_port, threads_that_wait_by_a_manual_clock_are_woken_too,
    data::make(reading_calls()) * data::make({true, false}), call, closed)
{
    open(marked(call));
    auto const blocked = start(call, port, no_timeout);
    BOOST_TEST(blocked->blocks());
    if (closed)
        port.close();
    else
        port.cancel();
    expect(*blocked, "aborted");
    BOOST_TEST((clock.now() == 0ns));
}

BOOST_AUTO_TEST_SUITE_END()
