// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_COROUTINE_CLIENT_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_COROUTINE_CLIENT_HPP

#include "client.hpp"
#include "pattern.hpp"
#include "stream_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <vector>

namespace peers {

namespace asio = boost::asio;

/// Reads that wait as long as they like.
template<class Stream>
struct unlimited_awaitable
{
    Stream& port;

    auto read_some(asio::mutable_buffer buffer)
    {
        return port.async_read_some(buffer, asio::use_awaitable);
    }
    static std::size_t bytes(std::size_t n) noexcept { return n; }
};

/** A client of coroutines: `use_awaitable`, one coroutine for each port and direction.

    @tparam Port The stream and how to open it: `asio_port` or `serial_port`.
    @tparam LimitedReads As `unlimited_awaitable`, but with ten seconds for each read.
*/
template<class Port, template<class> class LimitedReads>
class coroutine_client : public stream_client<Port, 1>
{
    using base = stream_client<Port, 1>;
    using stream = typename base::stream;

public:
    using base::base;

    static std::vector<measure<coroutine_client>> measures()
    {
        using self = coroutine_client;
        return {{"round_trip", &self::round_trip}, {"timeout", &self::timeout},
            {"receive", &self::receive}, {"send", &self::send}, {"duplex", &self::duplex},
            {"many", &self::many}, {"cancel", &self::cancel}, {"open", &self::open},
            {"idle", &self::idle}};
    }

private:
    template<template<class> class Reads>
    static asio::awaitable<void> trips(
        stream& port, std::size_t size, std::uint64_t& left, latencies* times)
    {
        Reads<stream> reads{port};
        messages message(size);
        while (left != 0)
        {
            --left;
            for (std::size_t n = 0; n < size;)
                n += co_await port.async_write_some(
                    asio::buffer(message.sent() + n, size - n), asio::use_awaitable);
            for (std::size_t n = 0; n < size;)
                n += reads.bytes(
                    co_await reads.read_some(asio::buffer(message.answer() + n, size - n)));
            message.next();
            if (times)
                times->lap();
        }
    }

    asio::awaitable<void> send_bytes(std::uint64_t count)
    {
        for (std::uint64_t sent = 0; sent < count;)
        {
            auto const most = (std::min<std::uint64_t>)(count - sent, this->size());
            sent += co_await this->port().async_write_some(
                asio::buffer(this->bytes().from(sent), static_cast<std::size_t>(most)),
                asio::use_awaitable);
        }
    }

    asio::awaitable<void> receive_bytes(std::uint64_t count)
    {
        auto& buffer = this->buffer();
        for (incoming in; in.taken() < count;)
        {
            auto const most = (std::min<std::uint64_t>)(count - in.taken(), buffer.size());
            in.take(buffer.data(),
                co_await this->port().async_read_some(
                    asio::buffer(buffer.data(), static_cast<std::size_t>(most)),
                    asio::use_awaitable));
        }
    }

    asio::awaitable<void> receive_answer()
    {
        char answer = 0;
        co_await this->port().async_read_some(asio::buffer(&answer, 1), asio::use_awaitable);
        check_taken(answer);
    }

    asio::awaitable<void> receive_all(std::uint64_t count)
    {
        co_await receive_bytes(count);
        co_await receive_answer();
    }

    asio::awaitable<void> send_all(std::uint64_t count)
    {
        co_await send_bytes(count);
        co_await receive_answer();
    }

    asio::awaitable<void> read_in_vain(std::uint64_t count, latencies& times)
    {
        for (; count != 0; --count)
        {
            auto const [ec, n] = co_await this->port().async_read_some(
                asio::buffer(this->buffer()), asio::as_tuple(asio::use_awaitable));
            if (ec != asio::error::operation_aborted)
                throw std::runtime_error("a cancelled read did not say so: " + ec.message());
            times.lap();
        }
    }

    void spawn(asio::awaitable<void> work)
    {
        asio::co_spawn(this->context(), std::move(work),
            [](std::exception_ptr failure)
            {
                if (failure)
                    std::rethrow_exception(failure); // out of the context's run()
            });
    }

    void round_trip(std::uint64_t count, latencies& times)
    {
        spawn(trips<unlimited_awaitable>(this->port(), this->size(), count, &times));
        this->run();
    }

    void timeout(std::uint64_t count, latencies& times)
    {
        spawn(trips<LimitedReads>(this->port(), this->size(), count, &times));
        this->run();
    }

    void receive(std::uint64_t count, latencies&)
    {
        this->start_device();
        spawn(receive_bytes(count));
        this->run();
    }

    void send(std::uint64_t count, latencies&)
    {
        spawn(send_all(count));
        this->run();
    }

    void duplex(std::uint64_t count, latencies&)
    {
        this->start_device();
        spawn(receive_all(count));
        spawn(send_bytes(count));
        this->run();
    }

    void many(std::uint64_t count, latencies&)
    {
        for (auto& port : this->ports())
            spawn(trips<unlimited_awaitable>(port, this->size(), count, nullptr));
        this->run();
    }

    void cancel(std::uint64_t count, latencies& times)
    {
        spawn(read_in_vain(count, times));
        this->poll(); // as far as the first read
        for (std::uint64_t ended = 0; ended < count; ++ended)
        {
            this->port().cancel();
            this->context().run_one(); // as far as the next one
        }
    }

    void open(std::uint64_t count, latencies& times) { this->open_and_close(count, times); }

    asio::awaitable<void> read_silence(stream& port)
    {
        co_await port.async_read_some(asio::buffer(this->buffer()), asio::use_awaitable);
        throw std::runtime_error("a silent port is not");
    }

    void idle(std::uint64_t, latencies&)
    {
        for (auto& port : this->ports())
            spawn(read_silence(port));
        this->poll();
    }
};

} // namespace peers

#endif
