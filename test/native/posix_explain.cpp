// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/native/posix_explain.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(posix_explain)

namespace {

using detail::error_context;

constexpr int e_noent = 2, e_io = 5, e_again = 11, e_acces = 13, e_busy = 16, e_inval = 22;

// What the system would answer, and what it was asked.
struct fake_sys
{
    int number = 0; // of stat
    detail::linux_node node = {0020660, 0, 20, 6, 90};
    std::map<std::string, std::string> files;
    std::string asked_for;

    int status(char const* path, detail::linux_node& n) noexcept
    {
        asked_for = path;
        if (number == 0)
            n = node;
        return number;
    }
    std::string user_name(unsigned uid) { return uid == 0 ? "root" : std::to_string(uid); }
    std::string group_name(unsigned gid) { return gid == 20 ? "dialout" : std::to_string(gid); }
    std::uint32_t process() noexcept { return 77; }
    unsigned effective_user() noexcept { return 1'000; }
    std::string beginning_of(char const* path, std::size_t limit)
    {
        return files[path].substr(0, limit);
    }
};

error_code open_error(int number)
{
    return detail::make_system_error(error_context::open, number);
}

std::string explain(fake_sys& sys, error_code ec, std::string_view device = "/dev/ttyUSB0",
    detail::os system = detail::os::linux_kernel)
{
    std::string const text = detail::posix_explainer<fake_sys>(sys, device, ec, system).text();
    bool const ends = !text.empty() && (text.back() == '.' || text.back() == '?');
    BOOST_TEST(ends, "\"" << text << "\" is no sentence");
    for (char const c : text)
        BOOST_TEST_REQUIRE(static_cast<unsigned char>(c) >= 0x20);
    return text;
}

void check_names(std::string const& text, std::initializer_list<std::string_view> words)
{
    for (std::string_view const word : words)
        BOOST_TEST(
            text.find(word) != std::string::npos, "\"" << text << "\" does not say " << word);
}

bool says(std::string const& text, std::string_view word)
{
    return text.find(word) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_denied_device_is_explained_by_its_owner_group_and_mode)
{
    fake_sys sys;
    check_names(explain(sys, open_error(e_acces)),
        {"/dev/ttyUSB0", "1000", "root", "dialout", "rw-rw----", "usermod -aG dialout"});
    BOOST_TEST(sys.asked_for == "/dev/ttyUSB0");
}

BOOST_AUTO_TEST_CASE(nobody_is_told_to_join_a_group_that_may_not_use_the_device)
{
    for (std::uint32_t const mode : {0020600u, 0020640u, 0020620u})
    {
        fake_sys sys;
        sys.node.mode = mode;
        BOOST_TEST(!says(explain(sys, open_error(e_acces)), "usermod"));
    }
}

BOOST_AUTO_TEST_CASE(nobody_is_told_to_join_the_group_root)
{
    fake_sys sys;
    sys.node.group = 0;
    BOOST_TEST(!says(explain(sys, open_error(e_acces)), "usermod"));
}

BOOST_AUTO_TEST_CASE(every_system_has_its_own_way_to_join_a_group)
{
    using detail::os;
    struct
    {
        os system;
        std::string_view command;
    } const rows[] = {{os::darwin, "dseditgroup -o edit -a USER -t user dialout"},
        {os::freebsd, "pw groupmod dialout -m USER"},
        {os::dragonfly, "pw groupmod dialout -m USER"}, {os::netbsd, "usermod -G dialout USER"},
        {os::openbsd, "usermod -G dialout USER"}, {os::other, "usermod -aG dialout USER"}};
    for (auto const& row : rows)
    {
        fake_sys sys;
        check_names(explain(sys, open_error(e_acces), "/dev/cuaU0", row.system), {row.command});
    }
}

BOOST_AUTO_TEST_CASE(only_linux_is_asked_who_holds_a_lock)
{
    using detail::os;
    for (os const system :
        {os::darwin, os::freebsd, os::netbsd, os::openbsd, os::dragonfly, os::other})
    {
        fake_sys sys;
        sys.files["/proc/locks"] = "1: FLOCK  ADVISORY  WRITE 4321 00:06:90 0 EOF\n";
        std::string const text = explain(sys, open_error(e_busy), "/dev/cuaU0", system);
        check_names(text,
            {"/dev/cuaU0 is in use",
                system == os::darwin      ? "lsof"
                    : system == os::other ? "fuser"
                                          : "fstat"});
        BOOST_TEST(!says(text, "4321"));
    }
    fake_sys sys;
    BOOST_TEST(
        says(explain(sys, open_error(e_busy), "/dev/cu.usbserial-1", os::darwin), "/dev/tty."));
}

BOOST_AUTO_TEST_CASE(a_loop_of_links_has_another_number_on_the_bsds)
{
    fake_sys sys;
    sys.number = 62;
    BOOST_TEST(says(explain(sys, open_error(e_noent), "/dev/modem", detail::os::openbsd), "link"));
    BOOST_TEST(!says(explain(sys, open_error(e_noent)), "link"));
}

BOOST_AUTO_TEST_CASE(a_denied_device_that_cannot_be_looked_at_is_explained_by_its_path)
{
    fake_sys sys;
    sys.number = e_acces;
    check_names(explain(sys, open_error(e_acces)), {"directory", "path"});
}

BOOST_AUTO_TEST_CASE(a_device_that_is_not_there_is_explained_so)
{
    fake_sys sys;
    sys.number = e_noent;
    check_names(
        explain(sys, open_error(e_noent)), {"/dev/ttyUSB0", "does not exist", "plugged in"});
}

BOOST_AUTO_TEST_CASE(a_name_with_a_zero_is_looked_for_nowhere)
{
    fake_sys sys;
    check_names(explain(sys, open_error(e_noent), std::string_view("/dev/ttyS0\0x", 12)),
        {"does not exist"});
    BOOST_TEST(sys.asked_for.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_serial_port_is_called_what_it_is)
{
    struct
    {
        std::uint32_t mode;
        std::string_view expected;
    } const rows[] = {
        {0040755, "directory"},
        {0100644, "regular file"},
        {0010600, "not a serial port"},
        {0020660, "no serial port behind it"},
    };
    for (auto const& row : rows)
    {
        fake_sys sys;
        sys.node.mode = row.mode;
        check_names(explain(sys, open_error(e_inval)), {row.expected});
    }
}

BOOST_AUTO_TEST_CASE(the_holder_of_the_lock_is_named)
{
    fake_sys sys;
    sys.files["/proc/locks"] = "1: FLOCK  ADVISORY  WRITE 1234 00:06:90 0 EOF\n";
    sys.files["/proc/1234/comm"] = "minicom\n";
    check_names(explain(sys, open_error(e_again)), {"in use", "1234", "minicom"});
}

BOOST_AUTO_TEST_CASE(a_holder_without_a_name_is_named_by_its_number)
{
    fake_sys sys;
    sys.files["/proc/locks"] = "1: FLOCK  ADVISORY  WRITE 1234 00:06:90 0 EOF\n";
    std::string const text = explain(sys, open_error(e_again));
    check_names(text, {"1234"});
    BOOST_TEST(!says(text, "()"));
}

BOOST_AUTO_TEST_CASE(a_holder_is_found_behind_many_other_locks)
{
    fake_sys sys;
    std::string& locks = sys.files["/proc/locks"];
    for (int i = 0; i < 1'000; ++i)
        locks += std::to_string(i) + ": POSIX  ADVISORY  WRITE 7 00:18:" + std::to_string(i)
            + " 0 EOF\n";
    locks += "1001: FLOCK  ADVISORY  WRITE 1234 00:06:90 0 EOF\n";
    check_names(explain(sys, open_error(e_again)), {"1234"});
}

BOOST_AUTO_TEST_CASE(a_busy_device_without_a_visible_lock_is_explained_by_the_other_way_to_claim_it)
{
    fake_sys sys;
    check_names(explain(sys, open_error(e_busy)), {"in use", "TIOCEXCL", "fuser /dev/ttyUSB0"});
}

BOOST_AUTO_TEST_CASE(an_invalid_configuration_is_not_blamed_on_the_device)
{
    fake_sys sys;
    check_names(explain(sys, error::invalid_baud_rate), {"not touched", "serial_config.baud_rate"});
}

BOOST_AUTO_TEST_CASE(a_refused_setting_and_a_missing_feature_are_named)
{
    fake_sys sys;
    check_names(explain(sys, error::rejected_parity), {"parity"});
    check_names(explain(sys, make_unsupported_error(feature::dtr_dsr)), {"dtr_dsr"});
}

BOOST_AUTO_TEST_CASE(every_other_failure_is_explained_by_message_and_number)
{
    fake_sys sys;
    error_code const ec = open_error(24); // EMFILE on every POSIX system
    check_names(explain(sys, ec), {"/dev/ttyUSB0", ec.message(), "24"});
}

BOOST_AUTO_TEST_CASE(success_needs_no_explanation_and_gets_a_sentence)
{
    fake_sys sys;
    check_names(explain(sys, {}), {"/dev/ttyUSB0", "nothing to explain"});
}

BOOST_AUTO_TEST_CASE(every_number_gets_a_sentence)
{
    for (int number = 1; number < 134; ++number)
        for (int const status : {0, e_noent, e_acces, e_io})
        {
            fake_sys sys;
            sys.number = status;
            explain(sys, open_error(number));
        }
}

BOOST_AUTO_TEST_CASE(control_characters_of_a_name_do_not_reach_the_terminal)
{
    fake_sys sys;
    check_names(explain(sys, open_error(e_noent), "\x1B[31m/dev\n\x7Ftty"), {"?[31m/dev??tty"});
}

BOOST_AUTO_TEST_CASE(control_characters_of_a_process_name_do_not_reach_the_terminal)
{
    fake_sys sys;
    sys.files["/proc/locks"] = "1: FLOCK  ADVISORY  WRITE 1234 00:06:90 0 EOF\n";
    sys.files["/proc/1234/comm"] = "\x1B[2Jevil\n";
    check_names(explain(sys, open_error(e_again)), {"?[2Jevil"});
}

BOOST_AUTO_TEST_CASE(a_long_name_is_cut)
{
    fake_sys sys;
    std::string const text = explain(sys, open_error(e_noent), std::string(100'000, 'x'));
    BOOST_TEST(text.size() < 1'000u);
    check_names(text, {"xxx..."});
}

BOOST_AUTO_TEST_CASE(an_empty_name_is_spoken_of)
{
    fake_sys sys;
    sys.number = e_noent;
    check_names(explain(sys, open_error(e_noent), ""), {"No device name"});
}

BOOST_AUTO_TEST_CASE(a_stream_that_is_open_already_is_not_blamed_on_the_device)
{
    struct misc_category final : boost::system::error_category
    {
        char const* name() const noexcept override { return "asio.misc"; }
        std::string message(int) const override { return "Already open"; }
    } const misc;
    fake_sys sys;
    check_names(explain(sys, error_code(1, misc), "/dev/ttyS0"), {"has a port open already"});
}

BOOST_AUTO_TEST_SUITE_END()
