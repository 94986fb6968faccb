// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_BSD_DRIVERS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_BSD_DRIVERS_HPP

#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/bsd_termios.hpp>

#include "support/bsd_fixture.hpp"
#include "support/fake_bsd_sys.hpp"
#include "support/tty_fixture.hpp"

#include <cstdint>
#include <string>

namespace boost_serial_ext_test {

// What drivers and kernels make of what they are told. Each of these functions makes the fake
// behave like one; they are called before the port is opened.

// A device that has everything and believes all it is told.
template<class S>
void believe_all(fake_bsd_tty<S>&)
{
}

// XNU, NetBSD, OpenBSD and DragonFly (tty.c, ttioctl): lines are gathered anew when they are
// wanted again, and PENDIN says that this is still to be done. Nobody but the kernel changes it.
template<class S>
void note_pending_input(fake_bsd_tty<S>& tty)
{
    using namespace boost_serial_ext::detail::bsd_termios_flags;
    tty.driver = [&tty](auto t)
    {
        std::uint32_t const was = tty.termios.c_lflag;
        bool const toggled = ((was ^ t.c_lflag) & icanon) != 0;
        bool const lines = (t.c_lflag & icanon) != 0;
        bool const pending = toggled ? lines : (was & pendin) != 0;
        t.c_lflag = (t.c_lflag & ~pendin) | (pending ? pendin : 0u);
        return t;
    };
}

template<class S>
void lack_lines(fake_bsd_tty<S>& tty)
{
    tty.always["get_lines"] = tty.always["set_lines"] = e_notty;
}

// Files of devices that flock does not know.
template<class S>
void lack_locks(fake_bsd_tty<S>& tty)
{
    for (char const* const call : {"lock", "lock_shared", "unlock"})
        tty.always[call] = e_inval;
}

// A driver that is not Apple's: tcgetattr does not show what IOSSIOSPEED has set.
template<class S>
void hide_rate(fake_bsd_tty<S>& tty)
{
    tty.tells_rate = false;
}

template<class S>
struct bsd_kind
{
    char const* name;
    void (*be)(fake_bsd_tty<S>&);
};
template<class S>
constexpr bsd_kind<S> all_bsd_kinds[]
    = {{"willing", believe_all<S>}, {"PENDIN", note_pending_input<S>}, {"no lines", lack_lines<S>},
        {"no locks", lack_locks<S>}, {"hidden rate", hide_rate<S>}};

// All that the library may change about a tty.
template<class System>
struct bsd_state
{
    explicit bsd_state(fake_bsd_tty<System> const& tty)
        : termios(tty.termios)
        , rate(tty.rate)
        , lines(tty.lines)
        , locked(tty.locked)
        , shared_lock(tty.shared_lock)
        , exclusive(tty.exclusive)
    {
    }

    typename fake_bsd_tty<System>::termios_type termios;
    std::uint32_t rate;
    int lines;
    bool locked, shared_lock, exclusive;
};

// The names of what is not the same; empty if everything is.
template<class System>
std::string difference(bsd_state<System> const& a, bsd_state<System> const& b)
{
    std::string text;
    auto const compare = [&](bool same, char const* what)
    {
        if (!same)
            text += (text.empty() ? "" : ", ") + std::string(what);
    };
    compare(a.termios == b.termios, "termios");
    compare(a.rate == b.rate, "rate");
    compare(a.lines == b.lines, "lines");
    compare(a.locked == b.locked, "LOCK_EX");
    compare(a.shared_lock == b.shared_lock, "LOCK_SH");
    compare(a.exclusive == b.exclusive, "TIOCEXCL");
    return text;
}

// A configuration as it would be read from the tty now; what a tty does not tell stays.
template<class System>
boost_serial_ext::serial_config read_from(
    fake_bsd_tty<System> const& tty, boost_serial_ext::serial_config config)
{
    boost_serial_ext::detail::decode(tty.termios, config);
    config.baud_rate = tty.rate;
    config.exclusive = tty.exclusive;
    return config;
}

// A tty of some kind.
template<class S>
struct bsd_driver_fixture : bsd_fixture<S>
{
    explicit bsd_driver_fixture(void (*be)(fake_bsd_tty<S>&) = believe_all<S>)
    {
        be(this->tty);
        found = bsd_state<S>(this->tty);
    }

    // What outlives the handle is as before; lines stay, and so does what the kernel notes.
    std::string left_behind() const
    {
        using namespace boost_serial_ext::detail::bsd_termios_flags;
        bsd_state<S> now(this->tty);
        now.lines = found.lines;
        now.termios.c_lflag &= ~pendin;
        return difference(found, now);
    }

    bsd_state<S> found{this->tty}; // before the port was opened
};

} // namespace boost_serial_ext_test

#endif
