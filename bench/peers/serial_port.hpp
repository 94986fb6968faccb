// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_SERIAL_PORT_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_SERIAL_PORT_HPP

#include <boost_serial_ext/serial_stream.hpp>

#include "asio_port.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <string>

namespace peers {

inline std::string library_version()
{
    return "boost_serial_ext " PEERS_LIBRARY_VERSION " on " + asio_port<>::version();
}

inline boost_serial_ext::serial_config config_with(unsigned baud)
{
    boost_serial_ext::serial_config config; // 8N1 without flow control is its default
    config.baud_rate = baud;
    return config;
}

/// How the clients open and close this library's ports.
template<class Executor = boost::asio::any_io_executor>
struct serial_port
{
    using stream = boost_serial_ext::basic_serial_stream<Executor>;

    static void open(stream& port, std::string const& name, unsigned baud)
    {
        port.open(name, config_with(baud));
    }

    static std::string version() { return library_version(); }
};

} // namespace peers

#endif
