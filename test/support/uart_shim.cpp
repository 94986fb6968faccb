// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

/*  Makes ptys behave like UARTs: stands between a program and libc, and answers what the pty driver
    lacks. Bytes, queues, locks and hang-ups stay the kernel's. Linux with glibc 2.33 or newer.

    Linked into a program, it leaves every pty alone that `uart_shim_attach` does not name.
    Built as a module (BOOST_SERIAL_EXT_UART_SHIM_PRELOADED) it serves other programs:

        LD_PRELOAD=libuart_shim.so PROGRAM      every /dev/pts/N that PROGRAM opens is a 16550A
        BOOST_SERIAL_EXT_UART_SHIM_JOIN=3:4     and /dev/pts/3 and 4 are the ends of a cable
        BOOST_SERIAL_EXT_UART_SHIM_STATE=FILE   processes that name the same file share the state
*/
#include "support/uart_shim_api.hpp"
#include "support/uart_shim_call.hpp"
#include "support/uart_shim_state.hpp"

#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>

namespace boost_serial_ext_test::uart_shim {
namespace {

/// A driver raises DTR and RTS at every open (tty_port_block_til_ready), RTS not under RS-485.
int opened(int fd)
{
    int const pts = fd < 0 ? -1 : slave_of(fd);
#if defined(BOOST_SERIAL_EXT_UART_SHIM_PRELOADED)
    if (pts >= 0 && attached(pts) == nullptr)
        ::uart_shim_attach(pts, nullptr);
#endif
    if (attached(pts) == nullptr)
        return fd;
    call c(pts, uart_shim_open);
    if (c.refused() != 0)
    {
        next().close(fd);
        return c.finish_error(c.refused());
    }
    {
        lock const guard(c.shared());
        uart& u = c.port();
        ++u.opens;
        bool const rs485 = (u.rs485.flags & SER_RS485_ENABLED) != 0;
        if (u.driver.lines != 0 && u.driver.passive_open == 0)
            set_outputs(c.shared(), u, u.out | TIOCM_DTR | (rs485 ? 0u : TIOCM_RTS));
    }
    return static_cast<int>(c.finish(fd));
}

/// Whether nobody has the slave open any more: the master tells, as dup and fork leave no trace
/// here. A master in another process cannot be asked; then the opens that were seen are counted.
bool was_last(int pts, std::uint32_t opens) noexcept
{
    int const most = 1024;
    for (int fd = 0; fd < most; ++fd)
        if (master_of(fd) == pts)
        {
            ::pollfd p{fd, 0, 0};
            return ::poll(&p, 1, 0) == 1 && (p.revents & POLLHUP) != 0;
        }
    return opens == 0;
}

int close_uart(int pts, int fd)
{
    call c(pts, uart_shim_close);
    termios2 t{};
    bool const hangs_up = next().ioctl(fd, TCGETS2, &t) != 0 || (t.c_cflag & HUPCL) != 0;
    int const result = static_cast<int>(c.finish(next().close(fd)));
    errno_kept const kept;
    lock const guard(c.shared());
    uart& u = c.port();
    u.opens -= u.opens > 0 ? 1 : 0;
    if (was_last(pts, u.opens) && hangs_up)
        set_outputs(c.shared(), u, u.out & ~std::uint32_t{TIOCM_DTR | TIOCM_RTS});
    return result;
}

template<class Write>
::ssize_t write_uart(int pts, std::size_t size, Write write)
{
    call c(pts, uart_shim_write, static_cast<std::uint32_t>(size));
    if (c.refused() != 0)
        return c.finish_error(c.refused());
    ::ssize_t const n = write();
    if (n > 0)
    {
        errno_kept const kept;
        shared_state& s = c.shared();
        lock const guard(s);
        c.port().counters.tx += static_cast<int>(n);
        if (c.port().peer >= 0)
            s.uarts[c.port().peer].counters.rx += static_cast<int>(n);
    }
    return c.finish(n);
}

template<class Pass>
int libc_call(int fd, std::uint32_t number, std::uint32_t word, Pass pass)
{
    int const pts = slave_of(fd);
    if (attached(pts) == nullptr)
        return pass();
    call c(pts, number, word);
    return c.refused() != 0 ? c.finish_error(c.refused()) : static_cast<int>(c.finish(pass()));
}

/// libc's struct termios: 32 control characters where the kernel has 19.
struct libc_termios
{
    std::uint32_t flags[4];
    std::uint8_t line_and_characters[36];
    std::uint32_t speeds[2];
};
static_assert(sizeof(libc_termios) == 60);

/// A device number of the range for local use: to its users this is no pty.
void disguise(int fd, struct ::stat& st) noexcept
{
    if (int const pts = slave_of(fd); attached(pts) != nullptr)
        st.st_rdev = makedev(120, static_cast<unsigned>(pts));
}

} // namespace
} // namespace boost_serial_ext_test::uart_shim

using namespace boost_serial_ext_test::uart_shim;

extern "C" {

// libc's functions, under names of our own so that no header's declaration is in the way.

// NOLINTBEGIN(bugprone-reserved-identifier)
int shim_open(char const* path, int flags, ...) __asm__("open");
int shim_open64(char const* path, int flags, ...) __asm__("open64");
int shim_openat(int at, char const* path, int flags, ...) __asm__("openat");
int shim_openat64(int at, char const* path, int flags, ...) __asm__("openat64");
int shim_close(int fd) __asm__("close");
int shim_ioctl(int fd, unsigned long request, ...) __asm__("ioctl");
int shim_fstat(int fd, struct ::stat* st) __asm__("fstat");
int shim_fstat64(int fd, struct ::stat* st) __asm__("fstat64");
int shim_flock(int fd, int operation) __asm__("flock");
::ssize_t shim_write(int fd, void const* data, std::size_t size) __asm__("write");
::ssize_t shim_writev(int fd, ::iovec const* parts, int count) __asm__("writev");
int shim_tcgetattr(int fd, void* settings) __asm__("tcgetattr");
int shim_tcsetattr(int fd, int when, void const* settings) __asm__("tcsetattr");
int shim_tcflush(int fd, int queue) __asm__("tcflush");
int shim_tcdrain(int fd) __asm__("tcdrain");
int shim_tcsendbreak(int fd, int duration) __asm__("tcsendbreak");
// NOLINTEND(bugprone-reserved-identifier)

#define BOOST_SERIAL_EXT_SHIM_OPEN(...)                                                            \
    std::va_list arguments;                                                                        \
    va_start(arguments, flags);                                                                    \
    bool const has_mode = (flags & (O_CREAT | O_TMPFILE)) != 0;                                    \
    unsigned const mode = has_mode ? va_arg(arguments, unsigned) : 0;                              \
    va_end(arguments);                                                                             \
    return opened(__VA_ARGS__)

int shim_open(char const* path, int flags, ...)
{
    BOOST_SERIAL_EXT_SHIM_OPEN(next().open(path, flags, mode));
}
int shim_open64(char const* path, int flags, ...)
{
    BOOST_SERIAL_EXT_SHIM_OPEN(next().open(path, flags | O_LARGEFILE, mode));
}
int shim_openat(int at, char const* path, int flags, ...)
{
    BOOST_SERIAL_EXT_SHIM_OPEN(next().openat(at, path, flags, mode));
}
int shim_openat64(int at, char const* path, int flags, ...)
{
    BOOST_SERIAL_EXT_SHIM_OPEN(next().openat(at, path, flags | O_LARGEFILE, mode));
}

int shim_close(int fd)
{
    int const pts = slave_of(fd);
    return attached(pts) != nullptr ? close_uart(pts, fd) : next().close(fd);
}

int shim_ioctl(int fd, unsigned long request, ...)
{
    std::va_list arguments;
    va_start(arguments, request);
    void* const arg = va_arg(arguments, void*);
    va_end(arguments);
    auto const number = static_cast<std::uint32_t>(request);
    bool const termios = is_termios_request(number);
    if (int const pts = slave_of(fd); attached(pts) != nullptr)
        return termios ? ioctl_termios(pts, fd, number, arg) : ioctl_uart(pts, fd, number, arg);
    int const pts = termios ? master_of(fd) : -1;
    if (attached(pts) == nullptr)
        return next().ioctl(fd, request, arg);
    int const error = transfer_termios(pts, fd, number, arg); // a look from the far end: no log
    if (error != 0)
        errno = error;
    return error == 0 ? 0 : -1;
}

int shim_fstat(int fd, struct ::stat* st)
{
    int const result = next().fstat(fd, st);
    if (result == 0)
        disguise(fd, *st);
    return result;
}
int shim_fstat64(int fd, struct ::stat* st) // the same structure where off_t has 64 bits
{
    static_assert(sizeof(::off_t) == 8);
    return shim_fstat(fd, st);
}

int shim_flock(int fd, int operation)
{
    return libc_call(fd, uart_shim_flock, static_cast<std::uint32_t>(operation),
        [&] { return next().flock(fd, operation); });
}

::ssize_t shim_write(int fd, void const* data, std::size_t size)
{
    auto const pass = [&] { return next().write(fd, data, size); };
    int const pts = slave_of(fd);
    return attached(pts) != nullptr ? write_uart(pts, size, pass) : pass();
}
::ssize_t shim_writev(int fd, ::iovec const* parts, int count)
{
    auto const pass = [&] { return next().writev(fd, parts, count); };
    int const pts = slave_of(fd);
    std::size_t size = 0;
    for (int i = 0; i < count; ++i)
        size += parts[i].iov_len;
    return attached(pts) != nullptr ? write_uart(pts, size, pass) : pass();
}

int shim_tcgetattr(int fd, void* settings)
{
    int const slave = slave_of(fd);
    int const pts = slave >= 0 ? slave : master_of(fd);
    int const result
        = libc_call(fd, uart_shim_tcgetattr, 0, [&] { return next().tcgetattr(fd, settings); });
    if (result == 0 && attached(pts) != nullptr)
        show_low_flags(pts, settings);
    return result;
}
int shim_tcsetattr(int fd, int when, void const* settings)
{
    int const slave = slave_of(fd);
    int const pts = slave >= 0 ? slave : master_of(fd);
    if (attached(pts) == nullptr)
        return next().tcsetattr(fd, when, settings);
    libc_termios copy;
    std::memcpy(&copy, settings, sizeof copy);
    std::uint32_t const wanted = copy.flags[cflag_index];
    // Some versions of glibc read back, and call it EINVAL that a pty drops these.
    copy.flags[cflag_index] = (wanted & ~low_flags) | CS8;
    int const result = libc_call(fd, uart_shim_tcsetattr, static_cast<std::uint32_t>(when),
        [&] { return next().tcsetattr(fd, when, &copy); });
    if (result != 0)
        return result;
    if (int const error = settle_kernel(pts, fd, wanted); error != 0)
        return errno = error, -1;
    return 0;
}
int shim_tcflush(int fd, int queue)
{
    return shim_ioctl(fd, TCFLSH, reinterpret_cast<void*>(static_cast<std::intptr_t>(queue)));
}
int shim_tcdrain(int fd)
{
    return shim_ioctl(fd, TCSBRK, reinterpret_cast<void*>(std::intptr_t{1}));
}
int shim_tcsendbreak(int fd, int)
{
    return shim_ioctl(fd, TCSBRK, static_cast<void*>(nullptr));
}

} // extern "C"
