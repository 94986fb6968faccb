// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Opening and closing: what the device is told, what is left behind, who owns the handle.
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using test::keep_slave;
using test::pty_pair;

namespace {

using plain_stream = basic_serial_stream<asio::io_context::executor_type>;

std::string every_byte()
{
    std::string bytes;
    for (int value = 0; value < 256; ++value)
        bytes += static_cast<char>(value);
    return bytes;
}

// One that somebody has left as a log-in shell has its terminal, if it can be.
line spoilt_line(asio::io_context& ctx)
{
    line far_end(ctx);
    far_end.spoil();
    return far_end;
}

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_open_close)

BOOST_AUTO_TEST_CASE(a_new_stream_is_closed)
{
    asio::io_context ctx;
    serial_stream stream(ctx);
    BOOST_TEST(!stream.is_open());
    BOOST_TEST(stream.native_handle() == no_handle());
    BOOST_TEST(stream.device() == "");
    BOOST_TEST(stream.config() == serial_config{});
}

BOOST_AUTO_TEST_CASE(a_stream_made_from_an_executor_is_closed)
{
    asio::io_context ctx;
    serial_stream stream(ctx.get_executor());
    BOOST_TEST(!stream.is_open());
    BOOST_TEST((stream.get_executor() == ctx.get_executor()));
}

BOOST_AUTO_TEST_CASE(open_opens_the_named_device)
{
    asio::io_context ctx;
    line far_end(ctx);
    serial_stream stream(ctx);
    stream.open(far_end.name(), serial_config{9600});
    BOOST_TEST(stream.is_open());
    BOOST_TEST(is_open(stream.native_handle()));
    BOOST_TEST(stream.device() == far_end.name());
    BOOST_TEST(stream.config() == serial_config{9600});
}

BOOST_AUTO_TEST_CASE(async_open_opens_the_named_device)
{
    asio::io_context ctx;
    line far_end(ctx);
    serial_stream stream(ctx);
    BOOST_TEST(open_and_run(ctx, stream, far_end.name(), serial_config{9600}) == error_code());
    BOOST_TEST(stream.is_open());
    BOOST_TEST(stream.device() == far_end.name());
    BOOST_TEST(stream.config() == serial_config{9600});
    BOOST_TEST(far_end.framing() == "9600 8N1");
}

BOOST_AUTO_TEST_CASE(async_open_opens_what_an_endpoint_describes)
{
    asio::io_context ctx;
    line far_end(ctx);
    serial_stream stream(ctx);
    outcome opened;
    stream.async_open(serial_endpoint{far_end.name(), serial_config{1200}}, recorder(opened));
    BOOST_TEST(opened.calls == 0);
    BOOST_TEST_REQUIRE(run_until_called(ctx, opened));
    BOOST_TEST(opened.ec == error_code());
    BOOST_TEST(stream.device() == far_end.name());
    BOOST_TEST(stream.config().baud_rate == 1200u);
}

BOOST_AUTO_TEST_CASE(the_stream_is_closed_until_async_open_completes)
{
    asio::io_context ctx;
    line far_end(ctx);
    serial_stream stream(ctx);
    outcome opened;
    stream.async_open(far_end.name(), serial_config{}, recorder(opened));
    BOOST_TEST(!stream.is_open());
    BOOST_TEST_REQUIRE(run_until_called(ctx, opened));
    BOOST_TEST(stream.is_open());
}

BOOST_AUTO_TEST_CASE(a_constructor_opens_on_a_context)
{
    asio::io_context ctx;
    line far_end(ctx);
    serial_stream const stream(ctx, far_end.name(), serial_config{9600});
    BOOST_TEST(stream.is_open());
    BOOST_TEST(far_end.framing() == "9600 8N1");
}

BOOST_AUTO_TEST_CASE(a_constructor_opens_on_an_executor)
{
    asio::io_context ctx;
    line far_end(ctx);
    serial_stream const stream(ctx.get_executor(), far_end.name(), serial_config{9600});
    BOOST_TEST(stream.is_open());
    BOOST_TEST(far_end.framing() == "9600 8N1");
}

BOOST_AUTO_TEST_CASE(a_constructor_that_cannot_open_throws_and_leaves_nothing_open)
{
    asio::io_context ctx;
    serial_stream const first(ctx); // what the context allocates once is not what is counted
    auto const before = open_handles();
    BOOST_CHECK_EXCEPTION(serial_stream(ctx, "/dev/null", serial_config{}),
        boost::system::system_error,
        [](auto const& e) { return conditions_of(e.code()) == "port_not_found"; });
    BOOST_TEST(open_handles() == before);
}

BOOST_AUTO_TEST_CASE(every_byte_value_arrives_unchanged)
{
    asio::io_context ctx;
    line const far_end = spoilt_line(ctx);
    serial_stream stream(ctx, far_end.name(), serial_config{});
    far_end.write_all(every_byte());
    BOOST_TEST(read_from(stream, 256) == every_byte());
    BOOST_TEST(far_end.read_available() == ""); // no echo
}

BOOST_AUTO_TEST_CASE(every_byte_value_leaves_unchanged)
{
    asio::io_context ctx;
    line const far_end = spoilt_line(ctx);
    serial_stream stream(ctx, far_end.name(), serial_config{});
    std::string const bytes = every_byte();
    std::size_t sent = 0;
    while (sent < bytes.size())
        sent += stream.write_some(asio::buffer(bytes) + sent);
    BOOST_TEST(far_end.read_exact(256) == bytes);
}

BOOST_AUTO_TEST_CASE(
    open_on_an_open_stream_fails_and_leaves_the_port_alone, *needing(ability::several))
{
    open_port port;
    line const second(port.ctx);
    auto const handle = port.stream.native_handle();
    port.stream.open(second.name(), serial_config{}, port.ec);
    BOOST_TEST(port.ec == error_code(asio::error::already_open));
    BOOST_TEST(port.stream.native_handle() == handle);
    BOOST_TEST(port.stream.device() == port.far_end.name());
    BOOST_TEST(second.is_free());
}

BOOST_AUTO_TEST_CASE(
    async_open_on_an_open_stream_fails_and_leaves_the_port_alone, *needing(ability::several))
{
    open_port port;
    auto const handle = port.stream.native_handle();
    line const second(port.ctx);
    BOOST_TEST(open_and_run(port.ctx, port.stream, second.name())
        == error_code(asio::error::already_open));
    BOOST_TEST(port.stream.native_handle() == handle);
    BOOST_TEST(second.is_free());
}

BOOST_AUTO_TEST_CASE(a_stream_can_open_after_a_failure)
{
    asio::io_context ctx;
    line far_end(ctx);
    serial_stream stream(ctx);
    error_code ec;
    stream.open("/dev/null", serial_config{}, ec);
    BOOST_TEST(ec.failed());
    BOOST_TEST(conditions_of(open_and_run(ctx, stream, "/dev/null")) == "port_not_found");
    stream.open(far_end.name(), serial_config{}, ec);
    BOOST_TEST(ec == error_code());
}

BOOST_AUTO_TEST_CASE(a_port_can_be_reopened_200_times_and_leaves_no_descriptor)
{
    asio::io_context ctx;
    line far_end(ctx);
    serial_stream stream(ctx);
    auto const before = open_handles();
    for (int i = 0; i < many_times(); ++i)
    {
        stream.open(far_end.name(), serial_config{});
        far_end.write_all("a");
        BOOST_TEST_REQUIRE(read_from(stream, 1) == "a");
        stream.close();
        BOOST_TEST_REQUIRE(open_handles() == before);
    }
}

BOOST_AUTO_TEST_CASE(a_port_can_be_reopened_asynchronously_200_times_and_leaves_no_descriptor)
{
    asio::io_context ctx;
    line far_end(ctx);
    serial_stream stream(ctx);
    std::ptrdiff_t before = open_handles();
    for (int i = 0; i < many_times(); ++i)
    {
        BOOST_TEST_REQUIRE(open_and_run(ctx, stream, far_end.name()) == error_code());
        stream.write_some(asio::buffer("b", 1));
        BOOST_TEST_REQUIRE(far_end.read_exact(1) == "b");
        stream.close();
        BOOST_TEST_REQUIRE(open_handles() == before);
    }
}

BOOST_AUTO_TEST_CASE(close_closes_the_descriptor)
{
    open_port port;
    auto const handle = port.stream.native_handle();
    port.stream.close(port.ec);
    BOOST_TEST(port.ec == error_code());
    BOOST_TEST(!is_open(handle));
    BOOST_TEST(!port.stream.is_open());
    BOOST_TEST(port.stream.native_handle() == no_handle());
    BOOST_TEST(port.stream.device() == "");
    BOOST_TEST(port.stream.config() == serial_config{});
}

BOOST_AUTO_TEST_CASE(closing_a_closed_stream_is_no_error)
{
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec = asio::error::eof;
    stream.close(ec);
    BOOST_TEST(ec == error_code());
    BOOST_CHECK_NO_THROW(stream.close());
}

BOOST_AUTO_TEST_CASE(the_destructor_closes_the_descriptor)
{
    asio::io_context ctx;
    line const far_end(ctx);
    auto stream = std::make_unique<serial_stream>(ctx, far_end.name(), serial_config{});
    auto const handle = stream->native_handle();
    stream.reset();
    BOOST_TEST(!is_open(handle));
}

BOOST_AUTO_TEST_CASE(
    close_discards_output_that_nobody_reads_and_does_not_wait_for_it, *needing(ability::hold))
{
    open_port port;
    std::size_t const accepted = fill_output(port.stream, port.far_end);
    port.stream.close();
    BOOST_TEST(port.far_end.read_available().size() < accepted);
}

BOOST_AUTO_TEST_CASE(the_destructor_discards_output_that_nobody_reads_and_does_not_wait_for_it,
    *needing(ability::hold))
{
    asio::io_context ctx;
    line const far_end(ctx);
    auto stream = std::make_unique<serial_stream>(ctx, far_end.name(), serial_config{});
    std::size_t const accepted = fill_output(*stream, far_end);
    stream.reset();
    BOOST_TEST(far_end.read_available().size() < accepted);
}

BOOST_AUTO_TEST_CASE(who_shares_a_port_keeps_it_from_who_wants_it_alone,
    *needing(ability::pty) * needing(ability::sharing))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    serial_config shared;
    shared.exclusive = false;
    serial_stream sharer(ctx, far.name(), shared);
    serial_stream other(ctx);
    error_code ec;
    other.open(far.name(), serial_config{}, ec);
    BOOST_TEST(conditions_of(ec) == "port_busy");
    sharer.close();
    other.open(far.name(), serial_config{}, ec);
    BOOST_TEST(!ec.failed());
    sharer.open(far.name(), shared, ec);
    BOOST_TEST(conditions_of(ec) == "port_busy");
}

BOOST_AUTO_TEST_CASE(two_streams_may_share_a_port_that_is_not_exclusive,
    *needing(ability::pty) * needing(ability::sharing))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    serial_config shared;
    shared.exclusive = false;
    serial_stream first(ctx, far.name(), shared);
    serial_stream second(ctx, far.name(), shared);
    first.write_some(asio::buffer("1", 1));
    BOOST_TEST(far.read_exact(1) == "1");
    second.write_some(asio::buffer("2", 1));
    BOOST_TEST(far.read_exact(1) == "2");
}

BOOST_AUTO_TEST_CASE(close_gives_the_exclusivity_back)
{
    open_port port;
    port.stream.close();
    BOOST_TEST(port.far_end.is_free());
}

BOOST_AUTO_TEST_CASE(the_destructor_gives_the_exclusivity_back)
{
    asio::io_context ctx;
    line const far_end(ctx);
    std::make_unique<serial_stream>(ctx, far_end.name(), serial_config{}).reset();
    BOOST_TEST(far_end.is_free());
}

BOOST_AUTO_TEST_CASE(a_handle_that_another_stream_has_is_refused_and_stays_usable_there,
    *not_with_io_uring("it is the reactor that notices, and io_uring does without"))
{
    open_port port;
    serial_stream second(port.ctx);
    second.assign(port.stream.native_handle(), port.ec);
    BOOST_TEST(port.ec.failed());
    BOOST_TEST(!second.is_open());
    second.close();
    BOOST_TEST(is_open(port.stream.native_handle()));
    port.far_end.write_all("x");
    BOOST_TEST(read_from(port.stream, 1) == "x");
}

BOOST_AUTO_TEST_CASE(release_ends_the_operations_in_progress)
{
    open_port port;
    outcome read;
    std::array<char, 1> byte{};
    port.stream.async_read_some(asio::buffer(byte), recorder(read));
    auto const released = port.stream.release();
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(read.calls == 1);
    BOOST_TEST(conditions_of(read.ec) == "aborted");
    BOOST_TEST(raw_close(released));
}

BOOST_AUTO_TEST_CASE(
    a_released_handle_can_be_assigned_to_another_stream, *needing(ability::handover))
{
    open_port port;
    serial_stream second(port.ctx);
    auto const handle = port.stream.release();
    second.assign(handle);
    port.far_end.write_all("x");
    BOOST_TEST(read_from(second, 1) == "x");
}

BOOST_AUTO_TEST_CASE(a_closed_stream_has_nothing_to_release)
{
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    BOOST_TEST(stream.release(ec) == no_handle());
    BOOST_TEST(conditions_of(ec) == "closed");
    BOOST_CHECK_THROW(stream.release(), boost::system::system_error);
}

BOOST_AUTO_TEST_CASE(a_moved_from_stream_is_closed_and_the_target_has_the_port)
{
    open_port port;
    auto const handle = port.stream.native_handle();
    serial_stream target(std::move(port.stream));
    BOOST_TEST(target.native_handle() == handle);
    BOOST_TEST(target.device() == port.far_end.name());
    BOOST_TEST(!port.stream.is_open());
    BOOST_TEST(port.stream.native_handle() == no_handle());
    BOOST_TEST(port.stream.device() == "");
    port.stream.input_waiting(port.ec);
    BOOST_TEST(conditions_of(port.ec) == "closed");
}

BOOST_AUTO_TEST_CASE(a_moved_from_stream_can_be_opened_again, *needing(ability::several))
{
    open_port port;
    serial_stream const target(std::move(port.stream));
    line const second(port.ctx);
    port.stream.open(second.name(), serial_config{}, port.ec);
    BOOST_TEST(port.ec == error_code());
    second.write_all("x");
    BOOST_TEST(read_from(port.stream, 1) == "x");
}

BOOST_AUTO_TEST_CASE(operations_in_progress_move_with_the_port)
{
    open_port port;
    outcome read;
    std::array<char, 1> byte{};
    port.stream.async_read_some(asio::buffer(byte), recorder(read));
    serial_stream target(std::move(port.stream));
    port.far_end.write_all("m");
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, read));
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(byte[0] == 'm');
}

BOOST_AUTO_TEST_CASE(a_move_assignment_closes_what_was_open, *needing(ability::several))
{
    open_port port;
    line const second(port.ctx);
    serial_stream target(port.ctx, second.name(), serial_config{});
    auto const old = target.native_handle();
    auto const handle = port.stream.native_handle();
    outcome read;
    std::array<char, 1> byte{};
    target.async_read_some(asio::buffer(byte), recorder(read));
    target = std::move(port.stream);
    BOOST_TEST(!is_open(old));
    BOOST_TEST(target.native_handle() == handle);
    BOOST_TEST(second.is_free());
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(read.calls == 1);
    BOOST_TEST(conditions_of(read.ec) == "aborted");
}

BOOST_AUTO_TEST_CASE(a_converting_move_takes_the_port_over)
{
    asio::io_context ctx;
    line const far_end(ctx);
    plain_stream source(ctx, far_end.name(), serial_config{9600});
    auto const handle = source.native_handle();
    serial_stream target(std::move(source));
    BOOST_TEST(target.native_handle() == handle);
    BOOST_TEST(target.device() == far_end.name());
    BOOST_TEST(target.config() == serial_config{9600});
    BOOST_TEST(!source.is_open());
    BOOST_TEST(!far_end.is_free());
    far_end.follow(target.config());
    far_end.write_all("x");
    BOOST_TEST(read_from(target, 1) == "x");
    target.close();
    source.open(far_end.name(), serial_config{});
    BOOST_TEST(source.is_open());
}

BOOST_AUTO_TEST_CASE(a_converting_move_ends_the_operations_in_progress)
{
    asio::io_context ctx;
    line const far_end(ctx);
    plain_stream source(ctx, far_end.name(), serial_config{});
    outcome read;
    std::array<char, 1> byte{};
    source.async_read_some(asio::buffer(byte), recorder(read));
    serial_stream const target(std::move(source));
    BOOST_TEST(run_out(ctx));
    BOOST_TEST(read.calls == 1);
    BOOST_TEST(conditions_of(read.ec) == "aborted");
}

BOOST_AUTO_TEST_SUITE_END()
