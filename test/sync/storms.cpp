// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Many threads on one port, while it is cancelled, closed and opened again.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include "sync/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

/// Whether a call may end so while others cancel, close and open.
bool is_expected(error_code const& ec)
{
    return !ec || ec == condition::aborted || ec == condition::closed || ec == condition::timed_out
        || ec == error::operation_in_progress || ec == asio::error::already_open
        || ec == condition::port_busy; // an open while a close has not returned
}

/// Threads that make calls until told to stop, and remember the first surprise.
class crowd
{
public:
    void add(std::function<void(error_code&)> call)
    {
        threads_.push_back(std::make_unique<on_thread<std::string>>(
            [this, call = std::move(call)]
            {
                std::string surprise;
                while (!over_)
                {
                    error_code ec;
                    call(ec);
                    if (!is_expected(ec) && surprise.empty())
                        surprise = said(ec);
                    calls_ += !ec || ec == condition::aborted; // others have come to nothing
                }
                return surprise;
            }));
    }

    /// Lets so many calls be made by all together.
    void run(std::uint64_t calls)
    {
        BOOST_TEST(eventually([&] { return calls_ >= calls; }));
    }

    /// @param last Ends calls that wait for good.
    void stop(std::function<void()> const& last)
    {
        over_ = true;
        BOOST_TEST(eventually(
            [&]
            {
                last();
                for (auto const& t : threads_)
                    if (!t->has_ended())
                        return false;
                return true;
            }));
        for (auto const& t : threads_)
            BOOST_TEST(t->result() == "");
    }

private:
    std::atomic<bool> over_{false};
    std::atomic<std::uint64_t> calls_{0};
    std::vector<std::unique_ptr<on_thread<std::string>>> threads_;
};

constexpr std::uint64_t enough = 20'000;

void add_users(crowd& all, serial_port& port, bool limited)
{
    auto const limit = limited ? timeout(200us) : no_timeout;
    auto const bytes = std::make_shared<std::string const>(pattern(3000));
    all.add(
        [&port, limit](error_code& ec)
        {
            char c[64];
            port.read_some(asio::buffer(c), limit, ec);
        });
    all.add(
        [&port, limit](error_code& ec)
        {
            std::string s;
            port.read_until(asio::dynamic_buffer(s, 4096), "no such text", limit, ec);
            if (ec == asio::error::not_found)
                ec.clear();
        });
    all.add([&port, limit, bytes](error_code& ec) { port.write(asio::buffer(*bytes), limit, ec); });
    all.add([&port, limit](error_code& ec) { port.drain(limit, ec); });
    all.add(
        [&port](error_code& ec)
        {
            port.input_waiting(ec);
            if (port.is_open())
                static_cast<void>(port.config());
        });
    all.add(
        [&port](error_code& ec)
        {
            static_cast<void>(port.native_handle());
            ec = asio::error::bad_descriptor; // does not count
        });
}

} // namespace

BOOST_AUTO_TEST_SUITE(sync_storms)

BOOST_DATA_TEST_CASE_F(
    pty_port, storms_of_cancels_end_calls_and_nothing_else, data::make({false, true}), limited)
{
    std::atomic<bool> over{false};
    on_thread echo(
        [&]
        {
            while (!over)
            {
                error_code failed;
                std::string const got = far.read_available(failed);
                far.write(got, 0ns, failed);
            }
            return true;
        });
    crowd all;
    add_users(all, port, limited);
    all.add([&](error_code& result) { port.cancel(result); });
    all.run(enough);
    all.stop([&] { port.cancel(); });
    over = true;
    echo.result();
    BOOST_TEST(port.is_open());
    port.discard_output();
    port.close();
}

BOOST_DATA_TEST_CASE_F(pty_port, storms_of_closes_and_opens, data::make({false, true}), limited)
{
    auto const before = open_handles();
    crowd all;
    add_users(all, port, limited);
    all.add([&](error_code& result) { port.close(result); });
    all.add([&](error_code& result) { port.open(far.name(), {}, result); });
    all.run(enough);
    all.stop([&] { port.close(); });
    port.close();
    port.open(far.name(), {}, ec);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(open_handles() <= before + 1);
    far.read_available();
    write(port, "alive");
    BOOST_TEST(far.read_until("alive").size() >= 5u);
}

BOOST_FIXTURE_TEST_CASE(storms_of_opens_with_limits_on_a_virtual_port, real_port)
{
    crowd all;
    add_users(all, port, false);
    all.add([&](error_code& result) { port.close(result); });
    all.add([&](error_code& result) { port.open("ttyV0", {}, 1ms, result); });
    all.add([&](error_code& result) { port.configure({9600}, 1ms, result); });
    all.add([&](error_code& result) { port.send_break(100us, result); });
    all.add([&](error_code& result) { port.wait_line_event(line_events::all, 1ms, result); });
    all.run(enough);
    all.stop([&] { port.close(); });
    port.close();
    BOOST_TEST(eventually(
        [&]
        {
            port.open("ttyV0", {}, patience, ec);
            return !ec;
        }));
    BOOST_TEST(!device.break_is_on());
    device.inject("x");
    BOOST_TEST(read(port, 1) == "x");
}

// The first look at what a wait asks for comes before its claim: also of those that come to nothing.
BOOST_FIXTURE_TEST_CASE(waits_for_line_events_begin_on_an_open_port_or_not_at_all, real_port)
{
    crowd all;
    for (int i = 0; i != 3; ++i)
        all.add(
            [&](error_code& result)
            {
                port.wait_line_event(line_events::cts, 0ns, result);
                if (is_expected(result))
                    result.clear(); // each one counts
            });
    all.add([&](error_code& result) { port.close(result); });
    all.add([&](error_code& result) { port.open("ttyV0", {}, result); });
    all.run(enough);
    all.stop([&] { port.close(); });
}

BOOST_FIXTURE_TEST_CASE(storms_of_releases_and_assigns, pty_port)
{
    if (under_wine())
    {
        std::puts("==> skipped: storms_of_releases_and_assigns: Wine unbinds no handle from a "
                  "completion port");
        return;
    }
    crowd all;
    add_users(all, port, false);
    all.add(
        [&](error_code& result)
        {
            auto const handle = port.release(result);
            if (result)
                return;
            port.assign(handle, result);
            if (result)
                raw_close(handle);
        });
    all.run(enough);
    all.stop([&] { port.cancel(ec); });
    BOOST_TEST(port.is_open());
    port.discard_output();
}

// Each byte goes to one reader, whoever is cancelled meanwhile.
BOOST_FIXTURE_TEST_CASE(no_byte_is_lost_between_two_readers_that_are_cancelled, pty_port)
{
    std::size_t const size = 20'000;
    std::string const bytes = pattern(size);
    std::atomic<std::size_t> total{0};
    std::atomic<std::uint64_t> sum{0};
    auto const reader = [&]
    {
        while (total < size)
        {
            char c[16];
            error_code result;
            std::size_t const n = port.read(asio::buffer(c), result);
            total += n;
            for (std::size_t i = 0; i != n; ++i)
                sum += static_cast<unsigned char>(c[i]);
        }
        return true;
    };
    on_thread first(reader), second(reader);
    for (std::size_t at = 0; at != size; at += 100)
    {
        far.write(bytes.substr(at, 100));
        port.cancel();
    }
    BOOST_TEST(eventually(
        [&]
        {
            port.cancel();
            return first.has_ended() && second.has_ended();
        }));
    std::uint64_t expected = 0;
    for (char const c : bytes)
        expected += static_cast<unsigned char>(c);
    BOOST_TEST(total == size);
    BOOST_TEST(sum == expected);
}

BOOST_AUTO_TEST_SUITE_END()
