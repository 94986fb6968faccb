// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Processes that have the same ports.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "doubles/fixture.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace boost_serial_ext_test;

BOOST_AUTO_TEST_SUITE(doubles_forks)

BOOST_FIXTURE_TEST_CASE(both_processes_go_on_after_a_fork, real_time)
{
    open();
    port.when("?").reply("!");
    context.notify_fork(asio::io_context::fork_prepare);
    pid_t const child = ::fork();
    BOOST_TEST_REQUIRE(child != -1);
    if (child == 0) // a thread that had been left behind would move nothing here
    {
        bounded const child_watch;
        context.notify_fork(asio::io_context::fork_child);
        write(stream, "?");
        ::_exit(read(stream, 1) == "!" ? 0 : 1);
    }
    int status = 0;
    BOOST_TEST(::waitpid(child, &status, 0) == child);
    BOOST_TEST(status == 0);
    context.notify_fork(asio::io_context::fork_parent);
    write(stream, "?");
    BOOST_TEST(read(stream, 1) == "!");
}

// The sockets are the same in both, so one of them must keep its hands off.
BOOST_FIXTURE_TEST_CASE(a_process_that_uses_no_port_takes_nothing_from_the_other, real_time)
{
    open();
    port.when("?").reply("!");
    int wait_for_end[2];
    BOOST_TEST_REQUIRE(::pipe(wait_for_end) == 0);
    context.notify_fork(asio::io_context::fork_prepare);
    pid_t const child = ::fork();
    BOOST_TEST_REQUIRE(child != -1);
    if (child == 0)
    {
        bounded const child_watch;
        ::close(wait_for_end[1]);
        context.notify_fork(asio::io_context::fork_child);
        char scrap = 0;
        ::_exit(static_cast<int>(::read(wait_for_end[0], &scrap, 1)));
    }
    ::close(wait_for_end[0]);
    context.notify_fork(asio::io_context::fork_parent);
    for (int i = 0; i != 200; ++i)
    {
        write(stream, "?");
        BOOST_TEST(read(stream, 1) == "!");
    }
    BOOST_TEST(port.captured() == std::string(200, '?'));
    ::close(wait_for_end[1]);
    int status = 0;
    BOOST_TEST(::waitpid(child, &status, 0) == child);
    BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_SUITE_END()
