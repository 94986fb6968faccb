// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_LINUX_SYS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_LINUX_SYS_HPP

#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/codec/linux_serial.hpp>
#include <boost_serial_ext/detail/codec/linux_tty.hpp>
#include <boost_serial_ext/detail/codec/termios2.hpp>
#include <boost_serial_ext/detail/codec/tty_lines.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace boost_serial_ext_test {

using boost_serial_ext::detail::linux_icounter;
using boost_serial_ext::detail::linux_rs485;
using boost_serial_ext::detail::linux_serial;
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
    bool locked = false;      // LOCK_EX, by the program under test
    bool shared_lock = false; // LOCK_SH
    bool exclusive = false;   // TIOCEXCL, by anybody
    bool transmitter_empty = true;
    // By the kernel, but where the baud rate is 0 (tty_port.c, tty_port_raise_dtr_rts).
    int raised_by_open = boost_serial_ext::detail::tty_dtr | boost_serial_ext::detail::tty_rts;
    linux_serial serial = {};
    linux_rs485 rs485;
    std::map<std::string, std::string, std::less<>> files; // of sysfs
    std::uint64_t device_number = 4 << 8 | 64;             // ttyS0
    std::string name = "/dev/ttyS0";
    std::vector<int> open_handles;
    std::string open_file; // the one of sysfs that is open

    // --- what happened
    std::vector<std::string> calls;        // names, in order, from the first open
    std::vector<std::string> opened_names; // what open was given
    std::vector<termios2> applied;         // what set_termios was given
    std::vector<int> applied_lines;        // what set_lines was given
    std::vector<std::string> misuse;       // calls that no correct program makes

    // --- what shall go wrong
    std::map<std::size_t, int> fail_at;             // the answer of the n-th call
    std::set<std::string, std::less<>> undisturbed; // by fail_at
    std::map<std::string, int, std::less<>> always; // the answer of every call of that name
    std::function<termios2(termios2)> driver;       // what becomes of settings; as asked by default
    std::function<int(int)> line_driver;            // the same of lines
    std::function<linux_serial(linux_serial)> serial_driver;
    std::function<linux_rs485(linux_rs485)> rs485_driver;
    std::function<std::string(std::string)> file_driver; // the same of a file's text

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
        auto const here = fail_at.find(index);
        if (here != fail_at.end() && undisturbed.count(call) == 0)
            return here->second;
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
    static constexpr int the_file = 9;   // and what open_to_read and open_to_write do
    static constexpr bool may_lack_locks = false;

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
            tty_->lines |= tty_->raised_by_open;
        }
        return number;
    }

    // As on Linux, the handle is gone whatever close returns, and the lock with it. TIOCEXCL stays:
    // it belongs to the tty, which somebody else may have open too.
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
    int get_exclusive(int fd, int& on) noexcept
    {
        return query("get_exclusive", fd, tty_->exclusive, on);
    }
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
        tty_->applied.push_back(t);
        return drive("set_termios", fd, tty_->termios, t, tty_->driver);
    }

    int get_lines(int fd, int& bits) noexcept { return query("get_lines", fd, tty_->lines, bits); }

    int set_lines(int fd, int bits) noexcept
    {
        tty_->applied_lines.push_back(bits);
        return drive("set_lines", fd, tty_->lines, bits, tty_->line_driver);
    }

    int get_serial(int fd, linux_serial& s) noexcept
    {
        return query("get_serial", fd, tty_->serial, s);
    }
    int set_serial(int fd, linux_serial const& s) noexcept
    {
        return drive("set_serial", fd, tty_->serial, s, tty_->serial_driver);
    }
    int get_rs485(int fd, linux_rs485& r) noexcept
    {
        return query("get_rs485", fd, tty_->rs485, r);
    }
    int set_rs485(int fd, linux_rs485& r) noexcept
    {
        int const number = drive("set_rs485", fd, tty_->rs485, r, tty_->rs485_driver);
        if (number == 0)
            r = tty_->rs485;
        return number;
    }

    // Files of sysfs get handles of their own.
    int open_to_read(char const* path, int& file) noexcept
    {
        return open_file("open_to_read", path, file);
    }
    int open_to_write(char const* path, int& file) noexcept
    {
        return open_file("open_to_write", path, file);
    }
    int read(int file, char* buffer, std::size_t size, std::size_t& count) noexcept
    {
        int const number = tty_->enter("read", file);
        count = number == 0 ? tty_->files[tty_->open_file].copy(buffer, size) : 0;
        return number;
    }
    int write(int file, char const* data, std::size_t size) noexcept
    {
        return drive("write", file, tty_->files[tty_->open_file], std::string(data, size) + '\n',
            tty_->file_driver);
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

    int get_transmitter(int fd, unsigned& status) noexcept
    {
        return query("get_transmitter", fd, tty_->transmitter_empty, status);
    }

    int device_number(int fd, std::uint64_t& device) noexcept
    {
        return query("device_number", fd, tty_->device_number, device);
    }

    std::string name_of(int fd)
    {
        return tty_->enter("name_of", fd) == 0 ? tty_->name : std::string();
    }

private:
    int open_file(char const* call, char const* path, int& file) noexcept
    {
        int const no_such_file = 2;
        int number = tty_->enter(call);
        if (number == 0 && tty_->files.find(path) == tty_->files.end())
            number = no_such_file;
        file = number == 0 ? the_file : -1;
        if (number == 0)
        {
            tty_->open_handles.push_back(file);
            tty_->open_file = path;
        }
        return number;
    }

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

    fake_tty* tty_;
};

} // namespace boost_serial_ext_test

#endif
