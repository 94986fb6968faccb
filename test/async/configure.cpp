// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What is particular about async_configure: it takes place on the private thread. What it has in
// common with other operations is checked with them.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include "support/async_ports.hpp"

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <optional>
#include <string>
#include <vector>

namespace asio = boost::asio;
using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(async_configure)

namespace {

// An open port whose private thread is busy until `ports.release()`.
struct busy_port
{
    busy_port()
    {
        port.open(far.name(), serial_config{});
        ports.occupy_thread();
    }

    asio::io_context context;
    async_ports const ports{context};
    far_end far{ports.device};
    serial_stream port{context};
};

} // namespace

BOOST_AUTO_TEST_CASE(nothing_happens_to_the_port_before_its_turn_comes)
{
    busy_port b;
    bool done = false;
    b.port.async_configure(serial_config{9'600},
        [&](error_code ec, config_report const& report)
        {
            BOOST_TEST(!ec.failed());
            BOOST_TEST(report.applied.baud_rate == 9'600u);
            done = true;
        });
    b.context.poll();
    BOOST_TEST(!done);
    BOOST_TEST(b.port.config().baud_rate == 115'200u);
    b.ports.release();
    b.context.run();
    BOOST_TEST(done);
    BOOST_TEST(b.port.config().baud_rate == 9'600u);
    BOOST_TEST(b.port.report().applied.baud_rate == 9'600u);
}

BOOST_AUTO_TEST_CASE(several_take_place_one_after_the_other_in_their_order)
{
    busy_port b;
    std::vector<std::uint32_t> order;
    for (std::uint32_t const rate : {9'600u, 19'200u, 1'234u, 250'000u})
        b.port.async_configure(serial_config{rate},
            [&](error_code ec, config_report const& report)
            {
                BOOST_TEST(!ec.failed());
                order.push_back(report.applied.baud_rate);
            });
    b.ports.release();
    b.context.run();
    BOOST_TEST(order == (std::vector<std::uint32_t>{9'600u, 19'200u, 1'234u, 250'000u}),
        boost::test_tools::per_element());
    BOOST_TEST(b.port.config().baud_rate == 250'000u);
}

BOOST_AUTO_TEST_CASE(a_read_in_progress_stays_in_progress)
{
    busy_port b;
    b.ports.release();
    std::array<char, 4> buffer{};
    std::size_t received = 0;
    b.port.async_read_some(asio::buffer(buffer),
        [&](error_code ec, std::size_t n)
        {
            BOOST_TEST(!ec.failed());
            received = n;
        });
    b.port.async_configure(serial_config{9'600},
        [&](error_code ec, config_report const&)
        {
            BOOST_TEST(!ec.failed());
            BOOST_TEST(received == 0u);
            b.far.write_all("abc");
        });
    b.context.run();
    BOOST_TEST(received == 3u);
}

BOOST_AUTO_TEST_CASE(cancelled_before_its_turn_it_never_takes_place)
{
    busy_port b;
    asio::cancellation_signal signal;
    bool aborted = false;
    b.port.async_configure(serial_config{9'600},
        asio::bind_cancellation_slot(signal.slot(),
            [&](error_code ec, config_report const& report)
            {
                BOOST_TEST((ec == condition::aborted));
                BOOST_TEST((report == config_report()));
                aborted = true;
            }));
    signal.emit(asio::cancellation_type::total);
    b.context.run();
    BOOST_TEST(aborted);
    b.ports.release();
    bool done = false; // the thread takes jobs in their order: once this is through, so is that
    b.context.restart();
    b.port.async_configure(serial_config{19'200},
        [&](error_code ec, config_report const&)
        {
            BOOST_TEST(!ec.failed());
            done = true;
        });
    b.context.run();
    BOOST_TEST(done);
    BOOST_TEST(b.port.config().baud_rate == 19'200u);
}

BOOST_AUTO_TEST_CASE(a_port_that_was_closed_and_opened_again_is_not_configured)
{
    busy_port b;
    bool aborted = false;
    b.port.async_configure(serial_config{9'600},
        [&](error_code ec, config_report const&) { aborted = ec == condition::aborted; });
    b.port.close();
    b.port.open(b.far.name(), serial_config{});
    b.ports.release();
    b.context.run();
    BOOST_TEST(aborted);
    BOOST_TEST(b.port.config().baud_rate == 115'200u);
}

BOOST_AUTO_TEST_CASE(a_timeout_ends_it_while_it_waits)
{
    busy_port b;
    bool timed_out = false;
    b.port.async_configure(serial_config{9'600},
        with_timeout(1ms,
            [&](error_code ec, config_report const&) { timed_out = ec == condition::timed_out; }));
    b.context.run();
    BOOST_TEST(timed_out);
    BOOST_TEST(b.port.config().baud_rate == 115'200u);
    b.ports.release();
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_refused_without_the_thread)
{
    busy_port b;
    int refused = 0;
    b.port.async_configure(serial_config{0},
        [&](error_code ec, config_report const&) { refused += ec == error::invalid_baud_rate; });
    b.context.run(); // the thread is busy all the time
    b.port.close();
    b.port.async_configure(serial_config{},
        [&](error_code ec, config_report const&) { refused += ec == condition::closed; });
    b.context.restart();
    b.context.run();
    BOOST_TEST(refused == 2);
    b.ports.release();
}

BOOST_AUTO_TEST_CASE(a_failure_is_reported_with_its_number_and_leaves_the_port_as_it_was)
{
    busy_port b;
    b.ports.release();
    b.ports.device.set_faults(
        test::fault_plan().change_settings([](serial_config& c) { c.character_size = 8; }));
    serial_config seven_bits; // which the driver takes and forgets
    seven_bits.character_size = 7;
    error_code failure;
    b.port.async_configure(seven_bits, [&](error_code ec, config_report const&) { failure = ec; });
    b.context.run();
    BOOST_TEST(failure == make_error_code(error::rejected_character_size));
    BOOST_TEST(b.port.config().character_size == 8u);
}

// --- while a driver takes its time ------------------------------------------------------------

namespace {

// An open port in the middle of a transaction.
struct configuring_port
{
    configuring_port()
    {
        port.open(far.name(), serial_config{});
        device.hold(test::port_call::configure);
        port.async_configure(serial_config{9'600},
            [this](error_code result, config_report const&)
            {
                ec = result;
                done = true;
            });
        BOOST_TEST_REQUIRE(device.await_calls(test::port_call::configure, 1));
    }
    ~configuring_port() { release(); }

    void release() { device.release(test::port_call::configure); }

    asio::io_context context;
    test::virtual_port& device = test::install(context).add("the port");
    far_end far{device};
    serial_stream port{context};
    error_code ec;
    bool done = false;
};

} // namespace

BOOST_AUTO_TEST_CASE(close_does_not_wait_for_a_transaction)
{
    configuring_port c;
    c.port.close(); // would wait until the device is released: that is, for ever
    BOOST_TEST(!c.port.is_open());
    c.release();
    c.context.run();
    BOOST_TEST(c.done);
    BOOST_TEST(c.ec == asio::error::operation_aborted);
    c.port.open(c.far.name(), serial_config{}, c.ec); // the thread is done with it, or will be soon
    for (int tries = 0; c.ec == condition::port_busy && tries < 1'000; ++tries)
        c.port.open(c.far.name(), serial_config{}, c.ec);
    BOOST_TEST(!c.ec.failed());
}

namespace {

/// The device is held in a transaction, and a read ends without a byte, as it does where another
/// program has made reads of a tty return what there is.
struct reading_port : configuring_port
{
    reading_port()
    {
        device.set_faults(test::fault_plan().fail(test::port_call::read, 1, asio::error::eof));
        port.async_read_some(asio::buffer(data),
            [this](error_code result, std::size_t n)
            {
                read_ec = result;
                read = n;
            });
        context.poll(); // must not wait for the transaction
        BOOST_TEST(!done);
        BOOST_TEST(!read.has_value());
    }

    void run_until_read()
    {
        while (!read && context.run_one_for(10s) != 0)
        {
        }
        BOOST_TEST_REQUIRE(read.has_value());
        BOOST_TEST(!done);
    }

    std::array<char, 16> data{};
    std::optional<std::size_t> read;
    error_code read_ec;
};

} // namespace

BOOST_AUTO_TEST_CASE(a_read_that_finds_nothing_does_not_wait_for_a_transaction)
{
    reading_port r;
    r.far.write_all("x");
    r.run_until_read();
    BOOST_TEST(!r.read_ec.failed());
    BOOST_TEST(r.data[0] == 'x');
}

BOOST_AUTO_TEST_CASE(a_read_that_finds_nothing_is_cancelled_during_a_transaction)
{
    reading_port r;
    r.port.cancel();
    r.run_until_read();
    BOOST_TEST(r.read_ec == asio::error::operation_aborted);
}

BOOST_AUTO_TEST_CASE(a_read_that_finds_nothing_sees_the_hang_up_during_a_transaction)
{
    reading_port r;
    r.far.hang_up();
    r.run_until_read();
    BOOST_TEST((r.read_ec == condition::disconnected));
}

BOOST_AUTO_TEST_CASE(a_break_that_is_cancelled_during_a_transaction_ends_when_it_is_off)
{
    configuring_port c;
    c.release();
    c.context.run();
    BOOST_TEST_REQUIRE(c.done);
    error_code ec;
    bool ended = false;
    c.context.restart();
    c.port.async_send_break(1h,
        [&](error_code result)
        {
            ec = result;
            ended = true;
            BOOST_TEST(!c.device.break_is_on());
        });
    while (!c.device.break_is_on() && c.context.run_one_for(10s) != 0)
    {
    }
    BOOST_TEST_REQUIRE(c.device.break_is_on());
    c.done = false;
    c.device.hold(test::port_call::configure);
    c.port.async_configure(
        serial_config{19'200}, [&](error_code, config_report const&) { c.done = true; });
    BOOST_TEST_REQUIRE(c.device.await_calls(test::port_call::configure, 2));
    c.port.cancel();
    c.context.poll();
    BOOST_TEST(!ended);
    BOOST_TEST(c.device.break_is_on());
    c.release();
    c.context.run();
    BOOST_TEST(c.done);
    BOOST_TEST_REQUIRE(ended);
    BOOST_TEST(ec == asio::error::operation_aborted);
}

BOOST_AUTO_TEST_CASE(what_happens_after_a_wait_for_line_events_began_is_told_also_by_a_busy_port)
{
    configuring_port c;
    line_event told;
    c.port.async_wait_line_event(line_events::break_signal,
        [&](error_code ec, line_event const& event)
        {
            BOOST_TEST(!ec.failed());
            told = event;
        });
    c.device.inject_fault(
        line_fault::break_signal); // before the port can be asked for anything else
    c.release();
    c.context.run();
    BOOST_TEST(told.events == line_events::break_signal);
}

BOOST_AUTO_TEST_CASE(destruction_and_cancel_do_not_wait_for_a_transaction)
{
    configuring_port c;
    c.port.cancel(c.ec);
    BOOST_TEST(!c.ec.failed());
    c.port = serial_stream(c.context);
    c.release();
    c.context.run();
    BOOST_TEST(c.done);
    BOOST_TEST(c.ec == asio::error::operation_aborted);
}

BOOST_AUTO_TEST_CASE(operations_begin_and_go_on_during_a_transaction)
{
    configuring_port c;
    std::vector<std::string> ended;
    auto const as = [&](std::string name)
    {
        return [&ended, name](error_code ec, auto&&...)
        { ended.push_back(name + ' ' + ec.message()); };
    };
    std::string text;
    c.port.async_read_available(asio::dynamic_buffer(text), as("read"));
    c.port.async_drain(as("drain"));
    c.port.async_wait_line_event(line_events::all, as("wait"));
    c.port.async_write_some(asio::buffer("w", 1), as("write"));
    c.far.write_all("r");
    c.context.run_for(20ms); // nothing here may block
    BOOST_TEST(!c.done);
    std::sort(ended.begin(), ended.end());
    BOOST_TEST(ended == (std::vector<std::string>{"read Success", "write Success"}),
        boost::test_tools::per_element());
    c.release();
    while ((ended.size() < 3 || !c.done) && c.context.run_one_for(10s) != 0)
    {
    }
    BOOST_TEST(ended.back() == "drain Success");
    BOOST_TEST(c.done);
    BOOST_TEST(!c.ec.failed());
    c.port.cancel();
    c.context.run();
    BOOST_TEST(ended.size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_call_of_the_controls_waits_for_a_transaction)
{
    configuring_port c;
    auto asked = std::async(std::launch::async, [&] { return c.port.config(); });
    BOOST_TEST((asked.wait_for(20ms) == std::future_status::timeout));
    c.release();
    BOOST_TEST(asked.get().baud_rate == 9'600u);
}

BOOST_AUTO_TEST_SUITE_END()
