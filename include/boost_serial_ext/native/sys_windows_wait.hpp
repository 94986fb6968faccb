// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_WAIT_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_WAIT_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <cstdint>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// A WaitCommEvent that may be under way: until it has ended, the system writes here.
struct windows_wait
{
    alignas(void*) unsigned char overlapped[32]; ///< An OVERLAPPED, without its header.
    std::uint32_t events = 0;
    native_handle done{}; ///< The event object that tells the end.
};

/// What waits for a device's events are made of; each call returns 0 or the error number.
struct sys_windows_wait
{
    /// CreateEventW: one that stays set.
    BOOST_SERIAL_EXT_DECL static int make_event(native_handle& event) noexcept;
    /// SetCommMask: which events there are from now on. It ends the wait that is under way.
    BOOST_SERIAL_EXT_DECL static int choose(native_handle port, std::uint32_t mask) noexcept;
    /// WaitCommEvent: on success it is under way, or has ended; `done` tells.
    BOOST_SERIAL_EXT_DECL static int begin(native_handle port, windows_wait& wait) noexcept;
    /// GetOverlappedResult of a wait that has ended.
    BOOST_SERIAL_EXT_DECL static int outcome(
        native_handle port, windows_wait& wait, std::uint32_t& events) noexcept;
    /// SetCommMask, and CancelIoEx if it fails: ends a wait that is under way, and waits for that.
    BOOST_SERIAL_EXT_DECL static void end(
        native_handle port, windows_wait& wait, std::uint32_t mask) noexcept;
    /// WaitForSingleObject: whether a wait has ended within a time.
    BOOST_SERIAL_EXT_DECL static bool ended(
        windows_wait const& wait, std::uint32_t milliseconds) noexcept;
    /// DuplicateHandle.
    BOOST_SERIAL_EXT_DECL static int duplicate(native_handle from, native_handle& to) noexcept;
    /// CancelIoEx, of everything.
    BOOST_SERIAL_EXT_DECL static void cancel(native_handle handle) noexcept;
    /// The same until there is nothing any more that could be cancelled, for some milliseconds.
    BOOST_SERIAL_EXT_DECL static void cancel_and_wait(native_handle handle) noexcept;
    /// CloseHandle.
    BOOST_SERIAL_EXT_DECL static void close(native_handle handle) noexcept;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/native/select.hpp>
#endif

#endif
