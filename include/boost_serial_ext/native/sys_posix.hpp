// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_HPP

#include <boost_serial_ext/detail/codec/linux_node.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What the library asks a POSIX system beside its ttys: nodes, users, groups, small files.
struct sys_posix
{
    /// stat.
    BOOST_SERIAL_EXT_DECL int status(char const* path, linux_node& node) noexcept;
    /// getpwuid_r, getgrgid_r; the number as text where nobody has that name.
    BOOST_SERIAL_EXT_DECL std::string user_name(unsigned uid);
    BOOST_SERIAL_EXT_DECL std::string group_name(unsigned gid);
    /// getpid.
    BOOST_SERIAL_EXT_DECL std::uint32_t process() noexcept;
    /// geteuid.
    BOOST_SERIAL_EXT_DECL unsigned effective_user() noexcept;
    /// The beginning of a file, at most `limit` bytes; empty on failure.
    BOOST_SERIAL_EXT_DECL std::string beginning_of(char const* path, std::size_t limit);
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
