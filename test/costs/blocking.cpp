// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Blocking reads and writes: of sync::serial_port, and by plain system calls.

#include <boost_serial_ext/sync/serial_port.hpp>

#include "costs/line.hpp"
#include "costs/measure.hpp"

#include <boost/asio/buffer.hpp>

#include <chrono>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace costs {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using boost_serial_ext::error_code;
using boost_serial_ext::sync::serial_port;

struct blocking_port
{
    line far;
    serial_port port{far.name(), {}};
    char byte = 'x';
};

struct raw_port
{
    raw_port() { must(handle >= 0, "the pty cannot be opened"); }
    raw_port(raw_port const&) = delete;
    raw_port& operator=(raw_port const&) = delete;
    ~raw_port() { ::close(handle); }

    line far;
    int const handle = ::open(far.name().c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    char byte = 'x';
};

template<class Step>
void repeat(long count, Step step)
{
    inside(
        [&]
        {
            for (; count > 0; --count)
                step();
        });
}

template<bool Limited>
void read_ready(long count)
{
    blocking_port b;
    repeat(count,
        [&]
        {
            b.far.deliver(b.port.native_handle());
            error_code ec;
            std::size_t const n = Limited ? b.port.read_some(asio::buffer(&b.byte, 1), 1h, ec)
                                          : b.port.read_some(asio::buffer(&b.byte, 1), ec);
            must_succeed(ec, "read_some");
            must(n == 1, "read_some: nothing");
        });
}

template<bool Limited>
void write_some(long count)
{
    blocking_port b;
    repeat(count,
        [&]
        {
            error_code ec;
            std::size_t const n = Limited ? b.port.write_some(asio::buffer(&b.byte, 1), 1h, ec)
                                          : b.port.write_some(asio::buffer(&b.byte, 1), ec);
            must_succeed(ec, "write_some");
            must(n == 1, "write_some: nothing");
            b.far.receive();
        });
}

// What the limit costs when it is over at once: nothing is there, and nothing is waited for.
void read_nothing(long count)
{
    blocking_port b;
    repeat(count,
        [&]
        {
            error_code ec;
            b.port.read_some(asio::buffer(&b.byte, 1), 0ns, ec);
            must(ec == boost_serial_ext::condition::timed_out, "read_some: there was something");
        });
}

void raw_read_ready(long count)
{
    raw_port r;
    repeat(count,
        [&]
        {
            r.far.deliver(r.handle);
            pollfd p{r.handle, POLLIN, 0};
            must(::poll(&p, 1, 1000) == 1, "poll");
            must(::read(r.handle, &r.byte, 1) == 1, "read");
        });
}

void raw_write(long count)
{
    raw_port r;
    repeat(count,
        [&]
        {
            must(::write(r.handle, &r.byte, 1) == 1, "write");
            r.far.receive();
        });
}

} // namespace

std::vector<operation> blocking_operations()
{
    return {
        {"sync.read_ready", read_ready<false>},
        {"sync.read_ready.limit", read_ready<true>},
        {"sync.read_nothing.limit", read_nothing},
        {"sync.write", write_some<false>},
        {"sync.write.limit", write_some<true>},
        {"raw.read_ready", raw_read_ready},
        {"raw.write", raw_write},
    };
}

} // namespace costs
