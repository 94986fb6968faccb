// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_LINUX_DISCOVERY_HPP
#define BOOST_SERIAL_EXT_NATIVE_LINUX_DISCOVERY_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/linux_node.hpp>
#include <boost_serial_ext/detail/codec/port_text.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/native/sys_hwdb.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The last part of a path.
inline std::string last_of(std::string const& path)
{
    return path.substr(path.find_last_of('/') + 1);
}

/// The path without its last part.
inline std::string parent_of(std::string const& path)
{
    auto const slash = path.find_last_of('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

/** What Linux knows of its serial ports: /sys/class/tty and /dev/serial.

    No port is opened: with some drivers that would change modem lines. `Tree` is a `file_tree`, or
    one that a test has made.
*/
template<class Tree>
class linux_discovery
{
public:
    explicit linux_discovery(Tree const& tree) : tree_(tree)
    {
        by_id_ = links("/dev/serial/by-id");
        by_path_ = links("/dev/serial/by-path");
    }

    /// All ports, in their natural order. @param ec Why nothing is known.
    std::vector<port_info> list(error_code& ec) const
    {
        std::vector<std::string> names = tree_.names(terminals, ec);
        std::sort(names.begin(), names.end(), in_natural_order);
        std::vector<port_info> ports;
        for (std::string const& name : names)
            if (auto port = describe(name))
                ports.push_back(std::move(*port));
        return ports;
    }

    /// The port behind a device's path, which may be a link; nothing if it is none.
    std::optional<port_info> find(std::string const& device) const
    {
        std::string const real = tree_.resolve(device);
        if (real.compare(0, devices.size(), devices) != 0)
            return std::nullopt;
        std::string name = real.substr(devices.size());
        std::replace(name.begin(), name.end(), '/', '!'); // as sysfs has it
        return describe(name);
    }

    /** The port that somebody has open; nothing if nothing is known of it.

        @param number What its node has as st_rdev. Names say less: in a container the node may be
        called otherwise, and the name belong to another port of the machine.
        @param node What it was opened as: its device, if there is no other node here.
    */
    std::optional<port_info> find(std::uint64_t number, std::string const& node) const
    {
        std::string const name = name_of(number);
        return name.empty() ? std::nullopt : describe(name, node);
    }

    /// Whether `find` would find it.
    bool knows(std::uint64_t number) const
    {
        std::string const name = name_of(number);
        return !name.empty() && has_hardware(name, tree_.resolve(terminals + '/' + name));
    }

private:
    static inline std::string const terminals = "/sys/class/tty";
    static inline std::string const devices = "/dev/";

    std::map<std::string, std::string> links(std::string const& folder) const
    {
        std::map<std::string, std::string> found;
        error_code none; // without such devices there is no such folder
        for (std::string const& name : tree_.names(folder, none))
        {
            std::string const link = folder + '/' + name;
            if (std::string const device = tree_.resolve(link); !device.empty())
                found.emplace(device, link); // of several the first one
        }
        return found;
    }

    std::string name_of(std::uint64_t number) const
    {
        std::string const terminal = tree_.resolve("/sys/dev/char/"
            + std::to_string(linux_major(number)) + ':' + std::to_string(linux_minor(number)));
        std::string name = last_of(terminal);
        bool const here
            = is_terminal_name(name) && tree_.resolve(terminals + '/' + name) == terminal;
        return here ? name : std::string();
    }

    bool has_hardware(std::string const& name, std::string const& terminal) const
    {
        // Consoles and pseudo terminals have no device. These two have none either while nobody is
        // at the other end, and are ports all the same.
        if (tree_.resolve(terminal + "/device").empty() && name.compare(0, 6, "rfcomm") != 0
            && name.compare(0, 5, "ttyGS") != 0)
            return false;
        // A place for a port that nobody has found (PORT_UNKNOWN, linux/serial_core.h).
        return device_text(tree_.read(terminal + "/type")) != "0";
    }

    // @param opened_as A node that is the port's too, if there is no other.
    std::optional<port_info> describe(
        std::string const& name, std::string const& opened_as = {}) const
    {
        if (!is_terminal_name(name))
            return std::nullopt;
        std::string const terminal = tree_.resolve(terminals + '/' + name);
        if (terminal.empty() || !has_hardware(name, terminal))
            return std::nullopt;
        std::string hardware = tree_.resolve(terminal + "/device");
        port_info port;
        port.name = name;
        std::string path = name;
        std::replace(path.begin(), path.end(), '!', '/');
        port.device = devices + path;
        std::string node = tree_.resolve(port.device);
        if (node.empty())
            node = port.device = opened_as;
        if (node.empty())
            return std::nullopt;
        port.by_id = linked(by_id_, node);
        port.by_path = linked(by_path_, node);
        port.description = name;
        port.hwid = "n/a";
        if (hardware.empty())
            return port;
        // Since Linux 6.5 a UART's port and controller stand between it and its hardware.
        while (subsystem_of(hardware) == "serial-base")
            hardware = parent_of(hardware);
        port.driver = last_of(tree_.resolve(hardware + "/driver"));
        describe_hardware(port, hardware, subsystem_of(hardware));
        return port;
    }

    void describe_hardware(
        port_info& port, std::string const& hardware, std::string const& subsystem) const
    {
        if (subsystem == "usb-serial")
            return describe_usb(port, parent_of(hardware));
        if (subsystem == "usb")
            return describe_usb(port, hardware);
        port.location = device_text(last_of(hardware));
        if (subsystem == "pnp")
            if (std::string const id = text(hardware, "id"); !id.empty())
                port.hwid = id;
        if (subsystem == "amba")
            port.hwid = port.location;
    }

    void describe_usb(port_info& port, std::string const& interface) const
    {
        std::string const device = parent_of(interface);
        port.vid = usb_id(text(device, "idVendor"));
        port.pid = usb_id(text(device, "idProduct"));
        port.serial_number = text(device, "serial");
        port.manufacturer = text(device, "manufacturer");
        port.product = text(device, "product");
        if (port.vid && port.pid && (port.manufacturer.empty() || port.product.empty()))
        {
            usb_names const known = tree_.names_of_usb(*port.vid, *port.pid);
            if (port.manufacturer.empty())
                port.manufacturer = device_text(known.vendor);
            if (port.product.empty())
                port.product = device_text(known.product);
        }
        port.interface = text(interface, "interface");
        std::string const interfaces = text(device, "bNumInterfaces");
        bool const several = !interfaces.empty() && interfaces != "1";
        port.location = device_text(last_of(several ? interface : device));
        port.description = usb_description(port);
        if (port.vid && port.pid)
            port.hwid = usb_hwid(port);
    }

    std::string subsystem_of(std::string const& hardware) const
    {
        return last_of(tree_.resolve(hardware + "/subsystem"));
    }

    std::string text(std::string const& folder, char const* attribute) const
    {
        return device_text(tree_.read(folder + '/' + attribute));
    }

    static std::string linked(
        std::map<std::string, std::string> const& links, std::string const& node)
    {
        auto const found = links.find(node);
        return found == links.end() ? std::string() : found->second;
    }

    Tree const& tree_;
    std::map<std::string, std::string> by_id_;
    std::map<std::string, std::string> by_path_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
