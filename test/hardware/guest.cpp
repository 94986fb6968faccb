// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "hardware/guest.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include <unistd.h>

namespace boost_serial_ext_test {

namespace {

namespace fs = std::filesystem;

char const* control_number()
{
    return std::getenv("BOOST_SERIAL_EXT_TEST_CONTROL");
}

void write_all(int fd, std::string_view text)
{
    while (!text.empty())
    {
        auto const n = ::write(fd, text.data(), text.size());
        if (n <= 0)
            throw std::system_error(errno, std::generic_category(), "the control channel");
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

// Nothing follows the line before the next command.
std::string read_line(int fd)
{
    std::string line;
    std::array<char, 4096> part;
    do
    {
        auto const n = ::read(fd, part.data(), part.size());
        if (n <= 0)
            throw std::system_error(errno, std::generic_category(), "the control channel");
        line.append(part.data(), static_cast<std::size_t>(n));
    } while (line.back() != '\n');
    line.pop_back();
    return line;
}

} // namespace

bool has_host()
{
    return control_number() != nullptr;
}

std::string tell_host(std::string const& command)
{
    static std::mutex one_at_a_time;
    std::lock_guard<std::mutex> const lock(one_at_a_time);
    if (!has_host())
        throw std::runtime_error("this test needs the rig: run.py");
    int const fd = std::atoi(control_number());
    write_all(fd, command + '\n');
    std::string const answer = read_line(fd);
    if (answer.substr(0, 2) != "ok")
        throw std::runtime_error(command + ": " + answer);
    return answer.size() > 3 ? answer.substr(3) : std::string();
}

std::string to_hex(std::string_view bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (char const c : bytes)
    {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

std::string from_hex(std::string_view text)
{
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
    return bytes;
}

std::string read_file(std::string const& path)
{
    std::ifstream in(path);
    std::ostringstream text;
    if (!in || !(text << in.rdbuf())) // sysfs has no empty files
        throw std::system_error(errno, std::generic_category(), path);
    std::string result = text.str();
    while (!result.empty() && result.back() == '\n')
        result.pop_back();
    return result;
}

// In one system call: sysfs takes what one write brings as the whole.
void write_file(std::string const& path, std::string_view text)
{
    std::ofstream out(path);
    out << text << std::flush;
    if (!out)
        throw std::system_error(errno, std::generic_category(), path);
}

bool exists(std::string const& path)
{
    std::error_code ignored; // what cannot be looked at does not exist
    return fs::exists(path, ignored);
}

bool eventually(std::function<bool()> const& reached)
{
    auto const deadline = std::chrono::steady_clock::now() + patience;
    while (!reached())
    {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::yield();
    }
    return true;
}

std::string device_folder(std::string const& tty)
{
    std::error_code none;
    return fs::canonical("/sys/class/tty/" + fs::path(tty).filename().string() + "/device", none)
        .string();
}

namespace {

// The serial number of the USB device that a tty belongs to; empty if there is none, or none any more.
std::string usb_serial_number(std::string const& tty)
{
    // Up from the port to the device, which is where the descriptors are.
    for (fs::path at = device_folder(tty); at.has_relative_path(); at = at.parent_path())
        if (exists(at / "serial"))
            try
            {
                return read_file(at / "serial");
            }
            catch (std::system_error const&)
            {
                return {}; // it has gone between the two calls
            }
    return {};
}

} // namespace

std::string tty_of_usb(std::string const& serial_number)
{
    for (char const* kind : {"ttyUSB", "ttyACM"})
        for (int i = 0; i < 8; ++i)
        {
            std::string const tty = std::string("/dev/") + kind + std::to_string(i);
            if (exists(tty) && usb_serial_number(tty) == serial_number)
                return tty;
        }
    return {};
}

std::string wait_for_tty_of_usb(std::string const& serial_number)
{
    std::string tty;
    if (!eventually([&] { return !(tty = tty_of_usb(serial_number)).empty(); }))
        throw std::runtime_error("no tty of a USB device " + serial_number);
    return tty;
}

std::string driver_of(std::string const& tty)
{
    std::error_code none;
    fs::path const folder = device_folder(tty);
    // A USB serial port is a device of its own below the interface that the driver is bound to.
    fs::path const link = fs::canonical(folder / "driver", none);
    return link.filename().string();
}

host_peer::host_peer(std::string name) : name_(std::move(name))
{
    resume();
    while (!take(65536, std::chrono::milliseconds(0)).empty())
        ;
}

host_peer::~host_peer()
{
    try
    {
        resume();
    }
    catch (std::exception const&)
    {
        // the next test to use it will say so
    }
}

void host_peer::send(std::string_view bytes)
{
    tell_host("send " + name_ + ' ' + to_hex(bytes));
}

std::string host_peer::take(std::size_t count, std::chrono::milliseconds limit)
{
    return from_hex(tell_host(
        "take " + name_ + ' ' + std::to_string(count) + ' ' + std::to_string(limit.count())));
}

void host_peer::send_break()
{
    tell_host(R"(qmp {"execute": "chardev-send-break", "arguments": {"id": ")" + name_ + R"("}})");
}

} // namespace boost_serial_ext_test
