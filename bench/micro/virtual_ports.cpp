// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What a virtual port costs: as fast as users' unit tests can be.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

namespace asio = boost::asio;
using boost_serial_ext::error_code;
using micro::require_success;

struct exchange
{
    explicit exchange(benchmark::State& s)
        : state(s), request(static_cast<std::size_t>(s.range(0)), 'x'), buffer(request.size())
    {
        stream.open("ttyV0", {});
    }

    void next()
    {
        if (!state.KeepRunning())
            return;
        done = 0;
        write();
    }

    void write()
    {
        stream.async_write_some(asio::buffer(request) + done,
            [this](error_code ec, std::size_t n)
            {
                require_success(ec, "async_write_some");
                done += n;
                if (done < request.size())
                    return write();
                done = 0;
                read();
            });
    }

    void read()
    {
        stream.async_read_some(asio::buffer(buffer),
            [this](error_code ec, std::size_t n)
            {
                require_success(ec, "async_read_some");
                done += n;
                if (done < request.size())
                    return read();
                device.take_captured(); // else it grows
                next();
            });
    }

    benchmark::State& state;
    std::string const request;
    std::vector<char> buffer;
    asio::io_context context{1};
    boost_serial_ext::test::virtual_port& device
        = boost_serial_ext::test::install(context).add("ttyV0");
    boost_serial_ext::serial_stream stream{context};
    std::size_t done = 0;
};

// The device answers as many bytes as it was sent.
void scripted_exchange(benchmark::State& state)
{
    micro::guarded(state,
        [&]
        {
            exchange loop(state);
            loop.device.when(loop.request).reply(loop.request);
            loop.next();
            loop.context.run();
            state.SetBytesProcessed(2 * state.iterations() * state.range(0));
        });
}
BENCHMARK(scripted_exchange)->Name("virtual/exchange")->Arg(1)->Arg(64)->Arg(2048)->UseRealTime();

void open_and_close(benchmark::State& state)
{
    micro::guarded(state,
        [&]
        {
            asio::io_context context{1};
            boost_serial_ext::test::install(context).add("ttyV0");
            boost_serial_ext::serial_stream stream(context);
            while (state.KeepRunning())
            {
                stream.open("ttyV0", {});
                stream.close();
            }
        });
}
BENCHMARK(open_and_close)->Name("virtual/open_close")->UseRealTime();

} // namespace
