// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_SUPPORT_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_CONFORMANCE_SUPPORT_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>
#include <boost_serial_ext/serial_stream.hpp>

#include "support/conformance_tty.hpp"
#include "support/transport.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

namespace boost_serial_ext_test {

using namespace boost_serial_ext;

/// How long a test waits for anything before it fails.
inline constexpr std::chrono::milliseconds patience{10'000};

/// How many file descriptors this process has open.
inline std::ptrdiff_t open_descriptors()
{
    using entries = std::filesystem::directory_iterator;
    return std::distance(entries("/proc/self/fd"), entries());
}

/// The names of all conditions that a code is equal to: exactly one for every documented error.
inline std::string conditions_of(error_code const& ec)
{
    static constexpr std::pair<condition, char const*> all[]
        = {{condition::port_not_found, "port_not_found"}, {condition::port_busy, "port_busy"},
            {condition::permission_denied, "permission_denied"},
            {condition::invalid_configuration, "invalid_configuration"},
            {condition::unsupported_feature, "unsupported_feature"},
            {condition::unsupported_configuration, "unsupported_configuration"},
            {condition::disconnected, "disconnected"}, {condition::closed, "closed"},
            {condition::aborted, "aborted"}, {condition::timed_out, "timed_out"}};
    std::string names;
    for (auto const& [value, name] : all)
        if (ec == value)
            names.append(names.empty() ? "" : " and ").append(name);
    return names.empty() ? (ec ? "none" : "success") : names;
}

inline bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

/// A configuration as `framing_of` spells what the kernel has.
inline std::string framing_of(serial_config const& c)
{
    std::string text = std::to_string(c.baud_rate) + ' ' + std::to_string(c.character_size)
        + "NOEMS"[static_cast<std::size_t>(c.parity)] + (c.stop_bits == stop_bits::two ? '2' : '1');
    text += c.flow_control.xon_xoff ? " xon xoff" : "";
    text += c.flow_control.rts_cts ? " rts_cts" : "";
    text += c.hangup_on_close ? "" : " no_hangup";
    return text;
}

/// What handlers were told, and how often.
struct outcome
{
    int calls = 0;
    error_code ec;
    std::size_t bytes = 0;
};

/// A handler for every signature: first the code, then perhaps the number of bytes.
class recorder
{
public:
    explicit recorder(outcome& out) noexcept : out_(&out) {}

    void operator()(error_code ec) const
    {
        ++out_->calls;
        out_->ec = ec;
    }
    void operator()(error_code ec, std::size_t bytes) const
    {
        (*this)(ec);
        out_->bytes = bytes;
    }
    template<class Result>
    void operator()(error_code ec, Result const&) const
    {
        (*this)(ec);
    }

private:
    outcome* out_;
};

/// Runs the context until the test has what it waits for; false if patience or work runs out.
template<class Predicate>
bool run_until(boost::asio::io_context& ctx, Predicate reached)
{
    auto const deadline = std::chrono::steady_clock::now() + patience;
    ctx.restart();
    while (!reached())
        if (ctx.run_one_until(deadline) == 0)
            return reached();
    return true;
}

/// Runs the context until a handler was called.
inline bool run_until_called(boost::asio::io_context& ctx, outcome const& out)
{
    return run_until(ctx, [&] { return out.calls != 0; });
}

/// Runs the context until nothing is left to do; false if patience runs out first.
inline bool run_out(boost::asio::io_context& ctx)
{
    ctx.restart();
    ctx.run_for(patience);
    return ctx.stopped();
}

/// For what another thread or the kernel is about to do; false if patience runs out first.
template<class Predicate>
bool eventually(Predicate reached)
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

/// Waits until so many bytes stand in the slave's input queue: the kernel hands them over later.
inline bool arrived(int slave, int bytes)
{
    return eventually([=] { return kernel_input_waiting(slave) >= bytes; });
}

/// Whether poll reports one of these events now, or within the given time.
inline bool polls(int fd, short events, int milliseconds = 0)
{
    ::pollfd p{fd, events, 0};
    return ::poll(&p, 1, milliseconds) == 1 && (p.revents & events) != 0;
}

/** Writes until the far end, which is not read, and all queues before it are full, and the system
    takes no more.

    A pty's kernel moves bytes from the one queue to the other on a thread of its own, so it takes
    more for a while after it has refused some; and it may have room for a single byte where it has
    none for a block, without saying so to poll (tty_buffer_alloc). So both must be refused twice.

    @return How many bytes that were. @throws std::runtime_error if it takes too long.
*/
inline std::size_t fill_output(serial_stream& stream, line const& far_end)
{
    far_end.hold();
    int const handle = stream.native_handle();
    std::string const block(512, 'x');
    auto const deadline = std::chrono::steady_clock::now() + patience;
    std::size_t total = 0;
    for (int refusals = 0; refusals < 2; ++refusals)
    {
        bool const far_end_is_full = far_end.is_full();
        std::size_t const before = total;
        for (std::size_t const size : {block.size(), std::size_t{1}})
            for (::ssize_t n = 0; (n = ::write(handle, block.data(), size)) > 0;)
                total += static_cast<std::size_t>(n);
        if (total != before || !far_end_is_full)
            refusals = -1;
        polls(handle, POLLOUT, 20);
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("the output queue does not fill up");
    }
    return total;
}

/// Reads exactly so many bytes, on the calling thread. @throws boost::system::system_error
inline std::string read_from(serial_stream& stream, std::size_t size)
{
    std::string bytes(size, '?');
    std::size_t done = 0;
    while (done < size)
        done += stream.read_some(boost::asio::buffer(&bytes[done], size - done));
    return bytes;
}

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

/// Whether nobody keeps others from the device: neither by lock nor by TIOCEXCL.
inline bool is_free(std::string const& device)
{
    if (refusal_of(device) == EBUSY)
        return false;
    raw_descriptor const other(device);
    return other.lock() && !is_exclusive(other.get());
}

/// Whether others may use the device too, but nobody may have it for himself.
inline bool is_shared(std::string const& device)
{
    if (refusal_of(device) == EBUSY)
        return false;
    raw_descriptor const other(device);
    return !other.lock() && other.lock_shared() && !is_exclusive(other.get());
}

/// A stream on a line, and the context that it runs on.
struct open_port
{
    boost::asio::io_context ctx;
    line far_end{ctx};
    serial_stream stream{ctx, far_end.name(), serial_config{}};
    error_code ec;
};

} // namespace boost_serial_ext_test

#endif
