// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "hardware/ports.hpp"

#include <filesystem>
#include <map>
#include <stdexcept>

namespace boost_serial_ext_test {

namespace {

std::string driver_folder(uart const& u)
{
    return std::string("/sys/bus/") + u.bus + "/drivers/serial/";
}

// The name of each UART's device on its bus, from when it was first seen with its driver.
std::string& device_name(uart const& u)
{
    static std::map<std::string, std::string> names;
    return names[u.bus];
}

std::string find_tty(uart const& u)
{
    for (int i = 1; i < 4; ++i) // ttyS0 is the console
    {
        std::string const tty = "/dev/ttyS" + std::to_string(i);
        std::string const folder = device_folder(tty);
        if (driver_of(tty) == "serial" && folder.find("/" + std::string(u.bus)) != folder.npos)
        {
            device_name(u) = std::filesystem::path(folder).filename().string();
            return tty;
        }
    }
    return {};
}

template<class Double>
Double& fresh(Double& device)
{
    if (!device.plugged())
        device.plug();
    device.release();
    device.accept_all();
    device.take(1 << 20, std::chrono::milliseconds(0));
    device.forget();
    return device;
}

} // namespace

std::string uart::tty() const
{
    std::string tty;
    if (!eventually([&] { return !(tty = find_tty(*this)).empty(); }))
        throw std::runtime_error(std::string("no UART on ") + bus);
    return tty;
}

void uart::unbind() const
{
    tty(); // learns the name
    write_file(driver_folder(*this) + "unbind", device_name(*this));
}

void uart::bind() const
{
    write_file(driver_folder(*this) + "bind", device_name(*this));
}

ft232r& fresh_ft232r()
{
    static ft232r device("FT232R-1");
    fresh(device).change_lines({});
    device.set_transmitter_empty(std::nullopt);
    return device;
}

acm_modem& fresh_acm_modem()
{
    static acm_modem device("MODEM-1");
    fresh(device).notify(0);
    return device;
}

} // namespace boost_serial_ext_test
