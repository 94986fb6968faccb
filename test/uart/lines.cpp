// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// DTR, RTS, CTS, DSR, DCD and RI on a UART: what crosses the cable, and with how many calls.
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_support.hpp"
#include "support/uart_shim.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <sys/ioctl.h>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

// Two levels wanted, each on, off or left alone.
struct wanted_lines
{
    initial_line dtr;
    initial_line rts;
};

std::ostream& operator<<(std::ostream& out, wanted_lines const& w)
{
    static constexpr char const* names[] = {"on", "off", "preserve"};
    return out << "dtr " << names[static_cast<std::size_t>(w.dtr)] << ", rts "
               << names[static_cast<std::size_t>(w.rts)];
}

std::vector<wanted_lines> all_wanted_lines()
{
    static constexpr initial_line levels[]
        = {initial_line::on, initial_line::off, initial_line::preserve};
    std::vector<wanted_lines> all;
    for (auto const dtr : levels)
        for (auto const rts : levels)
            all.push_back({dtr, rts});
    return all;
}

serial_config config_of(wanted_lines const& w)
{
    serial_config config;
    config.dtr = w.dtr;
    config.rts = w.rts;
    return config;
}

std::string names(bool dtr, bool rts)
{
    return dtr ? rts ? "dtr rts" : "dtr" : rts ? "rts" : "none";
}

std::vector<std::string_view> const changes{"TIOCMSET", "TIOCMBIS", "TIOCMBIC"};

std::string edges(uart const& u)
{
    auto const c = u.status().counters;
    return "cts " + std::to_string(c.cts) + " dsr " + std::to_string(c.dsr) + " dcd "
        + std::to_string(c.dcd) + " ri " + std::to_string(c.rng);
}

std::optional<bool> level(initial_line wanted)
{
    return wanted == initial_line::preserve ? std::nullopt
                                            : std::optional(wanted == initial_line::on);
}

struct input
{
    std::uint32_t bit;
    modem_status expected;
};

std::ostream& operator<<(std::ostream& out, input const& i)
{
    return out << i.expected;
}

constexpr input all_inputs[]
    = {{TIOCM_CTS, {true, false, false, false}}, {TIOCM_DSR, {false, true, false, false}},
        {TIOCM_RNG, {false, false, true, false}}, {TIOCM_CAR, {false, false, false, true}}};

} // namespace

BOOST_AUTO_TEST_SUITE(uart_lines)

BOOST_DATA_TEST_CASE(open_brings_both_lines_to_their_first_state_in_one_call_at_most,
    data::make(all_wanted_lines()), wanted)
{
    uart_pair pair;
    boost::asio::io_context ctx;
    serial_stream const stream(ctx, pair.left.name(), config_of(wanted));
    bool const dtr = wanted.dtr != initial_line::off; // Linux has raised both
    bool const rts = wanted.rts != initial_line::off;
    BOOST_TEST(pair.left.lines() == names(dtr, rts));
    BOOST_TEST(pair.left.log(changes) == (dtr && rts ? "" : "TIOCMSET " + names(dtr, rts)));
    // One edge up by the open, one down where it is to be off, and no more.
    std::string const d = dtr ? "1" : "2";
    BOOST_TEST(edges(pair.right)
        == "cts " + std::string(rts ? "1" : "2") + " dsr " + d + " dcd " + d + " ri 0");
}

BOOST_DATA_TEST_CASE(
    open_raises_what_shall_be_on_where_the_system_has_not, data::make(all_wanted_lines()), wanted)
{
    auto driver = ideal_driver();
    driver.passive_open = 1;
    uart device(driver);
    boost::asio::io_context ctx;
    serial_stream const stream(ctx, device.name(), config_of(wanted));
    bool const dtr = wanted.dtr == initial_line::on;
    bool const rts = wanted.rts == initial_line::on;
    BOOST_TEST(device.lines() == names(dtr, rts));
    BOOST_TEST(device.log(changes) == (dtr || rts ? "TIOCMSET " + names(dtr, rts) : ""));
}

BOOST_AUTO_TEST_CASE(lines_change_after_the_settings_and_the_lock_comes_before_both)
{
    uart device;
    boost::asio::io_context ctx;
    serial_stream const stream(
        ctx, device.name(), config_of({initial_line::off, initial_line::off}));
    std::string order;
    for (auto const& call : device.calls())
        if (call.name == "flock" || call.name == "TIOCEXCL" || call.name == "TCSETS2"
            || call.name == "TIOCMSET")
            order += call.name + ' ';
    BOOST_TEST(order == "flock TIOCEXCL TCSETS2 TIOCMSET ");
}

BOOST_AUTO_TEST_CASE(preserve_makes_no_edge_where_the_last_user_has_left_the_line_on)
{
    uart_pair pair;
    boost::asio::io_context ctx;
    serial_config config = config_of({initial_line::preserve, initial_line::preserve});
    config.hangup_on_close = false;
    {
        serial_stream const first(ctx, pair.left.name(), config);
    }
    auto const before = edges(pair.right);
    serial_stream const second(ctx, pair.left.name(), config);
    BOOST_TEST(edges(pair.right) == before);
    BOOST_TEST(pair.left.lines() == "dtr rts");
}

BOOST_DATA_TEST_CASE(
    set_control_lines_changes_both_in_one_call_at_most, data::make(all_wanted_lines()), wanted)
{
    control_lines const lines{level(wanted.rts), level(wanted.dtr)};
    for (int const before : {0, TIOCM_DTR, TIOCM_RTS, TIOCM_DTR | TIOCM_RTS})
    {
        uart_port port;
        port.stream.set_control_lines(
            {(before & TIOCM_RTS) != 0, (before & TIOCM_DTR) != 0}); // rts, dtr
        port.device.forget();
        port.stream.set_control_lines(lines);
        bool const dtr = lines.dtr.value_or((before & TIOCM_DTR) != 0);
        bool const rts = lines.rts.value_or((before & TIOCM_RTS) != 0);
        BOOST_TEST(port.device.lines() == names(dtr, rts));
        BOOST_TEST(port.device.log(changes)
            == (names(dtr, rts) == names_of_lines(static_cast<std::uint32_t>(before))
                    ? ""
                    : "TIOCMSET " + names(dtr, rts)));
    }
}

BOOST_AUTO_TEST_CASE(set_control_lines_keeps_lines_that_the_library_does_not_know)
{
    uart_port port;
    int const others = 0x2000 | 0x4000; // TIOCM_OUT1, TIOCM_OUT2
    int bits = others | TIOCM_DTR | TIOCM_RTS;
    BOOST_TEST_REQUIRE(::ioctl(port.stream.native_handle(), TIOCMSET, &bits) == 0);
    port.stream.set_control_lines({false, std::nullopt});
    BOOST_TEST(port.device.status().lines == static_cast<unsigned>(TIOCM_DTR | others));
}

BOOST_AUTO_TEST_CASE(lines_cross_the_cable_in_both_directions)
{
    uart_pair pair;
    boost::asio::io_context ctx;
    serial_stream left(ctx, pair.left.name(), serial_config{});
    BOOST_TEST(left.modem_lines() == modem_status{});
    serial_stream right(ctx, pair.right.name(), serial_config{});
    modem_status const both{true, true, false, true};
    BOOST_TEST(left.modem_lines() == both);
    BOOST_TEST(right.modem_lines() == both);
    left.set_control_lines({false, std::nullopt}); // RTS
    BOOST_TEST(right.modem_lines() == (modem_status{false, true, false, true}));
    right.set_control_lines({std::nullopt, false}); // DTR
    BOOST_TEST(left.modem_lines() == (modem_status{true, false, false, false}));
}

BOOST_DATA_TEST_CASE(modem_lines_tells_each_line_apart, data::make(all_inputs), input)
{
    uart_port port;
    BOOST_TEST(port.stream.modem_lines() == modem_status{});
    port.device.set_inputs(input.bit);
    BOOST_TEST(port.stream.modem_lines() == input.expected);
    port.device.set_inputs(0);
    BOOST_TEST(port.stream.modem_lines() == modem_status{});
}

BOOST_AUTO_TEST_CASE(a_driver_without_lines_is_unsupported)
{
    uart_port port(bare_driver());
    port.stream.modem_lines(port.ec);
    BOOST_TEST(port.ec == make_unsupported_error(feature::modem_lines));
    port.stream.set_control_lines({true, true}, port.ec);
    BOOST_TEST(port.ec == make_unsupported_error(feature::modem_lines));
}

BOOST_DATA_TEST_CASE(a_device_that_refuses_a_line_is_not_a_lost_one, data::make({EIO, EPIPE}), why)
{
    uart_port port;
    port.device.fail(TIOCMSET, why);
    port.stream.set_control_lines({false, false}, port.ec);
    BOOST_TEST(port.ec.value() == why);
    BOOST_TEST(conditions_of(port.ec) == "unsupported_configuration");
    BOOST_TEST(port.device.lines() == "dtr rts");
    port.stream.set_control_lines({false, false}, port.ec);
    BOOST_TEST(port.ec == error_code());
    BOOST_TEST(port.device.lines() == "none");
}

BOOST_DATA_TEST_CASE(
    an_open_whose_lines_are_refused_gives_the_device_back_unchanged, data::make({EIO, EPIPE}), why)
{
    uart device;
    auto const before = device.settings();
    device.fail(TIOCMSET, why);
    boost::asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    serial_config config = config_of({initial_line::off, initial_line::on});
    config.baud_rate = 57'600;
    stream.open(device.name(), config, ec);
    BOOST_TEST(ec.value() == why);
    BOOST_TEST(conditions_of(ec) == "unsupported_configuration");
    BOOST_TEST(!stream.is_open());
    BOOST_TEST(device.settings() == before);
    BOOST_TEST(is_free(device.name()));
}

BOOST_AUTO_TEST_CASE(a_line_that_does_not_follow_is_rejected_by_name)
{
    for (bool const dtr : {true, false})
    {
        auto driver = ideal_driver();
        driver.stuck_lines = dtr ? TIOCM_DTR : TIOCM_RTS;
        uart device(driver); // the stuck one stays low
        auto const before = device.settings();
        boost::asio::io_context ctx;
        serial_stream stream(ctx);
        error_code ec;
        stream.open(device.name(), serial_config{57'600}, ec);
        BOOST_TEST(ec == error_code(dtr ? error::rejected_dtr : error::rejected_rts));
        BOOST_TEST(conditions_of(ec) == "unsupported_configuration");
        BOOST_TEST(device.settings() == before);
        BOOST_TEST(is_free(device.name()));
    }
}

BOOST_AUTO_TEST_CASE(the_last_close_lowers_both_lines_as_the_configuration_says)
{
    for (bool const hangs_up : {true, false})
        for (bool const destroy : {true, false})
        {
            uart_pair pair;
            boost::asio::io_context ctx;
            serial_config config;
            config.hangup_on_close = hangs_up;
            {
                serial_stream stream(ctx, pair.left.name(), config);
                BOOST_TEST(pair.right.lines() == "cts dsr dcd");
                if (!destroy)
                    stream.close();
            }
            BOOST_TEST(pair.right.lines() == (hangs_up ? "none" : "cts dsr dcd"));
        }
}

BOOST_AUTO_TEST_CASE(a_close_that_is_not_the_last_keeps_the_lines)
{
    uart_pair pair;
    boost::asio::io_context ctx;
    serial_config shared;
    shared.exclusive = false;
    serial_stream first(ctx, pair.left.name(), shared);
    serial_stream second(ctx, pair.left.name(), shared);
    first.close();
    BOOST_TEST(pair.right.lines() == "cts dsr dcd");
    second.close();
    BOOST_TEST(pair.right.lines() == "none");
}

BOOST_AUTO_TEST_CASE(hangup_on_close_follows_a_later_configuration)
{
    uart_pair pair;
    boost::asio::io_context ctx;
    serial_stream stream(ctx, pair.left.name(), serial_config{});
    serial_config config;
    config.hangup_on_close = false;
    stream.configure(config);
    stream.close();
    BOOST_TEST(pair.right.lines() == "cts dsr dcd");
}

BOOST_AUTO_TEST_SUITE_END()
