// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Reads holding registers of a Modbus RTU slave, or writes one.
// Usage: boost_serial_ext_modbus DEVICE CONFIG SLAVE read FIRST COUNT [LIMIT]
//        boost_serial_ext_modbus DEVICE CONFIG SLAVE write ADDRESS VALUE [LIMIT]
//     LIMIT: ms for the beginning of an answer, otherwise 1000.

#include "modbus.hpp"

#include <cstdlib>
#include <iostream>
#include <stdexcept>

namespace {

struct request
{
    bool write;
    std::uint8_t slave;
    std::uint16_t address, value, limit;
};

std::uint16_t number(std::string const& text, unsigned long most)
{
    char* end = nullptr;
    unsigned long const value = std::strtoul(text.c_str(), &end, 0);
    if (text.empty() || *end || text[0] == '-' || value > most)
        throw std::invalid_argument("not a number from 0 to " + std::to_string(most) + ": " + text);
    return static_cast<std::uint16_t>(value);
}

request parse(char** words, std::string const& limit)
{
    std::string const what = words[1];
    if (what != "read" && what != "write")
        throw std::invalid_argument("neither read nor write: " + what);
    return {what == "write", static_cast<std::uint8_t>(number(words[0], 247)),
        number(words[2], 65535), number(words[3], 65535), number(limit, 65535)};
}

int run(std::string const& device, serial::serial_config const& config, request const& r)
{
    asio::io_context context;
    serial::serial_stream port(context);
    error_code ec;
    port.open(device, config, ec);
    if (ec)
    {
        std::cerr << serial::explain_open_failure(device, ec) << '\n';
        return 1;
    }

    int status = 1;
    modbus_master master(port);
    master.patience = std::chrono::milliseconds(r.limit);
    auto const done = [&](error_code failure, modbus_master::registers const& values)
    {
        if (!failure)
            status = 0;
        else if (failure == serial::condition::timed_out)
            std::cerr << "slave " << +r.slave << " does not answer\n";
        else
            std::cerr << "slave " << +r.slave << ": " << failure.message() << '\n';
        for (std::size_t i = 0; i != values.size(); ++i)
            std::cout << r.address + i << ": " << values[i] << '\n';
    };
    if (r.write)
        master.async_write_register(r.slave, r.address, r.value, done);
    else
        master.async_read_holding_registers(r.slave, r.address, r.value, done);
    context.run();
    return status;
}

} // namespace

int main(int argc, char** argv)
{
    try
    {
        if (argc == 7 || argc == 8)
            return run(argv[1], serial::parse_serial_config(argv[2]),
                parse(argv + 3, argc == 8 ? argv[7] : "1000"));
        std::cerr << "usage: " << argv[0]
                  << " DEVICE CONFIG SLAVE read FIRST COUNT [LIMIT]\n       " << argv[0]
                  << " DEVICE CONFIG SLAVE write ADDRESS VALUE [LIMIT]\n";
    }
    catch (std::exception const& e) // a bad argument; what the line does comes as an error_code
    {
        std::cerr << e.what() << '\n';
    }
    return 2;
}
