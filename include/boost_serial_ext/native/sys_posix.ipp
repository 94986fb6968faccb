// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_IPP

#include <boost_serial_ext/native/select.hpp>
#include <boost_serial_ext/native/sys_posix.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The error number of a call that answered so; 0 if it succeeded.
inline int number_of(int result) noexcept
{
    return result < 0 ? errno : 0;
}

BOOST_SERIAL_EXT_DECL int sys_posix::status(char const* path, linux_node& node) noexcept
{
    struct ::stat s = {};
    int const number = number_of(::stat(path, &s));
    node = {s.st_mode, s.st_uid, s.st_gid, static_cast<std::uint64_t>(s.st_dev), s.st_ino};
    return number;
}
BOOST_SERIAL_EXT_DECL std::string sys_posix::user_name(unsigned uid)
{
    ::passwd entry{};
    ::passwd* found = nullptr;
    std::array<char, 4096> buffer;
    ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
    return found != nullptr ? found->pw_name : std::to_string(uid);
}
BOOST_SERIAL_EXT_DECL std::string sys_posix::group_name(unsigned gid)
{
    ::group entry{};
    ::group* found = nullptr;
    std::array<char, 16384> buffer;
    ::getgrgid_r(gid, &entry, buffer.data(), buffer.size(), &found);
    return found != nullptr ? found->gr_name : std::to_string(gid);
}
BOOST_SERIAL_EXT_DECL std::uint32_t sys_posix::process() noexcept
{
    return static_cast<std::uint32_t>(::getpid());
}
BOOST_SERIAL_EXT_DECL unsigned sys_posix::effective_user() noexcept
{
    return ::geteuid();
}
BOOST_SERIAL_EXT_DECL std::string sys_posix::beginning_of(char const* path, std::size_t limit)
{
    std::string text(limit, '\0');
    int const fd = ::open(path, O_RDONLY | O_CLOEXEC);
    std::size_t size = 0;
    for (::ssize_t n = 1; n > 0; size += static_cast<std::size_t>(n < 0 ? 0 : n))
        n = ::read(fd, text.data() + size, text.size() - size); // /proc hands out a page at a time
    ::close(fd);
    text.resize(size);
    return text;
}

BOOST_SERIAL_EXT_DECL signals_blocked::signals_blocked() noexcept
{
    static_assert(sizeof(::sigset_t) <= sizeof before_);
    ::sigset_t all;
    sigfillset(&all); // a macro on some systems
    ::pthread_sigmask(SIG_SETMASK, &all, ::new (before_)::sigset_t);
}
BOOST_SERIAL_EXT_DECL signals_blocked::~signals_blocked()
{
    ::pthread_sigmask(SIG_SETMASK, std::launder(reinterpret_cast<::sigset_t*>(before_)), nullptr);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
