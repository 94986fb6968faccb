// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Settings: what the driver has afterwards, read without the library.
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_settings.hpp"
#include "support/conformance_support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

constexpr std::uint32_t baud_rates[] = {1, 2, 45, 50, 75, 110, 134, 300, 1200, 9600, 14'400, 31'250,
    57'600, 115'200, 115'201, 123'457, 250'000, 460'800, 500'000, 921'600, 1'500'000, 3'000'000,
    3'999'999, 4'000'000, 12'345'678};

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
    BOOST_TEST(far_end.interference() == "");
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

BOOST_AUTO_TEST_CASE(hangup_on_close_is_switched_on_and_off, *needing(ability::hangup))
{
    open_port port;
    serial_config config;
    config.hangup_on_close = false;
    port.stream.configure(config);
    BOOST_TEST(contains(port.far_end.framing(), "no_hangup"));
    config.hangup_on_close = true;
    port.stream.configure(config);
    BOOST_TEST(!contains(port.far_end.framing(), "no_hangup"));
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
    BOOST_TEST_REQUIRE(arrived(port.stream, 4));
    port.stream.configure(serial_config{57'600});
    BOOST_TEST(read_from(port.stream, 4) == "kept");
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

BOOST_AUTO_TEST_SUITE_END()
