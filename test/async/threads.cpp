// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A stream on a context that several threads run.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/async_compliance.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <vector>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace bse = boost_serial_ext;
using bse::error_code;

namespace {

/// A context with two threads; they end when it has run out of work, or patience.
class two_threads
{
public:
    explicit two_threads(asio::io_context& context)
    {
        for (auto& t : threads_)
            t = std::thread([&context] { context.run_for(patience); });
    }
    two_threads(two_threads const&) = delete;
    two_threads& operator=(two_threads const&) = delete;
    ~two_threads()
    {
        for (auto& t : threads_)
            t.join();
    }

private:
    std::array<std::thread, 2> threads_;
};

/// Sends back what it gets until it is closed; all of it in the executor of its stream.
struct echo
{
    asio::strand<asio::io_context::executor_type> strand;
    bse::serial_stream stream;
    std::array<char, 64> buffer{};
    int overlaps = 0;
    error_code ended;

    explicit echo(asio::io_context& context, std::string const& device)
        : strand(asio::make_strand(context)), stream(strand, device, bse::serial_config{})
    {
    }

    void read()
    {
        stream.async_read_some(asio::buffer(buffer),
            [this](error_code ec, std::size_t n)
            {
                overlaps += !strand.running_in_this_thread();
                if (ec)
                    ended = ec;
                else
                    write(n);
            });
    }

    void write(std::size_t n)
    {
        asio::async_write(stream, asio::buffer(buffer, n),
            [this](error_code ec, std::size_t)
            {
                overlaps += !strand.running_in_this_thread();
                if (ec)
                    ended = ec;
                else
                    read();
            });
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(async_threads)

BOOST_AUTO_TEST_CASE(a_strand_is_enough_to_share_a_stream_between_threads)
{
    asio::io_context context;
    test::pty_pair far;
    echo e(context, far.name());
    {
        asio::post(e.strand, [&] { e.read(); });
        two_threads const threads(context);
        for (int i = 0; i != 500; ++i)
        {
            std::string const text = "message " + std::to_string(i);
            far.write(text);
            BOOST_TEST_REQUIRE(far.read_exact(text.size()) == text);
        }
        asio::post(e.strand, [&] { e.stream.close(); });
    }
    // Closed, if that came between a write and the next read.
    BOOST_TEST((e.ended == bse::condition::aborted || e.ended == bse::condition::closed));
    BOOST_TEST(e.overlaps == 0);
}

BOOST_AUTO_TEST_CASE(a_stream_can_be_closed_and_opened_in_its_strand_again_and_again)
{
    asio::io_context context;
    test::pty_pair far;
    bse::serial_stream stream(asio::make_strand(context));
    int opened = 0, aborted = 0;
    error_code failure;
    std::array<char, 8> buffer{};
    std::function<void()> const open = [&]
    {
        stream.async_open(far.name(), bse::serial_config{},
            [&](error_code ec)
            {
                failure = ec;
                if (ec)
                    return;
                ++opened;
                stream.async_read_some(asio::buffer(buffer),
                    [&](error_code read_ec, std::size_t)
                    {
                        aborted += read_ec == asio::error::operation_aborted;
                        if (opened != 50)
                            open();
                    });
                stream.close();
            });
    };
    asio::post(stream.get_executor(), open);
    {
        two_threads const threads(context);
    }
    BOOST_TEST(failure == error_code());
    BOOST_TEST(opened == 50);
    BOOST_TEST(aborted == 50);
}

BOOST_AUTO_TEST_CASE(streams_of_one_context_open_in_several_threads_at_once)
{
    asio::io_context context;
    std::vector<test::pty_pair> far(8);
    std::vector<bse::serial_stream> streams;
    std::vector<std::future<void>> opened;
    for (auto const& f : far)
    {
        streams.emplace_back(asio::make_strand(context));
        opened.push_back(
            streams.back().async_open(f.name(), bse::serial_config{}, asio::use_future));
    }
    {
        two_threads const threads(context);
    }
    for (auto& o : opened)
        BOOST_CHECK_NO_THROW(o.get());
    for (auto& s : streams)
        BOOST_TEST(s.is_open());
}

BOOST_AUTO_TEST_SUITE_END()
