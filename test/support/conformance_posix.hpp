// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_POSIX_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_POSIX_HPP

#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_support.hpp"
#include "support/conformance_tty.hpp"
#include "support/raw_descriptor.hpp"

#include <cerrno>
#include <cstddef>
#include <string>

#include <poll.h>

// What only those cases need that are about descriptors, signals and terminals.
namespace boost_serial_ext_test {

/// How many file descriptors this process has open.
inline std::ptrdiff_t open_descriptors()
{
    return open_handles();
}

/// Waits until so many bytes stand in the slave's input queue: the kernel hands them over later.
inline bool arrived(int slave, int bytes)
{
    return eventually([=] { return kernel_input_waiting(slave) >= bytes; });
}

/// Whether poll reports one of these events now, or within the given time.
inline bool polls(int fd, short events, int milliseconds = 0)
{
    ::pollfd p{fd, events, 0};
    return ::poll(&p, 1, milliseconds) == 1 && (p.revents & events) != 0;
}

/// Whether others may use the device too, but nobody may have it for himself.
inline bool is_shared(std::string const& device)
{
    if (refusal_of(device) == EBUSY)
        return false;
    raw_descriptor const other(device);
    return !other.lock() && other.lock_shared() && !is_exclusive(other.get());
}

/// A pty that looks like a log-in shell's terminal.
inline test::pty_pair cooked_pty()
{
    test::pty_pair far(test::keep_slave::no);
    write_settings(far.far_end(), cooked(read_settings(far.far_end())));
    return far;
}

} // namespace boost_serial_ext_test

#endif
