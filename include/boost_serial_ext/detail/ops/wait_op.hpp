// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_WAIT_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_WAIT_OP_HPP

#include <boost_serial_ext/detail/data_path.hpp>
#include <boost_serial_ext/detail/ops/event_wait_op.hpp>
#include <boost_serial_ext/detail/ops/transfer_base.hpp>
#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/associator.hpp>
#include <boost/asio/error.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// A wait for readiness, which a hang-up ends too: that is then told. `Base` is `transfer_op`, or
/// `turned_op` where interruptions are told; it takes no turn.
template<template<class, class> class Base, class Executor, class Handler>
class wait_op : public Base<Executor, Handler>
{
public:
    using wait_type = wait_base::wait_type;

    wait_op(std::shared_ptr<port_state<Executor>> port, wait_type type, Handler&& handler)
        : Base<Executor, Handler>(std::move(port), std::move(handler)), type_(type)
    {
    }

    void operator()(error_code ec)
    {
        if (!ec || ec == asio::error::interrupted)
        {
            auto const port = this->port_; // *this is moved from below
            typename port_state<Executor>::lock const guard(port->mutex);
            if constexpr (std::is_base_of_v<turned_op<Executor, Handler>, wait_op>)
                if (this->interrupted(ec))
                    return port->descriptor.async_wait(type_, later(std::move(*this)));
            bool const reading = type_ == wait_base::wait_read;
            if (!ec)
                ec = port->is_open() ? port->control().probe_readiness(reading)
                                     : error_code(asio::error::operation_aborted);
        }
        this->finish(ec);
    }

private:
    wait_type type_;
};

/// The first step of a wait.
template<class Executor, class Handler>
void begin_wait(
    std::shared_ptr<port_state<Executor>> const& port, wait_base::wait_type type, Handler&& handler)
{
    if constexpr (!waits_by_data_path)
        event_wait_op<Executor, Handler>(port, type, std::move(handler)).begin();
    else if (in_turn(*port))
        port->descriptor.async_wait(
            type, wait_op<turned_op, Executor, Handler>(port, type, std::move(handler)));
    else if constexpr (!interrupts_are_told)
        port->descriptor.async_wait(
            type, wait_op<transfer_op, Executor, Handler>(port, type, std::move(handler)));
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

template<template<class, class> class Associator, template<class, class> class Base, class Executor,
    class Handler, class Default>
struct boost::asio::associator<Associator,
    boost_serial_ext::detail::wait_op<Base, Executor, Handler>, Default>
    : Associator<Handler, Default>
{
    using op = boost_serial_ext::detail::wait_op<Base, Executor, Handler>;

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
