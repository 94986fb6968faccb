// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_COSTS_TRANSFERS_HPP
#define BOOST_SERIAL_EXT_TEST_COSTS_TRANSFERS_HPP

#include <boost_serial_ext/serial_stream.hpp>
#include <boost_serial_ext/with_timeout.hpp>

#include "costs/line.hpp"
#include "costs/measure.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_serial_port.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

namespace costs {

namespace asio = boost::asio;
using boost_serial_ext::error_code;

/// The most that a program can tell Asio of itself, against what `serial_stream` has by default.
using typed_executor = asio::io_context::executor_type;

/// With completions that need no post.
template<class Executor>
struct chained_stream : boost_serial_ext::basic_serial_stream<Executor>
{
    chained_stream(asio::io_context& context, std::string const& device,
        boost_serial_ext::serial_config const& config)
        : boost_serial_ext::basic_serial_stream<Executor>(context, device, config)
    {
        this->chain_completions(true);
    }
};

template<class Stream>
Stream open_stream(asio::io_context& context, std::string const& device)
{
    return Stream(context, device, boost_serial_ext::serial_config());
}
template<>
inline asio::basic_serial_port<typed_executor> open_stream(
    asio::io_context& context, std::string const& device)
{
    return asio::basic_serial_port<typed_executor>(context, device); // raw: the pair is
}
template<>
inline asio::basic_serial_port<asio::any_io_executor> open_stream(
    asio::io_context& context, std::string const& device)
{
    return asio::basic_serial_port<asio::any_io_executor>(context, device);
}

/// The token as it is.
struct without_limit
{
    template<class Token>
    Token operator()(Token token) const
    {
        return token;
    }
};

/// A limit that is never reached.
struct within_an_hour
{
    template<class Token>
    auto operator()(Token token) const
    {
        return boost_serial_ext::with_timeout(std::chrono::hours(1), std::move(token));
    }
};

/// Handlers that each start the next operation, within one `run`: the steady state of a program.
template<class Stream>
struct stream_loop
{
    explicit stream_loop(long n) : left(n) {}

    bool more() noexcept { return left-- > 0; }

    template<class Next>
    static void run(long count)
    {
        Next loop(count);
        inside(
            [&]
            {
                loop.next();
                loop.context.run();
            });
        must(loop.left < 0, "the loop ended too early");
    }

    asio::io_context context{1};
    line far;
    Stream stream = open_stream<Stream>(context, far.name());
    char byte = 'x';
    long left;
};

} // namespace costs

#endif
