// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Baud rates: any in termios, but on macOS, where those without a name are IOSSIOSPEED's.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/codec/bsd_termios.hpp>
#include <boost_serial_ext/native/bsd_port.hpp>

#include "support/fake_bsd_drivers.hpp"
#include "support/fake_bsd_sys.hpp"
#include "support/tty_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(bsd_rates)

namespace {

using namespace boost_serial_ext_test;
using rates = std::vector<std::uint32_t>;
using fixture = bsd_driver_fixture<like_darwin>;

constexpr std::uint32_t stand_in = 38'400; // what termios is told while another rate is in force

// Whether termios shows what IOSSIOSPEED has set, or not.
constexpr void (*both_kinds[])(fake_bsd_tty<like_darwin>&)
    = {believe_all<like_darwin>, hide_rate<like_darwin>};

serial_config seven_bits(std::uint32_t rate)
{
    serial_config c{rate};
    c.character_size = 7;
    return c;
}

// Another program has opened the port as well and sets a rate, or whatever else.
void interfere(fixture& f, std::uint32_t rate)
{
    f.tty.termios.c_ispeed = f.tty.termios.c_ospeed = f.tty.rate = rate;
}

} // namespace

// --- the calls --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(termios_takes_any_rate_elsewhere, S, bsd_systems)
{
    bsd_driver_fixture<S> f;
    auto const port = f.open(serial_config{250'000});
    BOOST_TEST_REQUIRE(!f.ec.failed());
    bool const macos = std::is_same_v<S, like_darwin>;
    BOOST_TEST(f.tty.applied.back().c_ospeed == (macos ? stand_in : 250'000u));
    BOOST_TEST(f.tty.applied.back().c_ispeed == (macos ? stand_in : 250'000u));
    BOOST_TEST(f.tty.count("set_speed") == (macos ? 1u : 0u));
    BOOST_TEST(f.tty.rate == 250'000u);
    BOOST_TEST(port.report.applied.baud_rate == 250'000u);
    BOOST_TEST(port.report.baud_error == 0.0);
}

BOOST_AUTO_TEST_CASE(a_rate_with_a_name_is_termios_alone)
{
    for (std::uint32_t rate = 1; rate <= 230'400; ++rate)
        if (detail::darwin_flavour::names_speed(rate))
            for (auto const be : both_kinds)
            {
                fixture f(be);
                auto const port = f.open(serial_config{rate});
                BOOST_TEST(!f.ec.failed());
                BOOST_TEST(f.tty.applied_rates.empty());
                BOOST_TEST(f.tty.termios.c_ospeed == rate);
                BOOST_TEST(port.control->config().baud_rate == rate);
            }
}

BOOST_AUTO_TEST_CASE(a_rate_without_a_name_is_set_last)
{
    for (auto const be : both_kinds)
        for (std::uint32_t const rate : {1u, 31'250u, 250'000u, 460'800u, 921'600u, 4'000'000'000u})
        {
            fixture f(be);
            auto const port = f.open(serial_config{rate});
            BOOST_TEST_REQUIRE(!f.ec.failed());
            BOOST_TEST(joined(f.tty.calls)
                == "open lock get_exclusive set_exclusive get_termios get_lines set_termios "
                   "set_speed get_termios get_lines");
            BOOST_TEST(f.tty.applied_rates == rates{rate}, boost::test_tools::per_element());
            BOOST_TEST(f.tty.rate == rate);
            BOOST_TEST((port.control->config() == serial_config{rate}));
            f.check_no_misuse(); // as by telling termios of the rate
        }
}

BOOST_AUTO_TEST_CASE(a_rate_that_is_in_force_is_not_set_again)
{
    for (auto const be : both_kinds)
    {
        fixture f(be);
        auto const port = f.opened(serial_config{250'000});
        port.control->apply(serial_config{250'000}, f.ec);
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(joined(f.tty.calls) == "get_termios get_lines");
    }
}

BOOST_AUTO_TEST_CASE(another_setting_is_changed_and_the_rate_kept)
{
    for (auto const be : both_kinds)
    {
        fixture f(be);
        auto const port = f.opened(serial_config{250'000});
        f.tty.applied_rates.clear();
        port.control->apply(seven_bits(250'000), f.ec);
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(
            joined(f.tty.calls) == "get_termios get_lines set_termios set_speed get_termios");
        BOOST_TEST(f.tty.applied.back().c_ospeed == stand_in);
        BOOST_TEST(f.tty.applied_rates == rates{250'000}, boost::test_tools::per_element());
        BOOST_TEST(f.tty.rate == 250'000u);
        BOOST_TEST((port.control->config() == seven_bits(250'000)));
    }
}

BOOST_AUTO_TEST_CASE(rates_change_from_any_kind_to_any_other)
{
    for (auto const be : both_kinds)
    {
        fixture f(be);
        auto const port = f.opened(serial_config{250'000});
        for (std::uint32_t const rate :
            {300'000u, 9'600u, 250'000u, stand_in, 250'000u, 250'001u, stand_in, 115'200u})
        {
            f.tty.forget();
            port.control->apply(serial_config{rate}, f.ec);
            BOOST_TEST(!f.ec.failed());
            BOOST_TEST(
                f.tty.count("set_speed") == (detail::darwin_flavour::names_speed(rate) ? 0u : 1u));
            BOOST_TEST(f.tty.rate == rate);
            BOOST_TEST(port.control->config().baud_rate == rate);
        }
        f.check_no_misuse();
    }
}

BOOST_AUTO_TEST_CASE(an_interrupted_change_of_the_rate_is_made_again)
{
    fixture f;
    f.tty.fail_at[7] = e_intr;
    auto const port = f.open(serial_config{250'000});
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.count("set_speed") == 2u);
    BOOST_TEST(f.tty.rate == 250'000u);
}

// --- refusals ---------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_tty_that_takes_no_other_rates_is_told_of_and_left_as_it_was)
{
    for (auto const policy :
        {unsupported_policy::fail, unsupported_policy::warn, unsupported_policy::ignore})
    {
        serial_config wanted = seven_bits(250'000);
        wanted.unsupported = policy;
        fixture f;
        f.tty.always["set_speed"] = e_notty; // a pty
        auto const port = f.open(wanted);
        BOOST_TEST(f.ec == make_unsupported_error(feature::custom_baud_rate));
        BOOST_TEST((f.ec == condition::unsupported_feature));
        BOOST_TEST(f.ec.has_location());
        BOOST_TEST((port.control == nullptr));
        BOOST_TEST(port.undone.done);
        BOOST_TEST(!port.undone.ec.failed());
        BOOST_TEST(f.left_behind() == "");
        f.check_untouched();

        fixture g;
        g.tty.always["set_speed"] = e_notty;
        auto const other = g.opened(serial_config{57'600});
        bsd_state<like_darwin> const before(g.tty);
        other.control->apply(wanted, g.ec);
        BOOST_TEST(g.ec == make_unsupported_error(feature::custom_baud_rate));
        BOOST_TEST(difference(before, bsd_state<like_darwin>(g.tty)) == "");
        BOOST_TEST((other.control->config() == serial_config{57'600}));
    }
}

BOOST_AUTO_TEST_CASE(a_rate_that_a_driver_does_not_know_is_an_unsupported_configuration)
{
    int const device_error = 83; // EDEVERR, of drivers of IOKit
    for (int const number : {e_inval, device_error, e_io, e_pipe, e_proto}) // then USB's requests
    {
        fixture f;
        f.tty.always["set_speed"] = number;
        f.open(serial_config{250'000});
        BOOST_TEST((f.ec == condition::unsupported_configuration), number);
        BOOST_TEST((f.ec != condition::unsupported_feature));
        BOOST_TEST(f.ec.value() == number);
        BOOST_TEST(f.ec.has_location());
        BOOST_TEST(f.left_behind() == "");
        f.check_untouched();
    }
}

BOOST_AUTO_TEST_CASE(a_device_that_is_lost_while_its_rate_is_set_is_disconnected)
{
    for (int const number : {e_io, e_nxio, e_nodev})
    {
        fixture f;
        auto const port = f.opened();
        f.tty.always["set_speed"] = number;
        f.tty.hung_up = true;
        port.control->apply(serial_config{250'000}, f.ec);
        BOOST_TEST((f.ec == condition::disconnected), number);
        BOOST_TEST(f.ec.value() == number);
    }
}

BOOST_AUTO_TEST_CASE(a_rate_that_is_refused_leaves_the_one_before)
{
    for (auto const be : both_kinds)
        for (std::uint32_t const before : {9'600u, stand_in, 250'000u, 31'250u})
        {
            fixture f(be);
            auto const port = f.opened(serial_config{before});
            std::size_t const fourth = 3; // get_termios, get_lines, set_termios, set_speed
            f.tty.fail_at[fourth] = e_inval;
            port.control->apply(seven_bits(300'000), f.ec);
            BOOST_TEST((f.ec == condition::unsupported_configuration));
            BOOST_TEST(f.tty.rate == before);
            BOOST_TEST(!port.control->restored().ec.failed());
            BOOST_TEST((port.control->config() == serial_config{before}));

            port.control->apply(serial_config{before}, f.ec); // and it is known to be
            BOOST_TEST(!f.ec.failed());
            BOOST_TEST(f.tty.rate == before);
        }
}

BOOST_AUTO_TEST_CASE(a_later_failure_brings_the_rate_before_back)
{
    for (auto const be : both_kinds)
        for (std::uint32_t const before : {9'600u, 250'000u})
            for (std::uint32_t const wanted : {stand_in, 115'200u, 300'000u})
            {
                fixture f(be);
                auto const port = f.opened(shared({before}));
                f.tty.line_driver = [](int bits) { return bits | detail::tty_rts; };
                serial_config with_direction = shared(with_rs485(rs485_mode::software));
                with_direction.baud_rate = wanted;
                port.control->apply(with_direction, f.ec);
                BOOST_TEST((f.ec == error::rejected_rts)); // lines come last
                BOOST_TEST(f.tty.rate == before);
                BOOST_TEST((port.control->config() == shared({before})));
                BOOST_TEST(!port.control->restored().ec.failed());
                f.check_no_misuse();
            }
}

BOOST_AUTO_TEST_CASE(a_rate_that_cannot_be_brought_back_is_told_of)
{
    fixture f;
    auto const port = f.opened(serial_config{250'000});
    f.tty.always["set_speed"] = e_inval;
    port.control->apply(seven_bits(300'000), f.ec);
    BOOST_TEST((f.ec == condition::unsupported_configuration));
    BOOST_TEST(port.control->restored().done);
    BOOST_TEST(port.control->restored().ec.value() == e_inval);
    BOOST_TEST(port.control->config().baud_rate == stand_in); // as it is now
    BOOST_TEST(f.tty.rate == stand_in);
}

// --- what a device makes of a rate ------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_rate_within_the_tolerance_is_reported_as_the_driver_has_it)
{
    fixture f;
    f.tty.rate_driver = [](std::uint32_t) { return 102'000u; };
    auto const port = f.open(serial_config{100'000});
    BOOST_TEST_REQUIRE(!f.ec.failed());
    BOOST_TEST(port.report.applied.baud_rate == 102'000u);
    BOOST_TEST(port.report.baud_error == 0.02);
    BOOST_TEST(port.control->config().baud_rate == 102'000u);
}

BOOST_AUTO_TEST_CASE(a_rate_beyond_the_tolerance_is_rejected_and_taken_back)
{
    fixture f;
    f.tty.rate_driver = [](std::uint32_t) { return 120'000u; };
    f.open(serial_config{100'000});
    BOOST_TEST((f.ec == error::rejected_baud_rate));
    BOOST_TEST(f.left_behind() == "");
    f.check_untouched();
}

// --- what others do meanwhile -----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_rate_that_somebody_else_has_set_is_seen)
{
    for (auto const be : both_kinds)
        for (std::uint32_t const others : {9'600u, 115'200u, stand_in})
        {
            if (others == stand_in && be == hide_rate<like_darwin>)
                continue; // nobody can tell
            fixture f(be);
            auto const port = f.opened(serial_config{250'000});
            interfere(f, others);
            port.control->apply(serial_config{250'000}, f.ec);
            BOOST_TEST(!f.ec.failed());
            BOOST_TEST(f.tty.rate == 250'000u, others);

            interfere(f, others);
            f.tty.always["set_termios"] = e_inval; // so that it stays
            port.control->apply(seven_bits(250'000), f.ec);
            BOOST_TEST(f.ec.failed());
            BOOST_TEST(f.tty.rate == others);
            f.tty.always.clear();
            port.control->apply(serial_config{others}, f.ec);
            BOOST_TEST(!f.ec.failed());
            BOOST_TEST(port.control->config().baud_rate == others);
        }
}

BOOST_AUTO_TEST_CASE(a_rate_that_is_gone_is_not_believed_to_be_in_force_later)
{
    for (auto const be : both_kinds)
    {
        fixture f(be);
        auto const port = f.opened(serial_config{250'000});
        interfere(f, 9'600);
        port.control->apply(serial_config{9'600}, f.ec); // nothing is to be set
        BOOST_TEST(f.tty.applied.empty());
        interfere(f, stand_in);
        port.control->apply(serial_config{250'000}, f.ec);
        BOOST_TEST(!f.ec.failed());
        BOOST_TEST(f.tty.rate == 250'000u);
    }
}

BOOST_AUTO_TEST_CASE(making_reads_wait_again_brings_the_rate_back_too)
{
    for (auto const be : both_kinds)
        for (std::uint32_t const others : {9'600u, stand_in})
        {
            fixture f(be);
            auto const port = f.opened(serial_config{250'000});
            f.tty.termios = f.found_termios;
            interfere(f, others);
            BOOST_TEST(!port.control->probe_empty_read().failed());
            BOOST_TEST(detail::is_raw(f.tty.termios));
            BOOST_TEST(f.tty.rate == 250'000u);
            BOOST_TEST(joined(f.tty.calls) == "poll_hangup get_termios set_termios set_speed");
            f.check_no_misuse();

            port.control->apply(serial_config{250'000}, f.ec);
            BOOST_TEST(!f.ec.failed());
            BOOST_TEST((port.control->config() == serial_config{250'000}));
        }
}

BOOST_AUTO_TEST_CASE(an_adopted_handle_has_the_rate_that_termios_shows)
{
    fixture f;
    interfere(f, 250'000);
    f.tty.open_handles = {5};
    auto const control = f.ports.adopt(5, f.ec);
    BOOST_TEST_REQUIRE((control != nullptr));
    BOOST_TEST(control->config().baud_rate == 250'000u);
    control->apply(serial_config{300'000}, f.ec);
    BOOST_TEST(!f.ec.failed());
    BOOST_TEST(f.tty.rate == 300'000u);
}

// --- what was found at the open ---------------------------------------------------------------

BOOST_AUTO_TEST_CASE(whatever_rate_was_found_is_put_back)
{
    // 0: the last user has hung up. 250'000: it stays as long as somebody has the port open.
    for (std::uint32_t const found : {0u, 9'600u, stand_in, 250'000u})
        for (std::uint32_t const wanted : {stand_in, 57'600u, 300'000u})
        {
            fixture f;
            interfere(f, found);
            f.found_termios = f.tty.termios;
            f.found = bsd_state<like_darwin>(f.tty);
            f.tty.line_driver = [](int bits) { return bits | detail::tty_dtr; };
            serial_config config = with_lines(initial_line::off, initial_line::on);
            config.baud_rate = wanted;
            auto const port = f.open(config);
            BOOST_TEST((f.ec == error::rejected_dtr));
            BOOST_TEST(!port.undone.ec.failed());
            BOOST_TEST(f.left_behind() == "", found << " and " << wanted);
            f.check_untouched();
            if (found == 0) // which is no rate for a device
                for (std::uint32_t const rate : f.tty.applied_rates)
                    BOOST_TEST(rate == wanted);
        }
}

BOOST_AUTO_TEST_CASE(an_input_rate_of_its_own_is_put_back)
{
    fixture f;
    f.found_termios.c_ispeed = 1'200;
    f.tty.termios = f.found_termios;
    f.tty.line_driver = [](int bits) { return bits | detail::tty_dtr; };
    f.open(with_lines(initial_line::off, initial_line::on));
    BOOST_TEST((f.ec == error::rejected_dtr));
    f.check_untouched();
}

BOOST_AUTO_TEST_SUITE_END()
