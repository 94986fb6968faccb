// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Names that are no ports and users who may not open them: the system's numbers, and what people are
// told.
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_child.hpp"
#include "support/conformance_posix.hpp"
#include "support/conformance_support.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <string>
#include <system_error>

#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using test::keep_slave;
using test::pty_pair;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(conformance_bad_input_posix)

namespace {

// A folder full of things that are no serial ports.
struct folder
{
    folder()
    {
        std::string name = std::filesystem::temp_directory_path() / "no_ports_XXXXXX";
        BOOST_TEST_REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
        BOOST_TEST_REQUIRE(::chmod(name.c_str(), 0755) == 0);
        std::ofstream(path / "file") << "text";
        std::filesystem::create_symlink(path / "loop", path / "loop");
        std::filesystem::create_symlink(path / "missing", path / "dangling");
        BOOST_TEST_REQUIRE(::mkfifo((path / "fifo").c_str(), 0600) == 0);
        ::sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::string const socket_name = path / "socket";
        BOOST_TEST_REQUIRE(socket_name.size() < sizeof address.sun_path);
        socket_name.copy(address.sun_path, socket_name.size());
        raw_descriptor const listener(::socket(AF_UNIX, SOCK_STREAM, 0));
        BOOST_TEST_REQUIRE(
            ::bind(listener.get(), reinterpret_cast<::sockaddr*>(&address), sizeof address) == 0);
    }
    folder(folder const&) = delete;
    folder& operator=(folder const&) = delete;
    ~folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }

    std::filesystem::path path;
};

// A name that is no port, what the system says to it, and what people are told.
struct bad_name
{
    char const* what;
    std::string (*name)(folder const&);
    int number;
    char const* explanation;
};

std::ostream& operator<<(std::ostream& out, bad_name const& name)
{
    return out << name.what;
}

bad_name const bad_names[] = {
    {"a missing device", [](folder const& f) -> std::string { return f.path / "missing"; }, ENOENT,
        "/missing does not exist: is the device plugged in"},
    {"a dangling link", [](folder const& f) -> std::string { return f.path / "dangling"; }, ENOENT,
        "/dangling does not exist"},
    {"the empty name", [](folder const&) { return std::string(); }, ENOENT,
        "No device name was given."},
    {"a name with a zero in it", [](folder const&) { return std::string("/dev/null\0x", 11); },
        ENOENT, "/dev/null?x does not exist"},
    {"a path through a file", [](folder const& f) -> std::string { return f.path / "file/port"; },
        ENOTDIR, "/file/port does not exist"},
    {"an over-long name", [](folder const& f) { return (f.path / std::string(300, 'n')).string(); },
        ENAMETOOLONG, "... does not exist"},
    {"a loop of links", [](folder const& f) -> std::string { return f.path / "loop"; }, ELOOP,
        "leads back to itself"},
    {"a directory", [](folder const& f) { return f.path.string(); }, EISDIR,
        " is a directory, not a serial port"},
    {"a regular file", [](folder const& f) -> std::string { return f.path / "file"; }, ENOTTY,
        "/file is a regular file, not a serial port"},
    {"a pipe", [](folder const& f) -> std::string { return f.path / "fifo"; }, ENOTTY,
        "/fifo is not a serial port"},
    {"a socket", [](folder const& f) -> std::string { return f.path / "socket"; }, ENXIO,
        "/socket is not a serial port"},
    {"another device", [](folder const&) { return std::string("/dev/null"); }, ENOTTY,
        "/dev/null is a device, but there is no serial port behind it"},
};

void check_not_found(error_code const& ec, bad_name const& bad)
{
    BOOST_TEST(conditions_of(ec) == "port_not_found");
    BOOST_TEST(ec.value() == bad.number);
}

// What a failed open looks like from a child: number, conditions, explanation.
std::string report(std::string const& device, error_code const& ec)
{
    return std::to_string(ec.value()) + ' ' + conditions_of(ec) + ' '
        + explain_open_failure(device, ec);
}

std::string report_of_open(std::string const& device)
{
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.open(device, serial_config{}, ec);
    return report(device, ec);
}

// Root gets past TIOCEXCL, and meets the lock; everybody else is refused by the system.
int second_open_number(std::string const& device)
{
    int const refusal = refusal_of(device);
    return refusal != 0 ? refusal : EWOULDBLOCK;
}

void check_starts_with(std::string const& text, std::string const& beginning)
{
    BOOST_TEST(text.substr(0, beginning.size()) == beginning);
}

void check_contains(std::string const& text, std::string const& part)
{
    BOOST_TEST(contains(text, part), '"' << text << "\" lacks \"" << part << '"');
}

void change_owner(std::string const& device, ::uid_t owner, ::gid_t group, ::mode_t mode)
{
    BOOST_TEST_REQUIRE(::chown(device.c_str(), owner, group) == 0);
    BOOST_TEST_REQUIRE(::chmod(device.c_str(), mode) == 0);
}

} // namespace

BOOST_TEST_DECORATOR(*needing(ability::system_ports))
BOOST_DATA_TEST_CASE(open_does_not_find_what_is_no_port, data::make(bad_names), bad)
{
    folder const f;
    asio::io_context ctx;
    serial_stream stream(ctx);
    auto const before = open_descriptors();
    for (bool const exclusive : {true, false})
    {
        serial_config config;
        config.exclusive = exclusive;
        error_code ec;
        stream.open(bad.name(f), config, ec);
        check_not_found(ec, bad);
        BOOST_TEST(!stream.is_open());
        BOOST_TEST(open_descriptors() == before);
    }
}

BOOST_TEST_DECORATOR(*needing(ability::system_ports))
BOOST_DATA_TEST_CASE(async_open_does_not_find_what_is_no_port, data::make(bad_names), bad)
{
    folder const f;
    asio::io_context ctx;
    serial_stream stream(ctx);
    auto const before = open_descriptors();
    outcome opened;
    stream.async_open(bad.name(f), serial_config{}, recorder(opened));
    BOOST_TEST(opened.calls == 0);
    BOOST_TEST(run_out(ctx));
    BOOST_TEST(opened.calls == 1);
    check_not_found(opened.ec, bad);
    BOOST_TEST(!stream.is_open());
    BOOST_TEST(open_descriptors() == before);
}

BOOST_TEST_DECORATOR(*needing(ability::system_ports))
BOOST_DATA_TEST_CASE(the_throwing_open_throws_the_same_code, data::make(bad_names), bad)
{
    folder const f;
    asio::io_context ctx;
    serial_stream stream(ctx);
    try
    {
        stream.open(bad.name(f), serial_config{});
        BOOST_ERROR("nothing was thrown");
    }
    catch (boost::system::system_error const& e)
    {
        check_not_found(e.code(), bad);
        check_contains(e.what(), "open");
    }
}

BOOST_TEST_DECORATOR(*needing(ability::system_ports))
BOOST_DATA_TEST_CASE(the_explanation_says_why_it_is_no_port, data::make(bad_names), bad)
{
    folder const f;
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.open(bad.name(f), serial_config{}, ec);
    std::string const text = explain_open_failure(bad.name(f), ec);
    check_contains(text, bad.explanation);
    BOOST_TEST(!contains(text, "\n"));
    BOOST_TEST(contains(".?", text.substr(text.size() - 1))); // a whole sentence
}

BOOST_AUTO_TEST_CASE(a_user_without_access_is_told_owner_and_mode,
    *needing(ability::pty) * boost::unit_test::precondition(needs_root()))
{
    pty_pair const far(keep_slave::no);
    change_owner(far.name(), 0, 0, 0600);
    std::string const said = in_child(identity::other, [&] { return report_of_open(far.name()); });
    check_starts_with(said, "13 permission_denied " + far.name() + " may not be opened by user");
    check_contains(said, "It belongs to user root");
    check_contains(said, "with mode rw-------");
    BOOST_TEST(!contains(said, "usermod")); // no group would help
    BOOST_TEST(is_free(far.name()));
}

BOOST_AUTO_TEST_CASE(a_user_without_access_is_told_the_group_to_join,
    *needing(ability::pty) * boost::unit_test::precondition(needs_root()))
{
    pty_pair const far(keep_slave::no);
    ::gid_t const dialout = 20; // on Debian; its name is looked up below
    change_owner(far.name(), 0, dialout, 0660);
    ::group const* const entry = ::getgrgid(dialout);
    std::string const group = entry != nullptr ? entry->gr_name : "20";
    std::string const said = in_child(identity::other, [&] { return report_of_open(far.name()); });
    check_starts_with(said, "13 permission_denied ");
    check_contains(said, "group " + group + " with mode rw-rw----");
    check_contains(said, "join the group (sudo usermod -aG " + group);
}

BOOST_AUTO_TEST_CASE(a_user_who_may_only_read_has_no_access,
    *needing(ability::pty) * boost::unit_test::precondition(needs_root()))
{
    pty_pair const far(keep_slave::no);
    change_owner(far.name(), 0, 0, 0644);
    std::string const said = in_child(identity::other, [&] { return report_of_open(far.name()); });
    check_starts_with(said, "13 permission_denied ");
    check_contains(said, "with mode rw-r--r--");
}

BOOST_AUTO_TEST_CASE(a_directory_that_denies_access_is_pointed_at,
    *needing(ability::pty) * boost::unit_test::precondition(needs_root()))
{
    pty_pair const far(keep_slave::no);
    folder const f;
    std::filesystem::create_symlink(far.name(), f.path / "port");
    change_owner(f.path, 0, 0, 0700);
    std::string const said
        = in_child(identity::other, [&] { return report_of_open(f.path / "port"); });
    check_starts_with(said, "13 permission_denied ");
    check_contains(said, "A directory on its path may deny access");
}

BOOST_AUTO_TEST_CASE(a_user_with_access_opens_the_port,
    *needing(ability::pty)
        * boost::unit_test::precondition(needs_root())) // so that the tests above can fail
{
    pty_pair const far(keep_slave::no);
    change_owner(far.name(), nobody, nobody, 0600);
    std::string const said = in_child(identity::other, [&] { return report_of_open(far.name()); });
    check_starts_with(said, "0 success ");
}

BOOST_AUTO_TEST_CASE(a_second_open_in_the_same_process_finds_the_port_busy, *needing(ability::pty))
{
    open_port port;
    auto const before = read_settings(port.far_end.master());
    serial_stream second(port.ctx);
    auto const descriptors = open_descriptors();
    second.open(port.far_end.name(), serial_config{9600}, port.ec);
    BOOST_TEST(conditions_of(port.ec) == "port_busy");
    BOOST_TEST(port.ec.value() == second_open_number(port.far_end.name()));
    BOOST_TEST(!second.is_open());
    BOOST_TEST(open_descriptors() == descriptors);
    BOOST_TEST(read_settings(port.far_end.master()) == before);
}

BOOST_AUTO_TEST_CASE(
    a_failed_second_open_leaves_the_first_users_port_working_and_exclusive, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    raw_descriptor const witness(far.name()); // later opens are refused
    serial_stream first(ctx, far.name(), serial_config{});
    serial_stream second(ctx);
    error_code ec;
    second.open(far.name(), serial_config{9600}, ec);
    BOOST_TEST_REQUIRE(ec.failed());
    BOOST_TEST(!witness.lock());
    BOOST_TEST(is_exclusive(witness.get()));
    far.write("x");
    BOOST_TEST(read_from(first, 1) == "x");
}

BOOST_AUTO_TEST_CASE(who_has_the_port_busy_oneself_is_told_so, *needing(ability::pty))
{
    open_port port;
    serial_stream second(port.ctx);
    second.open(port.far_end.name(), serial_config{}, port.ec);
    std::string const said = explain_open_failure(port.far_end.name(), port.ec);
    check_starts_with(said, port.far_end.name() + " is in use");
    check_contains(said, "This process holds the lock itself");
}

BOOST_AUTO_TEST_CASE(
    another_process_finds_the_port_busy_and_is_told_who_holds_it, *needing(ability::pty))
{
    open_port const port;
    std::string const said
        = in_child(identity::same, [&] { return report_of_open(port.far_end.name()); });
    std::string const number = std::to_string(second_open_number(port.far_end.name()));
    check_starts_with(said, number + " port_busy " + port.far_end.name() + " is in use");
    check_contains(said, "Process " + std::to_string(::getpid()) + " (");
    check_contains(said, "holds the lock");
}

BOOST_AUTO_TEST_CASE(a_lock_alone_makes_the_port_busy, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    auto const before = read_settings(far.far_end());
    raw_descriptor const other(far.name());
    BOOST_TEST_REQUIRE(other.lock());
    serial_stream stream(ctx);
    error_code ec;
    stream.open(far.name(), serial_config{9600}, ec);
    BOOST_TEST(conditions_of(ec) == "port_busy");
    BOOST_TEST(read_settings(far.far_end()) == before);
    BOOST_TEST(!is_exclusive(other.get()));
}

BOOST_AUTO_TEST_CASE(exclusive_mode_alone_makes_the_port_busy,
    *needing(ability::pty) * boost::unit_test::precondition(needs_root()))
{
    pty_pair const far(keep_slave::no);
    change_owner(far.name(), 0, 0, 0666);
    raw_descriptor const other(far.name());
    make_exclusive(other.get());
    std::string const said // root is not refused
        = in_child(identity::other, [&] { return report_of_open(far.name()); });
    check_starts_with(said, "16 port_busy " + far.name() + " is in use");
    check_contains(said, "No lock is visible");
}

BOOST_AUTO_TEST_CASE(another_users_open_is_refused_while_the_port_is_open_and_granted_afterwards,
    *needing(ability::pty) * boost::unit_test::precondition(needs_root()))
{
    open_port port;
    change_owner(port.far_end.name(), 0, 0, 0666);
    auto const ask = [&] { return report_of_open(port.far_end.name()); };
    check_starts_with(in_child(identity::other, ask), "16 port_busy ");
    port.stream.close();
    check_starts_with(in_child(identity::other, ask), "0 success ");
}

BOOST_AUTO_TEST_CASE(a_handle_that_is_no_port_throws_from_assign_with_its_name)
{
    asio::io_context ctx;
    serial_stream stream(ctx);
    raw_descriptor const handle("/dev/null");
    BOOST_CHECK_EXCEPTION(stream.assign(handle.get()), boost::system::system_error,
        [](auto const& e)
        { return e.code() == condition::port_not_found && contains(e.what(), "assign"); });
}

BOOST_AUTO_TEST_SUITE_END()
