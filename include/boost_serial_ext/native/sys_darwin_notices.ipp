// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_NOTICES_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_NOTICES_IPP

#include <boost_serial_ext/native/sys_darwin_iokit.hpp>
#include <boost_serial_ext/native/sys_darwin_notices.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include <dispatch/dispatch.h>
#include <fcntl.h>
#include <mach/kern_return.h>
#include <mach/message.h>
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
    && darwin_return::receive_port_died == MACH_RCV_PORT_DIED);

BOOST_SERIAL_EXT_DECL std::uint32_t sys_darwin_notices::process() noexcept
{
    return static_cast<std::uint32_t>(::getpid());
}
BOOST_SERIAL_EXT_DECL int sys_darwin_notices::make_pipe(int& reading, int& writing) noexcept
{
    int ends[2] = {-1, -1};
    int const number = darwin_errno(::pipe(ends));
    reading = ends[0];
    writing = ends[1];
    return number;
}
BOOST_SERIAL_EXT_DECL int sys_darwin_notices::hide_from_programs(int fd) noexcept
{
    return darwin_errno(::fcntl(fd, F_SETFD, FD_CLOEXEC));
}
BOOST_SERIAL_EXT_DECL int sys_darwin_notices::make_non_blocking(int fd) noexcept
{
    return darwin_errno(::fcntl(fd, F_SETFL, O_NONBLOCK)); // which end it is cannot be changed
}
BOOST_SERIAL_EXT_DECL int sys_darwin_notices::make_quiet(int fd) noexcept
{
    return darwin_errno(::fcntl(fd, F_SETNOSIGPIPE, 1));
}
BOOST_SERIAL_EXT_DECL int sys_darwin_notices::ring(int fd) noexcept
{
    return darwin_errno(static_cast<int>(::write(fd, "", 1)));
}
BOOST_SERIAL_EXT_DECL int sys_darwin_notices::read(
    int fd, char* data, std::size_t size, std::size_t& length) noexcept
{
    ::ssize_t const n = ::read(fd, data, size);
    length = n < 0 ? 0 : static_cast<std::size_t>(n);
    return n < 0 ? errno : 0;
}
BOOST_SERIAL_EXT_DECL int sys_darwin_notices::close(int fd) noexcept
{
    return darwin_errno(::close(fd));
}

BOOST_SERIAL_EXT_DECL int sys_darwin_notices::make_queue(void*& queue) noexcept
{
    queue = ::dispatch_queue_create("boost_serial_ext.port_monitor", nullptr);
    return queue != nullptr ? 0 : KERN_RESOURCE_SHORTAGE; // it does not tell
}
BOOST_SERIAL_EXT_DECL void sys_darwin_notices::release_queue(void* queue) noexcept
{
    ::dispatch_release(static_cast<::dispatch_queue_t>(queue));
}

BOOST_SERIAL_EXT_DECL int sys_darwin_notices::make_port(void*& port) noexcept
{
    auto const& iokit = darwin_iokit();
    if (!iokit.complete)
        return darwin_iokit_functions::missing;
    port = iokit.make_port(0);                           // of the default main port
    return port != nullptr ? 0 : KERN_RESOURCE_SHORTAGE; // it does not tell
}
BOOST_SERIAL_EXT_DECL int sys_darwin_notices::notify(void* port, char const* type,
    char const* service_class, callback* told, void* context, darwin_object& iterator) noexcept
{
    auto const& iokit = darwin_iokit();
    return iokit.notify(port, type, iokit.matching(service_class), told, context,
        &iterator); // the dictionary is given away, also on failure
}
BOOST_SERIAL_EXT_DECL void sys_darwin_notices::serve(void* port, void* queue) noexcept
{
    darwin_iokit().serve(port, queue);
}
BOOST_SERIAL_EXT_DECL void sys_darwin_notices::end_port(void* queue, void* port) noexcept
{
    ::dispatch_sync_f(static_cast<::dispatch_queue_t>(queue), port, darwin_iokit().destroy_port);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
