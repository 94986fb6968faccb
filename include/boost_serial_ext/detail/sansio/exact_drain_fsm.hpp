// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_SANSIO_EXACT_DRAIN_FSM_HPP
#define BOOST_SERIAL_EXT_DETAIL_SANSIO_EXACT_DRAIN_FSM_HPP

#include <boost_serial_ext/drain_result.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/sansio/drain_pace.hpp>

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

/// What an exact drain has to know of the port.
struct exact_drain_terms
{
    /// How many characters may be under way at the beginning, at most.
    std::size_t characters = 0;
    /// How old an answer about the transmitter may be.
    std::chrono::nanoseconds lag{};
    /// The transmitter is known to tell the truth: "not empty" is believed for ever.
    bool truthful = false;
};

/** Waits until the last bit has left the wire: the queue first, then the transmitter.

    Looks are spaced by the wire time of what is queued, 0.1 to 50 ms; see drain_pace. A driver that
    does not tell its transmitter's state, or never calls it empty, is given the wire time of what
    was under way. A driver whose answer may be older than the empty queue is believed once it no
    longer can be, or when the wire time is over and no flow control can have stretched it. Time
    comes from outside: any clock that does not jump.
*/
class exact_drain_fsm
{
public:
    using time = std::chrono::nanoseconds;

    static constexpr std::size_t largest_fifo = 256; ///< Of the chips that do not tell.

    exact_drain_fsm(serial_config const& config, exact_drain_terms const& terms, time now) noexcept
        : config_(config)
        , terms_(terms)
        , pace_(config, shortest())
        , sent_at_(now + char_time(config, terms.characters + spare_characters))
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
        case estimating: return ask(asked_alive);
        case asked_alive: return estimate(now);
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
        estimating,
        asked_alive // by the depth, which nobody needs: a lost device fails it
    };

    static constexpr std::size_t spare_characters = 2; // clocks differ, and a driver takes a moment

    static constexpr time shortest() noexcept { return std::chrono::microseconds(100); }

    static time look_after(time delay) noexcept
    {
        return std::clamp<time>(delay, shortest(), drain_pace::longest);
    }

    exact_drain_action ask(phase next) noexcept
    {
        phase_ = next;
        bool const transmitter = next == asked_transmitter;
        return {
            transmitter ? exact_drain_action::query_transmitter : exact_drain_action::query_depth};
    }

    exact_drain_action wait(time delay, phase next) noexcept
    {
        phase_ = next;
        return {exact_drain_action::wait, delay};
    }

    static exact_drain_action done(drain_result how) noexcept
    {
        return {exact_drain_action::done, {}, {}, how};
    }

    exact_drain_action depth(std::size_t queued, time now) noexcept
    {
        if (queued != 0)
            return wait(pace_.next(queued), fresh);
        auto const in_fifo = (std::min)(terms_.characters, largest_fifo) + spare_characters;
        sent_at_ = (std::max)(sent_at_, now + char_time(config_, in_fifo));
        fresh_at_ = now + terms_.lag;
        pace_ = drain_pace(config_, shortest());
        return ask(asked_transmitter);
    }

    exact_drain_action transmitter(bool empty, time now) noexcept
    {
        bool const stretched = config_.flow_control != flow_control();
        was_busy_ = was_busy_ || !empty;
        if (empty && (was_busy_ || now >= fresh_at_ || (now >= sent_at_ && !stretched)))
            return done(drain_result::wire_exact);
        if (!empty && !terms_.truthful && now >= sent_at_ + terms_.lag)
            return done(drain_result::estimated);
        if (now < sent_at_)
            return wait(look_after(char_time(config_)), sending);
        return wait(pace_.next(1), sending); // held, or slow: less and less often
    }

    exact_drain_action estimate(time now) noexcept
    {
        if (now >= sent_at_)
            return done(drain_result::estimated);
        return wait(look_after(sent_at_ - now), estimating);
    }

    serial_config config_;
    exact_drain_terms terms_;
    drain_pace pace_;
    time fresh_at_{};
    time sent_at_;
    bool was_busy_ = false; // since the queue is empty: the next answer is another, and newer
    phase phase_ = fresh;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
