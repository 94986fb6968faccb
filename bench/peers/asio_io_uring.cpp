// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Built with BOOST_ASIO_HAS_IO_URING and BOOST_ASIO_DISABLE_EPOLL.

#include "asio_limits.hpp"
#include "asio_port.hpp"
#include "callback_client.hpp"

#if !defined(BOOST_ASIO_HAS_IO_URING_AS_DEFAULT)
#error "This client is to measure Asio on io_uring."
#endif

int main(int argc, char** argv)
{
    using port = peers::asio_port<>;
    return peers::run<peers::callback_client<port, peers::timer_limited>>(
        argc, argv, port::version());
}
