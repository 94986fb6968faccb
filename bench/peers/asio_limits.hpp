// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_ASIO_LIMITS_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_ASIO_LIMITS_HPP

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/wait_traits.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <utility>

namespace peers {

/// Reads of ten seconds at most, as programs on Asio write them: a timer beside the read.
template<class Stream>
class timer_limited
{
public:
    explicit timer_limited(Stream& port) : port_(port), timer_(port.get_executor()) {}

    template<class Handler>
    void read_some(boost::asio::mutable_buffer buffer, Handler&& handler)
    {
        using boost::system::error_code;
        timer_.expires_after(std::chrono::seconds(10));
        timer_.async_wait(
            [this](error_code ec)
            {
                if (!ec)
                    port_.cancel();
            });
        port_.async_read_some(buffer,
            [this, handler = std::forward<Handler>(handler)](error_code ec, std::size_t n) mutable
            {
                timer_.cancel();
                handler(ec, n);
            });
    }

private:
    using clock = std::chrono::steady_clock;
    using timer = boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>,
        typename Stream::executor_type>;

    Stream& port_;
    timer timer_;
};

} // namespace peers

#endif
