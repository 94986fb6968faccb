// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_LINUX_FIXTURE_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_LINUX_FIXTURE_HPP

#include <boost_serial_ext/native/file_tree.hpp>
#include <boost_serial_ext/native/linux_backend.hpp>

#include "support/fake_linux_sys.hpp"
#include "support/tty_fixture.hpp"

#include <string>
#include <utility>

namespace boost_serial_ext_test {

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

// A tty and what opens it.
struct linux_fixture
    : tty_fixture<fake_tty, boost_serial_ext::detail::linux_backend<fake_linux_sys>>
{
    /// @param tree The root of a machine's files; by default there are none.
    explicit linux_fixture(std::string tree = "/dev/null")
        : tty_fixture(cooked(), boost_serial_ext::detail::file_tree(std::move(tree)))
    {
    }
};

} // namespace boost_serial_ext_test

#endif
