// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/native/linux_port.hpp>
#include <boost_serial_ext/native/tty_settings.hpp>

#include "support/fake_linux_sys.hpp"
#include "support/linux_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(linux_settings)

namespace {

namespace flags = detail::termios2_flags;
using namespace boost_serial_ext_test;
using fixture = linux_fixture;

} // namespace

BOOST_AUTO_TEST_CASE(configuring_reads_applies_and_reads_back)
{
    fixture f;
    auto const port = f.opened();
    serial_config const wanted{9'600, 7, parity::even};
    config_report const report = port.control->apply(wanted, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(joined(f.tty.calls)
        == "get_termios get_lines get_serial device_number open_to_read get_rs485 "
           "set_termios get_termios");
    BOOST_TEST((report.applied == wanted));
    BOOST_TEST((port.control->config() == wanted));
}

BOOST_AUTO_TEST_CASE(configuring_what_is_configured_changes_nothing)
{
    fixture f;
    auto const port = f.opened();
    config_report const report = port.control->apply({}, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(joined(f.tty.calls)
        == "get_termios get_lines get_serial device_number open_to_read get_rs485");
    BOOST_TEST((report.applied == serial_config()));
}

BOOST_AUTO_TEST_CASE(configuring_forgets_an_earlier_error)
{
    fixture f;
    auto const port = f.opened();
    f.ec = error::operation_in_progress;
    port.control->apply({9'600}, f.ec);
    BOOST_TEST(!f.ec.failed());
}

BOOST_AUTO_TEST_CASE(configuring_an_invalid_configuration_makes_no_system_call)
{
    fixture f;
    auto const port = f.opened();
    port.control->apply(serial_config{0}, f.ec);
    BOOST_TEST((f.ec == error::invalid_baud_rate));
    BOOST_TEST(f.tty.calls.empty());
}

BOOST_AUTO_TEST_CASE(configuring_leaves_the_lines_alone)
{
    fixture f;
    auto const port = f.opened();
    port.control->apply(with_lines(initial_line::off, initial_line::off), f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.lines == both_raised);
}

BOOST_AUTO_TEST_CASE(whichever_call_of_configure_finds_the_device_gone_it_is_disconnected)
{
    for (int const number : {e_io, e_nxio, e_nodev})
        for (std::size_t index = 0; index < most_calls; ++index)
        {
            fixture f;
            auto const port = f.opened(shared());
            f.tty.hung_up = true;
            // Once it is gone it is gone for every call but those that ask no driver.
            for (std::size_t later = index; later < most_calls; ++later)
                f.tty.fail_at[later] = number;
            for (char const* const call : {"lock", "lock_shared", "poll_hangup"})
                f.tty.undisturbed.insert(call);
            port.control->apply({9'600}, f.ec);
            if (index >= f.tty.calls.size())
                break;
            BOOST_TEST((f.ec == condition::disconnected), f.tty.calls[index] << ": " << number);
            BOOST_TEST(f.ec.value() == number);
            BOOST_TEST(!port.control->config().exclusive);
        }
}

BOOST_AUTO_TEST_CASE(a_setting_that_a_device_refuses_is_no_lost_device)
{
    for (int const number : {e_io, e_pipe, e_proto}) // a USB control request that failed
    {
        fixture f;
        auto const port = f.opened();
        f.tty.always["set_termios"] = number;
        port.control->apply({9'600}, f.ec);
        BOOST_TEST((f.ec == condition::unsupported_configuration));
        BOOST_TEST((f.ec != condition::disconnected));
        BOOST_TEST(f.ec.value() == number);
        BOOST_TEST(f.ec.has_location());
        BOOST_TEST((port.control->config() == serial_config()));
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_that_cannot_be_told_from_a_loss_is_a_loss)
{
    fixture f;
    auto const port = f.opened();
    f.tty.always["set_termios"] = e_io;
    f.tty.always["poll_hangup"] = e_inval;
    port.control->apply({9'600}, f.ec);
    BOOST_TEST((f.ec == condition::disconnected));
}

BOOST_AUTO_TEST_CASE(whichever_call_of_configure_a_signal_interrupts_it_succeeds)
{
    for (std::size_t index = 0; index < most_calls; ++index)
    {
        fixture f;
        auto const port = f.opened(shared());
        f.tty.fail_at[index] = e_intr;
        port.control->apply({9'600}, f.ec);
        if (index >= f.tty.calls.size())
            break;
        BOOST_TEST(!f.ec.failed(), f.tty.calls[index]);
        BOOST_TEST(f.tty.exclusive);
        BOOST_TEST(f.tty.termios.c_ospeed == 9'600u);
    }
}

BOOST_AUTO_TEST_CASE(a_driver_that_changes_a_setting_gets_the_old_ones_back)
{
    fixture f;
    auto const port = f.opened({19'200});
    termios2 const before = f.tty.termios;
    f.tty.driver = [&](termios2 t)
    {
        if (t != before)
            t.c_cflag |= flags::cs8;
        return t;
    };
    config_report const report = port.control->apply({9'600, 6}, f.ec);
    BOOST_TEST((f.ec == error::rejected_character_size));
    BOOST_TEST((f.tty.termios == before));
    BOOST_TEST((port.control->config() == serial_config{19'200}));
    BOOST_TEST((report == config_report()));
}

BOOST_AUTO_TEST_CASE(a_missing_feature_fails_configure_before_anything_is_set)
{
    fixture f;
    auto const port = f.opened();
    serial_config wanted{9'600};
    wanted.flow_control.dtr_dsr = true;
    port.control->apply(wanted, f.ec);
    BOOST_TEST(f.ec == make_unsupported_error(feature::dtr_dsr));
    BOOST_TEST(f.tty.applied.empty());
    BOOST_TEST((port.control->config() == serial_config()));
}

BOOST_AUTO_TEST_CASE(configure_takes_exclusivity_before_it_touches_a_setting)
{
    fixture f;
    auto const port = f.opened(shared());
    port.control->apply({9'600}, f.ec);
    auto const position
        = [&](char const* call) { return std::find(f.tty.calls.begin(), f.tty.calls.end(), call); };
    BOOST_TEST((position("lock") < position("set_termios")));
    BOOST_TEST((position("set_exclusive") < position("set_termios")));
    BOOST_TEST(f.tty.locked);
    BOOST_TEST(f.tty.exclusive);
    BOOST_TEST(port.control->config().exclusive);
}

BOOST_AUTO_TEST_CASE(configure_gives_exclusivity_back_once_everything_is_applied)
{
    fixture f;
    auto const port = f.opened();
    config_report const report = port.control->apply(shared({9'600}), f.ec);
    BOOST_TEST(joined(f.tty.calls)
        == "get_termios get_lines get_serial device_number open_to_read get_rs485 "
           "set_termios get_termios clear_exclusive lock_shared");
    BOOST_TEST(!f.tty.locked);
    BOOST_TEST(f.tty.shared_lock);
    BOOST_TEST(!f.tty.exclusive);
    BOOST_TEST(!port.control->config().exclusive);
    BOOST_TEST(!report.applied.exclusive);
}

BOOST_AUTO_TEST_CASE(configure_does_not_take_exclusivity_twice)
{
    fixture f;
    auto const port = f.opened();
    port.control->apply({9'600}, f.ec);
    BOOST_TEST(f.tty.count("lock") == 0u);
    BOOST_TEST(f.tty.count("set_exclusive") == 0u);
}

BOOST_AUTO_TEST_CASE(configure_is_busy_if_somebody_else_has_the_lock)
{
    fixture f;
    auto const port = f.opened(shared());
    f.tty.always["lock"] = e_again;
    port.control->apply({9'600}, f.ec);
    BOOST_TEST((f.ec == condition::port_busy));
    BOOST_TEST(f.tty.applied.empty());
}

BOOST_AUTO_TEST_SUITE_END()
