// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_FILE_TREE_IPP
#define BOOST_SERIAL_EXT_NATIVE_FILE_TREE_IPP

#include <boost_serial_ext/native/file_tree.hpp>
#include <boost_serial_ext/native/sys_hwdb.ipp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <string>
#include <system_error>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_DECL std::vector<std::string> file_tree::names(
    std::string const& folder, error_code& ec) const
{
    namespace fs = std::filesystem;
    std::vector<std::string> found;
    std::error_code failed;
    fs::directory_iterator entry(root_ + folder, failed);
    for (; !failed && entry != fs::directory_iterator() && found.size() != most_names;
         entry.increment(failed)) // which makes it the end when it fails
        found.push_back(entry->path().filename().string());
    if (failed) // also of a folder that cannot be read to its end
        ec = error_code(failed.value(), boost::system::system_category());
    std::sort(found.begin(), found.end());
    return found;
}

BOOST_SERIAL_EXT_DECL std::string file_tree::read(std::string const& file) const
{
    namespace fs = std::filesystem;
    std::error_code failed;
    if (!fs::is_regular_file(root_ + file, failed) || failed)
        return {};
    std::ifstream in(root_ + file, std::ios::binary);
    std::string text(4096, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

BOOST_SERIAL_EXT_DECL usb_names file_tree::names_of_usb(std::uint16_t vid, std::uint16_t pid) const
{
    return root_.empty() ? detail::names_of_usb(vid, pid) : usb_names();
}

BOOST_SERIAL_EXT_DECL std::string file_tree::resolve(std::string const& path) const
{
    std::error_code failed;
    std::string const real = std::filesystem::canonical(root_ + path, failed).string();
    std::string const top = root_.empty() || failed
        ? std::string()
        : std::filesystem::canonical(root_, failed).string();
    if (failed || real.compare(0, top.size(), top) != 0)
        return {};
    return real.substr(top.size());
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
