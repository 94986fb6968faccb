// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/capabilities.hpp>

#include <boost_serial_ext/detail/platform_table.hpp>

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(capability_queries)

namespace {

using detail::os;

struct named_feature
{
    feature value;
    std::string_view name;
};

constexpr named_feature all_features[] = {
    {feature::custom_baud_rate, "custom_baud_rate"},
    {feature::mark_space_parity, "mark_space_parity"},
    {feature::one_and_half_stop_bits, "one_and_half_stop_bits"},
    {feature::xon_xoff, "xon_xoff"},
    {feature::rts_cts, "rts_cts"},
    {feature::dtr_dsr, "dtr_dsr"},
    {feature::modem_lines, "modem_lines"},
    {feature::line_events, "line_events"},
    {feature::line_counters, "line_counters"},
    {feature::break_signal, "break_signal"},
    {feature::exclusive_access, "exclusive_access"},
    {feature::low_latency, "low_latency"},
    {feature::rs485, "rs485"},
    {feature::input_waiting, "input_waiting"},
    {feature::output_waiting, "output_waiting"},
    {feature::exact_drain, "exact_drain"},
    {feature::port_discovery, "port_discovery"},
    {feature::port_monitor, "port_monitor"},
};

constexpr os all_systems[] = {os::linux_kernel, os::darwin, os::freebsd, os::netbsd, os::openbsd,
    os::dragonfly, os::windows, os::other};

constexpr auto beyond = static_cast<feature>(feature_count);

template<class Value>
std::string streamed(Value const& value)
{
    std::ostringstream out;
    out << value;
    return out.str();
}

} // namespace

BOOST_AUTO_TEST_CASE(every_feature_has_its_enumerators_name)
{
    BOOST_TEST(std::size(all_features) == feature_count);
    for (std::size_t i = 0; i < feature_count; ++i)
    {
        BOOST_TEST(static_cast<std::size_t>(all_features[i].value) == i);
        BOOST_TEST(to_string(all_features[i].value) == all_features[i].name);
        BOOST_TEST(streamed(all_features[i].value) == all_features[i].name);
    }
}

BOOST_AUTO_TEST_CASE(every_answer_has_its_enumerators_name)
{
    BOOST_TEST(to_string(support::unknown) == "unknown");
    BOOST_TEST(to_string(support::unsupported) == "unsupported");
    BOOST_TEST(to_string(support::supported) == "supported");
    BOOST_TEST(streamed(support::unsupported) == "unsupported");
}

BOOST_AUTO_TEST_CASE(values_that_are_no_enumerators_are_question_marks)
{
    BOOST_TEST(to_string(beyond) == "?");
    BOOST_TEST(to_string(static_cast<feature>(255)) == "?");
    BOOST_TEST(to_string(static_cast<support>(3)) == "?");
    BOOST_TEST(to_string(static_cast<support>(255)) == "?");
}

BOOST_AUTO_TEST_CASE(nothing_is_known_before_somebody_asked)
{
    BOOST_TEST(support{} == support::unknown);
    for (auto const& f : all_features)
    {
        BOOST_TEST(serial_capabilities()[f.value] == support::unknown);
        BOOST_TEST(serial_capabilities("linux", "termios2")[f.value] == support::unknown);
    }
}

BOOST_AUTO_TEST_CASE(platform_and_backend_are_kept)
{
    serial_capabilities const caps("linux", "termios2");
    BOOST_TEST(caps.platform() == "linux");
    BOOST_TEST(caps.backend() == "termios2");
    BOOST_TEST(serial_capabilities().platform().empty());
    BOOST_TEST(serial_capabilities().backend().empty());
}

BOOST_AUTO_TEST_CASE(set_changes_the_answer_for_one_feature_only)
{
    for (auto const& changed : all_features)
    {
        serial_capabilities caps;
        caps.set(changed.value, support::supported);
        for (auto const& f : all_features)
            BOOST_TEST((caps[f.value] == support::supported) == (f.value == changed.value));
    }
}

BOOST_AUTO_TEST_CASE(set_takes_an_answer_back)
{
    serial_capabilities caps;
    caps.set(feature::rs485, support::supported);
    caps.set(feature::rs485, support::unknown);
    BOOST_TEST((caps == serial_capabilities()));
}

BOOST_AUTO_TEST_CASE(a_feature_out_of_range_is_unknown_and_cannot_be_set)
{
    for (auto const f : {beyond, static_cast<feature>(255)})
    {
        serial_capabilities caps;
        caps.set(f, support::supported);
        BOOST_TEST(caps[f] == support::unknown);
        BOOST_TEST((caps == serial_capabilities()));
    }
}

BOOST_AUTO_TEST_CASE(iteration_goes_over_all_features_in_order)
{
    serial_capabilities caps;
    caps.set(feature::rs485, support::unsupported);
    std::size_t index = 0;
    for (auto const& [f, s] : caps)
    {
        BOOST_REQUIRE(index < feature_count);
        BOOST_TEST(f == all_features[index++].value);
        BOOST_TEST(s == (f == feature::rs485 ? support::unsupported : support::unknown));
    }
    BOOST_TEST(index == feature_count);
}

BOOST_AUTO_TEST_CASE(iterators_serve_algorithms)
{
    serial_capabilities caps;
    caps.set(feature::break_signal, support::supported);
    caps.set(feature::rts_cts, support::supported);
    auto const supported = [](auto const& pair) { return pair.second == support::supported; };
    BOOST_TEST(std::count_if(caps.begin(), caps.end(), supported) == 2);
    std::vector<serial_capabilities::value_type> const copy(caps.begin(), caps.end());
    BOOST_TEST(copy.size() == serial_capabilities::size());
}

BOOST_AUTO_TEST_CASE(iterators_advance_before_or_after)
{
    serial_capabilities const caps;
    auto it = caps.begin();
    BOOST_TEST((*it++).first == feature::custom_baud_rate);
    BOOST_TEST((*it).first == feature::mark_space_parity);
    BOOST_TEST((*++it).first == feature::one_and_half_stop_bits);
    BOOST_TEST((it != caps.begin()));
    BOOST_TEST((caps.begin() == caps.begin()));
}

BOOST_AUTO_TEST_CASE(every_part_takes_part_in_equality)
{
    serial_capabilities const caps("linux", "termios2");
    BOOST_TEST((caps == serial_capabilities("linux", "termios2")));
    BOOST_TEST((caps != serial_capabilities("macos", "termios2")));
    BOOST_TEST((caps != serial_capabilities("linux", "fake")));
    for (auto const& f : all_features)
    {
        serial_capabilities other = caps;
        other.set(f.value, support::supported);
        BOOST_TEST((other != caps));
        BOOST_TEST(!(other == caps));
    }
}

BOOST_AUTO_TEST_CASE(capabilities_are_a_regular_value)
{
    BOOST_TEST(std::is_nothrow_move_constructible_v<serial_capabilities>);
    serial_capabilities caps("linux", "termios2");
    caps.set(feature::rs485, support::supported);
    serial_capabilities copy;
    copy = caps;
    BOOST_TEST((copy == caps));
    caps.set(feature::rs485, support::unknown);
    BOOST_TEST(copy[feature::rs485] == support::supported);
}

BOOST_AUTO_TEST_CASE(the_table_starts_with_the_platform_and_the_backend)
{
    BOOST_TEST(streamed(serial_capabilities("linux", "termios2"))
                   .find("platform linux, backend termios2\n")
        == 0u);
    BOOST_TEST(streamed(serial_capabilities()).find("platform ?, backend ?\n") == 0u);
}

BOOST_AUTO_TEST_CASE(the_table_has_an_aligned_line_for_each_feature)
{
    serial_capabilities caps("linux", "termios2");
    caps.set(feature::rs485, support::unsupported);
    std::istringstream table(streamed(caps));
    std::string line;
    std::getline(table, line);
    std::set<std::size_t> columns;
    for (auto const& f : all_features)
    {
        BOOST_REQUIRE(std::getline(table, line));
        std::string_view const answer = f.value == feature::rs485 ? "unsupported" : "unknown";
        std::size_t const column = line.size() - answer.size();
        BOOST_TEST(line.substr(column) == answer);
        BOOST_TEST(line.substr(0, f.name.size() + 3) == "  " + std::string(f.name) + " ");
        columns.insert(column);
    }
    BOOST_TEST(columns.size() == 1u);
    BOOST_TEST(!std::getline(table, line));
}

// --- the error of a missing feature -----------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_missing_feature_is_an_error_of_its_own)
{
    std::set<int> values;
    for (auto const& f : all_features)
    {
        error_code const ec = make_unsupported_error(f.value);
        BOOST_TEST(ec.failed());
        BOOST_TEST(values.insert(ec.value()).second);
        BOOST_TEST((ec == make_unsupported_error(f.value)));
    }
}

BOOST_AUTO_TEST_CASE(a_missing_feature_is_named_by_the_message)
{
    for (auto const& f : all_features)
        BOOST_TEST(make_unsupported_error(f.value).message()
            == "not supported here: " + std::string(f.name));
}

BOOST_AUTO_TEST_CASE(a_missing_feature_equals_the_portable_and_the_generic_condition)
{
    for (auto const& f : all_features)
    {
        error_code const ec = make_unsupported_error(f.value);
        BOOST_TEST((ec == condition::unsupported_feature));
        BOOST_TEST((ec == boost::system::errc::operation_not_supported));
    }
}

BOOST_AUTO_TEST_CASE(a_missing_feature_equals_no_other_condition)
{
    error_code const ec = make_unsupported_error(feature::rs485);
    BOOST_TEST((ec != condition::unsupported_configuration));
    BOOST_TEST((ec != condition::invalid_configuration));
    BOOST_TEST((ec != condition::disconnected));
}

BOOST_AUTO_TEST_CASE(the_category_of_missing_features_has_its_own_name_and_id)
{
    struct namesake final : boost::system::error_category
    {
        namesake() noexcept : error_category(0x4B0E96D85F21C73Au) {}
        char const* name() const noexcept override { return "namesake"; }
        std::string message(int) const override { return ""; }
    };
    BOOST_TEST(std::string_view(detail::feature_category().name()) == "boost_serial_ext.feature");
    BOOST_TEST((detail::feature_category() == namesake()));
    BOOST_TEST((detail::feature_category() != error_category()));
}

BOOST_AUTO_TEST_CASE(a_value_beyond_the_features_has_a_message)
{
    BOOST_TEST(!error_code(0x7FFFFFFF, detail::feature_category()).message().empty());
    BOOST_TEST(!error_code(-1, detail::feature_category()).message().empty());
}

// --- the platforms' tables --------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(every_platform_has_a_name_and_a_backend)
{
    std::set<std::string> names;
    for (os const family : all_systems)
    {
        serial_capabilities const table = detail::platform_table(family);
        BOOST_TEST(!table.platform().empty());
        BOOST_TEST(!table.backend().empty());
        BOOST_TEST(names.insert(table.platform()).second);
    }
}

BOOST_AUTO_TEST_CASE(what_termios_has_no_flags_for_is_missing_on_every_bsd_and_on_macos)
{
    for (os const system : all_systems)
    {
        if (!detail::is_bsd(system))
            continue;
        serial_capabilities const table = detail::platform_table(system);
        BOOST_TEST(table.backend() == "termios");
        BOOST_TEST(table[feature::exclusive_access] == support::supported);
        for (auto const& f : all_features)
        {
            bool const lacks = f.value == feature::one_and_half_stop_bits
                || f.value == feature::mark_space_parity || f.value == feature::dtr_dsr
                || f.value == feature::low_latency || f.value == feature::exact_drain
                || f.value == feature::line_counters;
            bool const of_the_system = f.value == feature::exclusive_access
                || f.value == feature::port_discovery || f.value == feature::port_monitor;
            if (!of_the_system)
                BOOST_TEST(table[f.value] == (lacks ? support::unsupported : support::unknown),
                    table.platform() << ' ' << f.name);
        }
    }
}

BOOST_AUTO_TEST_CASE(who_lists_ports_and_who_tells_when_they_change)
{
    for (os const system : all_systems)
    {
        serial_capabilities const table = detail::platform_table(system);
        bool const watches = system != os::netbsd && system != os::openbsd && system != os::other;
        bool const may_not_tell = system == os::netbsd || system == os::openbsd;
        BOOST_TEST(table[feature::port_discovery]
                == (system == os::other ? support::unsupported
                        : may_not_tell  ? support::unknown
                                        : support::supported),
            table.platform());
        BOOST_TEST(
            (table[feature::port_monitor] == support::supported) == watches, table.platform());
    }
}

BOOST_AUTO_TEST_CASE(of_a_system_that_nobody_knows_no_more_is_promised_than_posix_does)
{
    serial_capabilities const table = detail::platform_table(os::other);
    BOOST_TEST(table.platform() == "posix");
    for (auto const& f : all_features)
        BOOST_TEST(table[f.value] != support::supported, f.name);
    for (feature const f : {feature::rts_cts, feature::modem_lines, feature::break_signal,
             feature::exclusive_access, feature::input_waiting})
        BOOST_TEST(table[f] == support::unknown, f);
}

BOOST_AUTO_TEST_CASE(linux_keeps_others_from_opening_a_port)
{
    serial_capabilities const table = detail::platform_table(os::linux_kernel);
    BOOST_TEST(table.platform() == "linux");
    BOOST_TEST(table.backend() == "termios2");
    BOOST_TEST(table[feature::exclusive_access] == support::supported);
}

BOOST_AUTO_TEST_CASE(linux_has_neither_one_and_a_half_stop_bits_nor_dtr_dsr)
{
    serial_capabilities const table = detail::platform_table(os::linux_kernel);
    BOOST_TEST(table[feature::one_and_half_stop_bits] == support::unsupported);
    BOOST_TEST(table[feature::dtr_dsr] == support::unsupported);
}

BOOST_AUTO_TEST_CASE(linux_lists_its_ports_and_tells_when_they_change)
{
    serial_capabilities const table = detail::platform_table(os::linux_kernel);
    BOOST_TEST(table[feature::port_discovery] == support::supported);
    BOOST_TEST(table[feature::port_monitor] == support::supported);
}

BOOST_AUTO_TEST_CASE(what_a_driver_of_linux_decides_is_unknown)
{
    serial_capabilities const table = detail::platform_table(os::linux_kernel);
    for (feature const f : {feature::custom_baud_rate, feature::mark_space_parity, feature::rts_cts,
             feature::modem_lines, feature::line_counters, feature::break_signal,
             feature::low_latency, feature::rs485})
        BOOST_TEST(table[f] == support::unknown, f);
}

BOOST_AUTO_TEST_CASE(windows_promises_what_no_driver_decides)
{
    serial_capabilities const table = detail::platform_table(os::windows);
    BOOST_TEST(table.platform() == "windows");
    BOOST_TEST(table.backend() == "dcb");
    for (auto const& f : all_features)
    {
        bool const has = f.value == feature::exclusive_access || f.value == feature::port_discovery
            || f.value == feature::port_monitor;
        bool const lacks = f.value == feature::low_latency || f.value == feature::exact_drain;
        support const expected = has ? support::supported
            : lacks                  ? support::unsupported
                                     : support::unknown;
        BOOST_TEST(table[f.value] == expected, f.name);
    }
}

BOOST_AUTO_TEST_CASE(this_platforms_capabilities_are_its_table)
{
    BOOST_TEST((platform_capabilities() == detail::platform_table(detail::this_os)));
}

BOOST_AUTO_TEST_SUITE_END()
