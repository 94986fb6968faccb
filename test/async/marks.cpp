// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// async_read_marked with faults on the line. What it has in common with other operations is checked
// with them.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/ioctl.h>
#include <termios.h>

namespace asio = boost::asio;
using namespace boost_serial_ext;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(async_read_marked)

namespace {

/// An open port with marks.
struct marked_port
{
    void open(std::string const& device)
    {
        serial_config config;
        config.line_marks = true;
        port.open(device, config);
    }

    /// @param size Less than an escape, to cut one.
    void start(std::size_t size = 64)
    {
        bytes.reset();
        port.async_read_marked(asio::buffer(data, size), marks,
            [this](error_code result, std::size_t n)
            {
                ec = result;
                bytes = n;
            });
    }

    std::string read(std::size_t size = 64)
    {
        start(size);
        finish();
        BOOST_TEST(!ec.failed());
        return std::string(data.data(), *bytes);
    }

    void finish()
    {
        context.restart();
        while (!bytes && context.run_one_for(10s) != 0)
        {
        }
        BOOST_TEST_REQUIRE(bytes.has_value());
    }

    void check_marks(std::vector<line_mark> const& expected)
    {
        BOOST_TEST(marks == expected, boost::test_tools::per_element());
        marks.clear();
    }

    asio::io_context context;
    test::virtual_ports* const ports;
    serial_stream port{context};
    std::array<char, 64> data{};
    std::vector<line_mark> marks;
    error_code ec;
    std::optional<std::size_t> bytes;

protected:
    explicit marked_port(bool is_virtual) : ports(is_virtual ? &test::install(context) : nullptr) {}
};

/// A line with faults.
struct faulty_line : marked_port
{
    faulty_line() : marked_port(true) { open(); }
    void open() { marked_port::open(device.name()); }

    test::virtual_port& device = ports->add("the port");
};

/// A tty that somebody else has set to deliver what comes as it is: so the far end can play the
/// kernel, and stop in the middle of an escape. There are no counters.
struct played_line : marked_port
{
    played_line() : marked_port(false)
    {
        open(far.name());
        set_as_it_is(port.native_handle());
    }

    static void set_as_it_is(int fd)
    {
        ::termios settings{};
        BOOST_TEST_REQUIRE(::tcgetattr(fd, &settings) == 0);
        BOOST_TEST((settings.c_iflag & PARMRK) != 0u);
        settings.c_iflag &= ~static_cast<::tcflag_t>(PARMRK);
        BOOST_TEST_REQUIRE(::tcsetattr(fd, TCSANOW, &settings) == 0);
    }

    static int there(int fd)
    {
        int count = 0;
        BOOST_TEST_REQUIRE(::ioctl(fd, FIONREAD, &count) == 0);
        return count;
    }
    int there() { return there(port.native_handle()); }

    /// The line delivers something.
    void play(std::string_view input)
    {
        auto const expected = there() + static_cast<int>(input.size());
        far.write(input);
        while (there() < expected)
        {
        }
    }

    /// The same, and lets the port take all of it, and nothing else happen.
    void play_and_take(std::string_view input)
    {
        play(input);
        while (there() != 0 && !bytes)
        {
            context.restart();
            context.poll();
        }
    }

    test::pty_pair far;
};

} // namespace

BOOST_AUTO_TEST_CASE(data_and_faults_come_apart)
{
    faulty_line line;
    line.device.inject("ab");
    line.device.inject_fault(line_fault::parity_error, 'x');
    line.device.inject("c\xFF");
    BOOST_TEST(line.read() == "abxc\xFF");
    line.check_marks({{2, line_fault::parity_error}});
    line.device.inject_fault(line_fault::framing_error, 'x');
    BOOST_TEST(line.read() == "x");
    line.check_marks({{0, line_fault::framing_error}});
}

BOOST_AUTO_TEST_CASE(a_break_alone_ends_a_read_without_a_byte)
{
    faulty_line line;
    line.device.inject_fault(line_fault::break_signal);
    BOOST_TEST(line.read() == "");
    line.check_marks({{0, line_fault::break_signal}});
    line.device.inject("x");
    BOOST_TEST(line.read() == "x");
    line.check_marks({});
}

BOOST_AUTO_TEST_CASE(marks_are_appended_to_those_that_are_there)
{
    faulty_line line;
    line.marks.push_back({7, line_fault::framing_error});
    line.device.inject_fault(line_fault::break_signal);
    BOOST_TEST(line.read() == "");
    line.check_marks({{7, line_fault::framing_error}, {0, line_fault::break_signal}});
}

BOOST_AUTO_TEST_CASE(half_an_escape_is_waited_for)
{
    played_line line;
    line.start();
    for (std::string_view const part : {"\xFF"sv, "\0"sv})
    {
        line.play_and_take(part);
        BOOST_TEST(!line.bytes.has_value());
    }
    line.play("\0"sv);
    line.finish();
    BOOST_TEST(!line.ec.failed());
    BOOST_TEST(*line.bytes == 0u);
    line.check_marks({{0, line_fault::break_signal}});
}

namespace {

/// A read that has taken half an escape is cancelled; the other half, with data behind it, comes
/// to the next one.
template<class Line, class Take, class Deliver>
void check_cancelled_in_an_escape(std::size_t size, line_fault told, Take take, Deliver deliver)
{
    for (bool const by_slot : {false, true})
    {
        Line line;
        asio::cancellation_signal signal;
        auto const start = [&]
        {
            line.port.async_read_marked(asio::buffer(line.data, size), line.marks,
                asio::bind_cancellation_slot(signal.slot(),
                    [&](error_code ec, std::size_t n)
                    {
                        line.ec = ec;
                        line.bytes = n;
                    }));
        };
        take(line, start);
        if (by_slot)
            signal.emit(asio::cancellation_type::total);
        else
            line.port.cancel();
        line.finish();
        BOOST_TEST(line.ec == asio::error::operation_aborted);
        BOOST_TEST(*line.bytes == 0u);
        line.check_marks({});
        deliver(line);
        BOOST_TEST(line.read() == "xy");
        line.check_marks({{0, told}});
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(a_read_that_is_cancelled_in_the_middle_of_an_escape_loses_nothing)
{
    check_cancelled_in_an_escape<played_line>(
        64, line_fault::framing_or_parity_error,
        [](played_line& line, auto start)
        {
            start();
            line.play_and_take("\xFF\0"sv); // and waits for the rest
        },
        [](played_line& line) { line.play("xy"); });
    check_cancelled_in_an_escape<faulty_line>(
        1, line_fault::parity_error,
        [](faulty_line& line, auto start)
        {
            line.device.inject_fault(line_fault::parity_error, 'x');
            line.device.inject("y");
            start(); // reads at once, and is about to do so again
        },
        [](faulty_line&) {});
}

BOOST_AUTO_TEST_CASE(what_was_read_before_a_cancellation_is_delivered)
{
    faulty_line line;
    line.device.inject("a");
    line.device.inject_fault(line_fault::break_signal);
    line.start(); // reads at once
    line.port.cancel();
    line.finish();
    BOOST_TEST(!line.ec.failed());
    BOOST_TEST(*line.bytes == 1u);
    line.check_marks({{1, line_fault::break_signal}});
}

BOOST_AUTO_TEST_CASE(what_was_read_before_the_close_is_delivered_and_leaves_no_trace)
{
    faulty_line line;
    line.device.inject("a\xFF");
    line.start(2); // reads at once, and half of the escape
    line.port.close();
    line.open();
    line.finish();
    BOOST_TEST(!line.ec.failed());
    BOOST_TEST(std::string(line.data.data(), *line.bytes) == "a");
    line.device.inject("\xFF");
    BOOST_TEST(line.read() == "\xFF");
    line.check_marks({});
}

BOOST_AUTO_TEST_CASE(discarding_the_input_forgets_half_an_escape_and_what_was_counted)
{
    faulty_line line;
    line.device.inject("a");
    line.device.inject_fault(line_fault::parity_error, 'x');
    BOOST_TEST(line.read(2) == "a");
    line.port.discard_input(); // the rest of the escape
    line.device.inject_fault(line_fault::framing_error, 'x');
    BOOST_TEST(line.read() == "x");
    line.check_marks({{0, line_fault::framing_error}});
}

BOOST_AUTO_TEST_CASE(another_configuration_with_marks_changes_nothing)
{
    faulty_line line;
    line.device.inject("a\xFF");
    BOOST_TEST(line.read(2) == "a");
    serial_config config{9'600};
    config.line_marks = true;
    line.port.configure(config);
    BOOST_TEST(line.read() == "\xFF");
}

// Only what somebody else had set the port to can bring it; nothing is withheld even so.
BOOST_AUTO_TEST_CASE(a_byte_that_is_no_escape_after_all_waits_for_no_other)
{
    played_line line;
    line.start();
    line.play_and_take("\xFF"sv);
    line.play("ok"sv);
    line.finish();
    BOOST_TEST(std::string(line.data.data(), *line.bytes) == "\xFFo");
    BOOST_TEST(line.read() == "k");
    line.start();
    line.play_and_take("\xFF"sv);
    line.play("x"sv);
    line.finish();
    BOOST_TEST(line.port.read_marked(asio::buffer(line.data), line.marks) == 1u);
    BOOST_TEST(line.data[0] == 'x');
}

BOOST_AUTO_TEST_CASE(a_move_to_another_executor_takes_half_an_escape_along)
{
    played_line line;
    serial_config const config = line.port.config();
    line.port.close();
    basic_serial_stream<asio::io_context::executor_type> narrow(line.context);
    narrow.open(line.far.name(), config);
    line.set_as_it_is(narrow.native_handle());
    line.far.write("a\xFF"sv);
    while (line.there(narrow.native_handle()) < 2)
    {
    }
    BOOST_TEST(narrow.read_marked(asio::buffer(line.data), line.marks) == 1u);
    line.port = std::move(narrow);
    line.play("\xFF"sv);
    BOOST_TEST(line.read() == "\xFF");
}

BOOST_AUTO_TEST_CASE(a_move_to_another_executor_keeps_what_is_queued)
{
    faulty_line line;
    serial_config const config = line.port.config();
    line.port.close();
    basic_serial_stream<asio::io_context::executor_type> narrow(line.context);
    narrow.open(line.device.name(), config);
    line.device.inject("ab");
    line.device.inject_fault(line_fault::parity_error, 'x');
    line.port = std::move(narrow);
    BOOST_TEST(line.read() == "abx");
    line.check_marks({{2, line_fault::parity_error}});
}

BOOST_AUTO_TEST_CASE(a_transaction_in_progress_holds_nothing_up)
{
    faulty_line line;
    line.device.hold(test::port_call::configure);
    serial_config config{9'600};
    config.line_marks = true;
    bool configured = false;
    line.port.async_configure(config, [&](error_code, config_report const&) { configured = true; });
    BOOST_TEST_REQUIRE(line.device.await_calls(test::port_call::configure, 1));
    line.device.inject_fault(line_fault::parity_error, 'x');
    BOOST_TEST(line.read() == "x");
    line.check_marks({{0, line_fault::parity_error}});
    BOOST_TEST(!configured);
    line.device.release(test::port_call::configure);
    line.context.restart();
    line.context.run();
    BOOST_TEST(configured);
}

BOOST_AUTO_TEST_CASE(without_counters_faults_are_still_told_from_data)
{
    faulty_line line;
    line.device.set_capability(feature::line_counters, support::unsupported);
    line.device.inject("a");
    line.device.inject_fault(line_fault::break_signal);
    line.device.inject_fault(line_fault::parity_error, 'x');
    BOOST_TEST(line.read() == "ax");
    line.check_marks({{1, line_fault::break_signal}, {1, line_fault::framing_or_parity_error}});
}

BOOST_AUTO_TEST_SUITE_END()
