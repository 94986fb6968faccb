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
#include "support/raw_descriptor.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
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

constexpr std::size_t written_at_once = 5'000; // if there are several writes

// How often operations of a kind were interrupted, or failed in any other way; how often a handler
// was called before that of an operation that was started earlier.
struct tally
{
    int interrupted = 0;
    int failed = 0;
    int out_of_order = 0;

    tally& operator+=(tally const& other)
    {
        interrupted += other.interrupted;
        failed += other.failed;
        out_of_order += other.out_of_order;
        return *this;
    }

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

// What operations of a kind have transferred, by the order in which they were started.
class transfers
{
public:
    std::size_t in_progress() const { return parts_.size() - ended_; }
    std::size_t size() const { return size_; }

    std::size_t begin()
    {
        parts_.emplace_back();
        return parts_.size() - 1;
    }

    void end(std::size_t number, std::string part, tally& t)
    {
        t.out_of_order += number != ended_;
        ++ended_;
        size_ += part.size();
        parts_[number] = std::move(part);
    }

    std::string all() const
    {
        std::string s;
        for (std::string const& part : parts_)
            s += part;
        return s;
    }

private:
    std::vector<std::string> parts_;
    std::size_t ended_ = 0;
    std::size_t size_ = 0;
};

// One line: writes in a row at this end, each answered now and then, and reads always in progress.
// There may be several of each at once: then each byte is one operation's, in the order in which
// they were started.
template<class Stream>
class conversation
{
public:
    conversation(asio::io_context& ctx, std::size_t at_once)
        : at_once_(at_once)
        , text_(written_per_line, '\0')
        , answers_to_(at_once)
        , stream_(make_stream<Stream>(ctx, far_.name()))
    {
        for (std::size_t i = 0; i < text_.size(); ++i)
            text_[i] = static_cast<char>(i * i >> 8 ^ i);
        taken_ = std::async(std::launch::async,
            [this]
            {
                std::string all;
                for (std::size_t i = 0; i != answers; ++i)
                {
                    all += far_.read_exact(taken_at_once);
                    far_.write(text_.substr(i, 1));
                }
                return all;
            });
        write();
        for (std::size_t i = 0; i != at_once_; ++i)
            read(i);
    }

    bool is_done() const { return written_.size() == text_.size() && read_.size() == answers; }

    void check()
    {
        stream_.cancel();
        BOOST_TEST((taken_.get() == written_.all()));
        BOOST_TEST((read_.all() == text_.substr(0, answers)));
    }

    tally writes, reads;

private:
    static constexpr std::size_t answers = written_per_line / taken_at_once;
    static_assert(written_per_line % taken_at_once == 0);

    // As many as there may be, of as much as is left; each has bytes of its own.
    void write()
    {
        while (written_.in_progress() < at_once_ && writes.failed == 0)
        {
            std::size_t const left = written_per_line - written_.size() - offered_;
            std::size_t const size = at_once_ == 1 ? left : (std::min)(left, written_at_once);
            if (size == 0)
                return;
            offered_ += size;
            std::size_t const number = written_.begin();
            std::size_t const from = number * 7919 % (text_.size() - size + 1);
            stream_.async_write_some(asio::buffer(text_.data() + from, size),
                [this, from, size, number](error_code ec, std::size_t n)
                {
                    writes.count(ec);
                    written_.end(number, text_.substr(from, n), writes);
                    offered_ -= size;
                    write();
                });
        }
    }

    void read(std::size_t which)
    {
        std::size_t const number = read_.begin();
        stream_.async_read_some(asio::buffer(answers_to_[which]),
            [this, which, number](error_code ec, std::size_t n)
            {
                reads.count(ec);
                read_.end(number, std::string(answers_to_[which].data(), n), reads);
                if (read_.size() < answers && reads.failed == 0)
                    read(which);
            });
    }

    pty_pair far_{keep_slave::no};
    std::size_t at_once_;
    std::string text_;
    transfers written_, read_;
    std::size_t offered_ = 0; // by the writes in progress
    std::vector<std::array<char, 16>> answers_to_;
    Stream stream_;
    std::future<std::string> taken_; // ends before the far end does
};

struct result
{
    tally writes, reads;
};

// Conversations on several lines at once, and a timer that never rests.
template<class Stream>
result converse(std::size_t at_once)
{
    asio::io_context ctx;
    std::vector<std::unique_ptr<conversation<Stream>>> all;
    for (std::size_t i = 0; i < lines; ++i)
        all.push_back(std::make_unique<conversation<Stream>>(ctx, at_once));
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
        sum.writes += c->writes;
        sum.reads += c->reads;
    }
    return sum;
}

// Ours beside Asio's.
void compare(std::size_t at_once)
{
    result const raw = converse<asio::posix::stream_descriptor>(at_once);
    std::cout << "Asio's own descriptors, " << at_once
              << " of a kind at once: " << raw.writes.interrupted << " writes and "
              << raw.reads.interrupted << " reads were interrupted" << std::endl;
    if (raw.writes.interrupted == 0)
        std::cout << "==> skipped: that interruptions are hidden: "
                  << (with_io_uring ? "there was none in this run"
                                    : "without io_uring Asio makes its writes itself")
                  << std::endl;
    BOOST_TEST(raw.writes.failed == 0);
    BOOST_TEST(raw.reads.failed == 0);
    result const ours = converse<serial_stream>(at_once);
    for (tally const& t : {ours.writes, ours.reads})
    {
        BOOST_TEST(t.interrupted == 0);
        BOOST_TEST(t.failed == 0);
        if (with_io_uring) // else it is Asio that calls the handlers
            BOOST_TEST(t.out_of_order == 0);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_interruptions)

BOOST_AUTO_TEST_CASE(what_interrupts_asios_writes_does_not_interrupt_ours, *needing(ability::pty))
{
    compare(1);
}

BOOST_AUTO_TEST_CASE(what_interrupts_writes_does_not_change_their_order, *needing(ability::pty))
{
    compare(2);
}

BOOST_AUTO_TEST_SUITE_END()
