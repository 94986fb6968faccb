// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_IO_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_IO_IPP

#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/native/sys_io.hpp>
#include <boost_serial_ext/native/sys_windows.ipp>
#include <boost_serial_ext/native/sys_windows_headers.hpp>
#include <boost_serial_ext/native/sys_windows_transfer.ipp>
#include <boost_serial_ext/native/sys_windows_wait.ipp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

inline DWORD length_of(io_slice const& slice) noexcept
{
    std::size_t const most = (std::numeric_limits<std::int32_t>::max)();
    return static_cast<DWORD>((std::min)(slice.size, most));
}

BOOST_SERIAL_EXT_DECL int sys_io::read_within(native_handle handle, io_slice const& to,
    native_handle alarm, std::chrono::nanoseconds limit, std::size_t& got, bool& ended,
    bool& woken) noexcept
{
    return transfer_within(
        handle,
        [&](OVERLAPPED& o) { return ::ReadFile(handle, to.data, length_of(to), nullptr, &o); },
        alarm, limit, got, ended, woken);
}

BOOST_SERIAL_EXT_DECL int sys_io::write_within(native_handle handle, io_slice const& from,
    native_handle alarm, std::chrono::nanoseconds limit, std::size_t& put, bool& ended,
    bool& woken) noexcept
{
    return transfer_within(
        handle,
        [&](OVERLAPPED& o) { return ::WriteFile(handle, from.data, length_of(from), nullptr, &o); },
        alarm, limit, put, ended, woken);
}

// Transfers that do not wait are those that get no time.
BOOST_SERIAL_EXT_DECL int sys_io::read(
    native_handle handle, io_slice const* slices, std::size_t, std::size_t& got) noexcept
{
    bool ended = false, woken = false;
    return read_within(
        handle, *slices, nullptr, std::chrono::nanoseconds::zero(), got, ended, woken);
}

BOOST_SERIAL_EXT_DECL int sys_io::write(
    native_handle handle, io_slice const* slices, std::size_t, std::size_t& put) noexcept
{
    bool ended = false, woken = false;
    return write_within(
        handle, *slices, nullptr, std::chrono::nanoseconds::zero(), put, ended, woken);
}

BOOST_SERIAL_EXT_DECL void sys_io::listen(native_handle handle) noexcept
{
    sys_windows_wait::choose(
        handle, windows_events::all); // else `wait` finds out that there are none
}

BOOST_SERIAL_EXT_DECL int sys_io::wait(io_interest const& interest, native_handle alarm,
    std::chrono::nanoseconds limit, bool& ready, bool& woken) noexcept
{
    bool const any = interest.readable || interest.writable || interest.failed;
    if (!any || interest.is_alarm)
        return await_one_of(alarm, any ? interest.handle : nullptr, limit, woken, ready), 0;
    windows_event const event;
    windows_wait wait;
    wait.done = event.get();
    if (wait.done == nullptr || sys_windows_wait::begin(interest.handle, wait) != 0)
    {
        // A device without events; or another thread waits, and one at a time is all there is.
        auto const often = std::chrono::nanoseconds(std::chrono::milliseconds(5));
        await_one_of(
            alarm, nullptr, limit.count() < 0 ? often : (std::min)(limit, often), woken, ready);
        ready = interest.look != nullptr && interest.look(interest.asker);
        return 0;
    }
    bool const there = interest.look != nullptr && interest.look(interest.asker);
    if (!there)
        await_one_of(wait.done, alarm, limit, ready, woken);
    bool const by_itself = ready;
    if (!ready)
        sys_windows_wait::end(interest.handle, wait, windows_events::all);
    std::uint32_t events = 0;
    ready = sys_windows_wait::outcome(interest.handle, wait, events) == 0 && events != 0;
    interest.heard |= events;
    ready = ready || there;
    if (by_itself && !ready && !woken) // told of nothing: not at once again
    {
        bool never = false;
        await_one_of(alarm, nullptr, std::chrono::milliseconds(1), woken, never);
    }
    return 0;
}

BOOST_SERIAL_EXT_DECL int sys_io::make_alarm(io_alarm& alarm) noexcept
{
    int const number = sys_windows_wait::make_event(alarm.in);
    alarm.out = alarm.in;
    return number;
}

BOOST_SERIAL_EXT_DECL void sys_io::ring(io_alarm const& alarm) noexcept
{
    ::SetEvent(alarm.in);
}

BOOST_SERIAL_EXT_DECL void sys_io::close_alarm(io_alarm const& alarm) noexcept
{
    ::CloseHandle(alarm.in);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
