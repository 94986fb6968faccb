// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What is Windows' own about a stream: overlapped transfers, events, handles.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/discovery.hpp>
#include <boost_serial_ext/drain_result.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/port_event.hpp>
#include <boost_serial_ext/port_monitor.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/native/sys_windows.hpp>
#include <boost_serial_ext/native/sys_windows_headers.hpp>

#include "windows/wine.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

using namespace boost_serial_ext;
using boost_serial_ext_test::under_wine;
using test::keep_slave;
using test::pty_pair;

BOOST_AUTO_TEST_SUITE(windows_stream)

namespace {

std::chrono::seconds const patience{10};

struct outcome
{
    std::optional<error_code> ec;
    std::size_t bytes = 0;

    auto recorder()
    {
        return [this](error_code e, std::size_t n = 0)
        {
            ec = e;
            bytes = n;
        };
    }
};

// Whether nobody has the port open. Where ports are exclusive an open proves it; Wine opens them as
// often as one likes, so there the far end is asked.
bool is_free(pty_pair const& device)
{
    if (under_wine())
        return device.ask("users") == "0";
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.open(device.name(), serial_config{}, ec);
    return !ec;
}

struct fixture
{
    pty_pair device;
    asio::io_context ctx;
    serial_stream stream{ctx, device.name(), serial_config{}};
    error_code ec;
    std::array<char, 64> buffer{};

    template<class Done>
    bool run_until(Done done)
    {
        auto const end = std::chrono::steady_clock::now() + patience;
        ctx.restart();
        while (!done())
            if (ctx.run_one_until(end) == 0)
                return done();
        return true;
    }

    bool run_until_called(outcome const& out)
    {
        return run_until([&] { return out.ec.has_value(); });
    }

    // Nothing is left to do.
    bool run_out()
    {
        ctx.restart();
        ctx.run_for(patience);
        return ctx.stopped();
    }
};

// How many handles this process has.
DWORD handles()
{
    DWORD count = 0;
    if (!under_wine())
    {
        ::GetProcessHandleCount(::GetCurrentProcess(), &count);
        return count;
    }
    // Wine says 0 whatever there is. It gives out the smallest free number, so that all are below
    // this limit, and those of a leak: they are tried one by one.
    for (std::uintptr_t number = 4; number != 0x1000; number += 4)
    {
        DWORD flags = 0;
        count += ::GetHandleInformation(reinterpret_cast<HANDLE>(number), &flags) != 0;
    }
    return count;
}

} // namespace

BOOST_FIXTURE_TEST_CASE(a_read_that_the_driver_ends_with_nothing_goes_on, fixture)
{
    // As if the time of COMMTIMEOUTS were over, again and again: none of the library's own is short.
    COMMTIMEOUTS t{0, 0, 1, 0, 0};
    BOOST_TEST_REQUIRE(::SetCommTimeouts(stream.native_handle(), &t) != 0);
    outcome read;
    stream.async_read_some(asio::buffer(buffer), read.recorder());
    // The first empty read finds the library's timeouts replaced, and puts them back.
    detail::windows_timeouts now;
    BOOST_TEST(run_until(
        [&]
        {
            detail::sys_windows().get_timeouts(stream.native_handle(), now);
            return now == detail::first_byte_timeouts;
        }));
    BOOST_TEST(!read.ec.has_value());
    device.write("x");
    BOOST_TEST_REQUIRE(run_until_called(read));
    BOOST_TEST(*read.ec == error_code());
    BOOST_TEST(read.bytes == 1u);
}

BOOST_FIXTURE_TEST_CASE(emptying_a_queue_ends_no_read_and_no_write, fixture)
{
    outcome read;
    stream.async_read_some(asio::buffer(buffer), read.recorder());
    BOOST_TEST(::PurgeComm(stream.native_handle(), PURGE_RXABORT | PURGE_RXCLEAR) != 0);
    stream.discard_output();
    ctx.poll();
    BOOST_TEST(!read.ec.has_value());
    device.write("x");
    BOOST_TEST_REQUIRE(run_until_called(read));
    BOOST_TEST(*read.ec == error_code());
    BOOST_TEST(read.bytes == 1u);
}

BOOST_FIXTURE_TEST_CASE(what_waits_keeps_the_context_busy_and_nothing_else_does, fixture)
{
    BOOST_TEST(run_out()); // an open port is no work
    outcome wait;
    stream.async_wait(serial_stream::wait_read, wait.recorder());
    ctx.restart();
    ctx.run_for(std::chrono::milliseconds(30));
    BOOST_TEST(!ctx.stopped());
    stream.cancel();
    BOOST_TEST(run_out());
    BOOST_TEST_REQUIRE(wait.ec.has_value());
    BOOST_TEST((*wait.ec == condition::aborted), *wait.ec);
}

BOOST_FIXTURE_TEST_CASE(several_wait_for_the_same_bytes, fixture)
{
    std::deque<outcome> waits(3);
    for (outcome& wait : waits)
        stream.async_wait(serial_stream::wait_read, wait.recorder());
    outcome failure;
    stream.async_wait(serial_stream::wait_error, failure.recorder());
    device.write("x");
    for (outcome& wait : waits)
    {
        BOOST_TEST_REQUIRE(run_until_called(wait));
        BOOST_TEST(*wait.ec == error_code());
    }
    BOOST_TEST(!failure.ec.has_value());
    BOOST_TEST(stream.input_waiting() == 1u);
    device.hang_up();
    BOOST_TEST_REQUIRE(run_until_called(failure));
    BOOST_TEST((*failure.ec == condition::disconnected), *failure.ec);
}

BOOST_FIXTURE_TEST_CASE(closing_ends_what_is_pending_and_the_port_is_free_at_once, fixture)
{
    BOOST_TEST(!is_free(device));
    for (int i = 0; i != 1000; ++i)
    {
        outcome read, wait;
        stream.async_read_some(asio::buffer(buffer), read.recorder());
        stream.async_wait(serial_stream::wait_read, wait.recorder());
        stream.close();
        if (i % 50 == 0)
            BOOST_TEST_REQUIRE(is_free(device), "after " << i + 1 << " closes");
        stream.open(device.name(), serial_config{}, ec);
        BOOST_TEST_REQUIRE(!ec, ec);
        BOOST_TEST_REQUIRE(run_until_called(read));
        BOOST_TEST_REQUIRE(run_until_called(wait));
        BOOST_TEST_REQUIRE((*read.ec == condition::aborted), *read.ec);
        BOOST_TEST_REQUIRE((*wait.ec == condition::aborted), *wait.ec);
    }
    BOOST_TEST(run_out());
    stream.close();
    BOOST_TEST(is_free(device));
}

BOOST_FIXTURE_TEST_CASE(no_handle_is_left_behind, fixture)
{
    auto const use = [&]
    {
        serial_stream other(ctx);
        stream.close();
        other.open(device.name(), serial_config{});
        outcome wait;
        other.async_wait(serial_stream::wait_read, wait.recorder());
        other.drain_exact();
        other.close();
        BOOST_TEST(run_until_called(wait));
        sync::serial_port port(ctx, device.name(), serial_config{});
        port.read_some(asio::buffer(buffer), std::chrono::milliseconds(1), ec);
        port.close();

        other.open("COM78", serial_config{}, ec);
        BOOST_TEST((ec == condition::port_not_found), ec);
        serial_config refused; // after the handle was opened; a driver may take it, Wine does not
        refused.baud_rate = 12'345;
        other.open(device.name(), refused, ec);
        BOOST_TEST((ec == condition::unsupported_configuration || (!ec && !under_wine())), ec);
        BOOST_TEST(other.is_open() == !ec);
        if (!ec)
            other.close();

        list_ports(ec);
        BOOST_TEST(!ec, ec);
        std::optional<error_code> told, seen;
        {
            port_monitor monitor(ctx);
            monitor.async_wait([&](error_code e, port_event const&) { told = e; });
            other.open("COM5", serial_config{});
            other.async_wait_line_event(
                line_events::cts, [&](error_code e, line_event const&) { seen = e; });
            ctx.restart();
            ctx.poll();
        }
        bool const lines = other.capabilities()[feature::modem_lines] == support::supported;
        other.close();
        BOOST_TEST_REQUIRE(run_until([&] { return told.has_value() && seen.has_value(); }));
        BOOST_TEST((*told == condition::aborted), *told);
        // Where there are none it may have been told so before.
        BOOST_TEST(
            (*seen == condition::aborted || (!lines && *seen == condition::unsupported_feature)),
            *seen);
        stream.open(device.name(), serial_config{});
    };
    use(); // what is made once
    run_out();
    DWORD const before = handles();
    BOOST_TEST(before != 0u); // else nothing is counted
    for (int i = 0; i != 20; ++i)
        use();
    run_out();
    DWORD const after = handles();
    BOOST_TEST(after <= before + 2, after << " after " << before); // the pool's threads
    stream.close();
    BOOST_TEST(is_free(device));
}

BOOST_AUTO_TEST_CASE(a_context_may_go_before_what_is_pending_has_ended)
{
    pty_pair device;
    std::array<char, 8> buffer{};
    auto ctx = std::make_unique<asio::io_context>();
    auto const stream = std::make_shared<serial_stream>(*ctx, device.name(), serial_config{});
    stream->async_read_some(asio::buffer(buffer), [stream](error_code, std::size_t) {});
    stream->async_wait(serial_stream::wait_read, [stream](error_code) {});
    std::weak_ptr<serial_stream> const left = stream;
    const_cast<std::shared_ptr<serial_stream>&>(stream).reset(); // the handlers own it now
    ctx.reset();
    BOOST_TEST(left.expired());
    BOOST_TEST(is_free(device));
    asio::io_context other;
    serial_stream again(other);
    error_code ec;
    again.open(device.name(), serial_config{}, ec);
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(a_drain_asks_the_driver_and_estimates_what_the_device_has, fixture)
{
    asio::write(stream, asio::buffer("twelve bytes", 12));
    std::optional<std::pair<error_code, drain_result>> drained;
    stream.async_drain_exact([&](error_code e, drain_result r) { drained.emplace(e, r); });
    BOOST_TEST_REQUIRE(run_until([&] { return drained.has_value(); }));
    BOOST_TEST(drained->first == error_code());
    BOOST_TEST((drained->second == drain_result::estimated));
    BOOST_TEST(device.read_exact(12) == "twelve bytes");
}

BOOST_FIXTURE_TEST_CASE(a_handle_that_was_released_is_open_and_can_be_adopted, fixture)
{
    void* const handle = stream.release();
    BOOST_TEST(!stream.is_open());
    DWORD errors = 0;
    COMSTAT status{};
    BOOST_TEST(::ClearCommError(handle, &errors, &status) != 0);
    stream.assign(handle, ec);
    if (ec && under_wine())
    {
        std::puts(
            "==> skipped: a_handle_that_was_released_is_open_and_can_be_adopted: Wine unbinds no"
            " handle from a completion port");
        ::CloseHandle(handle);
        return;
    }
    BOOST_TEST(!ec, ec);
    device.write("x");
    BOOST_TEST(stream.read_some(asio::buffer(buffer)) == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_handle_of_another_program_part_is_adopted, fixture)
{
    pty_pair other;
    std::wstring const name = L"\\\\.\\" + std::wstring(other.name().begin(), other.name().end());
    HANDLE const handle = ::CreateFileW(name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr,
        OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr);
    BOOST_TEST_REQUIRE(handle != INVALID_HANDLE_VALUE);
    serial_stream adopted(ctx);
    adopted.assign(handle, ec);
    BOOST_TEST_REQUIRE(!ec, ec);
    BOOST_TEST(adopted.native_handle() == handle);
    adopted.configure(serial_config{}, ec);
    BOOST_TEST(!ec, ec);
    other.write("abc");
    std::string bytes(3, '?');
    asio::read(adopted, asio::buffer(bytes), ec);
    BOOST_TEST(!ec, ec);
    BOOST_TEST(bytes == "abc");
}

BOOST_AUTO_TEST_CASE(sixty_four_ports_at_once)
{
    struct port
    {
        pty_pair device;
        serial_stream stream;
        std::string sent, received;
        outcome write, read, wait;
        unsigned calls = 0;

        port(asio::io_context& ctx, int number)
            : stream(ctx, device.name(), serial_config{})
            , sent("this is port " + std::to_string(number))
            , received(sent.size(), '?')
        {
        }

        // Tells what has ended, and how often something has.
        auto recorder(outcome& out)
        {
            out = {};
            return [this, record = out.recorder()](error_code ec, std::size_t n = 0)
            {
                record(ec, n);
                ++calls;
            };
        }
        void begin_wait() { stream.async_wait(serial_stream::wait_read, recorder(wait)); }
        void begin_read() { asio::async_read(stream, asio::buffer(received), recorder(read)); }
    };
    asio::io_context ctx;
    std::deque<port> ports;
    for (int i = 0; i != 64; ++i)
        ports.emplace_back(ctx, i);
    auto const run_until_each_has = [&](unsigned calls)
    {
        auto const end = std::chrono::steady_clock::now() + patience;
        auto const has = [&](port const& p) { return p.calls >= calls; };
        ctx.restart();
        while (!std::all_of(ports.begin(), ports.end(), has) && ctx.run_one_until(end) != 0)
        {
        }
    };

    for (port& p : ports)
    {
        p.begin_wait();
        asio::async_write(p.stream, asio::buffer(p.sent), p.recorder(p.write));
    }
    ctx.poll();
    for (port& p : ports)
        BOOST_TEST(!p.wait.ec.has_value());
    for (port& p : ports)
        p.device.write(p.sent);
    run_until_each_has(2);
    for (port& p : ports)
    {
        BOOST_TEST((p.write.ec == error_code()));
        BOOST_TEST((p.wait.ec == error_code()));
        BOOST_TEST(p.stream.input_waiting() != 0u);
        p.begin_read();
    }
    run_until_each_has(3);
    for (port& p : ports)
    {
        BOOST_TEST((p.read.ec == error_code()));
        BOOST_TEST(p.received == p.sent);
        BOOST_TEST(p.device.read_exact(p.sent.size()) == p.sent);
        p.begin_read(); // pending before the bytes are sent, as the waits were
        p.device.write(p.sent);
    }
    run_until_each_has(4);

    for (port& p : ports)
    {
        BOOST_TEST((p.read.ec == error_code()));
        p.begin_read();
        p.begin_wait();
    }
    ctx.restart();
    ctx.poll();
    for (port& p : ports)
        BOOST_TEST((!p.read.ec && !p.wait.ec));
    for (port& p : ports)
        p.stream.close();
    ctx.restart();
    ctx.run_for(patience);
    BOOST_TEST(ctx.stopped());
    for (port& p : ports)
    {
        BOOST_TEST_REQUIRE(p.calls == 6u);
        BOOST_TEST((*p.read.ec == condition::aborted), *p.read.ec);
        BOOST_TEST((*p.wait.ec == condition::aborted), *p.wait.ec);
        BOOST_TEST(p.read.bytes == 0u);
        BOOST_TEST(is_free(p.device));
    }
}

BOOST_FIXTURE_TEST_CASE(a_thread_that_is_blocked_is_woken_by_bytes_a_limit_and_a_close, fixture)
{
    stream.close();
    sync::serial_port port(ctx, device.name(), serial_config{});
    BOOST_TEST(port.read_some(asio::buffer(buffer), std::chrono::milliseconds(20), ec) == 0u);
    BOOST_TEST((ec == condition::timed_out), ec);
    device.write("abc");
    BOOST_TEST(port.read_some(asio::buffer(buffer), patience, ec) == 3u);
    BOOST_TEST(!ec, ec);
    std::size_t n = 1;
    error_code closed;
    std::thread reader([&] { n = port.read_some(asio::buffer(buffer), closed); });
    std::thread closer([&] { port.close(); });
    closer.join();
    reader.join();
    BOOST_TEST(n == 0u);
    BOOST_TEST((closed == condition::aborted || closed == condition::closed), closed);
    BOOST_TEST(is_free(device));
}

// Its services are made by the stream alone, and each is shut down before the older ones.
BOOST_AUTO_TEST_CASE(a_thread_pool_can_be_destroyed_while_a_read_is_in_progress)
{
    pty_pair device;
    char byte = 0;
    unsigned calls = 0;
    {
        asio::thread_pool pool(1);
        auto const stream
            = std::make_shared<serial_stream>(pool.get_executor(), device.name(), serial_config{});
        stream->async_read_some(
            asio::buffer(&byte, 1), [stream, &calls](error_code, std::size_t) { ++calls; });
        pool.stop();
    }
    BOOST_TEST(calls == 0u);
    BOOST_TEST(is_free(device));
    error_code ec;
    asio::io_context other;
    serial_stream again(other);
    again.open(device.name(), {}, ec);
    BOOST_TEST(!ec, ec);
}

BOOST_AUTO_TEST_SUITE_END()
