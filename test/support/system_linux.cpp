// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Linux, as the tests themselves ask it.
#include "support/raw_descriptor.hpp"
#include "support/system.hpp"

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace boost_serial_ext_test {

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

} // namespace boost_serial_ext_test
