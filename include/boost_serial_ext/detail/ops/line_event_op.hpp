// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_LINE_EVENT_OP_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_LINE_EVENT_OP_HPP

#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/data_path.hpp>
#include <boost_serial_ext/detail/ops/timed_op.hpp>
#include <boost_serial_ext/detail/sansio/line_event_fsm.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// Obeys a line_event_fsm.
template<class Executor>
class line_event_op : public timed_op<line_event_op<Executor>, Executor>
{
    using base = timed_op<line_event_op, Executor>;
    friend base;

public:
    line_event_op(std::shared_ptr<port_state<Executor>> port, line_events mask)
        : base(std::move(port), &port_state<Executor>::watching, &port_state<Executor>::watch_timer)
        , fsm_(mask)
        , mask_(mask)
    {
    }

private:
    error_code check() noexcept
    {
        if (error_code const ec = this->port().check_line_events(mask_))
            return ec;
        if (this->port().busy()) // the first look comes late, and must not miss what happens now
        {
            error_code ec; // the first look will meet it too
            line_counters const now = this->port().control().event_counters(ec);
            if (!ec)
                this->port().held->line_events_told.begin(now);
        }
        return {};
    }

    bool advance(error_code ec, std::chrono::nanoseconds& delay)
    {
        if (this->stopped_early(false, ec))
            return false;
        line_counters counters;
        modem_status lines;
        for (;;)
        {
            line_event_action const action
                = fsm_.resume(ec, counters, lines, this->port().held->line_events_told);
            ec.clear();
            switch (action.type)
            {
            case line_event_action::query_counters:
                told_ = listener_.listen(this->shared_port()); // first: nothing is missed
                counters = this->port().control().event_counters(ec);
                if (ec == condition::unsupported_feature)
                    ec = make_unsupported_error(feature::line_events);
                break;
            case line_event_action::query_lines: lines = this->port().control().lines(ec); break;
            case line_event_action::wait:
                delay = told_ ? std::chrono::hours(24) : action.delay;
                return true;
            case line_event_action::done:
                this->result_ = action.ec;
                event_ = action.event;
                return false;
            }
        }
    }

    template<class Self>
    void deliver(Self& self)
    {
        listener_.stop();
        auto const ec = this->result_;
        auto const event = event_;
        complete_composed(self, ec, event);
    }

    line_listener<Executor> listener_;
    bool told_ = false; ///< The timer is ended by what happens.
    line_event_fsm fsm_;
    line_events mask_;
    line_event event_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
