// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Loaded into a client by LD_PRELOAD: counts the calls that transfers and waits are made of, at full
// speed, where a tracer would make the client so slow that it finds other work. At the end it writes
// a line for each to the file that BOOST_SERIAL_EXT_CALLS names.

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/uio.h>

namespace {

enum call
{
    call_read,
    call_write,
    call_epoll_wait,
    call_epoll_ctl,
    call_poll,
    call_timerfd_settime,
    call_count
};

constexpr char const* names[call_count]
    = {"read", "write", "epoll_wait", "epoll_ctl", "poll", "timerfd_settime"};

std::atomic<unsigned long long> counts[call_count];

// libc's own.
template<class Function>
Function* next(char const* name) noexcept
{
    void* const found = ::dlsym(RTLD_NEXT, name);
    if (found == nullptr)
        std::abort();
    Function* result = nullptr;
    std::memcpy(&result, &found, sizeof result);
    return result;
}

void count(call which) noexcept
{
    counts[which].fetch_add(1, std::memory_order_relaxed);
}

struct report
{
    ~report()
    {
        char const* const path = std::getenv("BOOST_SERIAL_EXT_CALLS");
        std::FILE* const file = path != nullptr ? std::fopen(path, "w") : nullptr;
        if (file == nullptr)
            return;
        for (int i = 0; i != call_count; ++i)
            std::fprintf(file, "%s %llu\n", names[i], counts[i].load());
        std::fclose(file);
    }
} const at_the_end;

} // namespace

extern "C" {
ssize_t read(int fd, void* data, std::size_t size)
{
    static auto* const real = next<decltype(::read)>("read");
    count(call_read);
    return real(fd, data, size);
}

ssize_t readv(int fd, iovec const* slices, int n)
{
    static auto* const real = next<decltype(::readv)>("readv");
    count(call_read);
    return real(fd, slices, n);
}

ssize_t write(int fd, void const* data, std::size_t size)
{
    static auto* const real = next<decltype(::write)>("write");
    count(call_write);
    return real(fd, data, size);
}

ssize_t writev(int fd, iovec const* slices, int n)
{
    static auto* const real = next<decltype(::writev)>("writev");
    count(call_write);
    return real(fd, slices, n);
}

int epoll_wait(int fd, epoll_event* events, int most, int timeout)
{
    static auto* const real = next<decltype(::epoll_wait)>("epoll_wait");
    count(call_epoll_wait);
    return real(fd, events, most, timeout);
}

int epoll_ctl(int fd, int operation, int other, epoll_event* event) noexcept
{
    static auto* const real = next<decltype(::epoll_ctl)>("epoll_ctl");
    count(call_epoll_ctl);
    return real(fd, operation, other, event);
}

int poll(pollfd* fds, nfds_t n, int timeout)
{
    static auto* const real = next<decltype(::poll)>("poll");
    count(call_poll);
    return real(fds, n, timeout);
}

int ppoll(pollfd* fds, nfds_t n, timespec const* timeout, sigset_t const* mask)
{
    static auto* const real = next<decltype(::ppoll)>("ppoll");
    count(call_poll);
    return real(fds, n, timeout, mask);
}

int timerfd_settime(int fd, int flags, itimerspec const* wanted, itimerspec* before) noexcept
{
    static auto* const real = next<decltype(::timerfd_settime)>("timerfd_settime");
    count(call_timerfd_settime);
    return real(fd, flags, wanted, before);
}
}
