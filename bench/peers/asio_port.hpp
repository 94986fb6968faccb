// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_ASIO_PORT_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_ASIO_PORT_HPP

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/serial_port.hpp>
#include <boost/asio/version.hpp>
#include <boost/version.hpp>

#include <string>

namespace peers {

/// How the clients open and close ports of Asio's own.
template<class Executor = boost::asio::any_io_executor>
struct asio_port
{
    using stream = boost::asio::basic_serial_port<Executor>;

    /// With all that boost_serial_ext's open() sets, too.
    static void open(stream& port, std::string const& name, unsigned baud)
    {
        using base = boost::asio::serial_port_base;
        port.open(name);
        port.set_option(base::baud_rate(baud));
        port.set_option(base::character_size(8));
        port.set_option(base::parity(base::parity::none));
        port.set_option(base::stop_bits(base::stop_bits::one));
        port.set_option(base::flow_control(base::flow_control::none));
    }

    static std::string version()
    {
        auto const text = [](int number) { return std::to_string(number); };
        return "Asio " + text(BOOST_ASIO_VERSION / 100'000) + '.'
            + text(BOOST_ASIO_VERSION / 100 % 1'000) + '.' + text(BOOST_ASIO_VERSION % 100)
            + " of Boost " BOOST_LIB_VERSION;
    }
};

} // namespace peers

#endif
