// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_SYNC_IMPL_BLOCKING_CLOSE_HPP
#define BOOST_SERIAL_EXT_SYNC_IMPL_BLOCKING_CLOSE_HPP

#include <boost_serial_ext/close_policy.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/sync/impl/blocking_call.hpp>
#include <boost_serial_ext/sync/impl/blocking_port.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/ops/close_patience.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>

#include <chrono>
#include <optional>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace sync {
namespace impl {

/// Waits for the output queue, for as long as the policy says, then closes, unless it was ended.
inline void close_within(
    blocking_call& call, blocking_port& port, close_policy policy, error_code& ec)
{
    auto& state = call.state();
    detail::close_patience<asio::any_io_executor> patience(state, policy);
    for (std::optional<std::chrono::nanoseconds> delay = std::chrono::nanoseconds(); delay;)
    {
        {
            blocking_port::state_type::lock const guard(state.mutex);
            ec = state.is_open() && !call.is_over() ? error_code()
                                                    : error_code(asio::error::operation_aborted);
            delay = ec ? std::nullopt : patience.look(state);
        }
        if (delay)
            ec = call.pause(*delay);
        if (ec)
            return call.conclude(ec);
    }
    port.close(ec, patience.drained());
}

} // namespace impl
} // namespace sync
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
