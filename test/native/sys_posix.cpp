// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include <boost_serial_ext/native/select.hpp>
#include <boost_serial_ext/native/sys_posix.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(sys_posix)

BOOST_AUTO_TEST_CASE(the_status_of_a_node_is_that_of_stat)
{
    test::pty_pair const far;
    detail::sys_posix sys;
    struct ::stat expected = {};
    BOOST_TEST_REQUIRE(::stat(far.name().c_str(), &expected) == 0);
    detail::linux_node node;
    BOOST_TEST(sys.status(far.name().c_str(), node) == 0);
    BOOST_TEST((detail::kind_of(node) == detail::node_kind::character_device));
    BOOST_TEST(node.owner == expected.st_uid);
    BOOST_TEST(node.group == expected.st_gid);
    BOOST_TEST(node.filesystem == expected.st_dev);
    BOOST_TEST(node.inode == expected.st_ino);
    BOOST_TEST(sys.status("/dev/boost_serial_ext_is_not_here", node) == ENOENT);
}

BOOST_AUTO_TEST_CASE(users_and_groups_without_a_name_are_numbers)
{
    detail::sys_posix sys;
    BOOST_TEST(sys.user_name(0) == "root");
    BOOST_TEST(sys.group_name(0) == "root");
    BOOST_TEST(sys.user_name(3'999'999'999u) == "3999999999");
    BOOST_TEST(sys.group_name(3'999'999'999u) == "3999999999");
    BOOST_TEST(sys.effective_user() == ::geteuid());
}

BOOST_AUTO_TEST_CASE(the_beginning_of_a_file_is_cut_at_the_limit)
{
    detail::sys_posix sys;
    BOOST_TEST(sys.beginning_of("/proc/version", 5) == "Linux");
    BOOST_TEST(sys.beginning_of("/proc/version", 0).empty());
    BOOST_TEST(sys.beginning_of("/boost_serial_ext_is_not_here", 100).empty());
}

BOOST_AUTO_TEST_CASE(the_beginning_of_a_file_goes_on_behind_a_short_read)
{
    // Files of /proc come a page at a time, /proc/locks among them; this one always has more.
    detail::sys_posix sys;
    std::ifstream whole("/proc/self/smaps");
    std::string const expected{std::istreambuf_iterator<char>(whole), {}};
    BOOST_TEST_REQUIRE(expected.size() > 8'192u);
    BOOST_TEST(sys.beginning_of("/proc/self/smaps", 8'192).size() == 8'192u);
}

BOOST_AUTO_TEST_CASE(signals_are_blocked_for_a_while_and_then_as_before)
{
    auto const blocked = [](int signal)
    {
        ::sigset_t now;
        ::pthread_sigmask(SIG_SETMASK, nullptr, &now);
        return sigismember(&now, signal) == 1; // a macro on some systems
    };
    bool const before = blocked(SIGTERM);
    {
        detail::signals_blocked const guard;
        BOOST_TEST(blocked(SIGTERM));
        BOOST_TEST(blocked(SIGINT));
        BOOST_TEST(blocked(SIGUSR1));
    }
    BOOST_TEST(blocked(SIGTERM) == before);
}

BOOST_AUTO_TEST_CASE(the_failure_to_open_a_missing_device_is_explained_in_a_sentence)
{
    error_code const ec = detail::make_system_error(detail::error_context::open, ENOENT);
    std::string const text = explain_open_failure("/dev/boost_serial_ext_is_not_here", ec);
    BOOST_TEST(text.find("/dev/boost_serial_ext_is_not_here") == 0u);
    BOOST_TEST(text.find("does not exist") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
