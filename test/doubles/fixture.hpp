// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_DOUBLES_FIXTURE_HPP
#define BOOST_SERIAL_EXT_TEST_DOUBLES_FIXTURE_HPP

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/test/manual_clock.hpp>
#include <boost_serial_ext/test/virtual_ports.hpp>

#include "doubles/system.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace boost_serial_ext_test {

namespace asio = boost::asio;
using namespace boost_serial_ext;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

/// How long a test waits for another thread before it fails.
inline constexpr std::chrono::seconds patience{60};

/// Ends the program if a test hangs.
struct bounded
{
    bounded() { end_program_after(120); }
    ~bounded() { end_program_after(0); }
    bounded(bounded const&) = delete;
    bounded& operator=(bounded const&) = delete;
};

/// What a handler was told.
template<class... Values>
struct outcome
{
    int calls = 0;
    error_code ec;
    std::tuple<Values...> values;

    auto handler()
    {
        return [this](error_code e, Values... v)
        {
            ++calls;
            ec = e;
            values = {std::move(v)...};
        };
    }
    auto const& value() const { return std::get<0>(values); }
};
using done = outcome<>;
using transferred = outcome<std::size_t>;

/// As many bytes, none like its neighbours.
inline std::string pattern(std::size_t size)
{
    std::string s(size, '\0');
    std::uint32_t x = 1;
    for (char& c : s)
    {
        x = x * 1'664'525u + 1'013'904'223u;
        c = static_cast<char>(x >> 24);
    }
    return s;
}

/// Every byte there is.
inline std::string all_bytes()
{
    std::string s(256, '\0');
    for (std::size_t i = 0; i != s.size(); ++i)
        s[i] = static_cast<char>(i);
    return s;
}

/// A blocking read of so many bytes.
template<class Stream>
std::string read(Stream& stream, std::size_t size)
{
    std::string s(size, '\0');
    asio::read(stream, asio::buffer(s));
    return s;
}

/// A blocking write.
template<class Stream>
void write(Stream& stream, std::string_view bytes)
{
    asio::write(stream, asio::buffer(bytes));
}

/// A blocking read_some.
template<class Stream>
std::string read_some(Stream& stream, error_code& ec)
{
    std::string s(65'536, '\0');
    s.resize(stream.read_some(asio::buffer(s), ec));
    return s;
}

/// What a function on another thread comes to.
template<class T>
T result_of(std::future<T>& f)
{
    if (f.wait_for(patience) != std::future_status::ready)
        throw std::runtime_error("a thread hangs");
    return f.get();
}

/// A port in real time.
struct real_time : bounded
{
    asio::io_context context;
    test::virtual_ports& ports = test::install(context);
    test::virtual_port& port = ports.add("ttyV0");
    serial_stream stream{context};

    void open(serial_config const& config = {}) { stream.open("ttyV0", config); }

    /// Runs handlers until a condition holds.
    template<class Condition>
    bool run_until(Condition holds)
    {
        auto const end = std::chrono::steady_clock::now() + patience;
        while (!holds() && std::chrono::steady_clock::now() < end)
        {
            context.restart();
            context.run_one_for(10ms);
        }
        return holds();
    }
};

/// A port by a manual clock.
struct manual_time : bounded
{
    asio::io_context context;
    test::manual_clock clock;
    test::virtual_ports& ports = test::install(context, clock);
    test::virtual_port& port = ports.add("ttyV0");
    serial_stream stream{context};

    void open(serial_config const& config = {}) { stream.open("ttyV0", config); }
    bool run(nanoseconds limit = 1h) { return clock.run(context, limit); }
};

} // namespace boost_serial_ext_test

#endif
