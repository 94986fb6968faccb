// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_PTY_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_PTY_HPP

#include <array>
#include <cerrno>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

namespace boost_serial_ext_test {

/** The far end of a serial line: the master of a pseudo-terminal.

    A stream opens `name()`; what it writes arrives here, and the other way round. Nobody else holds
    the slave, so hang-ups and locks are as on a real port. The calls below block, but never for
    longer than `patience`: then they throw, and so fail the test. One thread at a time.
*/
class pty
{
public:
    /// How long any wait lasts before the test fails, in milliseconds.
    static constexpr int patience = 10'000;

    pty() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC))
    {
        check(master_ >= 0, "posix_openpt");
        try
        {
            start();
        }
        catch (...)
        {
            hang_up();
            throw;
        }
    }

    pty(pty&& other) noexcept
        : master_(std::exchange(other.master_, -1)), name_(std::move(other.name_))
    {
    }
    pty& operator=(pty&& other) noexcept
    {
        std::swap(master_, other.master_);
        std::swap(name_, other.name_);
        return *this;
    }
    ~pty() { hang_up(); }

    /// The device for `open`.
    std::string const& name() const noexcept { return name_; }

    /// The master, in non-blocking mode; -1 after `hang_up`. Still owned by this object.
    int master() const noexcept { return master_; }

    /// Sends all of it; the line discipline holds about 4 KiB, so longer texts need a reader.
    void write_all(std::string_view bytes) const
    {
        while (!bytes.empty())
        {
            auto const n = ::write(master_, bytes.data(), bytes.size());
            if (n > 0)
                bytes.remove_prefix(static_cast<std::size_t>(n));
            else
            {
                check(errno == EAGAIN || errno == EINTR, "write"); // EIO: nobody has the slave open
                wait_for(POLLOUT, "write to the master");
            }
        }
    }

    /// Waits for so many bytes and returns them.
    std::string read_exact(std::size_t size) const
    {
        std::string bytes;
        while (bytes.size() < size)
            if (read_into(bytes, size - bytes.size()) == 0)
                wait_for(POLLIN, "read from the master");
        return bytes;
    }

    /// What is there now, without waiting.
    std::string read_available() const
    {
        std::string bytes;
        while (read_into(bytes, 4096) != 0)
            ;
        return bytes;
    }

    /// Unplugs the device: closes the master.
    void hang_up() noexcept
    {
        if (master_ >= 0)
            ::close(std::exchange(master_, -1));
    }

private:
    static void check(bool success, char const* what)
    {
        if (!success)
            throw std::system_error(errno, std::generic_category(), what);
    }

    void start()
    {
        check(::grantpt(master_) == 0, "grantpt");
        check(::unlockpt(master_) == 0, "unlockpt");
        std::array<char, 128> name{};
        check(::ptsname_r(master_, name.data(), name.size()) == 0, "ptsname_r");
        name_ = name.data();
        // The settings belong to the pair: raw before the first open, so that nothing is echoed.
        ::termios settings{};
        check(::tcgetattr(master_, &settings) == 0, "tcgetattr");
        ::cfmakeraw(&settings);
        check(::tcsetattr(master_, TCSANOW, &settings) == 0, "tcsetattr");
        check(::fcntl(master_, F_SETFL, O_RDWR | O_NONBLOCK) == 0, "fcntl");
    }

    // EIO: nobody has the slave open at the moment; that is like a line without bytes.
    std::size_t read_into(std::string& bytes, std::size_t limit) const
    {
        std::array<char, 4096> chunk;
        auto const n = ::read(master_, chunk.data(), limit < chunk.size() ? limit : chunk.size());
        check(n >= 0 || errno == EAGAIN || errno == EIO || errno == EINTR, "read");
        if (n <= 0)
            return 0;
        bytes.append(chunk.data(), static_cast<std::size_t>(n));
        return static_cast<std::size_t>(n);
    }

    void wait_for(short events, char const* what) const
    {
        ::pollfd p{master_, events, 0};
        int const ready = ::poll(&p, 1, patience);
        if (ready == 0)
            throw std::runtime_error(std::string("timed out: ") + what);
        if ((p.revents & events) == 0)
            throw std::runtime_error(std::string("nobody has the slave open: ") + what);
    }

    int master_;
    std::string name_;
};

} // namespace boost_serial_ext_test

#endif
