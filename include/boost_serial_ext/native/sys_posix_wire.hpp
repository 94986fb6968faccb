// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_WIRE_HPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_WIRE_HPP

#include <boost_serial_ext/detail/config.hpp>

#include <chrono>
#include <cstddef>
#include <vector>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What `wait` waits for on a descriptor.
struct wire_interest
{
    int fd = -1;
    bool readable = false;
    bool writable = false;
    // And always for a hang-up.
};

/// What virtual ports ask a POSIX system: one call each, which returns the error number or 0.
struct sys_posix_wire
{
    /// socketpair: two ends of a stream, non-blocking and closed on exec. The first end holds as
    /// little output as the system allows, about 4 KiB on Linux.
    BOOST_SERIAL_EXT_TEST_DECL static int make(int& one, int& other) noexcept;
    /// read.
    BOOST_SERIAL_EXT_TEST_DECL static int read(
        int fd, void* data, std::size_t size, std::size_t& got) noexcept;
    /// send, without SIGPIPE.
    BOOST_SERIAL_EXT_TEST_DECL static int write(
        int fd, void const* data, std::size_t size, std::size_t& put) noexcept;
    /// FIONREAD: how many bytes can be read; none of what is no descriptor.
    BOOST_SERIAL_EXT_TEST_DECL static std::size_t waiting(int fd) noexcept;
    /// poll for room to write, without waiting.
    BOOST_SERIAL_EXT_TEST_DECL static bool writable(int fd) noexcept;
    /// poll for a hang-up, without waiting: whether nobody has the other end any more.
    BOOST_SERIAL_EXT_TEST_DECL static bool hung_up(int fd) noexcept;
    /// shutdown: the other end can write no more.
    BOOST_SERIAL_EXT_TEST_DECL static void refuse_more(int fd) noexcept;
    /// poll. @throws std::bad_alloc
    BOOST_SERIAL_EXT_TEST_DECL static void wait(
        std::vector<wire_interest> const& fds, std::chrono::nanoseconds limit);
    /// close.
    BOOST_SERIAL_EXT_TEST_DECL static void close(int fd) noexcept;
    /// signal(SIGPIPE, SIG_IGN), unless somebody handles it.
    BOOST_SERIAL_EXT_TEST_DECL static void ignore_broken_pipes() noexcept;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#if defined(BOOST_SERIAL_EXT_HEADER_ONLY)
#include <boost_serial_ext/native/sys_posix_wire.ipp>
#endif

#endif
