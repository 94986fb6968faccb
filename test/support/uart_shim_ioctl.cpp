// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The ioctls of a tty, answered as a UART's driver would.
#include "support/uart_shim_call.hpp"
#include "support/uart_shim_state.hpp"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <initializer_list>

namespace boost_serial_ext_test::uart_shim {
namespace {

bool gets_termios(std::uint32_t request) noexcept
{
    return request == TCGETS || request == TCGETS2;
}

bool sets_termios(std::uint32_t request) noexcept
{
    return request == TCSETS || request == TCSETSW || request == TCSETSF || request == TCSETS2
        || request == TCSETSW2 || request == TCSETSF2;
}

bool has_speeds(std::uint32_t request) noexcept
{
    return request == TCGETS2 || request == TCSETS2 || request == TCSETSW2 || request == TCSETSF2;
}

std::size_t copy_termios(std::uint32_t request, void const* arg, std::uint32_t* words) noexcept
{
    std::memcpy(words, arg, 4 * sizeof *words);
    if (!has_speeds(request))
        return 4;
    auto const& t = *static_cast<termios2 const*>(arg);
    words[4] = t.c_ispeed;
    words[5] = t.c_ospeed;
    return 6;
}

/// A driver's answer: an error number, and up to three words for the log.
struct answer
{
    int number = 0;
    std::uint32_t words[3] = {};
    std::size_t count = 0;
};

template<class Value>
Value& at(void* arg) noexcept
{
    return *static_cast<Value*>(arg);
}

answer of_word(std::uint32_t word) noexcept
{
    return {0, {word}, 1};
}

answer of_rs485(int number, serial_rs485 const& r) noexcept
{
    return {number, {r.flags, r.delay_rts_before_send, r.delay_rts_after_send}, 3};
}

answer of_serial(int number, serial_struct const& x) noexcept
{
    return {number,
        {static_cast<std::uint32_t>(x.flags), static_cast<std::uint32_t>(x.custom_divisor),
            static_cast<std::uint32_t>(x.baud_base)},
        3};
}

bool takes_pointer(std::uint32_t request) noexcept
{
    return request != TIOCSBRK && request != TIOCCBRK && request != TIOCMIWAIT;
}

/// Answers with the lock held. False: the kernel's own driver shall.
bool ask_driver(shared_state& s, uart& u, std::uint32_t request, void* arg, answer& a) noexcept
{
    bool const has_lines = u.driver.lines != 0;
    switch (request)
    {
    case TIOCMGET:
        if (!has_lines)
            a.number = ENOTTY;
        else
            a = of_word(at<std::uint32_t>(arg) = lines_of(s, u));
        return true;
    case TIOCMSET:
    case TIOCMBIS:
    case TIOCMBIC:
    {
        std::uint32_t const bits = at<std::uint32_t>(arg);
        if (!has_lines)
            a.number = ENOTTY;
        else
            set_outputs(s, u,
                request == TIOCMSET       ? bits
                    : request == TIOCMBIS ? u.out | bits
                                          : u.out & ~bits);
        return true;
    }
    case TIOCSBRK:
    case TIOCCBRK: set_break(s, u, request == TIOCSBRK); return true;
    case TIOCGICOUNT:
        if (u.driver.counters == 0)
            a.number = ENOTTY;
        else
            at<serial_icounter_struct>(arg) = u.counters;
        return true;
    case TIOCGSERIAL:
        if (u.driver.serial == uart_shim_serial_absent)
            a.number = ENOTTY;
        else
            a = of_serial(0, at<serial_struct>(arg) = u.serial);
        return true;
    case TIOCSSERIAL:
        if (u.driver.serial == uart_shim_serial_absent)
            a.number = ENOTTY;
        else
            a.number = set_serial(u, at<serial_struct>(arg));
        return true;
    case TIOCGRS485:
        if (u.driver.rs485 == uart_shim_rs485_absent)
            a.number = ENOTTY;
        else
            a = of_rs485(0, at<serial_rs485>(arg) = u.rs485);
        return true;
    case TIOCSRS485: a.number = set_rs485(u, at<serial_rs485>(arg)); return true;
    case TIOCOUTQ:
        if (u.output_queries == 0)
            return false;
        u.output_queries -= u.output_queries > 0 ? 1 : 0;
        a = of_word(static_cast<std::uint32_t>(at<int>(arg) = u.output_bytes));
        return true;
    default: return false;
    }
}

/// TIOCSERGETLSR: empty when nobody holds it and the kernel's queue is.
answer ask_transmitter(shared_state& s, uart& u, int fd, void* arg) noexcept
{
    if (u.driver.transmitter == 0)
        return {ENOTTY, {}, 0};
    int queued = 0;
    bool const empty = next().ioctl(fd, TIOCOUTQ, &queued) == 0 && queued == 0;
    lock const guard(s);
    bool const held = u.busy_queries != 0;
    u.busy_queries -= u.busy_queries > 0 ? 1 : 0;
    return of_word(at<std::uint32_t>(arg) = empty && !held ? TIOCSER_TEMT : 0u);
}

/// TIOCMIWAIT: until one of these lines has an edge, or a signal comes (serial_core.c,
/// uart_wait_modem_status).
int await_edge(
    shared_state& s, uart& u, serial_icounter_struct const& before, std::uint32_t mask) noexcept
{
    for (;;)
    {
        std::uint32_t const seen = __atomic_load_n(&u.changes, __ATOMIC_SEQ_CST);
        {
            lock const guard(s);
            serial_icounter_struct const& now = u.counters;
            if (((mask & TIOCM_RNG) != 0 && now.rng != before.rng)
                || ((mask & TIOCM_DSR) != 0 && now.dsr != before.dsr)
                || ((mask & TIOCM_CAR) != 0 && now.dcd != before.dcd)
                || ((mask & TIOCM_CTS) != 0 && now.cts != before.cts))
                return 0;
            if (!u.attached)
                return EIO;
        }
        if (::syscall(SYS_futex, &u.changes, FUTEX_WAIT, seen, nullptr, nullptr, 0) != 0
            && errno == EINTR)
            return EINTR;
    }
}

/// A hung-up tty answers nothing but EIO, and the kernel knows best which one is.
int hung_up(int fd) noexcept
{
    termios2 t;
    return next().ioctl(fd, TCGETS2, &t) != 0 ? errno : 0;
}

bool is_uart_request(std::uint32_t request) noexcept
{
    switch (request)
    {
    case TIOCMGET:
    case TIOCMSET:
    case TIOCMBIS:
    case TIOCMBIC:
    case TIOCMIWAIT:
    case TIOCSBRK:
    case TIOCCBRK:
    case TIOCGICOUNT:
    case TIOCGSERIAL:
    case TIOCSSERIAL:
    case TIOCGRS485:
    case TIOCSRS485:
    case TIOCSERGETLSR: return true;
    default: return false;
    }
}

/// What a call was given, for the log.
answer given(std::uint32_t request, void* arg) noexcept
{
    if (request == TIOCMIWAIT || request == TCFLSH || request == TCSBRK || request == TCXONC)
        return of_word(static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(arg)));
    if (arg == nullptr)
        return {};
    if (request == TIOCMSET || request == TIOCMBIS || request == TIOCMBIC || request == FIONBIO)
        return of_word(at<std::uint32_t>(arg));
    if (request == TIOCSSERIAL)
        return of_serial(0, at<serial_struct>(arg));
    if (request == TIOCSRS485)
        return of_rs485(0, at<serial_rs485>(arg));
    return {};
}

/// An answer of the kernel's that is worth a place in the log.
bool answers_word(std::uint32_t request) noexcept
{
    return request == FIONREAD || request == TIOCOUTQ || request == TIOCGEXCL;
}

} // namespace

bool is_termios_request(std::uint32_t request) noexcept
{
    return gets_termios(request) || sets_termios(request);
}

void show_low_flags(int pts, void* settings) noexcept
{
    shared_state& s = state();
    lock const guard(s);
    auto* const flags = static_cast<std::uint32_t*>(settings);
    flags[cflag_index] = (flags[cflag_index] & ~low_flags) | s.uarts[pts].low;
}

int settle_kernel(int pts, int fd, std::uint32_t wanted_cflag) noexcept
{
    shared_state& s = state();
    lock const guard(s);
    uart& u = s.uarts[pts];
    termios2 t{};
    if (next().ioctl(fd, TCGETS2, &t) != 0)
        return errno;
    t.c_cflag = (t.c_cflag & ~low_flags) | (wanted_cflag & low_flags);
    termios2 const wanted = t;
    settle(u, t, u.low);
    u.low = t.c_cflag & low_flags;
    if (std::memcmp(&t, &wanted, sizeof t) != 0 && next().ioctl(fd, TCSETS2, &t) != 0)
        return errno;
    return 0;
}

int transfer_termios(int pts, int fd, std::uint32_t request, void* arg) noexcept
{
    if (arg == nullptr)
        return EFAULT;
    std::uint32_t const wanted
        = sets_termios(request) ? static_cast<std::uint32_t*>(arg)[cflag_index] : 0;
    if (next().ioctl(fd, request, arg) != 0)
        return errno;
    if (sets_termios(request))
        return settle_kernel(pts, fd, wanted);
    show_low_flags(pts, arg);
    return 0;
}

int ioctl_termios(int pts, int fd, std::uint32_t request, void* arg)
{
    std::uint32_t words[6] = {};
    std::size_t count = 0;
    if (arg != nullptr && sets_termios(request))
        count = copy_termios(request, arg, words);
    call c(pts, request, words, count);
    int const number = c.refused() != 0 ? c.refused() : transfer_termios(pts, fd, request, arg);
    if (number == 0 && gets_termios(request))
        count = copy_termios(request, arg, words);
    return c.finish_error(number, words, count);
}

int ioctl_uart(int pts, int fd, std::uint32_t request, void* arg)
{
    answer a = given(request, arg);
    call c(pts, request, a.words, a.count);
    a = {};
    if (c.refused() != 0)
        return c.finish_error(c.refused());
    if (is_uart_request(request))
    {
        if (int const number = hung_up(fd); number != 0)
            return c.finish_error(number);
        if (arg == nullptr && takes_pointer(request))
            return c.finish_error(EFAULT);
    }
    if (request == TIOCMIWAIT)
        return c.finish_error(await_edge(c.shared(), c.port(), c.counted(),
            static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(arg))));
    if (request == TIOCSERGETLSR)
    {
        a = ask_transmitter(c.shared(), c.port(), fd, arg);
        return c.finish_error(a.number, a.words, a.count);
    }
    bool answered = false;
    {
        lock const guard(c.shared());
        answered = ask_driver(c.shared(), c.port(), request, arg, a);
        if (request == TCSBRKP || (request == TCSBRK && arg == nullptr)) // tcsendbreak
            for (bool const on : {true, false})
                set_break(c.shared(), c.port(), on);
    }
    if (answered)
        return c.finish_error(a.number, a.words, a.count);
    int const result = next().ioctl(fd, request, arg);
    if (result == 0 && arg != nullptr && answers_word(request))
        a = of_word(at<std::uint32_t>(arg));
    return static_cast<int>(c.finish(result, a.words, a.count));
}

} // namespace boost_serial_ext_test::uart_shim
