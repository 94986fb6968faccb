// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_WINDOWS_PORT_SOURCE_HPP
#define BOOST_SERIAL_EXT_NATIVE_WINDOWS_PORT_SOURCE_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/codec/windows_device.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/port_source.hpp>
#include <boost_serial_ext/native/windows_discovery.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Ports that come and go on Windows: an event object that is set when something has changed, and
    the lists. What has changed is not asked: there are few ports, and all are looked at.

    `Sys` is that of `windows_discovery`, `Notices` is `sys_windows_notices`, or fakes of them.
*/
template<class Sys, class Notices>
class windows_port_source final : public port_source
{
public:
    explicit windows_port_source(Sys sys = Sys(), Notices notices = Notices())
        : sys_(std::move(sys)), notices_(std::move(notices))
    {
    }

    native_handle open(error_code& ec) override
    {
        native_handle event{};
        ec = error_code(notices_.begin(event), boost::system::system_category());
        return event;
    }

    // The event object is closed by whoever waits for it.
    void close(native_handle event) noexcept override { notices_.close(event); }

    ~windows_port_source() override { notices_.end(); }

    std::size_t receive(native_handle event, char*, std::size_t, error_code& ec) noexcept override
    {
        using namespace boost::system;
        bool const changed = notices_.take(event);
        ec = error_code(changed ? errc::no_buffer_space : errc::resource_unavailable_try_again,
            generic_category());
        return 0;
    }

    std::vector<seen_port> scan(error_code& ec) override
    {
        std::vector<seen_port> all;
        for (windows_device const& device : windows_discovery<Sys>(sys_).devices(ec))
        {
            // A driver may enter its name before there is a device: that is waited for.
            bool const ready = !device.instance.empty();
            all.push_back({device.port, identity_of(device), describe_windows_port(device), ready});
        }
        return all;
    }

    seen_port look(std::string const& name, error_code& ec) override
    {
        for (seen_port& seen : scan(ec))
            if (seen.name == name)
                return std::move(seen);
        return {name};
    }

private:
    /// FNV-1a of what is another device's, or another time's.
    static std::uint64_t identity_of(windows_device const& device) noexcept
    {
        std::uint64_t hash = 14'695'981'039'346'656'037u;
        auto const add = [&](unsigned char b) { hash = (hash ^ b) * 1'099'511'628'211u; };
        for (char const c : device.instance)
            add(static_cast<unsigned char>(c));
        for (unsigned shift = 0; shift != 64; shift += 8)
            add(static_cast<unsigned char>(device.arrived >> shift));
        return hash != 0 ? hash : 1;
    }

    Sys sys_;
    Notices notices_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
