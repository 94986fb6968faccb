// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_DRAIN_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_DRAIN_OP_HPP

#include <boost_serial_ext/detail/port_state.hpp>
#include <boost_serial_ext/detail/sansio/drain_fsm.hpp>

#include <boost/asio/cancellation_state.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Obeys a drain_fsm, under async_compose. One at a time on a port: it has the port's timer.
template<class Executor>
struct drain_op
{
    std::shared_ptr<port_state<Executor>> port;
    drain_fsm fsm;
    std::uint64_t epoch = 0;
    std::uint64_t cancels = 0;
    error_code result = {};
    enum : unsigned char
    {
        fresh,
        refused,
        working,
        ended
    } phase = fresh;

    template<class Self>
    void operator()(Self& self, error_code ec = {})
    {
        auto const io_executor = port->descriptor.get_executor();
        if (phase == fresh)
        {
            self.reset_cancellation_state(asio::enable_total_cancellation());
            epoch = port->epoch;
            cancels = port->cancels;
            result = port->check_open();
            if (!result && port->draining)
                result = error::operation_in_progress;
            phase = result ? refused : working;
            if (phase == refused)
                return complete_immediately(io_executor, std::move(self));
            port->draining = true;
            return step(self, {}, true);
        }
        if (phase == working)
            return step(self, stopped(self, ec), false);
        bool const mine = phase == ended && port->epoch == epoch;
        if (mine)
            port->draining = false;
        port.reset();
        self.complete(result);
    }

    template<class Self>
    error_code stopped(Self& self, error_code ec) const
    {
        if (ec == asio::error::operation_aborted)
            ec.clear(); // only the timer's: the next line says whether the operation was meant
        bool const over = port->cancels != cancels
            || self.get_cancellation_state().cancelled() != asio::cancellation_type::none;
        return over ? error_code(asio::error::operation_aborted) : ec;
    }

    template<class Self>
    void step(Self& self, error_code ec, bool initiating)
    {
        drain_action action = fsm.resume(ec, 0);
        while (action.type == drain_action::query_depth)
        {
            std::size_t const depth = port->control->waiting(queue::output, ec);
            action = fsm.resume(ec, depth);
        }
        if (action.type == drain_action::wait)
        {
            auto& timer = port->drain_timer;
            timer.expires_after(action.delay);
            return timer.async_wait(std::move(self));
        }
        result = action.ec;
        phase = ended;
        if (initiating) // never complete inside the initiating function
        {
            auto const io_executor = port->descriptor.get_executor();
            return complete_immediately(io_executor, std::move(self));
        }
        (*this)(self);
    }
};

/// Obeys a drain_fsm on the calling thread.
template<class Executor>
void drain_here(port_state<Executor>& port, error_code& ec)
{
    ec = port.check_open();
    if (!ec && port.draining)
        ec = error::operation_in_progress;
    if (ec)
        return;
    drain_fsm fsm(port.control->config());
    std::size_t depth = 0;
    for (drain_action action = fsm.resume({}, 0);; action = fsm.resume(ec, depth))
    {
        if (action.type == drain_action::done)
            return;
        if (action.type == drain_action::query_depth)
            depth = port.control->waiting(queue::output, ec);
        else
            std::this_thread::sleep_for(action.delay);
    }
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
