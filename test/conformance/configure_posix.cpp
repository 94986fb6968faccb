// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Settings on a pty, as the kernel has them; what a pty does not take; and who may have it alone.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_posix.hpp"
#include "support/conformance_settings.hpp"
#include "support/conformance_support.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <ostream>
#include <string>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using test::keep_slave;
using test::pty_pair;
namespace data = boost::unit_test::data;

namespace {

// A setting that no pty takes.
struct rejection
{
    char const* what;
    void (*ask_for)(serial_config&);
    error expected;
};

std::ostream& operator<<(std::ostream& out, rejection const& r)
{
    return out << r.what;
}

constexpr rejection rejections[] = {
    {"5 data bits", [](serial_config& c) { c.character_size = 5; }, error::rejected_character_size},
    {"6 data bits", [](serial_config& c) { c.character_size = 6; }, error::rejected_character_size},
    {"7 data bits", [](serial_config& c) { c.character_size = 7; }, error::rejected_character_size},
    {"odd parity", [](serial_config& c) { c.parity = parity::odd; }, error::rejected_parity},
    {"even parity", [](serial_config& c) { c.parity = parity::even; }, error::rejected_parity},
    {"mark parity", [](serial_config& c) { c.parity = parity::mark; }, error::rejected_parity},
    {"space parity", [](serial_config& c) { c.parity = parity::space; }, error::rejected_parity},
};

// Differs from what is in force in everything else too, so that a half-applied change shows.
serial_config rejected_config(rejection const& r)
{
    serial_config config{57'600};
    config.stop_bits = stop_bits::two;
    config.flow_control.rts_cts = true;
    config.hangup_on_close = false;
    config.unsupported = unsupported_policy::ignore; // not for this
    r.ask_for(config);
    return config;
}

// An optional feature that Linux, or this version, lacks.
struct missing_feature
{
    enum feature feature;
    void (*ask_for)(serial_config&);
};

std::ostream& operator<<(std::ostream& out, missing_feature const& m)
{
    return out << m.feature;
}

constexpr missing_feature missing_features[] = {
    {feature::dtr_dsr, [](serial_config& c) { c.flow_control.dtr_dsr = true; }},
    {feature::low_latency, [](serial_config& c) { c.low_latency = true; }},
    {feature::rs485, [](serial_config& c) { c.rs485.emplace(); }},
};

serial_config asking_for(missing_feature const& m, unsupported_policy policy)
{
    serial_config config{57'600};
    config.unsupported = policy;
    m.ask_for(config);
    return config;
}

serial_config without_features(serial_config config)
{
    config.flow_control.dtr_dsr = false;
    config.low_latency = false;
    config.rs485.reset();
    return config;
}

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_configure_posix)

BOOST_AUTO_TEST_CASE(configure_undoes_what_another_program_has_done, *needing(ability::pty))
{
    open_port port;
    auto const before = read_settings(port.far_end.master());
    write_settings(port.far_end.master(), cooked(before));
    BOOST_TEST_REQUIRE(interpreters_of(read_settings(port.far_end.master())) != "");
    port.stream.configure(serial_config{});
    check_in_force(port, serial_config{});
    BOOST_TEST(wait_bytes(read_settings(port.far_end.master())) == 1);
    BOOST_TEST(wait_tenths(read_settings(port.far_end.master())) == 0);
}

BOOST_TEST_DECORATOR(*needing(ability::pty))
BOOST_DATA_TEST_CASE(
    configure_rejects_what_a_pty_does_not_take_and_changes_nothing, data::make(rejections), r)
{
    open_port port;
    auto const before = read_settings(port.far_end.master());
    config_report const report = port.stream.configure(rejected_config(r), port.ec);
    BOOST_TEST(port.ec == error_code(r.expected));
    BOOST_TEST(conditions_of(port.ec) == "unsupported_configuration");
    BOOST_TEST(report == config_report{});
    BOOST_TEST(read_settings(port.far_end.master()) == before);
    BOOST_TEST(port.stream.config() == serial_config{});
    port.far_end.write_all("x");
    BOOST_TEST(read_from(port.stream, 1) == "x");
}

BOOST_TEST_DECORATOR(*needing(ability::pty))
BOOST_DATA_TEST_CASE(
    async_configure_rejects_what_a_pty_does_not_take_and_changes_nothing, data::make(rejections), r)
{
    open_port port;
    auto const before = read_settings(port.far_end.master());
    outcome configured;
    port.stream.async_configure(rejected_config(r), recorder(configured));
    BOOST_TEST(configured.calls == 0);
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(configured.calls == 1);
    BOOST_TEST(configured.ec == error_code(r.expected));
    BOOST_TEST(read_settings(port.far_end.master()) == before);
    BOOST_TEST(port.stream.config() == serial_config{});
}

BOOST_TEST_DECORATOR(*needing(ability::pty))
BOOST_DATA_TEST_CASE(open_rejects_what_a_pty_does_not_take_and_gives_the_device_back_unchanged,
    data::make(rejections), r)
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    write_settings(far.far_end(), cooked(read_settings(far.far_end())));
    auto const before = read_settings(far.far_end());
    serial_stream stream(ctx);
    auto const descriptors = open_descriptors();
    error_code ec;
    stream.open(far.name(), rejected_config(r), ec);
    BOOST_TEST(ec == error_code(r.expected));
    BOOST_TEST(conditions_of(ec) == "unsupported_configuration");
    BOOST_TEST(!stream.is_open());
    BOOST_TEST(open_descriptors() == descriptors);
    BOOST_TEST(read_settings(far.far_end()) == before);
    BOOST_TEST(is_free(far.name()));
    BOOST_TEST(contains(explain_open_failure(far.name(), ec), "given back unchanged"));
}

BOOST_AUTO_TEST_CASE(a_rejected_change_does_not_take_the_exclusivity, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    serial_config shared;
    shared.exclusive = false;
    serial_stream stream(ctx, far.name(), shared);
    serial_config rejected;
    rejected.character_size = 7;
    error_code ec;
    stream.configure(rejected, ec);
    BOOST_TEST(ec == error_code(error::rejected_character_size));
    BOOST_TEST(is_shared(far.name()));
    BOOST_TEST(stream.config() == shared);
}

BOOST_AUTO_TEST_CASE(a_rejected_change_does_not_give_the_exclusivity_back, *needing(ability::pty))
{
    open_port port;
    serial_config rejected;
    rejected.exclusive = false;
    rejected.character_size = 7;
    port.stream.configure(rejected, port.ec);
    BOOST_TEST(port.ec == error_code(error::rejected_character_size));
    BOOST_TEST(!is_free(port.far_end.name()));
    BOOST_TEST(port.stream.config().exclusive);
}

BOOST_TEST_DECORATOR(*needing(ability::pty))
BOOST_DATA_TEST_CASE(
    configure_fails_for_a_missing_feature_and_changes_nothing, data::make(missing_features), m)
{
    open_port port;
    auto const before = read_settings(port.far_end.master());
    port.stream.configure(asking_for(m, unsupported_policy::fail), port.ec);
    BOOST_TEST(port.ec == make_unsupported_error(m.feature));
    BOOST_TEST(conditions_of(port.ec) == "unsupported_feature");
    BOOST_TEST(read_settings(port.far_end.master()) == before);
    BOOST_TEST(port.stream.config() == serial_config{});
}

BOOST_TEST_DECORATOR(*needing(ability::pty))
BOOST_DATA_TEST_CASE(configure_leaves_a_missing_feature_out_on_request_and_reports_it,
    data::make(missing_features), m)
{
    for (auto const policy : {unsupported_policy::warn, unsupported_policy::ignore})
    {
        open_port port;
        serial_config const config = asking_for(m, policy);
        config_report const report = port.stream.configure(config, port.ec);
        BOOST_TEST(port.ec == error_code());
        BOOST_TEST_REQUIRE(report.skipped.size() == 1u);
        BOOST_TEST(report.skipped[0].feature == m.feature);
        BOOST_TEST(report.skipped[0].ec == make_unsupported_error(m.feature));
        BOOST_TEST(report.applied == without_features(config));
        check_in_force(port, without_features(config));
    }
}

BOOST_TEST_DECORATOR(*needing(ability::pty))
BOOST_DATA_TEST_CASE(open_fails_for_a_missing_feature_and_gives_the_device_back_unchanged,
    data::make(missing_features), m)
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    auto const before = read_settings(far.far_end());
    serial_stream stream(ctx);
    auto const descriptors = open_descriptors();
    error_code ec;
    stream.open(far.name(), asking_for(m, unsupported_policy::fail), ec);
    BOOST_TEST(ec == make_unsupported_error(m.feature));
    BOOST_TEST(open_descriptors() == descriptors);
    BOOST_TEST(read_settings(far.far_end()) == before);
    BOOST_TEST(is_free(far.name()));
    std::string const said = explain_open_failure(far.name(), ec);
    BOOST_TEST(contains(said, std::string(to_string(m.feature))), said);
}

BOOST_TEST_DECORATOR(*needing(ability::pty))
BOOST_DATA_TEST_CASE(open_leaves_a_missing_feature_out_on_request, data::make(missing_features), m)
{
    for (auto const policy : {unsupported_policy::warn, unsupported_policy::ignore})
    {
        asio::io_context ctx;
        pty_pair const far(keep_slave::no);
        serial_config const config = asking_for(m, policy);
        serial_stream const stream(ctx, far.name(), config);
        BOOST_TEST(stream.config() == without_features(config));
    }
}

BOOST_AUTO_TEST_CASE(all_missing_features_are_reported_together, *needing(ability::pty))
{
    open_port port;
    serial_config config;
    config.unsupported = unsupported_policy::warn;
    for (auto const& m : missing_features)
        m.ask_for(config);
    config_report const report = port.stream.configure(config);
    BOOST_TEST_REQUIRE(report.skipped.size() == 3u);
    for (std::size_t i = 0; i < 3; ++i)
        BOOST_TEST(report.skipped[i].feature == missing_features[i].feature);
}

BOOST_AUTO_TEST_CASE(one_and_a_half_stop_bits_fail_under_every_policy, *needing(ability::pty))
{
    for (auto const policy :
        {unsupported_policy::fail, unsupported_policy::warn, unsupported_policy::ignore})
    {
        open_port port;
        auto const before = read_settings(port.far_end.master());
        serial_config config{57'600};
        config.stop_bits = stop_bits::one_and_half;
        config.unsupported = policy;
        port.stream.configure(config, port.ec);
        BOOST_TEST(port.ec == make_unsupported_error(feature::one_and_half_stop_bits));
        BOOST_TEST(conditions_of(port.ec) == "unsupported_feature");
        BOOST_TEST(read_settings(port.far_end.master()) == before);
        BOOST_TEST(port.stream.config() == serial_config{});
    }
}

BOOST_AUTO_TEST_CASE(a_line_that_shall_be_off_needs_a_device_with_lines, *needing(ability::pty))
{
    for (bool const dtr : {true, false})
    {
        asio::io_context ctx;
        pty_pair const far(keep_slave::no);
        auto const before = read_settings(far.far_end());
        serial_config config{57'600};
        (dtr ? config.dtr : config.rts) = initial_line::off;
        serial_stream stream(ctx);
        error_code ec;
        stream.open(far.name(), config, ec);
        BOOST_TEST(ec == make_unsupported_error(feature::modem_lines));
        BOOST_TEST(conditions_of(ec) == "unsupported_feature");
        BOOST_TEST(read_settings(far.far_end()) == before);
        BOOST_TEST(is_free(far.name()));
        config.unsupported = unsupported_policy::warn;
        stream.open(far.name(), config, ec);
        BOOST_TEST(ec == error_code());
    }
}

BOOST_AUTO_TEST_CASE(exclusivity_is_switched_off_and_on, *needing(ability::pty))
{
    open_port port;
    serial_config config;
    for (bool const exclusive : {false, true, true, false, false, true})
    {
        config.exclusive = exclusive;
        port.stream.configure(config);
        BOOST_TEST(is_shared(port.far_end.name()) == !exclusive);
        BOOST_TEST(port.stream.config() == config);
    }
}

BOOST_AUTO_TEST_CASE(exclusivity_cannot_be_had_while_somebody_else_has_it, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    serial_config shared;
    shared.exclusive = false;
    serial_stream stream(ctx, far.name(), shared);
    raw_descriptor const other(far.name());
    BOOST_TEST_REQUIRE(other.lock_shared());
    auto const before = read_settings(far.far_end());
    error_code ec;
    stream.configure(serial_config{57'600}, ec);
    BOOST_TEST(conditions_of(ec) == "port_busy");
    BOOST_TEST(read_settings(far.far_end()) == before);
    BOOST_TEST(stream.config() == shared);
    BOOST_TEST(!is_exclusive(other.get()));
    BOOST_TEST(!other.lock()); // the stream still shares it
}

BOOST_AUTO_TEST_CASE(an_adopted_port_is_configured_like_one_that_was_opened, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    raw_descriptor handle(far.name());
    serial_stream stream(ctx, handle.get());
    handle.release();
    for (auto const& config : accepted_configs())
    {
        stream.configure(config);
        BOOST_TEST(framing_of(read_settings(far.far_end())) == framing_of(config));
        BOOST_TEST(stream.config() == config);
    }
    BOOST_TEST(!is_free(far.name()));
}

BOOST_AUTO_TEST_CASE(
    the_stream_keeps_the_report_of_its_latest_open_and_configure, *needing(ability::pty))
{
    asio::io_context ctx;
    pty_pair const far(keep_slave::no);
    serial_stream stream(ctx);
    BOOST_TEST((stream.report() == config_report{}));

    serial_config config;
    config.low_latency = true;
    config.unsupported = unsupported_policy::warn;
    stream.open(far.name(), config);
    BOOST_TEST_REQUIRE(stream.report().skipped.size() == 1u);
    BOOST_TEST((stream.report().skipped[0].feature == feature::low_latency));

    config_report const second = stream.configure(serial_config{57'600});
    BOOST_TEST((stream.report() == second));
    BOOST_TEST(second.skipped.empty());

    error_code ec;
    stream.configure(serial_config{0}, ec);
    BOOST_TEST(ec.failed());
    BOOST_TEST((stream.report() == second));

    stream.close();
    BOOST_TEST((stream.report() == config_report{}));
}

BOOST_AUTO_TEST_CASE(the_kernel_is_told_to_mark_and_to_stop_it, *needing(ability::pty))
{
    open_port port;
    serial_config config;
    config.line_marks = true;
    port.stream.close();
    port.stream.open(port.far_end.name(), config);
    BOOST_TEST(port.stream.config().line_marks);
    BOOST_TEST(interpreters_of(read_settings(port.far_end.master())) == "PARMRK INPCK BREAK");
    port.stream.close();
    port.stream.open(port.far_end.name(), serial_config{});
    BOOST_TEST(!port.stream.config().line_marks);
    BOOST_TEST(interpreters_of(read_settings(port.far_end.master())) == "");
}

BOOST_AUTO_TEST_SUITE_END()
