// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_HWDB_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_HWDB_IPP

#include <boost_serial_ext/native/sys_hwdb.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#if defined(BOOST_SERIAL_EXT_WITH_LIBUDEV)
#include <libudev.h>
#endif

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

#if defined(BOOST_SERIAL_EXT_WITH_LIBUDEV)

BOOST_SERIAL_EXT_DECL usb_names names_of_usb(std::uint16_t vid, std::uint16_t pid)
{
    // Neither is shared with another thread: libudev has no locks.
    std::unique_ptr<::udev, ::udev* (*)(::udev*)> const context(::udev_new(), ::udev_unref);
    std::unique_ptr<::udev_hwdb, ::udev_hwdb* (*)(::udev_hwdb*)> const names(
        context ? ::udev_hwdb_new(context.get()) : nullptr, ::udev_hwdb_unref);
    if (!names)
        return {};
    std::array<char, 16> key{}; // the beginning of a modalias, as the database has it
    std::snprintf(key.data(), key.size(), "usb:v%04Xp%04X", vid, pid);
    auto* const known = ::udev_hwdb_get_properties_list_entry(names.get(), key.data(), 0);
    auto const value = [&](char const* property)
    {
        auto* const entry = ::udev_list_entry_get_by_name(known, property);
        char const* const text = entry == nullptr ? nullptr : ::udev_list_entry_get_value(entry);
        return std::string(text == nullptr ? "" : text);
    };
    return {value("ID_VENDOR_FROM_DATABASE"), value("ID_MODEL_FROM_DATABASE")};
}

#else

BOOST_SERIAL_EXT_DECL usb_names names_of_usb(std::uint16_t, std::uint16_t)
{
    return {};
}

#endif

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
