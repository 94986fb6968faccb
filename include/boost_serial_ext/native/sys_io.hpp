// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_IO_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_IO_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// A piece of memory.
struct io_slice
{
    void* data;
    std::size_t size;
};

/// What a thread waits for, beside being woken.
struct io_interest
{
    native_handle handle{}; ///< Unless neither is asked for; always for a hang-up too.
    bool readable = false;
    bool writable = false;
    bool failed = false;             ///< A hang-up alone.
    bool is_alarm = false;           ///< The handle is no port's, but another alarm.
    mutable std::uint32_t heard = 0; ///< What a device has told instead of readiness (Windows).
    /// Asked when a wait for events is under way: whether there is what they would tell of. Another
    /// thread may have been told of it meanwhile (Windows).
    bool (*look)(void* asker) = nullptr;
    void* asker = nullptr;
};

/// What ends a wait from another thread: ringing `in` makes `out` readable. Often the same.
struct io_alarm
{
    native_handle in = no_handle;
    native_handle out = no_handle;
};

/// What blocking transfers ask the system: one call each, which returns the error number or 0.
struct sys_io
{
    static constexpr std::size_t most_slices = 16;
    /// Whether transfers cannot be told not to wait; then waits are for events, and readiness is
    /// looked for (Windows).
    static constexpr bool transfers_wait = this_os == os::windows;

    /// readv, of a handle that does not block. @param count At most `most_slices`, not 0.
    BOOST_SERIAL_EXT_DECL static int read(
        native_handle handle, io_slice const* slices, std::size_t count, std::size_t& got) noexcept;

    /// writev, of a handle that does not block.
    BOOST_SERIAL_EXT_DECL static int write(
        native_handle handle, io_slice const* slices, std::size_t count, std::size_t& put) noexcept;

    /** ReadFile until it ends, the alarm rings or the time is over; Windows alone.

        @param alarm Null: none. @param limit Negative: none.
        @param got What was read, however it ended.
        @param ended By itself; with nothing: the device has none now, or a failure is returned.
    */
    BOOST_SERIAL_EXT_DECL static int read_within(native_handle handle, io_slice const& to,
        native_handle alarm, std::chrono::nanoseconds limit, std::size_t& got, bool& ended,
        bool& woken) noexcept;

    /// WriteFile, as above.
    BOOST_SERIAL_EXT_DECL static int write_within(native_handle handle, io_slice const& from,
        native_handle alarm, std::chrono::nanoseconds limit, std::size_t& put, bool& ended,
        bool& woken) noexcept;

    /// From now on the device remembers its events; Windows alone.
    BOOST_SERIAL_EXT_DECL static void listen(native_handle handle) noexcept;

    /** ppoll, or poll where there is none: then whole milliseconds, rounded up. Interrupted by
        signals.

        @param alarm Readable when the wait shall end.
        @param limit Negative: none.
        @param ready,woken What has ended it; neither: the limit.
    */
    BOOST_SERIAL_EXT_DECL static int wait(io_interest const& interest, native_handle alarm,
        std::chrono::nanoseconds limit, bool& ready, bool& woken) noexcept;

    /// eventfd, or a pipe.
    BOOST_SERIAL_EXT_DECL static int make_alarm(io_alarm& alarm) noexcept;
    /// Makes it readable, for good.
    BOOST_SERIAL_EXT_DECL static void ring(io_alarm const& alarm) noexcept;
    /// close.
    BOOST_SERIAL_EXT_DECL static void close_alarm(io_alarm const& alarm) noexcept;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/native/select.hpp>
#endif

#endif
