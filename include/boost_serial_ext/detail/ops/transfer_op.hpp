// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_TRANSFER_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_TRANSFER_OP_HPP

#include <boost_serial_ext/detail/ops/chained_transfer.hpp>
#include <boost_serial_ext/detail/ops/transfer_base.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/associator.hpp>
#include <boost/asio/error.hpp>
#include <boost/config.hpp>

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** A read; alone, or one of several that take turns.

    One that comes back empty asks the device for the reason. Asio hands an empty read on as end of
    file.
*/
template<class Executor, class Buffers, class Handler, bool InTurn>
class read_op : public std::conditional_t<InTurn, turned_op<Executor, Handler>,
                    repeated_op<Executor, Handler>>
{
    using base
        = std::conditional_t<InTurn, turned_op<Executor, Handler>, repeated_op<Executor, Handler>>;

public:
    /// @throws std::bad_alloc By a connected slot: then it is not under way any more either.
    read_op(std::shared_ptr<port_state<Executor>> const& port, Buffers const& buffers,
        Handler&& handler)
    try : base(port, std::move(handler)), buffers_(buffers)
    {
    }
    catch (...)
    {
        if (!InTurn)
            port->reads.end_alone(port->mutex);
    }
    read_op(read_op&&) = default;
    read_op& operator=(read_op&&) = delete;
    ~read_op()
    {
        if (!InTurn
            && BOOST_UNLIKELY(
                this->port_ != nullptr)) // it has neither completed nor been moved from
            this->port_->reads.end_alone(this->port_->mutex);
    }

    /// Takes its turn. Under the mutex; *this is moved from.
    void queue_up()
    {
        auto const port = this->port_;
        base::queue_up(port->reads);
        read_again(*port);
    }

    void operator()(error_code ec, std::size_t n)
    {
        if (!ec.failed() || !goes_on(ec))
            end(ec, n);
    }

    /// It may be its turn; or readable again, after a read that a transaction met.
    void operator()(error_code ec)
    {
        bool again = !ec.failed();
        if constexpr (InTurn)
            again = again || ec == asio::error::interrupted || this->queued_up();
        if (again)
        {
            auto const port = this->port_;
            typename port_state<Executor>::lock const guard(port->mutex);
            if (!this->is_over())
                return read_again(*port);
            ec = asio::error::operation_aborted;
        }
        end(ec, 0);
    }

private:
    void end(error_code const& ec, std::size_t n)
    {
        if (BOOST_UNLIKELY(this->port_->is(chaining)))
            note_read(*this->port_, buffers_, n);
        if constexpr (!InTurn)
            this->port_->reads.end_alone(this->port_->mutex);
        this->finish(ec, n);
    }

    /// After a failure: whether another attempt is made; then *this is moved from.
    BOOST_NOINLINE bool goes_on(error_code& ec)
    {
        bool const interrupted = InTurn && is_interruption(ec);
        if (ec != asio::error::eof && !interrupted)
            return false;
        auto const port = this->port_;
        typename port_state<Executor>::lock const guard(port->mutex);
        if (this->is_over())
            ec = asio::error::operation_aborted;
        else if (interrupted && (ec == asio::error::interrupted || port->busy()))
            ec.clear();
        else if (!port->busy())
            ec = judge_empty_read(*port, empty_reads_);
        else if (ec = port->control().probe_readiness(true); !ec)
        {
            // Not waited for here; and only after it the settings can be judged.
            if constexpr (waits_by_data_path)
            {
                port->descriptor.async_wait(wait_base::wait_read, std::move(*this));
                return true;
            }
        }
        if (!ec)
            read_again(*port);
        return !ec;
    }

    void read_again(port_state<Executor>& port)
    {
        auto const buffers = buffers_;
        if constexpr (!InTurn)
            port.descriptor.async_read_some(buffers, later(std::move(*this)));
        else if (this->is_first())
            start_read(port, buffers, later(std::move(*this)));
        else
            port.reads.wait(port.descriptor.get_executor(), std::move(*this));
    }

    attempts_in_vain empty_reads_;
    Buffers buffers_;
};

/// A write that nothing interrupts, alone.
template<class Executor, class Handler>
class write_op : public transfer_op<Executor, Handler>
{
public:
    /// @param size Of its buffers.
    write_op(std::shared_ptr<port_state<Executor>> port, std::size_t size, Handler&& handler)
        : transfer_op<Executor, Handler>(std::move(port), std::move(handler)), size_(size)
    {
    }
    write_op(write_op&&) = default;
    write_op& operator=(write_op&&) = delete;
    ~write_op()
    {
        if (BOOST_UNLIKELY(this->port_ != nullptr)) // it has neither completed nor been moved from
            this->port_->writes.end_alone(this->port_->mutex);
    }

    void operator()(error_code ec, std::size_t n)
    {
        if (BOOST_UNLIKELY(this->port_->is(chaining)))
            note_write(*this->port_, n == size_);
        this->port_->count_written(n);
        this->port_->writes.end_alone(this->port_->mutex);
        this->finish(ec, n);
    }

private:
    std::size_t size_;
};

// Several at a time are off the path of one.
template<class Op, class Executor, class Buffers, class Handler>
BOOST_NOINLINE void begin_in_turn(
    std::shared_ptr<port_state<Executor>> const& port, Buffers const& buffers, Handler&& handler)
{
    typename port_state<Executor>::lock const guard(port->mutex);
    Op(port, buffers, std::move(handler)).queue_up();
}

/// A read, as the next step of another operation, which may hold the mutex.
template<class Executor, class Buffers, class Handler>
void begin_read_later(
    std::shared_ptr<port_state<Executor>> const& port, Buffers const& buffers, Handler&& handler)
{
    if (in_turn(*port) || !port->reads.begin_alone())
        return begin_in_turn<read_op<Executor, Buffers, Handler, true>>(
            port, buffers, std::move(handler));
    if constexpr (!interrupts_are_told)
        port->descriptor.async_read_some(buffers,
            later(read_op<Executor, Buffers, Handler, false>(port, buffers, std::move(handler))));
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

template<template<class, class> class Associator, class Executor, class Buffers, class Handler,
    bool InTurn, class Default>
struct boost::asio::associator<Associator,
    boost_serial_ext::detail::read_op<Executor, Buffers, Handler, InTurn>, Default>
    : Associator<Handler, Default>
{
    using op = boost_serial_ext::detail::read_op<Executor, Buffers, Handler, InTurn>;

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
