// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The memory of an open port and of an operation in progress: the figures of doc/modules/ROOT/pages/memory.adoc, each
// with the bound that it promises.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include "doubles/fixture.hpp"
#include "growth/heap.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <termios.h>

using namespace boost_serial_ext_test;

namespace {

constexpr int many = 32;

// What one of many takes; the figures are printed, and the bounds those of doc/modules/ROOT/pages/memory.adoc.
void check(std::string const& what, heap_use all, heap_use bound)
{
    heap_use const each{all.bytes / many, all.blocks / many};
    std::cout << "memory: " << what << ": " << each << '\n';
    BOOST_TEST(each.bytes <= bound.bytes, what << ": " << each << ", and not " << bound);
    int const shared = 8; // lists that grow with the ports, what Asio keeps: see is_as_much
    BOOST_TEST(all.blocks <= bound.blocks * many + shared,
        what << ": " << all.blocks << " blocks, and not " << bound.blocks << " each");
}

/// Counts its calls; as small as a handler can be that does anything.
struct counting_handler
{
    int* calls;

    template<class... Values>
    void operator()(error_code, Values const&...) const
    {
        ++*calls;
    }
};

struct many_ports : bounded
{
    asio::io_context context;
    std::vector<serial_stream> streams;
    std::array<char, 16> bytes{};
    std::string text;
    int calls = 0;
    std::string_view kind;

    explicit many_ports(std::string_view name) : kind(name) {}

    void make_streams()
    {
        streams.reserve(many);
        for (int i = 0; i != many; ++i)
            streams.emplace_back(context);
    }

    bool run_until_called(int times)
    {
        auto const end = std::chrono::steady_clock::now() + patience;
        while (calls < times && std::chrono::steady_clock::now() < end)
        {
            context.restart();
            context.run_one_for(10ms);
        }
        return calls == times;
    }

    /** An operation that stays in progress, on each of the ports.

        Several times: what Asio's timers and descriptors keep for the next one does not count. And
        what this thread takes: virtual ports have one of their own.
    */
    template<class Start>
    void pending(char const* what, heap_use bound, Start start)
    {
        for (int round = 0; round != 4; ++round)
        {
            calls = 0;
            heap_use const before = heap_of_this_thread();
            for (auto& s : streams)
                start(s, counting_handler{&calls});
            context.restart();
            context.poll();
            heap_use const held = heap_of_this_thread() - before;
            BOOST_TEST(calls == 0, what);
            for (auto& s : streams)
                s.cancel();
            BOOST_TEST(run_until_called(many), what);
            heap_use const left = heap_of_this_thread() - before;
            if (round != 3)
                continue;
            check(std::string(kind) + ", " + what, held, bound);
            BOOST_TEST(left == heap_use(), what << " leaves " << left);
        }
    }
};

// Output is held back at the far end, so that writes stay in progress.
struct many_ptys : many_ports
{
    std::vector<test::pty_pair> far{many};

    many_ptys() : many_ports("pty") { make_streams(); }

    void open()
    {
        for (std::size_t i = 0; i != streams.size(); ++i)
        {
            streams[i].open(far[i].name(), serial_config{});
            if (::tcflow(streams[i].native_handle(), TCOOFF) != 0)
                throw std::runtime_error("tcflow");
        }
    }
};

// In real time, so that timers are Asio's. Their CTS is off, and what they were given waits.
struct many_virtual_ports : many_ports
{
    test::virtual_ports& ports = test::install(context); // before there is a stream

    many_virtual_ports() : many_ports("virtual port") { make_streams(); }

    void add()
    {
        for (int i = 0; i != many; ++i)
            ports.add("ttyV" + std::to_string(i));
    }

    void open()
    {
        serial_config config;
        config.flow_control.rts_cts = true;
        for (std::size_t i = 0; i != streams.size(); ++i)
        {
            auto& device = ports.port("ttyV" + std::to_string(i));
            device.set_lines({false, true, false, true});
            streams[i].open(device.name(), config);
            write(streams[i], "x");
        }
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(growth_memory)

BOOST_AUTO_TEST_CASE(the_counter_counts)
{
    heap_use const before = live_heap();
    void* const one = ::operator new(1);
    void* const aligned = std::aligned_alloc(64, 128); // as Asio has the memory of handlers
    void* const zeros = std::calloc(3, 5);
    BOOST_TEST((live_heap() - before == heap_use{1 + 128 + 15, 3}), live_heap() - before);
    void* const longer = std::realloc(zeros, 100);
    BOOST_TEST((live_heap() - before == heap_use{1 + 128 + 100, 3}), live_heap() - before);
    ::operator delete(one);
    std::free(aligned);
    std::free(longer);
    BOOST_TEST(live_heap() == before);
}

BOOST_AUTO_TEST_CASE(an_open_port_has_little_memory)
{
    std::cout << "memory: sizeof: serial_stream " << sizeof(serial_stream) << ", "
              << "basic_serial_stream<io_context::executor_type> "
              << sizeof(basic_serial_stream<asio::io_context::executor_type>) << ", "
              << "sync::serial_port " << sizeof(sync::serial_port) << '\n';
    many_ptys ports;
    ports.streams.clear();
    test::pty_pair const another; // whoever is first gets what the context has for all of them
    serial_stream const first(ports.context, another.name(), serial_config{});
    // Asio keeps its part of a descriptor for the next one: only the first round tells what one
    // takes.
    for (int round = 0; round != 3; ++round)
    {
        heap_use const before = live_heap();
        ports.make_streams();
        heap_use const closed = live_heap() - before;
        ports.open();
        heap_use const open = live_heap() - before;
        ports.streams.clear();
        heap_use const left = live_heap() - before;
        if (round == 0)
        {
            check("serial_stream, closed", closed, {2300, 2});
            check("serial_stream, open on a pty", open, {3300, 6});
        }
        else
            BOOST_TEST(left == heap_use(), left);
    }
}

BOOST_FIXTURE_TEST_CASE(an_operation_in_progress_has_little_memory, many_ptys)
{
    open();
    auto const buffer = asio::buffer(bytes);
    pending("async_read_some", {320, 1},
        [&](auto& s, auto handler) { s.async_read_some(buffer, handler); });
    pending("async_read_some under with_timeout", {1000, 4},
        [&](auto& s, auto handler) { s.async_read_some(buffer, with_timeout(1h, handler)); });
    pending("asio::async_read", {350, 1},
        [&](auto& s, auto handler) { asio::async_read(s, buffer, handler); });
    pending("async_read_available", {500, 1},
        [&](auto& s, auto handler)
        { s.async_read_available(asio::dynamic_buffer(text), handler); });
    pending("async_read_until_idle, before the frame", {500, 1},
        [&](auto& s, auto handler)
        { s.async_read_until_idle(asio::dynamic_buffer(text), 1ms, handler); });
    std::vector<std::string> frames(many);
    for (std::string& f : frames)
        f.reserve(1024);
    pending("async_read_until_idle, in the frame", {1024, 3},
        [&](auto& s, auto handler)
        {
            auto const i = static_cast<std::size_t>(&s - streams.data());
            frames[i].clear();
            far[i].write("x");
            auto const end = std::chrono::steady_clock::now() + patience;
            while (s.input_waiting() == 0 && std::chrono::steady_clock::now() < end)
                std::this_thread::yield(); // the kernel moves it when it has time
            s.async_read_until_idle(asio::dynamic_buffer(frames[i]), 1h, handler);
        });
    for (std::string const& f : frames)
        BOOST_TEST(f == "x"); // it was in the frame
    pending("async_write_some", {300, 1},
        [&](auto& s, auto handler) { s.async_write_some(buffer, handler); });
    pending("asio::async_write", {320, 1},
        [&](auto& s, auto handler) { asio::async_write(s, buffer, handler); });
    pending("async_wait, for reading", {260, 1},
        [&](auto& s, auto handler) { s.async_wait(serial_stream::wait_read, handler); });
    pending("async_wait, for writing", {260, 1},
        [&](auto& s, auto handler) { s.async_wait(serial_stream::wait_write, handler); });
}

BOOST_FIXTURE_TEST_CASE(an_operation_that_looks_again_has_one_block, many_virtual_ports)
{
    add();
    open();
    pending("async_drain", {600, 1}, [](auto& s, auto handler) { s.async_drain(handler); });
    pending(
        "async_drain_exact", {800, 1}, [](auto& s, auto handler) { s.async_drain_exact(handler); });
    pending("async_wait_line_event", {500, 1},
        [](auto& s, auto handler) { s.async_wait_line_event(line_events::all, handler); });
    pending("async_read_some", {320, 1},
        [&](auto& s, auto handler) { s.async_read_some(asio::buffer(bytes), handler); });
    // Not until what is queued has left: that is still held.
    pending("async_send_break", {800, 1},
        [](auto& s, auto handler) { s.async_send_break(1h, handler); });
}

BOOST_AUTO_TEST_CASE(an_open_virtual_port_has_little_memory)
{
    many_virtual_ports ports;
    heap_use const before = live_heap();
    ports.add();
    check("virtual port", live_heap() - before, {18'000, 12});
    heap_use const added = live_heap();
    ports.open();
    check("opening it by a serial_stream", live_heap() - added, {1500, 7});
}

BOOST_AUTO_TEST_CASE(a_blocking_port_has_little_memory)
{
    bounded const watch;
    std::vector<test::pty_pair> far(many);
    std::vector<sync::serial_port> ports;
    ports.reserve(many);
    test::pty_pair const another;
    sync::serial_port const first(another.name(), serial_config{}); // and what all of them share
    for (int round = 0; round != 3; ++round)
    {
        heap_use const before = live_heap();
        for (int i = 0; i != many; ++i)
            ports.emplace_back();
        heap_use const closed = live_heap() - before;
        for (std::size_t i = 0; i != many; ++i)
            ports[i].open(far[i].name(), serial_config{});
        heap_use const open = live_heap() - before;
        char c = 0;
        error_code ec;
        for (auto& p : ports)
            p.read_some(asio::buffer(&c, 1), 1us, ec);
        heap_use const used = live_heap() - before;
        ports.clear();
        heap_use const left = live_heap() - before;
        if (round == 0)
        {
            check("sync::serial_port, closed", closed, {2500, 3});
            check("sync::serial_port, open on a pty", open, {3500, 7});
            check("sync::serial_port, after a read that waited", used, {3500, 8});
        }
        else
            BOOST_TEST(left == heap_use(), left);
    }
}

BOOST_AUTO_TEST_SUITE_END()
