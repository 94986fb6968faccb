// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What the other tests of this folder rely on: the shim itself, without the library.
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_support.hpp"
#include "support/uart_shim.hpp"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <cstring>
#include <string>
#include <thread>

#include <linux/serial.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

using namespace boost_serial_ext_test;

BOOST_AUTO_TEST_SUITE(uart_shim_itself)

BOOST_AUTO_TEST_CASE(a_pty_that_nobody_named_stays_a_pty)
{
    test::pty_pair const plain;
    raw_descriptor const fd(plain.name());
    int bits = 0;
    BOOST_TEST(::ioctl(fd.get(), TIOCMGET, &bits) == -1);
    BOOST_TEST((errno == ENOTTY || errno == EINVAL));
    struct ::stat st = {};
    BOOST_TEST_REQUIRE(::fstat(fd.get(), &st) == 0);
    BOOST_TEST(major(st.st_rdev) == 136u);
}

BOOST_AUTO_TEST_CASE(a_uart_is_a_pty_again_when_its_object_is_gone)
{
    auto device = std::make_unique<uart>();
    raw_descriptor const fd(device->name());
    test::pty_pair const far = std::move(device->far);
    int bits = 0;
    BOOST_TEST(::ioctl(fd.get(), TIOCMGET, &bits) == 0);
    device.reset();
    BOOST_TEST(::ioctl(fd.get(), TIOCMGET, &bits) == -1);
}

BOOST_AUTO_TEST_CASE(libc_functions_see_the_same_settings_as_ioctls_and_the_far_end)
{
    uart device;
    raw_descriptor const fd(device.name());
    ::termios t{};
    BOOST_TEST_REQUIRE(::tcgetattr(fd.get(), &t) == 0);
    t.c_cflag = (t.c_cflag & ~tcflag_t{CSIZE}) | CS6 | PARENB | PARODD | HUPCL;
    ::cfsetspeed(&t, B4800);
    BOOST_TEST_REQUIRE(::tcsetattr(fd.get(), TCSANOW, &t) == 0);
    ::termios back{};
    BOOST_TEST_REQUIRE(::tcgetattr(fd.get(), &back) == 0);
    BOOST_TEST(back.c_cflag == t.c_cflag);
    BOOST_TEST(framing_of(read_settings(fd.get())) == "4800 6O1");
    BOOST_TEST(device.framing() == "4800 6O1");
}

BOOST_AUTO_TEST_CASE(a_call_fails_as_often_as_told_and_no_more)
{
    uart device;
    raw_descriptor const fd(device.name());
    device.forget();
    device.fail(TIOCMGET, EPROTO, 2, 2);
    int bits = 0;
    std::string seen;
    for (int i = 0; i < 5; ++i)
        seen += ::ioctl(fd.get(), TIOCMGET, &bits) == 0 ? "0 " : errno == EPROTO ? "EPROTO " : "? ";
    BOOST_TEST(seen == "0 EPROTO EPROTO 0 0 ");
    BOOST_TEST(device.log({"TIOCMGET"})
        == "TIOCMGET dtr rts; TIOCMGET = EPROTO; TIOCMGET = EPROTO; TIOCMGET dtr rts; TIOCMGET dtr "
           "rts");
}

BOOST_AUTO_TEST_CASE(rs485_is_corrected_as_by_the_kernel)
{
    uart device(driver_pl011());
    raw_descriptor const fd(device.name());
    auto const set = [&](unsigned flags, unsigned before = 0, unsigned after = 0)
    {
        ::serial_rs485 r{};
        r.flags = flags;
        r.delay_rts_before_send = before;
        r.delay_rts_after_send = after;
        if (::ioctl(fd.get(), TIOCSRS485, &r) != 0)
            return std::string(std::strerror(errno));
        ::serial_rs485 back{};
        BOOST_TEST(::ioctl(fd.get(), TIOCGRS485, &back) == 0);
        BOOST_TEST(std::memcmp(&back, &r, sizeof r) == 0); // the caller is told
        return std::to_string(r.flags) + ' ' + std::to_string(r.delay_rts_before_send) + ' '
            + std::to_string(r.delay_rts_after_send);
    };
    BOOST_TEST(set(0x1) == "3 0 0");
    BOOST_TEST(set(0x3) == "3 0 0");
    BOOST_TEST(set(0x5) == "5 0 0");
    BOOST_TEST(set(0x7) == "3 0 0");
    BOOST_TEST(set(0x13) == "19 0 0");
    BOOST_TEST(set(0x23) == "3 0 0");
    BOOST_TEST(set(0x43) == std::strerror(EINVAL));
    BOOST_TEST(set(0x8003) == std::strerror(EINVAL));
    BOOST_TEST(set(0x3, 101, 500) == "3 100 100");
    BOOST_TEST(set(0x2, 5, 7) == "0 0 0");
}

BOOST_AUTO_TEST_CASE(a_wait_for_an_edge_ends_with_that_edge_only)
{
    uart device;
    raw_descriptor const fd(device.name());
    // Often: a wait that begins later than the log says misses the edge, now and then.
    for (int i = 0; i != 500; ++i)
    {
        device.set_inputs(0);
        device.forget();
        int result = -1;
        std::thread waiter([&] { result = ::ioctl(fd.get(), TIOCMIWAIT, TIOCM_DSR); });
        while (device.log({"TIOCMIWAIT"}).empty())
            ;
        device.set_inputs(TIOCM_CTS); // not this one
        device.set_inputs(TIOCM_CTS | TIOCM_DSR);
        waiter.join();
        BOOST_TEST(result == 0);
    }
}

BOOST_AUTO_TEST_CASE(the_transmitter_is_empty_when_the_queue_is_and_nobody_holds_it)
{
    uart device;
    raw_descriptor const fd(device.name());
    device.forget();
    device.hold_transmitter(2);
    unsigned status = 0;
    for (int i = 0; i < 3; ++i)
        BOOST_TEST(::ioctl(fd.get(), TIOCSERGETLSR, &status) == 0);
    BOOST_TEST(device.log({"TIOCSERGETLSR"})
        == "TIOCSERGETLSR busy; TIOCSERGETLSR busy; TIOCSERGETLSR empty");
}

BOOST_AUTO_TEST_SUITE_END()
