// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What goes wrong only when two things meet, and one of them is another user of the same terminal.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <thread>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace asio = boost::asio;
using namespace boost_serial_ext;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(async_other_threads_posix)

BOOST_AUTO_TEST_CASE(close_gives_back_what_an_open_has_opened_and_not_delivered)
{
    asio::io_context context; // nobody runs it
    test::pty_pair far;
    serial_stream port(context);
    serial_stream second(context);
    int const watcher = ::open(far.name().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    port.async_open(far.name(), serial_config{}, asio::detached);
    auto const until = std::chrono::steady_clock::now() + 10s;
    for (int exclusive = 0; exclusive == 0;) // until the private thread has the port
    {
        BOOST_TEST_REQUIRE(::ioctl(watcher, TIOCGEXCL, &exclusive) == 0);
        BOOST_TEST_REQUIRE((std::chrono::steady_clock::now() < until));
        std::this_thread::yield();
    }
    ::close(watcher);
    error_code ec;
    second.open(far.name(), serial_config{}, ec);
    BOOST_TEST((ec == condition::port_busy));
    do // the thread may be between its lock and the end of its open
    {
        port.close();
        second.open(far.name(), serial_config{}, ec);
    } while (ec == condition::port_busy && std::chrono::steady_clock::now() < until);
    BOOST_TEST(!ec.failed());
}

BOOST_AUTO_TEST_CASE(a_cancellation_after_an_empty_read_is_not_lost)
{
    asio::io_context context;
    test::pty_pair far;
    serial_stream port(context, far.name(), serial_config{});
    ::termios settings{};
    BOOST_TEST_REQUIRE(::tcgetattr(port.native_handle(), &settings) == 0);
    settings.c_cc[VMIN] = 0; // another program: from now on a read of nothing returns nothing
    BOOST_TEST_REQUIRE(::tcsetattr(port.native_handle(), TCSANOW, &settings) == 0);
    asio::cancellation_signal signal;
    error_code result;
    int calls = 0;
    char byte = 0;
    port.async_read_some(asio::buffer(&byte, 1),
        asio::bind_cancellation_slot(signal.slot(),
            [&](error_code ec, std::size_t)
            {
                result = ec;
                ++calls;
            }));
    signal.emit(asio::cancellation_type::total); // the empty read is done, its handler not called
    context.run_for(10s);
    BOOST_TEST(calls == 1);
    BOOST_TEST((result == condition::aborted));
}

BOOST_AUTO_TEST_CASE(an_adopted_terminal_keeps_its_settings_and_its_end_of_input)
{
    asio::io_context context;
    test::pty_pair far;
    int const fd = ::open(far.name().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ::termios settings{};
    BOOST_TEST_REQUIRE(::tcgetattr(fd, &settings) == 0);
    settings.c_lflag |= ICANON;
    settings.c_cc[VEOF] = 4;
    BOOST_TEST_REQUIRE(::tcsetattr(fd, TCSANOW, &settings) == 0);
    serial_stream port(context, fd);
    error_code result;
    char byte = 0;
    port.async_read_some(asio::buffer(&byte, 1), [&](error_code ec, std::size_t) { result = ec; });
    far.write("\x04");
    context.run_for(10s);
    BOOST_TEST((result == error::end_of_input));
    BOOST_TEST_REQUIRE(::tcgetattr(fd, &settings) == 0);
    BOOST_TEST((settings.c_lflag & ICANON) != 0u);
}

BOOST_AUTO_TEST_SUITE_END()
