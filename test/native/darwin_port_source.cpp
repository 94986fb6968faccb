// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The port monitor's source on macOS: with a made-up registry, so on every system.
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_event.hpp>

#include <boost_serial_ext/detail/codec/darwin_device.hpp>
#include <boost_serial_ext/detail/port_source.hpp>
#include <boost_serial_ext/detail/sansio/port_monitor_fsm.hpp>
#include <boost_serial_ext/native/darwin_port_source.hpp>

#include "support/fake_darwin.hpp"

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace boost_serial_ext;
using boost_serial_ext_test::darwin_world;
using boost_serial_ext_test::fake_darwin_notices;
using boost_serial_ext_test::fake_darwin_registry;
namespace errc = boost::system::errc;

BOOST_AUTO_TEST_SUITE(darwin_port_source)

namespace {

struct machine
{
    ~machine()
    {
        source.reset();
        BOOST_TEST(w.held() == 0u);
        BOOST_TEST(w.misuses == 0u);
    }

    using source_type = detail::darwin_port_source<fake_darwin_registry, fake_darwin_notices>;

    std::size_t plug(std::string const& suffix)
    {
        return w.port(suffix, w.add({"Driver", "IOService"}));
    }

    void open()
    {
        BOOST_TEST_REQUIRE(source->open(ec) == 77);
        BOOST_TEST(!ec, ec);
    }

    /// What `receive` answers.
    error_code receive()
    {
        error_code answer = error::operation_in_progress;
        std::array<char, 16> buffer;
        BOOST_TEST(source->receive(77, buffer.data(), buffer.size(), answer) == 0u);
        return answer;
    }

    /// What a monitor does until it waits: the changes that it tells.
    std::string obey()
    {
        std::string told;
        fsm.wake();
        for (int i = 0; i != 100; ++i)
        {
            auto action = fsm.next(std::chrono::nanoseconds(0));
            error_code answer;
            if (action.type == detail::port_monitor_action::receive)
                fsm.received({}, receive());
            else if (action.type == detail::port_monitor_action::scan)
            {
                auto all = source->scan(answer);
                fsm.scanned(std::move(all), answer, std::chrono::nanoseconds(0));
            }
            else if (action.type == detail::port_monitor_action::look)
            {
                auto seen = source->look(action.name, answer);
                fsm.looked(std::move(seen), answer, std::chrono::nanoseconds(0));
            }
            else if (action.type == detail::port_monitor_action::tell)
                told += (action.event.change == port_change::left ? "-" : "+")
                    + action.event.port.name + ' ';
            else
                return told
                    + (action.type == detail::port_monitor_action::fail ? action.ec.message() : "");
        }
        return "no end";
    }

    darwin_world w;
    std::unique_ptr<source_type> source
        = std::make_unique<source_type>(fake_darwin_registry{&w}, fake_darwin_notices{&w});
    detail::port_monitor_fsm fsm;
    error_code ec;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(whoever_listens_holds_what_it_takes_and_gives_it_back, machine)
{
    plug("a");
    open();
    BOOST_TEST(w.queues == 1u);
    BOOST_TEST(w.ports == 1u);
    BOOST_TEST(w.handles.size() == 2u); // an iterator for those that come, and one for the others
    BOOST_TEST(w.served);
    BOOST_TEST_REQUIRE(w.ends.size() == 2u);
    for (auto const& [fd, end] : w.ends)
    {
        BOOST_TEST(end.hidden, fd);
        BOOST_TEST(end.non_blocking, fd);
    }
    source->close(77);
    BOOST_TEST(w.held() == 0u);
    source.reset();
    BOOST_TEST(w.held() == 0u);
}

BOOST_FIXTURE_TEST_CASE(whoever_waits_may_have_closed_his_end_himself, machine)
{
    open();
    w.ends.erase(77);
    plug("a"); // nobody hears it, and nobody is killed by a signal
    source.reset();
    BOOST_TEST(w.held() == 0u);
}

BOOST_FIXTURE_TEST_CASE(who_opens_again_begins_anew, machine)
{
    open();
    plug("a");
    source->close(77);
    open();
    BOOST_TEST((receive() == errc::resource_unavailable_try_again));
    w.ends.erase(77);
    open(); // and without a close
    plug("b");
    BOOST_TEST((receive() == errc::no_buffer_space));
    source->close(77);
}

BOOST_FIXTURE_TEST_CASE(whatever_fails_while_it_begins_leaves_nothing_behind, machine)
{
    plug("a");
    int const denied = static_cast<int>(detail::darwin_return::io_not_permitted);
    std::vector<std::pair<char const*, int>> const calls{{"make_pipe", EPERM},
        {"hide_from_programs 77", EPERM}, {"hide_from_programs 78", EPERM},
        {"make_non_blocking 77", EPERM}, {"make_non_blocking 78", EPERM}, {"make_quiet 78", EPERM},
        {"make_queue", denied}, {"make_port", denied}, {"notify IOServiceMatched", denied},
        {"notify IOServiceTerminate", denied}};
    for (auto const& [call, number] : calls)
    {
        w.failures = {{call, number}};
        BOOST_TEST(source->open(ec) == -1, call);
        BOOST_TEST(ec.value() == EPERM, call);
        BOOST_TEST(w.held() == 0u, call);
        BOOST_TEST(w.misuses == 0u, call);
    }
    w.failures.clear();
    open();
    source->close(77);
}

BOOST_FIXTURE_TEST_CASE(without_iokit_it_says_so, machine)
{
    w.failures["make_port"] = static_cast<int>(detail::darwin_return::io_unsupported);
    source->open(ec);
    BOOST_TEST(ec.value() == 45); // macOS' ENOTSUP
    w.failures = {{"services", w.failures["make_port"]}};
    BOOST_TEST(source->scan(ec).empty());
    BOOST_TEST(ec.value() == 45);
    BOOST_TEST(source->look("cu.a", ec).identity == 0u);
    BOOST_TEST(ec.value() == 45);
}

BOOST_FIXTURE_TEST_CASE(whoever_begins_again_keeps_nothing_of_before, machine)
{
    open();
    source->close(77);
    open();
    BOOST_TEST(w.ports == 1u);
    BOOST_TEST(w.handles.size() == 2u);
    source->close(77);
}

BOOST_FIXTURE_TEST_CASE(every_change_is_a_reason_to_look_at_everything, machine)
{
    auto const a = plug("a");
    open();
    BOOST_TEST(!w.readable());
    BOOST_TEST((receive() == errc::resource_unavailable_try_again));
    for (int i = 0; i != 3; ++i) // what is not emptied is silent from then on
    {
        auto const b = plug("b");
        BOOST_TEST(w.readable());
        BOOST_TEST((receive() == errc::no_buffer_space));
        BOOST_TEST((receive() == errc::resource_unavailable_try_again));
        w.unplug(b);
        BOOST_TEST((receive() == errc::no_buffer_space));
        BOOST_TEST((receive() == errc::resource_unavailable_try_again));
    }
    w.unplug(a);
    plug("c");
    BOOST_TEST(w.rings == 2u);
    BOOST_TEST((receive() == errc::no_buffer_space)); // both
    BOOST_TEST((receive() == errc::resource_unavailable_try_again));
    BOOST_TEST(!w.readable()); // else whoever waits would never rest
    source->close(77);
}

BOOST_FIXTURE_TEST_CASE(what_happens_while_it_begins_is_told, machine)
{
    auto const a = plug("a");
    for (char const* const call : {"notify IOServiceTerminate", "serve"})
    {
        w.events[call] = [this] { plug("b"); };
        open();
        BOOST_TEST(w.readable(), call);
        BOOST_TEST((receive() == errc::no_buffer_space), call);
        BOOST_TEST((receive() == errc::resource_unavailable_try_again), call);
        source->close(77);
    }
    w.events["serve"] = [&] { w.unplug(a); };
    open();
    BOOST_TEST((receive() == errc::no_buffer_space));
    plug("c"); // and so is what happens afterwards
    BOOST_TEST((receive() == errc::no_buffer_space));
    source->close(77);
}

BOOST_FIXTURE_TEST_CASE(what_is_told_while_it_ends_finds_everything_in_its_place, machine)
{
    for (bool const closed : {false, true}) // by whoever waits
    {
        open();
        w.slow = true;
        auto const a = plug("a");
        w.events["end_port"] = [&]
        {
            w.unplug(a);
            w.deliver();
            BOOST_TEST(w.messages.empty());
        };
        if (closed)
            w.ends.erase(77);
        else
            source->close(77);
        source = std::make_unique<source_type>(fake_darwin_registry{&w}, fake_darwin_notices{&w});
        BOOST_TEST(w.events.empty());
        BOOST_TEST(w.held() == 0u);
        BOOST_TEST(w.misuses == 0u);
        w.slow = false;
    }
}

BOOST_FIXTURE_TEST_CASE(what_nobody_has_been_told_when_it_ends_nobody_is_told, machine)
{
    open();
    w.slow = true;
    plug("a");
    BOOST_TEST(w.messages.size() == 1u);
    source->close(77);
    w.deliver();
    BOOST_TEST(w.held() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_pipe_that_is_full_rings_as_well, machine)
{
    w.room = 40;
    open();
    for (int i = 0; i != 30; ++i)
        w.unplug(plug("a"));
    BOOST_TEST(w.rings == w.room);
    fsm.begin({});
    plug("b");
    BOOST_TEST(obey() == "+cu.b ");
    BOOST_TEST(!w.readable());
    plug("c");
    BOOST_TEST(w.readable());
    BOOST_TEST(obey() == "+cu.c ");
    source->close(77);
}

BOOST_FIXTURE_TEST_CASE(an_interruption_is_not_the_end_of_a_byte, machine)
{
    open();
    w.interruptions = 3;
    plug("a");
    BOOST_TEST(w.interruptions == 0u);
    BOOST_TEST((receive() == errc::no_buffer_space));
    w.failures = {{"read", EINTR}};
    BOOST_TEST((receive() == errc::interrupted)); // the monitor asks again
    w.failures = {{"read", EBADF}};
    BOOST_TEST((receive() == condition::closed));
    w.failures.clear();
    source->close(77);
}

BOOST_FIXTURE_TEST_CASE(a_pipe_without_its_other_end_is_an_error, machine)
{
    open();
    auto const other = w.ends[78];
    w.ends.erase(78);
    BOOST_TEST((receive() == errc::connection_reset)); // else whoever waits would never rest
    w.ends[78] = other;
    source->close(77);
}

BOOST_FIXTURE_TEST_CASE(a_forked_child_hears_nothing_takes_nothing_and_touches_nothing, machine)
{
    open();
    plug("a");
    w.process = 43;
    BOOST_TEST((receive() == errc::connection_reset));
    fsm.begin({});
    BOOST_TEST(obey() == error_code(errc::make_error_code(errc::connection_reset)).message());
    BOOST_TEST(w.rings == 1u); // its parent's
    source->close(77);
    BOOST_TEST(w.ends.empty()); // what a child closes is its own
    source.reset();
    BOOST_TEST(w.held() == 4u); // a queue, a port and two iterators, which it has not
    w.handles.clear();
    w.ports = w.queues = 0;
}

BOOST_FIXTURE_TEST_CASE(a_parent_goes_on_after_a_fork, machine)
{
    open();
    plug("a");
    w.process = 43;
    receive();
    w.process = 42;
    BOOST_TEST((receive() == errc::no_buffer_space));
    source->close(77);
}

BOOST_FIXTURE_TEST_CASE(what_has_no_end_is_an_error, machine)
{
    auto const a = plug("a");
    w.endless = true;
    BOOST_TEST(source->open(ec) == -1);
    BOOST_TEST((ec == errc::value_too_large), ec);
    BOOST_TEST(w.held() == 0u);
    w.endless = false;
    open();
    w.endless = true;
    w.unplug(a);
    BOOST_TEST(w.readable());
    BOOST_TEST((receive() == errc::value_too_large));
    BOOST_TEST((receive() == errc::value_too_large)); // nothing more is told, and so for good
    source->close(77);
    w.endless = false;
    open();
    BOOST_TEST((receive() == errc::resource_unavailable_try_again));
    source->close(77);
}

BOOST_FIXTURE_TEST_CASE(a_scan_and_a_look_find_the_same, machine)
{
    auto const a = plug("a");
    plug("b");
    w.failures["may_open /dev/cu.b"] = EACCES;
    auto const all = source->scan(ec);
    BOOST_TEST(!ec, ec);
    BOOST_TEST_REQUIRE(all.size() == 2u);
    BOOST_TEST(all[0].name == "cu.a");
    BOOST_TEST(all[0].identity == w.entries[a].identity);
    BOOST_TEST(all[0].ready);
    BOOST_TEST(!all[1].ready);
    for (auto const& seen : all)
    {
        auto const again = source->look(seen.name, ec);
        BOOST_TEST(!ec, ec);
        BOOST_TEST(again.name == seen.name);
        BOOST_TEST(again.identity == seen.identity);
        BOOST_TEST(again.ready == seen.ready);
        BOOST_TEST_REQUIRE((seen.port && again.port));
        BOOST_TEST((*again.port == *seen.port));
        BOOST_TEST(again.port->name == seen.name);
    }
    BOOST_TEST(source->look("cu.c", ec).identity == 0u);
    BOOST_TEST(source->look("cu.c", ec).name == "cu.c");
    BOOST_TEST(source->look("tty.a", ec).identity == 0u); // another name is another terminal
}

BOOST_FIXTURE_TEST_CASE(what_goes_in_the_middle_is_not_there, machine)
{
    plug("a");
    w.failures["identity"] = static_cast<int>(detail::darwin_return::send_invalid_dest);
    BOOST_TEST(source->scan(ec).empty());
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(a_monitor_tells_what_comes_goes_and_is_replaced, machine)
{
    auto const a = plug("a");
    open();
    fsm.begin(source->scan(ec));
    BOOST_TEST(obey() == "");
    plug("b");
    BOOST_TEST(obey() == "+cu.b ");
    w.unplug(a);
    plug("a"); // another one, before anybody has looked
    BOOST_TEST(obey() == "-cu.a +cu.a ");
    BOOST_TEST(obey() == "");
    source->close(77);
}

BOOST_FIXTURE_TEST_CASE(what_comes_between_the_beginning_and_the_first_look_is_not_missed, machine)
{
    open();
    auto const a = plug("a");
    fsm.begin(source->scan(ec));
    plug("b");
    w.unplug(a);
    std::string const told = obey();
    BOOST_TEST(told.find("+cu.b") != std::string::npos, told);
    BOOST_TEST(told.find("-cu.a") != std::string::npos, told);
    source->close(77);
}

BOOST_AUTO_TEST_SUITE_END()
