// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef AT_DIALOGUE_HPP
#define AT_DIALOGUE_HPP

#include <boost_serial_ext.hpp>

#include <boost/asio.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace serial = boost_serial_ext;
namespace asio = boost::asio;

struct at_answer
{
    std::vector<std::string> lines; // between the command's echo and the result
    std::string result;             // "OK", "ERROR", "+CME ERROR: 10" …
};

// Commands for a modem and its answers, one command at a time; what the modem says of its own
// accord goes elsewhere. Errors come as exceptions. The port is the application's, and has to
// outlive this.
class at_dialogue
{
public:
    using duration = std::chrono::milliseconds;

    // What is told these lines. Lines that begin so are answers if the command asks for them.
    std::function<void(std::string const&)> on_unsolicited;
    std::vector<std::string> unsolicited{"RING", "+CRING:", "+CLIP:", "+CMTI:", "+CREG:"};

    duration silence{1000};        // so long after a late answer nothing more belongs to it
    std::size_t most_lines = 1000; // of one answer

    explicit at_dialogue(serial::serial_stream& port) : port_(port) {}

    // Sends a command and reads up to its result. Without one in time: condition::timed_out; then
    // the next command waits first for a silence, half its own limit at most. An answer without end
    // is asio::error::no_buffer_space, a line without one asio::error::not_found.
    asio::awaitable<at_answer> command(std::string text, duration limit)
    {
        auto const end = clock::now() + limit;
        if (std::exchange(behind_, true)) // what was not answered in time may be answered now
            co_await settle(std::min(silence, limit / 2), end);
        std::string const sent = text + '\r';
        co_await asio::async_write(port_, asio::buffer(sent),
            serial::with_timeout(end - clock::now(), asio::use_awaitable));

        at_answer answer;
        for (bool echoed = false;;)
        {
            std::string line = co_await next_line(end);
            if (is_unsolicited(line, text))
                tell(line);
            else if (is_result(line))
            {
                answer.result = std::move(line);
                behind_ = false;
                co_return answer;
            }
            else if (!echoed && line == text)
                echoed = true;
            else if (answer.lines.size() < most_lines)
                answer.lines.push_back(std::move(line));
            else
                throw boost::system::system_error(asio::error::no_buffer_space);
        }
    }

    // Passes on what the modem says, for a while.
    asio::awaitable<void> listen(duration how_long)
    {
        auto const end = clock::now() + how_long;
        try
        {
            for (;;)
                tell(co_await next_line(end));
        }
        catch (boost::system::system_error const& e)
        {
            if (e.code() != serial::condition::timed_out)
                throw;
        }
    }

private:
    using clock = std::chrono::steady_clock;

    void tell(std::string const& line) const
    {
        if (on_unsolicited)
            on_unsolicited(line);
    }

    // The next line that is not empty, without its end.
    asio::awaitable<std::string> next_line(clock::time_point end)
    {
        std::string line;
        while (line.empty())
        {
            check(end); // there may always be one more line
            std::size_t const n
                = co_await asio::async_read_until(port_, asio::dynamic_buffer(text_, 4096), '\n',
                    serial::with_timeout(end - clock::now(), asio::use_awaitable));
            line = text_.substr(0, text_.find_last_not_of("\r\n", n - 1) + 1);
            text_.erase(0, n);
        }
        co_return line;
    }

    // Reads and drops until nothing has come for a while.
    asio::awaitable<void> settle(duration quiet, clock::time_point end)
    {
        for (;;)
        {
            text_.clear();
            serial::error_code ec;
            std::tie(ec, std::ignore)
                = co_await port_.async_read_available(asio::dynamic_buffer(text_, 4096),
                    serial::with_timeout(quiet, asio::as_tuple(asio::use_awaitable)));
            if (ec == serial::condition::timed_out)
                co_return;
            if (ec)
                throw boost::system::system_error(ec);
            check(end);
        }
    }

    static void check(clock::time_point end)
    {
        if (clock::now() >= end)
            throw boost::system::system_error(asio::error::timed_out);
    }

    static bool begins(std::string_view text, std::string_view with)
    {
        return text.substr(0, with.size()) == with;
    }

    bool is_unsolicited(std::string_view line, std::string_view command) const
    {
        for (std::string_view const code : unsolicited)
        {
            std::string_view const name = code.substr(0, code.find(':'));
            if (begins(line, code) && command.find(name) == std::string_view::npos)
                return true;
        }
        return false;
    }

    static bool is_result(std::string_view line)
    {
        for (std::string_view const code :
            {"OK", "ERROR", "NO CARRIER", "NO DIALTONE", "BUSY", "NO ANSWER", "CONNECT"})
            if (line == code)
                return true;
        return begins(line, "+CME ERROR:") || begins(line, "+CMS ERROR:")
            || begins(line, "CONNECT ");
    }

    serial::serial_stream& port_;
    std::string text_;
    bool behind_ = false; // a command has not been answered
};

#endif
