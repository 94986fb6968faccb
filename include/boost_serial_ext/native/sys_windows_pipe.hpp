// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_PIPE_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_PIPE_HPP

#include <boost_serial_ext/native/sys_wire.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <winsock2.h> // which includes <windows.h>, and must come first

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// A named pipe: anonymous ones know no overlapped transfers. The device has the server's end.
namespace windows_pipe {

inline constexpr DWORD output_size = 1'024, input_size = 65'536;

/// GetLastError, if a call has failed.
inline int failure_of(BOOL succeeded) noexcept
{
    return succeeded != 0 ? 0 : static_cast<int>(::GetLastError());
}

/// No completion packet is queued where the event's lowest bit is set, whatever port the stream's
/// end is bound to ("GetQueuedCompletionStatus function", remarks).
inline OVERLAPPED told_by(HANDLE event) noexcept
{
    OVERLAPPED o{};
    o.hEvent = reinterpret_cast<HANDLE>(reinterpret_cast<std::uintptr_t>(event) | 1u);
    return o;
}

/// Makes an overlapped call that does not wait: what would is ended.
template<class Start>
int at_once(HANDLE end, HANDLE event, Start start, std::size_t& done) noexcept
{
    OVERLAPPED o = told_by(event);
    int number = failure_of(start(o));
    DWORD n = 0;
    if (number == ERROR_IO_PENDING)
        ::CancelIoEx(end, &o);
    if (number == 0 || number == ERROR_IO_PENDING)
        number = failure_of(::GetOverlappedResult(end, &o, &n, TRUE));
    done = n;
    return number;
}

/// How much has come to an end; nothing to what is none.
inline std::size_t waiting(HANDLE end) noexcept
{
    DWORD there = 0;
    return ::PeekNamedPipe(end, nullptr, 0, nullptr, &there, nullptr) != 0 ? there : 0;
}

/// Reads what is there.
inline int read(HANDLE end, HANDLE event, void* data, std::size_t size, std::size_t& got) noexcept
{
    DWORD there = 0;
    got = 0;
    int number = failure_of(::PeekNamedPipe(end, nullptr, 0, nullptr, &there, nullptr));
    if (number == ERROR_BROKEN_PIPE)
        return 0;
    if (number == 0 && there != 0)
    {
        DWORD const n = static_cast<DWORD>((std::min<std::size_t>)(size, there));
        number = at_once(
            end, event, [&](OVERLAPPED& o) { return ::ReadFile(end, data, n, nullptr, &o); }, got);
    }
    return number == 0 && got == 0 ? ERROR_NO_DATA : number;
}

/// Writes what there is room for: for all of more a write would wait.
inline int write(HANDLE end, HANDLE event, std::size_t room, void const* data, std::size_t size,
    std::size_t& put) noexcept
{
    DWORD const n = static_cast<DWORD>((std::min)(size, room));
    put = 0;
    if (n == 0)
        return ERROR_NO_DATA;
    return at_once(
        end, event, [&](OVERLAPPED& o) { return ::WriteFile(end, data, n, nullptr, &o); }, put);
}

} // namespace windows_pipe

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
