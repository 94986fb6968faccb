// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_SANSIO_DRAIN_FSM_HPP
#define BOOST_SERIAL_EXT_DETAIL_SANSIO_DRAIN_FSM_HPP

#include <boost_serial_ext/error.hpp>
#include <boost_serial_ext/serial_config.hpp>

#include <boost_serial_ext/detail/config.hpp>
#include <boost_serial_ext/detail/sansio/drain_pace.hpp>

#include <chrono>
#include <cstddef>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What the driver of a drain shall do next.
struct drain_action
{
    enum kind : unsigned char
    {
        query_depth, ///< Ask for the depth of the output queue, and resume with it.
        wait,        ///< Resume after `delay`.
        done         ///< Complete with `ec`.
    };
    kind type = done;
    std::chrono::nanoseconds delay{};
    error_code ec;
};

/** Waits until an output queue is empty by looking at its depth now and then.

    The time between two looks is drain_pace's, 1 to 50 ms. No clock, no I/O.
*/
class drain_fsm
{
public:
    explicit drain_fsm(serial_config const& config) noexcept
        : pace_(config, std::chrono::milliseconds(1))
    {
    }

    /// @param ec What became of the action before, or why to stop.
    /// @param depth The depth, after `query_depth`.
    drain_action resume(error_code ec, std::size_t depth) noexcept
    {
        if (ec)
            return {drain_action::done, {}, ec};
        asked_ = !asked_;
        if (asked_)
            return {drain_action::query_depth, {}, {}};
        if (depth == 0)
            return {drain_action::done, {}, {}};
        return {drain_action::wait, pace_.next(depth), {}};
    }

private:
    drain_pace pace_;
    bool asked_ = false;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
