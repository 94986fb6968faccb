// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_REGISTRY_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_DARWIN_REGISTRY_IPP

#include <boost_serial_ext/native/sys_darwin_iokit.hpp>
#include <boost_serial_ext/native/sys_darwin_registry.hpp>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

static_assert(number_of_darwin_return(darwin_return::denied) == EPERM
    && number_of_darwin_return(darwin_return::receive_port_died) == EBADF
    && number_of_darwin_return(darwin_return::no_space) == ENOMEM
    && number_of_darwin_return(darwin_return::io_no_device) == ENODEV
    && number_of_darwin_return(darwin_return::io_unsupported) == ENOTSUP
    && number_of_darwin_return(1) == EPROTO);

/// An object of CoreFoundation, which is given back; null if there is none.
class darwin_value
{
public:
    explicit darwin_value(void const* value) noexcept : value_(value) {}
    darwin_value(darwin_value const&) = delete;
    darwin_value& operator=(darwin_value const&) = delete;
    ~darwin_value()
    {
        if (value_ != nullptr)
            darwin_iokit().release_value(value_);
    }

    void const* get() const noexcept { return value_; }
    bool is_of(darwin_iokit_functions::type_id type) const noexcept
    {
        return value_ != nullptr && darwin_iokit().type_of(value_) == type;
    }

private:
    void const* value_;
};

/// A property of an entry. No allocator is the default one (CFBase.h, kCFAllocatorDefault).
inline void const* darwin_property(darwin_object entry, char const* key) noexcept
{
    auto const& iokit = darwin_iokit();
    darwin_value const name(iokit.make_text(nullptr, key, darwin_iokit_functions::utf8));
    return name.get() == nullptr ? nullptr : iokit.property(entry, name.get(), nullptr, 0);
}

BOOST_SERIAL_EXT_DECL int sys_darwin_registry::services(
    char const* service_class, darwin_object& iterator) noexcept
{
    auto const& iokit = darwin_iokit();
    if (!iokit.complete)
        return darwin_iokit_functions::missing;
    // The dictionary is given away, also on failure; without one the answer says so.
    return iokit.services(0, iokit.matching(service_class), &iterator);
}
BOOST_SERIAL_EXT_DECL darwin_object sys_darwin_registry::next(darwin_object iterator) noexcept
{
    return darwin_iokit().next(iterator);
}
BOOST_SERIAL_EXT_DECL void sys_darwin_registry::release(darwin_object object) noexcept
{
    darwin_iokit().release(object);
}
BOOST_SERIAL_EXT_DECL int sys_darwin_registry::identity(
    darwin_object entry, std::uint64_t& number) noexcept
{
    return darwin_iokit().identity(entry, &number);
}
BOOST_SERIAL_EXT_DECL int sys_darwin_registry::parent(
    darwin_object entry, darwin_object& parent) noexcept
{
    return darwin_iokit().parent(entry, "IOService", &parent); // kIOServicePlane, IOKitKeys.h
}
BOOST_SERIAL_EXT_DECL bool sys_darwin_registry::conforms_to(
    darwin_object object, char const* object_class) noexcept
{
    return darwin_iokit().conforms_to(object, object_class) != 0;
}
BOOST_SERIAL_EXT_DECL std::string sys_darwin_registry::class_of(darwin_object object)
{
    std::array<char, 129> name{}; // an io_name_t has 128 (device_types.h); a zero stays behind
    return darwin_iokit().class_of(object, name.data()) == 0 ? name.data() : "";
}
BOOST_SERIAL_EXT_DECL std::string sys_darwin_registry::text(darwin_object entry, char const* key)
{
    auto const& iokit = darwin_iokit();
    darwin_value const value(darwin_property(entry, key));
    std::array<char, 4096> text{};
    bool const there = value.is_of(iokit.text_type())
        && iokit.read_text(
               value.get(), text.data(), long{text.size()}, darwin_iokit_functions::utf8)
            != 0;
    return there ? text.data() : "";
}
BOOST_SERIAL_EXT_DECL std::optional<std::int64_t> sys_darwin_registry::number(
    darwin_object entry, char const* key) noexcept
{
    auto const& iokit = darwin_iokit();
    darwin_value const value(darwin_property(entry, key));
    std::int64_t number = 0;
    bool const there = value.is_of(iokit.number_type())
        && iokit.read_number(value.get(), darwin_iokit_functions::signed_64, &number) != 0;
    return there ? std::optional(number) : std::nullopt;
}
BOOST_SERIAL_EXT_DECL int sys_darwin_registry::may_open(char const* path) noexcept
{
    return darwin_errno(::faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS));
}
BOOST_SERIAL_EXT_DECL std::string sys_darwin_registry::resolve(char const* path)
{
    std::array<char, PATH_MAX> real{};
    return ::realpath(path, real.data()) != nullptr ? real.data() : "";
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
