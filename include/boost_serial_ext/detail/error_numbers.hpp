// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_ERROR_NUMBERS_HPP
#define BOOST_SERIAL_EXT_DETAIL_ERROR_NUMBERS_HPP

#include <boost_serial_ext/error.hpp>

#include <cerrno>
#include <cstddef>
#include <optional>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// What the numbers of each family of systems mean, as plain integers: every host compiles and tests
// all of them, and the native sources assert that they equal the real headers' constants.
//
// Sources: errno.h of Linux (asm-generic/errno*.h), of macOS and the BSDs (sys/errno.h), WinError.h.

struct error_number
{
    int number;
    condition meaning;
};

// Numbers that mean the same wherever they turn up. The first ones are common to every POSIX
// system.
inline constexpr error_number posix_numbers[] = {
    {1, condition::permission_denied},   // EPERM
    {2, condition::port_not_found},      // ENOENT
    {5, condition::disconnected},        // EIO: what a hung-up tty answers to everything but a read
    {6, condition::disconnected},        // ENXIO
    {9, condition::closed},              // EBADF
    {13, condition::permission_denied},  // EACCES
    {16, condition::port_busy},          // EBUSY: TIOCEXCL of another process
    {19, condition::disconnected},       // ENODEV
    {20, condition::port_not_found},     // ENOTDIR
    {21, condition::port_not_found},     // EISDIR
    {25, condition::unsupported_feature} // ENOTTY: the driver has no such ioctl
};
inline constexpr error_number linux_numbers[] = {
    {36, condition::port_not_found},      // ENAMETOOLONG
    {38, condition::unsupported_feature}, // ENOSYS
    {40, condition::port_not_found},      // ELOOP
    {95, condition::unsupported_feature}, // EOPNOTSUPP
    {108, condition::disconnected},       // ESHUTDOWN: a USB device that is being removed
    {110, condition::timed_out},          // ETIMEDOUT
    {125, condition::aborted}             // ECANCELED
};
inline constexpr error_number bsd_numbers[] = {
    {45, condition::unsupported_feature}, // ENOTSUP (macOS), EOPNOTSUPP (BSDs)
    {60, condition::timed_out},           // ETIMEDOUT
    {62, condition::port_not_found},      // ELOOP
    {63, condition::port_not_found},      // ENAMETOOLONG
    {78, condition::unsupported_feature}  // ENOSYS
};
// Where they differ from one another: ECANCELED, and ENOTSUP or EOPNOTSUPP where that is not 45.
inline constexpr error_number darwin_numbers[]
    = {{89, condition::aborted}, {102, condition::unsupported_feature}};
inline constexpr error_number freebsd_numbers[] = {{85, condition::aborted}}; // and DragonFly
inline constexpr error_number netbsd_numbers[]
    = {{86, condition::unsupported_feature}, {87, condition::aborted}};
inline constexpr error_number openbsd_numbers[]
    = {{88, condition::aborted}, {91, condition::unsupported_feature}};
inline constexpr error_number other_numbers[] = {
    // What the C++ library here has them as: of a system that nobody has looked at, at least that.
    {ECANCELED, condition::aborted}, {ELOOP, condition::port_not_found},
    {ENAMETOOLONG, condition::port_not_found}, {ENOSYS, condition::unsupported_feature},
    {ENOTSUP, condition::unsupported_feature}, {EOPNOTSUPP, condition::unsupported_feature},
    {ETIMEDOUT, condition::timed_out}};
inline constexpr error_number windows_numbers[] = {
    {1, condition::unsupported_feature},   // ERROR_INVALID_FUNCTION
    {2, condition::port_not_found},        // ERROR_FILE_NOT_FOUND
    {3, condition::port_not_found},        // ERROR_PATH_NOT_FOUND
    {5, condition::permission_denied},     // ERROR_ACCESS_DENIED
    {6, condition::closed},                // ERROR_INVALID_HANDLE
    {15, condition::port_not_found},       // ERROR_INVALID_DRIVE
    {20, condition::disconnected},         // ERROR_BAD_UNIT
    {21, condition::disconnected},         // ERROR_NOT_READY
    {22, condition::disconnected},         // ERROR_BAD_COMMAND
    {31, condition::disconnected},         // ERROR_GEN_FAILURE
    {32, condition::port_busy},            // ERROR_SHARING_VIOLATION
    {38, condition::disconnected},         // ERROR_HANDLE_EOF
    {50, condition::unsupported_feature},  // ERROR_NOT_SUPPORTED
    {55, condition::disconnected},         // ERROR_DEV_NOT_EXIST
    {109, condition::disconnected},        // ERROR_BROKEN_PIPE: of pipes, and of ports on Wine
    {120, condition::unsupported_feature}, // ERROR_CALL_NOT_IMPLEMENTED
    {121, condition::timed_out},           // ERROR_SEM_TIMEOUT
    {123, condition::port_not_found},      // ERROR_INVALID_NAME
    {170, condition::port_busy},           // ERROR_BUSY
    {433, condition::disconnected},        // ERROR_NO_SUCH_DEVICE
    {676, condition::aborted},             // ERROR_HANDLES_CLOSED: as the handle was closed
    {995, condition::aborted},             // ERROR_OPERATION_ABORTED
    {1117, condition::disconnected},       // ERROR_IO_DEVICE
    {1167, condition::disconnected},       // ERROR_DEVICE_NOT_CONNECTED
    {1460, condition::timed_out},          // ERROR_TIMEOUT
    {1617, condition::disconnected},       // ERROR_DEVICE_REMOVED
    {10060, condition::timed_out}          // WSAETIMEDOUT, which asio::error::timed_out is there
};

// Numbers that mean something else in the call that opens a device ...
inline constexpr error_number posix_open_numbers[] = {
    {5, condition::port_not_found},  // EIO: a node whose driver found no hardware
    {6, condition::port_not_found},  // ENXIO: a node without a driver
    {19, condition::port_not_found}, // ENODEV
    {22, condition::port_not_found}, // EINVAL: a node that is no terminal
    {25, condition::port_not_found}, // ENOTTY: a regular file, or a device that is no terminal
    {26, condition::port_not_found}  // ETXTBSY: a program's file
};
inline constexpr error_number linux_open_numbers[] = {
    {11, condition::port_busy} // EWOULDBLOCK: somebody holds the advisory lock
};
inline constexpr error_number bsd_open_numbers[] = {
    {35, condition::port_busy} // EWOULDBLOCK
};
inline constexpr error_number other_open_numbers[] = {
    {EWOULDBLOCK, condition::port_busy} // somebody holds the advisory lock
};
inline constexpr error_number windows_open_numbers[] = {
    {1, condition::port_not_found},  // ERROR_INVALID_FUNCTION: the name is no communications device
    {5, condition::port_busy},       // ERROR_ACCESS_DENIED: what a second open of a COM port gets
    {6, condition::port_not_found},  // ERROR_INVALID_HANDLE: as above, of NUL and files (Wine)
    {31, condition::port_not_found}, // ERROR_GEN_FAILURE
    {87, condition::port_not_found}, // ERROR_INVALID_PARAMETER
    {1167, condition::port_not_found} // ERROR_DEVICE_NOT_CONNECTED
};

// ... in a call that applies a setting ...
inline constexpr error_number posix_configure_numbers[] = {
    {22, condition::unsupported_configuration}, // EINVAL
    {34, condition::unsupported_configuration}  // ERANGE
};
inline constexpr error_number linux_configure_numbers[] = {
    {11, condition::port_busy} // EWOULDBLOCK: somebody holds the advisory lock
};
inline constexpr error_number bsd_configure_numbers[] = {
    {35, condition::port_busy} // EWOULDBLOCK
};
inline constexpr error_number windows_configure_numbers[] = {
    {31,
        condition::
            unsupported_configuration}, // ERROR_GEN_FAILURE: SetCommState with values it dislikes
    {87, condition::unsupported_configuration} // ERROR_INVALID_PARAMETER
};

// ... and in reads and writes.
inline constexpr error_number windows_transfer_numbers[] = {
    {5,
        condition::
            disconnected} // ERROR_ACCESS_DENIED after a successful open: the device was removed
};

template<std::size_t N>
constexpr std::optional<condition> find_number(error_number const (&table)[N], int number) noexcept
{
    for (error_number const& row : table)
        if (row.number == number)
            return row.meaning;
    return std::nullopt;
}

/// What a number means in whatever call it turns up; nothing if that depends, or is not known.
constexpr std::optional<condition> meaning_of(os family, int number) noexcept
{
    if (family == os::windows)
        return find_number(windows_numbers, number);
    if (auto const found = find_number(posix_numbers, number))
        return found;
    if (family == os::linux_kernel)
        return find_number(linux_numbers, number);
    if (is_bsd(family))
        if (auto const found = find_number(bsd_numbers, number))
            return found;
    switch (family)
    {
    case os::darwin: return find_number(darwin_numbers, number);
    case os::freebsd:
    case os::dragonfly: return find_number(freebsd_numbers, number);
    case os::netbsd: return find_number(netbsd_numbers, number);
    case os::openbsd: return find_number(openbsd_numbers, number);
    default: return find_number(other_numbers, number);
    }
}

/// What a number means when a call of the given kind reports it.
constexpr std::optional<condition> meaning_of(os family, error_context where, int number) noexcept
{
    std::optional<condition> found;
    bool const windows = family == os::windows;
    switch (where)
    {
    case error_context::open:
        found = windows ? find_number(windows_open_numbers, number)
                        : find_number(posix_open_numbers, number);
        if (!found && family == os::linux_kernel)
            found = find_number(linux_open_numbers, number);
        if (!found && is_bsd(family))
            found = find_number(bsd_open_numbers, number);
        if (!found && family == os::other)
            found = find_number(other_open_numbers, number);
        break;
    case error_context::configure:
        found = windows ? find_number(windows_configure_numbers, number)
                        : find_number(posix_configure_numbers, number);
        if (!found && family == os::linux_kernel)
            found = find_number(linux_configure_numbers, number);
        if (!found && is_bsd(family))
            found = find_number(bsd_configure_numbers, number);
        if (!found && family == os::other)
            found = find_number(other_open_numbers, number);
        break;
    case error_context::refused: found = condition::unsupported_configuration; break;
    case error_context::transfer:
        if (windows)
            found = find_number(windows_transfer_numbers, number);
        break;
    }
    return found ? found : meaning_of(family, number);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
