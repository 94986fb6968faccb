// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/discovery.hpp>

#include <boost_serial_ext/detail/codec/uevent.hpp>
#include <boost_serial_ext/native/file_tree.hpp>
#include <boost_serial_ext/native/linux_port_source.hpp>
#include <boost_serial_ext/native/select.hpp>
#include <boost_serial_ext/native/sys_linux_uevent.hpp>

#include "support/device_tree.hpp"
#include "support/uevents.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace boost_serial_ext;
using boost_serial_ext_test::device_tree;
using boost_serial_ext_test::uevent_of;

BOOST_AUTO_TEST_SUITE(linux_port_source)

namespace {

// Answers as the system would whose files a device_tree has; the identities are the test's.
struct fake_world
{
    std::string root;
    std::map<std::string, std::uint64_t> identities; // by path
    std::map<std::string, int> failures;             // by call, or by path
    std::string message;
    bool by_kernel = true;
    std::vector<int> closed;
};

struct fake_sys
{
    fake_world* w;

    int failure(std::string const& what) const
    {
        auto const at = w->failures.find(what);
        return at == w->failures.end() ? 0 : at->second;
    }

    int open(int& fd) noexcept
    {
        fd = failure("open") == 0 ? 77 : -1;
        return failure("open");
    }
    int listen(int fd) noexcept { return fd == 77 ? failure("listen") : EBADF; }
    int close(int fd) noexcept
    {
        w->closed.push_back(fd);
        return 0;
    }
    int receive(int fd, char* data, std::size_t size, std::size_t& length, bool& by_kernel) noexcept
    {
        if (fd != 77)
            return EBADF;
        if (failure("receive") != 0)
            return failure("receive");
        length = w->message.size();
        by_kernel = w->by_kernel;
        std::memcpy(data, w->message.data(), (std::min)(size, length));
        return 0;
    }
    int identity(char const* path, std::uint64_t& number) noexcept
    {
        auto const at = w->identities.find(path);
        number = at == w->identities.end() ? 0 : at->second;
        int const failed = failure(path);
        return failed != 0 ? failed : number == 0 ? ENOENT : 0;
    }
    int may_open(char const* path) noexcept
    {
        struct ::stat s = {};
        int const failed = failure(std::string("access ") + path);
        return ::stat((w->root + path).c_str(), &s) != 0 ? ENOENT : failed;
    }
};

struct machine : device_tree
{
    machine() { w.root = root(); }

    /// A UART with a node.
    void uart(std::string const& name, std::uint64_t identity)
    {
        hardware("/sys/devices/pnp0/" + name, "pnp", "serial", {{"id", "PNP0501"}});
        terminal(name, "/sys/devices/pnp0/" + name, "4");
        w.identities["/sys/class/tty/" + name] = identity;
    }

    std::string look(std::string const& name)
    {
        error_code ec;
        auto const seen = source.look(name, ec);
        if (ec)
            return "error " + std::to_string(ec.value());
        BOOST_TEST(seen.name == name);
        return text_of(seen);
    }

    static std::string text_of(detail::seen_port const& seen)
    {
        return seen.name + '#' + std::to_string(seen.identity)
            + (seen.port ? " " + seen.port->device : "") + (seen.ready ? " ready" : "");
    }

    fake_world w;
    detail::linux_port_source<detail::file_tree, fake_sys> source{
        detail::file_tree(root()), fake_sys{&w}};
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_scan_has_all_terminals_and_describes_ports, machine)
{
    terminal("tty1"); // a console
    w.identities["/sys/class/tty/tty1"] = 1;
    uart("ttyS0", 2);
    uart("ttyS1", 3);
    w.failures["access /dev/ttyS1"] = EACCES;
    uart("ttyS2", 4);
    w.identities.erase("/sys/class/tty/ttyS2"); // it vanishes in the middle
    error_code ec;
    auto const all = source.scan(ec);
    BOOST_TEST(!ec, ec);
    std::vector<std::string> texts;
    for (auto const& seen : all)
        texts.push_back(text_of(seen));
    std::vector<std::string> const expected{
        "tty1#1", "ttyS0#2 /dev/ttyS0 ready", "ttyS1#3 /dev/ttyS1"};
    BOOST_TEST(texts == expected, boost::test_tools::per_element());
    BOOST_TEST_REQUIRE(all.size() == 3u);
    BOOST_TEST(all[1].port->hwid == "PNP0501");
}

BOOST_FIXTURE_TEST_CASE(a_scan_that_fails_says_so_and_finds_nothing, machine)
{
    uart("ttyS0", 2);
    w.failures["/sys/class/tty/ttyS0"] = ENOMEM;
    error_code ec;
    BOOST_TEST(source.scan(ec).empty());
    BOOST_TEST(ec.value() == ENOMEM);
    remove("/sys/class/tty");
    ec.clear();
    BOOST_TEST(source.scan(ec).empty());
    BOOST_TEST(ec.value() == ENOENT);
}

BOOST_FIXTURE_TEST_CASE(a_look_finds_what_a_listing_finds, machine)
{
    uart("ttyS0", 2);
    error_code ec;
    auto const seen = source.look("ttyS0", ec);
    BOOST_TEST(!ec, ec);
    auto const all = source.scan(ec);
    BOOST_TEST_REQUIRE((all.size() == 1 && seen.port));
    BOOST_TEST((*seen.port == *all[0].port));
    BOOST_TEST(look("ttyS0") == "ttyS0#2 /dev/ttyS0 ready");
    BOOST_TEST(look("ttyS1") == "ttyS1#0");
}

BOOST_FIXTURE_TEST_CASE(what_may_not_be_seen_is_not_there, machine)
{
    uart("ttyS0", 2);
    for (int const number : {ENOENT, ENOTDIR, EACCES})
    {
        w.failures["/sys/class/tty/ttyS0"] = number;
        BOOST_TEST(look("ttyS0") == "ttyS0#0");
    }
    w.failures["/sys/class/tty/ttyS0"] = ENOMEM; // that says nothing of the terminal
    BOOST_TEST(look("ttyS0") == "error 12");
}

BOOST_FIXTURE_TEST_CASE(a_terminal_is_there_before_its_node_is_and_before_it_may_be_opened, machine)
{
    uart("ttyS0", 2);
    remove("/dev/ttyS0");
    BOOST_TEST(look("ttyS0") == "ttyS0#2");
    file("/dev/ttyS0", "");
    w.failures["access /dev/ttyS0"] = EACCES;
    BOOST_TEST(look("ttyS0") == "ttyS0#2 /dev/ttyS0");
    w.failures.clear();
    BOOST_TEST(look("ttyS0") == "ttyS0#2 /dev/ttyS0 ready");
}

BOOST_FIXTURE_TEST_CASE(where_udev_runs_a_port_is_ready_when_udev_is_through_with_it, machine)
{
    uart("ttyS0", 2);
    file("/sys/class/tty/ttyS0/dev", "4:64\n");
    file("/run/udev/control", "");
    BOOST_TEST(look("ttyS0") == "ttyS0#2 /dev/ttyS0");
    file("/run/udev/data/c4:65", "");
    BOOST_TEST(look("ttyS0") == "ttyS0#2 /dev/ttyS0");
    file("/run/udev/data/c4:64", "");
    BOOST_TEST(look("ttyS0") == "ttyS0#2 /dev/ttyS0 ready");
    remove("/sys/class/tty/ttyS0/dev");
    BOOST_TEST(look("ttyS0") == "ttyS0#2 /dev/ttyS0");
}

BOOST_FIXTURE_TEST_CASE(a_name_with_a_slash_is_found_in_its_folder, machine)
{
    hardware("/sys/devices/pnp0/card", "pnp", "serial");
    terminal("card!port0", "/sys/devices/pnp0/card");
    w.identities["/sys/class/tty/card!port0"] = 5;
    file("/dev/card/port0", "");
    BOOST_TEST(look("card!port0") == "card!port0#5 /dev/card/port0 ready");
}

BOOST_FIXTURE_TEST_CASE(a_socket_that_cannot_be_had_is_an_error_and_leaves_none_open, machine)
{
    error_code ec;
    w.failures["open"] = EAFNOSUPPORT;
    source.open(ec);
    BOOST_TEST(ec.value() == EAFNOSUPPORT);
    BOOST_TEST(w.closed.empty());
    w.failures = {{"listen", EPERM}};
    source.open(ec);
    BOOST_TEST((ec == condition::permission_denied));
    BOOST_TEST((w.closed == std::vector<int>{77}));
    w.failures.clear();
    BOOST_TEST(source.open(ec) == 77);
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(only_the_kernels_messages_count, machine)
{
    std::array<char, 1024> buffer;
    error_code ec;
    w.message = uevent_of("add", "ttyS0");
    BOOST_TEST(source.receive(77, buffer.data(), buffer.size(), ec) == w.message.size());
    BOOST_TEST((std::string_view(buffer.data(), w.message.size()) == w.message));
    w.by_kernel = false;
    BOOST_TEST(source.receive(77, buffer.data(), buffer.size(), ec) == 0u);
    BOOST_TEST(!ec, ec);
    w.failures["receive"] = EAGAIN;
    source.receive(77, buffer.data(), buffer.size(), ec);
    BOOST_TEST((ec == boost::system::errc::resource_unavailable_try_again));
    w.failures["receive"] = ENOBUFS;
    source.receive(77, buffer.data(), buffer.size(), ec);
    BOOST_TEST((ec == boost::system::errc::no_buffer_space));
}

BOOST_FIXTURE_TEST_CASE(a_message_that_is_too_long_is_one_that_was_lost, machine)
{
    std::array<char, 16> buffer;
    error_code ec;
    w.message.assign(17, 'x');
    BOOST_TEST(source.receive(77, buffer.data(), buffer.size(), ec) == 0u);
    BOOST_TEST((ec == boost::system::errc::no_buffer_space));
    w.by_kernel = false;
    source.receive(77, buffer.data(), buffer.size(), ec);
    BOOST_TEST(!ec, ec);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sys_linux_uevent)

namespace {

// A socket of the system's own. In some sandboxes there are none.
struct listening
{
    listening()
    {
        int const number = sys.open(fd);
        works = number == 0 && sys.listen(fd) == 0;
        if (!works)
            std::cout << "==> skipped: tests of the kernel's device messages: "
                      << std::strerror(number != 0 ? number : errno) << '\n';
    }
    ~listening() { sys.close(fd); }

    /// The next message within the tests' patience; empty if there is none.
    std::string receive(bool& by_kernel)
    {
        int const patience = 10'000; // in milliseconds
        ::pollfd p{fd, POLLIN, 0};
        std::string message(8192, '\0');
        std::size_t length = 0;
        if (::poll(&p, 1, patience) != 1
            || sys.receive(fd, message.data(), message.size(), length, by_kernel) != 0)
            return {};
        message.resize(length);
        return message;
    }

    detail::sys_linux_uevent sys;
    int fd = -1;
    bool works = false;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(the_socket_does_not_block_and_is_not_inherited, listening)
{
    if (!works)
        return;
    BOOST_TEST((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    BOOST_TEST((::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
    std::array<char, 8192> buffer;
    std::size_t length = 0;
    bool by_kernel = false;
    int number = 0;
    while (number == 0) // this machine may have something to say
        number = sys.receive(fd, buffer.data(), buffer.size(), length, by_kernel);
    BOOST_TEST(number == EAGAIN);
}

BOOST_FIXTURE_TEST_CASE(the_kernels_messages_are_the_kernels, listening)
{
    if (!works)
        return;
    std::ofstream file("/sys/class/mem/null/uevent");
    if (!(file << "change" << std::flush)) // the kernel then says so of /dev/null
    {
        std::cout << "==> skipped: a message of the kernel's: only root may ask for one\n";
        return;
    }
    std::string message;
    bool by_kernel = false;
    do
        message = receive(by_kernel);
    while (!message.empty() && message.find("/mem/null") == std::string::npos);
    BOOST_TEST(by_kernel);
    auto const event = detail::parse_uevent(message);
    BOOST_TEST_REQUIRE(event.has_value());
    BOOST_TEST(event->action == "change");
    BOOST_TEST(event->devpath == "/devices/virtual/mem/null");
    BOOST_TEST(event->subsystem == "mem");
}

BOOST_FIXTURE_TEST_CASE(somebody_elses_messages_are_not, listening)
{
    if (!works)
        return;
    int const other = ::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);
    BOOST_TEST_REQUIRE(other >= 0);
    ::sockaddr_nl group = {};
    group.nl_family = AF_NETLINK;
    group.nl_groups = 1;
    std::string const sent = uevent_of("add", "ttyUSB0");
    auto const n = ::sendto(
        other, sent.data(), sent.size(), 0, reinterpret_cast<::sockaddr*>(&group), sizeof group);
    int const number = errno;
    ::close(other);
    if (n < 0)
    {
        std::cout << "==> skipped: a forged message: " << std::strerror(number) << '\n';
        return;
    }
    std::string message;
    bool by_kernel = true;
    do
        message = receive(by_kernel);
    while (!message.empty() && message != sent);
    BOOST_TEST((message == sent));
    BOOST_TEST(!by_kernel);
}

BOOST_AUTO_TEST_CASE(a_node_has_the_identity_of_its_inode_and_may_be_opened_or_not)
{
    detail::sys_linux_uevent sys;
    struct ::stat expected = {};
    BOOST_TEST_REQUIRE(::stat("/dev/null", &expected) == 0);
    std::uint64_t number = 0;
    BOOST_TEST(sys.identity("/dev/null", number) == 0);
    BOOST_TEST(number == expected.st_ino);
    BOOST_TEST(sys.identity("/boost_serial_ext_is_not_here", number) == ENOENT);
    BOOST_TEST(sys.may_open("/dev/null") == 0);
    BOOST_TEST(sys.may_open("/boost_serial_ext_is_not_here") == ENOENT);
    if (::geteuid() == 0)
        std::cout << "==> skipped: a node that may not be opened: root may open them all\n";
    else
        BOOST_TEST(sys.may_open("/etc/shadow") == EACCES);
}

BOOST_AUTO_TEST_CASE(the_systems_own_source_lists_what_list_ports_lists)
{
    error_code ec;
    auto const all = detail::make_native_port_source()->scan(ec);
    BOOST_TEST(!ec, ec);
    std::vector<std::string> scanned, listed;
    for (auto const& seen : all)
        if (seen.port)
            scanned.push_back(seen.port->device);
    for (port_info const& port : list_ports())
        listed.push_back(port.device);
    std::sort(listed.begin(), listed.end());
    std::sort(scanned.begin(), scanned.end());
    BOOST_TEST(scanned == listed, boost::test_tools::per_element());
    BOOST_TEST(!all.empty()); // there is always a console
}

BOOST_AUTO_TEST_SUITE_END()
