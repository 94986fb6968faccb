// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_WIRE_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_WIRE_IPP

#include <boost_serial_ext/native/sys_windows_pipe.hpp>
#include <boost_serial_ext/native/sys_wire.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cwchar>
#include <utility>

#include <winsock2.h> // which includes <windows.h>, and must come first

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_TEST_DECL int sys_wire::make(wire& w) noexcept
{
    using namespace windows_pipe;
    static std::atomic<unsigned> made{0}; // one in each module of the process
    wchar_t name[96];
    std::swprintf(name, sizeof name / sizeof *name, L"\\\\.\\pipe\\boost_serial_ext.%lu.%p.%u",
        ::GetCurrentProcessId(), static_cast<void*>(&made), ++made);
    wire ends;
    ends.event = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
    if (ends.event == nullptr)
        return failure_of(FALSE);
    HANDLE const server = ::CreateNamedPipeW(name,
        PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE | FILE_FLAG_OVERLAPPED,
        PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1, input_size,
        output_size, 0, nullptr);
    int number = failure_of(server != INVALID_HANDLE_VALUE);
    if (number == 0)
    {
        HANDLE const client = ::CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, nullptr,
            OPEN_EXISTING, FILE_FLAG_OVERLAPPED, nullptr);
        number = failure_of(client != INVALID_HANDLE_VALUE);
        ends.stream_end = client;
        ends.device_end = server;
    }
    if (number == 0)
        w = ends;
    else
        hang_up(ends);
    return number;
}

BOOST_SERIAL_EXT_TEST_DECL int sys_wire::read_output(
    wire const& w, void* data, std::size_t size, std::size_t& got) noexcept
{
    return windows_pipe::read(w.device_end, w.event, data, size, got);
}

BOOST_SERIAL_EXT_TEST_DECL int sys_wire::read_input(
    wire const& w, void* data, std::size_t size, std::size_t& got) noexcept
{
    return windows_pipe::read(w.stream_end, w.event, data, size, got);
}

BOOST_SERIAL_EXT_TEST_DECL int sys_wire::write_output(
    wire const& w, void const* data, std::size_t size, std::size_t& put) noexcept
{
    return windows_pipe::write(w.stream_end, w.event, output_room(w), data, size, put);
}

BOOST_SERIAL_EXT_TEST_DECL int sys_wire::write_input(
    wire const& w, void const* data, std::size_t size, std::size_t& put) noexcept
{
    std::size_t const used = input_waiting(w);
    std::size_t const room = used < windows_pipe::input_size ? windows_pipe::input_size - used : 0;
    return windows_pipe::write(w.device_end, w.event, room, data, size, put);
}

// A write that waits for room has put all of its bytes behind those that are there.
BOOST_SERIAL_EXT_TEST_DECL std::size_t sys_wire::output_waiting(wire const& w) noexcept
{
    return (std::min<std::size_t>)(windows_pipe::waiting(w.device_end), windows_pipe::output_size);
}

BOOST_SERIAL_EXT_TEST_DECL std::size_t sys_wire::input_waiting(wire const& w) noexcept
{
    return windows_pipe::waiting(w.stream_end);
}

BOOST_SERIAL_EXT_TEST_DECL std::size_t sys_wire::output_room(wire const& w) noexcept
{
    return windows_pipe::output_size - output_waiting(w);
}

// "ConnectNamedPipe function": ERROR_PIPE_CONNECTED, or ERROR_NO_DATA if the client has closed its
// handle, also while there is something of it to be read, which PeekNamedPipe does not tell.
BOOST_SERIAL_EXT_TEST_DECL bool sys_wire::is_hung_up(wire const& w) noexcept
{
    std::size_t nothing = 0;
    int const number = windows_pipe::at_once(
        w.device_end, w.event, [&](OVERLAPPED& o) { return ::ConnectNamedPipe(w.device_end, &o); },
        nothing);
    return number == ERROR_NO_DATA;
}

// A read or what was under way; a write; and either after DisconnectNamedPipe.
BOOST_SERIAL_EXT_TEST_DECL bool sys_wire::is_hang_up(int number) noexcept
{
    return number == ERROR_BROKEN_PIPE || number == ERROR_NO_DATA
        || number == ERROR_PIPE_NOT_CONNECTED;
}

// There is no half of a pipe to be closed: what is under way ends without having been accepted, and
// whoever tries again asks first.
BOOST_SERIAL_EXT_TEST_DECL void sys_wire::refuse_output(wire const& w) noexcept
{
    if (w.stream_end != no_handle)
        ::CancelIoEx(w.stream_end, nullptr);
}

BOOST_SERIAL_EXT_TEST_DECL void sys_wire::hang_up(wire& w) noexcept
{
    for (native_handle* const h : {&w.device_end, &w.event})
        if (*h != no_handle)
            ::CloseHandle(std::exchange(*h, no_handle));
}

BOOST_SERIAL_EXT_TEST_DECL void sys_wire::close(native_handle stream_end) noexcept
{
    ::CloseHandle(stream_end);
}

BOOST_SERIAL_EXT_TEST_DECL void sys_wire::ignore_broken_pipes() noexcept {}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#include <boost_serial_ext/native/sys_windows_wire_wait.ipp>

#endif
