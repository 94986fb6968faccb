// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Reads and writes: several at once, buffers of all kinds, and what Asio composes of them.

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include "support/async_compliance.hpp"
#include "support/system.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/buffered_read_stream.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <future>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace boost_serial_ext_test;
namespace asio = boost::asio;
namespace bse = boost_serial_ext;
using bse::error_code;

namespace {

struct line
{
    asio::io_context context;
    test::pty_pair far;
    bse::serial_stream stream{context, far.name(), bse::serial_config{}};
};

/// More than every queue between the two ends can hold.
std::string long_text()
{
    std::string text(100'000, ' ');
    char c = 'a';
    for (char& t : text)
        t = std::exchange(c, c == 'z' ? 'a' : static_cast<char>(c + 1));
    return text;
}

/// What arrives at the far end while another thread runs the handlers, until nothing is left.
std::string read_far_end(line& l, std::size_t size)
{
    l.context.restart();
    auto ran = std::async(std::launch::async, [&] { l.context.run_for(patience); });
    std::string received = l.far.read_exact(size);
    ran.get();
    return received;
}

/// A buffer sequence of the test's own: all that the requirements ask for, and no more.
class countdown_buffers
{
public:
    using value_type = asio::mutable_buffer;
    using const_iterator = std::list<asio::mutable_buffer>::const_iterator;

    countdown_buffers(char* memory, std::size_t first)
    {
        for (; first != 0; memory += first--)
            buffers_.push_back(asio::buffer(memory, first));
    }
    const_iterator begin() const { return buffers_.begin(); }
    const_iterator end() const { return buffers_.end(); }

private:
    std::list<asio::mutable_buffer> buffers_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(async_data_path)

BOOST_AUTO_TEST_CASE(two_reads_complete_in_order_and_share_no_byte)
{
    line l;
    std::array<char, 3> first{}, second{};
    std::string order, received;
    l.stream.async_read_some(asio::buffer(first),
        [&](error_code ec, std::size_t n)
        {
            BOOST_TEST(!ec);
            order += '1';
            received.append(first.data(), n);
        });
    l.stream.async_read_some(asio::buffer(second),
        [&](error_code ec, std::size_t n)
        {
            BOOST_TEST(!ec);
            order += '2';
            received.append(second.data(), n);
        });
    l.context.poll();
    BOOST_TEST(order.empty());
    l.far.write("abcd"); // more than the first can take
    run_out(l.context);
    BOOST_TEST(order == "12");
    BOOST_TEST(received == "abcd");
}

BOOST_AUTO_TEST_CASE(many_reads_at_once_get_each_byte_once_and_in_order)
{
    line l;
    std::string const sent = "abcdefghijklmnopqrst";
    std::vector<char> memory(sent.size());
    std::string received;
    std::size_t completed = 0;
    for (std::size_t i = 0; i != sent.size(); ++i)
        l.stream.async_read_some(asio::buffer(&memory[i], 1),
            [&, i](error_code ec, std::size_t n)
            {
                BOOST_TEST(!ec);
                BOOST_TEST(n == 1u);
                BOOST_TEST(completed++ == i);
                received += memory[i];
            });
    l.far.write(sent);
    run_out(l.context);
    BOOST_TEST(received == sent);
}

BOOST_AUTO_TEST_CASE(a_cancelled_read_leaves_its_bytes_to_the_one_behind_it)
{
    line l;
    std::array<char, 8> first{}, second{};
    asio::cancellation_signal signal;
    error_code first_ec;
    std::string received;
    l.stream.async_read_some(asio::buffer(first),
        asio::bind_cancellation_slot(
            signal.slot(), [&](error_code ec, std::size_t) { first_ec = ec; }));
    l.stream.async_read_some(asio::buffer(second),
        [&](error_code ec, std::size_t n)
        {
            BOOST_TEST(!ec);
            received.assign(second.data(), n);
        });
    signal.emit(asio::cancellation_type::total);
    l.context.poll();
    BOOST_TEST(first_ec == asio::error::operation_aborted);
    l.far.write("x");
    run_out(l.context);
    BOOST_TEST(received == "x");
}

BOOST_AUTO_TEST_CASE(two_writes_go_out_in_order)
{
    line l;
    std::string order;
    auto const one = [&](char which)
    {
        return [&, which](error_code ec, std::size_t n)
        {
            BOOST_TEST(!ec);
            BOOST_TEST(n == 3u);
            order += which;
        };
    };
    l.stream.async_write_some(asio::buffer("one", 3), one('1'));
    l.stream.async_write_some(asio::buffer("two", 3), one('2'));
    run_out(l.context);
    BOOST_TEST(order == "12");
    BOOST_TEST(l.far.read_exact(6) == "onetwo");
}

BOOST_AUTO_TEST_CASE(a_read_and_a_write_are_in_progress_at_the_same_time)
{
    line l;
    std::string const text = long_text();
    std::array<char, 1> byte{};
    bool read = false, written = false;
    l.stream.async_read_some(asio::buffer(byte),
        [&](error_code ec, std::size_t)
        {
            BOOST_TEST(!ec);
            BOOST_TEST(!written);
            read = true;
        });
    asio::async_write(l.stream, asio::buffer(text),
        [&](error_code ec, std::size_t)
        {
            BOOST_TEST(!ec);
            written = true;
        });
    l.context.poll();
    l.far.write("!");
    BOOST_TEST_REQUIRE(run_until(l.context, [&] { return read; }));
    BOOST_TEST(byte[0] == '!');
    BOOST_TEST((read_far_end(l, text.size()) == text));
    BOOST_TEST(written);
}

BOOST_AUTO_TEST_CASE(an_empty_buffer_completes_at_once)
{
    line l;
    int calls = 0;
    auto const nothing = [&](error_code ec, std::size_t n)
    {
        BOOST_TEST(!ec);
        BOOST_TEST(n == 0u);
        ++calls;
    };
    l.stream.async_read_some(asio::mutable_buffer(), nothing);
    l.stream.async_write_some(asio::const_buffer(), nothing);
    BOOST_TEST(calls == 0);
    run_out(l.context);
    BOOST_TEST(calls == 2);
}

BOOST_AUTO_TEST_CASE(a_read_scatters_over_an_array_of_buffers)
{
    line l;
    std::array<char, 2> a{};
    std::array<char, 3> b{};
    std::array<asio::mutable_buffer, 2> const buffers{asio::buffer(a), asio::buffer(b)};
    std::size_t read = 0;
    asio::async_read(l.stream, buffers,
        [&](error_code ec, std::size_t n)
        {
            BOOST_TEST(!ec);
            read = n;
        });
    l.far.write("abcde");
    run_out(l.context);
    BOOST_TEST(read == 5u);
    BOOST_TEST(std::string(a.data(), 2) + std::string(b.data(), 3) == "abcde");
}

BOOST_AUTO_TEST_CASE(a_buffer_sequence_of_the_users_own_is_enough)
{
    line l;
    std::array<char, 6> memory{};
    countdown_buffers const buffers(memory.data(), 3); // of three, two and one bytes
    std::size_t read = 0;
    asio::async_read(l.stream, buffers,
        [&](error_code ec, std::size_t n)
        {
            BOOST_TEST(!ec);
            read = n;
        });
    l.far.write("abcdef");
    run_out(l.context);
    BOOST_TEST(read == 6u);
    BOOST_TEST(std::string(memory.data(), memory.size()) == "abcdef");
}

BOOST_AUTO_TEST_CASE(a_write_gathers_from_a_vector_of_buffers,
    *only_if(!system_transfers, "the system's transfers are of one buffer"))
{
    line l;
    std::vector<asio::const_buffer> const buffers{asio::buffer("ab", 2), asio::buffer("cde", 3)};
    std::size_t written = 0;
    l.stream.async_write_some(buffers,
        [&](error_code ec, std::size_t n)
        {
            BOOST_TEST(!ec);
            written = n;
        });
    run_out(l.context);
    BOOST_TEST(written == 5u);
    BOOST_TEST(l.far.read_exact(5) == "abcde");
}

BOOST_AUTO_TEST_CASE(read_available_appends_to_every_kind_of_dynamic_buffer)
{
    line l;
    std::string text = "already there, ";
    std::vector<char> bytes;
    asio::streambuf stream_buffer;
    auto const one = [](error_code ec, std::size_t n)
    {
        BOOST_TEST(!ec);
        BOOST_TEST(n == 1u);
    };
    l.far.write("a");
    l.stream.async_read_available(asio::dynamic_buffer(text), one);
    run_out(l.context);
    BOOST_TEST(text == "already there, a");
    l.far.write("b");
    l.stream.async_read_available(asio::dynamic_buffer(bytes), one);
    run_out(l.context);
    BOOST_TEST((bytes == std::vector<char>{'b'}));
    l.far.write("c");
    l.stream.async_read_available(
        asio::basic_streambuf_ref<std::allocator<char>>(stream_buffer), one); // version 1
    run_out(l.context);
    BOOST_TEST(std::string(asio::buffers_begin(stream_buffer.data()),
                   asio::buffers_end(stream_buffer.data()))
        == "c");
}

BOOST_AUTO_TEST_CASE(async_read_fills_its_buffer)
{
    line l;
    std::string const text = long_text().substr(0, 20'000);
    std::string received(text.size(), ' ');
    std::size_t read = 0;
    asio::async_read(l.stream, asio::buffer(received),
        [&](error_code ec, std::size_t n)
        {
            BOOST_TEST(!ec);
            read = n;
        });
    std::size_t const piece = 1000; // less than the line discipline holds
    std::size_t sent = 0;
    auto const send = [&] // as much as there is room for: the kernel may be slow to move it on
    {
        BOOST_TEST(read == 0u);
        error_code ec;
        sent += l.far.write(text.substr(sent, piece), std::chrono::nanoseconds(0), ec);
        BOOST_TEST((!ec || ec == bse::condition::timed_out));
        l.context.poll();
        return sent == text.size();
    };
    BOOST_TEST_REQUIRE(await(send));
    run_out(l.context);
    BOOST_TEST(read == text.size());
    BOOST_TEST((received == text));
}

BOOST_AUTO_TEST_CASE(async_read_keeps_to_its_completion_condition)
{
    line l;
    std::string received;
    std::size_t read = 0;
    asio::async_read(l.stream, asio::dynamic_buffer(received), asio::transfer_at_least(3),
        [&](error_code ec, std::size_t n)
        {
            BOOST_TEST(!ec);
            read = n;
        });
    for (char const* piece : {"a", "b"})
    {
        l.far.write(piece);
        l.context.poll();
    }
    BOOST_TEST(read == 0u);
    l.far.write("c");
    run_out(l.context);
    BOOST_TEST(read == 3u);
    BOOST_TEST(received == "abc");
}

BOOST_AUTO_TEST_CASE(async_read_until_finds_lines_in_any_pieces)
{
    line l;
    std::string buffer;
    std::vector<std::string> lines;
    for (char const* piece : {"fir", "st\nsec", "ond\n", "third\nrest"})
        l.far.write(piece);
    while (lines.size() < 3)
    {
        std::size_t const before = lines.size();
        asio::async_read_until(l.stream, asio::dynamic_buffer(buffer), '\n',
            [&](error_code ec, std::size_t n)
            {
                BOOST_TEST(!ec);
                lines.push_back(buffer.substr(0, n));
                buffer.erase(0, n);
            });
        BOOST_TEST_REQUIRE(run_until(l.context, [&] { return lines.size() != before; }));
    }
    BOOST_TEST(lines[0] == "first\n");
    BOOST_TEST(lines[1] == "second\n");
    BOOST_TEST(lines[2] == "third\n");
}

BOOST_AUTO_TEST_CASE(a_cancelled_async_read_until_keeps_what_it_has)
{
    line l;
    std::string buffer;
    asio::cancellation_signal signal;
    error_code result;
    bool called = false;
    l.far.write("begin ");
    asio::async_read_until(l.stream, asio::dynamic_buffer(buffer), '\n',
        asio::bind_cancellation_slot(signal.slot(),
            [&](error_code ec, std::size_t)
            {
                result = ec;
                called = true;
            }));
    BOOST_TEST_REQUIRE(run_until(l.context, [&] { return buffer.size() >= 6; }));
    signal.emit(asio::cancellation_type::partial);
    BOOST_TEST_REQUIRE(run_until(l.context, [&] { return called; }));
    BOOST_TEST(result == asio::error::operation_aborted);
    l.far.write("end\n");
    std::size_t length = 0;
    asio::async_read_until(l.stream, asio::dynamic_buffer(buffer), '\n',
        [&](error_code ec, std::size_t n)
        {
            BOOST_TEST(!ec);
            length = n;
        });
    run_out(l.context);
    BOOST_TEST(buffer.substr(0, length) == "begin end\n");
}

BOOST_AUTO_TEST_CASE(async_write_writes_all_through_a_full_queue)
{
    line l;
    std::string const text = long_text();
    std::size_t written = 0;
    asio::async_write(l.stream, asio::buffer(text),
        [&](error_code ec, std::size_t n)
        {
            BOOST_TEST(!ec);
            written = n;
        });
    l.context.poll();
    BOOST_TEST(written == 0u);
    BOOST_TEST((read_far_end(l, text.size()) == text));
    BOOST_TEST(written == text.size());
}

BOOST_AUTO_TEST_CASE(a_cancelled_async_write_has_sent_what_it_reports)
{
    line l;
    std::string const text = long_text();
    asio::cancellation_signal signal;
    std::size_t written = 0;
    error_code result;
    bool called = false;
    asio::async_write(l.stream, asio::buffer(text),
        asio::bind_cancellation_slot(signal.slot(),
            [&](error_code ec, std::size_t n)
            {
                result = ec;
                written = n;
                called = true;
            }));
    l.context.poll();
    signal.emit(asio::cancellation_type::partial);
    BOOST_TEST_REQUIRE(run_until(l.context, [&] { return called; }));
    BOOST_TEST(result == asio::error::operation_aborted);
    BOOST_TEST(written > 0u);
    BOOST_TEST(written < text.size());
    BOOST_TEST((l.far.read_exact(written) == text.substr(0, written)));
    l.stream.write_some(asio::buffer("|", 1));
    BOOST_TEST(l.far.read_exact(1) == "|"); // nothing else was sent
}

BOOST_AUTO_TEST_CASE(a_buffered_read_stream_reads_through_it)
{
    line l;
    asio::buffered_read_stream<bse::serial_stream&> buffered(l.stream);
    std::array<char, 5> received{};
    std::size_t read = 0;
    asio::async_read(buffered, asio::buffer(received),
        [&](error_code ec, std::size_t n)
        {
            BOOST_TEST(!ec);
            read = n;
        });
    l.far.write("hello");
    run_out(l.context);
    BOOST_TEST(read == 5u);
    BOOST_TEST(std::string(received.data(), received.size()) == "hello");
}

BOOST_AUTO_TEST_SUITE_END()
