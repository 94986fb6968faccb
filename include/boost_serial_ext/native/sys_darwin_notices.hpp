// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_NOTICES_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_NOTICES_HPP

#include <boost_serial_ext/detail/codec/darwin_device.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** The calls that watching macOS' registry takes, one per function, without decisions.

    Those of IOKit and Mach return a kern_return_t, as `sys_darwin_registry`; those of the queue
    return 0 or the error number. A port is an IONotificationPortRef.
*/
struct sys_darwin_notices
{
    /// Room for a message: the kernel's are of less than 256 bytes (OSMessageNotification.h; xnu,
    /// IOUserClient.cpp, IOServiceUserNotification), and a trailer of 8.
    struct message
    {
        alignas(std::max_align_t) unsigned char bytes[1024];
    };

    /// IONotificationPortCreate.
    BOOST_SERIAL_EXT_DECL int make_port(void*& port) noexcept;
    /// IONotificationPortDestroy.
    BOOST_SERIAL_EXT_DECL void destroy_port(void* port) noexcept;
    /// IOServiceAddMatchingNotification of IOServiceMatching.
    BOOST_SERIAL_EXT_DECL int notify(
        void* port, char const* type, char const* service_class, darwin_object& iterator) noexcept;
    /// mach_msg: takes one, without waiting.
    BOOST_SERIAL_EXT_DECL int receive(void* port, message& m) noexcept;
    /// IODispatchCalloutFromMessage: gives back what the message holds. What it calls does nothing.
    BOOST_SERIAL_EXT_DECL void dispatch(void* port, message& m) noexcept;

    /// kqueue. Neither a forked process nor another program has it (xnu, kqueue_internal).
    BOOST_SERIAL_EXT_DECL int make_queue(int& fd) noexcept;
    /// kevent: EVFILT_MACHPORT of IONotificationPortGetMachPort. Since macOS 10.12 it need not be a
    /// set of ports (xnu, ipc_pset.c, filt_machportattach).
    BOOST_SERIAL_EXT_DECL int watch(int fd, void* port) noexcept;
    /// kevent, without waiting: whether there is a message. The descriptor is readable no more when
    /// there is none.
    BOOST_SERIAL_EXT_DECL int is_waiting(int fd, bool& waiting) noexcept;
    BOOST_SERIAL_EXT_DECL int close(int fd) noexcept;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
