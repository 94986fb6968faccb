// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_RAW_DESCRIPTOR_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_RAW_DESCRIPTOR_HPP

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace boost_serial_ext_test {

/// A file descriptor that the library knows nothing of.
class raw_descriptor
{
public:
    explicit raw_descriptor(int fd) noexcept : fd_(fd) {}
    explicit raw_descriptor(std::string const& path, int flags = O_RDWR)
        : fd_(::open(path.c_str(), flags | O_NOCTTY | O_NONBLOCK | O_CLOEXEC))
    {
        if (fd_ < 0)
            throw std::system_error(errno, std::generic_category(), path);
    }
    raw_descriptor(raw_descriptor const&) = delete;
    raw_descriptor& operator=(raw_descriptor const&) = delete;
    ~raw_descriptor()
    {
        if (fd_ >= 0)
            ::close(fd_);
    }

    int get() const noexcept { return fd_; }
    int release() noexcept { return std::exchange(fd_, -1); }
    bool is_open() const noexcept { return ::fcntl(fd_, F_GETFD) >= 0; }
    bool lock() const noexcept { return ::flock(fd_, LOCK_EX | LOCK_NB) == 0; }
    bool lock_shared() const noexcept { return ::flock(fd_, LOCK_SH | LOCK_NB) == 0; }

private:
    int fd_;
};

/// What the system itself says to another open of a device: 0, or EBUSY, which root never sees.
inline int refusal_of(std::string const& device)
{
    raw_descriptor const other(::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
    return other.get() < 0 ? errno : 0;
}

} // namespace boost_serial_ext_test

#endif
