// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_DEVICES_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_DEVICES_HPP

#include <boost_serial_ext/detail/codec/windows_device.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What Windows is asked of its devices; each call returns 0 or the error number.
struct sys_windows_devices
{
    /// SetupDiGetClassDevsW of GUID_DEVINTERFACE_COMPORT, and what there is of each device.
    BOOST_SERIAL_EXT_DECL int devices(std::vector<windows_device>& found);
    /// The values of HARDWARE\\DEVICEMAP\\SERIALCOMM; none if there is no such key.
    BOOST_SERIAL_EXT_DECL int registered(std::vector<std::string>& names);
};

/// What tells that devices have come or gone.
class sys_windows_notices
{
public:
    sys_windows_notices() = default;
    sys_windows_notices(sys_windows_notices&& other) noexcept
        : notification_(std::exchange(other.notification_, {}))
        , event_(std::exchange(other.event_, {}))
        , key_(std::exchange(other.key_, {}))
    {
    }
    BOOST_SERIAL_EXT_DECL ~sys_windows_notices();

    /** CM_Register_Notification, and RegNotifyChangeKeyValue of HARDWARE\\DEVICEMAP, where drivers
        without that device interface enter their ports.

        @param event Is set when there is something; whoever called closes it, after `end`.
    */
    BOOST_SERIAL_EXT_DECL int begin(native_handle& event);
    /// Whether there was something since it was asked last.
    BOOST_SERIAL_EXT_DECL bool take(native_handle event) noexcept;
    /// No event object is used any more.
    BOOST_SERIAL_EXT_DECL void end() noexcept;
    /// CloseHandle, of an event object.
    BOOST_SERIAL_EXT_DECL void close(native_handle event) noexcept;

private:
    BOOST_SERIAL_EXT_DECL int listen(native_handle event) noexcept;

    native_handle notification_{}; ///< An HCMNOTIFICATION.
    native_handle event_{}; ///< A copy: whoever waits for the other may close it at any time.
    native_handle key_{};   ///< An HKEY.
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/native/select.hpp>
#endif

#endif
