// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Random values survive the way to JSON and back, as values and as texts.

#include <boost_serial_ext/json.hpp>

#include "support/random_config.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <locale>
#include <string>
#include <string_view>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(json_round_trip)

namespace {

namespace bj = boost::json;
using boost_serial_ext_test::random_configs;
using std::chrono::milliseconds;

template<class T>
void check(T const& value)
{
    bj::value const as_value = to_json(value);
    std::string const text = bj::serialize(as_value);
    error_code ec;
    std::string where;
    T const from_value = from_json<T>(as_value, ec, where);
    BOOST_TEST_REQUIRE(
        (!ec.failed() && from_value == value), text << ": " << where << ": " << ec.message());
    T const from_text = parse_json<T>(text, ec, where);
    BOOST_TEST_REQUIRE(
        (!ec.failed() && from_text == value), text << ": " << where << ": " << ec.message());
    // What Boost.JSON's functions say must be the same.
    BOOST_TEST_REQUIRE((bj::value_to<T>(bj::value_from(value)) == value), text);
}

// Random values of every type; the same ones for the same seed on every system.
class random_values
{
public:
    explicit random_values(std::uint32_t seed) : random_(seed) {}

    serial_config config() { return random_(); }

    serial_endpoint endpoint()
    {
        std::string device = text();
        return {device.empty() ? "COM3" : device, config()};
    }

    serial_capabilities capabilities()
    {
        serial_capabilities result(text(), text());
        for (std::size_t i = 0; i < feature_count; ++i)
            result.set(static_cast<feature>(i), static_cast<support>(random_.below(3)));
        return result;
    }

    config_report report()
    {
        config_report result{config(), number(), {}};
        for (std::uint32_t n = random_.below(4); n > 0; --n)
            result.skipped.push_back({static_cast<feature>(random_.below(feature_count)), code()});
        return result;
    }

    line_events events() { return static_cast<line_events>(random_.below(256)); }
    modem_status lines() { return {flag(), flag(), flag(), flag()}; }

    control_lines control()
    {
        control_lines result;
        if (flag())
            result.rts = flag();
        if (flag())
            result.dtr = flag();
        return result;
    }

    line_counters counters()
    {
        return {
            bits(), bits(), bits(), bits(), bits(), bits(), bits(), bits(), bits(), bits(), bits()};
    }

    close_policy policy()
    {
        return {
            milliseconds(static_cast<std::int64_t>(random_.bits64() >> (1 + random_.below(63))))};
    }

    line_mark mark()
    {
        return {static_cast<std::size_t>(random_.bits64() >> random_.below(64)),
            static_cast<line_fault>(random_.below(4))};
    }

    port_info port()
    {
        port_info result;
        if (flag())
            result.vid = static_cast<std::uint16_t>(bits());
        if (flag())
            result.pid = static_cast<std::uint16_t>(bits());
        for (std::string* member : {&result.device, &result.name, &result.description, &result.hwid,
                 &result.serial_number, &result.manufacturer, &result.product, &result.location,
                 &result.interface, &result.driver, &result.by_id, &result.by_path})
            *member = text();
        return result;
    }

private:
    bool flag() { return random_.one_in(2); }
    std::uint32_t bits() { return static_cast<std::uint32_t>(random_.bits64()); }

    // Any finite number, by its bits.
    double number()
    {
        double result = NAN;
        while (!std::isfinite(result))
        {
            std::uint64_t const bits = random_.bits64();
            std::memcpy(&result, &bits, sizeof result);
        }
        return result;
    }

    // Any text but one with a zero byte, with what JSON has to escape.
    std::string text()
    {
        constexpr char const* pieces[] = {"a", "/dev/tty", "\"", "\\", "\n", "\x01", "\x7F",
            "\xC3\xBC", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "~", "/", "u0000", " "};
        std::string result;
        for (std::uint32_t n = random_.below(6); n > 0; --n)
            result += pieces[random_.below(static_cast<std::uint32_t>(std::size(pieces)))];
        return result;
    }

    error_code code()
    {
        int const value = static_cast<int>(random_.below(134));
        switch (random_.below(4))
        {
        case 0: return {value, boost::system::system_category()};
        case 1: return {value, boost::system::generic_category()};
        case 2: return make_unsupported_error(static_cast<feature>(random_.below(feature_count)));
        default: return detail::make_system_error(detail::error_context::configure, value);
        }
    }

    random_configs random_;
};

// Decimal comma, and points between thousands: what a naive reader would trip over.
struct comma : std::numpunct<char>
{
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

class global_locale
{
    std::locale before_;

public:
    explicit global_locale(std::locale const& now) : before_(std::locale::global(now)) {}
    global_locale(global_locale const&) = delete;
    global_locale& operator=(global_locale const&) = delete;
    ~global_locale() { std::locale::global(before_); }
};

} // namespace

BOOST_AUTO_TEST_CASE(random_values_survive_the_round_trip)
{
    constexpr std::uint32_t seed = 20'260'102;
    random_values random(seed);
    BOOST_TEST_CONTEXT("seed " << seed)
    for (int i = 0; i < 2'000; ++i)
        BOOST_TEST_CONTEXT("case " << i)
        {
            serial_config const config = random.config();
            check(config);
            check(config.parity);
            check(config.stop_bits);
            check(config.flow_control);
            check(config.dtr);
            check(config.unsupported);
            if (config.rs485)
            {
                check(*config.rs485);
                check(config.rs485->mode);
            }
            check(random.endpoint());
            check(random.capabilities());
            config_report const report = random.report();
            check(report);
            for (skipped_feature const& skipped : report.skipped)
                check(skipped);
            check(random.events());
            check(random.lines());
            check(random.control());
            check(line_event{random.events(), random.lines()});
            check(random.counters());
            line_mark const mark = random.mark();
            check(mark);
            check(mark.fault);
            check(random.policy());
            diagnostic const told{static_cast<diagnostic_event>(i % 7), "/dev/x",
                i % 2 != 0 ? std::optional(config) : std::nullopt,
                report.skipped.empty() ? std::nullopt : std::optional(report.skipped.front()), {}};
            check(told);
            check(told.event);
            check(random.port());
        }
}

BOOST_AUTO_TEST_CASE(the_global_locale_changes_nothing)
{
    global_locale const use(std::locale(std::locale::classic(), new comma));
    random_values random(99);
    for (int i = 0; i < 200; ++i)
        check(random.report());
    BOOST_TEST(parse_json<serial_config>(R"({"baud_tolerance":0.05})").baud_tolerance == 0.05);
}

// A text that was changed a little is refused, with a place, or is still good for a round trip.
BOOST_AUTO_TEST_CASE(mutated_texts_are_refused_or_survive_the_round_trip)
{
    constexpr std::uint32_t seed = 816;
    random_configs random(seed);
    random_values values(seed);
    int accepted = 0;
    BOOST_TEST_CONTEXT("seed " << seed)
    for (int i = 0; i < 10'000; ++i)
    {
        std::string text = bj::serialize(to_json(values.endpoint()));
        for (std::uint32_t n = 1 + random.below(2); n > 0; --n)
        {
            std::size_t const at = random.below(static_cast<std::uint32_t>(text.size()));
            switch (random.below(3))
            {
            case 0: text[at] = static_cast<char>(random.below(256)); break;
            case 1: text.insert(at, 1, static_cast<char>(random.below(128))); break;
            default: text.erase(at, 1 + random.below(3)); break;
            }
        }
        error_code ec;
        std::string where;
        auto const endpoint = parse_json<serial_endpoint>(text, ec, where);
        if (!ec.failed())
            check(endpoint);
        else
            BOOST_TEST_REQUIRE(
                (ec == condition::invalid_configuration && (where.empty() || where[0] == '/')
                    && endpoint == serial_endpoint()),
                "case " << i << ": " << text << ": " << where << ": " << ec.message());
        accepted += ec.failed() ? 0 : 1;
    }
    BOOST_TEST(accepted > 100); // or else this test would prove little
}

BOOST_AUTO_TEST_SUITE_END()
