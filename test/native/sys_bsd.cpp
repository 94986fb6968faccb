// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Those of the BSDs' system calls that every POSIX system has: here with this one's. The library has none of them on
// this system; so they come with the headers, whose names are others than the compiled library's.
#if !defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#define BOOST_SERIAL_EXT_HEADER_ONLY
#endif

#include <boost_serial_ext/native/select.hpp>
#include <boost_serial_ext/native/sys_bsd_devices.ipp>
#include <boost_serial_ext/native/sys_bsd_notices.ipp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace boost_serial_ext::detail;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(sys_bsd)

namespace {

// What devd is to its listeners.
struct server
{
    explicit server(bool apart)
    {
        BOOST_TEST_REQUIRE(::mkdtemp(folder.data()) != nullptr);
        path = std::string(folder.data()) + "/pipe";
        listener = ::socket(AF_UNIX, (apart ? SOCK_SEQPACKET : SOCK_STREAM) | SOCK_CLOEXEC, 0);
        ::sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        auto const* const name = reinterpret_cast<::sockaddr const*>(&address);
        BOOST_TEST_REQUIRE(::bind(listener, name, sizeof address) == 0);
        BOOST_TEST_REQUIRE(::listen(listener, 4) == 0);
    }
    ~server()
    {
        hang_up();
        ::close(listener);
        ::unlink(path.c_str());
        ::rmdir(folder.data());
    }
    void accept() { client = ::accept(listener, nullptr, nullptr); }
    void send(std::string_view text)
    {
        BOOST_TEST(
            ::send(client, text.data(), text.size(), 0) == static_cast<::ssize_t>(text.size()));
    }
    void hang_up()
    {
        if (client >= 0)
            ::close(client);
        client = -1;
    }

    std::array<char, 24> folder{"/tmp/sys_bsd_XXXXXX"};
    std::string path;
    int listener = -1;
    int client = -1;
};

} // namespace

BOOST_AUTO_TEST_CASE(nodes_are_found_and_told_from_others)
{
    sys_bsd_nodes sys;
    std::vector<std::string> names;
    BOOST_TEST(sys.nodes(names) == 0);
    BOOST_TEST((std::find(names.begin(), names.end(), "null") != names.end()));
    bsd_node null, zero, folder;
    BOOST_TEST(sys.status("/dev/null", null) == 0);
    BOOST_TEST(sys.status("/dev/zero", zero) == 0);
    BOOST_TEST(sys.status("/dev", folder) == 0);
    BOOST_TEST(is_character_device(null));
    BOOST_TEST(!is_character_device(folder));
    BOOST_TEST(null.number != zero.number);
    BOOST_TEST(null.inode != zero.inode);
    BOOST_TEST(sys.status("/dev/there is none", null) == ENOENT);
    BOOST_TEST(null.mode == 0u);
}

BOOST_AUTO_TEST_CASE(paths_are_followed_and_tried)
{
    sys_bsd_nodes sys;
    std::string real;
    BOOST_TEST(sys.resolve("/dev/../dev/./null", real) == 0);
    BOOST_TEST(real == "/dev/null");
    BOOST_TEST(sys.resolve("/dev/there is none", real) == ENOENT);
    BOOST_TEST(real == "");
    BOOST_TEST(sys.may_open("/dev/null") == 0);
    BOOST_TEST(sys.may_open("/dev/there is none") == ENOENT);
}

BOOST_DATA_TEST_CASE(
    what_is_sent_is_received_until_the_other_end_is_gone, data::make({true, false}), apart)
{
    server devd(apart);
    sys_bsd_notices sys;
    int fd = -1;
    BOOST_TEST_REQUIRE(sys.open(apart, fd) == 0);
    BOOST_TEST((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    BOOST_TEST((::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
    BOOST_TEST_REQUIRE(sys.connect(fd, devd.path.c_str()) == 0);
    devd.accept();
    std::array<char, 8> buffer{};
    std::size_t length = 1;
    bool whole = false;
    auto const receive
        = [&] { return sys.receive(fd, buffer.data(), buffer.size(), length, whole); };
    BOOST_TEST(receive() == EAGAIN);
    BOOST_TEST(length == 0u);
    devd.send("hello");
    devd.send("0123456789");
    BOOST_TEST(receive() == 0);
    BOOST_TEST(whole);
    BOOST_TEST(length == (apart ? 5u : 8u));
    BOOST_TEST(std::string_view(buffer.data(), 5) == "hello");
    BOOST_TEST(receive() == 0);
    BOOST_TEST(whole == !apart); // a stream goes on, the rest of a message is lost
    BOOST_TEST(length == (apart ? 8u : 7u));
    devd.hang_up();
    BOOST_TEST(receive() == 0);
    BOOST_TEST(length == 0u);
    BOOST_TEST(sys.close(fd) == 0);
    BOOST_TEST(sys.close(fd) == EBADF);
}

BOOST_AUTO_TEST_CASE(who_is_not_there_cannot_be_listened_to)
{
    sys_bsd_notices sys;
    int fd = -1;
    BOOST_TEST_REQUIRE(sys.open(true, fd) == 0);
    BOOST_TEST(sys.connect(fd, "/tmp/there is none") == ENOENT);
    server devd(true);
    ::close(devd.listener);
    BOOST_TEST(sys.connect(fd, devd.path.c_str()) == ECONNREFUSED);
    devd.listener = -1;
    sys.close(fd);
}

BOOST_AUTO_TEST_SUITE_END()
