// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Blocking reads and writes on a pty, of sync::serial_port and by plain system calls.

#include <boost_serial_ext/sync/serial_port.hpp>

#include "far_end.hpp"
#include "support.hpp"

#include <boost/asio/buffer.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace {

namespace asio = boost::asio;
using boost_serial_ext::error_code;
using micro::far_end, micro::require, micro::require_success;
using namespace std::chrono_literals;

// Ports that read into and write from a buffer: `read` and `write` return how many bytes.
template<bool Limited>
struct library_port
{
    explicit library_port(std::string const& device) : port(device, {}) {}

    std::size_t read(char* to, std::size_t size)
    {
        error_code ec;
        std::size_t const n = Limited ? port.read_some(asio::buffer(to, size), 1h, ec)
                                      : port.read_some(asio::buffer(to, size), ec);
        require_success(ec, "read_some");
        return n;
    }

    std::size_t write(char const* from, std::size_t size)
    {
        error_code ec;
        std::size_t const n = Limited ? port.write_some(asio::buffer(from, size), 1h, ec)
                                      : port.write_some(asio::buffer(from, size), ec);
        require_success(ec, "write_some");
        return n;
    }

    boost_serial_ext::sync::serial_port port;
};

// Waits, and reads: what a program has to do that does not want to be held up.
struct raw_port
{
    explicit raw_port(std::string const& device)
        : handle(::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC))
    {
        require(handle >= 0, "the pty cannot be opened");
    }
    raw_port(raw_port const&) = delete;
    raw_port& operator=(raw_port const&) = delete;
    ~raw_port() { ::close(handle); }

    std::size_t read(char* to, std::size_t size) const
    {
        pollfd p{handle, POLLIN, 0};
        require(::poll(&p, 1, 10'000) == 1, "poll");
        auto const n = ::read(handle, to, size);
        require(n > 0, "read");
        return static_cast<std::size_t>(n);
    }

    std::size_t write(char const* from, std::size_t size) const
    {
        auto const n = ::write(handle, from, size);
        require(n > 0, "write");
        return static_cast<std::size_t>(n);
    }

    int const handle;
};

template<class Port>
void read(benchmark::State& state)
{
    micro::guarded(state,
        [&]
        {
            std::string const bytes(static_cast<std::size_t>(state.range(0)), 'x');
            std::vector<char> buffer(bytes.size());
            far_end far;
            Port port(far.name());
            while (state.KeepRunning())
            {
                far.send(bytes);
                for (std::size_t done = 0; done < bytes.size();)
                    done += port.read(buffer.data(), buffer.size());
            }
            state.SetBytesProcessed(state.iterations() * state.range(0));
        });
}

template<class Port>
void write(benchmark::State& state)
{
    micro::guarded(state,
        [&]
        {
            std::string const bytes(static_cast<std::size_t>(state.range(0)), 'x');
            far_end far;
            Port port(far.name());
            while (state.KeepRunning())
            {
                for (std::size_t done = 0; done < bytes.size();)
                    done += port.write(bytes.data() + done, bytes.size() - done);
                far.receive(bytes.size());
            }
            state.SetBytesProcessed(state.iterations() * state.range(0));
        });
}

int registered()
{
    auto const add = [](char const* name, void (*f)(benchmark::State&))
    { benchmark::RegisterBenchmark(name, f)->Arg(1)->Arg(64)->Arg(4096)->UseRealTime(); };
    add("sync/read", read<library_port<false>>);
    add("sync/read/limit", read<library_port<true>>);
    add("sync/read/raw", read<raw_port>);
    add("sync/write", write<library_port<false>>);
    add("sync/write/limit", write<library_port<true>>);
    add("sync/write/raw", write<raw_port>);
    return 0;
}

int const at_start = registered();

} // namespace
