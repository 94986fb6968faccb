// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_AWAITABLE_LIMITS_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_AWAITABLE_LIMITS_HPP

#include "coroutine_client.hpp"
#include "serial_limits.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>

namespace peers {

/// Reads of ten seconds at most.
template<class Stream>
class awaitable_limited : token_limited<Stream>
{
    using base = token_limited<Stream>;

public:
    explicit awaitable_limited(Stream& port) : base(port) {}

    auto read_some(boost::asio::mutable_buffer buffer)
    {
        return base::read_some(buffer, boost::asio::use_awaitable);
    }
    static std::size_t bytes(std::size_t n) noexcept { return n; }
};

} // namespace peers

#endif
