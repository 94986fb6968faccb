// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_NETBSD_DEVICES_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_NETBSD_DEVICES_IPP

#include <boost_serial_ext/native/sys_bsd_devices.hpp>
#include <boost_serial_ext/native/sys_bsd_devices.ipp>
#include <boost_serial_ext/native/sys_posix.ipp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/drvctlio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_DECL int sys_netbsd_devices::open(int& fd) noexcept
{
    fd = ::open(DRVCTLDEV, O_RDONLY | O_CLOEXEC);
    return number_of(fd);
}
BOOST_SERIAL_EXT_DECL int sys_netbsd_devices::close(int fd) noexcept
{
    return number_of(::close(fd));
}
BOOST_SERIAL_EXT_DECL int sys_netbsd_devices::children(
    int fd, std::string const& parent, std::vector<std::string>& names)
{
    using name = char[16];
    static_assert(sizeof ::devlistargs::l_devname == sizeof(name), "drvctlio.h");
    std::vector<char> room(1024 * sizeof(name));
    ::devlistargs list = {};
    parent.copy(list.l_devname, sizeof list.l_devname - 1);
    list.l_childname = reinterpret_cast<name*>(room.data());
    list.l_children = room.size() / sizeof(name);
    int const failed = number_of(::ioctl(fd, DRVLISTDEV, &list));
    // The kernel counts all of them, also those for which there was no room.
    std::size_t const count
        = failed == 0 ? (std::min)(list.l_children, room.size() / sizeof(name)) : 0;
    for (std::size_t i = 0; i != count; ++i)
        names.emplace_back(list.l_childname[i],
            std::find(std::begin(list.l_childname[i]), std::end(list.l_childname[i]), '\0'));
    return failed;
}
BOOST_SERIAL_EXT_DECL int sys_netbsd_devices::command(
    int fd, std::string const& request, std::string& answer)
{
    std::string text = request; // the kernel does not write there, but the type does not say so
    ::plistref reference = {};
    reference.pref_plist = text.data();
    reference.pref_len = text.size();
    int const failed = number_of(::ioctl(fd, DRVCTLCOMMAND, &reference));
    if (failed != 0)
        return failed;
    // Now it is memory that the kernel has made, which is ours to give back
    // (common/lib/libprop/prop_kern.c, _prop_object_copyout).
    std::size_t const longest = 16'384;
    answer.assign(
        static_cast<char const*>(reference.pref_plist), (std::min)(reference.pref_len, longest));
    ::munmap(reference.pref_plist, reference.pref_len);
    return 0;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
