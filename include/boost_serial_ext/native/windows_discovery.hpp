// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_WINDOWS_DISCOVERY_HPP
#define BOOST_SERIAL_EXT_NATIVE_WINDOWS_DISCOVERY_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/port_text.hpp>
#include <boost_serial_ext/detail/codec/windows_device.hpp>
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

/** What Windows knows of its serial ports: the devices with the interface
    GUID_DEVINTERFACE_COMPORT, and what drivers have entered in the registry (SERIALCOMM).

    No port is opened. `Sys` is `sys_windows_devices`, or a fake.
*/
template<class Sys>
class windows_discovery
{
public:
    explicit windows_discovery(Sys& sys) noexcept : sys_(sys) {}

    /** All of them, in their natural order.

        @param ec Why nothing is known. Where the one list cannot be had the other one is all.
    */
    std::vector<windows_device> devices(error_code& ec)
    {
        std::vector<windows_device> found, all;
        std::vector<std::string> names;
        int const number = sys_.devices(found);
        int const other_number = sys_.registered(names);
        ec.clear();
        if (number != 0 && other_number != 0)
            BOOST_SERIAL_EXT_ASSIGN(ec, make_system_error(error_context::transfer, number));
        auto const add = [&](windows_device&& device)
        {
            auto const same
                = [&](windows_device const& d) { return names_windows_port(device.port, d.port); };
            if (is_windows_port_name(device.port) && std::none_of(all.begin(), all.end(), same))
                all.push_back(std::move(device));
        };
        for (windows_device& device : found)
            add(std::move(device));
        for (std::string& name :
            names) // of drivers that have made no device, or not that interface
        {
            windows_device device;
            device.port = std::move(name);
            add(std::move(device));
        }
        std::sort(all.begin(), all.end(),
            [](windows_device const& a, windows_device const& b)
            { return in_natural_order(a.port, b.port); });
        return all;
    }

    std::vector<port_info> list(error_code& ec)
    {
        std::vector<port_info> ports;
        for (windows_device const& device : devices(ec))
            ports.push_back(describe_windows_port(device));
        return ports;
    }

    /// The port that a name opens; nothing if it is not known.
    std::optional<port_info> find(std::string_view name, error_code& ec)
    {
        for (windows_device const& device : devices(ec))
            if (names_windows_port(name, device.port))
                return describe_windows_port(device);
        return std::nullopt;
    }

private:
    Sys& sys_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
