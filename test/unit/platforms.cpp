// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The table of the documentation, doc/platforms.json, says what the library says.
#include <boost_serial_ext/capabilities.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/platform_table.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(platforms)

namespace {

using detail::os;

std::map<std::string, os> const systems{{"linux", os::linux_kernel}, {"windows", os::windows},
    {"macos", os::darwin}, {"freebsd", os::freebsd}, {"dragonfly", os::dragonfly},
    {"openbsd", os::openbsd}, {"netbsd", os::netbsd}, {"posix", os::other}};

boost::json::value read_table()
{
    std::ifstream file(BOOST_SERIAL_EXT_TEST_PLATFORMS);
    BOOST_TEST_REQUIRE(file.is_open(), BOOST_SERIAL_EXT_TEST_PLATFORMS);
    return boost::json::parse(
        std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()));
}

std::string_view text_of(boost::json::value const& value)
{
    auto const& text = value.as_string();
    return {text.data(), text.size()};
}

} // namespace

BOOST_AUTO_TEST_CASE(every_system_has_a_column)
{
    auto const table = read_table();
    std::set<std::string> shown;
    for (auto const& column : table.at("systems").as_object())
        shown.emplace(column.key());
    std::set<std::string> known;
    for (auto const& [name, system] : systems)
    {
        known.insert(name);
        BOOST_TEST(detail::platform_table(system).platform() == name);
    }
    BOOST_TEST(shown == known, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_feature_has_a_row_that_says_what_the_library_says)
{
    auto const table = read_table();
    std::set<std::string> described;
    for (auto const& row : table.at("rows").as_array())
    {
        if (!row.as_object().contains("feature"))
            continue;
        std::string const name(text_of(row.at("feature")));
        BOOST_TEST(described.insert(name).second, name << " is there twice");
        for (auto const& [system, number] : systems)
            for (auto const& [f, s] : detail::platform_table(number))
                if (to_string(f) == name)
                {
                    std::string_view const cell = text_of(row.at("cells").at(system));
                    BOOST_TEST(cell.substr(0, cell.find(' ')) == to_string(s),
                        name << " on " << system << ": " << cell);
                }
    }
    for (auto const& [f, s] : serial_capabilities())
    {
        static_cast<void>(s);
        BOOST_TEST(described.count(std::string(to_string(f))) == 1u, f);
    }
    BOOST_TEST(described.size() == feature_count);
}

BOOST_AUTO_TEST_SUITE_END()
