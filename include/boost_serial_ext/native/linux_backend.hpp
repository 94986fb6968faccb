// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_LINUX_BACKEND_HPP
#define BOOST_SERIAL_EXT_NATIVE_LINUX_BACKEND_HPP

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/native/file_tree.hpp>
#include <boost_serial_ext/native/linux_discovery.hpp>
#include <boost_serial_ext/native/linux_errors.hpp>
#include <boost_serial_ext/native/linux_port.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Opens ttys on Linux.
template<class Sys>
class linux_backend final : public backend
{
public:
    /// @param tree Where the system keeps what it knows of its devices.
    explicit linux_backend(Sys sys = Sys(), file_tree tree = file_tree())
        : sys_(std::move(sys)), tree_(std::move(tree))
    {
    }

    std::string_view name() const noexcept override { return "linux/termios2"; }

    opened_port open(
        std::string const& device, serial_config const& config, error_code& ec) override
    {
        opened_port result;
        if (ec = validate(config); ec)
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
        auto port = std::make_unique<linux_port<Sys>>(sys_, fd, tree_);
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
        auto port = std::make_unique<linux_port<Sys>>(sys_, handle, tree_);
        port->adopt(ec);
        if (ec)
            port.reset();
        return port;
    }

    std::string name_of(int handle) override { return sys_.name_of(handle); }

    std::vector<port_info> list(error_code& ec) override
    {
        ec.clear();
        return linux_discovery<file_tree>(tree_).list(ec);
    }

    void close(int handle) noexcept override { sys_.close(handle); }

    void close_apart(int handle) noexcept override { sys_.close_apart(handle); }

private:
    struct guard
    {
        Sys& sys;
        mutable int fd;
        ~guard()
        {
            if (fd >= 0)
                sys.close(fd);
        }
    };

    Sys sys_;
    file_tree tree_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
