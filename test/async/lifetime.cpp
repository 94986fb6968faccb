// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Streams and contexts that go, move, close and open again while operations are in progress.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/async_lifetime_checks.hpp"
#include "support/async_operations.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <tuple>
#include <utility>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace bse = boost_serial_ext;

namespace {

// The pending ones that need an open port.
using open_port_operations = decltype(std::tuple_cat(
    std::declval<std::tuple<read_some_operation, read_available_operation, write_some_operation,
        wait_read_operation, drain_operation, send_break_operation>>(),
    std::declval<waits_for_room>()));

// One at a time on a stream.
using exclusive_operations = std::tuple<open_operation, drain_operation, send_break_operation>;

} // namespace

BOOST_AUTO_TEST_SUITE(async_lifetime)

BOOST_AUTO_TEST_CASE_TEMPLATE(
    it_can_be_abandoned_with_its_context_after_any_number_of_handlers, operation, all_operations)
{
    check_abandoned_with_the_context<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    it_completes_once_when_the_stream_is_destroyed_after_any_number_of_handlers, operation,
    all_operations)
{
    check_stream_destroyed_after_each_handler<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    it_can_be_cancelled_when_the_stream_is_gone, operation, all_operations)
{
    check_cancelled_after_the_stream<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(stream_and_then_context_can_be_destroyed_after_any_number_of_handlers,
    operation, all_operations)
{
    check_stream_then_context_destroyed_after_each_handler<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    the_context_can_be_destroyed_while_it_is_pending, operation, pending_operations)
{
    check_context_destroyed_while_pending<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    destroying_the_stream_aborts_what_is_pending, operation, pending_operations)
{
    check_stream_destroyed_while_pending<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_handler_may_destroy_the_stream, operation, all_operations)
{
    check_stream_destroyed_by_its_handler<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_handler_may_start_the_next, operation, all_operations)
{
    check_handler_starts_the_next<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_moved_stream_takes_the_operations_with_it, operation, all_operations)
{
    check_moved_while_pending<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_move_onto_the_stream_aborts_what_is_pending, operation, pending_operations)
{
    check_overwritten_while_pending<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_move_to_another_executor_type_aborts_what_is_pending, operation, pending_operations)
{
    check_converted_while_pending<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(closing_aborts_what_is_pending, operation, pending_operations)
{
    check_closed_while_pending<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    closing_after_any_number_of_handlers_leaves_the_stream_closed, operation, all_operations)
{
    check_closed_after_each_handler<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    reopening_aborts_the_old_and_serves_the_new, operation, pending_operations)
{
    check_reopened_while_pending<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(releasing_aborts_what_is_pending, operation, open_port_operations)
{
    check_released_while_pending<operation>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    the_second_of_a_kind_is_refused_where_only_one_can_be, operation, exclusive_operations)
{
    check_refused_beside_another<operation>();
}

namespace {

/// A port with one byte to read, and a read or write of many that can be cancelled.
struct composed_transfer
{
    auto handler()
    {
        return asio::bind_cancellation_slot(signal.slot(),
            [this](bse::error_code ec, std::size_t)
            {
                ++calls;
                BOOST_TEST(ec.failed());
            });
    }

    // Between two of its steps the port goes, and then it is cancelled.
    void lose_the_port_and_cancel(int steps)
    {
        stream = bse::serial_stream(context);
        for (int i = 0; i < steps; ++i)
            BOOST_TEST(context.run_one() == 1u);
        signal.emit(asio::cancellation_type::terminal);
        run_out(context);
        BOOST_TEST(calls == 1);
    }

    asio::io_context context;
    test::pty_pair far;
    bse::serial_stream stream{context, far.name(), bse::serial_config{}};
    asio::cancellation_signal signal;
    int calls = 0;
};

} // namespace

BOOST_AUTO_TEST_CASE(a_composed_read_can_be_cancelled_when_the_port_is_gone)
{
    for (int steps = 0; steps < 2; ++steps)
    {
        composed_transfer t;
        std::string data(10, '?');
        t.far.write("x");
        asio::async_read(t.stream, asio::buffer(data), t.handler());
        t.lose_the_port_and_cancel(steps);
    }
}

BOOST_AUTO_TEST_CASE(a_composed_write_can_be_cancelled_when_the_port_is_gone)
{
    for (int steps = 0; steps < 2; ++steps)
    {
        composed_transfer t;
        std::string const data(100'000, 'y');
        asio::async_write(t.stream, asio::buffer(data), t.handler());
        t.lose_the_port_and_cancel(steps);
    }
}

BOOST_AUTO_TEST_CASE(an_open_after_the_close_of_an_open_finds_the_port_free)
{
    scene<open_operation> s;
    auto const before = s.make_record();
    auto const after = s.make_record();
    s.hold();
    s.start_and_begin(s.handler(before));
    s.port->stream.close();
    s.start(s.handler(after));
    s.let_complete();
    auto const& device = s.port->device;
    BOOST_TEST_REQUIRE(await([&] { return device.opens() == 3; })); // one was the fixture's
    s.finish(after);
    run_out(*s.context);
    BOOST_TEST(before->calls == 1);
    s.check_aborted(before);
}

BOOST_AUTO_TEST_CASE(a_move_to_another_executor_type_keeps_the_port_and_its_bytes)
{
    asio::io_context context;
    test::pty_pair far;
    bse::basic_serial_stream<asio::io_context::executor_type> source(
        context, far.name(), bse::serial_config{});
    far.write("before");
    source.write_some(asio::buffer("x", 1));
    bse::serial_stream stream(std::move(source));
    BOOST_TEST(stream.device() == far.name());
    BOOST_TEST(far.read_exact(1) == "x");
    std::string received;
    stream.async_read_available(
        asio::dynamic_buffer(received), [](bse::error_code ec, std::size_t) { BOOST_TEST(!ec); });
    run_out(context);
    BOOST_TEST(received == "before");
}

// They are none of the pending operations there.
BOOST_AUTO_TEST_CASE(a_wait_for_room_ends_at_once_where_writes_wait_themselves,
    *only_if(system_transfers, "waits for room are among the operations here"))
{
    asio::io_context context;
    async_fixture<bse::serial_stream> port(context, context.get_executor());
    port.fill();
    unsigned calls = 0;
    port.stream.async_wait(bse::serial_stream::wait_write,
        [&](bse::error_code ec)
        {
            BOOST_TEST(!ec.failed());
            ++calls;
        });
    BOOST_TEST(calls == 0u);
    context.run();
    BOOST_TEST(calls == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
