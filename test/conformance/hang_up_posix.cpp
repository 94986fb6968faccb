// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What only looks like a device that goes away: another program that makes reads return nothing.
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_posix.hpp"
#include "support/conformance_support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <future>
#include <string_view>

#include <sys/ioctl.h>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using test::keep_slave;
using test::pty_pair;

namespace {

// Whether the kernel still has something to read; a hung-up tty fails the question.
bool has_input(int fd)
{
    int count = 0;
    return ::ioctl(fd, FIONREAD, &count) == 0 && count > 0;
}

// What another program may do to a port that is not its own.
void make_reads_return_nothing(int master)
{
    write_settings(master, waiting_for(read_settings(master), 0, 0));
}

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_hang_up_posix)

BOOST_AUTO_TEST_CASE(
    what_nobody_has_read_is_lost_only_if_the_kernel_has_lost_it, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair far(keep_slave::no);
    serial_config shared;
    shared.exclusive = false;
    serial_stream stream(ctx, far.name(), shared);
    raw_descriptor const witness(far.name());
    far.write("unread");
    BOOST_TEST_REQUIRE(arrived(witness.get(), 6));
    far.hang_up();
    // Linux throws it away (tty_ldisc_hangup); the descriptor tells without taking anything.
    std::array<char, 8> bytes{};
    bool const kept = has_input(stream.native_handle());
    error_code ec;
    std::size_t const size = stream.read_some(asio::buffer(bytes), ec);
    BOOST_TEST(std::string_view(bytes.data(), size) == (kept ? "unread" : ""));
    BOOST_TEST(conditions_of(ec) == (kept ? "success" : "disconnected"));
}

BOOST_AUTO_TEST_CASE(
    a_read_in_progress_outlives_a_program_that_makes_reads_return_nothing, *needing(ability::pty))
{
    open_port port;
    std::array<char, 1> byte{};
    outcome read;
    port.stream.async_read_some(asio::buffer(byte), recorder(read));
    port.ctx.poll();
    make_reads_return_nothing(port.far_end.master());
    port.ctx.poll();
    BOOST_TEST_REQUIRE(read.calls == 0);
    port.far_end.write_all("x");
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, read));
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(byte[0] == 'x');
}

BOOST_AUTO_TEST_CASE(
    a_read_that_returns_nothing_goes_on_and_gets_the_next_byte, *needing(ability::pty))
{
    open_port port;
    make_reads_return_nothing(port.far_end.master());
    std::array<char, 1> byte{};
    outcome read;
    port.stream.async_read_some(asio::buffer(byte), recorder(read)); // the kernel's answer: 0
    port.ctx.poll();
    BOOST_TEST_REQUIRE(read.calls == 0);
    port.far_end.write_all("x");
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, read));
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(read.bytes == 1u);
    BOOST_TEST(byte[0] == 'x');
}

BOOST_AUTO_TEST_CASE(
    a_read_that_returned_nothing_makes_the_port_wait_for_bytes_again, *needing(ability::pty))
{
    open_port port;
    auto const before = read_settings(port.far_end.master());
    make_reads_return_nothing(port.far_end.master());
    std::array<char, 1> byte{};
    outcome read;
    port.stream.async_read_some(asio::buffer(byte), recorder(read));
    port.ctx.poll();
    BOOST_TEST(read_settings(port.far_end.master()) == before);
}

BOOST_AUTO_TEST_CASE(
    a_blocked_read_that_returns_nothing_goes_on_and_gets_the_next_byte, *needing(ability::pty))
{
    open_port port;
    make_reads_return_nothing(port.far_end.master());
    auto sent = std::async(std::launch::async,
        [&]
        {
            bool const repaired
                = eventually([&] { return wait_bytes(read_settings(port.far_end.master())) == 1; });
            port.far_end.write_all("x");
            return repaired;
        });
    std::array<char, 1> byte{};
    BOOST_TEST(port.stream.read_some(asio::buffer(byte), port.ec) == 1u);
    BOOST_TEST(port.ec == error_code());
    BOOST_TEST(byte[0] == 'x');
    BOOST_TEST(sent.get());
}

BOOST_AUTO_TEST_CASE(an_end_of_file_character_in_somebody_elses_line_mode_does_not_end_a_read,
    *needing(ability::pty))
{
    open_port port;
    std::array<char, 1> byte{};
    outcome read;
    port.stream.async_read_some(asio::buffer(byte), recorder(read));
    port.ctx.poll();
    write_settings(port.far_end.master(), canonical(read_settings(port.far_end.master())));
    port.far_end.write_all("\x04"); // in line mode, a read returns nothing for it
    BOOST_TEST_REQUIRE(run_until(
        port.ctx, [&] { return interpreters_of(read_settings(port.far_end.master())) == ""; }));
    BOOST_TEST(read.calls == 0);
    port.far_end.write_all("x");
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, read));
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(byte[0] == 'x');
}

BOOST_AUTO_TEST_CASE(a_terminal_that_was_adopted_as_it_is_ends_a_read_as_its_owner_has_set_it,
    *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    make_reads_return_nothing(far.far_end());
    raw_descriptor handle(far.name());
    serial_stream stream(ctx, handle.get());
    handle.release();
    auto const before = read_settings(far.far_end());
    std::array<char, 1> byte{};
    error_code ec;
    BOOST_TEST(stream.read_some(asio::buffer(byte), ec) == 0u);
    BOOST_TEST(ec == error_code(error::end_of_input));
    outcome read;
    stream.async_read_some(asio::buffer(byte), recorder(read));
    BOOST_TEST(run_out(ctx));
    BOOST_TEST(read.calls == 1);
    BOOST_TEST(read.ec == error_code(error::end_of_input));
    BOOST_TEST(read_settings(far.far_end()) == before); // not ours to change
}

BOOST_AUTO_TEST_CASE(
    an_adopted_terminal_that_was_configured_waits_for_bytes_like_any_other, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    raw_descriptor handle(far.name());
    serial_stream stream(ctx, handle.get());
    handle.release();
    stream.configure(serial_config{});
    make_reads_return_nothing(far.far_end());
    std::array<char, 1> byte{};
    outcome read;
    stream.async_read_some(asio::buffer(byte), recorder(read));
    ctx.poll();
    BOOST_TEST_REQUIRE(read.calls == 0);
    far.write("x");
    BOOST_TEST_REQUIRE(run_until_called(ctx, read));
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(byte[0] == 'x');
}

BOOST_AUTO_TEST_CASE(reads_that_return_nothing_do_not_hide_a_hang_up, *needing(ability::pty))
{
    open_port port;
    make_reads_return_nothing(port.far_end.master());
    std::array<char, 1> byte{};
    outcome read;
    port.stream.async_read_some(asio::buffer(byte), recorder(read));
    port.ctx.poll();
    BOOST_TEST_REQUIRE(read.calls == 0);
    port.far_end.hang_up();
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(read.calls == 1);
    BOOST_TEST(conditions_of(read.ec) == "disconnected");
}

BOOST_AUTO_TEST_SUITE_END()
