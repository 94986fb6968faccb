// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_IPP

#include <boost_serial_ext/native/sys_windows.hpp>
#include <boost_serial_ext/native/sys_windows_checks.ipp>
#include <boost_serial_ext/native/sys_windows_headers.hpp>

#include <cstdint>
#include <cstring>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// GetLastError, if a call has failed. A failure without a number is ERROR_GEN_FAILURE.
inline int number_of(BOOL succeeded) noexcept
{
    int const number = succeeded != 0 ? 0 : static_cast<int>(::GetLastError());
    return succeeded == 0 && number == 0 ? ERROR_GEN_FAILURE : number;
}

BOOST_SERIAL_EXT_DECL int sys_windows::open(char16_t const* name, native_handle& handle) noexcept
{
    handle = ::CreateFileW(reinterpret_cast<wchar_t const*>(name), GENERIC_READ | GENERIC_WRITE, 0,
        nullptr, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr);
    return number_of(handle != INVALID_HANDLE_VALUE);
}
BOOST_SERIAL_EXT_DECL int sys_windows::close(native_handle handle) noexcept
{
    return number_of(::CloseHandle(handle));
}
/// Runs on a thread of the system's pool.
inline DWORD WINAPI close_on_another_thread(void* handle) noexcept
{
    ::CloseHandle(handle);
    return 0;
}
BOOST_SERIAL_EXT_DECL void sys_windows::close_apart(native_handle handle) noexcept
{
    if (::QueueUserWorkItem(&close_on_another_thread, handle, WT_EXECUTELONGFUNCTION) == 0)
        close(handle);
}
BOOST_SERIAL_EXT_DECL int sys_windows::get_state(native_handle handle, windows_dcb& dcb) noexcept
{
    DCB system{};
    system.DCBlength = sizeof system;
    int const number = number_of(::GetCommState(handle, &system));
    std::memcpy(static_cast<void*>(&dcb), &system, sizeof dcb);
    return number;
}
BOOST_SERIAL_EXT_DECL int sys_windows::set_state(
    native_handle handle, windows_dcb const& dcb) noexcept
{
    DCB system{};
    std::memcpy(&system, &dcb, sizeof system);
    return number_of(::SetCommState(handle, &system));
}
BOOST_SERIAL_EXT_DECL int sys_windows::get_timeouts(
    native_handle handle, windows_timeouts& t) noexcept
{
    COMMTIMEOUTS system{};
    int const number = number_of(::GetCommTimeouts(handle, &system));
    std::memcpy(static_cast<void*>(&t), &system, sizeof t);
    return number;
}
BOOST_SERIAL_EXT_DECL int sys_windows::set_timeouts(
    native_handle handle, windows_timeouts const& t) noexcept
{
    COMMTIMEOUTS system{};
    std::memcpy(&system, &t, sizeof system);
    return number_of(::SetCommTimeouts(handle, &system));
}
BOOST_SERIAL_EXT_DECL int sys_windows::get_lines(native_handle handle, std::uint32_t& bits) noexcept
{
    DWORD status = 0;
    int const number = number_of(::GetCommModemStatus(handle, &status));
    bits = status;
    return number;
}
BOOST_SERIAL_EXT_DECL int sys_windows::escape(native_handle handle, std::uint32_t function) noexcept
{
    return number_of(::EscapeCommFunction(handle, function));
}
BOOST_SERIAL_EXT_DECL int sys_windows::get_queues(native_handle handle, std::uint32_t& errors,
    std::uint32_t& input, std::uint32_t& output) noexcept
{
    DWORD told = 0;
    COMSTAT status{};
    int const number = number_of(::ClearCommError(handle, &told, &status));
    errors = told;
    input = status.cbInQue;
    output = status.cbOutQue;
    return number;
}
BOOST_SERIAL_EXT_DECL int sys_windows::purge(native_handle handle, std::uint32_t what) noexcept
{
    return number_of(::PurgeComm(handle, what));
}
BOOST_SERIAL_EXT_DECL int sys_windows::flush(native_handle handle) noexcept
{
    return number_of(::FlushFileBuffers(handle));
}
BOOST_SERIAL_EXT_DECL int sys_windows::duplicate(native_handle handle, native_handle& copy) noexcept
{
    HANDLE const self = ::GetCurrentProcess();
    return number_of(::DuplicateHandle(self, handle, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
}
BOOST_SERIAL_EXT_DECL int sys_windows::set_events(native_handle handle, std::uint32_t mask) noexcept
{
    return number_of(::SetCommMask(handle, mask));
}
BOOST_SERIAL_EXT_DECL int sys_windows::cancel(native_handle handle) noexcept
{
    return number_of(::CancelIoEx(handle, nullptr));
}
BOOST_SERIAL_EXT_DECL int sys_windows::get_properties(
    native_handle handle, windows_properties& properties) noexcept
{
    COMMPROP system{};
    int const number = number_of(::GetCommProperties(handle, &system));
    properties.capabilities = system.dwProvCapabilities;
    properties.settable_baud = system.dwSettableBaud;
    properties.settable_stop_parity = system.wSettableStopParity;
    return number;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
