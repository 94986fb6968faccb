// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_IMPL_PTY_PAIR_IPP
#define BOOST_SERIAL_EXT_TEST_IMPL_PTY_PAIR_IPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/test/pty_pair.hpp>

#include <boost_serial_ext/native/sys_posix_pty.ipp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace test {
namespace pty_pair_detail {

using clock = std::chrono::steady_clock;

// More bytes than the kernel holds for a reader; measured: 20 KiB (tty_buffer.c and n_tty.c).
inline constexpr std::size_t queues = 65'536;

inline clock::time_point deadline_after(std::chrono::nanoseconds timeout) noexcept
{
    auto const now = clock::now();
    return now + std::clamp(timeout, timeout.zero(), (clock::time_point::max)() - now);
}

/// For poll: rounded up, so that it does not return before the deadline and is asked again.
inline int milliseconds_until(clock::time_point deadline) noexcept
{
    using std::chrono::milliseconds;
    auto const left = std::chrono::ceil<milliseconds>(deadline - clock::now());
    milliseconds const minute = std::chrono::minutes(1); // after which one may well look again
    return static_cast<int>(std::clamp(left, milliseconds(0), minute).count());
}

inline error_code transfer_error(int number) noexcept
{
    return detail::make_system_error(detail::error_context::transfer, number);
}

/// For messages: the beginning, in quotes, with everything but ASCII's printable part escaped.
inline std::string quoted(std::string_view bytes)
{
    std::size_t const limit = 64;
    char const* const digits = "0123456789abcdef";
    std::string text = "\"";
    for (char const c : bytes.substr(0, limit))
    {
        auto const value = static_cast<unsigned char>(c);
        if (c == '\r' || c == '\n')
            text += c == '\r' ? "\\r" : "\\n";
        else if (value >= 0x20 && value < 0x7f)
            text += c;
        else
            text.append({'\\', 'x', digits[value >> 4], digits[value & 15]});
    }
    return text + (bytes.size() > limit ? "\"..." : "\"");
}

} // namespace pty_pair_detail

BOOST_SERIAL_EXT_TEST_DECL pty_pair::pty_pair(keep_slave keep) : pty_pair(nothing_yet())
{
    error_code ec;
    std::string const call = start(keep, ec);
    detail::throw_if(ec, ("pty_pair: " + call).c_str());
}

BOOST_SERIAL_EXT_TEST_DECL pty_pair pty_pair::make(keep_slave keep, error_code& ec)
{
    pty_pair made{nothing_yet()};
    made.start(keep, ec);
    return made;
}

// Returns the name of the call that failed. Raw before anybody can have the slave open, so that
// nothing is ever echoed; and what happens to be open is closed by hang_up.
BOOST_SERIAL_EXT_TEST_DECL char const* pty_pair::start(keep_slave keep, error_code& ec)
{
    using detail::error_context;
    detail::sys_posix_pty sys;
    std::array<char, 128> name{};
    char const* failed = "";
    auto const done
        = [&](char const* call, int number, error_context where = error_context::transfer)
    {
        failed = number == 0 ? failed : call;
        ec = detail::make_system_error(where, number);
        return number == 0;
    };
    bool const ready = done("posix_openpt", sys.open_master(far_end_))
        && done("grantpt", sys.grant(far_end_)) && done("unlockpt", sys.unlock(far_end_))
        && done("ptsname_r", sys.slave_name(far_end_, name.data(), name.size()))
        && done("tcsetattr", sys.make_raw(far_end_), error_context::configure)
        && done("fcntl", sys.make_non_blocking(far_end_))
        && (keep == keep_slave::no
            || done("open", sys.open_slave(name.data(), slave_), error_context::open));
    if (ready)
        name_ = name.data();
    else
        hang_up();
    return failed;
}

BOOST_SERIAL_EXT_TEST_DECL void pty_pair::hang_up() noexcept
{
    detail::sys_posix_pty sys;
    if (far_end_ >= 0) // the first: closing the slave alone is no hang-up
        sys.close(std::exchange(far_end_, -1));
    if (slave_ >= 0)
        sys.close(std::exchange(slave_, -1));
}

BOOST_SERIAL_EXT_TEST_DECL pty_pair::native_handle_type pty_pair::duplicate_far_end(
    error_code& ec) const noexcept
{
    native_handle_type copy = -1;
    detail::sys_posix_pty sys;
    ec = pty_pair_detail::transfer_error(sys.duplicate(far_end_, copy));
    return copy;
}

// One attempt; nothing, and no error, if there is nothing to be had or no room at the moment.
BOOST_SERIAL_EXT_TEST_DECL std::size_t pty_pair::take(
    std::string& bytes, std::size_t limit, error_code& ec) const
{
    detail::sys_posix_pty sys;
    std::size_t const before = bytes.size();
    std::size_t size = 0;
    bytes.resize(before + (std::min)(limit, std::size_t{4096}));
    int number = sys.read(far_end_, &bytes[before], bytes.size() - before, size);
    if (number == EIO) // bytes from before the last close may still come: see the class
        number = sys.read(far_end_, &bytes[before], bytes.size() - before, size);
    bytes.resize(before + size);
    if (number == 0 && size == 0) // how the BSDs say that nobody has the slave open
        ec = pty_pair_detail::transfer_error(EIO);
    else if (number != 0 && number != EAGAIN && number != EINTR)
        ec = pty_pair_detail::transfer_error(number);
    return size;
}

// Returns when there may be something to do, or at the deadline, with an error.
BOOST_SERIAL_EXT_TEST_DECL void pty_pair::wait(
    direction what, std::chrono::steady_clock::time_point deadline, error_code& ec) const
{
    detail::sys_posix_pty sys;
    detail::pty_readiness seen;
    int const limit = pty_pair_detail::milliseconds_until(deadline);
    int number = what == direction::in ? sys.wait_readable(far_end_, limit, seen)
                                       : sys.wait_writable(far_end_, limit, seen);
    if (number == 0 && what == direction::in && (seen.ready || seen.gone))
        return; // late or not; and if nobody has the slave open, the next read says so
    if (number == 0 && !seen.ready && seen.gone)
        number = EIO; // full, and nobody there: poll would return at once, again and again
    else if (number == 0 && pty_pair_detail::clock::now() >= deadline)
        number = ETIMEDOUT;
    if (number != 0 && number != EINTR)
        ec = pty_pair_detail::transfer_error(number);
}

// Until so many bytes came, or until the delimiter: byte by byte, so as not to take what follows.
BOOST_SERIAL_EXT_TEST_DECL std::string pty_pair::collect(
    std::size_t size, std::string_view end, std::chrono::nanoseconds timeout, error_code& ec) const
{
    auto const deadline = pty_pair_detail::deadline_after(timeout);
    std::size_t late = 0; // bytes that were still taken after the deadline
    std::string bytes;
    auto const ended = [&]
    {
        return bytes.size() >= size
            || (!end.empty() && bytes.size() >= end.size()
                && bytes.compare(bytes.size() - end.size(), end.size(), end) == 0);
    };
    ec = {};
    while (!ec && !ended())
    {
        std::size_t const n = take(bytes, end.empty() ? size - bytes.size() : 1, ec);
        if (n == 0 && !ec)
            wait(direction::in, deadline, ec);
        else if (pty_pair_detail::clock::now() >= deadline && (late += n) > pty_pair_detail::queues)
            ec = pty_pair_detail::transfer_error(ETIMEDOUT); // or a flood would never end
    }
    return bytes;
}

BOOST_SERIAL_EXT_TEST_DECL std::size_t pty_pair::write(
    std::string_view bytes, std::chrono::nanoseconds timeout, error_code& ec) const
{
    auto const deadline = pty_pair_detail::deadline_after(timeout);
    detail::sys_posix_pty sys;
    std::size_t total = 0;
    ec = {};
    while (!ec && total < bytes.size())
    {
        std::size_t n = 0;
        int const number = sys.write(far_end_, &bytes[total], bytes.size() - total, n);
        total += n;
        if (number != 0 && number != EAGAIN && number != EINTR)
            ec = pty_pair_detail::transfer_error(number);
        else if (total < bytes.size()) // the kernel has taken what there was room for
            wait(direction::out, deadline, ec);
    }
    return total;
}

BOOST_SERIAL_EXT_TEST_DECL std::string pty_pair::read_available(error_code& ec) const
{
    std::string bytes;
    ec = {};
    while (take(bytes, 4096, ec) != 0 && bytes.size() < pty_pair_detail::queues)
    {
    }
    if (!bytes.empty())
        ec = {}; // it will be there at the next call too
    return bytes;
}

// For the throwing twins: says how far they got.
BOOST_SERIAL_EXT_TEST_DECL void pty_pair::check(
    error_code const& ec, char const* function, std::string_view bytes)
{
    if (!ec)
        return;
    std::string const text = std::string("pty_pair::") + function + ": got as far as "
        + std::to_string(bytes.size()) + " bytes, " + pty_pair_detail::quoted(bytes);
    detail::throw_if(ec, text.c_str());
}

} // namespace test
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
