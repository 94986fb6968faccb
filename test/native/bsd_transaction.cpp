// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Every setting of a port at once on macOS and the BSDs: what fails leaves nothing behind.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/bsd_termios.hpp>
#include <boost_serial_ext/detail/error_numbers.hpp>
#include <boost_serial_ext/native/bsd_port.hpp>

#include "support/fake_bsd_drivers.hpp"
#include "support/fake_bsd_sys.hpp"
#include "support/tty_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(bsd_transaction)

namespace {

namespace flags = detail::bsd_termios_flags;
using detail::error_context;
using namespace boost_serial_ext_test;

template<class S>
using fixture = bsd_driver_fixture<S>;

// Locks, rates that termios takes or not, and RTS as the direction.
std::vector<serial_config> all_extras()
{
    std::vector<serial_config> result;
    for (bool const exclusive : {true, false})
        for (std::uint32_t const rate : {19'200u, 250'000u})
            for (bool const rs485 : {false, true})
            {
                serial_config c{rate};
                c.exclusive = exclusive;
                if (rs485)
                    c.rs485.emplace();
                result.push_back(c);
            }
    return result;
}

// Another framing and another rate of the same kind.
serial_config otherwise(serial_config c)
{
    c.baud_rate /= 2;
    c.character_size = 7;
    c.parity = parity::even;
    c.hangup_on_close = false;
    return c;
}

// What is wrong after a call that may have failed; empty if nothing is.
//
// `again`: there was a second failure, while the first one was undone. That need not leave
// everything as before, but then it is told.
template<class S>
std::string complaints(fixture<S>& f, detail::opened_port const& port, serial_config const& before,
    bsd_state<S> state_before, bool again)
{
    std::string text;
    auto const check = [&](bool fine, std::string const& what)
    {
        if (!fine)
            text += what + "; ";
    };
    serial_config const& now = port.control->config();
    if (f.ec)
    {
        bsd_state<S> state(f.tty);
        state.termios.c_lflag &= ~flags::pendin;
        state_before.termios.c_lflag &= ~flags::pendin;
        std::string const changed = difference(state_before, state);
        bool const told = again && port.control->restored().ec.failed();
        check(told || changed.empty(), "changed: " + changed);
        check(told || now == before, "config() is " + to_string(now));
        check(again || !port.control->restored().ec, "not restored");
        check(f.ec.has_location(), "no location");
    }
    serial_config const real = read_from(f.tty, now);
    check(now == real, "config() is " + to_string(now) + ", the kernel has " + to_string(real));
    check(f.tty.misuse.empty(), "misuse");
    check(f.tty.open_handles.size() == 1, "the handle is closed");
    f.tty.fail_at.clear();
    port.control->prepare_close(false, false);
    bool const lock_left = f.tty.locked || f.tty.shared_lock || f.tty.exclusive;
    check(!lock_left, "a lock is left");
    return text;
}

} // namespace

// --- one failure ------------------------------------------------------------------------------

namespace {

constexpr std::size_t first_change = 6; // of the calls of open

// Whether an open goes on though a call has failed with this number.
bool need_not_succeed(
    detail::os system, std::vector<std::string> const& calls, std::size_t index, int number)
{
    std::string const& call = calls[index];
    if (call == "get_exclusive")
        return true;
    if (call == "lock" || call == "lock_shared")
        return detail::is_missing(number, system);
    return call == "get_lines" && index < first_change && detail::is_missing(number);
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(
    whichever_call_of_open_fails_its_number_and_meaning_are_reported, S, bsd_systems)
{
    std::size_t runs = 0;
    for (int const number : most_numbers)
        for (std::size_t index = 0; index < most_calls; ++index)
        {
            fixture<S> f;
            f.tty.fail_at[index] = number;
            auto const port = f.open(with_lines(initial_line::off, initial_line::off));
            if (index >= f.tty.calls.size())
                break;
            ++runs;
            std::string const call = f.tty.calls[index];
            BOOST_TEST_CONTEXT(call << " fails with " << number)
            {
                if (need_not_succeed(S::family, f.tty.calls, index, number))
                {
                    BOOST_TEST(!f.ec.failed());
                    continue;
                }
                bool const line = call == "get_lines" || call == "set_lines";
                bool const sets = call == "set_termios" || call == "set_lines";
                bool const refused
                    = sets && (number == e_io || number == e_pipe || number == e_proto);
                error_context const where = refused ? error_context::refused
                    : index < first_change          ? error_context::open
                                                    : error_context::configure;
                bool const read_back = line && f.tty.calls[index - 1] == "set_lines";
                error_code const expected = line && detail::is_missing(number)
                    ? read_back ? error_code(error::rejected_dtr)
                                : make_unsupported_error(feature::modem_lines)
                    : detail::make_system_error(where, number);
                BOOST_TEST(f.ec == expected);
                BOOST_TEST(f.ec.has_location());
                BOOST_TEST((port.control == nullptr));
                BOOST_TEST(f.tty.count("close") == (index > 0 ? 1u : 0u));
                BOOST_TEST(!port.undone.ec.failed());
                f.check_untouched();
                BOOST_TEST(f.tty.rate == f.found.rate);
            }
        }
    BOOST_TEST(runs == 11 * std::size(most_numbers));
}

namespace {

// Whether there was such a call, which was made to fail.
template<class S>
bool fail_a_call_of_open(
    bsd_kind<S> const& k, serial_config const& wanted, std::size_t index, int number)
{
    fixture<S> f(k.be);
    f.tty.fail_at[index] = number;
    auto const port = f.open(wanted);
    if (index >= f.tty.calls.size())
        return false;
    std::string const call = f.tty.calls[index];
    std::string text;
    if (!f.ec)
        text = complaints(f, port, wanted, f.found, false);
    else
    {
        text = f.left_behind();
        if (port.undone.ec)
            text += " not undone";
        if (!f.tty.open_handles.empty())
            text += " an open handle";
    }
    if (!text.empty())
        BOOST_ERROR(k.name << ", " << to_string(wanted) << ", call " << index << " (" << call
                           << ") fails with " << number << ": " << text);
    return true;
}

// Opens with one configuration and changes to another one.
template<class S>
struct change
{
    change(bsd_kind<S> const& k, serial_config const& first) : f(k.be)
    {
        port = f.open(first);
        f.tty.forget();
    }

    void to(serial_config const& second) { port.control->apply(otherwise(second), f.ec); }

    fixture<S> f;
    detail::opened_port port;
};

// Whether there was such a call, which was made to fail.
template<class S>
bool fail_a_call_of_configure(bsd_kind<S> const& k, serial_config const& first,
    serial_config const& second, std::size_t index, int number)
{
    change<S> c(k, first);
    bsd_state<S> const state(c.f.tty);
    serial_config const before = c.port.control->config();
    c.f.tty.fail_at[index] = number;
    c.to(second);
    if (index >= c.f.tty.calls.size())
        return false;
    std::string const call = c.f.tty.calls[index];
    if (call == "clear_exclusive") // fails for nobody but a lost device, whose mode is lost as well
        return true;
    std::string const text = complaints(c.f, c.port, before, state, false);
    if (!text.empty())
        BOOST_ERROR(k.name << ", " << to_string(first) << " to " << to_string(second) << ", call "
                           << index << " (" << call << ") fails with " << number << ": " << text);
    return true;
}

// Software RS-485 needs lines.
template<class S>
bool can(bsd_kind<S> const& k, serial_config const& c)
{
    return !c.rs485 || k.be != lack_lines<S>;
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(whichever_call_of_open_fails_nothing_is_left_behind, S, bsd_systems)
{
    std::size_t runs = 0;
    for (auto const& k : all_bsd_kinds<S>)
        for (serial_config wanted : all_extras())
        {
            if (!can(k, wanted))
                continue;
            if (k.be != lack_lines<S>)
                wanted.dtr = initial_line::off;
            for (int const number : most_numbers)
                for (std::size_t index = 0; fail_a_call_of_open(k, wanted, index, number); ++index)
                    ++runs;
        }
    BOOST_TEST(runs > 3'000u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    whichever_call_of_configure_fails_everything_is_as_before, S, bsd_systems)
{
    std::size_t runs = 0;
    for (auto const& k : all_bsd_kinds<S>)
        for (serial_config const& first : all_extras())
            for (serial_config const& second : all_extras())
                if (can(k, first) && can(k, second))
                    for (int const number : {e_io, e_acces, e_nodev, e_inval, e_notty})
                    {
                        std::size_t index = 0;
                        while (fail_a_call_of_configure(k, first, second, index, number))
                            ++index;
                        runs += index;
                    }
    BOOST_TEST(runs > 5'000u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    whichever_call_a_signal_interrupts_all_ends_as_without, S, bsd_systems)
{
    std::size_t runs = 0;
    for (auto const& k : all_bsd_kinds<S>)
        for (serial_config const& second : all_extras())
            for (std::size_t index = 0; can(k, second); ++index)
            {
                change<S> undisturbed(k, shared());
                undisturbed.to(second);
                change<S> c(k, shared());
                c.f.tty.fail_at[index] = e_intr;
                c.to(second);
                if (index >= c.f.tty.calls.size())
                    break;
                ++runs;
                std::string const& call = c.f.tty.calls[index];
                if (call == "clear_exclusive")
                    continue; // no signal interrupts it
                BOOST_TEST(!c.f.ec.failed(), k.name << ", " << call);
                BOOST_TEST(difference(bsd_state<S>(c.f.tty), bsd_state<S>(undisturbed.f.tty)) == "",
                    k.name << ", " << call);
                BOOST_TEST((c.port.control->config() == undisturbed.port.control->config()), call);
            }
    BOOST_TEST(runs > 100u);
}

// --- two failures -----------------------------------------------------------------------------

namespace {

// Whether there were such calls, which were made to fail; counts those that told of the second one.
template<class S>
bool fail_two_calls_of_configure(serial_config const& first, serial_config const& second,
    std::size_t one, std::size_t other, std::size_t& told)
{
    change<S> c({"PENDIN", note_pending_input<S>}, first);
    bsd_state<S> const state(c.f.tty);
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
        BOOST_ERROR(to_string(first) << " to " << to_string(second) << ", calls " << one << " and "
                                     << other << " (" << names << ") fail: " << text);
    return true;
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(
    what_cannot_be_undone_is_told_and_config_says_how_it_is, S, bsd_systems)
{
    std::size_t told = 0;
    for (serial_config const& first : all_extras())
        for (serial_config const& second : all_extras())
            for (std::size_t one = 0; one < most_calls; ++one)
                for (std::size_t other = one + 1;
                     fail_two_calls_of_configure<S>(first, second, one, other, told);)
                    ++other;
    BOOST_TEST(told > 100u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_driver_that_does_not_take_settings_back_is_told_of, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    f.tty.driver = [](auto t)
    {
        t.c_cflag |= flags::cstopb; // from now on
        return t;
    };
    port.control->apply({9'600}, f.ec);
    BOOST_TEST((f.ec == error::rejected_stop_bits));
    BOOST_TEST(port.control->restored().done);
    BOOST_TEST((port.control->restored().ec == error::not_restored));
    BOOST_TEST(port.control->config().baud_rate == 115'200u); // as it is now
    BOOST_TEST(port.control->config().stop_bits == stop_bits::two);
}

// --- drivers that change settings without a word ----------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_setting_that_the_driver_changes_is_named_and_nothing_is_left_behind, S, bsd_systems)
{
    using termios = typename fixture<S>::termios_type;
    struct
    {
        error expected;
        void (*change)(termios&);
    } const rows[] = {
        {error::rejected_character_size, [](termios& t) { t.c_cflag |= flags::cs8; }},
        {error::rejected_baud_rate, [](termios& t) { t.c_ospeed = t.c_ispeed = 0; }},
        {error::rejected_rts_cts, [](termios& t) { t.c_cflag &= ~0x10000u; }},
        {error::rejected_xon_xoff, [](termios& t) { t.c_iflag &= ~flags::ixoff; }},
        {error::rejected_parity, [](termios& t) { t.c_cflag &= ~flags::parenb; }},
        {error::rejected_stop_bits, [](termios& t) { t.c_cflag &= ~flags::cstopb; }},
        {error::rejected_hangup_on_close, [](termios& t) { t.c_cflag &= ~flags::hupcl; }},
        {error::rejected_line_marks,
            [](termios& t) { t.c_iflag ^= flags::parmrk | flags::ignbrk; }},
        {error::rejected_raw_mode, [](termios& t) { t.c_lflag |= flags::icanon; }},
    };
    serial_config wanted{9'600, 6, parity::odd, stop_bits::two};
    wanted.flow_control = {true, true, false};
    wanted.line_marks = true;
    wanted.unsupported = unsupported_policy::ignore; // these are no optional features
    for (auto const& row : rows)
    {
        fixture<S> f;
        f.tty.driver = [&](termios t)
        {
            if (t != f.found_termios) // what it had before, it takes back
                row.change(t);
            return t;
        };
        f.open(wanted);
        BOOST_TEST(f.ec == error_code(row.expected), &row - rows);
        BOOST_TEST(f.ec.has_location());
        f.check_untouched();

        fixture<S> g;
        auto const port = g.opened();
        auto const before = g.tty.termios;
        g.tty.driver = [&](termios t)
        {
            if (t != before)
                row.change(t);
            return t;
        };
        port.control->apply(wanted, g.ec);
        BOOST_TEST(g.ec == error_code(row.expected), &row - rows);
        BOOST_TEST((g.tty.termios == before));
        BOOST_TEST((port.control->config() == serial_config()));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_the_kernel_notes_of_its_queues_is_no_setting, S, bsd_systems)
{
    fixture<S> f;
    f.found_termios.c_lflag |= flags::pendin | flags::flusho; // Ctrl-O has been typed
    f.tty.termios = f.found_termios;
    note_pending_input(f.tty);
    f.tty.always["set_lines"] = e_range;
    auto const port = f.open(with_lines(initial_line::off, initial_line::on));
    BOOST_TEST(f.ec.value() == e_range);
    BOOST_TEST(port.undone.done);
    BOOST_TEST(!port.undone.ec.failed());
    for (auto const& t : f.tty.applied) // they are nobody's to restore
        BOOST_TEST((t.c_lflag & (flags::pendin | flags::flusho)) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
