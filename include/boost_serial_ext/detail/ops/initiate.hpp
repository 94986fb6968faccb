// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_INITIATE_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_INITIATE_HPP

#include <boost_serial_ext/detail/ops/send_op.hpp>
#include <boost_serial_ext/detail/ops/transfer_op.hpp>
#include <boost_serial_ext/detail/ops/wait_op.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/posix/descriptor_base.hpp>

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
};

template<class Executor>
struct initiate_read : initiate_base<Executor>
{
    template<class Handler, class Buffers>
    void operator()(Handler&& h, Buffers const& buffers) const
    {
        static_assert(asio::is_mutable_buffer_sequence<Buffers>::value,
            "async_read_some needs buffers that can be written to: see asio::buffer");
        using op = read_op<Executor, Buffers, std::decay_t<Handler>>;
        auto const& port = this->state;
        std::decay_t<Handler> handler(std::forward<Handler>(h));
        if (error_code const ec = port->check_readable(false))
            return complete_immediately_with(
                this->get_executor(), std::move(handler), ec, std::size_t{0});
        op(port, buffers, std::move(handler)).begin();
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
        auto const& port = this->state;
        std::decay_t<Handler> handler(std::forward<Handler>(h));
        if (error_code const ec = port->check_open())
            return complete_immediately_with(
                this->get_executor(), std::move(handler), ec, std::size_t{0});
        if (port->half_duplex)
            return asio::async_compose<std::decay_t<Handler>, void(error_code, std::size_t)>(
                send_op<Executor, Buffers>(port, buffers), handler, this->get_executor());
        using op = write_op<Executor, Buffers, std::decay_t<Handler>>;
        op(port, buffers, std::move(handler)).begin();
    }
};

template<class Executor>
struct initiate_wait : initiate_base<Executor>
{
    template<class Handler>
    void operator()(Handler&& h, asio::posix::descriptor_base::wait_type type) const
    {
        using op = wait_op<Executor, std::decay_t<Handler>>;
        auto const& port = this->state;
        std::decay_t<Handler> handler(std::forward<Handler>(h));
        if (error_code const ec = port->check_open())
            return complete_immediately_with(this->get_executor(), std::move(handler), ec);
        port->descriptor.async_wait(type, op(port, type, std::move(handler)));
    }
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
