// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_STREAM_CLIENT_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_STREAM_CLIENT_HPP

#include "alternating.hpp"
#include "arguments.hpp"
#include "latencies.hpp"
#include "pattern.hpp"
#include "process.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <vector>

namespace peers {

/** What the clients of Asio's kind share: a context, ports, buffers.

    @tparam Port The stream and how to open it: `asio_port` or `serial_port`.
    @tparam Hint The context's concurrency hint.
*/
template<class Port, int Hint>
class stream_client
{
public:
    using stream = typename Port::stream;

    explicit stream_client(arguments const& args)
        : args_(args), bytes_(args.size), buffer_(args.size), context_(Hint)
    {
    }

    void open_ports()
    {
        ports_.reserve(args_.ports.size());
        for (auto const& name : args_.ports)
            Port::open(ports_.emplace_back(context_), name, usual_baud);
    }

protected:
    stream& port() { return ports_.front(); }
    std::vector<stream>& ports() noexcept { return ports_; }
    std::size_t size() const noexcept { return args_.size; }
    /// What is sent in bulk.
    pattern const& bytes() const noexcept { return bytes_; }
    /// Where to read to.
    std::vector<char>& buffer() noexcept { return buffer_; }
    boost::asio::io_context& context() noexcept { return context_; }

    /// Makes the device begin.
    void start_device()
    {
        if (port().write_some(boost::asio::buffer(&go, 1)) != 1)
            throw std::runtime_error("the device cannot be started");
    }

    /// Runs until nothing is left to do. If a handler throws, the operations in progress have
    /// buffers which unwinding would take away, from the kernel in the case of io_uring.
    void run()
    {
        context_.restart();
        try
        {
            context_.run();
        }
        catch (std::exception const& e)
        {
            give_up(e);
        }
    }

    /// Does what can be done without waiting.
    void poll()
    {
        context_.restart();
        context_.poll();
    }

    void open_and_close(std::uint64_t count, latencies& times)
    {
        stream port(context_);
        for (; count != 0; --count)
        {
            Port::open(port, args_.ports.front(), baud_.next());
            port.close();
            times.lap();
        }
    }

private:
    arguments const& args_;
    pattern bytes_;
    std::vector<char> buffer_;
    alternating_baud baud_;
    boost::asio::io_context context_; // outlives the ports
    std::vector<stream> ports_;
};

} // namespace peers

#endif
