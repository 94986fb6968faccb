// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_NOTICES_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_NOTICES_IPP

#include <boost_serial_ext/native/sys_windows.ipp>
#include <boost_serial_ext/native/sys_windows_devices.ipp>
#include <boost_serial_ext/native/sys_windows_headers.hpp>
#include <boost_serial_ext/native/sys_windows_wait.ipp>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <cfgmgr32.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

BOOST_SERIAL_EXT_DECL int sys_windows_devices::registered(std::vector<std::string>& names)
{
    struct map
    {
        HKEY key = nullptr;
        LSTATUS number = ::RegOpenKeyExW(
            HKEY_LOCAL_MACHINE, L"HARDWARE\\DEVICEMAP\\SERIALCOMM", 0, KEY_READ, &key);
        ~map()
        {
            if (number == 0)
                ::RegCloseKey(key);
        }
    } const ports;
    if (ports.number != 0)
        return ports.number == ERROR_FILE_NOT_FOUND ? 0 : static_cast<int>(ports.number);
    DWORD const most = 4096;
    for (DWORD i = 0; i != most; ++i)
    {
        windows_text name, port;
        DWORD length = windows_text::bytes() / 2, size = windows_text::bytes(), type = 0;
        LSTATUS const number = ::RegEnumValueW(ports.key, i, static_cast<wchar_t*>(name.data()),
            &length, nullptr, &type, static_cast<BYTE*>(port.data()), &size);
        if (number == ERROR_NO_MORE_ITEMS)
            return 0;
        if (number == 0 && type == REG_SZ)
            names.push_back(port.utf8());
    }
    return 0;
}

namespace windows_notification {
using start = CONFIGRET WINAPI(PCM_NOTIFY_FILTER, void*, PCM_NOTIFY_CALLBACK, PHCMNOTIFICATION);
using stop = CONFIGRET WINAPI(HCMNOTIFICATION);

/// Of Windows 8 and newer; null elsewhere, as in Wine 8.
template<class Function>
Function* find(char const* name) noexcept
{
    HMODULE const library
        = ::LoadLibraryExW(L"cfgmgr32.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32); // for good
    auto const address = library != nullptr ? ::GetProcAddress(library, name) : nullptr;
    return reinterpret_cast<Function*>(reinterpret_cast<void*>(address));
}

/// Runs on a thread of the system's pool.
inline DWORD CALLBACK told(
    HCMNOTIFICATION, void* event, CM_NOTIFY_ACTION, PCM_NOTIFY_EVENT_DATA, DWORD)
{
    ::SetEvent(event);
    return ERROR_SUCCESS;
}
} // namespace windows_notification

BOOST_SERIAL_EXT_DECL int sys_windows_notices::begin(native_handle& event)
{
    if (int const number = sys_windows_wait::make_event(event_); number != 0)
        return number;
    HKEY key = nullptr;
    int number = sys_windows_wait::duplicate(event_, event);
    if (number == 0)
        number = static_cast<int>(
            ::RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"HARDWARE\\DEVICEMAP", 0, KEY_NOTIFY, &key));
    key_ = key;
    if (number == 0)
        number = listen(event_);
    auto* const start
        = windows_notification::find<windows_notification::start>("CM_Register_Notification");
    if (number == 0 && start != nullptr)
    {
        CM_NOTIFY_FILTER filter{};
        filter.cbSize = sizeof filter;
        filter.FilterType = CM_NOTIFY_FILTER_TYPE_DEVICEINTERFACE;
        filter.u.DeviceInterface.ClassGuid = windows_com_port;
        HCMNOTIFICATION made = nullptr;
        if (start(&filter, event_, &windows_notification::told, &made) != CR_SUCCESS)
            number = ERROR_NO_SYSTEM_RESOURCES;
        notification_ = made;
    }
    if (number != 0)
    {
        if (event != nullptr)
            close(std::exchange(event, nullptr));
        end();
    }
    return number;
}

BOOST_SERIAL_EXT_DECL int sys_windows_notices::listen(native_handle event) noexcept
{
    DWORD const what = REG_NOTIFY_CHANGE_NAME | REG_NOTIFY_CHANGE_LAST_SET;
    // Of any thread's life: else it would end with the one that begins it.
    DWORD const whole_process = 0x10000000; // REG_NOTIFY_THREAD_AGNOSTIC, Windows 8
    return static_cast<int>(::RegNotifyChangeKeyValue(
        static_cast<HKEY>(key_), TRUE, what | whole_process, event, TRUE));
}

BOOST_SERIAL_EXT_DECL bool sys_windows_notices::take(native_handle) noexcept
{
    if (::WaitForSingleObject(event_, 0) != WAIT_OBJECT_0)
        return false;
    ::ResetEvent(event_);
    listen(event_); // first: what changes from now on is told again
    return true;
}

BOOST_SERIAL_EXT_DECL void sys_windows_notices::end() noexcept
{
    auto* const stop
        = windows_notification::find<windows_notification::stop>("CM_Unregister_Notification");
    if (notification_ != nullptr && stop != nullptr) // it waits for a callback that runs
        stop(static_cast<HCMNOTIFICATION>(std::exchange(notification_, nullptr)));
    if (key_ != nullptr)
        ::RegCloseKey(static_cast<HKEY>(std::exchange(key_, nullptr)));
    if (event_ != nullptr)
        close(std::exchange(event_, nullptr));
}

BOOST_SERIAL_EXT_DECL void sys_windows_notices::close(native_handle event) noexcept
{
    ::CloseHandle(event);
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
