// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_MARKED_PORT_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_MARKED_PORT_HPP

#include <boost_serial_ext/line_mark.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/// An open port with marks, on a context that outlives it.
struct marked_port
{
    explicit marked_port(boost::asio::io_context& c) : context(c) {}

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
        port.async_read_marked(boost::asio::buffer(data, size), marks,
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
        while (!bytes && context.run_one_for(std::chrono::seconds(10)) != 0)
        {
        }
        BOOST_TEST_REQUIRE(bytes.has_value());
    }

    void check_marks(std::vector<line_mark> const& expected)
    {
        BOOST_TEST(marks == expected, boost::test_tools::per_element());
        marks.clear();
    }

    boost::asio::io_context& context;
    serial_stream port{context};
    std::array<char, 64> data{};
    std::vector<line_mark> marks;
    error_code ec;
    std::optional<std::size_t> bytes;
};

/// A read that has taken half an escape is cancelled; the other half, with data behind it, comes
/// to the next one.
template<class Line, class Take, class Deliver>
void check_cancelled_in_an_escape(std::size_t size, line_fault told, Take take, Deliver deliver)
{
    for (bool const by_slot : {false, true})
    {
        Line line;
        boost::asio::cancellation_signal signal;
        auto const start = [&]
        {
            line.port.async_read_marked(boost::asio::buffer(line.data, size), line.marks,
                boost::asio::bind_cancellation_slot(signal.slot(),
                    [&](error_code ec, std::size_t n)
                    {
                        line.ec = ec;
                        line.bytes = n;
                    }));
        };
        take(line, start);
        if (by_slot)
            signal.emit(boost::asio::cancellation_type::total);
        else
            line.port.cancel();
        line.finish();
        BOOST_TEST(line.ec == boost::asio::error::operation_aborted);
        BOOST_TEST(*line.bytes == 0u);
        line.check_marks({});
        deliver(line);
        BOOST_TEST(line.read() == "xy");
        line.check_marks({{0, told}});
    }
}

} // namespace boost_serial_ext_test

#endif
