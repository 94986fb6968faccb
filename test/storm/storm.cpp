// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "storm/storm.hpp"

#include "storm/cable.hpp"
#include "storm/disturber.hpp"
#include "storm/endpoint.hpp"
#include "storm/reader.hpp"
#include "storm/watchdog.hpp"
#include "storm/writer.hpp"
#include "support/system.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace boost_serial_ext_test::storm {

namespace {

/// One end, and who is at work there.
struct station
{
    station(storm& s, asio::io_context& context, std::string const& device, int number,
        std::function<void()> closed)
        : at(s, context, number == 0 ? "left" : "right", number)
        , read(at, s.engine_seed(seeds + 3 * static_cast<unsigned>(number)))
        , write(at, s.engine_seed(seeds + 3 * static_cast<unsigned>(number) + 1))
        , disturb(at, device, s.engine_seed(seeds + 3 * static_cast<unsigned>(number) + 2),
              std::move(closed))
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

void check_that_it_was_a_storm(storm& s)
{
    std::string const what = s.proof.missing(s.log);
    if (what.empty())
        return;
    s.log.print();
    s.log.fail("it proves nothing, this did not happen: " + what);
}

void report(storm const& s)
{
    std::printf("%s%s: %llu bytes to the right, %llu to the left\n", s.kind.name,
        s.chained ? ", chained" : "", static_cast<unsigned long long>(s.lanes[0].received.load()),
        static_cast<unsigned long long>(s.lanes[1].received.load()));
    if (s.kind.close)
        std::printf("    of these discarded by closes: %llu and %llu\n",
            static_cast<unsigned long long>(s.lanes[0].discarded),
            static_cast<unsigned long long>(s.lanes[1].discarded));
    s.log.print();
    std::fflush(stdout);
}

} // namespace

evidence::evidence(mode const& kind)
{
    auto const want = [this](std::string const& name, std::initializer_list<char const*> endings)
    {
        for (char const* ending : endings)
            wanted_.push_back(name + ": " + ending);
    };
    auto const want_endings = [&](std::string const& name)
    {
        want(name, {"completed", "ended by its slot", "ended by cancel()", "ended by a timeout"});
        if (kind.close && name != "async_open")
            want(name, {"ended by a close"});
    };
    for (char const* name :
        {"read", "write", "wait", "async_read_available", "async_read_until_idle"})
        want_endings(name);
    want("async_read_until_idle", {"completed, buffer full", "ended with a part of a frame"});
    want("write", {"ended with a part accepted"});
    want("read_some", {"completed"});
    if (!system_transfers) // there it would wait for who reads on its thread
        want("write_some", {"completed"});
    if (kind.control)
    {
        for (char const* name : {"async_drain", "async_drain_exact", "async_wait_line_event"})
        {
            want_endings(name);
            want(name, {"refused beside another"});
        }
        for (char const* name : {"drain", "drain_exact"})
            want(name, {"completed"});
        for (char const* name : {"configure", "async_configure"})
            want(name, {"completed", "refused as unsupported"});
        if (!system_transfers) // every driver has them there
            for (char const* name : {"async_send_break", "async_wait_line_event"})
                want(name, {"refused as unsupported"});
        for (char const* name : {"async_send_break", "async_configure"})
            want(name, {"ended by its slot", "ended by cancel()", "ended by a timeout"});
    }
    if (kind.move)
        for (char const* name : {"read", "write", "wait", "async_read_until_idle"})
            want(name, {"moved under way, completed"});
    if (kind.convert)
        for (char const* name : {"read", "write", "wait", "async_read_until_idle"})
            want(name, {"ended by a conversion", "ended by a release"});
    if (kind.close)
    {
        for (char const* name : {"async_close", "async_open"})
            want_endings(name);
        want("async_close", {"drained", "at its deadline"});
        want("close()", {"completed"});
        want("open()", {"completed"});
        want("resumed after a close", {"nothing discarded", "the rest discarded"});
    }
}

bool evidence::complete(ledger const& log)
{
    return missing(log).empty();
}

std::string evidence::missing(ledger const& log)
{
    std::lock_guard<std::mutex> const guard(mutex_);
    wanted_.erase(std::remove_if(wanted_.begin(), wanted_.end(),
                      [&](std::string const& what) { return log.counted(what) != 0; }),
        wanted_.end());
    std::string result;
    for (std::string const& what : wanted_)
        result += (result.empty() ? "" : ", ") + what;
    return result;
}

void run(mode const& kind, std::uint64_t seed, std::chrono::steady_clock::duration length)
{
    storm s(kind, seed, length);
    asio::io_context context;
    // With two threads at the ports the cable has a thread of its own: its halves know no strand.
    asio::io_context cable_context;
    asio::io_context& around = kind.threads ? cable_context : context;
    cable between(s, context, around);
    auto const closed = [&]
    {
        if (--s.open_ports == 0)
            asio::post(around, [&] { between.stop(); });
    };
    station left(s, context, between.left(), 0, closed);
    station right(s, context, between.right(), 1, closed);
    for (station* const end : {&left, &right})
        end->at.stream->chain_completions(s.chained);
    left.at.stream->open(between.left());
    right.at.stream->open(between.right());
    between.start();
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
