// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Writes that are interrupted. With io_uring the kernel makes them, in the course of the program's
// own system calls, and a tty's ends with EINTR (n_tty_write: signal_pending) when the completion
// of something else is waiting to be told at that moment. Asio 1.26 hands that on; the library must
// not. What Asio itself makes of the same traffic is measured beside it.
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <future>
#include <iostream>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#if defined(BOOST_ASIO_HAS_IO_URING)
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <liburing.h>
#endif

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using test::keep_slave;
using test::pty_pair;

namespace {

#if defined(BOOST_ASIO_HAS_IO_URING)
// Where the system refuses io_uring, as containers do, every case of this program would fail.
struct io_uring_is_there
{
    io_uring_is_there()
    {
        ::io_uring ring{};
        int const result = ::io_uring_queue_init(1, &ring, 0);
        if (result == -EPERM || result == -ENOSYS)
        {
            std::cout << "==> skipped: the whole program: io_uring_setup: "
                      << std::strerror(-result) << std::endl;
            std::_Exit(77); // SKIP_RETURN_CODE
        }
        if (result == 0)
            ::io_uring_queue_exit(&ring);
    }
};
BOOST_TEST_GLOBAL_CONFIGURATION(io_uring_is_there);
#endif

constexpr std::size_t lines = 4;
constexpr std::size_t written_per_line = 200'000;
constexpr std::size_t taken_at_once = 400; // by a far end, which then answers with a byte

// How often operations of a kind were interrupted, or failed in any other way.
struct tally
{
    int interrupted = 0;
    int failed = 0;

    // Whether the operation has to be made again.
    void count(error_code const& ec)
    {
        if (ec == asio::error::interrupted)
            ++interrupted;
        else if (ec)
            ++failed;
    }
};

template<class Stream>
Stream make_stream(asio::io_context& ctx, std::string const& name)
{
    if constexpr (std::is_same_v<Stream, serial_stream>)
        return Stream(ctx, name, serial_config{});
    else
        return Stream(ctx, raw_descriptor(name).release());
}

// One line: writes in a row at this end, each answered now and then, and a read always in progress.
template<class Stream>
class conversation
{
public:
    explicit conversation(asio::io_context& ctx)
        : text_(written_per_line, '\0'), stream_(make_stream<Stream>(ctx, far_.name()))
    {
        for (std::size_t i = 0; i < text_.size(); ++i)
            text_[i] = static_cast<char>(i * i >> 8 ^ i);
        taken_ = std::async(std::launch::async,
            [this]
            {
                std::string all;
                while (all.size() < written_per_line)
                {
                    all += far_.read_exact(taken_at_once);
                    far_.write("a");
                }
                return all;
            });
        write();
        read();
    }

    bool is_done() const { return written == text_.size() && read_ == answers; }

    void check()
    {
        stream_.cancel();
        BOOST_TEST((taken_.get() == text_));
    }

    std::size_t written = 0;
    tally writes, reads;

private:
    static constexpr std::size_t answers = written_per_line / taken_at_once;
    static_assert(written_per_line % taken_at_once == 0);

    void write()
    {
        stream_.async_write_some(asio::buffer(text_) + written,
            [this](error_code ec, std::size_t n)
            {
                writes.count(ec);
                written += n;
                if (written < text_.size() && writes.failed == 0)
                    write();
            });
    }

    void read()
    {
        stream_.async_read_some(asio::buffer(answer_),
            [this](error_code ec, std::size_t n)
            {
                reads.count(ec);
                read_ += n;
                if (read_ < answers && reads.failed == 0)
                    read();
            });
    }

    pty_pair far_{keep_slave::no};
    std::string text_;
    std::array<char, 16> answer_{};
    std::size_t read_ = 0;
    Stream stream_;
    std::future<std::string> taken_; // ends before the far end does
};

struct result
{
    tally writes, reads;
};

// Conversations on several lines at once, and a timer that never rests.
template<class Stream>
result converse()
{
    asio::io_context ctx;
    std::vector<std::unique_ptr<conversation<Stream>>> all;
    for (std::size_t i = 0; i < lines; ++i)
        all.push_back(std::make_unique<conversation<Stream>>(ctx));
    asio::steady_timer timer(ctx);
    auto const tick = [&](auto const& again) -> void
    {
        timer.expires_after(std::chrono::microseconds(100));
        timer.async_wait([&](error_code) { again(again); });
    };
    tick(tick);
    auto const done = [&]
    {
        for (auto const& c : all)
            if (!c->is_done() && c->writes.failed == 0 && c->reads.failed == 0)
                return false;
        return true;
    };
    BOOST_TEST(run_until(ctx, done));
    result sum;
    for (auto const& c : all)
    {
        c->check();
        sum.writes.interrupted += c->writes.interrupted;
        sum.writes.failed += c->writes.failed;
        sum.reads.interrupted += c->reads.interrupted;
        sum.reads.failed += c->reads.failed;
    }
    return sum;
}

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_interruptions)

BOOST_AUTO_TEST_CASE(what_interrupts_asios_writes_does_not_interrupt_ours, *needing(ability::pty))
{
    result const raw = converse<asio::posix::stream_descriptor>();
    std::cout << "Asio's own descriptors: " << raw.writes.interrupted << " writes and "
              << raw.reads.interrupted << " reads were interrupted" << std::endl;
    if (raw.writes.interrupted == 0)
        std::cout << "==> skipped: that interruptions are hidden: "
                  << (with_io_uring ? "there was none in this run"
                                    : "without io_uring Asio makes its writes itself")
                  << std::endl;
    BOOST_TEST(raw.writes.failed == 0);
    BOOST_TEST(raw.reads.failed == 0);
    result const ours = converse<serial_stream>();
    BOOST_TEST(ours.writes.interrupted == 0);
    BOOST_TEST(ours.reads.interrupted == 0);
    BOOST_TEST(ours.writes.failed == 0);
    BOOST_TEST(ours.reads.failed == 0);
}

BOOST_AUTO_TEST_SUITE_END()
