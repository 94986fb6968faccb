// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Writes that turn the line round: RTS goes back to rest after the last bit, however they end.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include "sync/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <string>

using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

serial_config half_duplex(std::uint32_t baud_rate)
{
    serial_config config{baud_rate};
    config.rs485.emplace();
    config.rs485->mode = rs485_mode::software;
    return config;
}

outcome_of_call written_by(serial_port& port, std::string const& bytes)
{
    outcome_of_call w;
    w.bytes = port.write_some(asio::buffer(bytes), w.ec);
    return w;
}

} // namespace

BOOST_AUTO_TEST_SUITE(sync_rs485)

BOOST_FIXTURE_TEST_CASE(a_write_returns_when_the_line_is_turned_back, manual_port)
{
    auto config = half_duplex(9600);
    config.rs485->delay_before_send = 5ms;
    config.rs485->delay_after_send = 3ms;
    open(config);
    BOOST_TEST(!device.rts());
    BOOST_TEST(port.write(asio::buffer("0123456789", 10)) == 10u);
    BOOST_TEST(!device.rts());
    BOOST_TEST(device.captured() == "0123456789");
    auto const least = 5ms + char_time(config, 10) + 3ms;
    BOOST_TEST((clock.now() >= least));
    BOOST_TEST((clock.now() <= least + 50ms)); // looks now and then
}

BOOST_FIXTURE_TEST_CASE(
    a_limit_in_the_middle_lets_the_bytes_out_before_the_line_is_turned_back, manual_port)
{
    open(half_duplex(300));
    auto const on_wire = char_time(port.config(), 10);
    BOOST_TEST(port.write_some(asio::buffer("0123456789", 10), on_wire / 2, ec) == 10u);
    BOOST_TEST(said(ec) == "success"); // they were sent, if late
    BOOST_TEST(!device.rts());
    BOOST_TEST(device.captured() == "0123456789"); // RTS was not switched off before
    BOOST_TEST((clock.now() >= on_wire));
    BOOST_TEST((clock.now() < 2 * on_wire));
    BOOST_TEST(port.write(asio::buffer("more", 4), 1h, ec) == 4u);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(device.captured() == "0123456789more");
}

BOOST_FIXTURE_TEST_CASE(no_step_of_a_write_begins_after_its_limit, manual_port)
{
    device.set_output_room(10);
    open(half_duplex(9600));
    std::string const bytes = pattern(20'000);
    std::size_t const n = port.write(asio::buffer(bytes), 1s, ec);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST(n < bytes.size());
    BOOST_TEST((device.take_captured() == bytes.substr(0, n)));
    BOOST_TEST((clock.now() <= char_time(port.config(), n) + 1s));
    BOOST_TEST(port.write(asio::buffer(bytes.substr(n)), ec) == bytes.size() - n);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST((device.captured() == bytes.substr(n)));
}

// Held by the device: what the driver keeps is thrown away in the end.
BOOST_FIXTURE_TEST_CASE(a_limit_on_a_held_line_turns_it_back, manual_port)
{
    auto config = half_duplex(9600);
    config.flow_control.dtr_dsr = true;
    open(config);
    modem_status lines = port.modem_lines();
    lines.dsr = false;
    device.set_lines(lines);
    BOOST_TEST(port.write_some(asio::buffer("0123456789", 10), 1s, ec) == 10u);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST(!device.rts());
    BOOST_TEST((clock.now() >= 1s));
    BOOST_TEST((clock.now() <= 10s));
}

BOOST_FIXTURE_TEST_CASE(a_limit_before_the_first_byte_sends_none, manual_port)
{
    auto config = half_duplex(300);
    config.rs485->delay_before_send = 10ms;
    open(config);
    for (timeout const limit : {timeout(9ms), timeout(0), timeout(-1)})
    {
        BOOST_TEST(port.write_some(asio::buffer("x", 1), limit, ec) == 0u);
        BOOST_TEST(said(ec) == "timed_out");
        BOOST_TEST(!device.rts());
    }
    BOOST_TEST((clock.now() == 9ms));
    clock.advance(1s);
    BOOST_TEST(device.captured().empty());
}

BOOST_FIXTURE_TEST_CASE(a_lost_device_ends_a_write_in_the_middle, manual_port)
{
    open(half_duplex(300));
    device.set_faults(test::fault_plan().hang_up_after_output(5));
    port.write(asio::buffer("0123456789", 10), ec);
    BOOST_TEST(said(ec) == "disconnected");
    BOOST_TEST(device.captured() == "01234");
    port.write(asio::buffer("x", 1), ec);
    BOOST_TEST(said(ec) == "disconnected");
}

BOOST_FIXTURE_TEST_CASE(cancel_in_the_middle_lets_the_bytes_out, real_port)
{
    ports.set_paced(true);
    open(half_duplex(1200));
    auto const begun = std::chrono::steady_clock::now();
    on_thread writer([&] { return written_by(port, "01234567890123456789"); });
    BOOST_TEST(eventually([&] { return !device.captured().empty(); }));
    BOOST_TEST(writer.blocks());
    port.cancel();
    auto const w = writer.result();
    BOOST_TEST(said(w.ec) == "success"); // they were sent
    BOOST_TEST(w.bytes == 20u);
    BOOST_TEST(!device.rts());
    BOOST_TEST(device.captured() == "01234567890123456789");
    BOOST_TEST((std::chrono::steady_clock::now() - begun >= char_time(half_duplex(1200), 20)));
}

BOOST_DATA_TEST_CASE_F(real_port, close_in_the_middle_ends_the_write_and_turns_the_line_back,
    data::make({"close", "cancel and close", "cancel, close and open"}), how)
{
    ports.set_paced(true);
    open(half_duplex(50)); // 40 seconds
    std::string const bytes(200, 'x');
    on_thread writer([&] { return written_by(port, bytes); });
    BOOST_TEST(eventually([&] { return device.rts(); }));
    BOOST_TEST(writer.blocks());
    std::string const way = how;
    auto const begun = std::chrono::steady_clock::now();
    if (way != "close")
    {
        port.cancel();
        std::size_t const sent = device.captured().size();
        BOOST_TEST(eventually([&] { return device.captured().size() > sent + 1; }));
        BOOST_TEST(!writer.has_ended()); // the bytes are on their way
    }
    port.close();
    BOOST_TEST(!device.rts());
    if (way == "cancel, close and open")
        open(half_duplex(50));
    auto const w = writer.result();
    BOOST_TEST(said(w.ec) == "aborted");
    BOOST_TEST((std::chrono::steady_clock::now() - begun < 20s));
    BOOST_TEST(device.captured().size() < bytes.size());
}

BOOST_FIXTURE_TEST_CASE(a_close_that_drains_waits_for_the_line_to_be_turned_back, real_port)
{
    ports.set_paced(true);
    open(half_duplex(50));
    on_thread writer([&] { return written_by(port, "0123"); });
    BOOST_TEST(eventually([&] { return device.rts(); }));
    port.close(close_policy{1h}, ec);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(device.captured() == "0123");
    BOOST_TEST(said(writer.result().ec) == "success");
}

// Nobody says what is queued: so it waits for as long as that may take, two minutes.
BOOST_FIXTURE_TEST_CASE(close_ends_also_a_write_that_waits_blindly, real_port)
{
    ports.set_paced(true);
    device.set_capability(feature::output_waiting, support::unsupported);
    open(half_duplex(50));
    std::string const bytes(200, 'x');
    on_thread writer([&] { return written_by(port, bytes); });
    BOOST_TEST(eventually([&] { return device.rts(); }));
    BOOST_TEST(writer.blocks());
    port.cancel();
    BOOST_TEST(eventually([&] { return writer.waits(); }));
    BOOST_TEST(!writer.has_ended());
    BOOST_TEST(writer.blocks());
    port.close();
    bool const ended = eventually_within(10s, [&] { return writer.has_ended(); });
    BOOST_TEST(ended);
    BOOST_TEST(said(writer.result().ec) == "aborted");
}

// It does not know yet that its port was closed when the port is open again.
BOOST_FIXTURE_TEST_CASE(a_write_ends_with_the_port_that_it_was_made_on, real_port)
{
    ports.set_paced(true);
    open(half_duplex(50));
    std::string const bytes(200, 'x');
    on_thread writer([&] { return written_by(port, bytes); });
    BOOST_TEST(eventually([&] { return device.rts(); }));
    BOOST_TEST(writer.blocks());
    {
        stopped_thread slow(writer.handle());
        port.close();
        open(half_duplex(50));
    }
    BOOST_TEST(said(writer.result().ec) == "aborted");
    BOOST_TEST(!device.rts());
}

BOOST_FIXTURE_TEST_CASE(one_write_at_a_time_has_the_line, real_port)
{
    ports.set_paced(true);
    open(half_duplex(300));
    on_thread writer([&] { return written_by(port, "0123456789"); });
    BOOST_TEST(eventually([&] { return device.rts(); }));
    port.write_some(asio::buffer("x", 1), ec);
    BOOST_TEST((ec == error::operation_in_progress));
    control_lines off;
    off.rts = false;
    port.set_control_lines(off, ec);
    BOOST_TEST((ec == error::operation_in_progress));
    BOOST_TEST(said(writer.result().ec) == "success");
    BOOST_TEST(device.captured() == "0123456789");
}

BOOST_AUTO_TEST_SUITE_END()
