// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Linux, as the tests themselves ask it.
#include "support/raw_descriptor.hpp"
#include "support/system.hpp"

#include <cerrno>
#include <string>

#include <mach/mach.h>
#include <pthread.h>

namespace boost_serial_ext_test {

// TIOCEXCL can be seen by a failing open alone.
bool is_free(std::string const& device)
{
    return refusal_of(device) != EBUSY && raw_descriptor(device).lock();
}

thread_number number_of_this_thread() noexcept
{
    return ::pthread_mach_thread_np(::pthread_self());
}

bool is_waiting(thread_number thread)
{
    ::thread_basic_info info{};
    ::mach_msg_type_number_t size = THREAD_BASIC_INFO_COUNT;
    // One that has ended has no information.
    return ::thread_info(static_cast<::thread_act_t>(thread), THREAD_BASIC_INFO,
               reinterpret_cast<::thread_info_t>(&info), &size)
        == KERN_SUCCESS
        && info.run_state == TH_STATE_WAITING;
}

// What it waits in cannot be asked.
bool is_blocked(thread_number thread)
{
    return is_waiting(thread);
}

} // namespace boost_serial_ext_test
