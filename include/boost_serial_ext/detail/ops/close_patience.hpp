// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_OPS_CLOSE_PATIENCE_HPP
#define BOOST_SERIAL_EXT_DETAIL_OPS_CLOSE_PATIENCE_HPP

#include <boost_serial_ext/close_policy.hpp>
#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/backend.hpp>
#include <boost_serial_ext/detail/ops/read_here.hpp>
#include <boost_serial_ext/detail/port_state.hpp>
#include <boost_serial_ext/detail/sansio/drain_pace.hpp>
#include <boost_serial_ext/detail/sansio/exact_drain_fsm.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What a close that drains waits for: an empty queue, a write that turns the line back, or its
/// deadline.
template<class Executor>
class close_patience
{
public:
    close_patience(port_state<Executor>& port, close_policy policy)
    {
        auto const now = port.service.now();
        // A limit beyond the end of the clock is none.
        auto const most = std::chrono::duration_cast<std::chrono::milliseconds>(
            (std::chrono::nanoseconds::max)() - now);
        deadline_ = now + (std::min)(policy.drain_deadline, most);
    }

    /// How long to wait before the next look; nothing if the wait is over. Under the mutex.
    std::optional<std::chrono::nanoseconds> look(port_state<Executor>& port)
    {
        std::chrono::nanoseconds const left = deadline_ - port.service.now();
        if (left.count() <= 0)
        {
            drained_ = false; // as far as anybody knows
            return std::nullopt;
        }
        if (port.busy())
            return std::chrono::milliseconds(1);
        if (!pace_)
            pace_.emplace(port.control().config(), std::chrono::milliseconds(1));
        error_code ec; // a port that does not tell, or is lost, has nothing to wait for
        std::size_t const depth = queued_output(port, ec);
        if (ec)
            return std::nullopt;
        drained_ = depth == 0;
        return drained_ ? turning(port, left) : (std::min)(pace_->next(depth), left);
    }

    /// Whether the queue was empty at the latest look.
    bool drained() const noexcept { return drained_; }

private:
    /// More than the write's timers may be late, and its looks at an adapter that answers late.
    static constexpr std::chrono::milliseconds turning_takes{50};

    // With RTS as the direction the close would cut off what the device has not sent yet: the write
    // turns the line back after the last bit.
    std::optional<std::chrono::nanoseconds> turning(
        port_state<Executor>& port, std::chrono::nanoseconds left)
    {
        if (!port.held->turned_round)
            return std::nullopt;
        auto const now = port.service.now();
        if (!turned_until_)
        {
            serial_config const& config = port.control().config();
            std::size_t const in_device = exact_drain_fsm::largest_fifo;
            auto const after = config.rs485.value_or(rs485_config()).delay_after_send;
            turned_until_ = now
                + (std::min)(left,
                    std::chrono::nanoseconds(char_time(config, in_device) + after) + turning_takes);
        }
        if (now >= *turned_until_)
            return std::nullopt;
        return (std::min)(left, std::chrono::nanoseconds(std::chrono::milliseconds(1)));
    }

    std::chrono::nanoseconds deadline_{}; // as the service counts
    std::optional<drain_pace> pace_;
    std::optional<std::chrono::nanoseconds> turned_until_;
    bool drained_ = false;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
