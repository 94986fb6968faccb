// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_EVENT_WAIT_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_EVENT_WAIT_OP_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/asio.hpp>
#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/codec/windows_comm.hpp>
#include <boost_serial_ext/detail/data_path.hpp>
#include <boost_serial_ext/detail/ops/transfer_base.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/associator.hpp>
#include <boost/asio/error.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** A wait for readiness where that is no event by itself (Windows): looks after every event.

    Output always has room: a write takes its time itself.
*/
template<class Executor, class Handler>
class event_wait_op : public turned_op<Executor, Handler>
{
public:
    event_wait_op(
        std::shared_ptr<port_state<Executor>> port, wait_base::wait_type type, Handler&& handler)
        : turned_op<Executor, Handler>(std::move(port), std::move(handler)), type_(type)
    {
    }

    /// *this is moved from.
    void begin()
    {
        auto const port = this->port_;
        error_code ec;
        {
            typename port_state<Executor>::lock const guard(port->mutex);
            if (!goes_on(*port, ec))
                return;
        }
        result_ = ec;
        ended_ = true;
        complete_immediately_with(port->descriptor.get_executor(), std::move(*this), ec);
    }

    /// There may be something to look at.
    void operator()(error_code ec)
    {
        if (!ended_)
        {
            auto const port = this->port_;
            typename port_state<Executor>::lock const guard(port->mutex);
            if (!goes_on(*port, ec))
                return;
            result_ = ec;
        }
        waiter_ = {};
        this->finish(result_);
    }

private:
    // Whether it has come to an end; else *this is moved from.
    bool goes_on(port_state<Executor>& port, error_code& ec)
    {
        ec.clear();
        if (this->is_over() || !port.is_open())
            return ec = asio::error::operation_aborted, true;
        if (is_ready(port, ec))
            return true;
        auto const watch = port.descriptor.watch();
        transfer_hook* const hook = port.hook.load(std::memory_order_acquire);
        if (hook == nullptr && !port.busy())
            port.control().note_events(watch->take_events());
        if (hook == nullptr && !waiter_)
            waiter_ = {watch,
                type_ == wait_base::wait_read ? windows_events::rxchar : windows_events::err};
        auto const armed = hook == nullptr ? watch->arm() : watch->arm(*hook);
        if (is_ready(port, ec))
            return true;
        watch->wait(armed, later(std::move(*this)));
        return false;
    }

    bool is_ready(port_state<Executor>& port, error_code& ec) noexcept
    {
        bool const reading = type_ == wait_base::wait_read;
        bool const readable = look_for_input(port, reading, ec);
        return ec || type_ == wait_base::wait_write || (reading && readable);
    }

    wait_base::wait_type type_;
    typename data_path<Executor>::waiter waiter_;
    error_code result_;
    bool ended_ = false;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

template<template<class, class> class Associator, class Executor, class Handler, class Default>
struct boost::asio::associator<Associator,
    boost_serial_ext::detail::event_wait_op<Executor, Handler>, Default>
    : Associator<Handler, Default>
{
    using op = boost_serial_ext::detail::event_wait_op<Executor, Handler>;

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
