// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_DEVICES_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_WINDOWS_DEVICES_IPP

#include <boost_serial_ext/detail/codec/windows_device.hpp>
#include <boost_serial_ext/native/sys_windows.ipp>
#include <boost_serial_ext/native/sys_windows_devices.hpp>
#include <boost_serial_ext/native/sys_windows_headers.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <devpropdef.h>
#include <setupapi.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// A text from the system: at most 2048 characters, up to the first zero.
class windows_text
{
public:
    void* data() noexcept { return units_.data(); }
    static constexpr DWORD bytes() noexcept { return size * sizeof(wchar_t); }
    std::string utf8() const
    {
        auto const* const text = reinterpret_cast<char16_t const*>(units_.data());
        return to_utf8(std::u16string_view(text, std::char_traits<char16_t>::length(text)));
    }

private:
    static constexpr std::size_t size = 2048;
    std::array<wchar_t, size + 2> units_{}; // two zeros stay behind whatever is written
};

namespace windows_property {
// devpkey.h: DEVPKEY_Device_Parent, _BusReportedDeviceDesc, _LastArrivalDate.
inline constexpr DEVPROPKEY parent{
    {0x4340a6c5, 0x93fa, 0x4706, {0x97, 0x2c, 0x7b, 0x64, 0x80, 0x08, 0xa5, 0xa7}}, 8};
inline constexpr DEVPROPKEY reported{
    {0x540b947e, 0x8b40, 0x45bc, {0xa8, 0xa2, 0x6a, 0x0b, 0x89, 0x4c, 0xbd, 0xa2}}, 4};
inline constexpr DEVPROPKEY arrived{
    {0x83da6326, 0x97a6, 0x4088, {0x94, 0x53, 0xa1, 0x92, 0x3f, 0x57, 0x3b, 0x29}}, 102};
} // namespace windows_property

/// GUID_DEVINTERFACE_COMPORT, ntddser.h.
inline constexpr GUID windows_com_port{
    0x86E0D1E0, 0x8089, 0x11D0, {0x9C, 0xE4, 0x08, 0x00, 0x3E, 0x30, 0x1F, 0x73}};

/// Reads what there is of one device; what is not there stays empty.
inline windows_device read_windows_device(HDEVINFO set, SP_DEVINFO_DATA& one)
{
    auto const registry = [&](DWORD property)
    {
        windows_text text;
        ::SetupDiGetDeviceRegistryPropertyW(set, &one, property, nullptr,
            static_cast<BYTE*>(text.data()), windows_text::bytes(), nullptr);
        return text.utf8();
    };
    auto const property = [&](DEVPROPKEY const& key)
    {
        windows_text text;
        DEVPROPTYPE type = 0;
        bool const there = ::SetupDiGetDevicePropertyW(set, &one, &key, &type,
                               static_cast<BYTE*>(text.data()), windows_text::bytes(), nullptr, 0)
                != 0
            && type == DEVPROP_TYPE_STRING;
        return there ? text.utf8() : std::string();
    };
    windows_device device;
    windows_text instance, port;
    if (::SetupDiGetDeviceInstanceIdW(
            set, &one, static_cast<wchar_t*>(instance.data()), windows_text::bytes() / 2, nullptr))
        device.instance = instance.utf8();
    HKEY const key = ::SetupDiOpenDevRegKey(set, &one, DICS_FLAG_GLOBAL, 0, DIREG_DEV, KEY_READ);
    if (key != INVALID_HANDLE_VALUE)
    {
        DWORD size = windows_text::bytes(), type = 0;
        if (::RegQueryValueExW(
                key, L"PortName", nullptr, &type, static_cast<BYTE*>(port.data()), &size)
                == 0
            && type == REG_SZ)
            device.port = port.utf8();
        ::RegCloseKey(key);
    }
    device.hardware = registry(SPDRP_HARDWAREID);
    device.friendly = registry(SPDRP_FRIENDLYNAME);
    device.manufacturer = registry(SPDRP_MFG);
    device.service = registry(SPDRP_SERVICE);
    device.location = registry(SPDRP_LOCATION_PATHS);
    device.parent = property(windows_property::parent);
    device.product = property(windows_property::reported);
    DEVPROPTYPE type = 0;
    FILETIME time{};
    if (::SetupDiGetDevicePropertyW(set, &one, &windows_property::arrived, &type,
            reinterpret_cast<BYTE*>(&time), sizeof time, nullptr, 0))
        device.arrived = std::uint64_t{time.dwHighDateTime} << 32u | time.dwLowDateTime;
    return device;
}

BOOST_SERIAL_EXT_DECL sys_windows_notices::~sys_windows_notices()
{
    end();
}

BOOST_SERIAL_EXT_DECL int sys_windows_devices::devices(std::vector<windows_device>& found)
{
    struct list
    {
        HDEVINFO set = ::SetupDiGetClassDevsW(
            &windows_com_port, nullptr, nullptr, DIGCF_PRESENT | DIGCF_DEVICEINTERFACE);
        ~list()
        {
            if (set != INVALID_HANDLE_VALUE)
                ::SetupDiDestroyDeviceInfoList(set);
        }
    } const all;
    if (all.set == INVALID_HANDLE_VALUE)
        return number_of(0);
    SP_DEVINFO_DATA one{};
    one.cbSize = sizeof one;
    DWORD const most = 4096;
    for (DWORD i = 0; i != most && ::SetupDiEnumDeviceInfo(all.set, i, &one) != 0; ++i)
        found.push_back(read_windows_device(all.set, one));
    return 0;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
