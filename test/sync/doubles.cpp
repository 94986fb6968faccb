// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Blocking code on test doubles: scripts, a manual clock, faults, cables.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include "sync/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

std::string ask(serial_port& port, std::string question, timeout limit)
{
    std::string answer;
    port.write(asio::buffer(question += '\n'), limit);
    port.read_until(asio::dynamic_buffer(answer), '\n', limit);
    return answer;
}

auto failure(int number)
{
    return error_code(number, boost::system::system_category());
}

} // namespace

BOOST_AUTO_TEST_SUITE(sync_doubles)

BOOST_FIXTURE_TEST_CASE(a_dialogue_of_minutes_takes_no_time, manual_port)
{
    open({9600});
    device.when("*IDN?\n").reply("ACME,1\n").after(10s);
    device.when("READ?\n").reply("4.998\n").after(100s);
    auto const begun = std::chrono::steady_clock::now();
    for (int i = 0; i != 10; ++i)
    {
        BOOST_TEST(ask(port, "*IDN?", 20s) == "ACME,1\n");
        BOOST_TEST(thrown_by([&] { ask(port, "READ?", 99s); }) == "timed_out");
        BOOST_TEST(ask(port, "", 20s) == "4.998\n"); // of the question before
    }
    BOOST_TEST((clock.now() > 10 * 110s));
    BOOST_TEST((clock.now() < 10 * 120s));
    BOOST_TEST((std::chrono::steady_clock::now() - begun < 60s));
}

BOOST_FIXTURE_TEST_CASE(the_time_of_characters_is_exact, manual_port)
{
    open({300});
    device.when("?").reply("!").after(10s);
    port.write(asio::buffer("?", 1));
    BOOST_TEST((clock.now() == 0ns));
    BOOST_TEST(read(port, 1) == "!");
    BOOST_TEST((clock.now() == 10s + 2 * char_time(port.config(), 1)));
}

// ---- faults -------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE_F(manual_port, bursts_are_hidden,
    data::make({boost::asio::error::interrupted, boost::asio::error::would_block})
        * data::make<std::uint64_t>({1, 5, 100}),
    burst, times)
{
    open();
    for (timeout const limit : {no_timeout, timeout(1h)})
    {
        device.set_faults(test::fault_plan()
                              .fail(test::port_call::read, 2, make_error_code(burst), times)
                              .fail(test::port_call::write, 2, make_error_code(burst), times));
        device.inject("abc");
        std::string s(3, '-');
        for (char& c : s)
        {
            BOOST_TEST(port.read_some(asio::buffer(&c, 1), limit, ec) == 1u);
            BOOST_TEST(said(ec) == "success");
            BOOST_TEST(port.write_some(asio::buffer(&c, 1), limit, ec) == 1u);
            BOOST_TEST(said(ec) == "success");
        }
        BOOST_TEST(s == "abc");
        port.drain_exact();
        BOOST_TEST(device.take_captured() == "abc");
    }
}

BOOST_DATA_TEST_CASE_F(manual_port, a_failure_is_told_once_and_loses_nothing,
    data::make({5 /* EIO */, 12 /* ENOMEM */, 105 /* ENOBUFS */}), posix)
{
    // 5 would be a lost device there: ERROR_ACCESS_DENIED.
    int const number = system_transfers && posix == 5 ? 1'117 /* ERROR_IO_DEVICE */ : posix;
    open();
    device.set_faults(test::fault_plan()
                          .fail(test::port_call::read, 2, failure(number))
                          .fail(test::port_call::write, 2, failure(number)));
    device.inject("abcd");
    std::string s(4, '-');
    BOOST_TEST(port.read_some(asio::buffer(s, 2), 1s) <= 2u);
    std::size_t n = 1;
    BOOST_TEST(port.read(asio::buffer(asio::buffer(s) + n), 1s, ec) == 0u);
    BOOST_TEST((ec == failure(number)));
    BOOST_TEST(port.read(asio::buffer(asio::buffer(s) + n), 1s, ec) == 3u);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(s == "abcd");

    BOOST_TEST(port.write(asio::buffer("x", 1), ec) == 1u);
    BOOST_TEST(port.write(asio::buffer("y", 1), ec) == 0u);
    BOOST_TEST((ec == failure(number)));
    BOOST_TEST(port.write(asio::buffer("z", 1), ec) == 1u);
    port.drain_exact();
    BOOST_TEST(device.captured() == "xz");
}

BOOST_DATA_TEST_CASE_F(
    manual_port, cut_reads_and_writes_come_to_the_same, data::make<std::size_t>({1, 2, 100}), most)
{
    open();
    device.set_faults(test::fault_plan().shorten_reads(most).shorten_writes(most));
    std::string const bytes = pattern(under_wine() ? 1'000 : 3'000);
    device.inject(bytes);
    std::string got(bytes.size(), '-');
    BOOST_TEST(port.read_some(asio::buffer(got), 1s) <= most);
    port.discard_input();
    clock.advance(1h);
    port.discard_input();
    device.inject(bytes);
    BOOST_TEST(port.read(asio::buffer(got), 1h) == bytes.size());
    BOOST_TEST((got == bytes));
    BOOST_TEST(port.write_some(asio::buffer(bytes), 1s) <= most);
    port.drain_exact();
    device.take_captured();
    BOOST_TEST(port.write(asio::buffer(bytes), 1h) == bytes.size());
    port.drain_exact();
    BOOST_TEST((device.captured() == bytes));
}

BOOST_AUTO_TEST_CASE(whatever_disturbs_loses_nothing)
{
    bounded const at_most;
    std::uint32_t const seeds = under_wine() ? 6 : 30; // there they take 5 s each
    for (std::uint32_t seed = 1; seed != seeds; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            manual_port f;
            f.open();
            f.device.set_faults(test::fault_plan().disturb(seed));
            std::string const bytes = pattern(2000);
            f.device.inject(bytes);
            std::string got(bytes.size(), '-');
            std::size_t n = 0;
            while (n != got.size()) // with limits that end most of them in the middle
            {
                n += f.port.read(asio::buffer(asio::buffer(got) + n), 10ms, f.ec);
                BOOST_TEST_REQUIRE((!f.ec || f.ec == condition::timed_out));
            }
            BOOST_TEST((got == bytes));
            for (n = 0; n != bytes.size();)
            {
                n += f.port.write(asio::buffer(bytes.substr(n)), 10ms, f.ec);
                BOOST_TEST_REQUIRE((!f.ec || f.ec == condition::timed_out));
            }
            f.port.drain_exact();
            BOOST_TEST((f.device.captured() == bytes));
        }
}

BOOST_FIXTURE_TEST_CASE(a_device_that_goes_in_the_middle_is_told_after_its_last_byte, manual_port)
{
    open();
    device.set_faults(test::fault_plan().hang_up_after_input(5));
    device.inject("0123456789");
    std::string s(10, '-');
    BOOST_TEST(port.read(asio::buffer(s), 1h, ec) == 5u);
    BOOST_TEST(said(ec) == "disconnected");
    BOOST_TEST(s == "01234-----");
    BOOST_TEST((clock.now() == char_time(port.config(), 5)));
    port.close();
    device.plug_in();

    device.set_faults(test::fault_plan().hang_up_after_output(5));
    open();
    BOOST_TEST(port.write(asio::buffer("0123456789", 10), ec) == 10u); // accepted
    port.drain(ec);
    BOOST_TEST(said(ec) == "disconnected");
    port.write(asio::buffer("x", 1), ec);
    BOOST_TEST(said(ec) == "disconnected");
    BOOST_TEST(device.captured() == "01234");
}

// ---- cables -------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE_F(real_port, two_threads_talk_by_a_cable, data::make({false, true}), flow)
{
    ports.add("ttyV1");
    ports.connect("ttyV0", "ttyV1");
    serial_config config{3'000'000};
    config.flow_control.rts_cts = flow;
    serial_port other(context, "ttyV1", config);
    open(config);
    std::string const bytes = pattern(100'000);
    on_thread echo(
        [&]
        {
            std::size_t n = 0;
            std::string block(333, '\0');
            while (n != bytes.size())
            {
                auto const some = other.read_some(asio::buffer(block), patience);
                other.write(asio::buffer(block, some), patience);
                n += some;
            }
            return n;
        });
    on_thread reader([&] { return read(port, bytes.size()); });
    BOOST_TEST(port.write(asio::buffer(bytes), patience) == bytes.size());
    BOOST_TEST((reader.result() == bytes));
    BOOST_TEST(echo.result() == bytes.size());
}

BOOST_FIXTURE_TEST_CASE(a_blocking_client_talks_to_a_stream_of_the_same_context, manual_port)
{
    ports.add("ttyV1");
    ports.connect("ttyV0", "ttyV1");
    open({9600});
    serial_stream peer(context, "ttyV1", {9600});
    port.write(asio::buffer("hello\n", 6));
    std::string heard;
    transferred result;
    asio::async_read_until(peer, asio::dynamic_buffer(heard), '\n', result.handler());
    clock.run(context);
    BOOST_TEST(heard == "hello\n");
    write(peer, "you\n");
    std::string answer;
    BOOST_TEST(port.read_until(asio::dynamic_buffer(answer), '\n', 1s) == 4u);
    BOOST_TEST((clock.now() == char_time({9600}, 6) + char_time({9600}, 4)));
}

BOOST_FIXTURE_TEST_CASE(a_paced_port_in_real_time_takes_its_time, real_port)
{
    ports.set_paced(true);
    open({9600});
    auto const begun = std::chrono::steady_clock::now();
    port.write(asio::buffer(pattern(40)));
    BOOST_TEST((port.drain_exact(patience) == drain_result::wire_exact));
    BOOST_TEST((std::chrono::steady_clock::now() - begun >= char_time({9600}, 40)));
    device.inject(pattern(40));
    BOOST_TEST((read(port, 40) == pattern(40)));
    BOOST_TEST((std::chrono::steady_clock::now() - begun >= char_time({9600}, 80)));
}

BOOST_AUTO_TEST_SUITE_END()
