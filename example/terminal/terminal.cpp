// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A terminal program: what is typed goes to the port, what comes from it to the screen. POSIX only.
// Usage: boost_serial_ext_terminal [--enter cr|lf|crlf] [--echo] [--hex] [DEVICE [CONFIG]]
//     --enter: what Enter sends, otherwise cr.  --echo: show what is sent.  --hex: received bytes
//     as numbers.  CONFIG: as in "115200 8N1 rts_cts".  Without a device the ports are listed.
// It ends with 0 when the user leaves, 1: it could not begin, or the console is gone, 2: its
// arguments make no sense, 3: the device is lost, 128 + n: signal n.

#include <boost_serial_ext.hpp>
#include <boost_serial_ext/discovery.hpp>

#include "console.hpp"
#include "session.hpp"

#include <boost/asio.hpp>

#include <exception>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;

namespace {

struct options
{
    view how;
    std::string device; // empty: none
    serial::serial_config config;
};

std::size_t line_end_of(std::string const& name)
{
    if (name == "cr")
        return 0;
    if (name == "lf")
        return 1;
    if (name == "crlf")
        return 2;
    throw std::invalid_argument("--enter wants cr, lf or crlf");
}

options read_options(int argc, char** argv)
{
    options o;
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; ++i)
    {
        std::string const name = argv[i];
        if (name == "--echo")
            o.how.echo = true;
        else if (name == "--hex")
            o.how.hex = true;
        else if (name == "--enter")
            o.how.line_end = line_end_of(++i < argc ? argv[i] : "");
        else
            throw std::invalid_argument("unknown option " + name);
    }
    if (argc - i > 2)
        throw std::invalid_argument("too many arguments");
    if (i < argc)
        o.device = argv[i];
    if (i + 1 < argc)
        o.config = serial::parse_serial_config(argv[i + 1]);
    return o;
}

int list()
{
    auto const ports = serial::list_ports();
    if (ports.empty())
        std::cout << "no serial port is there\n";
    for (serial::port_info const& port : ports)
        std::cout << port.device << "  " << port.description << '\n';
    return 0;
}

int run(options const& o)
{
    asio::io_context context(1);
    serial::serial_stream port(context);
    serial::error_code ec;
    port.open(o.device, o.config, ec);
    if (ec)
    {
        std::cerr << serial::explain_open_failure(o.device, ec) << '\n';
        return 1;
    }
    int status = 0;
    std::string reason;
    {
        console user(context);
        session s(context, user, port, o.how);
        s.start();
        context.run();
        status = s.status();
        reason = s.reason();
    }
    if (!reason.empty())
        std::cerr << "\n--- " << reason << '\n';
    return status;
}

} // namespace

int main(int argc, char** argv)
{
    options o;
    try
    {
        o = read_options(argc, argv);
    }
    catch (std::exception const& e)
    {
        std::cerr << e.what() << "\nusage: " << argv[0]
                  << " [--enter cr|lf|crlf] [--echo] [--hex] [DEVICE [CONFIG]]\n";
        return 2;
    }
    try
    {
        return o.device.empty() ? list() : run(o);
    }
    catch (std::exception const& e)
    {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
