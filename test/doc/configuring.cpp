// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The snippets of configuration.adoc, capabilities.adoc, reconfiguration.adoc and rs485.adoc in
// doc/modules/ROOT/pages: what stands between `//[name` and `//]`.

//[head
#include <boost_serial_ext.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include <boost/asio.hpp>

#include <iostream>
#include <string>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;
using namespace std::chrono_literals;
//]

#include <boost_serial_ext/test/virtual_ports.hpp>

#define BOOST_TEST_MODULE doc_configuring
#include <boost/test/included/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <sstream>
#include <streambuf>
#include <thread>
#include <unordered_map>

namespace test = boost_serial_ext::test;

//[find_rate
std::uint32_t find_rate(serial::sync::serial_port& port)
{
    for (std::uint32_t const rate : {115'200u, 57'600u, 38'400u, 19'200u, 9600u})
    {
        serial::error_code ec;
        serial::serial_config config = port.config();
        config.baud_rate = rate;
        port.configure(config, ec);
        if (ec == serial::condition::unsupported_configuration)
            continue; // not with this adapter: everything is as before
        if (!ec)
            port.discard_input(ec); // what came at the rate before
        if (!ec)
            port.write(asio::buffer("AT\r", 3), 1s, ec);
        std::string answer;
        if (!ec)
            port.read_until(asio::dynamic_buffer(answer), "OK\r\n", 300ms, ec);
        if (!ec)
            return rate;
        if (ec != serial::condition::timed_out)
            throw boost::system::system_error(ec, "find_rate");
    }
    return 0; // nobody there, or at none of these rates
}
//]

//[faster
void faster(serial::serial_stream& port, std::uint32_t rate)
{
    port.async_drain_exact( // not async_drain: the last characters would go out at the new rate
        [&port, rate](serial::error_code ec, serial::drain_result)
        {
            serial::serial_config config = port.config();
            config.baud_rate = rate;
            if (!ec)
                port.async_configure(config,
                    [](serial::error_code failure, serial::config_report const& report)
                    {
                        if (failure)
                            std::cout << "as before: " << failure.message() << '\n';
                        else
                            std::cout << report << '\n';
                    });
        });
}
//]

namespace {

// What is printed while it lives.
class printed
{
public:
    printed() : before_(std::cout.rdbuf(out_.rdbuf())) {}
    ~printed() { std::cout.rdbuf(before_); }
    printed(printed const&) = delete;
    printed& operator=(printed const&) = delete;

    std::string text() const { return out_.str(); }

private:
    std::ostringstream out_;
    std::streambuf* before_;
};

struct with_port
{
    asio::io_context context;
    test::virtual_port& device = test::install(context).add("/dev/ttyUSB0");
    serial::serial_stream port{context};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(configuration, with_port)

BOOST_AUTO_TEST_CASE(members)
{
    printed const out;
    //[members
    serial::serial_config config; // 115200 8N1, exclusive
    config.baud_rate = 250'000;
    config.parity = serial::parity::even;
    config.flow_control.rts_cts = true;
    port.open("/dev/ttyUSB0", config);
    std::cout << port.config() << '\n'; // "250000 8E1 rts_cts"
    //]
    BOOST_TEST(out.text() == "250000 8E1 rts_cts\n");
}

BOOST_AUTO_TEST_CASE(text)
{
    printed const out;
    //[text
    serial::error_code ec;
    auto const config = serial::parse_serial_config("9600 7E1 xon_xoff no_hangup", ec);
    if (ec)
        std::cout << ec.message() << '\n'; // names the member, or says that a word is unknown
    std::cout << serial::char_time(config).count() << " ns\n"; // 1041666, of ten bits
    //]
    BOOST_TEST(out.text() == "1041666 ns\n");
    BOOST_TEST(!config.hangup_on_close);
    BOOST_TEST(to_string(config) == "9600 7E1 xon_xoff no_hangup");
}

BOOST_AUTO_TEST_CASE(checked)
{
    printed const out;
    //[validate
    serial::serial_config config;
    config.character_size = 9;
    if (serial::error_code const ec = serial::validate(config))
        std::cout << ec.message() << '\n'; // "serial_config.character_size must be 5, 6, 7 or 8"
    //]
    BOOST_TEST(out.text() == "serial_config.character_size must be 5, 6, 7 or 8\n");
    BOOST_TEST((serial::validate(config) == serial::condition::invalid_configuration));
}

BOOST_AUTO_TEST_CASE(achieved)
{
    device.set_faults(test::fault_plan().change_settings(
        [](serial::serial_config& c) { c.baud_rate = c.baud_rate == 921'600 ? 923'077 : 9600; }));
    {
        printed const out;
        //[achieved
        port.open("/dev/ttyUSB0", {921'600});
        serial::config_report const report = port.report();
        std::cout << report.applied.baud_rate << " baud, " << report.baud_error * 100 << " % off\n";
        //]
        BOOST_TEST(out.text() == "923077 baud, 0.160265 % off\n");
    }
    //[refused
    serial::error_code ec;
    port.configure({4'000'000}, ec); // this driver falls back to 9600
    if (ec == serial::error::rejected_baud_rate)
        std::cout << "still " << port.config() << '\n';
    //]
    BOOST_TEST((ec == serial::error::rejected_baud_rate));
    BOOST_TEST(port.config().baud_rate == 923'077u);
}

BOOST_AUTO_TEST_CASE(boards_that_reset)
{
    //[board
    serial::serial_config config;
    config.dtr = serial::initial_line::preserve; // no edge from us
    config.rts = serial::initial_line::preserve;
    config.hangup_on_close = false; // and none at the end, nor at the next open
    port.open("/dev/ttyUSB0", config);
    //]
    BOOST_TEST(port.config() == config);
    port.close();
    //[reset
    port.open("/dev/ttyUSB0", {});
    port.set_control_lines({{}, false}); // {RTS, DTR}: what is left empty stays
    // and after as long as the board wants it low:
    port.set_control_lines({{}, true});
    //]
    BOOST_TEST(device.dtr());
    BOOST_TEST(device.rts());
}

BOOST_AUTO_TEST_CASE(left_out)
{
    device.set_capability(serial::feature::low_latency, serial::support::unsupported);
    printed const out;
    //[left_out
    serial::serial_config config;
    config.low_latency = true;
    config.unsupported = serial::unsupported_policy::warn; // rather without than not at all
    port.open("/dev/ttyUSB0", config);
    for (serial::skipped_feature const& missing : port.report().skipped)
        std::cout << "without " << missing << '\n'; // "without low_latency"
    //]
    BOOST_TEST(out.text() == "without low_latency\n");
}

BOOST_AUTO_TEST_CASE(endpoints)
{
    bool opened = false;
    //[endpoint
    serial::serial_endpoint const scale{"/dev/ttyUSB0", serial::parse_serial_config("9600 7E1")};
    port.async_open(scale, [&](serial::error_code ec) { opened = !ec; });
    //]
    context.run();
    BOOST_TEST(opened);
    std::unordered_map<serial::serial_endpoint, int> const known{{scale, 1}};
    BOOST_TEST(known.count(scale) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(capabilities, with_port)

BOOST_AUTO_TEST_CASE(asking)
{
    device.set_capability(serial::feature::line_counters, serial::support::unsupported);
    printed const out;
    //[platform
    auto const everywhere = serial::platform_capabilities();
    if (everywhere[serial::feature::port_monitor] == serial::support::supported)
        std::cout << "plug something in\n";
    //]
    //[stream
    port.open("/dev/ttyUSB0", {});
    serial::serial_capabilities const can = port.capabilities();
    switch (can[serial::feature::line_counters])
    {
    case serial::support::supported: std::cout << port.counters() << '\n'; break;
    case serial::support::unsupported: std::cout << "nobody counts\n"; break;
    case serial::support::unknown: std::cout << "try, and be ready for an error\n"; break;
    }
    //]
    //[iterate
    for (auto const [feature, answer] : can)
        if (answer == serial::support::unsupported)
            std::cout << "without " << feature << '\n';
    //]
    BOOST_TEST(out.text().find("nobody counts\nwithout line_events\nwithout line_counters\n")
        != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(reconfiguration, with_port)

BOOST_AUTO_TEST_CASE(a_transaction)
{
    port.open("/dev/ttyUSB0", {});
    {
        printed const out;
        //[configure
        serial::serial_config config = port.config();
        config.baud_rate = 57'600;
        serial::error_code ec;
        serial::config_report const report = port.configure(config, ec);
        std::cout << (ec ? "as before: " + ec.message() : to_string(report.applied)) << '\n';
        //]
        BOOST_TEST(out.text() == "57600 8N1\n");
    }
    printed const out;
    asio::write(port, asio::buffer("AT+IPR=921600\r", 14));
    faster(port, 921'600);
    context.run();
    BOOST_TEST(out.text() == "921600 8N1; baud rate off by 0 %\n");
}

BOOST_AUTO_TEST_CASE(the_rate_of_a_device)
{
    asio::io_context line;
    auto& ports = test::install(line);
    ports.add("host");
    ports.add("modem");
    ports.connect("host", "modem");
    serial::sync::serial_port port_of_modem(line, "modem", {19'200});
    std::thread modem(
        [&]
        {
            std::string heard;
            serial::error_code ec;
            port_of_modem.read_until(asio::dynamic_buffer(heard), "AT\r", ec);
            if (!ec)
                port_of_modem.write(asio::buffer("\r\nOK\r\n", 6), ec);
        });
    serial::sync::serial_port host(line, "host", {});
    BOOST_TEST(find_rate(host) == 19'200u);
    port_of_modem.close();
    modem.join();
    BOOST_TEST(find_rate(host) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(rs485, with_port)

BOOST_AUTO_TEST_CASE(who_does_it)
{
    for (bool const by_the_driver : {true, false})
    {
        device.set_capability(serial::feature::rs485,
            by_the_driver ? serial::support::supported : serial::support::unsupported);
        printed const out;
        //[rs485
        auto config = serial::parse_serial_config("19200 8E1");
        config.rs485.emplace(); // RTS high while sending, low otherwise, no pauses
        config.rs485->delay_after_send = 1ms;
        port.open("/dev/ttyUSB0", config);
        bool const kernel = port.config().rs485->mode == serial::rs485_mode::kernel;
        std::cout << (kernel ? "the driver" : "the library") << " switches RTS\n";
        //]
        BOOST_TEST(out.text()
            == (by_the_driver ? "the driver switches RTS\n" : "the library switches RTS\n"));
        port.close();
    }
}

BOOST_AUTO_TEST_CASE(question_and_answer)
{
    device.set_capability(serial::feature::rs485, serial::support::unsupported);
    std::string const request("\x11\x03\x00\x6B\x00\x03\x76\x87", 8);
    std::string const reply("\x11\x03\x06\xAE\x41\x56\x52\x43\x40\x49\xAD", 11);
    device.when(request).reply(reply).after(5ms);
    port.open("/dev/ttyUSB0", serial::parse_serial_config("19200 8E1 rs485=auto"));
    std::string frame;
    //[question
    asio::async_write(port, asio::buffer(request),
        [&](serial::error_code failure, std::size_t)
        {
            if (!failure) // the last bit has been sent, and the line is the others'
                port.async_read_until_idle(asio::dynamic_buffer(frame),
                    serial::char_time(port.config(), 9) / 2,
                    serial::with_timeout(1s,
                        [&](serial::error_code ec, std::size_t n)
                        { std::cout << (ec ? ec.message() : std::to_string(n)) << '\n'; }));
        });
    //]
    context.run();
    BOOST_TEST(frame == reply);
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

// How long RTS stays up after the last bit, by the simulated line's time.
std::chrono::nanoseconds release(std::uint32_t rate, std::size_t characters, bool tells_transmitter)
{
    asio::io_context context;
    test::manual_clock clock;
    auto& device = test::install(context, clock).add("ttyV0");
    device.set_capability(serial::feature::rs485, serial::support::unsupported);
    if (!tells_transmitter)
        device.set_capability(serial::feature::exact_drain, serial::support::unsupported);
    serial::serial_config config{rate};
    config.rs485.emplace();
    serial::serial_stream port(context, "ttyV0", config);
    std::string const frame(characters, 'x');
    asio::async_write(
        port, asio::buffer(frame), [](serial::error_code ec, std::size_t) { BOOST_TEST(!ec); });
    BOOST_TEST(clock.run_until(context, [&] { return device.captured() == frame; }));
    auto const last_bit = clock.now();
    BOOST_TEST(device.rts());
    BOOST_TEST(clock.run_until(context, [&] { return !device.rts(); }));
    return clock.now() - last_bit;
}

} // namespace

// The table of rs485.adoc.
BOOST_AUTO_TEST_CASE(rts_is_released_by_the_transmitter_or_after_the_time_of_a_full_fifo)
{
    for (std::uint32_t const rate : {9600u, 19'200u, 115'200u, 1'000'000u})
    {
        serial::serial_config const config{rate};
        std::chrono::nanoseconds const character = serial::char_time(config);
        std::chrono::nanoseconds seen{};
        for (std::size_t n = 1; n <= 256; ++n)
            seen = (std::max)(seen, release(rate, n, true));
        BOOST_TEST((seen <= (std::max)(character, std::chrono::nanoseconds(100us))));
        BOOST_TEST_MESSAGE(rate << " baud: told, " << seen.count() << " ns");
        for (std::size_t const n : {1u, 8u, 256u})
        {
            auto const guessed = release(rate, n, false);
            BOOST_TEST((guessed >= serial::char_time(config, n)));
            BOOST_TEST((guessed <= serial::char_time(config, n + 2) + 100us));
            BOOST_TEST_MESSAGE("  estimated, of " << n << ": " << guessed.count() << " ns, "
                                                  << guessed / character << " characters");
        }
    }
}
