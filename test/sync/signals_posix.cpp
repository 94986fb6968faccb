// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Signals interrupt system calls, and no call of a port.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include "sync/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>

#include <pthread.h>
#include <signal.h>

using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

/// Signals with a handler that lets no system call be restarted.
struct signals
{
    signals()
    {
        struct sigaction act = {};
        act.sa_handler = [](int) { ++handled; };
        ::sigaction(SIGUSR2, &act, &before_);
    }
    signals(signals const&) = delete;
    signals& operator=(signals const&) = delete;
    ~signals() { ::sigaction(SIGUSR2, &before_, nullptr); }

    /// Sends them to a thread, each when the one before has been handled.
    template<class Result>
    int bombard(on_thread<Result>& thread, int count)
    {
        int sent = 0;
        for (; sent != count && !thread.has_ended(); ++sent)
        {
            int const before = handled;
            ::pthread_kill(thread.handle(), SIGUSR2);
            if (!eventually([&] { return handled != before || thread.has_ended(); }))
                throw std::runtime_error("a signal is not handled");
        }
        return sent;
    }

private:
    struct sigaction before_ = {};
    static inline std::atomic<int> handled{0};
};

struct real_port_and_signals : real_port, signals
{
};
struct pty_port_and_signals : pty_port, signals
{
};

} // namespace

BOOST_AUTO_TEST_SUITE(sync_signals)

BOOST_DATA_TEST_CASE_F(real_port_and_signals, signals_end_no_call, data::make(all_calls()), call)
{
    auto const written = open_held(*this, call);
    auto const blocked = start(call, port, no_timeout);
    BOOST_TEST(blocked->blocks());
    BOOST_TEST(bombard(*blocked, 200) == 200);
    BOOST_TEST(!blocked->has_ended());
    port.cancel();
    expect(*blocked, "aborted");
    check_usable(*this, written);
}

BOOST_DATA_TEST_CASE_F(real_port_and_signals, signals_neither_shorten_nor_prolong_a_limit,
    data::make(all_calls()), call)
{
    auto const limit = 100ms;
    auto const written = open_held(*this, call);
    auto const begun = std::chrono::steady_clock::now();
    auto const blocked = start(call, port, limit);
    bombard(*blocked, -1); // until it ends
    auto const took = std::chrono::steady_clock::now() - begun;
    expect(*blocked, "timed_out");
    BOOST_TEST((took >= limit));
    BOOST_TEST((took < limit + 30s));
    check_usable(*this, written);
}

BOOST_FIXTURE_TEST_CASE(bytes_pass_through_signals_whole, pty_port_and_signals)
{
    std::string const bytes = pattern(200'000);
    on_thread writer([&] { return port.write(asio::buffer(bytes), patience); });
    on_thread taker(
        [&]
        {
            std::string got = far.read_exact(bytes.size(), patience);
            far.write(got, patience);
            return got;
        });
    on_thread reader([&] { return read(port, bytes.size()); });
    while (!writer.has_ended() || !reader.has_ended())
    {
        bombard(writer, 1);
        bombard(reader, 1);
    }
    BOOST_TEST(writer.result() == bytes.size());
    BOOST_TEST((taker.result() == bytes));
    BOOST_TEST((reader.result() == bytes));
}

BOOST_FIXTURE_TEST_CASE(signals_end_neither_opens_nor_configurations, real_port_and_signals)
{
    device.hold(test::port_call::open);
    on_thread opening(
        [&]
        {
            error_code result;
            port.open("ttyV0", {}, 1h, result);
            return result;
        });
    BOOST_TEST(opening.blocks());
    BOOST_TEST(bombard(opening, 100) == 100);
    BOOST_TEST(!opening.has_ended());
    device.release(test::port_call::open);
    BOOST_TEST(said(opening.result()) == "success");

    device.hold(test::port_call::configure);
    on_thread configuring(
        [&]
        {
            error_code result;
            port.configure({9600}, 1h, result);
            return result;
        });
    BOOST_TEST(configuring.blocks());
    BOOST_TEST(bombard(configuring, 100) == 100);
    BOOST_TEST(!configuring.has_ended());
    device.release(test::port_call::configure);
    BOOST_TEST(said(configuring.result()) == "success");
    BOOST_TEST(port.config().baud_rate == 9600u);
}

BOOST_FIXTURE_TEST_CASE(a_break_is_as_long_as_it_should_be, real_port_and_signals)
{
    open();
    on_thread breaking(
        [&]
        {
            error_code result;
            port.send_break(100ms, result);
            return result;
        });
    bombard(breaking, -1);
    BOOST_TEST(said(breaking.result()) == "success");
    BOOST_TEST_REQUIRE(device.breaks().size() == 1u);
    BOOST_TEST((device.breaks()[0] >= 100ms));
}

BOOST_AUTO_TEST_SUITE_END()
