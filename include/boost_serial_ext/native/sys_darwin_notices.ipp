// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_NOTICES_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_NOTICES_IPP

#include <boost_serial_ext/native/sys_darwin_iokit.hpp>
#include <boost_serial_ext/native/sys_darwin_notices.hpp>

#include <mach/mach.h>
#include <sys/event.h>
#include <sys/time.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

static_assert(darwin_return::no_space == KERN_NO_SPACE
    && darwin_return::resource_shortage == KERN_RESOURCE_SHORTAGE
    && darwin_return::no_access == KERN_NO_ACCESS
    && darwin_return::not_supported == KERN_NOT_SUPPORTED && darwin_return::denied == KERN_DENIED
    && darwin_return::send_invalid_dest == MACH_SEND_INVALID_DEST
    && darwin_return::receive_invalid_name == MACH_RCV_INVALID_NAME
    && darwin_return::receive_timed_out == MACH_RCV_TIMED_OUT
    && darwin_return::receive_too_large == MACH_RCV_TOO_LARGE
    && darwin_return::receive_interrupted == MACH_RCV_INTERRUPTED
    && darwin_return::receive_port_died == MACH_RCV_PORT_DIED);

/// The port source empties the iterators itself.
inline void ignore_darwin_notice(void*, darwin_object) noexcept {}

BOOST_SERIAL_EXT_DECL int sys_darwin_notices::make_port(void*& port) noexcept
{
    auto const& iokit = darwin_iokit();
    if (!iokit.complete)
        return darwin_iokit_functions::missing;
    port = iokit.make_port(0);                           // of the default main port
    return port != nullptr ? 0 : KERN_RESOURCE_SHORTAGE; // it does not tell
}
BOOST_SERIAL_EXT_DECL void sys_darwin_notices::destroy_port(void* port) noexcept
{
    darwin_iokit().destroy_port(port);
}
BOOST_SERIAL_EXT_DECL int sys_darwin_notices::notify(
    void* port, char const* type, char const* service_class, darwin_object& iterator) noexcept
{
    auto const& iokit = darwin_iokit();
    return iokit.notify(port, type, iokit.matching(service_class), &ignore_darwin_notice, nullptr,
        &iterator); // the dictionary is given away, also on failure
}
BOOST_SERIAL_EXT_DECL int sys_darwin_notices::receive(void* port, message& m) noexcept
{
    return ::mach_msg(reinterpret_cast<::mach_msg_header_t*>(m.bytes),
        MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0, sizeof m.bytes, darwin_iokit().mach_port_of(port), 0,
        MACH_PORT_NULL);
}
BOOST_SERIAL_EXT_DECL void sys_darwin_notices::dispatch(void* port, message& m) noexcept
{
    darwin_iokit().dispatch(nullptr, reinterpret_cast<::mach_msg_header_t*>(m.bytes), port);
}
BOOST_SERIAL_EXT_DECL int sys_darwin_notices::make_queue(int& fd) noexcept
{
    fd = ::kqueue();
    return darwin_errno(fd);
}
BOOST_SERIAL_EXT_DECL int sys_darwin_notices::watch(int fd, void* port) noexcept
{
    struct ::kevent change = {};
    change.ident = darwin_iokit().mach_port_of(port);
    change.filter = EVFILT_MACHPORT;
    change.flags = EV_ADD;
    return darwin_errno(::kevent(fd, &change, 1, nullptr, 0, nullptr));
}
BOOST_SERIAL_EXT_DECL int sys_darwin_notices::is_waiting(int fd, bool& waiting) noexcept
{
    struct ::kevent event = {};
    ::timespec const at_once = {};
    int const n = ::kevent(fd, nullptr, 0, &event, 1, &at_once);
    waiting = n > 0;
    return darwin_errno(n);
}
BOOST_SERIAL_EXT_DECL int sys_darwin_notices::close(int fd) noexcept
{
    return darwin_errno(::close(fd));
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
