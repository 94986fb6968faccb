// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The pty that users get for their own tests: what its documentation promises, with a stream at the
// other end. What it says of descriptors is tested in pty_pair_posix.cpp.
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_pair.hpp"
#include "support/conformance_support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <future>
#include <string>
#include <type_traits>
#include <utility>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using namespace std::chrono_literals;
using test::keep_slave;
using test::pty_pair;
namespace errc = boost::system::errc;

namespace {

using clock_type = std::chrono::steady_clock;

static_assert(std::is_nothrow_move_constructible_v<pty_pair>);
static_assert(std::is_nothrow_move_assignable_v<pty_pair>);
static_assert(!std::is_copy_constructible_v<pty_pair>);
static_assert(!std::is_copy_assignable_v<pty_pair>);

std::string all_values()
{
    std::string bytes;
    for (int value = 0; value < 256; ++value)
        bytes += static_cast<char>(value);
    return bytes;
}

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_pty_pair)

// ---- bytes --------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(a_stream_and_the_far_end_hear_every_value_as_it_was_sent, both)
{
    paired_port port(sample);
    port.far.write(all_values());
    BOOST_TEST(read_from(port.stream, 256) == all_values());
    asio::write(port.stream, asio::buffer(all_values()));
    BOOST_TEST(port.far.read_exact(256) == all_values());
    BOOST_TEST(port.far.read_available() == "");
}

BOOST_AUTO_TEST_CASE(a_mebibyte_passes_in_both_directions_at_a_time)
{
    paired_port port;
    std::size_t const mebibyte = 1u << 20;
    std::string const there(mebibyte, 't');
    std::string const back(mebibyte, 'b');
    std::string received(mebibyte, '?');
    outcome sent;
    outcome read;
    asio::async_write(port.stream, asio::buffer(there), recorder(sent));
    asio::async_read(port.stream, asio::buffer(received), recorder(read));
    auto const writer = std::async(std::launch::async, [&] { port.far.write(back); });
    auto reader = std::async(std::launch::async, [&] { return port.far.read_exact(mebibyte); });
    BOOST_TEST(run_until(port.ctx, [&] { return sent.calls + read.calls == 2; }));
    writer.wait();
    BOOST_TEST((reader.get() == there));
    BOOST_TEST(sent.ec == error_code());
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST((received == back));
}

BOOST_AUTO_TEST_CASE(read_until_takes_the_delimiter_and_nothing_behind_it)
{
    paired_port port;
    asio::write(port.stream, asio::buffer("AT\r\r\nOK\r\nnext", 12));
    BOOST_TEST(port.far.read_until("\r\n") == "AT\r\r\n");
    BOOST_TEST(port.far.read_until("\r\n") == "OK\r\n");
    BOOST_TEST(port.far.read_until("") == "");
    BOOST_TEST(port.far.read_exact(0) == "");
    BOOST_TEST(port.far.read_exact(3) == "nex");
}

// ---- opening, closing, hanging up ---------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_far_end_that_is_to_notice_is_told_that_nobody_is_there)
{
    pty_pair const far(keep_slave::no);
    error_code ec;
    BOOST_TEST(far.read_available(ec) == ""); // never opened: nothing to read yet
    BOOST_TEST(ec == error_code());
    asio::io_context ctx;
    serial_stream stream(ctx, far.name(), serial_config{});
    for (int i = 0; i < 2; ++i)
    {
        stream.close();
        BOOST_TEST(far.read_exact(1, 10s, ec) == "");
        BOOST_TEST(conditions_of(ec) == "disconnected");
        BOOST_TEST(far.read_available(ec) == "");
        BOOST_TEST(conditions_of(ec) == "disconnected");
        BOOST_CHECK_THROW(far.read_available(), boost::system::system_error);
        stream.open(far.name(), serial_config{});
        BOOST_TEST(far.read_available(ec) == "");
        BOOST_TEST(ec == error_code());
        far.write("hello again");
        BOOST_TEST(read_from(stream, 11) == "hello again");
    }
}

BOOST_DATA_TEST_CASE(bytes_wait_for_the_next_open, both)
{
    pty_pair const far(sample);
    asio::io_context ctx;
    serial_stream stream(ctx);
    for (int i = 0; i < 2; ++i)
    {
        far.write("early");
        stream.open(far.name(), serial_config{});
        BOOST_TEST(read_from(stream, 5) == "early");
        stream.close();
    }
}

BOOST_DATA_TEST_CASE(it_keeps_nobody_from_exclusive_access, both)
{
    paired_port port(sample);
    BOOST_TEST(!is_free(port.far.name()));
    port.stream.close();
    BOOST_TEST(is_free(port.far.name()));
}

BOOST_DATA_TEST_CASE(a_hang_up_ends_what_the_stream_has_in_progress, both)
{
    paired_port port(sample);
    std::array<char, 8> bytes{};
    outcome read;
    port.stream.async_read_some(asio::buffer(bytes), recorder(read));
    port.ctx.poll();
    BOOST_TEST_REQUIRE(read.calls == 0);
    std::string const name = port.far.name();
    port.far.hang_up();
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(read.calls == 1);
    BOOST_TEST(conditions_of(read.ec) == "disconnected");
    BOOST_TEST(port.far.name() == name);
    port.stream.close();
    port.stream.open(name, serial_config{}, port.ec);
    BOOST_TEST(conditions_of(port.ec) == "port_not_found");
}

BOOST_AUTO_TEST_CASE(without_a_far_end_everything_says_closed)
{
    pty_pair far;
    BOOST_TEST(far.is_open());
    far.hang_up();
    far.hang_up();
    BOOST_TEST(!far.is_open());
    error_code ec;
    BOOST_TEST(far.write("x", 10s, ec) == 0u);
    BOOST_TEST(conditions_of(ec) == "closed");
    BOOST_TEST(far.read_exact(1, 10s, ec) == "");
    BOOST_TEST(conditions_of(ec) == "closed");
    BOOST_TEST(far.read_until("x", 10s, ec) == "");
    BOOST_TEST(conditions_of(ec) == "closed");
    BOOST_TEST(far.read_available(ec) == "");
    BOOST_TEST(conditions_of(ec) == "closed");
}

// ---- deadlines ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_read_that_times_out_returns_what_came)
{
    paired_port port;
    asio::write(port.stream, asio::buffer("ab\r\n", 4));
    auto const begin = clock_type::now();
    BOOST_TEST(port.far.read_exact(5, 30ms, port.ec) == "ab\r\n");
    BOOST_TEST((clock_type::now() - begin >= 30ms));
    BOOST_TEST(conditions_of(port.ec) == "timed_out");
    BOOST_TEST(port.ec == errc::timed_out);
    BOOST_TEST((port.ec.category() == boost::system::system_category()));
    asio::write(port.stream, asio::buffer("cd", 2));
    BOOST_TEST(port.far.read_until("\r", 1ms, port.ec).size() <= 2u);
    BOOST_TEST(conditions_of(port.ec) == "timed_out");
}

BOOST_AUTO_TEST_CASE(a_write_that_times_out_tells_how_much_was_taken)
{
    paired_port port;
    std::string const more_than_fits(1u << 20, 'x');
    auto const begin = clock_type::now();
    std::size_t const taken = port.far.write(more_than_fits, 30ms, port.ec);
    BOOST_TEST((clock_type::now() - begin >= 30ms));
    BOOST_TEST(conditions_of(port.ec) == "timed_out");
    BOOST_TEST(taken >= 4'095u);
    BOOST_TEST(taken <= 65'536u);
    error_code ec;
    std::string const text = thrown_by([&] { port.far.write(more_than_fits, 1ms); }, ec);
    BOOST_TEST(conditions_of(ec) == "timed_out");
    BOOST_TEST_INFO(text);
    BOOST_TEST(contains(text, "pty_pair::write: got as far as "));
    BOOST_TEST((read_from(port.stream, taken) == more_than_fits.substr(0, taken)));
}

BOOST_AUTO_TEST_CASE(it_can_wait_for_ever)
{
    paired_port port;
    auto const forever = (std::chrono::nanoseconds::max)();
    auto text = std::async(std::launch::async, [&] { return port.far.read_until("\r", forever); });
    asio::write(port.stream, asio::buffer("at last\r", 8));
    BOOST_TEST(text.get() == "at last\r");
    port.far.write("x", forever);
    BOOST_TEST(read_from(port.stream, 1) == "x");
}

// ---- moves --------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_moved_pair_goes_on_where_it_was)
{
    auto const before = open_handles();
    {
        paired_port port;
        std::string const name = port.far.name();
        pty_pair moved(std::move(port.far));
        BOOST_TEST(moved.name() == name);
        BOOST_TEST(!port.far.is_open()); // NOLINT(bugprone-use-after-move)
        BOOST_TEST(port.far.name() == "");
        moved.write("x");
        BOOST_TEST(read_from(port.stream, 1) == "x");
        BOOST_TEST(port.far.read_available(port.ec) == "");
        BOOST_TEST(conditions_of(port.ec) == "closed");
    }
    BOOST_TEST(open_handles() == before);
}

BOOST_AUTO_TEST_CASE(a_pair_that_is_assigned_to_hangs_up_first)
{
    auto const before = open_handles();
    {
        paired_port port;
        pty_pair other;
        std::string const name = other.name();
        auto const handles = open_handles();
        port.far = std::move(other);
        BOOST_TEST(open_handles() < handles);
        BOOST_TEST(port.far.name() == name);
        BOOST_TEST(!other.is_open()); // NOLINT(bugprone-use-after-move)
        asio::write(port.stream, asio::buffer("x", 1), port.ec);
        BOOST_TEST(conditions_of(port.ec) == "disconnected");
        pty_pair& itself = port.far;
        port.far = std::move(itself);
        BOOST_TEST(port.far.is_open());
        BOOST_TEST(port.far.name() == name);
    }
    BOOST_TEST(open_handles() == before);
}

BOOST_AUTO_TEST_SUITE_END()
