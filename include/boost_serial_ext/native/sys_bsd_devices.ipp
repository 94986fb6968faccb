// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_BSD_DEVICES_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_BSD_DEVICES_IPP

#include <boost_serial_ext/native/sys_bsd_devices.hpp>
#include <boost_serial_ext/native/sys_posix.ipp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

static_assert(is_character_device({S_IFCHR | 0660u}) && !is_character_device({S_IFBLK | 0660u}));

BOOST_SERIAL_EXT_DECL int sys_bsd_nodes::nodes(std::vector<std::string>& names)
{
    struct folder
    {
        ::DIR* dir = ::opendir("/dev");
        ~folder()
        {
            if (dir != nullptr)
                ::closedir(dir);
        }
    } const devices;
    if (devices.dir == nullptr)
        return number_of(-1);
    std::size_t const most = 65'536;
    errno = 0; // the end of the folder leaves it so
    while (names.size() != most)
        if (::dirent const* const entry = ::readdir(devices.dir))
            names.emplace_back(entry->d_name);
        else
            return errno;
    return EOVERFLOW; // not all of them
}
BOOST_SERIAL_EXT_DECL int sys_bsd_nodes::status(char const* path, bsd_node& node) noexcept
{
    struct ::stat s = {};
    int const number = number_of(::stat(path, &s));
    node = {s.st_mode, static_cast<std::uint64_t>(s.st_rdev), static_cast<std::uint64_t>(s.st_ino)};
    return number;
}
BOOST_SERIAL_EXT_DECL int sys_bsd_nodes::resolve(char const* path, std::string& real)
{
    struct text
    {
        char* begin = nullptr;
        ~text() { std::free(begin); }
    } found;
    found.begin = ::realpath(path, nullptr);
    real = found.begin != nullptr ? found.begin : "";
    return number_of(found.begin != nullptr ? 0 : -1);
}
BOOST_SERIAL_EXT_DECL int sys_bsd_nodes::may_open(char const* path) noexcept
{
    return number_of(::faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS));
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
