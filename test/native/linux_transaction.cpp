// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Every setting of a port at once: what fails leaves nothing behind, what is changed is put back.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/native/linux_port.hpp>

#include "support/fake_linux_drivers.hpp"
#include "support/fake_linux_sys.hpp"
#include "support/linux_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(linux_transaction)

namespace {

namespace bits = detail::linux_rs485_flags;
namespace flags = detail::termios2_flags;
using namespace boost_serial_ext_test;
using namespace std::chrono_literals;

struct fixture : linux_fixture
{
    explicit fixture(void (*be)(fake_tty&) = be_willing)
    {
        be(tty);
        found = tty_state(tty);
    }

    // Nothing that outlives the handle is left of the library's; termios and lines stay.
    std::string left_behind() const
    {
        tty_state now(tty);
        now.termios = found.termios;
        now.lines = found.lines;
        return difference(found, now);
    }

    tty_state found{tty}; // before the port was opened
};

// The combinations of what is no part of termios.
std::vector<serial_config> all_extras()
{
    std::vector<serial_config> result;
    for (bool const exclusive : {true, false})
        for (bool const quick : {false, true})
            for (std::optional<rs485_mode> const mode :
                {std::optional<rs485_mode>(), std::optional(rs485_mode::kernel),
                    std::optional(rs485_mode::software), std::optional(rs485_mode::automatic)})
            {
                serial_config c;
                c.exclusive = exclusive;
                c.low_latency = quick;
                if (mode)
                    c.rs485.emplace().mode = *mode;
                result.push_back(c);
            }
    return result;
}

// Another framing and other delays, so that every setting has to change.
serial_config otherwise(serial_config c)
{
    c.baud_rate = 9'600;
    c.character_size = 7;
    c.parity = parity::even;
    if (c.rs485)
    {
        c.rs485->delay_before_send = 4ms;
        c.rs485->rx_during_tx = true;
    }
    return c;
}

std::string name(serial_config const& c)
{
    return to_string(c);
}

// What is wrong after a call that may have failed; empty if nothing is. BOOST_TEST for each of the
// many thousand runs below would take minutes.
//
// `again`: there was a second failure, while the first one was undone. That need not leave
// everything as before, but then it is told.
std::string complaints(fixture& f, detail::opened_port const& port, serial_config const& before,
    tty_state const& state_before, bool again)
{
    std::string text;
    auto const check = [&](bool fine, std::string const& what)
    {
        if (!fine)
            text += what + "; ";
    };
    serial_config const& now = port.control->config();
    // A timer that could not be read when everything was still as before cannot be put back.
    std::string const timer_unknown = "latency timer";
    if (f.ec)
    {
        std::string const changed = difference(state_before, tty_state(f.tty));
        bool const told = again && port.control->restored().ec.failed();
        check(
            told || changed.empty() || (again && changed == timer_unknown), "changed: " + changed);
        check(told || now == before, "config() is " + name(now));
        check(again || !port.control->restored().ec, "not restored");
        check(f.ec.has_location(), "no location");
    }
    check(now == read_from(f.tty, now),
        "config() is " + name(now) + ", the kernel has " + name(read_from(f.tty, now)));
    check(f.tty.misuse.empty(), "misuse");
    check(f.tty.open_handles.size() == 1, "a file is left open");
    f.tty.fail_at.clear();
    port.control->prepare_close(false, false);
    check(f.left_behind().empty(), "left behind: " + f.left_behind());
    check(!port.control->restored().ec, "not restored on close");
    return text;
}

// Whether there was such a call, which was made to fail.
bool fail_a_call_of_open(fake_driver const& driver, serial_config const& wanted, std::size_t index,
    int number, bool again)
{
    fixture f(driver.be);
    f.tty.fail_at[index] = number;
    auto const port = f.open(wanted);
    if (index >= f.tty.calls.size())
        return false;
    std::string const call = f.tty.calls[index];
    std::string text;
    if (!f.ec)
        text = complaints(f, port, wanted, f.found, false);
    else if (!again || !port.undone.ec)
    {
        text = f.left_behind();
        if (f.tty.termios != cooked())
            text += " termios";
    }
    if (f.ec && !f.tty.open_handles.empty())
        text += " an open handle";
    if (!text.empty() && call != "clear_exclusive")
        BOOST_ERROR(driver.name << ", " << name(wanted) << ", call " << index << " (" << call
                                << ") fails with " << number << ": " << text);
    return true;
}

} // namespace

// --- one failure ------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(whichever_call_of_open_fails_nothing_is_left_behind)
{
    std::size_t runs = 0;
    for (fake_driver const& driver : all_drivers)
        for (serial_config wanted : all_extras())
        {
            wanted.dtr = initial_line::off;
            fixture first(driver.be);
            first.open(wanted);
            for (int const number : most_numbers)
                for (std::size_t index = 0;
                     fail_a_call_of_open(driver, wanted, index, number, first.ec.failed()); ++index)
                    ++runs;
        }
    BOOST_TEST(runs > 10'000u);
}

namespace {

// Opens with one configuration and changes to another one; false if that driver does not open so.
struct change
{
    change(fake_driver const& driver, serial_config const& first) : f(driver.be)
    {
        port = f.open(first);
        f.tty.forget();
    }

    void to(serial_config const& second) { port.control->apply(otherwise(second), f.ec); }

    fixture f;
    detail::opened_port port;
};

bool succeeds(fake_driver const& driver, serial_config const& first, serial_config const& second)
{
    change c(driver, first);
    c.to(second);
    return !c.f.ec;
}

// Whether there was such a call, which was made to fail.
bool fail_a_call_of_configure(fake_driver const& driver, serial_config const& first,
    serial_config const& second, std::size_t index, int number, bool again)
{
    change c(driver, first);
    tty_state const state(c.f.tty);
    serial_config const before = c.port.control->config();
    c.f.tty.fail_at[index] = number;
    c.to(second);
    if (index >= c.f.tty.calls.size())
        return false;
    std::string const call = c.f.tty.calls[index];
    if (call == "clear_exclusive") // fails for nobody but a lost device, whose mode is lost as well
        return true;
    std::string const text = complaints(c.f, c.port, before, state, again);
    if (!text.empty())
        BOOST_ERROR(driver.name << ", " << name(first) << " to " << name(second) << ", call "
                                << index << " (" << call << ") fails with " << number << ": "
                                << text);
    return true;
}

} // namespace

BOOST_AUTO_TEST_CASE(whichever_call_of_configure_fails_everything_is_as_before)
{
    std::size_t runs = 0;
    for (fake_driver const& driver : all_drivers)
        for (serial_config const& first : all_extras())
        {
            if (change(driver, first).f.ec)
                continue; // this driver cannot do it
            for (serial_config const& second : all_extras())
            {
                // Locks are no business of drivers: one of them is enough for all combinations.
                if (!second.exclusive && driver.be != be_willing)
                    continue;
                bool const again = !succeeds(driver, first, second);
                for (int const number : {e_io, e_acces, e_nodev, e_inval})
                {
                    std::size_t index = 0;
                    while (fail_a_call_of_configure(driver, first, second, index, number, again))
                        ++index;
                    runs += index;
                }
            }
        }
    BOOST_TEST(runs > 50'000u);
}

BOOST_AUTO_TEST_CASE(whichever_call_of_configure_a_signal_interrupts_it_ends_as_without)
{
    for (fake_driver const& driver : all_drivers)
        for (serial_config const& second : all_extras())
            for (std::size_t index = 0;; ++index)
            {
                change undisturbed(driver, shared());
                undisturbed.to(second);
                change c(driver, shared());
                c.f.tty.fail_at[index] = e_intr;
                c.to(second);
                if (index >= c.f.tty.calls.size())
                    break;
                std::string const& call = c.f.tty.calls[index];
                if (call == "device_number" || call == "clear_exclusive" || call == "unlock"
                    || call == "close")
                    continue; // no signal interrupts these, and close must not be repeated
                BOOST_TEST(c.f.ec == undisturbed.f.ec, driver.name << ", " << call);
                BOOST_TEST(difference(tty_state(c.f.tty), tty_state(undisturbed.f.tty)) == "");
            }
}

// --- two failures -----------------------------------------------------------------------------

namespace {

// Whether there were such calls, which were made to fail; counts those that told of the second one.
bool fail_two_calls_of_configure(fake_driver const& driver, serial_config const& first,
    serial_config const& second, std::size_t one, std::size_t other, std::size_t& told)
{
    change c(driver, first);
    tty_state const state(c.f.tty);
    serial_config const before = c.port.control->config();
    c.f.tty.fail_at = {{one, e_range}, {other, e_acces}};
    c.to(second);
    auto const& calls = c.f.tty.calls;
    if (other >= calls.size())
        return false;
    std::string const names = calls[one] + " and " + calls[other];
    if (c.f.ec && c.port.control->restored().ec)
        ++told;
    std::string const text = complaints(c.f, c.port, before, state, true);
    // A shared lock that is lost while it is converted is not missed.
    if (!text.empty() && text != "changed: LOCK_SH; "
        && names.find("clear_exclusive") == std::string::npos)
        BOOST_ERROR(driver.name << ", " << name(first) << " to " << name(second) << ", calls "
                                << one << " and " << other << " (" << names << ") fail: " << text);
    return true;
}

} // namespace

BOOST_AUTO_TEST_CASE(what_cannot_be_undone_is_told_and_config_says_how_it_is)
{
    std::size_t told = 0;
    for (fake_driver const& driver : all_drivers)
        for (serial_config const& first : {shared(), low_latency(shared()),
                 with_rs485(rs485_mode::automatic), with_rs485(rs485_mode::software)})
            for (serial_config const& second :
                {low_latency(), with_rs485(rs485_mode::automatic), shared()})
            {
                if (change(driver, first).f.ec || !succeeds(driver, first, second))
                    continue; // it would be three failures
                for (std::size_t one = 0; one < most_calls; ++one)
                    for (std::size_t other = one + 1;
                         fail_two_calls_of_configure(driver, first, second, one, other, told);)
                        ++other;
            }
    BOOST_TEST(told > 100u);
}

BOOST_AUTO_TEST_CASE(the_failure_that_came_first_is_reported)
{
    change c({"willing", be_willing}, serial_config());
    c.f.tty.always["set_lines"] = e_range; // not needed here
    c.f.tty.always["set_termios"] = e_inval;
    c.to(low_latency());
    BOOST_TEST(c.f.ec.value() == e_inval);
    BOOST_TEST(!c.port.control->restored().ec.failed()); // there was nothing to undo
}

BOOST_AUTO_TEST_CASE(rs485_by_the_library_is_not_forgotten_when_something_cannot_be_undone)
{
    change c({"8250", be_8250}, with_rs485(rs485_mode::software));
    c.f.tty.driver = [&](termios2 t)
    {
        c.f.tty.always["set_termios"] = e_inval; // from now on
        t.c_cflag |= flags::cs8;
        return t;
    };
    c.to({});
    BOOST_TEST(c.f.ec == error_code(error::rejected_character_size));
    BOOST_TEST(c.port.control->restored().ec.value() == e_inval);
    serial_config const now = c.port.control->config();
    BOOST_TEST(now.baud_rate == 9'600u); // as it is now
    BOOST_TEST_REQUIRE(now.rs485.has_value());
    BOOST_TEST(now.rs485->mode == rs485_mode::software);
}

BOOST_AUTO_TEST_CASE(a_restoration_that_fails_is_tried_again_on_close)
{
    change c({"willing", be_willing}, serial_config());
    c.f.tty.always["set_lines"] = e_range; // what RS-485 by the library needs, last of all
    c.f.tty.serial_driver = [&](linux_serial s)
    {
        c.f.tty.always["set_serial"] = e_acces; // from now on
        return s;
    };
    c.to(low_latency(with_rs485(rs485_mode::software)));
    BOOST_TEST(c.f.ec.value() == e_range);
    BOOST_TEST(c.port.control->restored().ec.value() == e_acces);
    BOOST_TEST(c.port.control->config().low_latency);
    c.f.tty.always.erase("set_serial");
    c.port.control->prepare_close(false, false);
    BOOST_TEST(c.port.control->restored().done);
    BOOST_TEST(c.f.left_behind() == "");
}

// --- drivers that lie -------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(each_driver_gets_what_it_can_do_and_says_so)
{
    constexpr auto none = std::optional<rs485_mode>();
    constexpr auto library = std::optional(rs485_mode::software);
    constexpr auto kernel = std::optional(rs485_mode::kernel);
    struct
    {
        fake_driver driver;
        bool low_latency;
        std::optional<rs485_mode> rs485;
    } const rows[] = {
        {{"8250", be_8250}, true, library},
        {{"ftdi_sio", be_ftdi}, true, library},
        {{"its timer stays", be_stubborn_ftdi}, true, library},
        {{"its timer is root's", be_locked_ftdi}, false, library},
        {{"cdc_acm", be_cdc_acm}, false, library},
        {{"pl011", be_pl011}, true, kernel},
        {{"pty", be_pty}, false, none},
    };
    serial_config wanted = low_latency(with_rs485(rs485_mode::automatic));
    for (auto const& row : rows)
        for (auto const policy : {unsupported_policy::warn, unsupported_policy::ignore})
            BOOST_TEST_CONTEXT(row.driver.name)
            {
                fixture f(row.driver.be);
                wanted.unsupported = policy;
                auto const port = f.open(wanted);
                BOOST_TEST_REQUIRE(!f.ec.failed());
                serial_config const got = port.control->config();
                BOOST_TEST((got == port.report.applied));
                BOOST_TEST((got == read_from(f.tty, got)));
                BOOST_TEST(got.low_latency == row.low_latency);
                BOOST_TEST(got.rs485.has_value() == row.rs485.has_value());
                if (got.rs485 && row.rs485)
                    BOOST_TEST(got.rs485->mode == *row.rs485);
                auto skipped = port.report.skipped;
                if (!row.low_latency)
                {
                    BOOST_TEST_REQUIRE(!skipped.empty());
                    BOOST_TEST(skipped.front().feature == feature::low_latency);
                    BOOST_TEST(skipped.front().ec.failed());
                    skipped.erase(skipped.begin());
                }
                if (!row.rs485)
                {
                    BOOST_TEST_REQUIRE(!skipped.empty());
                    BOOST_TEST(skipped.front().feature == feature::rs485);
                    BOOST_TEST(skipped.front().ec == make_unsupported_error(feature::rs485));
                    skipped.erase(skipped.begin());
                }
                BOOST_TEST(skipped.empty());
                port.control->prepare_close(false, false);
                BOOST_TEST(f.left_behind() == "");
            }
}

BOOST_AUTO_TEST_CASE(what_a_driver_cannot_do_fails_by_default_and_is_named)
{
    struct
    {
        fake_driver driver;
        serial_config wanted;
        feature lacking;
    } const rows[] = {
        {{"cdc_acm", be_cdc_acm}, low_latency(), feature::low_latency},
        {{"pty", be_pty}, low_latency(), feature::low_latency},
        {{"pty", be_pty}, with_rs485(rs485_mode::automatic), feature::rs485},
        {{"pty", be_pty}, with_rs485(rs485_mode::software), feature::rs485},
        {{"8250", be_8250}, with_rs485(rs485_mode::kernel), feature::rs485},
        {{"ftdi_sio", be_ftdi}, with_rs485(rs485_mode::kernel), feature::rs485},
        {{"pty", be_pty}, with_lines(initial_line::off, initial_line::on), feature::modem_lines},
    };
    for (auto const& row : rows)
        BOOST_TEST_CONTEXT(row.driver.name << ", " << row.lacking)
        {
            fixture f(row.driver.be);
            f.open(row.wanted);
            BOOST_TEST(f.ec == make_unsupported_error(row.lacking));
            BOOST_TEST(f.ec.has_location());
            BOOST_TEST(f.left_behind() == "");
            f.check_untouched();

            // The same where the port is open and works.
            fixture g(row.driver.be);
            auto const port = g.opened();
            if (row.lacking == feature::modem_lines)
                continue; // lines are for the open alone
            port.control->apply(row.wanted, g.ec);
            BOOST_TEST(g.ec == make_unsupported_error(row.lacking));
            BOOST_TEST((port.control->config() == serial_config()));
        }
}

BOOST_AUTO_TEST_CASE(a_pty_opens_with_what_nobody_asked_of_it_missing)
{
    fixture f(be_pty);
    auto const port = f.open();
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(port.report.skipped.empty());
    BOOST_TEST((port.report.applied == serial_config()));
}

BOOST_AUTO_TEST_CASE(a_lost_device_is_no_missing_feature_whatever_the_policy)
{
    for (char const* const call : {"get_serial", "set_serial", "get_rs485", "set_rs485"})
    {
        change c({"willing", be_willing}, serial_config());
        c.f.tty.always[call] = e_nodev;
        serial_config wanted = low_latency(with_rs485(rs485_mode::automatic));
        wanted.unsupported = unsupported_policy::ignore;
        c.to(wanted);
        BOOST_TEST((c.f.ec == condition::disconnected), call);
        BOOST_TEST(c.f.ec.value() == e_nodev);
    }
}

BOOST_AUTO_TEST_CASE(corrections_of_the_kernel_are_reported)
{
    fixture f(be_pl011);
    serial_config wanted = with_rs485(rs485_mode::kernel);
    wanted.rs485->terminate_bus = true;
    wanted.rs485->rx_during_tx = true;
    wanted.rs485->delay_before_send = 101ms;
    wanted.rs485->delay_after_send = 500ms;
    auto const port = f.open(wanted);
    BOOST_TEST(!f.ec.failed());
    rs485_config expected = *wanted.rs485;
    expected.terminate_bus = false;
    expected.delay_before_send = expected.delay_after_send = 100ms;
    BOOST_TEST_REQUIRE(port.report.applied.rs485.has_value());
    BOOST_TEST((*port.report.applied.rs485 == expected));
    BOOST_TEST(port.report.skipped.empty());
}

// --- from one kind of flow control to another -------------------------------------------------

BOOST_AUTO_TEST_CASE(from_the_kernels_rs485_to_rts_cts_and_back)
{
    fixture f(be_pl011); // whose RS-485 keeps termios from RTS
    auto const port = f.opened(with_rs485(rs485_mode::kernel));
    serial_config rts_cts;
    rts_cts.flow_control.rts_cts = true;

    port.control->apply(rts_cts, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(!detail::is_enabled(f.tty.rs485));
    BOOST_TEST((f.tty.termios.c_cflag & flags::crtscts) != 0u);
    BOOST_TEST((port.control->config() == rts_cts));

    port.control->apply(with_rs485(rs485_mode::kernel), f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(detail::is_enabled(f.tty.rs485));
    BOOST_TEST((f.tty.termios.c_cflag & flags::crtscts) == 0u);
    BOOST_TEST((port.control->config() == with_rs485(rs485_mode::kernel)));
}

BOOST_AUTO_TEST_CASE(rts_cts_comes_back_when_rs485_fails)
{
    fixture f(be_pl011);
    serial_config rts_cts;
    rts_cts.flow_control.rts_cts = true;
    auto const port = f.opened(rts_cts);
    f.tty.always["set_rs485"] = e_io;
    port.control->apply(with_rs485(rs485_mode::kernel), f.ec);
    BOOST_TEST((f.ec == condition::unsupported_configuration));
    BOOST_TEST((f.tty.termios.c_cflag & flags::crtscts) != 0u);
    BOOST_TEST((port.control->config() == rts_cts));
}

BOOST_AUTO_TEST_CASE(rs485_comes_back_when_rts_cts_fails)
{
    fixture f(be_pl011);
    auto const port = f.opened(with_rs485(rs485_mode::kernel));
    auto const drops = f.tty.driver;
    f.tty.driver = [&](termios2 t)
    {
        t.c_cflag &= ~flags::crtscts;
        return t;
    };
    serial_config rts_cts;
    rts_cts.flow_control.rts_cts = true;
    port.control->apply(rts_cts, f.ec);
    BOOST_TEST(f.ec == error_code(error::rejected_rts_cts));
    BOOST_TEST(detail::is_enabled(f.tty.rs485));
    BOOST_TEST((port.control->config() == with_rs485(rs485_mode::kernel)));
}

BOOST_AUTO_TEST_CASE(the_library_lowers_rts_for_rs485_and_raises_it_afterwards)
{
    fixture f(be_8250);
    auto const port = f.opened();
    BOOST_TEST(f.tty.lines == both_raised);
    port.control->apply(with_rs485(rs485_mode::software), f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.lines == detail::tty_dtr);
    port.control->apply({}, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.lines == both_raised);
    BOOST_TEST(!port.control->config().rs485.has_value());
}

BOOST_AUTO_TEST_CASE(rts_rests_where_rs485_by_the_library_wants_it)
{
    for (bool const after_send : {false, true})
    {
        fixture f(be_ftdi);
        serial_config wanted = with_rs485(rs485_mode::automatic);
        wanted.rs485->rts_on_send = !after_send;
        wanted.rs485->rts_after_send = after_send;
        f.open(wanted);
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(((f.tty.lines & detail::tty_rts) != 0) == after_send);
        BOOST_TEST((f.tty.lines & detail::tty_dtr) != 0);
    }
}

BOOST_AUTO_TEST_CASE(rs485_by_the_library_needs_an_rts_that_obeys)
{
    for (auto const policy : {unsupported_policy::fail, unsupported_policy::ignore})
    {
        fixture f(be_8250);
        f.tty.line_driver = [](int lines) { return lines | detail::tty_rts; };
        serial_config wanted = with_rs485(rs485_mode::software);
        wanted.unsupported = policy;
        f.open(wanted);
        BOOST_TEST(f.ec == error_code(error::rejected_rts));
    }
}

BOOST_AUTO_TEST_CASE(the_kernels_rs485_keeps_rts_to_itself)
{
    fixture f(be_pl011);
    serial_config wanted = with_rs485(rs485_mode::kernel);
    wanted.rts = initial_line::off;
    f.open(wanted);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.count("set_lines") == 0u);
}

BOOST_AUTO_TEST_CASE(rs485_goes_from_the_kernel_to_the_library_and_back)
{
    fixture f(be_pl011);
    auto const port = f.opened(with_rs485(rs485_mode::kernel));
    for (rs485_mode const mode :
        {rs485_mode::software, rs485_mode::kernel, rs485_mode::software, rs485_mode::automatic})
    {
        port.control->apply(with_rs485(mode), f.ec);
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(detail::is_enabled(f.tty.rs485) == (mode != rs485_mode::software));
        BOOST_TEST_REQUIRE(port.control->config().rs485.has_value());
        BOOST_TEST(port.control->config().rs485->mode
            == (mode == rs485_mode::automatic ? rs485_mode::kernel : mode));
    }
    port.control->prepare_close(false, false);
    BOOST_TEST(f.left_behind() == "");
}

BOOST_AUTO_TEST_CASE(a_line_of_the_far_end_that_moves_meanwhile_is_no_reason_to_set_lines)
{
    fixture f;
    auto const port = f.opened();
    f.tty.driver = [&](termios2 t)
    {
        f.tty.lines ^= detail::tty_cts;
        t.c_cflag |= flags::cs8; // seven bits are refused
        return t;
    };
    port.control->apply({9'600, 7}, f.ec);
    BOOST_TEST(f.ec.failed());
    BOOST_TEST(f.tty.count("set_lines") == 0u);
}

BOOST_AUTO_TEST_CASE(lines_that_a_failed_configure_has_moved_go_back)
{
    fixture f;
    auto const port = f.opened(with_lines(initial_line::off, initial_line::on));
    f.tty.driver = [&](termios2 t)
    {
        f.tty.lines = detail::tty_dtr; // as drivers do that reset the device
        t.c_cflag |= flags::cs8;
        return t;
    };
    port.control->apply({9'600, 7}, f.ec);
    BOOST_TEST(f.ec == error_code(error::rejected_character_size));
    BOOST_TEST(f.tty.lines == detail::tty_rts);
}

// --- close ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(closing_puts_back_what_outlives_the_handle_and_says_so)
{
    for (fake_driver const& driver : all_drivers)
        for (serial_config wanted : all_extras())
            BOOST_TEST_CONTEXT(driver.name << ", " << wanted)
            {
                fixture f(driver.be);
                wanted.unsupported = unsupported_policy::ignore;
                auto const port = f.open(wanted);
                BOOST_TEST_REQUIRE(!f.ec.failed());
                bool const kernel = detail::is_enabled(f.tty.rs485);
                bool const changed = detail::is_low_latency(f.tty.serial) || kernel;
                port.control->prepare_close(false, false);
                BOOST_TEST(f.left_behind() == "");
                BOOST_TEST(port.control->restored().done == changed);
                BOOST_TEST(!port.control->restored().ec.failed());
            }
}

BOOST_AUTO_TEST_CASE(closing_puts_back_what_was_there_before_the_first_change)
{
    fixture f(be_pl011);
    f.tty.rs485.flags = bits::enabled | bits::rts_after_send;
    f.tty.rs485.delay_rts_after_send = 9;
    f.tty.serial.flags = 0x20;
    linux_rs485 const rs485 = f.tty.rs485;
    auto const port = f.opened(low_latency(with_rs485(rs485_mode::kernel)));
    for (serial_config const& c :
        {otherwise(with_rs485(rs485_mode::kernel)), low_latency(with_rs485(rs485_mode::software)),
            serial_config(), low_latency(otherwise(with_rs485(rs485_mode::automatic)))})
    {
        port.control->apply(c, f.ec);
        BOOST_TEST(!f.ec.failed());
    }
    port.control->prepare_close(false, false);
    BOOST_TEST((f.tty.rs485 == rs485));
    BOOST_TEST(f.tty.serial.flags == 0x20);
}

BOOST_AUTO_TEST_CASE(what_was_configured_back_is_not_put_back_again)
{
    fixture f(be_ftdi);
    auto const port = f.opened(low_latency());
    port.control->apply({}, f.ec);
    BOOST_TEST(!detail::is_low_latency(f.tty.serial));
    BOOST_TEST(f.tty.files[latency_file] == "16\n");
    f.tty.forget();
    port.control->prepare_close(false, false);
    BOOST_TEST(f.tty.count("set_serial") == 0u);
    BOOST_TEST(!port.control->restored().done);
}

BOOST_AUTO_TEST_CASE(an_ftdi_chips_word_about_its_transmitter_is_as_old_as_its_timer)
{
    using namespace std::chrono_literals;
    fixture f(be_ftdi);
    serial_config config;
    auto const port = f.opened(config);
    BOOST_TEST_REQUIRE(!f.ec.failed());
    BOOST_TEST((port.control->transmitter_lag() == 18ms));
    config.low_latency = true;
    port.control->apply(config, f.ec);
    BOOST_TEST_REQUIRE(!f.ec.failed());
    BOOST_TEST((port.control->transmitter_lag() == 3ms));

    fixture other(be_8250);
    BOOST_TEST((other.opened().control->transmitter_lag() == 0ms));
}

BOOST_AUTO_TEST_CASE(low_latency_that_others_have_set_stays)
{
    fixture f;
    f.tty.serial.flags = detail::linux_low_latency;
    auto const port = f.opened();
    BOOST_TEST(port.control->config().low_latency);
    port.control->apply({9'600}, f.ec);
    port.control->prepare_close(false, false);
    BOOST_TEST(detail::is_low_latency(f.tty.serial));
    BOOST_TEST(f.tty.count("set_serial") == 0u);
}

BOOST_AUTO_TEST_CASE(a_restoration_that_fails_on_close_is_told_and_the_others_go_on)
{
    for (char const* const call : {"set_serial", "set_rs485"})
    {
        fixture f;
        auto const port = f.opened(low_latency(with_rs485(rs485_mode::kernel)));
        f.tty.always[call] = e_acces;
        port.control->prepare_close(false, false);
        BOOST_TEST(port.control->restored().done);
        BOOST_TEST(port.control->restored().ec.value() == e_acces, call);
        BOOST_TEST(
            f.left_behind() == (call == std::string("set_serial") ? "serial flags" : "RS-485"));
    }
}

BOOST_AUTO_TEST_CASE(what_an_adopted_handle_changes_is_put_back_as_well)
{
    fixture f;
    f.tty.open_handles = {5};
    auto const control = f.ports.adopt(5, f.ec);
    BOOST_TEST_REQUIRE((control != nullptr));
    control->apply(low_latency(with_rs485(rs485_mode::kernel)), f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.left_behind() != "");
    control->prepare_close(false, false);
    BOOST_TEST(f.left_behind() == "");
}

BOOST_AUTO_TEST_CASE(an_adopted_handle_is_described_as_it_is)
{
    fixture f;
    f.tty.open_handles = {5};
    f.tty.serial.flags = detail::linux_low_latency;
    f.tty.rs485.flags = bits::enabled | bits::rx_during_tx;
    auto const control = f.ports.adopt(5, f.ec);
    BOOST_TEST_REQUIRE((control != nullptr));
    BOOST_TEST(control->config().low_latency);
    BOOST_TEST_REQUIRE(control->config().rs485.has_value());
    BOOST_TEST(control->config().rs485->rx_during_tx);
    BOOST_TEST(control->config().rs485->mode == rs485_mode::kernel);
}

BOOST_AUTO_TEST_SUITE_END()
