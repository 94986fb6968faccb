// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_CLOSE_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_CLOSE_OP_HPP

#include <boost_serial_ext/close_policy.hpp>

#include <boost_serial_ext/detail/ops/close_patience.hpp>
#include <boost_serial_ext/detail/ops/thread_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// A close on its way through the private thread; closed in any case, whoever still waits for it.
template<class Executor>
class close_request final : public thread_request<Executor>
{
public:
    close_request(port_state<Executor>& state, std::shared_ptr<held_port> port)
        : thread_request<Executor>(state.descriptor.get_executor()), port_(std::move(port))
    {
    }

    void abandon() noexcept override {} // too late

private:
    void work() override { port_.reset(); }
    void drop() noexcept override {}

    std::shared_ptr<held_port> port_;
};

/// Drains for a while, then closes, under async_compose.
template<class Executor>
class close_op
{
public:
    close_op(std::shared_ptr<port_state<Executor>> port, close_policy const& policy)
        : claim_(std::move(port), &port_state<Executor>::closing), policy_(policy)
    {
    }

    template<class Self>
    void operator()(Self& self, error_code = {})
    {
        auto const port = claim_.port(); // *this is moved from below, and may be gone before this
        auto const io_executor = port->descriptor.get_executor();
        switch (phase_)
        {
        case fresh:
            self.reset_cancellation_state(asio::enable_total_cancellation());
            if (!begin(*port))
            {
                phase_ = ended;
                return complete_immediately(io_executor, std::move(self));
            }
            phase_ = draining;
            [[fallthrough]];
        case draining:
            if (!drain(self, port))
                return;
            break;
        case closing: // cancelled or not: the port is closed before the handler is called
            if (auto const request = request_; request->wait_until_done(self))
                return;
            request_.reset();
            break;
        case ended: break;
        }
        auto const result = result_;
        claim_.give_up();
        complete_composed(self, result);
    }

private:
    bool begin(port_state<Executor>& port)
    {
        typename port_state<Executor>::lock const guard(port.mutex);
        cancels_ = port.cancels;
        result_ = port.check_open();
        if (!result_ && policy_.drain_deadline.count() < 0)
            result_ = error::invalid_duration;
        if (!result_ && !claim_.take())
            result_ = error::operation_in_progress;
        if (result_)
            return false;
        patience_.emplace(port, policy_);
        return true;
    }

    // Whether it has come to nothing: the port stays open, if it was.
    template<class Self>
    bool drain(Self& self, std::shared_ptr<port_state<Executor>> const& port)
    {
        typename port_state<Executor>::lock const guard(port->mutex);
        if (!claim_.held() || port->cancels != cancels_
            || self.get_cancellation_state().cancelled() != asio::cancellation_type::none)
        {
            result_ = asio::error::operation_aborted;
            return true;
        }
        if (auto const delay = patience_->look(*port))
        {
            port->close_timer.expires_after(*delay);
            port->close_timer.async_wait(std::move(self));
            return false;
        }
        // The port is closed for everybody else from here on.
        auto held = port->close_later();
        held->drained = patience_->drained();
        auto const request = std::make_shared<close_request<Executor>>(*port, std::move(held));
        request_ = request;
        phase_ = closing;
        submit(port->service, request, self);
        return false;
    }

    port_claim<Executor> claim_;
    close_policy policy_;
    std::optional<close_patience<Executor>> patience_;
    std::shared_ptr<close_request<Executor>> request_;
    std::uint64_t cancels_ = 0;
    error_code result_;
    enum : unsigned char
    {
        fresh,
        draining,
        closing,
        ended
    } phase_ = fresh;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
