// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_KNOWN_DEVICES_HPP
#define BOOST_SERIAL_EXT_NATIVE_KNOWN_DEVICES_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/port_source.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What a system knows of its ports, as `bsd_port` asks for it. `Sys` keeps nothing between two calls.
template<template<class> class Discovery, class Sys>
struct known_devices
{
    std::vector<port_info> list(error_code& ec) const
    {
        Sys sys;
        return Discovery<Sys>(sys).list(ec);
    }
    std::optional<port_info> find(std::string const& node, error_code& ec) const
    {
        Sys sys;
        return Discovery<Sys>(sys).find(node, ec);
    }
};

/// The same of a system that tells nothing.
struct no_devices
{
    std::vector<port_info> list(error_code& ec) const
    {
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::port_discovery));
        return {};
    }
    std::optional<port_info> find(std::string const&, error_code& ec) const
    {
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::port_discovery));
        return std::nullopt;
    }
};

/** A port source where the system does not tell of ports that come and go.

    OpenBSD's hotplug(4) has one reader (sys/dev/hotplug.c, hotplugopen), which is hotplugd(8).
    NetBSD's drvctl(4) gives each event to one of its readers, and takes root to be one
    (sys/kern/kern_drvctl.c, drvctl_getevent).
*/
class no_port_source final : public port_source
{
public:
    native_handle open(error_code& ec) override
    {
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::port_monitor));
        return no_handle;
    }
    void close(native_handle) noexcept override {}
    std::size_t receive(native_handle, char*, std::size_t, error_code& ec) noexcept override
    {
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::port_monitor));
        return 0;
    }
    std::vector<seen_port> scan(error_code& ec) override
    {
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::port_monitor));
        return {};
    }
    seen_port look(std::string const& name, error_code& ec) override
    {
        BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::port_monitor));
        return {name};
    }
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
