// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_SERIAL_LIMITS_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_SERIAL_LIMITS_HPP

#include <boost_serial_ext/with_timeout.hpp>

#include <boost/asio/buffer.hpp>

#include <chrono>
#include <utility>

namespace peers {

/// Reads of ten seconds at most.
template<class Stream>
class token_limited
{
public:
    explicit token_limited(Stream& port) : port_(port) {}

    template<class Token>
    auto read_some(boost::asio::mutable_buffer buffer, Token&& token)
    {
        return port_.async_read_some(buffer,
            boost_serial_ext::with_timeout(std::chrono::seconds(10), std::forward<Token>(token)));
    }

private:
    Stream& port_;
};

} // namespace peers

#endif
