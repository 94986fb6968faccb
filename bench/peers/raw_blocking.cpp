// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "blocking_client.hpp"
#include "raw_port.hpp"

#include <cerrno>
#include <cstddef>
#include <stdexcept>
#include <string>

#include <poll.h>
#include <unistd.h>

namespace {

/// read and write, as they are.
class port
{
public:
    port(std::string const& name, unsigned baud) : fd_(peers::open_raw(name, 0, baud)) {}

    void write(char const* bytes, std::size_t n)
    {
        while (n != 0)
        {
            ssize_t const written = ::write(fd_.get(), bytes, n);
            if (written < 0 && errno != EINTR)
                peers::fail("write");
            if (written > 0)
            {
                bytes += written;
                n -= static_cast<std::size_t>(written);
            }
        }
    }

    void read(char* bytes, std::size_t n)
    {
        while (n != 0)
        {
            std::size_t const got = read_some(bytes, n);
            bytes += got;
            n -= got;
        }
    }

    void read_within(char* bytes, std::size_t n, int seconds)
    {
        while (n != 0)
        {
            if (!readable(seconds * 1000))
                throw std::runtime_error("nothing came in time");
            std::size_t const got = read_some(bytes, n);
            bytes += got;
            n -= got;
        }
    }

    std::size_t read_some(char* bytes, std::size_t n)
    {
        for (;;)
        {
            ssize_t const got = ::read(fd_.get(), bytes, n);
            if (got > 0)
                return static_cast<std::size_t>(got);
            if (got == 0)
                throw std::runtime_error("the device is gone");
            if (errno != EINTR)
                peers::fail("read");
        }
    }

    bool look() { return readable(0); }
    void close() { fd_.close(); }

private:
    bool readable(int milliseconds)
    {
        pollfd waited{fd_.get(), POLLIN, 0};
        return peers::checked(::poll(&waited, 1, milliseconds), "poll") != 0;
    }

    peers::descriptor fd_;
};

} // namespace

int main(int argc, char** argv)
{
    return peers::run<peers::blocking_client<port>>(argc, argv, peers::kernel_version());
}
