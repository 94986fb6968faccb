// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What every POSIX system answers, as the tests themselves ask it; system_linux.cpp, system_darwin.cpp
// and system_freebsd.cpp have the rest.
#include "support/system.hpp"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

namespace boost_serial_ext_test {

// ---- handles ------------------------------------------------------------------------------------

native_handle no_handle() noexcept
{
    return -1;
}

bool is_open(native_handle handle) noexcept
{
    return ::fcntl(handle, F_GETFD) >= 0;
}

std::size_t write_now(native_handle handle, std::string_view bytes)
{
    auto const n = ::write(handle, bytes.data(), bytes.size()); // the library opens it non-blocking
    if (n < 0 && errno != EAGAIN)
        throw std::system_error(errno, std::generic_category(), "write");
    return n < 0 ? 0 : static_cast<std::size_t>(n);
}

bool has_room(native_handle handle) noexcept
{
    ::pollfd room{handle, POLLOUT, 0};
    return ::poll(&room, 1, 0) == 1;
}

// ---- threads ------------------------------------------------------------------------------------

namespace {

/// What a signal's handler sees.
struct stop
{
    static inline std::atomic<bool> reached{false};
    static inline std::atomic<bool> let_go{false};
};

} // namespace

// In a signal's handler.
stopped_thread::stopped_thread(std::thread::native_handle_type thread) : thread_(thread)
{
    struct sigaction act = {};
    act.sa_handler = [](int)
    {
        stop::reached = true;
        while (!stop::let_go)
        {
        }
    };
    ::sigaction(SIGUSR1, &act, nullptr);
    stop::reached = stop::let_go = false;
    ::pthread_kill(thread_, SIGUSR1);
    auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!stop::reached)
    {
        if (std::chrono::steady_clock::now() > end)
            throw std::runtime_error("a signal does not arrive");
        std::this_thread::yield();
    }
}

void stopped_thread::go_on() noexcept
{
    stop::let_go = true;
}

std::chrono::microseconds processor_time()
{
    ::rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    auto const of = [](::timeval const& t)
    { return std::chrono::seconds(t.tv_sec) + std::chrono::microseconds(t.tv_usec); };
    return of(used.ru_utime) + of(used.ru_stime);
}

// ---- messages -----------------------------------------------------------------------------------

bell::bell()
{
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0)
        throw std::system_error(errno, std::generic_category(), "pipe");
    handle_ = ends[0];
    ringer_ = ends[1];
    for (int const end : ends)
    {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_RDWR | O_NONBLOCK);
    }
}

bell::~bell()
{
    ::close(handle_);
    ::close(ringer_);
}

native_handle bell::duplicate() const
{
    native_handle const copy = ::fcntl(handle_, F_DUPFD_CLOEXEC, 0);
    if (copy < 0)
        throw std::system_error(errno, std::generic_category(), "dup");
    return copy;
}

void bell::ring() noexcept
{
    [[maybe_unused]] auto const n = ::write(ringer_, "", 1); // a full one rings as well
}

void bell::stop() noexcept
{
    char scrap[64];
    while (::read(handle_, scrap, sizeof scrap) > 0)
    {
    }
}

} // namespace boost_serial_ext_test
