// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_LINUX_PORT_SOURCE_HPP
#define BOOST_SERIAL_EXT_NATIVE_LINUX_PORT_SOURCE_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/codec/port_text.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/port_source.hpp>
#include <boost_serial_ext/native/linux_discovery.hpp>

#include <boost/system/errc.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Ports that come and go on Linux: the kernel's own messages, and sysfs.

    `Tree` is that of `linux_discovery`, `Sys` is `sys_linux_uevent`, or fakes of them.
*/
template<class Tree, class Sys>
class linux_port_source final : public port_source
{
public:
    explicit linux_port_source(Tree tree = Tree(), Sys sys = Sys())
        : tree_(std::move(tree)), sys_(std::move(sys))
    {
    }

    native_handle open(error_code& ec) override
    {
        native_handle handle = -1;
        ec = code_of(sys_.open(handle));
        if (ec)
            return -1;
        ec = code_of(sys_.listen(handle));
        if (!ec)
            return handle;
        close(handle);
        return -1;
    }

    void close(native_handle handle) noexcept override { sys_.close(handle); }

    std::size_t receive(
        native_handle handle, char* data, std::size_t size, error_code& ec) noexcept override
    {
        std::size_t length = 0;
        bool by_kernel = false;
        ec = code_of(sys_.receive(handle, data, size, length, by_kernel));
        if (ec || !by_kernel)
            return 0;
        if (length <= size)
            return length;
        // The kernel's have 2 KiB of variables at most (linux/kobject.h, UEVENT_BUFFER_SIZE).
        ec = error_code(boost::system::errc::no_buffer_space, boost::system::generic_category());
        return 0;
    }

    std::vector<seen_port> scan(error_code& ec) override
    {
        std::vector<seen_port> all;
        for (std::string& name : tree_.names(terminals, ec))
        {
            seen_port seen{std::move(name)};
            if (!ec)
                seen.identity = identity_of(seen.name, ec);
            if (seen.identity != 0)
                all.push_back(std::move(seen));
        }
        if (ec)
            return {};
        std::vector<port_info> ports = linux_discovery<Tree>(tree_).list(ec);
        for (seen_port& seen : all)
        {
            auto const same = [&](port_info const& p) { return p.name == seen.name; };
            auto const at = std::find_if(ports.begin(), ports.end(), same);
            if (at == ports.end())
                continue;
            seen.ready = is_ready(*at);
            seen.port = std::move(*at);
        }
        return all;
    }

    seen_port look(std::string const& name, error_code& ec) override
    {
        seen_port seen{name};
        seen.identity = identity_of(name, ec);
        if (seen.identity == 0)
            return seen;
        std::string path = name;
        std::replace(path.begin(), path.end(), '!', '/');
        seen.port = linux_discovery<Tree>(tree_).find("/dev/" + path);
        seen.ready = seen.port && is_ready(*seen.port);
        return seen;
    }

private:
    static inline std::string const terminals = "/sys/class/tty";

    static error_code code_of(int number) noexcept
    {
        return {number, boost::system::system_category()};
    }

    // 0: there is none. The kernel takes a terminal out of this folder before it sends the message
    // that it is gone, and puts it in before the other (drivers/base/core.c).
    std::uint64_t identity_of(std::string const& name, error_code& ec)
    {
        namespace errc = boost::system::errc;
        std::uint64_t identity = 0;
        ec = code_of(sys_.identity((terminals + '/' + name).c_str(), identity));
        if (!ec)
            return identity;
        if (ec == errc::no_such_file_or_directory || ec == errc::not_a_directory
            || ec == errc::permission_denied)
            ec.clear(); // what cannot be seen is not there, as for `list_ports`
        return 0;
    }

    bool is_ready(port_info const& port)
    {
        return sys_.may_open(port.device.c_str()) == 0 && is_known_to_udev(port.name);
    }

    // Whether udev is through with it, if there is a udev: links and groups are its work, and the
    // last thing it writes is what it knows of the device (systemd, src/udev/udev-event.c).
    bool is_known_to_udev(std::string const& name)
    {
        if (tree_.resolve("/run/udev/control").empty())
            return true;
        std::string const number = device_text(tree_.read(terminals + '/' + name + "/dev"));
        return !tree_.resolve("/run/udev/data/c" + number).empty();
    }

    Tree tree_;
    Sys sys_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
