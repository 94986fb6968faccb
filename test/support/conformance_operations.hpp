// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_OPERATIONS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_OPERATIONS_HPP

#include <boost_serial_ext/line_state.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_support.hpp"

#include <boost/asio/buffer.hpp>

#include <chrono>
#include <ostream>
#include <string>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

// Every operation that needs an open port, as tables: a claim about all of them is one test.

/// A member that answers at once or blocks: both of its twins.
struct blocking_call
{
    char const* name;
    void (*quiet)(serial_stream&, error_code&);
    void (*throwing)(serial_stream&);
    /// The condition once the pty is gone.
    char const* after_hang_up = "disconnected";
};

inline std::ostream& operator<<(std::ostream& out, blocking_call const& call)
{
    return out << call.name;
}

inline char scratch[16] = {};
inline boost::asio::mutable_buffer scratch_buffer()
{
    return boost::asio::buffer(scratch);
}
inline boost::asio::const_buffer text_buffer()
{
    return boost::asio::buffer("text", 4);
}

inline constexpr std::chrono::milliseconds short_break{1};

// clang-format off
inline constexpr blocking_call blocking_calls[] = {
    {"read_some",
        [](serial_stream& s, error_code& ec) { s.read_some(scratch_buffer(), ec); },
        [](serial_stream& s) { s.read_some(scratch_buffer()); }},
    {"write_some",
        [](serial_stream& s, error_code& ec) { s.write_some(text_buffer(), ec); },
        [](serial_stream& s) { s.write_some(text_buffer()); }},
    {"drain",
        [](serial_stream& s, error_code& ec) { s.drain(ec); },
        [](serial_stream& s) { s.drain(); }},
    {"configure",
        [](serial_stream& s, error_code& ec) { s.configure(serial_config{}, ec); },
        [](serial_stream& s) { s.configure(serial_config{}); }},
    {"modem_lines",
        [](serial_stream& s, error_code& ec) { s.modem_lines(ec); },
        [](serial_stream& s) { s.modem_lines(); }},
    {"set_control_lines",
        [](serial_stream& s, error_code& ec) { s.set_control_lines({true, true}, ec); },
        [](serial_stream& s) { s.set_control_lines({true, true}); }},
    {"counters",
        [](serial_stream& s, error_code& ec) { s.counters(ec); },
        [](serial_stream& s) { s.counters(); }},
    {"input_waiting",
        [](serial_stream& s, error_code& ec) { s.input_waiting(ec); },
        [](serial_stream& s) { s.input_waiting(); }},
    {"output_waiting",
        [](serial_stream& s, error_code& ec) { s.output_waiting(ec); },
        [](serial_stream& s) { s.output_waiting(); }},
    {"discard_input",
        [](serial_stream& s, error_code& ec) { s.discard_input(ec); },
        [](serial_stream& s) { s.discard_input(); }},
    {"discard_output",
        [](serial_stream& s, error_code& ec) { s.discard_output(ec); },
        [](serial_stream& s) { s.discard_output(); }},
    {"capabilities",
        [](serial_stream& s, error_code& ec) { s.capabilities(ec); },
        [](serial_stream& s) { s.capabilities(); }},
    {"set_break",
        [](serial_stream& s, error_code& ec) { s.set_break(true, ec); },
        [](serial_stream& s) { s.set_break(true); }},
    {"send_break",
        [](serial_stream& s, error_code& ec) { s.send_break(short_break, ec); },
        [](serial_stream& s) { s.send_break(short_break); }},
    {"drain_exact",
        [](serial_stream& s, error_code& ec) { s.drain_exact(ec); },
        [](serial_stream& s) { s.drain_exact(); }},
    {"port_info",
        [](serial_stream& s, error_code& ec) { s.port_info(ec); },
        [](serial_stream& s) { s.port_info(); }},
    // What is about the stream rather than the device.
    {"cancel",
        [](serial_stream& s, error_code& ec) { s.cancel(ec); },
        [](serial_stream& s) { s.cancel(); }, "success"},
};
// clang-format on

/// An asynchronous operation.
struct async_call
{
    char const* name;
    void (*start)(serial_stream&, outcome&);
    /// The condition once the pty is gone.
    char const* after_hang_up = "disconnected";
};

inline std::ostream& operator<<(std::ostream& out, async_call const& call)
{
    return out << call.name;
}

inline std::string scratch_text;

// clang-format off
inline constexpr async_call async_calls[] = {
    {"async_read_some", [](serial_stream& s, outcome& out)
        { s.async_read_some(scratch_buffer(), recorder(out)); }},
    {"async_write_some", [](serial_stream& s, outcome& out)
        { s.async_write_some(text_buffer(), recorder(out)); }},
    {"async_read_available", [](serial_stream& s, outcome& out)
        { s.async_read_available(boost::asio::dynamic_buffer(scratch_text), recorder(out)); }},
    {"async_read_available with a limit", [](serial_stream& s, outcome& out)
        { s.async_read_available(boost::asio::dynamic_buffer(scratch_text), 7, recorder(out)); }},
    {"async_wait for reading", [](serial_stream& s, outcome& out)
        { s.async_wait(serial_stream::wait_read, recorder(out)); }},
    {"async_wait for writing", [](serial_stream& s, outcome& out)
        { s.async_wait(serial_stream::wait_write, recorder(out)); }},
    {"async_wait for an error", [](serial_stream& s, outcome& out)
        { s.async_wait(serial_stream::wait_error, recorder(out)); }},
    {"async_drain", [](serial_stream& s, outcome& out)
        { s.async_drain(recorder(out)); }},
    {"async_configure", [](serial_stream& s, outcome& out)
        { s.async_configure(serial_config{}, recorder(out)); }},
    {"async_send_break", [](serial_stream& s, outcome& out)
        { s.async_send_break(short_break, recorder(out)); }},
    {"async_drain_exact", [](serial_stream& s, outcome& out)
        { s.async_drain_exact(recorder(out)); }},
    {"async_wait_line_event", [](serial_stream& s, outcome& out)
        { s.async_wait_line_event(line_events::all, recorder(out)); }},
    {"async_read_until_idle", [](serial_stream& s, outcome& out)
        { s.async_read_until_idle(boost::asio::dynamic_buffer(scratch_text),
            std::chrono::milliseconds(1), recorder(out)); }},
};
// clang-format on

} // namespace boost_serial_ext_test

#endif
