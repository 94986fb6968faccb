// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_FILE_TREE_HPP
#define BOOST_SERIAL_EXT_NATIVE_FILE_TREE_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/native/sys_hwdb.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** The files in which a system keeps what it knows of its devices.

    They are looked at only: none is written, no device is opened. What vanishes meanwhile, or may
    not be read, is as if it were not there.
*/
class file_tree
{
public:
    /// @param root A folder with "sys" and "dev" in it; empty: the system's own.
    explicit file_tree(std::string root = {}) : root_(std::move(root)) {}

    /// The names in a folder, sorted. @param ec Why there are none.
    BOOST_SERIAL_EXT_DECL std::vector<std::string> names(
        std::string const& folder, error_code& ec) const;

    /// The beginning of a regular file, 4 KiB at most: an attribute of sysfs is one page, at most.
    BOOST_SERIAL_EXT_DECL std::string read(std::string const& file) const;

    /// What a USB device is called that does not say so itself: only of the system's own tree.
    BOOST_SERIAL_EXT_DECL usb_names names_of_usb(std::uint16_t vid, std::uint16_t pid) const;

    /// Where a path leads, without links; empty if nowhere.
    BOOST_SERIAL_EXT_DECL std::string resolve(std::string const& path) const;

private:
    static constexpr std::size_t most_names = 65'536;

    std::string root_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/native/file_tree.ipp>
#endif

#endif
