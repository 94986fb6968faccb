// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_TRANSFER_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_TRANSFER_OP_HPP

#include <boost_serial_ext/detail/ops/read_here.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associator.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/handler_continuation_hook.hpp>
#include <boost/asio/posix/descriptor_base.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

// Intermediate handlers of the data path. They add nothing to Asio's operation but a look at the
// outcome: no allocation, no executor hop, no work guard of their own. Whatever is associated with
// the user's handler is associated with them.

/// Asks the handler, by Asio's customisation point, whether it continues what called it.
template<class Handler>
bool is_continuation(Handler& handler)
{
    using asio::asio_handler_is_continuation;
    return asio_handler_is_continuation(std::addressof(handler));
}

/// Lets go of the port: memory is free before the upcall, and the slot forgets what refers to it.
template<class Executor, class Handler>
void leave(std::shared_ptr<port_state<Executor>>& port, Handler const& handler) noexcept
{
    asio::get_associated_cancellation_slot(handler).clear();
    port.reset();
}

template<class Executor, class Buffers, class Handler>
class read_op
{
public:
    // Between a first, empty read and the next one Asio knows of no operation to cancel: this does.
    using cancellation_slot_type = asio::cancellation_slot;
    cancellation_slot_type get_cancellation_slot() const noexcept { return cancellation_.slot(); }

    read_op(std::shared_ptr<port_state<Executor>> port, Buffers const& buffers, Handler&& handler)
        : port_(std::move(port))
        , cancels_(port_->cancels)
        , cancellation_(
              asio::get_associated_cancellation_slot(handler), asio::enable_total_cancellation())
        , buffers_(buffers)
        , handler_(std::move(handler))
    {
    }

    void operator()(error_code ec, std::size_t n)
    {
        if (ec == asio::error::eof)
        {
            auto const port = port_; // *this is moved from below
            typename port_state<Executor>::lock const guard(port->mutex);
            if (is_over())
                ec = asio::error::operation_aborted;
            else if (port->busy())
            {
                // Not waited for here; and only after it the settings can be judged.
                if (ec = port->control().probe_readiness(true); !ec)
                    return port->descriptor.async_wait(
                        asio::posix::descriptor_base::wait_read, std::move(*this));
            }
            else if (ec = judge_empty_read(*port, empty_reads_); !ec)
                return read_again(*port);
        }
        finish(ec, n);
    }

    /// Readable again, after a read that a transaction met.
    void operator()(error_code ec)
    {
        if (!ec)
        {
            auto const port = port_;
            typename port_state<Executor>::lock const guard(port->mutex);
            if (!is_over())
                return read_again(*port);
            ec = asio::error::operation_aborted;
        }
        finish(ec, 0);
    }

    Handler const& handler() const noexcept { return handler_; }

    friend bool asio_handler_is_continuation(read_op* op) { return is_continuation(op->handler_); }

private:
    // Cancelled, closed or moved away meanwhile.
    bool is_over() const noexcept
    {
        return port_->cancels != cancels_
            || cancellation_.cancelled() != asio::cancellation_type::none;
    }

    void read_again(port_state<Executor>& port)
    {
        port.descriptor.async_read_some(Buffers(buffers_), later(std::move(*this)));
    }

    void finish(error_code ec, std::size_t n)
    {
        port_->note(ec);
        leave(port_, handler_);
        std::move(handler_)(ec, n);
    }

    std::shared_ptr<port_state<Executor>> port_;
    std::uint64_t cancels_;
    asio::cancellation_state cancellation_;
    unsigned empty_reads_ = 0;
    Buffers buffers_;
    Handler handler_;
};

template<class Executor, class Handler>
class write_op
{
public:
    write_op(std::shared_ptr<port_state<Executor>> port, Handler&& handler)
        : port_(std::move(port)), handler_(std::move(handler))
    {
    }

    void operator()(error_code ec, std::size_t n)
    {
        port_->count_written(n);
        port_->note(ec);
        leave(port_, handler_);
        std::move(handler_)(ec, n);
    }

    Handler const& handler() const noexcept { return handler_; }

    friend bool asio_handler_is_continuation(write_op* op) { return is_continuation(op->handler_); }

private:
    std::shared_ptr<port_state<Executor>> port_;
    Handler handler_;
};

template<class Executor, class Handler>
class wait_op
{
public:
    wait_op(std::shared_ptr<port_state<Executor>> port, bool reading, Handler&& handler)
        : port_(std::move(port)), reading_(reading), handler_(std::move(handler))
    {
    }

    void operator()(error_code ec)
    {
        if (!ec)
        {
            typename port_state<Executor>::lock const guard(port_->mutex);
            ec = port_->is_open() ? port_->control().probe_readiness(reading_)
                                  : error_code(asio::error::operation_aborted);
        }
        port_->note(ec);
        leave(port_, handler_);
        std::move(handler_)(ec);
    }

    Handler const& handler() const noexcept { return handler_; }

    friend bool asio_handler_is_continuation(wait_op* op) { return is_continuation(op->handler_); }

private:
    std::shared_ptr<port_state<Executor>> port_;
    bool reading_;
    Handler handler_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

template<template<class, class> class Associator, class Executor, class Buffers, class Handler,
    class Default>
struct boost::asio::associator<Associator,
    boost_serial_ext::detail::read_op<Executor, Buffers, Handler>, Default>
    : Associator<Handler, Default>
{
    using op = boost_serial_ext::detail::read_op<Executor, Buffers, Handler>;

    static decltype(auto) get(op const& o) noexcept
    {
        return Associator<Handler, Default>::get(o.handler());
    }

    static decltype(auto) get(op const& o, Default const& fallback) noexcept
    {
        return Associator<Handler, Default>::get(o.handler(), fallback);
    }
};

template<template<class, class> class Associator, class Executor, class Handler, class Default>
struct boost::asio::associator<Associator, boost_serial_ext::detail::wait_op<Executor, Handler>,
    Default> : Associator<Handler, Default>
{
    using op = boost_serial_ext::detail::wait_op<Executor, Handler>;

    static decltype(auto) get(op const& o) noexcept
    {
        return Associator<Handler, Default>::get(o.handler());
    }

    static decltype(auto) get(op const& o, Default const& fallback) noexcept
    {
        return Associator<Handler, Default>::get(o.handler(), fallback);
    }
};

template<template<class, class> class Associator, class Executor, class Handler, class Default>
struct boost::asio::associator<Associator, boost_serial_ext::detail::write_op<Executor, Handler>,
    Default> : Associator<Handler, Default>
{
    using op = boost_serial_ext::detail::write_op<Executor, Handler>;

    static decltype(auto) get(op const& o) noexcept
    {
        return Associator<Handler, Default>::get(o.handler());
    }

    static decltype(auto) get(op const& o, Default const& fallback) noexcept
    {
        return Associator<Handler, Default>::get(o.handler(), fallback);
    }
};

#endif
