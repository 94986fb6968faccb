// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// serial_config::line_marks on lines without faults: FF is escaped, and there is nothing to mark.
#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/conformance_support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

using namespace boost_serial_ext;
using namespace boost_serial_ext_test;
using test::keep_slave;
using test::pty_pair;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(conformance_marks, *needing(ability::marks))

namespace {

struct marked_port : open_port
{
    marked_port()
    {
        stream.close();
        stream.open(far_end.name(), config);
    }

    serial_config const config = []
    {
        serial_config c;
        c.line_marks = true;
        return c;
    }();
    std::vector<line_mark> marks;
};

// Every byte, with FF in all neighbourhoods.
std::string every_byte()
{
    std::string text;
    for (int c = 0; c < 256; ++c)
        text += {static_cast<char>(c), '\xFF', '\xFF', '\0', '\xFF', '\0', '\0'};
    return text;
}

} // namespace

BOOST_AUTO_TEST_CASE(marks_are_chosen_when_the_port_is_opened, *needing(ability::several))
{
    marked_port marked;
    open_port plain;
    marked.stream.configure(serial_config{}, marked.ec);
    BOOST_TEST(marked.ec == error_code(error::fixed_line_marks));
    BOOST_TEST((marked.ec == condition::invalid_configuration));
    plain.stream.configure(marked.config, plain.ec);
    BOOST_TEST(plain.ec == error_code(error::fixed_line_marks));
    serial_config slower = marked.config;
    slower.baud_rate = 9'600;
    marked.stream.configure(slower);
    BOOST_TEST(marked.stream.config().line_marks);
}

// It came without marks: a byte FF in it would be taken for the beginning of one.
BOOST_AUTO_TEST_CASE(what_was_received_before_the_open_is_discarded,
    *needing(ability::pty) * needing(ability::sharing))
{
    pty_pair far(keep_slave::no);
    asio::io_context ctx;
    serial_stream before(ctx, far.name(), serial_config{}); // keeps the queue
    far.write("\xFF");
    BOOST_TEST(arrived(before, 1));
    marked_port const settings;
    serial_config config = settings.config;
    config.exclusive = false;
    before.configure(
        []
        {
            serial_config c;
            c.exclusive = false;
            return c;
        }());
    serial_stream stream(ctx, far.name(), config);
    BOOST_TEST(stream.input_waiting() == 0u);
    far.write("\xFF");
    std::array<char, 4> buffer{};
    std::vector<line_mark> marks;
    BOOST_TEST(stream.read_marked(asio::buffer(buffer), marks) == 1u);
    BOOST_TEST(buffer[0] == '\xFF');
}

BOOST_DATA_TEST_CASE(
    all_bytes_come_as_they_are_read_on_this_thread, data::make({1u, 2u, 3u, 4096u}), room)
{
    marked_port port;
    std::string const sent = every_byte();
    port.far_end.write_all(sent);
    std::string buffer(room, '?'), received;
    while (received.size() < sent.size())
    {
        std::size_t const n = port.stream.read_marked(asio::buffer(buffer), port.marks);
        BOOST_TEST_REQUIRE(n != 0u);
        received.append(buffer, 0, n);
    }
    BOOST_TEST((received == sent));
    BOOST_TEST(port.marks.empty());
}

BOOST_DATA_TEST_CASE(
    all_bytes_come_as_they_are_read_asynchronously, data::make({1u, 2u, 3u, 4096u}), room)
{
    marked_port port;
    std::string const sent = every_byte();
    port.far_end.write_all(sent);
    std::string buffer(room, '?'), received;
    while (received.size() < sent.size())
    {
        outcome read;
        port.stream.async_read_marked(asio::buffer(buffer), port.marks, recorder(read));
        BOOST_TEST_REQUIRE(run_until_called(port.ctx, read));
        BOOST_TEST_REQUIRE(!read.ec.failed());
        BOOST_TEST_REQUIRE(read.bytes != 0u);
        received.append(buffer, 0, read.bytes);
    }
    BOOST_TEST((received == sent));
    BOOST_TEST(port.marks.empty());
}

BOOST_AUTO_TEST_CASE(with_marks_every_other_read_is_refused)
{
    marked_port port;
    port.far_end.write_all("x");
    BOOST_TEST(arrived(port.stream, 1));
    std::array<char, 4> buffer{};
    std::string text;
    BOOST_TEST(port.stream.read_some(asio::buffer(buffer), port.ec) == 0u);
    BOOST_TEST(port.ec == error_code(error::line_marks_on));
    std::array<outcome, 3> reads;
    port.stream.async_read_some(asio::buffer(buffer), recorder(reads[0]));
    port.stream.async_read_available(asio::dynamic_buffer(text), recorder(reads[1]));
    port.stream.async_read_until_idle(
        asio::dynamic_buffer(text), std::chrono::milliseconds(1), recorder(reads[2]));
    for (outcome const& read : reads)
        BOOST_TEST(read.calls == 0);
    BOOST_TEST(run_out(port.ctx));
    for (outcome const& read : reads)
    {
        BOOST_TEST(read.calls == 1);
        BOOST_TEST(read.ec == error_code(error::line_marks_on));
        BOOST_TEST(read.bytes == 0u);
    }
    BOOST_TEST(
        port.stream.read_marked(asio::buffer(buffer), port.marks) == 1u); // nothing was taken
}

BOOST_AUTO_TEST_CASE(without_marks_nothing_reads_them)
{
    open_port port;
    port.far_end.write_all("\xFF");
    std::array<char, 4> buffer{};
    std::vector<line_mark> marks;
    BOOST_TEST(port.stream.read_marked(asio::buffer(buffer), marks, port.ec) == 0u);
    BOOST_TEST(port.ec == error_code(error::line_marks_off));
    outcome read;
    port.stream.async_read_marked(asio::buffer(buffer), marks, recorder(read));
    BOOST_TEST(read.calls == 0);
    BOOST_TEST(run_until_called(port.ctx, read));
    BOOST_TEST(read.ec == error_code(error::line_marks_off));
    BOOST_TEST(port.stream.read_some(asio::buffer(buffer)) == 1u);
    BOOST_TEST(buffer[0] == '\xFF');
}

BOOST_AUTO_TEST_CASE(on_a_closed_stream_there_is_nothing_to_read)
{
    marked_port port;
    port.stream.close();
    std::array<char, 4> buffer{};
    BOOST_TEST(port.stream.read_marked(asio::buffer(buffer), port.marks, port.ec) == 0u);
    BOOST_TEST((port.ec == condition::closed));
    BOOST_CHECK_THROW(
        port.stream.read_marked(asio::buffer(buffer), port.marks), boost::system::system_error);
    outcome read;
    port.stream.async_read_marked(asio::buffer(buffer), port.marks, recorder(read));
    BOOST_TEST(run_until_called(port.ctx, read));
    BOOST_TEST((read.ec == condition::closed));
    port.stream.open(port.far_end.name(), serial_config{}); // marks do not outlive the port
    port.far_end.write_all("x");
    BOOST_TEST(port.stream.read_some(asio::buffer(buffer)) == 1u);
}

BOOST_AUTO_TEST_CASE(an_empty_buffer_is_read_into_at_once)
{
    marked_port port;
    BOOST_TEST(port.stream.read_marked(asio::mutable_buffer(), port.marks) == 0u);
    outcome read;
    port.stream.async_read_marked(asio::mutable_buffer(), port.marks, recorder(read));
    BOOST_TEST(read.calls == 0);
    BOOST_TEST(run_until_called(port.ctx, read));
    BOOST_TEST(!read.ec.failed());
    BOOST_TEST(port.marks.capacity() == 0u);
}

BOOST_AUTO_TEST_CASE(a_second_read_beside_one_is_refused)
{
    marked_port port;
    std::array<char, 4> buffer{}, other{};
    std::vector<line_mark> other_marks;
    outcome first, second;
    port.stream.async_read_marked(asio::buffer(buffer), port.marks, recorder(first));
    port.stream.async_read_marked(asio::buffer(other), other_marks, recorder(second));
    BOOST_TEST(run_until_called(port.ctx, second));
    BOOST_TEST(second.ec == error_code(error::operation_in_progress));
    port.far_end.write_all("x");
    BOOST_TEST(run_until_called(port.ctx, first));
    BOOST_TEST(!first.ec.failed());
    BOOST_TEST(first.bytes == 1u);
}

BOOST_AUTO_TEST_CASE(a_hang_up_ends_it, *needing(ability::hang_up))
{
    marked_port port;
    std::array<char, 4> buffer{};
    outcome read, later;
    port.stream.async_read_marked(asio::buffer(buffer), port.marks, recorder(read));
    port.far_end.hang_up();
    BOOST_TEST(run_until_called(port.ctx, read));
    BOOST_TEST((read.ec == condition::disconnected));
    port.stream.async_read_marked(asio::buffer(buffer), port.marks, recorder(later));
    BOOST_TEST(run_until_called(port.ctx, later));
    BOOST_TEST((later.ec == condition::disconnected));
    BOOST_TEST(port.stream.read_marked(asio::buffer(buffer), port.marks, port.ec) == 0u);
    BOOST_TEST((port.ec == condition::disconnected));
}

BOOST_AUTO_TEST_CASE(an_adopted_port_has_the_marks_that_it_came_with, *needing(ability::handover))
{
    marked_port port;
    auto const handle = port.stream.release();
    serial_stream adopted(port.ctx, handle);
    BOOST_TEST(adopted.config().line_marks);
    port.far_end.write_all("\xFFx");
    std::array<char, 4> buffer{};
    std::size_t n = 0;
    while (n < 2)
        n += adopted.read_marked(asio::buffer(buffer) + n, port.marks);
    BOOST_TEST(std::string(buffer.data(), n) == "\xFFx");
}

BOOST_AUTO_TEST_SUITE_END()
