// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_CLOSE_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_CLOSE_OP_HPP

#include <boost_serial_ext/close_policy.hpp>

#include <boost_serial_ext/detail/ops/thread_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>
#include <boost_serial_ext/detail/sansio/drain_pace.hpp>
#include <boost_serial_ext/detail/sansio/exact_drain_fsm.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
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
        : thread_request<Executor>(state), port_(std::move(port))
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
    /// More than the write's timers may be late, and its looks at an adapter that answers late.
    static constexpr std::chrono::milliseconds turning_takes{50};

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
        auto const now = port.service.now();
        // A limit beyond the end of the clock is none.
        auto const most = std::chrono::duration_cast<std::chrono::milliseconds>(
            (std::chrono::nanoseconds::max)() - now);
        deadline_ = now + (std::min)(policy_.drain_deadline, most);
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
        if (auto const delay = look(*port))
        {
            port->close_timer.expires_after(*delay);
            port->close_timer.async_wait(std::move(self));
            return false;
        }
        // The port is closed for everybody else from here on.
        auto held = port->close_later();
        held->drained = drained_;
        auto const request = std::make_shared<close_request<Executor>>(*port, std::move(held));
        request_ = request;
        phase_ = closing;
        submit(*port, request, self);
        return false;
    }

    // How long to wait before the next look; nothing if the wait is over.
    std::optional<std::chrono::nanoseconds> look(port_state<Executor>& port)
    {
        std::chrono::nanoseconds const left = deadline_ - port.service.now();
        if (left.count() <= 0)
        {
            drained_ = false; // as far as anybody knows
            return std::nullopt;
        }
        if (port.busy())
            return std::chrono::milliseconds(1);
        if (!pace_)
            pace_.emplace(port.control().config(), std::chrono::milliseconds(1));
        error_code ec; // a port that does not tell, or is lost, has nothing to wait for
        std::size_t const depth = port.control().waiting(queue::output, ec);
        if (ec)
            return std::nullopt;
        drained_ = depth == 0;
        return drained_ ? turning(port, left) : (std::min)(pace_->next(depth), left);
    }

    // With RTS as the direction the close would cut off what the device has not sent yet: the write
    // turns the line back after the last bit.
    std::optional<std::chrono::nanoseconds> turning(
        port_state<Executor>& port, std::chrono::nanoseconds left)
    {
        if (!port.held->turned_round)
            return std::nullopt;
        auto const now = port.service.now();
        if (!turned_until_)
        {
            serial_config const& config = port.control().config();
            std::size_t const in_device = exact_drain_fsm::largest_fifo;
            auto const after = config.rs485.value_or(rs485_config()).delay_after_send;
            turned_until_ = now
                + (std::min)(left,
                    std::chrono::nanoseconds(char_time(config, in_device) + after) + turning_takes);
        }
        if (now >= *turned_until_)
            return std::nullopt;
        return (std::min)(left, std::chrono::nanoseconds(std::chrono::milliseconds(1)));
    }

    port_claim<Executor> claim_;
    close_policy policy_;
    std::chrono::nanoseconds deadline_{}; // as the service counts
    std::optional<drain_pace> pace_;
    std::optional<std::chrono::nanoseconds> turned_until_;
    std::shared_ptr<close_request<Executor>> request_;
    std::uint64_t cancels_ = 0;
    bool drained_ = false;
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
