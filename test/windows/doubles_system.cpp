// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "doubles/system.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include <winsock2.h> // which includes <windows.h>, and must come first

namespace boost_serial_ext_test {

namespace {

void WINAPI end_program(void*, BOOLEAN)
{
    std::fputs("a test hangs\n", stderr);
    std::fflush(stderr);
    ::TerminateProcess(::GetCurrentProcess(), 3);
}

// An overlapped transfer that is ended if it would wait. Of its event the lowest bit is set: the
// handle is bound to Asio's completion port, which is to be told nothing.
template<class Start>
std::size_t transfer(HANDLE handle, Start start)
{
    HANDLE const event = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
    OVERLAPPED o{};
    o.hEvent = reinterpret_cast<HANDLE>(reinterpret_cast<std::uintptr_t>(event) | 1u);
    DWORD n = 0;
    bool const pends = start(o) == 0 && ::GetLastError() == ERROR_IO_PENDING;
    if (pends)
        ::CancelIoEx(handle, &o);
    if (::GetOverlappedResult(handle, &o, &n, pends) == 0)
        n = 0;
    ::CloseHandle(event);
    return n;
}

} // namespace

void end_program_after(unsigned seconds)
{
    static HANDLE timer = nullptr;
    if (timer != nullptr)
        static_cast<void>(::DeleteTimerQueueTimer(nullptr, timer, nullptr));
    timer = nullptr;
    if (seconds != 0)
        ::CreateTimerQueueTimer(
            &timer, nullptr, &end_program, nullptr, seconds * 1000, 0, WT_EXECUTEONLYONCE);
}

// Of devices, pipes and files; events come and go with every contended mutex. The system counts only
// all of them, and Wine none. The smallest free number is given out, so those of a leak are tried.
std::ptrdiff_t open_handles()
{
    std::ptrdiff_t count = 0;
    for (std::uintptr_t number = 4; number != 0x1000; number += 4)
        count += ::GetFileType(reinterpret_cast<HANDLE>(number)) != FILE_TYPE_UNKNOWN;
    return count;
}

std::size_t raw_read(native_handle handle, void* data, std::size_t size)
{
    return transfer(handle,
        [&](OVERLAPPED& o)
        { return ::ReadFile(handle, data, static_cast<DWORD>(size), nullptr, &o); });
}

bool raw_write(native_handle handle, std::string_view bytes)
{
    auto const put = transfer(handle,
        [&](OVERLAPPED& o) {
            return ::WriteFile(handle, bytes.data(), static_cast<DWORD>(bytes.size()), nullptr, &o);
        });
    return put == bytes.size();
}

bool raw_close(native_handle handle)
{
    return ::CloseHandle(handle) != 0;
}

native_handle open_null_device()
{
    return ::CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
        FILE_FLAG_OVERLAPPED, nullptr);
}

} // namespace boost_serial_ext_test
