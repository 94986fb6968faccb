// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_READ_UNTIL_IDLE_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_READ_UNTIL_IDLE_OP_HPP

#include <boost_serial_ext/detail/ops/read_available_op.hpp>
#include <boost_serial_ext/detail/ops/timeout_op.hpp>
#include <boost_serial_ext/detail/ops/transfer_op.hpp>
#include <boost_serial_ext/detail/ops/wait_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Waits until there is something to read; for initiate_with_timeout.
template<class Executor>
struct initiate_readiness
{
    using executor_type = Executor;
    std::shared_ptr<port_state<Executor>> port;

    executor_type get_executor() const noexcept { return port->descriptor.get_executor(); }

    template<class Handler>
    void operator()(Handler&& h) const
    {
        std::decay_t<Handler> handler(std::forward<Handler>(h));
        typename port_state<Executor>::lock const guard(port->mutex); // close may come at once
        begin_wait(port, wait_base::wait_read, std::move(handler));
    }
};

/** Reads until the line has been silent for a while, under async_compose.

    The silence is counted from the end of the read that took the latest bytes: later than they
    came, so the end is never found too early.
*/
template<class Executor, class DynamicBuffer>
class read_until_idle_op
{
public:
    read_until_idle_op(std::shared_ptr<port_state<Executor>> port, DynamicBuffer buffer,
        std::chrono::nanoseconds gap)
        : port_(std::move(port)), tail_(std::move(buffer)), gap_(gap)
    {
    }

    template<class Self>
    void operator()(Self& self, error_code ec = {}, std::size_t n = 0)
    {
        switch (phase_)
        {
        case fresh: return start(self);
        case waiting: return readable(self, ec);
        case reading:
            tail_.commit(n);
            total_ += n;
            if (is_over(self))
                ec = asio::error::operation_aborted;
            return ec ? finish(self, ec) : wait(self);
        case refused: return finish(self, result_);
        }
    }

private:
    template<class Self>
    void start(Self& self)
    {
        self.reset_cancellation_state(asio::enable_total_cancellation());
        cancels_ = port_->cancels;
        result_ = port_->check_readable(false);
        if (!result_ && gap_.count() <= 0)
            result_ = error::invalid_duration;
        if (!result_ && tail_.room() == 0)
            result_ = asio::error::no_buffer_space;
        if (result_)
        {
            phase_ = refused;
            auto const io_executor = port_->descriptor.get_executor();
            return complete_immediately(io_executor, std::move(self));
        }
        wait(self);
    }

    template<class Self>
    void wait(Self& self)
    {
        phase_ = waiting;
        if (tail_.room() == 0)
            return finish(self, asio::error::no_buffer_space);
        initiate_readiness<Executor> readiness{port_}; // *this is moved from below
        if (total_ == 0)
            return readiness(std::move(self));
        auto const gap = gap_;
        initiate_with_timeout<initiate_readiness<Executor>>(std::move(readiness), gap)(
            std::move(self));
    }

    template<class Self>
    bool is_over(Self& self) const
    {
        return port_->cancels != cancels_
            || self.get_cancellation_state().cancelled() != asio::cancellation_type::none;
    }

    template<class Self>
    void readable(Self& self, error_code ec)
    {
        if (is_over(self)) // whatever a port that was closed meanwhile says
            ec = asio::error::operation_aborted;
        // A byte may have come while the timer went off.
        bool const idle = ec == asio::error::timed_out;
        std::size_t const there = !ec || idle ? port_->queued_input() : 0;
        if (idle && there == 0)
            ec.clear();
        else if (!ec || idle)
            return read(self, there);
        finish(self, ec);
    }

    template<class Self>
    void read(Self& self, std::size_t there)
    {
        phase_ = reading;
        std::size_t const guess = 512; // where the driver does not tell, or was overtaken
        auto const buffers = tail_.prepare((std::min)(there != 0 ? there : guess, tail_.room()));
        auto const port = port_;                                      // *this is moved from below
        typename port_state<Executor>::lock const guard(port->mutex); // close may come at once
        begin_read_later(port, buffers, std::move(self));
    }

    template<class Self>
    void finish(Self& self, error_code ec)
    {
        auto const total = total_;
        port_.reset();
        complete_composed(self, ec, total);
    }

    std::shared_ptr<port_state<Executor>> port_;
    buffer_tail<DynamicBuffer> tail_;
    std::chrono::nanoseconds gap_;
    std::size_t total_ = 0;
    std::uint64_t cancels_ = 0;
    error_code result_;
    enum : unsigned char
    {
        fresh,
        waiting,
        reading,
        refused
    } phase_ = fresh;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
