// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What goes wrong only when two things meet: handlers that run on another thread than the stream's
// user, operations that end while another one begins, starts that fail.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <future>
#include <new>
#include <string>
#include <thread>

namespace asio = boost::asio;
using namespace boost_serial_ext;
using namespace std::chrono_literals;

namespace {

// A context that another thread runs, as blocking code with futures has it.
struct running_context
{
    asio::io_context context;
    asio::executor_work_guard<asio::io_context::executor_type> work
        = asio::make_work_guard(context);
    std::thread thread{[this] { context.run(); }};

    ~running_context()
    {
        work.reset();
        thread.join();
    }
};

constexpr int rounds = 50;

// Success, or one of the ways in which a close or a lost device ends an operation.
template<class Future>
void check_ended(Future& future)
{
    BOOST_TEST_REQUIRE((future.wait_for(10s) == std::future_status::ready));
    try
    {
        future.get();
    }
    catch (boost::system::system_error const& e)
    {
        bool const expected = e.code() == condition::aborted || e.code() == condition::disconnected
            || e.code() == condition::closed;
        BOOST_TEST(expected, e.code().message());
    }
}

// An allocator whose memory is at an end.
template<class T>
struct exhausted_allocator
{
    using value_type = T;
    exhausted_allocator() = default;
    template<class U>
    exhausted_allocator(exhausted_allocator<U> const&)
    {
    }
    T* allocate(std::size_t) { throw std::bad_alloc(); }
    void deallocate(T*, std::size_t) {}
    template<class U>
    bool operator==(exhausted_allocator<U> const&) const
    {
        return true;
    }
    template<class U>
    bool operator!=(exhausted_allocator<U> const&) const
    {
        return false;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(async_other_threads)

BOOST_AUTO_TEST_CASE(a_wait_in_a_future_can_be_closed_under_way)
{
    running_context other;
    for (int i = 0; i < rounds; ++i)
    {
        test::pty_pair far;
        serial_stream port(other.context, far.name(), serial_config{});
        auto future = port.async_wait(serial_stream::wait_read, asio::use_future);
        far.write("x");
        port.close();
        check_ended(future);
    }
}

BOOST_AUTO_TEST_CASE(a_read_in_a_future_can_be_closed_while_the_device_is_lost)
{
    running_context other;
    for (int i = 0; i < rounds; ++i)
    {
        test::pty_pair far;
        serial_stream port(other.context, far.name(), serial_config{});
        char byte = 0;
        auto future = port.async_read_some(asio::buffer(&byte, 1), asio::use_future);
        far.hang_up();
        port.close();
        check_ended(future);
    }
}

BOOST_AUTO_TEST_CASE(a_read_of_all_that_is_there_in_a_future_can_be_closed_under_way)
{
    running_context other;
    for (int i = 0; i < rounds; ++i)
    {
        test::pty_pair far;
        serial_stream port(other.context, far.name(), serial_config{});
        std::string text;
        auto future = port.async_read_available(asio::dynamic_buffer(text), asio::use_future);
        far.write("x");
        port.close();
        check_ended(future);
    }
}

BOOST_AUTO_TEST_CASE(an_open_in_a_future_can_be_closed_at_any_moment)
{
    running_context other;
    for (int i = 0; i < rounds; ++i)
    {
        test::pty_pair far;
        serial_stream port(other.context);
        auto future = port.async_open(far.name(), serial_config{}, asio::use_future);
        for (int pause = 0; pause < i * 20; ++pause)
            std::this_thread::yield();
        port.close();
        check_ended(future);
        BOOST_TEST(!port.is_open());
    }
}

BOOST_AUTO_TEST_CASE(a_drain_in_a_future_can_be_closed_at_any_moment)
{
    running_context other;
    for (int i = 0; i < rounds; ++i)
    {
        test::pty_pair far;
        serial_stream port(other.context, far.name(), serial_config{});
        port.write_some(asio::buffer("hello", 5));
        auto future = port.async_drain(asio::use_future);
        port.close();
        check_ended(future);
    }
}

BOOST_AUTO_TEST_CASE(a_drain_may_begin_as_soon_as_the_one_before_is_cancelled)
{
    asio::io_context context;
    test::pty_pair far;
    serial_stream port(context, far.name(), serial_config{});
    std::array<error_code, 2> results;
    port.async_drain([&](error_code ec) { results[0] = ec; });
    port.cancel();
    port.async_drain([&](error_code ec) { results[1] = ec; });
    context.run_for(10s);
    BOOST_TEST(!results[1].failed());
}

BOOST_AUTO_TEST_CASE(a_start_that_fails_leaves_the_stream_as_it_was)
{
    asio::io_context context;
    test::pty_pair far;
    basic_serial_stream<asio::io_context::executor_type> port(context);
    auto const token
        = [] { return asio::bind_allocator(exhausted_allocator<void>(), [](error_code) {}); };
    BOOST_CHECK_THROW(port.async_open(far.name(), serial_config{}, token()), std::bad_alloc);
    error_code opened = asio::error::fault;
    port.async_open(far.name(), serial_config{}, [&](error_code ec) { opened = ec; });
    context.restart(); // the failed start took the last work away
    context.run_for(10s);
    BOOST_TEST(!opened.failed(), opened.message());

    BOOST_CHECK_THROW(port.async_drain(token()), std::bad_alloc);
    error_code drained = asio::error::fault;
    port.async_drain([&](error_code ec) { drained = ec; });
    context.restart();
    context.run_for(10s);
    BOOST_TEST(!drained.failed(), drained.message());
}

BOOST_AUTO_TEST_CASE(time_limits_longer_than_the_clock_are_none)
{
    asio::io_context context;
    test::pty_pair far;
    serial_stream port(context, far.name(), serial_config{});
    error_code result = asio::error::fault;
    port.async_wait(serial_stream::wait_read,
        with_timeout((std::chrono::hours::max)(), [&](error_code ec) { result = ec; }));
    asio::post(context, [&] { far.write("x"); });
    context.run_for(10s);
    BOOST_TEST(!result.failed());
}

BOOST_AUTO_TEST_CASE(who_cancels_an_operation_is_not_told_that_its_time_ran_out)
{
    asio::io_context context;
    test::pty_pair far;
    serial_stream port(context, far.name(), serial_config{});
    asio::cancellation_signal signal;
    error_code result;
    port.async_wait(serial_stream::wait_read,
        with_timeout(
            0ms, asio::bind_cancellation_slot(signal.slot(), [&](error_code ec) { result = ec; })));
    signal.emit(asio::cancellation_type::total);
    context.run_for(10s);
    BOOST_TEST((result == condition::aborted));
}

BOOST_AUTO_TEST_SUITE_END()
