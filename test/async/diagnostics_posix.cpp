// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What a diagnostic sink is told of Linux, of a pty and of descriptors.

#include <boost_serial_ext/serial_stream.hpp>

#include "support/diagnostic_log.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(async_diagnostics_posix)

using log = boost_serial_ext_test::diagnostic_log;

BOOST_AUTO_TEST_CASE(the_backend_is_told_first)
{
    log l;
    BOOST_TEST(l.told() == "backend_chosen linux/termios2");
}

BOOST_AUTO_TEST_CASE(what_a_failure_puts_back_is_told)
{
    log l;
    l.port.open(l.far.name(), {});
    l.told();
    error_code ec;
    serial_config seven_bits; // which a pty takes and forgets
    seven_bits.character_size = 7;
    l.port.configure(seven_bits, ec);
    BOOST_TEST((ec == condition::unsupported_configuration));
    BOOST_TEST(l.told() == "restored it");
    l.port.close();
    l.told();
    l.port.open(l.far.name(), seven_bits, ec);
    BOOST_TEST((ec == condition::unsupported_configuration));
    BOOST_TEST(l.told() == "restored it");
    l.port.async_open(l.far.name(), seven_bits,
        [](error_code failed) { BOOST_TEST((failed == condition::unsupported_configuration)); });
    l.context.run();
    BOOST_TEST(l.told() == "restored it");
}

BOOST_AUTO_TEST_CASE(an_adopted_and_a_released_handle_are_told)
{
    log l;
    l.told();
    l.port.assign(::open(l.far.name().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    BOOST_TEST(l.told() == "opened it");
    int const handle = l.port.release();
    BOOST_TEST(l.told() == "closed it");
    l.port.assign(handle);
}

BOOST_AUTO_TEST_SUITE_END()
