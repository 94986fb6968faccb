// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_LINUX_FIXTURE_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_LINUX_FIXTURE_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/native/file_tree.hpp>
#include <boost_serial_ext/native/linux_backend.hpp>

#include "support/fake_linux_sys.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext_test {

// Numbers of Linux (asm-generic/errno*.h), spelled out because these tests run on every system.
constexpr int e_noent = 2, e_intr = 4, e_io = 5, e_nxio = 6, e_again = 11, e_nomem = 12,
              e_acces = 13, e_busy = 16, e_nodev = 19, e_inval = 22, e_notty = 25, e_pipe = 32,
              e_range = 34, e_proto = 71, e_opnotsupp = 95;
constexpr int most_numbers[] = {e_io, e_nxio, e_again, e_nomem, e_acces, e_busy, e_nodev, e_inval,
    e_notty, e_pipe, e_range, e_proto, e_opnotsupp};

// The calls of a successful run are failed in turn, up to this one: no run makes as many.
constexpr std::size_t most_calls = 60;

constexpr int both_raised = boost_serial_ext::detail::tty_dtr | boost_serial_ext::detail::tty_rts;
constexpr int out1 = 0x2000; // TIOCM_OUT1: a line that the library knows nothing of

// What a tty is like before its first user: cooked, 9600 baud.
inline termios2 cooked()
{
    namespace flags = boost_serial_ext::detail::termios2_flags;
    termios2 t;
    t.c_iflag = flags::icrnl | flags::ixon | flags::brkint;
    t.c_oflag = flags::opost;
    t.c_cflag = 0x0D /* B9600 */ | flags::cs8 | flags::cread | flags::hupcl;
    t.c_lflag = flags::isig | flags::icanon | flags::echo | flags::iexten;
    t.c_cc[flags::vstart] = 0x11;
    t.c_cc[flags::vstop] = 0x13;
    t.c_ispeed = t.c_ospeed = 9'600;
    return t;
}

inline boost_serial_ext::serial_config shared(boost_serial_ext::serial_config c = {})
{
    c.exclusive = false;
    return c;
}

inline boost_serial_ext::serial_config with_lines(
    boost_serial_ext::initial_line dtr, boost_serial_ext::initial_line rts)
{
    boost_serial_ext::serial_config c;
    c.dtr = dtr;
    c.rts = rts;
    return c;
}

// A tty and what opens it.
struct linux_fixture
{
    /// @param tree The root of a machine's files; by default there are none.
    explicit linux_fixture(std::string tree = "/dev/null")
        : ports(fake_linux_sys(tty), boost_serial_ext::detail::file_tree(std::move(tree)))
    {
        tty.termios = cooked();
    }

    boost_serial_ext::detail::opened_port open(boost_serial_ext::serial_config const& config = {})
    {
        return ports.open("/dev/ttyS0", config, ec);
    }

    // An open port whose calls so far are forgotten.
    boost_serial_ext::detail::opened_port opened(boost_serial_ext::serial_config const& config = {})
    {
        auto port = open(config);
        BOOST_TEST_REQUIRE(!ec.failed());
        tty.forget();
        return port;
    }

    // Nothing is left of an attempt to open: no handle, no lock, no changed setting.
    void check_untouched() const
    {
        BOOST_TEST(tty.open_handles.empty());
        BOOST_TEST(!tty.locked);
        BOOST_TEST(!tty.exclusive);
        BOOST_TEST((tty.termios == cooked()));
        check_no_misuse();
    }

    void check_no_misuse() const
    {
        BOOST_TEST(tty.misuse.empty(), (tty.misuse.empty() ? std::string() : tty.misuse.front()));
    }

    fake_tty tty;
    boost_serial_ext::detail::linux_backend<fake_linux_sys> ports;
    boost_serial_ext::error_code ec;
};

inline std::string joined(std::vector<std::string> const& calls)
{
    std::string text;
    for (auto const& call : calls)
        text += (text.empty() ? "" : " ") + call;
    return text;
}

} // namespace boost_serial_ext_test

#endif
