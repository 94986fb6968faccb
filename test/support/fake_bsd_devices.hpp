// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_BSD_DEVICES_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_BSD_DEVICES_HPP

#include <boost_serial_ext/detail/codec/bsd_node.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext_test {

using boost_serial_ext::detail::bsd_node;
using boost_serial_ext::detail::bsd_system;

/// What a machine under a BSD has, as its kernel would tell.
struct bsd_machine
{
    std::map<std::string, bsd_node> nodes;    // by name, in /dev
    std::map<std::string, std::string> links; // by path
    std::vector<std::pair<std::string, std::string>>
        sysctls; // in their order: the index is the number
    std::string ucom_names;
    std::map<std::string, std::vector<std::string>> children; // NetBSD's, by parent
    std::map<std::string, std::string> properties;            // likewise, by device
    std::map<std::string, int> failures;                      // by call, or call and argument
    std::vector<std::string> calls;
    int opened = 0;
    int closed = 0;

    int fails(std::string const& call, std::string const& argument = {})
    {
        calls.push_back(argument.empty() ? call : call + ' ' + argument);
        for (std::string const& what : {call, call + ' ' + argument})
            if (auto const at = failures.find(what); at != failures.end())
                return at->second;
        return 0;
    }

    void node(std::string const& name, std::uint64_t inode = 0, std::uint32_t mode = 0020660)
    {
        nodes[name] = {mode, 7, inode != 0 ? inode : nodes.size() + 1};
    }

    /// A device of FreeBSD's or DragonFly's, as in "umodem", "0".
    void device(std::string const& driver, std::string const& unit, std::string const& desc,
        std::string const& pnpinfo, std::string const& location, std::string const& parent)
    {
        std::string const stem = "dev." + driver + '.' + unit + '.';
        sysctls.insert(sysctls.end(),
            {{stem + "ttyname", "wrong"}, {stem + "%parent", parent}, {stem + "%pnpinfo", pnpinfo},
                {stem + "%location", location}, {stem + "%driver", driver}, {stem + "%desc", desc},
                {stem + "%desc.more", "wrong"}});
    }

    /// One on USB that is a port, behind the root hub's port `port`; without its nodes.
    void usb_device(std::string const& driver, std::string const& unit, std::string const& terminal,
        std::string const& serial_number, int port = 2, int ports = 1, int interface = 0)
    {
        device(driver, unit, "Board, class 2/0, rev 1.10/0.01, addr 3",
            "vendor=0x2341 product=0x0043 sernum=\"" + serial_number
                + "\" intprotocol=0x01 ttyname=" + terminal + " ttyports=" + std::to_string(ports),
            "bus=0 hubaddr=1 port=" + std::to_string(port) + " devaddr=" + std::to_string(port + 1)
                + " interface=" + std::to_string(interface) + " ugen=ugen0."
                + std::to_string(port + 1),
            "uhub0");
    }

    void forget(std::string const& device)
    {
        auto const theirs = [&](auto const& s)
        { return s.first.compare(0, device.size() + 1, device + '.') == 0; };
        sysctls.erase(std::remove_if(sysctls.begin(), sysctls.end(), theirs), sysctls.end());
    }
};

template<bsd_system System>
struct fake_bsd_devices_sys
{
    static constexpr bsd_system system = System;
    using oid = std::vector<int>;

    std::shared_ptr<bsd_machine> m;

    int nodes(std::vector<std::string>& names)
    {
        for (auto const& [name, node] : m->nodes)
            names.insert(names.begin(), name); // in no order
        int const failed = m->fails("nodes");
        if (failed != 0)
            names.clear();
        return failed;
    }
    int status(char const* path, bsd_node& node)
    {
        std::string const p = path;
        auto const at = m->nodes.find(p.substr(p.find_last_of('/') + 1));
        node = at != m->nodes.end() && p.compare(0, 5, "/dev/") == 0 ? at->second : bsd_node();
        int const failed = m->fails("status", p);
        return failed != 0 ? failed : node.mode == 0 ? ENOENT : 0;
    }
    int resolve(char const* path, std::string& real)
    {
        auto const at = m->links.find(path);
        real = at != m->links.end() ? at->second : path;
        return m->fails("resolve", path);
    }
    int may_open(char const* path) { return m->fails("may_open", path); }

    // FreeBSD's and DragonFly's. Numbers: {9, index}; the root's is {9}.
    int find(char const* name, oid& found)
    {
        found = {9};
        return m->fails("find", name);
    }
    int next(oid const& after, oid& found)
    {
        std::size_t const i = after.size() == 1 ? 0 : static_cast<std::size_t>(after[1]) + 1;
        found = {9, static_cast<int>(i)};
        int const failed = m->fails("next");
        if (i == m->sysctls.size()) // the next tree
            found = {10, 0};
        return failed;
    }
    int name(oid const& of, std::string& text)
    {
        text = m->sysctls.at(static_cast<std::size_t>(of.at(1))).first;
        return m->fails("name", text);
    }
    int text(oid const& of, std::string& text)
    {
        auto const& [name, value] = m->sysctls.at(static_cast<std::size_t>(of.at(1)));
        text = value;
        return m->fails("text", name);
    }

    // OpenBSD's.
    int ucom_names(std::string& text)
    {
        text = m->ucom_names;
        return m->fails("ucom_names");
    }

    // NetBSD's.
    int open(int& fd)
    {
        int const failed = m->fails("open");
        fd = failed == 0 ? 5 : -1;
        m->opened += failed == 0;
        return failed;
    }
    int close(int fd)
    {
        m->closed += fd == 5;
        return 0;
    }
    int children(int fd, std::string const& parent, std::vector<std::string>& names)
    {
        auto const at = m->children.find(parent);
        if (int const failed = m->fails("children", parent.empty() ? "root" : parent); failed != 0)
            return failed;
        if (at == m->children.end())
            return 0;
        names = at->second;
        return fd == 5 ? 0 : EBADF;
    }
    int command(int fd, std::string const& request, std::string& answer)
    {
        std::string const before = "<key>device-name</key>\n<string>";
        auto const begin = request.find(before) + before.size();
        std::string const device = request.substr(begin, request.find('<', begin) - begin);
        answer = m->properties[device];
        int const failed = m->fails("command", device);
        return failed != 0 ? failed : fd == 5 ? 0 : EBADF;
    }
};

} // namespace boost_serial_ext_test

#endif
