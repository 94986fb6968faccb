// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// ASYNC_LOW_LATENCY on a UART: set, checked, and given back.
#include <boost_serial_ext/config_report.hpp>
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
#include <sstream>
#include <string>

#include <linux/serial.h>
#include <sys/ioctl.h>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;

namespace {

serial_config fast(unsupported_policy policy = unsupported_policy::fail)
{
    serial_config config{57'600};
    config.low_latency = true;
    config.unsupported = policy;
    return config;
}

// As setserial would, before anybody else comes.
void set_serial(uart const& device, void (*change)(::serial_struct&))
{
    raw_descriptor const fd(device.name());
    ::serial_struct s{};
    BOOST_TEST_REQUIRE(::ioctl(fd.get(), TIOCGSERIAL, &s) == 0);
    change(s);
    BOOST_TEST_REQUIRE(::ioctl(fd.get(), TIOCSSERIAL, &s) == 0);
}

// Its members: what pads the structure is nobody's.
std::string text_of(::serial_struct const& s)
{
    std::ostringstream out;
    for (auto const member : {s.type, s.line, s.irq, s.flags, s.xmit_fifo_size, s.custom_divisor,
             s.baud_base, s.hub6, int{s.close_delay}, int{s.io_type}, int{s.closing_wait},
             int{s.closing_wait2}, int{s.iomem_reg_shift}})
        out << member << ' ';
    out << s.port << ' ' << s.port_high << ' ' << s.iomap_base;
    return out.str();
}

struct refusal
{
    char const* what;
    std::uint32_t serial;
    int fails_with; ///< 0: nothing fails.
};

std::ostream& operator<<(std::ostream& out, refusal const& r)
{
    return out << r.what;
}

constexpr refusal refusals[] = {
    {"no TIOCGSERIAL", uart_shim_serial_absent, 0},
    {"TIOCSSERIAL takes the flag and forgets it", uart_shim_serial_ignoring, 0},
    {"TIOCSSERIAL is for root", uart_shim_serial_refusing, EPERM},
};

uart_shim_driver driver_of(refusal const& r)
{
    auto driver = ideal_driver();
    driver.serial = r.serial;
    return driver;
}

void check_error(error_code const& ec, refusal const& r)
{
    if (r.fails_with != 0)
        BOOST_TEST(ec.value() == r.fails_with);
    else
        BOOST_TEST(ec == make_unsupported_error(feature::low_latency));
}

} // namespace

BOOST_AUTO_TEST_SUITE(uart_low_latency)

BOOST_AUTO_TEST_CASE(open_sets_the_flag_and_the_close_puts_it_back)
{
    for (bool const destroy : {true, false})
    {
        uart device;
        asio::io_context ctx;
        {
            serial_stream stream(ctx, device.name(), fast());
            BOOST_TEST(device.low_latency());
            BOOST_TEST(stream.config().low_latency);
            BOOST_TEST(stream.report().applied.low_latency);
            if (!destroy)
                stream.close();
        }
        BOOST_TEST(!device.low_latency());
    }
}

BOOST_AUTO_TEST_CASE(nothing_else_of_the_structure_changes)
{
    uart device;
    set_serial(device,
        [](::serial_struct& s)
        {
            s.flags = 0x30; // ASYNC_SPD_CUST
            s.custom_divisor = 7;
            s.closing_wait = 1234;
            s.close_delay = 99;
        });
    auto const before = device.status().serial;
    auto with_flag = before;
    with_flag.flags |= int{ASYNC_LOW_LATENCY};
    asio::io_context ctx;
    serial_stream stream(ctx, device.name(), fast());
    auto const during = device.status().serial;
    BOOST_TEST(text_of(during) == text_of(with_flag));
    stream.close();
    auto const after = device.status().serial;
    BOOST_TEST(text_of(after) == text_of(before));
}

BOOST_AUTO_TEST_CASE(what_another_program_changes_meanwhile_stays)
{
    uart device;
    asio::io_context ctx;
    serial_config config = fast();
    config.exclusive = false;
    serial_stream stream(ctx, device.name(), config);
    set_serial(device, [](::serial_struct& s) { s.closing_wait = 4321; });
    stream.close();
    BOOST_TEST(device.status().serial.closing_wait == 4321);
    BOOST_TEST(!device.low_latency());
}

BOOST_AUTO_TEST_CASE(a_flag_that_was_set_already_stays_after_the_close)
{
    uart device;
    set_serial(device, [](::serial_struct& s) { s.flags |= int{ASYNC_LOW_LATENCY}; });
    asio::io_context ctx;
    device.forget();
    {
        serial_stream const stream(ctx, device.name(), fast());
    }
    BOOST_TEST(device.low_latency());
    BOOST_TEST(device.log({"TIOCSSERIAL"}) == "");
}

BOOST_AUTO_TEST_CASE(a_flag_that_nobody_asked_about_is_left_alone)
{
    for (bool const set : {true, false})
    {
        uart device;
        if (set)
            set_serial(device, [](::serial_struct& s) { s.flags |= int{ASYNC_LOW_LATENCY}; });
        device.forget();
        asio::io_context ctx;
        serial_stream stream(ctx, device.name(), serial_config{});
        stream.configure(serial_config{300});
        stream.close();
        BOOST_TEST(device.low_latency() == set);
        BOOST_TEST(device.log({"TIOCSSERIAL"}) == "");
    }
}

BOOST_AUTO_TEST_CASE(configure_switches_it_on_and_off)
{
    uart_port port;
    for (int i = 0; i < 2; ++i)
    {
        port.stream.configure(fast());
        BOOST_TEST(port.device.low_latency());
        BOOST_TEST(port.stream.config().low_latency);
        port.stream.configure(serial_config{57'600});
        BOOST_TEST(!port.device.low_latency());
        BOOST_TEST(!port.stream.config().low_latency);
    }
    port.stream.configure(fast());
    port.stream.close();
    BOOST_TEST(!port.device.low_latency());
}

BOOST_DATA_TEST_CASE(a_refusal_fails_the_open_and_changes_nothing, data::make(refusals), refusal)
{
    uart device(driver_of(refusal));
    auto const before = device.settings();
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.open(device.name(), fast(), ec);
    check_error(ec, refusal);
    BOOST_TEST(!stream.is_open());
    BOOST_TEST(device.settings() == before);
    BOOST_TEST(is_free(device.name()));
}

BOOST_DATA_TEST_CASE(a_refusal_fails_configure_and_changes_nothing, data::make(refusals), refusal)
{
    uart_port port(driver_of(refusal));
    auto const before = port.device.settings();
    port.stream.configure(fast(), port.ec);
    check_error(port.ec, refusal);
    BOOST_TEST(port.device.settings() == before);
    BOOST_TEST(port.stream.config() == serial_config{});
}

BOOST_DATA_TEST_CASE(a_refusal_is_left_out_and_reported_on_request, data::make(refusals), refusal)
{
    for (auto const policy : {unsupported_policy::warn, unsupported_policy::ignore})
    {
        uart device(driver_of(refusal));
        asio::io_context ctx;
        serial_stream const stream(ctx, device.name(), fast(policy));
        auto const report = stream.report();
        BOOST_TEST_REQUIRE(report.skipped.size() == 1u);
        BOOST_TEST(report.skipped[0].feature == feature::low_latency);
        check_error(report.skipped[0].ec, refusal);
        BOOST_TEST(!report.applied.low_latency);
        BOOST_TEST(!stream.config().low_latency);
        BOOST_TEST(device.framing() == "57600 8N1");
    }
}

BOOST_AUTO_TEST_CASE(a_rejected_configuration_leaves_the_flag_as_it_was)
{
    auto driver = ideal_driver();
    driver.sizes = 1u << 8;
    for (bool const was_on : {true, false})
    {
        uart_port port(driver, was_on ? fast() : serial_config{57'600});
        auto rejected = was_on ? serial_config{57'600} : fast();
        rejected.character_size = 7;
        port.stream.configure(rejected, port.ec);
        BOOST_TEST(port.ec == error_code(error::rejected_character_size));
        BOOST_TEST(port.device.low_latency() == was_on);
        BOOST_TEST(port.stream.config().low_latency == was_on);
        port.stream.close();
        BOOST_TEST(!port.device.low_latency());
    }
}

BOOST_AUTO_TEST_CASE(an_open_that_fails_later_gives_the_flag_back)
{
    auto driver = ideal_driver();
    driver.stuck_lines = TIOCM_DTR; // comes last
    uart device(driver);
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.open(device.name(), fast(), ec);
    BOOST_TEST(ec == error_code(error::rejected_dtr));
    BOOST_TEST(!device.low_latency());
    BOOST_TEST(device.log({"TIOCSSERIAL"}) == "TIOCSSERIAL 0x2000; TIOCSSERIAL 0x0");
}

BOOST_AUTO_TEST_CASE(the_flag_goes_back_before_the_port_is_free)
{
    uart device;
    asio::io_context ctx;
    serial_stream stream(ctx, device.name(), fast());
    device.forget();
    stream.close();
    std::string order;
    for (auto const& call : device.calls())
        if (call.name == "TIOCSSERIAL" || call.name == "TIOCNXCL" || call.name == "close")
            order += call.name + ' ';
    BOOST_TEST(order == "TIOCSSERIAL TIOCNXCL close ");
}

BOOST_AUTO_TEST_SUITE_END()
