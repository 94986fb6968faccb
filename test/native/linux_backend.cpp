// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/error_numbers.hpp>
#include <boost_serial_ext/native/linux_backend.hpp>

#include "support/fake_linux_sys.hpp"
#include "support/linux_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(linux_backend)

namespace {

namespace flags = detail::termios2_flags;
using detail::error_context;
using namespace boost_serial_ext_test;
using fixture = linux_fixture;
using calls = std::vector<std::string>;

// A driver that changes one thing of what it is told.
std::function<termios2(termios2)> but(void (*change)(termios2&))
{
    return [change](termios2 t)
    {
        change(t);
        return t;
    };
}

constexpr char open_calls[]
    = "open lock get_exclusive set_exclusive get_termios get_lines get_serial device_number "
      "open_to_read get_rs485 device_number set_termios get_termios get_lines";

constexpr std::size_t first_change = 11; // of these calls

// Whether a call is made to learn of something that need not be there.
bool need_not_succeed(fake_tty const& tty, std::size_t index, int number)
{
    std::string const& call = tty.calls[index];
    if (call == "get_exclusive" || call == "device_number" || call == "open_to_read")
        return true;
    if (call == "get_lines") // they are looked at again when they are to change
        return index < first_change && detail::is_missing(number);
    return (call == "get_serial" || call == "get_rs485") && !detail::is_lost(number);
}

} // namespace

// --- open -------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(open_locks_before_it_touches_a_setting_and_lines_come_last)
{
    fixture f;
    f.open();
    BOOST_TEST(joined(f.tty.calls) == open_calls);
    f.check_no_misuse();
}

BOOST_AUTO_TEST_CASE(open_hands_out_the_handle_the_control_and_the_report)
{
    fixture f;
    serial_config const wanted{250'000, 7, parity::even};
    detail::opened_port const port = f.open(wanted);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(port.handle == fake_linux_sys::the_handle);
    BOOST_TEST_REQUIRE((port.control != nullptr));
    BOOST_TEST((port.control->config() == wanted));
    BOOST_TEST((port.report.applied == wanted));
    BOOST_TEST(port.report.baud_error == 0.0);
    BOOST_TEST(port.report.skipped.empty());
}

BOOST_AUTO_TEST_CASE(open_makes_the_port_raw_and_exclusive)
{
    fixture f;
    detail::opened_port const port = f.open();
    BOOST_TEST(detail::is_raw(f.tty.termios));
    BOOST_TEST(f.tty.termios.c_ospeed == 115'200u);
    BOOST_TEST(f.tty.locked);
    BOOST_TEST(f.tty.exclusive);
}

BOOST_AUTO_TEST_CASE(the_handle_stays_open_for_whoever_takes_it_over)
{
    fixture f;
    {
        detail::opened_port const port = f.open();
    }
    BOOST_TEST(f.tty.count("close") == 0u);
    BOOST_TEST(f.tty.open_handles.size() == 1u);
}

BOOST_AUTO_TEST_CASE(open_forgets_an_earlier_error)
{
    fixture f;
    f.ec = error::operation_in_progress;
    f.open();
    BOOST_TEST(!f.ec.failed());
}

BOOST_AUTO_TEST_CASE(the_device_is_opened_by_the_name_it_was_given)
{
    fixture f;
    f.ports.open("/dev/serial/by-id/usb-1", {}, f.ec);
    BOOST_TEST(
        f.tty.opened_names == calls({"/dev/serial/by-id/usb-1"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_shared_port_has_a_shared_lock_and_is_not_exclusive)
{
    fixture f;
    auto const port = f.open(shared());
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.shared_lock);
    BOOST_TEST(!f.tty.locked);
    BOOST_TEST(f.tty.count("set_exclusive") == 0u);
    BOOST_TEST(f.tty.count("lock") == 0u);
}

BOOST_AUTO_TEST_CASE(settings_that_are_right_already_are_not_set_again)
{
    fixture f;
    detail::encode({}, f.tty.termios);
    detail::opened_port const port = f.open();
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.count("set_termios") == 0u);
    BOOST_TEST((port.report.applied == serial_config()));
}

BOOST_AUTO_TEST_CASE(an_invalid_configuration_is_refused_without_a_system_call)
{
    fixture f;
    detail::opened_port const port = f.open(serial_config{0});
    BOOST_TEST((f.ec == error::invalid_baud_rate));
    BOOST_TEST(f.tty.calls.empty());
    BOOST_TEST((port.control == nullptr));
}

BOOST_AUTO_TEST_CASE(a_name_with_a_zero_names_nothing)
{
    fixture f;
    f.ports.open(std::string("/dev/ttyS0\0x", 12), {}, f.ec);
    BOOST_TEST((f.ec == condition::port_not_found));
    BOOST_TEST(f.ec.value() == e_noent);
    BOOST_TEST(f.tty.calls.empty());
}

BOOST_AUTO_TEST_CASE(a_device_that_cannot_be_opened_is_explained_by_its_number)
{
    struct
    {
        int number;
        condition expected;
    } const rows[] = {
        {e_noent, condition::port_not_found},
        {e_io, condition::port_not_found},
        {e_nxio, condition::port_not_found},
        {e_nodev, condition::port_not_found},
        {20, condition::port_not_found}, // ENOTDIR
        {21, condition::port_not_found}, // EISDIR
        {40, condition::port_not_found}, // ELOOP
        {e_acces, condition::permission_denied},
        {1, condition::permission_denied}, // EPERM
        {e_busy, condition::port_busy},
    };
    for (auto const& row : rows)
    {
        fixture f;
        f.tty.fail_at[0] = row.number;
        detail::opened_port const port = f.open();
        BOOST_TEST((f.ec == row.expected), row.number);
        BOOST_TEST(f.ec.value() == row.number);
        BOOST_TEST(f.ec.has_location());
        BOOST_TEST(joined(f.tty.calls) == "open");
        BOOST_TEST((port.control == nullptr));
    }
}

BOOST_AUTO_TEST_CASE(a_port_that_somebody_else_has_locked_is_busy_and_stays_untouched)
{
    fixture f;
    f.tty.always["lock"] = e_again;
    f.open();
    BOOST_TEST((f.ec == condition::port_busy));
    BOOST_TEST(joined(f.tty.calls) == "open lock unlock close");
    f.check_untouched();
}

BOOST_AUTO_TEST_CASE(a_port_that_somebody_else_has_locked_cannot_even_be_shared)
{
    fixture f;
    f.tty.always["lock_shared"] = e_again;
    f.open(shared());
    BOOST_TEST((f.ec == condition::port_busy));
    BOOST_TEST(f.tty.applied.empty());
    f.check_untouched();
}

BOOST_AUTO_TEST_CASE(root_notices_that_somebody_else_is_exclusive)
{
    for (serial_config const& wanted : {serial_config(), shared()})
    {
        fixture f;
        f.tty.exclusive = true; // open(2) lets root in all the same
        f.open(wanted);
        BOOST_TEST((f.ec == condition::port_busy));
        BOOST_TEST(f.ec.value() == e_busy);
        BOOST_TEST(f.tty.exclusive);
        BOOST_TEST(f.tty.applied.empty());
        BOOST_TEST(f.tty.open_handles.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_terminal_is_no_port)
{
    for (char const* const call : {"set_exclusive", "get_termios"})
        for (int const number : {e_notty, e_inval})
        {
            fixture f;
            f.tty.always[call] = number;
            f.open();
            BOOST_TEST((f.ec == condition::port_not_found), call << ": " << number);
            BOOST_TEST(f.ec.value() == number);
            f.check_untouched();
        }
}

BOOST_AUTO_TEST_CASE(whichever_call_of_open_fails_nothing_is_left_behind)
{
    for (int const number : most_numbers)
        for (std::size_t index = 0; index < most_calls; ++index)
            BOOST_TEST_CONTEXT("call " << index << " fails with " << number)
            {
                fixture f;
                f.tty.fail_at[index] = number;
                detail::opened_port const port
                    = f.open(with_lines(initial_line::off, initial_line::off));
                if (index >= f.tty.calls.size())
                    break; // this many calls there are
                if (!f.ec.failed())
                {
                    BOOST_TEST(need_not_succeed(f.tty, index, number), f.tty.calls[index]);
                    continue;
                }
                bool const opened = index > 0;
                BOOST_TEST((port.control == nullptr));
                BOOST_TEST(port.report.skipped.empty());
                BOOST_TEST(f.tty.count("close") == (opened ? 1u : 0u));
                f.check_untouched();
            }
}

BOOST_AUTO_TEST_CASE(whichever_call_of_open_fails_its_number_and_meaning_are_reported)
{
    for (int const number : most_numbers)
        for (std::size_t index = 0; index < most_calls; ++index)
        {
            fixture f;
            f.tty.fail_at[index] = number;
            f.open(with_lines(initial_line::off, initial_line::off));
            if (index >= f.tty.calls.size())
                break;
            std::string const call = f.tty.calls[index];
            if (need_not_succeed(f.tty, index, number))
                continue;
            bool const line = call == "get_lines" || call == "set_lines";
            bool const sets = call == "set_termios" || call == "set_lines";
            bool const refused = sets && (number == e_io || number == e_pipe || number == e_proto);
            // The first call that reaches the driver to change something is the first set_termios.
            bool const before_settings = index < first_change;
            error_context const where = refused ? error_context::refused
                : before_settings               ? error_context::open
                                                : error_context::configure;
            bool const read_back = line && f.tty.calls[index - 1] == "set_lines";
            error_code const expected = line && detail::is_missing(number)
                ? read_back ? error_code(error::rejected_dtr)
                            : make_unsupported_error(feature::modem_lines)
                : detail::make_system_error(where, number);
            BOOST_TEST_CONTEXT(call << " fails with " << number)
            {
                BOOST_TEST(f.ec == expected);
                BOOST_TEST(f.ec.has_location());
            }
        }
}

BOOST_AUTO_TEST_CASE(a_setting_that_cannot_be_taken_back_does_not_hide_why_open_failed)
{
    fixture f;
    f.tty.always["set_termios"] = e_inval;
    f.open();
    BOOST_TEST((f.ec == condition::unsupported_configuration));
    BOOST_TEST(f.ec.value() == e_inval);
    f.check_untouched();
}

BOOST_AUTO_TEST_CASE(errors_while_giving_back_do_not_hide_why_open_failed)
{
    fixture f;
    f.tty.always["set_termios"] = e_nodev;
    for (char const* const call : {"clear_exclusive", "unlock", "close"})
        f.tty.always[call] = e_io;
    f.open();
    BOOST_TEST(f.ec.value() == e_nodev);
    BOOST_TEST(f.tty.count("close") == 1u);
}

BOOST_AUTO_TEST_CASE(whichever_call_of_open_a_signal_interrupts_open_succeeds)
{
    for (std::size_t index = 0; index < most_calls; ++index)
    {
        fixture f;
        f.tty.fail_at[index] = e_intr;
        detail::opened_port const port
            = f.open(with_lines(initial_line::off, initial_line::preserve));
        if (index >= f.tty.calls.size())
            break;
        BOOST_TEST_CONTEXT(f.tty.calls[index])
        {
            BOOST_TEST(!f.ec.failed());
            BOOST_TEST((port.control != nullptr));
            BOOST_TEST(f.tty.lines == detail::tty_rts);
            f.check_no_misuse();
        }
    }
}

BOOST_AUTO_TEST_CASE(an_open_that_is_interrupted_often_goes_on)
{
    fixture f;
    for (std::size_t index = 0; index < 100; ++index)
        f.tty.fail_at[index] = e_intr;
    f.open();
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.count("open") == 101u);
}

// --- drivers that change settings without a word ----------------------------------------------

BOOST_AUTO_TEST_CASE(a_setting_that_the_driver_changes_is_named_and_nothing_is_left_behind)
{
    struct
    {
        char const* what;
        error expected;
        void (*change)(termios2&);
    } const rows[] = {
        {"eight bits", error::rejected_character_size,
            [](termios2& t) { t.c_cflag |= flags::cs8; }},
        {"no rate", error::rejected_baud_rate, [](termios2& t) { t.c_ospeed = t.c_ispeed = 0; }},
        {"its only rate", error::rejected_baud_rate, [](termios2& t) { t.c_ospeed = 9'600; }},
        {"no handshake", error::rejected_rts_cts,
            [](termios2& t) { t.c_cflag &= ~flags::crtscts; }},
        {"no XON/XOFF", error::rejected_xon_xoff,
            [](termios2& t) { t.c_iflag &= ~(flags::ixon | flags::ixoff); }},
        {"no stick parity", error::rejected_parity,
            [](termios2& t) { t.c_cflag &= ~flags::cmspar; }},
        {"no parity", error::rejected_parity, [](termios2& t) { t.c_cflag &= ~flags::parenb; }},
        {"one stop bit", error::rejected_stop_bits,
            [](termios2& t) { t.c_cflag &= ~flags::cstopb; }},
        {"no hang-up", error::rejected_hangup_on_close,
            [](termios2& t) { t.c_cflag &= ~flags::hupcl; }},
        {"cooked", error::rejected_raw_mode, [](termios2& t) { t.c_lflag |= flags::icanon; }},
    };
    serial_config wanted;
    wanted.character_size = 6;
    wanted.parity = parity::mark;
    wanted.stop_bits = stop_bits::two;
    wanted.flow_control = {true, true, false};
    for (auto const& row : rows)
        BOOST_TEST_CONTEXT(row.what)
        {
            fixture f;
            f.tty.driver = [&](termios2 t)
            {
                if (t != cooked()) // what it had before, it takes back
                    row.change(t);
                return t;
            };
            f.open(wanted);
            BOOST_TEST(f.ec == error_code(row.expected));
            BOOST_TEST((f.ec == condition::unsupported_configuration));
            BOOST_TEST(f.ec.has_location());
            f.check_untouched();
        }
}

BOOST_AUTO_TEST_CASE(a_changed_setting_is_refused_whatever_the_policy_for_optional_features)
{
    for (auto const policy : {unsupported_policy::warn, unsupported_policy::ignore})
    {
        fixture f;
        f.tty.driver = but([](termios2& t) { t.c_ospeed = 9'600; });
        serial_config wanted;
        wanted.unsupported = policy;
        f.open(wanted);
        BOOST_TEST((f.ec == error::rejected_baud_rate));
    }
}

BOOST_AUTO_TEST_CASE(a_rate_within_the_tolerance_is_reported_as_the_driver_has_it)
{
    fixture f;
    f.tty.driver = but([](termios2& t) { t.c_ospeed = t.c_ispeed = 102'000; });
    detail::opened_port const port = f.open(serial_config{100'000});
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(port.report.applied.baud_rate == 102'000u);
    BOOST_TEST(port.report.baud_error == 0.02);
    BOOST_TEST(port.control->config().baud_rate == 102'000u);
}

BOOST_AUTO_TEST_CASE(a_rate_that_is_no_fraction_off_has_no_baud_error)
{
    fixture f;
    f.tty.driver = but([](termios2& t) { t.c_cflag = (t.c_cflag & ~flags::cbaud) | 0x1002; });
    detail::opened_port const port = f.open();
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(port.report.baud_error == 0.0);
}

// --- what Linux or a device lacks -------------------------------------------------------------

BOOST_AUTO_TEST_CASE(one_and_a_half_stop_bits_are_refused_whatever_the_policy)
{
    for (auto const policy :
        {unsupported_policy::fail, unsupported_policy::warn, unsupported_policy::ignore})
    {
        fixture f;
        serial_config wanted;
        wanted.stop_bits = stop_bits::one_and_half;
        wanted.unsupported = policy;
        f.open(wanted);
        BOOST_TEST(f.ec == make_unsupported_error(feature::one_and_half_stop_bits));
        BOOST_TEST(f.tty.applied.empty());
        f.check_untouched();
    }
}

BOOST_AUTO_TEST_CASE(an_optional_feature_that_is_missing_fails_the_open_by_default)
{
    fixture f;
    serial_config wanted;
    wanted.flow_control.dtr_dsr = true;
    f.open(wanted);
    BOOST_TEST(f.ec == make_unsupported_error(feature::dtr_dsr));
    BOOST_TEST((f.ec == condition::unsupported_feature));
    BOOST_TEST(f.tty.applied.empty());
    f.check_untouched();
}

BOOST_AUTO_TEST_CASE(optional_features_that_are_missing_are_left_out_and_listed)
{
    for (auto const policy : {unsupported_policy::warn, unsupported_policy::ignore})
    {
        fixture f;
        serial_config wanted;
        wanted.flow_control.dtr_dsr = true;
        wanted.unsupported = policy;
        detail::opened_port const port = f.open(wanted);
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST_REQUIRE(port.report.skipped.size() == 1u);
        BOOST_TEST(port.report.skipped[0].feature == feature::dtr_dsr);
        BOOST_TEST(port.report.skipped[0].ec == make_unsupported_error(feature::dtr_dsr));
        BOOST_TEST(!port.report.applied.flow_control.dtr_dsr);
    }
}

// --- DTR and RTS ------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(lines_that_the_kernel_has_raised_get_no_second_edge)
{
    fixture f;
    f.open(with_lines(initial_line::on, initial_line::on));
    BOOST_TEST(f.tty.count("set_lines") == 0u);
    BOOST_TEST(f.tty.lines == both_raised);
}

BOOST_AUTO_TEST_CASE(lines_that_shall_stay_are_not_set)
{
    fixture f;
    f.open(with_lines(initial_line::preserve, initial_line::preserve));
    BOOST_TEST(f.tty.count("set_lines") == 0u);
}

BOOST_AUTO_TEST_CASE(lines_change_in_one_call)
{
    struct
    {
        initial_line dtr, rts;
        int expected;
    } const rows[] = {
        {initial_line::off, initial_line::off, 0},
        {initial_line::off, initial_line::on, detail::tty_rts},
        {initial_line::on, initial_line::off, detail::tty_dtr},
        {initial_line::off, initial_line::preserve, detail::tty_rts},
        {initial_line::preserve, initial_line::off, detail::tty_dtr},
    };
    for (auto const& row : rows)
    {
        fixture f;
        f.open(with_lines(row.dtr, row.rts));
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(f.tty.applied_lines == std::vector<int>({row.expected}),
            boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(a_line_that_the_kernel_did_not_raise_is_raised)
{
    fixture f;
    f.tty.driver = [&](termios2 t)
    {
        f.tty.lines = 0; // lowered by setting the baud rate, as some drivers do
        return t;
    };
    f.open(with_lines(initial_line::on, initial_line::preserve));
    BOOST_TEST(f.tty.lines == detail::tty_dtr);
}

BOOST_AUTO_TEST_CASE(lines_that_a_new_baud_rate_raises_are_lowered)
{
    // Left with a baud rate of 0 by its last user: serial_core raises both when it gets another.
    fixture f;
    f.tty.driver = [&](termios2 t)
    {
        f.tty.lines |= both_raised;
        return t;
    };
    f.tty.raised_by_open = 0;
    f.open(with_lines(initial_line::off, initial_line::off));
    BOOST_TEST(f.tty.lines == 0);
}

BOOST_AUTO_TEST_CASE(a_line_that_does_not_change_is_named)
{
    struct
    {
        int stuck;
        error expected;
    } const rows[] = {
        {detail::tty_dtr, error::rejected_dtr},
        {detail::tty_rts, error::rejected_rts},
        {both_raised, error::rejected_dtr},
    };
    for (auto const& row : rows)
        for (auto const policy : {unsupported_policy::fail, unsupported_policy::ignore})
        {
            fixture f;
            f.tty.line_driver = [&](int bits) { return bits | row.stuck; };
            serial_config wanted = with_lines(initial_line::off, initial_line::off);
            wanted.unsupported = policy;
            f.open(wanted);
            BOOST_TEST(f.ec == error_code(row.expected));
            BOOST_TEST((f.ec == condition::unsupported_configuration));
            f.check_untouched();
        }
}

BOOST_AUTO_TEST_CASE(a_line_that_sticks_is_no_failure_for_whoever_wants_it_so)
{
    fixture f;
    f.tty.line_driver = [](int bits) { return bits | detail::tty_dtr; };
    f.open(with_lines(initial_line::on, initial_line::off));
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.lines == detail::tty_dtr);
}

BOOST_AUTO_TEST_CASE(lines_of_others_keep_their_level)
{
    fixture f;
    f.tty.lines = out1 | detail::tty_cts;
    f.open(with_lines(initial_line::off, initial_line::off));
    BOOST_TEST(f.tty.lines == (out1 | detail::tty_cts));
}

BOOST_AUTO_TEST_CASE(a_device_without_lines_opens_if_nobody_wants_one_lowered)
{
    for (int const number : {e_notty, e_inval, e_opnotsupp})
    {
        fixture f;
        f.tty.always["get_lines"] = number;
        detail::opened_port const port = f.open();
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(port.report.skipped.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_device_without_lines_cannot_lower_one)
{
    fixture f;
    f.tty.always["get_lines"] = e_notty;
    f.open(with_lines(initial_line::preserve, initial_line::off));
    BOOST_TEST(f.ec == make_unsupported_error(feature::modem_lines));
    f.check_untouched();
}

BOOST_AUTO_TEST_CASE(a_line_that_cannot_be_lowered_is_left_out_if_the_policy_says_so)
{
    for (auto const policy : {unsupported_policy::warn, unsupported_policy::ignore})
    {
        fixture f;
        f.tty.always["get_lines"] = e_inval;
        serial_config wanted = with_lines(initial_line::off, initial_line::on);
        wanted.unsupported = policy;
        detail::opened_port const port = f.open(wanted);
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST_REQUIRE(port.report.skipped.size() == 1u);
        BOOST_TEST(port.report.skipped[0].feature == feature::modem_lines);
    }
}

BOOST_AUTO_TEST_CASE(lines_that_can_only_be_read_are_missing_all_the_same)
{
    for (auto const wanted : {initial_line::on, initial_line::off})
    {
        fixture f;
        f.tty.always["set_lines"] = e_notty;
        f.tty.raised_by_open = detail::tty_rts;
        f.open(with_lines(wanted, wanted));
        if (wanted == initial_line::off)
            BOOST_TEST(f.ec == make_unsupported_error(feature::modem_lines));
        else // raised where that is possible
            BOOST_TEST(!f.ec.failed());
    }
}

BOOST_AUTO_TEST_CASE(a_device_that_vanishes_while_lines_are_set_fails_the_open)
{
    for (int const number : {e_io, e_pipe, e_proto, e_nodev})
        for (bool const vanished : {false, true})
        {
            fixture f;
            f.tty.always["set_lines"] = number;
            f.tty.hung_up = vanished;
            serial_config wanted = with_lines(initial_line::off, initial_line::on);
            wanted.unsupported = unsupported_policy::ignore;
            f.open(wanted);
            BOOST_TEST(f.ec.value() == number);
            bool const refused = !vanished && number != e_nodev;
            BOOST_TEST((f.ec == condition::unsupported_configuration) == refused);
            BOOST_TEST((f.ec == condition::disconnected)
                == (number == e_nodev || (vanished && number == e_io)));
            f.check_untouched();
        }
}

// --- adopting a handle ------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(an_adopted_handle_keeps_its_settings)
{
    fixture f;
    f.tty.open_handles = {5};
    auto const control = f.ports.adopt(5, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST_REQUIRE((control != nullptr));
    BOOST_TEST(joined(f.tty.calls)
        == "get_termios get_lines get_serial device_number open_to_read get_rs485 get_exclusive");
    BOOST_TEST((f.tty.termios == cooked()));
}

BOOST_AUTO_TEST_CASE(the_configuration_of_an_adopted_handle_is_read_from_it)
{
    fixture f;
    f.tty.open_handles = {5};
    detail::encode(serial_config{300, 7, parity::odd, stop_bits::two}, f.tty.termios);
    auto const control = f.ports.adopt(5, f.ec);
    BOOST_TEST_REQUIRE((control != nullptr));
    BOOST_TEST((control->config() == shared({300, 7, parity::odd, stop_bits::two})));
}

BOOST_AUTO_TEST_CASE(a_handle_that_is_no_terminal_is_not_adopted_and_stays_open)
{
    for (int const number : {e_notty, e_inval, e_io})
    {
        fixture f;
        f.tty.open_handles = {5};
        f.tty.always["get_termios"] = number;
        BOOST_TEST((f.ports.adopt(5, f.ec) == nullptr));
        BOOST_TEST(f.ec == detail::make_system_error(error_context::open, number));
        BOOST_TEST(f.tty.open_handles.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(an_adopted_handle_gives_no_lock_back_that_was_never_taken)
{
    fixture f;
    f.tty.open_handles = {5};
    f.ports.adopt(5, f.ec)->prepare_close(false, false);
    BOOST_TEST(joined(f.tty.calls).find("unlock") == std::string::npos);
    BOOST_TEST(f.tty.count("clear_exclusive") == 0u);
}

BOOST_AUTO_TEST_CASE(an_adopted_handle_that_is_exclusive_already_gives_that_back)
{
    fixture f;
    f.tty.open_handles = {5};
    f.tty.exclusive = f.tty.locked = true; // by whoever opened it
    auto const control = f.ports.adopt(5, f.ec);
    BOOST_TEST_REQUIRE((control != nullptr));
    BOOST_TEST(control->config().exclusive);
    control->prepare_close(false, false);
    BOOST_TEST(!f.tty.exclusive);
    BOOST_TEST(!f.tty.locked);
}

BOOST_AUTO_TEST_CASE(an_adopted_handle_is_not_exclusive_if_somebody_else_is)
{
    fixture f;
    f.tty.open_handles = {5};
    f.tty.exclusive = true;
    f.tty.always["lock"] = e_again;
    auto const control = f.ports.adopt(5, f.ec);
    BOOST_TEST_REQUIRE((control != nullptr));
    BOOST_TEST(!control->config().exclusive);
    control->prepare_close(false, false);
    BOOST_TEST(f.tty.exclusive);
}

BOOST_AUTO_TEST_CASE(the_name_of_a_handle_is_the_systems_answer)
{
    fixture f;
    f.tty.open_handles = {5};
    BOOST_TEST(f.ports.name_of(5) == "/dev/ttyS0");
}

BOOST_AUTO_TEST_SUITE_END()
