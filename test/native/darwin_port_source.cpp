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
    BOOST_TEST(w.watched);
    source->close(77);
    BOOST_TEST(w.queues == 0u);
    source.reset();
    BOOST_TEST(w.held() == 0u);
}

BOOST_FIXTURE_TEST_CASE(whoever_waits_may_have_closed_the_queue_himself, machine)
{
    open();
    w.queues = 0;
    source.reset();
    BOOST_TEST(w.held() == 0u);
}

BOOST_FIXTURE_TEST_CASE(whatever_fails_while_it_begins_leaves_nothing_behind, machine)
{
    plug("a");
    int const denied = static_cast<int>(detail::darwin_return::io_not_permitted);
    std::vector<std::pair<char const*, int>> const calls{{"make_port", denied},
        {"notify IOServiceMatched", denied}, {"notify IOServiceTerminate", denied},
        {"make_queue", EPERM}, {"watch", EPERM}};
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
    BOOST_TEST((receive() == errc::resource_unavailable_try_again));
    for (int i = 0; i != 3; ++i) // what is not emptied is silent from then on
    {
        auto const b = plug("b");
        BOOST_TEST(w.readable);
        BOOST_TEST((receive() == errc::no_buffer_space));
        BOOST_TEST((receive() == errc::resource_unavailable_try_again));
        w.unplug(b);
        BOOST_TEST((receive() == errc::no_buffer_space));
        BOOST_TEST((receive() == errc::resource_unavailable_try_again));
    }
    w.unplug(a);
    plug("c");
    BOOST_TEST(w.messages == 2u);
    BOOST_TEST((receive() == errc::no_buffer_space));
    BOOST_TEST((receive() == errc::no_buffer_space));
    BOOST_TEST((receive() == errc::resource_unavailable_try_again));
    source->close(77);
}

BOOST_FIXTURE_TEST_CASE(the_queue_is_not_readable_when_there_is_nothing_more, machine)
{
    open();
    plug("a");
    while (receive() == errc::no_buffer_space)
        ;
    BOOST_TEST(!w.readable); // else whoever waits would never rest
    source->close(77);
}

BOOST_FIXTURE_TEST_CASE(a_message_that_nobody_can_take_is_one_that_was_lost, machine)
{
    open();
    auto const fails = [&](unsigned number)
    {
        w.failures = {{"receive", static_cast<int>(number)}};
        return receive();
    };
    BOOST_TEST((fails(detail::darwin_return::receive_too_large) == errc::no_buffer_space));
    BOOST_TEST((fails(detail::darwin_return::receive_interrupted) == errc::interrupted));
    BOOST_TEST((fails(detail::darwin_return::receive_timed_out)
        == errc::resource_unavailable_try_again)); // somebody was faster
    BOOST_TEST((fails(detail::darwin_return::receive_port_died) == condition::closed));
    w.failures = {{"is_waiting", EINTR}};
    BOOST_TEST((receive() == errc::interrupted));
    w.failures = {{"is_waiting", EBADF}};
    BOOST_TEST((receive() == condition::closed));
    w.failures.clear();
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
    BOOST_TEST((receive() == errc::value_too_large));
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
