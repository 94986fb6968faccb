// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "support/system.hpp"

#include <boost_serial_ext/native/sys_io.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
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

/// Where a thread that is suspended will go on; nothing if the system does not tell.
std::optional<CONTEXT> place_of(HANDLE thread) noexcept
{
    CONTEXT context{};
    context.ContextFlags = CONTEXT_CONTROL;
    if (::GetThreadContext(thread, &context) == 0) // which waits until it has stopped
        return std::nullopt;
    return context;
}

/// Where a call of the system begins. Not asked while a thread is suspended, which may have a lock
/// of the loader's.
std::uintptr_t begin_of(char const* call)
{
    return reinterpret_cast<std::uintptr_t>(
        reinterpret_cast<void*>(::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), call)));
}

std::uintptr_t const wait_for_many = begin_of("NtWaitForMultipleObjects");
std::uintptr_t const all_waits[] = {wait_for_many, begin_of("NtWaitForSingleObject"),
    begin_of("NtRemoveIoCompletion"), begin_of("NtRemoveIoCompletionEx"),
    begin_of("NtWaitForAlertByThreadId"), begin_of("NtDelayExecution")};

bool is_in(CONTEXT const& place, std::uintptr_t call) noexcept
{
    std::uintptr_t const a_stub = 32;
    return place.Rip >= call && place.Rip < call + a_stub;
}

/// The code of a function. Not asked while a thread is suspended, either.
struct code
{
    explicit code(void* function) noexcept
    {
        DWORD64 base = 0;
        auto const* const entry
            = ::RtlLookupFunctionEntry(reinterpret_cast<DWORD64>(function), &base, nullptr);
        if (entry != nullptr)
        {
            begin = static_cast<std::uintptr_t>(base + entry->BeginAddress);
            end = static_cast<std::uintptr_t>(base + entry->EndAddress);
        }
    }
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
};

using io = boost_serial_ext::detail::sys_io;
code const blocking_calls[]
    = {code(reinterpret_cast<void*>(&io::wait)), code(reinterpret_cast<void*>(&io::read_within)),
        code(reinterpret_cast<void*>(&io::write_within))};

/// Whether that is in the wait of a blocking call: mutexes use the same call of the system, but who
/// has called it is not far up the stack.
bool is_in_wait(CONTEXT const& place) noexcept
{
    if (!is_in(place, wait_for_many))
        return false;
    auto const* const stack = reinterpret_cast<std::uintptr_t const*>(place.Rsp);
    return std::any_of(stack, stack + 150,
        [](std::uintptr_t value)
        {
            return std::any_of(std::begin(blocking_calls), std::end(blocking_calls),
                [=](code const& f) { return value > f.begin && value <= f.end; });
        });
}

template<class Condition>
bool holds_for(thread_number number, Condition condition)
{
    HANDLE const thread = ::OpenThread(
        THREAD_SUSPEND_RESUME | THREAD_GET_CONTEXT, FALSE, static_cast<DWORD>(number));
    if (thread == nullptr && ::GetLastError() == ERROR_INVALID_PARAMETER)
        return false; // it has ended
    if (thread == nullptr)
        fail("OpenThread");
    bool holds = false;
    if (::SuspendThread(thread) != static_cast<DWORD>(-1)) // else it ends
    {
        auto const place = place_of(thread);
        holds = place && condition(*place);
        ::ResumeThread(thread);
    }
    ::CloseHandle(thread);
    return holds;
}

} // namespace

thread_number number_of_this_thread() noexcept
{
    return ::GetCurrentThreadId();
}

bool is_waiting(thread_number thread)
{
    return holds_for(thread,
        [](CONTEXT const& place)
        {
            return std::any_of(std::begin(all_waits), std::end(all_waits),
                [&](std::uintptr_t call) { return is_in(place, call); });
        });
}

bool is_blocked(thread_number thread)
{
    return holds_for(thread, is_in_wait);
}

// It may look around now and then: anywhere else it could have a mutex.
stopped_thread::stopped_thread(std::thread::native_handle_type thread) : thread_(thread)
{
    HANDLE const handle = ::pthread_gethandle(thread_);
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (;;)
    {
        if (::SuspendThread(handle) == static_cast<DWORD>(-1))
            fail("SuspendThread");
        auto const place = place_of(handle);
        if (place && is_in_wait(*place))
            return;
        ::ResumeThread(handle);
        if (std::chrono::steady_clock::now() > end)
            throw std::runtime_error("a thread does not wait");
        std::this_thread::yield();
    }
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

bell::bell() : handle_(::CreateEventW(nullptr, TRUE, FALSE, nullptr)), ringer_(handle_)
{
    if (handle_ == nullptr)
        fail("CreateEvent");
}

bell::~bell()
{
    ::CloseHandle(handle_);
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
