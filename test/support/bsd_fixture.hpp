// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_BSD_FIXTURE_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_BSD_FIXTURE_HPP

#include <boost_serial_ext/detail/codec/bsd_termios.hpp>
#include <boost_serial_ext/native/bsd_port.hpp>

#include "support/fake_bsd_sys.hpp"
#include "support/tty_fixture.hpp"

#include <memory>
#include <utility>

namespace boost_serial_ext_test {

// What a tty is like before its first user: cooked, 9600 baud.
template<class Flavour>
boost_serial_ext::detail::bsd_termios<Flavour> cooked_bsd()
{
    using namespace boost_serial_ext::detail::bsd_termios_flags;
    boost_serial_ext::detail::bsd_termios<Flavour> t;
    t.c_iflag = icrnl | ixon | brkint | imaxbel;
    t.c_oflag = opost;
    t.c_cflag = cs8 | cread | hupcl;
    t.c_lflag = isig | icanon | echo | echoe | echoke | echoctl | iexten;
    t.c_cc[vstart] = 0x11;
    t.c_cc[vstop] = 0x13;
    t.c_cc[vmin] = 1;
    t.c_ispeed = t.c_ospeed = 9'600;
    return t;
}

// A tty of one of the systems, and what opens it.
template<class System>
struct bsd_fixture : tty_fixture<fake_bsd_tty<System>,
                         boost_serial_ext::detail::bsd_backend<fake_bsd_sys<System>, fake_devices>>
{
    using base = tty_fixture<fake_bsd_tty<System>,
        boost_serial_ext::detail::bsd_backend<fake_bsd_sys<System>, fake_devices>>;
    using typename base::termios_type;
    using knowledge = fake_devices::knowledge;

    explicit bsd_fixture(std::shared_ptr<knowledge> k = std::make_shared<knowledge>())
        : base(cooked_bsd<typename System::flavour>(), fake_devices(k)), known(std::move(k))
    {
        this->tty.rate = this->found_termios.c_ospeed;
    }

    std::shared_ptr<knowledge> known;
};

} // namespace boost_serial_ext_test

#endif
