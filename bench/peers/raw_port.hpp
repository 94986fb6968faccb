// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_BENCH_PEERS_RAW_PORT_HPP
#define BOOST_SERIAL_EXT_BENCH_PEERS_RAW_PORT_HPP

#include "alternating.hpp"
#include "process.hpp"

#include <string>
#include <utility>

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace peers {

/// A file descriptor with an owner.
class descriptor
{
public:
    explicit descriptor(int fd = -1) noexcept : fd_(fd) {}
    descriptor(descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept
    {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~descriptor()
    {
        if (fd_ >= 0)
            ::close(fd_);
    }

    int get() const noexcept { return fd_; }
    void close() { checked(::close(std::exchange(fd_, -1)), "close"); }

private:
    int fd_;
};

/// Raw bytes, 8N1, no flow control.
inline void make_raw(int fd, unsigned baud)
{
    termios t{};
    checked(::tcgetattr(fd, &t), "tcgetattr");
    ::cfmakeraw(&t);
    t.c_cflag &= ~static_cast<tcflag_t>(CSTOPB | CRTSCTS);
    t.c_cflag |= CREAD | CLOCAL;
    t.c_iflag &= ~static_cast<tcflag_t>(IXOFF | IXANY);
    t.c_cc[VMIN] = 1;
    t.c_cc[VTIME] = 0;
    checked(::cfsetspeed(&t, baud == usual_baud ? B115200 : B57600), "cfsetspeed");
    checked(::tcsetattr(fd, TCSANOW, &t), "tcsetattr");
}

/// A configured port. @param flags `O_NONBLOCK` or nothing.
inline descriptor open_raw(std::string const& name, int flags, unsigned baud = usual_baud)
{
    descriptor port(::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC | flags));
    if (port.get() < 0)
        fail(name);
    make_raw(port.get(), baud);
    return port;
}

} // namespace peers

#endif
