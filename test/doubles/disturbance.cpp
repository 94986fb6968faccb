// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Random bursts and short transfers: nothing is lost, and the same seed does the same.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/fault_plan.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "doubles/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <string>
#include <utility>
#include <vector>

using namespace boost_serial_ext_test;
using test::fault_plan;

namespace {

struct traffic
{
    std::vector<std::size_t> reads, writes;
    bool intact = false;
    nanoseconds took{};

    friend bool operator==(traffic const& a, traffic const& b)
    {
        return a.reads == b.reads && a.writes == b.writes && a.intact == b.intact
            && a.took == b.took;
    }
};

/// So many bytes each way, by a manual clock; how large each transfer was.
traffic transfer(std::uint32_t seed, std::size_t size, unsigned per_mille = 300)
{
    manual_time f;
    f.open();
    f.port.set_faults(fault_plan().disturb(seed, per_mille));
    std::string const out = pattern(size), in = pattern(size);
    std::string got(size, '\0');
    std::size_t sent = 0, received = 0;
    bool failed = false;
    traffic t;
    std::function<void()> send = [&]
    {
        f.stream.async_write_some(asio::buffer(out) + sent,
            [&](error_code ec, std::size_t n)
            {
                failed = failed || ec;
                t.writes.push_back(n);
                if ((sent += n) != size)
                    send();
            });
    };
    std::function<void()> receive = [&]
    {
        f.stream.async_read_some(asio::buffer(got) + received,
            [&](error_code ec, std::size_t n)
            {
                failed = failed || ec;
                t.reads.push_back(n);
                if ((received += n) != size)
                    receive();
            });
    };
    send();
    receive();
    f.port.inject(in);
    BOOST_TEST(f.run());
    t.took = f.clock.now();
    f.clock.advance(1h);
    t.intact = !failed && got == in && f.port.captured() == out;
    return t;
}

} // namespace

BOOST_AUTO_TEST_SUITE(doubles_disturbance)

BOOST_DATA_TEST_CASE(nothing_is_lost_and_the_same_seed_does_the_same,
    boost::unit_test::data::xrange<std::uint32_t>(1, 21), seed)
{
    traffic const first = transfer(seed, 1'500);
    BOOST_TEST(first.intact);
    BOOST_TEST((transfer(seed, 1'500) == first));
}

BOOST_AUTO_TEST_CASE(another_seed_does_something_else)
{
    traffic before = transfer(1, 1'500, 0); // undisturbed
    auto const writes = before.writes.size();
    std::size_t others = 0, more = 0;
    for (std::uint32_t seed = 1; seed != 11; ++seed)
    {
        traffic const now = transfer(seed, 1'500);
        others += now.writes != before.writes;
        more += now.writes.size() > writes;
        before = now;
    }
    BOOST_TEST(others > 2u);
    BOOST_TEST(more > 0u);
}

BOOST_DATA_TEST_CASE_F(real_time, nothing_is_lost_in_real_time_either,
    boost::unit_test::data::xrange<std::uint32_t>(1, 21), seed)
{
    open();
    port.set_faults(fault_plan().disturb(seed, 500));
    std::string const out = pattern(20'000), in = pattern(20'000);
    std::string got(in.size(), '\0');
    transferred sent, received;
    port.inject(in);
    asio::async_write(stream, asio::buffer(out), sent.handler());
    asio::async_read(stream, asio::buffer(got), received.handler());
    BOOST_TEST(run_until([&] { return sent.calls + received.calls == 2; }));
    BOOST_TEST(!sent.ec);
    BOOST_TEST(!received.ec);
    BOOST_TEST((got == in));
    BOOST_TEST((port.captured() == out));
}

BOOST_FIXTURE_TEST_CASE(nothing_is_lost_by_blocking_functions, real_time)
{
    open();
    port.set_faults(fault_plan().disturb(42, 700));
    std::string const out = pattern(20'000), in = pattern(20'000);
    auto writing = std::async(std::launch::async,
        [&]
        {
            write(stream, out);
            return true;
        });
    port.inject(in);
    BOOST_TEST((read(stream, in.size()) == in));
    BOOST_TEST(result_of(writing));
    BOOST_TEST((port.captured() == out));
}

BOOST_FIXTURE_TEST_CASE(a_message_comes_in_pieces_also_if_every_call_is_disturbed, real_time)
{
    open();
    port.set_faults(fault_plan().disturb(3, 1'000));
    int pieces = 0;
    std::string got;
    error_code ec;
    port.inject("+1.2345E+00 VOLT\r\n");
    for (; got.size() != 18 && !ec; ++pieces)
        got += read_some(stream, ec);
    BOOST_TEST(got == "+1.2345E+00 VOLT\r\n");
    BOOST_TEST(pieces > 1);
    write(stream, "VOLT?");
    BOOST_TEST(port.captured() == "VOLT?");
}

BOOST_AUTO_TEST_SUITE_END()
