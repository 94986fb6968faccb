// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CONFIG_HPP
#define BOOST_SERIAL_EXT_DETAIL_CONFIG_HPP

#include <boost/config.hpp>

#if __cplusplus < 201703L && (!defined(_MSVC_LANG) || _MSVC_LANG < 201703L)
#error "boost_serial_ext needs C++17 or newer."
#endif

// Which system this is. Every other file asks these macros, and only native/select.hpp does. Whoever
// defines BOOST_SERIAL_EXT_PLAIN_POSIX, for all that is linked, gets what an unknown system gets.
#if defined(BOOST_SERIAL_EXT_PLAIN_POSIX)
#elif defined(__linux__)
#define BOOST_SERIAL_EXT_LINUX 1
#elif defined(_WIN32)
#define BOOST_SERIAL_EXT_WINDOWS 1
#elif defined(__APPLE__)
#define BOOST_SERIAL_EXT_DARWIN 1
#elif defined(__FreeBSD__)
#define BOOST_SERIAL_EXT_FREEBSD 1
#elif defined(__NetBSD__)
#define BOOST_SERIAL_EXT_NETBSD 1
#elif defined(__OpenBSD__)
#define BOOST_SERIAL_EXT_OPENBSD 1
#elif defined(__DragonFly__)
#define BOOST_SERIAL_EXT_DRAGONFLY 1
#endif

// What is included there: by detail/data_path.hpp, what moves the bytes; by native/native.ipp; by
// native/sys_wire.hpp, what test doubles ask the system, and by src/test.cpp.
#if defined(BOOST_SERIAL_EXT_WINDOWS)
#define BOOST_SERIAL_EXT_DATA_PATH "boost_serial_ext/detail/windows_data_path.hpp"
#define BOOST_SERIAL_EXT_WIRE "boost_serial_ext/native/sys_windows_wire.ipp"
#define BOOST_SERIAL_EXT_DOUBLES "boost_serial_ext/test/impl/windows_doubles.ipp"
#else
#define BOOST_SERIAL_EXT_DATA_PATH "boost_serial_ext/detail/posix_data_path.hpp"
#define BOOST_SERIAL_EXT_WIRE "boost_serial_ext/native/sys_posix_wire.ipp"
#define BOOST_SERIAL_EXT_DOUBLES "boost_serial_ext/test/impl/posix_doubles.ipp"
#endif
#if defined(BOOST_SERIAL_EXT_DARWIN) // and by native/sys_posix_wire.ipp
#define BOOST_SERIAL_EXT_SOCKET_PAIR "boost_serial_ext/native/sys_darwin_socket_pair.ipp"
#else
#define BOOST_SERIAL_EXT_SOCKET_PAIR "boost_serial_ext/native/sys_posix_socket_pair.ipp"
#endif
#if defined(BOOST_SERIAL_EXT_OPENBSD) // by native/sys_posix_pty.ipp
#define BOOST_SERIAL_EXT_PTY_NAME "boost_serial_ext/native/sys_openbsd_pty_name.ipp"
#else
#define BOOST_SERIAL_EXT_PTY_NAME "boost_serial_ext/native/sys_posix_pty_name.ipp"
#endif
#if defined(BOOST_SERIAL_EXT_WINDOWS)
#define BOOST_SERIAL_EXT_NATIVE "boost_serial_ext/native/windows.ipp"
#elif defined(BOOST_SERIAL_EXT_LINUX)
#define BOOST_SERIAL_EXT_NATIVE "boost_serial_ext/native/linux.ipp"
#elif defined(BOOST_SERIAL_EXT_DARWIN)
#define BOOST_SERIAL_EXT_NATIVE "boost_serial_ext/native/darwin.ipp"
#elif defined(BOOST_SERIAL_EXT_FREEBSD)
#define BOOST_SERIAL_EXT_NATIVE "boost_serial_ext/native/freebsd.ipp"
#elif defined(BOOST_SERIAL_EXT_NETBSD)
#define BOOST_SERIAL_EXT_NATIVE "boost_serial_ext/native/netbsd.ipp"
#elif defined(BOOST_SERIAL_EXT_OPENBSD)
#define BOOST_SERIAL_EXT_NATIVE "boost_serial_ext/native/openbsd.ipp"
#elif defined(BOOST_SERIAL_EXT_DRAGONFLY)
#define BOOST_SERIAL_EXT_NATIVE "boost_serial_ext/native/dragonfly.ipp"
#else
#define BOOST_SERIAL_EXT_NATIVE "boost_serial_ext/native/posix.ipp"
#endif

// Linkage. Header-only code and compiled code live in different inline namespaces, so that a
// program which mixes them fails when it is linked, not when it runs.
#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#define BOOST_SERIAL_EXT_ABI v0_header_only
#define BOOST_SERIAL_EXT_DECL inline
#define BOOST_SERIAL_EXT_TEST_DECL inline
#else
#define BOOST_SERIAL_EXT_TEST_DECL // the test doubles are a static library, always
#define BOOST_SERIAL_EXT_ABI v0_compiled
#if defined(BOOST_SERIAL_EXT_DYN_LINK) && defined(BOOST_SERIAL_EXT_SOURCE)
#define BOOST_SERIAL_EXT_DECL BOOST_SYMBOL_EXPORT
#elif defined(BOOST_SERIAL_EXT_DYN_LINK)
#define BOOST_SERIAL_EXT_DECL BOOST_SYMBOL_IMPORT
#else
#define BOOST_SERIAL_EXT_DECL
#endif
#endif

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The systems whose numbers, flags and structures the library knows.
enum class os : unsigned char
{
    linux_kernel,
    darwin,
    freebsd,
    netbsd,
    openbsd,
    dragonfly,
    windows,
    other
};

/// Whether a system descends from 4.4BSD: one ancestry of error numbers and of termios.
constexpr bool is_bsd(os system) noexcept
{
    return system >= os::darwin && system <= os::dragonfly;
}

#if defined(BOOST_SERIAL_EXT_WINDOWS)
inline constexpr os this_os = os::windows;
/// What the system calls an open device; the same type as `HANDLE`, without its header.
using native_handle = void*;
inline constexpr native_handle no_handle = nullptr;
#else
#if defined(BOOST_SERIAL_EXT_LINUX)
inline constexpr os this_os = os::linux_kernel;
#elif defined(BOOST_SERIAL_EXT_DARWIN)
inline constexpr os this_os = os::darwin;
#elif defined(BOOST_SERIAL_EXT_FREEBSD)
inline constexpr os this_os = os::freebsd;
#elif defined(BOOST_SERIAL_EXT_NETBSD)
inline constexpr os this_os = os::netbsd;
#elif defined(BOOST_SERIAL_EXT_OPENBSD)
inline constexpr os this_os = os::openbsd;
#elif defined(BOOST_SERIAL_EXT_DRAGONFLY)
inline constexpr os this_os = os::dragonfly;
#else
inline constexpr os this_os = os::other;
#endif
/// What the system calls an open device: a file descriptor.
using native_handle = int;
inline constexpr native_handle no_handle = -1;
#endif

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
