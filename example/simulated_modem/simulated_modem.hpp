// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_EXAMPLE_SIMULATED_MODEM_HPP
#define BOOST_SERIAL_EXT_EXAMPLE_SIMULATED_MODEM_HPP

#include <boost_serial_ext/test/pty_pair.hpp>

#include <boost/asio.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <utility>

/** An AT modem on the far side of a pty, with a thread of its own.

    Knows nothing of serial streams: it is the device that a real cable would lead to.
*/
class simulated_modem
{
    using io_context = boost::asio::io_context;
    using descriptor = boost::asio::posix::stream_descriptor;

public:
    simulated_modem() : line_(context_, pair_.duplicate_far_end()), pause_(context_)
    {
        listen();
        thread_ = std::thread([this] { context_.run(); });
    }

    simulated_modem(simulated_modem const&) = delete;
    simulated_modem& operator=(simulated_modem const&) = delete;

    ~simulated_modem()
    {
        context_.stop();
        thread_.join();
    }

    /// What to open.
    std::string const& device() const noexcept { return pair_.name(); }

private:
    struct answer
    {
        std::string text;
        std::size_t piece = std::string::npos; // bytes at a time
        std::chrono::milliseconds delay{0};    // before each piece
    };

    answer const& answer_to(std::string const& command)
    {
        using std::chrono::milliseconds;
        if (command == "AT+CSQ") // two in turn, so that an old answer is not taken for a new one
        {
            std::swap(signal_, last_signal_);
            return last_signal_;
        }
        static answer const error{"\r\nERROR\r\n"};
        static std::map<std::string, answer> const answers = {
            {"AT", {"\r\nOK\r\n"}},
            {"ATI", {"\r\nSimulated modem, revision 1.0\r\n\r\nOK\r\n"}},
            {"AT&V",
                {"\r\nACTIVE PROFILE:\r\nE0 Q0 V1 X4\r\n&C1 &D2 &S0\r\nS0:000 S3:013 S4:010\r\n"
                 "\r\nOK\r\n"}},
            {"AT+GSN", {"\r\n490154203237518\r\n\r\nOK\r\n", 5, milliseconds(15)}},
            {"AT+COPS?",
                {"\r\n+COPS: 0,0,\"Simulated network\"\r\n\r\nOK\r\n", std::string::npos,
                    milliseconds(600)}},
        };
        auto const found = answers.find(command);
        return found == answers.end() ? error : found->second;
    }

    void listen()
    {
        boost::asio::async_read_until(line_, boost::asio::dynamic_buffer(received_), '\r',
            [this](boost::system::error_code ec, std::size_t n)
            {
                if (ec)
                    return;
                std::string command = received_.substr(0, n - 1);
                received_.erase(0, n);
                command.erase(0, command.find_first_not_of("\n\0"));
                say(answer_to(command), 0);
            });
    }

    void say(answer const& what, std::size_t from)
    {
        if (from >= what.text.size())
            return listen();
        pause_.expires_after(what.delay);
        pause_.async_wait(
            [this, &what, from](boost::system::error_code)
            {
                std::size_t const n = (std::min)(what.piece, what.text.size() - from);
                boost::asio::async_write(line_, boost::asio::buffer(what.text.data() + from, n),
                    [this, &what, from, n](boost::system::error_code ec, std::size_t)
                    {
                        if (!ec)
                            say(what, from + n);
                    });
            });
    }

    io_context context_;
    boost_serial_ext::test::pty_pair pair_;
    descriptor line_;
    boost::asio::steady_timer pause_;
    std::string received_;
    answer signal_{"\r\n+CSQ: 21,0\r\n\r\nOK\r\n"}, last_signal_{"\r\n+CSQ: 20,0\r\n\r\nOK\r\n"};
    std::thread thread_;
};

#endif
