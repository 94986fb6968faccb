// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_WIRE_WAIT_IPP
#define BOOST_SERIAL_EXT_NATIVE_SYS_POSIX_WIRE_WAIT_IPP

#include <boost_serial_ext/native/sys_wire.hpp>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <vector>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// A byte in one end of a pair ends a poll of the other.
BOOST_SERIAL_EXT_TEST_DECL int sys_wire::make_alarm(wire_alarm& alarm) noexcept
{
    wire pair;
    int const number = make(pair);
    alarm = {pair.stream_end, pair.device_end};
    return number;
}

BOOST_SERIAL_EXT_TEST_DECL void sys_wire::ring(wire_alarm const& alarm) noexcept
{
    if (alarm.in != no_handle)
        static_cast<void>(::send(alarm.in, "", 1, MSG_NOSIGNAL)); // a full pair wakes as well
}

BOOST_SERIAL_EXT_TEST_DECL void sys_wire::close_alarm(wire_alarm& alarm) noexcept
{
    for (native_handle const end : {alarm.in, alarm.out})
        if (end != no_handle)
            ::close(end);
    alarm = {};
}

BOOST_SERIAL_EXT_TEST_DECL void sys_wire::wait(wire_alarm const& alarm,
    std::vector<wire_interest> const& ends, std::chrono::nanoseconds limit,
    std::unique_lock<std::mutex>& lock)
{
    using std::chrono::milliseconds;
    std::vector<::pollfd> polled{{alarm.out, POLLIN, 0}};
    polled.reserve(ends.size() + 1);
    for (wire_interest const& e : ends)
        polled.push_back({e.device_end,
            static_cast<short>((e.readable ? POLLIN : 0) | (e.writable ? POLLOUT : 0)), 0});
    auto const ms
        = std::chrono::ceil<milliseconds>((std::min)(limit, decltype(limit)(milliseconds(60'000))));
    lock.unlock();
    ::poll(polled.data(), static_cast<::nfds_t>(polled.size()), static_cast<int>(ms.count()));
    char scrap[64];
    while (::read(alarm.out, scrap, sizeof scrap) > 0)
    {
    }
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
