// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What a diagnostic sink is told, and when.

#include <boost_serial_ext/diagnostic_sink.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "support/diagnostic_log.hpp"

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <functional>
#include <string>

namespace asio = boost::asio;
using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(async_diagnostics)

using log = boost_serial_ext_test::diagnostic_log;

BOOST_AUTO_TEST_CASE(a_port_s_life_is_told_in_order)
{
    log l;
    l.told();
    l.port.open(l.far.name(), {});
    BOOST_TEST(l.told() == "opened it, applied it 115200 8N1");
    l.port.configure(serial_config{9'600});
    BOOST_TEST(l.told() == "applied it 9600 8N1");
    l.port.close();
    BOOST_TEST(l.told() == "closed it");
    l.port.close();
    BOOST_TEST(l.told() == "");
}

BOOST_AUTO_TEST_CASE(asynchronous_calls_and_the_destructor_tell_the_same)
{
    log l;
    l.told();
    {
        serial_stream port(l.context);
        port.async_open(l.far.name(), {},
            [&](error_code ec)
            {
                BOOST_TEST(!ec.failed());
                BOOST_TEST(l.told() == "opened it, applied it 115200 8N1");
                port.async_configure(serial_config{9'600},
                    [&](error_code ec2, config_report const&) { BOOST_TEST(!ec2.failed()); });
            });
        l.context.run();
        BOOST_TEST(l.told() == "applied it 9600 8N1");
    }
    BOOST_TEST(l.told() == "closed it");
}

BOOST_AUTO_TEST_CASE(what_is_left_out_is_told_under_warn_and_not_under_ignore)
{
    log l;
    l.told();
    l.port.open(l.far.name(), log::two_features_too_many(unsupported_policy::warn));
    BOOST_TEST(l.told()
        == "opened it, applied it 115200 8N1 unsupported=warn, skipped it low_latency, "
           "skipped it rs485");
    l.port.configure(log::two_features_too_many(unsupported_policy::ignore));
    BOOST_TEST(l.told() == "applied it 115200 8N1 unsupported=ignore");
    BOOST_TEST(l.port.report().skipped.size() == 2u);
}

BOOST_AUTO_TEST_CASE(an_open_that_touches_nothing_tells_nothing)
{
    log l;
    l.told();
    error_code ec;
    l.port.open("/dev/nobody_is_called_so", {}, ec);
    BOOST_TEST((ec == condition::port_not_found));
    BOOST_TEST(l.told() == "");
}

BOOST_AUTO_TEST_CASE(a_lost_device_is_told_once_however_many_calls_notice)
{
    using call = std::function<void(serial_stream&)>;
    std::array<char, 8> buffer{};
    error_code ec;
    auto const ignore = [](error_code, std::size_t = 0) {};
    call const calls[] = {
        [&](serial_stream& s) { s.async_read_some(asio::buffer(buffer), ignore); },
        [&](serial_stream& s) { s.async_write_some(asio::buffer("x", 1), ignore); },
        [&](serial_stream& s) { s.async_wait(s.wait_read, ignore); },
        [&](serial_stream& s) { s.read_some(asio::buffer(buffer), ec); },
        [&](serial_stream& s) { s.write_some(asio::buffer("x", 1), ec); },
        [&](serial_stream& s) { s.input_waiting(ec); },
        [&](serial_stream& s) { s.drain(ec); },
        [&](serial_stream& s) { s.drain_exact(ec); },
        [&](serial_stream& s) { s.async_drain(ignore); },
        [&](serial_stream& s) { s.async_drain_exact([](error_code, drain_result) {}); },
        [&](serial_stream& s) { s.async_send_break({}, ignore); },
        [&](serial_stream& s)
        { s.async_wait_line_event(line_events::all, [](error_code, line_event) {}); },
        [&](serial_stream& s) { s.configure(serial_config{9'600}, ec); },
    };
    for (auto const& first : calls)
    {
        log l;
        l.port.open(l.far.name(), {});
        l.told();
        l.far.hang_up();
        first(l.port);
        l.context.run();
        BOOST_TEST(l.told().rfind("disconnected ", 0) == 0u);
        for (auto const& next : calls)
            next(l.port);
        l.context.restart();
        l.context.run();
        BOOST_TEST(l.told() == "");
        l.port.close();
        BOOST_TEST(l.told().rfind("closed ", 0) == 0u);
    }
}

BOOST_AUTO_TEST_CASE(a_sink_can_be_taken_away_and_given_by_an_executor)
{
    log l;
    std::string const chosen = l.told();
    set_diagnostic_sink(l.context, nullptr);
    l.port.open(l.far.name(), {});
    BOOST_TEST(l.told() == "");
    set_diagnostic_sink(l.context.get_executor(), l.listener());
    asio::any_io_executor const erased = l.context.get_executor();
    set_diagnostic_sink(erased, l.listener());
    BOOST_TEST(chosen.rfind("backend_chosen ", 0) == 0u);
    BOOST_TEST(l.told() == chosen + ", " + chosen);
    l.port.close();
    BOOST_TEST(l.told() == "closed it");
}

BOOST_AUTO_TEST_CASE(contexts_have_sinks_of_their_own)
{
    log a;
    asio::io_context b;
    serial_stream port(b);
    a.told();
    port.open(a.far.name(), {});
    BOOST_TEST(a.told() == "");
}

BOOST_AUTO_TEST_SUITE_END()
