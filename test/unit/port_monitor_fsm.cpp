// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost_serial_ext/port_event.hpp>

#include <boost_serial_ext/detail/sansio/port_monitor_fsm.hpp>

#include "support/uevents.hpp"

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace boost_serial_ext;
using boost_serial_ext_test::uevent_of;

BOOST_AUTO_TEST_SUITE(port_monitor_fsm)

using boost_serial_ext::detail::port_monitor_fsm;

namespace {

using detail::port_monitor_action;
using detail::seen_port;
using detail::watched_port;
using namespace std::chrono_literals;

// Of no system in particular.
namespace errc = boost::system::errc;
error_code const nothing_there = errc::make_error_code(errc::resource_unavailable_try_again);
error_code const overflow = errc::make_error_code(errc::no_buffer_space);
error_code const interrupted = errc::make_error_code(errc::interrupted);
error_code const io_error = errc::make_error_code(errc::io_error);

port_info port_of(std::string const& name, std::uint64_t identity)
{
    port_info port;
    port.device = "/dev/" + name;
    port.name = name;
    port.serial_number = std::to_string(identity);
    return port;
}

std::string text_of(port_event const& event)
{
    return std::string(to_string(event.change)) + ' ' + event.port.name + '#'
        + event.port.serial_number;
}

// The system, and what its socket holds.
struct world
{
    struct terminal
    {
        std::uint64_t identity = 0;
        bool is_port = true;
        bool ready = true;
    };

    void add(std::string const& name, bool ready = true, bool is_port = true)
    {
        terminals[name] = {++identities, is_port, ready};
        say("add", name);
    }

    void remove(std::string const& name)
    {
        terminals.erase(name);
        say("remove", name);
    }

    void say(std::string const& action, std::string const& name)
    {
        if (messages.size() < room && !full)
            messages.push_back(uevent_of(action, name));
        else
            full = lost = true;
    }

    seen_port look(std::string const& name) const
    {
        auto const at = terminals.find(name);
        if (at == terminals.end())
            return {name};
        terminal const& t = at->second;
        seen_port seen{name, t.identity};
        if (t.is_port)
            seen.port = port_of(name, t.identity);
        seen.ready = t.ready;
        return seen;
    }

    std::vector<seen_port> scan() const
    {
        std::vector<seen_port> all;
        for (auto const& named : terminals)
            all.push_back(look(named.first));
        return all;
    }

    // What the socket answers: it says once that messages were lost, and goes on losing them until
    // it is empty.
    error_code receive(std::string& message)
    {
        if (std::exchange(lost, false))
            return overflow;
        full = full && !messages.empty();
        if (messages.empty())
            return nothing_there;
        message = messages.front();
        messages.erase(messages.begin());
        return {};
    }

    std::map<std::string, terminal> terminals;
    std::vector<std::string> messages;
    std::size_t room = 1'000;
    bool full = false, lost = false;
    std::uint64_t identities = 0;
};

// Obeys the machine; what it told is text. Actions and failures can be looked at, too.
struct fixture
{
    /// Runs until it waits, tells or fails.
    port_monitor_action step()
    {
        for (;;)
        {
            port_monitor_action const action = fsm.next(now);
            if (action.type == port_monitor_action::receive)
            {
                std::string message;
                error_code const ec = w.receive(message);
                fsm.received(message, ec);
            }
            else if (action.type == port_monitor_action::look)
            {
                ++looks;
                fsm.looked(w.look(action.name), look_error, now);
            }
            else if (action.type == port_monitor_action::scan)
            {
                ++scans;
                fsm.scanned(scan_error ? std::vector<seen_port>() : w.scan(), scan_error, now);
            }
            else
                return action;
        }
    }

    /// A whole wait, if nothing changes meanwhile but the time.
    std::string wait()
    {
        fsm.wake();
        auto action = step();
        if (action.type == port_monitor_action::tell)
            return text_of(action.event);
        if (action.type == port_monitor_action::fail)
            return "error " + std::to_string(action.ec.value());
        delay = action.delay;
        return "";
    }

    void begin() { fsm.begin(w.scan()); }

    std::string ports() const
    {
        std::string all;
        for (port_info const& p : fsm.ports())
            all += (all.empty() ? "" : " ") + p.name + '#' + p.serial_number;
        return all;
    }

    world w;
    port_monitor_fsm fsm;
    std::chrono::nanoseconds now = 1h;
    std::chrono::nanoseconds delay{};
    error_code look_error, scan_error;
    int looks = 0, scans = 0;
};

} // namespace

BOOST_AUTO_TEST_CASE(events_are_compared_and_printed)
{
    port_event const one{port_change::arrived, port_of("ttyUSB0", 1)};
    port_event const gone{port_change::left, port_of("ttyUSB0", 1)};
    port_event const other{port_change::arrived, port_of("ttyUSB0", 2)};
    BOOST_TEST((one == port_event(one)));
    BOOST_TEST((one != gone));
    BOOST_TEST((one != other));
    std::ostringstream out;
    out << one << ", " << gone << ", " << static_cast<port_change>(7);
    BOOST_TEST(out.str() == "arrived /dev/ttyUSB0, left /dev/ttyUSB0, ?");
}

BOOST_FIXTURE_TEST_CASE(what_is_there_at_first_is_known_and_not_told, fixture)
{
    for (char const* name : {"ttyUSB10", "ttyUSB2", "ttyS0"})
        w.add(name, false);
    w.add("tty1", true, false); // a console
    begin();
    BOOST_TEST(ports() == "ttyS0#3 ttyUSB2#2 ttyUSB10#1");
    BOOST_TEST(wait() == ""); // the messages are older than the listing
    BOOST_TEST(ports() == "ttyS0#3 ttyUSB2#2 ttyUSB10#1");
}

BOOST_FIXTURE_TEST_CASE(with_nothing_to_do_it_waits_for_ever_and_looks_at_nothing, fixture)
{
    w.terminals["ttyS0"] = {1};
    begin();
    w.messages = {uevent_of("add", "sda", "block"), uevent_of("add", "..", "tty"), "nonsense"};
    BOOST_TEST(wait() == "");
    BOOST_TEST((delay == port_monitor_fsm::never));
    BOOST_TEST(looks == 0);
    BOOST_TEST(scans == 0);
}

BOOST_FIXTURE_TEST_CASE(arrivals_and_departures_are_told_one_at_a_time_in_their_order, fixture)
{
    w.add("ttyUSB0");
    begin();
    w.messages.clear();
    w.add("ttyUSB2");
    w.add("ttyUSB1");
    w.remove("ttyUSB0");
    BOOST_TEST(wait() == "arrived ttyUSB2#2");
    BOOST_TEST(ports() == "ttyUSB0#1 ttyUSB2#2"); // what is told, not what is there
    BOOST_TEST(wait() == "arrived ttyUSB1#3");
    BOOST_TEST(wait() == "left ttyUSB0#1");
    BOOST_TEST(ports() == "ttyUSB1#3 ttyUSB2#2");
    BOOST_TEST(wait() == "");
}

BOOST_FIXTURE_TEST_CASE(what_comes_between_the_listing_and_the_first_wait_is_told_once, fixture)
{
    begin();
    w.add("ttyUSB0");
    BOOST_TEST(wait() == "arrived ttyUSB0#1");
    BOOST_TEST(wait() == "");
}

BOOST_FIXTURE_TEST_CASE(a_device_that_is_replaced_leaves_before_it_arrives, fixture)
{
    w.add("ttyUSB0");
    begin();
    w.remove("ttyUSB0");
    w.add("ttyUSB0");
    BOOST_TEST(wait() == "left ttyUSB0#1");
    BOOST_TEST(ports() == "");
    BOOST_TEST(wait() == "arrived ttyUSB0#2");
    BOOST_TEST(wait() == "");
}

BOOST_FIXTURE_TEST_CASE(a_device_that_was_replaced_twice_is_told_once, fixture)
{
    w.add("ttyUSB0");
    begin();
    for (int i = 0; i != 2; ++i)
    {
        w.remove("ttyUSB0");
        w.add("ttyUSB0");
    }
    BOOST_TEST(wait() == "left ttyUSB0#1");
    BOOST_TEST(wait() == "arrived ttyUSB0#3");
    BOOST_TEST(wait() == "");
}

BOOST_FIXTURE_TEST_CASE(a_device_that_leaves_before_it_was_told_is_not_told, fixture)
{
    begin();
    w.add("ttyUSB0");
    w.remove("ttyUSB0");
    BOOST_TEST(wait() == "");
    w.add("ttyUSB0", false);
    BOOST_TEST(wait() == "");
    w.remove("ttyUSB0");
    BOOST_TEST(wait() == "");
    BOOST_TEST((delay == port_monitor_fsm::never));
    w.add("ttyUSB1"); // told first, and both are ready
    w.add("ttyUSB0");
    BOOST_TEST(wait() == "arrived ttyUSB1#3");
    w.remove("ttyUSB0");
    BOOST_TEST(wait() == "");
}

BOOST_FIXTURE_TEST_CASE(what_comes_back_before_it_was_told_to_have_left_has_left, fixture)
{
    w.add("ttyUSB0");
    begin();
    w.remove("ttyUSB0");
    fsm.wake();
    BOOST_TEST(wait() == "left ttyUSB0#1");
    w.add("ttyUSB0", false);
    BOOST_TEST(wait() == "");
    w.remove("ttyUSB0");
    BOOST_TEST(wait() == "");
    BOOST_TEST(ports() == "");
}

// Any message is only a reason to look: udevadm trigger has the kernel repeat them.
BOOST_FIXTURE_TEST_CASE(messages_that_come_again_or_too_late_are_no_events, fixture)
{
    w.add("ttyUSB0");
    begin();
    for (char const* action : {"add", "remove", "change", "move", "bind", "online", "?"})
    {
        w.say(action, "ttyUSB0");
        BOOST_TEST(wait() == "", action);
    }
    w.say("remove", "ttyUSB7");
    BOOST_TEST(wait() == "");
    BOOST_TEST(ports() == "ttyUSB0#1");
}

BOOST_FIXTURE_TEST_CASE(a_terminal_that_was_renamed_leaves_and_arrives, fixture)
{
    w.add("rfcomm1");
    begin();
    w.messages.clear();
    w.terminals["rfcomm0"] = w.terminals["rfcomm1"];
    w.terminals.erase("rfcomm1");
    w.messages = {uevent_of("move", "rfcomm0", "tty", "DEVPATH_OLD=/devices/virtual/tty/rfcomm1")};
    BOOST_TEST(wait() == "left rfcomm1#1");
    BOOST_TEST(wait() == "arrived rfcomm0#1");
    BOOST_TEST(wait() == "");
}

BOOST_FIXTURE_TEST_CASE(a_device_that_cannot_be_opened_yet_is_looked_at_now_and_then, fixture)
{
    begin();
    w.add("ttyUSB0", false);
    std::vector<std::chrono::milliseconds::rep> pauses;
    auto const begun = now;
    while (wait() == "" && now - begun < 1h)
    {
        pauses.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(delay).count());
        now += delay;
        w.terminals["ttyUSB0"].ready = now - begun > 400ms;
    }
    std::vector<std::chrono::milliseconds::rep> const expected{10, 20, 40, 80, 160, 320};
    BOOST_TEST(pauses == expected, boost::test_tools::per_element());
    BOOST_TEST(ports() == "ttyUSB0#1");
}

BOOST_FIXTURE_TEST_CASE(a_device_that_cannot_be_opened_at_all_is_told_in_the_end, fixture)
{
    begin();
    w.add("ttyUSB0", false);
    auto const begun = now;
    while (wait() == "" && now - begun < 1h)
        now += delay;
    BOOST_TEST((now - begun == watched_port::limit));
    BOOST_TEST(ports() == "ttyUSB0#1");
}

BOOST_FIXTURE_TEST_CASE(a_device_that_waits_holds_up_no_other, fixture)
{
    begin();
    w.add("ttyUSB0", false);
    w.add("ttyUSB1");
    BOOST_TEST(wait() == "arrived ttyUSB1#2");
    BOOST_TEST(wait() == "");
    w.terminals["ttyUSB0"].ready = true;
    BOOST_TEST(wait() == ""); // not due
    now += delay;
    BOOST_TEST(wait() == "arrived ttyUSB0#1");
}

BOOST_FIXTURE_TEST_CASE(a_message_brings_the_next_look_forward, fixture)
{
    begin();
    w.add("ttyUSB0", false);
    BOOST_TEST(wait() == "");
    w.terminals["ttyUSB0"].ready = true;
    w.say("change", "ttyUSB0");
    BOOST_TEST(wait() == "arrived ttyUSB0#1");
}

BOOST_FIXTURE_TEST_CASE(messages_do_not_put_the_limit_off, fixture)
{
    begin();
    w.add("ttyUSB0", false);
    auto const begun = now;
    while (wait() == "" && now - begun < 1h)
    {
        now += (std::min<std::chrono::nanoseconds>)(delay, 50ms);
        w.say("change", "ttyUSB0");
    }
    BOOST_TEST((now - begun == watched_port::limit));
}

BOOST_FIXTURE_TEST_CASE(what_is_no_port_is_given_up_after_the_limit, fixture)
{
    begin();
    w.add("ttyS4", true, false); // a place for a UART that nobody has found
    auto const begun = now;
    while (wait() == "" && delay != port_monitor_fsm::never)
        now += delay;
    BOOST_TEST((now - begun == watched_port::limit));
    BOOST_TEST(ports() == "");
    w.terminals["ttyS4"].is_port = true; // somebody has set its type
    BOOST_TEST(wait() == "");
    w.say("change", "ttyS4");
    BOOST_TEST(wait() == "arrived ttyS4#1");
}

BOOST_FIXTURE_TEST_CASE(a_port_that_stops_being_one_before_it_was_told_is_not_told, fixture)
{
    begin();
    w.add("ttyUSB1");
    w.add("ttyUSB0");
    BOOST_TEST(wait() == "arrived ttyUSB1#1");
    w.terminals["ttyUSB0"].is_port = false; // its node is gone
    w.say("change", "ttyUSB0");
    BOOST_TEST(wait() == "");
    BOOST_TEST((delay == 10ms)); // it may come back
    w.terminals["ttyUSB0"].is_port = true;
    now += delay;
    BOOST_TEST(wait() == "arrived ttyUSB0#2");
}

BOOST_FIXTURE_TEST_CASE(after_an_overflow_everything_is_looked_at, fixture)
{
    for (char const* name : {"ttyUSB0", "ttyUSB1", "ttyUSB2"})
        w.add(name);
    w.messages.clear();
    begin();
    w.room = 1;
    w.say("change", "ttyUSB2");
    w.remove("ttyUSB0");
    w.add("ttyUSB3");
    w.remove("ttyUSB1");
    w.add("ttyUSB1");
    BOOST_TEST(wait() == "left ttyUSB0#1");
    BOOST_TEST(scans == 1);
    BOOST_TEST(wait() == "left ttyUSB1#2");
    BOOST_TEST(wait() == "arrived ttyUSB1#5");
    BOOST_TEST(wait() == "arrived ttyUSB3#4");
    BOOST_TEST(wait() == "");
    BOOST_TEST(ports() == "ttyUSB1#5 ttyUSB2#3 ttyUSB3#4");
    BOOST_TEST(scans == 1);
}

// The kernel drops messages, and does not say so again, until the socket is empty.
BOOST_FIXTURE_TEST_CASE(after_an_overflow_it_looks_only_when_the_socket_is_empty, fixture)
{
    begin();
    fsm.wake();
    fsm.received({}, overflow);
    BOOST_TEST((fsm.next(now).type == port_monitor_action::receive));
    fsm.received(uevent_of("add", "ttyUSB0"), {});
    BOOST_TEST((fsm.next(now).type == port_monitor_action::receive));
    fsm.received({}, nothing_there);
    BOOST_TEST((fsm.next(now).type == port_monitor_action::scan));
}

BOOST_FIXTURE_TEST_CASE(consoles_are_not_awaited_again_after_an_overflow, fixture)
{
    w.add("tty1", true, false);
    begin();
    w.messages.clear();
    w.lost = true;
    BOOST_TEST(wait() == "");
    BOOST_TEST(scans == 1);
    BOOST_TEST((delay == port_monitor_fsm::never));
}

BOOST_FIXTURE_TEST_CASE(what_is_awaited_when_messages_are_lost_is_awaited_still, fixture)
{
    begin();
    w.add("ttyUSB0", false);
    BOOST_TEST(wait() == "");
    w.lost = true;
    now += 1'900ms;
    BOOST_TEST(wait() == "");
    auto const before = now;
    while (wait() == "" && now - before < 1h)
        now += delay;
    BOOST_TEST((now - before == 100ms)); // the limit is what it was
    BOOST_TEST(ports() == "ttyUSB0#1");
}

BOOST_FIXTURE_TEST_CASE(an_interrupted_call_is_made_again, fixture)
{
    begin();
    fsm.wake();
    fsm.received({}, interrupted);
    BOOST_TEST((fsm.next(now).type == port_monitor_action::receive));
}

BOOST_FIXTURE_TEST_CASE(an_error_of_the_socket_ends_the_wait_and_nothing_else, fixture)
{
    begin();
    w.add("ttyUSB0");
    fsm.wake();
    fsm.received(w.messages.front(), {});
    w.messages.clear();
    fsm.received({}, io_error);
    auto const action = step();
    BOOST_TEST((action.type == port_monitor_action::fail));
    BOOST_TEST(action.ec == io_error);
    BOOST_TEST(wait() == "arrived ttyUSB0#1");
}

BOOST_FIXTURE_TEST_CASE(an_error_of_a_look_ends_the_wait_and_the_next_one_looks_again, fixture)
{
    begin();
    w.add("ttyUSB0");
    look_error = io_error;
    BOOST_TEST(wait() == "error 5");
    BOOST_TEST(wait() == "error 5");
    look_error = {};
    BOOST_TEST(wait() == "arrived ttyUSB0#1");
    w.add("ttyUSB1", false);
    BOOST_TEST(wait() == "");
    now += delay; // a look that no message asks for
    look_error = io_error;
    BOOST_TEST(wait() == "error 5");
    look_error = {};
    w.terminals["ttyUSB1"].ready = true;
    BOOST_TEST(wait() == "arrived ttyUSB1#2");
}

BOOST_FIXTURE_TEST_CASE(an_error_of_a_scan_ends_the_wait_and_the_next_one_scans_again, fixture)
{
    w.add("ttyUSB0");
    begin();
    w.terminals.erase("ttyUSB0");
    w.lost = true;
    scan_error = io_error;
    BOOST_TEST(wait() == "error 5");
    BOOST_TEST(ports() == "ttyUSB0#1"); // a list that nobody could read says nothing
    scan_error = {};
    BOOST_TEST(wait() == "left ttyUSB0#1");
}

// A wait may end after any action, because somebody cancels it: nothing is lost by that.
BOOST_AUTO_TEST_CASE(a_wait_that_ends_at_any_point_loses_nothing)
{
    bool reached_the_end = false;
    for (int stop = 0; !reached_the_end; ++stop)
    {
        fixture f;
        f.w.add("ttyUSB0");
        f.begin();
        f.w.messages.clear();
        f.w.remove("ttyUSB0");
        f.w.add("ttyUSB1");
        f.w.lost = true;
        f.fsm.wake();
        reached_the_end = true;
        for (int i = 0; reached_the_end; ++i)
        {
            auto const action = f.fsm.next(f.now);
            if (action.type == port_monitor_action::tell)
            {
                BOOST_TEST(text_of(action.event) == "left ttyUSB0#1");
                break;
            }
            reached_the_end = i != stop; // else the answer to this one is never given
            if (reached_the_end && action.type == port_monitor_action::receive)
            {
                std::string message;
                error_code const ec = f.w.receive(message);
                f.fsm.received(message, ec);
            }
            else if (reached_the_end && action.type == port_monitor_action::scan)
                f.fsm.scanned(f.w.scan(), {}, f.now);
            else if (reached_the_end && action.type == port_monitor_action::look)
                f.fsm.looked(f.w.look(action.name), {}, f.now);
        }
        if (!reached_the_end)
            BOOST_TEST(f.wait() == "left ttyUSB0#1", "stopped at " << stop);
        BOOST_TEST(f.wait() == "arrived ttyUSB1#2");
        BOOST_TEST(f.wait() == "");
        BOOST_TEST_REQUIRE(stop < 100);
    }
}

// Ports come, go, are replaced and become ready at random, messages are lost, old ones are repeated,
// and looks fail: what is told is always possible, and in the end it is what is there.
BOOST_AUTO_TEST_CASE(whatever_happens_what_was_told_is_what_is_there_in_the_end)
{
    for (unsigned seed = 1; seed != 301; ++seed)
    {
        std::minstd_rand random(seed);
        auto const one_of = [&](unsigned n) { return static_cast<unsigned>(random() >> 8) % n; };
        fixture f;
        f.w.room = 1 + one_of(20);
        auto const name = [&] { return "ttyUSB" + std::to_string(one_of(4)); };
        for (unsigned i = one_of(4); i != 0; --i)
            f.w.add(name(), one_of(2) == 0, one_of(4) != 0);
        f.begin();
        std::map<std::string, std::string> told; // by name, what with
        for (port_info const& p : f.fsm.ports())
            told[p.name] = p.serial_number;
        auto const wait = [&]
        {
            std::string const result = f.wait();
            if (result.compare(0, 5, "left ") != 0 && result.compare(0, 8, "arrived ") != 0)
                return result;
            auto const blank = result.find(' '), hash = result.find('#');
            std::string const n = result.substr(blank + 1, hash - blank - 1);
            std::string const what = result.substr(hash + 1);
            if (result[0] == 'l')
                BOOST_TEST_REQUIRE((told.count(n) == 1 && told[n] == what && told.erase(n) == 1));
            else
                BOOST_TEST_REQUIRE(told.emplace(n, what).second);
            return result;
        };
        for (unsigned step = 0; step != 100; ++step)
        {
            std::string const n = name();
            bool const there = f.w.terminals.count(n) != 0;
            switch (one_of(8))
            {
            case 0:
            case 1:
                if (there)
                    f.w.remove(n);
                else
                    f.w.add(n, one_of(2) == 0, one_of(6) != 0);
                break;
            case 2:
                if (there)
                    f.w.terminals[n].ready = true;
                break;
            case 3: f.w.say(one_of(2) == 0 ? "add" : "remove", n); break;
            case 4: f.now += std::chrono::milliseconds(one_of(800)); break;
            case 5: f.look_error = one_of(2) == 0 ? error_code() : io_error; break;
            case 6: f.scan_error = one_of(2) == 0 ? error_code() : io_error; break;
            default: wait(); break;
            }
        }
        f.look_error = f.scan_error = {};
        for (std::string result = "?"; !result.empty() || f.delay != port_monitor_fsm::never;)
        {
            result = wait();
            if (result.empty() && f.delay != port_monitor_fsm::never)
                f.now += f.delay;
        }
        std::map<std::string, std::string> there;
        for (auto const& [n, t] : f.w.terminals)
            if (t.is_port)
                there[n] = std::to_string(t.identity);
        BOOST_TEST((told == there), "seed " << seed);
        BOOST_TEST(f.fsm.ports().size() == told.size());
    }
}

BOOST_AUTO_TEST_SUITE_END()
