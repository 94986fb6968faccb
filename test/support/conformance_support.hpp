// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_SUPPORT_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_SUPPORT_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "support/system.hpp"
#include "support/transport.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/// How long a test waits for anything before it fails.
inline constexpr std::chrono::milliseconds patience{10'000};

/// The names of all conditions that a code is equal to: exactly one for every documented error.
inline std::string conditions_of(error_code const& ec)
{
    static constexpr std::pair<condition, char const*> all[]
        = {{condition::port_not_found, "port_not_found"}, {condition::port_busy, "port_busy"},
            {condition::permission_denied, "permission_denied"},
            {condition::invalid_configuration, "invalid_configuration"},
            {condition::unsupported_feature, "unsupported_feature"},
            {condition::unsupported_configuration, "unsupported_configuration"},
            {condition::disconnected, "disconnected"}, {condition::closed, "closed"},
            {condition::aborted, "aborted"}, {condition::timed_out, "timed_out"}};
    std::string names;
    for (auto const& [value, name] : all)
        if (ec == value)
            names.append(names.empty() ? "" : " and ").append(name);
    return names.empty() ? (ec ? "none" : "success") : names;
}

inline bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

/// A configuration as `framing_of` spells what the kernel has.
inline std::string framing_of(serial_config const& c)
{
    std::string text = std::to_string(c.baud_rate) + ' ' + std::to_string(c.character_size)
        + "NOEMS"[static_cast<std::size_t>(c.parity)] + (c.stop_bits == stop_bits::two ? '2' : '1');
    text += c.flow_control.xon_xoff ? " xon xoff" : "";
    text += c.flow_control.rts_cts ? " rts_cts" : "";
    text += c.hangup_on_close ? "" : " no_hangup";
    return text;
}

/// What handlers were told, and how often.
struct outcome
{
    int calls = 0;
    error_code ec;
    std::size_t bytes = 0;
};

/// A handler for every signature: first the code, then perhaps the number of bytes.
class recorder
{
public:
    explicit recorder(outcome& out) noexcept : out_(&out) {}

    void operator()(error_code ec) const
    {
        ++out_->calls;
        out_->ec = ec;
    }
    void operator()(error_code ec, std::size_t bytes) const
    {
        (*this)(ec);
        out_->bytes = bytes;
    }
    template<class Result>
    void operator()(error_code ec, Result const&) const
    {
        (*this)(ec);
    }

private:
    outcome* out_;
};

/// Runs the context until the test has what it waits for; false if patience or work runs out.
template<class Predicate>
bool run_until(boost::asio::io_context& ctx, Predicate reached)
{
    auto const deadline = std::chrono::steady_clock::now() + patience;
    ctx.restart();
    while (!reached())
        if (ctx.run_one_until(deadline) == 0)
            return reached();
    return true;
}

/// Runs the context until a handler was called.
inline bool run_until_called(boost::asio::io_context& ctx, outcome const& out)
{
    return run_until(ctx, [&] { return out.calls != 0; });
}

/// Runs the context until nothing is left to do; false if patience runs out first.
inline bool run_out(boost::asio::io_context& ctx)
{
    ctx.restart();
    ctx.run_for(patience);
    return ctx.stopped();
}

/// Opens asynchronously, and runs the context until that is done.
inline error_code open_and_run(boost::asio::io_context& ctx, serial_stream& stream,
    std::string const& device, serial_config const& config = {})
{
    outcome opened;
    stream.async_open(device, config, recorder(opened));
    BOOST_TEST(opened.calls == 0);
    BOOST_TEST_REQUIRE(run_until_called(ctx, opened));
    return opened.ec;
}

/// For what another thread or the kernel is about to do; false if patience runs out first.
template<class Predicate>
bool eventually(Predicate reached)
{
    auto const deadline = std::chrono::steady_clock::now() + patience;
    while (!reached())
    {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::yield();
    }
    return true;
}

/// Reads exactly so many bytes, on the calling thread. @throws boost::system::system_error
inline std::string read_from(serial_stream& stream, std::size_t size)
{
    std::string bytes(size, '?');
    std::size_t done = 0;
    while (done < size)
        done += stream.read_some(boost::asio::buffer(&bytes[done], size - done));
    return bytes;
}

/// Every byte depends on its place, so that nothing can be lost, doubled or swapped unnoticed.
inline std::string pattern(std::size_t size)
{
    std::string text(size, '\0');
    std::uint32_t state = 12345;
    for (char& c : text)
    {
        state = state * 1'664'525u + 1'013'904'223u; // Numerical Recipes' generator
        c = static_cast<char>(state >> 24);
    }
    return text;
}

/// Comparing with BOOST_TEST would print all of it.
inline bool same(std::string const& a, std::string const& b)
{
    return a == b;
}

/// A stream on a line, and the context that it runs on.
struct open_port
{
    boost::asio::io_context ctx;
    line far_end{ctx};
    serial_stream stream{ctx, far_end.name(), serial_config{}};
    error_code ec;
};

} // namespace boost_serial_ext_test

#endif
