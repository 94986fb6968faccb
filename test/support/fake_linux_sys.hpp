// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_LINUX_SYS_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_FAKE_LINUX_SYS_HPP

#include <boost_serial_ext/detail/codec/linux_serial.hpp>
#include <boost_serial_ext/detail/codec/linux_tty.hpp>
#include <boost_serial_ext/detail/codec/termios2.hpp>

#include "support/fake_tty_sys.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace boost_serial_ext_test {

using boost_serial_ext::detail::linux_icounter;
using boost_serial_ext::detail::linux_rs485;
using boost_serial_ext::detail::linux_serial;
using boost_serial_ext::detail::termios2;

// The tty behind fake_linux_sys: its state, what happened to it, and what shall go wrong.
struct fake_tty : fake_tty_state<termios2>
{
    linux_icounter counters = {};
    bool transmitter_empty = true;
    linux_serial serial = {};
    linux_rs485 rs485;
    std::map<std::string, std::string, std::less<>> files; // of sysfs
    std::uint64_t device_number = 4 << 8 | 64;             // ttyS0
    std::string open_file;                                 // the one of sysfs that is open

    // What becomes of settings; as asked by default.
    std::function<linux_serial(linux_serial)> serial_driver;
    std::function<linux_rs485(linux_rs485)> rs485_driver;
    std::function<std::string(std::string)> file_driver; // of a file's text
};

// A recording stand-in for sys_linux. Copies share the tty.
class fake_linux_sys : public fake_tty_sys<fake_tty>
{
public:
    static constexpr int the_file = 9; // what open_to_read and open_to_write return
    static constexpr auto family = boost_serial_ext::detail::os::linux_kernel;
    static constexpr bool may_lack_locks = false;

    using fake_tty_sys::fake_tty_sys;

    int get_exclusive(int fd, int& on) noexcept
    {
        return query("get_exclusive", fd, tty_->exclusive, on);
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

    int get_transmitter(int fd, unsigned& status) noexcept
    {
        return query("get_transmitter", fd, tty_->transmitter_empty, status);
    }

    int device_number(int fd, std::uint64_t& device) noexcept
    {
        return query("device_number", fd, tty_->device_number, device);
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
};

} // namespace boost_serial_ext_test

#endif
