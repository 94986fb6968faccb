// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_ONLY_IF_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_ONLY_IF_HPP

#include <boost/test/unit_test.hpp>

#include <cstdio>

namespace boost_serial_ext_test {

/// Says that something is not tried on this system.
inline bool say_skipped(char const* what, char const* why)
{
    std::printf("==> skipped: %s: %s\n", what, why);
    return true;
}

/// A decorator: the test case is skipped where something does not hold on this system. That is printed.
inline boost::unit_test::precondition only_if(bool holds, char const* why)
{
    return boost::unit_test::precondition(
        [=](boost::unit_test::test_unit_id id)
        {
            boost::test_tools::assertion_result result(holds);
            if (!holds)
            {
                auto const& name
                    = boost::unit_test::framework::get<boost::unit_test::test_case>(id);
                say_skipped(name.full_name().c_str(), why);
                result.message() << why;
            }
            return result;
        });
}

} // namespace boost_serial_ext_test

#endif
