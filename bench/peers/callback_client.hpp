// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_CALLBACK_CLIENT_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_CALLBACK_CLIENT_HPP

#include "callback_loops.hpp"
#include "client.hpp"
#include "stream_client.hpp"

#include <cstdint>
#include <deque>
#include <stdexcept>
#include <vector>

namespace peers {

/** A client that is called back.

    @tparam Port The stream and how to open it: `asio_port` or `serial_port`.
    @tparam LimitedReads As `unlimited`, but with ten seconds for each read.
    @tparam Hint The concurrency hint of the context, which one thread runs.
*/
template<class Port, template<class> class LimitedReads, int Hint = 1>
class callback_client : public stream_client<Port, Hint>
{
    using base = stream_client<Port, Hint>;
    using stream = typename base::stream;

public:
    using base::base;

    static std::vector<measure<callback_client>> measures()
    {
        using self = callback_client;
        return {{"round_trip", &self::round_trip}, {"timeout", &self::timeout},
            {"receive", &self::receive}, {"send", &self::send}, {"duplex", &self::duplex},
            {"many", &self::many}, {"cancel", &self::cancel}, {"open", &self::open},
            {"idle", &self::idle}};
    }

private:
    void round_trip(std::uint64_t count, latencies& times)
    {
        trip_loop<stream> loop(this->port(), this->size(), count, &times);
        loop.begin();
        this->run();
    }

    void timeout(std::uint64_t count, latencies& times)
    {
        trip_loop<stream, LimitedReads<stream>> loop(this->port(), this->size(), count, &times);
        loop.begin();
        this->run();
    }

    void receive(std::uint64_t count, latencies&)
    {
        receive_loop<stream> in(this->port(), this->buffer(), count, false);
        this->start_device();
        in.begin();
        this->run();
    }

    void send(std::uint64_t count, latencies&)
    {
        send_loop<stream> out(this->port(), this->bytes(), this->size(), count);
        out.begin();
        this->run();
        receive_loop<stream> answer(this->port(), this->buffer(), 0, true);
        answer.begin();
        this->run();
    }

    void duplex(std::uint64_t count, latencies&)
    {
        receive_loop<stream> in(this->port(), this->buffer(), count, true);
        send_loop<stream> out(this->port(), this->bytes(), this->size(), count);
        this->start_device();
        in.begin();
        out.begin();
        this->run();
    }

    void many(std::uint64_t count, latencies&)
    {
        std::deque<trip_loop<stream>> loops; // they stay where they are
        for (auto& port : this->ports())
            loops.emplace_back(port, this->size(), count, nullptr).begin();
        this->run();
    }

    void cancel(std::uint64_t count, latencies& times)
    {
        cancel_loop<stream> loop(this->port(), this->buffer(), count, times);
        loop.begin();
        this->run();
    }

    void open(std::uint64_t count, latencies& times) { this->open_and_close(count, times); }

    void idle(std::uint64_t, latencies&)
    {
        for (auto& port : this->ports())
            port.async_read_some(asio::buffer(this->buffer()),
                [](error_code, std::size_t) { throw std::runtime_error("a silent port is not"); });
        this->poll();
    }
};

} // namespace peers

#endif
