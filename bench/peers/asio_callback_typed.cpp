// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "asio_limits.hpp"
#include "asio_port.hpp"
#include "callback_client.hpp"

#include <boost/asio/io_context.hpp>

int main(int argc, char** argv)
{
    // All that can be said at compile time, and no locks at all: what one thread may ask for.
    using port = peers::asio_port<boost::asio::io_context::executor_type>;
    constexpr int hint = BOOST_ASIO_CONCURRENCY_HINT_UNSAFE;
    return peers::run<peers::callback_client<port, peers::timer_limited, hint>>(
        argc, argv, port::version());
}
