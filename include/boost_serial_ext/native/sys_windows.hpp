// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_HPP

#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/detail/codec/windows_dcb.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstdint>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** The calls of Win32 that the library makes, one per function, without decisions.

    Each returns 0 or the error number, so that a recording fake can stand in for it.
*/
struct sys_windows
{
    /// CreateFileW: to read and write, share mode 0, FILE_FLAG_OVERLAPPED.
    BOOST_SERIAL_EXT_DECL int open(char16_t const* name, native_handle& handle) noexcept;
    /// CloseHandle.
    BOOST_SERIAL_EXT_DECL int close(native_handle handle) noexcept;
    /// CloseHandle on a thread of the system's pool, which nobody waits for; if there is none to be had, here.
    BOOST_SERIAL_EXT_DECL void close_apart(native_handle handle) noexcept;
    /// GetCommState, SetCommState.
    BOOST_SERIAL_EXT_DECL int get_state(native_handle handle, windows_dcb& dcb) noexcept;
    BOOST_SERIAL_EXT_DECL int set_state(native_handle handle, windows_dcb const& dcb) noexcept;
    /// GetCommTimeouts, SetCommTimeouts.
    BOOST_SERIAL_EXT_DECL int get_timeouts(native_handle handle, windows_timeouts& t) noexcept;
    BOOST_SERIAL_EXT_DECL int set_timeouts(
        native_handle handle, windows_timeouts const& t) noexcept;
    /// GetCommModemStatus.
    BOOST_SERIAL_EXT_DECL int get_lines(native_handle handle, std::uint32_t& bits) noexcept;
    /// EscapeCommFunction.
    BOOST_SERIAL_EXT_DECL int escape(native_handle handle, std::uint32_t function) noexcept;
    /// ClearCommError: it forgets the errors that it tells.
    BOOST_SERIAL_EXT_DECL int get_queues(native_handle handle, std::uint32_t& errors,
        std::uint32_t& input, std::uint32_t& output) noexcept;
    /// PurgeComm.
    BOOST_SERIAL_EXT_DECL int purge(native_handle handle, std::uint32_t what) noexcept;
    /// FlushFileBuffers: waits until the driver has sent what it was given.
    BOOST_SERIAL_EXT_DECL int flush(native_handle handle) noexcept;
    /// DuplicateHandle.
    BOOST_SERIAL_EXT_DECL int duplicate(native_handle handle, native_handle& copy) noexcept;
    /// SetCommMask.
    BOOST_SERIAL_EXT_DECL int set_events(native_handle handle, std::uint32_t mask) noexcept;
    /// What WaitCommEvent would tell at once; from the first call on the device remembers its line
    /// events.
    BOOST_SERIAL_EXT_DECL int take_events(native_handle handle, std::uint32_t& events) noexcept;
    /// CancelIoEx, of everything; there need not be anything.
    BOOST_SERIAL_EXT_DECL int cancel(native_handle handle) noexcept;
    /// GetCommProperties.
    BOOST_SERIAL_EXT_DECL int get_properties(
        native_handle handle, windows_properties& properties) noexcept;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
