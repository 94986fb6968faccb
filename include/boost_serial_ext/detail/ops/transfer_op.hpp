// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_TRANSFER_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_TRANSFER_OP_HPP

#include <boost_serial_ext/detail/ops/transfer_base.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/associator.hpp>
#include <boost/asio/posix/descriptor_base.hpp>
#include <boost/config.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** A read.

    One that comes back empty asks the device for the reason. Asio hands an empty read on as end of
    file.
*/
template<class Executor, class Buffers, class Handler>
class read_op : public transfer_op<Executor, Handler>
{
public:
    read_op(std::shared_ptr<port_state<Executor>> port, Buffers const& buffers, Handler&& handler)
        : transfer_op<Executor, Handler>(std::move(port), std::move(handler)), buffers_(buffers)
    {
    }

    /// The first step. *this is moved from.
    void begin()
    {
        if (in_turn(*this->port_))
            return begin_in_turn();
        auto const buffers = buffers_;
        this->port_->descriptor.async_read_some(buffers, std::move(*this));
    }

    /// As the next step of another operation, which may hold the mutex.
    void begin_later()
    {
        if (in_turn(*this->port_))
            return begin_in_turn();
        auto const buffers = buffers_;
        this->port_->descriptor.async_read_some(buffers, later(std::move(*this)));
    }

    void operator()(error_code ec, std::size_t n)
    {
        if (!ec.failed() || !goes_on(ec))
            this->finish(ec, n);
    }

    /// It may be its turn; or readable again, after a read that a transaction met.
    void operator()(error_code ec)
    {
        if (!ec || ec == asio::error::interrupted || this->queued_up())
        {
            auto const port = this->port_;
            typename port_state<Executor>::lock const guard(port->mutex);
            if (!this->is_over())
                return read_again(*port);
            ec = asio::error::operation_aborted;
        }
        this->finish(ec, std::size_t{0});
    }

private:
    /// After a failure: whether another attempt is made; then *this is moved from.
    BOOST_NOINLINE bool goes_on(error_code& ec)
    {
        if (ec != asio::error::eof && ec != asio::error::interrupted)
            return false;
        auto const port = this->port_;
        typename port_state<Executor>::lock const guard(port->mutex);
        if (this->is_over())
            ec = asio::error::operation_aborted;
        else if (ec == asio::error::interrupted)
            ec.clear();
        else if (!port->busy())
            ec = judge_empty_read(*port, empty_reads_);
        else if (ec = port->control().probe_readiness(true); !ec)
        {
            // Not waited for here; and only after it the settings can be judged.
            port->descriptor.async_wait(asio::posix::descriptor_base::wait_read, std::move(*this));
            return true;
        }
        if (!ec)
            read_again(*port);
        return !ec;
    }

    BOOST_NOINLINE void begin_in_turn()
    {
        auto const port = this->port_;
        typename port_state<Executor>::lock const guard(port->mutex);
        this->queue_up(port->reads);
        read_again(*port);
    }

    void read_again(port_state<Executor>& port)
    {
        auto const buffers = buffers_;
        if (this->is_first())
            start_read(port, buffers, later(std::move(*this)));
        else
            port.reads.wait(port.descriptor.get_executor(), std::move(*this));
    }

    unsigned empty_reads_ = 0;
    Buffers buffers_;
};

/// A write.
template<class Executor, class Buffers, class Handler>
class write_op : public transfer_op<Executor, Handler>
{
public:
    write_op(std::shared_ptr<port_state<Executor>> port, Buffers const& buffers, Handler&& handler)
        : transfer_op<Executor, Handler>(std::move(port), std::move(handler)), buffers_(buffers)
    {
    }

    /// The first step. *this is moved from.
    void begin()
    {
        if (in_turn(*this->port_))
            return begin_in_turn();
        auto const buffers = buffers_;
        this->port_->descriptor.async_write_some(buffers, std::move(*this));
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
    BOOST_NOINLINE bool goes_on(error_code& ec)
    {
        auto const port = this->port_;
        typename port_state<Executor>::lock const guard(port->mutex);
        if (!this->interrupted(ec))
            return false;
        write_again(*port);
        return true;
    }

    BOOST_NOINLINE void begin_in_turn()
    {
        auto const port = this->port_;
        typename port_state<Executor>::lock const guard(port->mutex);
        this->queue_up(port->writes);
        write_again(*port);
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

template<template<class, class> class Associator, class Executor, class Buffers, class Handler,
    class Default>
struct boost::asio::associator<Associator,
    boost_serial_ext::detail::write_op<Executor, Buffers, Handler>, Default>
    : Associator<Handler, Default>
{
    using op = boost_serial_ext::detail::write_op<Executor, Buffers, Handler>;

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
