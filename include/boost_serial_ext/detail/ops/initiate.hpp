// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_INITIATE_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_INITIATE_HPP

#include <boost_serial_ext/detail/ops/send_op.hpp>
#include <boost_serial_ext/detail/ops/transfer_op.hpp>
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

// What asio::async_initiate calls once the completion token has become a handler. Each refers to
// the stream, as Asio's own initiations refer to their object: a lazy token must not outlive it.

template<class Stream>
class initiate_base
{
public:
    using executor_type = typename Stream::executor_type;
    using state_pointer = std::shared_ptr<port_state<executor_type>>;

    explicit initiate_base(Stream& stream) noexcept : stream_(&stream) {}

    executor_type get_executor() const noexcept { return stream_->get_executor(); }

protected:
    state_pointer const& state() const { return stream_->shared_state(); }

private:
    Stream* stream_;
};

template<class Stream>
struct initiate_read : initiate_base<Stream>
{
    using initiate_base<Stream>::initiate_base;

    template<class Handler, class Buffers>
    void operator()(Handler&& h, Buffers const& buffers) const
    {
        static_assert(asio::is_mutable_buffer_sequence<Buffers>::value,
            "async_read_some needs buffers that can be written to: see asio::buffer");
        using op = read_op<typename Stream::executor_type, Buffers, std::decay_t<Handler>>;
        auto const& port = this->state();
        std::decay_t<Handler> handler(std::forward<Handler>(h));
        if (error_code const ec = port->check_readable(false))
            return complete_immediately_with(
                this->get_executor(), std::move(handler), ec, std::size_t{0});
        port->descriptor.async_read_some(buffers, op(port, buffers, std::move(handler)));
    }
};

template<class Stream>
struct initiate_write : initiate_base<Stream>
{
    using initiate_base<Stream>::initiate_base;

    template<class Handler, class Buffers>
    void operator()(Handler&& h, Buffers const& buffers) const
    {
        static_assert(asio::is_const_buffer_sequence<Buffers>::value,
            "async_write_some needs buffers: see asio::buffer");
        using executor = typename Stream::executor_type;
        auto const& port = this->state();
        std::decay_t<Handler> handler(std::forward<Handler>(h));
        if (error_code const ec = port->check_open())
            return complete_immediately_with(
                this->get_executor(), std::move(handler), ec, std::size_t{0});
        if (port->half_duplex)
            return asio::async_compose<std::decay_t<Handler>, void(error_code, std::size_t)>(
                send_op<executor, Buffers>(port, buffers), handler, this->get_executor());
        port->descriptor.async_write_some(
            buffers, write_op<executor, std::decay_t<Handler>>(port, std::move(handler)));
    }
};

template<class Stream>
struct initiate_wait : initiate_base<Stream>
{
    using initiate_base<Stream>::initiate_base;

    template<class Handler>
    void operator()(Handler&& h, asio::posix::descriptor_base::wait_type type) const
    {
        using op = wait_op<typename Stream::executor_type, std::decay_t<Handler>>;
        auto const& port = this->state();
        std::decay_t<Handler> handler(std::forward<Handler>(h));
        if (error_code const ec = port->check_open())
            return complete_immediately_with(this->get_executor(), std::move(handler), ec);
        port->descriptor.async_wait(
            type, op(port, type == asio::posix::descriptor_base::wait_read, std::move(handler)));
    }
};

/// For what is known right away: completes with the given arguments.
template<class Stream>
struct initiate_answer : initiate_base<Stream>
{
    using initiate_base<Stream>::initiate_base;

    template<class Handler, class... Args>
    void operator()(Handler&& h, Args... args) const
    {
        complete_immediately_with(this->get_executor(),
            std::decay_t<Handler>(std::forward<Handler>(h)), std::move(args)...);
    }
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
