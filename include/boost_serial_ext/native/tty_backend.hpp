// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_TTY_BACKEND_HPP
#define BOOST_SERIAL_EXT_NATIVE_TTY_BACKEND_HPP

#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/native/tty_errors.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Opens ttys.

    `Port` is the system's `tty_port`. It names `calls`, the system calls, and `devices`, where the system
    keeps what it knows of them; it is made of both and a descriptor, and its functions `backend_name`
    and `list` need no port.
*/
template<class Port>
class tty_backend final : public backend
{
public:
    using calls = typename Port::calls;
    using devices = typename Port::devices;

    explicit tty_backend(calls sys = calls(), devices known = devices())
        : sys_(std::move(sys)), known_(std::move(known))
    {
    }

    std::string_view name() const noexcept override { return Port::backend_name(); }

    opened_port open(
        std::string const& device, serial_config const& config, error_code& ec) override
    {
        opened_port result;
        if (ec = validate(config); !ec)
            ec = Port::refusal_of(config);
        if (ec)
            return result;
        int fd = -1;
        // A name with a zero in it names nothing; the system would see only what stands before it.
        int const no_such_file = 2;
        int const number = device.find('\0') != std::string::npos
            ? no_such_file
            : uninterrupted([&] { return sys_.open(device.c_str(), fd); });
        if (number != 0)
        {
            BOOST_SERIAL_EXT_ASSIGN(ec, make_system_error(error_context::open, number));
            return result;
        }
        guard const closes{sys_, fd};
        auto port = std::make_unique<Port>(sys_, fd, known_);
        result.report = port->start(config, ec);
        result.undone = port->restored();
        if (ec)
            return result;
        result.control = std::move(port);
        result.handle = std::exchange(closes.fd, -1);
        return result;
    }

    std::unique_ptr<port_control> adopt(int handle, error_code& ec) override
    {
        auto port = std::make_unique<Port>(sys_, handle, known_);
        port->adopt(ec);
        if (ec)
            port.reset();
        return port;
    }

    std::string name_of(int handle) override { return sys_.name_of(handle); }

    std::vector<port_info> list(error_code& ec) override
    {
        ec.clear();
        return Port::list(known_, ec);
    }

    void close(int handle) noexcept override { sys_.close(handle); }

    void close_apart(int handle) noexcept override { sys_.close_apart(handle); }

private:
    struct guard
    {
        calls& sys;
        mutable int fd;
        ~guard()
        {
            if (fd >= 0)
                sys.close(fd);
        }
    };

    calls sys_;
    devices known_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
