// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Devices that answer.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "doubles/fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <regex>
#include <stdexcept>
#include <string>

using namespace boost_serial_ext_test;
using namespace std::string_literals;

namespace {

struct scripted : real_time
{
    scripted() { open(); }

    /// What the device answers at once.
    std::string ask(std::string const& request)
    {
        write(stream, request);
        std::string const answer = read(stream, stream.input_waiting());
        return answer;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(doubles_scripts)

BOOST_FIXTURE_TEST_CASE(bytes_are_answered, scripted)
{
    port.when("*IDN?\n").reply("ACME,42,1.0\n");
    BOOST_TEST(ask("*IDN?\n") == "ACME,42,1.0\n");
    BOOST_TEST(ask("*IDN?\n*IDN?\n") == "ACME,42,1.0\nACME,42,1.0\n");
    BOOST_TEST(ask("*IDN?") == "");
    BOOST_TEST(ask("\n") == "ACME,42,1.0\n");
    BOOST_TEST(ask("noise*IDN?\n") == "ACME,42,1.0\n"); // they are what it ends with
    BOOST_CHECK_THROW(port.when(""), std::invalid_argument);
}

BOOST_FIXTURE_TEST_CASE(without_a_reply_there_is_no_answer, scripted)
{
    port.when("a");
    port.when("b").after(1ms).times(3);
    port.when("c").reply("");
    BOOST_TEST(ask("ab") == "");
    BOOST_TEST(port.unanswered() == "ab");
    BOOST_TEST(ask("c") == ""); // an answer, and an empty one
    BOOST_TEST(port.unanswered() == "");
}

BOOST_FIXTURE_TEST_CASE(bytes_may_be_any, scripted)
{
    port.when("\0\xFF\0"s).reply("\0\0\r\n\xFF"s);
    BOOST_TEST((ask("\0"s) == ""));
    BOOST_TEST((ask("\xFF"s) == ""));
    BOOST_TEST((ask("\0"s) == "\0\0\r\n\xFF"s));
    port.when(all_bytes()).reply(all_bytes());
    port.clear_script();
    port.when(all_bytes()).reply(all_bytes());
    BOOST_TEST((ask(all_bytes()) == all_bytes()));
}

BOOST_FIXTURE_TEST_CASE(patterns_are_answered, scripted)
{
    port.when(std::regex("VOLT ([0-9.]+)\n")).reply("SET $1 V, $$5\n");
    BOOST_TEST(ask("VOLT 12.5\n") == "SET 12.5 V, $5\n");
    BOOST_TEST(ask("VOLT x\n") == "");
    BOOST_TEST(ask("VOLT 1\n") == "SET 1 V, $5\n"); // what was before it does not matter
    BOOST_TEST(ask("xyVOLT 2\n") == "SET 2 V, $5\n");
    port.when(std::regex("(.)(.)!")).reply("$2$1$&");
    BOOST_TEST(ask("ab!") == "baab!");
}

BOOST_FIXTURE_TEST_CASE(a_pattern_of_bytes_may_have_zeros, scripted)
{
    port.when(std::regex("\\x01([\\s\\S])\\x00")).reply("$1");
    BOOST_TEST((ask("\x01\0\0"s) == "\0"s));
    BOOST_TEST((ask("\x01x\0"s) == "x"));
}

BOOST_FIXTURE_TEST_CASE(a_pattern_may_begin_at_the_beginning_alone, scripted)
{
    port.when(std::regex("^AB|^C")).reply("yes");
    BOOST_TEST(ask("xAB") == "");
    BOOST_TEST(port.unanswered() == "xAB");
    BOOST_TEST(ask("C") == "");
    port.clear_script();
    port.when("\n").reply("");
    ask("\n");
    port.when(std::regex("^AB|^C")).reply("yes");
    BOOST_TEST(ask("AB") == "yes");
    BOOST_TEST(ask("C") == "yes");
}

// The first place where it matches may not reach to the end.
BOOST_FIXTURE_TEST_CASE(a_pattern_is_looked_for_everywhere, scripted)
{
    port.when(std::regex("a[bc]*d")).reply("found");
    BOOST_TEST(ask("aabxabcabcd") == "found");
    port.when(std::regex("x*")).reply("never empty");
    BOOST_TEST(ask("y") == "");
    BOOST_TEST(ask("x") == "never empty");
}

BOOST_FIXTURE_TEST_CASE(a_function_can_answer, scripted)
{
    std::string received;
    port.when("\n").reply(
        [&](std::string const& all)
        {
            received = all;
            return std::string(all.rbegin(), all.rend());
        });
    BOOST_TEST(ask("abc\n") == "\ncba");
    BOOST_TEST(received == "abc\n");
    BOOST_TEST(ask("d\n") == "\nd");
    port.when(std::regex("\\d")).reply([](std::string const& all) { return all + all; });
    BOOST_TEST(ask("x7") == "x7x7");
    int count = 0;
    port.clear_script();
    port.when("n").reply([&](std::string const&) { return std::to_string(++count); }).times(2);
    BOOST_TEST(ask("nnn") == "12");
}

BOOST_FIXTURE_TEST_CASE(an_answer_can_be_given_so_many_times, scripted)
{
    port.when("?").reply("one").times(1);
    port.when("?").reply("two").times(2);
    port.when("?").reply("none").times(0);
    port.when("?").reply("rest");
    BOOST_TEST(ask("?") == "one");
    BOOST_TEST(ask("??") == "twotwo");
    BOOST_TEST(ask("?????") == "restrestrestrestrest");
}

BOOST_FIXTURE_TEST_CASE(the_first_answer_that_fits_is_given, scripted)
{
    port.when("B\n").reply("short");
    port.when("AB\n").reply("long");
    BOOST_TEST(ask("AB\n") == "short");
    port.clear_script();
    port.when("AB\n").reply("long");
    port.when("B\n").reply("short");
    port.when(std::regex("[\\s\\S]")).reply("any");
    BOOST_TEST(ask("A") == "any"); // so that "AB" is not there any more
    BOOST_TEST(ask("B") == "any");
    port.clear_script();
    port.when("AB\n").reply("long");
    port.when("B\n").reply("short");
    BOOST_TEST(ask("AB\nB\nCB\n") == "longshortshort");
}

BOOST_FIXTURE_TEST_CASE(an_answer_takes_all_that_was_received, scripted)
{
    port.when("ab").reply("1");
    port.when("ba").reply("2");
    BOOST_TEST(ask("aba") == "1");
    BOOST_TEST(port.unanswered() == "a");
    BOOST_TEST(ask("b") == "1");
}

BOOST_FIXTURE_TEST_CASE(answers_take_their_time, manual_time)
{
    open({9'600});
    port.when("a").reply("12").after(100ms);
    port.when("b").reply("3").after(1ms);
    auto const c = char_time({9'600});
    write(stream, "ab"); // the device thinks of both at the same time
    clock.advance(char_time({9'600}, 2) + 1ms + c - 1ns);
    BOOST_TEST(stream.input_waiting() == 0u);
    clock.advance(1ns);
    BOOST_TEST(stream.input_waiting() == 1u);
    clock.advance(1s);
    BOOST_TEST(read(stream, 3) == "312");
    BOOST_TEST(port.captured() == "ab");
}

BOOST_FIXTURE_TEST_CASE(memory_is_bounded, scripted)
{
    std::size_t size = 0;
    port.when("!").reply(
        [&](std::string const& all)
        {
            size = all.size();
            return std::string();
        });
    std::string const noise(100'000, 'x');
    write(stream, noise);
    BOOST_TEST(port.unanswered().size() == 4'096u);
    write(stream, std::string(100, 'y') + "!");
    BOOST_TEST(port.unanswered().empty());
    BOOST_TEST(size == 4'096u);
    write(stream, noise + std::string(4'000, 'z'));
    BOOST_TEST((port.unanswered() == std::string(96, 'x') + std::string(4'000, 'z')));
    std::string const longest(4'096, 'a');
    port.when(longest).reply("yes");
    BOOST_TEST(ask(longest) == "yes");
}

BOOST_FIXTURE_TEST_CASE(a_long_input_and_a_pattern_get_along, scripted)
{
    port.when(std::regex("b([a-z]*)!")).reply("$1");
    BOOST_TEST(ask("b" + std::string(1'000, 'c') + "!") == std::string(1'000, 'c'));
}

BOOST_FIXTURE_TEST_CASE(flow_control_is_no_request, real_time)
{
    serial_config config;
    config.flow_control.xon_xoff = true;
    port.set_input_room(200);
    open(config);
    port.when("AB").reply("yes");
    write(stream, "A");
    port.inject(std::string(150, 'x')); // the driver says XOFF
    write(stream, "B");
    BOOST_TEST(port.captured()
        == "A\x13"
           "B");
    BOOST_TEST(read(stream, 150) == std::string(150, 'x'));
    BOOST_TEST(read(stream, 3) == "yes");
}

BOOST_FIXTURE_TEST_CASE(a_script_can_be_forgotten, scripted)
{
    port.when("a").reply("1");
    port.clear_script();
    BOOST_TEST(ask("a") == "");
    BOOST_TEST(port.unanswered() == "a");
    port.when("aa").reply("2");
    BOOST_TEST(ask("a") == "2");
}

BOOST_AUTO_TEST_SUITE_END()
