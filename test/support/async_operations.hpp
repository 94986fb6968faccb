// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_OPERATIONS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_ASYNC_OPERATIONS_HPP

#include <boost_serial_ext/serial_stream.hpp>

#include "support/async_ports.hpp"
#include "support/system.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/** The asynchronous operations of a stream, described for the templates of async_compliance.hpp.

    A new operation gets every check by a new description, and a place in one of the two lists at
    the end. A description is a struct with

    @li `signature`;
    @li `start(fixture, token...)`: initiates it, with the default token if there is none;
    @li `prepare(fixture)`: makes sure that it cannot complete, if it is one that can be pending;
    repeatable, and called before each start;
    @li `let_complete(fixture)`: makes it complete, may come before the start, once for each start;
    @li `hold(fixture)`: makes sure that it never completes by itself, where time alone would do;
    @li `begin(fixture)`: after the start of one that cannot complete: waits until it has really
    begun;
    @li `verify(fixture, ec, values...)`: checks what a handler got, in the order of the starts;
    @li `renew(fixture)`: makes another start possible after the stream was closed;
    @li `settled(fixture)`: checks what must hold whenever none is in progress.
*/
struct async_memory
{
    std::array<char, 16> input{};
    std::array<char, 4> const output{{'d', 'a', 't', 'a'}};
    std::string text;
    std::vector<line_mark> marks;
};

/// An open virtual port, and the far end of its line.
template<class Stream>
struct async_fixture
{
    using stream_type = Stream;

    async_fixture(asio::io_context& context, typename Stream::executor_type const& ex)
        : ports(context), stream(ex)
    {
        stream.open(far.name(), serial_config{});
    }

    /// The next byte of an endless sequence, so that a lost or repeated one is noticed.
    void send_a_byte()
    {
        far.write_all(std::string(1, sent));
        sent = next(sent);
    }

    /// Checks that the sequence goes on where it ended before.
    void receive(std::string const& bytes)
    {
        BOOST_TEST(!bytes.empty());
        for (char const c : bytes)
            BOOST_TEST(c == std::exchange(expected, next(expected)));
    }

    static char next(char c) noexcept { return c == 'z' ? 'a' : static_cast<char>(c + 1); }

    /// Writes until nothing more is taken: the far end reads nothing, until it is told to.
    void fill()
    {
        far.stop_reading();
        for (std::size_t const size :
            {std::size_t(1000), std::size_t(1)}) // the system may take all of it, or nothing
            while (write_now(stream.native_handle(), std::string(size, 'f')) != 0)
            {
            }
    }

    /// An edge of CTS.
    void toggle_cts()
    {
        lines.cts = !lines.cts;
        device.set_lines(lines);
    }

    async_ports const ports;
    test::virtual_port& device = ports.device;
    std::shared_ptr<async_memory> memory = std::make_shared<async_memory>();
    far_end far{ports.device};
    Stream stream;
    modem_status lines{true, true, false, true}; ///< As a virtual port has them at first.
    std::chrono::nanoseconds break_duration = std::chrono::milliseconds(1);
    char sent = 'a';
    char expected = 'a';
};

/// What most descriptions have in common.
struct async_operation
{
    template<class Stream>
    using fixture = async_fixture<Stream>;

    template<class Fixture>
    static void prepare(Fixture&)
    {
    }
    template<class Fixture>
    static void let_complete(Fixture&)
    {
    }
    template<class Fixture>
    static void hold(Fixture&)
    {
    }
    template<class Fixture>
    static void begin(Fixture&)
    {
    }
    template<class Fixture>
    static void renew(Fixture& f)
    {
        f.stream.open(f.far.name(), serial_config{});
    }
    template<class Fixture>
    static void settled(Fixture&)
    {
    }
    template<class Fixture, class... Values>
    static void verify(Fixture&, error_code ec, Values&&...)
    {
        BOOST_TEST(ec == error_code());
    }
};

struct open_operation : async_operation
{
    using signature = void(error_code);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_open(f.far.name(), serial_config{}, std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        f.stream.close();
        f.device.hold(test::port_call::open);
    }
    template<class Fixture>
    static void let_complete(Fixture& f)
    {
        f.ports.release();
    }
    template<class Fixture>
    static void begin(Fixture& f)
    {
        BOOST_TEST(f.device.await_calls(test::port_call::open, 2)); // the fixture's was the first
    }
    template<class Fixture>
    static void renew(Fixture&)
    {
    }
};

struct read_some_operation : async_operation
{
    using signature = void(error_code, std::size_t);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_read_some(
            asio::buffer(f.memory->input), std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void let_complete(Fixture& f)
    {
        f.send_a_byte();
    }
    template<class Fixture>
    static void renew(Fixture& f)
    {
        async_operation::renew(f);
        f.expected = f.sent; // what had arrived went with the closed port
    }
    template<class Fixture>
    static void verify(Fixture& f, error_code ec, std::size_t n)
    {
        BOOST_TEST(ec == error_code());
        f.receive(std::string(f.memory->input.data(), n));
    }
};

struct read_available_operation : async_operation
{
    using signature = void(error_code, std::size_t);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_read_available(
            asio::dynamic_buffer(f.memory->text), std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void let_complete(Fixture& f)
    {
        f.send_a_byte();
    }
    template<class Fixture>
    static void renew(Fixture& f)
    {
        read_some_operation::renew(f);
    }
    template<class Fixture>
    static void verify(Fixture& f, error_code ec, std::size_t n)
    {
        BOOST_TEST(ec == error_code());
        BOOST_TEST(f.memory->text.size() == n);
        f.receive(std::exchange(f.memory->text, {}));
    }
};

/// The far end reads nothing, and its queue is full: only then a write is pending.
struct write_some_operation : async_operation
{
    using signature = void(error_code, std::size_t);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_write_some(
            asio::buffer(f.memory->output), std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        f.fill();
    }
    template<class Fixture>
    static void let_complete(Fixture& f)
    {
        f.far.read_available();
    }
    template<class Fixture>
    static void verify(Fixture& f, error_code ec, std::size_t n)
    {
        BOOST_TEST(ec == error_code());
        BOOST_TEST(n > 0u);
        BOOST_TEST(n <= f.memory->output.size());
    }
};

/// A write on a half-duplex line, with RTS as its direction.
struct half_duplex_write_operation : write_some_operation
{
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        if (!f.stream.config().rs485)
            renew(f);
        // What fills the queues is not counted as being sent.
        f.device.set_output_depths({0});
        f.device.set_capability(feature::exact_drain, support::unsupported);
        f.fill();
    }
    template<class Fixture>
    static void renew(Fixture& f)
    {
        f.stream.close();
        serial_config config;
        config.rs485.emplace();
        config.rs485->mode = rs485_mode::software;
        config.hangup_on_close = false; // else a close drops RTS, whoever has forgotten to
        f.stream.open(f.far.name(), config);
    }
    template<class Fixture>
    static void begin(Fixture& f)
    {
        BOOST_TEST(f.device.rts());
    }
    template<class Fixture>
    static void settled(Fixture& f)
    {
        BOOST_TEST(!f.device.rts());
    }
};

struct wait_read_operation : async_operation
{
    using signature = void(error_code);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_wait(f.stream.wait_read, std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        f.stream.discard_input();
    }
    template<class Fixture>
    static void let_complete(Fixture& f)
    {
        f.send_a_byte();
    }
};

struct wait_write_operation : async_operation
{
    using signature = void(error_code);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_wait(wait_for_room, std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        f.fill();
    }
    template<class Fixture>
    static void let_complete(Fixture& f)
    {
        f.far.read_available();
    }
};

struct drain_operation : async_operation
{
    using signature = void(error_code);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_drain(std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        f.device.set_output_depths({1});
    }
    template<class Fixture>
    static void let_complete(Fixture& f)
    {
        f.device.set_output_depths({0});
    }
};

struct send_break_operation : async_operation
{
    using signature = void(error_code);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_send_break(f.break_duration, std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        f.break_duration = std::chrono::milliseconds(1);
    }
    template<class Fixture>
    static void hold(Fixture& f)
    {
        f.break_duration = std::chrono::hours(1);
    }
    template<class Fixture>
    static void settled(Fixture& f)
    {
        BOOST_TEST(!f.device.break_is_on());
    }
};

struct drain_of_nothing_operation : async_operation
{
    using signature = void(error_code);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_drain(std::forward<Token>(token)...);
    }
};

/// What ends with the same failure whenever it is tried.
struct unsupported_operation : async_operation
{
    template<class Fixture, class... Values>
    static void verify(Fixture&, error_code ec, Values&&...)
    {
        BOOST_TEST((ec == condition::unsupported_feature));
    }
};

struct unsupported_send_break_operation : unsupported_operation
{
    using signature = void(error_code);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_send_break(f.break_duration, std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        f.device.set_capability(feature::break_signal, support::unsupported);
    }
};

struct configure_operation : async_operation
{
    using signature = void(error_code, config_report);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        serial_config config;
        config.baud_rate = 9600;
        return f.stream.async_configure(config, std::forward<Token>(token)...);
    }
    /// Keeps the private thread busy with something else.
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        f.ports.occupy_thread();
    }
    template<class Fixture>
    static void let_complete(Fixture& f)
    {
        f.ports.release();
    }
    template<class Fixture>
    static void verify(Fixture& f, error_code ec, config_report const& report)
    {
        BOOST_TEST(ec == error_code());
        BOOST_TEST(report.applied.baud_rate == 9600u);
        BOOST_TEST(f.stream.config().baud_rate == 9600u);
    }
};

struct drain_exact_operation : drain_operation
{
    using signature = void(error_code, drain_result);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_drain_exact(std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void verify(Fixture&, error_code ec, drain_result how)
    {
        BOOST_TEST(ec == error_code());
        BOOST_TEST(how == drain_result::wire_exact);
    }
};

struct wait_line_event_operation : async_operation
{
    using signature = void(error_code, line_event);

    /// A wait has begun on the port before: an edge is news from the beginning.
    template<class Stream>
    struct fixture : async_fixture<Stream>
    {
        fixture(asio::io_context& context, typename Stream::executor_type const& ex)
            : async_fixture<Stream>(context, ex)
        {
            bool ended = false;
            this->stream.async_wait_line_event(
                line_events::all, [&](error_code, line_event const&) { ended = true; });
            this->stream.cancel();
            BOOST_TEST_REQUIRE((context.run_for(std::chrono::seconds(10)) != 0u));
            BOOST_TEST_REQUIRE(ended);
            context.restart();
        }
    };

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_wait_line_event(
            line_events::cts | line_events::break_signal, std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void let_complete(Fixture& f)
    {
        f.toggle_cts();
    }
    template<class Fixture>
    static void verify(Fixture& f, error_code ec, line_event const& event)
    {
        BOOST_TEST(ec == error_code());
        BOOST_TEST(event == (line_event{line_events::cts, f.lines}));
    }
};

struct read_until_idle_operation : read_available_operation
{
    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_read_until_idle(asio::dynamic_buffer(f.memory->text),
            std::chrono::milliseconds(1), std::forward<Token>(token)...);
    }
};

struct read_marked_operation : read_some_operation
{
    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_read_marked(
            asio::buffer(f.memory->input), f.memory->marks, std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        if (!f.stream.config().line_marks)
            renew(f);
    }
    template<class Fixture>
    static void renew(Fixture& f)
    {
        f.stream.close();
        serial_config config;
        config.line_marks = true;
        f.stream.open(f.far.name(), config);
        f.expected = f.sent;
    }
    template<class Fixture>
    static void verify(Fixture& f, error_code ec, std::size_t n)
    {
        read_some_operation::verify(f, ec, n);
        BOOST_TEST(f.memory->marks.empty());
    }
};

/// Drains without end, then closes.
struct close_operation : async_operation
{
    using signature = void(error_code);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_close(
            close_policy::drain(std::chrono::hours(1)), std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        if (!f.stream.is_open())
            async_operation::renew(f);
        f.device.set_output_depths({1});
    }
    template<class Fixture>
    static void let_complete(Fixture& f)
    {
        f.device.set_output_depths({0});
    }
    template<class Fixture>
    static void verify(Fixture& f, error_code ec)
    {
        BOOST_TEST(ec == error_code());
        BOOST_TEST(!f.stream.is_open());
    }
};

struct unsupported_wait_line_event_operation : unsupported_operation
{
    using signature = void(error_code, line_event);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_wait_line_event(line_events::all, std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        f.device.set_capability(feature::line_events, support::unsupported);
    }
};

struct close_of_a_closed_stream_operation : async_operation
{
    using signature = void(error_code);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return f.stream.async_close(close_policy::abort(), std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        f.stream.close();
    }
    template<class Fixture>
    static void renew(Fixture&)
    {
    }
    template<class Fixture>
    static void verify(Fixture&, error_code ec)
    {
        BOOST_TEST((ec == condition::closed));
    }
};

struct read_of_a_closed_stream_operation : async_operation
{
    using signature = void(error_code, std::size_t);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return read_some_operation::start(f, std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void prepare(Fixture& f)
    {
        f.stream.close();
    }
    template<class Fixture>
    static void renew(Fixture&)
    {
    }
    template<class Fixture>
    static void verify(Fixture&, error_code ec, std::size_t n)
    {
        BOOST_TEST((ec == condition::closed));
        BOOST_TEST(n == 0u);
    }
};

struct open_of_an_open_stream_operation : async_operation
{
    using signature = void(error_code);

    template<class Fixture, class... Token>
    static decltype(auto) start(Fixture& f, Token&&... token)
    {
        return open_operation::start(f, std::forward<Token>(token)...);
    }
    template<class Fixture>
    static void verify(Fixture&, error_code ec)
    {
        BOOST_TEST(ec == asio::error::already_open);
    }
};

/// Where a write waits for room itself, a wait for that ends at once.
using waits_for_room
    = std::conditional_t<system_transfers, std::tuple<>, std::tuple<wait_write_operation>>;

/// Those that stay pending until something happens; all can be cancelled.
using pending_operations = decltype(std::tuple_cat(
    std::declval<std::tuple<open_operation, read_some_operation, read_available_operation,
        write_some_operation, half_duplex_write_operation, wait_read_operation, drain_operation,
        send_break_operation, configure_operation, drain_exact_operation, wait_line_event_operation,
        read_until_idle_operation, read_marked_operation, close_operation>>(),
    std::declval<waits_for_room>()));

/// Those that complete at once.
using immediate_operations
    = std::tuple<drain_of_nothing_operation, unsupported_send_break_operation,
        unsupported_wait_line_event_operation, close_of_a_closed_stream_operation,
        read_of_a_closed_stream_operation, open_of_an_open_stream_operation>;

/// One for each way of being initiated, and for each signature: enough where a check is about what
/// Asio makes of an operation. They take minutes to compile.
using kinds_of_operations = std::tuple<open_operation, read_some_operation,
    half_duplex_write_operation, wait_read_operation, drain_exact_operation, configure_operation,
    wait_line_event_operation, read_until_idle_operation, read_of_a_closed_stream_operation>;

using all_operations = decltype(std::tuple_cat(
    std::declval<pending_operations>(), std::declval<immediate_operations>()));

} // namespace boost_serial_ext_test

#endif
