// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// serial_config::low_latency on each driver: the flag ASYNC_LOW_LATENCY, and FTDI's latency timer.
#include "hardware/port_checks.hpp"
#include "hardware/ports.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <system_error>

#include <sys/wait.h>
#include <unistd.h>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;

namespace {

// The flag is on while asked for, and as it was before when it is not, or the port is closed.
void check_flag(std::string const& tty)
{
    raw_tty const kernel(tty);
    for (bool const before : {false, true})
    {
        kernel.change_low_latency(before);
        open_port port(tty);
        BOOST_TEST(kernel.low_latency() == before);
        config_report const report = port.stream.configure(config_of("115200 8N1 low_latency"));
        BOOST_TEST(report.applied.low_latency);
        BOOST_TEST(report.skipped.empty());
        BOOST_TEST(port.stream.config().low_latency);
        BOOST_TEST(kernel.low_latency());
        port.stream.configure({});
        BOOST_TEST(port.stream.config().low_latency == before);
        BOOST_TEST(kernel.low_latency() == before);
        port.stream.close();

        port.stream.open(tty, config_of("115200 8N1 low_latency"));
        BOOST_TEST(kernel.low_latency());
        port.stream.close();
        BOOST_TEST(kernel.low_latency() == before);
        {
            open_port const destroyed(tty, config_of("115200 8N1 low_latency"));
            BOOST_TEST(kernel.low_latency());
        }
        BOOST_TEST(kernel.low_latency() == before);
    }
    kernel.change_low_latency(false);
}

std::string timer_file(std::string const& tty)
{
    return device_folder(tty) + "/latency_timer";
}

} // namespace

BOOST_AUTO_TEST_SUITE(uart_8250)
BOOST_AUTO_TEST_SUITE(low_latency)

BOOST_DATA_TEST_CASE(the_flag_is_set_and_given_back, data::make(uarts), uart)
{
    check_flag(uart.tty());
}

BOOST_DATA_TEST_CASE(a_rejected_configuration_leaves_the_flag_alone, data::make(uarts), uart)
{
    check_rejected(uart.tty(), "250000 8N1 low_latency", error::rejected_baud_rate);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pl011)
BOOST_AUTO_TEST_SUITE(low_latency)

BOOST_AUTO_TEST_CASE(the_flag_is_set_and_given_back)
{
    check_flag("/dev/ttyAMA0");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ftdi_sio)
BOOST_AUTO_TEST_SUITE(low_latency)

BOOST_AUTO_TEST_CASE(the_flag_is_set_and_given_back)
{
    check_flag(fresh_ft232r().tty());
}

BOOST_AUTO_TEST_CASE(the_latency_timer_goes_to_one_and_back_to_where_it_was)
{
    ft232r& chip = fresh_ft232r();
    for (unsigned const before : {16u, 5u})
    {
        write_file(timer_file(chip.tty()), std::to_string(before));
        BOOST_TEST(chip.state().latency == before);
        open_port port(chip.tty(), config_of("115200 8N1 low_latency"));
        BOOST_TEST(chip.state().latency == 1u);
        BOOST_TEST(read_file(timer_file(chip.tty())) == "1");
        port.stream.configure({});
        BOOST_TEST(chip.state().latency == before);
        port.stream.configure(config_of("115200 8N1 low_latency"));
        BOOST_TEST(chip.state().latency == 1u);
        port.stream.close();
        BOOST_TEST(chip.state().latency == before);
        BOOST_TEST(read_file(timer_file(chip.tty())) == std::to_string(before));
    }
    write_file(timer_file(chip.tty()), "16");
}

BOOST_AUTO_TEST_CASE(a_rejected_configuration_leaves_flag_and_timer_alone)
{
    ft232r& chip = fresh_ft232r();
    check_rejected(chip.tty(), "4000000 8N1 low_latency", error::rejected_baud_rate);
    BOOST_TEST(chip.state().latency == 16u);
    // Also where low latency was on, and would have gone off.
    open_port port(chip.tty(), config_of("115200 8N1 low_latency"));
    port.stream.configure(config_of("4000000 8N1"), port.ec);
    BOOST_TEST(name_of(port.ec) == "unsupported_configuration");
    BOOST_TEST(chip.state().latency == 1u);
    BOOST_TEST(port.stream.config().low_latency);
}

// The driver ignores the refusal, and reports what it was asked for: nobody can tell.
BOOST_AUTO_TEST_CASE(a_timer_that_the_chip_itself_refuses_goes_unnoticed)
{
    ft232r& chip = fresh_ft232r();
    chip.refuse(ft232r::set_latency);
    open_port port(chip.tty(), config_of("115200 8N1 low_latency"));
    BOOST_TEST(port.stream.config().low_latency);
    BOOST_TEST(read_file(timer_file(chip.tty())) == "1");
    BOOST_TEST(chip.state().latency == 16u);
    port.write("on");
    BOOST_TEST(chip.take(2) == "on");
}

// The file in sysfs is root's alone; the driver lets the timer follow the flag, which is anybody's.
BOOST_AUTO_TEST_CASE(it_works_without_being_root)
{
    ft232r& chip = fresh_ft232r();
    BOOST_TEST(open_error_of_nobody(chip.tty()) == 0); // the node's mode allows it now
    ::pid_t const child = ::fork();
    BOOST_TEST_REQUIRE(child >= 0);
    if (child == 0)
    {
        int result = ::setuid(65534) == 0 ? 0 : 1;
        asio::io_context ctx;
        serial_stream stream(ctx);
        error_code ec;
        stream.open(chip.tty(), config_of("115200 8N1 low_latency"), ec);
        result = result != 0 ? result : ec ? 2 : stream.config().low_latency ? 0 : 3;
        stream.close(ec);
        ::_exit(result != 0 ? result : ec ? 4 : 0);
    }
    int status = 0;
    BOOST_TEST(::waitpid(child, &status, 0) == child);
    BOOST_TEST(WIFEXITED(status));
    BOOST_TEST(WEXITSTATUS(status) == 0);
    std::vector<unsigned> timers;
    for (usb_request const& r : chip.requests())
        if (r.request == ft232r::set_latency)
            timers.push_back(r.value);
    BOOST_TEST(timers == (std::vector<unsigned>{1, 16}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_chip_may_be_unplugged_meanwhile)
{
    ft232r& chip = fresh_ft232r();
    {
        open_port port(chip.tty(), config_of("115200 8N1 low_latency"));
        chip.unplug_and_wait();
        port.stream.close(port.ec);
        BOOST_TEST(name_of(port.ec) == "success");
    }
    chip.plug();
    BOOST_TEST(read_file(timer_file(chip.tty())) == "16");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cdc_acm)
BOOST_AUTO_TEST_SUITE(low_latency)

// The driver says that all went well, and forgets the flag.
BOOST_AUTO_TEST_CASE(a_driver_that_forgets_the_flag_is_found_out)
{
    std::string const tty = fresh_acm_modem().tty();
    asio::io_context ctx;
    serial_stream stream(ctx);
    error_code ec;
    stream.open(tty, config_of("115200 8N1 low_latency"), ec);
    BOOST_TEST(name_of(ec) == "unsupported_feature");
    BOOST_TEST(!stream.is_open());

    stream.open(tty, config_of("115200 8N1 low_latency unsupported=warn"), ec);
    BOOST_TEST(name_of(ec) == "success");
    BOOST_TEST(!stream.config().low_latency);
    auto const skipped = stream.report().skipped;
    BOOST_TEST_REQUIRE(skipped.size() == 1u);
    BOOST_TEST(skipped[0].feature == feature::low_latency);
    BOOST_TEST(name_of(skipped[0].ec) == "unsupported_feature");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
