// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_CONFIG_HPP
#define BOOST_SERIAL_EXT_DETAIL_CONFIG_HPP

#include <boost/config.hpp>

#if __cplusplus < 201703L && (!defined(_MSVC_LANG) || _MSVC_LANG < 201703L)
#error "boost_serial_ext needs C++17 or newer."
#endif

// Which system this is. Every other file asks these macros, and only native/select.hpp does.
#if defined(__linux__)
#define BOOST_SERIAL_EXT_LINUX 1
#elif defined(_WIN32)
#define BOOST_SERIAL_EXT_WINDOWS 1
#elif defined(__APPLE__)
#define BOOST_SERIAL_EXT_DARWIN 1
#elif defined(__FreeBSD__) || defined(__NetBSD__) || defined(__OpenBSD__) || defined(__DragonFly__)
#define BOOST_SERIAL_EXT_BSD 1
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

/// The families of systems whose numbers, flags and structures the library knows.
enum class os : unsigned char
{
    linux_kernel,
    bsd, // macOS and the BSDs: one ancestry of error numbers
    windows,
    other
};

#if defined(BOOST_SERIAL_EXT_WINDOWS)
inline constexpr os this_os = os::windows;
/// What the system calls an open device; the same type as `HANDLE`, without its header.
using native_handle = void*;
#else
#if defined(BOOST_SERIAL_EXT_LINUX)
inline constexpr os this_os = os::linux_kernel;
#elif defined(BOOST_SERIAL_EXT_DARWIN) || defined(BOOST_SERIAL_EXT_BSD)
inline constexpr os this_os = os::bsd;
#else
inline constexpr os this_os = os::other;
#endif
/// What the system calls an open device: a file descriptor.
using native_handle = int;
#endif

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
