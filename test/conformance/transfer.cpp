// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Bytes through a line, blocking and not, and the queues between.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/close_policy.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <future>
#include <string>
#include <string_view>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;

namespace {

// A mebibyte where the transport is quick.
std::size_t const mebibyte = long_transfer();

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_transfer)

BOOST_AUTO_TEST_CASE(read_some_takes_what_is_there_and_does_not_wait_for_more)
{
    open_port port;
    port.far_end.write_all("0123456789");
    BOOST_TEST_REQUIRE(arrived(port.stream, 10));
    std::array<char, 4096> bytes{};
    std::size_t const size = port.stream.read_some(asio::buffer(bytes));
    BOOST_TEST(std::string_view(bytes.data(), size) == "0123456789");
}

BOOST_AUTO_TEST_CASE(read_some_takes_no_more_than_the_buffer_holds)
{
    open_port port;
    port.far_end.write_all("abc");
    std::array<char, 2> bytes{};
    BOOST_TEST_REQUIRE(arrived(port.stream, 3));
    BOOST_TEST(port.stream.read_some(asio::buffer(bytes)) == 2u);
    BOOST_TEST(std::string_view(bytes.data(), 2) == "ab");
    BOOST_TEST(read_from(port.stream, 1) == "c");
}

BOOST_AUTO_TEST_CASE(read_some_waits_for_the_first_byte)
{
    open_port port;
    auto const sent = std::async(std::launch::async, [&] { port.far_end.write_all("x"); });
    BOOST_TEST(read_from(port.stream, 1) == "x");
}

BOOST_AUTO_TEST_CASE(read_some_fills_several_buffers, *needing(ability::scatter))
{
    open_port port;
    port.far_end.write_all("headbody");
    BOOST_TEST_REQUIRE(arrived(port.stream, 8));
    std::array<char, 4> head{};
    std::array<char, 4> body{};
    std::array<asio::mutable_buffer, 2> const both{asio::buffer(head), asio::buffer(body)};
    BOOST_TEST(port.stream.read_some(both) == 8u);
    BOOST_TEST(std::string_view(head.data(), 4) == "head");
    BOOST_TEST(std::string_view(body.data(), 4) == "body");
}

BOOST_AUTO_TEST_CASE(write_some_sends_several_buffers)
{
    open_port port;
    std::array<asio::const_buffer, 2> const both{asio::buffer("head", 4), asio::buffer("body", 4)};
    BOOST_TEST(asio::write(port.stream, both) == 8u);
    BOOST_TEST(port.far_end.read_exact(8) == "headbody");
}

BOOST_AUTO_TEST_CASE(write_some_waits_until_the_system_takes_a_byte, *needing(ability::hold))
{
    open_port port;
    std::size_t const queued = fill_output(port.stream, port.far_end);
    auto read = std::async(
        std::launch::async, [&] { return port.far_end.read_exact(queued + 1).back(); });
    BOOST_TEST(port.stream.write_some(asio::buffer("!", 1)) == 1u);
    BOOST_TEST(read.get() == '!');
}

BOOST_AUTO_TEST_CASE(a_mebibyte_arrives_unchanged_by_blocking_reads)
{
    open_port port;
    std::string const text = pattern(mebibyte);
    auto sent = std::async(std::launch::async, [&] { port.far_end.write_all(text); });
    std::string received(mebibyte, '\0');
    BOOST_TEST(asio::read(port.stream, asio::buffer(received)) == mebibyte);
    sent.get();
    BOOST_TEST(same(received, text));
}

BOOST_AUTO_TEST_CASE(a_mebibyte_leaves_unchanged_by_blocking_writes)
{
    open_port port;
    std::string const text = pattern(mebibyte);
    auto received
        = std::async(std::launch::async, [&] { return port.far_end.read_exact(mebibyte); });
    BOOST_TEST(asio::write(port.stream, asio::buffer(text)) == mebibyte);
    BOOST_TEST(same(received.get(), text));
}

BOOST_AUTO_TEST_CASE(a_mebibyte_arrives_unchanged_by_asynchronous_reads)
{
    open_port port;
    std::string const text = pattern(mebibyte);
    auto sent = std::async(std::launch::async, [&] { port.far_end.write_all(text); });
    std::string received(mebibyte, '\0');
    outcome read;
    asio::async_read(port.stream, asio::buffer(received), recorder(read));
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, read));
    sent.get();
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(same(received, text));
}

BOOST_AUTO_TEST_CASE(a_mebibyte_leaves_unchanged_by_asynchronous_writes)
{
    open_port port;
    std::string const text = pattern(mebibyte);
    auto received
        = std::async(std::launch::async, [&] { return port.far_end.read_exact(mebibyte); });
    outcome written;
    asio::async_write(port.stream, asio::buffer(text), recorder(written));
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, written));
    BOOST_TEST(written.ec == error_code());
    BOOST_TEST(same(received.get(), text));
}

BOOST_AUTO_TEST_CASE(a_mebibyte_each_way_at_the_same_time)
{
    open_port port;
    std::string const text = pattern(mebibyte);
    // The far end sends back what it gets, so that both directions are busy and neither can wait.
    auto echoed = std::async(std::launch::async,
        [&]
        {
            for (std::size_t done = 0; done < mebibyte; done += 1024)
                port.far_end.write_all(port.far_end.read_exact(1024));
        });
    std::string received(mebibyte, '\0');
    outcome read;
    outcome written;
    asio::async_read(port.stream, asio::buffer(received), recorder(read));
    asio::async_write(port.stream, asio::buffer(text), recorder(written));
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, read));
    echoed.get();
    BOOST_TEST(written.calls == 1);
    BOOST_TEST(written.ec == error_code());
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(same(received, text));
}

BOOST_AUTO_TEST_CASE(two_reads_in_progress_complete_in_order_and_share_no_byte)
{
    open_port port;
    std::array<std::array<char, 1>, 2> bytes{};
    std::array<outcome, 2> reads;
    for (std::size_t i = 0; i < 2; ++i)
        port.stream.async_read_some(asio::buffer(bytes[i]), recorder(reads[i]));
    port.ctx.poll();
    port.far_end.write_all("1");
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, reads[0]));
    BOOST_TEST(reads[1].calls == 0);
    port.far_end.write_all("2");
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, reads[1]));
    BOOST_TEST(bytes[0][0] == '1');
    BOOST_TEST(bytes[1][0] == '2');
}

// The first has its byte at once, and is posted; the readiness that the second one gets its byte by
// may have been noticed before.
BOOST_AUTO_TEST_CASE(two_reads_whose_bytes_are_there_are_told_in_order)
{
    open_port port;
    port.far_end.write_all("1");
    BOOST_TEST_REQUIRE(arrived(port.stream, 1));
    std::array<std::array<char, 1>, 2> bytes{};
    std::string order;
    asio::post(port.ctx,
        [&]
        {
            for (std::size_t i = 0; i < 2; ++i)
                port.stream.async_read_some(asio::buffer(bytes[i]),
                    [&, i](error_code, std::size_t) { order += bytes[i][0]; });
            port.far_end.write_all("2");
            arrived(port.stream, 1);
        });
    while (order.size() < 2 && port.ctx.run_one_for(std::chrono::seconds(20)) != 0)
    {
    }
    BOOST_TEST(order == "12");
}

BOOST_AUTO_TEST_CASE(read_available_appends_all_that_is_queued)
{
    open_port port;
    port.far_end.write_all("all of this");
    BOOST_TEST_REQUIRE(arrived(port.stream, 11));
    std::string text = "before: ";
    outcome read;
    port.stream.async_read_available(asio::dynamic_buffer(text), recorder(read));
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, read));
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(read.bytes == 11u);
    BOOST_TEST(text == "before: all of this");
}

BOOST_AUTO_TEST_CASE(read_available_appends_no_more_than_its_limit)
{
    open_port port;
    port.far_end.write_all("abcdef");
    BOOST_TEST_REQUIRE(arrived(port.stream, 6));
    std::string text;
    outcome read;
    port.stream.async_read_available(asio::dynamic_buffer(text), 4, recorder(read));
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, read));
    BOOST_TEST(text == "abcd");
    BOOST_TEST(read_from(port.stream, 2) == "ef");
}

BOOST_AUTO_TEST_CASE(a_wait_for_reading_completes_when_a_byte_is_there_and_takes_none)
{
    open_port port;
    outcome waited;
    port.stream.async_wait(serial_stream::wait_read, recorder(waited));
    port.ctx.poll();
    BOOST_TEST_REQUIRE(waited.calls == 0);
    port.far_end.write_all("x");
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, waited));
    BOOST_TEST(waited.ec == error_code());
    BOOST_TEST(read_from(port.stream, 1) == "x");
}

BOOST_AUTO_TEST_CASE(a_wait_for_writing_completes_when_there_is_room,
    *needing(ability::hold) * needing(ability::room))
{
    open_port port;
    std::size_t const queued = fill_output(port.stream, port.far_end);
    outcome waited;
    port.stream.async_wait(serial_stream::wait_write, recorder(waited));
    port.ctx.poll();
    BOOST_TEST_REQUIRE(waited.calls == 0);
    BOOST_TEST(port.far_end.read_exact(queued).size() == queued);
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, waited));
    BOOST_TEST(waited.ec == error_code());
    BOOST_TEST(has_room(port.stream.native_handle()));
}

BOOST_AUTO_TEST_CASE(input_waiting_counts_what_was_received_and_not_read)
{
    open_port port;
    BOOST_TEST(port.stream.input_waiting() == 0u);
    port.far_end.write_all("four");
    BOOST_TEST_REQUIRE(arrived(port.stream, 4));
    BOOST_TEST(port.stream.input_waiting() == 4u);
    BOOST_TEST(read_from(port.stream, 1) == "f");
    BOOST_TEST(port.stream.input_waiting() == 3u);
}

BOOST_AUTO_TEST_CASE(discard_input_throws_away_what_was_received)
{
    open_port port;
    port.far_end.write_all("noise");
    BOOST_TEST_REQUIRE(arrived(port.stream, 5));
    port.stream.discard_input();
    BOOST_TEST(port.stream.input_waiting() == 0u);
    port.far_end.write_all("signal");
    BOOST_TEST(read_from(port.stream, 6) == "signal");
}

BOOST_AUTO_TEST_CASE(discard_input_leaves_a_read_in_progress_waiting)
{
    open_port port;
    std::array<char, 1> byte{};
    outcome read;
    port.stream.async_read_some(asio::buffer(byte), recorder(read));
    port.ctx.poll();
    port.stream.discard_input();
    port.ctx.poll();
    BOOST_TEST_REQUIRE(read.calls == 0);
    port.far_end.write_all("x");
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, read));
    BOOST_TEST(byte[0] == 'x');
}

BOOST_AUTO_TEST_CASE(output_waiting_says_what_the_kernel_says, *needing(ability::pty))
{
    open_port port;
    fill_output(port.stream, port.far_end);
    // The pty driver hands everything over at once and counts nothing (drivers/tty/pty.c).
    auto const expected = output_left(port.stream);
    BOOST_TEST(port.stream.output_waiting(port.ec) == expected);
    BOOST_TEST(port.ec == error_code());
}

BOOST_AUTO_TEST_CASE(discard_output_throws_away_what_nobody_has_taken, *needing(ability::hold))
{
    open_port port;
    std::size_t const queued = fill_output(port.stream, port.far_end);
    port.stream.discard_output();
    port.stream.write_some(asio::buffer("!", 1));
    std::string received = port.far_end.read_exact(1);
    while (received.back() != '!')
        received += port.far_end.read_exact(1);
    BOOST_TEST(received.size() < queued);
}

BOOST_AUTO_TEST_CASE(drain_ends_when_the_queue_is_empty)
{
    open_port port;
    port.stream.write_some(asio::buffer("text", 4));
    port.stream.drain(port.ec);
    BOOST_TEST(port.ec == error_code());
    BOOST_TEST(output_left(port.stream) == 0u);
    BOOST_TEST(port.far_end.read_exact(4) == "text");
}

BOOST_AUTO_TEST_CASE(async_drain_completes_when_the_queue_is_empty)
{
    open_port port;
    port.stream.write_some(asio::buffer("text", 4));
    outcome drained;
    port.stream.async_drain(recorder(drained));
    BOOST_TEST(drained.calls == 0);
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(drained.calls == 1);
    BOOST_TEST(drained.ec == error_code());
    BOOST_TEST(port.far_end.read_exact(4) == "text");
}

BOOST_AUTO_TEST_CASE(
    of_a_device_all_is_known_that_the_list_has_and_of_others_nothing, *needing(ability::listing))
{
    open_port port;
    bool const is_device = lack_of(ability::system_ports).empty() && !lack_of(ability::pty).empty();
    auto const info = port.stream.port_info(port.ec);
    auto const told = port.stream.capabilities()[feature::port_discovery];
    BOOST_TEST(
        port.ec == (is_device ? error_code() : make_unsupported_error(feature::port_discovery)));
    BOOST_TEST(told == (is_device ? support::supported : support::unsupported));
    BOOST_TEST(info.device.empty() == !is_device);
    BOOST_TEST(info.hwid.empty() == !is_device);
}

BOOST_AUTO_TEST_CASE(asking_for_capabilities_changes_nothing)
{
    open_port port;
    port.far_end.write_all("kept");
    BOOST_TEST_REQUIRE(arrived(port.stream, 4));
    auto const before = port.far_end.settings();
    BOOST_TEST((port.stream.capabilities() == port.stream.capabilities()));
    BOOST_TEST(port.far_end.settings() == before);
    BOOST_TEST(read_from(port.stream, 4) == "kept");
    BOOST_TEST(!port.far_end.is_free());
}

// A pty says that its queue is empty, and then it is the far end that has the bytes.
BOOST_AUTO_TEST_CASE(a_close_that_has_drained_discards_nothing)
{
    open_port port;
    std::string const text = pattern(3'000);
    BOOST_TEST_REQUIRE(boost::asio::write(port.stream, boost::asio::buffer(text)) == text.size());
    outcome closed;
    port.stream.async_close(close_policy::drain(patience), recorder(closed));
    BOOST_TEST(run_until_called(port.ctx, closed));
    BOOST_TEST(!closed.ec.failed());
    BOOST_TEST(same(port.far_end.read_exact(text.size()), text));
}

BOOST_AUTO_TEST_SUITE_END()
