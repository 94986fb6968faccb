// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What somebody else has set, and an open that is refused puts back.
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_tty.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>

#include <termios.h>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(conformance_rates_posix)

namespace {

constexpr ::speed_t faster_than_posix[] = {B38400, B57600, B115200, B230400};

void set_speed(int fd, ::speed_t speed)
{
    ::termios t{};
    BOOST_TEST_REQUIRE(::tcgetattr(fd, &t) == 0);
    ::cfsetispeed(&t, speed);
    ::cfsetospeed(&t, speed);
    t.c_lflag |= ICANON | ECHO;
    BOOST_TEST_REQUIRE(::tcsetattr(fd, TCSANOW, &t) == 0);
}

} // namespace

BOOST_DATA_TEST_CASE(an_open_that_a_pty_refuses_puts_its_rate_and_its_lines_back,
    boost::unit_test::data::make(faster_than_posix), speed)
{
    test::pty_pair pair;
    set_speed(pair.far_end(), speed);
    auto const before = boost_serial_ext_test::read_settings(pair.far_end());
    boost::asio::io_context context;
    serial_stream stream(context);
    serial_config wanted{9'600};
    wanted.parity = parity::even; // a pty has none
    error_code ec;
    stream.open(pair.name(), wanted, ec);
    BOOST_TEST((ec == condition::unsupported_configuration), ec.message());
    BOOST_TEST(boost_serial_ext_test::read_settings(pair.far_end()) == before);
}

// B1500000 and its like: the names that a header has beyond those of POSIX.
#if defined(B1500000) && defined(B2000000) && defined(B4000000)
BOOST_AUTO_TEST_CASE(rates_that_the_header_names_are_put_back_too)
{
    for (::speed_t const speed : {::speed_t{B1500000}, ::speed_t{B2000000}, ::speed_t{B4000000}})
    {
        test::pty_pair pair;
        set_speed(pair.far_end(), speed);
        auto const before = boost_serial_ext_test::read_settings(pair.far_end());
        boost::asio::io_context context;
        serial_stream stream(context);
        serial_config wanted{9'600};
        wanted.parity = parity::even;
        error_code ec;
        stream.open(pair.name(), wanted, ec);
        BOOST_TEST((ec == condition::unsupported_configuration), ec.message());
        BOOST_TEST(boost_serial_ext_test::read_settings(pair.far_end()) == before);
    }
}
#endif

BOOST_AUTO_TEST_SUITE_END()
