// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// How error codes get their place in the source, and become exceptions.

#include <boost_serial_ext/error.hpp>

#include <boost/system/system_category.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <string_view>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(error_throwing)

BOOST_AUTO_TEST_CASE(the_assign_macro_sets_the_code_and_the_place)
{
    error_code ec;
    // clang-format off
    BOOST_SERIAL_EXT_ASSIGN(ec, error::invalid_parity); unsigned const line = __LINE__;
    // clang-format on
    BOOST_TEST((ec == error::invalid_parity));
    BOOST_REQUIRE(ec.has_location());
    BOOST_TEST(ec.location().line() == line);
    BOOST_TEST(std::string_view(ec.location().file_name()) == __FILE__);
}

BOOST_AUTO_TEST_CASE(the_assign_macro_takes_a_number_and_a_category)
{
    error_code ec;
    BOOST_SERIAL_EXT_ASSIGN(ec, 5, boost::system::system_category());
    BOOST_TEST(ec.value() == 5);
    BOOST_TEST((ec.category() == boost::system::system_category()));
    BOOST_TEST(ec.has_location());
}

BOOST_AUTO_TEST_CASE(throw_if_does_nothing_on_success)
{
    BOOST_CHECK_NO_THROW(detail::throw_if(error_code(), "open"));
}

BOOST_AUTO_TEST_CASE(throw_if_throws_the_code_with_the_name_of_the_call)
{
    error_code const ec = error::operation_in_progress;
    BOOST_CHECK_EXCEPTION(detail::throw_if(ec, "drain"), boost::system::system_error,
        [&](boost::system::system_error const& e)
        {
            return e.code() == ec
                && std::string_view(e.what()).find("drain") != std::string_view::npos
                && std::string_view(e.what()).find("in progress") != std::string_view::npos;
        });
}

BOOST_AUTO_TEST_CASE(throw_if_keeps_the_place_where_the_code_was_made)
{
    error_code ec;
    BOOST_SERIAL_EXT_ASSIGN(ec, error::invalid_rts);
    unsigned const line = ec.location().line();
    BOOST_CHECK_EXCEPTION(detail::throw_if(ec, "open"), boost::system::system_error,
        [line](boost::system::system_error const& e)
        { return e.code().has_location() && e.code().location().line() == line; });
}

BOOST_AUTO_TEST_SUITE_END()
