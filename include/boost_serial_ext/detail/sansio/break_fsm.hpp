// Copyright (c) 2026 The boost_serial_ext authors
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef BOOST_SERIAL_EXT_DETAIL_SANSIO_BREAK_FSM_HPP
#define BOOST_SERIAL_EXT_DETAIL_SANSIO_BREAK_FSM_HPP

#include <boost_serial_ext/error.hpp>

#include <boost_serial_ext/detail/config.hpp>

namespace boost_serial_ext {
inline namespace BOOST_SERIAL_EXT_ABI {
namespace detail {

/// What the driver of a BREAK shall do next.
struct break_action
{
    enum kind : unsigned char
    {
        switch_on,  ///< Switch BREAK on, and resume with the outcome.
        wait,       ///< Resume after the BREAK's duration.
        switch_off, ///< Switch it off, and resume with the outcome.
        done        ///< Complete with `ec`.
    };
    kind type = done;
    error_code ec;
};

/// On, wait, off: and off again whatever happens once it is on. No clock, no I/O.
class break_fsm
{
public:
    /// @param ec What became of the action before, or why to stop.
    break_action resume(error_code ec) noexcept
    {
        switch (state_)
        {
        case state::begin:
            state_ = ec ? state::end : state::switching_on;
            return {ec ? break_action::done : break_action::switch_on, ec};
        case state::switching_on:
            state_ = ec ? state::end : state::on;
            return {ec ? break_action::done : break_action::wait, ec};
        case state::on:
            state_ = state::switching_off;
            result_ = ec;
            return {break_action::switch_off, {}};
        case state::switching_off:
            state_ = state::end;
            if (!result_)
                result_ = ec; // why it was cut short matters more than that it ended badly
            break;
        case state::end: break;
        }
        return {break_action::done, result_};
    }

private:
    enum class state : unsigned char
    {
        begin,
        switching_on,
        on,
        switching_off,
        end
    };
    state state_ = state::begin;
    error_code result_;
};

} // namespace detail
} // namespace BOOST_SERIAL_EXT_ABI
} // namespace boost_serial_ext

#endif
