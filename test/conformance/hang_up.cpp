// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The device goes away: everything in progress is told once, everything later at once, and nothing
// spins.
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_operations.hpp"
#include "support/conformance_support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <future>
#include <string>
#include <string_view>
#include <utility>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

// A port whose output queue is full, so that writes are left pending too.
struct full_port : open_port
{
    full_port() { fill_output(stream, far_end); }

    // Hangs up and lets everything complete.
    void hang_up()
    {
        ctx.poll(); // what is in progress now waits in the reactor
        for (auto const& out : outcomes)
            BOOST_TEST(out.calls == 0);
        far_end.hang_up();
        BOOST_TEST(run_out(ctx));
    }

    void check_each_was_told_once()
    {
        for (auto const& out : outcomes)
        {
            BOOST_TEST(out.calls == 1);
            BOOST_TEST(conditions_of(out.ec) == "disconnected");
            BOOST_TEST(out.bytes == 0u);
        }
    }

    std::array<char, 8> bytes{};
    std::array<outcome, 2> outcomes;
};

// A port whose device is gone.
struct lost_port : open_port
{
    lost_port() { far_end.hang_up(); }
};

// How long the context computes while it has nothing to do but to wait for a timer.
std::chrono::microseconds processor_time_of_waiting(asio::io_context& ctx)
{
    asio::steady_timer timer(ctx);
    timer.expires_after(std::chrono::milliseconds(300));
    timer.async_wait([](error_code) {});
    auto const before = processor_time();
    BOOST_TEST(run_out(ctx));
    return processor_time() - before;
}

// Far more than a waiting reactor needs, far less than one that spins for 300 ms.
constexpr std::chrono::milliseconds idle_limit{50};

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_hang_up)

BOOST_AUTO_TEST_CASE(two_reads_in_progress_are_told_once_each, *needing(ability::hold))
{
    full_port port;
    for (auto& out : port.outcomes)
        port.stream.async_read_some(asio::buffer(port.bytes), recorder(out));
    port.hang_up();
    port.check_each_was_told_once();
}

BOOST_AUTO_TEST_CASE(two_writes_in_progress_are_told_once_each, *needing(ability::hold))
{
    full_port port;
    for (auto& out : port.outcomes)
        port.stream.async_write_some(asio::buffer("x", 1), recorder(out));
    port.hang_up();
    port.check_each_was_told_once();
}

BOOST_AUTO_TEST_CASE(two_waits_for_reading_are_told_once_each, *needing(ability::hold))
{
    full_port port;
    for (auto& out : port.outcomes)
        port.stream.async_wait(serial_stream::wait_read, recorder(out));
    port.hang_up();
    port.check_each_was_told_once();
}

BOOST_AUTO_TEST_CASE(
    two_waits_for_writing_are_told_once_each, *needing(ability::hold) * needing(ability::room))
{
    full_port port;
    for (auto& out : port.outcomes)
        port.stream.async_wait(serial_stream::wait_write, recorder(out));
    port.hang_up();
    port.check_each_was_told_once();
}

BOOST_AUTO_TEST_CASE(two_waits_for_an_error_are_told_once_each, *needing(ability::hold))
{
    full_port port;
    for (auto& out : port.outcomes)
        port.stream.async_wait(serial_stream::wait_error, recorder(out));
    port.hang_up();
    port.check_each_was_told_once();
}

BOOST_AUTO_TEST_CASE(two_reads_of_what_is_available_are_told_once_each, *needing(ability::hold))
{
    full_port port;
    std::array<std::string, 2> texts;
    for (std::size_t i = 0; i < texts.size(); ++i)
        port.stream.async_read_available(
            asio::dynamic_buffer(texts[i]), recorder(port.outcomes[i]));
    port.hang_up();
    port.check_each_was_told_once();
    BOOST_TEST(texts[0] == "");
    BOOST_TEST(texts[1] == "");
}

BOOST_AUTO_TEST_CASE(
    operations_of_every_kind_side_by_side_are_told_once_each, *needing(ability::hold))
{
    full_port port;
    std::array<outcome, 6> told;
    std::string text;
    port.stream.async_wait(serial_stream::wait_error, recorder(told[0]));
    port.stream.async_read_some(asio::buffer(port.bytes), recorder(told[1]));
    port.stream.async_write_some(asio::buffer("x", 1), recorder(told[2]));
    port.stream.async_wait(serial_stream::wait_read, recorder(told[3]));
    port.stream.async_wait(wait_for_room, recorder(told[4]));
    port.stream.async_read_available(asio::dynamic_buffer(text), recorder(told[5]));
    port.ctx.poll();
    port.far_end.hang_up();
    BOOST_TEST(run_out(port.ctx));
    for (auto const& out : told)
    {
        BOOST_TEST(out.calls == 1);
        BOOST_TEST(conditions_of(out.ec) == "disconnected");
    }
}

BOOST_AUTO_TEST_CASE(a_long_write_says_how_much_was_taken, *needing(ability::hold))
{
    open_port port;
    std::string const text(100'000, 'x');
    outcome written;
    port.far_end.hold();
    asio::async_write(port.stream, asio::buffer(text), recorder(written));
    port.ctx.poll();
    BOOST_TEST_REQUIRE(written.calls == 0);
    port.far_end.hang_up();
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(written.calls == 1);
    BOOST_TEST(conditions_of(written.ec) == "disconnected");
    BOOST_TEST(written.bytes > 0u);
    BOOST_TEST(written.bytes < text.size());
}

BOOST_AUTO_TEST_CASE(a_blocked_read_ends, *needing(ability::hang_up))
{
    open_port port;
    auto const hung_up = std::async(std::launch::async, [&] { port.far_end.hang_up(); });
    std::array<char, 1> byte{};
    BOOST_TEST(port.stream.read_some(asio::buffer(byte), port.ec) == 0u);
    BOOST_TEST(conditions_of(port.ec) == "disconnected");
}

BOOST_AUTO_TEST_CASE(a_blocked_write_ends, *needing(ability::hold))
{
    open_port port;
    fill_output(port.stream, port.far_end);
    auto const hung_up = std::async(std::launch::async, [&] { port.far_end.hang_up(); });
    BOOST_TEST(port.stream.write_some(asio::buffer("x", 1), port.ec) == 0u);
    BOOST_TEST(conditions_of(port.ec) == "disconnected");
}

BOOST_TEST_DECORATOR(*needing(ability::hang_up))
BOOST_DATA_TEST_CASE(every_later_call_fails_at_once, data::make(blocking_calls), call)
{
    lost_port port;
    for (int i = 0; i < 3; ++i)
    {
        call.quiet(port.stream, port.ec);
        BOOST_TEST(conditions_of(port.ec) == call.after_hang_up);
    }
}

BOOST_TEST_DECORATOR(*needing(ability::hang_up))
BOOST_DATA_TEST_CASE(every_later_throwing_call_throws_the_same, data::make(blocking_calls), call)
{
    lost_port port;
    std::string thrown = "success";
    try
    {
        call.throwing(port.stream);
    }
    catch (boost::system::system_error const& e)
    {
        thrown = conditions_of(e.code());
        BOOST_TEST(contains(e.what(), call.name));
    }
    BOOST_TEST(thrown == call.after_hang_up);
}

BOOST_TEST_DECORATOR(*needing(ability::hang_up))
BOOST_DATA_TEST_CASE(every_later_operation_completes_once, data::make(async_calls), call)
{
    lost_port port;
    for (int i = 0; i < 3; ++i)
    {
        outcome out;
        call.start(port.stream, out);
        BOOST_TEST(out.calls == 0);
        BOOST_TEST(run_out(port.ctx));
        BOOST_TEST(out.calls == 1);
        BOOST_TEST(conditions_of(out.ec) == call.after_hang_up);
        BOOST_TEST(out.bytes == 0u);
    }
}

BOOST_TEST_DECORATOR(*needing(ability::hang_up))
BOOST_DATA_TEST_CASE(
    every_operation_after_one_that_was_told_completes_once_too, data::make(async_calls), call)
{
    open_port port;
    outcome first;
    std::array<char, 1> byte{};
    port.stream.async_read_some(asio::buffer(byte), recorder(first));
    port.ctx.poll();
    port.far_end.hang_up();
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, first)); // the reactor has seen it
    outcome out;
    call.start(port.stream, out);
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(out.calls == 1);
    BOOST_TEST(conditions_of(out.ec) == call.after_hang_up);
    BOOST_TEST(first.calls == 1);
}

BOOST_AUTO_TEST_CASE(
    a_lost_port_that_nobody_reads_costs_no_processor_time, *needing(ability::hang_up))
{
    lost_port port;
    BOOST_TEST(processor_time_of_waiting(port.ctx).count()
        < std::chrono::microseconds(idle_limit).count());
}

BOOST_AUTO_TEST_CASE(
    a_lost_port_costs_no_processor_time_after_everybody_was_told, *needing(ability::hold))
{
    full_port port;
    port.stream.async_read_some(asio::buffer(port.bytes), recorder(port.outcomes[0]));
    port.stream.async_write_some(asio::buffer("x", 1), recorder(port.outcomes[1]));
    port.hang_up();
    BOOST_TEST(processor_time_of_waiting(port.ctx).count()
        < std::chrono::microseconds(idle_limit).count());
    port.check_each_was_told_once();
}

BOOST_AUTO_TEST_CASE(what_was_delivered_before_stays_delivered, *needing(ability::hang_up))
{
    open_port port;
    std::array<char, 8> bytes{};
    outcome read;
    port.stream.async_read_some(asio::buffer(bytes), recorder(read));
    port.far_end.write_all("last");
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, read));
    port.far_end.hang_up();
    outcome next;
    port.stream.async_read_some(asio::buffer(bytes), recorder(next));
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, next));
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(std::string_view(bytes.data(), read.bytes) == "last");
    BOOST_TEST(conditions_of(next.ec) == "disconnected");
}

BOOST_AUTO_TEST_CASE(a_lost_port_stays_open_until_it_is_closed, *needing(ability::hold))
{
    full_port port;
    port.stream.async_read_some(asio::buffer(port.bytes), recorder(port.outcomes[0]));
    port.stream.async_write_some(asio::buffer("x", 1), recorder(port.outcomes[1]));
    port.hang_up();
    auto const handle = port.stream.native_handle();
    BOOST_TEST(port.stream.is_open());
    BOOST_TEST(is_open(handle));
    port.stream.close(port.ec);
    BOOST_TEST(port.ec == error_code());
    BOOST_TEST(!port.stream.is_open());
    BOOST_TEST(!is_open(handle));
}

BOOST_AUTO_TEST_CASE(
    a_lost_port_tells_its_name_and_configuration_until_it_is_closed, *needing(ability::hang_up))
{
    lost_port port;
    BOOST_TEST(port.stream.device() == port.far_end.name());
    BOOST_TEST(port.stream.config() == serial_config{});
}

BOOST_AUTO_TEST_CASE(
    after_a_hang_up_another_port_can_be_opened_and_used, *needing(ability::several))
{
    lost_port port;
    outcome told;
    std::array<char, 1> byte{};
    port.stream.async_read_some(asio::buffer(byte), recorder(told));
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, told));
    port.stream.close();
    port.far_end = line(port.ctx);
    port.stream.open(port.far_end.name(), serial_config{});
    outcome read;
    port.stream.async_read_some(asio::buffer(byte), recorder(read));
    port.far_end.write_all("n");
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, read));
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(byte[0] == 'n');
}

BOOST_AUTO_TEST_CASE(the_handler_that_is_told_may_reopen_the_stream, *needing(ability::several))
{
    open_port port;
    std::array<char, 1> byte{};
    line const second(port.ctx);
    outcome reopened;
    outcome told;
    port.stream.async_read_some(asio::buffer(byte),
        [&](error_code ec, std::size_t n)
        {
            recorder{told}(ec, n);
            port.stream.close();
            port.stream.async_open(second.name(), serial_config{}, recorder(reopened));
        });
    port.ctx.poll();
    port.far_end.hang_up();
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, reopened));
    BOOST_TEST(conditions_of(told.ec) == "disconnected");
    BOOST_TEST(reopened.ec == error_code());
    second.write_all("x");
    BOOST_TEST(read_from(port.stream, 1) == "x");
}

BOOST_AUTO_TEST_CASE(release_gives_a_lost_device_away, *needing(ability::hang_up))
{
    lost_port port;
    auto const released = port.stream.release(port.ec);
    BOOST_TEST(port.ec == error_code());
    BOOST_TEST(!port.stream.is_open());
    BOOST_TEST(raw_close(released));
}

BOOST_AUTO_TEST_CASE(
    a_lost_port_can_be_destroyed_with_operations_in_progress, *needing(ability::hold))
{
    full_port port;
    port.stream.async_read_some(asio::buffer(port.bytes), recorder(port.outcomes[0]));
    port.stream.async_write_some(asio::buffer("x", 1), recorder(port.outcomes[1]));
    port.ctx.poll();
    port.far_end.hang_up();
    {
        serial_stream const dies = std::move(port.stream);
    }
    BOOST_TEST(run_out(port.ctx));
    for (auto const& out : port.outcomes)
    {
        BOOST_TEST(out.calls == 1);
        // Where the system makes the transfer it may have completed it before anybody aborts it.
        std::string const told = conditions_of(out.ec);
        BOOST_TEST(
            (told == "aborted" || ((with_io_uring || system_transfers) && told == "disconnected")),
            told);
    }
}

BOOST_AUTO_TEST_SUITE_END()
