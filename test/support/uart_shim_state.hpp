// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_TEST_SUPPORT_UART_SHIM_STATE_HPP
#define BOOST_SERIAL_EXT_TEST_SUPPORT_UART_SHIM_STATE_HPP

#include "support/uart_shim_api.hpp"

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstring>

#include <asm/termios.h>
#include <linux/futex.h>
#include <linux/serial.h>
#include <linux/tty_flags.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

// What the shim pretends: plain data in one block of memory, so that processes can share it.
namespace boost_serial_ext_test::uart_shim {

/// As many as a system has unless its administrator asked for more (kernel.pty.max).
inline constexpr int max_ptys = 4096;
inline constexpr std::size_t max_rules = 16;
inline constexpr std::size_t log_size = 8192;

inline constexpr std::uint32_t outputs = TIOCM_DTR | TIOCM_RTS | TIOCM_OUT1 | TIOCM_OUT2;
inline constexpr std::uint32_t inputs = TIOCM_CTS | TIOCM_DSR | TIOCM_CAR | TIOCM_RNG;
/// What the pty driver replaces by CS8 (drivers/tty/pty.c, pty_set_termios).
inline constexpr std::uint32_t low_flags = CSIZE | PARENB;

struct rule
{
    std::uint32_t call;
    std::uint32_t wait; ///< Calls that pass first.
    int times;          ///< 0: The rule is free.
    int error;
};

/// What the state's lock guards.
struct uart_data
{
    uart_shim_driver driver;
    int peer;
    std::uint32_t out;
    std::uint32_t forced;
    std::uint32_t break_on;
    std::uint32_t opens;
    std::uint32_t low;
    int busy_queries;
    int output_queries;
    int output_bytes;
    std::uint32_t changes; ///< A futex: counts what TIOCMIWAIT waits for.
    serial_icounter_struct counters;
    serial_struct serial;
    serial_rs485 rs485;
    rule rules[max_rules];
};

struct uart : uart_data
{
    std::atomic<bool> attached; ///< Asked without the lock, by every call on any descriptor.
};

struct log_slot
{
    int pts;
    uart_shim_entry entry;
};

struct shared_state
{
    std::atomic<std::uint32_t> ready;
    pthread_mutex_t mutex;
    uart uarts[max_ptys];
    std::uint64_t logged; ///< Ever; the latest `log_size` are kept.
    log_slot log[log_size];
};

/// What is left of a rate, and its code: c_ospeed and CBAUD.
struct standard_rate
{
    std::uint32_t code;
    std::uint32_t rate;
};
inline constexpr standard_rate standard_rates[]
    = {{B50, 50}, {B75, 75}, {B110, 110}, {B134, 134}, {B150, 150}, {B200, 200}, {B300, 300},
        {B600, 600}, {B1200, 1200}, {B1800, 1800}, {B2400, 2400}, {B4800, 4800}, {B9600, 9600},
        {B19200, 19200}, {B38400, 38400}, {B57600, 57600}, {B115200, 115200}, {B230400, 230400},
        {B460800, 460800}, {B500000, 500000}, {B576000, 576000}, {B921600, 921600},
        {B1000000, 1000000}, {B1152000, 1152000}, {B1500000, 1500000}, {B2000000, 2000000},
        {B2500000, 2500000}, {B3000000, 3000000}, {B3500000, 3500000}, {B4000000, 4000000}};

inline uart_shim_driver default_driver() noexcept
{
    uart_shim_driver d{};
    d.sizes = 1u << 5 | 1u << 6 | 1u << 7 | 1u << 8;
    d.lines = 1;
    d.serial = uart_shim_serial_kept;
    d.serial_type = PORT_16550A;
    d.baud_base = 115200;
    d.rs485 = uart_shim_rs485_zeros_only;
    d.counters = 1;
    d.transmitter = 1;
    return d;
}

inline void reset(uart& u, uart_shim_driver const& driver) noexcept
{
    std::uint32_t const changes = u.changes;
    static_cast<uart_data&>(u) = uart_data{};
    u.changes = changes;
    u.driver = driver;
    u.peer = -1;
    u.low = CS8;
    u.serial.type = static_cast<int>(driver.serial_type);
    u.serial.baud_base = static_cast<int>(driver.baud_base);
    u.serial.xmit_fifo_size = 16;
    u.serial.close_delay = 50;
    u.serial.closing_wait = 3000;
    if (driver.rs485 == uart_shim_rs485_corrected)
        u.rs485.flags = SER_RS485_RTS_ON_SEND;
}

/// What a call meets: an error from the rules, or 0.
inline int next_error(uart& u, std::uint32_t call) noexcept
{
    for (rule& r : u.rules)
    {
        if (r.times == 0 || r.call != call)
            continue;
        if (r.wait != 0)
        {
            --r.wait;
            continue;
        }
        r.times -= r.times > 0 ? 1 : 0;
        return r.error;
    }
    return 0;
}

inline std::uint32_t lines_of(shared_state& s, uart& u) noexcept
{
    std::uint32_t bits = u.out | u.forced;
    std::uint32_t const far = u.peer < 0 ? 0 : s.uarts[u.peer].out;
    if ((far & TIOCM_RTS) != 0)
        bits |= TIOCM_CTS;
    if ((far & TIOCM_DTR) != 0)
        bits |= TIOCM_DSR | TIOCM_CAR;
    return bits;
}

inline void wake(uart& u) noexcept
{
    __atomic_add_fetch(&u.changes, 1u, __ATOMIC_SEQ_CST);
    ::syscall(SYS_futex, &u.changes, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

/// Counts the edges that turned `before` into what the lines are now; RI's trailing one only.
inline void count_edges(shared_state& s, uart& u, std::uint32_t before) noexcept
{
    std::uint32_t const now = lines_of(s, u);
    std::uint32_t const edges = before ^ now;
    u.counters.cts += (edges & TIOCM_CTS) != 0;
    u.counters.dsr += (edges & TIOCM_DSR) != 0;
    u.counters.dcd += (edges & TIOCM_CAR) != 0;
    u.counters.rng += (edges & TIOCM_RNG & before) != 0;
    if ((edges & inputs) != 0)
        wake(u);
}

inline void set_outputs(shared_state& s, uart& u, std::uint32_t bits) noexcept
{
    uart* const peer = u.peer < 0 ? nullptr : &s.uarts[u.peer];
    std::uint32_t const before = peer != nullptr ? lines_of(s, *peer) : 0;
    std::uint32_t const stuck = u.driver.stuck_lines;
    u.out = (u.out & stuck) | (bits & outputs & ~stuck);
    if (peer != nullptr)
        count_edges(s, *peer, before);
}

inline void set_break(shared_state& s, uart& u, bool on) noexcept
{
    if (on && u.break_on == 0 && u.peer >= 0)
    {
        ++s.uarts[u.peer].counters.brk;
        wake(s.uarts[u.peer]);
    }
    u.break_on = on ? 1 : 0;
}

/// What the driver makes of settings: `t` are the wanted ones, `low` what it has of CSIZE now.
inline void settle(uart const& u, termios2& t, std::uint32_t low) noexcept
{
    uart_shim_driver const& d = u.driver;
    std::uint32_t const bits = 5u + ((t.c_cflag & CSIZE) >> 4);
    if ((d.sizes & (1u << bits)) == 0)
        t.c_cflag = (t.c_cflag & ~tcflag_t{CSIZE}) | (low & CSIZE);
    t.c_cflag &= ~d.dropped_cflag;
    t.c_iflag &= ~d.dropped_iflag;
    if (d.rs485 == uart_shim_rs485_corrected && (u.rs485.flags & SER_RS485_ENABLED) != 0)
        t.c_cflag &= ~tcflag_t{CRTSCTS};

    std::uint32_t rate = t.c_ospeed;
    if (d.max_rate != 0 && rate > d.max_rate)
        rate = d.fallback_rate;
    if (d.clock != 0 && rate != 0)
    {
        std::uint32_t const divisor = (d.clock + rate / 2) / rate;
        rate = d.clock / (divisor == 0 ? 1 : divisor);
    }
    bool const plain = (t.c_cflag & CBAUD) == BOTHER;
    if (rate == t.c_ospeed && !(plain && d.standard_codes != 0))
        return;
    std::uint32_t code = BOTHER;
    for (auto const& standard : standard_rates)
        if (standard.rate == rate && (d.standard_codes != 0 || !plain))
            code = standard.code;
    t.c_cflag = (t.c_cflag & ~tcflag_t{CBAUD | CIBAUD}) | code;
    t.c_ispeed = t.c_ospeed = rate;
}

/// TIOCSRS485 as serial_core.c and pl011 answer it; the caller gets the corrected values back.
inline int set_rs485(uart& u, serial_rs485& r) noexcept
{
    std::uint32_t const known = SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND | SER_RS485_RTS_AFTER_SEND
        | SER_RS485_RX_DURING_TX | SER_RS485_TERMINATE_BUS;
    if (u.driver.rs485 != uart_shim_rs485_corrected)
        return ENOTTY;
    if ((r.flags & ~known) != 0)
        return EINVAL;
    r.flags &= ~std::uint32_t{SER_RS485_TERMINATE_BUS};
    if ((r.flags & SER_RS485_ENABLED) == 0)
        std::memset(&r, 0, sizeof r);
    else if ((r.flags & SER_RS485_RTS_ON_SEND) != 0)
        r.flags &= ~std::uint32_t{SER_RS485_RTS_AFTER_SEND};
    else if ((r.flags & SER_RS485_RTS_AFTER_SEND) == 0)
        r.flags |= SER_RS485_RTS_ON_SEND;
    std::uint32_t const longest = 100; // ms
    r.delay_rts_before_send = r.delay_rts_before_send < longest ? r.delay_rts_before_send : longest;
    r.delay_rts_after_send = r.delay_rts_after_send < longest ? r.delay_rts_after_send : longest;
    u.rs485 = r;
    return 0;
}

inline int set_serial(uart& u, serial_struct const& wanted) noexcept
{
    if (u.driver.serial == uart_shim_serial_refusing)
        return EPERM;
    u.serial = wanted;
    if (u.driver.serial == uart_shim_serial_ignoring)
        u.serial.flags &= static_cast<int>(~ASYNC_LOW_LATENCY);
    return 0;
}

} // namespace boost_serial_ext_test::uart_shim

#endif
