// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_TTY_SYS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_TTY_SYS_HPP

#include <boost_serial_ext/detail/codec/tty_lines.hpp>

#include "support/fake_calls.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace boost_serial_ext_test {

// What every POSIX system has of a tty: its state, what happened to it, and what shall go wrong.
template<class Termios>
struct fake_tty_state : fake_calls
{
    using termios_type = Termios;

    // --- state, as the kernel has it
    Termios termios;
    int lines = 0;
    int input_waiting = 0;
    int output_waiting = 0;
    bool hung_up = false;
    bool break_on = false;
    bool locked = false;      // LOCK_EX, by the program under test
    bool shared_lock = false; // LOCK_SH
    bool exclusive = false;   // TIOCEXCL, by anybody
    // By the kernel; on Linux but where the baud rate is 0 (tty_port.c, tty_port_raise_dtr_rts).
    int raised_by_open = boost_serial_ext::detail::tty_dtr | boost_serial_ext::detail::tty_rts;
    std::string name = "/dev/ttyS0";

    // --- what happened
    std::vector<std::string> opened_names; // what open was given
    std::vector<Termios> applied;          // what set_termios was given
    std::vector<int> applied_lines;        // what set_lines was given

    // --- what shall go wrong
    std::function<Termios(Termios)> driver; // what becomes of settings; as asked by default
    std::function<int(int)> line_driver;    // the same of lines

    // Forgets the calls so far, and with them their numbers.
    void forget()
    {
        calls.clear();
        opened_names.clear();
        applied.clear();
        applied_lines.clear();
    }
};

// A recording stand-in for the system calls that every POSIX system has. Copies share the tty.
template<class Tty>
class fake_tty_sys
{
public:
    static constexpr int the_handle = 7; // what open returns

    explicit fake_tty_sys(Tty& tty) noexcept : tty_(&tty) {}

    int open(char const* path, int& fd) noexcept
    {
        fd = -1;
        int const number = tty_->enter("open");
        tty_->opened_names.emplace_back(path);
        if (number == 0)
        {
            fd = the_handle;
            tty_->open_handles.push_back(fd);
            tty_->lines |= tty_->raised_by_open;
        }
        return number;
    }

    // The handle is gone whatever close returns, and the lock with it. TIOCEXCL stays: it belongs
    // to the tty, which somebody else may have open too.
    void close_apart(int fd) noexcept
    {
        close(fd);
        tty_->calls.back() = "close_apart";
    }

    int close(int fd) noexcept
    {
        int const number = tty_->enter("close", fd);
        auto& handles = tty_->open_handles;
        handles.erase(std::remove(handles.begin(), handles.end(), fd), handles.end());
        if (fd == the_handle)
            tty_->locked = tty_->shared_lock = false;
        return number;
    }

    // A lock of the other kind is gone before the new one is tried: flock(2), about conversion.
    int lock(int fd) noexcept
    {
        tty_->shared_lock = false;
        return change("lock", fd, tty_->locked, true);
    }
    int lock_shared(int fd) noexcept
    {
        tty_->locked = false;
        return change("lock_shared", fd, tty_->shared_lock, true);
    }
    int unlock(int fd) noexcept
    {
        int const number = tty_->enter("unlock", fd);
        if (number == 0)
            tty_->locked = tty_->shared_lock = false;
        return number;
    }
    int set_exclusive(int fd) noexcept
    {
        return change("set_exclusive", fd, tty_->exclusive, true);
    }
    int clear_exclusive(int fd) noexcept
    {
        return change("clear_exclusive", fd, tty_->exclusive, false);
    }

    int get_termios(int fd, typename Tty::termios_type& t) noexcept
    {
        return query("get_termios", fd, tty_->termios, t);
    }
    int set_termios(int fd, typename Tty::termios_type const& t) noexcept
    {
        tty_->applied.push_back(t);
        return drive("set_termios", fd, tty_->termios, t, tty_->driver);
    }

    int get_lines(int fd, int& bits) noexcept { return query("get_lines", fd, tty_->lines, bits); }
    int set_lines(int fd, int bits) noexcept
    {
        tty_->applied_lines.push_back(bits);
        return drive("set_lines", fd, tty_->lines, bits, tty_->line_driver);
    }

    int set_break(int fd) noexcept { return change("set_break", fd, tty_->break_on, true); }
    int clear_break(int fd) noexcept { return change("clear_break", fd, tty_->break_on, false); }

    int input_waiting(int fd, int& count) noexcept
    {
        return query("input_waiting", fd, tty_->input_waiting, count);
    }
    int output_waiting(int fd, int& count) noexcept
    {
        return query("output_waiting", fd, tty_->output_waiting, count);
    }
    int discard_input(int fd) noexcept
    {
        return change("discard_input", fd, tty_->input_waiting, 0);
    }
    int discard_output(int fd) noexcept
    {
        return change("discard_output", fd, tty_->output_waiting, 0);
    }

    int poll_hangup(int fd, bool& gone) noexcept
    {
        return query("poll_hangup", fd, tty_->hung_up, gone);
    }

    std::string name_of(int fd)
    {
        return tty_->enter("name_of", fd) == 0 ? tty_->name : std::string();
    }

protected:
    template<class State, class Value>
    int query(char const* call, int fd, State const& state, Value& answer) noexcept
    {
        int const number = tty_->enter(call, fd);
        if (number == 0)
            answer = state;
        return number;
    }

    template<class Value>
    int change(char const* call, int fd, Value& state, Value value) noexcept
    {
        int const number = tty_->enter(call, fd);
        if (number == 0)
            state = value;
        return number;
    }

    // A change of which a driver may make something else.
    template<class Value>
    int drive(char const* call, int fd, Value& state, Value const& asked,
        std::function<Value(Value)> const& driver) noexcept
    {
        int const number = tty_->enter(call, fd);
        if (number == 0)
            state = driver ? driver(asked) : asked;
        return number;
    }

    Tty* tty_;
};

} // namespace boost_serial_ext_test

#endif
