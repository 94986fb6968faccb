// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_INITIATE_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_INITIATE_HPP

#include <boost_serial_ext/detail/deadline_queue.hpp>
#include <boost_serial_ext/detail/ops/send_op.hpp>
#include <boost_serial_ext/detail/ops/transfer_op.hpp>
#include <boost_serial_ext/detail/ops/turned_write_op.hpp>
#include <boost_serial_ext/detail/ops/wait_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/config.hpp>

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// What asio::async_initiate calls once the completion token has become a handler. Each shares the
// port: the stream may be moved or destroyed before a lazy token begins, or with_timeout.

template<class Executor>
struct initiate_base
{
    using executor_type = Executor;
    std::shared_ptr<port_state<Executor>> state;

    executor_type get_executor() const noexcept { return state->descriptor.get_executor(); }

    /// For a limit on the operation.
    deadline_queue* deadlines() const noexcept { return state->deadlines; }

protected:
    /// The handler itself if it may be moved from: each move of a coroutine's costs.
    template<class Handler>
    static decltype(auto) movable(Handler&& handler)
    {
        if constexpr (std::is_same_v<Handler, std::decay_t<Handler>>)
            return static_cast<Handler&&>(handler);
        else
            return std::decay_t<Handler>(std::forward<Handler>(handler));
    }
};

template<class Executor>
struct initiate_read : initiate_base<Executor>
{
    template<class Handler, class Buffers>
    void operator()(Handler&& h, Buffers const& buffers) const
    {
        static_assert(asio::is_mutable_buffer_sequence<Buffers>::value,
            "async_read_some needs buffers that can be written to: see asio::buffer");
        using handler_type = std::decay_t<Handler>;
        auto const& port = this->state;
        auto&& handler = this->movable(std::forward<Handler>(h));
        if constexpr (!interrupts_are_told)
            if (port->reads_plainly() && port->reads.begin_alone())
                return port->descriptor.async_read_some(buffers,
                    read_op<Executor, Buffers, handler_type, false>(
                        port, buffers, std::move(handler)));
        begin(buffers, std::move(handler));
    }

private:
    template<class Handler, class Buffers>
    BOOST_NOINLINE void begin(Buffers const& buffers, Handler&& handler) const
    {
        auto const& port = this->state;
        if (error_code const ec = port->check_readable(false))
            return complete_immediately_with(
                this->get_executor(), std::move(handler), ec, std::size_t{0});
        if constexpr (!interrupts_are_told)
            if (alone_turn<Executor> turn(*port, port->reads); !port->is(hooked) && turn.begin())
            {
                if (read_in_chain(*port, buffers, handler))
                    return;
                turn.hand_on();
                return port->descriptor.async_read_some(buffers,
                    read_op<Executor, Buffers, Handler, false>(port, buffers, std::move(handler)));
            }
        begin_in_turn<read_op<Executor, Buffers, Handler, true>>(port, buffers, std::move(handler));
    }
};

template<class Executor>
struct initiate_write : initiate_base<Executor>
{
    template<class Handler, class Buffers>
    void operator()(Handler&& h, Buffers const& buffers) const
    {
        static_assert(asio::is_const_buffer_sequence<Buffers>::value,
            "async_write_some needs buffers: see asio::buffer");
        using handler_type = std::decay_t<Handler>;
        auto const& port = this->state;
        auto&& handler = this->movable(std::forward<Handler>(h));
        if constexpr (!interrupts_are_told)
            if (port->writes_plainly() && port->writes.begin_alone())
                return port->descriptor.async_write_some(buffers,
                    write_op<Executor, handler_type>(
                        port, asio::buffer_size(buffers), std::move(handler)));
        begin(buffers, std::move(handler));
    }

private:
    template<class Handler, class Buffers>
    BOOST_NOINLINE void begin(Buffers const& buffers, Handler&& handler) const
    {
        auto const& port = this->state;
        if (error_code const ec = port->check_open())
            return complete_immediately_with(
                this->get_executor(), std::move(handler), ec, std::size_t{0});
        if (port->is(half_duplex))
            return asio::async_compose<Handler, void(error_code, std::size_t)>(
                send_op<Executor, Buffers>(port, buffers), handler, this->get_executor());
        if constexpr (!interrupts_are_told)
            if (alone_turn<Executor> turn(*port, port->writes); !port->is(hooked) && turn.begin())
            {
                if (write_in_chain(*port, buffers, handler))
                    return;
                turn.hand_on();
                return port->descriptor.async_write_some(buffers,
                    write_op<Executor, Handler>(
                        port, asio::buffer_size(buffers), std::move(handler)));
            }
        begin_in_turn<turned_write_op<Executor, Buffers, Handler>>(
            port, buffers, std::move(handler));
    }
};

template<class Executor>
struct initiate_wait : initiate_base<Executor>
{
    template<class Handler>
    void operator()(Handler&& h, wait_base::wait_type type) const
    {
        auto const& port = this->state;
        std::decay_t<Handler> handler(std::forward<Handler>(h));
        if (error_code const ec = port->check_open())
            return complete_immediately_with(this->get_executor(), std::move(handler), ec);
        begin_wait(port, type, std::move(handler));
    }
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
