// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What virtual ports take of a process: descriptors, and the signal of a broken pipe.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "doubles/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace boost_serial_ext_test;

namespace {

/// Leaves the process so many descriptors, while it lives.
class few_descriptors
{
public:
    explicit few_descriptors(int left)
    {
        BOOST_TEST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
        ::rlimit few = before_;
        few.rlim_cur = (std::min<::rlim_t>)(few.rlim_cur, 512);
        BOOST_TEST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
        for (int fd; (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) != -1;)
            taken_.push_back(fd);
        bool const none = errno == EMFILE;
        for (; left != 0 && !taken_.empty(); --left, taken_.pop_back())
            ::close(taken_.back());
        BOOST_TEST(none);
        BOOST_TEST(left == 0);
    }
    few_descriptors(few_descriptors const&) = delete;
    few_descriptors& operator=(few_descriptors const&) = delete;
    ~few_descriptors()
    {
        for (int const fd : taken_)
            ::close(fd);
        BOOST_TEST(::setrlimit(RLIMIT_NOFILE, &before_) == 0);
    }

private:
    ::rlimit before_{};
    std::vector<int> taken_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(doubles_descriptors)

// The first open on a context without a clock needs a pair of sockets for the thread, and each open
// one for the port.
BOOST_DATA_TEST_CASE_F(real_time, an_open_without_descriptors_fails_and_works_again_later,
    boost::unit_test::data::make({0, 1, 2, 3}), left)
{
    port.when("ping\n").reply("pong\n");
    auto const before = open_handles();
    {
        few_descriptors const scarcity(left);
        for (int i = 0; i != 3; ++i)
        {
            error_code ec;
            stream.open("ttyV0", {}, ec);
            BOOST_TEST((ec == boost::system::errc::too_many_files_open), ec);
            BOOST_TEST(ec.value() == EMFILE); // whose message says it
            BOOST_TEST(!stream.is_open());
            BOOST_TEST(!port.is_open());
        }
        BOOST_CHECK_THROW(stream.open("ttyV0", {}), boost::system::system_error);
        done opened;
        stream.async_open("ttyV0", {}, opened.handler());
        BOOST_TEST(run_until([&] { return opened.calls != 0; }));
        BOOST_TEST((opened.ec == boost::system::errc::too_many_files_open), opened.ec);
        BOOST_TEST(!stream.is_open());
    }
    BOOST_TEST(port.opens() == 0u);
    open();
    BOOST_TEST(port.opens() == 1u);
    std::string answer(5, '\0');
    transferred sent, received; // so that the thread has to move them
    asio::async_write(stream, asio::buffer("ping\n", 5), sent.handler());
    asio::async_read(stream, asio::buffer(answer), received.handler());
    BOOST_TEST(run_until([&] { return sent.calls + received.calls == 2; }));
    BOOST_TEST(answer == "pong\n");
    BOOST_TEST(open_handles() == before + 4); // both pairs, once
    stream.close();
    BOOST_TEST(open_handles() == before + 2);
}

// By a clock there is no thread, and the pair of the port is all.
BOOST_FIXTURE_TEST_CASE(an_open_without_descriptors_fails_by_a_clock_too, manual_time)
{
    {
        few_descriptors const scarcity(1);
        error_code ec;
        stream.open("ttyV0", {}, ec);
        BOOST_TEST((ec == boost::system::errc::too_many_files_open), ec);
    }
    {
        few_descriptors const enough(2);
        open();
    }
    BOOST_TEST(port.opens() == 1u);
}

// A write to a broken pair would end the program by its default action.
BOOST_FIXTURE_TEST_CASE(no_signal_comes_of_it, real_time)
{
    struct ::sigaction now = {};
    BOOST_TEST(::sigaction(SIGPIPE, nullptr, &now) == 0);
    BOOST_TEST((now.sa_handler != SIG_DFL));
    open();
    port.hang_up();
    for (int i = 0; i != 3; ++i)
    {
        transferred sent;
        stream.async_write_some(asio::buffer("x", 1), sent.handler());
        BOOST_TEST(run_until([&] { return sent.calls == 1; }));
        BOOST_TEST((sent.ec == condition::disconnected), sent.ec);
    }
}

BOOST_AUTO_TEST_SUITE_END()
