// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What takes time, by a manual clock: characters on the wire, and everything of the library that
// waits.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/manual_clock.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include "doubles/fixture.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/executor.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/wait_traits.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

using namespace boost_serial_ext_test;

namespace {

/// Connects two sockets with one another.
template<class Socket>
void connect(Socket& one, Socket& other)
{
    using protocol = asio::ip::tcp;
    asio::basic_socket_acceptor<protocol, typename Socket::executor_type> acceptor(
        one.get_executor(), protocol::endpoint(asio::ip::address_v4::loopback(), 0));
    one.connect(acceptor.local_endpoint());
    acceptor.accept(other);
}

} // namespace

BOOST_AUTO_TEST_SUITE(doubles_time)

BOOST_FIXTURE_TEST_CASE(a_character_takes_its_time_to_the_nanosecond, manual_time)
{
    open({115'200});
    BOOST_TEST(clock.now().count() == 0);
    write(stream, "x");
    clock.advance(86'804ns);
    BOOST_TEST(port.captured().empty());
    clock.advance(1ns);
    BOOST_TEST(port.captured() == "x");
    BOOST_TEST(char_time({115'200}).count() == 86'805); // and 5/9
}

BOOST_FIXTURE_TEST_CASE(many_characters_take_as_long_as_char_time_says, manual_time)
{
    serial_config const config{115'200};
    open(config);
    write(stream, pattern(1'000));
    clock.advance(char_time(config, 1'000) - 1ns);
    BOOST_TEST(port.captured().size() == 999u);
    clock.advance(1ns);
    BOOST_TEST(port.captured().size() == 1'000u);
}

BOOST_FIXTURE_TEST_CASE(the_framing_counts, manual_time)
{
    serial_config config{300};
    config.character_size = 7;
    config.parity = parity::even;
    config.stop_bits = stop_bits::two; // 11 bits
    open(config);
    write(stream, "abc");
    clock.advance(110ms);
    BOOST_TEST(port.captured() == "abc");
    clock.advance(-1s);
    BOOST_TEST((clock.now() == 110ms));
}

BOOST_FIXTURE_TEST_CASE(input_takes_the_same_time, manual_time)
{
    serial_config const config{9'600};
    open(config);
    port.inject("abcd");
    std::vector<nanoseconds> times;
    char c = 0;
    std::function<void()> read_one = [&]
    {
        stream.async_read_some(asio::buffer(&c, 1),
            [&](error_code ec, std::size_t)
            {
                BOOST_TEST(!ec);
                times.push_back(clock.now());
                if (times.size() != 4)
                    read_one();
            });
    };
    read_one();
    BOOST_TEST(run());
    BOOST_TEST_REQUIRE(times.size() == 4u);
    for (std::size_t i = 0; i != 4; ++i)
        BOOST_TEST((times[i] == char_time(config, i + 1)));
}

BOOST_FIXTURE_TEST_CASE(another_rate_holds_from_the_next_character_on, manual_time)
{
    open({9'600});
    write(stream, "ab");
    clock.advance(char_time({9'600}) / 2);
    stream.configure({300});
    auto const begun = char_time({9'600}) - clock.now();
    clock.advance(begun);
    BOOST_TEST(port.captured() == "a");
    clock.advance(char_time({300}) - 1ns);
    BOOST_TEST(port.captured() == "a");
    clock.advance(1ns);
    BOOST_TEST(port.captured() == "ab");
}

BOOST_FIXTURE_TEST_CASE(pacing_can_be_switched_off_and_on, manual_time)
{
    open({300});
    ports.set_paced(false);
    write(stream, pattern(10'000));
    BOOST_TEST(port.captured().size() == 10'000u);
    BOOST_TEST(clock.now().count() == 0);
    ports.set_paced(true);
    write(stream, "x");
    BOOST_TEST(port.take_captured().size() == 10'000u);
    clock.advance(char_time({300}));
    BOOST_TEST(port.captured() == "x");
}

// Polls an instrument every second; returns what happened when.
std::string dialogue()
{
    asio::io_context context;
    test::manual_clock clock;
    auto& port = test::install(context, clock).add("ttyV0");
    port.when("READ?\n").reply("+1.234\n").after(20ms);
    port.set_faults(test::fault_plan().disturb(7));
    serial_stream stream(context, "ttyV0", {9'600});
    std::ostringstream log;
    std::string answer;
    int round = 0;
    std::function<void()> ask = [&]
    {
        asio::async_write(stream, asio::buffer("READ?\n", 6),
            [&](error_code ec, std::size_t n)
            {
                log << clock.now().count() << " wrote " << n << ' ' << ec << '\n';
                asio::async_read_until(stream, asio::dynamic_buffer(answer), '\n',
                    with_timeout(500ms,
                        [&](error_code e, std::size_t)
                        {
                            log << clock.now().count() << " got " << answer << e << '\n';
                            answer.clear();
                            stream.async_wait_line_event(line_events::cts,
                                with_timeout(1s,
                                    [&](error_code t, line_event)
                                    {
                                        log << clock.now().count() << ' ' << t << '\n';
                                        if (++round != 10)
                                            ask();
                                    }));
                        }));
            });
    };
    ask();
    log << clock.run(context) << ' ' << clock.now().count();
    return log.str();
}

BOOST_AUTO_TEST_CASE(a_dialogue_of_ten_seconds_is_the_same_every_time)
{
    bounded const watch;
    std::string const first = dialogue();
    BOOST_TEST(first.find("+1.234") != std::string::npos, first);
    BOOST_TEST(first.find("\n1 10") != std::string::npos, first); // and it took ten seconds
    int const more = under_wine() ? 10 : 50; // there system calls go to another process
    int same = 0;
    for (int i = 0; i != more; ++i)
        same += dialogue() == first;
    BOOST_TEST(same == more);
}

BOOST_FIXTURE_TEST_CASE(a_time_limit_is_kept_to_the_nanosecond, manual_time)
{
    open({9'600});
    port.inject("ab");
    char c[2];
    transferred late, in_time, aborted;
    asio::async_read(
        stream, asio::buffer(c), with_timeout(char_time({9'600}, 2) - 1ns, late.handler()));
    BOOST_TEST(run());
    BOOST_TEST((late.ec == condition::timed_out), late.ec);
    BOOST_TEST(late.value() == 1u);
    BOOST_TEST((clock.now() == char_time({9'600}, 2) - 1ns));

    stream.async_read_some(asio::buffer(c), with_timeout(1ns, in_time.handler()));
    BOOST_TEST(run());
    BOOST_TEST(!in_time.ec);
    BOOST_TEST(in_time.value() == 1u);

    stream.async_read_some(asio::buffer(c), with_timeout(1s, aborted.handler()));
    stream.cancel();
    BOOST_TEST(run());
    BOOST_TEST((aborted.ec == condition::aborted), aborted.ec);
    BOOST_TEST((clock.now() == char_time({9'600}, 2)));
}

BOOST_FIXTURE_TEST_CASE(time_limits_hold_for_other_operations_of_the_context, manual_time)
{
    asio::steady_timer timer(context, 24h);
    asio::ip::tcp::socket one(context), other(context);
    connect(one, other);
    done waited, early;
    transferred received;
    char c = 0;
    timer.async_wait(with_timeout(7s, waited.handler()));
    one.async_read_some(asio::buffer(&c, 1), with_timeout(3s, received.handler()));
    BOOST_TEST(!clock.run(context, 2s)); // neither
    BOOST_TEST(received.calls + waited.calls == 0);
    BOOST_TEST(run());
    BOOST_TEST((clock.now() == 7s));
    BOOST_TEST((waited.ec == condition::timed_out), waited.ec);
    BOOST_TEST((received.ec == condition::timed_out), received.ec);

    asio::steady_timer at_once(context, nanoseconds(0));
    at_once.async_wait(with_timeout(1s, early.handler()));
    context.restart();
    context.run(); // this timer goes by the system's time
    BOOST_TEST(early.calls == 1);
    BOOST_TEST(!early.ec);
}

#if !defined(BOOST_ASIO_NO_TS_EXECUTORS)
// Executors of the Networking TS, which answer no queries: `asio::executor` is one.
BOOST_FIXTURE_TEST_CASE(time_limits_hold_for_executors_of_the_networking_ts, manual_time)
{
    using traits = asio::wait_traits<std::chrono::steady_clock>;
    using timer = asio::basic_waitable_timer<std::chrono::steady_clock, traits, asio::executor>;
    using socket = asio::basic_stream_socket<asio::ip::tcp, asio::executor>;
    asio::executor const executor(context.get_executor());
    timer pause(executor, 24h);
    socket one(executor), other(executor);
    connect(one, other);
    done waited, bound, cancelled;
    transferred received, in_time;
    char c = 0;
    pause.async_wait(with_timeout(7s, waited.handler()));
    pause.async_wait(with_timeout(5s, asio::bind_executor(executor, bound.handler())));
    one.async_read_some(asio::buffer(&c, 1), with_timeout(3s, received.handler()));
    BOOST_TEST(!clock.run(context, 2s)); // none
    BOOST_TEST(received.calls + waited.calls + bound.calls == 0);
    BOOST_TEST(run());
    BOOST_TEST((clock.now() == 7s));
    for (error_code const& ec : {received.ec, bound.ec, waited.ec})
        BOOST_TEST((ec == condition::timed_out), ec);

    asio::write(other, asio::buffer("x", 1));
    one.async_read_some(asio::buffer(&c, 1), with_timeout(3s, in_time.handler()));
    BOOST_TEST(run());
    BOOST_TEST(!in_time.ec);
    BOOST_TEST(in_time.value() == 1u);
    pause.async_wait(with_timeout(1s, cancelled.handler()));
    pause.cancel();
    BOOST_TEST(run());
    BOOST_TEST((cancelled.ec == condition::aborted), cancelled.ec);
    BOOST_TEST((clock.now() == 7s));
}
#else
BOOST_AUTO_TEST_CASE(time_limits_hold_for_executors_of_the_networking_ts)
{
    BOOST_TEST_MESSAGE("==> skipped: this build of Asio has no executors of the Networking TS");
}
#endif

BOOST_FIXTURE_TEST_CASE(a_drain_ends_when_the_queue_is_empty, manual_time)
{
    open({9'600});
    write(stream, pattern(100));
    done drained;
    stream.async_drain(drained.handler());
    BOOST_TEST(run());
    BOOST_TEST(!drained.ec);
    BOOST_TEST((clock.now() >= char_time({9'600}, 99)));
    BOOST_TEST((clock.now() <= char_time({9'600}, 100) + 50ms));
    BOOST_TEST(port.captured().size() >= 99u);
    BOOST_TEST(stream.output_waiting() == 0u);
}

BOOST_FIXTURE_TEST_CASE(an_exact_drain_ends_with_the_last_bit, manual_time)
{
    open({9'600});
    write(stream, pattern(100));
    outcome<drain_result> drained;
    stream.async_drain_exact(drained.handler());
    BOOST_TEST(run());
    BOOST_TEST(!drained.ec);
    BOOST_TEST(drained.value() == drain_result::wire_exact);
    BOOST_TEST(port.captured().size() == 100u);
    BOOST_TEST((clock.now() >= char_time({9'600}, 100)));
    BOOST_TEST((clock.now() <= char_time({9'600}, 101)));

    port.set_capability(feature::exact_drain, support::unsupported);
    write(stream, "x");
    auto const begun = clock.now();
    outcome<drain_result> guessed;
    stream.async_drain_exact(guessed.handler());
    BOOST_TEST(run());
    BOOST_TEST(!guessed.ec);
    BOOST_TEST(guessed.value() == drain_result::estimated);
    BOOST_TEST((clock.now() >= begun + char_time({9'600})));
}

BOOST_FIXTURE_TEST_CASE(a_break_is_as_long_as_was_asked_for, manual_time)
{
    open({9'600});
    write(stream, "abc");
    done sent;
    stream.async_send_break(123'456'789ns, sent.handler());
    BOOST_TEST(clock.run_until(
        context, [&] { return port.break_is_on(); }, 1h));
    BOOST_TEST(port.captured() == "abc");
    BOOST_TEST((clock.now() >= char_time({9'600}, 3)));
    BOOST_TEST(run());
    BOOST_TEST(!sent.ec);
    BOOST_TEST(sent.calls == 1);
    auto const breaks = port.breaks();
    BOOST_TEST_REQUIRE(breaks.size() == 1u);
    BOOST_TEST((breaks[0] == 123'456'789ns));
    BOOST_TEST(port.captured() == "abc");
}

BOOST_FIXTURE_TEST_CASE(a_break_that_is_cancelled_is_shorter, manual_time)
{
    open({9'600});
    done sent;
    stream.async_send_break(1s, sent.handler());
    clock.advance(400ms);
    BOOST_TEST(port.break_is_on());
    stream.cancel();
    BOOST_TEST(run());
    BOOST_TEST((sent.ec == condition::aborted), sent.ec);
    BOOST_TEST(!port.break_is_on());
    BOOST_TEST((port.breaks() == std::vector<nanoseconds>{400ms}));
}

BOOST_FIXTURE_TEST_CASE(a_close_drains_up_to_its_deadline, manual_time)
{
    open({9'600});
    write(stream, pattern(100)); // 104 ms
    done closed;
    stream.async_close({std::chrono::milliseconds(50)}, closed.handler());
    BOOST_TEST(run());
    BOOST_TEST(!closed.ec);
    BOOST_TEST((clock.now() == 50ms));
    BOOST_TEST(!port.is_open());
    clock.advance(1s);
    BOOST_TEST(port.take_captured().size() == 49u); // the last one was on the wire
    open({9'600});
    write(stream, pattern(100));
    done whole;
    stream.async_close({std::chrono::milliseconds(500)}, whole.handler());
    BOOST_TEST(run());
    BOOST_TEST(!whole.ec);
    clock.advance(1s);
    BOOST_TEST((port.captured() == pattern(100)));
}

// Two frames, with so much silence between them.
std::vector<std::string> frames_with(nanoseconds silence)
{
    serial_config const config{19'200};
    nanoseconds const t35 = char_time(config, 7) / 2;
    asio::io_context context;
    test::manual_clock clock;
    auto& port = test::install(context, clock).add("ttyV0");
    serial_stream stream(context, "ttyV0", config);
    port.when("first").reply("one").after(0ns);
    port.when("second").reply("two").after(silence);
    port.inject("one");
    std::vector<std::string> frames;
    std::string frame;
    std::function<void()> read_frame = [&]
    {
        stream.async_read_until_idle(asio::dynamic_buffer(frame), t35,
            with_timeout(1s,
                [&](error_code ec, std::size_t)
                {
                    if (!ec)
                        frames.push_back(std::exchange(frame, {}));
                    if (!ec)
                        read_frame();
                }));
    };
    read_frame();
    clock.run_until(context, [&] { return clock.now() >= char_time(config, 3); });
    clock.run_until(
        context, [] { return false; }, silence - char_time(config));
    clock.advance(char_time(config, 3) + silence - char_time(config) - clock.now());
    port.inject("two");
    clock.run(context);
    return frames;
}

BOOST_AUTO_TEST_CASE(silence_separates_frames_exactly)
{
    bounded const watch;
    using frames = std::vector<std::string>;
    nanoseconds const t35 = char_time({19'200}, 7) / 2;
    // The next character begins before, and is there at the end of the silence or earlier.
    BOOST_TEST((frames_with(t35 + 1ns) == frames{"one", "two"}));
    BOOST_TEST((frames_with(t35 - 1ns) == frames{"onetwo"}));
    BOOST_TEST((frames_with(2 * t35) == frames{"one", "two"}));
    BOOST_TEST((frames_with(t35 / 2) == frames{"onetwo"}));
}

BOOST_FIXTURE_TEST_CASE(line_events_are_told_within_ten_milliseconds, manual_time)
{
    open();
    outcome<line_event> told;
    stream.async_wait_line_event(line_events::cts | line_events::ri, told.handler());
    clock.run_until(context, [&] { return clock.now() >= 1s; });
    BOOST_TEST(told.calls == 0);
    port.set_lines({false, true, false, true});
    BOOST_TEST(run());
    BOOST_TEST(!told.ec);
    BOOST_TEST((told.value().events == line_events::cts));
    BOOST_TEST(!told.value().lines.cts);
    BOOST_TEST((clock.now() <= 1s + 10ms));
}

BOOST_FIXTURE_TEST_CASE(breaks_and_line_errors_are_events, manual_time)
{
    open();
    outcome<line_event> told;
    stream.async_wait_line_event(line_events::all, told.handler());
    context.poll();
    port.inject_fault(line_fault::break_signal);
    BOOST_TEST(run());
    BOOST_TEST((told.value().events == line_events::break_signal));
    port.inject_fault(line_fault::parity_error, 'x');
    port.inject_fault(line_fault::framing_error, 'y');
    clock.advance(1s);
    stream.async_wait_line_event(line_events::all, told.handler());
    BOOST_TEST(run());
    BOOST_TEST((told.value().events == (line_events::parity_error | line_events::framing_error)));
    BOOST_TEST(read(stream, 2) == "xy");
}

BOOST_FIXTURE_TEST_CASE(rs485_by_the_library_turns_the_line_for_the_write, manual_time)
{
    serial_config config{9'600};
    config.rs485 = rs485_config{};
    config.rs485->mode = rs485_mode::software;
    config.rs485->delay_before_send = 5ms;
    config.rs485->delay_after_send = 7ms;
    open(config);
    BOOST_TEST(!port.rts());
    transferred sent;
    stream.async_write_some(asio::buffer("0123456789", 10), sent.handler());
    nanoseconds on{-1}, off{-1};
    clock.run_until(context,
        [&]
        {
            if (port.rts() && on.count() < 0)
                on = clock.now();
            if (!port.rts() && on.count() >= 0 && off.count() < 0)
                off = clock.now();
            return sent.calls == 1;
        });
    BOOST_TEST(!sent.ec);
    BOOST_TEST(sent.value() == 10u);
    BOOST_TEST(port.captured() == "0123456789");
    BOOST_TEST((off >= 5ms + char_time({9'600}, 10) + 7ms));
    BOOST_TEST((off <= 5ms + char_time({9'600}, 12) + 7ms));
}

BOOST_AUTO_TEST_SUITE_END()
