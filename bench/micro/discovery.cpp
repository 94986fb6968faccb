// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Discovery, over the files of machines that are made here: what a list costs does not depend on
// the machine that runs this.

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/native/file_tree.hpp>
#include <boost_serial_ext/native/linux_discovery.hpp>

#include "support.hpp"

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include <benchmark/benchmark.h>
#include <stdlib.h>

namespace {

namespace fs = std::filesystem;
using namespace boost_serial_ext;
using micro::require, micro::require_success;

/// A folder with "sys" and "dev" in it: 32 places for UARTs, of which one is found, a console, and
/// USB adapters with four ports each.
class machine
{
public:
    explicit machine(int adapters)
    {
        std::string name = (fs::temp_directory_path() / "boost_serial_ext.XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(), name);
        root_ = fs::canonical(name).string();
        try
        {
            fill(adapters);
        }
        catch (...)
        {
            remove();
            throw;
        }
    }
    machine(machine const&) = delete;
    machine& operator=(machine const&) = delete;
    ~machine() { remove(); }

    std::string const& root() const noexcept { return root_; }

private:
    void remove() const noexcept
    {
        std::error_code ignored; // what is left behind falsifies nothing
        fs::remove_all(root_, ignored);
    }

    void fill(int adapters) const
    {
        hardware("/sys/devices/pnp0/00:04", "pnp", "serial");
        file("/sys/devices/pnp0/00:04/id", "PNP0501\n");
        terminal("ttyS0", "/sys/devices/pnp0/00:04", "4\n");
        hardware("/sys/devices/platform/serial8250", "platform", "serial8250");
        for (int i = 1; i != 32; ++i)
            terminal("ttyS" + std::to_string(i), "/sys/devices/platform/serial8250", "0\n");
        fs::create_directories(root_ + "/sys/devices/virtual/tty/console");
        link("/sys/class/tty/console", "/sys/devices/virtual/tty/console");
        for (int i = 0; i != adapters; ++i)
            adapter(i);
    }

    void adapter(int number) const
    {
        std::string const place = "1-" + std::to_string(number + 1);
        std::string const device = "/sys/devices/pci0000:00/0000:00:14.0/usb1/" + place;
        hardware(device, "usb", "usb");
        file(device + "/idVendor", "0403\n");
        file(device + "/idProduct", "6011\n");
        file(device + "/serial", "FT" + std::to_string(number) + "\n");
        file(device + "/manufacturer", "FTDI\n");
        file(device + "/product", "Quad RS232-HS\n");
        file(device + "/bNumInterfaces", " 4\n");
        for (int i = 0; i != 4; ++i)
        {
            std::string const part = device + '/' + place + ":1." + std::to_string(i);
            std::string const name = "ttyUSB" + std::to_string(4 * number + i);
            hardware(part, "usb", "ftdi_sio");
            file(part + "/interface", "Quad RS232-HS\n");
            hardware(part + '/' + name, "usb-serial", "ftdi_sio");
            terminal(name, part + '/' + name, "");
            link("/dev/serial/by-id/usb-FTDI_Quad_FT" + std::to_string(number) + "-if0"
                    + std::to_string(i) + "-port0",
                "/dev/" + name);
        }
    }

    void file(std::string const& path, std::string const& text) const
    {
        fs::create_directories(fs::path(root_ + path).parent_path());
        std::ofstream out(root_ + path, std::ios::binary);
        out << text;
        require(out.good(), "a file cannot be written");
    }

    void link(std::string const& path, std::string const& target) const
    {
        fs::path const from = fs::path(path).parent_path();
        fs::create_directories(root_ + from.string());
        fs::create_symlink(fs::path(target).lexically_relative(from), root_ + path);
    }

    void hardware(std::string const& path, std::string const& bus, std::string const& driver) const
    {
        fs::create_directories(root_ + path);
        fs::create_directories(root_ + "/sys/bus/" + bus + "/drivers/" + driver);
        link(path + "/subsystem", "/sys/bus/" + bus);
        link(path + "/driver", "/sys/bus/" + bus + "/drivers/" + driver);
    }

    void terminal(
        std::string const& name, std::string const& hardware, std::string const& type) const
    {
        std::string const path = hardware + "/tty/" + name;
        fs::create_directories(root_ + path);
        link(path + "/device", hardware);
        link("/sys/class/tty/" + name, path);
        if (!type.empty())
            file(path + "/type", type);
        file("/dev/" + name, "");
    }

    std::string root_;
};

void list(benchmark::State& state)
{
    micro::guarded(state,
        [&]
        {
            int const adapters = static_cast<int>(state.range(0));
            machine const m(adapters);
            detail::file_tree const tree(m.root());
            auto const ports = static_cast<std::size_t>(1 + 4 * adapters);
            while (state.KeepRunning())
            {
                error_code ec;
                auto const found = detail::linux_discovery<detail::file_tree>(tree).list(ec);
                require_success(ec, "list");
                require(found.size() == ports, "there are other ports");
            }
            state.counters["ports"] = static_cast<double>(ports);
        });
}
BENCHMARK(list)->Name("discovery/list")->Arg(0)->Arg(1)->Arg(8)->Unit(benchmark::kMicrosecond);

void find(benchmark::State& state)
{
    micro::guarded(state,
        [&]
        {
            machine const m(1);
            detail::file_tree const tree(m.root());
            while (state.KeepRunning())
            {
                auto const port
                    = detail::linux_discovery<detail::file_tree>(tree).find("/dev/ttyUSB2");
                require(port && port->vid == 0x0403, "it was not found");
            }
        });
}
BENCHMARK(find)->Name("discovery/find")->Unit(benchmark::kMicrosecond);

} // namespace
