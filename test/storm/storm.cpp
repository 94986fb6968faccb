// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "storm/storm.hpp"

#include "storm/disturber.hpp"
#include "storm/endpoint.hpp"
#include "storm/reader.hpp"
#include "storm/watchdog.hpp"
#include "storm/writer.hpp"
#include "support/pty_null_modem.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <cstdio>
#include <functional>
#include <string>
#include <thread>
#include <utility>

namespace boost_serial_ext_test::storm {

namespace {

/// One end, and who is at work there.
struct station
{
    station(storm& s, asio::io_context& context, char const* side, int number,
        std::function<void()> closed)
        : at(s, context, side, number)
        , read(at, s.engine_seed(seeds + 3 * static_cast<unsigned>(number)))
        , write(at, s.engine_seed(seeds + 3 * static_cast<unsigned>(number) + 1))
        , disturb(
              at, s.engine_seed(seeds + 3 * static_cast<unsigned>(number) + 2), std::move(closed))
    {
    }

    void start()
    {
        asio::post(at.executor,
            [this]
            {
                read.start();
                write.start();
                disturb.start();
            });
    }

    static constexpr unsigned seeds = 2; // after those of the two lanes

    endpoint at;
    reader read;
    writer write;
    disturber disturb;
};

/// A mode proves nothing unless all this has happened.
void check_that_it_was_a_storm(storm const& s)
{
    auto const must = [&](std::string const& what)
    {
        if (s.log.counted(what) == 0)
            s.log.fail("it proves nothing, this did not happen: " + what);
    };
    for (work const kind : {work::read, work::write, work::wait})
        for (char const* how :
            {"completed", "ended by its slot", "ended by cancel()", "ended by a timeout"})
            must(std::string(name_of(kind)) + ": " + how);
    must("write: ended with a part accepted");
    must("read_some: completed");
    must("write_some: completed");
    if (s.kind.control)
        for (char const* what : {"configure: completed", "configure: refused as unsupported",
                 "async_configure: completed", "async_configure: refused as unsupported",
                 "drain: completed", "async_drain: completed",
                 "async_send_break: refused as unsupported"})
            must(what);
    if (s.kind.move)
        for (char const* what : {"read: moved under way, completed",
                 "write: moved under way, completed", "wait: moved under way, completed"})
            must(what);
    if (s.kind.convert)
        for (work const kind : {work::read, work::write, work::wait})
            for (char const* how : {"ended by a conversion", "ended by a release"})
                must(std::string(name_of(kind)) + ": " + how);
}

void report(storm const& s)
{
    std::printf("%s: %llu bytes to the right, %llu to the left\n", s.kind.name,
        static_cast<unsigned long long>(s.lanes[0].received.load()),
        static_cast<unsigned long long>(s.lanes[1].received.load()));
    s.log.print();
    std::fflush(stdout);
}

} // namespace

void run(mode const& kind, std::uint64_t seed, std::chrono::steady_clock::duration length)
{
    storm s(kind, seed, length);
    asio::io_context context;
    // With two threads at the ports the cable has a thread of its own: its halves know no strand.
    asio::io_context cable_context;
    asio::io_context& around = kind.threads ? cable_context : context;
    serial::test::pty_null_modem cable(around);
    auto const closed = [&]
    {
        if (--s.open_ports == 0)
            asio::post(around, [&] { cable.stop(); });
    };
    station left(s, context, "left", 0, closed);
    station right(s, context, "right", 1, closed);
    left.at.stream->open(cable.left());
    right.at.stream->open(cable.right());
    cable.start();
    left.start();
    right.start();
    watchdog const guard(s);
    if (kind.threads)
    {
        std::thread second([&] { context.run(); });
        std::thread third([&] { cable_context.run(); });
        context.run();
        second.join();
        if (s.open_ports == 0)
            third.join(); // else it has work for ever
        else
            s.log.fail("nothing is in progress any more, but the ports are open");
    }
    else
    {
        context.run(); // an operation that is lost leaves it without work too early, or for ever
        if (s.open_ports != 0)
            s.log.fail("nothing is in progress any more, but the ports are open");
    }
    if (s.log.in_progress() != 0)
        s.log.fail("operations have not completed");
    check_that_it_was_a_storm(s);
    report(s);
}

} // namespace boost_serial_ext_test::storm
