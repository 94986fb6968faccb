// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_SANSIO_LINE_EVENT_FSM_HPP
#define BOOST_SERIAL_EXT_DETAIL_SANSIO_LINE_EVENT_FSM_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/line_state.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <chrono>
#include <cstdint>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** What has been reported of a driver's counters: whatever differs is news.

    Each kind of event is reported by the first wait that asks for it, however long ago it happened
    since the first wait began; so nothing is lost between two waits, or while nobody waits.
*/
class line_event_log
{
public:
    /// What has happened until then is no news, unless a wait has begun before.
    void begin(line_counters const& now) noexcept
    {
        if (!std::exchange(begun_, true))
            reported_ = now;
    }

    /// The events of the mask that have happened; they are reported with that.
    line_events take(line_counters const& now, line_events mask) noexcept
    {
        begin(now);
        line_events found = line_events::none;
        auto const look = [&](line_events kind, std::uint32_t line_counters::*counter)
        {
            if ((mask & kind) == line_events::none || reported_.*counter == now.*counter)
                return;
            reported_.*counter = now.*counter;
            found |= kind;
        };
        look(line_events::cts, &line_counters::cts);
        look(line_events::dsr, &line_counters::dsr);
        look(line_events::ri, &line_counters::ri);
        look(line_events::dcd, &line_counters::dcd);
        look(line_events::break_signal, &line_counters::breaks);
        look(line_events::framing_error, &line_counters::framing_errors);
        look(line_events::parity_error, &line_counters::parity_errors);
        look(line_events::overrun, &line_counters::overruns);
        look(line_events::overrun, &line_counters::buffer_overruns);
        return found;
    }

private:
    line_counters reported_;
    bool begun_ = false;
};

/// What the driver of a wait for line events shall do next.
struct line_event_action
{
    enum kind : unsigned char
    {
        query_counters, ///< Ask for the counters, and resume with them.
        query_lines,    ///< Ask for the levels, and resume with them.
        wait,           ///< Resume after `delay`.
        done            ///< Complete with `ec` and `event`.
    };
    kind type = done;
    std::chrono::nanoseconds delay{};
    error_code ec = {};
    line_event event = {};
};

/** Waits until one of the driver's counters has moved, by looking at them every 10 ms.

    Counters lose nothing between two looks. The kernel's own wait for edges (TIOCMIWAIT) would need
    a thread, and that cannot be woken: on 8250 it even holds up the removal of the device.
*/
class line_event_fsm
{
public:
    static constexpr std::chrono::milliseconds period{10};

    explicit line_event_fsm(line_events mask) noexcept : mask_(mask) {}

    /// @param ec What became of the action before, or why to stop.
    line_event_action resume(error_code ec, line_counters const& counters,
        modem_status const& lines, line_event_log& log) noexcept
    {
        // What has been taken from the log is reported, whatever became of the levels.
        bool const no_levels = phase_ == asked_lines && ec;
        if (ec && !no_levels)
            return {line_event_action::done, {}, ec};
        switch (phase_)
        {
        case fresh: phase_ = asked_counters; return {line_event_action::query_counters};
        case asked_counters:
            event_.events = log.take(counters, mask_);
            phase_ = event_.events == line_events::none ? fresh : asked_lines;
            if (phase_ == fresh)
                return {line_event_action::wait, period};
            return {line_event_action::query_lines};
        case asked_lines: break;
        }
        event_.lines = no_levels ? modem_status() : lines;
        return {line_event_action::done, {}, {}, event_};
    }

private:
    enum phase : unsigned char
    {
        fresh, // or waiting
        asked_counters,
        asked_lines
    };

    line_events mask_;
    line_event event_;
    phase phase_ = fresh;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
