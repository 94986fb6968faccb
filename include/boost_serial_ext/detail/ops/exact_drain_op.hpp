// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_EXACT_DRAIN_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_EXACT_DRAIN_OP_HPP

#include <boost_serial_ext/capabilities.hpp>
#include <boost_serial_ext/drain_result.hpp>
#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/ops/read_here.hpp>
#include <boost_serial_ext/detail/ops/timed_op.hpp>
#include <boost_serial_ext/detail/private_thread.hpp>
#include <boost_serial_ext/detail/sansio/exact_drain_fsm.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Feeds an exact_drain_fsm with what the port says; calls are made under the mutex.
template<class Executor>
class exact_drain
{
public:
    /// Goes on until the machine wants to wait (true), or is done.
    bool advance(port_state<Executor>& port, error_code ec)
    {
        std::size_t value = 0;
        if (waits_for_driver(ec))
            return true;
        if (!fsm_ && !ec)
            begin(port, ec);
        if (!fsm_) // it failed, or was stopped, at the very beginning
            return end(port, {exact_drain_action::done, {}, ec});
        for (;;)
        {
            exact_drain_action const action = fsm_->resume(ec, value, port.service.now());
            ec.clear();
            switch (action.type)
            {
            case exact_drain_action::query_depth:
                value = waits_for_writes ? queued_output(port, ec)
                                         : port.control().waiting(queue::output, ec);
                break;
            case exact_drain_action::query_transmitter:
                value = port.control().transmitter_empty(ec);
                port.held->transmitter_told |= value != 0;
                if (ec == condition::unsupported_feature && ask_driver(port)
                    && waits_for_driver(ec))
                    return true;
                break;
            case exact_drain_action::wait: delay = action.delay; return true;
            case exact_drain_action::done: return end(port, action);
            }
        }
    }

    /// Also for those that wait for their turn: not where their completions wait for this thread.
    bool waits_for_writes = false;
    std::chrono::nanoseconds delay{};
    error_code result;
    drain_result how = drain_result::estimated;

private:
    /// What the driver says when it has sent everything, on the private thread.
    struct driver_answer
    {
        std::atomic<bool> there{false};
        error_code ec;
    };

    struct question final : private_thread::job
    {
        std::function<error_code()> ask;
        std::shared_ptr<driver_answer> answer;

        void run() noexcept override
        {
            {
                auto const call = std::move(ask); // which has the device open
                answer->ec = call();
            }
            answer->there = true;
        }
    };

    /// Where no transmitter can be asked a driver may wait until it has sent what it was given. Once:
    /// what its device still has is estimated. False: there is no such driver.
    bool ask_driver(port_state<Executor>& port)
    {
        if (std::exchange(asked_, true))
            return false;
        try
        {
            auto ask = port.control().flusher();
            if (!ask)
                return false;
            auto job = std::make_unique<question>();
            job->ask = std::move(ask);
            job->answer = std::make_shared<driver_answer>();
            auto const answer = job->answer;
            port.service.thread().submit(std::move(job));
            answer_ = answer;
            return true;
        }
        catch (std::exception const&) // no thread, or no memory: then all is estimated
        {
            return false;
        }
    }

    /// Whether the answer is not there yet. @param ec Whatever stops the wait; the answer's failure.
    bool waits_for_driver(error_code& ec)
    {
        if (!answer_ || (ec && ec != condition::unsupported_feature))
            return false;
        delay = std::chrono::milliseconds(1);
        if (!answer_->there)
            return true;
        // Who has emptied the queue meanwhile has ended that, and nothing else.
        bool const failed = answer_->ec && answer_->ec != condition::aborted;
        ec = failed ? answer_->ec : make_unsupported_error(feature::exact_drain);
        answer_.reset();
        return false;
    }

    void begin(port_state<Executor>& port, error_code& ec)
    {
        port_control& control = port.control();
        written_ = port.written();
        std::size_t const queued = control.waiting(queue::output, ec);
        if (ec)
            return;
        exact_drain_terms terms;
        terms.characters
            = (std::min)((std::max)(port.unsent(), queued), queued + exact_drain_fsm::largest_fifo);
        terms.lag = control.transmitter_lag();
        terms.truthful = port.held->transmitter_told || terms.lag.count() == 0;
        fsm_.emplace(control.config(), terms, port.service.now());
    }

    bool end(port_state<Executor>& port, exact_drain_action const& action)
    {
        result = action.ec;
        how = action.result;
        if (!result)
            port.left_the_wire(written_, how == drain_result::wire_exact);
        return false;
    }

    std::optional<exact_drain_fsm> fsm_;
    std::size_t written_ = 0;
    std::shared_ptr<driver_answer> answer_;
    bool asked_ = false;
};

/// Obeys an exact_drain_fsm.
template<class Executor>
class exact_drain_op : public timed_op<exact_drain_op<Executor>, Executor>
{
    using base = timed_op<exact_drain_op, Executor>;
    friend base;

public:
    explicit exact_drain_op(std::shared_ptr<port_state<Executor>> port)
        : base(std::move(port), &port_state<Executor>::draining, &port_state<Executor>::drain_timer)
    {
        drain_.waits_for_writes = true;
    }

private:
    static error_code check() noexcept { return {}; }

    bool advance(error_code ec, std::chrono::nanoseconds& delay)
    {
        bool const waits = drain_.advance(this->port(), ec);
        delay = drain_.delay;
        this->result_ = drain_.result;
        return waits;
    }

    template<class Self>
    void deliver(Self& self)
    {
        auto const ec = this->result_;
        auto const how = drain_.how;
        complete_composed(self, ec, how);
    }

    exact_drain<Executor> drain_;
};

/// Obeys an exact_drain_fsm on the calling thread.
template<class Executor>
drain_result exact_drain_here(port_state<Executor>& port, error_code& ec)
{
    exact_drain<Executor> drain;
    while (port.with_control(ec,
        [&](port_control&)
        {
            bool const waits = drain.advance(port, {});
            ec = drain.result;
            return waits;
        }))
        port.service.sleep(drain.delay);
    return drain.how;
}

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
