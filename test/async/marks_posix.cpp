// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// async_read_marked on a tty: what it makes of an escape that comes in pieces.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/marked_port.hpp"

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>

#include <sys/ioctl.h>
#include <termios.h>

namespace asio = boost::asio;
using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(async_read_marked_posix)

namespace {

struct plain_context
{
    asio::io_context own;
};

/// A tty that somebody else has set to deliver what comes as it is: so the far end can play the
/// kernel, and stop in the middle of an escape. There are no counters.
struct played_line : plain_context, marked_port
{
    played_line() : marked_port(own)
    {
        open(far.name());
        set_as_it_is(port.native_handle());
    }

    static void set_as_it_is(int fd)
    {
        ::termios settings{};
        BOOST_TEST_REQUIRE(::tcgetattr(fd, &settings) == 0);
        BOOST_TEST((settings.c_iflag & PARMRK) != 0u);
        settings.c_iflag &= ~static_cast<::tcflag_t>(PARMRK);
        BOOST_TEST_REQUIRE(::tcsetattr(fd, TCSANOW, &settings) == 0);
    }

    static int there(int fd)
    {
        int count = 0;
        BOOST_TEST_REQUIRE(::ioctl(fd, FIONREAD, &count) == 0);
        return count;
    }
    int there() { return there(port.native_handle()); }

    /// The line delivers something.
    void play(std::string_view input)
    {
        auto const expected = there() + static_cast<int>(input.size());
        far.write(input);
        while (there() < expected)
        {
        }
    }

    /// The same, and lets the port take all of it, and nothing else happen.
    void play_and_take(std::string_view input)
    {
        play(input);
        while (there() != 0 && !bytes)
        {
            context.restart();
            context.poll();
        }
    }

    test::pty_pair far;
};

} // namespace

BOOST_AUTO_TEST_CASE(half_an_escape_is_waited_for)
{
    played_line line;
    line.start();
    for (std::string_view const part : {"\xFF"sv, "\0"sv})
    {
        line.play_and_take(part);
        BOOST_TEST(!line.bytes.has_value());
    }
    line.play("\0"sv);
    line.finish();
    BOOST_TEST(!line.ec.failed());
    BOOST_TEST(*line.bytes == 0u);
    line.check_marks({{0, line_fault::break_signal}});
}

BOOST_AUTO_TEST_CASE(
    a_read_that_is_cancelled_while_it_waits_for_the_rest_of_an_escape_loses_nothing)
{
    check_cancelled_in_an_escape<played_line>(
        64, line_fault::framing_or_parity_error,
        [](played_line& line, auto start)
        {
            start();
            line.play_and_take("\xFF\0"sv); // and waits for the rest
        },
        [](played_line& line) { line.play("xy"); });
}

// Only what somebody else had set the port to can bring it; nothing is withheld even so.
BOOST_AUTO_TEST_CASE(a_byte_that_is_no_escape_after_all_waits_for_no_other)
{
    played_line line;
    line.start();
    line.play_and_take("\xFF"sv);
    line.play("ok"sv);
    line.finish();
    BOOST_TEST(std::string(line.data.data(), *line.bytes) == "\xFFo");
    BOOST_TEST(line.read() == "k");
    line.start();
    line.play_and_take("\xFF"sv);
    line.play("x"sv);
    line.finish();
    BOOST_TEST(line.port.read_marked(asio::buffer(line.data), line.marks) == 1u);
    BOOST_TEST(line.data[0] == 'x');
}

BOOST_AUTO_TEST_CASE(a_move_to_another_executor_takes_half_an_escape_along)
{
    played_line line;
    serial_config const config = line.port.config();
    line.port.close();
    basic_serial_stream<asio::io_context::executor_type> narrow(line.context);
    narrow.open(line.far.name(), config);
    line.set_as_it_is(narrow.native_handle());
    line.far.write("a\xFF"sv);
    while (line.there(narrow.native_handle()) < 2)
    {
    }
    BOOST_TEST(narrow.read_marked(asio::buffer(line.data), line.marks) == 1u);
    line.port = std::move(narrow);
    line.play("\xFF"sv);
    BOOST_TEST(line.read() == "\xFF");
}

BOOST_AUTO_TEST_SUITE_END()
