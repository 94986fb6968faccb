// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_BSD_TREE_HPP
#define BOOST_SERIAL_EXT_NATIVE_BSD_TREE_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/codec/bsd_device.hpp>
#include <boost_serial_ext/detail/codec/bsd_node.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <boost/system/errc.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** The devices of FreeBSD and DragonFly, and the ports among their nodes.

    Nodes are those of devfs: there is one as long as there is a port. What is behind it is in the
    texts that the kernel keeps of each device (sysctl dev.DRIVER.UNIT), which everybody may read.
    `Sys` is `sys_freebsd_devices`, `sys_dragonfly_devices`, or a fake.
*/
template<class Sys>
class bsd_tree
{
public:
    explicit bsd_tree(Sys& sys) : sys_(sys) {}

    /** All ports, and nodes that are about to be one or were.

        @return 0, or the number of the error for which nothing is known. A system without dev.* is
        none: then the nodes are all.
    */
    int ports(std::vector<bsd_found_port>& all)
    {
        // Devices first: what has a node but no device then may have come in between, or is going.
        typename Sys::oid root;
        bool const told = sys_.find("dev", root) == 0;
        if (int const number = told ? read(root) : 0; number != 0)
            return number;
        std::vector<std::string> nodes;
        if (int const number = sys_.nodes(nodes); number != 0)
            return number;
        std::map<std::string, bsd_device const*> owners;
        for (auto const& named : devices_)
            claim(named.second, owners);
        for (std::string const& node : nodes)
            if (is_bsd_port_name(Sys::system, node))
                owners.emplace(node, nullptr);
        for (auto const& [node, device] : owners)
            add(node, device, told, std::find(nodes.begin(), nodes.end(), node) != nodes.end(),
                all);
        return 0;
    }

private:
    // Several thousand sysctls, of which four of each device are wanted. To the end or not at all:
    // a port whose device was not read would look like one that has gone.
    int read(typename Sys::oid const& root)
    {
        typename Sys::oid at = root, next;
        std::size_t const most = 262'144;
        for (std::size_t i = 0; i != most; ++i)
        {
            error_code const ec(sys_.next(at, next), boost::system::system_category());
            if (ec == boost::system::errc::no_such_file_or_directory)
                return 0;
            if (ec)
                return ec.value();
            if (next == at || next.size() <= root.size()
                || !std::equal(root.begin(), root.end(), next.begin()))
                return 0;
            read_one(next);
            at.swap(next);
        }
        return EOVERFLOW; // no kernel has as many
    }

    void read_one(typename Sys::oid const& oid)
    {
        std::string name; // "dev.umodem.0.%desc": no part but the last has a dot in it
        if (sys_.name(oid, name) != 0)
            return;
        std::string_view rest = name;
        std::string_view part[4];
        for (std::string_view& p : part)
        {
            p = rest.substr(0, rest.find('.'));
            rest.remove_prefix((std::min)(p.size() + 1, rest.size()));
        }
        std::pair<char const*, std::string bsd_device::*> const wanted[]
            = {{"%desc", &bsd_device::description}, {"%pnpinfo", &bsd_device::identification},
                {"%location", &bsd_device::location}, {"%parent", &bsd_device::parent}};
        for (auto const& [last, member] : wanted)
        {
            std::string text;
            if (part[3] != last || !rest.empty() || sys_.text(oid, text) != 0)
                continue;
            std::string const unit = std::string(part[1]).append(part[2]);
            bsd_device& device = devices_[unit];
            device.name = unit;
            device.driver = part[1];
            device.*member = std::move(text);
        }
    }

    // The nodes that a device has on USB, whether or not they are there already.
    void claim(bsd_device const& device, std::map<std::string, bsd_device const*>& owners) const
    {
        auto const id = parse_bsd_identification(device.identification);
        std::string const stem = std::string(bsd_prefix(Sys::system)).append(id.terminal);
        if (id.terminal.empty() || !is_bsd_port_name(Sys::system, stem))
            return;
        if (id.ports == 1)
            owners.emplace(stem, &device);
        else
            for (unsigned i = 0; i != id.ports; ++i)
                owners.emplace(stem + '.' + std::to_string(i), &device);
    }

    void add(std::string const& node, bsd_device const* device, bool told, bool is_there,
        std::vector<bsd_found_port>& all)
    {
        if (device == nullptr)
            if (auto const uart = devices_.find(bsd_uart_of(Sys::system, node));
                uart != devices_.end())
                device = &uart->second;
        bsd_node found;
        if (is_there && sys_.status(("/dev/" + node).c_str(), found) != 0)
            is_there = false;
        if (!is_there && device == nullptr)
            return;
        bsd_found_port port;
        port.node = node;
        // On USB each driver tells which nodes it has (usb_serial.c, ucom_set_pnpinfo_usb), after
        // it has made them; and a node stays while somebody holds it open, without its device.
        bool const homeless = told && device == nullptr && is_bsd_usb_name(Sys::system, node);
        port.attached = is_there && is_character_device(found) && !homeless;
        bsd_device const nobody;
        bsd_device const& d = device != nullptr ? *device : nobody;
        port.device = d.name;
        port.info = describe_bsd_port(node, d, place_of(d));
        bsd_identity identity;
        for (std::string const& text : {d.name, d.identification, d.location, d.parent})
            identity.add(text);
        identity.add(found.number);
        identity.add(found.inode);
        port.identity = identity.value();
        all.push_back(std::move(port));
    }

    /** Where a device is plugged in, as in "0-1.4:x.2": the bus, and a port of each hub; and the
        interface, if something else is attached to another one. The configuration is not told.

        Empty where that is not known: of what is not on USB.
    */
    std::string place_of(bsd_device const& device) const
    {
        std::vector<bsd_location> chain; // the device, its hub, that one's, but not the root hub
        std::size_t const most = 8;      // 7 tiers (USB 2.0, 4.1.1)
        bsd_device const* at = &device;
        for (; chain.size() != most; at = &devices_.find(at->parent)->second)
        {
            bsd_location const here = parse_bsd_location(at->location);
            if (!here.port)
                break;
            chain.push_back(here);
            if (devices_.count(at->parent) == 0)
                break;
        }
        std::string_view const controller = "usbus", root = at->parent;
        auto const bus = begins_with(root, controller) ? bsd_number(root.substr(controller.size()))
                                                       : std::nullopt;
        if (chain.empty() || !bus)
            return {};
        std::string ports;
        unsigned hub = 1; // the root hub's address (usb_core.h, USB_ROOT_HUB_ADDR)
        for (auto step = chain.rbegin(); step != chain.rend(); ++step)
        {
            auto const port = bsd_hub_port(*step, *bus, hub);
            if (!port)
                return {};
            ports += (ports.empty() ? "" : ".") + std::to_string(*port);
            hub = step->address.value_or(0);
        }
        bsd_location const& own = chain.front();
        auto const shares = [&](auto const& other)
        {
            bsd_device const& o = other.second;
            return o.name != device.name && o.parent == device.parent && own.address
                && parse_bsd_location(o.location).address == own.address;
        };
        bool const several
            = own.interface != 0 || std::any_of(devices_.begin(), devices_.end(), shares);
        return std::to_string(*bus) + '-' + ports
            + (several ? ":x." + std::to_string(own.interface) : "");
    }

    Sys& sys_;
    std::map<std::string, bsd_device> devices_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
