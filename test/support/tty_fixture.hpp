// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_TTY_FIXTURE_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_TTY_FIXTURE_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/codec/tty_lines.hpp>
#include <boost_serial_ext/detail/config.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace boost_serial_ext_test {

// Numbers of errno.h, spelled out because these tests run on every system; those that the BSDs have
// of their own as this system has them.
constexpr bool on_bsd = boost_serial_ext::detail::is_bsd(boost_serial_ext::detail::this_os);
constexpr int e_noent = 2, e_intr = 4, e_io = 5, e_nxio = 6, e_again = on_bsd ? 35 : 11,
              e_nomem = 12, e_acces = 13, e_busy = 16, e_nodev = 19, e_inval = 22, e_notty = 25,
              e_pipe = 32, e_range = 34, e_proto = EPROTO, e_opnotsupp = on_bsd ? 45 : 95;
constexpr int most_numbers[] = {e_io, e_nxio, e_again, e_nomem, e_acces, e_busy, e_nodev, e_inval,
    e_notty, e_pipe, e_range, e_proto, e_opnotsupp};

// The calls of a successful run are failed in turn, up to this one: no run makes as many.
constexpr std::size_t most_calls = 60;

constexpr int both_raised = boost_serial_ext::detail::tty_dtr | boost_serial_ext::detail::tty_rts;
constexpr int out1 = 0x2000; // TIOCM_OUT1: a line that the library knows nothing of

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

inline boost_serial_ext::serial_config low_latency(boost_serial_ext::serial_config c = {})
{
    c.low_latency = true;
    return c;
}

inline boost_serial_ext::serial_config with_rs485(boost_serial_ext::rs485_mode mode)
{
    boost_serial_ext::serial_config c;
    c.rs485.emplace().mode = mode;
    return c;
}

inline std::string joined(std::vector<std::string> const& calls)
{
    std::string text;
    for (auto const& call : calls)
        text += (text.empty() ? "" : " ") + call;
    return text;
}

// A tty and what opens it. `Backend` is a `tty_backend` over a fake of the system calls.
template<class Tty, class Backend>
struct tty_fixture
{
    using termios_type = typename Tty::termios_type;

    /// @param found What the tty is like before its first user.
    tty_fixture(termios_type found, typename Backend::devices known)
        : ports(typename Backend::calls(tty), std::move(known)), found_termios(found)
    {
        tty.termios = found;
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
        BOOST_TEST((tty.termios == found_termios));
        check_no_misuse();
    }

    void check_no_misuse() const
    {
        BOOST_TEST(tty.misuse.empty(), (tty.misuse.empty() ? std::string() : tty.misuse.front()));
    }

    Tty tty;
    Backend ports;
    termios_type found_termios;
    boost_serial_ext::error_code ec;
};

} // namespace boost_serial_ext_test

#endif
