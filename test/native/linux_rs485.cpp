// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/native/linux_rs485.hpp>

#include "support/fake_linux_drivers.hpp"
#include "support/fake_linux_sys.hpp"
#include "support/linux_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(rs485_on_linux)

namespace {

namespace bits = detail::linux_rs485_flags;
using detail::error_context;
using namespace boost_serial_ext_test;
using namespace std::chrono_literals;
using control_type = detail::linux_rs485_control<fake_linux_sys>;
using state = control_type::state;

constexpr std::uint32_t unknown_bit = 1u << 15;

struct fixture
{
    explicit fixture(void (*be)(fake_tty&) = be_willing)
    {
        be(tty);
        tty.open_handles = {fake_linux_sys::the_handle};
    }

    state read()
    {
        state now;
        BOOST_TEST_REQUIRE(control.read(now, error_context::configure, ec));
        return now;
    }

    // From what is there now.
    rs485_config turn_on(rs485_config const& wanted, bool rts_works = true)
    {
        state const before = read();
        tty.forget();
        return control.turn_on(wanted, before, rts_works, ec);
    }

    fake_tty tty;
    fake_linux_sys sys{tty};
    control_type control{sys, fake_linux_sys::the_handle};
    error_code ec;
};

rs485_config by(rs485_mode mode)
{
    rs485_config c;
    c.mode = mode;
    return c;
}

constexpr rs485_mode all_modes[]
    = {rs485_mode::automatic, rs485_mode::kernel, rs485_mode::software};

} // namespace

// --- reading ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_driver_without_rs485_has_none_unless_the_port_is_lost)
{
    for (int const number : most_numbers)
    {
        fixture f;
        f.tty.always["get_rs485"] = number;
        state now;
        BOOST_TEST(f.control.read(now, error_context::configure, f.ec) == !detail::is_lost(number));
        BOOST_TEST((f.ec == condition::disconnected) == detail::is_lost(number));
        BOOST_TEST(!now.has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_driver_that_told_once_has_to_tell_again)
{
    for (int const number : most_numbers)
    {
        fixture f;
        state now = f.read();
        f.tty.always["get_rs485"] = number;
        BOOST_TEST(!f.control.read(now, error_context::configure, f.ec));
        BOOST_TEST(f.ec.value() == number);
        BOOST_TEST(!now.has_value());
    }
}

BOOST_AUTO_TEST_CASE(what_the_driver_has_is_read)
{
    fixture f(be_pl011);
    state const now = f.read();
    BOOST_TEST_REQUIRE(now.has_value());
    BOOST_TEST(now->flags == bits::rts_on_send);
}

// --- turning on -------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_kernel_does_it_where_its_driver_can)
{
    for (rs485_mode const mode : {rs485_mode::automatic, rs485_mode::kernel})
    {
        fixture f;
        rs485_config wanted = by(mode);
        wanted.rx_during_tx = true;
        wanted.delay_after_send = 5ms;
        rs485_config const got = f.turn_on(wanted);
        BOOST_TEST(!f.ec.failed());
        wanted.mode = rs485_mode::kernel;
        BOOST_TEST((got == wanted));
        BOOST_TEST(f.tty.rs485.flags == (bits::enabled | bits::rts_on_send | bits::rx_during_tx));
        BOOST_TEST(f.tty.rs485.delay_rts_after_send == 5u);
    }
}

BOOST_AUTO_TEST_CASE(what_the_driver_corrects_is_reported_as_it_is)
{
    struct
    {
        rs485_config wanted, expected;
    } rows[4];
    for (auto& row : rows)
        row.expected.mode = rs485_mode::kernel;
    rows[0].wanted.rts_after_send = true; // both levels the same: the second is dropped
    rows[1].wanted.terminate_bus = true;
    rows[2].wanted.delay_before_send = 101ms;
    rows[2].wanted.delay_after_send = 500ms;
    rows[2].expected.delay_before_send = rows[2].expected.delay_after_send = 100ms;
    rows[3].wanted.rts_on_send = false; // and both off: the first is switched on
    for (auto const& row : rows)
    {
        fixture f(be_pl011);
        BOOST_TEST((f.turn_on(row.wanted) == row.expected), row.wanted);
        BOOST_TEST(!f.ec.failed());
    }
}

BOOST_AUTO_TEST_CASE(the_library_has_no_termination_resistor)
{
    for (rs485_mode const mode : {rs485_mode::software, rs485_mode::automatic})
    {
        fixture f(be_8250);
        rs485_config wanted = by(mode);
        wanted.terminate_bus = true;
        f.turn_on(wanted);
        BOOST_TEST(f.ec == make_unsupported_error(feature::rs485));
    }
}

BOOST_AUTO_TEST_CASE(bits_that_nobody_here_knows_are_kept)
{
    fixture f;
    f.tty.rs485.flags = unknown_bit;
    f.tty.rs485.padding[3] = 0xABCD;
    f.turn_on(by(rs485_mode::kernel));
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.rs485.flags == (unknown_bit | bits::enabled | bits::rts_on_send));
    BOOST_TEST(f.tty.rs485.padding[3] == 0xABCDu);
}

BOOST_AUTO_TEST_CASE(a_driver_that_answers_zeros_and_cannot_be_told_leaves_it_to_the_library)
{
    fixture f(be_8250);
    rs485_config const got = f.turn_on(by(rs485_mode::automatic));
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST((got == by(rs485_mode::software)));
    BOOST_TEST(f.tty.rs485.flags == 0u);
}

BOOST_AUTO_TEST_CASE(without_rs485_in_the_driver_the_library_does_it)
{
    for (rs485_mode const mode : {rs485_mode::automatic, rs485_mode::software})
    {
        fixture f(be_ftdi);
        BOOST_TEST((f.turn_on(by(mode)) == by(rs485_mode::software)));
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(f.tty.calls.empty());
    }
}

BOOST_AUTO_TEST_CASE(the_kernel_alone_means_the_kernel_or_nobody)
{
    for (auto* const be : {be_8250, be_ftdi, be_cdc_acm, be_pty})
    {
        fixture f(be);
        f.turn_on(by(rs485_mode::kernel));
        BOOST_TEST(f.ec == make_unsupported_error(feature::rs485));
        BOOST_TEST(f.ec.has_location());
    }
}

BOOST_AUTO_TEST_CASE(without_rts_the_library_cannot_do_it)
{
    for (rs485_mode const mode : all_modes)
    {
        fixture f(be_8250);
        f.turn_on(by(mode), false);
        BOOST_TEST(f.ec == make_unsupported_error(feature::rs485));
    }
}

BOOST_AUTO_TEST_CASE(software_is_told_to_no_driver)
{
    fixture f;
    BOOST_TEST((f.turn_on(by(rs485_mode::software)) == by(rs485_mode::software)));
    BOOST_TEST(f.tty.calls.empty());
}

BOOST_AUTO_TEST_CASE(software_switches_the_kernels_off_which_would_be_in_the_way)
{
    fixture f(be_pl011);
    f.tty.rs485.flags = bits::enabled | bits::rts_on_send; // since before the port was opened
    f.turn_on(by(rs485_mode::software));
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(!detail::is_enabled(f.tty.rs485));
}

BOOST_AUTO_TEST_CASE(a_driver_that_takes_rs485_and_forgets_it_has_rejected_it)
{
    fixture f;
    f.tty.rs485_driver = [](detail::linux_rs485) { return detail::linux_rs485(); };
    f.turn_on(by(rs485_mode::kernel));
    BOOST_TEST(f.ec == error_code(error::rejected_rs485));
    BOOST_TEST((f.ec == condition::unsupported_configuration));
    BOOST_TEST(f.ec.has_location());
}

BOOST_AUTO_TEST_CASE(a_device_that_refuses_is_told_and_under_automatic_passed_over)
{
    for (int const number : {e_io, e_pipe, e_proto})
    {
        fixture f;
        f.tty.always["set_rs485"] = number;
        f.turn_on(by(rs485_mode::kernel));
        BOOST_TEST((f.ec == condition::unsupported_configuration));
        BOOST_TEST(f.ec.value() == number);
        BOOST_TEST((f.turn_on(by(rs485_mode::automatic)).mode == rs485_mode::software));
        BOOST_TEST(!f.ec.failed());
    }
}

BOOST_AUTO_TEST_CASE(what_is_so_already_is_not_set_again)
{
    fixture f(be_pl011);
    rs485_config const first = f.turn_on(by(rs485_mode::kernel));
    BOOST_TEST((f.turn_on(by(rs485_mode::kernel)) == first));
    BOOST_TEST(f.tty.count("set_rs485") == 0u);
}

BOOST_AUTO_TEST_CASE(whichever_call_fails_everything_is_as_before)
{
    for (fake_driver const& driver : all_drivers)
        for (bool const was_on : {false, true})
            for (rs485_mode const mode : all_modes)
                for (int const number : most_numbers)
                    for (std::size_t index = 0; index < most_calls; ++index)
                        BOOST_TEST_CONTEXT(driver.name << ", " << mode << ": call " << index
                                                       << " fails with " << number)
                        {
                            fixture f(driver.be);
                            f.tty.rs485.flags = was_on ? bits::enabled | bits::rts_on_send : 0u;
                            tty_state const before(f.tty);
                            state const found = f.read();
                            f.tty.forget();
                            f.tty.fail_at[index] = number;
                            rs485_config wanted = by(mode);
                            wanted.delay_before_send = 7ms;
                            f.control.turn_on(wanted, found, true, f.ec);
                            if (index >= f.tty.calls.size())
                                break;
                            if (f.ec.failed())
                                BOOST_TEST(difference(before, tty_state(f.tty)) == "");
                            else // the library does it; of a port that is there EIO is a refusal
                                BOOST_TEST((mode == rs485_mode::automatic
                                    && (number == e_io || !detail::is_lost(number))));
                        }
}

// --- putting back -----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(what_was_on_before_is_put_back_bit_by_bit)
{
    fixture f;
    f.tty.rs485.flags = bits::enabled | bits::rts_after_send | unknown_bit;
    f.tty.rs485.delay_rts_before_send = 3;
    detail::linux_rs485 const original = f.tty.rs485;
    state const before = f.read();
    f.turn_on(by(rs485_mode::kernel));
    BOOST_TEST((f.tty.rs485 != original));
    f.control.write(before, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST((f.tty.rs485 == original));
}

BOOST_AUTO_TEST_CASE(what_was_off_before_is_switched_off_once)
{
    fixture f(be_pl011); // which zeroes everything then, also what was not zero before
    state const before = f.read();
    f.turn_on(by(rs485_mode::kernel));
    f.tty.forget();
    f.control.write(before, f.ec);
    f.control.write(before, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(!detail::is_enabled(f.tty.rs485));
    BOOST_TEST(f.tty.count("set_rs485") == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_never_there_is_not_put_back)
{
    fixture f(be_ftdi);
    f.control.write(f.read(), f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.count("set_rs485") == 0u);
}

BOOST_AUTO_TEST_CASE(putting_back_needs_no_answer_to_a_query)
{
    fixture f;
    state const before = f.read();
    f.turn_on(by(rs485_mode::kernel));
    f.tty.always["get_rs485"] = e_nomem;
    f.control.write(before, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(!detail::is_enabled(f.tty.rs485));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_put_back_is_told)
{
    for (char const* const call : {"get_rs485", "set_rs485"})
    {
        fixture f;
        state const before = f.read();
        f.turn_on(by(rs485_mode::kernel));
        f.tty.always[call] = e_nodev;
        f.control.write(before, f.ec);
        BOOST_TEST((f.ec == condition::disconnected), call);
    }
}

BOOST_AUTO_TEST_SUITE_END()
