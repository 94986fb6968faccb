// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Where bytes go to and come from: buffers of all kinds, and Asio's own functions on a port.

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/serial_port.hpp>

#include "support/only_if.hpp"
#include "sync/fixture.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <iterator>
#include <list>
#include <string>
#include <utility>
#include <vector>

using namespace boost_serial_ext_test;
namespace data = boost::unit_test::data;

namespace {

/// The bytes cut into buffers of so many each, with empty ones before, between and after them.
std::vector<asio::mutable_buffer> cut(std::string& bytes, std::size_t size, bool with_empty)
{
    std::vector<asio::mutable_buffer> all;
    for (std::size_t at = 0; at < bytes.size(); at += size)
    {
        if (with_empty)
            all.emplace_back();
        all.push_back(asio::buffer(asio::buffer(bytes) + at, size));
    }
    if (with_empty)
        all.emplace_back(&bytes, 0);
    return all;
}

/// Ends with a digit.
struct up_to_a_digit
{
    template<class Iterator>
    std::pair<Iterator, bool> operator()(Iterator begin, Iterator end) const
    {
        for (; begin != end; ++begin)
            if (*begin >= '0' && *begin <= '9')
                return {std::next(begin), true};
        return {end, false};
    }
};

} // namespace

template<>
struct boost::asio::is_match_condition<up_to_a_digit> : std::true_type
{
};

BOOST_AUTO_TEST_SUITE(sync_buffers)

BOOST_DATA_TEST_CASE_F(pty_port, many_buffers_are_filled_in_their_order,
    data::make<std::size_t>({1, 2, 7, 60, 1000}) * data::make({false, true}), size, with_empty)
{
    std::string const bytes = pattern(1000);
    std::string got(bytes.size(), '\0'), sent = bytes;
    far.write(bytes);
    BOOST_TEST(port.read(cut(got, size, with_empty), patience) == bytes.size());
    BOOST_TEST((got == bytes));
    BOOST_TEST(port.write(cut(sent, size, with_empty), patience) == bytes.size());
    BOOST_TEST((far.read_exact(bytes.size()) == bytes));
}

// Sixteen at a time, the empty ones not counted.
BOOST_FIXTURE_TEST_CASE(a_call_takes_several_buffers_at_once, pty_port,
    *only_if(!system_transfers, "the system's transfers are of one buffer"))
{
    std::string got(40, '\0');
    far.write(pattern(40));
    BOOST_TEST(eventually([&] { return port.input_waiting() == 40u; }));
    BOOST_TEST(port.read_some(cut(got, 1, true), patience) == 16u);
    BOOST_TEST(port.read_some(asio::buffer(asio::buffer(got) + 16), patience) == 24u);
    BOOST_TEST((got == pattern(40)));
    BOOST_TEST(port.write_some(cut(got, 1, true), patience) == 16u);
    BOOST_TEST(port.write_some(cut(got, 10, true), patience) == 40u);
    BOOST_TEST((far.read_exact(56) == pattern(40).substr(0, 16) + pattern(40)));
}

BOOST_FIXTURE_TEST_CASE(several_buffers_go_through_a_virtual_port, real_port)
{
    ports.connect("ttyV0", "ttyV0");
    open();
    device.set_faults(test::fault_plan().disturb(7));
    std::string sent = pattern(5000), got(5000, '\0');
    on_thread reader([&] { return port.read(cut(got, 3, true), patience); });
    BOOST_TEST(port.write(cut(sent, 7, true), patience) == sent.size());
    BOOST_TEST(reader.result() == sent.size());
    BOOST_TEST((got == sent));
}

BOOST_FIXTURE_TEST_CASE(no_bytes_are_read_and_written_at_once, pty_port)
{
    std::array<asio::mutable_buffer, 3> const none{};
    std::vector<asio::const_buffer> const not_even_one;
    for (bool const there : {false, true})
    {
        if (there)
            far.write("x");
        BOOST_TEST(port.read_some(none, ec) == 0u);
        BOOST_TEST(said(ec) == "success");
        BOOST_TEST(port.read_some(asio::mutable_buffer(), ec) == 0u);
        BOOST_TEST(said(ec) == "success");
        BOOST_TEST(port.read(none, ec) == 0u);
        BOOST_TEST(said(ec) == "success");
        BOOST_TEST(port.write_some(not_even_one, ec) == 0u);
        BOOST_TEST(said(ec) == "success");
        BOOST_TEST(port.write(not_even_one, ec) == 0u);
        BOOST_TEST(said(ec) == "success");
        BOOST_TEST(port.write_some(asio::const_buffer(), ec) == 0u);
        BOOST_TEST(said(ec) == "success");
    }
    BOOST_TEST(read(port, 1) == "x");
    port.close();
    port.read_some(none, ec);
    BOOST_TEST(said(ec) == "closed");
    port.write_some(not_even_one, ec);
    BOOST_TEST(said(ec) == "closed");
}

BOOST_FIXTURE_TEST_CASE(all_bytes_go_through_as_they_are, pty_port)
{
    std::string const bytes = all_bytes();
    far.write(bytes);
    BOOST_TEST((read(port, bytes.size()) == bytes));
    write(port, bytes);
    BOOST_TEST((far.read_exact(bytes.size()) == bytes));
}

BOOST_FIXTURE_TEST_CASE(sequences_need_not_be_vectors, pty_port)
{
    std::string a = "ab", b = "cde";
    std::list<asio::const_buffer> const sent{asio::buffer(a), asio::buffer(b)};
    port.write(sent);
    BOOST_TEST(far.read_exact(5) == "abcde");
    far.write("fghij");
    std::list<asio::mutable_buffer> const got{asio::buffer(a), asio::buffer(b)};
    port.read(got);
    BOOST_TEST(a + b == "fghij");
    char const text[] = {'x', 'y'};
    port.write(asio::buffer(text));
    asio::streambuf output;
    output.sputn("zz", 2);
    port.write(output.data());
    BOOST_TEST(far.read_exact(4) == "xyzz");
}

// ---- read_until ---------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(read_until_takes_all_dynamic_buffers_and_matches, real_port)
{
    open();
    device.inject("a;b\r\nc7d-");
    std::string text;
    std::vector<char> bytes;
    asio::streambuf streambuf;
    auto const first = port.read_until(asio::dynamic_buffer(text), ';', patience);
    BOOST_TEST(text.substr(0, first) == "a;");
    text.erase(0, first);
    bytes.assign(text.begin(), text.end());
    auto const second = port.read_until(asio::dynamic_buffer(bytes), "\r\n", patience);
    BOOST_TEST(std::string(&bytes[0], second) == "b\r\n");
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<long>(second));
    streambuf.sputn(bytes.data(), static_cast<long>(bytes.size()));
    auto const third = port.read_until(streambuf, up_to_a_digit(), patience);
    BOOST_TEST(third == 2u);
    streambuf.consume(third);
    BOOST_TEST(port.read_until(streambuf, std::string("-"), patience) == 2u);
}

BOOST_FIXTURE_TEST_CASE(what_fits_already_needs_no_read, manual_port)
{
    open();
    std::string text = "one\ntwo";
    BOOST_TEST(port.read_until(asio::dynamic_buffer(text), '\n', 0ns, ec) == 4u);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(text == "one\ntwo");
}

BOOST_FIXTURE_TEST_CASE(a_buffer_that_is_full_ends_a_read, real_port)
{
    open();
    device.inject("0123456789");
    std::string text;
    BOOST_TEST(port.read_until(asio::dynamic_buffer(text, 4), '\n', patience, ec) == 0u);
    BOOST_TEST((ec == asio::error::not_found));
    BOOST_TEST(text == "0123");
    BOOST_TEST(port.read_available(asio::dynamic_buffer(text, 4), patience, ec) == 0u);
    BOOST_TEST((ec == asio::error::no_buffer_space));
    BOOST_TEST(port.read_available(asio::dynamic_buffer(text, 4), 0, patience, ec) == 0u);
    BOOST_TEST(said(ec) == "success");
    BOOST_TEST(port.read_available(asio::dynamic_buffer(text), 2, patience, ec) == 2u);
    BOOST_TEST(text == "012345");
    BOOST_TEST(port.read_until_idle(asio::dynamic_buffer(text, 8), 1ms, patience, ec) == 2u);
    BOOST_TEST((ec == asio::error::no_buffer_space));
    BOOST_TEST(text == "01234567");
    for (auto const gap : {0ns, -1ns})
    {
        port.read_until_idle(asio::dynamic_buffer(text), gap, patience, ec);
        BOOST_TEST((ec == error::invalid_duration));
    }
    BOOST_TEST(read(port, 2) == "89");
}

BOOST_FIXTURE_TEST_CASE(read_available_takes_all_that_is_queued, real_port)
{
    open();
    std::string const bytes = pattern(3000);
    device.inject(bytes);
    BOOST_TEST(eventually([&] { return port.input_waiting() == bytes.size(); }));
    std::string text = "before";
    BOOST_TEST(port.read_available(asio::dynamic_buffer(text), patience) == bytes.size());
    BOOST_TEST((text == "before" + bytes));
}

// ---- Asio's functions ---------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(a_port_is_a_stream_for_asios_own_functions, pty_port)
{
    far.write("exactly\nmore\n");
    std::string text(7, '-');
    BOOST_TEST(asio::read(port, asio::buffer(text)) == 7u);
    BOOST_TEST(text == "exactly");
    asio::streambuf line;
    BOOST_TEST(asio::read_until(port, line, '\n') == 1u);
    line.consume(1);
    BOOST_TEST(asio::read_until(port, line, '\n', ec) == 5u);
    BOOST_TEST(said(ec) == "success");
    far.write("123");
    std::string some;
    BOOST_TEST(asio::read(port, asio::dynamic_buffer(some), asio::transfer_at_least(3), ec) == 3u);
    BOOST_TEST(some == "123");
    BOOST_TEST(asio::write(port, asio::buffer("abc", 3)) == 3u);
    BOOST_TEST(asio::write(port, asio::buffer("de", 2), ec) == 2u);
    BOOST_TEST(far.read_exact(5) == "abcde");
    far.hang_up();
    BOOST_TEST(asio::read(port, asio::buffer(text), ec) == 0u);
    BOOST_TEST(said(ec) == "disconnected");
    BOOST_TEST(thrown_by([&] { asio::write(port, asio::buffer("x", 1)); }) == "disconnected");
}

// ---- line marks ---------------------------------------------------------------------------------

BOOST_FIXTURE_TEST_CASE(marks_are_told_beside_the_data, manual_port)
{
    serial_config config{9600};
    config.line_marks = true;
    open(config);
    device.inject("a\xFF");
    device.inject_fault(line_fault::break_signal);
    device.inject("b");
    std::string s(16, '-');
    std::vector<line_mark> marks;
    std::size_t n = 0;
    while (n != 3)
        n += port.read_marked(asio::buffer(asio::buffer(s) + n), marks, 1s);
    BOOST_TEST(s.substr(0, 3)
        == "a\xFF"
           "b");
    BOOST_TEST_REQUIRE(marks.size() == 1u);
    BOOST_TEST((marks[0].fault == line_fault::break_signal));
    BOOST_TEST(port.read_marked(asio::buffer(s), marks, 1s, ec) == 0u);
    BOOST_TEST(said(ec) == "timed_out");
    BOOST_TEST(port.read_marked(asio::mutable_buffer(), marks, ec) == 0u);
    BOOST_TEST(said(ec) == "success");

    port.read_some(asio::buffer(s), ec);
    BOOST_TEST((ec == error::line_marks_on));
    std::string text;
    port.read_available(asio::dynamic_buffer(text), ec);
    BOOST_TEST((ec == error::line_marks_on));
    port.close();
    open();
    port.read_marked(asio::buffer(s), marks, ec);
    BOOST_TEST((ec == error::line_marks_off));
}

BOOST_AUTO_TEST_SUITE_END()
