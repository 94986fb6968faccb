// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A serial port for one TCP client at a time; on this machine alone, unless it is told otherwise.
// Usage: boost_serial_ext_tcp_bridge [--bind ADDRESS] [--port NUMBER] DEVICE [CONFIG]
//     --bind: otherwise 127.0.0.1.  --port: otherwise the system chooses one.
// There is no authentication: on 127.0.0.1 every user of this machine has the port, and so has, for
// writing, every page in a browser here.
//     CONFIG: as in "115200 8N1 rts_cts".
// It ends with 0 when it is told to (SIGINT, SIGTERM), 1: it could not begin, 2: its arguments
// make no sense, 3: the device is lost, or something else has failed meanwhile.

#include <boost_serial_ext.hpp>

#include "bridge.hpp"

#include <boost/asio.hpp>

#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// SO_REUSEADDR: on POSIX systems the bridge can be started again at once; on Windows another
// program could take the port away while the bridge has it.
constexpr bool takes_freed_port = std::filesystem::path::preferred_separator == '/';

struct options
{
    tcp::endpoint listen{asio::ip::address_v4::loopback(), 0};
    std::string device;
    serial::serial_config config;
};

unsigned short port_number(std::string const& text)
{
    if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != std::string::npos
        || std::stoul(text) > 65535)
        throw std::invalid_argument(text + " is no port of TCP");
    return static_cast<unsigned short>(std::stoul(text));
}

options read_options(int argc, char** argv)
{
    options o;
    int i = 1;
    for (; i + 1 < argc && argv[i][0] == '-'; i += 2)
    {
        std::string const name = argv[i], value = argv[i + 1];
        if (name == "--bind")
            o.listen.address(asio::ip::make_address(value));
        else if (name == "--port")
            o.listen.port(port_number(value));
        else
            throw std::invalid_argument("unknown option " + name);
    }
    if (i >= argc || argv[i][0] == '-' || argc - i > 2)
        throw std::invalid_argument("a device and, perhaps, a configuration are wanted");
    o.device = argv[i];
    if (i + 1 < argc)
        o.config = serial::parse_serial_config(argv[i + 1]);
    return o;
}

int run(options const& o)
{
    asio::io_context context;
    serial::serial_stream port(context);
    serial::error_code ec;
    port.open(o.device, o.config, ec);
    if (ec)
    {
        std::cerr << serial::explain_open_failure(o.device, ec) << '\n';
        return 1;
    }
    tcp::acceptor acceptor(context, o.listen, takes_freed_port);
    if (!o.listen.address().is_loopback())
        std::cerr << "warning: whoever can reach " << acceptor.local_endpoint()
                  << " has the port: there is no authentication\n";
    std::cout << port.device() << " (" << port.config() << ") is at " << acceptor.local_endpoint()
              << std::endl;

    bridge b(port, acceptor);
    b.start();
    context.run();
    if (b.failure().empty())
        return 0;
    std::cerr << b.failure() << '\n';
    return 3;
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
                  << " [--bind ADDRESS] [--port NUMBER] DEVICE [CONFIG]\n"
                     "There is no authentication: on 127.0.0.1 too every user of this machine has "
                     "the device,\nand a page in a browser can send bytes to it.\n";
        return 2;
    }
    try
    {
        return run(o);
    }
    catch (std::exception const& e)
    {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
