// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_FUTURE_CLIENT_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_FUTURE_CLIENT_HPP

#include "client.hpp"
#include "pattern.hpp"
#include "stream_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

namespace peers {

namespace asio = boost::asio;

/** A client of futures: the context runs in a thread of its own, and the main thread waits.

    One operation at a time on each port, as a port is not to be shared by threads: no duplex, and
    nothing to cancel.

    @tparam Port The stream and how to open it: `asio_port` or `serial_port`.
*/
template<class Port>
class future_client : public stream_client<Port, BOOST_ASIO_CONCURRENCY_HINT_DEFAULT>
{
    using base = stream_client<Port, BOOST_ASIO_CONCURRENCY_HINT_DEFAULT>;
    using stream = typename base::stream;

public:
    explicit future_client(arguments const& args)
        : base(args)
        , trips_(args.ports.size(), messages(args.size))
        , work_(this->context().get_executor())
        , thread_([this] { this->context().run(); })
    {
    }
    future_client(future_client const&) = delete;
    future_client& operator=(future_client const&) = delete;
    ~future_client()
    {
        this->context().stop();
        thread_.join();
    }

    static std::vector<measure<future_client>> measures()
    {
        using self = future_client;
        return {{"round_trip", &self::round_trip}, {"receive", &self::receive},
            {"send", &self::send}, {"many", &self::many}, {"open", &self::open}};
    }

private:
    static std::future<std::size_t> begin_writing(stream& port, messages const& message)
    {
        return asio::async_write(
            port, asio::buffer(message.sent(), message.size()), asio::use_future);
    }

    static std::future<std::size_t> begin_reading(stream& port, messages& message)
    {
        return asio::async_read(
            port, asio::buffer(message.answer(), message.size()), asio::use_future);
    }

    static void finish(std::future<std::size_t> moved, std::size_t size)
    {
        if (moved.get() != size)
            throw std::runtime_error("not all was moved, and no error said so");
    }

    void round_trip(std::uint64_t count, latencies& times)
    {
        auto& message = trips_.front();
        for (; count != 0; --count)
        {
            finish(begin_writing(this->port(), message), message.size());
            finish(begin_reading(this->port(), message), message.size());
            message.next();
            times.lap();
        }
    }

    void receive(std::uint64_t count, latencies&)
    {
        auto& buffer = this->buffer();
        this->start_device();
        for (incoming in; in.taken() < count;)
        {
            auto const most = (std::min<std::uint64_t>)(count - in.taken(), buffer.size());
            auto read = this->port().async_read_some(
                asio::buffer(buffer.data(), static_cast<std::size_t>(most)), asio::use_future);
            in.take(buffer.data(), read.get());
        }
    }

    void send(std::uint64_t count, latencies&)
    {
        for (std::uint64_t sent = 0; sent < count;)
        {
            auto const most = (std::min<std::uint64_t>)(count - sent, this->size());
            auto const size = static_cast<std::size_t>(most);
            finish(asio::async_write(this->port(), asio::buffer(this->bytes().from(sent), size),
                       asio::use_future),
                size);
            sent += size;
        }
        char answer = 0;
        finish(asio::async_read(this->port(), asio::buffer(&answer, 1), asio::use_future), 1);
        check_taken(answer);
    }

    // In rounds: all begin to write, all have written, all begin to read, all have read.
    void many(std::uint64_t count, latencies&)
    {
        auto& ports = this->ports();
        std::vector<std::future<std::size_t>> moved(ports.size());
        while (count != 0)
        {
            auto const n = static_cast<std::size_t>((std::min<std::uint64_t>)(count, ports.size()));
            for (std::size_t i = 0; i < n; ++i)
                moved[i] = begin_writing(ports[i], trips_[i]);
            for (std::size_t i = 0; i < n; ++i)
            {
                finish(std::move(moved[i]), this->size());
                moved[i] = begin_reading(ports[i], trips_[i]);
            }
            for (std::size_t i = 0; i < n; ++i)
            {
                finish(std::move(moved[i]), this->size());
                trips_[i].next();
            }
            count -= n;
        }
    }

    void open(std::uint64_t count, latencies& times) { this->open_and_close(count, times); }

    std::vector<messages> trips_; // if one fails, the others are in use until the thread has ended
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    std::thread thread_;
};

} // namespace peers

#endif
