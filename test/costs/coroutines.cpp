// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Round trips and drains of coroutines: of the library, and of Asio's own serial port.

#include "costs/driver.hpp"
#include "costs/transfers.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace costs {

#if defined(BOOST_ASIO_HAS_CO_AWAIT)

namespace {

template<class Stream, class Adapt>
asio::awaitable<void, typename Stream::executor_type> round_trips(
    Stream& stream, line& far, long count)
{
    using token = asio::use_awaitable_t<typename Stream::executor_type>;
    char byte = 'x';
    for (; count > 0; --count)
    {
        std::size_t const sent = co_await stream.async_write_some(asio::buffer(&byte, 1), token());
        must(sent == 1, "async_write_some: nothing");

        // As `co_await stream.async_read_some(…)`, but that the device answers once it has begun.
        token t;
        std::size_t const received
            = co_await asio::async_initiate<token, void(error_code, std::size_t)>(
                [&](auto handler)
                {
                    stream.async_read_some(asio::buffer(&byte, 1), Adapt()(std::move(handler)));
                    far.echo();
                },
                t);
        must(received == 1, "async_read_some: nothing");
    }
}

// Output that is queued, and gone at the next look.
template<class Stream, class Adapt>
asio::awaitable<void, typename Stream::executor_type> drains(Stream& stream, line&, long count)
{
    using token = asio::use_awaitable_t<typename Stream::executor_type>;
    for (; count > 0; --count)
    {
        uart.queued = 1;
        co_await stream.async_drain(Adapt()(token()));
        must(uart.queued == 0, "async_drain did not ask");
    }
}

template<class Stream>
void run(long count,
    asio::awaitable<void, typename Stream::executor_type> (*body)(Stream&, line&, long),
    bool on_uart)
{
    asio::io_context context{1};
    line far;
    uart.opening = on_uart;
    Stream stream = open_stream<Stream>(context, far.name());
    uart.opening = false;
    if (on_uart)
        uart.handle = stream.native_handle();
    bool done = false;
    inside(
        [&]
        {
            asio::co_spawn(typename Stream::executor_type(context.get_executor()),
                body(stream, far, count),
                [&](std::exception_ptr e)
                {
                    done = true;
                    if (e)
                        std::rethrow_exception(e);
                });
            context.run();
        });
    uart.handle = -1;
    must(done, "the coroutine did not end");
}

template<class Stream, class Adapt>
void run(long count)
{
    run<Stream>(count, round_trips<Stream, Adapt>, false);
}

template<class Stream, class Adapt>
void run_drains(long count)
{
    run<Stream>(count, drains<Stream, Adapt>, true);
}

using stream = boost_serial_ext::basic_serial_stream<typed_executor>;
using any_stream = boost_serial_ext::basic_serial_stream<asio::any_io_executor>;
using asio_port = asio::basic_serial_port<typed_executor>;
using any_asio_port = asio::basic_serial_port<asio::any_io_executor>;

} // namespace

std::vector<operation> coroutine_operations()
{
    return {
        {"round_trip.coroutine", run<stream, without_limit>},
        {"round_trip.any.coroutine", run<any_stream, without_limit>},
        {"round_trip.coroutine.chained", run<chained_stream<typed_executor>, without_limit>},
        {"round_trip.any.coroutine.chained",
            run<chained_stream<asio::any_io_executor>, without_limit>},
        {"round_trip.coroutine.timeout", run<stream, within_an_hour>},
        {"round_trip.any.coroutine.timeout", run<any_stream, within_an_hour>},
        {"drain_waits.coroutine", run_drains<stream, without_limit>},
        {"drain_waits.any.coroutine.timeout", run_drains<any_stream, within_an_hour>},
        {"asio.round_trip.coroutine", run<asio_port, without_limit>},
        {"asio.round_trip.any.coroutine", run<any_asio_port, without_limit>},
    };
}

#else

std::vector<operation> coroutine_operations()
{
    return {};
}

#endif

} // namespace costs
