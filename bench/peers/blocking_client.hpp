// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_BLOCKING_CLIENT_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_BLOCKING_CLIENT_HPP

#include "alternating.hpp"
#include "client.hpp"
#include "pattern.hpp"
#include "port_threads.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace peers {

/** A client that waits: in a thread for each port, where there are many.

    @tparam Port What is opened with a name and a baud rate, then `write(bytes, n)`,
    `read(bytes, n)` and `read_within(bytes, n, seconds)` until all is moved,
    `read_some(bytes, n)`, `look()` if there is anything without waiting, and `close()`.
*/
template<class Port>
class blocking_client
{
public:
    explicit blocking_client(arguments const& args)
        : args_(args), bytes_(args.size), buffer_(args.size)
    {
    }

    static std::vector<measure<blocking_client>> measures()
    {
        using self = blocking_client;
        return {{"round_trip", &self::round_trip}, {"timeout", &self::timeout},
            {"receive", &self::receive}, {"send", &self::send}, {"duplex", &self::duplex},
            {"many", &self::many}, {"open", &self::open}, {"idle", &self::idle}};
    }

    void open_ports()
    {
        ports_.reserve(args_.ports.size());
        for (auto const& name : args_.ports)
            ports_.emplace_back(name, usual_baud);
    }

private:
    void round_trip(std::uint64_t count, latencies& times)
    {
        auto& port = ports_.front();
        messages message(args_.size);
        for (; count != 0; --count)
        {
            port.write(message.sent(), message.size());
            port.read(message.answer(), message.size());
            message.next();
            times.lap();
        }
    }

    void timeout(std::uint64_t count, latencies& times)
    {
        auto& port = ports_.front();
        messages message(args_.size);
        for (; count != 0; --count)
        {
            port.write(message.sent(), message.size());
            port.read_within(message.answer(), message.size(), 10);
            message.next();
            times.lap();
        }
    }

    void receive(std::uint64_t count, latencies&)
    {
        ports_.front().write(&go, 1);
        receive_bytes(count);
    }

    void send(std::uint64_t count, latencies&)
    {
        send_bytes(count);
        receive_answer();
    }

    void duplex(std::uint64_t count, latencies&)
    {
        ports_.front().write(&go, 1);
        threads_.run(2,
            [&](std::size_t i)
            {
                if (i == 0)
                    return send_bytes(count);
                receive_bytes(count);
                receive_answer();
            });
    }

    void send_bytes(std::uint64_t count)
    {
        for (std::uint64_t sent = 0; sent < count;)
        {
            auto const most = (std::min<std::uint64_t>)(count - sent, args_.size);
            ports_.front().write(bytes_.from(sent), static_cast<std::size_t>(most));
            sent += most;
        }
    }

    void receive_bytes(std::uint64_t count)
    {
        for (incoming in; in.taken() < count;)
        {
            auto const most = (std::min<std::uint64_t>)(count - in.taken(), buffer_.size());
            in.take(buffer_.data(),
                ports_.front().read_some(buffer_.data(), static_cast<std::size_t>(most)));
        }
    }

    void receive_answer()
    {
        char answer = 0;
        ports_.front().read(&answer, 1);
        check_taken(answer);
    }

    void many(std::uint64_t count, latencies&)
    {
        std::atomic<std::uint64_t> begun{0};
        threads_.run(ports_.size(),
            [&](std::size_t i)
            {
                messages message(args_.size);
                while (begun.fetch_add(1, std::memory_order_relaxed) < count)
                {
                    ports_[i].write(message.sent(), message.size());
                    ports_[i].read(message.answer(), message.size());
                    message.next();
                }
            });
    }

    void open(std::uint64_t count, latencies& times)
    {
        for (; count != 0; --count)
        {
            Port port(args_.ports.front(), baud_.next());
            port.close();
            times.lap();
        }
    }

    // Nobody can begin a read here without waiting for its end; so what reads need is asked for.
    void idle(std::uint64_t, latencies&)
    {
        for (auto& port : ports_)
            if (port.look())
                throw std::runtime_error("a silent port is not");
    }

    arguments const& args_;
    pattern bytes_;
    std::vector<char> buffer_;
    alternating_baud baud_;
    std::vector<Port> ports_;
    port_threads threads_; // they end before the ports do
};

} // namespace peers

#endif
