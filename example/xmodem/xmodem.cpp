// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Sends a file by XMODEM, or receives one.
// Usage: boost_serial_ext_xmodem DEVICE CONFIG send FILE [--1k]
//        boost_serial_ext_xmodem DEVICE CONFIG receive FILE [--checksum]

#include "xmodem.hpp"

#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>

namespace {

std::string contents_of(std::string const& name)
{
    std::ifstream file(name, std::ios::binary);
    std::string data{std::istreambuf_iterator<char>(file), {}};
    if (!file)
        throw std::runtime_error("cannot read " + name);
    return data;
}

void store(std::string const& name, std::string const& data)
{
    std::ofstream file(name, std::ios::binary);
    file.write(data.data(), static_cast<std::streamsize>(data.size()));
    file.close(); // before that a full disk may not have been noticed
    if (!file)
        throw std::runtime_error("cannot write " + name);
}

int usage(char const* program)
{
    std::cerr << "usage: " << program << " DEVICE CONFIG send FILE [--1k]\n       " << program
              << " DEVICE CONFIG receive FILE [--checksum]\n";
    return 2;
}

int run(std::string const& device, serial::serial_config const& config, bool sends,
    std::string const& file, bool option)
{
    std::string data = sends ? contents_of(file) : std::string();
    serial::sync::serial_port port;
    serial::error_code ec;
    port.open(device, config, ec);
    if (ec)
    {
        std::cerr << serial::explain_open_failure(device, ec) << '\n';
        return 1;
    }

    std::cout << "waiting for the " << (sends ? "receiver" : "sender") << std::endl;
    xmodem transfer(port);
    if (sends)
        transfer.send(data, option ? xmodem::long_block : xmodem::short_block);
    else
        data = transfer.receive(!option);
    port.close(serial::close_policy::drain(std::chrono::seconds(5))); // the last byte is wanted

    if (!sends)
        store(file, data);
    std::cout << data.size() << " bytes in " << transfer.blocks() << " blocks, "
              << transfer.repeated() << " repeated\n";
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 5 && argc != 6)
        return usage(argv[0]);
    std::string const what = argv[3], option = argc == 6 ? argv[5] : "";
    bool const sends = what == "send";
    if ((!sends && what != "receive") || (argc == 6 && option != (sends ? "--1k" : "--checksum")))
        return usage(argv[0]);
    try
    {
        return run(argv[1], serial::parse_serial_config(argv[2]), sends, argv[4], argc == 6);
    }
    catch (std::exception const& e)
    {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
