// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_HWDB_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_HWDB_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <cstdint>
#include <string>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What others call a USB device.
struct usb_names
{
    std::string vendor;
    std::string product;
};

/// udev's hardware database: ID_VENDOR_FROM_DATABASE, ID_MODEL_FROM_DATABASE. Nothing unless the
/// library was built with BOOST_SERIAL_EXT_WITH_LIBUDEV, and where there is no database.
BOOST_SERIAL_EXT_DECL usb_names names_of_usb(std::uint16_t vid, std::uint16_t pid);

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
