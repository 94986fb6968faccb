// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Ports that arrive and leave, as the kernel says it: by QEMU's device_add and device_del, by a USB
// host controller of our own, by a driver that is taken away from its device; and the examples.
#include <boost_serial_ext/discovery.hpp>
#include <boost_serial_ext/port_monitor.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "hardware/acm_modem.hpp"
#include "hardware/ft232r.hpp"
#include "hardware/guest.hpp"
#include "hardware/ports.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int watch_ports_main(int argc, char** argv);
int wait_for_device_main(int argc, char** argv);

using namespace boost_serial_ext_test;
using namespace boost_serial_ext;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

void device_del()
{
    tell_host(R"(qmp {"execute": "device_del", "arguments": {"id": "plug0"}})");
}

// QEMU lets go of the old device's chardev a little after it has reported success.
void device_add()
{
    std::string const command = R"(qmp {"execute": "device_add", "arguments": {)"
                                R"("driver": "usb-serial", "id": "plug0", "bus": "xhci.0", )"
                                R"("port": "1", "chardev": "usb0", "serial": "FTDI0"}})";
    std::string problem;
    auto const added = [&]
    {
        try
        {
            tell_host(command);
            return true;
        }
        catch (std::runtime_error const& e)
        {
            problem = e.what();
            return false;
        }
    };
    if (!eventually(added))
        throw std::runtime_error(problem);
}

std::string text_of(port_event const& event)
{
    return std::string(to_string(event.change)) + ' ' + event.port.serial_number;
}

// Devices of the test before may still be leaving.
struct after_the_last_test
{
    after_the_last_test()
    {
        auto const left = []
        {
            for (char const* name : {"MONITOR-1", "MONITOR-2", "MONITOR-3", "MONITOR-4"})
                if (!tty_of_usb(name).empty())
                    return false;
            return true;
        };
        if (!eventually(left))
            throw std::runtime_error("a device of the last test does not leave");
    }
};

struct watching : after_the_last_test
{
    /// The next event. @throws std::runtime_error There is none.
    port_event next()
    {
        std::optional<port_event> told;
        monitor.async_wait(
            [&](error_code ec, port_event const& event)
            {
                BOOST_TEST(!ec, ec);
                told = event;
            });
        context.restart();
        context.run_for(patience);
        if (!told)
        {
            monitor.cancel();
            context.run();
            throw std::runtime_error("no port arrives or leaves");
        }
        return *told;
    }

    /// As text, with the device's serial number.
    std::string next_text() { return text_of(next()); }

    /// What there is to tell now, and in the next moment; nothing if nothing.
    std::optional<port_event> poll(std::chrono::milliseconds limit = 0ms)
    {
        std::optional<port_event> told;
        monitor.async_wait(
            [&](error_code ec, port_event const& event)
            {
                if (!ec)
                    told = event;
            });
        context.restart();
        context.run_for(limit);
        monitor.cancel();
        context.restart();
        context.run();
        return told;
    }

    void check_end()
    {
        auto const rest = poll();
        BOOST_TEST(!rest.has_value());
        auto const listed = list_ports();
        BOOST_TEST((monitor.ports() == listed));
    }

    asio::io_context context;
    port_monitor monitor{context};
};

// A program's worth of an example, in a process of its own; what it prints can be waited for.
class running_example
{
public:
    running_example(int (*entry)(int, char**), std::vector<std::string> words)
    {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0)
            throw std::system_error(errno, std::generic_category(), "pipe");
        child_ = ::fork();
        if (child_ < 0)
            throw std::system_error(errno, std::generic_category(), "fork");
        if (child_ == 0)
        {
            ::dup2(ends[1], 1);
            ::close(ends[0]);
            std::vector<char*> argv;
            for (std::string& word : words)
                argv.push_back(word.data());
            argv.push_back(nullptr);
            ::_exit(entry(static_cast<int>(words.size()), argv.data()));
        }
        ::close(ends[1]);
        output_ = ends[0];
    }
    running_example(running_example const&) = delete;
    running_example& operator=(running_example const&) = delete;
    ~running_example()
    {
        if (child_ > 0)
        {
            ::kill(child_, SIGKILL);
            ::waitpid(child_, nullptr, 0);
        }
        ::close(output_);
    }

    /// Waits until it has printed that, and forgets what it has printed until then.
    bool prints(std::string const& text)
    {
        for (;;)
        {
            if (auto const at = printed_.find(text); at != std::string::npos)
            {
                printed_.erase(0, at + text.size());
                return true;
            }
            if (!read())
            {
                BOOST_TEST_MESSAGE("instead of \"" << text << "\": " << printed_);
                return false;
            }
        }
    }

    /// Waits for its end.
    int exit_status()
    {
        while (read())
            ;
        int status = 0;
        auto const ended = [&] { return ::waitpid(child_, &status, WNOHANG) == child_; };
        if (!eventually(ended))
            throw std::runtime_error("the example does not end");
        child_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    bool read()
    {
        ::pollfd p{output_, POLLIN, 0};
        std::array<char, 512> part;
        int const limit = static_cast<int>(
            std::chrono::duration_cast<std::chrono::milliseconds>(patience).count());
        auto const n = ::poll(&p, 1, limit) == 1 ? ::read(output_, part.data(), part.size()) : 0;
        printed_.append(part.data(), n > 0 ? static_cast<std::size_t>(n) : 0u);
        return n > 0;
    }

    ::pid_t child_ = -1;
    int output_ = -1;
    std::string printed_;
};

// How many messages the kernel has dropped for sockets of this kind (/proc/net/netlink).
unsigned long dropped_messages()
{
    std::istringstream lines(read_file("/proc/net/netlink"));
    std::string line;
    unsigned long sum = 0;
    for (std::getline(lines, line); std::getline(lines, line);)
    {
        std::istringstream words(line);
        std::string socket, pid, groups, rmem, wmem, dump, locks;
        int protocol = 0;
        unsigned long drops = 0;
        words >> socket >> protocol >> pid >> groups >> rmem >> wmem >> dump >> locks >> drops;
        if (protocol == 15) // NETLINK_KOBJECT_UEVENT
            sum += drops;
    }
    return sum;
}

// The receive buffer of sockets that are made while it lives.
class small_buffers
{
public:
    small_buffers() : before_(read_file(file)) { write_file(file, "2304"); } // the least there is
    ~small_buffers() { write_file(file, before_); }
    small_buffers(small_buffers const&) = delete;
    small_buffers& operator=(small_buffers const&) = delete;

private:
    static constexpr char const* file = "/proc/sys/net/core/rmem_default";
    std::string before_;
};

// The effective user, of whom the nodes are not; root still is the saved one.
class other_user
{
public:
    other_user() { become(65534); }
    ~other_user() { become(0); }
    other_user(other_user const&) = delete;
    other_user& operator=(other_user const&) = delete;

    static void become(::uid_t who)
    {
        if (::seteuid(who) != 0)
            throw std::system_error(errno, std::generic_category(), "seteuid");
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(port_monitors, watching)

BOOST_AUTO_TEST_CASE(it_begins_with_what_list_ports_lists)
{
    wait_for_tty_of_usb("FTDI0");
    port_monitor another(context);
    BOOST_TEST((another.ports() == list_ports()));
    BOOST_TEST(another.ports().size() >= 2u); // a UART and the FTDI
}

BOOST_AUTO_TEST_CASE(an_unplugged_device_leaves_and_can_be_opened_as_soon_as_it_is_back)
{
    std::string const tty = wait_for_tty_of_usb("FTDI0");
    while (poll()) // it may have come after the monitor
        ;
    for (int i = 0; i != 3; ++i)
    {
        device_del();
        auto const gone = next();
        BOOST_TEST((gone.change == port_change::left));
        BOOST_TEST(gone.port.device == tty);
        BOOST_TEST(gone.port.serial_number == "FTDI0");
        BOOST_TEST((gone.port.vid == 0x0403));
        BOOST_TEST((gone.port.pid == 0x6001));

        device_add();
        auto const back = next();
        serial_stream stream(context);
        error_code ec;
        stream.open(back.port.device, serial_config{}, ec);
        BOOST_TEST(!ec, ec);
        BOOST_TEST((back.change == port_change::arrived));
        BOOST_TEST((back.port == gone.port));
        BOOST_TEST(back.port.driver == "ftdi_sio");
    }
    check_end();
}

BOOST_AUTO_TEST_CASE(a_device_that_is_open_comes_back_under_another_name)
{
    std::string const tty = wait_for_tty_of_usb("FTDI0");
    while (poll())
        ;
    serial_stream stream(context);
    stream.open(tty, serial_config{});
    device_del();
    BOOST_TEST(next_text() == "left FTDI0");
    device_add();
    auto const back = next();
    BOOST_TEST(text_of(back) == "arrived FTDI0");
    BOOST_TEST(back.port.device != tty);
    stream.close();
    check_end();
}

BOOST_AUTO_TEST_CASE(a_uart_leaves_with_its_driver_and_a_place_for_one_is_no_port)
{
    std::string const tty = uarts[0].tty();
    uarts[0].unbind();
    auto const gone = next();
    BOOST_TEST((gone.change == port_change::left));
    BOOST_TEST(gone.port.device == tty);
    uarts[0].bind();
    auto const back = next();
    BOOST_TEST((back.change == port_change::arrived));
    BOOST_TEST((back.port == gone.port));
    BOOST_TEST(!poll(2500ms).has_value()); // beyond the limit of what is no port
    check_end();
}

BOOST_AUTO_TEST_CASE(devices_of_all_kinds_arrive_and_leave)
{
    ft232r one("MONITOR-1"), two("MONITOR-2");
    acm_modem modem("MONITOR-3");
    for (int i = 0; i != 2; ++i)
    {
        one.plug();
        two.plug();
        modem.plug();
        BOOST_TEST(next_text() == "arrived MONITOR-1");
        BOOST_TEST(next_text() == "arrived MONITOR-2");
        auto const third = next();
        BOOST_TEST(text_of(third) == "arrived MONITOR-3");
        BOOST_TEST(third.port.driver == "cdc_acm");
        BOOST_TEST(third.port.device == modem.tty());
        two.unplug();
        BOOST_TEST(next_text() == "left MONITOR-2");
        modem.unplug();
        BOOST_TEST(next_text() == "left MONITOR-3");
        one.unplug();
        BOOST_TEST(next_text() == "left MONITOR-1");
    }
    check_end();
}

// The kernel repeats what it has said; udevadm trigger has it do that.
BOOST_AUTO_TEST_CASE(messages_that_somebody_asked_for_are_no_events)
{
    ft232r device("MONITOR-1");
    device.plug();
    BOOST_TEST(next_text() == "arrived MONITOR-1");
    std::string const name = device.tty().substr(device.tty().rfind('/') + 1);
    for (char const* action : {"add", "remove", "change", "bind", "offline"})
        write_file("/sys/class/tty/" + name + "/uevent", action);
    device.unplug();
    BOOST_TEST(next_text() == "left MONITOR-1");
    check_end();
}

// In and out, as fast as it goes: each change is told once, or an arrival and its departure both
// are not.
BOOST_AUTO_TEST_CASE(a_storm_leaves_the_monitor_with_what_is_there)
{
    ft232r one("MONITOR-1"), two("MONITOR-2");
    std::mutex plugging; // which takes the first free socket
    auto const plug = [&](ft232r& device)
    {
        std::lock_guard<std::mutex> const guard(plugging);
        device.plug();
    };
    auto const storm = [&](ft232r& device)
    {
        for (int i = 0; i != 12; ++i)
        {
            plug(device);
            device.unplug_and_wait();
        }
        plug(device);
    };
    auto first = std::async(std::launch::async, storm, std::ref(one));
    auto second = std::async(std::launch::async, storm, std::ref(two));
    auto const done = [](auto& f) { return f.wait_for(0s) == std::future_status::ready; };
    std::vector<std::string> present; // serial numbers
    int events = 0;
    bool last = false;
    for (std::optional<port_event> told; !last || told;)
    {
        last = done(first) && done(second);
        told = poll(10ms);
        if (!told)
            continue;
        ++events;
        auto const at = std::find(present.begin(), present.end(), told->port.serial_number);
        bool const known = at != present.end();
        BOOST_TEST((told->change == port_change::left) == known);
        if (known)
            present.erase(at);
        else
            present.push_back(told->port.serial_number);
    }
    first.get();
    second.get();
    BOOST_TEST_MESSAGE(events << " events of 50 changes");
    BOOST_TEST(present.size() == 2u);
    check_end();
}

BOOST_AUTO_TEST_CASE(a_storm_that_the_monitor_follows_is_told_completely)
{
    ft232r device("MONITOR-1");
    for (int i = 0; i != 25; ++i)
    {
        device.plug();
        BOOST_TEST(next_text() == "arrived MONITOR-1");
        device.unplug();
        BOOST_TEST(next_text() == "left MONITOR-1");
    }
    check_end();
}

BOOST_AUTO_TEST_CASE(after_an_overflow_the_monitor_knows_what_is_there)
{
    ft232r stays("MONITOR-1"), leaves("MONITOR-2"), comes("MONITOR-3"), returns("MONITOR-4");
    stays.plug();
    leaves.plug();
    returns.plug();
    std::optional<port_monitor> deaf;
    {
        small_buffers const small;
        deaf.emplace(context);
    }
    unsigned long const before = dropped_messages();
    for (int i = 0; i != 5; ++i)
    {
        returns.unplug_and_wait();
        returns.plug();
    }
    leaves.unplug_and_wait();
    comes.plug();
    BOOST_TEST(dropped_messages() > before);
    std::swap(monitor, *deaf);
    std::vector<std::string> told;
    while (auto const event = poll(100ms))
        told.push_back(text_of(*event));
    std::sort(told.begin(), told.end());
    std::vector<std::string> const expected{
        "arrived MONITOR-3", "arrived MONITOR-4", "left MONITOR-2", "left MONITOR-4"};
    BOOST_TEST(told == expected, boost::test_tools::per_element());
    check_end();
    stays.unplug(); // and it hears again
    BOOST_TEST(next_text() == "left MONITOR-1");
}

BOOST_AUTO_TEST_CASE(without_privileges_a_port_is_told_when_it_may_be_opened)
{
    ft232r device("MONITOR-1");
    other_user const nobody;
    port_monitor mine(context);
    std::swap(monitor, mine); // made by a user that has no privileges
    other_user::become(0);
    device.plug();
    other_user::become(65534);
    auto const too_soon = poll(100ms);
    BOOST_TEST(!too_soon.has_value(), (too_soon ? text_of(*too_soon) : ""));
    other_user::become(0);
    BOOST_TEST_REQUIRE(::chmod(device.tty().c_str(), 0666) == 0); // as udev's rules do
    other_user::become(65534);
    auto const begun = std::chrono::steady_clock::now();
    BOOST_TEST(next_text() == "arrived MONITOR-1");
    BOOST_TEST((std::chrono::steady_clock::now() - begun < 1900ms)); // not because of the limit
    serial_stream stream(context);
    error_code ec;
    stream.open(device.tty(), serial_config{}, ec);
    BOOST_TEST(!ec, ec);
    stream.close();
    other_user::become(0);
}

BOOST_AUTO_TEST_CASE(a_port_that_may_not_be_opened_is_told_in_the_end)
{
    ft232r device("MONITOR-1");
    device.plug();
    auto const begun = std::chrono::steady_clock::now();
    {
        other_user const nobody;
        BOOST_TEST(next_text() == "arrived MONITOR-1");
    }
    auto const took = std::chrono::steady_clock::now() - begun;
    BOOST_TEST((took >= 1900ms));
}

BOOST_AUTO_TEST_CASE(the_example_that_watches_ports)
{
    running_example example(watch_ports_main, {"watch_ports", "--count", "2"});
    BOOST_TEST_REQUIRE(example.prints("watching"));
    ft232r device("MONITOR-1");
    device.plug();
    BOOST_TEST(example.prints("arrived " + device.tty()));
    BOOST_TEST(example.prints("USB VID:PID=0403:6001 SER=MONITOR-1"));
    device.unplug();
    BOOST_TEST(example.prints("left    " + device.tty()));
    BOOST_TEST(example.exit_status() == 0);
}

BOOST_AUTO_TEST_CASE(the_example_that_waits_for_a_device_follows_it)
{
    running_example example(
        wait_for_device_main, {"wait_for_device", "1209:0001", "--losses", "2"});
    acm_modem device("MONITOR-3");
    device.plug();
    BOOST_TEST_REQUIRE(example.prints("opened " + device.tty()));
    device.send("first");
    BOOST_TEST(example.prints("first"));
    std::string const before = device.tty();
    // While somebody has it open the name stays taken: so the next one is another.
    int const held = ::open(before.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK);
    BOOST_TEST_REQUIRE(held != -1);
    device.unplug();
    BOOST_TEST(example.prints("lost " + before));
    device.plug();
    BOOST_TEST_REQUIRE(example.prints("opened " + device.tty()));
    BOOST_TEST(device.tty() != before);
    BOOST_TEST(::close(held) == 0);
    device.send("second");
    BOOST_TEST(example.prints("second"));
    device.unplug();
    BOOST_TEST(example.prints("lost"));
    BOOST_TEST(example.exit_status() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
