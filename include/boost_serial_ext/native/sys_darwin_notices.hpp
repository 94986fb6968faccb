// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_NOTICES_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_NOTICES_HPP

#include <boost_serial_ext/detail/codec/darwin_device.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <cstdint>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** The calls that watching macOS' registry takes, one per function, without decisions.

    Those that make a port, a queue or a notification return a kern_return_t, as
    `sys_darwin_registry`; the others return 0 or the error number. A port is an
    IONotificationPortRef, a queue a dispatch_queue_t.
*/
struct sys_darwin_notices
{
    using callback = void(void* context, darwin_object iterator);

    /// getpid.
    BOOST_SERIAL_EXT_DECL std::uint32_t process() noexcept;

    /// pipe. macOS has no call that makes one with the flags that follow: what another thread
    /// starts in between has it too.
    BOOST_SERIAL_EXT_DECL int make_pipe(int& reading, int& writing) noexcept;
    /// fcntl: FD_CLOEXEC.
    BOOST_SERIAL_EXT_DECL int hide_from_programs(int fd) noexcept;
    /// fcntl: O_NONBLOCK.
    BOOST_SERIAL_EXT_DECL int make_non_blocking(int fd) noexcept;
    /// fcntl: F_SETNOSIGPIPE.
    BOOST_SERIAL_EXT_DECL int make_quiet(int fd) noexcept;
    /// write, of one byte.
    BOOST_SERIAL_EXT_DECL int ring(int fd) noexcept;
    /// read.
    BOOST_SERIAL_EXT_DECL int read(
        int fd, char* data, std::size_t size, std::size_t& length) noexcept;
    BOOST_SERIAL_EXT_DECL int close(int fd) noexcept;

    /// dispatch_queue_create, of a serial one.
    BOOST_SERIAL_EXT_DECL int make_queue(void*& queue) noexcept;
    BOOST_SERIAL_EXT_DECL void release_queue(void* queue) noexcept;

    /// IONotificationPortCreate.
    BOOST_SERIAL_EXT_DECL int make_port(void*& port) noexcept;
    /// IOServiceAddMatchingNotification of IOServiceMatching.
    BOOST_SERIAL_EXT_DECL int notify(void* port, char const* type, char const* service_class,
        callback* told, void* context, darwin_object& iterator) noexcept;
    /// IONotificationPortSetDispatchQueue: callbacks run on the queue, also of what has come.
    BOOST_SERIAL_EXT_DECL void serve(void* port, void* queue) noexcept;
    /// IONotificationPortDestroy, on the queue (dispatch_sync_f): after a callback that runs, and
    /// none runs after it. Not to be called by one.
    BOOST_SERIAL_EXT_DECL void end_port(void* queue, void* port) noexcept;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
