// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/config_report.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/bsd_termios.hpp>
#include <boost_serial_ext/native/bsd_port.hpp>

#include "support/fake_bsd_drivers.hpp"
#include "support/fake_bsd_sys.hpp"
#include "support/tty_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>
#include <vector>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(bsd_settings)

namespace {

using detail::error_context;
using namespace boost_serial_ext_test;
template<class S>
using fixture = bsd_driver_fixture<S>;

} // namespace

// --- the order of the calls -------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(
    open_locks_before_it_touches_a_setting_and_lines_come_last, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.open(with_lines(initial_line::off, initial_line::on));
    BOOST_TEST(joined(f.tty.calls)
        == "open lock get_exclusive set_exclusive get_termios get_lines set_termios get_termios "
           "get_lines set_lines get_lines");
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(port.handle == fake_bsd_sys<S>::the_handle);
    BOOST_TEST(detail::is_raw(f.tty.termios));
    BOOST_TEST(f.tty.lines == detail::tty_rts);
    BOOST_TEST(f.tty.exclusive);
    BOOST_TEST(f.tty.locked);
    f.check_no_misuse();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(open_reports_what_is_in_force, S, bsd_systems)
{
    fixture<S> f;
    serial_config const wanted{57'600, 7, parity::even};
    auto const port = f.open(wanted);
    BOOST_TEST_REQUIRE(!f.ec.failed());
    BOOST_TEST((port.control->config() == wanted));
    BOOST_TEST((port.report.applied == wanted));
    BOOST_TEST(port.report.baud_error == 0.0);
    BOOST_TEST(port.report.skipped.empty());
    BOOST_TEST((read_from(f.tty, {}) == wanted));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(configuring_reads_applies_and_reads_back, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened();
    serial_config const wanted{9'600, 7, parity::even};
    config_report const report = port.control->apply(wanted, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(joined(f.tty.calls) == "get_termios get_lines set_termios get_termios");
    BOOST_TEST((report.applied == wanted));
    BOOST_TEST((port.control->config() == wanted));

    f.tty.forget();
    port.control->apply(wanted, f.ec); // as it is
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(joined(f.tty.calls) == "get_termios get_lines");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_invalid_configuration_makes_no_system_call, S, bsd_systems)
{
    fixture<S> f;
    f.open(serial_config{0});
    BOOST_TEST((f.ec == error::invalid_baud_rate));
    BOOST_TEST(f.tty.calls.empty());
    auto const port = f.opened();
    port.control->apply(serial_config{0}, f.ec);
    BOOST_TEST((f.ec == error::invalid_baud_rate));
    BOOST_TEST(f.tty.calls.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(exclusivity_is_taken_first_and_given_back_last, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened(shared());
    BOOST_TEST(f.tty.shared_lock);
    BOOST_TEST(!f.tty.exclusive);
    port.control->apply({9'600}, f.ec);
    BOOST_TEST(joined(f.tty.calls)
        == "lock get_exclusive set_exclusive get_termios get_lines set_termios get_termios");
    BOOST_TEST(f.tty.locked);
    BOOST_TEST(f.tty.exclusive);
    BOOST_TEST(port.control->config().exclusive);

    f.tty.forget();
    port.control->apply(shared({19'200}), f.ec);
    BOOST_TEST(joined(f.tty.calls)
        == "get_termios get_lines set_termios get_termios clear_exclusive lock_shared");
    BOOST_TEST(f.tty.shared_lock);
    BOOST_TEST(!f.tty.exclusive);
    BOOST_TEST(!port.control->config().exclusive);
}

// --- locks ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(
    where_devices_have_no_advisory_lock_exclusive_mode_is_the_lock, S, bsd_systems)
{
    // EOPNOTSUPP is the system's own.
    int const no_such_operation = detail::is_bsd(S::family) ? 45 : e_opnotsupp;
    for (int const number : {e_notty, e_inval, no_such_operation})
    {
        fixture<S> f;
        for (char const* const call : {"lock", "lock_shared", "unlock"})
            f.tty.always[call] = number;
        auto const port = f.open();
        BOOST_TEST_REQUIRE(!f.ec.failed());
        BOOST_TEST(f.tty.exclusive);
        BOOST_TEST(port.control->config().exclusive);

        port.control->apply(shared(), f.ec);
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(!f.tty.exclusive);
        BOOST_TEST(!port.control->config().exclusive);

        port.control->apply({}, f.ec);
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(f.tty.exclusive);

        port.control->prepare_close(false, false);
        BOOST_TEST(!f.tty.exclusive);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_lock_of_somebody_else_makes_the_port_busy, S, bsd_systems)
{
    for (bool const alone : {true, false})
    {
        fixture<S> f;
        f.tty.always[alone ? "lock" : "lock_shared"] = e_again;
        f.open(alone ? serial_config() : shared());
        BOOST_TEST((f.ec == condition::port_busy));
        BOOST_TEST(f.tty.applied.empty());
        f.check_untouched();
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(exclusive_mode_that_is_refused_fails_the_open, S, bsd_systems)
{
    for (int const number : {e_busy, e_acces, e_notty}) // macOS tells root of others so
        for (bool const locks : {true, false})
        {
            fixture<S> f(locks ? believe_all<S> : lack_locks<S>);
            f.tty.always["set_exclusive"] = number;
            f.open();
            BOOST_TEST(f.ec == detail::make_system_error(error_context::open, number));
            BOOST_TEST(f.tty.applied.empty());
            BOOST_TEST(f.tty.count("clear_exclusive") == 0u); // it is not ours
            f.check_untouched();
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(exclusive_mode_that_is_refused_leaves_a_port_shared, S, bsd_systems)
{
    fixture<S> f;
    auto const port = f.opened(shared());
    f.tty.always["set_exclusive"] = e_busy;
    port.control->apply({9'600}, f.ec);
    BOOST_TEST((f.ec == condition::port_busy));
    BOOST_TEST(f.tty.applied.empty());
    BOOST_TEST(f.tty.shared_lock);
    BOOST_TEST(!f.tty.locked);
    BOOST_TEST((port.control->config() == shared()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_handle_from_elsewhere_has_no_lock_if_it_cannot_be_exclusive, S, bsd_systems)
{
    fixture<S> f;
    f.tty.open_handles = {5};
    auto const control = f.ports.adopt(5, f.ec);
    BOOST_TEST_REQUIRE((control != nullptr));
    f.tty.always["set_exclusive"] = e_busy;
    control->apply({57'600}, f.ec);
    BOOST_TEST((f.ec == condition::port_busy));
    BOOST_TEST(!f.tty.locked);
    BOOST_TEST((f.tty.termios == f.found_termios));
    BOOST_TEST(control->config().baud_rate == 9'600u);

    f.tty.always.clear();
    control->apply({57'600}, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.exclusive);
    control->prepare_close(false, false);
    BOOST_TEST(!f.tty.exclusive);
    BOOST_TEST(!f.tty.locked);
}

// --- lines ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(lines_change_in_one_call_and_in_none_if_they_are_so, S, bsd_systems)
{
    constexpr auto on = initial_line::on, off = initial_line::off,
                   as_it_is = initial_line::preserve;
    struct
    {
        initial_line dtr, rts;
        std::vector<int> applied; // the kernel has raised both
    } const rows[] = {
        {on, on, {}},
        {as_it_is, as_it_is, {}},
        {off, off, {0}},
        {off, on, {detail::tty_rts}},
        {on, off, {detail::tty_dtr}},
        {off, as_it_is, {detail::tty_rts}},
        {as_it_is, off, {detail::tty_dtr}},
    };
    for (auto const& row : rows)
    {
        fixture<S> f;
        auto const port = f.open(with_lines(row.dtr, row.rts));
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(f.tty.applied_lines == row.applied, boost::test_tools::per_element());

        f.tty.forget();
        port.control->apply(with_lines(off, off), f.ec); // they are the open's alone
        BOOST_TEST(f.tty.applied_lines.empty());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_line_that_does_not_change_is_named, S, bsd_systems)
{
    for (auto const& [stuck, expected] : {std::pair(detail::tty_dtr, error::rejected_dtr),
             std::pair(detail::tty_rts, error::rejected_rts)})
    {
        fixture<S> f;
        f.tty.line_driver = [held = stuck](int bits) { return bits | held; };
        f.open(with_lines(initial_line::off, initial_line::off));
        BOOST_TEST(f.ec == error_code(expected));
        f.check_untouched();
    }
}

// --- what cannot be had -----------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(framing_that_termios_cannot_express_is_refused, S, bsd_systems)
{
    struct
    {
        feature lacking;
        void (*want)(serial_config&);
    } const rows[] = {
        {feature::one_and_half_stop_bits,
            [](serial_config& c) { c.stop_bits = stop_bits::one_and_half; }},
        {feature::mark_space_parity, [](serial_config& c) { c.parity = parity::mark; }},
        {feature::mark_space_parity, [](serial_config& c) { c.parity = parity::space; }},
    };
    for (auto const& row : rows)
        for (auto const policy :
            {unsupported_policy::fail, unsupported_policy::warn, unsupported_policy::ignore})
        {
            serial_config wanted;
            row.want(wanted);
            wanted.unsupported = policy;
            fixture<S> f;
            f.open(wanted);
            BOOST_TEST(f.ec == make_unsupported_error(row.lacking));
            BOOST_TEST(f.tty.calls.empty()); // not even opened: that would move its lines
            f.check_untouched();

            fixture<S> g;
            auto const port = g.opened();
            port.control->apply(wanted, g.ec);
            BOOST_TEST(g.ec == make_unsupported_error(row.lacking));
            BOOST_TEST(g.tty.calls.empty());
            BOOST_TEST((port.control->config() == serial_config()));
        }
}

namespace {

// Optional features that no driver of these systems has.
struct optional_feature
{
    feature lacking;
    void (*want)(serial_config&);
};
constexpr optional_feature never_there[] = {
    {feature::dtr_dsr, [](serial_config& c) { c.flow_control.dtr_dsr = true; }},
    {feature::low_latency, [](serial_config& c) { c.low_latency = true; }},
    {feature::rs485, [](serial_config& c) { c.rs485.emplace().mode = rs485_mode::kernel; }},
    {feature::rs485, [](serial_config& c) { c.rs485.emplace().terminate_bus = true; }},
};

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(
    optional_features_that_no_driver_has_fail_by_default_before_anything_is_changed, S, bsd_systems)
{
    for (auto const& o : never_there)
        BOOST_TEST_CONTEXT(o.lacking)
        {
            serial_config wanted{9'600};
            o.want(wanted);
            fixture<S> f;
            f.open(wanted);
            BOOST_TEST(f.ec == make_unsupported_error(o.lacking));
            BOOST_TEST(f.ec.has_location());
            BOOST_TEST(f.tty.calls.empty()); // not even opened: that would move its lines
            f.check_untouched();

            fixture<S> g;
            auto const port = g.opened(shared());
            port.control->apply(wanted, g.ec);
            BOOST_TEST(g.ec == make_unsupported_error(o.lacking));
            BOOST_TEST(g.tty.calls.empty());
            BOOST_TEST((port.control->config() == shared()));
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    optional_features_that_no_driver_has_are_left_out_and_listed, S, bsd_systems)
{
    for (auto const policy : {unsupported_policy::warn, unsupported_policy::ignore})
        for (auto const& o : never_there)
        {
            serial_config wanted{9'600};
            wanted.unsupported = policy;
            serial_config without = wanted;
            o.want(wanted);
            fixture<S> f;
            auto const port = f.open(wanted);
            BOOST_TEST_REQUIRE(!f.ec.failed());
            BOOST_TEST((port.report.applied == without));
            BOOST_TEST((port.control->config() == without));
            BOOST_TEST_REQUIRE(port.report.skipped.size() == 1u);
            BOOST_TEST(port.report.skipped[0].feature == o.lacking);
            BOOST_TEST(port.report.skipped[0].ec == make_unsupported_error(o.lacking));
            BOOST_TEST(f.tty.lines == both_raised); // RTS is not taken for a direction
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(everything_that_is_missing_is_listed_at_once, S, bsd_systems)
{
    serial_config wanted = low_latency(with_rs485(rs485_mode::kernel));
    wanted.flow_control.dtr_dsr = true;
    wanted.dtr = initial_line::off;
    wanted.unsupported = unsupported_policy::warn;
    fixture<S> f(lack_lines<S>);
    auto const port = f.open(wanted);
    BOOST_TEST_REQUIRE(!f.ec.failed());
    std::vector<feature> skipped;
    for (auto const& s : port.report.skipped)
        skipped.push_back(s.feature);
    BOOST_TEST((skipped
        == std::vector<feature>{
            feature::dtr_dsr, feature::low_latency, feature::rs485, feature::modem_lines}));
    BOOST_TEST(port.report.applied.dtr == initial_line::preserve);
}

// --- RS-485 by the library --------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(the_library_switches_rts_for_rs485, S, bsd_systems)
{
    for (auto const mode : {rs485_mode::automatic, rs485_mode::software})
        for (bool const after_send : {false, true})
        {
            serial_config wanted = with_rs485(mode);
            wanted.rs485->rts_after_send = after_send;
            wanted.rs485->rts_on_send = !after_send;
            fixture<S> f;
            auto const port = f.open(wanted);
            BOOST_TEST_REQUIRE(!f.ec.failed());
            BOOST_TEST_REQUIRE(port.control->config().rs485.has_value());
            BOOST_TEST(port.control->config().rs485->mode == rs485_mode::software);
            BOOST_TEST(port.report.skipped.empty());
            BOOST_TEST(((f.tty.lines & detail::tty_rts) != 0) == after_send);

            port.control->apply({}, f.ec); // RTS is the configuration's again
            BOOST_TEST(!f.ec.failed());
            BOOST_TEST(f.tty.lines == both_raised);
            BOOST_TEST(!port.control->config().rs485.has_value());
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rs485_by_the_library_needs_lines, S, bsd_systems)
{
    serial_config wanted = with_rs485(rs485_mode::automatic);
    fixture<S> f(lack_lines<S>);
    f.open(wanted);
    BOOST_TEST(f.ec == make_unsupported_error(feature::rs485));
    f.check_untouched();

    wanted.unsupported = unsupported_policy::warn;
    auto const port = f.open(wanted);
    BOOST_TEST_REQUIRE(!f.ec.failed());
    BOOST_TEST_REQUIRE(port.report.skipped.size() == 1u);
    BOOST_TEST(port.report.skipped[0].feature == feature::rs485);
    BOOST_TEST(!port.report.applied.rs485.has_value());

    fixture<S> g;
    g.tty.line_driver = [](int bits) { return bits | detail::tty_rts; };
    g.open(wanted);
    BOOST_TEST((g.ec == error::rejected_rts)); // whatever the policy
    g.check_untouched();
}

BOOST_AUTO_TEST_SUITE_END()
