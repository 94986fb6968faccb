// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "costs/driver.hpp"

#include <cstdarg>
#include <utility>

#include <linux/serial.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace costs {

driver uart;

namespace {

int pass(int fd, unsigned long request, void* argument)
{
    return static_cast<int>(::syscall(SYS_ioctl, fd, request, argument));
}

// In place of what a pty refuses.
int pass_any(int fd)
{
    int ignored = 0;
    return pass(fd, FIONREAD, &ignored);
}

} // namespace

} // namespace costs

extern "C" {

int ioctl(int fd, unsigned long request, ...) noexcept
{
    using namespace costs;
    va_list arguments;
    va_start(arguments, request);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    if (fd != uart.handle)
        return pass(fd, request, argument);
    switch (request)
    {
    case TIOCOUTQ:
        *static_cast<int*>(argument) = std::exchange(uart.queued, 0);
        return pass_any(fd);
    case TIOCMGET: *static_cast<int*>(argument) = TIOCM_CTS | TIOCM_DSR; return pass_any(fd);
    case TIOCGICOUNT:
        *static_cast<serial_icounter_struct*>(argument) = {};
        static_cast<serial_icounter_struct*>(argument)->cts = uart.cts_edges;
        return pass_any(fd);
    case TIOCSERGETLSR: // with the last look at the queue the transmitter is empty, too
        *static_cast<unsigned*>(argument) = TIOCSER_TEMT;
        return pass_any(fd);
    default: return pass(fd, request, argument);
    }
}

int fstat(int fd, struct stat* s) noexcept
{
    int const result
        = static_cast<int>(::syscall(SYS_newfstatat, fd, "", s, 0x1000 /* AT_EMPTY_PATH */));
    if (fd == costs::uart.handle || (costs::uart.opening && S_ISCHR(s->st_mode)))
        s->st_rdev = ::makedev(4, 64); // ttyS0
    return result;
}
}
