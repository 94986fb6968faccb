// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_SANSIO_EXACT_DRAIN_FSM_HPP
#define BOOST_SERIAL_EXT_DETAIL_SANSIO_EXACT_DRAIN_FSM_HPP

#include <boost_serial_ext/drain_result.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What the driver of an exact drain shall do next.
struct exact_drain_action
{
    enum kind : unsigned char
    {
        query_depth,       ///< Ask for the depth of the output queue, and resume with it.
        query_transmitter, ///< Ask whether the transmitter is empty, and resume with 1 or 0.
        wait,              ///< Resume after `delay`.
        done               ///< Over: `ec`, or `result`.
    };
    kind type = done;
    std::chrono::nanoseconds delay{};
    error_code ec = {};
    drain_result result = drain_result::estimated;
};

/** Waits until the last bit has left the wire: the queue first, then the transmitter.

    Looks are spaced by the wire time of what is queued, 0.1 to 50 ms. A driver that does not tell
    its transmitter's state, or never calls it empty, is given the wire time of what was under way.
    A driver whose answer may be older than the empty queue is believed once it no longer can be,
    or when the wire time is over and no flow control can have stretched it.
    Time comes from outside: any clock that does not jump.
*/
class exact_drain_fsm
{
public:
    using time = std::chrono::nanoseconds;

    /// @param characters How many may be under way at `now`, at most.
    /// @param lag How old an answer about the transmitter may be.
    exact_drain_fsm(
        serial_config const& config, std::size_t characters, time now, time lag) noexcept
        : config_(config)
        , characters_(characters)
        , lag_(lag)
        , sent_at_(now + char_time(config, characters + spare_characters))
    {
    }

    /// @param ec What became of the action before, or why to stop.
    /// @param value The answer to a query.
    exact_drain_action resume(error_code ec, std::size_t value, time now) noexcept
    {
        if (phase_ == asked_transmitter && ec == condition::unsupported_feature)
            return estimate(now);
        if (ec)
            return {exact_drain_action::done, {}, ec};
        switch (phase_)
        {
        case asked_depth: return depth(value, now);
        case asked_transmitter: return transmitter(value != 0, now);
        case sending: return ask(asked_transmitter);
        case estimating: return estimate(now);
        case fresh: break;
        }
        return ask(asked_depth);
    }

private:
    enum phase : unsigned char
    {
        fresh, // or waiting for the next look at the queue
        asked_depth,
        asked_transmitter,
        sending, // the queue is empty, the transmitter is not
        estimating
    };

    static constexpr std::size_t spare_characters = 2; // clocks differ, and a driver takes a moment
    static constexpr std::size_t largest_fifo = 256;   // of the chips that do not tell

    exact_drain_action ask(phase next) noexcept
    {
        phase_ = next;
        bool const depth = next == asked_depth;
        return {depth ? exact_drain_action::query_depth : exact_drain_action::query_transmitter};
    }

    exact_drain_action wait(time delay, phase next) noexcept
    {
        std::chrono::microseconds const shortest{100};
        std::chrono::milliseconds const longest{50};
        phase_ = next;
        return {exact_drain_action::wait, std::clamp<time>(delay, shortest, longest)};
    }

    exact_drain_action depth(std::size_t queued, time now) noexcept
    {
        if (queued != 0)
            return wait(char_time(config_, queued), fresh);
        auto const in_fifo = (std::min)(characters_, largest_fifo) + spare_characters;
        sent_at_ = (std::max)(sent_at_, now + char_time(config_, in_fifo));
        fresh_at_ = now + lag_;
        return ask(asked_transmitter);
    }

    exact_drain_action transmitter(bool empty, time now) noexcept
    {
        bool const stretched = config_.flow_control != flow_control();
        was_busy_ = was_busy_ || !empty;
        if (empty && (was_busy_ || now >= fresh_at_ || (now >= sent_at_ && !stretched)))
            return {exact_drain_action::done, {}, {}, drain_result::wire_exact};
        if (!empty && now >= sent_at_ + lag_)
            return {exact_drain_action::done, {}, {}, drain_result::estimated};
        return wait(char_time(config_), sending);
    }

    exact_drain_action estimate(time now) noexcept
    {
        if (now >= sent_at_)
            return {exact_drain_action::done, {}, {}, drain_result::estimated};
        return wait(sent_at_ - now, estimating);
    }

    serial_config config_;
    std::size_t characters_;
    time lag_;
    time fresh_at_{};
    time sent_at_;
    bool was_busy_ = false; // since the queue is empty: the next answer is another, and newer
    phase phase_ = fresh;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
