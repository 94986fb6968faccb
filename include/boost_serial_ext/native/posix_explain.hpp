// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_POSIX_EXPLAIN_HPP
#define BOOST_SERIAL_EXT_NATIVE_POSIX_EXPLAIN_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/codec/linux_node.hpp>
#include <boost_serial_ext/detail/codec/printable.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Puts into words why a tty could not be opened; see `explain_open_failure`.
template<class Sys>
class posix_explainer
{
public:
    /// @param system Whose advice it is: what is to be typed differs.
    posix_explainer(Sys& sys, std::string_view device, error_code ec, os system = this_os)
        : sys_(sys), device_(printable(device)), path_(device), ec_(ec), system_(system)
    {
    }

    std::string text()
    {
        number_ = path_.find('\0') != std::string::npos ? 2 : sys_.status(path_.c_str(), node_);
        if (path_.empty())
            return "No device name was given.";
        if (std::strcmp(ec_.category().name(), "asio.misc") == 0 && ec_.value() == 1)
            return "This stream has a port open already: close it first."; // Asio's already_open
        if (!ec_)
            return device_ + " was opened: there is nothing to explain.";
        if (ec_ == condition::port_not_found)
            return not_found();
        if (ec_ == condition::permission_denied)
            return no_permission();
        if (ec_ == condition::port_busy)
            return busy();
        if (ec_ == condition::invalid_configuration)
            return device_ + " was not touched: " + ec_.message() + '.';
        if (ec_ == condition::unsupported_configuration || ec_ == condition::unsupported_feature)
            return device_ + " was not opened, or given back unchanged: " + ec_.message() + '.';
        if (ec_ == condition::timed_out)
            return device_
                + " was not open within the time that was given: its driver takes longer.";
        return device_ + " could not be opened: " + reason() + '.';
    }

private:
    std::string reason() const { return ec_.message() + " (" + std::to_string(ec_.value()) + ')'; }

    std::string not_found()
    {
        if (number_ == 13) // EACCES on the way to it
            return device_ + " cannot be looked at: a directory on its path denies access.";
        if (number_ == (is_bsd(system_) ? 62 : 40)) // ELOOP
            return device_ + " is a link that leads back to itself.";
        if (number_ != 0)
            return device_ + " does not exist: is the device plugged in, and its driver loaded?";
        switch (kind_of(node_))
        {
        case node_kind::directory: return device_ + " is a directory, not a serial port.";
        case node_kind::regular_file: return device_ + " is a regular file, not a serial port.";
        case node_kind::character_device:
            return device_ + " is a device, but there is no serial port behind it: " + reason()
                + ". The driver found no hardware, or this is no terminal.";
        case node_kind::other: break;
        }
        return device_ + " is not a serial port.";
    }

    std::string no_permission()
    {
        std::string text = device_ + " may not be opened by user "
            + sys_.user_name(sys_.effective_user()) + ": " + reason();
        if (number_ != 0)
            return text + ". A directory on its path may deny access.";
        std::string const group = sys_.group_name(node_.group);
        text += ". It belongs to user " + sys_.user_name(node_.owner) + " and group " + group
            + " with mode " + mode_text(node_);
        bool const group_may = (node_.mode & 0060u) == 0060u;
        if (group_may && node_.group != 0)
            text
                += "; join the group (" + how_to_join(group) + ", then log in again) to get access";
        return text + '.';
    }

    // usermod(8) of Linux, NetBSD and OpenBSD, pw(8), dseditgroup(8).
    std::string how_to_join(std::string const& group) const
    {
        switch (system_)
        {
        case os::darwin: return "sudo dseditgroup -o edit -a USER -t user " + group;
        case os::freebsd:
        case os::dragonfly: return "pw groupmod " + group + " -m USER, as root";
        case os::netbsd:
        case os::openbsd: return "usermod -G " + group + " USER, as root";
        default: return "sudo usermod -aG " + group + " USER";
        }
    }

    std::string busy()
    {
        std::string text = device_ + " is in use: " + reason();
        if (system_ == os::darwin) // IOSerialBSDClient: one device, two nodes
            return text
                + ". Its user may have its other node open, /dev/cu.* or /dev/tty.* (try: lsof "
                + device_ + ").";
        if (system_ != os::linux_kernel) // elsewhere nobody tells who holds a lock
            return text + ". Its user has it locked, or has set TIOCEXCL (try: "
                + (is_bsd(system_) ? "fstat " : "fuser ") + device_ + ").";
        std::size_t const most = 1u << 20;
        std::uint32_t const process
            = number_ == 0 ? lock_holder(sys_.beginning_of("/proc/locks", most), node_) : 0;
        if (process == 0)
            return text + ". No lock is visible; its user may have set TIOCEXCL only (try: fuser "
                + device_ + ").";
        if (process == sys_.process())
            return text + ". This process holds the lock itself.";
        std::string const comm = "/proc/" + std::to_string(process) + "/comm";
        std::string name = sys_.beginning_of(comm.c_str(), 64);
        name = name.substr(0, name.find('\n'));
        return text + ". Process " + std::to_string(process)
            + (name.empty() ? "" : " (" + printable(name) + ')') + " holds the lock.";
    }

    Sys& sys_;
    std::string device_;
    std::string path_;
    error_code ec_;
    os system_;
    linux_node node_;
    int number_ = 0;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
