// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_TRANSFER_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_TRANSFER_IPP

#include <boost_serial_ext/native/sys_windows.ipp>
#include <boost_serial_ext/native/sys_windows_headers.hpp>
#include <boost_serial_ext/native/sys_windows_wait.ipp>

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Waits for one of two event objects; the second may be null.
inline void await_one_of(native_handle first, native_handle second, std::chrono::nanoseconds limit,
    bool& first_set, bool& second_set) noexcept
{
    HANDLE const events[] = {first, second};
    DWORD const count = second != nullptr ? 2 : 1;
    auto const longest = std::chrono::milliseconds(INFINITE - 1);
    auto const rounded = std::chrono::ceil<std::chrono::milliseconds>(limit);
    DWORD const ms
        = limit.count() < 0 ? INFINITE : static_cast<DWORD>((std::min)(rounded, longest).count());
    DWORD const which = ::WaitForMultipleObjects(count, events, FALSE, ms);
    first_set = which == WAIT_OBJECT_0 || ::WaitForSingleObject(first, 0) == WAIT_OBJECT_0;
    second_set = second != nullptr && ::WaitForSingleObject(second, 0) == WAIT_OBJECT_0;
}

/// ReadFile or WriteFile until it ends, the alarm is set, or the time is over; then it is cancelled.
template<class Start>
int transfer_within(native_handle handle, Start start, native_handle alarm,
    std::chrono::nanoseconds limit, std::size_t& done, bool& ended, bool& woken) noexcept
{
    windows_event const event;
    done = 0;
    ended = woken = false;
    if (event.get() == nullptr)
        return ended = true, ERROR_NO_SYSTEM_RESOURCES;
    OVERLAPPED o = overlapped_with(event.get());
    int number = number_of(start(o));
    if (number != 0 && number != ERROR_IO_PENDING)
        return ended = true, number;
    await_one_of(event.get(), alarm, limit, ended, woken);
    if (!ended)
        ::CancelIoEx(handle, &o);
    DWORD n = 0;
    number = number_of(::GetOverlappedResult(handle, &o, &n, TRUE));
    done = n; // what was moved before a failure has been moved
    if (number == ERROR_OPERATION_ABORTED && !ended)
        return 0;
    ended = true;
    return done != 0 ? 0 : number;
}
} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
