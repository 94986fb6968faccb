// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The port monitor's source on FreeBSD and DragonFly, of machines and messages that are made up.
#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_event.hpp>

#include <boost_serial_ext/detail/port_source.hpp>
#include <boost_serial_ext/detail/sansio/port_monitor_fsm.hpp>
#include <boost_serial_ext/native/bsd_port_source.hpp>
#include <boost_serial_ext/native/known_devices.hpp>

#include "support/fake_bsd_devices.hpp"

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace boost_serial_ext;
using namespace boost_serial_ext::detail;
using boost_serial_ext_test::bsd_machine;
using boost_serial_ext_test::fake_bsd_devices_sys;

BOOST_AUTO_TEST_SUITE(bsd_source_of_ports)

namespace {

// devd at the other end: what it has sent and nobody has received yet.
struct devd_state
{
    std::deque<std::string> sent;
    bool ended = false;
    int open_fails = 0;
    int connect_fails = 0;
    int receive_fails = 0;
    std::string path;
    bool apart = false;
    std::vector<int> closed;
    int received = 0;
};

struct fake_notices
{
    std::shared_ptr<devd_state> s;

    int open(bool apart, int& fd) noexcept
    {
        s->apart = apart;
        fd = s->open_fails == 0 ? 33 : -1;
        return s->open_fails;
    }
    int connect(int fd, char const* path)
    {
        s->path = path;
        return fd == 33 ? s->connect_fails : EBADF;
    }
    int close(int fd) noexcept
    {
        s->closed.push_back(fd);
        return 0;
    }
    int receive(int fd, char* data, std::size_t size, std::size_t& length, bool& whole) noexcept
    {
        ++s->received;
        length = 0;
        whole = true;
        if (fd != 33 || s->receive_fails != 0)
            return fd != 33 ? EBADF : s->receive_fails;
        if (s->sent.empty())
            return s->ended ? 0 : EAGAIN;
        std::string const message = s->sent.front();
        s->sent.pop_front();
        length = (std::min)(size, message.size());
        whole = length == message.size();
        std::memcpy(data, message.data(), length);
        return 0;
    }
};

template<bsd_system System>
struct fixture
{
    using source_type = bsd_port_source<fake_bsd_devices_sys<System>, fake_notices>;

    std::shared_ptr<bsd_machine> m = std::make_shared<bsd_machine>();
    std::shared_ptr<devd_state> devd = std::make_shared<devd_state>();
    source_type source{{m}, {devd}};
    error_code ec;
    std::array<char, 1024> buffer{};

    /// What the next message is: "look", "nothing", "none", or the error.
    std::string receive()
    {
        std::size_t const size = source.receive(33, buffer.data(), buffer.size(), ec);
        BOOST_TEST(size == 0u); // it is for nobody but the source
        namespace errc = boost::system::errc;
        return !ec                                       ? "nothing"
            : ec == errc::no_buffer_space                ? "look"
            : ec == errc::resource_unavailable_try_again ? "none"
                                                         : ec.message();
    }

    std::string receive(std::string const& message)
    {
        devd->sent.push_back(message);
        return receive();
    }

    std::string look(std::string const& name)
    {
        auto const seen = source.look(name, ec);
        BOOST_TEST(seen.name == name);
        return std::string(seen.identity != 0 ? "there" : "absent") + (seen.port ? " port" : "")
            + (seen.ready ? " ready" : "");
    }
};

using freebsd = fixture<bsd_system::freebsd>;
using dragonfly = fixture<bsd_system::dragonfly>;

// The source and the machine that a monitor has, without its threads and clocks.
struct monitor : freebsd
{
    monitor() { source.open(ec); }

    void start() { fsm.begin(source.scan(ec)); }

    /// What is told by now; the time goes on by a tenth of a second before.
    std::string told()
    {
        now += std::chrono::milliseconds(100);
        std::string text;
        fsm.wake();
        for (;;)
        {
            port_monitor_action const action = fsm.next(now);
            switch (action.type)
            {
            case port_monitor_action::receive:
            {
                std::size_t const n = source.receive(33, buffer.data(), buffer.size(), ec);
                fsm.received({buffer.data(), n}, ec);
                break;
            }
            case port_monitor_action::look:
            {
                auto seen = source.look(action.name, ec);
                fsm.looked(std::move(seen), ec, now);
                break;
            }
            case port_monitor_action::scan:
            {
                auto all = source.scan(ec);
                fsm.scanned(std::move(all), ec, now);
                break;
            }
            case port_monitor_action::tell:
                text += (action.event.change == port_change::arrived ? "+" : "-")
                    + action.event.port.name + ' ';
                break;
            case port_monitor_action::wait: return text;
            case port_monitor_action::fail: return text + action.ec.message();
            }
        }
    }

    /// What is told within a second.
    std::string told_in_time()
    {
        std::string text;
        for (int i = 0; i != 10; ++i)
            text += told();
        return text;
    }

    void plug_in()
    {
        m->usb_device("umodem", "0", "U0", "75");
        m->node("cuaU0", 100);
    }
    void pull_out()
    {
        m->forget("dev.umodem.0");
        m->nodes.erase("cuaU0");
    }

    port_monitor_fsm fsm;
    std::chrono::nanoseconds now{};
};

std::string const made = "!system=DEVFS subsystem=CDEV type=CREATE cdev=cuaU0\n";
std::string const unmade = "!system=DEVFS subsystem=CDEV type=DESTROY cdev=cuaU0\n";
std::string const attached = "+umodem0 vendor=0x2341 ttyname=U0 at bus=0 port=2 on uhub0\n";
std::string const detached = "-umodem0 vendor=0x2341 ttyname=U0 at bus=0 port=2 on uhub0\n";

} // namespace

BOOST_FIXTURE_TEST_CASE(freebsds_socket_keeps_messages_apart, freebsd)
{
    BOOST_TEST(source.open(ec) == 33);
    BOOST_TEST(!ec, ec);
    BOOST_TEST(devd->path == "/var/run/devd.seqpacket.pipe");
    BOOST_TEST(devd->apart);
    source.close(33);
    BOOST_TEST((devd->closed == std::vector<int>{33}));
}

BOOST_FIXTURE_TEST_CASE(dragonflys_socket_is_a_stream, dragonfly)
{
    BOOST_TEST(source.open(ec) == 33);
    BOOST_TEST(devd->path == "/var/run/devd.pipe");
    BOOST_TEST(!devd->apart);
}

BOOST_FIXTURE_TEST_CASE(where_devd_does_not_run_ports_cannot_be_watched, freebsd)
{
    for (int const number : {ENOENT, ECONNREFUSED})
    {
        devd->connect_fails = number;
        BOOST_TEST(source.open(ec) == no_handle);
        BOOST_TEST((ec == make_unsupported_error(feature::port_monitor)), ec);
    }
    BOOST_TEST((devd->closed == std::vector<int>{33, 33}));
}

BOOST_FIXTURE_TEST_CASE(a_socket_that_cannot_be_had_is_an_error_and_leaves_none_open, freebsd)
{
    devd->open_fails = EMFILE;
    BOOST_TEST(source.open(ec) == no_handle);
    BOOST_TEST(ec.value() == EMFILE);
    BOOST_TEST(devd->closed.empty());
    devd->open_fails = 0;
    devd->connect_fails = EACCES;
    source.open(ec);
    BOOST_TEST(ec.value() == EACCES);
    BOOST_TEST((devd->closed == std::vector<int>{33}));
}

BOOST_FIXTURE_TEST_CASE(only_what_concerns_ports_is_a_reason_to_look, freebsd)
{
    BOOST_TEST(receive() == "none");
    BOOST_TEST(receive("!system=IFNET subsystem=em0 type=LINK_UP\n") == "nothing");
    BOOST_TEST(receive("!system=DEVFS subsystem=CDEV type=CREATE cdev=ttyU0\n") == "nothing");
    BOOST_TEST(receive(made) == "look");
    BOOST_TEST(receive(unmade) == "look");
    BOOST_TEST(receive(attached) == "look");
    BOOST_TEST(receive(detached) == "look");
    BOOST_TEST(receive(std::string(1000, '=')) == "nothing");
    BOOST_TEST(receive(std::string("\0!\0", 3)) == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_message_without_room_is_a_reason_to_look, freebsd)
{
    BOOST_TEST(receive(std::string(1024, 'x')) == "nothing");
    BOOST_TEST(receive(std::string(1025, 'x')) == "look");
}

BOOST_FIXTURE_TEST_CASE(why_nothing_was_received_is_told, freebsd)
{
    devd->receive_fails = EINTR;
    receive();
    BOOST_TEST((ec == boost::system::errc::interrupted), ec);
    devd->receive_fails = ECONNABORTED;
    receive();
    BOOST_TEST(ec.value() == ECONNABORTED);
}

BOOST_FIXTURE_TEST_CASE(lines_of_a_stream_are_put_together, dragonfly)
{
    BOOST_TEST(receive("+umo") == "nothing");
    BOOST_TEST(receive("dem0 at bus=0 on uhub0") == "nothing");
    BOOST_TEST(receive("\n?") == "look");
    BOOST_TEST(receive(" at x\n!system=A\n") == "nothing");
    BOOST_TEST(receive("!system=A\n-umodem0 at\n!system=B\n") == "look"); // wherever it stands
    BOOST_TEST(receive("\n\n\n") == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_line_that_is_too_long_is_a_reason_to_look, dragonfly)
{
    for (int i = 0; i != 8; ++i)
        BOOST_TEST(receive(std::string(1000, 'x')) == "nothing");
    BOOST_TEST(receive("\n") == "look");
    BOOST_TEST(receive("!system=A\n") == "nothing"); // and that is all
}

BOOST_FIXTURE_TEST_CASE(the_end_of_devd_is_told_each_time_and_at_once, freebsd)
{
    devd->sent = {made};
    devd->ended = true;
    BOOST_TEST(receive() == "look");
    for (int i = 0; i != 3; ++i)
    {
        receive();
        BOOST_TEST((ec == boost::system::errc::connection_reset), ec);
    }
}

BOOST_FIXTURE_TEST_CASE(a_port_is_ready_when_it_may_be_opened, freebsd)
{
    BOOST_TEST(look("cuaU0") == "absent");
    m->node("cuaU0");
    BOOST_TEST(look("cuaU0") == "there"); // its driver is not through with it
    m->usb_device("umodem", "0", "U0", "75");
    m->failures["may_open /dev/cuaU0"] = EACCES;
    BOOST_TEST(look("cuaU0") == "there port");
    m->failures.clear();
    BOOST_TEST(look("cuaU0") == "there port ready");
    m->nodes.erase("cuaU0");
    BOOST_TEST(look("cuaU0") == "there"); // on its way
}

BOOST_FIXTURE_TEST_CASE(why_nobody_knows_is_told, freebsd)
{
    m->node("cuau0");
    m->failures["nodes"] = EMFILE;
    BOOST_TEST(source.scan(ec).empty());
    BOOST_TEST(ec.value() == EMFILE);
    source.look("cuau0", ec);
    BOOST_TEST(ec.value() == EMFILE);
    m->failures.clear();
    BOOST_TEST(source.scan(ec).size() == 1u);
    BOOST_TEST(!ec, ec);
}

BOOST_FIXTURE_TEST_CASE(what_has_been_away_is_another_one, freebsd)
{
    m->usb_device("umodem", "0", "U0", "75");
    m->node("cuaU0");
    auto const identity = [&](char const* name) { return source.look(name, ec).identity; };
    auto const before = identity("cuaU0");
    receive(made);
    receive(attached);
    receive("-uftdi0 at x on y\n"); // another one
    BOOST_TEST(identity("cuaU0") == before);
    receive(detached);
    auto const after = identity("cuaU0");
    BOOST_TEST(after != before);
    receive(unmade);
    BOOST_TEST(identity("cuaU0") != after);
    BOOST_TEST(identity("cuaU0") != before);
}

BOOST_FIXTURE_TEST_CASE(so_many_names_that_not_all_are_remembered_still_count, freebsd)
{
    m->usb_device("umodem", "0", "U0", "75");
    m->node("cuaU0");
    auto const quiet = source.look("cuaU0", ec).identity;
    for (int i = 0; i != 2000; ++i)
        receive("-x" + std::to_string(i) + " at\n");
    auto const before = source.look("cuaU0", ec).identity;
    BOOST_TEST(before != quiet); // the price: those without room count together
    receive(detached);
    BOOST_TEST(source.look("cuaU0", ec).identity != before);
    BOOST_TEST(look("cuaU0") == "there port");
    look("cuaU0");
    BOOST_TEST(look("cuaU0") == "there port ready");
}

BOOST_FIXTURE_TEST_CASE(a_device_arrives_when_its_driver_is_through_with_it, monitor)
{
    m->device("uhub", "0", "", "", "", "usbus0");
    start();
    m->node("cuaU0", 100); // made before the driver has told what it belongs to
    devd->sent = {made};
    BOOST_TEST(told() == "");
    plug_in();
    devd->sent = {attached};
    BOOST_TEST(told() == "+cuaU0 ");
    BOOST_TEST(told() == "");
}

BOOST_FIXTURE_TEST_CASE(a_device_arrives_also_if_its_message_is_late, monitor)
{
    m->device("uhub", "0", "", "", "", "usbus0");
    start();
    m->node("cuaU0", 100);
    devd->sent = {made};
    BOOST_TEST(told() == "");
    plug_in();
    BOOST_TEST(told() == "+cuaU0 "); // it was looked at again
    devd->sent = {attached};
    BOOST_TEST(told() == "");
}

BOOST_FIXTURE_TEST_CASE(a_device_leaves_while_somebody_holds_it_open, monitor)
{
    plug_in();
    m->device("uhub", "0", "", "", "", "usbus0");
    start();
    m->forget("dev.umodem.0"); // its node stays
    devd->sent = {detached};
    BOOST_TEST(told() == "-cuaU0 ");
    m->nodes.erase("cuaU0");
    devd->sent = {unmade};
    BOOST_TEST(told() == "");
    for (int i = 0; i != 30; ++i)
        BOOST_TEST(told() == "");
}

BOOST_FIXTURE_TEST_CASE(a_device_that_was_away_has_left_and_arrived, monitor)
{
    plug_in();
    start();
    BOOST_TEST(told() == "");
    pull_out();
    plug_in();
    devd->sent = {unmade, detached, made, attached};
    BOOST_TEST(told() == "-cuaU0 ");
    BOOST_TEST(told_in_time() == "+cuaU0 ");
    BOOST_TEST(told_in_time() == "");
}

BOOST_FIXTURE_TEST_CASE(a_device_that_is_still_told_when_it_has_gone_does_not_arrive, monitor)
{
    plug_in();
    m->device("uhub", "0", "", "", "", "usbus0");
    start();
    devd->sent = {detached}; // before the kernel has forgotten it
    BOOST_TEST(told() == "-cuaU0 ");
    pull_out();
    BOOST_TEST(told_in_time() == "");
    plug_in();
    devd->sent = {made, attached};
    BOOST_TEST(told_in_time() == "+cuaU0 ");
}

BOOST_FIXTURE_TEST_CASE(what_has_been_away_is_ready_when_it_has_outlasted_some_looks, freebsd)
{
    m->usb_device("umodem", "0", "U0", "75");
    m->node("cuaU0");
    for (std::string const& message : {detached, unmade})
    {
        BOOST_TEST(look("cuaU0") == "there port ready");
        receive(message);
        for (int i = 0; i != 3; ++i)
            BOOST_TEST(look("cuaU0") == "there port");
        BOOST_TEST(look("cuaU0") == "there port ready");
    }
}

BOOST_FIXTURE_TEST_CASE(a_device_that_came_and_went_is_not_told, monitor)
{
    m->device("uhub", "0", "", "", "", "usbus0");
    start();
    devd->sent = {made, attached, detached, unmade};
    BOOST_TEST(told() == "");
}

BOOST_FIXTURE_TEST_CASE(each_port_of_a_device_arrives, monitor)
{
    m->device("uhub", "0", "", "", "", "usbus0");
    start();
    m->usb_device("umcs", "0", "U0", "1", 2, 2);
    m->node("cuaU0.0");
    m->node("cuaU0.1");
    devd->sent = {"!system=DEVFS subsystem=CDEV type=CREATE cdev=cuaU0.0\n",
        "!system=DEVFS subsystem=CDEV type=CREATE cdev=cuaU0.1\n", "+umcs0 at x on uhub0\n"};
    std::string const both = told();
    BOOST_TEST((both == "+cuaU0.0 +cuaU0.1 " || both == "+cuaU0.1 +cuaU0.0 "), both);
}

BOOST_FIXTURE_TEST_CASE(the_end_of_devd_ends_each_wait_once, monitor)
{
    plug_in();
    start();
    devd->ended = true;
    int const before = devd->received;
    BOOST_TEST(told() != "");
    BOOST_TEST(devd->received == before + 1); // it does not try again by itself
    BOOST_TEST(told() != "");
    BOOST_TEST(devd->received == before + 2);
}

BOOST_AUTO_TEST_CASE(where_ports_cannot_be_watched_that_is_said)
{
    no_port_source none;
    error_code ec;
    none.open(ec);
    BOOST_TEST((ec == make_unsupported_error(feature::port_monitor)), ec);
    ec.clear();
    BOOST_TEST(none.scan(ec).empty());
    BOOST_TEST((ec == make_unsupported_error(feature::port_monitor)), ec);
    ec.clear();
    BOOST_TEST(none.look("cuaU0", ec).name == "cuaU0");
    BOOST_TEST((ec == make_unsupported_error(feature::port_monitor)), ec);
    ec.clear();
    BOOST_TEST(none.receive({}, nullptr, 0, ec) == 0u);
    BOOST_TEST((ec == make_unsupported_error(feature::port_monitor)), ec);
    none.close({});
}

BOOST_AUTO_TEST_SUITE_END()
