// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// async_read_marked with faults on the line, played: what the kernel would deliver, and count.
// What it has in common with other operations is checked with them.

#include <boost_serial_ext/serial_stream.hpp>

#include "support/async_device.hpp"
#include "support/pty.hpp"

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/ioctl.h>

namespace asio = boost::asio;
using namespace boost_serial_ext;
using namespace boost_serial_ext::test;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(async_read_marked)

namespace {

constexpr auto break_escape = "\xFF\0\0"sv;
constexpr auto bad_x = "\xFF\0x"sv;

/// A port with marks, and a line with faults.
struct faulty_line
{
    faulty_line()
    {
        device->plays_marks = device->counts = true;
        open();
    }

    void open()
    {
        serial_config config;
        config.line_marks = true;
        port.open(far.name(), config);
    }

    void start()
    {
        bytes.reset();
        port.async_read_marked(asio::buffer(data), marks,
            [this](error_code result, std::size_t n)
            {
                ec = result;
                bytes = n;
            });
    }

    /// Lets the port take all that has been written, and nothing else happen.
    void take_all()
    {
        int left = 1;
        while (left != 0 && !bytes)
        {
            context.restart();
            context.poll();
            BOOST_TEST_REQUIRE(::ioctl(port.native_handle(), FIONREAD, &left) == 0);
        }
    }

    void arrived(int count)
    {
        int there = 0;
        while (there < count)
            BOOST_TEST_REQUIRE(::ioctl(port.native_handle(), FIONREAD, &there) == 0);
    }

    std::string read()
    {
        start();
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
    std::shared_ptr<async_device> device = install_async_device(context);
    pty far;
    serial_stream port{context};
    std::array<char, 64> data{};
    std::vector<line_mark> marks;
    error_code ec;
    std::optional<std::size_t> bytes;
};

std::string operator+(std::string a, std::string_view b)
{
    return a.append(b);
}

} // namespace

BOOST_AUTO_TEST_CASE(data_and_faults_come_apart)
{
    faulty_line line;
    ++line.device->counted.parity_errors;
    std::string const sent = "ab" + std::string(bad_x) + "c" + "\xFF\xFF"sv;
    line.far.write_all(sent);
    line.arrived(static_cast<int>(sent.size()));
    BOOST_TEST(line.read() == "abxc\xFF");
    line.check_marks({{2, line_fault::parity_error}});
    ++line.device->counted.framing_errors;
    line.far.write_all(bad_x);
    line.arrived(3);
    BOOST_TEST(line.read() == "x");
    line.check_marks({{0, line_fault::framing_error}});
}

BOOST_AUTO_TEST_CASE(a_break_alone_ends_a_read_without_a_byte)
{
    faulty_line line;
    ++line.device->counted.breaks;
    line.far.write_all(break_escape);
    line.arrived(3);
    BOOST_TEST(line.read() == "");
    line.check_marks({{0, line_fault::break_signal}});
    line.far.write_all("x");
    BOOST_TEST(line.read() == "x");
    line.check_marks({});
}

BOOST_AUTO_TEST_CASE(marks_are_appended_to_those_that_are_there)
{
    faulty_line line;
    line.marks.push_back({7, line_fault::framing_error});
    ++line.device->counted.breaks;
    line.far.write_all(break_escape);
    line.arrived(3);
    BOOST_TEST(line.read() == "");
    line.check_marks({{7, line_fault::framing_error}, {0, line_fault::break_signal}});
}

BOOST_AUTO_TEST_CASE(half_an_escape_is_waited_for)
{
    faulty_line line;
    line.start();
    for (std::string_view const part : {"\xFF"sv, "\0"sv})
    {
        line.far.write_all(part);
        line.arrived(1);
        line.take_all();
        BOOST_TEST(!line.bytes.has_value());
    }
    ++line.device->counted.breaks;
    line.far.write_all("\0"sv);
    line.finish();
    BOOST_TEST(!line.ec.failed());
    BOOST_TEST(*line.bytes == 0u);
    line.check_marks({{0, line_fault::break_signal}});
}

BOOST_AUTO_TEST_CASE(a_read_that_is_cancelled_in_the_middle_of_an_escape_loses_nothing)
{
    for (bool const by_slot : {false, true})
    {
        faulty_line line;
        asio::cancellation_signal signal;
        line.port.async_read_marked(asio::buffer(line.data), line.marks,
            asio::bind_cancellation_slot(signal.slot(),
                [&](error_code ec, std::size_t n)
                {
                    line.ec = ec;
                    line.bytes = n;
                }));
        line.far.write_all("\xFF\0"sv);
        line.arrived(2);
        line.take_all();
        if (by_slot)
            signal.emit(asio::cancellation_type::total);
        else
            line.port.cancel();
        line.finish();
        BOOST_TEST(line.ec == asio::error::operation_aborted);
        BOOST_TEST(*line.bytes == 0u);
        line.check_marks({});
        ++line.device->counted.parity_errors;
        line.far.write_all("xy");
        line.arrived(2);
        BOOST_TEST(line.read() == "xy");
        line.check_marks({{0, line_fault::parity_error}});
    }
}

BOOST_AUTO_TEST_CASE(what_was_read_before_a_cancellation_is_delivered)
{
    faulty_line line;
    ++line.device->counted.breaks;
    line.far.write_all("a" + break_escape);
    line.arrived(4);
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
    line.far.write_all("a\xFF"sv);
    line.arrived(2);
    line.start(); // reads at once
    line.port.close();
    line.open();
    line.finish();
    BOOST_TEST(!line.ec.failed());
    BOOST_TEST(std::string(line.data.data(), *line.bytes) == "a");
    line.far.write_all("\xFF\xFF"sv);
    line.arrived(2);
    BOOST_TEST(line.read() == "\xFF");
    line.check_marks({});
}

BOOST_AUTO_TEST_CASE(discarding_the_input_forgets_half_an_escape_and_what_was_counted)
{
    faulty_line line;
    line.far.write_all("a\xFF"sv);
    line.arrived(2);
    BOOST_TEST(line.read() == "a");
    ++line.device->counted.parity_errors; // of a byte that is discarded
    line.port.discard_input();
    ++line.device->counted.framing_errors;
    line.far.write_all(bad_x);
    line.arrived(3);
    BOOST_TEST(line.read() == "x");
    line.check_marks({{0, line_fault::framing_error}});
}

BOOST_AUTO_TEST_CASE(another_configuration_with_marks_changes_nothing)
{
    faulty_line line;
    line.far.write_all("a\xFF"sv);
    line.arrived(2);
    BOOST_TEST(line.read() == "a");
    serial_config config{9'600};
    config.line_marks = true;
    line.port.configure(config);
    line.far.write_all("\xFF"sv);
    BOOST_TEST(line.read() == "\xFF");
}

// Only what somebody else had set the port to can bring it; nothing is withheld even so.
BOOST_AUTO_TEST_CASE(a_byte_that_is_no_escape_after_all_waits_for_no_other)
{
    faulty_line line;
    line.far.write_all("\xFF"sv);
    line.arrived(1);
    line.start();
    line.take_all();
    line.far.write_all("ok"sv);
    line.finish();
    BOOST_TEST(std::string(line.data.data(), *line.bytes) == "\xFFo");
    BOOST_TEST(line.read() == "k");
    line.far.write_all("\xFF"sv);
    line.arrived(1);
    line.start();
    line.take_all();
    line.far.write_all("x"sv);
    line.finish();
    BOOST_TEST(line.port.read_marked(asio::buffer(line.data), line.marks) == 1u);
    BOOST_TEST(line.data[0] == 'x');
}

BOOST_AUTO_TEST_CASE(a_move_to_another_executor_takes_half_an_escape_along)
{
    faulty_line line;
    serial_config const config = line.port.config();
    line.port.close();
    basic_serial_stream<asio::io_context::executor_type> narrow(line.context);
    narrow.open(line.far.name(), config);
    line.far.write_all("a\xFF"sv);
    BOOST_TEST(narrow.read_marked(asio::buffer(line.data), line.marks) == 1u);
    line.port = std::move(narrow);
    line.far.write_all("\xFF"sv);
    BOOST_TEST(line.read() == "\xFF");
}

BOOST_AUTO_TEST_CASE(a_transaction_in_progress_holds_nothing_up)
{
    faulty_line line;
    line.device->hold_opens();
    line.device->holds_transactions = true;
    serial_config config{9'600};
    config.line_marks = true;
    bool configured = false;
    line.port.async_configure(config, [&](error_code, config_report const&) { configured = true; });
    BOOST_TEST_REQUIRE(line.device->await_opens_begun(2));
    ++line.device->counted.parity_errors;
    line.far.write_all(bad_x);
    line.arrived(3);
    BOOST_TEST(line.read() == "x");
    line.check_marks({{0, line_fault::parity_error}});
    BOOST_TEST(!configured);
    line.device->release_opens();
    line.context.restart();
    line.context.run();
    BOOST_TEST(configured);
}

BOOST_AUTO_TEST_CASE(without_counters_faults_are_still_told_from_data)
{
    faulty_line line;
    line.device->counts = false;
    line.far.write_all("a" + break_escape + bad_x);
    line.arrived(7);
    BOOST_TEST(line.read() == "ax");
    line.check_marks({{1, line_fault::break_signal}, {1, line_fault::framing_or_parity_error}});
}

BOOST_AUTO_TEST_SUITE_END()
