// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The descriptors of a pty_pair: what its documentation promises of them, and how it works beside
// others that use them.
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_child.hpp"
#include "support/conformance_pair.hpp"
#include "support/conformance_posix.hpp"
#include "support/conformance_support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using namespace std::chrono_literals;
using test::keep_slave;
using test::pty_pair;
namespace errc = boost::system::errc;

namespace {

// Blocks as long as it takes until all of it is written.
void write_slowly(int slave, std::string_view bytes, std::atomic<bool> const& stop)
{
    while (!bytes.empty() && !stop)
    {
        auto const n = ::write(slave, bytes.data(), bytes.size());
        if (n > 0)
            bytes.remove_prefix(static_cast<std::size_t>(n));
        else
            polls(slave, POLLOUT, 10);
    }
}

bool closes_on_exec(int fd)
{
    return (::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0;
}

bool is_non_blocking(int fd)
{
    return (::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0;
}

// While it lives, this process can have so many more descriptors and no more.
class few_descriptors
{
public:
    explicit few_descriptors(std::size_t left)
    {
        BOOST_TEST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
        int highest = 0;
        for (auto const& entry : std::filesystem::directory_iterator("/dev/fd"))
            highest = (std::max)(highest, std::stoi(entry.path().filename()));
        ::rlimit limit = before_;
        limit.rlim_cur = static_cast<::rlim_t>(highest) + 16;
        BOOST_TEST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
        for (int fd = 0; (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;)
            taken_.push_back(std::make_unique<raw_descriptor>(fd));
        BOOST_TEST_REQUIRE(errno == EMFILE);
        taken_.resize(taken_.size() - left);
    }
    few_descriptors(few_descriptors const&) = delete;
    few_descriptors& operator=(few_descriptors const&) = delete;
    ~few_descriptors()
    {
        taken_.clear();
        ::setrlimit(RLIMIT_NOFILE, &before_);
    }

private:
    ::rlimit before_{};
    std::vector<std::unique_ptr<raw_descriptor>> taken_;
};

extern "C" void on_pty_pair_alarm(int) {}

// While it lives, a signal interrupts this thread's system calls every 5 ms.
class interruptions
{
public:
    interruptions()
    {
        struct ::sigaction action = {};
        action.sa_handler = on_pty_pair_alarm; // without SA_RESTART
        ::sigaction(SIGALRM, &action, &old_);
        ::itimerval const every{{0, 5'000}, {0, 5'000}};
        ::setitimer(ITIMER_REAL, &every, nullptr);
    }
    interruptions(interruptions const&) = delete;
    interruptions& operator=(interruptions const&) = delete;
    ~interruptions()
    {
        ::itimerval const never{};
        ::setitimer(ITIMER_REAL, &never, nullptr);
        ::sigaction(SIGALRM, &old_, nullptr);
    }

private:
    struct ::sigaction old_ = {};
};

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_pty_pair_posix)

// ---- bytes --------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(it_is_raw_before_anybody_opens_it, both)
{
    pty_pair const far(sample);
    // All that is left is that a BREAK would be read as a zero, and there is none (cfmakeraw(3)).
    BOOST_TEST(interpreters_of(read_settings(far.far_end())) == "BREAK");
    raw_descriptor const other_program(far.name());
    far.write("a\r\n\x03\x04");
    BOOST_TEST_REQUIRE(arrived(other_program.get(), 5));
    BOOST_TEST(far.read_available() == ""); // no echo
    std::array<char, 8> bytes{};
    BOOST_TEST_REQUIRE(::read(other_program.get(), bytes.data(), bytes.size()) == 5);
    BOOST_TEST(std::string_view(bytes.data(), 5) == "a\r\n\x03\x04");
    BOOST_TEST_REQUIRE(::write(other_program.get(), "\n", 1) == 1);
    BOOST_TEST(far.read_exact(1) == "\n");
}

BOOST_AUTO_TEST_CASE(an_asio_object_can_play_the_device_in_the_same_context)
{
    paired_port port;
    asio::posix::stream_descriptor device(port.ctx, port.far.duplicate_far_end());
    BOOST_TEST(closes_on_exec(device.native_handle()));
    std::string request;
    outcome asked;
    asio::async_read_until(device, asio::dynamic_buffer(request), '\r',
        [&](error_code ec, std::size_t)
        {
            BOOST_TEST(ec == error_code());
            asio::async_write(device, asio::buffer("OK\r", 3), recorder(asked));
        });
    std::string answer;
    outcome answered;
    asio::write(port.stream, asio::buffer("AT\r", 3));
    asio::async_read_until(port.stream, asio::dynamic_buffer(answer), '\r', recorder(answered));
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, answered));
    BOOST_TEST(request == "AT\r");
    BOOST_TEST(answer == "OK\r");
}

// ---- opening, closing, hanging up ---------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_far_end_does_not_notice_that_the_stream_is_closed_and_opened_again)
{
    paired_port port;
    for (int i = 0; i < 3; ++i)
    {
        asio::write(port.stream, asio::buffer("last words", 10));
        BOOST_TEST(port.far.read_exact(10) == "last words");
        port.stream.close();
        BOOST_TEST(port.far.read_available(port.ec) == "");
        BOOST_TEST(port.ec == error_code());
        BOOST_TEST(!polls(port.far.far_end(), POLLHUP));
        port.stream.open(port.far.name(), serial_config{});
        BOOST_TEST(interpreters_of(read_settings(port.far.far_end())) == "");
        port.far.write("hello again");
        BOOST_TEST(read_from(port.stream, 11) == "hello again");
    }
}

// The stream's own close throws away what the far end has not read; another program's does not.
BOOST_AUTO_TEST_CASE(what_was_sent_before_a_close_comes_before_the_news_that_nobody_is_there)
{
    pty_pair const far(keep_slave::no);
    BOOST_TEST_REQUIRE(::write(raw_descriptor(far.name()).get(), "bye", 3) == 3);
    BOOST_TEST(far.read_available() == "bye");
    error_code ec;
    BOOST_TEST(far.read_available(ec) == "");
    BOOST_TEST(conditions_of(ec) == "disconnected");
    BOOST_TEST(ec == errc::io_error);
}

// The close may come between the kernel's look for bytes and its look for somebody there.
BOOST_AUTO_TEST_CASE(a_waiting_far_end_loses_nothing_that_was_sent_before_a_close)
{
    pty_pair const far(keep_slave::no);
    for (int i = 0; i < 500; ++i)
    {
        auto const opened = std::make_unique<raw_descriptor>(far.name());
        error_code ec;
        auto text = std::async(std::launch::async, [&] { return far.read_until("\r", 10s, ec); });
        BOOST_TEST_REQUIRE(::write(opened->get(), "no more", 7) == 7);
        ::close(opened->release());
        BOOST_TEST(text.get() == "no more");
        BOOST_TEST(conditions_of(ec) == "disconnected");
    }
}

BOOST_DATA_TEST_CASE(a_full_line_that_nobody_has_open_takes_no_more, both)
{
    pty_pair const far(sample);
    raw_descriptor(far.name()); // the last close
    error_code ec;
    far.write(std::string(1u << 20, 'x'), 1ms, ec);
    BOOST_TEST(conditions_of(ec) == (sample == keep_slave::yes ? "timed_out" : "disconnected"));
}

BOOST_AUTO_TEST_CASE(an_exclusive_claim_that_was_not_given_back_lasts_as_long_as_the_pair)
{
    pty_pair const far(keep_slave::no);
    make_exclusive(raw_descriptor(far.name()).get());
    BOOST_TEST((refusal_of(far.name()) == EBUSY || is_exclusive(raw_descriptor(far.name()).get())));
}

BOOST_AUTO_TEST_CASE(the_line_hangs_up_with_the_last_descriptor_of_the_far_end)
{
    paired_port port;
    auto copy = std::make_unique<raw_descriptor>(port.far.duplicate_far_end());
    port.far.hang_up();
    asio::write(port.stream, asio::buffer("x", 1), port.ec);
    BOOST_TEST(port.ec == error_code());
    copy.reset();
    asio::write(port.stream, asio::buffer("x", 1), port.ec);
    BOOST_TEST(conditions_of(port.ec) == "disconnected");
}

BOOST_AUTO_TEST_CASE(a_far_end_that_was_given_away_is_its_new_owners)
{
    paired_port port;
    int const expected = port.far.far_end();
    raw_descriptor owner(port.far.release_far_end());
    BOOST_TEST(owner.get() == expected);
    BOOST_TEST(!port.far.is_open());
    port.far.hang_up(); // lets go of the slave only
    BOOST_TEST_REQUIRE(owner.is_open());
    BOOST_TEST_REQUIRE(::write(owner.get(), "x", 1) == 1);
    BOOST_TEST(read_from(port.stream, 1) == "x");
}

// ---- deadlines ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(what_a_read_throws_tells_what_came)
{
    paired_port port;
    asio::write(port.stream, asio::buffer("a\"\\\r\n\x7f\0", 7));
    BOOST_TEST(polls(port.far.far_end(), POLLIN, 10'000));
    std::string text = thrown_by([&] { port.far.read_exact(8, 100ms); }, port.ec);
    BOOST_TEST(conditions_of(port.ec) == "timed_out");
    BOOST_TEST_INFO(text);
    BOOST_TEST(contains(text, R"(pty_pair::read_exact: got as far as 7 bytes, "a"\\r\n\x7f\x00")"));
    asio::write(port.stream, asio::buffer(std::string(100, 'y')));
    text = thrown_by([&] { port.far.read_until("\r", 100ms); }, port.ec);
    BOOST_TEST(conditions_of(port.ec) == "timed_out");
    BOOST_TEST_INFO(text);
    BOOST_TEST(contains(text, "pty_pair::read_until: got as far as 100 bytes, \"yyyy"));
    BOOST_TEST(contains(text, "yyy\"..."));
}

BOOST_AUTO_TEST_CASE(without_time_it_takes_what_is_there)
{
    paired_port port;
    asio::write(port.stream, asio::buffer("abc\rdef", 7));
    BOOST_TEST_REQUIRE(polls(port.far.far_end(), POLLIN, 10'000));
    BOOST_TEST(port.far.read_until("\r", -1s) == "abc\r");
    BOOST_TEST(port.far.read_exact(3, 0s) == "def");
    BOOST_TEST(port.far.read_exact(1, (std::chrono::nanoseconds::min)(), port.ec) == "");
    BOOST_TEST(conditions_of(port.ec) == "timed_out");
    port.far.write("ghi", 0s);
    BOOST_TEST(read_from(port.stream, 3) == "ghi");
}

BOOST_AUTO_TEST_CASE(signals_do_not_move_the_deadline)
{
    paired_port port;
    interruptions const signals;
    auto const begin = std::chrono::steady_clock::now();
    BOOST_TEST(port.far.read_exact(1, 50ms, port.ec) == "");
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 50ms));
    BOOST_TEST(conditions_of(port.ec) == "timed_out");
}

BOOST_AUTO_TEST_CASE(a_flood_without_the_delimiter_does_not_outlast_the_deadline)
{
    pty_pair const far;
    raw_descriptor const slave(far.name());
    std::atomic<bool> stop = false;
    std::string const flood(1u << 21, 'x');
    auto const writer
        = std::async(std::launch::async, [&] { write_slowly(slave.get(), flood, stop); });
    error_code ec;
    std::size_t const size = far.read_until("\r", 0s, ec).size();
    BOOST_TEST(conditions_of(ec) == "timed_out");
    BOOST_TEST(size <= 65'537u);
    stop = true;
}

BOOST_AUTO_TEST_CASE(a_reader_that_never_rests_does_not_outlast_a_write)
{
    pty_pair const far;
    raw_descriptor const slave(far.name());
    std::atomic<bool> stop = false;
    auto const reader = std::async(std::launch::async,
        [&]
        {
            for (std::array<char, 4096> bytes; !stop;)
                if (::read(slave.get(), bytes.data(), bytes.size()) < 0)
                    polls(slave.get(), POLLIN, 10);
        });
    std::string const endless(1u << 28, 'x');
    error_code ec;
    std::size_t const taken = far.write(endless, 20ms, ec);
    BOOST_TEST(conditions_of(ec) == "timed_out");
    BOOST_TEST(taken < endless.size());
    stop = true;
}

// ---- descriptors --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(it_takes_as_many_descriptors_as_it_says_and_gives_them_back)
{
    auto const before = open_descriptors();
    {
        pty_pair const kept;
        BOOST_TEST(open_descriptors() == before + 2);
        pty_pair const not_kept(keep_slave::no);
        BOOST_TEST(open_descriptors() == before + 3);
    }
    pty_pair far;
    far.hang_up();
    BOOST_TEST(open_descriptors() == before);
}

BOOST_AUTO_TEST_CASE(its_descriptors_are_not_inherited_and_the_far_end_does_not_block)
{
    pty_pair const far;
    BOOST_TEST(closes_on_exec(far.far_end()));
    BOOST_TEST(is_non_blocking(far.far_end()));
    int kept = 0;
    for (auto const& entry : std::filesystem::directory_iterator("/dev/fd"))
        if (std::filesystem::read_symlink(entry.path()) == far.name())
        {
            BOOST_TEST(closes_on_exec(std::stoi(entry.path().filename())));
            ++kept;
        }
    BOOST_TEST(kept == 1);
}

BOOST_DATA_TEST_CASE(it_does_not_become_the_controlling_terminal, both)
{
    std::string const child = in_child(identity::detached,
        [&]
        {
            pty_pair const far(sample);
            int const terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
            return std::string(terminal < 0 ? "none" : "there is one");
        });
    BOOST_TEST(child == "none");
}

BOOST_AUTO_TEST_CASE(without_descriptors_it_says_so_and_leaves_none_behind)
{
    auto const before = open_descriptors();
    error_code ec;
    error_code thrown;
    std::string text;
    for (auto const& [left, call] : {std::pair(0u, "posix_openpt"), std::pair(1u, "open")})
    {
        BOOST_TEST_CONTEXT(call)
        {
            bool is_open = true;
            {
                few_descriptors const scarce(left);
                pty_pair const far = pty_pair::make(ec);
                is_open = far.is_open() || !far.name().empty();
                text = thrown_by([] { pty_pair const other; }, thrown);
            }
            BOOST_TEST(!is_open);
            BOOST_TEST(ec == error_code(EMFILE, boost::system::system_category()));
            BOOST_TEST(thrown == ec);
            BOOST_TEST_INFO(text);
            BOOST_TEST(contains(text, std::string("pty_pair: ") + call + ": "));
            BOOST_TEST(open_descriptors() == before);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_pair_needs_no_more_descriptors_than_it_keeps)
{
    auto const before = open_descriptors();
    error_code kept;
    error_code not_kept;
    error_code duplicate;
    {
        few_descriptors const scarce(2);
        pty_pair const far = pty_pair::make(kept);
        BOOST_TEST(far.duplicate_far_end(duplicate) == -1);
    }
    {
        few_descriptors const scarce(1);
        pty_pair const far = pty_pair::make(keep_slave::no, not_kept);
        BOOST_TEST(far.is_open());
    }
    BOOST_TEST(kept == error_code());
    BOOST_TEST(duplicate == errc::too_many_files_open);
    BOOST_TEST(not_kept == error_code());
    BOOST_TEST(open_descriptors() == before);
}

BOOST_AUTO_TEST_CASE(without_a_far_end_there_is_no_descriptor)
{
    pty_pair far;
    far.hang_up();
    BOOST_TEST(far.far_end() == -1);
    BOOST_TEST(far.release_far_end() == -1);
    error_code ec;
    BOOST_TEST(far.duplicate_far_end(ec) == -1);
    BOOST_TEST(conditions_of(ec) == "closed");
    BOOST_CHECK_THROW((void)far.duplicate_far_end(), boost::system::system_error);
}

BOOST_AUTO_TEST_CASE(a_moved_pair_keeps_its_descriptors_and_lets_go_of_what_it_had)
{
    pty_pair first;
    int const handle = first.far_end();
    pty_pair moved(std::move(first));
    BOOST_TEST(moved.far_end() == handle);
    pty_pair other;
    int const others = other.far_end();
    auto const descriptors = open_descriptors();
    moved = std::move(other);
    BOOST_TEST(moved.far_end() == others);
    BOOST_TEST(open_descriptors() == descriptors - 2);
}

BOOST_AUTO_TEST_SUITE_END()
