// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_WIRE_WAIT_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_WIRE_WAIT_IPP

#include <boost_serial_ext/native/sys_windows_pipe.hpp>
#include <boost_serial_ext/native/sys_wire.hpp>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <vector>

#include <winsock2.h> // which includes <windows.h>, and must come first

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// An alarm is an event object that is set, and one that tells the end of reads.
BOOST_SERIAL_EXT_TEST_DECL int sys_wire::make_alarm(wire_alarm& alarm) noexcept
{
    using namespace windows_pipe;
    wire_alarm made{::CreateEventW(nullptr, FALSE, FALSE, nullptr), no_handle};
    if (made.in == nullptr)
        return failure_of(FALSE);
    made.out = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
    int const number = failure_of(made.out != nullptr);
    if (number != 0)
        close_alarm(made);
    else
        alarm = made;
    return number;
}

BOOST_SERIAL_EXT_TEST_DECL void sys_wire::ring(wire_alarm const& alarm) noexcept
{
    if (alarm.in != no_handle)
        ::SetEvent(alarm.in);
}

BOOST_SERIAL_EXT_TEST_DECL void sys_wire::close_alarm(wire_alarm& alarm) noexcept
{
    for (native_handle const event : {alarm.in, alarm.out})
        if (event != no_handle)
            ::CloseHandle(event);
    alarm = {};
}

/** Windows has no poll for pipes. A read of nothing ends when there is something to be read, or a
    hang-up; for everything else this returns after a millisecond, or whatever is the shortest wait
    of the system ("Sleep function", remarks).
*/
BOOST_SERIAL_EXT_TEST_DECL void sys_wire::wait(wire_alarm const& alarm,
    std::vector<wire_interest> const& ends, std::chrono::nanoseconds limit,
    std::unique_lock<std::mutex>& lock)
{
    using std::chrono::milliseconds;
    struct look
    {
        HANDLE end;
        OVERLAPPED read;
        bool over() const noexcept { return HasOverlappedIoCompleted(&read); }
    };
    std::vector<look> looks; // which must not move
    looks.reserve(ends.size());
    auto longest = (std::min<std::chrono::nanoseconds>)(limit, milliseconds(60'000));
    for (wire_interest const& e : ends)
    {
        if (e.writable || !e.readable)
            longest = (std::min<std::chrono::nanoseconds>)(longest, milliseconds(1));
        if (!e.readable)
            continue;
        looks.push_back({e.device_end, windows_pipe::told_by(alarm.out)});
        char none;
        int const number = windows_pipe::failure_of(
            ::ReadFile(e.device_end, &none, 0, nullptr, &looks.back().read));
        if (number == ERROR_IO_PENDING)
            continue;
        looks.pop_back();
        longest = {};
    }
    lock.unlock();
    // Each read that was begun has reset the event.
    if (std::any_of(looks.begin(), looks.end(), [](look const& l) { return l.over(); }))
        longest = {};
    HANDLE const events[] = {alarm.in, alarm.out};
    DWORD const ms = static_cast<DWORD>(std::chrono::ceil<milliseconds>(longest).count());
    ::WaitForMultipleObjects(2, events, FALSE, ms);
    for (look& l : looks)
    {
        ::CancelIoEx(l.end, &l.read);
        while (!l.over()) // the event is that of them all
            ::WaitForSingleObject(alarm.out, 1);
    }
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
