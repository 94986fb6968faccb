// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Calls that fail, reads and writes that are short or disturbed, characters that are spoilt.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/fault_plan.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include "doubles/fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace boost_serial_ext_test;
using test::fault_plan;
using test::port_call;

namespace {

bool const on_windows = detail::this_os == detail::os::windows;
// ENXIO, ERROR_DEVICE_NOT_CONNECTED
error_code const planned(on_windows ? 1167 : 6, boost::system::system_category());
// What a port reports instead has the category of the call, and stands for the same.
auto const as_planned = planned.default_error_condition();

/// Which of four calls fail, as in "..x."
std::string failures(std::function<void(error_code&)> const& call)
{
    std::string found;
    for (int i = 0; i != 4; ++i)
    {
        error_code ec;
        call(ec);
        BOOST_TEST((!ec || ec == as_planned), ec);
        found += ec ? 'x' : '.';
    }
    return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(doubles_faults)

BOOST_FIXTURE_TEST_CASE(opens_fail_as_planned, real_time)
{
    port.set_faults(fault_plan().fail(port_call::open, 3, planned));
    BOOST_TEST(failures(
                   [&](error_code& ec)
                   {
                       stream.close();
                       stream.open("ttyV0", {}, ec);
                       BOOST_TEST(stream.is_open() == !ec);
                       BOOST_TEST(port.is_open() == !ec);
                   })
        == "..x.");
    BOOST_TEST(port.opens() == 3u);
    stream.close();
    port.set_faults(fault_plan().fail(port_call::open, 1, error::rejected_raw_mode));
    done opened;
    stream.async_open("ttyV0", {}, opened.handler());
    BOOST_TEST(run_until([&] { return opened.calls != 0; }));
    BOOST_TEST((opened.ec == error::rejected_raw_mode), opened.ec);
    BOOST_TEST((opened.ec == condition::unsupported_configuration));
}

// As with a real device: what the number means for an open (open(2)).
BOOST_FIXTURE_TEST_CASE(a_number_means_what_it_means_for_the_call, real_time)
{
    namespace errc = boost::system::errc;
    for (auto const number : {errc::no_such_device, errc::no_such_device_or_address, errc::io_error,
             errc::no_such_file_or_directory, errc::invalid_argument})
    {
        port.set_faults(fault_plan().fail(port_call::open, 1, make_error_code(number)));
        error_code ec;
        stream.open("ttyV0", {}, ec);
        BOOST_TEST((ec == condition::port_not_found), ec);
        if (!on_windows || number == errc::no_such_file_or_directory) // else it has others
            BOOST_TEST(ec.value() == static_cast<int>(number));
    }
    open();
    port.set_faults(fault_plan().fail(port_call::read, 1, make_error_code(errc::io_error)));
    error_code ec;
    read_some(stream, ec);
    BOOST_TEST((ec == condition::disconnected), ec);
    port.set_faults(fault_plan().fail(port_call::read, 1, error::rejected_raw_mode));
    read_some(stream, ec);
    BOOST_TEST((ec == error::rejected_raw_mode), ec); // what is no number stays what it is
}

BOOST_AUTO_TEST_CASE(there_is_no_call_number_0)
{
    BOOST_CHECK_THROW(fault_plan().fail(port_call::read, 0, planned), std::invalid_argument);
}

BOOST_FIXTURE_TEST_CASE(every_kind_of_call_fails_as_planned, real_time)
{
    open();
    auto const check = [&](port_call call, std::function<void(error_code&)> const& make)
    {
        port.set_faults(fault_plan().fail(call, 3, planned));
        BOOST_TEST(failures(make) == "..x.");
        port.set_faults(fault_plan().fail(call, 2, planned, 2));
        BOOST_TEST(failures(make) == ".xx.");
        port.set_faults({});
        BOOST_TEST(failures(make) == "....");
    };
    char c = 'x';
    check(port_call::configure, [&](error_code& ec) { stream.configure({9'600}, ec); });
    check(port_call::read,
        [&](error_code& ec)
        {
            port.inject("x");
            stream.read_some(asio::buffer(&c, 1), ec);
        });
    check(port_call::write, [&](error_code& ec) { stream.write_some(asio::buffer(&c, 1), ec); });
    check(port_call::lines, [&](error_code& ec) { stream.modem_lines(ec); });
    check(port_call::lines, [&](error_code& ec) { stream.set_control_lines({true, {}}, ec); });
    check(port_call::counters, [&](error_code& ec) { stream.counters(ec); });
    check(port_call::queues, [&](error_code& ec) { stream.input_waiting(ec); });
    check(port_call::queues, [&](error_code& ec) { stream.output_waiting(ec); });
    check(port_call::discard, [&](error_code& ec) { stream.discard_input(ec); });
    check(port_call::discard, [&](error_code& ec) { stream.discard_output(ec); });
    check(port_call::set_break, [&](error_code& ec) { stream.set_break(true, ec); });
}

BOOST_FIXTURE_TEST_CASE(operations_fail_as_planned, manual_time)
{
    open({9'600});
    auto const outcome_of = [&](port_call call, std::uint64_t nth, auto start)
    {
        error_code result;
        int calls = 0;
        port.set_faults(fault_plan().fail(call, nth, planned));
        start(
            [&](error_code ec, auto const&...)
            {
                result = ec;
                ++calls;
            });
        BOOST_TEST(run());
        BOOST_TEST(calls == 1);
        return result;
    };
    char c = 'x';
    auto const buffer = asio::buffer(&c, 1);
    BOOST_TEST(outcome_of(port_call::read, 1,
                   [&](auto h) { stream.async_read_some(buffer, std::move(h)); })
        == as_planned);
    BOOST_TEST(outcome_of(port_call::write, 1,
                   [&](auto h) { stream.async_write_some(buffer, std::move(h)); })
        == as_planned);
    BOOST_TEST(outcome_of(port_call::configure, 1,
                   [&](auto h) { stream.async_configure({300}, std::move(h)); })
        == as_planned);
    BOOST_TEST(outcome_of(port_call::queues, 1, [&](auto h) { stream.async_drain(std::move(h)); })
        == as_planned);
    BOOST_TEST(
        outcome_of(port_call::queues, 2, [&](auto h) { stream.async_drain_exact(std::move(h)); })
        == as_planned);
    BOOST_TEST(outcome_of(port_call::set_break, 1,
                   [&](auto h) { stream.async_send_break(1ms, std::move(h)); })
        == as_planned);
    BOOST_TEST(outcome_of(port_call::counters, 7,
                   [&](auto h) { stream.async_wait_line_event(line_events::all, std::move(h)); })
        == as_planned);
    BOOST_TEST(port.applied().baud_rate == 9'600u);
}

BOOST_FIXTURE_TEST_CASE(the_second_switch_of_a_break_may_fail, manual_time)
{
    open();
    port.set_faults(fault_plan().fail(port_call::set_break, 2, planned));
    done sent;
    stream.async_send_break(5ms, sent.handler());
    BOOST_TEST(run());
    BOOST_TEST(sent.ec == as_planned);
    BOOST_TEST(!port.break_is_on()); // the library has tried again
}

// EINTR and EAGAIN, also many in a row, by every function that reads and writes.
BOOST_DATA_TEST_CASE_F(real_time, bursts_are_hidden,
    boost::unit_test::data::make(
        {asio::error::interrupted, asio::error::would_block, asio::error::try_again}),
    burst)
{
    open();
    port.set_faults(fault_plan()
                        .fail(port_call::read, 1, burst, 100)
                        .fail(port_call::write, 1, burst, 100)
                        .fail(port_call::read, 102, burst, 3)
                        .fail(port_call::write, 102, burst, 3));
    port.inject("abcd");
    write(stream, "1");
    BOOST_TEST(read(stream, 1) == "a");
    write(stream, "2");
    BOOST_TEST(read(stream, 1) == "b");

    port.set_faults(
        fault_plan().fail(port_call::read, 1, burst, 100).fail(port_call::write, 1, burst, 100));
    std::string got(2, '\0');
    transferred sent, received;
    asio::async_write(stream, asio::buffer("34", 2), sent.handler());
    asio::async_read(stream, asio::buffer(got), received.handler());
    BOOST_TEST(run_until([&] { return sent.calls + received.calls == 2; }));
    BOOST_TEST(!sent.ec);
    BOOST_TEST(!received.ec);
    BOOST_TEST(got == "cd");
    BOOST_TEST(port.captured() == "1234");
}

// A wait makes no transfer: it neither meets the bursts of reads and writes, nor uses them up.
BOOST_DATA_TEST_CASE_F(manual_time, waits_are_not_disturbed_by_bursts,
    boost::unit_test::data::make({asio::error::interrupted, asio::error::would_block}), burst)
{
    open();
    port.set_faults(
        fault_plan().fail(port_call::read, 1, burst, 50).fail(port_call::write, 1, burst, 50));
    done writable, readable, cancelled;
    stream.async_wait(serial_stream::wait_write, writable.handler());
    stream.async_wait(serial_stream::wait_read, readable.handler());
    BOOST_TEST(!run(1s));
    BOOST_TEST(writable.calls == 1);
    BOOST_TEST(!writable.ec);
    BOOST_TEST(readable.calls == 0);

    std::string got(2, '\0');
    transferred received;
    auto const read_both // a burst beside the wait
        = [&] { asio::async_read(stream, asio::buffer(got), received.handler()); };
    if (!on_windows) // there the read would take what comes before the wait has seen it
        read_both();
    BOOST_TEST(!run(1s));
    port.inject("ab");
    BOOST_TEST(run());
    BOOST_TEST(readable.calls == 1);
    if (on_windows)
        read_both();
    BOOST_TEST(run());
    BOOST_TEST(!readable.ec);
    BOOST_TEST(!received.ec);
    BOOST_TEST(got == "ab");
    write(stream, "1");
    stream.drain_exact();
    BOOST_TEST(port.captured() == "1");

    stream.async_wait(serial_stream::wait_read, cancelled.handler());
    stream.cancel();
    BOOST_TEST(run());
    BOOST_TEST((cancelled.ec == condition::aborted), cancelled.ec);
}

namespace {

/// A port whose direction the library switches.
struct half_duplex : manual_time
{
    half_duplex()
    {
        config.rs485 = rs485_config{};
        config.rs485->mode = rs485_mode::software;
        config.rs485->delay_before_send = 5ms;
        config.rs485->delay_after_send = 7ms;
        open(config);
        BOOST_TEST_REQUIRE(!port.rts());
    }

    /// Runs until a condition holds, and counts how often RTS changes; when it did so last.
    template<class Condition>
    bool run_and_watch(Condition holds)
    {
        bool level = port.rts();
        return clock.run_until(context,
            [&]
            {
                if (port.rts() != level)
                {
                    level = !level;
                    ++edges;
                    changed = clock.now();
                }
                return holds();
            });
    }

    serial_config config{9'600};
    int edges = 0;
    nanoseconds changed{0};
};

} // namespace

// Nothing is seen of a burst: the line is turned once, the bytes go out once, in the same time.
BOOST_DATA_TEST_CASE_F(half_duplex, a_burst_does_not_turn_the_line,
    boost::unit_test::data::make({asio::error::interrupted, asio::error::would_block})
        * boost::unit_test::data::make<std::uint64_t>({1, 2, 100}),
    burst, times)
{
    std::vector<nanoseconds> ends;
    for (bool const disturbed : {false, true})
    {
        port.set_faults(
            disturbed ? fault_plan().fail(port_call::write, 1, burst, times) : fault_plan());
        transferred sent;
        edges = 0;
        auto const begun = clock.now();
        stream.async_write_some(asio::buffer("0123456789", 10), sent.handler());
        BOOST_TEST(port.rts());
        BOOST_TEST(run_and_watch([&] { return sent.calls == 1; }));
        BOOST_TEST(!sent.ec);
        BOOST_TEST(sent.value() == 10u);
        BOOST_TEST(port.take_captured() == "0123456789");
        BOOST_TEST(edges == 1); // back to rest
        ends.push_back(changed - begun);
    }
    BOOST_TEST((ends[0] == ends[1]));

    port.set_faults(fault_plan().fail(port_call::write, 1, burst, times));
    write(stream, "0123456789"); // by the blocking function
    BOOST_TEST(port.captured() == "0123456789");
    BOOST_TEST(!port.rts());
}

BOOST_DATA_TEST_CASE_F(half_duplex, a_half_duplex_write_is_disturbed_by_seed_and_loses_nothing,
    boost::unit_test::data::xrange<std::uint32_t>(1, 11), seed)
{
    port.set_faults(fault_plan().disturb(seed, 700));
    std::string const out = pattern(300);
    transferred sent;
    asio::async_write(stream, asio::buffer(out), sent.handler());
    BOOST_TEST(run());
    BOOST_TEST(!sent.ec);
    BOOST_TEST((port.captured() == out));
    BOOST_TEST(!port.rts());
}

// A burst that does not end: who cancels, closes or pulls the plug ends the write all the same.
BOOST_DATA_TEST_CASE_F(half_duplex, a_half_duplex_write_ends_in_the_middle_of_a_burst,
    boost::unit_test::data::make({"signal", "cancel", "close", "hang_up"}), how)
{
    auto const without_end = static_cast<std::uint64_t>(-1);
    port.set_faults(fault_plan().fail(port_call::write, 1, asio::error::interrupted, without_end));
    asio::cancellation_signal signal;
    transferred sent;
    stream.async_write_some(asio::buffer("0123456789", 10),
        asio::bind_cancellation_slot(signal.slot(), sent.handler()));
    int looks = 0;
    BOOST_TEST(run_and_watch([&] { return port.rts() && ++looks == 20; }));
    BOOST_TEST((clock.now() == 5ms)); // attempts take no time
    BOOST_TEST(sent.calls == 0);
    std::string const by = how;
    if (by == "signal")
        signal.emit(asio::cancellation_type::total);
    else if (by == "cancel")
        stream.cancel();
    else if (by == "close")
        stream.close();
    else
        port.hang_up();
    BOOST_TEST(run());
    BOOST_TEST(sent.calls == 1);
    bool const lost = by == "hang_up";
    BOOST_TEST((sent.ec == (lost ? condition::disconnected : condition::aborted)), sent.ec);
    BOOST_TEST(sent.value() == 0u);
    BOOST_TEST(port.captured().empty());
    BOOST_TEST(!port.rts());
}

BOOST_FIXTURE_TEST_CASE(reads_are_as_short_as_planned, real_time)
{
    open();
    port.set_faults(fault_plan().shorten_reads(3));
    port.inject("abcdefgh");
    error_code ec;
    BOOST_TEST(stream.input_waiting() == 8u);
    BOOST_TEST(read_some(stream, ec) == "abc");
    BOOST_TEST(read_some(stream, ec) == "def");
    BOOST_TEST(read_some(stream, ec) == "gh");

    port.inject("12345");
    std::vector<std::size_t> sizes;
    std::string buffer(100, '\0');
    std::function<void()> read_on = [&]
    {
        stream.async_read_some(asio::buffer(buffer),
            [&](error_code, std::size_t n)
            {
                sizes.push_back(n);
                if (sizes.size() != 2)
                    read_on();
            });
    };
    read_on();
    BOOST_TEST(run_until([&] { return sizes.size() == 2; }));
    BOOST_TEST((sizes == std::vector<std::size_t>{3, 2}));
}

// The thread that moves the bytes looks now and then whether a portion was read.
BOOST_FIXTURE_TEST_CASE(the_next_portion_comes_when_one_was_read, real_time)
{
    open();
    port.set_faults(fault_plan().shorten_reads(1));
    port.inject("ab");
    done ready;
    char c = 0;
    BOOST_TEST(raw_read(stream.native_handle(), &c, 1) == 1u); // behind the library's back
    stream.async_wait(serial_stream::wait_read, ready.handler());
    BOOST_TEST(run_until([&] { return ready.calls == 1; }));
    BOOST_TEST(raw_read(stream.native_handle(), &c, 1) == 1u);
    BOOST_TEST(c == 'b');
}

BOOST_FIXTURE_TEST_CASE(writes_are_as_short_as_planned, real_time)
{
    open();
    port.set_faults(fault_plan().shorten_writes(3));
    BOOST_TEST(stream.write_some(asio::buffer("abcdefgh", 8)) == 3u);
    BOOST_TEST(stream.write_some(asio::buffer("de", 2)) == 2u);
    std::array<asio::const_buffer, 3> const pieces{
        asio::buffer("", 0), asio::buffer("fg", 2), asio::buffer("hijk", 4)};
    BOOST_TEST(stream.write_some(pieces) <= 3u);
    port.take_captured();
    transferred sent;
    stream.async_write_some(pieces, sent.handler());
    context.run();
    BOOST_TEST(sent.value() >= 1u);
    BOOST_TEST(sent.value() <= 3u);
    BOOST_TEST(port.take_captured().size() == sent.value());
    std::string const out = pattern(1'000);
    write(stream, out);
    BOOST_TEST((port.captured() == out));
}

BOOST_FIXTURE_TEST_CASE(a_short_write_waits_for_room_first, manual_time)
{
    open({9'600});
    ports.set_paced(true);
    std::string const out = pattern(under_wine() ? 15'000 : 20'000);
    port.set_faults(fault_plan().shorten_writes(1'000));
    write(stream, out);
    stream.drain_exact();
    BOOST_TEST((port.captured() == out));
    transferred sent;
    port.take_captured();
    asio::async_write(stream, asio::buffer(out), sent.handler());
    BOOST_TEST(run());
    clock.advance(1h);
    BOOST_TEST(!sent.ec);
    BOOST_TEST((port.captured() == out));
}

BOOST_DATA_TEST_CASE_F(manual_time, a_character_can_come_with_an_error,
    boost::unit_test::data::make({line_fault::framing_error, line_fault::parity_error,
        line_fault::framing_or_parity_error, line_fault::break_signal})
        * boost::unit_test::data::make({false, true}),
    fault, injected)
{
    serial_config marked;
    marked.line_marks = true;
    open(marked);
    bool const is_break = fault == line_fault::break_signal;
    if (injected)
    {
        port.inject("ab");
        port.inject_fault(fault, 'c');
        port.inject(is_break ? "cd" : "d");
    }
    else
    {
        port.set_faults(fault_plan().spoil_input(3, fault));
        port.inject("abcd");
    }
    clock.advance(1s);
    std::vector<line_mark> marks;
    std::string got(100, '\0');
    transferred received;
    stream.async_read_marked(asio::buffer(got), marks, received.handler());
    BOOST_TEST(run());
    BOOST_TEST(!received.ec);
    BOOST_TEST(got.substr(0, received.value()) == "abcd");
    BOOST_TEST_REQUIRE(marks.size() == 1u);
    BOOST_TEST(marks[0].offset == 2u);
    BOOST_TEST(marks[0].fault == fault);
    auto const counted = stream.counters();
    BOOST_TEST(counted.breaks == (is_break ? 1u : 0u));
    BOOST_TEST(counted.framing_errors
        == (fault == line_fault::framing_error || fault == line_fault::framing_or_parity_error
                ? 1u
                : 0u));
    BOOST_TEST(counted.parity_errors
        == (fault == line_fault::parity_error || fault == line_fault::framing_or_parity_error
                ? 1u
                : 0u));
}

BOOST_DATA_TEST_CASE_F(real_time, without_marks_the_character_is_delivered_as_it_is,
    boost::unit_test::data::make({line_fault::framing_error, line_fault::parity_error,
        line_fault::framing_or_parity_error, line_fault::break_signal}),
    fault)
{
    open();
    port.set_faults(fault_plan().spoil_input(2, fault));
    port.inject("a\xFF");
    port.inject("b");
    BOOST_TEST(read(stream, 3)
        == "a\xFF"
           "b");
    BOOST_TEST(stream.input_waiting() == 0u);
    auto const counted = stream.counters();
    BOOST_TEST(counted.breaks + counted.framing_errors + counted.parity_errors >= 1u);
}

BOOST_FIXTURE_TEST_CASE(marks_do_not_change_the_bytes, real_time)
{
    serial_config marked;
    marked.line_marks = true;
    open(marked);
    port.inject(all_bytes() + all_bytes());
    std::vector<line_mark> marks;
    std::string got;
    while (got.size() < 512)
    {
        std::string part(1'000, '\0');
        part.resize(stream.read_marked(asio::buffer(part), marks));
        got += part;
    }
    BOOST_TEST((got == all_bytes() + all_bytes()));
    BOOST_TEST(marks.empty());
}

BOOST_FIXTURE_TEST_CASE(an_overrun_loses_a_character, real_time)
{
    open();
    port.set_faults(fault_plan().overrun_input(2).overrun_input(4));
    port.inject("abcde");
    BOOST_TEST(read(stream, 3) == "ace");
    BOOST_TEST(stream.input_waiting() == 0u);
    BOOST_TEST(stream.counters().overruns == 2u);
    BOOST_TEST(port.lost_input() == 0u); // that is another matter
}

BOOST_FIXTURE_TEST_CASE(what_is_corrupted_is_not_noticed_on_the_line, real_time)
{
    open();
    port.set_faults(fault_plan()
                        .corrupt_input(2, 0x01)
                        .corrupt_input(3, 0xFF)
                        .corrupt_input(3, 0x0F)
                        .corrupt_input(5, 0));
    port.inject("aaaaa");
    BOOST_TEST(read(stream, 5)
        == "a`\x91"
           "aa");
    line_counters const counted = stream.counters();
    BOOST_TEST(counted.received == 5u);
    BOOST_TEST(counted.parity_errors + counted.framing_errors + counted.overruns == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_corrupted_character_has_no_more_bits_than_others, real_time)
{
    serial_config seven;
    seven.character_size = 7;
    open(seven);
    port.set_faults(fault_plan().corrupt_input(1, 0x81));
    port.inject("a");
    BOOST_TEST(read(stream, 1) == "`");
}

BOOST_FIXTURE_TEST_CASE(what_reads_do_changes_nothing_for_writes, manual_time)
{
    std::string const text = pattern(300);
    std::vector<std::vector<std::size_t>> lengths(2);
    for (std::size_t i = 0; i != 2; ++i)
    {
        open({115'200});
        port.set_faults(fault_plan().disturb(11, 900));
        for (std::size_t sent = 0; sent != text.size();)
        {
            if (i == 1) // which disturbs only the second time
            {
                port.inject("x");
                read(stream, 1);
            }
            lengths[i].push_back(stream.write_some(asio::buffer(text) + sent));
            sent += lengths[i].back();
        }
        stream.close();
    }
    BOOST_TEST(lengths[0].size() > 3u);
    BOOST_TEST(lengths[0] == lengths[1], boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_new_plan_counts_anew, real_time)
{
    open();
    port.set_faults(fault_plan().overrun_input(2));
    port.inject("a");
    port.set_faults(fault_plan().overrun_input(2));
    port.inject("bc");
    BOOST_TEST(read(stream, 2) == "ab");
    BOOST_TEST(stream.input_waiting() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
