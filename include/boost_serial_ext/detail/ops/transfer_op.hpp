// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_TRANSFER_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_TRANSFER_OP_HPP

#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associator.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/handler_continuation_hook.hpp>

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

/// How often in a row a device may report readiness and deliver nothing before it counts as broken.
inline constexpr unsigned most_empty_reads = 8;

/// Finds out what an empty read means: a failure to report, or success for another try.
template<class Executor>
error_code judge_empty_read(port_state<Executor>& port, unsigned& empty_reads) noexcept
{
    error_code ec;
    error_code const found
        = port.with_control(ec, [](port_control& control) { return control.probe_empty_read(); });
    if (ec = ec ? ec : found; !ec && ++empty_reads >= most_empty_reads)
        return asio::error::make_error_code(asio::error::eof);
    return ec;
}

/// Asks the handler, by Asio's customisation point, whether it continues what called it.
template<class Handler>
bool is_continuation(Handler& handler)
{
    using asio::asio_handler_is_continuation;
    return asio_handler_is_continuation(std::addressof(handler));
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
            // Cancelled, closed or moved away meanwhile.
            if (port_->cancels != cancels_
                || cancellation_.cancelled() != asio::cancellation_type::none)
                ec = asio::error::operation_aborted;
            else if (ec = judge_empty_read(*port_, empty_reads_); !ec)
            {
                auto const port = port_; // *this is moved from below
                typename port_state<Executor>::lock const guard(port->mutex);
                return port->descriptor.async_read_some(Buffers(buffers_), std::move(*this));
            }
        }
        port_->note(ec);
        port_.reset(); // memory is free before the upcall
        std::move(handler_)(ec, n);
    }

    Handler const& handler() const noexcept { return handler_; }

    friend bool asio_handler_is_continuation(read_op* op) { return is_continuation(op->handler_); }

private:
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
        port_.reset();
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
        port_.reset();
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
