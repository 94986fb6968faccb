// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_WINDOWS_BACKEND_HPP
#define BOOST_SERIAL_EXT_NATIVE_WINDOWS_BACKEND_HPP

#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/codec/windows_name.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/native/sys_windows_devices.hpp>
#include <boost_serial_ext/native/windows_discovery.hpp>
#include <boost_serial_ext/native/windows_errors.hpp>
#include <boost_serial_ext/native/windows_port.hpp>
#include <boost_serial_ext/native/windows_settings.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Opens communications devices on Windows.
template<class Sys, class Devices = sys_windows_devices>
class windows_backend final : public backend
{
public:
    explicit windows_backend(Sys sys = Sys(), Devices devices = Devices())
        : sys_(std::move(sys)), devices_(std::move(devices))
    {
    }

    std::string_view name() const noexcept override { return "windows/dcb"; }

    opened_port open(
        std::string const& device, serial_config const& config, error_code& ec) override
    {
        opened_port result;
        if (ec = validate(config); ec)
            return result;
        config_report possible;
        leave_out_impossible_on_windows(config, possible, ec);
        if (ec)
            return result;
        std::optional<std::u16string> const name = windows_device_name(device);
        native_handle handle{};
        int const invalid_name = 123;
        if (windows_fail(
                ec, error_context::open, name ? sys_.open(name->c_str(), handle) : invalid_name))
            return result;
        guard closes{sys_, handle};
        auto port = std::make_unique<windows_port<Sys, Devices>>(sys_, handle, devices_, device);
        result.report = port->start(std::move(possible), ec);
        result.undone = port->restored();
        if (ec)
            return result;
        result.control = std::move(port);
        result.handle = *std::exchange(closes.handle, std::nullopt);
        return result;
    }

    std::unique_ptr<port_control> adopt(native_handle handle, error_code& ec) override
    {
        auto port = std::make_unique<windows_port<Sys, Devices>>(sys_, handle, devices_);
        port->adopt(ec);
        if (ec)
            port.reset();
        return port;
    }

    /// Windows does not tell under which name a device was opened.
    std::string name_of(native_handle) override { return {}; }

    std::vector<port_info> list(error_code& ec) override
    {
        Devices devices = devices_; // it is asked by several threads
        return windows_discovery<Devices>(devices).list(ec);
    }

    void close(native_handle handle) noexcept override { sys_.close(handle); }

    void close_apart(native_handle handle) noexcept override { sys_.close_apart(handle); }

private:
    struct guard
    {
        Sys& sys;
        std::optional<native_handle> handle;
        ~guard()
        {
            if (handle)
                sys.close(*handle);
        }
    };

    Sys sys_;
    Devices devices_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
