// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// FreeBSD, as the tests themselves ask it.
#include "support/raw_descriptor.hpp"
#include "support/system.hpp"

#include <cerrno>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <pthread_np.h>
#include <sys/proc.h>
#include <sys/sysctl.h>
#include <sys/types.h>
#include <sys/user.h>
#include <unistd.h>

namespace boost_serial_ext_test {

// TIOCEXCL can be seen by a failing open alone.
bool is_free(std::string const& device)
{
    return refusal_of(device) != EBUSY && raw_descriptor(device).lock();
}

thread_number number_of_this_thread() noexcept
{
    return static_cast<thread_number>(::pthread_getthreadid_np());
}

bool is_waiting(thread_number thread)
{
    int name[] = {CTL_KERN, KERN_PROC, KERN_PROC_PID | KERN_PROC_INC_THREAD, ::getpid()};
    std::vector<::kinfo_proc> all(256);
    std::size_t size = all.size() * sizeof all.front();
    if (::sysctl(name, 4, all.data(), &size, nullptr, 0) != 0)
        throw std::runtime_error("the kernel does not tell of threads");
    all.resize(size / sizeof all.front());
    for (::kinfo_proc const& one : all)
        if (static_cast<thread_number>(one.ki_tid) == thread)
            return one.ki_stat == SSLEEP;
    return false; // one that has ended
}

// What it waits in cannot be asked.
bool is_blocked(thread_number thread)
{
    return is_waiting(thread);
}

} // namespace boost_serial_ext_test
