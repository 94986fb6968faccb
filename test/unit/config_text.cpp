// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config_text.hpp>

#include "support/random_config.hpp"

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>
#include <limits>
#include <locale>
#include <string>
#include <string_view>
#include <vector>

using namespace boost_serial_ext;

BOOST_AUTO_TEST_SUITE(config_text)

namespace {

using boost_serial_ext_test::random_configs;
using std::chrono::milliseconds;

constexpr std::size_t longest_text = 512;

serial_config parsed(std::string_view text)
{
    error_code ec = error::operation_in_progress; // what was there before must not matter
    serial_config const config = parse_serial_config(text, ec);
    BOOST_TEST(!ec.failed(), "\"" << text << "\" was refused: " << ec.message());
    return config;
}

// What the text is refused with. Whatever that is, the configuration has to be the default one.
error_code refusal(std::string_view text)
{
    error_code ec;
    serial_config const config = parse_serial_config(text, ec);
    if (ec.failed())
        BOOST_TEST(config == serial_config(), "\"" << text << "\" was refused, but left a trace");
    return ec;
}

// A failure, or a configuration that is valid and survives the way back to text.
bool sane(std::string_view text)
{
    error_code ec;
    serial_config const config = parse_serial_config(text, ec);
    if (ec.failed())
        return ec == condition::invalid_configuration && config == serial_config();
    error_code again;
    return !validate(config) && parse_serial_config(to_string(config), again) == config && !again;
}

// The configuration after a baud rate and a framing that say nothing new.
template<class Change>
serial_config with(Change change)
{
    serial_config config;
    change(config);
    return config;
}

struct word
{
    std::string_view text;
    serial_config expected;
};

std::vector<word> words()
{
    auto const rs485 = [](rs485_config const& value)
    { return with([&](serial_config& c) { c.rs485 = value; }); };
    return {
        {"xon_xoff", with([](serial_config& c) { c.flow_control.xon_xoff = true; })},
        {"rts_cts", with([](serial_config& c) { c.flow_control.rts_cts = true; })},
        {"dtr_dsr", with([](serial_config& c) { c.flow_control.dtr_dsr = true; })},
        {"shared", with([](serial_config& c) { c.exclusive = false; })},
        {"no_hangup", with([](serial_config& c) { c.hangup_on_close = false; })},
        {"low_latency", with([](serial_config& c) { c.low_latency = true; })},
        {"line_marks", with([](serial_config& c) { c.line_marks = true; })},
        {"rs485=auto", rs485({})},
        {"rs485=kernel",
            rs485(
                {true, false, false, false, milliseconds(0), milliseconds(0), rs485_mode::kernel})},
        {"rs485=software",
            rs485({true, false, false, false, milliseconds(0), milliseconds(0),
                rs485_mode::software})},
        {"rs485=auto,rts_off_on_send", rs485({false})},
        {"rs485=auto,rts_after_send", rs485({true, true})},
        {"rs485=auto,rx_during_tx", rs485({true, false, true})},
        {"rs485=auto,terminate_bus", rs485({true, false, false, true})},
        {"rs485=auto,before=5ms", rs485({true, false, false, false, milliseconds(5)})},
        {"rs485=auto,after=60000ms",
            rs485({true, false, false, false, milliseconds(0), milliseconds(60'000)})},
        {"dtr=off", with([](serial_config& c) { c.dtr = initial_line::off; })},
        {"dtr=preserve", with([](serial_config& c) { c.dtr = initial_line::preserve; })},
        {"rts=off", with([](serial_config& c) { c.rts = initial_line::off; })},
        {"rts=preserve", with([](serial_config& c) { c.rts = initial_line::preserve; })},
        {"baud_tolerance=0.05", with([](serial_config& c) { c.baud_tolerance = 0.05; })},
        {"baud_tolerance=0", with([](serial_config& c) { c.baud_tolerance = 0.0; })},
        {"unsupported=warn",
            with([](serial_config& c) { c.unsupported = unsupported_policy::warn; })},
        {"unsupported=ignore",
            with([](serial_config& c) { c.unsupported = unsupported_policy::ignore; })},
    };
}

// Words for values that are defaults anyway: read, though never written.
std::vector<std::string_view> words_of_defaults()
{
    return {"dtr=on", "rts=on", "unsupported=fail", "baud_tolerance=0.03"};
}

std::string upper(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
    return result;
}

// Decimal comma, and points between thousands: what a naive reader or writer would trip over.
struct comma : std::numpunct<char>
{
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
    std::string do_truename() const override { return "wahr"; }
    std::string do_falsename() const override { return "falsch"; }
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

// One locale with a facet of our own, and those with a decimal comma that this system knows.
std::vector<std::locale> comma_locales()
{
    std::vector<std::locale> found{std::locale(std::locale::classic(), new comma)};
    for (char const* name :
        {"de_DE.UTF-8", "de_DE", "fr_FR.UTF-8", "German_Germany", "ru_RU.UTF-8"})
        try
        {
            found.emplace_back(name);
        }
        catch (std::exception const&)
        {
            // Not installed: one locale less.
        }
    return found;
}

void check_round_trips(std::uint32_t seed, int count)
{
    random_configs next(seed);
    BOOST_TEST_CONTEXT("seed " << seed)
    for (int i = 0; i < count; ++i)
    {
        serial_config const config = next();
        std::string const text = to_string(config);
        error_code ec;
        serial_config const back = parse_serial_config(text, ec);
        BOOST_TEST_REQUIRE((!ec.failed() && back == config && text.size() <= longest_text),
            "case " << i << ": " << text << ": " << ec.message());
    }
}

} // namespace

// --- reading ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_documented_example_is_read)
{
    serial_config const expected = with([](serial_config& c) { c.flow_control.rts_cts = true; });
    BOOST_TEST(parsed("115200 8N1 rts_cts") == expected);
}

BOOST_AUTO_TEST_CASE(a_baud_rate_alone_leaves_the_defaults)
{
    BOOST_TEST(parsed("9600") == with([](serial_config& c) { c.baud_rate = 9'600; }));
}

BOOST_AUTO_TEST_CASE(every_framing_is_read)
{
    constexpr std::string_view letters = "NOEMS";
    constexpr std::string_view stops[] = {"1", "1.5", "2"};
    for (std::uint8_t size = 5; size <= 8; ++size)
        for (std::size_t p = 0; p < letters.size(); ++p)
            for (std::size_t s = 0; s < 3; ++s)
            {
                std::string text = "115200 " + std::to_string(size);
                text.append(1, letters[p]).append(stops[s]);
                serial_config const config = parsed(text);
                BOOST_TEST(config.character_size == size);
                BOOST_TEST(config.parity == static_cast<parity>(p));
                BOOST_TEST(config.stop_bits == static_cast<stop_bits>(s));
                BOOST_TEST(to_string(config) == text);
            }
}

BOOST_AUTO_TEST_CASE(every_word_is_read_and_written)
{
    for (word const& w : words())
    {
        std::string const text = "115200 8N1 " + std::string(w.text);
        BOOST_TEST(parsed(text) == w.expected);
        BOOST_TEST(to_string(w.expected) == text);
    }
}

BOOST_AUTO_TEST_CASE(words_for_defaults_are_read_though_never_written)
{
    for (std::string_view const w : words_of_defaults())
    {
        serial_config const config = parsed("115200 8N1 " + std::string(w));
        BOOST_TEST(config == serial_config());
        BOOST_TEST(to_string(config) == "115200 8N1");
    }
}

BOOST_AUTO_TEST_CASE(the_framing_may_be_missing)
{
    for (word const& w : words())
        BOOST_TEST(parsed("115200 " + std::string(w.text)) == w.expected);
}

BOOST_AUTO_TEST_CASE(words_come_in_any_order)
{
    serial_config const expected = parsed("9600 7E2 xon_xoff shared dtr=off unsupported=warn");
    BOOST_TEST(parsed("9600 7E2 unsupported=warn dtr=off shared xon_xoff") == expected);
    BOOST_TEST(parsed("9600 7E2 shared xon_xoff unsupported=warn dtr=off") == expected);
}

BOOST_AUTO_TEST_CASE(rs485_words_come_in_any_order)
{
    BOOST_TEST(parsed("9600 8N1 rs485=kernel,before=1ms,rx_during_tx,after=2ms")
        == parsed("9600 8N1 rs485=kernel,after=2ms,before=1ms,rx_during_tx"));
}

BOOST_AUTO_TEST_CASE(letters_are_of_either_case)
{
    for (word const& w : words())
        BOOST_TEST(parsed(upper("115200 8n1 " + std::string(w.text))) == w.expected);
    BOOST_TEST(parsed("9600 7e1") == parsed("9600 7E1"));
    BOOST_TEST(
        parsed("9600 8N1 Rs485=Auto,Before=5mS") == parsed("9600 8N1 rs485=auto,before=5ms"));
}

BOOST_AUTO_TEST_CASE(blanks_and_tabs_separate_and_surround_words)
{
    serial_config const expected = parsed("9600 7E1 shared");
    BOOST_TEST(parsed("  9600   7E1    shared  ") == expected);
    BOOST_TEST(parsed("\t9600\t7E1\t \tshared\t") == expected);
}

BOOST_AUTO_TEST_CASE(other_white_space_separates_nothing)
{
    for (std::string_view const text :
        {"9600\n8N1", "9600\r8N1", "9600\v8N1", "9600\f8N1", "9600,8N1", "9600;8N1"})
        BOOST_TEST((refusal(text) == error::invalid_baud_rate), text);
}

BOOST_AUTO_TEST_CASE(tolerances_are_read_in_any_notation_of_a_decimal_number)
{
    for (std::string_view const value : {"0.05", "5e-2", "5E-2", ".05", "0.050", "+0.05", "00.05"})
        BOOST_TEST(parsed("9600 8N1 baud_tolerance=" + std::string(value)).baud_tolerance == 0.05);
}

BOOST_AUTO_TEST_CASE(the_largest_baud_rate_is_read)
{
    BOOST_TEST(parsed("4294967295").baud_rate == 0xFFFFFFFFu);
}

// --- refusing ---------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(bad_baud_rates_are_refused)
{
    for (std::string_view const text : {"", " ", "\t \t", "0", "-1", "+9600", "9600.0", "9600x",
             "x9600", "0x2580", "9.6e3", "fast", "8N1", "4294967296", "99999999999999999999999999",
             "rts_cts", "baud_rate=9600", "\xFF", "\xD9\xA1"})
        BOOST_TEST((refusal(text) == error::invalid_baud_rate), text);
}

BOOST_AUTO_TEST_CASE(bad_framings_are_refused_by_the_member_at_fault)
{
    struct
    {
        std::string_view text;
        error expected;
    } const rows[] = {
        {"9600 0N1", error::invalid_character_size},
        {"9600 4N1", error::invalid_character_size},
        {"9600 9N1", error::invalid_character_size},
        {"9600 1", error::invalid_character_size},
        {"9600 9600", error::invalid_character_size},
        {"9600 8", error::invalid_parity},
        {"9600 8X1", error::invalid_parity},
        {"9600 81", error::invalid_parity},
        {"9600 88N1", error::invalid_parity},
        {"9600 8-1", error::invalid_parity},
        {"9600 8N", error::invalid_stop_bits},
        {"9600 8N0", error::invalid_stop_bits},
        {"9600 8N3", error::invalid_stop_bits},
        {"9600 8N15", error::invalid_stop_bits},
        {"9600 8N1,5", error::invalid_stop_bits},
        {"9600 8N1.50", error::invalid_stop_bits},
        {"9600 8N2.0", error::invalid_stop_bits},
        {"9600 8NN1", error::invalid_stop_bits},
    };
    for (auto const& row : rows)
        BOOST_TEST(refusal(row.text) == error_code(row.expected), row.text);
}

BOOST_AUTO_TEST_CASE(words_nobody_knows_are_refused)
{
    for (std::string_view const text : {"N81", "rts-cts", "rtscts", "rts_ct", "rts_ctss", "hangup",
             "exclusive", "rts", "dtr", "rs485", "unsupported", "baud_tolerance", "=", "=off",
             "cts=off", "rts_cts=on", "shared=1", "?", "xon_xoff,rts_cts"})
        BOOST_TEST((refusal("9600 8N1 " + std::string(text)) == error::unknown_config_word), text);
}

BOOST_AUTO_TEST_CASE(a_framing_counts_only_right_after_the_baud_rate)
{
    BOOST_TEST((refusal("9600 8N1 8N1") == error::unknown_config_word));
    BOOST_TEST((refusal("9600 shared 8N1") == error::unknown_config_word));
}

BOOST_AUTO_TEST_CASE(bad_values_are_refused_by_the_member_at_fault)
{
    struct
    {
        std::string_view text;
        error expected;
    } const rows[] = {
        {"dtr=", error::invalid_dtr},
        {"dtr=1", error::invalid_dtr},
        {"dtr=offf", error::invalid_dtr},
        {"dtr=off=", error::invalid_dtr},
        {"rts=", error::invalid_rts},
        {"rts=high", error::invalid_rts},
        {"unsupported=", error::invalid_unsupported_policy},
        {"unsupported=maybe", error::invalid_unsupported_policy},
        {"rs485=", error::invalid_rs485_mode},
        {"rs485=automatic", error::invalid_rs485_mode},
        {"rs485=on", error::invalid_rs485_mode},
        {"rs485=rx_during_tx", error::invalid_rs485_mode},
        {"rs485=auto,kernel", error::unknown_config_word},
        {"rs485=auto,rts_on_send", error::unknown_config_word},
        {"rs485=auto,before", error::unknown_config_word},
        {"rs485=auto,rx_during_tx=1", error::unknown_config_word},
        {"rs485=auto,before=", error::invalid_rs485_delay_before_send},
        {"rs485=auto,before=ms", error::invalid_rs485_delay_before_send},
        {"rs485=auto,before=5", error::invalid_rs485_delay_before_send},
        {"rs485=auto,before=5s", error::invalid_rs485_delay_before_send},
        {"rs485=auto,before=5us", error::invalid_rs485_delay_before_send},
        {"rs485=auto,before=1.5ms", error::invalid_rs485_delay_before_send},
        {"rs485=auto,before=+5ms", error::invalid_rs485_delay_before_send},
        {"rs485=auto,before=-1ms", error::invalid_rs485_delay_before_send},
        {"rs485=auto,before=60001ms", error::invalid_rs485_delay_before_send},
        {"rs485=auto,before=2147483648ms", error::invalid_rs485_delay_before_send},
        {"rs485=auto,before=99999999999999999999ms", error::invalid_rs485_delay_before_send},
        {"rs485=auto,after=", error::invalid_rs485_delay_after_send},
        {"rs485=auto,after=x", error::invalid_rs485_delay_after_send},
        {"rs485=auto,after=-1ms", error::invalid_rs485_delay_after_send},
        {"rs485=auto,after=60001ms", error::invalid_rs485_delay_after_send},
        {"rs485=auto,after=4294967296ms", error::invalid_rs485_delay_after_send},
        {"baud_tolerance=", error::invalid_baud_tolerance},
        {"baud_tolerance=nan", error::invalid_baud_tolerance},
        {"baud_tolerance=inf", error::invalid_baud_tolerance},
        {"baud_tolerance=0x1p-5", error::invalid_baud_tolerance},
        {"baud_tolerance=0,05", error::invalid_baud_tolerance},
        {"baud_tolerance=5%", error::invalid_baud_tolerance},
        {"baud_tolerance=1", error::invalid_baud_tolerance},
        {"baud_tolerance=-0.01", error::invalid_baud_tolerance},
        {"baud_tolerance=0.05.0", error::invalid_baud_tolerance},
        {"baud_tolerance=0.05-", error::invalid_baud_tolerance},
        {"baud_tolerance=--5", error::invalid_baud_tolerance},
        {"baud_tolerance=e", error::invalid_baud_tolerance},
        {"baud_tolerance=1e", error::invalid_baud_tolerance},
        {"baud_tolerance=.", error::invalid_baud_tolerance},
        {"baud_tolerance=1e999", error::invalid_baud_tolerance},
        {"baud_tolerance=0.000000000000000000000000000000001", error::invalid_baud_tolerance},
    };
    for (auto const& row : rows)
        BOOST_TEST(
            refusal("9600 8N1 " + std::string(row.text)) == error_code(row.expected), row.text);
}

BOOST_AUTO_TEST_CASE(rs485_beside_rts_cts_is_refused)
{
    BOOST_TEST((refusal("9600 8N1 rts_cts rs485=auto") == error::rs485_excludes_rts_cts));
}

BOOST_AUTO_TEST_CASE(every_word_may_come_once_only)
{
    for (word const& w : words())
    {
        std::string const text = "9600 8N1 " + std::string(w.text) + ' ' + std::string(w.text);
        BOOST_TEST((refusal(text) == error::duplicate_config_word), text);
    }
    for (std::string_view const w : words_of_defaults())
    {
        std::string const text = "9600 8N1 " + std::string(w) + ' ' + std::string(w);
        BOOST_TEST((refusal(text) == error::duplicate_config_word), text);
    }
}

BOOST_AUTO_TEST_CASE(a_member_is_said_once_even_with_different_values_or_cases)
{
    for (std::string_view const text :
        {"dtr=off dtr=on", "rts=preserve rts=off", "unsupported=warn unsupported=ignore",
            "baud_tolerance=0.1 baud_tolerance=0.2", "rs485=auto rs485=kernel", "shared SHARED"})
        BOOST_TEST(
            (refusal("9600 8N1 " + std::string(text)) == error::duplicate_config_word), text);
}

BOOST_AUTO_TEST_CASE(every_rs485_word_may_come_once_only)
{
    for (std::string_view const w : {"rts_off_on_send", "rts_after_send", "rx_during_tx",
             "terminate_bus", "before=5ms", "after=5ms"})
    {
        std::string const text = "9600 8N1 rs485=auto," + std::string(w) + ',' + std::string(w);
        BOOST_TEST((refusal(text) == error::duplicate_config_word), text);
    }
}

BOOST_AUTO_TEST_CASE(a_text_of_the_longest_length_is_read)
{
    std::string text = "9600 8N1";
    text.resize(longest_text, ' ');
    BOOST_TEST(parsed(text).baud_rate == 9'600u);
}

BOOST_AUTO_TEST_CASE(a_longer_text_is_refused_whatever_it_says)
{
    std::string text = "9600 8N1";
    text.resize(longest_text + 1, ' ');
    BOOST_TEST((refusal(text) == error::config_string_too_long));
    BOOST_TEST((refusal(std::string(1'000'000, '9')) == error::config_string_too_long));
}

BOOST_AUTO_TEST_CASE(zero_bytes_are_no_ends_of_strings)
{
    using namespace std::string_view_literals;
    BOOST_TEST((refusal("9600\0"sv) == error::invalid_baud_rate));
    BOOST_TEST((refusal("9600 8N1\0"sv) == error::invalid_stop_bits));
    BOOST_TEST((refusal("9600 8N1 shared\0"sv) == error::unknown_config_word));
    BOOST_TEST((refusal("9600 8N1 baud_tolerance=0.05\0"sv) == error::invalid_baud_tolerance));
}

BOOST_AUTO_TEST_CASE(a_view_is_not_read_beyond_its_end)
{
    std::string_view const whole = "1152009999 8N1999 sharedx";
    BOOST_TEST(parsed(whole.substr(0, 6)).baud_rate == 115'200u);
    BOOST_TEST(parsed(std::string_view("9600 8N1.5").substr(0, 8)).stop_bits == stop_bits::one);
    std::string_view const tolerance = "9600 8N1 baud_tolerance=0.055";
    BOOST_TEST(parsed(tolerance.substr(0, tolerance.size() - 1)).baud_tolerance == 0.05);
}

BOOST_AUTO_TEST_CASE(every_refusal_equals_the_portable_condition)
{
    for (std::string_view const text : {"", "9600 4N1", "9600 8N1 bogus", "9600 shared shared"})
        BOOST_TEST((refusal(text) == condition::invalid_configuration), text);
}

BOOST_AUTO_TEST_CASE(reading_never_throws)
{
    error_code ec;
    static_assert(noexcept(parse_serial_config(std::string_view(), ec)));
    BOOST_TEST((refusal("9600 nonsense") == error::unknown_config_word));
}

BOOST_AUTO_TEST_CASE(the_throwing_twin_throws_the_same_error)
{
    BOOST_CHECK_EXCEPTION((void)parse_serial_config("9600 4N1"), boost::system::system_error,
        [](boost::system::system_error const& e)
        { return e.code() == error::invalid_character_size; });
}

BOOST_AUTO_TEST_CASE(the_throwing_twin_returns_the_same_configuration)
{
    BOOST_TEST(parse_serial_config("9600 7E2 shared") == parsed("9600 7E2 shared"));
}

// --- writing ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_default_configuration_is_baud_rate_and_framing)
{
    BOOST_TEST(to_string(serial_config()) == "115200 8N1");
}

BOOST_AUTO_TEST_CASE(the_longest_configuration_there_is_can_be_read_back)
{
    serial_config longest;
    longest.baud_rate = 0xFFFFFFFFu;
    longest.stop_bits = stop_bits::one_and_half;
    longest.flow_control = {true, false, true};
    longest.exclusive = false;
    longest.hangup_on_close = false;
    longest.low_latency = true;
    longest.rs485 = rs485_config{
        false, true, true, true, milliseconds(60'000), milliseconds(60'000), rs485_mode::software};
    longest.dtr = longest.rts = initial_line::preserve;
    longest.baud_tolerance = 2.2250738585072014e-308;
    longest.unsupported = unsupported_policy::ignore;
    longest.line_marks = true;
    std::string const text = to_string(longest);
    BOOST_TEST(text.size() <= longest_text);
    BOOST_TEST(parsed(text) == longest);
}

BOOST_AUTO_TEST_CASE(an_invalid_framing_is_written_as_question_marks)
{
    serial_config c;
    c.parity = static_cast<parity>(77);
    BOOST_TEST(to_string(c) == "115200 8??");
}

BOOST_AUTO_TEST_CASE(whatever_is_invalid_is_not_read_back)
{
    serial_config c;
    c.parity = static_cast<parity>(5);
    BOOST_TEST(refusal(to_string(c)).failed());
    c = serial_config();
    c.dtr = static_cast<initial_line>(3);
    BOOST_TEST((refusal(to_string(c)) == error::invalid_dtr));
    c = serial_config();
    c.baud_tolerance = std::numeric_limits<double>::quiet_NaN();
    BOOST_TEST((refusal(to_string(c)) == error::invalid_baud_tolerance));
    c.baud_tolerance = std::numeric_limits<double>::infinity();
    BOOST_TEST((refusal(to_string(c)) == error::invalid_baud_tolerance));
}

BOOST_AUTO_TEST_CASE(tolerances_are_written_with_as_few_digits_as_read_back)
{
    BOOST_TEST(detail::shortest_text(0.05) == "0.05");
    BOOST_TEST(detail::shortest_text(0.1) == "0.1");
    BOOST_TEST(detail::shortest_text(0.0) == "0");
    BOOST_TEST(detail::shortest_text(0.30000000000000004) == "0.30000000000000004");
}

// --- both ways --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(random_configurations_survive_the_round_trip)
{
    check_round_trips(20'260'101, 20'000);
}

BOOST_AUTO_TEST_CASE(the_global_locale_changes_nothing)
{
    for (std::locale const& locale : comma_locales())
    {
        global_locale const use(locale);
        serial_config c;
        c.baud_rate = 1'000'000;
        c.baud_tolerance = 0.05;
        c.rs485 = rs485_config{true, false, false, false, milliseconds(60'000)};
        BOOST_TEST(to_string(c) == "1000000 8N1 rs485=auto,before=60000ms baud_tolerance=0.05");
        check_round_trips(99, 2'000);
        BOOST_TEST((refusal("9600 8N1 baud_tolerance=0,05") == error::invalid_baud_tolerance));
        BOOST_TEST((refusal("115.200 8N1") == error::invalid_baud_rate));
    }
}

BOOST_AUTO_TEST_CASE(random_bytes_are_refused_or_survive_the_round_trip)
{
    constexpr std::uint32_t seed = 4'711;
    random_configs random(seed);
    BOOST_TEST_CONTEXT("seed " << seed)
    for (int i = 0; i < 20'000; ++i)
    {
        std::string text(random.below(40), '\0');
        for (char& c : text)
            c = static_cast<char>(random.below(256));
        BOOST_TEST_REQUIRE(sane(text), "case " << i << ": " << text);
    }
}

BOOST_AUTO_TEST_CASE(random_words_are_refused_or_survive_the_round_trip)
{
    constexpr std::string_view pieces[]
        = {"9600", "8N1", "7E2", " ", " ", " ", "\t", "=", ",", "rs485", "auto", "kernel", "before",
            "5ms", "-1ms", "dtr", "off", "shared", "rts_cts", "xon_xoff", "baud_tolerance", "0.5",
            "1e-9", "unsupported", "warn", "\xFF", "99999999999", "."};
    constexpr std::uint32_t seed = 1'999;
    random_configs random(seed);
    int accepted = 0;
    BOOST_TEST_CONTEXT("seed " << seed)
    for (int i = 0; i < 50'000; ++i)
    {
        std::string text = random.one_in(8) ? "" : "9600 ";
        for (std::uint32_t n = random.below(9); n > 0; --n)
            text += pieces[random.below(static_cast<std::uint32_t>(std::size(pieces)))];
        BOOST_TEST_REQUIRE(sane(text), "case " << i << ": " << text);
        accepted += refusal(text) ? 0 : 1;
    }
    BOOST_TEST(accepted > 1'000); // or else this test would prove little
}

BOOST_AUTO_TEST_CASE(mutated_texts_are_refused_or_survive_the_round_trip)
{
    constexpr std::uint32_t seed = 815;
    random_configs random(seed);
    BOOST_TEST_CONTEXT("seed " << seed)
    for (int i = 0; i < 20'000; ++i)
    {
        std::string text = to_string(random());
        for (std::uint32_t n = 1 + random.below(3); n > 0; --n)
        {
            std::size_t const at = random.below(static_cast<std::uint32_t>(text.size()));
            switch (random.below(3))
            {
            case 0: text[at] = static_cast<char>(random.below(256)); break;
            case 1: text.insert(at, 1, static_cast<char>(random.below(128))); break;
            default: text.erase(at, 1 + random.below(3)); break;
            }
            if (text.empty())
                break;
        }
        BOOST_TEST_REQUIRE(sane(text), "case " << i << ": " << text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
