// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_PORT_MONITOR_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_PORT_MONITOR_OP_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/port_event.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/port_monitor_state.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>

#include <cstdint>
#include <exception>
#include <memory>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Waits for what a port monitor's machine tells, under async_compose.
template<class Executor>
class port_monitor_op
{
    using state_type = port_monitor_state<Executor>;

public:
    explicit port_monitor_op(std::shared_ptr<state_type> state) noexcept : state_(std::move(state))
    {
    }
    port_monitor_op(port_monitor_op&& other) noexcept
        : state_(std::move(other.state_))
        , claim_(std::exchange(other.claim_, 0))
        , action_(std::move(other.action_))
        , phase_(other.phase_)
    {
    }
    port_monitor_op& operator=(port_monitor_op&&) = delete;
    ~port_monitor_op()
    {
        if (claim_ != 0)
            state_->release(claim_);
    }

    template<class Self>
    void operator()(Self& self, error_code ec = {})
    {
        if (phase_ == ended)
            return deliver(self);
        bool const initiating = phase_ == fresh;
        auto const state = state_; // *this is moved from below, and may be gone before this
        auto const io_executor = state->get_executor();
        {
            typename state_type::lock const guard(state->mutex);
            if (initiating)
                self.reset_cancellation_state(asio::enable_total_cancellation());
            if (initiating ? begins() : goes_on(self, ec))
            {
                phase_ = working;
                return await_message(state->descriptor, later(std::move(self)));
            }
        }
        phase_ = ended;
        if (initiating) // never complete inside the initiating function
            return complete_immediately(io_executor, std::move(self));
        deliver(self);
    }

private:
    bool begins()
    {
        if (!state_->is_open())
            return fails(asio::error::bad_descriptor);
        claim_ = state_->claim();
        return claim_ != 0 ? waits() : fails(error::operation_in_progress);
    }

    template<class Self>
    bool goes_on(Self& self, error_code const& ec)
    {
        bool const cancelled
            = self.get_cancellation_state().cancelled() != asio::cancellation_type::none;
        if (cancelled || !state_->is_claimed_by(claim_))
            return fails(asio::error::operation_aborted);
        // The alarm's, or a signal's.
        bool const wakes = ec == asio::error::operation_aborted || ec == asio::error::interrupted;
        return ec && !wakes ? fails(ec) : waits();
    }

    bool fails(error_code const& ec)
    {
        action_.type = port_monitor_action::fail;
        action_.ec = ec;
        return false;
    }

    bool waits()
    {
        try
        {
            action_ = state_->step();
            return action_.type == port_monitor_action::wait;
        }
        catch (std::exception const&) // no memory: nothing else is thrown
        {
            state_->distrust();
            return fails(asio::error::no_memory);
        }
    }

    template<class Self>
    void deliver(Self& self)
    {
        auto const state = std::move(state_);
        if (claim_ != 0)
            state->release(std::exchange(claim_, 0));
        port_monitor_action result = std::move(action_);
        complete_composed(self, result.ec, std::move(result.event));
    }

    std::shared_ptr<state_type> state_;
    std::uint64_t claim_ = 0;
    port_monitor_action action_; ///< The latest.
    enum : unsigned char
    {
        fresh,
        working,
        ended
    } phase_ = fresh;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
