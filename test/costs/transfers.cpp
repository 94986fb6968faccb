// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Reads, writes and round trips with callbacks: of the library, and of Asio's own serial port.

#include "costs/transfers.hpp"

#include <boost/asio/steady_timer.hpp>

#include <string>

namespace costs {
namespace {

template<class Stream, class Adapt>
struct read_ready : stream_loop<Stream>
{
    using stream_loop<Stream>::stream_loop;

    void next()
    {
        if (!this->more())
            return;
        this->far.deliver(this->stream.native_handle());
        this->stream.async_read_some(asio::buffer(&this->byte, 1),
            Adapt()(
                [this](error_code ec, std::size_t n)
                {
                    must_succeed(ec, "async_read_some");
                    must(n == 1, "async_read_some: nothing");
                    next();
                }));
    }
};

template<class Stream, class Adapt>
struct read_waits : stream_loop<Stream>
{
    using stream_loop<Stream>::stream_loop;

    void next()
    {
        if (!this->more())
            return;
        this->stream.async_read_some(asio::buffer(&this->byte, 1),
            Adapt()(
                [this](error_code ec, std::size_t n)
                {
                    must_succeed(ec, "async_read_some");
                    must(n == 1, "async_read_some: nothing");
                    next();
                }));
        this->far.send();
    }
};

// What a program does that has no with_timeout: a timer beside each read.
template<class Stream>
struct read_beside_timer : stream_loop<Stream>
{
    using stream_loop<Stream>::stream_loop;

    void next()
    {
        if (!this->more())
            return;
        timer.expires_after(std::chrono::hours(1));
        timer.async_wait(
            [](error_code ec) { must(ec == asio::error::operation_aborted, "the hour is over"); });
        this->stream.async_read_some(asio::buffer(&this->byte, 1),
            [this](error_code ec, std::size_t n)
            {
                timer.cancel();
                must_succeed(ec, "async_read_some");
                must(n == 1, "async_read_some: nothing");
                next();
            });
        this->far.send();
    }

    asio::basic_waitable_timer<std::chrono::steady_clock,
        asio::wait_traits<std::chrono::steady_clock>, typename Stream::executor_type>
        timer{this->context};
};

template<class Stream>
struct write_some : stream_loop<Stream>
{
    using stream_loop<Stream>::stream_loop;

    void next()
    {
        if (!this->more())
            return;
        this->stream.async_write_some(asio::buffer(&this->byte, 1),
            [this](error_code ec, std::size_t n)
            {
                must_succeed(ec, "async_write_some");
                must(n == 1, "async_write_some: nothing");
                this->far.receive();
                next();
            });
    }
};

// The device answers when the read has begun: otherwise it would be chance whether that waits.
template<class Stream, class Adapt>
struct round_trip : stream_loop<Stream>
{
    using stream_loop<Stream>::stream_loop;

    void next()
    {
        if (!this->more())
            return;
        this->stream.async_write_some(asio::buffer(&this->byte, 1),
            [this](error_code ec, std::size_t n)
            {
                must_succeed(ec, "async_write_some");
                must(n == 1, "async_write_some: nothing");
                receive();
            });
    }

    void receive()
    {
        this->stream.async_read_some(asio::buffer(&this->byte, 1),
            Adapt()(
                [this](error_code ec, std::size_t n)
                {
                    must_succeed(ec, "async_read_some");
                    must(n == 1, "async_read_some: nothing");
                    next();
                }));
        this->far.echo();
    }
};

template<class Loop>
void run(long count)
{
    Loop::template run<Loop>(count);
}

template<class Executor>
using stream = boost_serial_ext::basic_serial_stream<Executor>;
template<class Executor>
using asio_port = asio::basic_serial_port<Executor>;

using typed = typed_executor;
using any = asio::any_io_executor;

} // namespace

std::vector<operation> transfer_operations()
{
    return {
        {"read_ready", run<read_ready<stream<typed>, without_limit>>},
        {"read_ready.any", run<read_ready<stream<any>, without_limit>>},
        {"read_ready.timeout", run<read_ready<stream<typed>, within_an_hour>>},
        {"read_waits", run<read_waits<stream<typed>, without_limit>>},
        {"read_waits.any", run<read_waits<stream<any>, without_limit>>},
        {"read_waits.timeout", run<read_waits<stream<typed>, within_an_hour>>},
        {"write", run<write_some<stream<typed>>>},
        {"write.any", run<write_some<stream<any>>>},
        {"round_trip", run<round_trip<stream<typed>, without_limit>>},
        {"round_trip.any", run<round_trip<stream<any>, without_limit>>},
        {"round_trip.chained", run<round_trip<chained_stream<typed>, without_limit>>},
        {"round_trip.any.chained", run<round_trip<chained_stream<any>, without_limit>>},
        {"round_trip.timeout", run<round_trip<stream<typed>, within_an_hour>>},
        {"round_trip.any.timeout", run<round_trip<stream<any>, within_an_hour>>},
        {"asio.read_ready", run<read_ready<asio_port<typed>, without_limit>>},
        {"asio.read_ready.any", run<read_ready<asio_port<any>, without_limit>>},
        {"asio.read_waits", run<read_waits<asio_port<typed>, without_limit>>},
        {"asio.read_waits.any", run<read_waits<asio_port<any>, without_limit>>},
        {"asio.read_waits.timer", run<read_beside_timer<asio_port<typed>>>},
        {"asio.write", run<write_some<asio_port<typed>>>},
        {"asio.write.any", run<write_some<asio_port<any>>>},
        {"asio.round_trip", run<round_trip<asio_port<typed>, without_limit>>},
        {"asio.round_trip.any", run<round_trip<asio_port<any>, without_limit>>},
    };
}

} // namespace costs
