// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_SANSIO_DRAIN_PACE_HPP
#define BOOST_SERIAL_EXT_DETAIL_SANSIO_DRAIN_PACE_HPP

#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/** When to look at an output queue again.

    After the time that the queued characters take on the wire, but within limits: a driver that
    sends in bursts is not asked in a loop, and a queue that somebody discards is noticed. A queue
    that has not become shorter for the time of 32 characters stalls, as under a dropped CTS or
    XOFF; then each wait is twice the one before, up to the longest.
*/
class drain_pace
{
public:
    using time = std::chrono::nanoseconds;

    static constexpr std::chrono::milliseconds longest{50};
    static constexpr std::size_t stall_characters = 32;

    drain_pace(serial_config const& config, time shortest) noexcept
        : config_(config)
        , character_((std::max)(char_time(config), time(1))) // an adopted port may be at 0 baud
        , shortest_(shortest)
    {
    }

    /// How long to wait now that there are so many characters.
    time next(std::size_t characters) noexcept
    {
        bool const progress = characters < least_;
        least_ = (std::min)(least_, characters);
        stalled_ = progress ? time() : stalled_ + latest_;
        auto const most = static_cast<std::size_t>(longest / character_) + 1;
        time wait = std::clamp<time>(
            char_time(config_, (std::min)(characters, most)), shortest_, longest);
        if (stalled_ >= time::rep{stall_characters} * character_)
            wait = (std::max)(wait, (std::min)(2 * latest_, time(longest)));
        return latest_ = wait;
    }

private:
    serial_config config_;
    time character_;
    time shortest_;
    time latest_{};
    time stalled_{};
    std::size_t least_ = static_cast<std::size_t>(-1);
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
