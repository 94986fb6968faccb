// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The descriptors of ports: how many there are, who gets them, and which are adopted and given away.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include "sync/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(sync_lifetime_posix)

namespace {

int open_raw(std::string const& name, int flags = 0)
{
    return ::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC | flags);
}

} // namespace

// ---- descriptors --------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(default_constructed_ports_share_what_they_need, bounded)
{
    test::pty_pair a, b;
    auto const before = open_handles();
    {
        serial_port first;
        auto const of_one = open_handles();
        BOOST_TEST(of_one - before == 3); // as documented
        std::vector<serial_port> others(10);
        BOOST_TEST(open_handles() == of_one);
        first.open(a.name(), {});
        others[3].open(b.name(), {});
        BOOST_TEST(open_handles() == of_one + 2);
        write(first, "1");
        write(others[3], "2");
        BOOST_TEST(open_handles() == of_one + 2);
        BOOST_TEST(a.read_exact(1) == "1");
        BOOST_TEST(b.read_exact(1) == "2");
        a.write("3");
        BOOST_TEST(read(first, 1) == "3"); // it waits
        BOOST_TEST(open_handles() == of_one + 3);
        first.close();
        BOOST_TEST(open_handles() <= of_one + 2);
    }
    BOOST_TEST(open_handles() == before);
    serial_port again(a.name(), {});
    write(again, "4");
    BOOST_TEST(a.read_exact(1) == "4");
}

BOOST_FIXTURE_TEST_CASE(no_descriptor_is_inherited_by_other_programs, pty_port)
{
    port.read_some(asio::mutable_buffer(), ec);
    char c[4];
    port.read_some(asio::buffer(c), 0ns, ec); // there is one to be woken by now
    std::vector<int> inherited;
    for (auto const& entry : std::filesystem::directory_iterator("/dev/fd"))
    {
        int const fd = std::stoi(entry.path().filename());
        int const flags = ::fcntl(fd, F_GETFD);
        std::error_code gone;
        auto const target = std::filesystem::read_symlink(entry.path(), gone).string();
        bool const is_ours = target == far.name() || target.find("anon_inode") == 0;
        if (flags >= 0 && is_ours && (flags & FD_CLOEXEC) == 0)
            inherited.push_back(fd);
    }
    BOOST_TEST(inherited.empty());
}

BOOST_FIXTURE_TEST_CASE(a_call_fails_for_want_of_a_descriptor_and_works_when_there_is_one, pty_port)
{
    ::rlimit before{};
    BOOST_TEST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    std::vector<int> taken;
    ::rlimit few = before;
    few.rlim_cur = static_cast<::rlim_t>(open_handles()) + 16;
    BOOST_TEST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
    for (int fd = 0; (fd = ::dup(0)) >= 0;)
        taken.push_back(fd);
    char c = 0;
    port.read_some(asio::buffer(&c, 1), 1ms, ec);
    error_code const without = ec;
    std::size_t const written = port.write_some(asio::buffer("x", 1), 1ms, ec); // needs none
    for (int const fd : taken)
        ::close(fd);
    ::setrlimit(RLIMIT_NOFILE, &before);
    BOOST_TEST((without == asio::error::no_descriptors));
    BOOST_TEST(written == 1u);
    far.write("y");
    BOOST_TEST(read(port, 1) == "y");
}

// ---- handles ------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE_F(
    bounded, a_handle_can_be_adopted_and_given_away, data::make({0, O_NONBLOCK}), flags)
{
    test::pty_pair far;
    error_code ec;
    serial_port port(open_raw(far.name(), flags));
    BOOST_TEST(port.is_open());
    BOOST_TEST(port.device() == far.name());
    char c = 0;
    port.read_some(asio::buffer(&c, 1), 1ms, ec); // it would block for ever
    BOOST_TEST(said(ec) == "timed_out");
    far.write("x");
    BOOST_TEST(read(port, 1) == "x");
    auto const reader = blocked_reader(port);
    BOOST_TEST(reader->blocks());
    int const handle = port.release();
    expect(*reader, "aborted");
    BOOST_TEST(!port.is_open());
    far.write("y");
    ::pollfd p{handle, POLLIN, 0};
    BOOST_TEST(::poll(&p, 1, 60'000) == 1);
    BOOST_TEST(::read(handle, &c, 1) == 1);
    BOOST_TEST(c == 'y');
    port.assign(handle);
    write(port, "z");
    BOOST_TEST(far.read_exact(1) == "z");
}

BOOST_FIXTURE_TEST_CASE(what_is_no_port_is_not_adopted, bounded)
{
    int ends[2];
    BOOST_TEST_REQUIRE(::pipe(ends) == 0);
    serial_port port;
    error_code ec;
    port.assign(ends[0], ec);
    BOOST_TEST(ec.failed());
    BOOST_TEST(!port.is_open());
    BOOST_TEST(::fcntl(ends[0], F_GETFD) >= 0); // still the caller's
    BOOST_TEST((::fcntl(ends[0], F_GETFL) & O_NONBLOCK) == 0);
    test::pty_pair far;
    port.open(far.name(), {});
    port.assign(ends[0], ec);
    BOOST_TEST((ec == asio::error::already_open));
    ::close(ends[0]);
    ::close(ends[1]);
}

// The number of a descriptor that was closed is the next one's: no thread may use it for the old.
BOOST_FIXTURE_TEST_CASE(a_reader_never_reads_from_a_descriptor_of_the_same_number, bounded)
{
    test::pty_pair far, stranger;
    std::string const stranger_says = "not for you";
    serial_port port(far.name(), {});
    std::atomic<bool> over{false};
    std::atomic<std::size_t> read{0};
    on_thread reader(
        [&]
        {
            while (!over)
            {
                error_code ec;
                char c[16];
                read += port.read_some(asio::buffer(c), 1ms, ec);
            }
            return true;
        });
    stranger.write(stranger_says);
    for (int i = 0; i != 300; ++i)
    {
        int const old = port.native_handle();
        port.close();
        int const fd = open_raw(stranger.name(), O_NONBLOCK);
        BOOST_TEST(fd == old);
        ::close(fd);
        port.open(far.name(), {});
    }
    over = true;
    BOOST_TEST(reader.result());
    BOOST_TEST(read == 0u);
    int const fd = open_raw(stranger.name(), O_NONBLOCK);
    ::pollfd p{fd, POLLIN, 0};
    BOOST_TEST(::poll(&p, 1, 60'000) == 1);
    std::string got(32, '\0');
    auto const n = ::read(fd, got.data(), got.size());
    BOOST_TEST(got.substr(0, static_cast<std::size_t>(n)) == stranger_says);
    ::close(fd);
}

BOOST_AUTO_TEST_SUITE_END()
