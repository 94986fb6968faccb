// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/diagnostic.hpp>

#include <boost/system/system_category.hpp>
#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(diagnostics)

namespace {

std::string text(diagnostic const& d)
{
    std::ostringstream out;
    out << d;
    return out.str();
}

} // namespace

BOOST_AUTO_TEST_CASE(every_event_has_its_name)
{
    char const* const names[]
        = {"backend_chosen", "opened", "applied", "skipped", "restored", "disconnected", "closed"};
    for (unsigned char i = 0; i < 7; ++i)
        BOOST_TEST(to_string(static_cast<diagnostic_event>(i)) == names[i]);
    BOOST_TEST(to_string(static_cast<diagnostic_event>(7)) == "?");
}

BOOST_AUTO_TEST_CASE(a_diagnostic_prints_as_one_line_with_all_that_it_holds)
{
    BOOST_TEST(text({diagnostic_event::opened, "/dev/ttyUSB0"}) == "opened /dev/ttyUSB0");
    BOOST_TEST(text({diagnostic_event::applied, "/dev/ttyUSB0", serial_config{9'600}})
        == "applied /dev/ttyUSB0: 9600 8N1");
    skipped_feature const left_out{feature::rs485, make_unsupported_error(feature::rs485)};
    BOOST_TEST(text({diagnostic_event::skipped, "a", {}, left_out}) == "skipped a: rs485");
    error_code const ec(5, boost::system::system_category());
    BOOST_TEST(text({diagnostic_event::disconnected, "a", {}, {}, ec})
        == "disconnected a: " + ec.message() + " [system:5]");
}

BOOST_AUTO_TEST_SUITE_END()
