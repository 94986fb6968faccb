// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_IOKIT_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_IOKIT_HPP

#include <boost_serial_ext/detail/codec/darwin_device.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cerrno>
#include <cstdint>
#include <type_traits>

#include <dlfcn.h>
#include <mach/boolean.h>
#include <mach/mach_types.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// The error number of a call of libc that answered so; 0 if it succeeded.
inline int darwin_errno(int result) noexcept
{
    return result < 0 ? errno : 0;
}

/** The functions of IOKit and CoreFoundation that ports take, found while the program runs: so
    nobody has to link these frameworks, and none of their headers are needed.

    The prototypes: IOKitLib.h, CFBase.h, CFString.h, CFNumber.h, with pointers to what is opaque as
    `void*`, and with the types that are behind their names where the headers are absent.
*/
struct darwin_iokit_functions
{
    using type_id = unsigned long; // CFTypeID
    using told = void(void*, darwin_object);

    static constexpr std::uint32_t utf8 = 0x0800'0100; // kCFStringEncodingUTF8
    static constexpr long signed_64 = 4;               // kCFNumberSInt64Type
    static constexpr int missing = static_cast<int>(darwin_return::io_unsupported);

    // Of IOKit.
    void* (*matching)(char const*);
    int (*services)(mach_port_t, void const*, darwin_object*);
    darwin_object (*next)(darwin_object);
    int (*release)(darwin_object);
    int (*identity)(darwin_object, std::uint64_t*);
    int (*parent)(darwin_object, char const*, darwin_object*);
    boolean_t (*conforms_to)(darwin_object, char const*);
    int (*class_of)(darwin_object, char*);
    void const* (*property)(darwin_object, void const*, void const*, std::uint32_t);
    void* (*make_port)(mach_port_t);
    void (*destroy_port)(void*);
    void (*serve)(void*, void*);
    int (*notify)(void*, char const*, void const*, told*, void*, darwin_object*);
    // Of CoreFoundation.
    void const* (*make_text)(void const*, char const*, std::uint32_t);
    void (*release_value)(void const*);
    type_id (*type_of)(void const*);
    type_id (*text_type)();
    type_id (*number_type)();
    unsigned char (*read_text)(void const*, char*, long, std::uint32_t);
    unsigned char (*read_number)(void const*, long, void*);

    bool complete; ///< All of them were found; else none is to be called.
};

/// Looks for all of them. The libraries stay until the process ends.
inline darwin_iokit_functions find_darwin_iokit() noexcept
{
    darwin_iokit_functions f{};
    f.complete = true;
    void* library = nullptr;
    auto const open = [&](char const* path) { library = ::dlopen(path, RTLD_LAZY | RTLD_LOCAL); };
    auto const find = [&](auto& function, char const* name)
    {
        void* const address = library == nullptr ? nullptr : ::dlsym(library, name);
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(address);
        f.complete = f.complete && address != nullptr;
    };
    // By these paths also where no such files are: dyld has the system's libraries in its cache
    // (man 3 dlopen, since macOS 11).
    open("/System/Library/Frameworks/IOKit.framework/IOKit");
    find(f.matching, "IOServiceMatching");
    find(f.services, "IOServiceGetMatchingServices");
    find(f.next, "IOIteratorNext");
    find(f.release, "IOObjectRelease");
    find(f.identity, "IORegistryEntryGetRegistryEntryID");
    find(f.parent, "IORegistryEntryGetParentEntry");
    find(f.conforms_to, "IOObjectConformsTo");
    find(f.class_of, "IOObjectGetClass");
    find(f.property, "IORegistryEntryCreateCFProperty");
    find(f.make_port, "IONotificationPortCreate");
    find(f.destroy_port, "IONotificationPortDestroy");
    find(f.serve, "IONotificationPortSetDispatchQueue");
    find(f.notify, "IOServiceAddMatchingNotification");
    open("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation");
    find(f.make_text, "CFStringCreateWithCString");
    find(f.release_value, "CFRelease");
    find(f.type_of, "CFGetTypeID");
    find(f.text_type, "CFStringGetTypeID");
    find(f.number_type, "CFNumberGetTypeID");
    find(f.read_text, "CFStringGetCString");
    find(f.read_number, "CFNumberGetValue");
    return f;
}

/// The same for the whole process, looked for once.
inline darwin_iokit_functions const& darwin_iokit() noexcept
{
    static darwin_iokit_functions const all = find_darwin_iokit();
    return all;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
