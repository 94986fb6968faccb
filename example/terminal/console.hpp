// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_EXAMPLE_CONSOLE_HPP
#define BOOST_SERIAL_EXT_EXAMPLE_CONSOLE_HPP

#include <boost/asio.hpp>
#include <boost/system/system_error.hpp>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <string>
#include <utility>

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

/** The terminal that the user sits at: raw while this lives, and then as it was.

    Whoever has one waits for its signals: then those that end a program give it the time to put the
    terminal back. SIGTSTP puts it back too, until the program goes on.

    The terminal is opened again, so that what is shared with other programs, the shell first of
    all, keeps waiting where it did: asynchronous reads make a descriptor non-blocking for all who
    have it.
*/
class console
{
public:
    using stream_type = boost::asio::posix::stream_descriptor;
    using error_code = boost::system::error_code;

    /// @throws std::exception Standard input is no terminal, or one that cannot be opened.
    explicit console(boost::asio::io_context& context)
        : ends_(context, SIGINT, SIGTERM, SIGHUP)
        , stops_(context, SIGTSTP)
        , stream_(context, open_again(STDIN_FILENO))
    {
        ends_.add(SIGQUIT);
        wait_for_stops();
        make_raw();
    }

    console(console const&) = delete;
    console& operator=(console const&) = delete;

    ~console() { restore(); }

    /// For keys and text.
    stream_type& stream() noexcept { return stream_; }

    /// Waits for a signal that shall end the program. @param handler Gets its number.
    template<class Handler>
    void async_wait_end(Handler handler)
    {
        ends_.async_wait(
            [h = std::move(handler)](error_code ec, int number) mutable
            {
                if (!ec)
                    h(number);
            });
    }

private:
    static int open_again(int terminal)
    {
        char const* const name = ::ttyname(terminal);
        if (name == nullptr)
            throw std::runtime_error("standard input is no terminal");
        int const fd = ::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
        check(fd != -1, name);
        return fd;
    }

    // Keys come one by one, none is interpreted, none is echoed. What is written is still
    // processed: a line feed begins a line.
    void make_raw()
    {
        check(::tcgetattr(stream_.native_handle(), &before_) == 0, "tcgetattr");
        ::termios raw = before_;
        raw.c_iflag &= ~static_cast<tcflag_t>(BRKINT | ICRNL | INLCR | IGNCR | ISTRIP | IXON);
        raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | IEXTEN | ISIG);
        raw.c_cc[VMIN] = 1;
        raw.c_cc[VTIME] = 0;
        check(::tcsetattr(stream_.native_handle(), TCSADRAIN, &raw) == 0, "tcsetattr");
    }

    // A terminal that is gone (SIGHUP) needs no more.
    void restore() noexcept
    {
        static_cast<void>(::tcsetattr(stream_.native_handle(), TCSANOW, &before_));
    }

    void wait_for_stops()
    {
        stops_.async_wait(
            [this](error_code ec, int)
            {
                if (ec)
                    return;
                restore();
                static_cast<void>(::raise(SIGSTOP)); // until SIGCONT
                make_raw();
                wait_for_stops();
            });
    }

    static void check(bool good, char const* what)
    {
        if (!good)
            throw boost::system::system_error(errno, boost::system::system_category(), what);
    }

    boost::asio::signal_set ends_, stops_; // first: there is no moment in which they would kill
    stream_type stream_;
    ::termios before_{};
};

#endif
