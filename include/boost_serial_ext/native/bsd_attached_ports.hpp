// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_BSD_ATTACHED_PORTS_HPP
#define BOOST_SERIAL_EXT_NATIVE_BSD_ATTACHED_PORTS_HPP

#include <boost_serial_ext/detail/codec/bsd_attached.hpp>
#include <boost_serial_ext/detail/codec/bsd_device.hpp>
#include <boost_serial_ext/detail/codec/bsd_node.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Adds a port if there is a node to open it with.
template<class Sys>
void add_attached_port(Sys& sys, bsd_found_port&& port, std::vector<bsd_found_port>& all)
{
    bsd_node found;
    if (sys.status(port.info.device.c_str(), found) == 0 && is_character_device(found))
        all.push_back(std::move(port));
}

/// The ports that OpenBSD tells of. `Sys` is `sys_openbsd_devices`, or a fake.
/// @return 0, or the number of the error for which nothing is known.
template<class Sys>
int openbsd_ports(Sys& sys, std::vector<bsd_found_port>& all)
{
    std::string names;
    int const number = sys.ucom_names(names);
    for (bsd_found_port& port : parse_ucom_names(number == 0 ? names : std::string()))
        add_attached_port(sys, std::move(port), all);
    return number;
}

/// The ports that NetBSD tells of. `Sys` is `sys_netbsd_devices`, or a fake.
/// @return As above.
template<class Sys>
int netbsd_ports(Sys& sys, std::vector<bsd_found_port>& all)
{
    int fd = -1;
    if (int const failed = sys.open(fd); failed != 0)
        return failed;
    // The whole tree, from its roots: devices are asked for by what they are attached to.
    std::vector<std::string> parents(1);
    std::size_t const most = 4096;
    int number = 0;
    for (std::size_t i = 0; i != parents.size() && i != most; ++i)
    {
        std::string const parent = parents[i]; // the list grows
        std::vector<std::string> children;
        int const failed = sys.children(fd, parent, children);
        number = i == 0 ? failed : number; // one that has gone meanwhile has none
        for (std::string& child : children)
        {
            if (!bsd_node_of(Sys::system, child).empty())
            {
                std::string const request = netbsd_properties_request(parent);
                std::string answer;
                if (request.empty() || sys.command(fd, request, answer) != 0)
                    answer.clear();
                add_attached_port(sys, describe_netbsd_port(child, parent, answer), all);
            }
            if (!child.empty())
                parents.push_back(std::move(child));
        }
    }
    sys.close(fd);
    return number;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
