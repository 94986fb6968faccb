// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/codec/linux_node.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(linux_node)

// The suite is called like the structure; this line decides who is meant.
using boost_serial_ext::detail::linux_node;

namespace {

using detail::lock_holder;
using detail::node_kind;

linux_node with_mode(std::uint32_t mode)
{
    linux_node n;
    n.mode = mode;
    return n;
}

// A file as /proc/locks spells it "00:06:90".
linux_node locked_file()
{
    linux_node n;
    n.filesystem = 6;
    n.inode = 90;
    return n;
}

} // namespace

BOOST_AUTO_TEST_CASE(device_numbers_of_serial_ports_are_unpacked)
{
    struct
    {
        std::uint64_t device;
        unsigned major_number, minor_number;
    } const rows[] = {
        {0, 0, 0},
        {0x0440, 4, 64},      // ttyS0
        {0xBC00, 188, 0},     // ttyUSB0
        {0xA600, 166, 0},     // ttyACM0
        {0x8801, 136, 1},     // pts/1
        {0x108801, 136, 257}, // pts/257
        {0xFFFFFFFF'FFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu},
    };
    for (auto const& row : rows)
    {
        BOOST_TEST(detail::linux_major(row.device) == row.major_number);
        BOOST_TEST(detail::linux_minor(row.device) == row.minor_number);
    }
}

BOOST_AUTO_TEST_CASE(the_format_of_a_mode_is_the_kind_of_the_node)
{
    struct
    {
        std::uint32_t mode;
        node_kind expected;
    } const rows[] = {
        {0020660, node_kind::character_device},
        {0040755, node_kind::directory},
        {0100644, node_kind::regular_file},
        {0060660, node_kind::other}, // block device
        {0010600, node_kind::other}, // FIFO
        {0120777, node_kind::other}, // symbolic link
        {0140777, node_kind::other}, // socket
        {0, node_kind::other},
    };
    for (auto const& row : rows)
        BOOST_TEST((detail::kind_of(with_mode(row.mode)) == row.expected), row.mode);
}

BOOST_AUTO_TEST_CASE(a_mode_is_written_as_ls_writes_it)
{
    BOOST_TEST(detail::mode_text(with_mode(0020660)) == "rw-rw----");
    BOOST_TEST(detail::mode_text(with_mode(0100755)) == "rwxr-xr-x");
    BOOST_TEST(detail::mode_text(with_mode(0)) == "---------");
    BOOST_TEST(detail::mode_text(with_mode(07777)) == "rwxrwxrwx");
    BOOST_TEST(detail::mode_text(with_mode(0001)) == "--------x");
    BOOST_TEST(detail::mode_text(with_mode(0400)) == "r--------");
}

BOOST_AUTO_TEST_CASE(the_holder_of_a_lock_is_found_by_file_system_and_inode)
{
    std::string_view const locks = "1: POSIX  ADVISORY  WRITE 111 00:06:91 0 EOF\n"
                                   "2: FLOCK  ADVISORY  WRITE 222 00:07:90 0 EOF\n"
                                   "3: FLOCK  ADVISORY  WRITE 1234 00:06:90 0 EOF\n"
                                   "4: FLOCK  ADVISORY  WRITE 444 00:06:900 0 EOF\n";
    BOOST_TEST(lock_holder(locks, locked_file()) == 1'234u);
}

BOOST_AUTO_TEST_CASE(the_numbers_of_a_file_system_are_hexadecimal)
{
    linux_node n;
    n.filesystem = 0x0FD1A; // major 253, minor 26
    n.inode = 18'446'744'073'709'551'615u;
    std::string_view const locks = "1: FLOCK  ADVISORY  WRITE 7 fd:1a:18446744073709551615 0 EOF\n";
    BOOST_TEST(lock_holder(locks, n) == 7u);
}

BOOST_AUTO_TEST_CASE(the_largest_numbers_of_a_file_system_are_found)
{
    linux_node n;
    n.filesystem = 0xFFFFFFFF'FFFFFFFFu;
    n.inode = 18'446'744'073'709'551'615u;
    std::string_view const locks
        = "1: FLOCK  ADVISORY  WRITE 7 ffffffff:ffffffff:18446744073709551615 0 EOF\n";
    BOOST_TEST(lock_holder(locks, n) == 7u);
}

BOOST_AUTO_TEST_CASE(a_last_line_without_an_end_counts)
{
    BOOST_TEST(
        lock_holder("3: FLOCK  ADVISORY  WRITE 1234 00:06:90 0 EOF", locked_file()) == 1'234u);
}

BOOST_AUTO_TEST_CASE(who_only_waits_for_a_lock_does_not_hold_it)
{
    std::string_view const locks = "1: -> FLOCK  ADVISORY  WRITE 99 00:06:90 0 EOF\n"
                                   "2: FLOCK  ADVISORY  WRITE 1234 00:06:90 0 EOF\n";
    BOOST_TEST(lock_holder(locks, locked_file()) == 1'234u);
    BOOST_TEST(lock_holder(locks.substr(0, locks.find('\n')), locked_file()) == 0u);
}

BOOST_AUTO_TEST_CASE(a_holder_that_the_system_does_not_name_is_nobody)
{
    for (std::string_view const process : {"-1", "0", "x", "99999999999999999999"})
    {
        std::string const line
            = "1: OFDLCK ADVISORY  WRITE " + std::string(process) + " 00:06:90 0 EOF\n";
        BOOST_TEST(lock_holder(line, locked_file()) == 0u, process);
    }
}

BOOST_AUTO_TEST_CASE(texts_of_another_shape_name_nobody)
{
    for (std::string_view const text :
        {"", "\n", "\n\n\n", " ", "1:", "1: FLOCK", "00:06:90", "1: FLOCK ADVISORY WRITE 1234",
            "a b c d e f g h", "1: FLOCK  ADVISORY  WRITE 1234 00:06:9"})
        BOOST_TEST(lock_holder(text, locked_file()) == 0u, text);
}

BOOST_AUTO_TEST_CASE(random_texts_name_somebody_only_with_the_files_numbers_in_them)
{
    constexpr std::uint32_t seed = 42;
    constexpr std::string_view pieces[] = {"1:", " ", "  ", "\n", "FLOCK", "->", "ADVISORY",
        "WRITE", "1234", "00:06:90", "00:06", "-1", "EOF"};
    std::mt19937 random(seed);
    BOOST_TEST_CONTEXT("seed " << seed)
    for (int i = 0; i < 20'000; ++i)
    {
        std::string text;
        for (auto n = random() % 20; n > 0; --n)
            text += pieces[random() % 13];
        std::uint32_t const holder = lock_holder(text, locked_file());
        bool const plausible
            = text.find("1234") != std::string::npos || text.find("1:") != std::string::npos;
        BOOST_TEST_REQUIRE(
            (holder == 0 || (plausible && text.find("00:06:90") != std::string::npos)), text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
