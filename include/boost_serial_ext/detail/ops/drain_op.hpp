// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_DRAIN_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_DRAIN_OP_HPP

#include <boost_serial_ext/detail/ops/read_here.hpp>
#include <boost_serial_ext/detail/ops/timed_op.hpp>
#include <boost_serial_ext/detail/sansio/drain_fsm.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Obeys a drain_fsm.
template<class Executor>
class drain_op : public timed_op<drain_op<Executor>, Executor>
{
    using base = timed_op<drain_op, Executor>;
    friend base;

public:
    explicit drain_op(std::shared_ptr<port_state<Executor>> port)
        : base(std::move(port), &port_state<Executor>::draining, &port_state<Executor>::drain_timer)
    {
    }

private:
    static error_code check() noexcept { return {}; }

    bool advance(error_code ec, std::chrono::nanoseconds& delay)
    {
        if (this->stopped_early(fsm_.has_value(), ec))
            return false;
        if (!fsm_)
            fsm_.emplace(this->port().control().config());
        drain_action action = fsm_->resume(ec, 0);
        while (action.type == drain_action::query_depth)
        {
            std::size_t const depth = queued_output(this->port(), ec);
            action = fsm_->resume(ec, depth);
        }
        delay = action.delay;
        this->result_ = action.ec;
        return action.type == drain_action::wait;
    }

    std::optional<drain_fsm> fsm_;
};

/// Obeys a drain_fsm on the calling thread.
template<class Executor>
void drain_here(port_state<Executor>& port, serial_config const& config, error_code& ec)
{
    if (ec = port.check_open(); ec)
        return;
    drain_fsm fsm(config);
    std::size_t depth = 0;
    for (;;)
    {
        drain_action const action = fsm.resume(ec, depth);
        ec = action.ec;
        if (action.type == drain_action::done)
            return;
        if (action.type == drain_action::wait)
            port.service.sleep(action.delay);
        else
            depth = port.with_control(
                ec, [&](port_control& control) { return control.waiting(queue::output, ec); });
    }
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
