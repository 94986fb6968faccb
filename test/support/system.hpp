// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_SYSTEM_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_SYSTEM_HPP

#include <boost_serial_ext/serial_stream.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include "doubles/system.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>

// What more tests ask the system without the library than doubles/system.hpp has: system_posix.cpp
// with one of system_linux.cpp, system_darwin.cpp and system_freebsd.cpp; for Windows test/windows/system.cpp.
namespace boost_serial_ext_test {

// ---- handles ------------------------------------------------------------------------------------

/// Whether the system makes transfers, rather than to say that they can be made.
inline constexpr bool system_transfers
    = boost_serial_ext::detail::this_os == boost_serial_ext::detail::os::windows;

/// Ends when there is room for output; where a write waits for room itself, so that this would end at
/// once, another wait that does not.
inline constexpr boost_serial_ext::serial_stream_base::wait_type wait_for_room = system_transfers
    ? boost_serial_ext::serial_stream_base::wait_error
    : boost_serial_ext::serial_stream_base::wait_write;

/// What a port that is closed has instead of a handle: -1.
native_handle no_handle() noexcept;

/// Whether a handle is open.
bool is_open(native_handle handle) noexcept;

/// Offers bytes to an open port and does not wait. @return How many the system has taken; 0 if it
/// has no room. @throws std::system_error It has another reason.
std::size_t write_now(native_handle handle, std::string_view bytes);

/// Whether the system says that it has room for output of an open port.
bool has_room(native_handle handle) noexcept;

/// Whether nobody keeps others from a device of the system's.
bool is_free(std::string const& device);

// ---- threads ------------------------------------------------------------------------------------

/// What the system calls a thread; 0 is none.
using thread_number = std::uint64_t;

/// That of the calling thread.
thread_number number_of_this_thread() noexcept;

/// Whether that thread waits for whatever.
bool is_waiting(thread_number thread);

/// Whether it waits as blocking calls of a port do.
bool is_blocked(thread_number thread);

/// Holds a thread up that waits as blocking calls do, until it is let go. One at a time.
class stopped_thread
{
public:
    explicit stopped_thread(std::thread::native_handle_type thread);
    stopped_thread(stopped_thread const&) = delete;
    stopped_thread& operator=(stopped_thread const&) = delete;
    ~stopped_thread() { go_on(); }

    void go_on() noexcept;

private:
    std::thread::native_handle_type thread_;
};

/// How long all threads of this process have computed.
std::chrono::microseconds processor_time();

// ---- messages -----------------------------------------------------------------------------------

/// What a `detail::port_source` gives a monitor to wait for: it rings until it is told to stop.
class bell
{
public:
    bell();
    bell(bell const&) = delete;
    bell& operator=(bell const&) = delete;
    ~bell();

    /// Another handle of the same bell, for the caller to close.
    native_handle duplicate() const;
    void ring() noexcept;
    void stop() noexcept;

private:
    native_handle handle_; ///< What is waited for.
    native_handle ringer_; ///< Often the same.
};

} // namespace boost_serial_ext_test

#endif
