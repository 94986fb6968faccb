// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Making ports, moving them, opening them again, giving handles away; and what is left of all that.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include "sync/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

static_assert(std::is_nothrow_move_constructible_v<serial_port>);
static_assert(std::is_nothrow_move_assignable_v<serial_port>);
static_assert(!std::is_copy_constructible_v<serial_port>);
static_assert(!std::is_copy_assignable_v<serial_port>);
static_assert(!std::is_convertible_v<int, serial_port>);

namespace {

int open_raw(std::string const& name, int flags = 0)
{
    return ::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC | flags);
}

/// Blocks a call on a port, until it is ended.
auto blocked_reader(serial_port& port)
{
    return std::make_unique<on_thread<outcome_of_call>>(
        [&port]
        {
            outcome_of_call o;
            char c[8];
            o.bytes = port.read_some(asio::buffer(c), o.ec);
            return o;
        });
}

} // namespace

BOOST_AUTO_TEST_SUITE(sync_lifetime)

// ---- descriptors --------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(default_constructed_ports_share_what_they_need, bounded)
{
    test::pty_pair a, b;
    auto const before = open_descriptors();
    {
        serial_port first;
        auto const of_one = open_descriptors();
        BOOST_TEST(of_one - before == 3); // as documented
        std::vector<serial_port> others(10);
        BOOST_TEST(open_descriptors() == of_one);
        first.open(a.name(), {});
        others[3].open(b.name(), {});
        BOOST_TEST(open_descriptors() == of_one + 2);
        write(first, "1");
        write(others[3], "2");
        BOOST_TEST(open_descriptors() == of_one + 2);
        BOOST_TEST(a.read_exact(1) == "1");
        BOOST_TEST(b.read_exact(1) == "2");
        a.write("3");
        BOOST_TEST(read(first, 1) == "3"); // it waits
        BOOST_TEST(open_descriptors() == of_one + 3);
        first.close();
        BOOST_TEST(open_descriptors() <= of_one + 2);
    }
    BOOST_TEST(open_descriptors() == before);
    serial_port again(a.name(), {});
    write(again, "4");
    BOOST_TEST(a.read_exact(1) == "4");
}

BOOST_FIXTURE_TEST_CASE(nothing_that_ends_leaves_a_descriptor_open, bounded)
{
    test::pty_pair far;
    auto const before = open_descriptors();
    for (int i = 0; i != 20; ++i)
    {
        serial_port port(far.name(), {});
        error_code ec;
        char c[4];
        port.read_some(asio::buffer(c), 1us, ec);
        BOOST_TEST(said(ec) == "timed_out");
        for (int cancels = 0; cancels != 3; ++cancels)
        {
            auto const reader = blocked_reader(port);
            BOOST_TEST(reader->blocks());
            port.cancel();
            expect(*reader, "aborted");
        }
        port.open("/nowhere", {}, ec);
        port.open("/nowhere", {}, 1h, ec);
        port.configure({9600}, 1h, ec);
        BOOST_TEST(said(ec) == "success");
        port.close();
        port.open("/nowhere", {}, 1h, ec);
        BOOST_TEST(said(ec) == "port_not_found");
        port.open(far.name(), {}, 1h, ec);
        BOOST_TEST(said(ec) == "success");
        if (i % 2 == 0)
            ::close(port.release());
        far = test::pty_pair();
    }
    BOOST_TEST(open_descriptors() == before);
}

BOOST_FIXTURE_TEST_CASE(no_descriptor_is_inherited_by_other_programs, pty_port)
{
    port.read_some(asio::mutable_buffer(), ec);
    char c[4];
    port.read_some(asio::buffer(c), 0ns, ec); // there is one to be woken by now
    std::vector<int> inherited;
    for (auto const& entry : std::filesystem::directory_iterator("/proc/self/fd"))
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
    few.rlim_cur = static_cast<::rlim_t>(open_descriptors()) + 16;
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

// ---- moves --------------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_moved_port_goes_on, pty_port)
{
    far.write("ab");
    BOOST_TEST(read(port, 1) == "a");
    serial_port other(std::move(port));
    BOOST_TEST(!port.is_open());
    BOOST_TEST(other.is_open());
    BOOST_TEST(other.device() == far.name());
    BOOST_TEST(read(other, 1) == "b");
    test::pty_pair second;
    port = serial_port(second.name(), {});
    write(port, "c");
    BOOST_TEST(second.read_exact(1) == "c");
    other = std::move(port); // what it had is closed
    BOOST_TEST(other.device() == second.name());
    serial_port once_more(far.name(), {});
    write(once_more, "d");
    BOOST_TEST(far.read_exact(1) == "d");
    write(other, "e");
    BOOST_TEST(second.read_exact(1) == "e");
}

BOOST_FIXTURE_TEST_CASE(a_port_that_is_destroyed_is_closed, real_port)
{
    {
        serial_port other(context, "ttyV0", {});
        BOOST_TEST(device.is_open());
    }
    BOOST_TEST(!device.is_open());
    auto made = std::make_unique<serial_port>(context, "ttyV0", serial_config{});
    *made = serial_port(context);
    BOOST_TEST(!device.is_open());
    BOOST_CHECK_THROW(serial_port(context, "nowhere", {}), boost::system::system_error);
    BOOST_CHECK_THROW(serial_port("/nowhere", {}), boost::system::system_error);
    BOOST_CHECK_THROW(serial_port(-1), boost::system::system_error);
    BOOST_CHECK_THROW(serial_port(context, -1), boost::system::system_error);
}

// ---- closing and opening again ------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_port_can_be_opened_right_after_its_close, pty_port)
{
    for (int i = 0; i != 100; ++i)
    {
        auto const reader = blocked_reader(port);
        if (i % 2 == 0)
            BOOST_TEST(reader->blocks());
        port.close();
        serial_port other(far.name(), serial_config{}); // nobody has the lock
        auto const o = reader->result();
        BOOST_TEST((o.ec == condition::aborted || o.ec == condition::closed));
        other.close();
        port.open(far.name(), {});
    }
    BOOST_TEST(port.is_open());
}

BOOST_FIXTURE_TEST_CASE(a_close_of_a_closed_port_is_no_error, bounded)
{
    serial_port port;
    error_code ec = asio::error::eof;
    port.close(ec);
    BOOST_TEST(said(ec) == "success");
    port.cancel(ec);
    BOOST_TEST(said(ec) == "closed");
    BOOST_TEST(port.native_handle() < 0);
    port.release(ec);
    BOOST_TEST(said(ec) == "closed");
    BOOST_TEST(port.device().empty());
    BOOST_TEST((port.config() == serial_config{}));
}

BOOST_FIXTURE_TEST_CASE(a_close_that_drains_leaves_its_bytes_to_the_far_end, pty_port)
{
    std::string const bytes = pattern(8'000);   // more than the far end's own queue takes
    for (std::size_t n = 0; n != bytes.size();) // room in a pty is not always told
        n += port.write(asio::buffer(asio::buffer(bytes) + n), 10ms, ec);
    port.close(close_policy{10s});
    BOOST_TEST(!port.is_open());
    BOOST_TEST((far.read_exact(bytes.size(), 10s, ec) == bytes));
    BOOST_TEST(said(ec) == "success");
}

BOOST_DATA_TEST_CASE_F(
    real_port, a_close_that_drains_can_be_ended, data::make({"cancel", "close", "hang_up"}), how)
{
    open_held(*this, all_calls().front());
    on_thread closing(
        [&]
        {
            error_code result;
            port.close(close_policy{1h}, result);
            return result;
        });
    BOOST_TEST(closing.blocks());
    std::string const way = how;
    if (way == "cancel")
        port.cancel();
    else if (way == "close")
        port.close();
    else
        device.hang_up();
    BOOST_TEST(said(closing.result()) == (way == "hang_up" ? "success" : "aborted"));
    BOOST_TEST(port.is_open() == (way == "cancel"));
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
    BOOST_TEST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
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
