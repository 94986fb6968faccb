// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "awaitable_limits.hpp"
#include "coroutine_client.hpp"
#include "serial_port.hpp"

int main(int argc, char** argv)
{
    using port = peers::serial_port<>;
    return peers::run<peers::coroutine_client<port, peers::awaitable_limited>>(
        argc, argv, port::version());
}
