// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_CHAINED_PORT_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_CHAINED_PORT_HPP

#include "serial_port.hpp"

#include <string>

namespace peers {

/// This library's ports, with chain_completions.
template<class Executor = boost::asio::any_io_executor>
struct chained_port : serial_port<Executor>
{
    using stream = typename serial_port<Executor>::stream;

    static void open(stream& port, std::string const& name, unsigned baud)
    {
        port.chain_completions(true);
        serial_port<Executor>::open(port, name, baud);
    }
};

} // namespace peers

#endif
