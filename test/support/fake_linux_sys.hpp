// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_LINUX_SYS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_LINUX_SYS_HPP

#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/codec/linux_tty.hpp>
#include <boost_serial_ext/detail/codec/termios2.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace boost_serial_ext_test {

using boost_serial_ext::detail::linux_icounter;
using boost_serial_ext::detail::termios2;

// The tty behind fake_linux_sys: its state, what happened to it, and what shall go wrong.
struct fake_tty
{
    // --- state, as the kernel has it
    termios2 termios;
    int lines = 0;
    linux_icounter counters = {};
    int input_waiting = 0;
    int output_waiting = 0;
    bool hung_up = false;
    bool break_on = false;
    bool locked = false;    // by the program under test
    bool exclusive = false; // TIOCEXCL
    unsigned major_number = 4;
    std::string name = "/dev/ttyS0";
    std::vector<int> open_handles;

    // --- what happened
    std::vector<std::string> calls;        // names, in order, from the first open
    std::vector<std::string> opened_names; // what open was given
    std::vector<termios2> applied;         // what set_termios was given
    std::vector<int> applied_lines;        // what set_lines was given
    std::vector<std::string> misuse;       // calls that no correct program makes

    // --- what shall go wrong
    std::map<std::size_t, int> fail_at;             // the answer of the n-th call
    std::map<std::string, int, std::less<>> always; // the answer of every call of that name
    std::function<termios2(termios2)> driver;       // what becomes of settings; as asked by default

    std::size_t count(std::string_view call) const
    {
        return static_cast<std::size_t>(std::count(calls.begin(), calls.end(), call));
    }

    // Forgets the calls so far, and with them their numbers.
    void forget()
    {
        calls.clear();
        opened_names.clear();
        applied.clear();
        applied_lines.clear();
    }

    // Whether the next call fails, and with which number.
    int enter(std::string_view call)
    {
        std::size_t const index = calls.size();
        calls.emplace_back(call);
        if (auto const found = fail_at.find(index); found != fail_at.end())
            return found->second;
        auto const found = always.find(call);
        return found == always.end() ? 0 : found->second;
    }

    int enter(std::string_view call, int fd)
    {
        if (std::find(open_handles.begin(), open_handles.end(), fd) == open_handles.end())
            misuse.push_back(std::string(call) + " on a handle that is not open");
        return enter(call);
    }
};

// A recording stand-in for sys_linux. Copies share the tty.
class fake_linux_sys
{
public:
    static constexpr int the_handle = 7; // what open returns

    explicit fake_linux_sys(fake_tty& tty) noexcept : tty_(&tty) {}

    int open(char const* path, int& fd) noexcept
    {
        fd = -1;
        int const number = tty_->enter("open");
        tty_->opened_names.emplace_back(path);
        if (number == 0)
        {
            fd = the_handle;
            tty_->open_handles.push_back(fd);
            // The kernel raises both when a tty is opened (tty_port.c, tty_port_raise_dtr_rts).
            tty_->lines
                |= boost_serial_ext::detail::linux_dtr | boost_serial_ext::detail::linux_rts;
        }
        return number;
    }

    // As on Linux, the handle is gone whatever close returns, and the lock with it. TIOCEXCL stays:
    // it belongs to the tty, which somebody else may have open too.
    int close(int fd) noexcept
    {
        int const number = tty_->enter("close", fd);
        auto& handles = tty_->open_handles;
        handles.erase(std::remove(handles.begin(), handles.end(), fd), handles.end());
        tty_->locked = false;
        return number;
    }

    int lock(int fd) noexcept { return change("lock", fd, tty_->locked, true); }
    int unlock(int fd) noexcept { return change("unlock", fd, tty_->locked, false); }
    int set_exclusive(int fd) noexcept
    {
        return change("set_exclusive", fd, tty_->exclusive, true);
    }
    int clear_exclusive(int fd) noexcept
    {
        return change("clear_exclusive", fd, tty_->exclusive, false);
    }

    int get_termios(int fd, termios2& t) noexcept
    {
        return query("get_termios", fd, tty_->termios, t);
    }

    int set_termios(int fd, termios2 const& t) noexcept
    {
        int const number = tty_->enter("set_termios", fd);
        tty_->applied.push_back(t);
        if (number == 0)
            tty_->termios = tty_->driver ? tty_->driver(t) : t;
        return number;
    }

    int get_lines(int fd, int& bits) noexcept { return query("get_lines", fd, tty_->lines, bits); }

    int set_lines(int fd, int bits) noexcept
    {
        int const number = tty_->enter("set_lines", fd);
        tty_->applied_lines.push_back(bits);
        if (number == 0)
            tty_->lines = bits;
        return number;
    }

    int get_counters(int fd, linux_icounter& counters) noexcept
    {
        return query("get_counters", fd, tty_->counters, counters);
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

    int device_major(int fd, unsigned& major_number) noexcept
    {
        return query("device_major", fd, tty_->major_number, major_number);
    }

    std::string name_of(int fd)
    {
        return tty_->enter("name_of", fd) == 0 ? tty_->name : std::string();
    }

private:
    template<class Value>
    int query(char const* call, int fd, Value const& state, Value& answer) noexcept
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

    fake_tty* tty_;
};

} // namespace boost_serial_ext_test

#endif
