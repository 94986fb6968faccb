// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_READ_AVAILABLE_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_READ_AVAILABLE_OP_HPP

#include <boost_serial_ext/detail/ops/transfer_op.hpp>
#include <boost_serial_ext/detail/ops/wait_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_state.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Room at the end of a dynamic buffer of either version of the requirements.
template<class DynamicBuffer>
class buffer_tail
{
public:
    explicit buffer_tail(DynamicBuffer buffer) : buffer_(std::move(buffer)) {}

    std::size_t room() const { return buffer_.max_size() - buffer_.size(); }

    auto prepare(std::size_t n)
    {
        if constexpr (asio::is_dynamic_buffer_v2<DynamicBuffer>::value)
        {
            begin_ = buffer_.size();
            prepared_ = n;
            buffer_.grow(n);
            return buffer_.data(begin_, n);
        }
        else
            return buffer_.prepare(n);
    }

    /// Keeps the first `n` bytes of what was prepared.
    void commit(std::size_t n)
    {
        if constexpr (asio::is_dynamic_buffer_v2<DynamicBuffer>::value)
            buffer_.shrink(std::exchange(prepared_, n) - n);
        else
            buffer_.commit(n);
    }

private:
    DynamicBuffer buffer_;
    std::size_t begin_ = 0;
    std::size_t prepared_ = 0;
};

/// Waits until something is there, asks how much, and reads that at once; under async_compose.
template<class Executor, class DynamicBuffer>
struct read_available_op
{
    std::shared_ptr<port_state<Executor>> port;
    buffer_tail<DynamicBuffer> tail;
    std::size_t limit;
    enum : unsigned char
    {
        fresh,
        refused,
        waiting,
        reading
    } phase = fresh;
    error_code result = {};
    std::uint64_t cancels = 0;

    template<class Self>
    void operator()(Self& self, error_code ec = {}, std::size_t n = 0)
    {
        switch (phase)
        {
        case fresh: return start(self);
        case refused: return finish(self, result, 0);
        case waiting:
            if (!ec
                && (port->cancels != cancels
                    || self.get_cancellation_state().cancelled() != asio::cancellation_type::none))
                ec = asio::error::operation_aborted;
            return ec ? finish(self, ec, 0) : read(self);
        case reading: tail.commit(n); return finish(self, ec, n);
        }
    }

    template<class Self>
    void start(Self& self)
    {
        self.reset_cancellation_state(asio::enable_total_cancellation());
        result = port->check_readable(false);
        cancels = port->cancels;
        if (!result && limit != 0 && tail.room() == 0)
            result = asio::error::no_buffer_space;
        if (result || limit == 0)
        {
            phase = refused;
            auto const io_executor = port->descriptor.get_executor();
            return complete_immediately(io_executor, std::move(self));
        }
        phase = waiting;
        auto const state = port; // *this is moved from below
        typename port_state<Executor>::lock const guard(state->mutex);
        begin_wait(state, wait_base::wait_read, std::move(self));
    }

    template<class Self>
    void read(Self& self)
    {
        phase = reading;
        std::size_t const guess = 512; // where the driver does not tell, or was overtaken
        std::size_t const there = port->queued_input();
        auto const buffers
            = tail.prepare((std::min)({there != 0 ? there : guess, limit, tail.room()}));
        auto const state = port;                                       // *this is moved from below
        typename port_state<Executor>::lock const guard(state->mutex); // close may come at once
        begin_read_later(state, buffers, std::move(self));
    }

    template<class Self>
    void finish(Self& self, error_code ec, std::size_t n)
    {
        port.reset();
        complete_composed(self, ec, n);
    }
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
