// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Every call of an open or a configure fails in turn: either everything is as before, or everything
// is as asked for; and the stream never says other than the driver.
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_support.hpp"
#include "support/uart_shim.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <map>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include <linux/serial.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;

namespace {

// Two configurations that differ in everything, on a driver that takes both.
struct transition
{
    char const* what;
    uart_shim_driver (*driver)();
    void (*from)(serial_config&);
    void (*to)(serial_config&);
};

std::ostream& operator<<(std::ostream& out, transition const& t)
{
    return out << t.what;
}

void everything(serial_config& c)
{
    c.character_size = 6;
    c.parity = parity::mark;
    c.stop_bits = stop_bits::two;
    c.flow_control.xon_xoff = true;
    c.hangup_on_close = false;
    c.exclusive = true;
    c.low_latency = true;
}

void rs485_by_driver(serial_config& c)
{
    everything(c);
    c.rs485.emplace();
    c.rs485->mode = rs485_mode::kernel;
    c.rs485->delay_after_send = std::chrono::milliseconds(7);
}

void rs485_by_library(serial_config& c)
{
    everything(c);
    c.rs485.emplace();
    c.rs485->mode = rs485_mode::software;
}

void plain(serial_config& c)
{
    c.exclusive = false;
}

constexpr transition transitions[] = {
    {"from plain to everything", ideal_driver, plain, everything},
    {"from everything to plain", ideal_driver, everything, plain},
    {"from plain to RS-485 by the driver", driver_pl011, plain, rs485_by_driver},
    {"from RS-485 by the driver to plain", driver_pl011, rs485_by_driver, plain},
    {"from plain to RS-485 by the library", ideal_driver, plain, rs485_by_library},
    {"from RS-485 by the library to plain", ideal_driver, rs485_by_library, plain},
    {"from RS-485 by the library to RS-485 by the driver", driver_pl011, rs485_by_library,
        rs485_by_driver},
    {"from RS-485 by the driver to RS-485 by the library", driver_pl011, rs485_by_driver,
        rs485_by_library},
};

serial_config config_from(transition const& t)
{
    serial_config c{9600};
    t.from(c);
    return c;
}

serial_config config_to(transition const& t)
{
    serial_config c{19'200};
    t.to(c);
    return c;
}

// All that the library may have changed, as the driver has it.
std::string state_of(uart const& device)
{
    auto const status = device.status();
    std::ostringstream out;
    out << device.settings() << "; " << names_of_lines(status.lines) << "; serial " << std::hex
        << status.serial.flags << "; rs485 ";
    if ((status.rs485.flags & SER_RS485_ENABLED) != 0)
        out << status.rs485.flags << std::dec << ' ' << status.rs485.delay_rts_before_send << ' '
            << status.rs485.delay_rts_after_send;
    return out.str();
}

// What outlives a close only if it is given back.
std::string lasting_state_of(uart const& device)
{
    std::string const all = state_of(device);
    return all.substr(all.find("; serial"));
}

// A call by its kind, and the how-many-eth of that kind it was.
struct nth_call
{
    std::uint32_t number;
    unsigned nth;
    std::string text;
};

std::vector<nth_call> nth_calls(uart const& device)
{
    std::vector<nth_call> all;
    std::map<std::uint32_t, unsigned> count;
    for (auto const& call : device.calls())
        if (call.number != TIOCNXCL) // which does not fail (tty_io.c, tty_ioctl)
            all.push_back({call.number, ++count[call.number], call.text});
    return all;
}

constexpr int numbers[] = {EIO, EINVAL, ENOTTY, EPERM, EPIPE};

// The stream's own word against the driver's.
void check_agreement(uart const& device, serial_stream const& stream)
{
    auto const config = stream.config();
    auto const status = device.status();
    BOOST_TEST(device.framing() == framing_of(config));
    BOOST_TEST(device.low_latency() == config.low_latency);
    bool const enabled = (status.rs485.flags & SER_RS485_ENABLED) != 0;
    bool const said = config.rs485 && config.rs485->mode == rs485_mode::kernel;
    BOOST_TEST(enabled == said);
    if (config.rs485 && config.rs485->mode == rs485_mode::software)
        BOOST_TEST(device.rts() == config.rs485->rts_after_send);
    BOOST_TEST((stream.report().applied == config));
}

// Whether others are kept out; looks last, as an open raises lines.
bool is_shared(uart const& device)
{
    if (refusal_of(device.name()) == EBUSY) // which root is spared
        return false;
    raw_descriptor const other(device.name());
    return !is_exclusive(other.get()) && ::flock(other.get(), LOCK_SH | LOCK_NB) == 0;
}

} // namespace

BOOST_AUTO_TEST_SUITE(uart_transaction)

BOOST_DATA_TEST_CASE(a_configure_that_fails_anywhere_leaves_everything_as_it_was,
    data::make(transitions), transition)
{
    auto const from = config_from(transition);
    auto const to = config_to(transition);
    uart_port all_well(transition.driver(), from);
    all_well.stream.configure(to);
    auto const calls = nth_calls(all_well.device);
    BOOST_TEST(calls.size() > 6u);
    unsigned failed = 0;
    for (auto const& call : calls)
        for (int const number : numbers)
            BOOST_TEST_CONTEXT("call " << call.nth << ", " << call.text << ", " << number)
            {
                uart device(transition.driver());
                auto const original = lasting_state_of(device);
                asio::io_context ctx;
                serial_stream stream(ctx, device.name(), from);
                auto const before = state_of(device);
                auto const config = stream.config();
                auto const report = stream.report();
                device.fail(call.number, number, call.nth);
                error_code ec;
                stream.configure(to, ec);
                if (ec)
                {
                    BOOST_TEST(state_of(device) == before);
                    BOOST_TEST((stream.config() == config));
                    BOOST_TEST((stream.report() == report));
                }
                else // the driver need not have had it
                    BOOST_TEST((stream.config() == all_well.stream.config()));
                check_agreement(device, stream);
                BOOST_TEST(is_shared(device) == !stream.config().exclusive);
                stream.close();
                BOOST_TEST(lasting_state_of(device) == original);
                failed += ec.failed() ? 1u : 0u;
            }
    BOOST_TEST(failed > 5u);
}

BOOST_DATA_TEST_CASE(an_open_that_fails_anywhere_gives_the_device_back_as_it_was,
    data::make(transitions), transition)
{
    auto const config = config_to(transition);
    uart model(transition.driver());
    asio::io_context model_ctx;
    serial_stream const model_stream(model_ctx, model.name(), config);
    unsigned failed = 0;
    auto const calls = nth_calls(model); // without the close
    for (auto const& call : calls)
        for (int const number : numbers)
            BOOST_TEST_CONTEXT("call " << call.nth << ", " << call.text << ", " << number)
            {
                uart device(transition.driver());
                auto const settings = device.settings();
                auto const original = lasting_state_of(device);
                auto const descriptors = open_handles();
                asio::io_context ctx;
                error_code ec;
                {
                    serial_stream stream(ctx);
                    auto const opened = open_handles();
                    device.fail(call.number, number, call.nth);
                    stream.open(device.name(), config, ec);
                    BOOST_TEST(stream.is_open() == !ec);
                    if (ec)
                    {
                        BOOST_TEST(open_handles() == opened);
                        BOOST_TEST(device.settings() == settings);
                        BOOST_TEST(device.lines() == "none"); // by HUPCL, which is as before
                    }
                    else
                        check_agreement(device, stream);
                }
                BOOST_TEST(open_handles() >= descriptors);
                BOOST_TEST(lasting_state_of(device) == original);
                BOOST_TEST(is_free(device.name()));
                failed += ec.failed() ? 1u : 0u;
            }
    BOOST_TEST(failed > 5u);
}

BOOST_AUTO_TEST_CASE(an_asynchronous_configure_does_the_same_elsewhere)
{
    auto const from = config_from(transitions[2]);
    auto const to = config_to(transitions[2]);
    for (bool const fails : {false, true})
    {
        uart_port port(transitions[2].driver(), from);
        auto const before = state_of(port.device);
        if (fails)
            port.device.fail(TIOCSRS485, EPIPE);
        outcome told;
        port.stream.async_configure(to, recorder(told));
        BOOST_TEST(told.calls == 0);
        BOOST_TEST(run_until_called(port.ctx, told));
        BOOST_TEST(told.ec.value() == (fails ? EPIPE : 0));
        BOOST_TEST((state_of(port.device) == before) == fails);
        check_agreement(port.device, port.stream);
        for (auto const& call : port.device.calls()) // nothing may block the executor
            BOOST_TEST(call.thread != static_cast<int>(::gettid()), call.text);
    }
}

BOOST_AUTO_TEST_CASE(reads_in_flight_stay_in_flight)
{
    uart_port port(ideal_driver(), config_from(transitions[0]));
    std::array<char, 4> buffer{};
    outcome read;
    port.stream.async_read_some(asio::buffer(buffer), recorder(read));
    port.stream.configure(config_to(transitions[0]));
    port.ctx.poll();
    BOOST_TEST(read.calls == 0);
    port.device.far.write("ab");
    BOOST_TEST(run_until_called(port.ctx, read));
    BOOST_TEST(read.ec == error_code());
    BOOST_TEST(read.bytes > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
