// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/native/linux_low_latency.hpp>

#include "support/fake_linux_drivers.hpp"
#include "support/fake_linux_sys.hpp"
#include "support/linux_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(linux_low_latency)

namespace {

using detail::error_context;
using detail::linux_latency;
using namespace boost_serial_ext_test;

struct fixture
{
    explicit fixture(void (*be)(fake_tty&) = be_willing)
    {
        be(tty);
        tty.open_handles = {fake_linux_sys::the_handle};
    }

    linux_latency read()
    {
        linux_latency now;
        BOOST_TEST_REQUIRE(control.read(now, error_context::configure, ec));
        return now;
    }

    // From what is there now.
    linux_latency turn_on()
    {
        linux_latency const before = read();
        tty.forget();
        control.turn_on(before, ec);
        return before;
    }

    bool is_low() const { return detail::is_low_latency(tty.serial); }
    std::string timer() { return tty.files[latency_file]; }

    fake_tty tty;
    fake_linux_sys sys{tty};
    detail::linux_low_latency_control<fake_linux_sys> control{sys, fake_linux_sys::the_handle};
    error_code ec;
};

constexpr int other_flag = 1 << 5; // ASYNC_SPD_VHI

} // namespace

// --- reading ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_driver_tells_its_flag_and_its_timer)
{
    fixture f(be_ftdi);
    linux_latency const off = f.read();
    BOOST_TEST(!off.is_low());
    BOOST_TEST(off.timer == 16);
    f.tty.serial.flags = detail::linux_low_latency | other_flag;
    BOOST_TEST(f.read().is_low());
}

BOOST_AUTO_TEST_CASE(a_driver_without_a_timer_has_none)
{
    fixture f(be_8250);
    linux_latency const now = f.read();
    BOOST_TEST(now.serial.has_value());
    BOOST_TEST(now.type() == 4);
    BOOST_TEST(now.timer == -1);
}

BOOST_AUTO_TEST_CASE(a_driver_that_does_not_tell_has_no_low_latency_unless_the_port_is_lost)
{
    for (int const number : most_numbers)
    {
        fixture f;
        f.tty.always["get_serial"] = number;
        linux_latency now;
        BOOST_TEST(f.control.read(now, error_context::configure, f.ec) == !detail::is_lost(number));
        BOOST_TEST((f.ec == condition::disconnected) == detail::is_lost(number));
        BOOST_TEST(!now.serial.has_value());
        BOOST_TEST(!now.is_low());
    }
}

BOOST_AUTO_TEST_CASE(a_driver_that_told_once_has_to_tell_again)
{
    for (int const number : most_numbers)
    {
        fixture f;
        linux_latency now = f.read();
        f.tty.always["get_serial"] = number;
        BOOST_TEST(!f.control.read(now, error_context::configure, f.ec));
        BOOST_TEST(f.ec.value() == number);
        BOOST_TEST(!now.serial.has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_timer_that_cannot_be_read_is_none)
{
    for (char const* const call : {"device_number", "open_to_read", "read"})
        for (int const number : most_numbers)
        {
            fixture f(be_ftdi);
            f.tty.always[call] = number;
            BOOST_TEST(f.read().timer == -1, call << ": " << number);
            BOOST_TEST(f.tty.open_handles.size() == 1u); // the file's is closed
        }
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_no_timer)
{
    for (char const* const text : {"", "\n", "x\n", "-1\n", "256\n", "16 ms\n", "0000016\n"})
    {
        fixture f(be_ftdi);
        f.tty.files[latency_file] = text;
        BOOST_TEST(f.read().timer == -1, text);
    }
}

BOOST_AUTO_TEST_CASE(the_flag_and_the_timer_take_part_in_equality_and_nothing_else)
{
    linux_latency a, b;
    BOOST_TEST((a == b));
    a.serial.emplace();
    a.serial->flags = other_flag;
    BOOST_TEST((a == b));
    a.serial->flags = detail::linux_low_latency;
    BOOST_TEST((a != b));
    b.serial = a.serial;
    b.timer = 16;
    BOOST_TEST((a != b));
}

// --- turning on -------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_driver_with_a_flag_gets_it_and_nothing_else_changes)
{
    fixture f(be_8250);
    f.tty.serial.flags = other_flag;
    f.turn_on();
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.serial.flags == (other_flag | detail::linux_low_latency));
    BOOST_TEST(f.tty.serial.type == 4);
}

BOOST_AUTO_TEST_CASE(a_timer_that_follows_the_flag_is_not_written)
{
    fixture f(be_ftdi);
    f.turn_on();
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.is_low());
    BOOST_TEST(f.timer() == "1\n");
    BOOST_TEST(f.tty.count("write") == 0u);
    BOOST_TEST(f.tty.count("open_to_write") == 0u);
}

BOOST_AUTO_TEST_CASE(a_timer_that_does_not_follow_the_flag_is_written)
{
    fixture f(be_stubborn_ftdi);
    f.turn_on();
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.is_low());
    BOOST_TEST(f.timer() == "1\n");
    BOOST_TEST(f.tty.open_handles.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_timer_of_zero_is_quick_enough)
{
    fixture f(be_stubborn_ftdi); // QEMU's device starts with it
    f.tty.files[latency_file] = "0\n";
    f.turn_on();
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.timer() == "0\n");
    BOOST_TEST(f.tty.count("write") == 0u);
}

BOOST_AUTO_TEST_CASE(a_timer_that_only_root_may_write_takes_the_flag_back_and_says_so)
{
    fixture f(be_locked_ftdi);
    f.turn_on();
    BOOST_TEST((f.ec == condition::permission_denied));
    BOOST_TEST(f.ec.value() == e_acces);
    BOOST_TEST(f.ec.has_location());
    BOOST_TEST(!f.is_low());
    BOOST_TEST(f.timer() == "16\n");
}

BOOST_AUTO_TEST_CASE(a_timer_that_a_device_refuses_takes_the_flag_back_and_says_so)
{
    fixture f(be_stubborn_ftdi);
    f.tty.always["write"] = e_inval;
    f.turn_on();
    BOOST_TEST((f.ec == condition::unsupported_configuration));
    BOOST_TEST(f.ec.value() == e_inval);
    BOOST_TEST(!f.is_low());
    BOOST_TEST(f.tty.open_handles.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_timer_that_is_written_and_stays_is_a_missing_feature)
{
    fixture f(be_stubborn_ftdi);
    f.tty.file_driver = [](std::string const&) { return "16\n"; };
    f.turn_on();
    BOOST_TEST(f.ec == make_unsupported_error(feature::low_latency));
    BOOST_TEST(!f.is_low());
}

BOOST_AUTO_TEST_CASE(a_driver_that_forgets_the_flag_lacks_the_feature)
{
    fixture f(be_cdc_acm);
    f.turn_on();
    BOOST_TEST(f.ec == make_unsupported_error(feature::low_latency));
    BOOST_TEST(f.ec.has_location());
    BOOST_TEST(f.tty.count("set_serial") == 1u);
}

BOOST_AUTO_TEST_CASE(a_driver_without_flags_lacks_the_feature)
{
    fixture f(be_pty);
    f.turn_on();
    BOOST_TEST(f.ec == make_unsupported_error(feature::low_latency));
    BOOST_TEST(f.ec.has_location());
    BOOST_TEST(f.tty.calls.empty());
}

BOOST_AUTO_TEST_CASE(a_driver_that_only_tells_its_flags_lacks_the_feature)
{
    for (int const number : {e_notty, e_inval, e_opnotsupp})
    {
        fixture f;
        f.tty.always["set_serial"] = number;
        f.turn_on();
        BOOST_TEST(f.ec == make_unsupported_error(feature::low_latency));
    }
}

BOOST_AUTO_TEST_CASE(what_is_on_already_is_not_turned_on_again)
{
    for (auto* const be : {be_willing, be_ftdi, be_stubborn_ftdi})
    {
        fixture f(be);
        f.turn_on();
        f.turn_on();
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(f.tty.calls.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_flag_that_was_on_does_not_make_a_slow_timer_quick)
{
    fixture f(be_stubborn_ftdi);
    f.tty.serial.flags = detail::linux_low_latency;
    linux_latency const before = f.turn_on();
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.timer() == "1\n");
    f.control.write(before, f.ec);
    BOOST_TEST(f.timer() == "16\n");
    BOOST_TEST(f.is_low());
}

BOOST_AUTO_TEST_CASE(a_timer_that_could_not_be_read_is_never_written)
{
    for (char const* const call : {"device_number", "open_to_read", "read"})
    {
        fixture f(be_stubborn_ftdi);
        f.tty.always[call] = e_nomem;
        linux_latency const before = f.read();
        f.tty.always.erase(call);
        f.control.turn_on(before, f.ec);
        BOOST_TEST(f.ec == make_unsupported_error(feature::low_latency));
        BOOST_TEST(f.timer() == "16\n");
        BOOST_TEST(!f.is_low());
    }
}

BOOST_AUTO_TEST_CASE(a_timer_that_can_no_longer_be_read_is_not_believed_to_be_quick)
{
    fixture f(be_ftdi);
    linux_latency const before = f.read();
    f.tty.always["open_to_read"] = e_nomem;
    f.control.turn_on(before, f.ec);
    BOOST_TEST(f.ec == make_unsupported_error(feature::low_latency));
    BOOST_TEST(!f.is_low());
}

BOOST_AUTO_TEST_CASE(whichever_call_fails_everything_is_as_before)
{
    // Those that can: with the others it would be a second failure that is tested.
    for (fake_driver const& driver : {fake_driver{"willing", be_willing},
             fake_driver{"ftdi_sio", be_ftdi}, fake_driver{"its timer stays", be_stubborn_ftdi}})
        for (int const number : most_numbers)
            for (std::size_t index = 0; index < most_calls; ++index)
                BOOST_TEST_CONTEXT(driver.name << ": call " << index << " fails with " << number)
                {
                    fixture f(driver.be);
                    tty_state const before(f.tty);
                    linux_latency const found = f.read();
                    f.tty.forget();
                    f.tty.fail_at[index] = number;
                    f.control.turn_on(found, f.ec);
                    if (index >= f.tty.calls.size())
                        break;
                    BOOST_TEST(f.tty.open_handles.size() == 1u);
                    if (f.ec.failed())
                        BOOST_TEST(difference(before, tty_state(f.tty)) == "");
                    else
                        BOOST_TEST(f.is_low());
                }
}

// --- putting back -----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(what_was_turned_on_is_put_back)
{
    for (fake_driver const& driver : all_drivers)
        BOOST_TEST_CONTEXT(driver.name)
        {
            fixture f(driver.be);
            tty_state const before(f.tty);
            linux_latency const found = f.turn_on();
            f.ec.clear();
            f.control.write(found, f.ec);
            BOOST_TEST(!f.ec.failed());
            BOOST_TEST(difference(before, tty_state(f.tty)) == "");
        }
}

BOOST_AUTO_TEST_CASE(putting_back_keeps_the_flags_that_others_changed_meanwhile)
{
    fixture f;
    linux_latency const before = f.turn_on();
    f.tty.serial.flags |= other_flag;
    f.control.write(before, f.ec);
    BOOST_TEST(f.tty.serial.flags == other_flag);
}

BOOST_AUTO_TEST_CASE(putting_back_needs_no_answer_to_a_query)
{
    fixture f;
    linux_latency const before = f.turn_on();
    f.tty.always["get_serial"] = e_nomem;
    f.control.write(before, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(!f.is_low());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_put_back_is_told)
{
    struct
    {
        char const* call;
        int number;
    } const rows[] = {{"get_serial", e_nodev}, {"set_serial", e_acces}, {"open_to_write", e_acces},
        {"write", e_io}};
    for (auto const& row : rows)
    {
        fixture f(be_stubborn_ftdi);
        linux_latency const before = f.turn_on();
        f.tty.always[row.call] = row.number;
        f.control.write(before, f.ec);
        BOOST_TEST(f.ec.value() == row.number, row.call);
    }
}

BOOST_AUTO_TEST_SUITE_END()
