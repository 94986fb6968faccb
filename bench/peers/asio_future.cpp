// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "asio_port.hpp"
#include "future_client.hpp"

int main(int argc, char** argv)
{
    using port = peers::asio_port<>;
    return peers::run<peers::future_client<port>>(argc, argv, port::version());
}
