// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "asio_port.hpp"
#include "coroutine_client.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <stdexcept>
#include <variant>

namespace {

/// Reads of ten seconds at most: whichever of the read and a timer is first ends the other.
template<class Stream>
class timer_limited
{
public:
    explicit timer_limited(Stream& port) : port_(port), timer_(port.get_executor()) {}

    auto read_some(boost::asio::mutable_buffer buffer)
    {
        using namespace boost::asio::experimental::awaitable_operators;
        using boost::asio::use_awaitable;
        timer_.expires_after(std::chrono::seconds(10));
        return port_.async_read_some(buffer, use_awaitable) || timer_.async_wait(use_awaitable);
    }

    static std::size_t bytes(std::variant<std::size_t, std::monostate> const& first)
    {
        if (first.index() != 0)
            throw std::runtime_error("nothing came for ten seconds");
        return std::get<0>(first);
    }

private:
    Stream& port_;
    boost::asio::steady_timer timer_;
};

} // namespace

int main(int argc, char** argv)
{
    using port = peers::asio_port<>;
    return peers::run<peers::coroutine_client<port, timer_limited>>(argc, argv, port::version());
}
