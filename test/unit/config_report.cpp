// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/config_report.hpp>

#include <boost/test/unit_test.hpp>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(config_report)

// The suite is called like the structure; this line decides who is meant.
using boost_serial_ext::config_report;

namespace {

skipped_feature skipped(feature f)
{
    return {f, make_unsupported_error(f)};
}

} // namespace

BOOST_AUTO_TEST_CASE(a_default_report_says_that_the_defaults_are_applied_without_deviation)
{
    config_report const report;
    BOOST_TEST((report.applied == serial_config()));
    BOOST_TEST(report.baud_error == 0.0);
    BOOST_TEST(report.skipped.empty());
}

BOOST_AUTO_TEST_CASE(both_members_of_a_skipped_feature_take_part_in_equality)
{
    BOOST_TEST((skipped(feature::rs485) == skipped(feature::rs485)));
    BOOST_TEST((skipped(feature::rs485) != skipped(feature::dtr_dsr)));
    skipped_feature other = skipped(feature::rs485);
    other.ec = error::rejected_rts;
    BOOST_TEST((other != skipped(feature::rs485)));
    BOOST_TEST(!(other == skipped(feature::rs485)));
}

BOOST_AUTO_TEST_CASE(the_applied_configuration_takes_part_in_equality)
{
    config_report changed;
    changed.applied.baud_rate = 9'600;
    BOOST_TEST((changed != config_report()));
}

BOOST_AUTO_TEST_CASE(the_baud_error_takes_part_in_equality)
{
    config_report changed;
    changed.baud_error = -0.001;
    BOOST_TEST((changed != config_report()));
}

BOOST_AUTO_TEST_CASE(skipped_features_take_part_in_equality)
{
    config_report changed;
    changed.skipped.push_back(skipped(feature::low_latency));
    BOOST_TEST((changed != config_report()));
    config_report same;
    same.skipped.push_back(skipped(feature::low_latency));
    BOOST_TEST((changed == same));
}

BOOST_AUTO_TEST_SUITE_END()
