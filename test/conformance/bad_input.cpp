// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What must fail, fails with the right code, leaves nothing behind, and can be explained to people.
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_operations.hpp"
#include "support/conformance_support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <limits>
#include <ostream>
#include <string>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

void check_contains(std::string const& text, std::string const& part)
{
    BOOST_TEST(contains(text, part), '"' << text << "\" lacks \"" << part << '"');
}

// A member no port could have.
struct bad_member
{
    char const* what;
    void (*spoil)(serial_config&);
    error expected;
};

std::ostream& operator<<(std::ostream& out, bad_member const& member)
{
    return out << member.what;
}

using std::chrono::milliseconds;

bad_member const bad_members[] = {
    {"no baud rate", [](serial_config& c) { c.baud_rate = 0; }, error::invalid_baud_rate},
    {"no data bits", [](serial_config& c) { c.character_size = 0; }, error::invalid_character_size},
    {"4 data bits", [](serial_config& c) { c.character_size = 4; }, error::invalid_character_size},
    {"9 data bits", [](serial_config& c) { c.character_size = 9; }, error::invalid_character_size},
    {"parity", [](serial_config& c) { c.parity = static_cast<parity>(5); }, error::invalid_parity},
    {"stop bits", [](serial_config& c) { c.stop_bits = static_cast<stop_bits>(3); },
        error::invalid_stop_bits},
    {"dtr", [](serial_config& c) { c.dtr = static_cast<initial_line>(3); }, error::invalid_dtr},
    {"rts", [](serial_config& c) { c.rts = static_cast<initial_line>(255); }, error::invalid_rts},
    {"rs485 mode", [](serial_config& c) { c.rs485.emplace().mode = static_cast<rs485_mode>(3); },
        error::invalid_rs485_mode},
    {"negative delay before sending",
        [](serial_config& c) { c.rs485.emplace().delay_before_send = milliseconds(-1); },
        error::invalid_rs485_delay_before_send},
    {"long delay before sending",
        [](serial_config& c) { c.rs485.emplace().delay_before_send = milliseconds(60'001); },
        error::invalid_rs485_delay_before_send},
    {"negative delay after sending",
        [](serial_config& c) { c.rs485.emplace().delay_after_send = milliseconds(-1); },
        error::invalid_rs485_delay_after_send},
    {"long delay after sending",
        [](serial_config& c) { c.rs485.emplace().delay_after_send = milliseconds(60'001); },
        error::invalid_rs485_delay_after_send},
    {"rs485 beside rts_cts",
        [](serial_config& c)
        {
            c.rs485.emplace();
            c.flow_control.rts_cts = true;
        },
        error::rs485_excludes_rts_cts},
    {"negative tolerance", [](serial_config& c) { c.baud_tolerance = -0.01; },
        error::invalid_baud_tolerance},
    {"tolerance of everything", [](serial_config& c) { c.baud_tolerance = 1.0; },
        error::invalid_baud_tolerance},
    {"tolerance that is no number",
        [](serial_config& c) { c.baud_tolerance = std::numeric_limits<double>::quiet_NaN(); },
        error::invalid_baud_tolerance},
    {"policy", [](serial_config& c) { c.unsupported = static_cast<unsupported_policy>(3); },
        error::invalid_unsupported_policy},
};

serial_config spoiled(bad_member const& bad)
{
    serial_config config{9600};
    config.unsupported = unsupported_policy::ignore; // makes up for nothing here
    bad.spoil(config);
    return config;
}

} // namespace

BOOST_AUTO_TEST_SUITE(conformance_bad_input)

BOOST_AUTO_TEST_CASE(
    a_second_async_open_in_the_same_process_finds_the_port_busy, *needing(ability::exclusive))
{
    open_port port;
    serial_stream second(port.ctx);
    auto const handles = open_handles();
    outcome opened;
    second.async_open(port.far_end.name(), serial_config{9600}, recorder(opened));
    BOOST_TEST_REQUIRE(run_until_called(port.ctx, opened));
    BOOST_TEST(conditions_of(opened.ec) == "port_busy");
    BOOST_TEST(open_handles() == handles);
}

BOOST_AUTO_TEST_CASE(who_opens_an_open_stream_is_told_so)
{
    open_port port;
    port.stream.open(port.far_end.name(), serial_config{}, port.ec);
    check_contains(
        explain_open_failure(port.far_end.name(), port.ec), "This stream has a port open already");
}

BOOST_DATA_TEST_CASE(
    open_names_the_bad_member_and_does_not_touch_the_device, data::make(bad_members), bad)
{
    asio::io_context ctx;
    line const far_end(ctx);
    auto const before = far_end.settings();
    serial_stream stream(ctx);
    auto const handles = open_handles();
    error_code ec;
    stream.open(far_end.name(), spoiled(bad), ec);
    BOOST_TEST(ec == error_code(bad.expected));
    BOOST_TEST(ec == validate(spoiled(bad)));
    BOOST_TEST(conditions_of(ec) == "invalid_configuration");
    BOOST_TEST(!stream.is_open());
    BOOST_TEST(open_handles() == handles);
    BOOST_TEST(far_end.settings() == before);
    check_contains(explain_open_failure(far_end.name(), ec), "was not touched: serial_config.");
}

BOOST_DATA_TEST_CASE(
    async_open_names_the_bad_member_and_does_not_touch_the_device, data::make(bad_members), bad)
{
    asio::io_context ctx;
    line const far_end(ctx);
    auto const before = far_end.settings();
    serial_stream stream(ctx);
    auto const handles = open_handles();
    outcome opened;
    stream.async_open(far_end.name(), spoiled(bad), recorder(opened));
    BOOST_TEST(opened.calls == 0);
    BOOST_TEST(run_out(ctx));
    BOOST_TEST(opened.calls == 1);
    BOOST_TEST(opened.ec == error_code(bad.expected));
    BOOST_TEST(!stream.is_open());
    BOOST_TEST(open_handles() == handles);
    BOOST_TEST(far_end.settings() == before);
}

BOOST_DATA_TEST_CASE(
    configure_names_the_bad_member_and_does_not_touch_the_device, data::make(bad_members), bad)
{
    open_port port;
    auto const before = port.far_end.settings();
    port.stream.configure(spoiled(bad), port.ec);
    BOOST_TEST(port.ec == error_code(bad.expected));
    BOOST_TEST(conditions_of(port.ec) == "invalid_configuration");
    outcome configured;
    port.stream.async_configure(spoiled(bad), recorder(configured));
    BOOST_TEST(configured.calls == 0);
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(configured.calls == 1);
    BOOST_TEST(configured.ec == error_code(bad.expected));
    BOOST_TEST(port.far_end.settings() == before);
    BOOST_TEST(port.stream.config() == serial_config{});
}

BOOST_DATA_TEST_CASE(
    on_a_closed_stream_every_call_fails_as_closed, data::make(blocking_calls), call)
{
    asio::io_context ctx;
    serial_stream stream(ctx);
    auto const handles = open_handles();
    error_code ec;
    call.quiet(stream, ec);
    BOOST_TEST(conditions_of(ec) == "closed");
    BOOST_TEST(open_handles() == handles);
}

BOOST_DATA_TEST_CASE(on_a_closed_stream_every_throwing_call_throws_the_same_code_and_its_name,
    data::make(blocking_calls), call)
{
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code expected;
    call.quiet(stream, expected);
    try
    {
        call.throwing(stream);
        BOOST_ERROR("nothing was thrown");
    }
    catch (boost::system::system_error const& e)
    {
        BOOST_TEST(e.code() == expected);
        check_contains(e.what(), call.name);
    }
}

BOOST_DATA_TEST_CASE(
    on_a_closed_stream_every_operation_completes_once_as_closed, data::make(async_calls), call)
{
    asio::io_context ctx;
    serial_stream stream(ctx);
    outcome out;
    call.start(stream, out);
    BOOST_TEST(out.calls == 0);
    BOOST_TEST(run_out(ctx));
    BOOST_TEST(out.calls == 1);
    BOOST_TEST(conditions_of(out.ec) == "closed");
    BOOST_TEST(out.bytes == 0u);
}

BOOST_DATA_TEST_CASE(after_close_every_call_fails_as_closed, data::make(blocking_calls), call)
{
    open_port port;
    port.stream.close();
    call.quiet(port.stream, port.ec);
    BOOST_TEST(conditions_of(port.ec) == "closed");
}

BOOST_DATA_TEST_CASE(
    after_close_every_operation_completes_once_as_closed, data::make(async_calls), call)
{
    open_port port;
    port.stream.close();
    outcome out;
    call.start(port.stream, out);
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(out.calls == 1);
    BOOST_TEST(conditions_of(out.ec) == "closed");
}

BOOST_AUTO_TEST_CASE(a_rejected_configuration_throws_from_configure_with_its_name)
{
    open_port port;
    serial_config config;
    config.baud_rate = 0;
    BOOST_CHECK_EXCEPTION(port.stream.configure(config), boost::system::system_error,
        [](auto const& e)
        { return e.code() == error::invalid_baud_rate && contains(e.what(), "configure"); });
}

BOOST_AUTO_TEST_CASE(release_of_a_closed_stream_throws_with_its_name)
{
    asio::io_context ctx;
    serial_stream stream(ctx);
    BOOST_CHECK_EXCEPTION(stream.release(), boost::system::system_error,
        [](auto const& e)
        { return e.code() == condition::closed && contains(e.what(), "release"); });
}

BOOST_AUTO_TEST_CASE(a_negative_duration_is_refused)
{
    open_port port;
    port.stream.send_break(milliseconds(-1), port.ec);
    BOOST_TEST(port.ec == error_code(error::invalid_duration));
    outcome sent;
    port.stream.async_send_break(milliseconds(-1), recorder(sent));
    BOOST_TEST(sent.calls == 0);
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(sent.calls == 1);
    BOOST_TEST(sent.ec == error_code(error::invalid_duration));
}

BOOST_AUTO_TEST_CASE(reading_into_an_empty_buffer_takes_nothing_and_does_not_wait)
{
    open_port port;
    BOOST_TEST(port.stream.read_some(asio::mutable_buffer(), port.ec) == 0u);
    BOOST_TEST(port.ec == error_code());
    outcome read;
    port.stream.async_read_some(asio::mutable_buffer(), recorder(read));
    BOOST_TEST(read.calls == 0);
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(read.calls == 1);
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(read.bytes == 0u);
}

BOOST_AUTO_TEST_CASE(
    writing_an_empty_buffer_sends_nothing_and_does_not_wait, *needing(ability::hold))
{
    open_port port;
    fill_output(port.stream, port.far_end);
    BOOST_TEST(port.stream.write_some(asio::const_buffer(), port.ec) == 0u);
    BOOST_TEST(port.ec == error_code());
    outcome written;
    port.stream.async_write_some(asio::const_buffer(), recorder(written));
    BOOST_TEST(written.calls == 0);
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(written.calls == 1);
    BOOST_TEST(written.ec == error_code());
    BOOST_TEST(written.bytes == 0u);
}

BOOST_AUTO_TEST_CASE(reading_at_most_nothing_completes_at_once)
{
    open_port port;
    std::string text;
    outcome read;
    port.stream.async_read_available(asio::dynamic_buffer(text), 0, recorder(read));
    BOOST_TEST(read.calls == 0);
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(read.calls == 1);
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(text == "");
}

BOOST_AUTO_TEST_CASE(reading_into_a_full_dynamic_buffer_fails_and_keeps_what_was_received)
{
    open_port port;
    port.far_end.write_all("x");
    std::string text = "full";
    outcome read;
    port.stream.async_read_available(asio::dynamic_buffer(text, 4), recorder(read));
    BOOST_TEST(run_out(port.ctx));
    BOOST_TEST(read.calls == 1);
    BOOST_TEST(read.ec == error_code(asio::error::no_buffer_space));
    BOOST_TEST(text == "full");
    std::array<char, 2> bytes{};
    BOOST_TEST(port.stream.read_some(asio::buffer(bytes)) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
