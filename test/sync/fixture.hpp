// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SYNC_FIXTURE_HPP
#define BOOST_SERIAL_EXT_TEST_SYNC_FIXTURE_HPP

#include <boost_serial_ext/sync/serial_port.hpp>
#include <boost_serial_ext/test/manual_clock.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "doubles/fixture.hpp"
#include "support/only_if.hpp"
#include "support/system.hpp"

#include <boost/core/ignore_unused.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace boost_serial_ext_test {

using sync::no_timeout;
using sync::serial_port;
using sync::timeout;

/// The conditions that a code is equal to: one for every documented error.
inline std::string said(error_code const& ec)
{
    static constexpr std::pair<condition, char const*> all[]
        = {{condition::port_not_found, "port_not_found"}, {condition::port_busy, "port_busy"},
            {condition::permission_denied, "permission_denied"},
            {condition::invalid_configuration, "invalid_configuration"},
            {condition::unsupported_feature, "unsupported_feature"},
            {condition::unsupported_configuration, "unsupported_configuration"},
            {condition::disconnected, "disconnected"}, {condition::closed, "closed"},
            {condition::aborted, "aborted"}, {condition::timed_out, "timed_out"}};
    std::string names;
    for (auto const& [value, name] : all)
        if (ec == value)
            names.append(names.empty() ? "" : " and ").append(name);
    return names.empty() ? (ec ? ec.message() : "success") : names;
}

/// What a call that throws has thrown.
template<class Function>
std::string thrown_by(Function function)
{
    try
    {
        function();
    }
    catch (boost::system::system_error const& e)
    {
        return said(e.code());
    }
    return "nothing";
}

// ---- threads ------------------------------------------------------------------------------------

/// For what another thread or the kernel is about to do; false if it takes too long.
template<class Condition>
bool eventually_within(std::chrono::seconds limit, Condition holds)
{
    auto const end = std::chrono::steady_clock::now() + limit;
    while (!holds())
    {
        if (std::chrono::steady_clock::now() > end)
            return false;
        std::this_thread::yield();
    }
    return true;
}

template<class Condition>
bool eventually(Condition holds)
{
    return eventually_within(patience, holds);
}

/// A function on a thread of its own, which is joined: whoever makes it has to see that it ends.
template<class Result>
class on_thread
{
public:
    template<class Function>
    explicit on_thread(Function function)
        : task_(
            [this, function]() mutable
            {
                number_ = number_of_this_thread();
                return function();
            })
        , result_(task_.get_future())
        , thread_([this] { task_(); })
    {
    }
    on_thread(on_thread const&) = delete;
    on_thread& operator=(on_thread const&) = delete;
    ~on_thread()
    {
        if (thread_.joinable())
            thread_.join();
    }

    /// Waits until it waits, as blocking calls do.
    bool blocks()
    {
        return eventually([this] { return number_ != 0 && is_blocked(number_); });
    }
    /// Whether it waits for whatever.
    bool waits() { return number_ != 0 && is_waiting(number_); }

    bool has_ended() { return result_.wait_for(0s) == std::future_status::ready; }

    /// What it comes to, within the test's patience.
    Result result()
    {
        if (result_.wait_for(patience) != std::future_status::ready)
            throw std::runtime_error("a call does not end");
        thread_.join();
        return result_.get();
    }

    std::thread::native_handle_type handle() { return thread_.native_handle(); }

private:
    std::atomic<thread_number> number_{0};
    std::packaged_task<Result()> task_;
    std::future<Result> result_;
    std::thread thread_;
};
template<class Function>
on_thread(Function) -> on_thread<std::invoke_result_t<Function>>;

// ---- ports --------------------------------------------------------------------------------------

/// A virtual port in real time.
struct real_port : bounded
{
    asio::io_context context; // which nobody runs
    test::virtual_ports& ports = test::install(context);
    test::virtual_port& device = ports.add("ttyV0");
    serial_port port{context};
    error_code ec;

    void open(serial_config const& config = {}) { port.open("ttyV0", config); }
};

/// A virtual port by a manual clock.
struct manual_port : bounded
{
    asio::io_context context;
    test::manual_clock clock;
    test::virtual_ports& ports = test::install(context, clock);
    test::virtual_port& device = ports.add("ttyV0");
    serial_port port{context};
    error_code ec;

    void open(serial_config const& config = {}) { port.open("ttyV0", config); }
};

/// A pty's.
struct pty_port : bounded
{
    test::pty_pair far;
    serial_port port{far.name(), serial_config{}};
    error_code ec;
};

// ---- every call that waits for something --------------------------------------------------------

/// A call, by its name. It tells how many bytes it has read or written.
struct waiting_call
{
    char const* name;
    bool marks; ///< For a port with `line_marks`.
    std::function<std::size_t(serial_port&, timeout, error_code&)> make;
};
inline std::ostream& operator<<(std::ostream& os, waiting_call const& c)
{
    return os << c.name;
}

/// Those that wait for bytes to come.
inline std::vector<waiting_call> const& reading_calls()
{
    static std::vector<waiting_call> const all{
        {"read_some", false,
            [](serial_port& p, timeout limit, error_code& ec)
            {
                char c[4];
                return p.read_some(asio::buffer(c), limit, ec);
            }},
        {"read", false,
            [](serial_port& p, timeout limit, error_code& ec)
            {
                char c[4];
                return p.read(asio::buffer(c), limit, ec);
            }},
        {"read_until", false,
            [](serial_port& p, timeout limit, error_code& ec)
            {
                std::string s;
                return p.read_until(asio::dynamic_buffer(s), '\n', limit, ec);
            }},
        {"read_available", false,
            [](serial_port& p, timeout limit, error_code& ec)
            {
                std::string s;
                return p.read_available(asio::dynamic_buffer(s), limit, ec);
            }},
        {"read_until_idle", false,
            [](serial_port& p, timeout limit, error_code& ec)
            {
                std::string s;
                return p.read_until_idle(asio::dynamic_buffer(s), 2ms, limit, ec);
            }},
        {"wait for reading", false,
            [](serial_port& p, timeout limit, error_code& ec)
            {
                p.wait(serial_port::wait_read, limit, ec);
                return std::size_t{0};
            }},
        {"wait for an error", false,
            [](serial_port& p, timeout limit, error_code& ec)
            {
                p.wait(serial_port::wait_error, limit, ec);
                return std::size_t{0};
            }},
        {"read_marked", true,
            [](serial_port& p, timeout limit, error_code& ec)
            {
                char c[8];
                std::vector<line_mark> marks;
                return p.read_marked(asio::buffer(c), marks, limit, ec);
            }},
    };
    return all;
}

/// Those that wait for the output queue, and for edges of modem lines.
inline std::vector<waiting_call> other_calls()
{
    std::vector<waiting_call> all{
        {"write_some", false,
            [](serial_port& p, timeout limit, error_code& ec)
            { return p.write_some(asio::buffer("x", 1), limit, ec); }},
        {"write", false,
            [](serial_port& p, timeout limit, error_code& ec)
            { return p.write(asio::buffer("x", 1), limit, ec); }},
        {"drain", false,
            [](serial_port& p, timeout limit, error_code& ec)
            {
                p.drain(limit, ec);
                return std::size_t{0};
            }},
        {"drain_exact", false,
            [](serial_port& p, timeout limit, error_code& ec)
            {
                p.drain_exact(limit, ec);
                return std::size_t{0};
            }},
        {"send_break", false,
            [](serial_port& p, timeout limit, error_code& ec)
            {
                p.send_break(1ms, limit, ec);
                return std::size_t{0};
            }},
        {"wait_line_event", false,
            [](serial_port& p, timeout limit, error_code& ec)
            {
                p.wait_line_event(line_events::all, limit, ec);
                return std::size_t{0};
            }},
    };
    if (system_transfers)
    {
        static bool const said
            = say_skipped("sync: waits for room", "they end at once here: writes wait themselves");
        boost::ignore_unused(said);
    }
    else
        all.push_back({"wait for writing", false,
            [](serial_port& p, timeout limit, error_code& ec)
            {
                p.wait(serial_port::wait_write, limit, ec);
                return std::size_t{0};
            }});
    return all;
}

inline std::vector<waiting_call> all_calls()
{
    auto all = reading_calls();
    auto const others = other_calls();
    all.insert(all.end(), others.begin(), others.end());
    return all;
}

/// What such a call came to.
struct outcome_of_call
{
    error_code ec;
    std::size_t bytes = 0;
};

/// A call of a list, on a thread of its own.
inline auto start(waiting_call const& call, serial_port& port, timeout limit)
{
    return std::make_unique<on_thread<outcome_of_call>>(
        [&call, &port, limit]
        {
            outcome_of_call o;
            o.bytes = call.make(port, limit, o.ec);
            return o;
        });
}

/// A read that waits until it is ended, on a thread of its own.
inline auto blocked_reader(serial_port& port)
{
    return std::make_unique<on_thread<outcome_of_call>>(
        [&port]
        {
            outcome_of_call o;
            char c[8];
            o.bytes = port.read_some(asio::buffer(c), o.ec);
            return o;
        });
}

inline void expect(on_thread<outcome_of_call>& call, char const* condition)
{
    auto const o = call.result();
    BOOST_TEST(said(o.ec) == condition);
    BOOST_TEST(o.bytes == 0u);
}

/// Opens a port on which every call waits: nothing comes, and the device holds what is written.
template<class Fixture>
std::string open_held(Fixture& f, waiting_call const& call)
{
    serial_config config;
    config.line_marks = call.marks;
    config.flow_control.rts_cts = true;
    f.open(config);
    if (under_wine()) // every character that goes by a manual clock costs a millisecond there
        f.device.set_output_room(64);
    modem_status lines = f.port.modem_lines();
    lines.cts = false;
    f.device.set_lines(lines);
    std::string written;
    error_code ec;
    for (int refusals = 0; refusals != 2;
         refusals += ec == condition::timed_out) // until it is full
    {
        std::string const block = pattern(997);
        written.append(block, 0, f.port.write(asio::buffer(block), 10ms, ec));
    }
    return written;
}

/// Lets it go on: the rest of the output is sent, and a byte comes and goes.
template<class Fixture>
void check_usable(Fixture& f, std::string const& written)
{
    modem_status lines = f.port.modem_lines();
    lines.cts = true;
    f.device.set_lines(lines);
    f.port.drain_exact(patience);
    BOOST_TEST((f.device.take_captured() == written));
    f.device.inject("<");
    char c = 0;
    std::vector<line_mark> marks;
    if (f.port.config().line_marks)
        BOOST_TEST(f.port.read_marked(asio::buffer(&c, 1), marks, patience) == 1u);
    else
        BOOST_TEST(f.port.read_some(asio::buffer(&c, 1), patience) == 1u);
    BOOST_TEST(c == '<');
    f.port.write(asio::buffer(">", 1), patience);
    f.port.drain_exact(patience);
    BOOST_TEST(f.device.captured() == ">");
}

} // namespace boost_serial_ext_test

#endif
