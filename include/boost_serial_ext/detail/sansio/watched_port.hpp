// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_SANSIO_WATCHED_PORT_HPP
#define BOOST_SERIAL_EXT_DETAIL_SANSIO_WATCHED_PORT_HPP

#include <boost_serial_ext/port_event.hpp>
#include <boost_serial_ext/port_info.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/port_source.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** One name of a terminal, for `port_monitor_fsm`: what has been told of it, and what is there.

    What is there and has not been told yet is looked at now and then, until it is ready or `limit`
    is over: that others set a node's owner and mode is no event.
*/
class watched_port
{
public:
    using nanoseconds = std::chrono::nanoseconds;

    static constexpr std::chrono::milliseconds limit{2'000};
    static constexpr std::chrono::milliseconds first_pause{10};
    static constexpr std::chrono::milliseconds longest_pause{500};

    /// What is there from the beginning is known, and no news.
    void begin(seen_port seen)
    {
        identity_ = seen.identity;
        if (seen.port)
            told_ = known_port{seen.identity, std::move(*seen.port)};
    }

    /// There was a message. @param order Of the news, if there is any.
    void ask(std::uint64_t order) noexcept
    {
        if (!std::exchange(asked_, true))
            order_ = order;
    }

    /// Somebody has looked: after a message, because it was due, or in passing.
    /// @param order As of `ask`, if there was no message.
    void see(seen_port seen, nanoseconds now, std::uint64_t order)
    {
        bool const another = identity_ != seen.identity;
        bool const asked = std::exchange(asked_, false);
        if (another && !asked)
            order_ = order;
        identity_ = seen.identity;
        port_ = std::move(seen.port);
        if (identity_ == 0 || (told_ && told_->identity == identity_))
            phase_ = settled;
        else if (another || (phase_ == settled && asked) || (phase_ == arrived && !port_))
            await(now);
        if (phase_ == awaited)
            consider(seen.ready, now);
    }

    /// Whether it is to be looked at now.
    bool is_due(nanoseconds now) const noexcept { return asked_ || next_look() <= now; }

    /// When it is to be looked at again: never is the end of time.
    nanoseconds next_look() const noexcept
    {
        return phase_ == awaited ? next_look_ : (nanoseconds::max)();
    }

    bool has_news() const noexcept
    {
        return told_ ? told_->identity != identity_ : phase_ == arrived;
    }

    std::uint64_t order() const noexcept { return order_; }

    /// The news, which is told by that. A port that was replaced has left before it arrives.
    port_event take()
    {
        if (told_)
        {
            port_event event{port_change::left, std::move(told_->port)};
            told_.reset();
            return event;
        }
        phase_ = settled;
        told_ = known_port{identity_, std::move(*port_)};
        return {port_change::arrived, told_->port};
    }

    /// What has been told to be there; null if nothing.
    port_info const* told() const noexcept { return told_ ? &told_->port : nullptr; }

    /// Whether there is nothing to be remembered.
    bool is_empty() const noexcept { return identity_ == 0 && !told_ && !asked_; }

    bool found = false; ///< By the scan in progress.

private:
    enum phase : unsigned char
    {
        settled, ///< Told, or no port; or there is nothing.
        awaited, ///< It is told when it is ready.
        arrived  ///< It shall be told.
    };

    struct known_port
    {
        std::uint64_t identity;
        port_info port;
    };

    void await(nanoseconds now) noexcept
    {
        phase_ = awaited;
        deadline_ = now + limit;
        pause_ = first_pause;
    }

    void consider(bool ready, nanoseconds now) noexcept
    {
        bool const last = now >= deadline_;
        if (port_ && (ready || last))
            phase_ = arrived;
        else if (last)
            phase_ = settled;
        next_look_ = (std::min)(now + pause_, deadline_);
        pause_ = (std::min<nanoseconds>)(2 * pause_, longest_pause);
    }

    std::optional<known_port> told_;
    std::optional<port_info> port_; ///< What is there, if it is a port.
    std::uint64_t identity_ = 0;    ///< Of what is there; 0: nothing.
    std::uint64_t order_ = 0;
    nanoseconds deadline_{};
    nanoseconds next_look_{};
    nanoseconds pause_{};
    phase phase_ = settled;
    bool asked_ = false;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
