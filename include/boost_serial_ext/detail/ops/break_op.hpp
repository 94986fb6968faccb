// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_BREAK_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_BREAK_OP_HPP

#include <boost_serial_ext/detail/port_state.hpp>
#include <boost_serial_ext/detail/sansio/send_break_fsm.hpp>

#include <boost/asio/cancellation_state.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Why no BREAK can be sent now.
template<class Executor>
error_code check_break(port_state<Executor> const& port, std::chrono::nanoseconds duration) noexcept
{
    if (error_code const ec = port.check_open())
        return ec;
    if (duration.count() < 0)
        return error::invalid_duration;
    return port.breaking ? error_code(error::operation_in_progress) : error_code();
}

/// Obeys a send_break_fsm, under async_compose. One at a time on a port: it has the port's timer.
template<class Executor>
class break_op
{
public:
    break_op(std::shared_ptr<port_state<Executor>> port, serial_config const& config,
        std::chrono::nanoseconds duration)
        : port_(std::move(port)), fsm_(config, duration), duration_(duration)
    {
    }

    template<class Self>
    void operator()(Self& self, error_code ec = {})
    {
        switch (phase_)
        {
        case fresh: return start(self);
        case working: return step(self, stopped(self, ec));
        case ended: break;
        }
        if (mine_ && port_->epoch == epoch_)
            port_->breaking = false;
        port_.reset();
        self.complete(result_);
    }

private:
    template<class Self>
    void start(Self& self)
    {
        self.reset_cancellation_state(asio::enable_total_cancellation());
        epoch_ = port_->epoch;
        cancels_ = port_->cancels;
        result_ = check_break(*port_, duration_);
        mine_ = !result_;
        if (mine_)
        {
            port_->breaking = true;
            if (wait_or_end(self, {}))
                return;
        }
        phase_ = ended;
        auto const io_executor = port_->descriptor.get_executor(); // *this is moved from below
        complete_immediately(io_executor, std::move(self));
    }

    template<class Self>
    void step(Self& self, error_code ec)
    {
        if (wait_or_end(self, ec))
            return;
        phase_ = ended;
        (*this)(self);
    }

    template<class Self>
    error_code stopped(Self& self, error_code ec) const
    {
        if (ec == asio::error::operation_aborted)
            ec.clear(); // only the timer's: the next line says whether the operation was meant
        bool const over = port_->cancels != cancels_
            || self.get_cancellation_state().cancelled() != asio::cancellation_type::none;
        return over ? error_code(asio::error::operation_aborted) : ec;
    }

    // True if it waits; false if the result is known.
    template<class Self>
    bool wait_or_end(Self& self, error_code ec)
    {
        std::size_t depth = 0;
        for (;;)
        {
            send_break_action const action = fsm_.resume(ec, depth);
            ec.clear();
            bool const alive = port_->epoch == epoch_; // else the close has switched it off
            switch (action.type)
            {
            case send_break_action::query_depth:
                depth = port_->control->waiting(queue::output, ec);
                break;
            case send_break_action::switch_on:
                port_->control->set_break(true, ec);
                port_->break_is_on = !ec;
                break;
            case send_break_action::switch_off:
                if (alive)
                {
                    port_->control->set_break(false, ec);
                    port_->break_is_on = false;
                }
                break;
            case send_break_action::wait:
            {
                phase_ = working;
                auto& timer = port_->break_timer;
                timer.expires_after(action.delay);
                timer.async_wait(std::move(self));
                return true;
            }
            case send_break_action::done: result_ = action.ec; return false;
            }
        }
    }

    std::shared_ptr<port_state<Executor>> port_;
    send_break_fsm fsm_;
    std::chrono::nanoseconds duration_;
    std::uint64_t epoch_ = 0;
    std::uint64_t cancels_ = 0;
    error_code result_;
    bool mine_ = false;
    enum : unsigned char
    {
        fresh,
        working,
        ended
    } phase_ = fresh;
};

/// Obeys a send_break_fsm on the calling thread.
template<class Executor>
void break_here(port_state<Executor>& port, std::chrono::nanoseconds duration, error_code& ec)
{
    if (ec = check_break(port, duration); ec)
        return;
    send_break_fsm fsm(port.control->config(), duration);
    std::size_t depth = 0;
    for (;;)
    {
        send_break_action const action = fsm.resume(ec, depth);
        ec = action.ec;
        switch (action.type)
        {
        case send_break_action::query_depth:
            depth = port.control->waiting(queue::output, ec);
            break;
        case send_break_action::wait: std::this_thread::sleep_for(action.delay); break;
        case send_break_action::switch_on: port.control->set_break(true, ec); break;
        case send_break_action::switch_off: port.control->set_break(false, ec); break;
        case send_break_action::done: return;
        }
    }
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
