// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A context that lives through a fork, and the threads that there are.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include "support/async_compliance.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <system_error>

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace bse = boost_serial_ext;
using bse::error_code;

BOOST_AUTO_TEST_SUITE(async_threads_posix)

namespace {

/// Opens the port and exchanges a byte each way; for the processes on both sides of a fork.
bool works(asio::io_context& context, test::pty_pair const& far)
{
    bse::serial_stream stream(context);
    std::array<char, 1> byte{};
    bool done = false;
    stream.async_open(far.name(), bse::serial_config{},
        [&](error_code open_ec)
        {
            if (open_ec)
                return;
            far.write("<");
            stream.async_read_some(asio::buffer(byte),
                [&](error_code ec, std::size_t) { done = !ec && byte[0] == '<'; });
        });
    context.restart();
    context.run_for(patience);
    if (!done)
        return false;
    stream.write_some(asio::buffer(">", 1));
    return far.read_exact(1) == ">";
}

bool child_succeeded(::pid_t child)
{
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

using thread_names = std::set<std::string>;

/// The threads of this process; none where the system does not tell. One that was joined may still be among them.
thread_names threads()
{
    std::error_code ec;
    thread_names names;
    for (auto const& task : std::filesystem::directory_iterator("/proc/self/task", ec))
        names.insert(task.path().filename());
    return names;
}

/// How many threads there are that were not there before.
std::size_t new_since(thread_names const& before)
{
    auto const now = threads();
    return static_cast<std::size_t>(std::count_if(
        now.begin(), now.end(), [&](std::string const& t) { return before.count(t) == 0; }));
}

} // namespace

BOOST_AUTO_TEST_CASE(a_dialogue_has_no_thread_but_that_which_runs_it)
{
    thread_names const before = threads();
    if (before.empty())
    {
        std::cout << "==> skipped: a_dialogue_has_no_thread_but_that_which_runs_it: no /proc\n";
        return;
    }
    asio::io_context context;
    test::pty_pair far;
    bse::serial_stream stream(context, far.name(), bse::serial_config{});
    std::string answer;
    std::size_t while_asking = 1, while_answered = 1;
    asio::async_write(stream, asio::buffer("?\n", 2),
        [&](error_code ec, std::size_t)
        {
            BOOST_TEST(ec == error_code());
            while_asking = new_since(before);
            far.write("4.998\n");
            asio::async_read_until(stream, asio::dynamic_buffer(answer), '\n',
                bse::with_timeout(patience,
                    [&](error_code e, std::size_t)
                    {
                        BOOST_TEST(e == error_code());
                        while_answered = new_since(before);
                    }));
        });
    run_out(context);
    BOOST_TEST(answer == "4.998\n");
    BOOST_TEST(while_asking == 0u);
    BOOST_TEST(while_answered == 0u);

    bse::serial_stream other(context); // an async_open has one, and would be seen
    error_code opened;
    other.async_open("/dev/null", bse::serial_config{}, [&](error_code ec) { opened = ec; });
    BOOST_TEST(new_since(before) >= 1u); // a sanitizer may have one of its own
    context.restart();
    run_out(context);
    BOOST_TEST((opened == bse::condition::port_not_found), opened);
}

BOOST_AUTO_TEST_CASE(after_a_fork_both_processes_open_ports)
{
    asio::io_context context;
    test::pty_pair for_parent, for_child;
    BOOST_TEST_REQUIRE(works(context, for_parent)); // there is a private thread now
    context.notify_fork(asio::io_context::fork_prepare);
    ::pid_t const child = ::fork();
    BOOST_TEST_REQUIRE(child >= 0);
    if (child == 0)
    {
        bool success = false;
        try
        {
            context.notify_fork(asio::io_context::fork_child);
            success = works(context, for_child);
        }
        catch (std::exception const&)
        {
            // told by the exit code
        }
        ::_exit(success ? 0 : 1);
    }
    context.notify_fork(asio::io_context::fork_parent);
    BOOST_TEST(works(context, for_parent));
    BOOST_TEST(child_succeeded(child));
}

BOOST_AUTO_TEST_CASE(an_open_that_a_fork_interrupts_completes_in_the_parent)
{
    asio::io_context context;
    test::pty_pair far;
    bse::serial_stream stream(context);
    int calls = 0;
    error_code result = asio::error::try_again;
    stream.async_open(far.name(), bse::serial_config{},
        [&](error_code ec)
        {
            ++calls;
            result = ec;
        });
    context.notify_fork(asio::io_context::fork_prepare);
    ::pid_t const child = ::fork();
    BOOST_TEST_REQUIRE(child >= 0);
    if (child == 0)
        ::_exit(0);
    context.notify_fork(asio::io_context::fork_parent);
    run_out(context);
    BOOST_TEST(calls == 1);
    BOOST_TEST(result == error_code());
    BOOST_TEST(stream.is_open());
    BOOST_TEST(child_succeeded(child));
}

BOOST_AUTO_TEST_CASE(a_limit_is_kept_in_the_child_of_a_fork)
{
    asio::io_context context;
    test::pty_pair device;
    bse::serial_stream port(context, device.name(), bse::serial_config{});
    char byte = 0;
    error_code read;
    port.async_read_some(asio::buffer(&byte, 1),
        bse::with_timeout(
            std::chrono::milliseconds(50), [&](error_code ec, std::size_t) { read = ec; }));
    context.poll();
    context.notify_fork(asio::execution_context::fork_prepare);
    ::pid_t const child = ::fork();
    if (child == 0)
    {
        context.notify_fork(asio::execution_context::fork_child);
        context.run_for(patience);
        ::_exit(read == bse::condition::timed_out && context.stopped() ? 0 : 1);
    }
    context.notify_fork(asio::execution_context::fork_parent);
    BOOST_TEST_REQUIRE(child > 0);
    BOOST_TEST(child_succeeded(child));
    run_out(context);
    BOOST_TEST((read == bse::condition::timed_out), read);
}

BOOST_AUTO_TEST_SUITE_END()
