// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Several reads in progress, or several writes: they keep their order, whatever interrupts them.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/fault_plan.hpp>
#include <boost_serial_ext/test/fuse.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include "doubles/fixture.hpp"

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <new>
#include <string>
#include <string_view>
#include <utility>

using namespace boost_serial_ext_test;
using test::fault_plan;
using test::port_call;
namespace data = boost::unit_test::data;

namespace {

fault_plan interrupting(port_call call, std::uint64_t times)
{
    return fault_plan().fail(call, 1, asio::error::interrupted, times);
}

/// Reads of a byte each, all in progress at once.
struct reads
{
    struct one
    {
        char byte = '-';
        transferred end;
        asio::cancellation_signal cancel;
    };

    void begin(serial_stream& stream, int count)
    {
        for (; count != 0; --count)
        {
            one& r = all.emplace_back();
            stream.async_read_some(asio::buffer(&r.byte, 1),
                asio::bind_cancellation_slot(r.cancel.slot(), r.end.handler()));
        }
    }

    /// The bytes in the order of the reads; '-' where there is none.
    std::string bytes() const
    {
        std::string s;
        for (one const& r : all)
            s += r.byte;
        return s;
    }

    one& operator[](std::size_t i)
    {
        auto at = all.begin();
        std::advance(at, i);
        return *at;
    }

    std::list<one> all;
};

bool ended_once(transferred const& t, error_code const& ec)
{
    return t.calls == 1 && t.ec == ec && t.value() == (ec ? 0u : 1u);
}

} // namespace

BOOST_AUTO_TEST_SUITE(doubles_order)

BOOST_DATA_TEST_CASE_F(
    manual_time, interrupted_reads_stay_in_order, data::make({0, 1, 2, 5}), times)
{
    open();
    port.set_faults(interrupting(port_call::read, static_cast<std::uint64_t>(times)));
    reads r;
    r.begin(stream, 4);
    BOOST_TEST(!run(1s));
    port.inject("1234");
    BOOST_TEST(run());
    BOOST_TEST(r.bytes() == "1234");
    for (auto const& one : r.all)
        BOOST_TEST(ended_once(one.end, {}));
}

BOOST_FIXTURE_TEST_CASE(a_read_begun_later_does_not_overtake, manual_time)
{
    open();
    port.set_faults(fault_plan().disturb(7, 500));
    reads r;
    for (int i = 0; i != 100; ++i)
    {
        r.begin(stream, 1 + i % 3);
        if (i % 2 == 0)
            context.poll_one();
        if (i % 5 == 0)
            port.inject(std::string(1, static_cast<char>('a' + i / 5)));
    }
    port.inject(pattern(r.all.size()));
    BOOST_TEST(run());
    std::string expected;
    for (int i = 0; i != 20; ++i)
        expected += static_cast<char>('a' + i);
    expected += pattern(r.all.size() - 20);
    BOOST_TEST((r.bytes() == expected));
}

BOOST_DATA_TEST_CASE_F(manual_time, writes_stay_in_order, data::make({1, 3, 100, 0}), at_most)
{
    open({115'200});
    port.set_faults(at_most != 0 ? fault_plan().shorten_writes(static_cast<std::size_t>(at_most))
                                 : interrupting(port_call::write, 3));
    // The first ones fill the queue, so that the others have to wait for room.
    std::string const filling = pattern(20'000);
    std::array<transferred, 4> ends;
    std::array<std::string, 4> const texts{filling, "first", "second", "third"};
    for (std::size_t i = 0; i != ends.size(); ++i)
        stream.async_write_some(asio::buffer(texts[i]), ends[i].handler());
    BOOST_TEST(run());
    std::string accepted;
    for (std::size_t i = 0; i != ends.size(); ++i)
    {
        BOOST_TEST(ends[i].calls == 1);
        BOOST_TEST(!ends[i].ec, ends[i].ec);
        BOOST_TEST(ends[i].value() > 0u);
        accepted += texts[i].substr(0, ends[i].value());
    }
    clock.advance(10s); // to the last bit
    BOOST_TEST((port.captured() == accepted));
}

BOOST_FIXTURE_TEST_CASE(a_read_that_waits_for_its_turn_is_cancelled_alone, manual_time)
{
    open();
    reads r;
    r.begin(stream, 4);
    BOOST_TEST(!run(1s));
    r[1].cancel.emit(asio::cancellation_type::total);
    BOOST_TEST(!run(1s));
    BOOST_TEST(ended_once(r[1].end, asio::error::operation_aborted));
    BOOST_TEST(r[0].end.calls == 0);
    r[0].cancel.emit(asio::cancellation_type::terminal);
    BOOST_TEST(!run(1s));
    BOOST_TEST(ended_once(r[0].end, asio::error::operation_aborted));
    port.inject("12");
    BOOST_TEST(run());
    BOOST_TEST(r.bytes() == "--12");
}

// The turn has come to it, and it does not know yet.
BOOST_FIXTURE_TEST_CASE(who_is_cancelled_when_its_turn_comes_passes_it_on, manual_time)
{
    open();
    reads r;
    r.begin(stream, 3);
    BOOST_TEST(!run(1s));
    r[0].cancel.emit(asio::cancellation_type::total);
    r[1].cancel.emit(asio::cancellation_type::partial);
    BOOST_TEST(!run(1s));
    BOOST_TEST(ended_once(r[0].end, asio::error::operation_aborted));
    BOOST_TEST(ended_once(r[1].end, asio::error::operation_aborted));
    port.inject("3");
    BOOST_TEST(run());
    BOOST_TEST(r.bytes() == "--3");
}

BOOST_FIXTURE_TEST_CASE(a_cancel_a_close_and_a_hang_up_end_all_that_wait, manual_time)
{
    open();
    for (int how = 0; how != 3; ++how)
    {
        reads r;
        r.begin(stream, 3);
        BOOST_TEST(!run(1s));
        if (how == 0)
            stream.cancel();
        else if (how == 1)
        {
            stream.close();
            stream.open("ttyV0", {}); // who reads from now on is not in their way, nor they in its
            reads next;
            next.begin(stream, 1);
            port.inject("n");
            BOOST_TEST(run());
            BOOST_TEST(next.bytes() == "n");
        }
        else
            port.hang_up();
        BOOST_TEST(run());
        for (auto const& one : r.all)
            BOOST_TEST((one.end.calls == 1
                && (how == 2 ? one.end.ec == condition::disconnected
                             : one.end.ec == asio::error::operation_aborted)));
    }
}

BOOST_FIXTURE_TEST_CASE(writes_that_wait_for_their_turn_are_cancelled_one_by_one, manual_time)
{
    open({115'200});
    port.set_lines({}); // no CTS
    serial_config held{115'200};
    held.flow_control.rts_cts = true;
    stream.configure(held);
    std::string const filling = pattern(100'000);
    std::array<transferred, 3> ends;
    std::array<asio::cancellation_signal, 3> cancels;
    while (true) // until nothing fits any more
    {
        transferred filled;
        stream.async_write_some(asio::buffer(filling), with_timeout(1s, filled.handler()));
        BOOST_TEST(run());
        if (filled.ec)
            break;
    }
    for (std::size_t i = 0; i != ends.size(); ++i)
        stream.async_write_some(asio::buffer(std::string_view("x")),
            asio::bind_cancellation_slot(cancels[i].slot(), ends[i].handler()));
    BOOST_TEST(!run(1s));
    cancels[1].emit(asio::cancellation_type::total);
    BOOST_TEST(!run(1s));
    BOOST_TEST(ended_once(ends[1], asio::error::operation_aborted));
    auto const before = port.captured().size();
    port.set_lines({true, true, false, true});
    BOOST_TEST(run());
    BOOST_TEST(ended_once(ends[0], {}));
    BOOST_TEST(ended_once(ends[2], {}));
    clock.advance(10s);
    BOOST_TEST(port.captured().size() > before);
    BOOST_TEST(port.captured().substr(port.captured().size() - 2) == "xx");
}

// Wherever it was: before the first byte was accepted, in the middle, while it waits for room.
BOOST_DATA_TEST_CASE_F(manual_time, a_write_that_is_ended_says_how_much_was_accepted,
    data::make({1, 50, 1'000, 4'300, 8'000, 12'900}) * data::make({false, true}), ms, composed)
{
    open({9'600});
    std::string const out = pattern(30'000);
    transferred sent;
    auto ended = with_timeout(std::chrono::milliseconds(ms), sent.handler());
    if (composed)
        asio::async_write(stream, asio::buffer(out), std::move(ended));
    else
        stream.async_write_some(asio::buffer(out), std::move(ended));
    BOOST_TEST(run());
    BOOST_TEST(sent.calls == 1);
    transferred more; // which may wait for room from the beginning
    stream.async_write_some(asio::buffer(out) + sent.value(),
        with_timeout(std::chrono::milliseconds(ms), more.handler()));
    BOOST_TEST(run());
    BOOST_TEST(more.calls == 1);
    stream.drain_exact();
    BOOST_TEST((port.captured() == out.substr(0, sent.value() + more.value())));
}

BOOST_FIXTURE_TEST_CASE(a_wait_for_a_turn_is_limited_by_its_timeout, manual_time)
{
    open();
    reads r;
    r.begin(stream, 1);
    char byte = '-';
    transferred limited;
    stream.async_read_some(asio::buffer(&byte, 1), with_timeout(2s, limited.handler()));
    BOOST_TEST(!run(10s));
    BOOST_TEST(limited.calls == 1);
    BOOST_TEST((limited.ec == condition::timed_out), limited.ec);
    port.inject("12");
    BOOST_TEST(run());
    BOOST_TEST(r.bytes() == "1");
    BOOST_TEST(byte == '-');
}

// Whoever ends without completing gives its turn up too.
BOOST_FIXTURE_TEST_CASE(a_read_without_memory_is_in_nobodys_way, manual_time)
{
    open();
    test::fuse fuse;
    test::fuse_options options;
    options.only = test::fuse_sweep::allocations;
    BOOST_TEST(fuse.armed(
        [&](test::fuse& f)
        {
            reads before, after;
            before.begin(stream, 1);
            transferred unlucky;
            char byte = 0;
            bool failed = false;
            try
            {
                stream.async_read_some(asio::buffer(&byte, 1),
                    asio::bind_allocator(test::fuse_allocator<void>(f), unlucky.handler()));
                clock.run(context, 1s); // it waits for its turn
                port.inject("0");
                clock.run(context, 1s); // which comes
            }
            catch (std::bad_alloc const&)
            {
                failed = true;
            }
            stream.cancel();
            clock.run(context);
            after.begin(stream, 2);
            port.inject("12");
            BOOST_TEST(clock.run(context));
            BOOST_TEST(after.bytes() == "12");
            stream.discard_input();
            if (failed)
                throw std::bad_alloc();
        },
        options));
}

BOOST_AUTO_TEST_SUITE_END()
