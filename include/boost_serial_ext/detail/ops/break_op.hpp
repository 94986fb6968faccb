// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_BREAK_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_BREAK_OP_HPP

#include <boost_serial_ext/detail/port_state.hpp>
#include <boost_serial_ext/detail/sansio/break_fsm.hpp>

#include <boost/asio/cancellation_state.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <thread>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Obeys a break_fsm, under async_compose. One at a time on a port: it has the port's timer.
template<class Executor>
struct break_op
{
    std::shared_ptr<port_state<Executor>> port;
    std::chrono::nanoseconds duration;
    break_fsm fsm = {};
    std::uint64_t epoch = 0;
    std::uint64_t cancels = 0;
    error_code result = {};
    enum : unsigned char
    {
        fresh,
        refused,
        working
    } phase = fresh;

    template<class Self>
    void operator()(Self& self, error_code ec = {})
    {
        if (phase == fresh)
        {
            self.reset_cancellation_state(asio::enable_total_cancellation());
            epoch = port->epoch;
            cancels = port->cancels;
            result = port->check_open();
            if (!result && duration.count() < 0)
                result = error::invalid_duration;
            if (!result && port->breaking)
                result = error::operation_in_progress;
            if (!result)
                return begin(self);
        }
        else if (phase == working)
            end(self, ec);
        else
        {
            port.reset();
            return self.complete(result);
        }
        if (std::exchange(phase, refused) == fresh)
        {
            auto const io_executor = port->descriptor.get_executor();
            return complete_immediately(io_executor, std::move(self));
        }
        (*this)(self);
    }

    template<class Self>
    void begin(Self& self)
    {
        fsm.resume({});
        port->control->set_break(true, result);
        if (fsm.resume(result).type == break_action::wait)
        {
            phase = working;
            port->breaking = true;
            auto& timer = port->break_timer;
            timer.expires_after(duration);
            return timer.async_wait(std::move(self));
        }
        phase = refused;
        auto const io_executor = port->descriptor.get_executor();
        complete_immediately(io_executor, std::move(self));
    }

    template<class Self>
    void end(Self& self, error_code ec)
    {
        bool const alive = port->epoch == epoch;
        if (port->cancels != cancels
            || self.get_cancellation_state().cancelled() != asio::cancellation_type::none)
            ec = asio::error::operation_aborted;
        fsm.resume(ec);
        if (alive) // otherwise the close has switched it off
        {
            port->breaking = false;
            port->control->set_break(false, ec);
        }
        result = fsm.resume(alive ? ec : error_code()).ec;
    }
};

/// Obeys a break_fsm on the calling thread.
template<class Executor>
void break_here(port_state<Executor>& port, std::chrono::nanoseconds duration, error_code& ec)
{
    ec = port.check_open();
    if (!ec && duration.count() < 0)
        ec = error::invalid_duration;
    if (!ec && port.breaking)
        ec = error::operation_in_progress;
    if (ec)
        return;
    break_fsm fsm;
    for (break_action action = fsm.resume({});; action = fsm.resume(ec))
    {
        ec = action.ec;
        if (action.type == break_action::done)
            return;
        if (action.type == break_action::wait)
            std::this_thread::sleep_for(duration);
        else
            port.control->set_break(action.type == break_action::switch_on, ec);
    }
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
