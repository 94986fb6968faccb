// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/sync/serial_port.hpp>

#include "blocking_client.hpp"
#include "serial_port.hpp"

#include <boost/asio/buffer.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace {

namespace asio = boost::asio;

/// The library's blocking port, whose failures are exceptions.
class port
{
public:
    port(std::string const& name, unsigned baud) : port_(name, peers::config_with(baud)) {}

    void write(char const* bytes, std::size_t n) { port_.write(asio::buffer(bytes, n)); }
    void read(char* bytes, std::size_t n) { port_.read(asio::buffer(bytes, n)); }
    void read_within(char* bytes, std::size_t n, int seconds)
    {
        port_.read(asio::buffer(bytes, n), std::chrono::seconds(seconds));
    }
    std::size_t read_some(char* bytes, std::size_t n)
    {
        return port_.read_some(asio::buffer(bytes, n));
    }

    bool look()
    {
        char byte = 0;
        boost_serial_ext::error_code ec;
        std::size_t const n = port_.read_some(asio::buffer(&byte, 1), std::chrono::seconds(0), ec);
        if (ec && ec != boost_serial_ext::condition::timed_out)
            throw boost::system::system_error(ec, "read_some");
        return n != 0;
    }
    void close() { port_.close(); }

private:
    boost_serial_ext::sync::serial_port port_;
};

} // namespace

int main(int argc, char** argv)
{
    return peers::run<peers::blocking_client<port>>(argc, argv, peers::library_version());
}
