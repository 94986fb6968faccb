// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_BSD_PORT_SOURCE_HPP
#define BOOST_SERIAL_EXT_NATIVE_BSD_PORT_SOURCE_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/codec/bsd_device.hpp>
#include <boost_serial_ext/detail/codec/devd.hpp>
#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/port_source.hpp>
#include <boost_serial_ext/native/bsd_discovery.hpp>

#include <boost/system/errc.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Ports that come and go on FreeBSD and DragonFly: what devd hands on of the kernel's messages,
    and the list. A message that concerns ports is a reason to look at all of them: there are few.

    devd must run: where it does not, `open` says that the system cannot tell. When it ends, or when
    it drops a listener that does not listen, whatever was not received is lost, and so is the
    connection. Then each `receive` fails with `connection_reset`, at once and for good: a monitor
    that shall go on listening is made anew, and so begins with what is there.

    `Sys` is that of `bsd_discovery`, `Notices` is `sys_bsd_notices`, or fakes of them.
*/
template<class Sys, class Notices>
class bsd_port_source final : public port_source
{
public:
    explicit bsd_port_source(Sys sys = Sys(), Notices notices = Notices())
        : sys_(std::move(sys)), notices_(std::move(notices))
    {
    }

    native_handle open(error_code& ec) override
    {
        namespace errc = boost::system::errc;
        native_handle fd = no_handle;
        ec = code_of(notices_.open(devd.keeps_messages_apart, fd));
        if (ec)
            return no_handle;
        ec = code_of(notices_.connect(fd, devd.path));
        if (!ec)
            return fd;
        notices_.close(fd);
        if (ec == errc::no_such_file_or_directory || ec == errc::connection_refused)
            BOOST_SERIAL_EXT_ASSIGN(ec, make_unsupported_error(feature::port_monitor));
        return no_handle;
    }

    void close(native_handle handle) noexcept override { notices_.close(handle); }

    std::size_t receive(
        native_handle handle, char* data, std::size_t size, error_code& ec) noexcept override
    {
        using namespace boost::system;
        std::size_t length = 0;
        bool whole = true;
        ec = code_of(notices_.receive(handle, data, size, length, whole));
        if (ec)
            return 0;
        if (length == 0)
            ec = error_code(errc::connection_reset, generic_category());
        else if (!whole || !is_nobodys_business({data, (std::min)(length, size)}))
            ec = error_code(errc::no_buffer_space, generic_category());
        return 0;
    }

    std::vector<seen_port> scan(error_code& ec) override
    {
        std::vector<seen_port> all;
        for (bsd_found_port& port : bsd_discovery<Sys>(sys_).ports(ec))
        {
            // The same device at the same place is another one when it has been away.
            absence const node = absence_of(port.node), device = absence_of(port.device);
            bsd_identity identity;
            identity.add(port.identity);
            identity.add(node.count);
            identity.add(device.count);
            seen_port seen{port.node, identity.value()};
            seen.ready = port.attached && node.doubts == 0 && device.doubts == 0
                && sys_.may_open(port.info.device.c_str()) == 0;
            if (port.attached)
                seen.port = std::move(port.info);
            all.push_back(std::move(seen));
        }
        for (auto& named : absences_)
            named.second.doubts -= named.second.doubts != 0;
        others_.doubts -= others_.doubts != 0;
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
    static constexpr devd_socket devd = devd_socket_of(Sys::system);
    static constexpr std::size_t longest_line = 4096; ///< The kernel's have 1 KiB at most.
    static constexpr std::size_t most_names = 1024;

    /** How often something has gone, and how many looks it must outlast to count as another one.

        The kernel sends the message that a device has gone before it takes away what it tells of it
        (sys/kern/subr_bus.c, device_detach), and DragonFly's devfs makes and removes nodes in a
        thread of its own: whoever looks at once may still see what is gone. What is not ready is
        looked at again by the monitor, after 10, 20 and 40 ms.
    */
    struct absence
    {
        std::uint64_t count = 0;
        unsigned doubts = 0;
    };

    static error_code code_of(int number) noexcept
    {
        return {number, boost::system::system_category()};
    }

    bool is_nobodys_business(std::string_view data) noexcept
    {
        try
        {
            if (devd.keeps_messages_apart)
                return !take(data);
            bool quiet = true;
            for (char const c : data)
                if (c == '\n')
                {
                    quiet = !take(line_) && line_.size() != longest_line && quiet;
                    line_.clear();
                }
                else if (line_.size() != longest_line)
                    line_ += c;
            return quiet;
        }
        catch (std::bad_alloc const&)
        {
            return false; // a look finds out what it was
        }
    }

    bool take(std::string_view message)
    {
        auto const news = parse_devd_message(Sys::system, message);
        if (news && !news->gone.empty())
        {
            std::string const name(news->gone);
            bool const room = absences_.size() < most_names || absences_.count(name) != 0;
            absence& its = room ? absences_[name] : others_;
            ++its.count;
            its.doubts = 3;
        }
        return news.has_value();
    }

    absence absence_of(std::string const& name) const
    {
        auto const at = absences_.find(name);
        return at == absences_.end() ? others_ : at->second;
    }

    Sys sys_;
    Notices notices_;
    std::string line_;                        ///< What has come of the next line.
    std::map<std::string, absence> absences_; ///< By the name of a node or a device.
    absence others_;                          ///< Of those for which there was no room.
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
