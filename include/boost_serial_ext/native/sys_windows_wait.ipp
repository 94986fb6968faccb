// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_WAIT_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_WAIT_IPP

#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/native/sys_windows.ipp>
#include <boost_serial_ext/native/sys_windows_headers.hpp>
#include <boost_serial_ext/native/sys_windows_wait.hpp>

#include <cstdint>
#include <cstring>
#include <new>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

static_assert(sizeof(OVERLAPPED) <= sizeof(windows_wait::overlapped));

/// An OVERLAPPED whose end is told by an event object alone: with its lowest bit set no completion
/// packet is queued ("GetQueuedCompletionStatus function", remarks).
inline OVERLAPPED overlapped_with(native_handle event) noexcept
{
    OVERLAPPED o{};
    o.hEvent = reinterpret_cast<HANDLE>(reinterpret_cast<std::uintptr_t>(event) | 1u);
    return o;
}

/// An event object for one call.
class windows_event
{
public:
    windows_event() noexcept { sys_windows_wait::make_event(event_); }
    windows_event(windows_event const&) = delete;
    windows_event& operator=(windows_event const&) = delete;
    ~windows_event()
    {
        if (event_ != nullptr)
            ::CloseHandle(event_);
    }

    native_handle get() const noexcept { return event_; }

private:
    native_handle event_{};
};

BOOST_SERIAL_EXT_DECL int sys_windows_wait::make_event(native_handle& event) noexcept
{
    event = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
    return number_of(event != nullptr);
}
BOOST_SERIAL_EXT_DECL int sys_windows_wait::choose(native_handle port, std::uint32_t mask) noexcept
{
    return number_of(::SetCommMask(port, mask));
}
BOOST_SERIAL_EXT_DECL int sys_windows_wait::begin(native_handle port, windows_wait& wait) noexcept
{
    auto* const o
        = ::new (static_cast<void*>(wait.overlapped)) OVERLAPPED(overlapped_with(wait.done));
    wait.events = 0;
    ::ResetEvent(wait.done);
    static_assert(sizeof(DWORD) == sizeof wait.events);
    int const number = number_of(::WaitCommEvent(port, reinterpret_cast<DWORD*>(&wait.events), o));
    return number == ERROR_IO_PENDING ? 0 : number;
}
BOOST_SERIAL_EXT_DECL int sys_windows_wait::outcome(
    native_handle port, windows_wait& wait, std::uint32_t& events) noexcept
{
    auto* const o = std::launder(reinterpret_cast<OVERLAPPED*>(wait.overlapped));
    DWORD nothing = 0;
    int const number = number_of(::GetOverlappedResult(port, o, &nothing, FALSE));
    events = number == 0 ? wait.events : 0;
    return number;
}
BOOST_SERIAL_EXT_DECL void sys_windows_wait::end(
    native_handle port, windows_wait& wait, std::uint32_t mask) noexcept
{
    std::uint32_t const a_moment = 100;
    if (choose(port, mask) == 0 && ended(wait, a_moment))
        return;
    ::CancelIoEx(port, std::launder(reinterpret_cast<OVERLAPPED*>(wait.overlapped)));
    ended(wait, INFINITE);
}
BOOST_SERIAL_EXT_DECL bool sys_windows_wait::ended(
    windows_wait const& wait, std::uint32_t milliseconds) noexcept
{
    return ::WaitForSingleObject(wait.done, milliseconds) == WAIT_OBJECT_0;
}
BOOST_SERIAL_EXT_DECL int sys_windows_wait::duplicate(
    native_handle from, native_handle& to) noexcept
{
    return sys_windows().duplicate(from, to);
}
BOOST_SERIAL_EXT_DECL void sys_windows_wait::cancel(native_handle handle) noexcept
{
    ::CancelIoEx(handle, nullptr); // there may be nothing
}
// "CancelIoEx function": it fails if there is nothing to cancel. What a driver has not ended yet is
// still there.
BOOST_SERIAL_EXT_DECL void sys_windows_wait::cancel_and_wait(native_handle handle) noexcept
{
    unsigned const most_yields = 16, most_looks = 24;
    for (unsigned looks = 0; ::CancelIoEx(handle, nullptr) != 0 && looks != most_looks; ++looks)
        ::Sleep(looks < most_yields ? 0 : 1);
}
BOOST_SERIAL_EXT_DECL void sys_windows_wait::close(native_handle handle) noexcept
{
    ::CloseHandle(handle);
}

BOOST_SERIAL_EXT_DECL int sys_windows::take_events(
    native_handle handle, std::uint32_t& events) noexcept
{
    std::uint32_t const lines = windows_events::all & ~windows_events::rxchar;
    windows_event const event;
    windows_wait wait;
    wait.done = event.get();
    DWORD chosen = 0;
    events = 0;
    if (wait.done == nullptr)
        return ERROR_NO_SYSTEM_RESOURCES;
    if (int const number = number_of(::GetCommMask(handle, &chosen)); number != 0)
        return number;
    if ((chosen & lines) != lines)
        return sys_windows_wait::choose(handle, chosen | lines); // nothing has been remembered
    if (int const number = sys_windows_wait::begin(handle, wait); number != 0)
        return number;
    if (!sys_windows_wait::ended(wait, 0))
        sys_windows_wait::end(handle, wait, chosen);
    return sys_windows_wait::outcome(handle, wait, events);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
