// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Linux, as the tests themselves ask it.
#include "support/raw_descriptor.hpp"
#include "support/system.hpp"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
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

// Neither by lock nor by TIOCEXCL.
bool is_free(std::string const& device)
{
    if (refusal_of(device) == EBUSY)
        return false;
    raw_descriptor const other(device);
    int exclusive = 0;
    if (::ioctl(other.get(), TIOCGEXCL, &exclusive) != 0)
        throw std::system_error(errno, std::generic_category(), "TIOCGEXCL");
    return other.lock() && exclusive == 0;
}

// ---- threads ------------------------------------------------------------------------------------

namespace {

/// The system call that a thread waits in; -1: none, or there is no such thread (any more).
long system_call_of(thread_number thread)
{
    std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/syscall");
    if (!file && !std::ifstream("/proc/thread-self/syscall"))
        throw std::runtime_error("/proc tells of no system calls");
    long number = -1; // "running" is no number
    return file >> number ? number : -1;
}

/// What a signal's handler sees.
struct stop
{
    static inline std::atomic<bool> reached{false};
    static inline std::atomic<bool> let_go{false};
};

} // namespace

thread_number number_of_this_thread() noexcept
{
    return static_cast<thread_number>(::syscall(SYS_gettid));
}

bool is_waiting(thread_number thread)
{
    return system_call_of(thread) != -1;
}

bool is_blocked(thread_number thread)
{
    return system_call_of(thread) == SYS_ppoll;
}

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

bell::bell() : handle_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (handle_ < 0)
        throw std::system_error(errno, std::generic_category(), "eventfd");
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
    ::eventfd_write(handle_, 1);
}

void bell::stop() noexcept
{
    ::eventfd_t rung = 0;
    ::eventfd_read(handle_, &rung);
}

} // namespace boost_serial_ext_test
