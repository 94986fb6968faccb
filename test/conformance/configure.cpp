// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Settings on a pty: what the kernel has afterwards, read without the library; and that a rejected
// change changes nothing.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using test::keep_slave;
using test::pty_pair;
namespace data = boost::unit_test::data;

namespace {

constexpr std::uint32_t baud_rates[] = {1, 2, 45, 50, 75, 110, 134, 300, 1200, 9600, 14'400, 31'250,
    57'600, 115'200, 115'201, 123'457, 250'000, 460'800, 500'000, 921'600, 1'500'000, 3'000'000,
    3'999'999, 4'000'000, 12'345'678};

// Everything a pty takes, beside the rate: sixteen combinations.
std::vector<serial_config> accepted_configs()
{
    std::vector<serial_config> all;
    for (unsigned bits = 0; bits < 16; ++bits)
    {
        serial_config c{9600 + bits};
        c.stop_bits = (bits & 1u) != 0 ? stop_bits::two : stop_bits::one;
        c.flow_control.rts_cts = (bits & 2u) != 0;
        c.flow_control.xon_xoff = (bits & 4u) != 0;
        c.hangup_on_close = (bits & 8u) != 0;
        all.push_back(c);
    }
    return all;
}

// What the stream says must be what the kernel has, down to the letter.
void check_in_force(open_port& port, serial_config const& config)
{
    BOOST_TEST(port.far_end.framing() == framing_of(config));
    BOOST_TEST(port.stream.config() == config);
    if (!lack_of(ability::pty).empty())
        return;
    auto const settings = read_settings(port.far_end.master());
    BOOST_TEST(interpreters_of(settings) == "");
    BOOST_TEST(has_plain_rate(settings));
}

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

BOOST_AUTO_TEST_SUITE(conformance_configure)

BOOST_TEST_DECORATOR(*needing(ability::any_rate))
BOOST_DATA_TEST_CASE(open_sets_any_baud_rate, data::make(baud_rates), rate)
{
    asio::io_context ctx;
    line const far_end(ctx);
    serial_stream const stream(ctx, far_end.name(), serial_config{rate});
    BOOST_TEST(far_end.framing() == framing_of(serial_config{rate}));
    BOOST_TEST(stream.config().baud_rate == rate);
    if (!lack_of(ability::pty).empty())
        return;
    auto const settings = read_settings(far_end.master());
    BOOST_TEST(settings.output_speed == rate);
    BOOST_TEST(settings.input_speed == rate);
    BOOST_TEST(has_plain_rate(settings));
}

BOOST_TEST_DECORATOR(*needing(ability::any_rate))
BOOST_DATA_TEST_CASE(configure_sets_any_baud_rate, data::make(baud_rates), rate)
{
    open_port port;
    config_report const report = port.stream.configure(serial_config{rate});
    BOOST_TEST(report.applied.baud_rate == rate);
    BOOST_TEST(report.baud_error == 0.0);
    check_in_force(port, serial_config{rate});
}

BOOST_AUTO_TEST_CASE(configure_sets_a_thousand_odd_baud_rates_in_a_row, *needing(ability::any_rate))
{
    open_port port;
    std::mt19937 numbers(4711); // the same ones in every run
    std::uniform_int_distribution<std::uint32_t> rates(1, 4'000'000);
    for (int i = 0; i < 1000; ++i)
    {
        std::uint32_t const rate = rates(numbers);
        port.stream.configure(serial_config{rate});
        BOOST_TEST_REQUIRE(port.far_end.framing() == framing_of(serial_config{rate}));
        BOOST_TEST_REQUIRE(port.stream.config().baud_rate == rate);
    }
}

BOOST_AUTO_TEST_CASE(a_baud_rate_without_tolerance_is_met_exactly, *needing(ability::any_rate))
{
    open_port port;
    serial_config config{250'001};
    config.baud_tolerance = 0.0;
    BOOST_TEST(port.stream.configure(config).baud_error == 0.0);
    check_in_force(port, config);
}

BOOST_DATA_TEST_CASE(
    open_applies_stop_bits_handshakes_and_hangup, data::make(accepted_configs()), config)
{
    asio::io_context ctx;
    line const far_end(ctx);
    serial_stream const stream(ctx, far_end.name(), config);
    BOOST_TEST(far_end.framing() == framing_of(config));
    BOOST_TEST(stream.config() == config);
}

BOOST_AUTO_TEST_CASE(configure_goes_from_any_accepted_configuration_to_any_other)
{
    open_port port;
    for (auto const& from : accepted_configs())
        for (auto const& to : accepted_configs())
        {
            port.stream.configure(from);
            config_report const report = port.stream.configure(to);
            BOOST_TEST(report.applied == to);
            BOOST_TEST(report.skipped.empty());
            check_in_force(port, to);
        }
}

BOOST_AUTO_TEST_CASE(hangup_on_close_is_switched_on_and_off, *needing(ability::pty))
{
    open_port port;
    serial_config config;
    config.hangup_on_close = false;
    port.stream.configure(config);
    BOOST_TEST(contains(framing_of(read_settings(port.far_end.master())), "no_hangup"));
    config.hangup_on_close = true;
    port.stream.configure(config);
    BOOST_TEST(!contains(framing_of(read_settings(port.far_end.master())), "no_hangup"));
}

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

BOOST_AUTO_TEST_CASE(lines_that_shall_be_on_or_stay_need_no_device_with_lines)
{
    for (auto const level : {initial_line::on, initial_line::preserve})
    {
        asio::io_context ctx;
        line const far_end(ctx);
        serial_config config;
        config.dtr = config.rts = level;
        serial_stream stream(ctx);
        error_code ec;
        stream.open(far_end.name(), config, ec);
        BOOST_TEST(ec == error_code());
    }
}

BOOST_AUTO_TEST_CASE(a_read_in_progress_stays_so_across_configure_and_gets_its_byte)
{
    open_port port;
    std::array<char, 1> byte{};
    outcome read;
    port.stream.async_read_some(asio::buffer(byte), recorder(read));
    port.ctx.poll();
    for (auto const& config : accepted_configs())
        port.stream.configure(config);
    port.ctx.poll();
    BOOST_TEST_REQUIRE(read.calls == 0);
    port.far_end.follow(port.stream.config());
    port.far_end.write_all("x");
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, read));
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(byte[0] == 'x');
}

BOOST_AUTO_TEST_CASE(
    a_write_in_progress_stays_so_across_configure_and_is_sent, *needing(ability::hold))
{
    open_port port;
    std::size_t const queued = fill_output(port.stream, port.far_end);
    outcome written;
    port.stream.async_write_some(asio::buffer("!", 1), recorder(written));
    port.ctx.poll();
    port.stream.configure(serial_config{57'600});
    port.far_end.follow(port.stream.config());
    port.ctx.poll();
    BOOST_TEST_REQUIRE(written.calls == 0);
    BOOST_TEST(port.far_end.read_exact(queued).size() == queued);
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, written));
    BOOST_TEST(written.ec == error_code());
    BOOST_TEST(port.far_end.read_exact(1) == "!");
}

BOOST_AUTO_TEST_CASE(configure_keeps_what_was_received_and_not_read)
{
    open_port port;
    port.far_end.write_all("kept");
    BOOST_TEST_REQUIRE(arrived(port.stream.native_handle(), 4));
    port.stream.configure(serial_config{57'600});
    BOOST_TEST(read_from(port.stream, 4) == "kept");
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

BOOST_AUTO_TEST_CASE(async_configure_completes_later)
{
    open_port port;
    int calls = 0;
    error_code told;
    config_report report;
    port.stream.async_configure(serial_config{57'600},
        [&](error_code ec, config_report r)
        {
            ++calls;
            told = ec;
            report = std::move(r);
        });
    BOOST_TEST(calls == 0);
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(calls == 1);
    check_in_force(port, serial_config{57'600});
    BOOST_TEST(told == error_code());
    BOOST_TEST(report.applied == serial_config{57'600});
    BOOST_TEST(report.baud_error == 0.0);
    BOOST_TEST(report.skipped.empty());
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

BOOST_AUTO_TEST_SUITE_END()
