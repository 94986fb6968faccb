// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_TIMED_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_TIMED_OP_HPP

#include <boost_serial_ext/detail/port_state.hpp>

#include <boost/asio/cancellation_state.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** Drives a machine that acts on the port and waits on one of its timers, under async_compose.

    One at a time on a port. `Derived` has `check()`, why it cannot begin, and `advance(ec, delay)`:
    true if it shall wait for `delay`, false once `result_` is known. Both are called under the
    mutex.
*/
template<class Derived, class Executor>
class timed_op
{
public:
    using timer_pointer = typename port_state<Executor>::timer_type port_state<Executor>::*;

    timed_op(std::shared_ptr<port_state<Executor>> port,
        typename port_claim<Executor>::slot_pointer slot, timer_pointer timer)
        : claim_(std::move(port), slot), timer_(timer)
    {
    }

    template<class Self>
    void operator()(Self& self, error_code ec = {})
    {
        if (phase_ == ended)
        {
            claim_.port()->note(result_);
            claim_.give_up();
            return derived().deliver(self);
        }
        bool const initiating = phase_ == fresh;
        auto const port = claim_.port(); // *this is moved from below, and may be gone before this
        auto const io_executor = port->descriptor.get_executor();
        {
            typename port_state<Executor>::lock const guard(port->mutex);
            if (initiating)
                self.reset_cancellation_state(asio::enable_total_cancellation());
            std::chrono::nanoseconds delay{};
            bool const waits = initiating ? begin(delay) : advance(stopped(self, ec), delay);
            if (waits)
            {
                phase_ = working;
                auto& timer = port.get()->*timer_;
                timer.expires_after(delay);
                return timer.async_wait(std::move(self));
            }
        }
        phase_ = ended;
        if (initiating) // never complete inside the initiating function
            return complete_immediately(io_executor, std::move(self));
        (*this)(self);
    }

protected:
    port_state<Executor>& port() noexcept { return *claim_.port(); }
    std::shared_ptr<port_state<Executor>> const& shared_port() const noexcept
    {
        return claim_.port();
    }

    /// Whether the port is still this operation's to act on.
    bool alive() const noexcept { return claim_.held(); }

    /// Whether it was stopped, with that result, before its machine was made; nobody may be left
    /// to be asked.
    bool stopped_early(bool begun, error_code const& ec) noexcept
    {
        if (begun || !ec)
            return false;
        result_ = ec;
        return true;
    }

    /// Hands the result over; *this is gone afterwards.
    template<class Self>
    void deliver(Self& self)
    {
        auto const result = result_;
        complete_composed(self, result);
    }

    /// Whether what is left to be undone waits for the end of a transaction. The port is busy.
    bool is_being_undone() noexcept { return false; }

    error_code result_;

private:
    Derived& derived() noexcept { return static_cast<Derived&>(*this); }

    bool begin(std::chrono::nanoseconds& delay)
    {
        cancels_ = port().cancels;
        result_ = port().check_open();
        if (!result_)
            result_ = derived().check();
        if (!result_ && !claim_.take())
            result_ = error::operation_in_progress;
        return !result_ && advance({}, delay);
    }

    // While a transaction has the port's control there is nothing to be done but to wait.
    bool advance(error_code ec, std::chrono::nanoseconds& delay)
    {
        // Who took the claim away has undone all that was to be undone.
        if (!port().busy() || (ec && !claim_.held() && !derived().is_being_undone()))
            return derived().advance(ec, delay);
        delay = std::chrono::milliseconds(1);
        return true;
    }

    template<class Self>
    error_code stopped(Self& self, error_code ec)
    {
        if (ec == asio::error::operation_aborted)
            ec.clear(); // only the timer's: the next line says whether the operation was meant
        bool const over = port().cancels != cancels_
            || self.get_cancellation_state().cancelled() != asio::cancellation_type::none;
        return over ? error_code(asio::error::operation_aborted) : ec;
    }

    port_claim<Executor> claim_;
    timer_pointer timer_;
    std::uint64_t cancels_ = 0;
    enum : unsigned char
    {
        fresh,
        working,
        ended
    } phase_ = fresh;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
