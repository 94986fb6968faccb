// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "support/system.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <pthread.h>
#include <winsock2.h> // which includes <windows.h>, and must come first

namespace boost_serial_ext_test {

namespace {

[[noreturn]] void fail(char const* call)
{
    throw std::system_error(static_cast<int>(::GetLastError()), std::system_category(), call);
}

} // namespace

native_handle no_handle() noexcept
{
    return INVALID_HANDLE_VALUE;
}

bool is_open(native_handle handle) noexcept
{
    DWORD flags = 0;
    return ::GetHandleInformation(handle, &flags) != 0;
}

std::size_t write_now(native_handle handle, std::string_view bytes)
{
    HANDLE const event = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
    OVERLAPPED o{};
    o.hEvent = reinterpret_cast<HANDLE>(reinterpret_cast<std::uintptr_t>(event) | 1u);
    DWORD n = 0;
    BOOL const begun
        = ::WriteFile(handle, bytes.data(), static_cast<DWORD>(bytes.size()), nullptr, &o);
    if (begun == 0 && ::GetLastError() != ERROR_IO_PENDING)
        fail("WriteFile");
    DWORD const a_moment = 20; // a driver takes it in pieces
    if (::WaitForSingleObject(event, a_moment) != WAIT_OBJECT_0)
        ::CancelIoEx(handle, &o);
    ::GetOverlappedResult(handle, &o, &n, TRUE);
    ::CloseHandle(event);
    return n;
}

// A write takes its time itself.
bool has_room(native_handle) noexcept
{
    return true;
}

bool is_free(std::string const& device)
{
    std::wstring const name = L"\\\\.\\" + std::wstring(device.begin(), device.end());
    HANDLE const handle = ::CreateFileW(name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr,
        OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr);
    if (handle == INVALID_HANDLE_VALUE)
        return false;
    ::CloseHandle(handle);
    return true;
}

namespace {

/// Whether a thread is in one of these calls of the system: by the place that it will go on at.
template<std::size_t Size>
bool is_in(thread_number number, std::array<char const*, Size> const& calls)
{
    HANDLE const thread = ::OpenThread(
        THREAD_SUSPEND_RESUME | THREAD_GET_CONTEXT, FALSE, static_cast<DWORD>(number));
    if (thread == nullptr && ::GetLastError() == ERROR_INVALID_PARAMETER)
        return false; // it has ended
    if (thread == nullptr)
        fail("OpenThread");
    alignas(16) CONTEXT context{};
    context.ContextFlags = CONTEXT_CONTROL;
    ::SuspendThread(thread);
    BOOL const known = ::GetThreadContext(thread, &context);
    ::ResumeThread(thread);
    ::CloseHandle(thread);
    HMODULE const system = ::GetModuleHandleW(L"ntdll.dll");
    for (char const* call : calls)
    {
        auto const begin = reinterpret_cast<std::uintptr_t>(
            reinterpret_cast<void*>(::GetProcAddress(system, call)));
        std::uintptr_t const a_stub = 32;
        if (known != 0 && context.Rip >= begin && context.Rip < begin + a_stub)
            return true;
    }
    return false;
}

} // namespace

thread_number number_of_this_thread() noexcept
{
    return ::GetCurrentThreadId();
}

bool is_waiting(thread_number thread)
{
    return is_in(thread,
        std::array<char const*, 6>{"NtWaitForMultipleObjects", "NtWaitForSingleObject",
            "NtRemoveIoCompletion", "NtRemoveIoCompletionEx", "NtWaitForAlertByThreadId",
            "NtDelayExecution"});
}

// The library waits in no other way; a mutex does.
bool is_blocked(thread_number thread)
{
    return is_in(thread, std::array<char const*, 1>{"NtWaitForMultipleObjects"});
}

stopped_thread::stopped_thread(std::thread::native_handle_type thread) : thread_(thread)
{
    HANDLE const handle = ::pthread_gethandle(thread_);
    alignas(16) CONTEXT context{};
    context.ContextFlags = CONTEXT_CONTROL;
    if (::SuspendThread(handle) == static_cast<DWORD>(-1)
        || ::GetThreadContext(handle, &context) == 0) // which waits until it has stopped
        fail("SuspendThread");
}

void stopped_thread::go_on() noexcept
{
    if (auto const thread = std::exchange(thread_, {}))
        ::ResumeThread(::pthread_gethandle(thread));
}

std::chrono::microseconds processor_time()
{
    FILETIME created{}, ended{}, kernel{}, user{};
    if (::GetProcessTimes(::GetCurrentProcess(), &created, &ended, &kernel, &user) == 0)
        fail("GetProcessTimes");
    auto const of = [](FILETIME const& t)
    { return static_cast<std::int64_t>(t.dwHighDateTime) << 32 | t.dwLowDateTime; };
    return std::chrono::microseconds((of(kernel) + of(user)) / 10); // of 100 ns
}

bell::bell() : handle_(::CreateEventW(nullptr, TRUE, FALSE, nullptr))
{
    if (handle_ == nullptr)
        fail("CreateEvent");
}

native_handle bell::duplicate() const
{
    HANDLE const self = ::GetCurrentProcess();
    HANDLE copy = nullptr;
    if (::DuplicateHandle(self, handle_, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS) == 0)
        fail("DuplicateHandle");
    return copy;
}

void bell::ring() noexcept
{
    ::SetEvent(handle_);
}

void bell::stop() noexcept
{
    ::ResetEvent(handle_);
}

} // namespace boost_serial_ext_test
