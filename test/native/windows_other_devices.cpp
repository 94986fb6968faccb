// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What opens like a device on Windows, and is none for communications.

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/native/windows_backend.hpp>

#include "support/fake_windows_sys.hpp"

#include <boost/test/unit_test.hpp>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;

BOOST_AUTO_TEST_SUITE(native_windows_other_devices)

BOOST_AUTO_TEST_CASE(they_are_no_ports)
{
    // ERROR_INVALID_FUNCTION; of NUL and files on Wine: ERROR_INVALID_HANDLE
    for (int const number : {1, 6})
    {
        fake_com com;
        com.always["get_state"] = number;
        detail::windows_backend<fake_windows_sys, no_windows_devices> backend{
            fake_windows_sys(com)};
        error_code ec;
        BOOST_TEST(!backend.open("NUL", {}, ec).control);
        BOOST_TEST((ec == detail::make_system_error(detail::error_context::open, number)), ec);

        // A handle of somebody else's that is bad is no port either, but for another reason.
        auto const where
            = number == 1 ? detail::error_context::open : detail::error_context::transfer;
        BOOST_TEST(!backend.adopt({}, ec));
        BOOST_TEST((ec == detail::make_system_error(where, number)), ec);
    }
}

BOOST_AUTO_TEST_SUITE_END()
