// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Reads and writes on a pty by handlers and by coroutines, of the library and of Asio's serial port.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include "far_end.hpp"
#include "support.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_serial_port.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/serial_port.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

namespace asio = boost::asio;
using boost_serial_ext::error_code;
using micro::far_end, micro::require, micro::require_success;
using executor = asio::io_context::executor_type;
using stream = boost_serial_ext::basic_serial_stream<executor>;
using any_stream = boost_serial_ext::serial_stream;
using asio_port = asio::basic_serial_port<executor>;

template<class Stream>
Stream open(asio::io_context& context, std::string const& device)
{
    if constexpr (std::is_constructible_v<Stream, asio::io_context&, std::string,
                      boost_serial_ext::serial_config>)
        return Stream(context, device, boost_serial_ext::serial_config());
    else
        return Stream(context, device); // raw: the pty is
}

template<class Stream>
struct on_a_pty
{
    explicit on_a_pty(benchmark::State& s)
        : state(s), size(static_cast<std::size_t>(s.range(0))), bytes(size, 'x'), buffer(size)
    {
    }
    on_a_pty(on_a_pty const&) = delete;
    on_a_pty& operator=(on_a_pty const&) = delete;
    ~on_a_pty() { state.SetBytesProcessed(state.iterations() * state.range(0)); }

    benchmark::State& state;
    std::size_t const size;
    std::string const bytes;
    std::vector<char> buffer;
    far_end far;
    asio::io_context context{1};
    Stream port = open<Stream>(context, far.name());
    std::size_t done = 0;
};

struct no_limit
{
    template<class Handler>
    Handler operator()(Handler handler) const
    {
        return handler;
    }
};

struct within_an_hour
{
    template<class Handler>
    auto operator()(Handler handler) const
    {
        return boost_serial_ext::with_timeout(std::chrono::hours(1), std::move(handler));
    }
};

// Handlers that each start the next one, in one run of the context.
template<class Stream, class Limit>
struct reads : on_a_pty<Stream>
{
    using on_a_pty<Stream>::on_a_pty;

    void next()
    {
        if (!this->state.KeepRunning())
            return;
        this->done = 0;
        this->far.send(this->bytes);
        read();
    }

    void read()
    {
        this->port.async_read_some(asio::buffer(this->buffer),
            Limit()(
                [this](error_code ec, std::size_t n)
                {
                    require_success(ec, "async_read_some");
                    this->done += n;
                    this->done < this->size ? read() : next();
                }));
    }
};

template<class Stream, class Limit>
struct writes : on_a_pty<Stream>
{
    using on_a_pty<Stream>::on_a_pty;

    void next()
    {
        if (!this->state.KeepRunning())
            return;
        this->done = 0;
        write();
    }

    void write()
    {
        this->port.async_write_some(asio::buffer(this->bytes) + this->done,
            Limit()(
                [this](error_code ec, std::size_t n)
                {
                    require_success(ec, "async_write_some");
                    this->done += n;
                    if (this->done < this->size)
                        return write();
                    this->far.receive(this->size);
                    next();
                }));
    }
};

template<class Loop>
void by_handlers(benchmark::State& state)
{
    micro::guarded(state,
        [&]
        {
            Loop loop(state);
            loop.next();
            loop.context.run();
        });
}

#if defined(BOOST_ASIO_HAS_CO_AWAIT)

template<class Stream>
asio::awaitable<void> read_all(on_a_pty<Stream>& on)
{
    while (on.state.KeepRunning())
    {
        on.far.send(on.bytes);
        for (on.done = 0; on.done < on.size;)
            on.done
                += co_await on.port.async_read_some(asio::buffer(on.buffer), asio::use_awaitable);
    }
}

template<class Stream>
asio::awaitable<void> write_all(on_a_pty<Stream>& on)
{
    while (on.state.KeepRunning())
    {
        for (on.done = 0; on.done < on.size;)
            on.done += co_await on.port.async_write_some(
                asio::buffer(on.bytes) + on.done, asio::use_awaitable);
        on.far.receive(on.size);
    }
}

template<class Stream, asio::awaitable<void> (*Loop)(on_a_pty<Stream>&)>
void by_coroutines(benchmark::State& state)
{
    micro::guarded(state,
        [&]
        {
            on_a_pty<Stream> on(state);
            asio::co_spawn(on.context, Loop(on),
                [](std::exception_ptr e)
                {
                    if (e)
                        std::rethrow_exception(e);
                });
            on.context.run();
        });
}

#endif

void sizes(benchmark::internal::Benchmark* b)
{
    b->Arg(1)->Arg(64)->Arg(4096)->UseRealTime();
}

int registered()
{
    auto const add = [](char const* name, void (*f)(benchmark::State&))
    { benchmark::RegisterBenchmark(name, f)->Apply(sizes); };
    add("read/handler", by_handlers<reads<stream, no_limit>>);
    add("read/handler/any_io_executor", by_handlers<reads<any_stream, no_limit>>);
    add("read/handler/with_timeout", by_handlers<reads<stream, within_an_hour>>);
    add("read/handler/asio", by_handlers<reads<asio_port, no_limit>>);
    add("write/handler", by_handlers<writes<stream, no_limit>>);
    add("write/handler/any_io_executor", by_handlers<writes<any_stream, no_limit>>);
    add("write/handler/with_timeout", by_handlers<writes<stream, within_an_hour>>);
    add("write/handler/asio", by_handlers<writes<asio_port, no_limit>>);
#if defined(BOOST_ASIO_HAS_CO_AWAIT)
    using any_asio_port = asio::serial_port;
    add("read/use_awaitable", by_coroutines<any_stream, read_all<any_stream>>);
    add("read/use_awaitable/asio", by_coroutines<any_asio_port, read_all<any_asio_port>>);
    add("write/use_awaitable", by_coroutines<any_stream, write_all<any_stream>>);
    add("write/use_awaitable/asio", by_coroutines<any_asio_port, write_all<any_asio_port>>);
#endif
    return 0;
}

int const at_start = registered();

} // namespace
