// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_TURNED_WRITE_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_TURNED_WRITE_OP_HPP

#include <boost_serial_ext/detail/ops/transfer_base.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/associator.hpp>
#include <boost/asio/error.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// A write that takes its turn.
template<class Executor, class Buffers, class Handler>
class turned_write_op : public turned_op<Executor, Handler>
{
public:
    turned_write_op(
        std::shared_ptr<port_state<Executor>> port, Buffers const& buffers, Handler&& handler)
        : turned_op<Executor, Handler>(std::move(port), std::move(handler)), buffers_(buffers)
    {
    }

    /// Takes its turn. Under the mutex; *this is moved from.
    void queue_up()
    {
        auto const port = this->port_;
        turned_op<Executor, Handler>::queue_up(port->writes);
        write_again(*port);
    }

    void operator()(error_code ec, std::size_t n)
    {
        if (ec.failed() && goes_on(ec))
            return;
        this->port_->count_written(n);
        this->finish(ec, n);
    }

    /// It may be its turn.
    void operator()(error_code)
    {
        auto const port = this->port_;
        {
            typename port_state<Executor>::lock const guard(port->mutex);
            if (!this->is_over())
                return write_again(*port);
        }
        this->finish(asio::error::operation_aborted, std::size_t{0});
    }

private:
    /// After a failure: whether another attempt is made; then *this is moved from.
    bool goes_on(error_code& ec)
    {
        auto const port = this->port_;
        typename port_state<Executor>::lock const guard(port->mutex);
        bool const by_signal = ec == asio::error::interrupted;
        if (!this->interrupted(ec))
            return false;
        if (ec.clear(); !by_signal)
            ec = judge_abort_locked(*port, aborts_);
        if (!ec)
            write_again(*port);
        return !ec;
    }

    void write_again(port_state<Executor>& port)
    {
        auto const buffers = buffers_;
        if (this->is_first())
            start_write(port, buffers, later(std::move(*this)));
        else
            port.writes.wait(port.descriptor.get_executor(), std::move(*this));
    }

    Buffers buffers_;
    attempts_in_vain aborts_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

template<template<class, class> class Associator, class Executor, class Buffers, class Handler,
    class Default>
struct boost::asio::associator<Associator,
    boost_serial_ext::detail::turned_write_op<Executor, Buffers, Handler>, Default>
    : Associator<Handler, Default>
{
    using op = boost_serial_ext::detail::turned_write_op<Executor, Buffers, Handler>;

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
