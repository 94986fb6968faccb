// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_UART_SHIM_CALL_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_UART_SHIM_CALL_HPP

#include "support/uart_shim_api.hpp"
#include "support/uart_shim_state.hpp"

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <dlfcn.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

// What every intercepted call needs: libc's own function, the state of the tty, a line in the log.
// Neither libc's <termios.h> nor <sys/ioctl.h> can be included beside the kernel's headers.
namespace boost_serial_ext_test::uart_shim {

/// The functions that ours stand before.
struct next_functions
{
    template<class Function>
    static void find(Function& f, char const* name) noexcept
    {
        f = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
        if (f == nullptr)
            std::abort(); // a libc that this file does not know
    }

    next_functions() noexcept
    {
        find(open, "open");
        find(openat, "openat");
        find(close, "close");
        find(ioctl, "ioctl");
        find(fstat, "fstat");
        find(flock, "flock");
        find(write, "write");
        find(writev, "writev");
        find(tcgetattr, "tcgetattr");
        find(tcsetattr, "tcsetattr");
    }

    int (*open)(char const*, int, ...);
    int (*openat)(int, char const*, int, ...);
    int (*close)(int);
    int (*ioctl)(int, unsigned long, ...);
    int (*fstat)(int, struct ::stat*);
    int (*flock)(int, int);
    ::ssize_t (*write)(int, void const*, std::size_t);
    ::ssize_t (*writev)(int, ::iovec const*, int);
    int (*tcgetattr)(int, void*);
    int (*tcsetattr)(int, int, void const*);
};

inline next_functions const& next() noexcept
{
    static next_functions const functions;
    return functions;
}

/// For the lookups that a caller's errno must survive.
struct errno_kept
{
    int const before = errno;
    ~errno_kept() { errno = before; }
};

class lock
{
public:
    explicit lock(shared_state& s) noexcept : s_(s) { ::pthread_mutex_lock(&s_.mutex); }
    lock(lock const&) = delete;
    lock& operator=(lock const&) = delete;
    ~lock() { ::pthread_mutex_unlock(&s_.mutex); }

private:
    shared_state& s_;
};

/// Mapped and initialised by the first who asks.
shared_state& state() noexcept;

inline uart* attached(int pts) noexcept
{
    if (pts < 0 || pts >= max_ptys)
        return nullptr;
    uart& u = state().uarts[pts];
    return u.attached ? &u : nullptr;
}

/// N of /dev/pts/N, -1 for any other file (Documentation/admin-guide/devices.txt).
inline int slave_of(int fd) noexcept
{
    errno_kept const kept;
    struct ::stat st;
    if (next().fstat(fd, &st) != 0 || !S_ISCHR(st.st_mode) || major(st.st_rdev) < 136
        || major(st.st_rdev) > 143)
        return -1;
    return static_cast<int>((major(st.st_rdev) - 136) * 256 + minor(st.st_rdev));
}

/// The same for the master, whose settings are the slave's.
inline int master_of(int fd) noexcept
{
    errno_kept const kept;
    struct ::stat st;
    unsigned pts = 0;
    if (next().fstat(fd, &st) != 0 || !S_ISCHR(st.st_mode) || st.st_rdev != makedev(5, 2)
        || next().ioctl(fd, TIOCGPTN, &pts) != 0)
        return -1;
    return static_cast<int>(pts);
}

/// A call in the log: begun, then finished. Between the two the lock is free.
class call
{
public:
    call(int pts, std::uint32_t number, std::uint32_t const* words, std::size_t count) noexcept
        : s_(state()), pts_(pts)
    {
        errno_kept const kept;
        ::timespec now{};
        ::clock_gettime(CLOCK_MONOTONIC, &now);
        lock const guard(s_);
        uart& u = s_.uarts[pts];
        index_ = s_.logged++;
        log_slot& slot = s_.log[index_ % log_size];
        slot = log_slot{pts, {}};
        slot.entry.call = number;
        slot.entry.error = -1;
        slot.entry.lines = u.out;
        slot.entry.nanoseconds = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u
            + static_cast<std::uint64_t>(now.tv_nsec);
        slot.entry.thread = static_cast<std::int32_t>(::syscall(SYS_gettid));
        std::memcpy(slot.entry.words, words, count * sizeof *words);
        counted_ = u.counters;
        refused_ = next_error(u, number);
    }
    call(int pts, std::uint32_t number, std::uint32_t word = 0) noexcept
        : call(pts, number, &word, 1)
    {
    }

    /// The error number that the test wants to see instead of the call; 0: none.
    int refused() const noexcept { return refused_; }

    /// The counters of the lines when it began: what the log shows has begun to count.
    serial_icounter_struct const& counted() const noexcept { return counted_; }

    /// What came out; returns it, with errno set where it is negative.
    ::ssize_t finish(::ssize_t result, std::uint32_t const* words = nullptr, std::size_t count = 0)
    {
        errno_kept const kept;
        int const number = result < 0 ? errno : 0;
        lock const guard(s_);
        if (s_.logged - index_ <= log_size)
        {
            uart_shim_entry& entry = s_.log[index_ % log_size].entry;
            entry.error = number;
            entry.result = result;
            if (count != 0 && number == 0)
                std::memcpy(entry.words, words, count * sizeof *words);
        }
        return result;
    }
    int finish_error(int number, std::uint32_t const* words = nullptr, std::size_t count = 0)
    {
        if (number != 0)
            errno = number;
        return static_cast<int>(finish(number == 0 ? 0 : -1, words, count));
    }

    shared_state& shared() const noexcept { return s_; }
    uart& port() const noexcept { return s_.uarts[pts_]; }

private:
    shared_state& s_;
    int pts_;
    std::uint64_t index_ = 0;
    int refused_ = 0;
    serial_icounter_struct counted_{};
};

/// TCGETS, TCSETS and so on: after the kernel's own work, what the driver would make of it.
bool is_termios_request(std::uint32_t request) noexcept;
/// As seen from the master: not in the log. An error number.
int transfer_termios(int pts, int fd, std::uint32_t request, void* arg) noexcept;
/// The ioctls of the slave, with the result of `ioctl`.
int ioctl_termios(int pts, int fd, std::uint32_t request, void* arg);
int ioctl_uart(int pts, int fd, std::uint32_t request, void* arg);

/// The beginning of libc's struct termios and of both of the kernel's is the same.
inline constexpr std::size_t cflag_index = 2;

/// Puts into settings what the pty driver did not keep.
void show_low_flags(int pts, void* settings) noexcept;
/// After the kernel has taken settings: makes of them what the driver would have. An error number.
int settle_kernel(int pts, int fd, std::uint32_t wanted_cflag) noexcept;

} // namespace boost_serial_ext_test::uart_shim

#endif
