// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_DARWIN_DISCOVERY_HPP
#define BOOST_SERIAL_EXT_NATIVE_DARWIN_DISCOVERY_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/darwin_device.hpp>
#include <boost_serial_ext/detail/codec/port_text.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The class of the services that are serial ports (IOKit/serial/IOSerialKeys.h).
inline constexpr char const* darwin_serial_class = "IOSerialBSDClient";

/// Turns the answer of a call to IOKit or Mach into an error code; true if it failed.
inline bool darwin_fail(error_code& ec, int kernel_return) noexcept
{
    ec.clear();
    int const number = number_of_darwin_return(static_cast<std::uint32_t>(kernel_return));
    if (number != 0)
        BOOST_SERIAL_EXT_ASSIGN(ec, make_system_error(error_context::transfer, number));
    return number != 0;
}

/// An object of the registry, which is given back. `Sys` is that of `darwin_discovery`.
template<class Sys>
class darwin_held
{
public:
    explicit darwin_held(Sys& sys, darwin_object object = 0) noexcept : sys_(sys), object_(object)
    {
    }
    darwin_held(darwin_held const&) = delete;
    darwin_held& operator=(darwin_held const&) = delete;
    ~darwin_held() { reset(); }

    darwin_object get() const noexcept { return object_; }

    void reset(darwin_object another = 0) noexcept
    {
        if (darwin_object const object = std::exchange(object_, another); object != 0)
            sys_.release(object);
    }

private:
    Sys& sys_;
    darwin_object object_;
};

/** What macOS knows of its serial ports: the registry's services of `darwin_serial_class`, and what
    these are parts of.

    No port is opened. A registry is foreign data: drivers make it, of what devices tell. `Sys` is
    `sys_darwin_registry`, or a fake.
*/
template<class Sys>
class darwin_discovery
{
public:
    explicit darwin_discovery(Sys& sys) noexcept : sys_(sys) {}

    /** All of them, in their natural order.

        @param ec Why nothing is known.
        @return Of several with the same node the newest one: a port that is gone may stay while
        somebody has it open. Identities ascend (IORegistryEntry.cpp, gIORegistryLastID).
    */
    std::vector<darwin_device> devices(error_code& ec)
    {
        std::vector<darwin_device> all;
        darwin_object services = 0;
        if (darwin_fail(ec, sys_.services(darwin_serial_class, services)) || services == 0)
            return all; // 0: there are none (IOKitLib.h, IOServiceGetMatchingServices)
        darwin_held<Sys> const iterator(sys_, services);
        for (unsigned i = 0; i != most_services; ++i)
        {
            darwin_held<Sys> const service(sys_, sys_.next(services));
            if (service.get() == 0)
                break;
            if (auto device = read(service.get()); !darwin_node_name(device.callout).empty())
                add(all, std::move(device));
        }
        std::sort(all.begin(), all.end(),
            [](darwin_device const& a, darwin_device const& b)
            { return in_natural_order(a.callout, b.callout); });
        return all;
    }

    std::vector<port_info> list(error_code& ec)
    {
        std::vector<port_info> ports;
        for (darwin_device const& device : devices(ec))
            ports.push_back(describe_darwin_port(device));
        return ports;
    }

    /// The port that a node belongs to, the callout's or the dial-in's; nothing if it is not known.
    /// @param device The node's path, or its name, or a link to it.
    std::optional<port_info> find(std::string const& device, error_code& ec)
    {
        std::vector<darwin_device> const all = devices(ec);
        auto const look_for = [&](std::string_view name) -> std::optional<port_info>
        {
            for (darwin_device const& d : all)
                if (names_darwin_port(name, d))
                    return describe_darwin_port(d);
            return std::nullopt;
        };
        if (auto found = look_for(device))
            return found;
        return all.empty() ? std::nullopt : look_for(sys_.resolve(device.c_str()));
    }

private:
    static constexpr unsigned most_services = 4096;
    static constexpr unsigned most_parents = 64;

    static void add(std::vector<darwin_device>& all, darwin_device&& device)
    {
        auto const same = [&](darwin_device const& d) { return d.callout == device.callout; };
        auto const at = std::find_if(all.begin(), all.end(), same);
        if (at == all.end())
            all.push_back(std::move(device));
        else if (at->identity < device.identity)
            *at = std::move(device);
    }

    darwin_device read(darwin_object service)
    {
        darwin_device d;
        if (sys_.identity(service, d.identity) != 0) // first: see `port_source`
            d.identity = 0;
        d.callout = sys_.text(service, "IOCalloutDevice");
        d.dialin = sys_.text(service, "IODialinDevice");
        if (d.callout.empty())
            d.callout = node_of(service);
        if (!darwin_node_name(d.callout).empty())
            read_parents(service, d);
        return d;
    }

    // The nodes are called so (IOSerialBSDClient.cpp, createDevNodes).
    std::string node_of(darwin_object service)
    {
        std::string name = sys_.text(service, "IOTTYDevice");
        if (name.empty())
            name = sys_.text(service, "IOTTYBaseName") + sys_.text(service, "IOTTYSuffix");
        return name.empty() ? name : "/dev/cu." + name;
    }

    void read_parents(darwin_object service, darwin_device& d)
    {
        bool on_usb = false; // past the interface there is no driver of the port's
        darwin_held<Sys> entry(sys_);
        darwin_object child = service;
        for (unsigned i = 0; i != most_parents; ++i, child = entry.get())
        {
            darwin_object parent = 0;
            if (sys_.parent(child, parent) != 0 || parent == 0)
                return;
            entry.reset(parent);
            if (is_one_of(parent, "IOUSBHostDevice", "IOUSBDevice"))
                return read_usb(parent, d);
            if (is_one_of(parent, "IOUSBHostInterface", "IOUSBInterface"))
            {
                if (!std::exchange(on_usb, true))
                    d.interface = text(parent, "USB Interface Name", "kUSBString");
            }
            else if (!on_usb && d.driver.empty())
                d.driver = driver_of(parent);
        }
    }

    // A driver outside the kernel, of DriverKit, has its class in a property (IOKit/IOKitKeys.h,
    // kIOUserClassKey), and is what the service is directly above. One in the kernel has made an
    // IOSerialStreamSync, or a class of that, which stands in between.
    std::string driver_of(darwin_object entry)
    {
        std::string name = sys_.text(entry, "IOUserClass");
        if (name.empty() && !sys_.conforms_to(entry, "IOSerialStreamSync"))
            name = sys_.class_of(entry);
        return name;
    }

    // Until macOS 10.10 the classes and keys were the second ones; since then there are both, or
    // the first ones alone (IOUSBHostFamilyDefinitions.h; USBSpec.h).
    void read_usb(darwin_object device, darwin_device& d)
    {
        d.usb = true;
        d.vid = sys_.number(device, "idVendor");
        d.pid = sys_.number(device, "idProduct");
        d.location = sys_.number(device, "locationID");
        d.serial_number = text(device, "USB Serial Number", "kUSBSerialNumberString");
        d.manufacturer = text(device, "USB Vendor Name", "kUSBVendorString");
        d.product = text(device, "USB Product Name", "kUSBProductString");
    }

    bool is_one_of(darwin_object entry, char const* one, char const* other)
    {
        return sys_.conforms_to(entry, one) || sys_.conforms_to(entry, other);
    }

    std::string text(darwin_object entry, char const* key, char const* other)
    {
        std::string value = sys_.text(entry, key);
        return value.empty() ? sys_.text(entry, other) : value;
    }

    Sys& sys_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
