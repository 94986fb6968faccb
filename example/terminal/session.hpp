// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_EXAMPLE_SESSION_HPP
#define BOOST_SERIAL_EXT_EXAMPLE_SESSION_HPP

#include <boost_serial_ext.hpp>

#include "console.hpp"
#include "outbox.hpp"

#include <boost/asio.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

/// How the user wants it.
struct view
{
    std::size_t line_end = 0; ///< What Enter sends; an index of `line_ends`.
    bool echo = false;        ///< Show what is sent.
    bool hex = false;         ///< Show what is received as numbers.
};

struct line_end
{
    std::string_view name, text;
};
constexpr line_end line_ends[] = {{"CR", "\r"}, {"LF", "\n"}, {"CRLF", "\r\n"}};

/** Keys to the port, and what the port says to the screen.

    Neither waits for the other: while the device takes nothing the keys still work, and what they
    send is kept, up to `room`. While the screen does not follow, the port is not read.
*/
class session
{
    using error_code = boost_serial_ext::error_code;
    using port_type = boost_serial_ext::serial_stream;

    static constexpr char menu_key = 'T' - '@', exit_key = ']' - '@'; // with Ctrl
    static constexpr std::size_t room = 65536;

public:
    session(boost::asio::io_context& context, console& user, port_type& port, view const& how)
        : context_(context)
        , user_(user)
        , port_(port)
        , view_(how)
        , device_(port.device())
        , rts_(port.config().rts != boost_serial_ext::initial_line::off)
        , dtr_(port.config().dtr != boost_serial_ext::initial_line::off)
        , screen_(user.stream(), [this](error_code ec) { screen_written(ec); })
        , line_(port, [this](error_code ec) { line_written(ec); })
        , last_look_(context)
    {
    }

    void start()
    {
        user_.async_wait_end([this](int signal) { stop(128 + signal, "ended by a signal"); });
        std::ostringstream text;
        text << device_ << ' ' << port_.config() << "; Ctrl-] leaves, Ctrl-T h helps";
        say(text.str());
        read_keys();
        read_port();
    }

    /// The status to end with. 0: the user left, 3: the device is lost, 128 + n: signal n.
    int status() const noexcept { return status_; }
    /// Why it ended; empty if the screen takes nothing any more.
    std::string const& reason() const noexcept { return reason_; }

private:
    void read_keys()
    {
        user_.stream().async_read_some(boost::asio::buffer(keys_),
            [this](error_code ec, std::size_t size)
            {
                if (ec)
                    return stop(1, "the console: " + ec.message());
                for (std::size_t i = 0; i != size && !ended_; ++i)
                    on_key(keys_[i]);
                if (!ended_)
                    read_keys();
            });
    }

    void on_key(char key)
    {
        if (in_menu_)
        {
            in_menu_ = false;
            return on_command(key);
        }
        if (key == exit_key)
            return leave();
        if (key == menu_key)
            in_menu_ = true;
        else
            send(key);
    }

    void send(char key)
    {
        bool const enter = key == '\r';
        std::string_view const text
            = enter ? line_ends[view_.line_end].text : std::string_view(&key, 1);
        if (line_.size() + text.size() > room)
            return screen_.push("\a"); // not sent
        line_.push(text);
        if (view_.echo)
            screen_.push(enter ? "\r\n" : text);
    }

    void on_command(char key)
    {
        if (key == menu_key || key == exit_key)
            return send(key);
        switch (key < ' ' ? key + '`' : key) // Ctrl may still be down
        {
        case 'b': return send_break();
        case 'd': return toggle(dtr_, &boost_serial_ext::control_lines::dtr, "DTR");
        case 'e': return say(view_.echo = !view_.echo, "local echo");
        case 'h': return help();
        case 'i': return info();
        case 'l':
            view_.line_end = (view_.line_end + 1) % std::size(line_ends);
            return say("Enter sends " + std::string(line_ends[view_.line_end].name));
        case 'q': return leave();
        case 'r': return toggle(rts_, &boost_serial_ext::control_lines::rts, "RTS");
        case 'x': column_ = 0; return say(view_.hex = !view_.hex, "hex view");
        default: return say("no such command: Ctrl-T h helps");
        }
    }

    void help()
    {
        say("Ctrl-]  leave                Ctrl-T, then, with or without Ctrl:");
        for (std::string_view const text :
            {"h  this help", "b  send BREAK (250 ms)", "r  RTS on, off", "d  DTR on, off",
                "i  the port and its lines", "e  local echo on, off", "x  hex view on, off",
                "l  what Enter sends: CR, LF, CRLF", "q  leave",
                "Ctrl-T, Ctrl-]  send that key itself"})
            screen_.push("---     " + std::string(text) + "\r\n");
    }

    void info()
    {
        std::ostringstream text;
        text << device_ << ' ' << port_.config() << "; RTS " << on_off(rts_) << ", DTR "
             << on_off(dtr_) << "; modem lines: ";
        error_code ec;
        auto const lines = port_.modem_lines(ec);
        if (ec)
            text << ec.message();
        else
            text << lines;
        say(text.str());
    }

    void send_break()
    {
        port_.async_send_break(std::chrono::milliseconds(250),
            [this](error_code ec)
            {
                if (!ended_)
                    say(ec ? "BREAK: " + ec.message() : "BREAK was sent");
            });
    }

    void toggle(bool& level, std::optional<bool> boost_serial_ext::control_lines::*line,
        std::string const& name)
    {
        boost_serial_ext::control_lines lines;
        lines.*line = !level;
        error_code ec;
        port_.set_control_lines(lines, ec);
        if (ec)
            return say(name + ": " + ec.message());
        say(level = !level, name);
    }

    void read_port()
    {
        port_.async_read_some(boost::asio::buffer(received_),
            [this](error_code ec, std::size_t size)
            {
                if (ended_)
                    return;
                if (ec)
                    return lose(ec);
                show({received_.data(), size});
                held_up_ = screen_.size() >= room;
                if (!held_up_)
                    read_port();
            });
    }

    // As it came, what moves the cursor or clears the screen too; or as numbers, 16 in a line.
    void show(std::string_view text)
    {
        if (!view_.hex)
            return screen_.push(text);
        constexpr std::string_view digits = "0123456789ABCDEF";
        std::string line;
        for (char const c : text)
        {
            auto const byte = static_cast<unsigned char>(c);
            line += digits[byte / 16u];
            line += digits[byte % 16u];
            column_ = (column_ + 1) % 16;
            line += column_ == 0 ? "\r\n" : " ";
        }
        screen_.push(line);
    }

    void screen_written(error_code ec)
    {
        if (ec)
            return stop(1, "the console: " + ec.message());
        if (ended_)
            return stop_if_done();
        if (held_up_ && screen_.size() < room)
        {
            held_up_ = false;
            read_port();
        }
    }

    void line_written(error_code ec)
    {
        if (ec && !ended_)
            lose(ec);
    }

    // What has been typed is still sent, if the device takes it.
    void leave()
    {
        end(0, "left");
        port_.async_close(boost_serial_ext::close_policy::drain(std::chrono::milliseconds(500)),
            [this](error_code)
            {
                closed_ = true;
                stop_if_done();
            });
    }

    void lose(error_code ec)
    {
        auto const condition = boost_serial_ext::condition_of(ec);
        end(3,
            device_ + ": "
                + (condition ? make_error_condition(*condition).message() : ec.message()));
        port_.close(ec);
        closed_ = true;
        stop_if_done();
    }

    void end(int status, std::string const& reason)
    {
        ended_ = true;
        status_ = status;
        reason_ = reason;
    }

    void stop(int status, std::string const& reason)
    {
        if (!ended_)
            end(status, reason);
        context_.stop();
    }

    // The screen shall have all that came, if it takes it.
    void stop_if_done()
    {
        if (!closed_)
            return;
        if (screen_.size() == 0)
            return context_.stop();
        last_look_.expires_after(std::chrono::seconds(1));
        last_look_.async_wait(
            [this](error_code ec)
            {
                if (!ec)
                    reason_.clear(), context_.stop();
            });
    }

    void say(std::string const& text)
    {
        screen_.push("\r\n--- " + text + "\r\n");
        column_ = 0;
    }
    void say(bool on, std::string const& what) { say(what + ' ' + on_off(on)); }
    static char const* on_off(bool on) { return on ? "on" : "off"; }

    boost::asio::io_context& context_;
    console& user_;
    port_type& port_;
    view view_;
    std::string device_;
    bool rts_, dtr_; // as they were set last: what they are is not asked for
    outbox<console::stream_type> screen_;
    outbox<port_type> line_;
    boost::asio::steady_timer last_look_;
    std::array<char, 256> keys_{};
    std::array<char, 4096> received_{};
    bool in_menu_ = false, held_up_ = false, ended_ = false, closed_ = false;
    unsigned column_ = 0; // of the hex view
    int status_ = 0;
    std::string reason_;
};

#endif
