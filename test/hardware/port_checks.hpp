// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_HARDWARE_PORT_CHECKS_HPP
#define BOOST_SERIAL_EXT_TEST_HARDWARE_PORT_CHECKS_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "hardware/guest.hpp"
#include "hardware/raw_tty.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/// What a handler was told, and how often.
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

/// The name of the condition that a code is equal to, "success", or the code's own text.
std::string name_of(error_code const& ec);

/// Runs the context until the test has what it waits for; false if patience or work runs out.
bool run_until(boost::asio::io_context& ctx, std::function<bool()> const& reached);

/// Lets the context run for a moment in which nothing should complete.
void run_a_while(boost::asio::io_context& ctx);

/// What this program has used of the processor.
std::chrono::nanoseconds cpu_time();

/// A port, opened, and the context that it runs on.
struct open_port
{
    explicit open_port(std::string const& tty, serial_config const& config = {})
        : stream(ctx, tty, config)
    {
    }

    /// Reads so many bytes; fewer if patience runs out or the port fails.
    std::string read(std::size_t count);
    /// Writes them all. @throws boost::system::system_error
    void write(std::string_view bytes);

    boost::asio::io_context ctx;
    serial_stream stream;
    error_code ec;
};

/// A configuration from its text, as in "9600 7E2 rts_cts".
serial_config config_of(std::string_view text);

/// Every byte there is, and then pseudo-random ones.
std::string sample(std::size_t size, unsigned seed = 1);

// What holds for every driver. Each is one test case's body.

/// Bytes arrive as they were sent, in both directions at once.
void check_transfer(std::string const& tty, far_end& far, std::size_t size);

/// The kernel has what was asked for, to the letter, and the report and `config()` say the same.
void check_accepted(std::string const& tty, std::vector<std::string> const& configurations);

/// `open` and `configure` both refuse, with this error; all settings are as before, and the lock is
/// free after the `open`.
void check_rejected(std::string const& tty, std::string_view configuration, error expected);

/// A port is held against a second opener, also root, and free after the close.
void check_exclusive(std::string const& tty);

/// `open` raises DTR and RTS, or lowers them; `set_control_lines` changes what it is asked to.
void check_control_lines(std::string const& tty);

/// What waits in the input queue can be counted and thrown away.
void check_input_queue(std::string const& tty, far_end& far);

/// The device disappears: whatever is in progress ends once, with `disconnected`, and whatever
/// follows at once; nothing is left that keeps the processor busy.
void check_lost_device(std::string const& tty, std::function<void()> const& remove);

/// The same with bytes that the device has not taken; `hold` makes it refuse them.
void check_lost_device_with_output(
    std::string const& tty, std::function<void()> const& hold, std::function<void()> const& remove);

/// A device that can be taken away in the middle of something, and comes back.
struct removable_device
{
    std::function<std::string()> tty; ///< Its node, which may be another one each time.
    far_end* far;
    std::function<void()> remove;
    std::function<void()> put_back;
    std::function<void()> hold; ///< It takes no more output; empty if it cannot be made to.
    /// Its transmitter does not say that it is empty; empty if it cannot be made to.
    std::function<void()> keep_transmitting;
};

/// The same for what takes steps of its own, one operation at a time; the device comes back each
/// time, and works.
void check_lost_in_the_middle(removable_device const& device);

/// `close` does not wait for bytes that the device does not take.
void check_abortive_close(std::string const& tty, std::function<void()> const& hold,
    std::function<void()> const& release);

/// BREAK is on for at least the time asked for, and off after it, as `is_on` sees it.
void check_break(std::string const& tty, std::function<bool()> const& is_on);

/// The port answers as the table says, and asking changes nothing.
void check_capabilities(
    std::string const& tty, std::vector<std::pair<feature, support>> const& table);

} // namespace boost_serial_ext_test

#endif
