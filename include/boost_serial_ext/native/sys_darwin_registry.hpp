// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_REGISTRY_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_REGISTRY_HPP

#include <boost_serial_ext/detail/codec/darwin_device.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** What macOS is asked of its registry, one call of IOKit per function, without decisions.

    What returns a number returns a kern_return_t, of which 0 is success; without IOKit, or without
    one of its functions, it is kIOReturnUnsupported. Objects come from these functions alone, and
    whoever got one gives it to `release`.
*/
struct sys_darwin_registry
{
    /// IOServiceGetMatchingServices of IOServiceMatching. @param iterator For `next`; 0: none.
    BOOST_SERIAL_EXT_DECL int services(char const* service_class, darwin_object& iterator) noexcept;
    /// IOIteratorNext. @return 0: there are no more.
    BOOST_SERIAL_EXT_DECL darwin_object next(darwin_object iterator) noexcept;
    /// IOObjectRelease.
    BOOST_SERIAL_EXT_DECL void release(darwin_object object) noexcept;
    /// IORegistryEntryGetRegistryEntryID: no other entry has that one, until the system restarts.
    BOOST_SERIAL_EXT_DECL int identity(darwin_object entry, std::uint64_t& number) noexcept;
    /// IORegistryEntryGetParentEntry, in the service plane.
    BOOST_SERIAL_EXT_DECL int parent(darwin_object entry, darwin_object& parent) noexcept;
    /// IOObjectConformsTo: whether it is of that class, or of one that is made of it.
    BOOST_SERIAL_EXT_DECL bool conforms_to(darwin_object object, char const* object_class) noexcept;
    /// IOObjectGetClass; empty on failure.
    BOOST_SERIAL_EXT_DECL std::string class_of(darwin_object object);
    /// IORegistryEntryCreateCFProperty; empty if it is none, no text, or of more than 4095 bytes.
    BOOST_SERIAL_EXT_DECL std::string text(darwin_object entry, char const* key);
    /// The same; nothing if it is no whole number of 64 bits.
    BOOST_SERIAL_EXT_DECL std::optional<std::int64_t> number(
        darwin_object entry, char const* key) noexcept;
    /// faccessat(R_OK | W_OK, AT_EACCESS): whether open would be permitted, without opening.
    BOOST_SERIAL_EXT_DECL int may_open(char const* path) noexcept;
    /// realpath; empty on failure.
    BOOST_SERIAL_EXT_DECL std::string resolve(char const* path);
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
