// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WIRE_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WIRE_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What goes through between a stream and the device of its virtual port. A stream's handle is the
/// one end, and what it does with the handle is the system's; the other end is the virtual port's.
struct wire
{
    native_handle stream_end = no_handle;
    native_handle device_end = no_handle;
    native_handle event = no_handle; ///< What tells the end of a call, where that is needed.
};

/// What `sys_wire::wait` waits for at a device's end; and always for a hang-up.
struct wire_interest
{
    native_handle device_end = no_handle;
    bool readable = false;
    bool writable = false;
};

/// What ends a wait from another thread.
struct wire_alarm
{
    native_handle in = no_handle;
    native_handle out = no_handle;
};

/** What virtual ports ask the system.

    What may fail returns the error number or 0. Calls for the same wire are made one after the
    other. Output is what the stream writes, input what it reads.
*/
struct sys_wire
{
    /// Whether a write waits until there is room for all of it, and nobody can tell how much of it
    /// is gone when it is ended (Windows).
    static constexpr bool takes_whole_writes = this_os == os::windows;

    /// Bytes each way, in ends that no child process inherits. Of output it holds as little as the
    /// system allows, or some KiB.
    BOOST_SERIAL_EXT_TEST_DECL static int make(wire& w) noexcept;
    /// Of what is there; fails if there is nothing. @param got 0: nobody has the other end any more.
    BOOST_SERIAL_EXT_TEST_DECL static int read_output(
        wire const& w, void* data, std::size_t size, std::size_t& got) noexcept;
    BOOST_SERIAL_EXT_TEST_DECL static int read_input(
        wire const& w, void* data, std::size_t size, std::size_t& got) noexcept;
    /// As much as there is room for.
    BOOST_SERIAL_EXT_TEST_DECL static int write_output(
        wire const& w, void const* data, std::size_t size, std::size_t& put) noexcept;
    BOOST_SERIAL_EXT_TEST_DECL static int write_input(
        wire const& w, void const* data, std::size_t size, std::size_t& put) noexcept;
    /// How many bytes can be read; none of what is not there.
    BOOST_SERIAL_EXT_TEST_DECL static std::size_t output_waiting(wire const& w) noexcept;
    BOOST_SERIAL_EXT_TEST_DECL static std::size_t input_waiting(wire const& w) noexcept;
    /// How many bytes of output there is certainly room for; 0 is none at all.
    BOOST_SERIAL_EXT_TEST_DECL static std::size_t output_room(wire const& w) noexcept;
    /// Whether nobody has the stream's end any more.
    BOOST_SERIAL_EXT_TEST_DECL static bool is_hung_up(wire const& w) noexcept;
    /// Whether a transfer at the stream's end that fails with the number has met a hang-up.
    BOOST_SERIAL_EXT_TEST_DECL static bool is_hang_up(int number) noexcept;
    /// Whoever writes to the stream's end, or waits for room there, fails from now on, where the
    /// system can do that while there is still input to be read.
    BOOST_SERIAL_EXT_TEST_DECL static void refuse_output(wire const& w) noexcept;
    /// The device lets go of its end. What it has sent can still be read.
    BOOST_SERIAL_EXT_TEST_DECL static void hang_up(wire& w) noexcept;
    /// Closes a stream's end.
    BOOST_SERIAL_EXT_TEST_DECL static void close(native_handle stream_end) noexcept;

    BOOST_SERIAL_EXT_TEST_DECL static int make_alarm(wire_alarm& alarm) noexcept;
    /// Ends the wait that is in progress, or the next one.
    BOOST_SERIAL_EXT_TEST_DECL static void ring(wire_alarm const& alarm) noexcept;
    BOOST_SERIAL_EXT_TEST_DECL static void close_alarm(wire_alarm& alarm) noexcept;
    /** One wait at a time for each alarm.

        @param lock Locked, so that the ends are still what they were; unlocked when this returns.
        @throws std::bad_alloc
    */
    BOOST_SERIAL_EXT_TEST_DECL static void wait(wire_alarm const& alarm,
        std::vector<wire_interest> const& ends, std::chrono::nanoseconds limit,
        std::unique_lock<std::mutex>& lock);

    /// Lets writes to what is hung up fail, where the program would be ended instead.
    BOOST_SERIAL_EXT_TEST_DECL static void ignore_broken_pipes() noexcept;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include BOOST_SERIAL_EXT_WIRE
#endif

#endif
